// staff.c - people and what they cost, month by month.
//
// Pay grows with the finance entity's inflation from the start of the run. Left
// out: hiring cost, overtime, what the people do.
#include <math.h>

#include "models/fin/fin.h"
#include "models/record.h"
#include "models/wire.h"

typedef struct role {
	double salary_usd_s, overhead_frac;
} role;

#define R role
// clang-format off
static const aif_field role_params[] = {
	AIF_P_REQ(R, salary_usd_s, "salary", "USD/s", 0, 10, "Gross pay of one person, written as 96.8 * kUSD / year."),
	AIF_P(R, overhead_frac, "overhead", "1", 0, 0, 5, "Benefits, taxes and workplace on top of pay."),
	{ 0 },
};
// clang-format on
#undef R

const aif_model_ops aif_model_role = {
	.name = "role",
	.doc = "A kind of job and its pay.",
	.state_size = sizeof(role),
	.params = role_params,
	.catalog = 1,
	.rank = AIF_RANK_DATA,
};

typedef struct staff {
	double people, salary_usd_s, overhead_frac, ramp_s;
	uint32_t role;
	aif_time from_ns, to_ns;
	int when;
	double inflation_frac;
	aif_time paid_ns; // until when
	int off;
	aif_signal cost_usd;
} staff;

enum { ALWAYS, OWN, RENT };

static aif_err
staff_init(void *st, aif_sim *s, uint32_t self, aif_diag *d)
{
	staff *p = st;
	double x;

	(void)self;
	if (p->role != AIF_NONE) {
		if (isnan(p->salary_usd_s) && aif_sim_param(s, p->role, "salary", &x))
			p->salary_usd_s = x;
		if (isnan(p->overhead_frac) && aif_sim_param(s, p->role, "overhead", &x))
			p->overhead_frac = x;
	}
	if (isnan(p->salary_usd_s))
		return aif_err_fail(d, AIF_EINVAL,
				    "no pay (expected `role`, such as \"operator\", or `salary`)");
	if (isnan(p->overhead_frac))
		p->overhead_frac = 0;
	if (p->to_ns <= p->from_ns)
		return aif_err_fail(d, AIF_EINVAL, "`to` is not after `from`");
	return AIF_OK;
}

static aif_err
staff_wire(void *st, aif_sim *s, uint32_t self, aif_diag *d)
{
	staff *p = st;
	const aif_fin_strategy *way = aif_fin_strategy_of(s);
	uint32_t money = aif_sim_nth(s, "finance", AIF_NONE, 0);

	(void)self;
	(void)d;
	if (money != AIF_NONE)
		aif_sim_param(s, money, "inflation", &p->inflation_frac);
	p->off = way && ((p->when == OWN && way->own.n == 0) ||
			 (p->when == RENT && way->rent.n + way->burst.n == 0));
	return AIF_OK;
}

// Person-seconds in [t0, t1): nobody before `from`, then a linear ramp to `people`.
static double
person_s(const staff *p, double t0, double t1)
{
	double from = aif_time_to_s(p->from_ns), full = from + p->ramp_s;
	double to = p->to_ns == AIF_TIME_MAX ? INFINITY : aif_time_to_s(p->to_ns);
	double a, b, sum = 0;

	t1 = fmin(t1, to);
	a = fmax(t0, from);
	b = fmin(t1, full);
	if (b > a) // mean head count of the ramp's part, times its length
		sum += p->people * (0.5 * (a + b) - from) / p->ramp_s * (b - a);
	a = fmax(t0, full);
	if (t1 > a)
		sum += p->people * (t1 - a);
	return sum;
}

static void
pay(staff *p, aif_ctx *c)
{
	aif_time now = aif_ctx_now(c);
	double t0 = aif_time_to_s(p->paid_ns), work = person_s(p, t0, aif_time_to_s(now));
	double level = pow(1 + p->inflation_frac, t0 / AIF_FIN_YEAR_S);
	double usd = work * p->salary_usd_s * (1 + p->overhead_frac) * level;
	const aif_sim *s = aif_ctx_sim(c);

	p->paid_ns = now;
	if (p->off || !(work > 0))
		return;
	aif_signal_add(&p->cost_usd, usd);
	aif_record_ledger(
	    c, "opex.staff", usd, work / (AIF_FIN_YEAR_S / 12), "person-month",
	    aif_record_kind(s, p->role == AIF_NONE ? aif_ctx_self(c) : p->role, "salary"),
	    p->role == AIF_NONE ? "" : aif_sim_name(s, p->role));
}

static void
month(staff *p, aif_ctx *c)
{
	pay(p, c);
	aif_ctx_send(c, aif_ctx_self(c), aif_fin_month_left(c), AIF_PRIO_MONEY, AIF_EV_TICK,
		     (aif_arg){ .u = 0 }, (aif_arg){ .u = 0 });
}

static void
staff_start(void *st, aif_ctx *c)
{
	month(st, c);
}

static void
staff_event(void *st, aif_ctx *c, const aif_ev *e)
{
	(void)e;
	month(st, c);
}

static void
staff_finish(void *st, aif_ctx *c)
{
	pay(st, c);
}

#define T staff
// clang-format off
static const aif_field staff_params[] = {
	AIF_P_REQ(T, people, "people", "1", 0, 1e5, "Full-time people."),
	AIF_P_OF(T, role, "role", AIF_F_REF, "role", 0, "What they do, and what that pays."),
	AIF_P(T, salary_usd_s, "salary", "USD/s", NAN, 0, 10, "Gross pay of one person; that of the role when absent."),
	AIF_P(T, overhead_frac, "overhead", "1", NAN, 0, 5, "Benefits, taxes and workplace on top of pay; that of the role when absent."),
	AIF_P_DATE(T, from_ns, "from", 0, "First day."),
	{ "to", "s", NAN, 0, 0, offsetof(T, to_ns), "Last day; never when absent.", AIF_F_DATE, NULL, 0, AIF_AGG_MEAN },
	AIF_P(T, ramp_s, "ramp", "s", 0, 0, 1e9, "From the first day, how long until all of them are there."),
	AIF_P_CHOICE(T, when, "when", ALWAYS, "always|own|rent", "With which strategies they are needed: any, those that own clusters, those that rent."),
	{ 0 },
};
static const aif_field staff_outputs[] = {
	AIF_O(T, cost_usd, "USD", AIF_AGG_SUM, "Pay with overhead."),
	{ 0 },
};
// clang-format on
#undef T

const aif_model_ops aif_model_staff = {
	.name = "staff",
	.doc = "People who must be paid: a head count with a ramp, by month, pay growing with "
	       "inflation. Left out: hiring cost, overtime, turnover.",
	.state_size = sizeof(staff),
	.params = staff_params,
	.outputs = staff_outputs,
	.rank = AIF_RANK_MONEY - 1, // its last month is in the ledger when finance closes it
	.init = staff_init,
	.wire = staff_wire,
	.start = staff_start,
	.event = staff_event,
	.finish = staff_finish,
};
