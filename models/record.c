// record.c - the tables every result file has, and how models fill them.
//
// Rows are cleared before they are filled, padding included, so that the same
// run leaves the same bytes. Texts that are too long are cut at a character.
#include "models/record.h"

#include <math.h>
#include <string.h>

// clang-format off
static const aif_col jobs_cols[] = {
	AIF_COL_INT(aif_row_job, id, "1", "Number of the job, unique within the run."),
	AIF_COL_ENT(aif_row_job, workload, "Workload that made it."),
	AIF_COL_ENT(aif_row_job, cluster, "Cluster it was submitted to."),
	AIF_COL_STR(aif_row_job, queue, "Virtual cluster."),
	AIF_COL_I(aif_row_job, gpus, "1", "GPUs asked for."),
	AIF_COL(aif_row_job, submit_s, "s", "Submission, since the start."),
	AIF_COL(aif_row_job, start_s, "s", "First start; NaN when it never ran."),
	AIF_COL(aif_row_job, end_s, "s", "End; NaN when it was still queued or running at the horizon."),
	AIF_COL(aif_row_job, run_s, "s", "Time that it held GPUs."),
	AIF_COL(aif_row_job, useful_gpu_s, "s", "GPU-seconds whose work was kept."),
	AIF_COL(aif_row_job, lost_gpu_s, "s", "GPU-seconds recomputed, restarting or stalled."),
	AIF_COL_I(aif_row_job, restarts, "1", "Restarts after failures and evictions."),
	AIF_COL_I(aif_row_job, rented, "1", "1 when it ran on rented GPUs."),
	AIF_COL_STR(aif_row_job, status, "done, killed, refused, running or queued."),
	{ 0 },
};

static const aif_col requests_cols[] = {
	AIF_COL_INT(aif_row_request, id, "1", "Number of the request, unique within its service."),
	AIF_COL_ENT(aif_row_request, service, "Service that answered it."),
	AIF_COL(aif_row_request, arrival_s, "s", "Arrival, since the start."),
	AIF_COL_I(aif_row_request, isl, "token", "Input tokens."),
	AIF_COL_I(aif_row_request, osl, "token", "Output tokens."),
	AIF_COL(aif_row_request, ttft_s, "s", "Time to first token, at the client."),
	AIF_COL(aif_row_request, tpot_s, "s", "Mean time per output token after the first."),
	AIF_COL(aif_row_request, e2e_s, "s", "Arrival to last token."),
	AIF_COL_STR(aif_row_request, status, "done, late (misses its objective), dropped."),
	{ 0 },
};

static const aif_col events_cols[] = {
	AIF_COL(aif_row_event, time_s, "s", "When it began, since the start."),
	AIF_COL(aif_row_event, until_s, "s", "When it ended; equal to time_s for an instant."),
	AIF_COL_ENT(aif_row_event, entity, "Where it happened."),
	AIF_COL_STR(aif_row_event, kind, "failure, trip, curtailment, energisation, ..."),
	AIF_COL(aif_row_event, size, "1", "How large, in the unit of the column `unit`."),
	AIF_COL_STR(aif_row_event, unit, "Unit of size."),
	AIF_COL_STR(aif_row_event, note, "Cause or remark."),
	{ 0 },
};

static const aif_col ledger_cols[] = {
	AIF_COL(aif_row_ledger, time_s, "s", "Date of the cash, since the start; negative before it."),
	AIF_COL_ENT(aif_row_ledger, entity, "Who caused it."),
	AIF_COL_STR(aif_row_ledger, account, "Dotted account: capex.gpu, opex.energy, residual.gpu, tax.income."),
	AIF_COL(aif_row_ledger, amount_usd, "USD", "Money out positive, money in negative."),
	AIF_COL(aif_row_ledger, quantity, "1", "What was bought, in the unit of the column `unit`."),
	AIF_COL_STR(aif_row_ledger, unit, "Unit of quantity."),
	AIF_COL(aif_row_ledger, unit_price_usd, "USD", "Amount per unit of quantity; 0 when there is no quantity."),
	AIF_COL_STR(aif_row_ledger, kind, "What the price stands on: measured, published, datasheet, estimate, model."),
	AIF_COL_STR(aif_row_ledger, note, "Remark."),
	{ 0 },
};

static const aif_col timeline_cols[] = {
	AIF_COL_ENT(aif_row_milestone, entity, "What is built, delivered or energised."),
	AIF_COL_STR(aif_row_milestone, step, "order, deliver, install, energise, commission, run, ..."),
	AIF_COL(aif_row_milestone, plan_start_s, "s", "Planned start, since the start of the run."),
	AIF_COL(aif_row_milestone, plan_end_s, "s", "Planned end."),
	AIF_COL(aif_row_milestone, start_s, "s", "Start as it came."),
	AIF_COL(aif_row_milestone, end_s, "s", "End as it came."),
	AIF_COL_I(aif_row_milestone, critical, "1", "1 when the first running GPU waited for it."),
	AIF_COL_STR(aif_row_milestone, reason, "Why it was late."),
	{ 0 },
};

