// chiller.h - vapour compression: published EIR curves, and a lift law beyond them.
//
// Inside the box of its record a machine follows its biquadratic curves. A plant
// with warmer water than the box uses a share of Carnot's COP, linear in lift,
// fitted inside the box, with the same part-load curve.
// Source: DOE-2 / EnergyPlus Engineering Reference, Chiller:Electric:EIR; records
// of Modelica Buildings, Fluid.Chillers.Data.ElectricEIR.
#ifndef AIF_COOLING_CHILLER_H
#define AIF_COOLING_CHILLER_H

#include "util/err.h"

// te: leaving chilled water, tc: entering condenser water [degC], of an air-cooled machine
// outdoor air. Its COP holds its fans, and below tc_lo it keeps its condenser's pressure up.
typedef struct aif_chiller_curve {
	int air;
	double cop_ref, te_ref_c, tc_ref_c;
	double cap[6], eir[6]; // a + b te + c te^2 + d tc + e tc^2 + f te tc
	double plr[3];         // a + b x + c x^2
	double te_lo_c, te_hi_c, tc_lo_c, tc_hi_c, plr_lo, plr_hi;
	double carnot[2], lift_lo_k, lift_hi_k; // of aif_chiller_fit: share = c0 + c1 lift
} aif_chiller_curve;

// Capacity over reference capacity; energy input ratio over reference; both 1 at
// the reference temperatures. Arguments are held inside the box.
double aif_chiller_cap_frac(const aif_chiller_curve *c, double te_c, double tc_c);
double aif_chiller_eir_frac(const aif_chiller_curve *c, double te_c, double tc_c);

// Power over full-load power at part-load ratio plr; below the machine's least
// ratio it cycles, so the power goes straight to 0.
double aif_chiller_plr_frac(const aif_chiller_curve *c, double plr);

// Fills carnot[]: least squares over a 5 x 5 grid of the box. Errors: AIF_ERANGE
// when a curve is off by more than 2 % at its own reference, the box is empty,
// or the fitted COP would rise with lift.
aif_err aif_chiller_fit(aif_chiller_curve *c, aif_diag *d);

// COP at full load by the lift law (needs aif_chiller_fit). The share of Carnot is held at
// that of the box's least or greatest lift; the COP falls with lift.
double aif_chiller_cop_lift(const aif_chiller_curve *c, double te_c, double tc_c);

// COP when the plant of capacity cap_ref_w (at reference) carries load_w. lift: 1
// answers by the lift law, whose capacity does not depend on temperature.
double aif_chiller_cop(const aif_chiller_curve *c, int lift, double te_c, double tc_c,
		       double load_frac);

// An air-cooled machine of EnergyPlus' Chiller:Electric (BLAST) form: quadratics of
// D = (air - air_ref) / rise - (te - te_ref).
typedef struct aif_chiller_blast {
	double cop_ref, te_ref_c, air_ref_c, rise; // rise: air per chilled water, K/K
	double cap[3];                             // capacity over nominal, by D
	double power[3];                           // full-load power ratio, by the capacity ratio
	double plr[3];                             // share of full-load power, by part-load ratio
} aif_chiller_blast;

// COP with air of air_c and leaving water of te_c at load_frac of nominal capacity. No record of
// the catalog has this form: the published example is 5.5 % off at its own reference and
// its COP falls again below 15 degC.
double aif_chiller_blast_cop(const aif_chiller_blast *c, double air_c, double te_c,
			     double load_frac);

#endif
