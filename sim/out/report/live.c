// live.c - rows of the ledger as the workbook sees them, and the sheet of inputs.
//
// Conventions are those of the books: what recurs belongs to the month that ends when it
// is paid.
#include "out/report/live.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "out/invest.h"
#include "out/report/tables.h"
#include "util/cal.h"

#define HALF_MONTH_S (31557600.0 / 24)
#define ROW(i)       ((lxw_row_t)(i))

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
			   .note = aif_read_text(aif_read_column(t, "note"), i),
			   .usd = aif_read_num(aif_read_column(t, "amount_usd"), i),
			   .quantity = aif_read_num(aif_read_column(t, "quantity"), i),
			   .t_s = aif_read_num(aif_read_column(t, "time_s"), i) };
	int bought = aif_live_starts(r.account, "capex.");
	double at = fmin(bought ? r.t_s : r.t_s - 1, b->h->end_s - 1);
	aif_cal c;

	r.recurs = !bought && !aif_live_starts(r.account, "residual.") &&
		   !aif_live_starts(r.account, "tax.");
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

// --- what may be changed ------------------------------------------------------------------

// A field of an entity of any model (entity NULL: the first of that model) as the first
// strategy used it; *text, where it is one, else "".
static double
param(const aif_live *b, const char *model, const char *entity, const char *field,
      const char **text)
{
	const aif_read_table *t = aif_read_table_of(b->r, "scenario/parameters", NULL);
	const aif_read_col *cm = aif_read_column(t, "model"), *ce = aif_read_column(t, "entity"),
			   *cf = aif_read_column(t, "field");

	*text = "";
	for (size_t i = 0; t && i < t->n_row; i++)
		if ((!model || strcmp(aif_read_text(cm, i), model) == 0) &&
		    (!entity || strcmp(aif_read_text(ce, i), entity) == 0) &&
		    strcmp(aif_read_text(cf, i), field) == 0) {
			*text = aif_read_text(aif_read_column(t, "text"), i);
			return aif_read_num(aif_read_column(t, "value"), i);
		}
	return (double)NAN;
}

static void
name_cell(aif_live *b, aif_live_price *p)
{
	int again = 0;

	snprintf(p->name, sizeof p->name, "%s_price_%.40s", p->is_rack ? "rack" : "gpu",
		 p->cluster);
	for (char *s = p->name; *s; s++)
		*s = isalnum((unsigned char)*s) ? *s : '_';
	for (int i = 0; i < b->n_price; i++)
		again |= strcmp(b->price[i].name, p->name) == 0;
	if (again)
		snprintf(p->name, sizeof p->name, "price_of_cluster_%d", b->n_price + 1);
	snprintf(p->key, sizeof p->key, "%.60s.%s", p->cluster, p->is_rack ? "price" : "gpu_price");
}

// Clusters of which the ledger has a purchase at a price that can be told from the rest.
static void
add_price(aif_live *b, const char *cluster)
{
	aif_live_price *p = &b->price[b->n_price];
	const char *rack, *server, *gpu, *text;
	double level = param(b, "cluster", cluster, "price_level", &text), usd;

	for (int i = 0; i < b->n_price; i++)
		if (strcmp(b->price[i].cluster, cluster) == 0)
			return;
	param(b, "cluster", cluster, "rack", &rack);
	param(b, "rack", rack, "server", &server);
	param(b, "server", server, "gpu", &gpu);
	*p = (aif_live_price){ .cluster = cluster, .slope = isnan(level) ? 1 : level };
	usd = param(b, "cluster", cluster, "price", &text);
	p->is_rack = !isnan(usd);
	if (!p->is_rack) {
		usd = param(b, "cluster", cluster, "gpu_price", &text);
		if (isnan(usd))
			usd = param(b, "gpu", gpu, "price", &text);
		p->slope *= param(b, "rack", rack, "servers", &text) *
			    param(b, "server", server, "gpus", &text);
	}
	p->usd = usd;
	if (isnan(p->usd) || isnan(p->slope))
		return;
	name_cell(b, p);
	b->n_price++;
}