static const aif_col binding_cols[] = {
	AIF_COL(aif_row_binding, month_s, "s", "First instant of the month, since the start."),
	AIF_COL_ENT(aif_row_binding, site, "Site."),
	AIF_COL(aif_row_binding, grid_w, "W", "IT power that the utility's firm capacity allows."),
	AIF_COL(aif_row_binding, feed_w, "W", "IT power that all supplies allow after the loss of those to be survived (`spare_feeds`)."),
	AIF_COL(aif_row_binding, ups_w, "W", "IT power that the halls' UPS and busways allow."),
	AIF_COL(aif_row_binding, cooling_w, "W", "IT power whose heat can be rejected."),
	AIF_COL(aif_row_binding, racks_w, "W", "IT power of the racks that have rack positions."),
	AIF_COL(aif_row_binding, delivered_w, "W", "IT power of the racks delivered."),
	AIF_COL(aif_row_binding, demand_w, "W", "IT power that the demand could use."),
	AIF_COL(aif_row_binding, used_w, "W", "IT power used, mean of the month."),
	AIF_COL(aif_row_binding, idle_capital_usd, "USD", "Cost of capital of racks and halls paid for and not running, this month."),
	AIF_COL(aif_row_binding, delay_usd, "USD", "Of it, what the plan would have run."),
	AIF_COL(aif_row_binding, delay_usd_week, "USD", "The same per week of the month."),
	AIF_COL_STR(aif_row_binding, binds, "What stopped most of the demand: grid, feed, ups, cooling, racks, hall, delivery, install, staff, fabric, storage, contract; fleet: all racks bought run; demand: nothing."),
	{ 0 },
};

static const aif_col audit_cols[] = {
	AIF_COL_ENT(aif_row_audit, entity, "Who kept both sides."),
	AIF_COL_STR(aif_row_audit, balance, "What must balance."),
	AIF_COL_STR(aif_row_audit, unit, "Unit of both sides."),
	AIF_COL(aif_row_audit, left, "1", "Left side, in the unit of the column `unit`."),
	AIF_COL(aif_row_audit, right, "1", "Right side."),
	AIF_COL(aif_row_audit, rel_error, "1", "Difference relative to the larger side or the scale."),
	AIF_COL_I(aif_row_audit, pass, "1", "1 when rel_error is at most 1e-9."),
	AIF_COL_STR(aif_row_audit, note, "How both sides are made."),
	{ 0 },
};

static const aif_col summary_cols[] = {
	AIF_COL_ENT(aif_row_summary, entity, "What it is about."),
	AIF_COL_STR(aif_row_summary, name, "Name of the figure."),
	AIF_COL(aif_row_summary, value, "1", "Value, in the unit of the column `unit`."),
	AIF_COL_STR(aif_row_summary, unit, "Unit of value."),
	AIF_COL_STR(aif_row_summary, note, "Definition or convention."),
	{ 0 },
};

static const aif_col provenance_cols[] = {
	AIF_COL_ENT(aif_row_provenance, entity, "Entity that uses the figure."),
	AIF_COL_STR(aif_row_provenance, field, "Field of the entity."),
	AIF_COL(aif_row_provenance, value, "1", "Value, in the unit of the column `unit`."),
	AIF_COL_STR(aif_row_provenance, unit, "Unit of value."),
	AIF_COL_STR(aif_row_provenance, kind, "measured, published, datasheet or estimate."),
	AIF_COL_STR(aif_row_provenance, as_of, "Date of the source."),
	AIF_COL_STR(aif_row_provenance, source, "Where the figure comes from."),
	{ 0 },
};

static const aif_col cashflow_cols[] = {
	AIF_COL(aif_row_cashflow, month_s, "s", "First instant of the calendar month, since the start."),
	AIF_COL(aif_row_cashflow, capex_usd, "USD", "Accounts capex.*"),
	AIF_COL(aif_row_cashflow, energy_usd, "USD", "Accounts opex.energy demand minimum_take feed_fixed fuel gas water carbon."),
	AIF_COL(aif_row_cashflow, rent_usd, "USD", "Accounts opex.rent.*"),
	AIF_COL(aif_row_cashflow, opex_usd, "USD", "All other accounts opex.*"),
	AIF_COL(aif_row_cashflow, residual_usd, "USD", "Accounts residual.* (money in: negative)."),
	AIF_COL(aif_row_cashflow, tax_usd, "USD", "Accounts tax.* (a deduction is money in: negative)."),
	AIF_COL(aif_row_cashflow, revenue_usd, "USD", "Accounts revenue.* (money in: negative)."),
	AIF_COL(aif_row_cashflow, net_usd, "USD", "Sum of the month."),
	AIF_COL(aif_row_cashflow, pv_usd, "USD", "The month's cash discounted to the start at the WACC."),
	AIF_COL(aif_row_cashflow, total_usd, "USD", "Sum since the first payment."),
	{ 0 },
};

