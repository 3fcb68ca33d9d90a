// coolplants.h - published tower and chiller coefficients for the tests, which need
// them without a catalog. Source: see models/catalog/cooling.lua.
#ifndef AIF_TESTS_COOLPLANTS_H
#define AIF_TESTS_COOLPLANTS_H

#include "aif_test.h"

#include "models/cooling/chiller.h"
#include "models/cooling/plant.h"
#include "models/cooling/psychro.h"
#include "models/cooling/tower.h"

// clang-format off
static const aif_tower_curve york_calc __attribute__((unused)) = {
	{ -0.359741205, -0.055053608, 0.0023850432,
	  0.173926877, -0.0248473764, 0.00048430224,
	  -0.005589849456, 0.0005770079712, -0.00001342427256,
	  2.84765801111111, -0.121765149, 0.0014599242,
	  1.680428651, -0.0166920786, -0.0007190532,
	  -0.025485194448, 0.0000487491696, 0.00002719234152,
	  -0.0653766255555556, -0.002278167, 0.0002500254,
	  -0.0910565458, 0.00318176316, 0.000038621772,
	  -0.0034285382352, 0.00000856589904, -0.000001516821552 },
	-34.4, 26.7, 1.1, 22.2, 1.1, 40, 8,
};

static const aif_chiller_curve york_yt_1758 __attribute__((unused)) = {
	.cop_ref = 5.76, .te_ref_c = 5.56, .tc_ref_c = 24.44,
	.cap = { 4.575085e-01, 1.313508e-01, -4.408831e-03, 1.930354e-02, -5.479641e-04, -1.376580e-03 },
	.eir = { 6.794525e-01, 6.694756e-02, -3.625396e-03, -1.018762e-02, 1.066394e-03, -2.113402e-03 },
	.plr = { 7.859908e-02, 1.950291e-01, 7.241581e-01 },
	.te_lo_c = 5.56, .te_hi_c = 10.51, .tc_lo_c = 12.78, .tc_hi_c = 24.44, .plr_lo = 0.10, .plr_hi = 1.02,
};

static const aif_chiller_curve trane_cvhe __attribute__((unused)) = {
	.cop_ref = 7.14, .te_ref_c = 5.56, .tc_ref_c = 23.89,
	.cap = { 4.521342e-01, 5.248142e-03, -6.687636e-03, 5.869437e-02, -2.390647e-03, 5.040171e-03 },
	.eir = { 5.674858e-01, 4.461513e-02, -6.341978e-03, 4.674972e-03, 4.387295e-04, 2.778096e-04 },
	.plr = { 5.963988e-02, 3.503067e-01, 5.870000e-01 },
	.te_lo_c = 4.44, .te_hi_c = 8.89, .tc_lo_c = 12.78, .tc_hi_c = 29.44, .plr_lo = 0.30, .plr_hi = 1.06,
};

// The boxes of these two records are not at hand: the reference point alone is used.
static const aif_chiller_curve york_ys_781 __attribute__((unused)) = {
	.cop_ref = 5.42, .te_ref_c = 6.67, .tc_ref_c = 29.44,
	.cap = { 1.002148e+00, 3.300191e-02, 3.741670e-04, -5.925358e-03, -2.599267e-05, -2.172126e-04 },
	.eir = { 4.475957e-01, -1.054652e-02, 7.126870e-04, 1.158632e-02, 5.151510e-04, -9.831355e-04 },
	.plr = { 2.519108e-01, 2.756914e-01, 4.725826e-01 },
	.te_lo_c = 6.67, .te_hi_c = 6.68, .tc_lo_c = 29.44, .tc_hi_c = 29.45, .plr_lo = 0.1, .plr_hi = 1.02,
};

static const aif_chiller_curve york_yt_1403 __attribute__((unused)) = {
	.cop_ref = 6.94, .te_ref_c = 5.56, .tc_ref_c = 23.89,
	.cap = { -3.447077e-02, 1.273138e-01, -9.716868e-03, 8.863546e-02, -3.165958e-03, 2.521351e-03 },
	.eir = { 3.983846e-01, 2.396665e-02, -6.601871e-03, 2.944077e-02, -4.570885e-04, 1.873209e-03 },
	.plr = { 3.272242e-02, 3.873540e-01, 5.789579e-01 },
	.te_lo_c = 5.56, .te_hi_c = 5.57, .tc_lo_c = 23.89, .tc_hi_c = 23.90, .plr_lo = 0.1, .plr_hi = 1.02,
};
// clang-format on

// The weather at sea level, prepared for p.
static inline aif_plant_air
coolplants_air(const aif_plant *p, double db_c, double rh)
{
	aif_plant_air a = { .db_c = db_c, .p_pa = 101325 };

	assert_int_equal(aif_psychro_wetbulb(db_c, rh, a.p_pa, &a.wb_c, NULL), AIF_OK);
	a.ratio = aif_psychro_ratio(db_c, rh, a.p_pa);
	aif_plant_weather(p, &a);
	return a;
}

#endif
