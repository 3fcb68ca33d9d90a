// liveinput.c - what may be changed in the workbook, and which rows of the ledger follow.
//
// Most amounts are a price times a quantity and move with the price. The price of a rack
// moves by that of its GPUs; energy by a factor on what the market asks and by what is added
// to it for each joule. What several prices make up is none of these inputs: the market's
// price where periods of use add to it, energy beside a purchase agreement.
#include "out/report/liveinput.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "out/report/live.h"

#define YEAR_S 31557600.0

typedef enum how {
	TIMES,  // the amount is the price times what it was
	LISTED, // the same of rented GPUs, by the price list that the row's note names
	RACK,   // a rack follows the price of its GPUs
	LEVEL,  // a factor on what the market asks for energy
	ADDER   // added to the price of each joule
} how;

typedef struct aif_liveinput_rule {
	const char *model, *field, *cell; // cell: its name begins so
	const char *unit;
	double per; // SI of one such unit
	how how;
	const char *accounts, *row_unit; // rows that follow: "a|b", "x.*"; "": any
	int by_note;                     // the row's note, not its entity, is the one
	const char *says;
} rule;

#define KWH   3.6e6
#define HOUR  3600.0
#define MONTH (YEAR_S / 12)

static const rule rules[] = {
	{ "cluster", "price", "rack_price", "USD", 1, RACK, "capex.gpu", "", 0,
	  "price of a rack, complete" },
	{ "cluster", "gpu_price", "gpu_price", "USD", 1, RACK, "capex.gpu", "", 0,
	  "price of a GPU, within the price of its server" },
	{ "hall", "build_cost", "build_cost", "USD/W", 1, TIMES, "capex.building|capex.plant", "",
	  0, "shell, power and cooling by design IT power" },
	{ "solar", "build_cost", "build_cost", "USD/W", 1, TIMES, "capex.plant", "", 0,
	  "solar plant by its power" },
	{ "storage", "price", "storage_price", "USD/GB", 1e-9, TIMES, "capex.storage", "", 0,
	  "storage by usable capacity" },
	{ "feed", "energy", "energy", "USD/kWh", 1 / KWH, ADDER, "opex.energy", "", 0,
	  "flat energy price at the start" },
	{ "feed", "price_level", "energy_level", "1", 1, LEVEL, "opex.energy", "", 0,
	  "factor on the hourly energy price" },
	{ "feed", "adder", "energy_adder", "USD/kWh", 1 / KWH, ADDER, "opex.energy", "", 0,
	  "on top of the energy price, at the start" },
	{ "feed", "demand_charge", "demand_charge", "USD/kW/month", 1e-3 / MONTH, TIMES,
	  "opex.demand|opex.minimum_take|opex.minimum_take.exit", "", 0,
	  "demand charge at the start" },
	{ "feed", "fixed", "feed_fixed", "USD/month", 1 / MONTH, TIMES, "opex.feed_fixed", "", 0,
	  "fixed charge of the connection" },
	{ "gas", "fuel", "fuel", "USD/MWh", 1e-3 / KWH, TIMES, "opex.fuel", "", 0,
	  "gas by its heating value" },
	{ "gas", "lease", "gas_lease", "USD/kW/month", 1e-3 / MONTH, TIMES, "opex.generation", "",
	  0, "rent of engines" },
	{ "genset", "fuel", "fuel", "USD/MWh", 1e-3 / KWH, TIMES, "opex.fuel", "", 0,
	  "fuel by its heating value" },
	{ "site", "water_price", "water", "USD/kg", 1, TIMES, "opex.water", "", 0,
	  "make-up water" },
	{ "staff", "salary", "salary", "USD/year", 1 / YEAR_S, TIMES, "opex.staff", "", 0,
	  "pay of one person at the start" },
	{ "fee", "rate", "fee", "USD/year", 1 / YEAR_S, TIMES, "opex.*", "month", 0,
	  "fee at the start" },
	{ "fee", "per_gpu", "fee_gpu", "USD/year", 1 / YEAR_S, TIMES, "opex.*", "GPU-h", 0,
	  "fee for each GPU at the start" },
	{ "fee", "once", "fee_once", "USD", 1, TIMES, "opex.*", "payment", 0,
	  "fee paid once, at the start's prices" },
	{ "fee", "at_end", "fee_at_end", "USD", 1, TIMES, "opex.*", "payment", 0,
	  "fee at the horizon, at the start's prices" },
	{ "colocation", "price", "colocation", "USD/kW/month", 1e-3 / MONTH, TIMES,
	  "opex.colocation", "", 1, "contracted IT power at the start" },
	{ "cloud_price", "on_demand", "on_demand", "USD/hour", 1 / HOUR, LISTED,
	  "opex.rent.ondemand", "", 1, "rented GPU on demand at the start" },
	{ "cloud_price", "reserved_1y", "reserved_1y", "USD/hour", 1 / HOUR, LISTED,
	  "opex.rent.reserved|opex.rent.reserved.idle", "", 1, "the same, reserved for a year" },
	{ "cloud_price", "reserved_3y", "reserved_3y", "USD/hour", 1 / HOUR, LISTED,
	  "opex.rent.reserved|opex.rent.reserved.idle", "", 1,
	  "the same, reserved for three years" },
	{ "cloud_price", "spot", "spot", "USD/hour", 1 / HOUR, LISTED, "opex.rent.spot", "", 1,
	  "the same on spot" },
	{ "token_price", "input", "token_input", "USD/Mtoken", 1e-6, TIMES, "opex.rent.tokens.in",
	  "", 1, "tokens bought: input, at the start" },
	{ "token_price", "output", "token_output", "USD/Mtoken", 1e-6, TIMES,
	  "opex.rent.tokens.out", "", 1, "tokens bought: output, at the start" },
	{ "dataset", "egress", "egress", "USD/GB", 1e-9, TIMES, "opex.egress", "", 0,
	  "data that leave a cloud" },
	{ "users", "transit", "transit", "USD/GB", 1e-9, TIMES, "opex.transit", "", 0,
	  "requests that go to a far service" },
	{ "sale", "input", "sale_input", "USD/Mtoken", 1e-6, TIMES, "revenue.tokens.in", "", 0,
	  "tokens sold: input, at the start" },
	{ "sale", "output", "sale_output", "USD/Mtoken", 1e-6, TIMES, "revenue.tokens.out", "", 0,
	  "tokens sold: output, at the start" },
	{ "sale", "gpu", "sale_gpu", "USD/hour", 1 / HOUR, TIMES, "revenue.gpu", "", 0,
	  "useful GPU-hour sold, at the start" },
};

