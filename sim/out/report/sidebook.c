// sidebook.c - several results side by side as a workbook and as CSV.
//
// The ledger stands in the workbook row by row; every total is a formula over it, with the
// value that it has, so that another program may add up again.
#include "out/report/sidebook.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "out/report/focus.h"
#include "out/report/live.h"
#include "out/words.h"
#include "util/cal.h"

#define ROW(i) ((lxw_row_t)(i))
#define COL(i) ((lxw_col_t)(i))
#define DAY    86400.0
#define EPOCH  25569 // day number of 1970-01-01 in a spreadsheet

typedef struct side {
	const aif_column *c;
	int count;
	size_t n_row; // of all ledgers
	lxw_workbook *wb;
	lxw_format *head, *date, *usd, *total;
} side;

// --- rows -----------------------------------------------------------------------------------

typedef struct row {
	const aif_column *c;
	const char *account, *entity, *unit, *kind, *note;
	double usd, t_s, quantity;
	int64_t month; // first second, since 1970
} row;

// The i-th ledger row of a column's file; 0 when it is another strategy's.
static int
row_at(const aif_column *c, const aif_read_table *t, size_t i, row *out)
{
	if (strcmp(aif_read_text(t->col, i), c->label) != 0)
		return 0;
	*out = (row){ .c = c,
		      .account = aif_read_text(aif_read_column(t, "account"), i),
		      .entity = aif_read_text(aif_read_column(t, "entity"), i),
		      .unit = aif_read_text(aif_read_column(t, "unit"), i),
		      .kind = aif_read_text(aif_read_column(t, "kind"), i),
		      .note = aif_read_text(aif_read_column(t, "note"), i),
		      .usd = aif_read_num(aif_read_column(t, "amount_usd"), i),
		      .quantity = aif_read_num(aif_read_column(t, "quantity"), i),
		      .t_s = aif_read_num(aif_read_column(t, "time_s"), i) };
	out->month = aif_money_month_of(aif_read_header(c->r), out->account, out->t_s);
	return !isnan(out->usd);
}

static const aif_read_table *
ledger_of(const aif_column *c)
{
	return c->has_ledger ? aif_read_table_of(c->r, "ledger", NULL) : NULL;
}

// --- sheets -----------------------------------------------------------------------------------

static void
put_heads(side *b, lxw_worksheet *ws, const char *first)
{
	worksheet_write_string(ws, 0, 0, first, b->head);
	for (int k = 0; k < b->count; k++)
		worksheet_write_string(ws, 0, COL(1 + k), b->c[k].head, b->head);
	worksheet_set_column(ws, 0, 0, 22, NULL);
	worksheet_set_column(ws, 1, COL(b->count), 24, NULL);
	worksheet_freeze_panes(ws, 1, 1);
}

static void
put_totals(side *b)
{
	lxw_worksheet *ws = workbook_add_worksheet(b->wb, "Totals");
	char f[200];

	put_heads(b, ws, "USD, undiscounted");
	for (int i = 0; i < AIF_MONEY_N; i++) {
		worksheet_write_string(ws, ROW(1 + i), 0, aif_money_label((aif_money_class)i),
				       NULL);
		for (int k = 0; k < b->count; k++) {
			snprintf(f, sizeof f,
				 "=SUMIFS(Ledger!$E$2:$E$%zu,Ledger!$A$2:$A$%zu,%c$1,"
				 "Ledger!$D$2:$D$%zu,$A%d)",
				 b->n_row + 1, b->n_row + 1, 'B' + k, b->n_row + 1, i + 2);
			worksheet_write_formula_num(ws, ROW(1 + i), COL(1 + k), f, b->usd,
						    b->c[k].usd[i]);
		}
	}
	worksheet_write_string(ws, ROW(1 + AIF_MONEY_N), 0, "Total cost", b->total);
	for (int k = 0; k < b->count; k++) {
		snprintf(f, sizeof f, "=SUM(%c2:%c%d)", 'B' + k, 'B' + k, 1 + AIF_MONEY_N);
		worksheet_write_formula_num(ws, ROW(1 + AIF_MONEY_N), COL(1 + k), f, b->total,
					    aif_column_sum(&b->c[k]));
	}
}

