// closing.c - the end of the run in money: residuals, tax, tables, totals, proof.
#include "models/fin/closing.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "models/fin/books.h"
#include "models/fin/capital.h"
#include "models/fin/unitcost.h"
#include "models/plan.h"
#include "util/tvm.h"

// --- from the ledger --------------------------------------------------------------------

// When the assets of an entity came into service: the start of its step "run";
// INFINITY when it has such a step that never began, NAN when it has none.
static double
service_s(const aif_sim *s, uint32_t entity)
{
	size_t n;
	const aif_row_milestone *m = aif_sim_kept(s, &aif_table_timeline, &n);
	double best = NAN;

	for (size_t i = 0; i < n; i++)
		if (m[i].entity == entity && strcmp(m[i].step, "run") == 0)
			best = fmin(best, isnan(m[i].start_s) ? INFINITY : m[i].start_s);
	return best;
}

double
aif_closing_sale_s(const aif_sim *s, uint32_t entity, double *frac)
{
	aif_time at = aif_plan_date(s, entity, "retire");
	uint32_t next;

	if (at <= 0 || at == AIF_TIME_MAX)
		return 0;
	for (uint32_t i = 0; (next = aif_sim_nth(s, "cluster", AIF_NONE, i)) != AIF_NONE; i++)
		if (next != entity && aif_sim_ref(s, next, "from") == entity &&
		    aif_plan_owned(s, next))
			return aif_closing_sale_s(s, next, frac);
	*frac = aif_plan_param(s, entity, "resell", 1);
	return aif_time_to_s(at);
}

static void
load(aif_books *b, aif_ctx *c)
{
	const aif_sim *s = aif_ctx_sim(c);
	size_t n;
	const aif_row_ledger *row = aif_sim_kept(s, &aif_table_ledger, &n);

	aif_books_span(b, row, n);
	b->month = aif_ctx_alloc(c, (size_t)b->n_month * sizeof *b->month);
	b->year = aif_ctx_alloc(c, (size_t)b->n_year * sizeof *b->year);
	for (size_t i = 0; i < n; i++) {
		if (aif_books_class_of(row[i].account) == AIF_BOOKS_CAPEX)
			b->sale_s = aif_closing_sale_s(s, row[i].entity, &b->sale_frac);
		aif_books_add(b, &row[i],
			      aif_books_class_of(row[i].account) == AIF_BOOKS_CAPEX
				  ? service_s(s, row[i].entity)
				  : NAN);
	}
}

// Posts a row that follows from the others, and adds it.
static void
post_of(aif_books *b, aif_ctx *c, uint32_t entity, double t_s, const char *account, double usd,
	const char *note)
{
	aif_row_ledger r;

	if (!(fabs(usd) > 0))
		return;
	memset(&r, 0, sizeof r);
	r.time_s = aif_time_to_s(aif_time_of_s(t_s));
	r.amount_usd = usd;
	r.entity = entity;
	snprintf(r.account, sizeof r.account, "%s", account);
	snprintf(r.kind, sizeof r.kind, "model");
	snprintf(r.note, sizeof r.note, "%s", note);
	aif_ctx_emit(c, &aif_table_ledger, &r);
	aif_books_add(b, &r, NAN);
}

static void
post(aif_books *b, aif_ctx *c, double t_s, const char *account, double usd, const char *note)
{
	post_of(b, c, aif_ctx_self(c), t_s, account, usd, note);
}

// --- what each entity bought --------------------------------------------------------------

static void
write_years(const aif_books *b, aif_ctx *c, uint32_t entity)
{
	for (int g = 0; g < AIF_FIN_GROUPS; g++) {
		double book = 0, tax = 0, basis = b->tax_left_usd[g];

		if (!b->rules || !(fabs(b->cost_usd[g]) > 0))
			continue;
		for (int k = 0; k < b->n_year; k++)
			basis += b->year[k].tax_usd[g] + b->year[k].gone_tax_usd[g];
		for (int k = 0; k < b->n_year; k++) {
			aif_row_depreciation r;

			memset(&r, 0, sizeof r);
			book += b->year[k].cost_usd[g] - b->year[k].book_usd[g] -
				b->year[k].gone_usd[g];
			tax += b->year[k].cost_usd[g] * basis / b->cost_usd[g] -
			       b->year[k].tax_usd[g] - b->year[k].gone_tax_usd[g];
			r.entity = entity;
			r.year_s = aif_books_year_start(b, k);
			r.book_usd = b->year[k].book_usd[g];
			r.tax_usd = b->year[k].tax_usd[g];
			r.book_left_usd = book;
			r.tax_left_usd = tax;
			r.credit_usd = g == AIF_FIN_PLANT ? b->year[k].credit_usd : 0;
			r.sold_usd = b->year[k].sold_usd[g];
			r.gone_usd = b->year[k].gone_usd[g];
			r.gone_tax_usd = b->year[k].gone_tax_usd[g];
			snprintf(r.group, sizeof r.group, "%s",
				 aif_fin_group_name((aif_fin_group)g));
			aif_ctx_emit(c, &aif_table_depreciation, &r);
		}
	}
}