enum { N_RULE = sizeof rules / sizeof *rules, FIRST_ROW = 4 };

// --- parameters -----------------------------------------------------------------------

double
aif_liveinput_param(const aif_live *b, const char *model, const char *entity, const char *field,
		    const char **text)
{
	const aif_read_table *t = aif_read_table_of(b->r, "scenario/parameters", NULL);
	const aif_read_col *cm = aif_read_column(t, "model"), *ce = aif_read_column(t, "entity"),
			   *cf = aif_read_column(t, "field");

	*text = "";
	for (size_t i = 0; t && i < t->n_row; i++)
		if (strcmp(aif_read_text(cf, i), field) == 0 &&
		    (!model || strcmp(aif_read_text(cm, i), model) == 0) &&
		    (!entity || strcmp(aif_read_text(ce, i), entity) == 0)) {
			*text = aif_read_text(aif_read_column(t, "text"), i);
			return aif_read_num(aif_read_column(t, "value"), i);
		}
	return (double)NAN;
}

static int
has_model(const aif_live *b, const char *model)
{
	const aif_read_table *t = aif_read_table_of(b->r, "scenario/parameters", NULL);

	for (size_t i = 0; t && i < t->n_row; i++)
		if (strcmp(aif_read_text(aif_read_column(t, "model"), i), model) == 0)
			return 1;
	return 0;
}

// Price of a GPU of the cluster, and what a rack costs more for each USD of it.
static int
gpu_price(const aif_live *b, aif_liveinput *x)
{
	const char *rack, *server, *gpu, *text;
	double level = aif_liveinput_param(b, "cluster", x->entity, "price_level", &text);
	double whole = aif_liveinput_param(b, "cluster", x->entity, "price", &text);

	aif_liveinput_param(b, "cluster", x->entity, "rack", &rack);
	aif_liveinput_param(b, "rack", rack, "server", &server);
	aif_liveinput_param(b, "server", server, "gpu", &gpu);
	x->slope = isnan(level) ? 1 : level;
	if (strcmp(x->rule->field, "price") == 0) {
		x->planned = whole;
		return !isnan(whole);
	}
	x->planned = aif_liveinput_param(b, "cluster", x->entity, "gpu_price", &text);
	if (isnan(x->planned))
		x->planned = aif_liveinput_param(b, "gpu", gpu, "price", &text);
	x->slope *= aif_liveinput_param(b, "rack", rack, "servers", &text) *
		    aif_liveinput_param(b, "server", server, "gpus", &text);
	return isnan(whole) && !isnan(x->planned) && !isnan(x->slope);
}

