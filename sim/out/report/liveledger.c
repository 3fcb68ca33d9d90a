// liveledger.c - the workbook's ledger: each amount a formula, with its planned value.
//
// What follows from a purchase is linear in it, entity by entity and group by group: an
// entity's resale, depreciation and rent move by what its purchases now are over what they
// were planned to be. Purchases, what follows and tax stand in columns of their own, so
// that no sum holds itself.
#include "out/report/liveledger.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "out/money.h"
#include "out/report/livebooks.h"
#include "util/tvm.h"

#define DAY    86400.0
#define ROW(i) ((lxw_row_t)(i))
#define COL(i) ((lxw_col_t)(i))

#define starts aif_live_starts

// The ledger's columns by letter, as ranges.
typedef struct cols {
	char who[48], entity[48], account[48], note[48], plan[48], bought[48], running[48];
	char days[48], year[48], month[48], group[48];
} cols;

static cols
cols_of(const aif_live *b)
{
	cols c;

	aif_live_col(b, AIF_LIVE_STRATEGY, c.who);
	aif_live_col(b, AIF_LIVE_ENTITY, c.entity);
	aif_live_col(b, AIF_LIVE_ACCOUNT, c.account);
	aif_live_col(b, AIF_LIVE_NOTE, c.note);
	aif_live_col(b, AIF_LIVE_PLAN, c.plan);
	aif_live_col(b, AIF_LIVE_BOUGHT, c.bought);
	aif_live_col(b, AIF_LIVE_RUNNING, c.running);
	aif_live_col(b, AIF_LIVE_DAYS, c.days);
	aif_live_col(b, AIF_LIVE_YEAR, c.year);
	aif_live_col(b, AIF_LIVE_MONTH, c.month);
	aif_live_col(b, AIF_LIVE_GROUP, c.group);
	return c;
}

// --- purchases ------------------------------------------------------------------------

static void
bought(const aif_live *b, const aif_live_row *r, size_t line, char *out, size_t n)
{
	char amount[700];

	aif_liveinput_amount(b, r, line, amount, sizeof amount);
	snprintf(out, n, "=%s*%s_price", amount, aif_live_group(r->account));
}

// --- what follows from them -----------------------------------------------------------

// Factor by which the purchases that `where` picks have changed.
static void
put_ratio(const cols *c, size_t line, const char *where, char *out, size_t n)
{
	snprintf(out, n,
		 "=J%zu*IFERROR(SUMIFS(%s,%s,A%zu,%s)/SUMIFS(%s,%s,A%zu,%s,%s,\"capex*\"),1)", line,
		 c->bought, c->who, line, where, c->plan, c->who, line, where, c->account);
}

// Leaves out, in the conditions where[n], entities whose assets were sold before day `from`.
static void
but_sold(const aif_live *b, const aif_live_row *r, const cols *c, double from, char *where,
	 size_t n)
{
	const aif_read_table *t = aif_live_ledger_of(b);
	const char *last = "";

	for (size_t i = 0; t && i < t->n_row; i++) {
		aif_live_row x = aif_live_row_at(b, t, i);
		size_t m = strlen(where);

		if (!starts(x.account, "residual.") || x.t_s > from * DAY ||
		    strcmp(x.strategy, r->strategy) != 0 || strcmp(x.entity, last) == 0 ||
		    m + strlen(x.entity) + 64 > n)
			continue;
		last = x.entity;
		snprintf(where + m, n - m, ",%s,\"<>%s\"", c->entity, x.entity);
	}
}

// What is billed on top of a cluster's rented GPUs: a share of the rows just above.
static int
rented_beside(const aif_live *b, const aif_live_row *r, size_t line, char *out, size_t n)
{
	const aif_read_table *t = aif_live_ledger_of(b);
	size_t first = line;

	if (strcmp(r->account, "opex.rent.addon") != 0)
		return 0;
	while (first > 2) {
		aif_live_row x = aif_live_row_at(b, t, first - 3);

		if (strcmp(x.note, r->note) != 0 || strcmp(x.strategy, r->strategy) != 0 ||
		    fabs(x.t_s - r->t_s) > 0.5 || !aif_live_is_word(x.account, "rent"))
			break;
		first--;
	}
	if (first == line)
		return 0;
	snprintf(out, n, "=J%zu*SUM(L%zu:L%zu)/SUM(J%zu:J%zu)", line, first, line - 1, first,
		 line - 1);
	return 1;
}

static const char *
factor_of(const char *account)
{
	return aif_live_is_word(account, "energy|demand|minimum_take|feed_fixed|fuel|gas|water|"
					 "carbon")
		   ? "*energy_price"
	       : aif_live_is_word(account, "rent")  ? "*rent_price"
	       : aif_live_is_word(account, "staff") ? "*staff_price"
						    : "";
}

