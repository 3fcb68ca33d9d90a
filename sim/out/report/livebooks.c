// livebooks.c - depreciation, and profit and loss, as formulas with their planned values.
//
// What the lines are stands in income.h.
#include "out/report/livebooks.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "out/income.h"
#include "out/report/livedebt.h"
#include "out/report/tables.h"
#include "util/cal.h"

#define ROW(i) ((lxw_row_t)(i))
#define COL(i) ((lxw_col_t)(i))

static int
year_of(const aif_live *b, double t_s)
{
	aif_cal c;

	aif_cal_of_unix_s(b->h->start_unix_s + (int64_t)floor(t_s), &c);
	return c.year;
}

// --- depreciation ---------------------------------------------------------------------

static const char *const column[] = { "book_usd", "tax_usd", "book_left_usd", "tax_left_usd",
				      "credit_usd" };

// What an entity's purchases of a group now are over what they were planned to be.
static void
put_factor(aif_live *b, lxw_worksheet *ws, size_t line)
{
	char who[48], entity[48], group[48], bought[48], plan[48], f[700];

	aif_live_col(b, AIF_LIVE_STRATEGY, who);
	aif_live_col(b, AIF_LIVE_ENTITY, entity);
	aif_live_col(b, AIF_LIVE_GROUP, group);
	aif_live_col(b, AIF_LIVE_BOUGHT, bought);
	aif_live_col(b, AIF_LIVE_PLAN, plan);
	snprintf(f, sizeof f,
		 "=IFERROR(SUMIFS(%s,%s,A%zu,%s,C%zu,%s,D%zu)/SUMIFS(%s,%s,A%zu,%s,C%zu,%s,D%zu),"
		 "1)",
		 bought, who, line, entity, line, group, line, plan, who, line, entity, line, group,
		 line);
	worksheet_write_formula_num(ws, ROW(line - 1), AIF_LIVEBOOKS_FACTOR, f, NULL, 1);
}

void
aif_livebooks_depreciation(aif_live *b)
{
	lxw_worksheet *ws = workbook_add_worksheet(b->wb, "Depreciation");
	const aif_read_table *t = aif_read_table_of(b->r, "depreciation", NULL);

	aif_live_heads(b, ws,
		       "Strategy|Year|Entity|Group|Book, as planned (USD)|Tax, as planned (USD)|"
		       "Book left, as planned (USD)|Tax left, as planned (USD)|Credit, as planned "
		       "(USD)|Price factor|Book (USD)|Tax (USD)|Book left (USD)|Tax left (USD)|"
		       "Credit (USD)");
	for (size_t i = 0; t && i < t->n_row; i++) {
		char f[64];

		worksheet_write_string(ws, ROW(i + 1), AIF_LIVEBOOKS_STRATEGY,
				       aif_tables_shown(aif_read_text(t->col, i)), NULL);
		worksheet_write_number(ws, ROW(i + 1), AIF_LIVEBOOKS_YEAR,
				       year_of(b, aif_read_num(aif_read_column(t, "year_s"), i)),
				       NULL);
		worksheet_write_string(ws, ROW(i + 1), AIF_LIVEBOOKS_ENTITY,
				       aif_read_text(aif_read_column(t, "entity"), i), NULL);
		worksheet_write_string(ws, ROW(i + 1), AIF_LIVEBOOKS_GROUP,
				       aif_read_text(aif_read_column(t, "group"), i), NULL);
		put_factor(b, ws, i + 2);
		for (int k = 0; k < 5; k++) {
			double x = aif_read_num(aif_read_column(t, column[k]), i);

			x = isnan(x) ? 0 : x;
			worksheet_write_number(ws, ROW(i + 1), COL(AIF_LIVEBOOKS_PLAN + k), x,
					       b->usd);
			snprintf(f, sizeof f, "=%c%zu*J%zu", 'A' + AIF_LIVEBOOKS_PLAN + k, i + 2,
				 i + 2);
			worksheet_write_formula_num(ws, ROW(i + 1), COL(AIF_LIVEBOOKS_BOOK + k), f,
						    b->usd, x);
		}
	}
	worksheet_set_column(ws, 0, AIF_LIVEBOOKS_CREDIT, 18, NULL);
	worksheet_freeze_panes(ws, 1, 0);
}

// --- profit and loss --------------------------------------------------------------------

typedef struct sheet {
	aif_live *b;
	lxw_worksheet *ws;
	const char *strategy; // as shown
	size_t top;           // line (from 1) of the first row
	size_t at[AIF_INCOME_LINES];
	aif_income x;
} sheet;

