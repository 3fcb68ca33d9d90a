// finance.c - rents, upkeep, tax and the closing of the books.
//
// Each month: the bill of rented GPUs (metered by the hour, cloudbill.h), maintenance
// and insurance of what has been bought. At the horizon: residual values, taxes,
// months, depreciation, totals, and the proof that the ledger adds up (books.h).
#include <math.h>
#include <string.h>

#include "models/fin/books.h"
#include "models/fin/closing.h"
#include "models/plan.h"
#include "models/record.h"
#include "models/wire.h"
#include "util/tvm.h"

enum { EV_MONTH = AIF_EV_PRIVATE };

#define BILLING_NS AIF_HOUR

// At plan zoom what is held changes by its step, so that the meter need not look oftener.
static aif_time
billing_ns(const aif_ctx *c)
{
	aif_time zoom = aif_plan_zoom(aif_ctx_sim(c));

	return zoom > BILLING_NS ? zoom : BILLING_NS;
}

static double
sum_integral(aif_signal *const *s, uint32_t n, aif_time now)
{
	double sum = 0;

	for (uint32_t i = 0; i < n; i++)
		sum += aif_signal_integral(s[i], now);
	return sum;
}

// --- upkeep of what is owned -----------------------------------------------------------

static void
line(aif_finance *p, aif_ctx *c, const char *account, double usd, double months, const char *note)
{
	if (!(fabs(usd) > 0))
		return;
	aif_signal_add(&p->posted_usd, usd);
	aif_record_ledger(c, account, usd, months, "month", "model", note);
}

static void
post_upkeep(aif_finance *p, aif_ctx *c)
{
	const aif_sim *s = aif_ctx_sim(c);
	double span = aif_time_to_s(aif_ctx_now(c) - p->month_ns) / AIF_FIN_YEAR_S;
	double from = aif_time_to_s(p->month_ns), equipment = 0, all = 0;
	double at = pow(1 + p->inflation_frac, from / AIF_FIN_YEAR_S);
	const aif_row_ledger *row;
	size_t n;

	if (!p->rules || !(span > 0))
		return;
	row = aif_sim_kept(s, &aif_table_ledger, &n);
	for (size_t i = 0; i < n; i++) {
		aif_fin_group g;
		double sold_s, share;

		if (row[i].time_s > from || aif_books_class_of(row[i].account) != AIF_BOOKS_CAPEX ||
		    aif_contract_covers(&p->contract, &row[i]))
			continue;
		sold_s = aif_closing_sale_s(s, row[i].entity, &share);
		if (sold_s > 0 && sold_s <= from)
			continue;
		g = aif_fin_group_of(row[i].account);
		if (g == AIF_FIN_LAND)
			continue;
		all += row[i].amount_usd;
		equipment += g == AIF_FIN_SHELL ? 0 : row[i].amount_usd;
	}
	line(p, c, "opex.maintenance", equipment * p->rules->maintenance_frac * span * at,
	     span * 12, "share of equipment paid for");
	line(p, c, "opex.insurance", all * p->rules->insurance_frac * span * at, span * 12,
	     "share of assets paid for");
}

static void
close_month(aif_finance *p, aif_ctx *c)
{
	aif_time now = aif_ctx_now(c);
	double by = aif_tvm_factor(p->wacc, aif_time_to_s(now) / AIF_TVM_YEAR_S);
	double useful = sum_integral(p->useful, p->n_cluster, now);
	double owned = sum_integral(p->owned, p->n_cluster, now);

	aif_signal_add(&p->posted_usd, aif_cloudbill_post(&p->cloud, c, p->month_ns));
	aif_signal_add(&p->posted_usd, aif_contract_post(&p->contract, c, p->month_ns));
	post_upkeep(p, c);
	p->pv_useful_gpu_s += by * (useful - p->useful_gpu_s);
	p->pv_owned_gpu_s += by * (owned - p->owned_gpu_s);
	p->useful_gpu_s = useful;
	p->owned_gpu_s = owned;
	p->month_ns = now;
}

// --- life ------------------------------------------------------------------------------

static aif_err
finance_init(void *st, aif_sim *s, uint32_t self, aif_diag *d)
{
	aif_finance *p = st;

	(void)self;
	if (aif_sim_nth(s, "finance", AIF_NONE, 1) != AIF_NONE)
		return aif_err_fail(d, AIF_EINVAL, "more than one (expected one `finance`)");
	if (isnan(p->wacc) && isnan(p->equity_rate))
		return aif_err_fail(d, AIF_EINVAL,
				    "no cost of capital (expected `wacc`, or `cost_of_equity` with "
				    "`debt` and `cost_of_debt`)");
	if (p->debt_frac > 0 && isnan(p->debt_term_s))
		return aif_err_fail(d, AIF_EINVAL, "`debt` is repaid (expected `debt_term`)");
	if (isnan(p->wacc))
		p->wacc = aif_tvm_wacc(1 - p->debt_frac, p->equity_rate, p->debt_rate, p->tax);
	if (p->tax > 0 && p->accounting == AIF_NONE)
		return aif_err_fail(d, AIF_EINVAL,
				    "`tax` needs to know how assets are written off (expected "
				    "`accounting`, such as \"us-2026\")");
	return AIF_OK;
}

