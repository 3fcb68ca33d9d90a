// breakeven.c - cumulative costs of two strategies, and spans of a binding plant.
#include "out/breakeven.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "out/words.h"
#include "util/tvm.h"

// --- costs by month -------------------------------------------------------------------

typedef struct flows {
	int n_strategy;
	size_t n;                              // months that any strategy has, in order
	double *month_s;                       // month_s[n]
	double *plain, *present;               // sums so far, [strategy * n + month]
	double *capex, *rent, *total, *resale; // [strategy]; resale: of the last month
} flows;

static void
release(flows *f)
{
	free(f->month_s);
	free(f->plain);
	free(f->capex);
}

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static size_t
place(const flows *f, double month_s)
{
	size_t lo = 0, hi = f->n;

	while (hi - lo > 1) {
		size_t mid = (lo + hi) / 2;

		if (month_s < f->month_s[mid])
			hi = mid;
		else
			lo = mid;
	}
	return lo;
}

static int
strategy_of(const aif_read *r, const char *label)
{
	const aif_read_head *h = aif_read_header(r);

	for (int s = 0; s < h->n_strategy; s++)
		if (strcmp(h->strategy[s], label) == 0)
			return s;
	return -1;
}

static void
add_months(flows *f, const aif_read *r, const aif_read_table *t)
{
	static const char *const name[] = { "month_s",   "net_usd",  "pv_usd",
					    "capex_usd", "rent_usd", "residual_usd" };
	const aif_read_col *c[6];

	for (int k = 0; k < 6; k++)
		c[k] = aif_read_column(t, name[k]);
	for (size_t i = 0; i < t->n_row; i++) {
		int s = strategy_of(r, aif_read_text(t->col, i));
		size_t m = place(f, aif_read_num(c[0], i)), at;

		if (s < 0)
			continue;
		at = (size_t)s * f->n + m;
		f->plain[at] += aif_read_num(c[1], i);
		f->present[at] += aif_read_num(c[2], i);
		f->capex[s] += aif_read_num(c[3], i);
		f->rent[s] += aif_read_num(c[4], i);
		f->total[s] += aif_read_num(c[1], i);
		if (m == f->n - 1)
			f->resale[s] -= aif_read_num(c[5], i);
	}
	for (size_t i = 0; i < (size_t)f->n_strategy * f->n; i++)
		if (i % f->n > 0) {
			f->plain[i] += f->plain[i - 1];
			f->present[i] += f->present[i - 1];
		}
}

// 0 when the file has no cash flow or memory ran out.
static int
load(flows *f, aif_read *r)
{
	const aif_read_table *t = aif_read_table_of(r, "cashflow", NULL);
	const aif_read_col *month = aif_read_column(t, "month_s");
	size_t ns = (size_t)aif_read_header(r)->n_strategy, n = t ? t->n_row : 0;

	*f = (flows){ .n_strategy = (int)ns };
	if (!month || !month->x || n == 0)
		return 0;
	f->month_s = malloc(n * sizeof *f->month_s);
	if (!f->month_s)
		return 0;
	memcpy(f->month_s, month->x, n * sizeof *f->month_s);
	qsort(f->month_s, n, sizeof *f->month_s, by_value);
	for (size_t i = 0; i < n; i++)
		if (f->n == 0 || f->month_s[i] > f->month_s[f->n - 1])
			f->month_s[f->n++] = f->month_s[i];
	f->plain = calloc(2 * ns * f->n + 1, sizeof *f->plain);
	f->capex = calloc(4 * ns + 1, sizeof *f->capex);
	if (!f->plain || !f->capex)
		return 0;
	f->present = f->plain + ns * f->n;
	f->rent = f->capex + ns;
	f->total = f->rent + ns;
	f->resale = f->total + ns;
	add_months(f, r, t);
	return 1;
}

// --- break-even -----------------------------------------------------------------------

// First second of the month in which the sum of a comes to stay below that of b.
static double
month_of(const flows *f, const double *a, const double *b)
{
	double at = aif_tvm_breakeven(a, b, f->n);

	return isnan(at) ? at : f->month_s[(size_t)ceil(at)];
}

int
aif_breakeven_find(aif_read *r, aif_breakeven *out, int cap)
{
	int rent = -1, n = 0, known;
	flows f;

	known = load(&f, r);
	for (int s = 0; known && s < f.n_strategy; s++)
		if (!(f.capex[s] > 0) && f.rent[s] > 0 && (rent < 0 || f.total[s] < f.total[rent]))
			rent = s;
	for (int s = 0; known && rent >= 0 && s < f.n_strategy && n < cap; s++) {
		const double *a = f.plain + (size_t)s * f.n, *b = f.plain + (size_t)rent * f.n;
		const double *pa = f.present + (size_t)s * f.n,
			     *pb = f.present + (size_t)rent * f.n;

		if (!(f.capex[s] > 0))
			continue;
		out[n++] = (aif_breakeven){ .own = s,
					    .rent = rent,
					    .plain_s = month_of(&f, a, b),
					    .present_s = month_of(&f, pa, pb),
					    .plain_usd = b[f.n - 1] - a[f.n - 1],
					    .present_usd = pb[f.n - 1] - pa[f.n - 1],
					    .last_s = f.month_s[f.n - 1],
					    .resale = f.resale[s] > 0 };
	}
	release(&f);
	return n;
}

// "2028-07"
static void
put_month(const aif_read *r, double t_s, aif_text *out)
{
	char b[32];

	aif_words_date(aif_read_header(r), t_s, b, sizeof b);
	aif_text_putn(out, b, strlen(b) < 7 ? strlen(b) : 7);
}

