// livereturn.c - what strategies earn, as formulas.
//
// As out/invest.c has it: the flow of a month is what the base costs less what the strategy
// costs, taken at the month's end; against nothing it is the strategy's own. The internal rate
// is XIRR, whose years are days over 365, as those of the ledger are. The present value is of
// the ledger's own dates.
#include "out/report/livereturn.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "out/invest.h"
#include "out/report/livecash.h"
#include "out/report/tables.h"
#include "util/cal.h"
#include "util/tvm.h"

#define ROW(line) ((lxw_row_t)((line)-1)) // lines count from 1
#define COL(i)    ((lxw_col_t)(i))

// Columns of the flows; lines of the returns.
enum { WHO, MONTH, FLOW, DISCOUNTED, SUM, SUM_DISCOUNTED, PAID, PAID_DISCOUNTED };
enum { NPV = 2, IRR, MIRR, PAYBACK, PAYBACK_DISCOUNTED, MOST, ROI };

typedef struct returns {
	aif_live *b;
	lxw_worksheet *flows, *ws;
	const aif_column *c;
	aif_livecash_months cash;
	double start_day;
	size_t line; // next of the flows
	int col;     // next of the returns
} returns;

// A month's end and the values that its formulas have.
typedef struct month {
	double day, x[PAID_DISCOUNTED + 1]; // by column from FLOW on
} month;

// The flow of strategy k against another, or its own (against < 0).
typedef struct one {
	int k, against;
	char name[224];
	month *m; // m[cash.n]
	size_t first, last, trim;
} one;

// --- values -------------------------------------------------------------------------------

static double
turn(const month *m, size_t i, int sum, int flow, double start)
{
	if (i == 0)
		return m[0].x[sum] >= 0 ? (m[0].day - start) / 365 : (double)NAN;
	if (!(m[i - 1].x[sum] < 0 && m[i].x[sum] >= 0))
		return (double)NAN;
	return ((m[i - 1].day - start) -
		m[i - 1].x[sum] / m[i].x[flow] * (m[i].day - m[i - 1].day)) /
	       365;
}

static void
work_out(const returns *p, one *o)
{
	for (size_t i = 0; i < p->cash.n; i++) {
		month *m = &o->m[i];

		m->day =
		    (double)aif_cal_month_start(p->cash.first, (int)i + 1) / 86400 + AIF_LIVE_EPOCH;
		m->x[FLOW] = (o->against < 0 ? 0 : aif_livecash_net(&p->cash, o->against, i)) -
			     aif_livecash_net(&p->cash, o->k, i);
		m->x[DISCOUNTED] =
		    m->x[FLOW] * aif_tvm_factor(p->b->wacc, (m->day - p->start_day) / 365);
		m->x[SUM] = m->x[FLOW] + (i ? m[-1].x[SUM] : 0);
		m->x[SUM_DISCOUNTED] = m->x[DISCOUNTED] + (i ? m[-1].x[SUM_DISCOUNTED] : 0);
		m->x[PAID] = turn(o->m, i, SUM, FLOW, p->start_day);
		m->x[PAID_DISCOUNTED] = turn(o->m, i, SUM_DISCOUNTED, DISCOUNTED, p->start_day);
		if (o->trim == 0 && fabs(m->x[FLOW]) > 0)
			o->trim = o->first + i;
	}
}

// --- flows --------------------------------------------------------------------------------

static void
put_cell(const returns *p, size_t line, int col, const char *f, double x)
{
	if (isnan(x))
		worksheet_write_formula_str(p->flows, ROW(line), COL(col), f, NULL, "");
	else
		worksheet_write_formula_num(p->flows, ROW(line), COL(col), f,
					    col < PAID ? p->b->usd : p->b->small, x);
}

static void
put_turn(const returns *p, size_t line, int first, int col, double x)
{
	int discounted = col == PAID_DISCOUNTED;
	char sum = (char)('A' + (discounted ? SUM_DISCOUNTED : SUM));
	char flow = (char)('A' + (discounted ? DISCOUNTED : FLOW)), f[256];

	if (first)
		snprintf(f, sizeof f, "=IF(%c%zu>=0,(B%zu-%.17g)/365,\"\")", sum, line, line,
			 p->start_day);
	else
		snprintf(f, sizeof f,
			 "=IF(AND(%c%zu<0,%c%zu>=0),(B%zu-%.17g-%c%zu/%c%zu*(B%zu-B%zu))/365,\"\")",
			 sum, line - 1, sum, line, line - 1, p->start_day, sum, line - 1, flow,
			 line, line, line - 1);
	put_cell(p, line, col, f, x);
}

