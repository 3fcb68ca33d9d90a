// failures.c - nodes that fail and are repaired.
//
// With a constant rate the failures of all nodes are one Poisson process: the
// next one is drawn for the whole cluster, then the node, by its rate; one that
// hits a node without power is dropped, which is exact for this process (thinning).
// With a Weibull shape other than 1 each node has its own clock, which starts
// anew after a repair. A share of the nodes are lemons with a higher rate. A soft
// failure ends the jobs of the node, which comes back after a reboot; others take
// a repair.
// Source: Lewis & Shedler 1979 (thinning); Grattafiori et al. 2024, "The Llama 3
// herd of models", table 5, for what fails.
#include "models/fault/fault.h"

#include <gsl/gsl_sf_gamma.h>
#include <math.h>

#include "core/ctx.h"
#include "models/job.h"
#include "models/plan.h"
#include "models/record.h"
#include "models/wire.h"

enum { EV_FAIL = AIF_EV_PRIVATE, EV_AGAIN };

// Numbers that a profile gives and `failures` may override; NaN: not given.
typedef struct aif_failures_law {
	double gpu_mtbf_s, shape, soft_frac, lemon_frac, lemon_factor;
	aif_dist repair_s, reboot_s;
} aif_failures_law;

typedef struct aif_failures {
	uint32_t profile;
	aif_failures_law law;

	aif_signal failures, repair_s, rate_hz, mean_repair_s;

	uint32_t cluster, n_node, n_lemon;
	double node_gpus, all_hz; // of the whole cluster
	uint32_t *node;           // [n_node]: lemons first
	aif_time *up_ns;          // [n_node]: end of the last repair
	uint8_t *is_lemon;
	aif_rng when, which, how;
} aif_failures;

static int
given(const aif_dist *x)
{
	return x->kind != AIF_DIST_CONST || !isnan(x->p[0]);
}

static double
pick(double x, double other)
{
	return isnan(x) ? other : x;
}

static aif_err
failures_wire(void *st, aif_sim *s, uint32_t self, aif_diag *d)
{
	aif_failures *p = st;
	aif_failures_law *l = &p->law;

	p->cluster = aif_sim_parent(s, self);
	if (p->profile != AIF_NONE) {
		const aif_failures_law *q = aif_sim_state(s, p->profile);

		l->gpu_mtbf_s = pick(l->gpu_mtbf_s, q->gpu_mtbf_s);
		l->shape = pick(l->shape, q->shape);
		l->soft_frac = pick(l->soft_frac, q->soft_frac);
		l->lemon_frac = pick(l->lemon_frac, q->lemon_frac);
		l->lemon_factor = pick(l->lemon_factor, q->lemon_factor);
		if (!given(&l->repair_s))
			l->repair_s = q->repair_s;
		if (!given(&l->reboot_s))
			l->reboot_s = q->reboot_s;
	}
	l->shape = pick(l->shape, 1);
	l->soft_frac = pick(l->soft_frac, 0);
	l->lemon_frac = pick(l->lemon_frac, 0);
	l->lemon_factor = pick(l->lemon_factor, 1);
	if (isnan(l->gpu_mtbf_s) || !given(&l->repair_s))
		return aif_err_fail(d, AIF_EINVAL,
				    "has no rate (expected a `profile`, or "
				    "`gpu_mtbf` and `repair`)");
	if (l->soft_frac > 0 && !given(&l->reboot_s))
		return aif_err_fail(d, AIF_EINVAL, "`soft` failures need a `reboot` time");
	aif_signal_set(&p->rate_hz, 0, (1 + l->lemon_frac * (l->lemon_factor - 1)) / l->gpu_mtbf_s);
	aif_signal_set(&p->mean_repair_s, 0,
		       (1 - l->soft_frac) * aif_dist_mean(&l->repair_s) +
			   (l->soft_frac > 0 ? l->soft_frac * aif_dist_mean(&l->reboot_s) : 0));
	return AIF_OK;
}

static double
node_mtbf_s(const aif_failures *p, uint32_t node)
{
	return p->law.gpu_mtbf_s / p->node_gpus / (p->is_lemon[node] ? p->law.lemon_factor : 1);
}

