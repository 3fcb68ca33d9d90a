// focus.c - FOCUS 1.2 rows from /ledger and /depreciation.
//
// Conventions. Recurring amounts stand at the end of what they pay for, so their
// period is the month that ends then; a purchase is of its day. Reserved GPUs are
// paid by the month whether used or not: a recurring purchase is billed and has no
// effective cost, and a usage row, Used or Unused, carries it at the list price of the
// same GPU on demand. Depreciation
// is by calendar year, as the books have it: its charge period is the year. Rows that
// spread a purchase have no list and contracted cost: the purchase has them.
// Source: FinOps Open Cost and Usage Specification 1.2, EffectiveCost and ChargeCategory.
#include "out/report/focus.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "util/cal.h"

#define DAY 86400

typedef struct charge {
	const char *account_id, *category, *frequency, *pricing, *service, *service_name, *provider;
	const char *entity, *account, *unit, *kind, *note;
	const char *id, *status;              // of a commitment; "" when none
	double billed, effective, quantity;   // quantity NaN: none
	double contracted, list;              // what it costs without and with no discount
	int64_t from, to, bill_from, bill_to; // seconds since 1970
} charge;

// --- words of an account --------------------------------------------------------------

static const struct {
	const char *prefix, *category, *frequency, *pricing, *service, *name, *provider;
} kinds[] = {
	{ "capex.network", "Purchase", "One-Time", "Standard", "Networking", "Network hardware",
	  "Hardware vendor" },
	{ "capex.storage", "Purchase", "One-Time", "Standard", "Storage", "Storage hardware",
	  "Hardware vendor" },
	{ "capex.building", "Purchase", "One-Time", "Standard", "Other", "Building",
	  "Building contractor" },
	{ "capex.plant", "Purchase", "One-Time", "Standard", "Other", "Power and cooling plant",
	  "Building contractor" },
	{ "capex", "Purchase", "One-Time", "Standard", "Compute", "Servers and racks",
	  "Hardware vendor" },
	{ "opex.rent.tokens", "Usage", "Usage-Based", "Standard", "AI and Machine Learning",
	  "Tokens by API", "API provider" },
	{ "opex.rent.reserved", "Usage", "Recurring", "Committed", "Compute", "Rented GPUs",
	  "Cloud" },
	{ "opex.rent.spot", "Usage", "Usage-Based", "Dynamic", "Compute", "Rented GPUs", "Cloud" },
	{ "opex.rent", "Usage", "Usage-Based", "Standard", "Compute", "Rented GPUs", "Cloud" },
	{ "opex.egress", "Usage", "Usage-Based", "Standard", "Networking", "Data transfer",
	  "Cloud" },
	{ "opex.lease", "Usage", "Recurring", "Standard", "Compute", "Leased equipment", "Lessor" },
	{ "opex.colocation", "Usage", "Recurring", "Standard", "Other", "Colocation",
	  "Colocation provider" },
	{ "opex.licence", "Usage", "Recurring", "Standard", "Management and Governance",
	  "Software licences", "Software vendor" },
	{ "opex.payables", "Adjustment", "One-Time", "Other", "Other", "Terms of payment",
	  "Own organisation" },
	{ "opex.staff", "Usage", "Recurring", "Standard", "Management and Governance", "Staff",
	  "Own organisation" },
	{ "opex.maintenance", "Usage", "Recurring", "Standard", "Compute", "Maintenance",
	  "Hardware vendor" },
	{ "opex", "Usage", "Usage-Based", "Standard", "Other", "Energy and operation", "Utility" },
	{ "revenue", "Credit", "Usage-Based", "Other", "AI and Machine Learning", "Sales",
	  "Own organisation" },
	{ "residual", "Credit", "One-Time", "Other", "Other", "Resale at the horizon",
	  "Own organisation" },
	{ "tax", "Tax", "Recurring", "Other", "Other", "Income tax", "Tax authority" },
	{ "", "Adjustment", "One-Time", "Other", "Other", "Other", "Own organisation" },
};

static void
classify(charge *c)
{
	size_t i = 0;

	while (strncmp(c->account, kinds[i].prefix, strlen(kinds[i].prefix)) != 0)
		i++;
	c->category = kinds[i].category;
	c->frequency = kinds[i].frequency;
	c->pricing = kinds[i].pricing;
	c->service = kinds[i].service;
	c->service_name = kinds[i].name;
	c->provider = kinds[i].provider;
}