// Energy is one price times what was drawn only where nothing else adds to it.
static int
energy_price(const aif_live *b, aif_liveinput *x)
{
	const char *series, *text;
	double adder = aif_liveinput_param(b, "feed", x->entity, "adder", &text);
	double level = aif_liveinput_param(b, "feed", x->entity, "price_level", &text);

	x->grow = aif_liveinput_param(b, "feed", x->entity, "escalation", &text);
	x->grow = isnan(x->grow) ? 0 : x->grow;
	x->held_usd = isnan(adder) ? 0 : adder;
	aif_liveinput_param(b, "feed", x->entity, "price", &series);
	if (has_model(b, "ppa"))
		return 0;
	if (strcmp(x->rule->field, "energy") == 0) {
		x->slope = isnan(level) ? 1 : level;
		return !*series;
	}
	x->slope = 1;
	return x->rule->how == ADDER || (*series && level > 0 && !has_model(b, "period"));
}

// A fee's payments are of one kind only where it has not both.
static int
one_payment(const aif_live *b, const aif_liveinput *x)
{
	const char *text;

	return strcmp(x->rule->row_unit, "payment") != 0 ||
	       !(fabs(aif_liveinput_param(b, "fee", x->entity, "once", &text)) > 0) ||
	       !(fabs(aif_liveinput_param(b, "fee", x->entity, "at_end", &text)) > 0);
}

// --- which rows -----------------------------------------------------------------------

static int
has_account(const char *accounts, const char *account)
{
	for (const char *s = accounts; *s;) {
		size_t n = strcspn(s, "|");
		int open = n > 0 && s[n - 1] == '*';

		if (open ? strncmp(account, s, n - 1) == 0
			 : strlen(account) == n && strncmp(account, s, n) == 0)
			return 1;
		s += n + (s[n] == '|');
	}
	return 0;
}

// "cluster, list (gpu)"
static int
names_list(const char *note, const char *list)
{
	const char *at = strstr(note, ", ");
	size_t n = strlen(list);

	return at && strncmp(at + 2, list, n) == 0 && (at[2 + n] == 0 || at[2 + n] == ' ');
}

static int
follows(const aif_live *b, const aif_liveinput *x, const aif_live_row *r)
{
	const rule *k = x->rule;
	const char *term;

	if (!has_account(k->accounts, r->account) || (*k->row_unit && strcmp(k->row_unit, r->unit)))
		return 0;
	if (k->how != LISTED)
		return strcmp(k->by_note ? r->note : r->entity, x->entity) == 0;
	aif_liveinput_param(b, "strategy", r->strategy, "term", &term);
	return names_list(r->note, x->entity) &&
	       (!strstr(k->field, "reserved") || strncmp(k->field + 9, term, 2) == 0);
}

static int
any_follows(const aif_live *b, const aif_liveinput *x)
{
	const aif_read_table *t = aif_live_ledger_of(b);

	for (size_t i = 0; t && i < t->n_row; i++) {
		aif_live_row r = aif_live_row_at(b, t, i);

		if (follows(b, x, &r))
			return 1;
	}
	return 0;
}

// --- finding them -----------------------------------------------------------------------

static void
name_cell(const aif_live *b, aif_liveinput *x)
{
	int again = 0;

	snprintf(x->name, sizeof x->name, "%s_%.40s", x->rule->cell, x->entity);
	for (char *s = x->name; *s; s++)
		*s = isalnum((unsigned char)*s) ? *s : '_';
	for (int i = 0; i < b->n_input; i++)
		again |= strcmp(b->input[i].name, x->name) == 0;
	if (again)
		snprintf(x->name, sizeof x->name, "%s_no_%d", x->rule->cell, b->n_input + 1);
	snprintf(x->key, sizeof x->key, "%.70s.%s", x->entity, x->rule->field);
}

