// book.c - report.xlsx by libxlsxwriter.
#include "out/report/book.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "out/money.h"
#include "out/words.h"
#include "util/cal.h"

typedef struct book {
	aif_read *r;
	const aif_read_head *h;
	lxw_workbook *wb;
	lxw_format *head, *date, *usd, *total, *wrap;
} book;

#define ROW(i) ((lxw_row_t)(i))
#define COL(i) ((lxw_col_t)(i))

static void
heads(book *b, lxw_worksheet *ws, lxw_row_t row, const char *words)
{
	char cell[64];
	lxw_col_t c = 0;

	for (const char *s = words; *s; c++) {
		size_t n = strcspn(s, "|");

		snprintf(cell, sizeof cell, "%.*s", (int)n, s);
		worksheet_write_string(ws, row, c, cell, b->head);
		s += n + (s[n] == '|');
	}
}

// Excel's day number of second t since the start of the run.
static double
day_number(const book *b, double t_s)
{
	return ((double)b->h->start_unix_s + t_s) / 86400 + 25569;
}

static void
put_number(lxw_worksheet *ws, lxw_row_t row, lxw_col_t col, double x, lxw_format *f)
{
	if (isfinite(x))
		worksheet_write_number(ws, row, col, x, f);
}

// --- sheets -----------------------------------------------------------------------

static void
put_summary(book *b)
{
	lxw_worksheet *ws = workbook_add_worksheet(b->wb, "Summary");
	lxw_row_t row = 3;
	char date[2][32];

	worksheet_write_string(ws, 0, 0, b->h->scenario, b->head);
	aif_words_date(b->h, 0, date[0], sizeof date[0]);
	aif_words_date(b->h, b->h->until_s, date[1], sizeof date[1]);
	worksheet_write_string(ws, 1, 0, date[0], NULL);
	worksheet_write_string(ws, 1, 1, date[1], NULL);
	worksheet_write_string(ws, 1, 2, b->h->complete ? "complete" : "stopped before its end",
			       NULL);
	worksheet_write_string(ws, row, 0, "Figure", b->head);
	worksheet_write_string(ws, row, 1, "Unit", b->head);
	for (int s = 0; s < b->h->n_strategy; s++)
		worksheet_write_string(ws, row, COL(2 + s), b->h->strategy[s], b->head);
	worksheet_write_string(ws, row, COL(2 + b->h->n_strategy), "Meaning", b->head);
	for (int i = 0; aif_words_line_at(i); i++) {
		const char *unit = "";

		row++;
		worksheet_write_string(ws, row, 0, aif_words_line_at(i)->label, NULL);
		for (int s = 0; s < b->h->n_strategy; s++)
			put_number(ws, row, COL(2 + s),
				   aif_words_value(b->r, i, b->h->strategy[s], &unit), b->usd);
		worksheet_write_string(ws, row, 1, unit, NULL);
		worksheet_write_string(ws, row, COL(2 + b->h->n_strategy),
				       aif_words_line_at(i)->note, NULL);
	}
	worksheet_set_column(ws, 0, 0, 28, NULL);
	worksheet_set_column(ws, 1, 1, 14, NULL);
	worksheet_set_column(ws, 2, COL(1 + b->h->n_strategy), 18, NULL);
	worksheet_set_column(ws, COL(2 + b->h->n_strategy), COL(2 + b->h->n_strategy), 60, NULL);
	worksheet_freeze_panes(ws, 4, 1);
}

// A SUM over rows [from, to] of a column, with its value.
static void
put_sum(book *b, lxw_worksheet *ws, lxw_row_t row, lxw_col_t col, lxw_row_t from, double value)
{
	char a[24], z[24], f[64];

	lxw_rowcol_to_cell(a, from, col);
	lxw_rowcol_to_cell(z, row - 1, col);
	snprintf(f, sizeof f, "=SUM(%s:%s)", a, z);
	worksheet_write_formula_num(ws, row, col, f, b->total, value);
}

static void
put_cash_strategy(book *b, lxw_worksheet *ws, const aif_money *m, int s, lxw_row_t *row)
{
	lxw_row_t from = *row;
	double sum[AIF_MONEY_N + 1] = { 0 };

	for (size_t i = 0; i < m->axis.n; i++, ++*row) {
		double net = 0;
		char a[24], z[24], f[64];

		worksheet_write_string(ws, *row, 0, b->h->strategy[s], NULL);
		worksheet_write_number(ws, *row, 1, m->axis.edge[i] / 86400 + 25569, b->date);
		for (int c = 0; c < AIF_MONEY_N; c++) {
			double x = m->cell[(size_t)s * m->axis.n + i][c];

			worksheet_write_number(ws, *row, COL(2 + c), x, b->usd);
			sum[c] += x;
			net += x;
		}
		lxw_rowcol_to_cell(a, *row, 2);
		lxw_rowcol_to_cell(z, *row, COL(1 + AIF_MONEY_N));
		snprintf(f, sizeof f, "=SUM(%s:%s)", a, z);
		worksheet_write_formula_num(ws, *row, COL(2 + AIF_MONEY_N), f, b->usd, net);
		sum[AIF_MONEY_N] += net;
	}
	worksheet_write_string(ws, *row, 0, b->h->strategy[s], b->total);
	worksheet_write_string(ws, *row, 1, "total", b->total);
	for (int c = 0; c <= AIF_MONEY_N; c++)
		put_sum(b, ws, *row, COL(2 + c), from, sum[c]);
	*row += 2;
}

