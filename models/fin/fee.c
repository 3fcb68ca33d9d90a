// fee.c - licences, audits, transit, security, decommissioning: what else is paid.
//
// A sum by the month, by the GPU held, by the useful GPU-hour, once at a date or at the
// horizon; all but the useful-hour price grow with the finance entity's inflation.
#include <math.h>
#include <stdio.h>

#include "models/fin/fin.h"
#include "models/record.h"
#include "models/wire.h"

enum { ALWAYS, OWN, RENT };

typedef struct fee {
	int what, when;
	aif_refs of;
	double usd_s, gpu_usd_s, once_usd, end_usd;
	aif_time from_ns, to_ns;
	aif_signal cost_usd;
	double inflation_frac, gpu_s; // gpu_s: GPU-seconds paid
	aif_time paid_ns;
	int off, once_paid;
} fee;

static const char words[] =
    "licence|audit|security|transit|maintenance|insurance|property_tax|decommission|other";

static aif_err
fee_wire(void *st, aif_sim *s, uint32_t self, aif_diag *d)
{
	fee *p = st;
	const aif_fin_strategy *way = aif_fin_strategy_of(s);
	uint32_t money = aif_sim_nth(s, "finance", AIF_NONE, 0);

	(void)self;
	if (p->to_ns <= p->from_ns)
		return aif_err_fail(d, AIF_EINVAL, "`to` is not after `from`");
	if (money != AIF_NONE)
		aif_sim_param(s, money, "inflation", &p->inflation_frac);
	p->off = way && ((p->when == OWN && way->own.n == 0) ||
			 (p->when == RENT && way->rent.n + way->burst.n + way->api.n == 0));
	return AIF_OK;
}

// GPU-seconds held since the start by the clusters that it is for.
static double
held_gpu_s(const fee *p, const aif_sim *s, aif_time now)
{
	double sum = 0;
	uint32_t id;

	for (uint32_t i = 0; (id = aif_sim_nth(s, "cluster", AIF_NONE, i)) != AIF_NONE; i++) {
		const aif_signal *own = aif_sim_signal(s, id, "owned_gpus");
		const aif_signal *rent = aif_sim_signal(s, id, "rented_gpus");

		if (p->of.n > 0 && !aif_fin_lists(&p->of, id))
			continue;
		if (own && p->when != RENT)
			sum += aif_signal_integral(own, now);
		if (rent && p->when != OWN)
			sum += aif_signal_integral(rent, now);
	}
	return sum;
}

static void
line(fee *p, aif_ctx *c, double usd, double quantity, const char *unit)
{
	static const char *const name[] = { "licence",      "audit",        "security",
					    "transit",      "maintenance",  "insurance",
					    "property_tax", "decommission", "other" };
	char account[24];

	if (!(fabs(usd) > 0))
		return;
	snprintf(account, sizeof account, "opex.%s", name[p->what]);
	aif_signal_add(&p->cost_usd, usd);
	aif_record_ledger(c, account, usd, quantity, unit, "estimate",
			  aif_sim_name(aif_ctx_sim(c), aif_ctx_self(c)));
}

static void
pay(fee *p, aif_ctx *c)
{
	aif_time now = aif_ctx_now(c), t0 = p->paid_ns > p->from_ns ? p->paid_ns : p->from_ns;
	aif_time t1 = now < p->to_ns ? now : p->to_ns;
	double at = pow(1 + p->inflation_frac, aif_time_to_s(p->paid_ns) / AIF_FIN_YEAR_S);
	double held = held_gpu_s(p, aif_ctx_sim(c), now), gpu_s = held - p->gpu_s;
	double part =
	    t1 > t0 && now > p->paid_ns ? (double)(t1 - t0) / (double)(now - p->paid_ns) : 0;
	double span = aif_time_to_s(t1 - t0);

	p->gpu_s = held;
	if (!p->off && part > 0) {
		line(p, c, p->usd_s * span * at, span / (AIF_FIN_YEAR_S / 12), "month");
		line(p, c, p->gpu_usd_s * gpu_s * part * at, gpu_s * part / 3600, "GPU-h");
	}
	if (!p->off && !p->once_paid && now >= p->from_ns) {
		line(p, c, p->once_usd * at, 1, "payment");
		p->once_paid = 1;
	}
	p->paid_ns = now;
}

static void
month(fee *p, aif_ctx *c)
{
	pay(p, c);
	aif_ctx_send(c, aif_ctx_self(c), aif_fin_month_left(c), AIF_PRIO_MONEY, AIF_EV_TICK,
		     (aif_arg){ .u = 0 }, (aif_arg){ .u = 0 });
}

static void
fee_start(void *st, aif_ctx *c)
{
	month(st, c);
}

static void
fee_event(void *st, aif_ctx *c, const aif_ev *e)
{
	(void)e;
	month(st, c);
}

static void
fee_finish(void *st, aif_ctx *c)
{
	fee *p = st;
	double at = pow(1 + p->inflation_frac, aif_time_to_s(aif_ctx_now(c)) / AIF_FIN_YEAR_S);

	pay(p, c);
	if (!p->off)
		line(p, c, p->end_usd * at, 1, "payment");
}

#define F fee
// clang-format off
static const aif_field fee_params[] = {
	{ "what", "1", 8, 0, 0, offsetof(F, what), "What is paid for; the account is opex.<what>.", AIF_F_CHOICE, words, 0, AIF_AGG_MEAN },
	AIF_P_CHOICE(F, when, "when", ALWAYS, "always|own|rent", "With which strategies and, by the GPU, for which GPUs: any, owned ones, rented ones."),
	AIF_P_OF(F, of, "of", AIF_F_REFS, "cluster", 0, "Clusters whose GPUs count; all when not given."),
	AIF_P(F, usd_s, "rate", "USD/s", 0, -1e6, 1e6, "Sum that recurs, written as 250 * kUSD / year."),
	AIF_P(F, gpu_usd_s, "per_gpu", "USD/s", 0, -1, 1, "For each GPU held, used or not, written as 4500 * USD / year."),
	AIF_P(F, once_usd, "once", "USD", 0, -1e12, 1e12, "Sum paid once, in the month of `from`."),
	AIF_P(F, end_usd, "at_end", "USD", 0, -1e12, 1e12, "Sum paid at the horizon, such as decommissioning."),
	AIF_P_DATE(F, from_ns, "from", 0, "First day."),
	{ "to", "s", NAN, 0, 0, offsetof(F, to_ns), "Last day; never when absent.", AIF_F_DATE, NULL, 0, AIF_AGG_MEAN },
	{ 0 },
};
static const aif_field fee_outputs[] = {
	AIF_O(F, cost_usd, "USD", AIF_AGG_SUM, "Paid."),
	{ 0 },
};
// clang-format on
#undef F

const aif_model_ops aif_model_fee = {
	.name = "fee",
	.doc =
	    "Licences, audits, transit, security, insurance, decommissioning: sums by the month, "
	    "by the GPU, once or at the horizon, growing with inflation.",
	.state_size = sizeof(fee),
	.params = fee_params,
	.outputs = fee_outputs,
	.rank = AIF_RANK_MONEY - 1, // its last month is in the ledger when finance closes it
	.wire = fee_wire,
	.start = fee_start,
	.event = fee_event,
	.finish = fee_finish,
};