// From the first column's total to each other's, class by class.
static void
put_bridge(side *b)
{
	lxw_worksheet *ws = workbook_add_worksheet(b->wb, "Bridge");
	char f[96];

	put_heads(b, ws, "USD more than the first");
	for (int i = 0; i <= AIF_MONEY_N; i++) {
		int all = i == AIF_MONEY_N;

		worksheet_write_string(ws, ROW(1 + i), 0,
				       all ? "Total cost" : aif_money_label((aif_money_class)i),
				       all ? b->total : NULL);
		for (int k = 0; k < b->count; k++) {
			double a = all ? aif_column_sum(&b->c[0]) : b->c[0].usd[i];
			double x = all ? aif_column_sum(&b->c[k]) : b->c[k].usd[i];

			snprintf(f, sizeof f, "=Totals!%c%d-Totals!$B%d", 'B' + k, i + 2, i + 2);
			worksheet_write_formula_num(ws, ROW(1 + i), COL(1 + k), f,
						    all ? b->total : b->usd, x - a);
		}
	}
}

static void
put_ledger(side *b)
{
	static const char *const head[] = { "Result", "Date",  "Account", "Class",
					    "USD",    "Month", "Entity",  "Quantity",
					    "Unit",   "Kind",  "Note" };
	lxw_worksheet *ws = workbook_add_worksheet(b->wb, "Ledger");
	size_t line = 1;

	for (int k = 0; k < 11; k++)
		worksheet_write_string(ws, 0, COL(k), head[k], b->head);
	for (int k = 0; k < b->count; k++) {
		const aif_read_table *t = ledger_of(&b->c[k]);
		double start = (double)aif_read_header(b->c[k].r)->start_unix_s;

		for (size_t i = 0; t && i < t->n_row; i++) {
			lxw_row_t at = ROW(line);
			row r;

			if (!row_at(&b->c[k], t, i, &r))
				continue;
			worksheet_write_string(ws, at, 0, b->c[k].head, NULL);
			worksheet_write_number(ws, at, 1, (start + r.t_s) / DAY + EPOCH, b->date);
			worksheet_write_string(ws, at, 2, r.account, NULL);
			worksheet_write_string(
			    ws, at, 3, aif_money_label(aif_money_class_of(r.account)), NULL);
			worksheet_write_number(ws, at, 4, r.usd, b->usd);
			worksheet_write_number(ws, at, 5, (double)r.month / DAY + EPOCH, b->date);
			worksheet_write_string(ws, at, 6, r.entity, NULL);
			if (isfinite(r.quantity))
				worksheet_write_number(ws, at, 7, r.quantity, NULL);
			worksheet_write_string(ws, at, 8, r.unit, NULL);
			worksheet_write_string(ws, at, 9, r.kind, NULL);
			worksheet_write_string(ws, at, 10, r.note, NULL);
			line++;
		}
	}
	worksheet_set_column(ws, 0, 10, 16, NULL);
	worksheet_freeze_panes(ws, 1, 0);
	worksheet_autofilter(ws, 0, 0, ROW(b->n_row), 10);
}

static size_t
count_rows(const side *b, int64_t *first, int64_t *last)
{
	size_t n = 0;

	for (int k = 0; k < b->count; k++) {
		const aif_read_table *t = ledger_of(&b->c[k]);
		row r;

		for (size_t i = 0; t && i < t->n_row; i++) {
			if (!row_at(&b->c[k], t, i, &r))
				continue;
			*first = n == 0 || r.month < *first ? r.month : *first;
			*last = n == 0 || r.month > *last ? r.month : *last;
			n++;
		}
	}
	return n;
}

// Net of a month: the value that its formula has.
static double
net_of(const aif_column *c, int64_t month)
{
	const aif_read_table *t = ledger_of(c);
	double sum = 0;
	row r;

	for (size_t i = 0; t && i < t->n_row; i++)
		if (row_at(c, t, i, &r) && r.month == month)
			sum += r.usd;
	return sum;
}

static void
put_months(side *b, int64_t first, int64_t last)
{
	lxw_worksheet *ws = workbook_add_worksheet(b->wb, "Monthly");
	char f[200];

	put_heads(b, ws, "Month, net USD");
	for (int i = 0; aif_cal_month_start(first, i) <= last; i++) {
		int64_t at = aif_cal_month_start(first, i);

		worksheet_write_number(ws, ROW(1 + i), 0, (double)at / DAY + EPOCH, b->date);
		for (int k = 0; k < b->count; k++) {
			snprintf(f, sizeof f,
				 "=SUMIFS(Ledger!$E$2:$E$%zu,Ledger!$A$2:$A$%zu,%c$1,"
				 "Ledger!$F$2:$F$%zu,$A%d)",
				 b->n_row + 1, b->n_row + 1, 'B' + k, b->n_row + 1, i + 2);
			worksheet_write_formula_num(ws, ROW(1 + i), COL(1 + k), f, b->usd,
						    net_of(&b->c[k], at));
		}
	}
}

