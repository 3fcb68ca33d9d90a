// feed.h - a grid connection: a dated right to draw, its bill and its carbon.
#ifndef AIF_GRID_FEED_H
#define AIF_GRID_FEED_H

#include "core/ctx.h"
#include "models/grid/coincident.h"
#include "models/grid/curtail.h"
#include "models/grid/feedstage.h"
#include "models/grid/interrupt.h"
#include "models/grid/ppa.h"
#include "models/grid/rate.h"
#include "models/grid/supply.h"
#include "models/grid/tariff.h"
#include "models/meter.h"

typedef struct aif_feed {
	aif_tariff t;
	double price_level, loss_frac, carbon_kg_j, marginal_kg_j, zone_s, rec_frac, rec_usd_j;
	double term_s, exit_s, ramp_w_s, ramp_eff; // ramp: for the clusters
	int ramp_by;
	aif_time leave_ns;
	uint32_t tariff;
	const aif_frame *price_data, *carbon_data, *marginal_data;
	const double *price_step, *carbon_step, *marginal_step; // plan zoom: means by step

	aif_signal contracted_w, firm_w, limit_w, now_w, import_w, loss_w, price, cost_usd,
	    carbon_kg, market_carbon_kg, marginal_carbon_kg, ppa_w, ppa_used_w;

	const aif_feedstage **stage;
	uint32_t *stage_id, n_stage;
	aif_supply supply;
	aif_meter *queue;
	uint32_t n_queue;
	double own_limit_w, flexible_w;
	const aif_rate **rate; // time-of-use periods and each one's peak of the month
	double *rate_peak_w;
	const aif_ppa **ppa;
	uint32_t n_rate, n_ppa, site;
	const aif_coincident *peak;
	aif_coincident_year year;
	const aif_interrupt *fails;
	aif_rng fail_rng;
	const aif_curtail *flex;
	aif_rng rng;
	int n_calling, n_call;
	double lost_frac, out_frac, calls_s, credit_usd; // lost to a drill, to an outage
	int n_out, left;
	double out_s;
	aif_time call_since;
	int built;
	aif_time step, last, month_begin, month_end;
	// Of the month under way.
	double month_j, month_usd, month_peak_w, past_peak_w[12];
	aif_ppa_bill month_ppa, all_ppa;
	int n_month;
	double peak_w, billed_usd;
} aif_feed;

// feedbill.c: plan zoom's means of the series. Errors: AIF_ENOMEM.
aif_err aif_feedbill_wire(aif_feed *f, aif_sim *sim, aif_diag *d);
// What the meter saw since the last call, priced; months closed as they end.
void aif_feedbill_close(aif_feed *f, aif_ctx *c, aif_time now);
// Bills what is left of the month.
void aif_feedbill_end(aif_feed *f, aif_ctx *c, aif_time now);
// The fee for leaving before the term is over.
void aif_feedbill_exit(aif_feed *f, aif_ctx *c);
// Power that a call takes (feed.c).
double aif_feed_callable_w(const aif_feed *f);
// Mean of a series over t[0], t[1]; `flat` where there is none.
double aif_feedbill_mean(const aif_frame *f, const char *unit, const aif_sim *sim,
			 const aif_time t[2], double flat);
const aif_frame_col *aif_feedbill_column(const aif_frame *f, const char *unit);

extern const aif_model_ops aif_model_feed;

#endif
