// livebooks.c - depreciation, and profit and loss, as formulas with their planned values.
//
// Income counts money in as positive. Tax is as paid, by the tax ledger; what the books'
// own depreciation would have changed of it is told as deferred. At the horizon everything
// is sold: the gain is the price less what the books hold.
#include "out/report/livebooks.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "out/money.h"
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

enum {
	REVENUE,
	ENERGY,
	RENT,
	STAFF,
	OTHER,
	OPERATING, // sum of those above
	WRITTEN_OFF,
	GAIN,
	BEFORE_TAX,
	TAX,
	NET,
	DEFERRED, // beside the sum, as the next two
	SPENT,
	BOOK_VALUE,
	LINES
};

static const char *const label[LINES] = { "Revenue",
					  "Energy and water",
					  "Cloud rent",
					  "Staff",
					  "Other operation",
					  "Operating income before depreciation",
					  "Depreciation, by the books",
					  "Resale less book value at the horizon",
					  "Income before tax",
					  "Income tax, as paid",
					  "Net income",
					  "Tax deferred in the year",
					  "Capital spent",
					  "Book value at the year's end" };

typedef struct income {
	aif_live *b;
	lxw_worksheet *ws;
	const char *strategy; // as shown
	int first, last;      // years
	size_t top;           // line (from 1) of the first row
	double x[LINES][64], sum[LINES];
} income;

static double
ledger_sum(const income *p, int year, int line)
{
	const aif_read_table *t = aif_live_ledger_of(p->b);
	static const aif_money_class of[] = { AIF_MONEY_REVENUE, AIF_MONEY_ENERGY, AIF_MONEY_RENT,
					      AIF_MONEY_STAFF, AIF_MONEY_OPEX };
	double sum = 0;

	for (size_t i = 0; t && i < t->n_row; i++) {
		aif_live_row r = aif_live_row_at(p->b, t, i);
		aif_money_class c = aif_money_class_of(r.account);
		int moved = strcmp(r.account, "opex.payables") == 0 ||
			    strcmp(r.account, "revenue.receivables") == 0;

		if (r.year != year || strcmp(r.strategy, p->strategy) != 0 || moved)
			continue;
		sum += line <= OTHER && c == of[line]            ? -r.usd
		       : line == GAIN && c == AIF_MONEY_RESIDUAL ? -r.usd
		       : line == TAX && c == AIF_MONEY_TAX       ? -r.usd
		       : line == SPENT && c == AIF_MONEY_CAPEX   ? r.usd
								 : 0;
	}
	return sum;
}

static double
book_sum(const income *p, int year, const char *col)
{
	const aif_read_table *t = aif_read_table_of(p->b->r, "depreciation", NULL);
	double sum = 0;

	for (size_t i = 0; t && i < t->n_row; i++)
		if (year_of(p->b, aif_read_num(aif_read_column(t, "year_s"), i)) == year &&
		    strcmp(aif_tables_shown(aif_read_text(t->col, i)), p->strategy) == 0)
			sum += aif_read_num(aif_read_column(t, col), i);
	return sum;
}

// The values that the formulas have as planned.
static void
work_out(income *p)
{
	for (int y = p->first; y <= p->last; y++) {
		double(*x)[64] = p->x;
		int k = y - p->first, end = y == p->last;
		double left = book_sum(p, y, "book_left_usd");

		for (int i = 0; i < LINES; i++)
			x[i][k] = 0;
		for (int i = 0; i <= OTHER; i++)
			x[OPERATING][k] += x[i][k] = ledger_sum(p, y, i);
		x[WRITTEN_OFF][k] = 0 - book_sum(p, y, "book_usd");
		x[GAIN][k] = end ? ledger_sum(p, y, GAIN) - left : 0;
		x[BEFORE_TAX][k] = x[OPERATING][k] + x[WRITTEN_OFF][k] + x[GAIN][k];
		x[TAX][k] = ledger_sum(p, y, TAX);
		x[NET][k] = x[BEFORE_TAX][k] + x[TAX][k];
		x[DEFERRED][k] = -p->b->tax * x[BEFORE_TAX][k] - x[TAX][k];
		x[SPENT][k] = ledger_sum(p, y, SPENT);
		x[BOOK_VALUE][k] = end ? 0 : left;
		for (int i = 0; i < LINES; i++)
			p->sum[i] += i == BOOK_VALUE ? 0 : x[i][k];
	}
}

// SUMIFS over a column of the ledger by strategy, year and class.
static void
put_ledger_sum(const income *p, int line, char col, const char *sign, int of, char *f, size_t n)
{
	char usd[48], who[48], year[48], class[48];

	aif_live_col(p->b, of, usd);
	aif_live_col(p->b, AIF_LIVE_STRATEGY, who);
	aif_live_col(p->b, AIF_LIVE_YEAR, year);
	aif_live_col(p->b, AIF_LIVE_CLASS, class);
	snprintf(f, n, "=%sSUMIFS(%s,%s,$A%zu,%s,%c$1,%s,\"%s\")", sign, usd, who, p->top, year,
		 col, class,
		 aif_money_label(line == GAIN      ? AIF_MONEY_RESIDUAL
				 : line == TAX     ? AIF_MONEY_TAX
				 : line == SPENT   ? AIF_MONEY_CAPEX
				 : line == REVENUE ? AIF_MONEY_REVENUE
				 : line == ENERGY  ? AIF_MONEY_ENERGY
				 : line == RENT    ? AIF_MONEY_RENT
				 : line == STAFF   ? AIF_MONEY_STAFF
						   : AIF_MONEY_OPEX));
}

