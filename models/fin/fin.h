// fin.h - what the entities of the finance family are: strategies, prices, staff,
// accounting rules. Their state is shared inside the family alone.
#ifndef AIF_FIN_FIN_H
#define AIF_FIN_FIN_H

#include "core/ctx.h"

// Asset groups: each has a book life and a tax class.
typedef enum aif_fin_group {
	AIF_FIN_IT,      // gpu, server, rack, spares, ...
	AIF_FIN_NETWORK, // network, fabric, storage
	AIF_FIN_PLANT,   // ups, power, cooling, feed, bess, ... and whatever has no other group
	AIF_FIN_SHELL,   // hall, shell, building
	AIF_FIN_LAND,    // never written off
	AIF_FIN_GROUPS
} aif_fin_group;

#define AIF_FIN_YEAR_S 31557600.0 // the unit `year`: 365.25 days

typedef struct aif_fin_strategy {
	aif_refs own, rent, burst;
	aif_refs lease; // of own: a lessor buys the equipment
	aif_refs api;   // a seller of tokens serves what they would
	aif_refs price; // cloud_price
	uint32_t lease_terms, colo, token_price;
	int term; // 0: one year, 1: three years
	double reserved_frac, spot_frac;
	double when_queue_s, provision_s, speed, evict_hz;
	double egress_usd_byte, outflow_byte_s;
	double price_level, price_drift_frac; // of all price lists; drift NaN: their own
} aif_fin_strategy;

typedef struct aif_fin_cloud {
	uint32_t gpu;
	double on_demand_usd_s, reserved_1y_usd_s, reserved_3y_usd_s, spot_usd_s; // per GPU
	double drift_frac; // change of the price level a year
	double addon_frac; // storage, egress, management on top of the GPU bill
} aif_fin_cloud;

typedef struct aif_fin_rules {
	double book_s[AIF_FIN_GROUPS], class_s[AIF_FIN_GROUPS];
	double bonus_frac, plant_itc;
	int method; // 0: MACRS, 1: straight line
	aif_nums residual;
	double salvage_frac, maintenance_frac, insurance_frac;
} aif_fin_rules;

// Equipment that a lessor buys: a rent that repays it, less its value at the end.
typedef struct aif_fin_lease {
	double rate, term_s, residual_frac, renewal_frac;
} aif_fin_lease;

// Halls, power and cooling of a seller: a price of contracted IT power.
typedef struct aif_fin_colo {
	double usd_w_s, escalator, limit_w;
	double pue, adder_usd_j, setup_usd_w; // of energy passed through; paid once
	aif_time from_ns, to_ns;              // AIF_TIME_MAX: from a hall's hand-over; for ever
	int power; // 0: what the utility bills is passed through, 1: all in
} aif_fin_colo;

// A seller of tokens.
typedef struct aif_fin_tokens {
	double input_usd, output_usd; // per token
	double drift_frac;
} aif_fin_tokens;

extern const aif_model_ops aif_model_strategy, aif_model_cloud_price, aif_model_staff,
    aif_model_role, aif_model_accounting, aif_model_finance, aif_model_lease, aif_model_colocation,
    aif_model_token_price, aif_model_sale, aif_model_fee, aif_model_rule, aif_model_dataset;

// State of the one strategy of a simulation; NULL when it has none.
const aif_fin_strategy *aif_fin_strategy_of(const aif_sim *s);

// The cloud_price that a cluster's rented GPUs are billed by: the strategy's list of the
// GPU that it is made of, else its first list; AIF_NONE when it has no list.
uint32_t aif_fin_price_of(const aif_sim *s, uint32_t cluster);

// Second word of a dotted account to out[n]; "" when it has none.
void aif_fin_word(const char *account, char *out, size_t n);

// Group of a ledger account "capex.gpu" or "residual.gpu": by its second word.
aif_fin_group aif_fin_group_of(const char *account);
const char *aif_fin_group_name(aif_fin_group g);

// 1 when the list has the entity.
int aif_fin_lists(const aif_refs *r, uint32_t id);

// Until the first instant of the next calendar month. > 0.
aif_time aif_fin_month_left(const aif_ctx *c);

#endif
