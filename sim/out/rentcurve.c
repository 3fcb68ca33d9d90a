// rentcurve.c - break-even of owning and renting over utilization.
//
// Rent is paid at the end of each month and deducted at the end of its calendar year, as
// the ledger has it. The energy of idle GPUs comes from a straight line through the run's
// months: IT power = a * powered GPUs + b * busy GPUs (least squares).
#include "out/rentcurve.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "out/invest.h"
#include "util/cal.h"
#include "util/tvm.h"

#define HALF_MONTH_S (31557600.0 / 24)

typedef struct work {
	const aif_column *c;
	double wacc, tax;
	int mid;
	aif_axis axis;
} work;

static double
tax_of(aif_read *r)
{
	const aif_read_table *t = aif_read_table_of(r, "scenario/parameters", NULL);

	for (size_t i = 0; t && i < t->n_row; i++)
		if (strcmp(aif_read_text(aif_read_column(t, "model"), i), "finance") == 0 &&
		    strcmp(aif_read_text(aif_read_column(t, "field"), i), "tax") == 0)
			return aif_read_num(aif_read_column(t, "value"), i);
	return 0;
}

// End of the calendar year of second t, within the run.
static double
year_end(const work *w, double t_s)
{
	const aif_read_head *h = aif_read_header(w->c->r);
	aif_cal c;

	aif_cal_of_unix_s(h->start_unix_s + (int64_t)floor(t_s), &c);
	c = (aif_cal){ .year = c.year + 1, .month = 1, .day = 1 };
	return fmin((double)(aif_cal_unix_s(&c) - h->start_unix_s), h->end_s);
}

// Present cost of 1 USD that recurs and is billed at t, after the tax that it saves.
static double
after_tax(const work *w, double t_s)
{
	double paid = t_s - (w->mid ? HALF_MONTH_S : 0);

	return aif_tvm_factor(w->wacc, paid / AIF_TVM_YEAR_S) -
	       w->tax * aif_tvm_factor(w->wacc, year_end(w, t_s - 1) / AIF_TVM_YEAR_S);
}

// --- from the ledger ------------------------------------------------------------------

typedef struct costs {
	double all, energy, rent; // present values; the last two after tax
} costs;

// Energy that follows use: not demand charges, which the peak makes.
static int
follows_use(const char *account)
{
	static const char *const use[] = { "opex.energy", "opex.fuel", "opex.gas", "opex.water",
					   "opex.carbon" };

	for (size_t i = 0; i < sizeof use / sizeof *use; i++)
		if (strncmp(account, use[i], strlen(use[i])) == 0)
			return 1;
	return 0;
}

static costs
sum_up(const work *w)
{
	const aif_read_table *t = aif_read_table_of(w->c->r, "ledger", NULL);
	const aif_read_col *ct = aif_read_column(t, "time_s"), *ca = aif_read_column(t, "account");
	const aif_read_col *cu = aif_read_column(t, "amount_usd");
	costs x = { 0 };

	for (size_t i = 0; t && i < t->n_row; i++) {
		const char *a = aif_read_text(ca, i);
		double at = aif_read_num(ct, i), usd = aif_read_num(cu, i);
		int recurs = strncmp(a, "opex.", 5) == 0;

		if (strcmp(aif_read_text(t->col, i), w->c->label) != 0 || isnan(usd) ||
		    aif_money_class_of(a) == AIF_MONEY_REVENUE || strcmp(a, "tax.revenue") == 0)
			continue;
		x.all +=
		    usd * aif_tvm_factor(w->wacc, (at - (w->mid && recurs ? HALF_MONTH_S : 0)) /
						      AIF_TVM_YEAR_S);
		if (follows_use(a))
			x.energy += usd * after_tax(w, at);
		if (aif_money_class_of(a) == AIF_MONEY_RENT)
			x.rent += usd * after_tax(w, at);
	}
	return x;
}

// --- from the series ------------------------------------------------------------------

typedef struct hours {
	double owned, useful, worth; // GPU-hours; useful ones at the cost of 1 USD each
	double still_frac;
} hours;

// Share of the IT energy that is drawn without use.
static double
still(const work *w, const double *it, const double *busy, const double *powered)
{
	double pp = 0, pb = 0, bb = 0, py = 0, by = 0, p = 0, b = 0, det, a, s;

	for (size_t i = 0; i < w->axis.n; i++) {
		if (isnan(it[i]) || isnan(busy[i]) || isnan(powered[i]))
			continue;
		pp += powered[i] * powered[i];
		pb += powered[i] * busy[i];
		bb += busy[i] * busy[i];
		py += powered[i] * it[i];
		by += busy[i] * it[i];
		p += powered[i];
		b += busy[i];
	}
	det = pp * bb - pb * pb;
	if (!(det > 1e-9 * pp * bb)) // used always alike: nothing is known of less use
		return 1;
	a = (py * bb - by * pb) / det;
	s = (by * pp - py * pb) / det;
	return a * p + s * b > 0 ? fmin(fmax(a * p / (a * p + s * b), 0), 1) : 1;
}

