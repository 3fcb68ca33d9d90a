// live.c - rows of the ledger as the workbook sees them.
//
// Conventions are those of the books: what recurs belongs to the month that ends when it
// is paid.
#include "out/report/live.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "out/invest.h"
#include "out/report/tables.h"
#include "util/cal.h"

#define MONTH_S      (31557600.0 / 12)
#define HALF_MONTH_S (MONTH_S / 2)

// --- what a row is --------------------------------------------------------------------

int
aif_live_starts(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

int
aif_live_is_word(const char *account, const char *words)
{
	const char *dot = strchr(account, '.'), *s = dot ? dot + 1 : "";
	size_t n = strcspn(s, ".");

	for (const char *w = words; *w && n;) {
		size_t k = strcspn(w, "|");

		if (k == n && strncmp(w, s, n) == 0)
			return 1;
		w += k + (w[k] == '|');
	}
	return 0;
}

const char *
aif_live_group(const char *account)
{
	static const struct {
		const char *group, *words;
	} groups[] = { { "it", "gpu|server|rack|cluster|spares|it" },
		       { "network", "network|fabric|storage" },
		       { "shell", "shell|hall|building" },
		       { "land", "land" } };

	for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
		if (aif_live_is_word(account, groups[i].words))
			return groups[i].group;
	return "plant";
}

aif_live_row
aif_live_row_at(const aif_live *b, const aif_read_table *t, size_t i)
{
	aif_live_row r = { .strategy = aif_tables_shown(aif_read_text(t->col, i)),
			   .entity = aif_read_text(aif_read_column(t, "entity"), i),
			   .account = aif_read_text(aif_read_column(t, "account"), i),
			   .unit = aif_read_text(aif_read_column(t, "unit"), i),
			   .note = aif_read_text(aif_read_column(t, "note"), i),
			   .usd = aif_read_num(aif_read_column(t, "amount_usd"), i),
			   .quantity = aif_read_num(aif_read_column(t, "quantity"), i),
			   .t_s = aif_read_num(aif_read_column(t, "time_s"), i) };
	int bought = aif_live_starts(r.account, "capex.");
	aif_cal c;

	r.recurs = !bought && !aif_live_starts(r.account, "residual.") &&
		   !aif_live_starts(r.account, "tax.");
	r.month = aif_money_month_of(b->h, r.account, r.t_s);
	aif_cal_of_unix_s(r.month, &c);
	r.year = c.year;
	r.usd = isnan(r.usd) ? 0 : r.usd;
	return r;
}

double
aif_live_discount_s(const aif_live *b, const aif_live_row *r)
{
	return r->t_s - (b->mid && r->recurs ? HALF_MONTH_S : 0);
}

const aif_read_table *
aif_live_ledger_of(const aif_live *b)
{
	const aif_read_table *t = aif_read_table_of(b->r, "ledger", NULL);

	return t && t->n_row > 0 && t->n_row < LXW_ROW_MAX - 8 ? t : NULL;
}

void
aif_live_heads(aif_live *b, lxw_worksheet *ws, const char *words)
{
	char cell[64];
	lxw_col_t c = 0;

	for (const char *s = words; *s; c++) {
		size_t n = strcspn(s, "|");

		snprintf(cell, sizeof cell, "%.*s", (int)n, s);
		worksheet_write_string(ws, 0, c, cell, b->head);
		s += n + (s[n] == '|');
	}
}

void
aif_live_range(const char *sheet, int col, size_t n_row, char *out, size_t n)
{
	snprintf(out, n, "%s!$%c$2:$%c$%zu", sheet, 'A' + col, 'A' + col, n_row + 1);
}

const char *
aif_live_col(const aif_live *b, int col, char out[48])
{
	aif_live_range("Ledger", col, aif_read_rows(b->r, "ledger"), out, 48);
	return out;
}

void
aif_live_paper(lxw_workbook *wb)
{
	lxw_worksheet *ws;

	LXW_FOREACH_WORKSHEET(ws, wb)
	{
		worksheet_set_landscape(ws);
		worksheet_set_paper(ws, 9);
		worksheet_fit_to_pages(ws, 1, 0);
		worksheet_repeat_rows(ws, 0, 0);
	}
}

// --- what it stands on ----------------------------------------------------------------

static double
finance(const aif_live *b, const char *field, double def)
{
	const char *text;
	double x = aif_invest_term(b->r, field, &text);

	return isnan(x) ? def : x;
}

void
aif_live_open(aif_live *b)
{
	double made;

	b->wacc = aif_invest_wacc(b->r, &b->mid);
	b->has_finance = !isnan(b->wacc);
	b->wacc = b->has_finance ? b->wacc : 0;
	b->tax = finance(b, "tax", 0);
	b->debt = finance(b, "debt", 0);
	b->debt_rate = finance(b, "cost_of_debt", 0);
	b->debt_fee = finance(b, "debt_fee", 0);
	b->debt_months = fmax(round(finance(b, "debt_term", 0) / MONTH_S), 1);
	b->equity_rate = finance(b, "cost_of_equity", (double)NAN);
	made = (1 - b->debt) * b->equity_rate + b->debt * b->debt_rate * (1 - b->tax);
	b->wacc_follows = b->debt > 0 && fabs(made - b->wacc) < 1e-14;
	aif_liveinput_open(b);
}