static void
put_month(const returns *p, const one *o, size_t i)
{
	size_t line = o->first + i;
	const month *m = &o->m[i];
	char f[160], base[80] = "";

	worksheet_write_string(p->flows, ROW(line), WHO, o->name, NULL);
	worksheet_write_number(p->flows, ROW(line), MONTH, m->day, p->b->date);
	if (o->against >= 0)
		aif_livecash_net_at(&p->cash, o->against, i, base, sizeof base);
	snprintf(f, sizeof f, "=%s-", base);
	aif_livecash_net_at(&p->cash, o->k, i, f + strlen(f), sizeof f - strlen(f));
	put_cell(p, line, FLOW, f, m->x[FLOW]);
	snprintf(f, sizeof f, "=C%zu*(1+wacc)^(-(B%zu-%.17g)/365)", line, line, p->start_day);
	put_cell(p, line, DISCOUNTED, f, m->x[DISCOUNTED]);
	for (int k = 0; k < 2; k++) {
		if (i == 0)
			snprintf(f, sizeof f, "=%c%zu", 'A' + FLOW + k, line);
		else
			snprintf(f, sizeof f, "=%c%zu+%c%zu", 'A' + SUM + k, line - 1,
				 'A' + FLOW + k, line);
		put_cell(p, line, SUM + k, f, m->x[SUM + k]);
		put_turn(p, line, i == 0, PAID + k, m->x[PAID + k]);
	}
}

// --- returns ------------------------------------------------------------------------------

// A number, or words where it is none.
static void
put_return(const returns *p, int line, const char *f, double x, const char *none, lxw_format *as)
{
	if (isfinite(x))
		worksheet_write_formula_num(p->ws, ROW(line), COL(p->col), f, as, x);
	else
		worksheet_write_formula_str(p->ws, ROW(line), COL(p->col), f, p->b->right, none);
}

static void
put_present(const returns *p, const one *o, double x)
{
	char usd[48], who[48], f[400], base[160] = "";

	aif_live_col(p->b, AIF_LIVE_PRESENT, usd);
	aif_live_col(p->b, AIF_LIVE_STRATEGY, who);
	if (o->against >= 0)
		snprintf(base, sizeof base, "SUMIFS(%s,%s,\"%s\")", usd, who,
			 aif_tables_shown(p->c[o->against].label));
	snprintf(f, sizeof f, "=%s-SUMIFS(%s,%s,\"%s\")", base, usd, who,
		 aif_tables_shown(p->c[o->k].label));
	put_return(p, NPV, f, x, "", p->b->usd);
}

static void
put_rates(const returns *p, const one *o, const aif_invest *v)
{
	size_t a = o->first, z = o->last, n = v->n_irr;
	char f[512];

	snprintf(f, sizeof f,
		 "=IF(%c%d=0,\"none\",IFERROR(XIRR('Return flows'!C%zu:C%zu,'Return "
		 "flows'!B%zu:B%zu,%.6g),\"none\"))",
		 'A' + p->col, MOST, o->trim, z, o->trim, z, n ? v->irr[0] : 0.1);
	put_return(p, IRR, f, n && v->most_usd > 0 ? v->irr[0] : (double)NAN, "none", p->b->small);
	snprintf(f, sizeof f,
		 "=IFERROR((SUMPRODUCT(('Return flows'!C%zu:C%zu>=0)*'Return flows'!C%zu:C%zu*"
		 "(1+wacc)^(('Return flows'!B%zu-'Return flows'!B%zu:B%zu)/365))/-SUMPRODUCT(("
		 "'Return flows'!C%zu:C%zu<0)*'Return flows'!C%zu:C%zu*(1+wacc)^(('Return "
		 "flows'!B%zu-'Return flows'!B%zu:B%zu)/365)))^(365/('Return flows'!B%zu-'Return "
		 "flows'!B%zu))-1,\"none\")",
		 a, z, a, z, z, a, z, a, z, a, z, a, a, z, z, a);
	put_return(p, MIRR, f, v->mirr, "none", p->b->small);
}

static void
put_rest(const returns *p, const one *o, const aif_invest *v)
{
	static const char none[] = "not within the horizon";
	const double paid[] = { v->payback_y, v->payback_pv_y };
	char f[240];

	for (int k = 0; k < 2; k++) {
		snprintf(f, sizeof f,
			 "=IF(%c%d=0,\"at once\",IF(COUNT('Return flows'!%c%zu:%c%zu)=0,\"%s\","
			 "MIN('Return flows'!%c%zu:%c%zu)))",
			 'A' + p->col, MOST, 'A' + PAID + k, o->first, 'A' + PAID + k, o->last,
			 none, 'A' + PAID + k, o->first, 'A' + PAID + k, o->last);
		put_return(p, PAYBACK + k, f, v->most_usd > 0 ? paid[k] : (double)NAN,
			   v->most_usd > 0 ? none : "at once", p->b->small);
	}
	snprintf(f, sizeof f, "=MAX(0,-MIN('Return flows'!E%zu:E%zu))", o->first, o->last);
	put_return(p, MOST, f, v->most_usd, "", p->b->usd);
	snprintf(f, sizeof f, "=IFERROR('Return flows'!E%zu/%c%d,\"none\")", o->last, 'A' + p->col,
		 MOST);
	put_return(p, ROI, f, v->roi, "none", p->b->small);
}

