// live.c - formulas of the workbook, each with the value it has as planned.
//
// Depreciation, resale and upkeep are linear in what a group of assets cost, so a factor
// on a group's price carries through exactly. Conventions are those of the books:
// what recurs belongs to the month that ends when it is paid; deductions are worth
// tax at the end of their calendar year.
#include "out/report/live.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "out/invest.h"
#include "out/report/tables.h"
#include "util/cal.h"
#include "util/tvm.h"

#define HALF_MONTH_S (31557600.0 / 24)
#define DAY          86400.0
#define EPOCH        AIF_LIVE_EPOCH
#define ROW(i)       ((lxw_row_t)(i))
#define COL(i)       ((lxw_col_t)(i))

// --- what a row is --------------------------------------------------------------------

static int
starts(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

// Whether the second word of an account is one of "a|b|c".
static int
is_word(const char *account, const char *words)
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

static const char *const groups[] = { "it", "network", "plant", "shell", "land" };
#define N_GROUP 5

// Group of an asset, as models/fin has it.
static int
group_of(const char *account)
{
	if (is_word(account, "gpu|server|rack|cluster|spares|it"))
		return 0;
	if (is_word(account, "network|fabric|storage"))
		return 1;
	if (is_word(account, "shell|hall|building"))
		return 3;
	return is_word(account, "land") ? 4 : 2;
}

aif_live_row
aif_live_row_at(const aif_live *b, const aif_read_table *t, size_t i)
{
	aif_live_row r = { .strategy = aif_tables_shown(aif_read_text(t->col, i)),
			   .account = aif_read_text(aif_read_column(t, "account"), i),
			   .usd = aif_read_num(aif_read_column(t, "amount_usd"), i),
			   .t_s = aif_read_num(aif_read_column(t, "time_s"), i) };
	int bought = starts(r.account, "capex.");
	double at = fmin(bought ? r.t_s : r.t_s - 1, b->h->end_s - 1);
	aif_cal c;

	r.recurs = !bought && !starts(r.account, "residual.") && !starts(r.account, "tax.");
	r.month = aif_cal_month_start(b->h->start_unix_s + (int64_t)floor(at), 0);
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

// --- inputs ---------------------------------------------------------------------------

static double
param(const aif_live *b, const char *field, const char **text)
{
	const aif_read_table *t = aif_read_table_of(b->r, "scenario/parameters", NULL);

	for (size_t i = 0; t && i < t->n_row; i++)
		if (strcmp(aif_read_text(aif_read_column(t, "model"), i), "finance") == 0 &&
		    strcmp(aif_read_text(aif_read_column(t, "field"), i), field) == 0) {
			*text = aif_read_text(aif_read_column(t, "text"), i);
			return aif_read_num(aif_read_column(t, "value"), i);
		}
	*text = "";
	return (double)NAN;
}

void
aif_live_open(aif_live *b)
{
	const char *text;

	b->wacc = aif_invest_wacc(b->r, &b->mid);
	b->has_finance = !isnan(b->wacc);
	b->wacc = b->has_finance ? b->wacc : 0;
	b->tax = param(b, "tax", &text);
	b->tax = isnan(b->tax) ? 0 : b->tax;
}

void
aif_live_inputs(aif_live *b)
{
	static const char *const name[] = { "wacc",          "tax",          "it_price",
					    "network_price", "plant_price",  "shell_price",
					    "land_price",    "energy_price", "rent_price",
					    "staff_price" };
	static const char *const says[] = {
		"cost of capital a year",
		"income tax rate",
		"factor on the price of GPUs, servers, racks and spares",
		"on networks and storage",
		"on power and cooling plant",
		"on buildings",
		"on land",
		"on energy, demand charges, fuel, water, carbon",
		"on rented GPUs",
		"on staff"
	};
	lxw_worksheet *ws = workbook_add_worksheet(b->wb, "Inputs");
	char where[32];

	aif_live_heads(b, ws, "Input|Value|Meaning");
	for (size_t i = 0; i < sizeof name / sizeof *name; i++) {
		worksheet_write_string(ws, ROW(i + 1), 0, name[i], NULL);
		worksheet_write_number(ws, ROW(i + 1), 1,
				       i == 0   ? b->wacc
				       : i == 1 ? b->tax
						: 1,
				       b->input);
		worksheet_write_string(ws, ROW(i + 1), 2, says[i], NULL);
		snprintf(where, sizeof where, "=Inputs!$B$%zu", i + 2);
		workbook_define_name(b->wb, name[i], where);
	}
	worksheet_write_string(ws, 12, 0,
			       "Change a value: every sheet follows. What is bought, drawn and "
			       "rented stays as simulated.",
			       NULL);
	worksheet_write_string(ws, 13, 0,
			       b->mid
				   ? "Present values: (1 + wacc)^(-days/365) from the start; what "
				     "recurs is taken in mid-month."
				   : "Present values: (1 + wacc)^(-days/365) from the start; what "
				     "recurs stands at the end of its month.",
			       NULL);
	worksheet_set_column(ws, 0, 0, 18, NULL);
	worksheet_set_column(ws, 1, 1, 12, NULL);
	worksheet_set_column(ws, 2, 2, 60, NULL);
}

// --- ledger ---------------------------------------------------------------------------

// Upkeep follows what had been paid, by group, when its month began.
static void
upkeep(const aif_live *b, const aif_read_table *t, const aif_live_row *r, int shell, char *out,
       size_t n)
{
	double paid[N_GROUP] = { 0 }, all = 0;
	double from = (double)(r->month - b->h->start_unix_s);
	size_t at = 0;

	for (size_t i = 0; i < t->n_row; i++) {
		aif_live_row c = aif_live_row_at(b, t, i);
		int g = group_of(c.account);

		if (!starts(c.account, "capex.") || strcmp(c.strategy, r->strategy) != 0 ||
		    c.t_s > from || g == 4 || (g == 3 && !shell))
			continue;
		paid[g] += c.usd;
		all += c.usd;
	}
	at += (size_t)snprintf(out, n, "*(0");
	for (int g = 0; g < N_GROUP && all > 0; g++)
		if (paid[g] > 0)
			at += (size_t)snprintf(out + at, n - at, "+%.17g*%s_price", paid[g] / all,
					       groups[g]);
	snprintf(out + at, n - at, all > 0 ? ")" : "+1)");
}

// What the planned amount is multiplied by: "*it_price", or "".
static void
factor(const aif_live *b, const aif_read_table *t, const aif_live_row *r, char *out, size_t n)
{
	*out = 0;
	if (starts(r->account, "capex.") || starts(r->account, "residual."))
		snprintf(out, n, "*%s_price", groups[group_of(r->account)]);
	else if (is_word(r->account, "energy|demand|minimum_take|feed_fixed|fuel|gas|water|carbon"))
		snprintf(out, n, "*energy_price");
	else if (is_word(r->account, "rent") || is_word(r->account, "staff"))
		snprintf(out, n, "*%s_price", is_word(r->account, "rent") ? "rent" : "staff");
	else if (is_word(r->account, "maintenance|insurance"))
		upkeep(b, t, r, is_word(r->account, "insurance"), out, n);
}

static void
tax_formula(const aif_live *b, const aif_read_table *t, const aif_live_row *r, size_t line,
	    char *out, size_t n)
{
	char usd[48], who[48], what[48], off[48], whom[48], year[48], left[48];
	size_t n_book = aif_read_rows(b->r, "depreciation");

	aif_live_range("Ledger", AIF_LIVE_PRETAX, t->n_row, usd, sizeof usd);
	aif_live_range("Ledger", AIF_LIVE_STRATEGY, t->n_row, who, sizeof who);
	aif_live_range("Ledger", AIF_LIVE_ACCOUNT, t->n_row, what, sizeof what);
	aif_live_range("Depreciation", 9, n_book, off, sizeof off);
	aif_live_range("Depreciation", 11, n_book, left, sizeof left);
	aif_live_range("Depreciation", 0, n_book, whom, sizeof whom);
	aif_live_range("Depreciation", 1, n_book, year, sizeof year);
	if (strcmp(r->account, "tax.depreciation") == 0 && n_book)
		snprintf(out, n, "=-tax*SUMIFS(%s,%s,A%zu,%s,P%zu)", off, whom, line, year, line);
	else if (strcmp(r->account, "tax.disposal") == 0 && n_book)
		snprintf(out, n,
			 "=tax*(-SUMIFS(%s,%s,A%zu,%s,\"residual*\")-SUMIFS(%s,%s,A%zu,%s,P%zu))",
			 usd, who, line, what, left, whom, line, year, line);
	else if (strcmp(r->account, "tax.opex") == 0)
		snprintf(out, n, "=-tax*SUMIFS(%s,%s,A%zu,%s,\"opex*\",Ledger!$P$2:$P$%zu,P%zu)",
			 usd, who, line, what, t->n_row + 1, line);
	else
		snprintf(out, n, "=J%zu", line);
}

static void
put_words(const aif_live *b, lxw_worksheet *ws, const aif_read_table *t, size_t i,
	  const aif_live_row *r)
{
	static const char *const text[] = { "entity", "account", "unit", "kind", "note" };
	static const char *const number[] = { "quantity", "unit_price_usd" };

	worksheet_write_string(ws, ROW(i + 1), AIF_LIVE_STRATEGY, r->strategy, NULL);
	worksheet_write_number(ws, ROW(i + 1), AIF_LIVE_DATE,
			       ((double)b->h->start_unix_s + r->t_s) / DAY + EPOCH, b->date);
	for (size_t k = 0; k < 5; k++)
		worksheet_write_string(ws, ROW(i + 1), COL(AIF_LIVE_ENTITY + k),
				       aif_read_text(aif_read_column(t, text[k]), i), NULL);
	for (size_t k = 0; k < 2; k++) {
		double x = aif_read_num(aif_read_column(t, number[k]), i);

		if (isfinite(x))
			worksheet_write_number(ws, ROW(i + 1), COL(AIF_LIVE_QUANTITY + k), x, NULL);
	}
}

static void
put_money(const aif_live *b, lxw_worksheet *ws, const aif_read_table *t, size_t i,
	  const aif_live_row *r)
{
	double days = aif_live_discount_s(b, r) / DAY;
	lxw_row_t at = ROW(i + 1);
	size_t line = i + 2;
	char f[512], by[400];

	worksheet_write_number(ws, at, AIF_LIVE_PLAN, r->usd, b->usd);
	if (starts(r->account, "tax.")) {
		tax_formula(b, t, r, line, f, sizeof f);
		worksheet_write_formula_num(ws, at, AIF_LIVE_TAX, f, b->usd, r->usd);
	} else {
		factor(b, t, r, by, sizeof by);
		snprintf(f, sizeof f, "=J%zu%s", line, by);
		worksheet_write_formula_num(ws, at, AIF_LIVE_PRETAX, f, b->usd, r->usd);
	}
	snprintf(f, sizeof f, "=K%zu+L%zu", line, line);
	worksheet_write_formula_num(ws, at, AIF_LIVE_AMOUNT, f, b->usd, r->usd);
	worksheet_write_number(ws, at, AIF_LIVE_DAYS, days, NULL);
	snprintf(f, sizeof f, "=M%zu*(1+wacc)^(-N%zu/365)", line, line);
	worksheet_write_formula_num(ws, at, AIF_LIVE_PRESENT, f, b->usd,
				    r->usd * aif_tvm_factor(b->wacc, days / 365));
	worksheet_write_number(ws, at, AIF_LIVE_YEAR, r->year, NULL);
	worksheet_write_number(ws, at, AIF_LIVE_MONTH, (double)r->month / DAY + EPOCH, b->date);
	worksheet_write_string(ws, at, AIF_LIVE_CLASS,
			       aif_money_label(aif_money_class_of(r->account)), NULL);
}

void
aif_live_ledger(aif_live *b)
{
	lxw_worksheet *ws = workbook_add_worksheet(b->wb, "Ledger");
	const aif_read_table *t = aif_live_ledger_of(b);

	aif_live_heads(b, ws,
		       "Strategy|Date|Entity|Account|Unit|Kind|Note|Quantity|Unit price (USD)|As "
		       "planned (USD)|Before tax (USD)|Tax (USD)|Amount (USD)|Days discounted|"
		       "Present value (USD)|Year|Month|Class");
	for (size_t i = 0; t && i < t->n_row; i++) {
		aif_live_row r = aif_live_row_at(b, t, i);

		put_words(b, ws, t, i, &r);
		put_money(b, ws, t, i, &r);
	}
	if (t)
		worksheet_autofilter(ws, 0, 0, ROW(t->n_row), AIF_LIVE_CLASS);
	worksheet_set_column(ws, AIF_LIVE_STRATEGY, AIF_LIVE_NOTE, 16, NULL);
	worksheet_set_column(ws, AIF_LIVE_QUANTITY, AIF_LIVE_CLASS, 18, NULL);
	worksheet_freeze_panes(ws, 1, 0);
}

// --- depreciation ---------------------------------------------------------------------

void
aif_live_books(aif_live *b)
{
	static const char *const column[] = { "book_usd", "tax_usd", "book_left_usd",
					      "tax_left_usd" };
	lxw_worksheet *ws = workbook_add_worksheet(b->wb, "Depreciation");
	const aif_read_table *t = aif_read_table_of(b->r, "depreciation", NULL);

	aif_live_heads(
	    b, ws,
	    "Strategy|Year|Group|Book, as planned (USD)|Tax, as planned (USD)|Book left, "
	    "as planned (USD)|Tax left, as planned (USD)|Price factor|Book (USD)|Tax "
	    "(USD)|Book left (USD)|Tax left (USD)");
	for (size_t i = 0; t && i < t->n_row; i++) {
		const char *group = aif_read_text(aif_read_column(t, "group"), i);
		char f[64];
		aif_cal c;

		aif_cal_of_unix_s(b->h->start_unix_s +
				      (int64_t)aif_read_num(aif_read_column(t, "year_s"), i),
				  &c);
		worksheet_write_string(ws, ROW(i + 1), 0,
				       aif_tables_shown(aif_read_text(t->col, i)), NULL);
		worksheet_write_number(ws, ROW(i + 1), 1, c.year, NULL);
		worksheet_write_string(ws, ROW(i + 1), 2, group, NULL);
		snprintf(f, sizeof f, "=%s_price", group);
		worksheet_write_formula_num(ws, ROW(i + 1), 7, f, NULL, 1);
		for (int k = 0; k < 4; k++) {
			double x = aif_read_num(aif_read_column(t, column[k]), i);

			worksheet_write_number(ws, ROW(i + 1), COL(3 + k), x, b->usd);
			snprintf(f, sizeof f, "=%c%zu*H%zu", 'D' + k, i + 2, i + 2);
			worksheet_write_formula_num(ws, ROW(i + 1), COL(8 + k), f, b->usd, x);
		}
	}
	worksheet_set_column(ws, 0, 11, 18, NULL);
	worksheet_freeze_panes(ws, 1, 0);
}