// Units as FOCUS writes them; quantity and price go along.
static void
convert(charge *c)
{
	static const struct {
		const char *from, *to;
		double by;
	} units[] = { { "J", "kWh", 1 / 3.6e6 },   { "W", "kW", 1e-3 },
		      { "GPU-h", "GPU-Hours", 1 }, { "rack", "Racks", 1 },
		      { "month", "Months", 1 },    { "person-month", "Person-Months", 1 },
		      { "kg", "kg", 1 },           { "GPU", "GPUs", 1 },
		      { "GPU h", "GPU-Hours", 1 }, { "kWh", "kWh", 1 },
		      { "MWh", "kWh", 1e3 } };

	if (!(fabs(c->quantity) > 0) || strcmp(c->category, "Tax") == 0)
		c->quantity = strcmp(c->category, "Usage") == 0 ? 1 : (double)NAN;
	if (strcmp(c->category, "Purchase") == 0 && isnan(c->quantity))
		c->quantity = 1;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (strcmp(c->unit, units[i].from) == 0) {
			c->unit = units[i].to;
			c->quantity *= units[i].by;
			break;
		}
	if (!*c->unit)
		c->unit = "Units";
}

// --- a row ----------------------------------------------------------------------------

static const char header[] =
    "BilledCost,BillingAccountId,BillingAccountName,BillingCurrency,BillingPeriodEnd,"
    "BillingPeriodStart,ChargeCategory,ChargeClass,ChargeDescription,ChargePeriodEnd,"
    "ChargePeriodStart,ContractedCost,EffectiveCost,InvoiceIssuerName,ListCost,PricingQuantity,"
    "PricingUnit,ProviderName,PublisherName,ServiceCategory,ServiceName,BillingAccountType,"
    "ChargeFrequency,ConsumedQuantity,ConsumedUnit,ContractedUnitPrice,ListUnitPrice,"
    "PricingCategory,ResourceId,ResourceName,CommitmentDiscountCategory,CommitmentDiscountId,"
    "CommitmentDiscountName,CommitmentDiscountQuantity,CommitmentDiscountStatus,"
    "CommitmentDiscountType,CommitmentDiscountUnit,x_Account,x_Kind,x_Note\r\n";

static void
put_text(aif_text *t, const char *s)
{
	aif_text_csv(t, s);
	aif_text_put(t, ",");
}

static void
put_num(aif_text *t, double x)
{
	aif_text_num(t, x);
	aif_text_put(t, ",");
}

static void
put_time(aif_text *t, int64_t unix_s)
{
	char b[32];

	aif_cal_format(unix_s, 1, b, sizeof b);
	aif_text_putf(t, "%s,", b);
}

static void
put_commitment(aif_text *t, const charge *c)
{
	int any = *c->id != 0;

	put_text(t, any ? "Usage" : "");
	put_text(t, c->id);
	put_text(t, c->id);
	put_num(t, any ? c->quantity : (double)NAN);
	put_text(t, c->status);
	put_text(t, any ? "Reserved" : "");
	put_text(t, any ? c->unit : "");
}

static void
put_charge(aif_text *t, const charge *c)
{
	int usage = strcmp(c->category, "Usage") == 0, has = !isnan(c->quantity);
	// What spreads a purchase has no price of its own.
	int priced = has && (fabs(c->contracted) > 0 || fabs(c->list) > 0);

	put_num(t, c->billed);
	put_text(t, c->account_id);
	put_text(t, c->account_id);
	put_text(t, "USD");
	put_time(t, c->bill_to);
	put_time(t, c->bill_from);
	put_text(t, c->category);
	put_text(t, "");
	aif_text_csv(t, c->service_name);
	aif_text_putf(t, ": %s,", c->account); // accounts have no sign that CSV quotes
	put_time(t, c->to);
	put_time(t, c->from);
	put_num(t, c->contracted);
	put_num(t, c->effective);
	put_text(t, c->provider);
	put_num(t, c->list);
	put_num(t, c->quantity);
	put_text(t, has ? c->unit : "");
	put_text(t, c->provider);
	put_text(t, c->provider);
	put_text(t, c->service);
	put_text(t, c->service_name);
	put_text(t, "Strategy");
	put_text(t, c->frequency);
	// A commitment that nobody used was not consumed.
	put_num(t, usage && has && strcmp(c->status, "Unused") != 0 ? c->quantity : (double)NAN);
	put_text(t, usage && has && strcmp(c->status, "Unused") != 0 ? c->unit : "");
	put_num(t, priced ? c->contracted / c->quantity : (double)NAN);
	put_num(t, priced ? c->list / c->quantity : (double)NAN);
	put_text(t, has ? c->pricing : "");
	put_text(t, c->entity);
	put_text(t, c->entity);
	put_commitment(t, c);
	put_text(t, c->account);
	put_text(t, c->kind);
	aif_text_csv(t, c->note);
	aif_text_put(t, "\r\n");
}