static aif_err
put_one(returns *p, int k, int against)
{
	one o = { .k = k, .against = against, .first = p->line };
	aif_invest v;
	aif_diag d;

	if (aif_invest_make(&v, &p->c[k], against < 0 ? NULL : &p->c[against], &d) != AIF_OK)
		return AIF_OK;
	o.m = calloc(p->cash.n, sizeof *o.m);
	if (!o.m)
		return AIF_ENOMEM;
	o.last = o.first + p->cash.n - 1;
	snprintf(o.name, sizeof o.name, "%s%s%s", aif_tables_shown(p->c[k].label),
		 against < 0 ? " by itself" : " against ",
		 against < 0 ? "" : aif_tables_shown(p->c[against].label));
	work_out(p, &o);
	o.trim = o.trim ? o.trim : o.first;
	for (size_t i = 0; i < p->cash.n; i++)
		put_month(p, &o, i);
	worksheet_write_string(p->ws, 0, COL(p->col), o.name, p->b->right);
	put_present(p, &o, v.npv_usd);
	put_rates(p, &o, &v);
	put_rest(p, &o, &v);
	worksheet_write_number(p->ws, ROW(ROI + 1), COL(p->col), (double)v.n_irr, NULL);
	p->line = o.last + 2;
	p->col++;
	free(o.m);
	return AIF_OK;
}

static void
put_heads(returns *p)
{
	static const char *const line[] = {
		"Net present value (USD)",          "Internal rate of return, a year (XIRR)",
		"Modified rate of return, at wacc", "Payback (years from the start)",
		"Payback, discounted (years)",      "Most that it ties up (USD)",
		"Return on that, undiscounted",     "Internal rates there are, as planned"
	};

	p->ws = workbook_add_worksheet(p->b->wb, "Returns");
	p->flows = workbook_add_worksheet(p->b->wb, "Return flows");
	aif_live_heads(p->b, p->flows,
		       "Flow|Month's end|Flow (USD, in positive)|Discounted (USD)|Sum (USD)|"
		       "Sum discounted (USD)|Pays back (years)|Discounted (years)");
	worksheet_set_column(p->flows, 0, 0, 30, NULL);
	worksheet_set_column(p->flows, 1, PAID_DISCOUNTED, 19, NULL);
	worksheet_freeze_panes(p->flows, 1, 2);
	worksheet_write_string(p->ws, 0, 0, "Return", p->b->head);
	for (int i = 0; i < 8; i++)
		worksheet_write_string(p->ws, ROW(NPV + i), 0, line[i], NULL);
	worksheet_write_string(p->ws, ROW(ROI + 3), 0,
			       "Flows are what the other strategy costs less what this one costs, "
			       "by month; more than one internal rate: use the modified one.",
			       NULL);
	worksheet_set_column(p->ws, 0, 0, 40, NULL);
	worksheet_set_column(p->ws, 1, 12, 28, NULL);
	worksheet_freeze_panes(p->ws, 1, 1);
}

aif_err
aif_livereturn_put(aif_live *b)
{
	returns p = { .b = b, .line = 2, .col = 1 };
	aif_read *r = b->r;
	int count, base, sold = 0;
	aif_column *c = aif_column_list(&r, 1, &count);
	aif_err e = AIF_OK;

	if (!c)
		return AIF_ENOMEM;
	p.c = c;
	p.start_day = (double)b->h->start_unix_s / 86400 + AIF_LIVE_EPOCH;
	base = aif_column_base(c, count);
	for (int k = 0; k < count; k++)
		sold |= c[k].usd[AIF_MONEY_REVENUE] < 0;
	if (b->has_finance && base >= 0 && (count > 1 || sold)) {
		e = aif_livecash_months_of(b, &p.cash);
		if (!e)
			put_heads(&p);
		for (int k = 0; k < count && count > 1 && !e; k++)
			e = k == base ? AIF_OK : put_one(&p, k, base);
		for (int k = 0; k < count && sold && !e; k++)
			e = put_one(&p, k, -1);
		free(p.cash.x);
	}
	free(c);
	return e;
}
