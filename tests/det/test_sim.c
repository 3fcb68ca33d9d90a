// A whole simulation: order, partitions, threads, signals, rows.
#include "aif_test.h"

#include <stdlib.h>
#include <string.h>

#include "core/ctx.h"

// --- a model that makes ties likely on purpose: integer increments -----------------

typedef struct lp {
	double n; // how many there are
	aif_signal seen;
	aif_rng rng;
	int64_t count;
} lp;

enum { HOP = 64 };

typedef struct row {
	double t_s;
	uint32_t lp;
	uint32_t pad; // rows are compared byte by byte
} row;

static const aif_col row_cols[] = { AIF_COL(row, t_s, "s", "Time."),
				    AIF_COL_ENT(row, lp, "Who."),
				    { 0 } };
static const aif_table hops = { "hops", "Every hundredth delivery.", sizeof(row), row_cols, 0 };

static void
lp_start(void *st, aif_ctx *c)
{
	lp *p = st;

	aif_ctx_stream(c, 0, &p->rng);
	aif_ctx_send(c, aif_ctx_self(c), AIF_SECOND, AIF_PRIO_NORMAL, HOP, (aif_arg){ .u = 0 },
		     (aif_arg){ .u = 0 });
}

static void
lp_event(void *st, aif_ctx *c, const aif_ev *e)
{
	lp *p = st;
	int to = (int)(aif_rng_u01(&p->rng) * p->n);
	int wait = 1 + (int)(aif_rng_u01(&p->rng) * 3);
	char name[16];

	(void)e;
	aif_signal_add(&p->seen, 1);
	if (++p->count % 100 == 0) {
		row r = { aif_time_to_s(aif_ctx_now(c)), aif_ctx_self(c), 0 };

		aif_ctx_emit(c, &hops, &r);
	}
	snprintf(name, sizeof name, "lp%d", to);
	aif_ctx_send(c, aif_sim_find(aif_ctx_sim(c), name), wait * AIF_SECOND, AIF_PRIO_NORMAL, HOP,
		     (aif_arg){ .u = 0 }, (aif_arg){ .u = 0 });
}

static aif_err
lp_wire(void *st, aif_sim *s, uint32_t self, aif_diag *d)
{
	(void)st;
	(void)self;
	(void)d;
	aif_sim_promise(s, AIF_SECOND);
	return AIF_OK;
}

static const aif_field lp_params[] = { AIF_P(lp, n, "n", "1", 1, 1, 1e6, "Processes."), { 0 } };
static const aif_field lp_outputs[] = { AIF_O(lp, seen, "1", AIF_AGG_SUM, "Deliveries."), { 0 } };
static const aif_model_ops lp_model = { .name = "lp",
					.doc = "Hops at random.",
					.state_size = sizeof(lp),
					.params = lp_params,
					.outputs = lp_outputs,
					.wire = lp_wire,
					.start = lp_start,
					.event = lp_event };
static const aif_model_ops group_model = {
	.name = "group", .doc = "A partition.", .state_size = 8, .place = AIF_PLACE_OWN
};
static const aif_model_ops *const models[] = { &lp_model, &group_model, NULL };
static const aif_table *const tables[] = { &hops, NULL };
static const aif_registry registry = { models, NULL, tables };

typedef struct outcome {
	uint64_t history, events, bins, rows;
} outcome;

static uint64_t
fold(uint64_t h, const void *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		h = (h ^ ((const unsigned char *)p)[i]) * 0x100000001b3u;
	return h;
}