// --- what is spread -------------------------------------------------------------------

static int
is_of(const aif_read_table *t, size_t i, const char *strategy)
{
	return strcmp(aif_read_text(t->col, i), strategy) == 0;
}

// Whether row i begins the years of a group of an entity's assets.
static int
is_begun(const aif_read_table *t, size_t i, const char *strategy)
{
	static const char *const key[] = { "entity", "group" };
	int same = i > 0 && i < t->n_row && is_of(t, i - 1, strategy) && is_of(t, i, strategy);

	for (int k = 0; same && k < 2; k++) {
		const aif_read_col *c = aif_read_column(t, key[k]);

		same = strcmp(aif_read_text(c, i), aif_read_text(c, i - 1)) == 0;
	}
	return !same;
}

// Book value of what was sold in the year of row i, before the horizon.
static double
gone_usd(const aif_read_table *t, size_t i)
{
	const aif_read_col *c = aif_read_column(t, "gone_usd");

	return c ? aif_read_num(c, i) : 0;
}

// Whether the books of a strategy write off all that its ledger buys.
static int
is_spread(aif_read *r, const char *strategy)
{
	const aif_read_table *l = aif_read_table_of(r, "ledger", NULL);
	const aif_read_table *t = aif_read_table_of(r, "depreciation", NULL);
	double bought = 0, booked = 0;

	for (size_t i = 0; i < l->n_row; i++)
		if (is_of(l, i, strategy) &&
		    strncmp(aif_read_text(aif_read_column(l, "account"), i), "capex", 5) == 0)
			bought += aif_read_num(aif_read_column(l, "amount_usd"), i);
	for (size_t i = 0; t && i < t->n_row; i++) {
		if (!is_of(t, i, strategy))
			continue;
		booked += aif_read_num(aif_read_column(t, "book_usd"), i);
		bought -= aif_read_num(aif_read_column(t, "book_usd"), i);
		bought -= gone_usd(t, i);
		if (is_begun(t, i + 1, strategy))
			bought -= aif_read_num(aif_read_column(t, "book_left_usd"), i);
	}
	return booked > 0 && fabs(bought) < 0.005;
}

static void
put_book(aif_read *r, const aif_read_table *t, size_t i, const char *strategy,
	 const char *account_id, aif_text *out)
{
	const aif_read_head *h = aif_read_header(r);
	int64_t from = h->start_unix_s + (int64_t)aif_read_num(aif_read_column(t, "year_s"), i);
	int64_t to = aif_cal_month_start(from, 12), end = h->start_unix_s + (int64_t)h->until_s;
	int last = is_begun(t, i + 1, strategy);
	charge c = { .account_id = account_id,
		     .id = "",
		     .status = "",
		     .category = "Usage",
		     .frequency = "Recurring",
		     .pricing = "Other",
		     .service = "Other",
		     .service_name = "Depreciation",
		     .provider = "Own organisation",
		     .entity = aif_read_text(aif_read_column(t, "entity"), i),
		     .account = "depreciation",
		     .unit = "Years",
		     .kind = "model",
		     .note = aif_read_text(aif_read_column(t, "group"), i),
		     .quantity = 1 };

	c.from = c.bill_from = from;
	c.to = c.bill_to = to > end && end > from ? end : to;
	c.effective = aif_read_num(aif_read_column(t, "book_usd"), i);
	if (fabs(c.effective) > 0)
		put_charge(out, &c);
	c.effective = gone_usd(t, i);
	c.category = "Adjustment";
	c.frequency = "One-Time";
	c.account = "book_left";
	c.service_name = "Book value of what was sold";
	c.note = "sold on retirement: see residual";
	c.quantity = (double)NAN;
	if (c.effective > 0)
		put_charge(out, &c);
	c.effective = aif_read_num(aif_read_column(t, "book_left_usd"), i);
	c.service_name = "Book value at the horizon";
	c.note = "sold at the horizon: see residual";
	if (last && fabs(c.effective) > 0)
		put_charge(out, &c);
}

// --- the ledger -----------------------------------------------------------------------

// A figure of a catalog entry as the run used it; NaN when the file does not say.
static double
catalog(aif_read *r, const char *entity, size_t n, const char *field)
{
	const aif_read_table *t = aif_read_table_of(r, "provenance", NULL);

	for (size_t i = 0; t && i < t->n_row; i++) {
		const char *name = aif_read_text(aif_read_column(t, "entity"), i);

		if (strlen(name) == n && strncmp(name, entity, n) == 0 &&
		    strcmp(aif_read_text(aif_read_column(t, "field"), i), field) == 0)
			return aif_read_num(aif_read_column(t, "value"), i);
	}
	return (double)NAN;
}

