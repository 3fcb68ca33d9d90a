// room.h - what takes the heat that leaves racks with the air.
//
// Air handlers or rear doors cool room air with facility water. Where that water is too warm to
// keep the racks' intake below its limit, chillers in the room loop lift the heat into it.
// Containment is never perfect: some exhaust comes back to the intakes (recirculation) and
// some cold air returns unused (bypass).
#ifndef AIF_COOLING_ROOM_H
#define AIF_COOLING_ROOM_H

typedef struct aif_room {
	double approach_k;               // cold air over water
	double rise_k;                   // air warms in the racks
	double limit_c;                  // warmest intake
	double recirc_frac, bypass_frac; // of the intake, of the handlers' air; < 1
	double dp_pa, eff;               // fans; dp 0: none (passive door)
	double carnot_frac;              // of the chillers that lift room heat
} aif_room;

// Intake of the racks with water of water_c: mixing r of exhaust into it adds r / (1 - r) of
// the rise.
double aif_room_intake_c(const aif_room *r, double water_c);

// Warmest water that keeps the limit.
double aif_room_water_c(const aif_room *r);

// COP of chillers that lift room heat into water of water_c; 0: the water is cold enough.
double aif_room_cop(const aif_room *r, double water_c);

// Fan power per heat moved. Source: fan law, air of 1.2 kg/m3, 1006 J/(kg K).
double aif_room_fan_frac(const aif_room *r);

#endif
