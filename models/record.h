// record.h - the tables every result file has, and how models fill them.
//
// Money: a ledger row is one dated amount. Positive is money out (cost), negative
// is money in. Accounts are dotted: "capex.gpu", "opex.energy", "opex.rent",
// "opex.staff", "residual.gpu", "tax". Each family posts the lines whose quantity
// it owns; the finance family adds what follows from them (depreciation, tax).
#ifndef AIF_MODELS_RECORD_H
#define AIF_MODELS_RECORD_H

#include "core/ctx.h"

typedef struct aif_row_job {
	double submit_s, start_s, end_s, run_s, useful_gpu_s, lost_gpu_s;
	int64_t id;
	int32_t gpus, restarts, rented;
	uint32_t workload, cluster;
	char queue[12], status[12];
} aif_row_job;

typedef struct aif_row_request {
	double arrival_s, ttft_s, tpot_s, e2e_s;
	int64_t id;
	int32_t isl, osl;
	uint32_t service;
	char status[12];
} aif_row_request;

typedef struct aif_row_event {
	double time_s, until_s, size; // size in `unit`
	uint32_t entity;
	char kind[20], unit[12], note[48];
} aif_row_event;

typedef struct aif_row_ledger {
	double time_s, amount_usd, quantity, unit_price_usd;
	uint32_t entity;
	char account[24], unit[16], kind[12]; // kind: measured, published, datasheet, estimate
	char note[64];
} aif_row_ledger;

typedef struct aif_row_milestone {
	double plan_start_s, plan_end_s, start_s, end_s;
	int32_t critical;
	uint32_t entity;
	char step[20], reason[48];
} aif_row_milestone;

typedef struct aif_row_binding {
	double month_s;                                                // first instant of the month
	double grid_w, feed_w, ups_w, cooling_w, racks_w, delivered_w; // IT capacity by limit
	double demand_w;
	double used_w, idle_capital_usd, delay_usd, delay_usd_week;
	uint32_t site;
	char binds[16];
} aif_row_binding;

typedef struct aif_row_audit {
	double left, right, rel_error;
	int32_t pass;
	uint32_t entity;
	char balance[24], unit[12], note[64];
} aif_row_audit;

typedef struct aif_row_summary {
	double value;
	uint32_t entity;
	char name[40], unit[16], note[80];
} aif_row_summary;

typedef struct aif_row_provenance {
	double value;
	uint32_t entity;
	char field[24], unit[16], kind[12], as_of[12], source[120];
} aif_row_provenance;

// A calendar month of the ledger, by group; money out positive, as in the ledger.
typedef struct aif_row_cashflow {
	double month_s;                                     // first instant of the month
	double capex_usd, energy_usd, rent_usd, opex_usd;   // opex: all but energy and rent
	double residual_usd, tax_usd, revenue_usd, net_usd; // net: sum of the seven before it
	double pv_usd, total_usd;                           // net discounted; net summed so far
} aif_row_cashflow;

// A month of debt: told beside the ledger, which the cost of capital discounts.
typedef struct aif_row_debt {
	double month_s; // first instant of the month
	double draw_usd, fee_usd, interest_usd, repaid_usd, left_usd, equity_usd;
} aif_row_debt;

// A year of depreciation of what an entity bought of an asset group. Never cash: the ledger
// does not have it.
typedef struct aif_row_depreciation {
	double year_s; // first instant of the calendar year
	double book_usd, tax_usd, book_left_usd, tax_left_usd, credit_usd;
	double sold_usd, gone_usd, gone_tax_usd; // before the horizon: proceeds, book value, basis
	uint32_t entity;
	char group[16];
} aif_row_depreciation;

// A line of the power spectrum of a hall (model ripple).
typedef struct aif_row_spectrum {
	double frequency_hz, amplitude_w, ramped_w;
	uint32_t entity;
} aif_row_spectrum;

// A hall at an instant, looked at finely (model transient).
typedef struct aif_row_transient {
	double time_s, it_w, shed_w, taken_w, water_c, air_c, loop_c, rack_c;
	int32_t throttled, off;
	uint32_t entity;
} aif_row_transient;

extern const aif_table aif_table_provenance, aif_table_jobs, aif_table_requests, aif_table_events,
    aif_table_ledger, aif_table_timeline, aif_table_binding, aif_table_audit, aif_table_summary,
    aif_table_cashflow, aif_table_depreciation, aif_table_debt, aif_table_spectrum,
    aif_table_transient;

// One line into the ledger, at the present time. The unit price is amount over
// quantity, 0 when there is no quantity; kind as in aif_row_ledger.
void aif_record_ledger(aif_ctx *c, const char *account, double amount_usd, double quantity,
		       const char *unit, const char *kind, const char *note);
// A ledger line dated otherwise (payments before the start have negative time).
void aif_record_ledger_at(aif_ctx *c, aif_time t, const char *account, double amount_usd,
			  double quantity, const char *unit, const char *kind, const char *note);
// left and right must agree within 1e-9 (relative to the larger, or to `scale`
// when that is larger).
void aif_record_audit(aif_ctx *c, const char *balance, const char *unit, double left, double right,
		      double scale, const char *note);
void aif_record_summary(aif_ctx *c, const char *name, double value, const char *unit,
			const char *note);
// What a catalog figure stands on ("published"); "estimate" where nothing is cited.
const char *aif_record_kind(const aif_sim *s, uint32_t entity, const char *field);
void aif_record_event(aif_ctx *c, const char *kind, double until_s, double size, const char *unit,
		      const char *note);

#endif