// SUMIFS over a column of the ledger by strategy, year and class.
static void
put_ledger_sum(const sheet *p, aif_income_line line, char col, const char *sign, int of, char *f,
	       size_t n)
{
	char usd[48], who[48], year[48], class[48];

	aif_live_col(p->b, of, usd);
	aif_live_col(p->b, AIF_LIVE_STRATEGY, who);
	aif_live_col(p->b, AIF_LIVE_YEAR, year);
	aif_live_col(p->b, AIF_LIVE_CLASS, class);
	snprintf(f, n, "=%sSUMIFS(%s,%s,$A%zu,%s,%c$1,%s,\"%s\")", sign, usd, who, p->top, year,
		 col, class, aif_money_label(aif_income_class(line)));
}

// The same over a column of another sheet that has strategy and year.
static void
put_sheet_sum(const sheet *p, const char *name, const int of[3], char col, const char *sign,
	      char *f, size_t n)
{
	size_t rows = aif_read_rows(p->b->r, of[1] == AIF_LIVEDEBT_YEAR ? "debt" : "depreciation");
	char usd[48], who[48], year[48];

	aif_live_range(name, of[2], rows, usd, sizeof usd);
	aif_live_range(name, of[0], rows, who, sizeof who);
	aif_live_range(name, of[1], rows, year, sizeof year);
	snprintf(f, n, "%sSUMIFS(%s,%s,$A%zu,%s,%c$1)", sign, usd, who, p->top, year, col);
}

static void
put_book_sum(const sheet *p, char col, const char *sign, int of, char *f, size_t n)
{
	put_sheet_sum(p, "Depreciation", (int[]){ AIF_LIVEBOOKS_STRATEGY, AIF_LIVEBOOKS_YEAR, of },
		      col, sign, f, n);
}

static void
put_debt_sum(const sheet *p, char col, const char *sign, int of, char *f, size_t n)
{
	put_sheet_sum(p, "Debt", (int[]){ AIF_LIVEDEBT_STRATEGY, AIF_LIVEDEBT_YEAR, of }, col, sign,
		      f, n);
}

// What lenders get, in year no. k, and what it saves.
static void
put_lenders(const sheet *p, aif_income_line line, int k, char *f, size_t n)
{
	const size_t *at = p->at;
	char col = (char)('C' + k);

	switch (line) {
	case AIF_INCOME_INTEREST:
		put_debt_sum(p, col, "=-", AIF_LIVEDEBT_INTEREST, f, n);
		break;
	case AIF_INCOME_FEES:
		put_debt_sum(p, col, "=-", AIF_LIVEDEBT_FEE, f, n);
		break;
	case AIF_INCOME_SHIELD:
		snprintf(f, n, "=-tax*(%c%zu+%c%zu)", col, at[AIF_INCOME_INTEREST], col,
			 at[AIF_INCOME_FEES]);
		break;
	case AIF_INCOME_OWNERS:
		snprintf(f, n, "=SUM(%c%zu:%c%zu)", col, at[AIF_INCOME_NET], col,
			 at[AIF_INCOME_SHIELD]);
		break;
	default: // what was drawn less what was repaid until the end of the year
		put_debt_sum(p, col, "=", AIF_LIVEDEBT_DRAW, f, n);
		n -= strlen(f);
		f += strlen(f);
		put_debt_sum(p, col, "-", AIF_LIVEDEBT_REPAID, f, n);
		if (k > 0)
			snprintf(f + strlen(f), n - strlen(f), "+%c%zu", col - 1,
				 at[AIF_INCOME_DEBT]);
	}
}

// Resale less what the books held of what is gone: left before, bought, written off, left now.
static void
put_gain(const sheet *p, int k, char *f, size_t n)
{
	const size_t *at = p->at;
	char col = (char)('C' + k);
	size_t m;

	put_ledger_sum(p, AIF_INCOME_GAIN, col, "-", AIF_LIVE_RUNNING, f, n);
	m = strlen(f);
	if (p->x.has_books && k > 0)
		m += (size_t)snprintf(f + m, n - m, "-%c%zu", col - 1, at[AIF_INCOME_BOOK_VALUE]);
	if (p->x.has_books)
		snprintf(f + m, n - m, "-%c%zu-%c%zu+%c%zu", col, at[AIF_INCOME_SPENT], col,
			 at[AIF_INCOME_WRITTEN_OFF], col, at[AIF_INCOME_BOOK_VALUE]);
}

