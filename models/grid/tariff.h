// tariff.h - catalog entries of the grid: tariffs and lead times.
#ifndef AIF_GRID_TARIFF_H
#define AIF_GRID_TARIFF_H

#include "core/model.h"

// Terms of a contract; NaN: not stated.
typedef struct aif_tariff {
	double energy_usd_j, adder_usd_j, demand_usd_w_s, fixed_usd_s, min_take_frac;
	double ramp_s, ramp_first_frac, ratchet_frac, escalation;
} aif_tariff;

// From order to delivery of equipment or of a connection.
typedef struct aif_tariff_lead {
	double typical_s; // what a plan counts on
	double lead_s;    // as it comes: a distribution, drawn once per run
} aif_tariff_lead;

// Terms of own that are NaN are taken from t (may be NULL), then 0.
void aif_tariff_merge(aif_tariff *own, const aif_tariff *t);

// The fields of a tariff at offset `at` of a state: what feed and tariff share.
// clang-format off
#define AIF_TARIFF_FIELDS(T, at)                                                                                     \
	AIF_P(T, at energy_usd_j, "energy", "USD/J", NAN, -1e-3, 1e-3, "Flat energy price where there is no series."), \
	AIF_P(T, at adder_usd_j, "adder", "USD/J", NAN, -1e-3, 1e-3, "Delivery and supplier charges on top of the energy price."), \
	AIF_P(T, at demand_usd_w_s, "demand_charge", "USD/W/s", NAN, 0, 1, "Charge on the month's highest mean of an interval."), \
	AIF_P(T, at fixed_usd_s, "fixed", "USD/s", NAN, 0, 1e4, "Fixed charge once energised."),                     \
	AIF_P(T, at min_take_frac, "minimum_take", "1", NAN, 0, 1, "Least share of the contracted power that is billed."), \
	AIF_P(T, at ramp_s, "ramp", "s", NAN, 0, 1e9, "The minimum take grows over this time from energisation."),   \
	AIF_P(T, at ramp_first_frac, "ramp_first", "1", NAN, 0, 1, "Share of the contracted power at the start of the ramp."), \
	AIF_P(T, at ratchet_frac, "ratchet", "1", NAN, 0, 1, "Least share of the year's highest peak that is billed."), \
	AIF_P(T, at escalation, "escalation", "1", NAN, -0.2, 0.5, "Growth of all prices per year, from the start of the run.")
// clang-format on

extern const aif_model_ops aif_model_tariff, aif_model_leadtime;

#endif