static lxw_format *
format(side *b, const char *number, int bold)
{
	lxw_format *f = workbook_add_format(b->wb);

	if (number)
		format_set_num_format(f, number);
	if (bold)
		format_set_bold(f);
	return f;
}

aif_err
aif_sidebook_write(const aif_column *c, int count, const char *path, aif_diag *d)
{
	side b = { .c = c, .count = count > 24 ? 24 : count };
	char title[] = "Comparison";
	lxw_doc_properties about = { .title = title,
				     .created = (time_t)aif_read_header(c[0].r)->start_unix_s };
	int64_t first = 0, last = -1;
	char tmp[4096];
	lxw_error e;

	if ((size_t)snprintf(tmp, sizeof tmp, "%s.tmp", path) >= sizeof tmp)
		return aif_err_fail(d, AIF_EINVAL, "%s: the name is too long", path);
	b.n_row = count_rows(&b, &first, &last);
	b.wb = workbook_new(tmp);
	if (!b.wb)
		return aif_err_fail(d, AIF_ENOMEM, "%s: out of memory", path);
	workbook_set_properties(b.wb, &about);
	b.head = format(&b, NULL, 1);
	b.date = format(&b, "yyyy-mm-dd", 0);
	b.usd = format(&b, "#,##0.00;(#,##0.00)", 0);
	b.total = format(&b, "#,##0.00;(#,##0.00)", 1);
	put_totals(&b);
	put_bridge(&b);
	put_months(&b, first, last);
	put_ledger(&b);
	aif_live_paper(b.wb);
	errno = 0;
	e = workbook_close(b.wb);
	if (e == LXW_NO_ERROR && rename(tmp, path) == 0)
		return AIF_OK;
	aif_err_fail(d, AIF_EIO, "%s: can not write: %s", path,
		     e ? lxw_strerror(e) : strerror(errno));
	unlink(tmp);
	return AIF_EIO;
}

// --- CSV ------------------------------------------------------------------------------------

aif_err
aif_sidebook_csv(const aif_column *c, int count, const char *dir, aif_diag *d)
{
	aif_text t = { 0 };
	char path[4096], date[32];
	aif_err e;

	aif_text_put(&t, "result,date,entity,account,class,amount_usd,quantity,unit,kind,note\r\n");
	for (int k = 0; k < count; k++) {
		const aif_read_table *l = ledger_of(&c[k]);
		row r;

		for (size_t i = 0; l && i < l->n_row; i++) {
			if (!row_at(&c[k], l, i, &r))
				continue;
			aif_text_csv(&t, c[k].head);
			aif_words_date(aif_read_header(c[k].r), r.t_s, date, sizeof date);
			aif_text_putf(&t, ",%s,", date);
			aif_text_csv(&t, r.entity);
			aif_text_putf(&t, ",%s,", r.account);
			aif_text_csv(&t, aif_money_label(aif_money_class_of(r.account)));
			aif_text_put(&t, ",");
			aif_text_num(&t, r.usd);
			aif_text_put(&t, ",");
			aif_text_num(&t, r.quantity);
			aif_text_putf(&t, ",%s,%s,", r.unit, r.kind);
			aif_text_csv(&t, r.note);
			aif_text_put(&t, "\r\n");
		}
	}
	snprintf(path, sizeof path, "%s/ledger.csv", dir);
	e = aif_text_save(&t, path, d);
	aif_text_free(&t);
	return e;
}

aif_err
aif_sidebook_focus(const aif_column *c, int count, const char *dir, aif_diag *d)
{
	aif_text t = { 0 };
	char path[4096];
	aif_err e;

	aif_focus_head(&t);
	for (int k = 0; k < count; k++)
		aif_focus_rows(c[k].r, c[k].strategy, c[k].head, &t);
	snprintf(path, sizeof path, "%s/focus.csv", dir);
	e = aif_text_save(&t, path, d);
	aif_text_free(&t);
	return e;
}