static int
is_capex(const aif_row_ledger *row)
{
	return aif_books_class_of(row->account) == AIF_BOOKS_CAPEX;
}

// Books of one entity's purchases alone, in b's months and years; `one` has its own.
static void
load_one(aif_books *one, const aif_books *b, const aif_sim *s, uint32_t entity)
{
	aif_books_month *month = one->month;
	aif_books_year *year = one->year;
	size_t n;
	const aif_row_ledger *row = aif_sim_kept(s, &aif_table_ledger, &n);
	double service = service_s(s, entity), frac = 1,
	       sale = aif_closing_sale_s(s, entity, &frac);

	memset(month, 0, (size_t)b->n_month * sizeof *month);
	memset(year, 0, (size_t)b->n_year * sizeof *year);
	*one = (aif_books){ .rules = b->rules,
			    .resale_less = b->resale_less,
			    .start_unix_s = b->start_unix_s,
			    .end_s = b->end_s,
			    .sale_s = sale,
			    .sale_frac = frac,
			    .first_month = b->first_month,
			    .n_month = b->n_month,
			    .first_year = b->first_year,
			    .n_year = b->n_year,
			    .month = month,
			    .year = year };
	for (size_t i = 0; i < n; i++)
		if (row[i].entity == entity && is_capex(&row[i]))
			aif_books_add(one, &row[i], service);
}

// What was sold before the horizon, at its date; a loss or gain on the books is in the table.
static void
post_sale(aif_books *b, const aif_books *one, aif_ctx *c, uint32_t entity)
{
	char account[24];

	for (int g = 0; g < AIF_FIN_GROUPS; g++)
		for (int k = 0; k < one->n_year; k++) {
			snprintf(account, sizeof account, "residual.%s",
				 aif_fin_group_name((aif_fin_group)g));
			post_of(b, c, entity, one->sale_s, account, -one->year[k].sold_usd[g],
				"sold on retirement");
		}
}

// Depreciation and resale, entity by entity: what one was paid is what another cost alone.
static void
post_assets(aif_books *b, aif_ctx *c)
{
	const aif_sim *s = aif_ctx_sim(c);
	size_t n, more;
	const aif_row_ledger *row = aif_sim_kept(s, &aif_table_ledger, &n);
	aif_books one = { .month = aif_ctx_alloc(c, (size_t)b->n_month * sizeof *one.month),
			  .year = aif_ctx_alloc(c, (size_t)b->n_year * sizeof *one.year) };
	char account[24];

	for (size_t i = 0; i < n; i++) {
		uint32_t entity = row[i].entity;
		size_t k = 0;

		while (k < i && !(row[k].entity == entity && is_capex(&row[k])))
			k++;
		if (k < i || !is_capex(&row[i]))
			continue;
		load_one(&one, b, s, entity);
		write_years(&one, c, entity);
		post_sale(b, &one, c, entity);
		for (int g = 0; g < AIF_FIN_GROUPS; g++) {
			snprintf(account, sizeof account, "residual.%s",
				 aif_fin_group_name((aif_fin_group)g));
			post_of(b, c, entity, b->end_s, account, -one.residual_usd[g],
				"value at the horizon");
		}
		row = aif_sim_kept(s, &aif_table_ledger, &more);
	}
}

// What was sold in year k less its basis: at the horizon everything that is left.
static double
sold_less_basis(const aif_books *b, int k)
{
	double usd = 0;

	for (int g = 0; g < AIF_FIN_GROUPS; g++) {
		usd += b->year[k].sold_usd[g] - b->year[k].gone_tax_usd[g];
		if (k == b->n_year - 1)
			usd += b->residual_usd[g] - b->tax_left_usd[g];
	}
	return usd;
}

