// livecash.c - months of the ledger as formulas, each with the value it has as planned.
#include "out/report/livecash.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "out/money.h"
#include "out/report/tables.h"
#include "util/cal.h"
#include "util/tvm.h"

#define FIRST   2 // column of the first class
#define NET     (FIRST + AIF_MONEY_N)
#define PRESENT (NET + 1)
#define TOTAL   (NET + 2)

typedef aif_livecash_months months;

static size_t
month_no(const months *m, int64_t unix_s)
{
	aif_cal a, c;

	aif_cal_of_unix_s(m->first, &a);
	aif_cal_of_unix_s(unix_s, &c);
	return (size_t)((c.year - a.year) * 12 + c.month - a.month);
}

static int
sum_months(const aif_live *b, const aif_read_table *t, months *m)
{
	int64_t last = 0;

	for (size_t i = 0; i < t->n_row; i++) {
		int64_t at = aif_live_row_at(b, t, i).month;

		m->first = i == 0 || at < m->first ? at : m->first;
		last = i == 0 || at > last ? at : last;
	}
	m->n = month_no(m, last) + 1;
	m->top = 2;
	m->x = calloc((size_t)b->h->n_strategy * m->n, sizeof *m->x);
	for (size_t i = 0; m->x && i < t->n_row; i++) {
		aif_live_row r = aif_live_row_at(b, t, i);
		int s = aif_money_strategy(b->r, aif_read_text(t->col, i));
		double *x = s < 0 ? NULL : m->x[(size_t)s * m->n + month_no(m, r.month)];

		if (!x)
			continue;
		x[aif_money_class_of(r.account)] += r.usd;
		x[AIF_MONEY_N] +=
		    r.usd * aif_tvm_factor(b->wacc, aif_live_discount_s(b, &r) / AIF_TVM_YEAR_S);
	}
	return m->x != NULL;
}

// SUMIFS of an amount's column over the rows of line `line`'s strategy and month.
static void
put_sumifs(aif_live *b, lxw_worksheet *ws, size_t n, size_t line, int col, double value)
{
	char usd[48], who[48], when[48], class[48], f[320];

	aif_live_range("Ledger", col == PRESENT ? AIF_LIVE_PRESENT : AIF_LIVE_AMOUNT, n, usd,
		       sizeof usd);
	aif_live_range("Ledger", AIF_LIVE_STRATEGY, n, who, sizeof who);
	aif_live_range("Ledger", AIF_LIVE_MONTH, n, when, sizeof when);
	aif_live_range("Ledger", AIF_LIVE_CLASS, n, class, sizeof class);
	if (col == PRESENT)
		snprintf(f, sizeof f, "=SUMIFS(%s,%s,$A%zu,%s,$B%zu)", usd, who, line, when, line);
	else
		snprintf(f, sizeof f, "=SUMIFS(%s,%s,$A%zu,%s,$B%zu,%s,%c$1)", usd, who, line, when,
			 line, class, 'A' + col);
	worksheet_write_formula_num(ws, (lxw_row_t)(line - 1), (lxw_col_t)col, f, b->usd, value);
}

static void
put_month(aif_live *b, lxw_worksheet *ws, size_t n, size_t line, const double *x, double *total,
	  int first)
{
	char f[64];
	double net = 0;

	for (int c = 0; c < AIF_MONEY_N; c++) {
		put_sumifs(b, ws, n, line, FIRST + c, x[c]);
		net += x[c];
	}
	*total += net;
	snprintf(f, sizeof f, "=SUM(%c%zu:%c%zu)", 'A' + FIRST, line, 'A' + NET - 1, line);
	worksheet_write_formula_num(ws, (lxw_row_t)(line - 1), NET, f, b->usd, net);
	put_sumifs(b, ws, n, line, PRESENT, x[AIF_MONEY_N]);
	if (first)
		snprintf(f, sizeof f, "=%c%zu", 'A' + NET, line);
	else
		snprintf(f, sizeof f, "=%c%zu+%c%zu", 'A' + TOTAL, line - 1, 'A' + NET, line);
	worksheet_write_formula_num(ws, (lxw_row_t)(line - 1), TOTAL, f, b->usd, *total);
}

// A strategy's months from `line` on, and their sums; returns the line after.
static size_t
put_strategy(aif_live *b, lxw_worksheet *ws, const months *m, size_t n, int s, size_t line)
{
	const char *name = aif_tables_shown(b->h->strategy[s]);
	size_t from = line;
	double total = 0, sum[PRESENT + 1] = { 0 };
	char f[64];

	for (size_t i = 0; i < m->n; i++, line++) {
		const double *x = m->x[(size_t)s * m->n + i];

		worksheet_write_string(ws, (lxw_row_t)(line - 1), 0, name, NULL);
		worksheet_write_number(ws, (lxw_row_t)(line - 1), 1,
				       (double)aif_cal_month_start(m->first, (int)i) / 86400 +
					   AIF_LIVE_EPOCH,
				       b->date);
		put_month(b, ws, n, line, x, &total, i == 0);
		for (int c = 0; c < AIF_MONEY_N; c++) {
			sum[FIRST + c] += x[c];
			sum[NET] += x[c];
		}
		sum[PRESENT] += x[AIF_MONEY_N];
	}
	worksheet_write_string(ws, (lxw_row_t)(line - 1), 0, name, b->total);
	worksheet_write_string(ws, (lxw_row_t)(line - 1), 1, "total", b->total);
	for (int c = FIRST; c <= PRESENT; c++) {
		snprintf(f, sizeof f, "=SUM(%c%zu:%c%zu)", 'A' + c, from, 'A' + c, line - 1);
		worksheet_write_formula_num(ws, (lxw_row_t)(line - 1), (lxw_col_t)c, f, b->total,
					    sum[c]);
	}
	return line + 2;
}

