// invest.c - what a strategy earns on the money that it ties up.
//
// Amounts of a month are taken together at its end, so the rates are those of monthly
// flows; the present value is summed from the ledger's own dates.
#include "out/invest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "util/cal.h"
#include "util/tvm.h"

#define HALF_MONTH_S (31557600.0 / 24)

double
aif_invest_term(aif_read *r, const char *name, const char **text)
{
	const aif_read_table *t = aif_read_table_of(r, "scenario/parameters", NULL);
	const aif_read_col *model = aif_read_column(t, "model"),
			   *field = aif_read_column(t, "field");

	*text = "";
	for (size_t i = 0; t && i < t->n_row; i++)
		if (strcmp(aif_read_text(model, i), "finance") == 0 &&
		    strcmp(aif_read_text(field, i), name) == 0) {
			*text = aif_read_text(aif_read_column(t, "text"), i);
			return aif_read_num(aif_read_column(t, "value"), i);
		}
	return (double)NAN;
}

double
aif_invest_wacc(aif_read *r, int *mid)
{
	const char *text;
	double wacc = aif_invest_term(r, "wacc", &text);

	aif_invest_term(r, "timing", &text);
	*mid = strcmp(text, "mid") == 0;
	return isnan(wacc) ? aif_read_summary(r, NULL, NULL, "wacc", &text) : wacc;
}

static int
recurs(const char *account)
{
	return strncmp(account, "opex.", 5) == 0 || strncmp(account, "revenue.", 8) == 0;
}

typedef struct flow {
	double *t_y, *usd; // [n], by month from the first payment of both
	size_t n;
	double pv_usd;
	int64_t first; // first second of the first month, since 1970
} flow;

static size_t
month_of(const flow *f, int64_t unix_s)
{
	aif_cal a, c;

	aif_cal_of_unix_s(f->first, &a);
	aif_cal_of_unix_s(unix_s, &c);
	return (size_t)((c.year - a.year) * 12 + c.month - a.month);
}

// Adds sign times the ledger of a column; with x NULL finds the span only.
static void
add(flow *f, const aif_column *c, double sign, double wacc, int mid)
{
	const aif_read_table *t = aif_read_table_of(c->r, "ledger", NULL);
	const aif_read_head *h = aif_read_header(c->r);
	const aif_read_col *ca = aif_read_column(t, "account");

	for (size_t i = 0; t && i < t->n_row; i++) {
		double at = aif_read_num(aif_read_column(t, "time_s"), i);
		double usd = aif_read_num(aif_read_column(t, "amount_usd"), i);
		const char *a = aif_read_text(ca, i);
		double day = at - (mid && recurs(a) ? HALF_MONTH_S : 0);

		if (strcmp(aif_read_text(t->col, i), c->label) != 0 || isnan(usd))
			continue;
		f->pv_usd += sign * usd * aif_tvm_factor(wacc, day / AIF_TVM_YEAR_S);
		f->usd[month_of(f, aif_money_month_of(h, a, at))] += sign * usd;
	}
}

// First and last month that a row of the ledger belongs to.
static void
span(const aif_column *c, int64_t *first, int64_t *last)
{
	const aif_read_table *t = aif_read_table_of(c->r, "ledger", NULL);
	const aif_read_head *h = aif_read_header(c->r);
	const aif_read_col *ct = aif_read_column(t, "time_s");
	const aif_read_col *ca = aif_read_column(t, "account");

	for (size_t i = 0; t && i < t->n_row; i++) {
		int64_t m = aif_money_month_of(h, aif_read_text(ca, i), aif_read_num(ct, i));

		*first = m < *first ? m : *first;
		*last = m > *last ? m : *last;
	}
}

static void
measure(aif_invest *out, const flow *f)
{
	double sum = 0;

	out->npv_usd = f->pv_usd;
	if (aif_tvm_irr(f->t_y, f->usd, f->n, out->irr, AIF_INVEST_RATES, &out->n_irr, NULL))
		out->n_irr = 0;
	out->mirr = aif_tvm_mirr(f->t_y, f->usd, f->n, out->wacc, out->wacc);
	out->payback_y = aif_tvm_payback(0, f->t_y, f->usd, f->n);
	out->payback_pv_y = aif_tvm_payback(out->wacc, f->t_y, f->usd, f->n);
	for (size_t i = 0; i < f->n; i++) {
		sum += f->usd[i];
		out->most_usd = fmax(out->most_usd, -sum);
	}
	out->roi = out->most_usd > 0 ? sum / out->most_usd : (double)NAN;
}

aif_err
aif_invest_make(aif_invest *out, const aif_column *c, const aif_column *against, aif_diag *d)
{
	const aif_read_head *h = aif_read_header(c->r);
	int64_t first = INT64_MAX, last = 0;
	int mid, mid2;
	flow f = { 0 };

	*out = (aif_invest){ .mirr = (double)NAN };
	out->wacc = aif_invest_wacc(c->r, &mid);
	if (isnan(out->wacc) || !c->has_ledger ||
	    (against && (fabs(aif_invest_wacc(against->r, &mid2) - out->wacc) > 1e-12 ||
			 aif_read_header(against->r)->start_unix_s != h->start_unix_s)))
		return AIF_ENOENT;
	span(c, &first, &last);
	if (against)
		span(against, &first, &last);
	if (first > last)
		return AIF_ENOENT;
	f.first = first;
	f.n = month_of(&f, last) + 1;
	f.t_y = calloc(2 * f.n + 2, sizeof *f.t_y);
	if (!f.t_y)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	f.usd = f.t_y + f.n + 1;
	for (size_t i = 0; i < f.n; i++)
		f.t_y[i] =
		    ((double)aif_cal_month_start(f.first, (int)i + 1) - (double)h->start_unix_s) /
		    AIF_TVM_YEAR_S;
	add(&f, c, -1, out->wacc, mid);
	if (against)
		add(&f, against, 1, out->wacc, mid);
	measure(out, &f);
	free(f.t_y);
	return AIF_OK;
}