// What the GPU-hours of a row would have cost on demand. The note of such a row is
// "cluster, price list (GPU)"; the level of prices is that of the month's first day.
static double
on_demand(aif_read *r, const charge *c)
{
	const char *comma = strstr(c->note, ", "), *list = comma ? comma + 2 : "";
	size_t n = strcspn(list, " ");
	double usd_s = catalog(r, list, n, "on_demand"), drift = catalog(r, list, n, "drift");
	double year = (double)(c->from - aif_read_header(r)->start_unix_s) / 31557600.0;

	if (isnan(usd_s) || isnan(c->quantity))
		return (double)NAN;
	return c->quantity * 3600 * usd_s * pow(1 + (isnan(drift) ? 0 : drift), fmax(year, 0));
}

// A reservation: billed as a purchase, carried by use or by standing idle.
static void
put_reserved(aif_read *r, charge *c, aif_text *out)
{
	double usd = c->billed, list = on_demand(r, c);

	c->id = c->note;
	c->category = "Purchase";
	c->pricing = "Standard";
	c->contracted = c->list = usd;
	c->effective = 0;
	put_charge(out, c);
	c->category = "Usage";
	c->pricing = "Committed";
	c->status = strcmp(c->account, "opex.rent.reserved.idle") == 0 ? "Unused" : "Used";
	c->billed = 0;
	c->effective = usd;
	c->contracted = c->list = isnan(list) ? usd : list;
	put_charge(out, c);
}

static void
put_row(aif_read *r, const aif_read_table *t, size_t i, int spread, const char *account_id,
	aif_text *out)
{
	double at = aif_read_num(aif_read_column(t, "time_s"), i), list;
	charge c = { .account_id = account_id,
		     .id = "",
		     .status = "",
		     .entity = aif_read_text(aif_read_column(t, "entity"), i),
		     .account = aif_read_text(aif_read_column(t, "account"), i),
		     .unit = aif_read_text(aif_read_column(t, "unit"), i),
		     .kind = aif_read_text(aif_read_column(t, "kind"), i),
		     .note = aif_read_text(aif_read_column(t, "note"), i),
		     .billed = aif_read_num(aif_read_column(t, "amount_usd"), i),
		     .quantity = aif_read_num(aif_read_column(t, "quantity"), i) };
	int64_t s = aif_read_header(r)->start_unix_s + (int64_t)floor(at);
	int bought;

	if (isnan(c.billed))
		return;
	classify(&c);
	bought = strcmp(c.category, "Purchase") == 0;
	convert(&c);
	c.effective = bought && spread ? 0 : c.billed;
	c.contracted = c.list = c.billed;
	c.bill_from = aif_cal_month_start(bought ? s : s - 1, 0);
	c.bill_to = aif_cal_month_start(c.bill_from, 1);
	c.from = bought ? s - (((s % DAY) + DAY) % DAY) : c.bill_from;
	c.to = bought ? c.from + DAY : c.bill_to;
	if (strncmp(c.account, "opex.rent.reserved", 18) == 0) {
		put_reserved(r, &c, out);
		return;
	}
	list = strcmp(c.account, "opex.rent.spot") == 0 ? on_demand(r, &c) : (double)NAN;
	c.list = isnan(list) ? c.list : list;
	put_charge(out, &c);
}

void
aif_focus_head(aif_text *out)
{
	aif_text_put(out, header);
}

void
aif_focus_rows(aif_read *r, int strategy, const char *account_id, aif_text *out)
{
	const char *label = aif_read_header(r)->strategy[strategy];
	const aif_read_table *l = aif_read_table_of(r, "ledger", NULL);
	const aif_read_table *t = aif_read_table_of(r, "depreciation", NULL);
	int spread = l && is_spread(r, label);

	for (size_t i = 0; l && i < l->n_row; i++)
		if (is_of(l, i, label))
			put_row(r, l, i, spread, account_id, out);
	for (size_t i = 0; spread && i < t->n_row; i++)
		if (is_of(t, i, label))
			put_book(r, t, i, label, account_id, out);
}

aif_err
aif_focus_write(aif_read *r, const char *dir, aif_diag *d)
{
	const aif_read_head *h = aif_read_header(r);
	aif_text t = { 0 };
	char path[4096];
	aif_err e;

	aif_focus_head(&t);
	for (int s = 0; s < h->n_strategy; s++)
		aif_focus_rows(r, s, *h->strategy[s] ? h->strategy[s] : "plan", &t);
	snprintf(path, sizeof path, "%s/focus.csv", dir);
	e = aif_text_save(&t, path, d);
	aif_text_free(&t);
	return e;
}
