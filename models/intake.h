// intake.h - what warmer air and water cost a server: its fans and the leakage of its chips.
//
// Fans hold a case temperature. The heat that an air stream takes goes with flow^0.8 times
// the case's distance from the intake, so that the flow goes with that distance^-1.25 and the
// fans' power, by its cube, with ^-3.75. Up to the reference intake firmware keeps a least
// speed; a server at rest, with a third of the heat, keeps its own at any intake. At full speed the
// heat is what has to give: the chips' power limit falls. Chips draw more when they are warmer, by
// a share per K of the air or water that cools them.
//
// The powers of the catalog hold at the reference temperatures. Left out: the minutes of an
// incident (the loop's warming reaches fans and chips as throttling alone), flow that the room's
// air handlers must follow.
// Source: film coefficient after Dittus & Boelter 1930, fan laws; the sum is to lie within
// ASHRAE TC 9.9, 2011 Thermal Guidelines: 4 to 8 % more power at 30 degC and 7 to 20 % at 35 than
// at 15 (unchecked); leakage 0.5 to 1 % per K above 27 degC (EnergyPlus ITE curves in use).
#ifndef AIF_MODELS_INTAKE_H
#define AIF_MODELS_INTAKE_H

#include "models/hw.h"

typedef struct aif_intake {
	double fan_ratio; // power of the fans at work over that at the reference intake, >= 1
	double leak_frac; // what chips draw beyond that at their reference, of it, >= 0
	double heat_frac; // power limit of air-cooled chips, of the TDP; 1 up to full fan speed
} aif_intake;

// Of a rack's servers with air of air_c at their intake and facility water of water_c.
aif_intake aif_intake_of(const aif_hw_unit *u, double air_c, double water_c);
// At the references.
aif_intake aif_intake_usual(void);

// Fans of one server with busy GPUs at work.
double aif_intake_fans_w(const aif_hw_server *s, const aif_intake *x, double busy);

#endif
