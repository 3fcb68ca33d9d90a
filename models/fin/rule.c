// rule.c - where work and data may be, and what obeying costs: residency, sovereignty,
// compliance; and where data lie.
//
// A rule forbids legs of a strategy for some clusters (the scenario is refused, with the
// rule's name and reason), slows their work (encryption, isolation) and may carry a fee. A
// dataset is what the work of some clusters reads: when it lies on one's own site, rented
// GPUs wait until it has been sent; when it lies in a cloud, owned ones pay its egress.
#include <math.h>

#include "models/fin/fin.h"
#include "models/record.h"
#include "models/wire.h"

// --- rule --------------------------------------------------------------------------------

typedef struct rule {
	aif_refs of;
	int rent, burst, api, lease, colo;
	double slow_frac, slow_rented_frac;
	const char *reason;
} rule;

static aif_err
forbid(const rule *p, const aif_sim *s, const aif_refs *leg, const char *does, aif_diag *d)
{
	for (uint32_t i = 0; i < leg->n; i++)
		if (aif_fin_lists(&p->of, leg->id[i]))
			return aif_err_fail(
			    d, AIF_EINVAL,
			    "the strategy %s cluster '%s', which this rule forbids%s%s", does,
			    aif_sim_name(s, leg->id[i]), *p->reason ? ": " : "", p->reason);
	return AIF_OK;
}

static aif_err
rule_wire(void *st, aif_sim *s, uint32_t self, aif_diag *d)
{
	const rule *p = st;
	const aif_fin_strategy *way = aif_fin_strategy_of(s);
	aif_err err = AIF_OK;

	(void)self;
	if (!way)
		return AIF_OK;
	if (!p->rent)
		err = forbid(p, s, &way->rent, "rents", d);
	if (err == AIF_OK && !p->burst)
		err = forbid(p, s, &way->burst, "bursts", d);
	if (err == AIF_OK && !p->api)
		err = forbid(p, s, &way->api, "buys tokens for", d);
	if (err == AIF_OK && !p->lease)
		err = forbid(p, s, &way->lease, "leases", d);
	if (err == AIF_OK && !p->colo && way->colo != AIF_NONE)
		err = forbid(p, s, &way->own, "houses in colocation", d);
	return err;
}

#define R rule
// clang-format off
static const aif_field rule_params[] = {
	AIF_P_OF(R, of, "of", AIF_F_REFS, "cluster", AIF_REQUIRED, "Clusters whose work and data it is about."),
	AIF_P_BOOL(R, rent, "rent", 1, "Whether they may be rented."),
	AIF_P_BOOL(R, burst, "burst", 1, "Whether they may rent on top of what is owned; work that stays says `burst = false` itself."),
	AIF_P_BOOL(R, api, "api", 1, "Whether their tokens may be bought."),
	AIF_P_BOOL(R, lease, "lease", 1, "Whether a lessor may own the equipment."),
	AIF_P_BOOL(R, colo, "colo", 1, "Whether they may stand in a colocation seller's halls."),
	AIF_P(R, slow_frac, "slow", "1", 0, 0, 0.99, "Share of the speed of owned GPUs that encryption and isolation take."),
	AIF_P(R, slow_rented_frac, "slow_rented", "1", 0, 0, 0.99, "The same of rented GPUs."),
	AIF_P_OF(R, reason, "reason", AIF_F_TEXT, NULL, 0, "Law, contract or policy."),
	{ 0 },
};
// clang-format on
#undef R

const aif_model_ops aif_model_rule = {
	.name = "rule",
	.doc =
	    "Residency, sovereignty, compliance: legs that a strategy may not use, and the speed "
	    "that obeying costs. What it costs in money is a `fee`.",
	.state_size = sizeof(rule),
	.params = rule_params,
	.rank = AIF_RANK_MONEY,
	.wire = rule_wire,
};

// --- dataset -----------------------------------------------------------------------------

typedef struct dataset {
	aif_refs of;
	int home; // 0: one's own site, 1: a cloud
	double size_bytes, grow_byte_s, link_byte_s, egress_usd_byte;
	double results_byte_s;
	int leaves; // owned GPUs read it from a cloud
	int away;   // rented GPUs work on it: results come back
	aif_time paid_ns;
	int sent;
} dataset;