static void
post_taxes(aif_books *b, aif_ctx *c)
{
	if (!(b->tax > 0))
		return;
	for (int k = 0; k < b->n_year; k++) {
		double t = aif_books_year_end(b, k), off = 0;

		for (int g = 0; g < AIF_FIN_GROUPS; g++)
			off += b->year[k].tax_usd[g];
		post(b, c, t, "tax.opex", -b->tax * b->year[k].opex_usd, "saved by expenses");
		post(b, c, t, "tax.depreciation", -b->tax * off, "saved by depreciation");
		post(b, c, t, "tax.revenue", -b->tax * b->year[k].revenue_usd, "on revenue");
		post(b, c, t, "tax.credit", -b->year[k].credit_usd, "investment tax credit");
		post(b, c, t, "tax.disposal", b->tax * sold_less_basis(b, k),
		     "on residual value less basis left");
	}
}

// --- tables -----------------------------------------------------------------------------

// Returns the largest cumulative cost.
static double
write_months(const aif_books *b, aif_ctx *c)
{
	double total = 0, peak = 0;

	for (int k = 0; k < b->n_month; k++) {
		const double *usd = b->month[k].usd;
		aif_row_cashflow r;

		memset(&r, 0, sizeof r);
		r.month_s = aif_books_month_start(b, k);
		r.capex_usd = usd[AIF_BOOKS_CAPEX];
		r.energy_usd = usd[AIF_BOOKS_ENERGY];
		r.rent_usd = usd[AIF_BOOKS_RENT];
		r.opex_usd = usd[AIF_BOOKS_OPEX];
		r.residual_usd = usd[AIF_BOOKS_RESIDUAL];
		r.tax_usd = usd[AIF_BOOKS_TAX];
		r.revenue_usd = usd[AIF_BOOKS_REVENUE];
		for (int i = 0; i < AIF_BOOKS_CLASSES; i++)
			r.net_usd += usd[i];
		total += r.net_usd;
		peak = fmax(peak, total);
		r.pv_usd = b->month[k].pv_usd;
		r.total_usd = total;
		aif_ctx_emit(c, &aif_table_cashflow, &r);
	}
	return peak;
}

// --- proof ------------------------------------------------------------------------------

static void
audit(const aif_finance *p, const aif_books *b, aif_ctx *c)
{
	static const char *const name[] = { "dollars capex",  "dollars energy",   "dollars rent",
					    "dollars opex",   "dollars residual", "dollars tax",
					    "dollars revenue" };
	double rows[AIF_BOOKS_CLASSES] = { 0 }, all = 0, months = 0, pretax = 0, size = 0;
	size_t n;
	const aif_row_ledger *row = aif_sim_kept(aif_ctx_sim(c), &aif_table_ledger, &n);

	for (size_t i = 0; i < n; i++) {
		rows[aif_books_class_of(row[i].account)] += row[i].amount_usd;
		all += row[i].amount_usd;
		size += fabs(row[i].amount_usd);
	}
	for (int i = 0; i < AIF_BOOKS_CLASSES; i++) {
		double sum = 0;

		for (int k = 0; k < b->n_month; k++)
			sum += b->month[k].usd[i];
		months += sum;
		pretax += i == AIF_BOOKS_TAX ? 0 : rows[i];
		aif_record_audit(c, name[i], "USD", rows[i], sum, size * 1e-3,
				 "ledger rows = sum of months");
	}
	aif_record_audit(c, "dollars", "USD", all, months, size * 1e-3,
			 "all ledger rows = sum of months");
	if (b->rules)
		aif_record_audit(c, "tax", "USD", rows[AIF_BOOKS_TAX],
				 -b->tax * (pretax - 0.5 * b->credit_usd) - b->credit_usd,
				 size * 1e-3, "tax rows = rate * other rows (basis), credits");
	if (p->cloud.n_rented > 0)
		aif_record_audit(c, "rented GPU-hours", "GPU-h", p->cloud.used_gpu_s / 3600,
				 aif_cloudbill_held(&p->cloud, aif_ctx_now(c)) / 3600, 0,
				 "billed = held by clusters");
}

void
aif_closing_post(const aif_finance *p, aif_ctx *c)
{
	aif_books b = { .wacc = p->wacc,
			.tax = p->rules ? p->tax : 0,
			.mid = p->timing == 1,
			.resale_less = 1 - p->resale_frac,
			.rules = p->rules,
			.start_unix_s = aif_sim_options(aif_ctx_sim(c))->start_unix_s,
			.end_s = aif_time_to_s(aif_ctx_now(c)) };

	load(&b, c);
	post_assets(&b, c);
	aif_capital_work(p, &b, c, post);
	post_taxes(&b, c);
	aif_record_summary(c, "peak_funding_usd", write_months(&b, c), "USD",
			   "largest cumulative cost at a month's end, undiscounted");
	aif_capital_debt(p, &b, c);
	audit(p, &b, c);
	aif_unitcost_put(p, &b, c);
}