static void
running(const aif_live *b, const aif_live_row *r, size_t line, char *out, size_t n)
{
	cols c = cols_of(b);
	char where[800], amount[700];
	// When the month began that it is for, and half a second.
	double from = fmax((double)(r->month - b->h->start_unix_s), 0) / DAY + 0.5 / DAY;

	if (starts(r->account, "residual.")) {
		snprintf(where, sizeof where, "%s,C%zu,%s,\"%s\"", c.entity, line, c.group,
			 aif_live_group(r->account));
		put_ratio(&c, line, where, out, n);
	} else if (strcmp(r->account, "opex.lease") == 0) {
		snprintf(where, sizeof where, "%s,C%zu,%s,\"paid by the lessor\"", c.entity, line,
			 c.note);
		put_ratio(&c, line, where, out, n);
	} else if (starts(r->note, "share of ")) {
		snprintf(where, sizeof where, "%s,\"<>land\",%s,\"<>%s\",%s,\"<%.9f\"", c.group,
			 c.group, aif_live_is_word(r->account, "insurance") ? "land" : "shell",
			 c.days, from);
		but_sold(b, r, &c, from, where, sizeof where);
		put_ratio(&c, line, where, out, n);
	} else if (rented_beside(b, r, line, out, n)) {
		return;
	} else {
		aif_liveinput_amount(b, r, line, amount, sizeof amount);
		snprintf(out, n, "=%s%s", amount, factor_of(r->account));
	}
}

// --- tax and terms of payment -----------------------------------------------------------

// What is billed and not yet paid: the month's bills, and the same the other way when due.
static int
deferred(const aif_live_row *r, const cols *c, size_t line, const aif_live_row *before, char *out,
	 size_t n)
{
	int sold = strcmp(r->account, "revenue.receivables") == 0;

	if (!sold && strcmp(r->account, "opex.payables") != 0)
		return 0;
	if (before && strcmp(before->account, r->account) == 0 &&
	    fabs(before->usd + r->usd) <= 1e-9 * fabs(r->usd) && (sold ? r->usd < 0 : r->usd > 0))
		snprintf(out, n, "=-M%zu", line - 1);
	else
		snprintf(out, n, "=-SUMIFS(%s,%s,A%zu,%s,R%zu,%s,\"%s\",%s,\"<>opex.staff\")",
			 c->running, c->who, line, c->month, line, c->account,
			 sold ? "revenue*" : "opex*", c->account);
	return 1;
}

static void
taxed(const aif_live *b, const aif_live_row *r, size_t line, char *out, size_t n)
{
	size_t n_book = aif_read_rows(b->r, "depreciation");
	cols c = cols_of(b);
	char off[48], left[48], credit[48], whom[48], year[48], gone[48], last[160] = "";

	aif_live_range("Depreciation", AIF_LIVEBOOKS_TAX, n_book, off, sizeof off);
	aif_live_range("Depreciation", AIF_LIVEBOOKS_TAX_LEFT, n_book, left, sizeof left);
	aif_live_range("Depreciation", AIF_LIVEBOOKS_CREDIT, n_book, credit, sizeof credit);
	aif_live_range("Depreciation", AIF_LIVEBOOKS_GONE_TAX, n_book, gone, sizeof gone);
	aif_live_range("Depreciation", AIF_LIVEBOOKS_STRATEGY, n_book, whom, sizeof whom);
	aif_live_range("Depreciation", AIF_LIVEBOOKS_YEAR, n_book, year, sizeof year);
	if (r->t_s >= (double)b->h->until_s - 1) // at the horizon all that is left is sold
		snprintf(last, sizeof last, "-SUMIFS(%s,%s,A%zu,%s,Q%zu)", left, whom, line, year,
			 line);
	if (strcmp(r->account, "tax.depreciation") == 0 && n_book)
		snprintf(out, n, "=-tax*SUMIFS(%s,%s,A%zu,%s,Q%zu)", off, whom, line, year, line);
	else if (strcmp(r->account, "tax.credit") == 0 && n_book)
		snprintf(out, n, "=-SUMIFS(%s,%s,A%zu,%s,Q%zu)", credit, whom, line, year, line);
	else if (strcmp(r->account, "tax.disposal") == 0 && n_book)
		snprintf(out, n,
			 "=tax*(-SUMIFS(%s,%s,A%zu,%s,\"residual*\",%s,Q%zu)"
			 "-SUMIFS(%s,%s,A%zu,%s,Q%zu)%s)",
			 c.running, c.who, line, c.account, c.year, line, gone, whom, line, year,
			 line, last);
	else if (strcmp(r->account, "tax.opex") == 0 || strcmp(r->account, "tax.revenue") == 0)
		snprintf(out, n, "=-tax*SUMIFS(%s,%s,A%zu,%s,\"%s*\",%s,Q%zu)", c.running, c.who,
			 line, c.account, r->account + 4, c.year, line);
	else
		snprintf(out, n, "=J%zu", line);
}