static void
consider(aif_live *b, const rule *k, const char *entity, double value)
{
	aif_liveinput *x = &b->input[b->n_input];
	int ok;

	for (int i = 0; i < b->n_input; i++)
		if (b->input[i].rule == k && strcmp(b->input[i].entity, entity) == 0)
			return;
	*x = (aif_liveinput){ .rule = k, .entity = entity, .planned = value };
	ok = one_payment(b, x);
	if (k->how == RACK)
		ok = gpu_price(b, x);
	else if (k->how == LEVEL || k->how == ADDER)
		ok = energy_price(b, x);
	x->planned /= k->per;
	if (!ok || !isfinite(x->planned) || (k->how <= LISTED && !(fabs(x->planned) > 0)) ||
	    !any_follows(b, x))
		return;
	name_cell(b, x);
	b->n_input++;
}

void
aif_liveinput_open(aif_live *b)
{
	const aif_read_table *t = aif_read_table_of(b->r, "scenario/parameters", NULL);
	const aif_read_col *cm = aif_read_column(t, "model"), *ce = aif_read_column(t, "entity"),
			   *cf = aif_read_column(t, "field");

	for (int k = 0; k < N_RULE; k++)
		for (size_t i = 0; t && i < t->n_row && b->n_input < AIF_LIVEINPUTS; i++)
			if (strcmp(aif_read_text(cf, i), rules[k].field) == 0 &&
			    strcmp(aif_read_text(cm, i), rules[k].model) == 0)
				consider(b, &rules[k], aif_read_text(ce, i),
					 aif_read_num(aif_read_column(t, "value"), i));
}

// --- formulas -----------------------------------------------------------------------------

// What the price was escalated by when the row's month began.
static double
grown(const aif_live *b, const aif_liveinput *x, const aif_live_row *r)
{
	double at_s = fmax((double)(r->month - b->h->start_unix_s), 0);

	return pow(1 + x->grow, at_s / YEAR_S);
}

// Wraps the expression in out[n] by what input no. i does to it.
static void
apply(const aif_live *b, int i, const aif_live_row *r, size_t line, char *out, size_t n)
{
	const aif_liveinput *x = &b->input[i];
	int at = FIRST_ROW + i;
	double slope = x->slope;
	char was[640];

	snprintf(was, sizeof was, "%s", out);
	switch (x->rule->how) {
	case RACK:
		snprintf(out, n, "(%s+H%zu*%.17g*(%s-Inputs!$D$%d))", was, line, slope, x->name,
			 at);
		break;
	case LEVEL:
		snprintf(out, n, "(%s+(J%zu-%.17g)*(%s/Inputs!$D$%d-1))", was, line,
			 x->held_usd * grown(b, x, r) * r->quantity, x->name, at);
		break;
	case ADDER:
		snprintf(out, n, "(%s+%.17g*(%s-Inputs!$D$%d))", was,
			 slope * x->rule->per * grown(b, x, r) * r->quantity, x->name, at);
		break;
	default:
		snprintf(out, n, "%s*%s/Inputs!$D$%d", was, x->name, at);
	}
}

void
aif_liveinput_amount(const aif_live *b, const aif_live_row *r, size_t line, char *out, size_t n)
{
	snprintf(out, n, "J%zu", line);
	for (int i = 0; i < b->n_input; i++)
		if (follows(b, &b->input[i], r))
			apply(b, i, r, line, out, n);
}

// --- sheet --------------------------------------------------------------------------------

// x as a number, or as a formula that has this value; unit: what it is written in.
typedef struct cell {
	const char *name, *formula, *unit, *says, *key;
	double x;
} cell;

static void
put_input(aif_live *b, lxw_worksheet *ws, int i, const cell *c)
{
	lxw_row_t at = (lxw_row_t)i;
	char f[160];
	lxw_format *format = strcmp(c->unit, "USD") == 0 ? b->input_usd : b->input_cell;

	worksheet_write_string(ws, at, 0, c->name, NULL);
	if (c->formula)
		worksheet_write_formula_num(ws, at, 1, c->formula, format, c->x);
	else
		worksheet_write_number(ws, at, 1, c->x, format);
	worksheet_write_string(ws, at, 2, c->unit, b->apart);
	worksheet_write_number(ws, at, 3, c->x, NULL);
	worksheet_write_string(ws, at, 4, c->says, b->apart);
	worksheet_write_string(ws, at, 5, c->key, NULL);
	if (*c->key) {
		char text[128];
		int plain = strcmp(c->unit, "1") == 0;

		snprintf(f, sizeof f, "=F%d&\"=\"&B%d%s%s%s", i + 1, i + 1, plain ? "" : "&\"*",
			 plain ? "" : c->unit, plain ? "" : "\"");
		snprintf(text, sizeof text, "%s=%.15g%s%s", c->key, c->x, plain ? "" : "*",
			 plain ? "" : c->unit);
		worksheet_write_formula_str(ws, at, 6, f, NULL, text);
	}
	snprintf(f, sizeof f, "=Inputs!$B$%d", i + 1);
	workbook_define_name(b->wb, c->name, f);
}

