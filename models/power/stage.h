// stage.h - one conversion stage: power out to power in, loss by load.
//
// A stage is any number of equal units that share the load. Losses are no-load,
// proportional and square-law: P_r (k0 + k1 L + k2 L^2), L = P_out / P_r.
// Source: Schneider Electric white paper 113 (terms); facts of each curve stand in
// models/catalog/power.lua.
#ifndef AIF_POWER_STAGE_H
#define AIF_POWER_STAGE_H

typedef struct aif_stage {
	double rated_w; // all energised units together
	double k[3];    // no-load, proportional, square-law
} aif_stage;

double aif_stage_loss_w(const aif_stage *s, double out_w);
double aif_stage_in_w(const aif_stage *s, double out_w);

// Output that the stage can give from in_w (inverse of the above); 0 when the
// input does not even cover the no-load loss.
double aif_stage_out_w(const aif_stage *s, double in_w);

// Efficiency at out_w > 0.
double aif_stage_eff(const aif_stage *s, double out_w);

// Stage of small devices with a fixed loss each: (out + n * fixed) / eff.
// Source: Wojda et al., ExaDigiT/RAPS, raps/power.py.
double aif_stage_device_w(double out_w, double n, double fixed_w, double eff);

#endif
