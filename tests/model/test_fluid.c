// A cluster at plan zoom: GPUs shared among flows, against sums made by hand.
#include "sim_kit.h"

#include "models/flow.h"
#include "models/wire.h"

#define HOUR 3600.0

// Wants of flows by the hour, played by one workload that owns all of them.
enum { FLOWS = 3, HOURS = 48 };

typedef struct script {
	uint32_t on;
	int n;
	aif_flow flow[FLOWS];
	double want[FLOWS][HOURS];
	double have[FLOWS][HOURS], rented[FLOWS][HOURS]; // at each hour's end
} script;

static void
script_start(void *st, aif_ctx *c)
{
	(void)st;
	for (int h = 0; h < HOURS; h++)
		aif_ctx_send(c, aif_ctx_self(c), h * AIF_HOUR, AIF_PRIO_NORMAL, AIF_EV_TICK,
			     (aif_arg){ .i = h }, (aif_arg){ .u = 0 });
}

static void
script_event(void *st, aif_ctx *c, const aif_ev *e)
{
	script *p = st;
	int h = (int)e->a.i;

	if (e->kind != AIF_EV_TICK)
		return;
	for (int i = 0; i < p->n; i++) {
		aif_flow *f = &p->flow[i];

		if (h > 0) {
			p->have[i][h - 1] = f->have_gpus;
			p->rented[i][h - 1] = f->rented_gpus;
		}
		f->owner = aif_ctx_self(c);
		f->want_gpus = p->want[i][h];
		aif_ctx_send(c, p->on, 0, AIF_PRIO_NORMAL, AIF_EV_FLOW, (aif_arg){ .p = f },
			     (aif_arg){ .u = 0 });
	}
}

static const aif_field script_params[] = {
	AIF_P_OF(script, on, "on", AIF_F_REF, "cluster", AIF_REQUIRED, "Cluster."), { 0 }
};

static const aif_model_ops script_ops = { .name = "script",
					  .state_size = sizeof(script),
					  .params = script_params,
					  .place = AIF_PLACE_WITH,
					  .with = "on",
					  .rank = AIF_RANK_IT,
					  .start = script_start,
					  .event = script_event };

typedef struct way {
	aif_refs own, rent, burst;
} way;

static const aif_field way_params[] = {
	AIF_P_OF(way, own, "own", AIF_F_REFS, "cluster", 0, "Owned."),
	AIF_P_OF(way, rent, "rent", AIF_F_REFS, "cluster", 0, "Rented."),
	AIF_P_OF(way, burst, "burst", AIF_F_REFS, "cluster", 0, "Bursting."),
	{ 0 }
};

static const aif_model_ops way_ops = {
	.name = "strategy", .state_size = sizeof(way), .params = way_params, .rank = AIF_RANK_DATA
};

typedef struct bed {
	aif_sim *s;
	uint32_t cluster;
	script *p;
} bed;

// 10 nodes of 8 GPUs without hardware; list: "burst", "rent" or NULL.
static bed
bed_make(const char *list)
{
	aif_sim_opt opt = { .registry = &aif_index,
			    .start_unix_s = 1798761600,
			    .end_ns = HOURS * AIF_HOUR,
			    .bin_ns = AIF_HOUR,
			    .zoom_ns = AIF_HOUR,
			    .label = "" };
	aif_diag d = { 0 };
	uint32_t script_id, w;
	bed b;

	assert_int_equal(aif_sim_create(&b.s, &opt, &d), AIF_OK);
	b.cluster = kit_add(b.s, "cluster", "c", AIF_NONE);
	script_id = kit_add_ops(b.s, &script_ops, "w", AIF_NONE);
	b.p = aif_sim_state(b.s, script_id);
	b.p->on = b.cluster;
	kit_num(b.s, b.cluster, "nodes", 10);
	kit_num(b.s, b.cluster, "gpus_per_node", 8);
	if (list) {
		w = kit_add_ops(b.s, &way_ops, "hybrid", AIF_NONE);
		kit_refs(b.s, w, list, b.cluster);
		if (strcmp(list, "burst") == 0)
			kit_refs(b.s, w, "own", b.cluster);
	}
	return b;
}

static void
wants(bed *b, int i, double gpus)
{
	b->p->n = i + 1 > b->p->n ? i + 1 : b->p->n;
	for (int h = 0; h < HOURS; h++)
		b->p->want[i][h] = gpus;
}

// 80 GPUs: the flow of priority 1 gets its 50, the first of priority 5 the other 30.
static void
flows_are_served_by_priority_then_by_arrival(void **unused)
{
	bed b = bed_make(NULL);

	(void)unused;
	wants(&b, 0, 60);
	wants(&b, 1, 60);
	wants(&b, 2, 50);
	b.p->flow[0].prio = b.p->flow[1].prio = 5;
	b.p->flow[2].prio = 1;
	kit_run(b.s);
	assert_near(b.p->have[2][10], 50, 0);
	assert_near(b.p->have[0][10], 30, 0);
	assert_near(b.p->have[1][10], 0, 0);
	assert_near(b.p->rented[0][10] + b.p->rented[1][10], 0, 0);
	assert_near(b.p->flow[0].held_gpu_s, 30 * HOURS * HOUR, 1e-6);
	aif_sim_free(b.s);
}