// Own clock of a node, from t on.
static void
own_clock(aif_failures *p, aif_ctx *c, uint32_t node, aif_time from)
{
	double scale = node_mtbf_s(p, node) / gsl_sf_gamma(1 + 1 / p->law.shape);
	double gap_s = scale * pow(-log(aif_rng_u01(&p->when)), 1 / p->law.shape);

	if (gap_s < 9e9)
		aif_ctx_send(c, aif_ctx_self(c), from - aif_ctx_now(c) + aif_time_of_s(gap_s),
			     AIF_PRIO_NORMAL, EV_FAIL, (aif_arg){ .i = node }, (aif_arg){ .u = 0 });
}

// The cluster's common clock.
static void
common_clock(aif_failures *p, aif_ctx *c)
{
	double gap_s = -log(aif_rng_u01(&p->when)) / p->all_hz;

	if (gap_s < 9e9)
		aif_ctx_send(c, aif_ctx_self(c), aif_time_of_s(gap_s), AIF_PRIO_NORMAL, EV_FAIL,
			     (aif_arg){ .i = -1 }, (aif_arg){ .u = 0 });
}

static void
failures_start(void *st, aif_ctx *c)
{
	aif_failures *p = st;
	const aif_sim *s = aif_ctx_sim(c);
	uint32_t at = 0;

	aif_ctx_stream(c, 1, &p->when);
	aif_ctx_stream(c, 2, &p->which);
	aif_ctx_stream(c, 3, &p->how);
	p->n_node = (uint32_t)aif_sim_signal(s, p->cluster, "node_count")->value;
	p->node_gpus = aif_sim_signal(s, p->cluster, "node_gpus")->value;
	if (p->n_node == 0 || aif_plan_zoom(s) > 0)
		return;
	p->node = aif_ctx_alloc(c, p->n_node * sizeof *p->node);
	p->up_ns = aif_ctx_alloc(c, p->n_node * sizeof *p->up_ns);
	p->is_lemon = aif_ctx_alloc(c, p->n_node);
	for (uint32_t i = 0; i < p->n_node; i++)
		p->n_lemon += p->is_lemon[i] = aif_rng_u01(&p->which) < p->law.lemon_frac;
	for (int lemon = 1; lemon >= 0; lemon--)
		for (uint32_t i = 0; i < p->n_node; i++)
			if (p->is_lemon[i] == lemon)
				p->node[at++] = i;
	p->all_hz = (p->n_lemon * p->law.lemon_factor + (p->n_node - p->n_lemon)) * p->node_gpus /
		    p->law.gpu_mtbf_s;
	if (p->law.shape == 1)
		common_clock(p, c);
	else
		for (uint32_t i = 0; i < p->n_node; i++)
			own_clock(p, c, i, 0);
}

// A node by its rate.
static uint32_t
draw_node(aif_failures *p)
{
	double lemons = p->n_lemon * p->law.lemon_factor;
	double x = aif_rng_u01(&p->which) * (lemons + (p->n_node - p->n_lemon));
	uint32_t i =
	    x < lemons ? (uint32_t)(x / p->law.lemon_factor) : p->n_lemon + (uint32_t)(x - lemons);

	return p->node[i < p->n_node ? i : p->n_node - 1];
}

static void
fail(aif_failures *p, aif_ctx *c, int64_t node)
{
	int own = node >= 0;

	if (!own)
		node = draw_node(p);
	aif_ctx_send(c, p->cluster, 0, AIF_PRIO_NORMAL, AIF_EV_NODE_DOWN, (aif_arg){ .i = node },
		     (aif_arg){ .i = AIF_CAUSE_FAULT });
	if (own) // when the cluster has answered
		aif_ctx_send(c, aif_ctx_self(c), 0, AIF_PRIO_LAST, EV_AGAIN, (aif_arg){ .i = node },
			     (aif_arg){ .u = 0 });
	else
		common_clock(p, c);
}

// The cluster says that the node was up and is down now.
static void
repair(aif_failures *p, aif_ctx *c, int64_t node)
{
	int soft = aif_rng_u01(&p->how) < p->law.soft_frac;
	double s = fmax(aif_dist_sample(soft ? &p->law.reboot_s : &p->law.repair_s, &p->how), 0);
	aif_time wait = aif_time_of_s(s);

	p->up_ns[node] = aif_ctx_now(c) + wait;
	aif_signal_add(&p->failures, 1);
	aif_signal_add(&p->repair_s, s);
	aif_record_event(c, soft ? "soft_failure" : "node_failure", aif_time_to_s(p->up_ns[node]),
			 p->node_gpus, "1", "GPUs of the node; until: back in service");
	aif_ctx_send(c, p->cluster, wait, AIF_PRIO_NORMAL, AIF_EV_NODE_UP, (aif_arg){ .i = node },
		     (aif_arg){ .u = 0 });
}

