// livedebt.c - borrowing by month: a share of what is bought, repaid by an annuity.
//
// As models/fin/capital.c has it: a draw of month i is repaid in equal payments from month
// i + 1 to i + term; interest is that of the balance at the end of the month before.
#include "out/report/livedebt.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "out/report/tables.h"
#include "util/cal.h"

#define RATE "((1+cost_of_debt)^(1/12)-1)"

typedef struct sheet {
	aif_live *b;
	lxw_worksheet *ws;
	const aif_read_table *t;
	size_t n;
} sheet;

static void
put(const sheet *p, size_t i, int col, const char *f, double x)
{
	worksheet_write_formula_num(p->ws, (lxw_row_t)(i + 1), (lxw_col_t)col, f, p->b->usd, x);
}

static double
value(const sheet *p, size_t i, const char *col)
{
	return aif_read_num(aif_read_column(p->t, col), i);
}

// What is bought, drawn and paid for it in row i.
static void
put_draw(const sheet *p, size_t i)
{
	char usd[48], who[48], when[48], draw[48], whom[48], no[48], f[512];
	double bought = p->b->debt > 0 ? value(p, i, "draw_usd") / p->b->debt : 0;
	size_t line = i + 2;

	aif_live_col(p->b, AIF_LIVE_BOUGHT, usd);
	aif_live_col(p->b, AIF_LIVE_STRATEGY, who);
	aif_live_col(p->b, AIF_LIVE_MONTH, when);
	snprintf(f, sizeof f, "=MAX(0,SUMIFS(%s,%s,A%zu,%s,B%zu))", usd, who, line, when, line);
	put(p, i, AIF_LIVEDEBT_BOUGHT, f, bought);
	snprintf(f, sizeof f, "=debt*E%zu", line);
	put(p, i, AIF_LIVEDEBT_DRAW, f, value(p, i, "draw_usd"));
	snprintf(f, sizeof f, "=debt_fee*F%zu", line);
	put(p, i, AIF_LIVEDEBT_FEE, f, value(p, i, "fee_usd"));
	aif_live_range("Debt", AIF_LIVEDEBT_DRAW, p->n, draw, sizeof draw);
	aif_live_range("Debt", AIF_LIVEDEBT_STRATEGY, p->n, whom, sizeof whom);
	aif_live_range("Debt", AIF_LIVEDEBT_NUMBER, p->n, no, sizeof no);
	snprintf(f, sizeof f,
		 "=SUMIFS(%s,%s,A%zu,%s,\">=\"&(D%zu-debt_term),%s,\"<\"&D%zu)*IF(cost_of_debt=0,1/"
		 "debt_term," RATE "/(1-(1+cost_of_debt)^(-debt_term/12)))",
		 draw, whom, line, no, line, no, line);
	put(p, i, AIF_LIVEDEBT_PAYMENT, f, value(p, i, "interest_usd") + value(p, i, "repaid_usd"));
}

static void
put_row(const sheet *p, size_t i, int first, int number)
{
	int64_t month = p->b->h->start_unix_s + (int64_t)floor(value(p, i, "month_s") + 0.5);
	size_t line = i + 2;
	char f[160];
	aif_cal c;

	aif_cal_of_unix_s(month, &c);
	worksheet_write_string(p->ws, (lxw_row_t)(i + 1), AIF_LIVEDEBT_STRATEGY,
			       aif_tables_shown(aif_read_text(p->t->col, i)), NULL);
	worksheet_write_number(p->ws, (lxw_row_t)(i + 1), AIF_LIVEDEBT_MONTH,
			       (double)aif_cal_month_start(month, 0) / 86400 + AIF_LIVE_EPOCH,
			       p->b->date);
	worksheet_write_number(p->ws, (lxw_row_t)(i + 1), AIF_LIVEDEBT_YEAR, c.year, NULL);
	worksheet_write_number(p->ws, (lxw_row_t)(i + 1), AIF_LIVEDEBT_NUMBER, number, NULL);
	put_draw(p, i);
	snprintf(f, sizeof f, "=" RATE "*K%zu", line - 1);
	put(p, i, AIF_LIVEDEBT_INTEREST, first ? "=0" : f, value(p, i, "interest_usd"));
	snprintf(f, sizeof f, "=H%zu-I%zu", line, line);
	put(p, i, AIF_LIVEDEBT_REPAID, f, value(p, i, "repaid_usd"));
	if (first)
		snprintf(f, sizeof f, "=F%zu-J%zu", line, line);
	else
		snprintf(f, sizeof f, "=K%zu+F%zu-J%zu", line - 1, line, line);
	put(p, i, AIF_LIVEDEBT_LEFT, f, value(p, i, "left_usd"));
}

void
aif_livedebt_put(aif_live *b)
{
	sheet p = { .b = b, .t = aif_read_table_of(b->r, "debt", NULL) };
	int number = 0;

	if (!p.t || p.t->n_row == 0)
		return;
	p.n = p.t->n_row;
	p.ws = workbook_add_worksheet(b->wb, "Debt");
	aif_live_heads(b, p.ws,
		       "Strategy|Month|Year|Number|Bought (USD)|Draw (USD)|Fee (USD)|Payment (USD)|"
		       "Interest (USD)|Repaid (USD)|Left (USD)");
	for (size_t i = 0; i < p.n; i++) {
		int first = i == 0 ||
			    strcmp(aif_read_text(p.t->col, i), aif_read_text(p.t->col, i - 1)) != 0;

		number = first ? 0 : number + 1;
		put_row(&p, i, first, number);
	}
	worksheet_set_column(p.ws, 0, 0, 14, NULL);
	worksheet_set_column(p.ws, 1, AIF_LIVEDEBT_LEFT, 18, NULL);
	worksheet_freeze_panes(p.ws, 1, 2);
}
