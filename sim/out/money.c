// money.c - sums over the ledger.
#include "out/money.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/cal.h"

// Whether the second word of an account is one of "|a|b|c|".
static int
is_word(const char *account, const char *words)
{
	const char *dot = strchr(account, '.');
	char word[32];

	if (!dot)
		return 0;
	snprintf(word, sizeof word, "|%.*s|", (int)strcspn(dot + 1, "."), dot + 1);
	return strstr(words, word) != NULL;
}

static int
starts(const char *s, const char *with)
{
	size_t n = strlen(with);

	return strncmp(s, with, n) == 0 && (s[n] == 0 || s[n] == '.');
}

// As models/fin has it: what a utility or a fuel dealer bills is energy.
aif_money_class
aif_money_class_of(const char *a)
{
	if (starts(a, "capex"))
		return AIF_MONEY_CAPEX;
	if (starts(a, "residual"))
		return AIF_MONEY_RESIDUAL;
	if (starts(a, "tax"))
		return AIF_MONEY_TAX;
	if (starts(a, "revenue"))
		return AIF_MONEY_REVENUE;
	if (is_word(a, "|energy|demand|minimum_take|feed_fixed|fuel|gas|water|carbon|"))
		return AIF_MONEY_ENERGY;
	if (is_word(a, "|rent|"))
		return AIF_MONEY_RENT;
	if (is_word(a, "|staff|"))
		return AIF_MONEY_STAFF;
	return AIF_MONEY_OPEX;
}

const char *
aif_money_label(aif_money_class c)
{
	static const char *const label[] = { "Capital", "Energy and water", "Cloud rent",
					     "Staff",   "Other operation",  "Residual value",
					     "Tax",     "Revenue" };

	return label[c];
}

int64_t
aif_money_month_of(const aif_read_head *h, const char *account, double t_s)
{
	double at = starts(account, "capex") ? t_s : t_s - 1;

	return aif_cal_month_start(h->start_unix_s + (int64_t)floor(fmin(at, h->end_s - 1)), 0);
}

int
aif_money_strategy(const aif_read *r, const char *label)
{
	const aif_read_head *h = aif_read_header(r);

	for (int i = 0; i < h->n_strategy; i++)
		if (strcmp(h->strategy[i], label) == 0)
			return i;
	return -1;
}

static aif_err
add_rows(aif_money *m, const aif_read *r, const aif_read_table *t)
{
	const aif_read_col *cs = aif_read_column(t, "strategy"), *ct = aif_read_column(t, "time_s");
	const aif_read_col *ca = aif_read_column(t, "account"),
			   *cu = aif_read_column(t, "amount_usd");
	const aif_read_head *h = aif_read_header(r);

	for (size_t i = 0; i < t->n_row; i++) {
		const char *account = aif_read_text(ca, i);
		int s = aif_money_strategy(r, aif_read_text(cs, i));
		aif_money_class c = aif_money_class_of(account);
		int64_t in = aif_money_month_of(h, account, aif_read_num(ct, i));
		long month = aif_axis_find(&m->axis, (double)(in - h->start_unix_s));
		double x = aif_read_num(cu, i);

		if (s < 0 || month < 0 || isnan(x))
			continue;
		m->total[s][c] += x;
		m->cell[(size_t)s * m->axis.n + (size_t)month][c] += x;
	}
	return AIF_OK;
}

aif_err
aif_money_create(aif_money *m, aif_read *r, aif_diag *d)
{
	const aif_read_table *t = aif_read_table_of(r, "ledger", d);
	const aif_read_col *ct = aif_read_column(t, "time_s");
	const aif_read_col *ca = aif_read_column(t, "account");
	const aif_read_head *h = aif_read_header(r);
	double from = 0, to = h->until_s;
	aif_err e;

	*m = (aif_money){ .n_strategy = h->n_strategy };
	if (!ct || !ct->x || t->n_row == 0)
		return AIF_ENOENT;
	for (size_t i = 0; i < t->n_row; i++) {
		double in = (double)(aif_money_month_of(h, aif_read_text(ca, i), ct->x[i]) -
				     h->start_unix_s);

		from = in < from ? in : from;
		to = ct->x[i] > to ? ct->x[i] : to;
	}
	e = aif_axis_span(&m->axis, r, from, to, d);
	if (e)
		return e;
	m->total = calloc((size_t)m->n_strategy, sizeof *m->total);
	m->cell = calloc((size_t)m->n_strategy * m->axis.n, sizeof *m->cell);
	if (!m->total || !m->cell) {
		aif_money_free(m);
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	}
	return add_rows(m, r, t);
}

void
aif_money_free(aif_money *m)
{
	free(m->total);
	free(m->cell);
	aif_axis_free(&m->axis);
	*m = (aif_money){ 0 };
}

double
aif_money_sum(const aif_money *m, int strategy)
{
	double sum = 0;

	for (int c = 0; c < AIF_MONEY_N; c++)
		sum += m->total[strategy][c];
	return sum;
}