void
aif_live_open(aif_live *b)
{
	const aif_read_table *t = aif_live_ledger_of(b);
	const char *text;

	b->wacc = aif_invest_wacc(b->r, &b->mid);
	b->has_finance = !isnan(b->wacc);
	b->wacc = b->has_finance ? b->wacc : 0;
	b->tax = param(b, "finance", NULL, "tax", &text);
	b->tax = isnan(b->tax) ? 0 : b->tax;
	for (size_t i = 0; t && i < t->n_row && b->n_price < AIF_LIVE_PRICES; i++) {
		aif_live_row r = aif_live_row_at(b, t, i);

		if (strcmp(r.account, "capex.gpu") == 0)
			add_price(b, r.entity);
	}
}

// --- sheet --------------------------------------------------------------------------------

static void
put_input(aif_live *b, lxw_worksheet *ws, int i, const char *name, double x, const char *unit,
	  const char *says, const char *key)
{
	char where[32];
	lxw_format *f = strcmp(unit, "USD") == 0 ? b->input_usd : b->input;

	worksheet_write_string(ws, ROW(i), 0, name, NULL);
	worksheet_write_number(ws, ROW(i), 1, x, f);
	worksheet_write_string(ws, ROW(i), 2, unit, b->apart);
	worksheet_write_number(ws, ROW(i), 3, x, NULL);
	worksheet_write_string(ws, ROW(i), 4, says, b->apart);
	worksheet_write_string(ws, ROW(i), 5, key, NULL);
	snprintf(where, sizeof where, "=Inputs!$B$%d", i + 1);
	workbook_define_name(b->wb, name, where);
}

void
aif_live_inputs(aif_live *b)
{
	static const struct {
		const char *name, *says, *key;
	} factor[] = { { "it_price", "factor on the price of GPUs, servers, racks and spares", "" },
		       { "network_price", "factor on networks and storage", "" },
		       { "plant_price", "factor on power and cooling plant", "" },
		       { "shell_price", "factor on buildings", "" },
		       { "land_price", "factor on land", "" },
		       { "energy_price", "factor on energy, demand charges, fuel, water, carbon",
			 "" },
		       { "rent_price", "factor on rented GPUs and tokens", "STRATEGY.price_level" },
		       { "staff_price", "factor on staff", "" } };
	lxw_worksheet *ws = workbook_add_worksheet(b->wb, "Inputs");
	int n = 1;

	aif_live_heads(b, ws, "Input|Value|Unit|As planned|Meaning|aifsim run --set");
	put_input(b, ws, n++, "wacc", b->wacc, "1", "cost of capital a year", "finance.wacc");
	put_input(b, ws, n++, "tax", b->tax, "1", "income tax rate", "finance.tax");
	for (int i = 0; i < b->n_price; i++)
		put_input(b, ws, n++, b->price[i].name, b->price[i].usd, "USD",
			  b->price[i].is_rack ? "price of a rack, complete"
					      : "price of a GPU, within the price of its server",
			  b->price[i].key);
	for (size_t i = 0; i < sizeof factor / sizeof *factor; i++)
		put_input(b, ws, n++, factor[i].name, 1, "1", factor[i].says, factor[i].key);
	worksheet_write_string(ws, ROW(n + 1), 0,
			       "Change a value: every sheet follows. What is bought, drawn and "
			       "rented stays as simulated.",
			       NULL);
	worksheet_write_string(ws, ROW(n + 2), 0,
			       b->mid
				   ? "Present values: (1 + wacc)^(-days/365) from the start; what "
				     "recurs is taken in mid-month."
				   : "Present values: (1 + wacc)^(-days/365) from the start; what "
				     "recurs stands at the end of its month.",
			       NULL);
	worksheet_set_column(ws, 0, 0, 22, NULL);
	worksheet_set_column(ws, 1, 1, 14, NULL);
	worksheet_set_column(ws, 2, 2, 6, NULL);
	worksheet_set_column(ws, 3, 3, 14, NULL);
	worksheet_set_column(ws, 4, 4, 56, NULL);
	worksheet_set_column(ws, 5, 5, 24, NULL);
}