static aif_err
count(const work *w, hours *out, aif_diag *d)
{
	static const char *const name[] = { "owned_gpus", "useful_gpus", "unpowered_gpus",
					    "busy_gpus", "it_w" };
	size_t n = w->axis.n;
	double *x = calloc(5 * n + 1, sizeof *x);
	int found = 1;

	*out = (hours){ 0 };
	if (!x)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	for (int k = 0; k < 5; k++)
		found &= aif_axis_series(&w->axis, w->c->r, w->c->label, "cluster", name[k],
					 AIF_AXIS_MEAN, x + (size_t)k * n) > 0;
	for (size_t i = 0; i < n && found; i++) {
		double end = w->axis.edge[i + 1] - (double)w->axis.start_unix_s;
		double h = (w->axis.edge[i + 1] - w->axis.edge[i]) / 3600;

		if (isnan(x[i]) || isnan(x[n + i]))
			continue;
		out->owned += x[i] * h;
		out->useful += x[n + i] * h;
		out->worth += x[n + i] * h * after_tax(w, end);
		x[2 * n + i] = x[i] - x[2 * n + i]; // powered
	}
	out->still_frac = found ? still(w, x + 4 * n, x + 3 * n, x + 2 * n) : 1;
	free(x);
	return found && out->useful > 0 ? AIF_OK : AIF_ENOENT;
}

// --- the curve ------------------------------------------------------------------------

static aif_err
look(const aif_column *c, costs *money, hours *h, aif_diag *d)
{
	work w = { .c = c, .tax = tax_of(c->r) };
	aif_err e;

	w.wacc = aif_invest_wacc(c->r, &w.mid);
	if (isnan(w.wacc) || !c->has_ledger)
		return AIF_ENOENT;
	e = aif_axis_create(&w.axis, c->r, d);
	if (e)
		return e;
	*money = sum_up(&w);
	e = count(&w, h, d);
	aif_axis_free(&w.axis);
	return e;
}

aif_err
aif_rentcurve_make(aif_rentcurve *out, const aif_column *own, const aif_column *rent, aif_diag *d)
{
	costs mine, other;
	hours h, rented;
	aif_err e;

	if (!(own->usd[AIF_MONEY_CAPEX] > 0) || own->usd[AIF_MONEY_RENT] > 0 ||
	    rent->usd[AIF_MONEY_CAPEX] > 0 || !(rent->usd[AIF_MONEY_RENT] > 0) ||
	    aif_read_header(own->r)->start_unix_s != aif_read_header(rent->r)->start_unix_s)
		return AIF_ENOENT;
	if ((e = look(own, &mine, &h, d)) || (e = look(rent, &other, &rented, d)))
		return e;
	if (!(h.owned > 0))
		return AIF_ENOENT;
	*out = (aif_rentcurve){ .util = h.useful / h.owned,
				.energy_usd = mine.energy,
				.still_frac = h.still_frac,
				.fixed_usd = mine.all - mine.energy - (other.all - other.rent),
				.worth_h = h.worth,
				.paid_usd = other.rent / rented.worth };
	return AIF_OK;
}

double
aif_rentcurve_usd(const aif_rentcurve *c, double util)
{
	double more = util / c->util, f = c->still_frac;

	return (c->fixed_usd + c->energy_usd * (f + (1 - f) * more)) / (c->worth_h * more);
}

double
aif_rentcurve_util(const aif_rentcurve *c, double usd)
{
	double each = usd * c->worth_h - c->energy_usd * (1 - c->still_frac);

	return each > 0 ? c->util * (c->fixed_usd + c->energy_usd * c->still_frac) / each
			: INFINITY;
}

int
aif_rentcurve_pair(const aif_column *c, int n, int *own, int *rent)
{
	*rent = aif_column_base(c, n);
	*own = -1;
	for (int k = 0; k < n; k++)
		if (c[k].has_ledger && c[k].usd[AIF_MONEY_CAPEX] > 0 &&
		    !(c[k].usd[AIF_MONEY_RENT] > 0) &&
		    (*own < 0 || aif_column_sum(&c[k]) < aif_column_sum(&c[*own])))
			*own = k;
	return *own >= 0 && *rent >= 0 && *rent != *own && c[*rent].usd[AIF_MONEY_RENT] > 0;
}

void
aif_rentcurve_say(const aif_column *c, int n, aif_text *out)
{
	static const double at[] = { 0.4, 0.6, 0.8, 0.95 };
	aif_rentcurve k;
	aif_diag d = { 0 };
	int own, rent;
	double util;

	if (!aif_rentcurve_pair(c, n, &own, &rent) ||
	    aif_rentcurve_make(&k, &c[own], &c[rent], &d) != AIF_OK)
		return;
	util = aif_rentcurve_util(&k, k.paid_usd);
	aif_text_putf(
	    out,
	    "%s against %s: at %.0f %% use, that of the run, both cost the same at a rent "
	    "of %.2f USD for a useful GPU-hour (at",
	    c[own].head, c[rent].head, 100 * k.util, aif_rentcurve_usd(&k, k.util));
	for (size_t i = 0; i < sizeof at / sizeof *at; i++)
		aif_text_putf(out, "%s %.0f %%: %.2f", i ? "," : "", 100 * at[i],
			      aif_rentcurve_usd(&k, at[i]));
	aif_text_putf(out, "). The rent that %s pays is %.2f USD, all-in: ", c[rent].head,
		      k.paid_usd);
	if (util <= 1)
		aif_text_putf(out, "owning costs less from %.0f %% use.", 100 * util);
	else
		aif_text_put(out, "owning costs more at any use.");
}