static void
put_book_sum(const income *p, char col, const char *sign, int of, char *f, size_t n)
{
	size_t rows = aif_read_rows(p->b->r, "depreciation");
	char usd[48], who[48], year[48];

	aif_live_range("Depreciation", of, rows, usd, sizeof usd);
	aif_live_range("Depreciation", AIF_LIVEBOOKS_STRATEGY, rows, who, sizeof who);
	aif_live_range("Depreciation", AIF_LIVEBOOKS_YEAR, rows, year, sizeof year);
	snprintf(f, n, "%sSUMIFS(%s,%s,$A%zu,%s,%c$1)", sign, usd, who, p->top, year, col);
}

static void
put_formula(const income *p, int line, char col, int end, char *f, size_t n)
{
	size_t top = p->top, m;
	int books = aif_read_rows(p->b->r, "depreciation") > 0;

	switch (line) {
	case OPERATING:
		snprintf(f, n, "=SUM(%c%zu:%c%zu)", col, top, col, top + OTHER);
		break;
	case WRITTEN_OFF:
		snprintf(f, n, "=0");
		if (books)
			put_book_sum(p, col, "=-", AIF_LIVEBOOKS_BOOK, f, n);
		break;
	case GAIN:
		snprintf(f, n, "=0");
		if (end)
			put_ledger_sum(p, line, col, "-", AIF_LIVE_RUNNING, f, n);
		m = strlen(f);
		if (end && books)
			put_book_sum(p, col, "-", AIF_LIVEBOOKS_BOOK_LEFT, f + m, n - m);
		break;
	case BEFORE_TAX:
		snprintf(f, n, "=SUM(%c%zu:%c%zu)", col, top + OPERATING, col, top + GAIN);
		break;
	case TAX:
		put_ledger_sum(p, line, col, "-", AIF_LIVE_TAX, f, n);
		break;
	case NET:
		snprintf(f, n, "=%c%zu+%c%zu", col, top + BEFORE_TAX, col, top + TAX);
		break;
	case DEFERRED:
		snprintf(f, n, "=-tax*%c%zu-%c%zu", col, top + BEFORE_TAX, col, top + TAX);
		break;
	case SPENT:
		put_ledger_sum(p, line, col, "", AIF_LIVE_BOUGHT, f, n);
		break;
	case BOOK_VALUE:
		snprintf(f, n, "=0");
		if (books && !end)
			put_book_sum(p, col, "=", AIF_LIVEBOOKS_BOOK_LEFT, f, n);
		break;
	default:
		put_ledger_sum(p, line, col, "-", AIF_LIVE_RUNNING, f, n);
	}
}

static int
is_total(int line)
{
	return line == OPERATING || line == BEFORE_TAX || line == NET;
}

static void
put_block(income *p)
{
	int n = p->last - p->first + 1;
	char f[640];

	for (int i = 0; i < LINES; i++) {
		lxw_row_t at = ROW(p->top - 1 + (size_t)i);
		lxw_format *usd = is_total(i) ? p->b->total : p->b->usd;

		worksheet_write_string(p->ws, at, 0, p->strategy, NULL);
		worksheet_write_string(p->ws, at, 1, label[i], is_total(i) ? p->b->head : NULL);
		for (int k = 0; k < n; k++) {
			put_formula(p, i, (char)('C' + k), k == n - 1, f, sizeof f);
			worksheet_write_formula_num(p->ws, at, COL(2 + k), f, usd, p->x[i][k]);
		}
		if (i == BOOK_VALUE)
			continue;
		snprintf(f, sizeof f, "=SUM(C%zu:%c%zu)", p->top + (size_t)i, 'C' + n - 1,
			 p->top + (size_t)i);
		worksheet_write_formula_num(p->ws, at, COL(2 + n), f, usd, p->sum[i]);
	}
}

static void
find_years(const aif_live *b, int *first, int *last)
{
	const aif_read_table *t = aif_live_ledger_of(b);

	for (size_t i = 0; t && i < t->n_row; i++) {
		int y = aif_live_row_at(b, t, i).year;

		*first = i == 0 || y < *first ? y : *first;
		*last = i == 0 || y > *last ? y : *last;
	}
}

#define MOST_YEARS 22 // columns C to X, and the sum

void
aif_livebooks_income(aif_live *b)
{
	lxw_worksheet *ws = workbook_add_worksheet(b->wb, "Profit and loss");
	income p = { .b = b, .ws = ws, .top = 2, .last = -1 };

	worksheet_set_column(ws, 0, 0, 14, NULL);
	worksheet_set_column(ws, 1, 1, 38, NULL);
	worksheet_set_column(ws, 2, 2 + MOST_YEARS, 19, NULL);
	worksheet_freeze_panes(ws, 1, 2);
	find_years(b, &p.first, &p.last);
	if (p.last < p.first || p.last - p.first >= MOST_YEARS) {
		worksheet_write_string(ws, 0, 0, "No ledger, or of too many years.", NULL);
		return;
	}
	aif_live_heads(b, ws, "Strategy|USD, money in positive");
	for (int y = p.first; y <= p.last; y++)
		worksheet_write_number(ws, 0, COL(2 + y - p.first), y, b->head);
	worksheet_write_string(ws, 0, COL(3 + p.last - p.first), "All years", b->right);
	for (int s = 0; s < b->h->n_strategy; s++) {
		p.strategy = aif_tables_shown(b->h->strategy[s]);
		memset(p.sum, 0, sizeof p.sum);
		work_out(&p);
		put_block(&p);
		p.top += LINES + 1;
	}
}