// Gangs of 32 in 80 GPUs: two, and 16 are left to who takes any number.
static void
gangs_are_held_as_wholes_and_leave_the_rest(void **unused)
{
	bed b = bed_make(NULL);

	(void)unused;
	wants(&b, 0, 96);
	wants(&b, 1, 50);
	b.p->flow[0].gang_gpus = 32;
	b.p->flow[1].prio = 1;
	kit_run(b.s);
	assert_near(b.p->have[0][5], 64, 0);
	assert_near(b.p->have[1][5], 16, 0);
	aif_sim_free(b.s);
}

static void
what_is_left_over_is_rented_where_the_strategy_bursts(void **unused)
{
	bed b = bed_make("burst");

	(void)unused;
	wants(&b, 0, 100);
	wants(&b, 1, 40);
	b.p->flow[0].may_burst = 1;
	b.p->flow[1].prio = 1;
	kit_run(b.s);
	assert_near(b.p->have[0][5], 80, 0);
	assert_near(b.p->rented[0][5], 20, 1e-12);
	assert_near(b.p->have[1][5] + b.p->rented[1][5], 0, 0); // may not
	aif_sim_free(b.s);
}

static void
everything_is_rented_where_the_strategy_rents(void **unused)
{
	bed b = bed_make("rent");

	(void)unused;
	wants(&b, 0, 100);
	kit_run(b.s);
	assert_near(b.p->have[0][5], 0, 0);
	assert_near(b.p->rented[0][5], 100, 1e-12);
	aif_sim_free(b.s);
}

// A run of 5 h in the mean, of four exponential quarters, goes on after h hours with
// probability exp(-x) (1 + x + x^2/2 + x^3/6), x = 4 h / 5.
static double
goes_on(int h)
{
	double x = 0.8 * h;

	return exp(-x) * (1 + x + x * x / 2 + x * x * x / 6);
}

// 40 too many in hours 0 to 9, then 20 fewer than there are. Half of what is rented runs 5 h
// in the mean, the other half so short that it is gone in an hour. Each hour what has gone is
// rented anew, half of it long: b(h) = (40 - L(h)) / 2, L(h) = sum of b(i) goes_on(h - i) over
// the hours before. From 10 h on L only decays, and the flow holds 60 - L of its own.
static void
work_that_began_on_rented_gpus_stays_there_to_its_end(void **unused)
{
	bed b = bed_make("burst");
	double begun[10], stays;

	(void)unused;
	wants(&b, 0, 60);
	for (int h = 0; h < 10; h++)
		b.p->want[0][h] = 120;
	b.p->flow[0].may_burst = 1;
	b.p->flow[0].stay_s[0] = 1;
	b.p->flow[0].stay_s[2] = 5 * HOUR;
	b.p->flow[0].stay_frac[0] = b.p->flow[0].stay_frac[2] = 0.5;
	kit_run(b.s);
	for (int h = 0; h < 40; h++) {
		stays = 0;
		for (int i = 0; i < h && i < 10; i++)
			stays += begun[i] * goes_on(h - i);
		if (h < 10)
			begun[h] = (40 - stays) / 2;
		assert_near(b.p->rented[0][h], h < 10 ? 40 : stays, 1e-9);
		assert_near(b.p->have[0][h], h < 10 ? 80 : 60 - stays, 1e-9);
	}
	aif_sim_free(b.s);
}

// Without runs that stay, as of a service, rented GPUs go back at once.
static void
flows_without_runs_give_rented_gpus_back_at_once(void **unused)
{
	bed b = bed_make("burst");

	(void)unused;
	wants(&b, 0, 60);
	for (int h = 0; h < 10; h++)
		b.p->want[0][h] = 120;
	b.p->flow[0].may_burst = 1;
	kit_run(b.s);
	assert_near(b.p->rented[0][9], 40, 1e-12);
	assert_near(b.p->rented[0][10], 0, 0);
	assert_near(b.p->have[0][10], 60, 0);
	aif_sim_free(b.s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(flows_are_served_by_priority_then_by_arrival),
		cmocka_unit_test(gangs_are_held_as_wholes_and_leave_the_rest),
		cmocka_unit_test(what_is_left_over_is_rented_where_the_strategy_bursts),
		cmocka_unit_test(everything_is_rented_where_the_strategy_rents),
		cmocka_unit_test(work_that_began_on_rented_gpus_stays_there_to_its_end),
		cmocka_unit_test(flows_without_runs_give_rented_gpus_back_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