static const aif_col debt_cols[] = {
	AIF_COL(aif_row_debt, month_s, "s", "First instant of the calendar month, since the start."),
	AIF_COL(aif_row_debt, draw_usd, "USD", "Borrowed: a share of the month's capex."),
	AIF_COL(aif_row_debt, fee_usd, "USD", "Fees on what is borrowed in the month."),
	AIF_COL(aif_row_debt, interest_usd, "USD", "Interest of the month."),
	AIF_COL(aif_row_debt, repaid_usd, "USD", "Repayment of the month."),
	AIF_COL(aif_row_debt, left_usd, "USD", "Balance at the end of the month."),
	AIF_COL(aif_row_debt, equity_usd, "USD", "Spent so far less what is borrowed, interest and fees after tax."),
	{ 0 },
};

static const aif_col spectrum_cols[] = {
	AIF_COL_ENT(aif_row_spectrum, entity, "Window (model ripple)."),
	AIF_COL(aif_row_spectrum, frequency_hz, "Hz", "Frequency; the largest amplitude of a bucket stands for it."),
	AIF_COL(aif_row_spectrum, amplitude_w, "W", "Amplitude of the power drawn by the hall."),
	AIF_COL(aif_row_spectrum, ramped_w, "W", "The same behind a store that holds the ramp limit; NaN without one."),
	{ 0 },
};

static const aif_col transient_cols[] = {
	AIF_COL_ENT(aif_row_transient, entity, "Window (model transient)."),
	AIF_COL(aif_row_transient, time_s, "s", "End of the step, since the start of the run."),
	AIF_COL(aif_row_transient, it_w, "W", "IT power drawn, mean of the step."),
	AIF_COL(aif_row_transient, shed_w, "W", "IT power not drawn: racks throttled or off."),
	AIF_COL(aif_row_transient, taken_w, "W", "Heat that the plant took."),
	AIF_COL(aif_row_transient, water_c, "degC", "Facility water to the hall."),
	AIF_COL(aif_row_transient, air_c, "degC", "Room air."),
	AIF_COL(aif_row_transient, loop_c, "degC", "Hottest coolant to racks."),
	AIF_COL(aif_row_transient, rack_c, "degC", "Hottest coolant from a rack."),
	AIF_COL_I(aif_row_transient, throttled, "1", "Racks throttled."),
	AIF_COL_I(aif_row_transient, off, "1", "Racks off."),
	{ 0 },
};

static const aif_col depreciation_cols[] = {
	AIF_COL(aif_row_depreciation, year_s, "s", "First instant of the calendar year, since the start."),
	AIF_COL_ENT(aif_row_depreciation, entity, "Whose assets."),
	AIF_COL_STR(aif_row_depreciation, group, "Asset group."),
	AIF_COL(aif_row_depreciation, book_usd, "USD", "Book depreciation of the year (profit and loss)."),
	AIF_COL(aif_row_depreciation, tax_usd, "USD", "Tax depreciation of the year (deducted from income)."),
	AIF_COL(aif_row_depreciation, book_left_usd, "USD", "Book value at the end of the year."),
	AIF_COL(aif_row_depreciation, tax_left_usd, "USD", "Tax basis at the end of the year."),
	AIF_COL(aif_row_depreciation, credit_usd, "USD", "Investment tax credit of the year."),
	AIF_COL(aif_row_depreciation, sold_usd, "USD", "Proceeds of what was sold in the year, before the horizon."),
	AIF_COL(aif_row_depreciation, gone_usd, "USD", "Book value of what was sold: proceeds less it are the gain."),
	AIF_COL(aif_row_depreciation, gone_tax_usd, "USD", "Tax basis of what was sold."),
	{ 0 },
};
// clang-format on

// keep: rows can be read while the simulation runs.
// clang-format off
#define AIF_TABLE(table, row, kept, text)                                                                 \
	const aif_table aif_table_##table = {                                                             \
		.name = #table, .doc = text, .row_size = sizeof(row), .cols = table##_cols, .keep = kept, \
	};

