// usage.h - PUE, WUE and CUE, defined once; ratios of sums, never means of ratios.
//
// PUE = facility energy / IT energy (ISO/IEC 30134-2), IT at the rack input. WUE =
// site water / IT energy (ISO/IEC 30134-9); CUE = CO2 / IT energy (30134-8). Fans inside racks
// are IT and flatter the PUE of air: TUE = PUE ITUE (Patterson et al. 2013), ITUE here IT energy
// over that without fans, as losses within servers are not told apart.
#ifndef AIF_SITE_USAGE_H
#define AIF_SITE_USAGE_H

typedef struct aif_usage {
	double it_j, facility_j, water_kg, carbon_kg;
} aif_usage;

void aif_usage_add(aif_usage *sum, const aif_usage *x);

// 0 while no IT energy has been used.
double aif_usage_pue(const aif_usage *u);
// fan_j: of the IT energy, what servers' fans drew.
double aif_usage_tue(const aif_usage *u, double fan_j);
double aif_usage_wue_kg_j(const aif_usage *u);
double aif_usage_cue_kg_j(const aif_usage *u);

// WUE with the water of generation, ewif [kg/J of electricity].
double aif_usage_wue_source_kg_j(const aif_usage *u, double ewif_kg_j);

#endif