static aif_err
dataset_wire(void *st, aif_sim *s, uint32_t self, aif_diag *d)
{
	dataset *p = st;
	const aif_fin_strategy *way = aif_fin_strategy_of(s);

	(void)self;
	(void)d;
	for (uint32_t i = 0; way && i < p->of.n; i++) {
		p->leaves |= p->home == 1 && aif_fin_lists(&way->own, p->of.id[i]);
		p->away |= p->home == 0 && (aif_fin_lists(&way->rent, p->of.id[i]) ||
					    aif_fin_lists(&way->burst, p->of.id[i]));
	}
	return AIF_OK;
}

static void
dataset_start(void *st, aif_ctx *c)
{
	dataset *p = st;
	double copy_s = isfinite(p->link_byte_s) ? p->size_bytes / p->link_byte_s : 0;

	if (p->away || p->leaves)
		aif_record_event(c, "transfer", copy_s, p->size_bytes, "byte",
				 p->away ? "data sent to rented GPUs"
					 : "data fetched from a cloud");
	aif_ctx_send(c, aif_ctx_self(c), aif_fin_month_left(c), AIF_PRIO_MONEY, AIF_EV_TICK,
		     (aif_arg){ .u = 0 }, (aif_arg){ .u = 0 });
}

static void
pay(dataset *p, aif_ctx *c)
{
	double span = aif_time_to_s(aif_ctx_now(c) - p->paid_ns), bytes = 0;

	p->paid_ns = aif_ctx_now(c);
	if (p->leaves)
		bytes = (p->sent ? 0 : p->size_bytes) + p->grow_byte_s * span;
	if (p->away)
		bytes += p->results_byte_s * span;
	p->sent = 1;
	if (bytes * p->egress_usd_byte > 0)
		aif_record_ledger(c, "opex.egress", bytes * p->egress_usd_byte, bytes, "byte",
				  "estimate", aif_sim_name(aif_ctx_sim(c), aif_ctx_self(c)));
}

static void
dataset_event(void *st, aif_ctx *c, const aif_ev *e)
{
	(void)e;
	pay(st, c);
	aif_ctx_send(c, aif_ctx_self(c), aif_fin_month_left(c), AIF_PRIO_MONEY, AIF_EV_TICK,
		     (aif_arg){ .u = 0 }, (aif_arg){ .u = 0 });
}

static void
dataset_finish(void *st, aif_ctx *c)
{
	pay(st, c);
}

#define D dataset
// clang-format off
static const aif_field dataset_params[] = {
	AIF_P_OF(D, of, "of", AIF_F_REFS, "cluster", AIF_REQUIRED, "Clusters whose work reads it."),
	AIF_P_CHOICE(D, home, "home", 0, "site|cloud", "Where it lies."),
	AIF_P_REQ(D, size_bytes, "size", "byte", 0, 1e21, "Its size at the start."),
	AIF_P(D, grow_byte_s, "growth", "byte/s", 0, 0, 1e15, "What is added to it."),
	AIF_P_REQ(D, link_byte_s, "link", "byte/s", 1, 1e15, "Rate at which it can be copied: until it is there, rented GPUs wait."),
	AIF_P(D, egress_usd_byte, "egress", "USD/byte", 0, 0, 1e-6, "Price of what leaves the cloud."),
	AIF_P(D, results_byte_s, "results", "byte/s", 0, 0, 1e15, "Results that rented GPUs send home."),
	{ 0 },
};
// clang-format on
#undef D

const aif_model_ops aif_model_dataset = {
	.name = "dataset",
	.doc = "Data that work stands on, and the time and money that moving them takes. Left out: "
	       "a link that jobs share, copies that are kept up to date, owned GPUs that wait for "
	       "data out of a cloud.",
	.state_size = sizeof(dataset),
	.params = dataset_params,
	.rank = AIF_RANK_MONEY - 1,
	.wire = dataset_wire,
	.start = dataset_start,
	.event = dataset_event,
	.finish = dataset_finish,
};