static void
failures_event(void *st, aif_ctx *c, const aif_ev *e)
{
	aif_failures *p = st;

	if (e->kind == EV_FAIL)
		fail(p, c, e->a.i);
	else if (e->kind == EV_AGAIN)
		own_clock(p, c, (uint32_t)e->a.i,
			  p->up_ns[e->a.i] > e->t_ns ? p->up_ns[e->a.i] : e->t_ns);
	else if (e->kind == AIF_EV_NODE_DOWN)
		repair(p, c, e->a.i);
}

// Plan zoom: the failures that powered nodes had in expectation.
static void
expect(aif_failures *p, aif_ctx *c)
{
	static const char *const up[] = { "busy_gpus", "idle_gpus" };
	double gpu_s = 0;

	for (int i = 0; i < 2; i++)
		gpu_s += aif_signal_integral(aif_sim_signal(aif_ctx_sim(c), p->cluster, up[i]),
					     aif_ctx_now(c));
	aif_signal_add(&p->failures, gpu_s * p->rate_hz.value);
	aif_signal_add(&p->repair_s, p->failures.value * p->mean_repair_s.value);
}

static void
failures_finish(void *st, aif_ctx *c)
{
	aif_failures *p = st;

	if (aif_plan_zoom(aif_ctx_sim(c)) > 0 && p->n_node > 0)
		expect(p, c);
	aif_record_summary(c, "failures", p->failures.value, "1", "Nodes that went down.");
}

// clang-format off
#define LAW(T, at) \
	AIF_P(T, at gpu_mtbf_s, "gpu_mtbf", "s", NAN, 1, 1e12, "Mean time between failures per GPU with power; a node of n GPUs fails n times as often."), \
	AIF_P(T, at shape, "shape", "1", NAN, 0.1, 10, "Weibull shape of the time to failure: below 1 infant mortality, above 1 wear; 1, the usual, a constant rate."), \
	AIF_P(T, at soft_frac, "soft", "1", NAN, 0, 1, "Share of the failures after which a reboot is enough; 0 when not given."), \
	AIF_P_DIST(T, at repair_s, "repair", "s", NAN, 0, 1e9, "From failure to service with a repair."), \
	AIF_P_DIST(T, at reboot_s, "reboot", "s", NAN, 0, 1e9, "From failure to service with a reboot."), \
	AIF_P(T, at lemon_frac, "lemons", "1", NAN, 0, 1, "Share of the nodes that fail more often; 0 when not given."), \
	AIF_P(T, at lemon_factor, "lemon_factor", "1", NAN, 1, 1e4, "How many times more often; 1 when not given.")

static const aif_field failures_params[] = {
	AIF_P_OF(aif_failures, profile, "profile", AIF_F_REF, "failure_profile", 0, "Published experience that gives what is not given here."),
	LAW(aif_failures, law.),
	{ 0 },
};
static const aif_field failures_outputs[] = {
	AIF_O(aif_failures, failures, "1", AIF_AGG_SUM, "Nodes that went down."),
	AIF_O(aif_failures, rate_hz, "1/s", AIF_AGG_LAST, "Failures of a GPU with power, lemons included."),
	AIF_O(aif_failures, mean_repair_s, "s", AIF_AGG_LAST, "Mean time to service."),
	AIF_O(aif_failures, repair_s, "s", AIF_AGG_SUM, "Time to service of these, summed when they fail."),
	{ 0 },
};
static const aif_field profile_params[] = {
	LAW(aif_failures_law, ),
	{ 0 },
};
// clang-format on

const aif_model_ops aif_model_failures = {
	.name = "failures",
	.doc =
	    "Failures of a cluster's nodes: constant or Weibull rates, lemons, repair times. One "
	    "row in /events each. Left out: failures of racks, switches and power that take "
	    "several nodes at once, repair crews that are busy, silent errors.",
	.state_size = sizeof(aif_failures),
	.params = failures_params,
	.outputs = failures_outputs,
	.within = "cluster",
	.unnamed = 1,
	.rank = AIF_RANK_IT,
	.wire = failures_wire,
	.start = failures_start,
	.event = failures_event,
	.finish = failures_finish,
};

const aif_model_ops aif_model_failure_profile = {
	.name = "failure_profile",
	.doc = "How often the nodes of a known cluster failed, and for how long.",
	.state_size = sizeof(aif_failures_law),
	.params = profile_params,
	.catalog = 1,
	.rank = AIF_RANK_DATA,
};