// --- sheet ------------------------------------------------------------------------------

static void
put_words(const aif_live *b, lxw_worksheet *ws, const aif_read_table *t, size_t i,
	  const aif_live_row *r)
{
	static const char *const text[] = { "entity", "account", "unit", "kind", "note" };
	static const char *const number[] = { "quantity", "unit_price_usd" };

	worksheet_write_string(ws, ROW(i + 1), AIF_LIVE_STRATEGY, r->strategy, NULL);
	worksheet_write_number(ws, ROW(i + 1), AIF_LIVE_DATE,
			       ((double)b->h->start_unix_s + r->t_s) / DAY + AIF_LIVE_EPOCH,
			       b->date);
	for (size_t k = 0; k < 5; k++)
		worksheet_write_string(ws, ROW(i + 1), COL(AIF_LIVE_ENTITY + k),
				       aif_read_text(aif_read_column(t, text[k]), i), NULL);
	for (size_t k = 0; k < 2; k++) {
		double x = aif_read_num(aif_read_column(t, number[k]), i);

		if (isfinite(x))
			worksheet_write_number(ws, ROW(i + 1), COL(AIF_LIVE_QUANTITY + k), x, NULL);
	}
	worksheet_write_number(ws, ROW(i + 1), AIF_LIVE_YEAR, r->year, NULL);
	worksheet_write_number(ws, ROW(i + 1), AIF_LIVE_MONTH,
			       (double)r->month / DAY + AIF_LIVE_EPOCH, b->date);
	worksheet_write_string(ws, ROW(i + 1), AIF_LIVE_CLASS,
			       aif_money_label(aif_money_class_of(r->account)), NULL);
	if (starts(r->account, "capex."))
		worksheet_write_string(ws, ROW(i + 1), AIF_LIVE_GROUP, aif_live_group(r->account),
				       NULL);
}

static void
put_money(const aif_live *b, lxw_worksheet *ws, size_t i, const aif_live_row *r,
	  const aif_live_row *before)
{
	double days = aif_live_discount_s(b, r) / DAY;
	lxw_row_t at = ROW(i + 1);
	size_t line = i + 2;
	cols c = cols_of(b);
	char f[2400];
	int col = AIF_LIVE_RUNNING;

	worksheet_write_number(ws, at, AIF_LIVE_PLAN, r->usd, b->usd);
	if (starts(r->account, "capex.")) {
		col = AIF_LIVE_BOUGHT;
		bought(b, r, line, f, sizeof f);
	} else if (starts(r->account, "tax.")) {
		col = AIF_LIVE_TAX;
		taxed(b, r, line, f, sizeof f);
	} else if (deferred(r, &c, line, before, f, sizeof f)) {
		col = AIF_LIVE_TAX;
	} else {
		running(b, r, line, f, sizeof f);
	}
	worksheet_write_formula_num(ws, at, COL(col), f, b->usd, r->usd);
	snprintf(f, sizeof f, "=K%zu+L%zu+M%zu", line, line, line);
	worksheet_write_formula_num(ws, at, AIF_LIVE_AMOUNT, f, b->usd, r->usd);
	worksheet_write_number(ws, at, AIF_LIVE_DAYS, days, NULL);
	snprintf(f, sizeof f, "=N%zu*(1+wacc)^(-O%zu/365)", line, line);
	worksheet_write_formula_num(ws, at, AIF_LIVE_PRESENT, f, b->usd,
				    r->usd * aif_tvm_factor(b->wacc, days / 365));
}

void
aif_liveledger_put(aif_live *b)
{
	lxw_worksheet *ws = workbook_add_worksheet(b->wb, "Ledger");
	const aif_read_table *t = aif_live_ledger_of(b);
	aif_live_row r, before;

	aif_live_heads(b, ws,
		       "Strategy|Date|Entity|Account|Unit|Kind|Note|Quantity|Unit price (USD)|As "
		       "planned (USD)|Purchase (USD)|Running (USD)|Tax and terms (USD)|Amount "
		       "(USD)|Days discounted|Present value (USD)|Year|Month|Class|Asset group");
	for (size_t i = 0; t && i < t->n_row; i++) {
		r = aif_live_row_at(b, t, i);
		put_words(b, ws, t, i, &r);
		put_money(b, ws, i, &r, i > 0 ? &before : NULL);
		before = r;
	}
	if (t)
		worksheet_autofilter(ws, 0, 0, ROW(t->n_row), AIF_LIVE_GROUP);
	worksheet_set_column(ws, AIF_LIVE_STRATEGY, AIF_LIVE_NOTE, 16, NULL);
	worksheet_set_column(ws, AIF_LIVE_QUANTITY, AIF_LIVE_GROUP, 19, NULL);
	worksheet_freeze_panes(ws, 1, 0);
}