static void
put_cash(book *b)
{
	lxw_worksheet *ws = workbook_add_worksheet(b->wb, "Monthly cash flow");
	lxw_row_t row = 1;
	aif_money m;

	if (aif_money_create(&m, b->r, NULL) != AIF_OK)
		return;
	worksheet_write_string(ws, 0, 0, "Strategy", b->head);
	worksheet_write_string(ws, 0, 1, "From", b->head);
	for (int c = 0; c < AIF_MONEY_N; c++)
		worksheet_write_string(ws, 0, COL(2 + c), aif_money_label((aif_money_class)c),
				       b->head);
	worksheet_write_string(ws, 0, COL(2 + AIF_MONEY_N), "Net (USD, out positive)", b->head);
	for (int s = 0; s < m.n_strategy; s++)
		put_cash_strategy(b, ws, &m, s, &row);
	worksheet_set_column(ws, 0, COL(2 + AIF_MONEY_N), 16, NULL);
	worksheet_freeze_panes(ws, 1, 2);
	aif_money_free(&m);
}

static void
put_ledger(book *b)
{
	static const char *const text[] = { "entity", "account", "unit", "kind", "note" };
	lxw_worksheet *ws = workbook_add_worksheet(b->wb, "Ledger");
	const aif_read_table *t = aif_read_table_of(b->r, "ledger", NULL);
	double sum = 0;
	size_t n = t ? t->n_row : 0;

	if (n > LXW_ROW_MAX - 8)
		n = LXW_ROW_MAX - 8;
	heads(b, ws, 0,
	      "Strategy|Date|Entity|Account|Unit|Kind|Note|Quantity|Unit price (USD)|Amount (USD)");
	for (size_t i = 0; i < n; i++) {
		lxw_row_t row = ROW(i + 1);
		double x = aif_read_num(aif_read_column(t, "amount_usd"), i);

		worksheet_write_string(ws, row, 0, aif_read_text(t->col, i), NULL);
		put_number(ws, row, 1, day_number(b, aif_read_num(aif_read_column(t, "time_s"), i)),
			   b->date);
		for (size_t k = 0; k < 5; k++)
			worksheet_write_string(ws, row, COL(2 + k),
					       aif_read_text(aif_read_column(t, text[k]), i), NULL);
		put_number(ws, row, 7, aif_read_num(aif_read_column(t, "quantity"), i), NULL);
		put_number(ws, row, 8, aif_read_num(aif_read_column(t, "unit_price_usd"), i), NULL);
		put_number(ws, row, 9, x, b->usd);
		sum += isnan(x) ? 0 : x;
	}
	if (n) {
		worksheet_write_string(ws, ROW(n + 1), 8, "total", b->total);
		put_sum(b, ws, ROW(n + 1), 9, 1, sum);
		worksheet_autofilter(ws, 0, 0, ROW(n), 9);
	}
	worksheet_set_column(ws, 0, 6, 16, NULL);
	worksheet_set_column(ws, 7, 9, 18, NULL);
	worksheet_freeze_panes(ws, 1, 0);
}

// A sheet of a table as it stands.
static void
put_table(book *b, const char *sheet, const char *table)
{
	lxw_worksheet *ws = workbook_add_worksheet(b->wb, sheet);
	const aif_read_table *t = aif_read_table_of(b->r, table, NULL);

	if (!t)
		return;
	for (int k = 0; k < t->n_col; k++)
		worksheet_write_string(ws, 0, COL(k), t->col[k].name, b->head);
	for (size_t i = 0; i < t->n_row && i < LXW_ROW_MAX - 2; i++)
		for (int k = 0; k < t->n_col; k++) {
			if (t->col[k].text)
				worksheet_write_string(ws, ROW(i + 1), COL(k),
						       aif_read_text(&t->col[k], i), NULL);
			else
				put_number(ws, ROW(i + 1), COL(k), aif_read_num(&t->col[k], i),
					   NULL);
		}
	worksheet_set_column(ws, 0, COL(t->n_col - 1), 16, NULL);
	worksheet_freeze_panes(ws, 1, 0);
}

static lxw_format *
format(book *b, const char *number, int bold)
{
	lxw_format *f = workbook_add_format(b->wb);

	if (number)
		format_set_num_format(f, number);
	if (bold)
		format_set_bold(f);
	return f;
}

aif_err
aif_book_write(aif_read *r, const char *path, aif_diag *d)
{
	book b = { .r = r, .h = aif_read_header(r) };
	char tmp[4096], title[256];
	lxw_doc_properties about = { .title = title, .created = (time_t)b.h->start_unix_s };
	lxw_error e;

	if ((size_t)snprintf(tmp, sizeof tmp, "%s.tmp", path) >= sizeof tmp)
		return aif_err_fail(d, AIF_EINVAL, "%s: the name is too long", path);
	snprintf(title, sizeof title, "%s", b.h->scenario);
	b.wb = workbook_new(tmp);
	if (!b.wb)
		return aif_err_fail(d, AIF_ENOMEM, "%s: out of memory", path);
	workbook_set_properties(b.wb, &about);
	b.head = format(&b, NULL, 1);
	b.date = format(&b, "yyyy-mm-dd", 0);
	b.usd = format(&b, "#,##0.00", 0);
	b.total = format(&b, "#,##0.00", 1);
	put_summary(&b);
	put_cash(&b);
	put_ledger(&b);
	put_table(&b, "Audit", "audit");
	put_table(&b, "Inputs", "scenario/parameters");
	put_table(&b, "Sources", "provenance");
	errno = 0;
	e = workbook_close(b.wb);
	if (e == LXW_NO_ERROR && rename(tmp, path) == 0)
		return AIF_OK;
	aif_err_fail(d, AIF_EIO, "%s: can not write: %s", path,
		     e ? lxw_strerror(e) : strerror(errno));
	unlink(tmp);
	return AIF_EIO;
}