// Appends the output of entity id, where it has one.
static void
take(const aif_sim *s, uint32_t id, const char *output, aif_signal **list, uint32_t *n)
{
	aif_signal *x = aif_sim_signal(s, id, output);

	if (x)
		list[(*n)++] = x;
}

static aif_err
finance_wire(void *st, aif_sim *s, uint32_t self, aif_diag *d)
{
	aif_finance *p = st;
	uint32_t n = 0, useful = 0, owned = 0, id;

	(void)self;
	while (aif_sim_nth(s, "cluster", AIF_NONE, n) != AIF_NONE)
		n++;
	p->useful = aif_arena_alloc(aif_sim_arena(s), (2 * (size_t)n + 1) * sizeof(aif_signal *));
	if (!p->useful)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	p->owned = p->useful + n;
	if (p->accounting != AIF_NONE)
		p->rules = aif_sim_state(s, p->accounting);
	for (uint32_t i = 0; i < n; i++) {
		id = aif_sim_nth(s, "cluster", AIF_NONE, i);
		take(s, id, "useful_gpus", p->useful, &useful);
		take(s, id, "owned_gpus", p->owned, &owned);
	}
	p->n_cluster = useful < owned ? useful : owned;
	if (aif_contract_wire(&p->contract, s, d) != AIF_OK)
		return AIF_ENOMEM;
	return aif_cloudbill_wire(&p->cloud, s, d);
}

static void
again(aif_ctx *c, aif_time delay, uint16_t kind)
{
	aif_ctx_send(c, aif_ctx_self(c), delay, AIF_PRIO_MONEY, kind, (aif_arg){ .u = 0 },
		     (aif_arg){ .u = 0 });
}

static void
finance_start(void *st, aif_ctx *c)
{
	const aif_finance *p = st;

	again(c, aif_fin_month_left(c), EV_MONTH);
	if (p->cloud.n_rented > 0)
		again(c, billing_ns(c), AIF_EV_TICK);
}

static void
finance_event(void *st, aif_ctx *c, const aif_ev *e)
{
	aif_finance *p = st;

	if (e->kind == EV_MONTH) {
		close_month(p, c);
		again(c, aif_fin_month_left(c), EV_MONTH);
	} else {
		aif_cloudbill_meter(&p->cloud, aif_ctx_now(c));
		again(c, billing_ns(c), AIF_EV_TICK);
	}
}

static void
finance_finish(void *st, aif_ctx *c)
{
	aif_finance *p = st;

	close_month(p, c);
	aif_closing_post(p, c);
}

#define F aif_finance
// clang-format off
static const aif_field finance_params[] = {
	AIF_P(F, wacc, "wacc", "1", NAN, -0.5, 2, "Nominal cost of capital after tax, a year; discounts every amount at its date. When absent it follows from debt and equity."),
	AIF_P(F, debt_frac, "debt", "1", 0, 0, 1, "Share of capital expenditure that is borrowed."),
	AIF_P(F, debt_rate, "cost_of_debt", "1", 0, 0, 1, "Interest a year, before tax."),
	AIF_P(F, debt_term_s, "debt_term", "s", NAN, 86400, 1e10, "From each draw to its last repayment, in equal monthly payments."),
	AIF_P(F, debt_fee_frac, "debt_fee", "1", 0, 0, 0.2, "Arrangement and other fees of lenders, a share of each draw, paid with it; deducted like interest."),
	AIF_P(F, equity_rate, "cost_of_equity", "1", NAN, 0, 2, "Return that owners ask for, a year; with `debt` it gives `wacc`."),
	AIF_P(F, payable_s, "payable", "s", 0, 0, 3e7, "How long after their month sellers are paid (all but staff)."),
	AIF_P(F, receivable_s, "receivable", "s", 0, 0, 3e7, "How long after its month revenue is paid."),
	AIF_P_REQ(F, tax, "tax", "1", 0, 0.99, "Rate of income tax; deductions are worth it at each year's end, against other income."),
	AIF_P(F, inflation_frac, "inflation", "1", 0, -0.5, 2, "Growth a year of pay, maintenance and insurance from the start of the run."),
	AIF_P(F, resale_frac, "resale", "1", 1, 0, 10, "What the resale values of IT by age in `accounting` are multiplied by: they are guesses about a market."),
	AIF_P_OF(F, accounting, "accounting", AIF_F_REF, "accounting", 0, "How assets are written off and resold, such as \"us-2026\"; needed with `tax`."),
	AIF_P_CHOICE(F, timing, "timing", 0, "end|mid", "When a month's recurring amounts are discounted: at its end, or in its middle."),
	{ 0 },
};
static const aif_field finance_outputs[] = {
	AIF_O(F, posted_usd, "USD", AIF_AGG_SUM, "Rent, maintenance and insurance posted."),
	{ 0 },
};
// clang-format on
#undef F

const aif_model_ops aif_model_finance = {
	.name = "finance",
	.doc =
	    "Rents, upkeep, tax, residual values, discounting and the totals of a strategy. Cash "
	    "is dated; book and tax depreciation are kept apart. Source of the forms: Brealey, "
	    "Myers & Allen 2020; IRS Publication 946. Left out: covenants, currencies.",
	.state_size = sizeof(aif_finance),
	.params = finance_params,
	.outputs = finance_outputs,
	.unnamed = 1,
	.rank = AIF_RANK_MONEY,
	.init = finance_init,
	.wire = finance_wire,
	.start = finance_start,
	.event = finance_event,
	.finish = finance_finish,
};