// 64 processes in n_part groups on n_threads,
// run in `pieces` pieces.
static outcome
play(int n_part, int n_threads, int pieces)
{
	aif_sim_opt opt = { .registry = &registry,
			    .end_ns = 600 * AIF_SECOND,
			    .bin_ns = 7 * AIF_SECOND,
			    .seed = 5,
			    .n_threads = n_threads };
	outcome o = { 0 };
	aif_diag d = { 0 };
	uint32_t group[64], id;
	const void *rows;
	aif_sim *s;
	size_t n;

	assert_int_equal(aif_sim_create(&s, &opt, &d), AIF_OK);
	// Processes first, groups after, so that ids do not depend on the grouping.
	for (int i = 0; i < n_part; i++) {
		char name[16];

		snprintf(name, sizeof name, "group%d", i);
		assert_int_equal(aif_sim_add(s, &group_model, name, AIF_NONE, "", &group[i], &d),
				 AIF_OK);
	}
	for (int i = n_part; i < 64; i++) { // keeps ids equal for any n_part
		char name[16];

		snprintf(name, sizeof name, "idle%d", i);
		assert_int_equal(aif_sim_add(s, &group_model, name, AIF_NONE, "", &group[i], &d),
				 AIF_OK);
	}
	for (int i = 0; i < 64; i++) {
		char name[16];

		snprintf(name, sizeof name, "lp%d", i);
		assert_int_equal(aif_sim_add(s, &lp_model, name, group[i % n_part], "", &id, &d),
				 AIF_OK);
		((lp *)aif_sim_state(s, id))->n = 64;
		assert_int_equal(aif_sim_record(s, id, "seen", &d), AIF_OK);
	}
	assert_int_equal(aif_sim_ready(s, &d), AIF_OK);
	for (int i = 1; i <= pieces; i++)
		assert_int_equal(aif_sim_run(s, opt.end_ns / pieces * i, NULL), AIF_OK);
	assert_int_equal(aif_sim_finish(s), AIF_OK);
	o.history = aif_sim_history(s);
	o.events = aif_sim_events(s);
	for (uint32_t i = 0; i < aif_sim_n_series(s); i++) {
		aif_sim_series x = aif_sim_series_at(s, i);

		o.bins = fold(o.bins, x.x, x.n * sizeof *x.x);
	}
	rows = aif_sim_rows(s, &hops, &n);
	o.rows = fold(0, rows, n * sizeof(row));
	assert_true(n > 100);
	aif_sim_free(s);
	return o;
}

static void
assert_same(const outcome *a, const outcome *b)
{
	assert_int_equal(a->events, b->events);
	assert_true(a->history == b->history);
	assert_true(a->bins == b->bins);
	assert_true(a->rows == b->rows);
}

static void
sim_history_is_the_same_for_any_partitions_threads_and_pieces(void **unused)
{
	static const int part[] = { 1, 2, 3, 8, 64 };
	outcome want = play(1, 1, 1);

	(void)unused;
	assert_true(want.events > 10000);
	for (size_t i = 0; i < sizeof part / sizeof *part; i++)
		for (int threads = 1; threads <= 4; threads *= 2) {
			outcome got = play(part[i], threads, threads == 2 ? 5 : 1);

			assert_same(&got, &want);
		}
}

// --- signals ---------------------------------------------------------------------

// 3 W for 10 s, 5 W for 20 s, then 0: 30 + 100 = 130 J, exactly.
static void
signal_integral_is_the_sum_over_changes(void **unused)
{
	aif_signal s = { 0 };

	(void)unused;
	aif_signal_set(&s, 0, 3);
	aif_signal_set(&s, 10 * AIF_SECOND, 5);
	aif_signal_set(&s, 30 * AIF_SECOND, 0);
	assert_true(aif_signal_integral(&s, 99 * AIF_SECOND) == 130);
	assert_true(aif_signal_reset_max(&s) == 5);
}

// A million changes of 0.1 W for 1 s after one of 1e16 J: plain summation would
// lose all of it, compensated summation keeps it to rounding.
static void
signal_integral_does_not_drift(void **unused)
{
	aif_signal s = { 0 };

	(void)unused;
	aif_signal_book(&s, 0, AIF_SECOND, 1e16);
	for (int i = 1; i <= 1000000; i++)
		aif_signal_book(&s, i * AIF_SECOND, (i + 1) * AIF_SECOND, 0.1);
	assert_near(aif_signal_integral(&s, 1000001 * AIF_SECOND) - 1e16, 1e5, 4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sim_history_is_the_same_for_any_partitions_threads_and_pieces),
		cmocka_unit_test(signal_integral_is_the_sum_over_changes),
		cmocka_unit_test(signal_integral_does_not_drift),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
