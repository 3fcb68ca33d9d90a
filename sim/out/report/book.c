// book.c - report.xlsx by libxlsxwriter.
#include "out/report/book.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "out/report/livebooks.h"
#include "out/report/livecash.h"
#include "out/report/livedebt.h"
#include "out/report/liveledger.h"
#include "out/report/livereturn.h"
#include "out/report/tables.h"
#include "out/words.h"

typedef aif_live book;

#define ROW(i) ((lxw_row_t)(i))
#define COL(i) ((lxw_col_t)(i))

static void
put_number(lxw_worksheet *ws, lxw_row_t row, lxw_col_t col, double x, lxw_format *f)
{
	if (isfinite(x))
		worksheet_write_number(ws, row, col, x, f);
}

// --- sheets -----------------------------------------------------------------------

static void
put_figure(book *b, lxw_worksheet *ws, lxw_row_t row, int s, int line, const char **unit)
{
	const char *own = "";
	double x = aif_words_value(b->r, line, b->h->strategy[s], &own);
	char f[256];

	if (!isfinite(x))
		return;
	*unit = own;
	if (aif_livecash_sum(b, s, aif_words_line_at(line)->name, f, sizeof f) && isfinite(x)) {
		worksheet_write_formula_num(ws, row, COL(2 + s), f, b->usd, x);
		return;
	}
	// Joules and kilograms of a plant are no numbers to read.
	if (strcmp(*unit, "J") == 0) {
		x /= 3.6e9;
		*unit = "MWh";
	} else if (strcmp(*unit, "kg") == 0) {
		x /= 1000;
		*unit = "t";
	}
	put_number(ws, row, COL(2 + s), x, fabs(x) < 1 ? b->small : b->usd);
}

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
		worksheet_write_string(ws, row, COL(2 + s), aif_tables_shown(b->h->strategy[s]),
				       b->right);
	worksheet_write_string(ws, row, COL(2 + b->h->n_strategy), "Meaning", b->head);
	for (int i = 0; aif_words_line_at(i); i++) {
		const char *unit = "";
		int any = 0;

		for (int s = 0; s < b->h->n_strategy; s++)
			any |= isfinite(aif_words_value(b->r, i, b->h->strategy[s], &unit));
		if (!any)
			continue;
		row++;
		worksheet_write_string(ws, row, 0, aif_words_line_at(i)->label, NULL);
		for (int s = 0; s < b->h->n_strategy; s++)
			put_figure(b, ws, row, s, i, &unit);
		worksheet_write_string(ws, row, 1, unit, NULL);
		worksheet_write_string(ws, row, COL(2 + b->h->n_strategy),
				       aif_words_line_at(i)->note, b->apart);
	}
	worksheet_write_string(
	    ws, row + 2, 0,
	    "Net present cost, total cost, capital, rent and peak funding follow the sheet "
	    "Inputs; the other figures are those of the run.",
	    NULL);
	worksheet_set_column(ws, 0, 0, 28, NULL);
	worksheet_set_column(ws, 1, 1, 14, NULL);
	worksheet_set_column(ws, 2, COL(1 + b->h->n_strategy), 18, NULL);
	worksheet_set_column(ws, COL(2 + b->h->n_strategy), COL(2 + b->h->n_strategy), 60, NULL);
	worksheet_freeze_panes(ws, 4, 1);
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
	aif_err failed;

	if ((size_t)snprintf(tmp, sizeof tmp, "%s.tmp", path) >= sizeof tmp)
		return aif_err_fail(d, AIF_EINVAL, "%s: the name is too long", path);
	snprintf(title, sizeof title, "%s", b.h->scenario);
	b.wb = workbook_new(tmp);
	if (!b.wb)
		return aif_err_fail(d, AIF_ENOMEM, "%s: out of memory", path);
	workbook_set_properties(b.wb, &about);
	b.head = format(&b, NULL, 1);
	b.date = format(&b, "yyyy-mm-dd", 0);
	b.usd = format(&b, "#,##0.00;(#,##0.00)", 0);
	b.total = format(&b, "#,##0.00;(#,##0.00)", 1);
	b.input_cell = format(&b, "0.0000", 1);
	b.small = format(&b, "0.000000", 0);
	b.right = format(&b, NULL, 1);
	format_set_align(b.right, LXW_ALIGN_RIGHT);
	b.apart = format(&b, NULL, 0);
	format_set_indent(b.apart, 1);
	b.input_usd = format(&b, "#,##0.00", 1);
	format_set_bg_color(b.input_cell, 0xFFF2CC);
	format_set_bg_color(b.input_usd, 0xFFF2CC);
	aif_live_open(&b);
	put_summary(&b);
	aif_liveinput_sheet(&b);
	aif_livebooks_income(&b);
	failed = aif_livereturn_put(&b);
	if (!failed)
		failed = aif_livecash_put(&b);
	aif_liveledger_put(&b);
	aif_livebooks_depreciation(&b);
	aif_livedebt_put(&b);
	put_table(&b, "Audit", "audit");
	put_table(&b, "Parameters", "scenario/parameters");
	put_table(&b, "Sources", "provenance");
	aif_live_paper(b.wb);
	errno = 0;
	e = workbook_close(b.wb);
	if (failed) {
		unlink(tmp);
		return aif_err_fail(d, failed, "%s: out of memory", path);
	}
	if (e == LXW_NO_ERROR && rename(tmp, path) == 0)
		return AIF_OK;
	aif_err_fail(d, AIF_EIO, "%s: can not write: %s", path,
		     e ? lxw_strerror(e) : strerror(errno));
	unlink(tmp);
	return AIF_EIO;
}