aif_err
aif_livecash_months_of(const aif_live *b, aif_livecash_months *m)
{
	const aif_read_table *t = aif_live_ledger_of(b);

	*m = (aif_livecash_months){ 0 };
	if (!t)
		return AIF_ENOENT;
	return sum_months(b, t, m) ? AIF_OK : AIF_ENOMEM;
}

double
aif_livecash_net(const aif_livecash_months *m, int strategy, size_t month)
{
	const double *x = m->x[(size_t)strategy * m->n + month];
	double net = 0;

	for (int c = 0; c < AIF_MONEY_N; c++)
		net += x[c];
	return net;
}

// First line of a strategy's months; two lines stand between blocks.
static size_t
line_of(const months *m, int strategy)
{
	return m->top + (size_t)strategy * (m->n + 2);
}

void
aif_livecash_net_at(const aif_livecash_months *m, int strategy, size_t month, char *out, size_t n)
{
	snprintf(out, n, "'Monthly cash flow'!%c%zu", 'A' + NET, line_of(m, strategy) + month);
}

aif_err
aif_livecash_put(aif_live *b)
{
	lxw_worksheet *ws = workbook_add_worksheet(b->wb, "Monthly cash flow");
	const aif_read_table *t = aif_live_ledger_of(b);
	months m = { 0 };
	size_t line = 2;

	worksheet_write_string(ws, 0, 0, "Strategy", b->head);
	worksheet_write_string(ws, 0, 1, "Month", b->head);
	for (int c = 0; c < AIF_MONEY_N; c++)
		worksheet_write_string(ws, 0, (lxw_col_t)(FIRST + c),
				       aif_money_label((aif_money_class)c), b->head);
	worksheet_write_string(ws, 0, NET, "Net (USD, undiscounted, out positive)", b->head);
	worksheet_write_string(ws, 0, PRESENT, "Present value (USD), at its date", b->head);
	worksheet_write_string(ws, 0, TOTAL, "Sum so far (USD, undiscounted)", b->head);
	worksheet_set_column(ws, 0, TOTAL, 18, NULL);
	worksheet_freeze_panes(ws, 1, 2);
	if (!t)
		return AIF_OK;
	if (!sum_months(b, t, &m))
		return AIF_ENOMEM;
	for (int s = 0; s < b->h->n_strategy; s++)
		line = put_strategy(b, ws, &m, t->n_row, s, line);
	free(m.x);
	return AIF_OK;
}

// The largest sum so far of a strategy's months.
static int
peak(const aif_live *b, const aif_read_table *t, int strategy, char *out, size_t n)
{
	months m = { 0 };
	size_t from;

	if (!sum_months(b, t, &m))
		return 0;
	from = line_of(&m, strategy);
	free(m.x);
	snprintf(out, n, "=MAX(0,'Monthly cash flow'!$%c$%zu:$%c$%zu)", 'A' + TOTAL, from,
		 'A' + TOTAL, from + m.n - 1);
	return 1;
}

int
aif_livecash_sum(const aif_live *b, int strategy, const char *figure, char *out, size_t n)
{
	static const struct {
		const char *figure, *accounts;
	} sums[] = { { "npv_cost_usd", "" },
		     { "tco_usd", "" },
		     { "capex_usd", "capex*" },
		     { "rent_usd", "opex.rent*" } };
	const aif_read_table *t = aif_live_ledger_of(b);
	char usd[48], who[48], what[48];
	size_t i = 0;

	while (i < 4 && strcmp(sums[i].figure, figure) != 0)
		i++;
	if (t && b->has_finance && strcmp(figure, "peak_funding_usd") == 0)
		return peak(b, t, strategy, out, n);
	if (i == 4 || !t || !b->has_finance)
		return 0;
	aif_live_range("Ledger", i == 0 ? AIF_LIVE_PRESENT : AIF_LIVE_AMOUNT, t->n_row, usd,
		       sizeof usd);
	aif_live_range("Ledger", AIF_LIVE_STRATEGY, t->n_row, who, sizeof who);
	aif_live_range("Ledger", AIF_LIVE_ACCOUNT, t->n_row, what, sizeof what);
	if (*sums[i].accounts)
		snprintf(out, n, "=SUMIFS(%s,%s,\"%s\",%s,\"%s\")", usd, who,
			 aif_tables_shown(b->h->strategy[strategy]), what, sums[i].accounts);
	else
		snprintf(out, n, "=SUMIFS(%s,%s,\"%s\")", usd, who,
			 aif_tables_shown(b->h->strategy[strategy]));
	return 1;
}