static int
put_factors(aif_live *b, lxw_worksheet *ws, int n)
{
	static const cell factor[] = {
		{ .name = "it_price", .says = "factor on GPUs, servers, racks and spares" },
		{ .name = "network_price", .says = "factor on networks and storage" },
		{ .name = "plant_price", .says = "factor on power and cooling plant" },
		{ .name = "shell_price", .says = "factor on buildings" },
		{ .name = "land_price", .says = "factor on land" },
		{ .name = "energy_price",
		  .says = "factor on energy, demand charges, fuel, water, carbon" },
		{ .name = "rent_price",
		  .says = "factor on rented GPUs and tokens",
		  .key = "STRATEGY.price_level" },
		{ .name = "staff_price", .says = "factor on staff" },
	};

	for (size_t i = 0; i < sizeof factor / sizeof *factor; i++) {
		cell c = factor[i];

		c.key = c.key ? c.key : "";
		c.unit = "1";
		c.x = 1;
		put_input(b, ws, n++, &c);
	}
	return n;
}

// Terms of debt, where there is some; the cost of capital that follows from them.
static int
put_debt(aif_live *b, lxw_worksheet *ws, int n)
{
	if (!(b->debt > 0))
		return n;
	put_input(b, ws, n++,
		  &(cell){ "debt", NULL, "1", "share of capital that is borrowed", "finance.debt",
			   b->debt });
	put_input(b, ws, n++,
		  &(cell){ "cost_of_debt", NULL, "1", "interest a year, before tax",
			   "finance.cost_of_debt", b->debt_rate });
	put_input(b, ws, n++,
		  &(cell){ "debt_term", NULL, "month", "from a draw to its last repayment",
			   "finance.debt_term", b->debt_months });
	put_input(
	    b, ws, n++,
	    &(cell){ "debt_fee", NULL, "1", "paid on each draw", "finance.debt_fee", b->debt_fee });
	if (!isnan(b->equity_rate))
		put_input(b, ws, n++,
			  &(cell){ "cost_of_equity", NULL, "1", "return that owners ask for",
				   "finance.cost_of_equity", b->equity_rate });
	return n;
}

void
aif_liveinput_sheet(aif_live *b)
{
	lxw_worksheet *ws = workbook_add_worksheet(b->wb, "Inputs");
	const char *wacc = "=(1-debt)*cost_of_equity+debt*cost_of_debt*(1-tax)";
	int n = 1;

	aif_live_heads(b, ws,
		       "Input|Value|Unit|As planned|Meaning|aifsim run --set|as an argument");
	put_input(b, ws, n++,
		  &(cell){ "wacc", b->wacc_follows ? wacc : NULL, "1", "cost of capital a year",
			   "finance.wacc", b->wacc });
	put_input(b, ws, n++,
		  &(cell){ "tax", NULL, "1", "income tax rate", "finance.tax", b->tax });
	for (int i = 0; i < b->n_input; i++) {
		const aif_liveinput *x = &b->input[i];

		put_input(
		    b, ws, n++,
		    &(cell){ x->name, NULL, x->rule->unit, x->rule->says, x->key, x->planned });
	}
	n = put_debt(b, ws, n);
	n = put_factors(b, ws, n);
	worksheet_write_string(ws, (lxw_row_t)(n + 1), 0,
			       "Change a value: every sheet follows. What is bought, drawn and "
			       "rented stays as simulated.",
			       NULL);
	worksheet_write_string(ws, (lxw_row_t)(n + 2), 0,
			       b->mid
				   ? "Present values: (1 + wacc)^(-days/365) from the start; what "
				     "recurs is taken in mid-month."
				   : "Present values: (1 + wacc)^(-days/365) from the start; what "
				     "recurs stands at the end of its month.",
			       NULL);
	worksheet_set_column(ws, 0, 0, 28, NULL);
	worksheet_set_column(ws, 1, 1, 14, NULL);
	worksheet_set_column(ws, 2, 2, 14, NULL);
	worksheet_set_column(ws, 3, 3, 14, NULL);
	worksheet_set_column(ws, 4, 4, 52, NULL);
	worksheet_set_column(ws, 5, 5, 26, NULL);
	worksheet_set_column(ws, 6, 6, 44, NULL);
}