static void
put_formula(const sheet *p, aif_income_line line, int k, char *f, size_t n)
{
	const size_t *at = p->at;
	int books = aif_read_rows(p->b->r, "depreciation") > 0, end = k == p->x.n - 1;
	char col = (char)('C' + k);

	switch (line) {
	case AIF_INCOME_OPERATING:
		snprintf(f, n, "=SUM(%c%zu:%c%zu)", col, at[0], col, at[AIF_INCOME_OTHER]);
		break;
	case AIF_INCOME_WRITTEN_OFF:
		snprintf(f, n, "=0");
		if (books)
			put_book_sum(p, col, "=-", AIF_LIVEBOOKS_BOOK, f, n);
		break;
	case AIF_INCOME_GAIN:
		put_gain(p, k, f, n);
		break;
	case AIF_INCOME_BEFORE_TAX:
		snprintf(f, n, "=SUM(%c%zu:%c%zu)", col, at[AIF_INCOME_OPERATING], col,
			 at[AIF_INCOME_GAIN]);
		break;
	case AIF_INCOME_TAX:
		put_ledger_sum(p, line, col, "-", AIF_LIVE_TAX, f, n);
		break;
	case AIF_INCOME_NET:
		snprintf(f, n, "=%c%zu+%c%zu", col, at[AIF_INCOME_BEFORE_TAX], col,
			 at[AIF_INCOME_TAX]);
		break;
	case AIF_INCOME_DEFERRED:
		snprintf(f, n, "=-tax*%c%zu-%c%zu", col, at[AIF_INCOME_BEFORE_TAX], col,
			 at[AIF_INCOME_TAX]);
		break;
	case AIF_INCOME_SPENT:
		put_ledger_sum(p, line, col, "", AIF_LIVE_BOUGHT, f, n);
		break;
	case AIF_INCOME_BOOK_VALUE:
		snprintf(f, n, "=0");
		if (books && !end)
			put_book_sum(p, col, "=", AIF_LIVEBOOKS_BOOK_LEFT, f, n);
		break;
	case AIF_INCOME_INTEREST:
	case AIF_INCOME_FEES:
	case AIF_INCOME_SHIELD:
	case AIF_INCOME_OWNERS:
	case AIF_INCOME_DEBT:
		put_lenders(p, line, k, f, n);
		break;
	default:
		put_ledger_sum(p, line, col, "-", AIF_LIVE_RUNNING, f, n);
	}
}

static void
put_line(const sheet *p, aif_income_line i)
{
	lxw_row_t at = ROW(p->at[i] - 1);
	int n = p->x.n, total = aif_income_is_total(i);
	lxw_format *usd = total ? p->b->total : p->b->usd;
	char f[640];

	worksheet_write_string(p->ws, at, 0, p->strategy, NULL);
	worksheet_write_string(p->ws, at, 1, aif_income_label(i), total ? p->b->head : NULL);
	for (int k = 0; k < n; k++) {
		put_formula(p, i, k, f, sizeof f);
		worksheet_write_formula_num(p->ws, at, COL(2 + k), f, usd, p->x.x[i][k]);
	}
	if (isnan(p->x.sum[i]))
		return;
	snprintf(f, sizeof f, "=SUM(C%zu:%c%zu)", p->at[i], 'C' + n - 1, p->at[i]);
	worksheet_write_formula_num(p->ws, at, COL(2 + n), f, usd, p->x.sum[i]);
}

// Returns the line after the block.
static size_t
put_block(sheet *p)
{
	size_t at = p->top;

	for (int i = 0; i < AIF_INCOME_LINES; i++)
		p->at[i] = aif_income_is_shown(&p->x, (aif_income_line)i) ? at++ : 0;
	for (int i = 0; i < AIF_INCOME_LINES; i++)
		if (p->at[i])
			put_line(p, (aif_income_line)i);
	return at + 1;
}

void
aif_livebooks_income(aif_live *b)
{
	lxw_worksheet *ws = workbook_add_worksheet(b->wb, "Profit and loss");
	sheet p = { .b = b, .ws = ws, .top = 2 };
	int first, n;

	worksheet_set_column(ws, 0, 0, 14, NULL);
	worksheet_set_column(ws, 1, 1, 38, NULL);
	worksheet_set_column(ws, 2, 2 + AIF_INCOME_YEARS, 19, NULL);
	worksheet_freeze_panes(ws, 1, 2);
	if (!aif_income_years(b->r, &first, &n)) {
		worksheet_write_string(ws, 0, 0, "No ledger, or of too many years.", NULL);
		return;
	}
	aif_live_heads(b, ws, "Strategy|USD, undiscounted, money in positive");
	for (int k = 0; k < n; k++)
		worksheet_write_number(ws, 0, COL(2 + k), first + k, b->head);
	worksheet_write_string(ws, 0, COL(2 + n), "All years", b->right);
	for (int s = 0; s < b->h->n_strategy; s++) {
		p.strategy = aif_tables_shown(b->h->strategy[s]);
		aif_income_make(&p.x, b->r, s, b->tax);
		p.top = put_block(&p);
	}
}