static void
put_when(const aif_read *r, const aif_breakeven *b, double t_s, aif_text *out)
{
	if (isnan(t_s)) {
		aif_text_put(out, "not within the horizon");
		return;
	}
	aif_text_put(out, "from ");
	put_month(r, t_s, out);
	if (b->resale && t_s >= b->last_s)
		aif_text_put(out, ", with the resale value of the last month");
}

void
aif_breakeven_say(const aif_read *r, const aif_breakeven *b, aif_text *out)
{
	const char *const *name = aif_read_header(r)->strategy;
	char usd[2][96];

	aif_words_quantity(fabs(b->plain_usd), "USD", usd[0], sizeof usd[0]);
	aif_words_quantity(fabs(b->present_usd), "USD", usd[1], sizeof usd[1]);
	aif_text_putf(out, "%s against %s: ", name[b->own], name[b->rent]);
	if (isnan(b->plain_s) && isnan(b->present_s)) {
		aif_text_put(out, "does not break even within the horizon");
	} else {
		aif_text_put(out, "costs less for good ");
		put_when(r, b, b->plain_s, out);
		aif_text_put(out, "; discounted, ");
		put_when(r, b, b->present_s, out);
	}
	aif_text_putf(out, ". It ends %s %s (discounted %s %s).", usd[0],
		      b->plain_usd < 0 ? "above" : "below", usd[1],
		      b->present_usd < 0 ? "above" : "below");
}

// --- what a late plant costs ----------------------------------------------------------

typedef struct span {
	const char *site, *binds;
	double from_s, to_s, idle_usd;
	int months;
} span;

// Limits that are no constraint of the plant.
static int
is_free(const char *binds)
{
	static const char *const is[] = { "demand", "delivery", "install", "fleet" };

	for (size_t i = 0; i < sizeof is / sizeof *is; i++)
		if (strcmp(binds, is[i]) == 0)
			return 1;
	return !*binds;
}

#define MOST_SPANS 64

// Spans of consecutive rows of a site in which the same link of the plant binds.
static int
find_spans(const aif_read_table *t, const char *strategy, span *out)
{
	const aif_read_col *site = aif_read_column(t, "site"), *binds = aif_read_column(t, "binds");
	const aif_read_col *month = aif_read_column(t, "month_s");
	const aif_read_col *idle = aif_read_column(t, "idle_capital_usd");
	int n = 0, open = 0;

	for (size_t i = 0; t && i < t->n_row; i++) {
		const char *b = aif_read_text(binds, i), *where = aif_read_text(site, i);
		double usd = aif_read_num(idle, i);

		if (strcmp(aif_read_text(t->col, i), strategy) != 0)
			continue;
		open = open && !is_free(b) && strcmp(out[n - 1].binds, b) == 0 &&
		       strcmp(out[n - 1].site, where) == 0;
		if (!open && (is_free(b) || n == MOST_SPANS))
			continue;
		if (!open)
			out[n++] = (span){ where, b, aif_read_num(month, i), 0, 0, 0 };
		open = 1;
		out[n - 1].to_s = aif_read_num(month, i);
		out[n - 1].idle_usd += isnan(usd) ? 0 : usd;
		out[n - 1].months++;
	}
	return n;
}

static void
put_span(const aif_read *r, const span *s, int several_sites, aif_text *out)
{
	char usd[96];

	if (s->months > 1) {
		aif_text_put(out, "From ");
		put_month(r, s->from_s, out);
		aif_text_put(out, " to ");
		put_month(r, s->to_s, out);
	} else {
		aif_text_put(out, "In ");
		put_month(r, s->from_s, out);
	}
	aif_text_putf(out, " the %s%s%s binds: %d month%s", s->binds, several_sites ? " of " : "",
		      several_sites ? s->site : "", s->months, s->months == 1 ? "" : "s");
	if (s->idle_usd > 0) {
		aif_words_quantity(s->idle_usd, "USD", usd, sizeof usd);
		aif_text_putf(out, "; capital that stands idle costs %s", usd);
	}
	aif_text_put(out, ". ");
}

void
aif_breakeven_say_late(aif_read *r, const char *strategy, aif_text *out)
{
	const aif_read_table *t = aif_read_table_of(r, "binding", NULL);
	const char *unit;
	double late = aif_read_summary_sum(r, strategy, "delay_cost", &unit);
	double week = aif_read_summary_sum(r, strategy, "delay_cost_per_week", &unit);
	double ageing = aif_read_summary_sum(r, strategy, "delay_ageing_per_week", &unit);
	span s[MOST_SPANS];
	int n = find_spans(t, strategy, s), worst = 0, several = 0;
	char usd[96];

	for (int i = 0; i < n; i++) {
		several |= strcmp(s[i].site, s[0].site) != 0;
		if (s[i].idle_usd > s[worst].idle_usd)
			worst = i;
	}
	if (n)
		put_span(r, &s[worst], several, out);
	if (n > 1)
		aif_text_putf(out, "The plant binds in %d more span%s of time (see below). ", n - 1,
			      n == 2 ? "" : "s");
	if (late > 0) {
		aif_words_quantity(late, "USD", usd, sizeof usd);
		aif_text_putf(out, "Against the plan, the delay costs %s", usd);
		aif_words_quantity(week, "USD", usd, sizeof usd);
		aif_text_putf(out, week > 0 ? ", %s a week" : "", usd);
		aif_words_quantity(ageing, "USD", usd, sizeof usd);
		aif_text_putf(out,
			      ageing > 0 ? "; %s a week of the GPUs' book life passes besides" : "",
			      usd);
		aif_text_put(out, ".");
	}
}