AIF_TABLE(jobs, aif_row_job, 0, "Every job: when it came, ran and ended, and what its GPUs did.")
AIF_TABLE(requests, aif_row_request, 0, "Requests simulated one by one (all, or a sampled window).")
AIF_TABLE(events, aif_row_event, 0, "Failures, trips, curtailments, energisations.")
AIF_TABLE(ledger, aif_row_ledger, 1, "Every dated amount of money. Depreciation is not cash and stands in its own table.")
AIF_TABLE(timeline, aif_row_milestone, 1, "Milestones of the buildout, planned and as they came.")
AIF_TABLE(binding, aif_row_binding, 1, "What limits the IT power of a site, month by month.")
AIF_TABLE(audit, aif_row_audit, 1, "Balances that must hold to 1e-9.")
AIF_TABLE(summary, aif_row_summary, 1, "The figures of the first page.")
AIF_TABLE(provenance, aif_row_provenance, 1, "Each catalog or calibration figure used, and where it comes from.")
AIF_TABLE(cashflow, aif_row_cashflow, 1, "The ledger by calendar month and group; its sum is the ledger's.")
AIF_TABLE(depreciation, aif_row_depreciation, 1, "Book and tax depreciation by calendar year and asset group: two ledgers, no cash.")
AIF_TABLE(debt, aif_row_debt, 1, "Borrowing by month. The ledger does not have it: the cost of capital holds its cost.")
AIF_TABLE(spectrum, aif_row_spectrum, 1, "Power of a hall by frequency, in windows that the scenario asks for (ripple).")
AIF_TABLE(transient, aif_row_transient, 1, "A hall second by second, in windows that the scenario asks for (transient).")
#undef AIF_TABLE
// clang-format on

// Copies text into dst[n], which is zero, cut between two UTF-8 characters.
static void
put(char *dst, size_t n, const char *text)
{
	size_t len = text ? strlen(text) : 0;

	if (len > n - 1) {
		len = n - 1;
		while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80)
			len--;
	}
	if (len > 0)
		memcpy(dst, text, len);
}

#define PUT(field, text) put(field, sizeof(field), text)

void
aif_record_ledger_at(aif_ctx *c, aif_time t, const char *account, double amount_usd,
		     double quantity, const char *unit, const char *kind, const char *note)
{
	aif_row_ledger r;

	memset(&r, 0, sizeof r);
	r.time_s = aif_time_to_s(t);
	r.amount_usd = amount_usd;
	r.quantity = quantity;
	r.unit_price_usd = fabs(quantity) > 0 ? amount_usd / quantity : 0;
	r.entity = aif_ctx_self(c);
	PUT(r.account, account);
	PUT(r.unit, unit);
	PUT(r.kind, kind);
	PUT(r.note, note);
	aif_ctx_emit(c, &aif_table_ledger, &r);
}

void
aif_record_ledger(aif_ctx *c, const char *account, double amount_usd, double quantity,
		  const char *unit, const char *kind, const char *note)
{
	aif_record_ledger_at(c, aif_ctx_now(c), account, amount_usd, quantity, unit, kind, note);
}

const char *
aif_record_kind(const aif_sim *s, uint32_t entity, const char *field)
{
	size_t n;
	const aif_row_provenance *row = aif_sim_kept(s, &aif_table_provenance, &n);

	for (size_t i = 0; i < n; i++)
		if (row[i].entity == entity && strcmp(row[i].field, field) == 0)
			return row[i].kind;
	return "estimate";
}

void
aif_record_audit(aif_ctx *c, const char *balance, const char *unit, double left, double right,
		 double scale, const char *note)
{
	double by = fmax(fmax(fabs(left), fabs(right)), fabs(scale));
	aif_row_audit r;

	memset(&r, 0, sizeof r);
	r.left = left;
	r.right = right;
	r.rel_error = by > 0 ? fabs(left - right) / by : left - right; // NaN stays NaN and fails
	r.pass = r.rel_error <= 1e-9;
	r.entity = aif_ctx_self(c);
	PUT(r.balance, balance);
	PUT(r.unit, unit);
	PUT(r.note, note);
	aif_ctx_emit(c, &aif_table_audit, &r);
}

void
aif_record_summary(aif_ctx *c, const char *name, double value, const char *unit, const char *note)
{
	aif_row_summary r;

	memset(&r, 0, sizeof r);
	r.value = value;
	r.entity = aif_ctx_self(c);
	PUT(r.name, name);
	PUT(r.unit, unit);
	PUT(r.note, note);
	aif_ctx_emit(c, &aif_table_summary, &r);
}

void
aif_record_event(aif_ctx *c, const char *kind, double until_s, double size, const char *unit,
		 const char *note)
{
	aif_row_event r;

	memset(&r, 0, sizeof r);
	r.time_s = aif_time_to_s(aif_ctx_now(c));
	r.until_s = until_s;
	r.size = size;
	r.entity = aif_ctx_self(c);
	PUT(r.kind, kind);
	PUT(r.unit, unit);
	PUT(r.note, note);
	aif_ctx_emit(c, &aif_table_events, &r);
}
