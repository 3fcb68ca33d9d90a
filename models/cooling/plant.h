// plant.h - a cooling plant at one moment: heat and weather in, power and water out.
//
// One loop of facility water leaves the plant at supply_c and comes back range_k
// warmer; it takes the liquid-cooled heat at cold plates and the rest through
// air handlers. The plant that cools it is one of
//   dry           dry coolers; a trim chiller, if any, for hot hours
//   dry-adiabatic the same, with wetted pads before the coils when dry air fails
//   tower         towers and plate exchangers (water-side economiser), with
//                 chillers in series for what they do not reach
//   chiller       chillers alone, condensers cooled by dry air
//   outside-air   no loop: outside air to the racks, chillers for hot or damp hours (freshair.h)
// Units beyond need (redundancy) run with the others and share the load. Heat
// rejected + reused = heat taken + air handlers + pumps + compressors, exactly.
#ifndef AIF_COOLING_PLANT_H
#define AIF_COOLING_PLANT_H

#include "models/cooling/chiller.h"
#include "models/cooling/drycooler.h"
#include "models/cooling/reuse.h"
#include "models/cooling/room.h"
#include "models/cooling/tower.h"

typedef enum aif_plant_kind {
	AIF_PLANT_DRY,
	AIF_PLANT_ADIABATIC,
	AIF_PLANT_TOWER,
	AIF_PLANT_CHILLER,
	AIF_PLANT_AIR
} aif_plant_kind;

typedef enum aif_plant_mode {
	AIF_PLANT_FREE,    // outside air or water alone
	AIF_PLANT_WET,     // pads wetted
	AIF_PLANT_PARTIAL, // chillers finish what free cooling begins
	AIF_PLANT_MECH     // chillers alone
} aif_plant_mode;

typedef struct aif_plant {
	aif_plant_kind kind;
	double supply_c, range_k;
	double cap_w; // heat that it must take on the design day
	double spare; // installed units over needed ones, >= 1
	double design_db_c, design_wb_c;
	double trim_w;     // heat of trim chillers (dry kinds)
	double coil_gap_k; // least supply less air temperature a coil with trim is sized for
	double air_rise_k, fan_dp_pa, fan_eff;
	double pad_eff;
	int wets;           // outside-air: pads before the racks
	double dew_limit_c; // the same: of air that may come in
	double exchange_k;  // approach of the economiser's plate exchanger
	double cond_gap_k;  // condenser water over dry bulb (kind chiller, trim)
	double pump_dp_pa, pump_eff, pump_static_frac;
	aif_room room;
	double cdu_w_w;  // CDU pumps per heat to cold plates
	double chillers; // equal machines that share the chillers' load; 0: one
	aif_reuse reuse;
	double latent_frac, coc, drift_frac; // drift relative to evaporation
	aif_tower_curve tower;
	aif_chiller_curve chiller;

	// Of aif_plant_size.
	aif_drycooler coil;
	int lift;        // chillers answered by the lift law
	double te_c;     // leaving water of the chillers
	double fan_w;    // all fans at full speed
	double pump_w;   // pumps at cap_w
	double guess;    // last fan speed
	double crah_w_w; // air handler power per heat that they move
	double room_cop; // of chillers that lift room heat into the loop; 0: none needed
} aif_plant;

// Weather of one hour, with what follows from it for this plant.
typedef struct aif_plant_air {
	double db_c, wb_c, ratio, p_pa;
	double wet_c; // air behind the pads
	double cap_w; // heat that the plant can take, all units running
} aif_plant_air;

typedef struct aif_plant_out {
	double elec_w, fan_w, pump_w, crah_w, comp_w;         // pump: CDUs too; comp: heat pump too
	double heat_w;                                        // taken: halls, handlers, pumps
	double rejected_w, reused_w;                          // to the weather, to the network
	double evap_kg_s, drain_kg_s, drift_kg_s, water_kg_s; // water: make-up
	double short_w; // heat beyond capacity: the loop warms up
	aif_plant_mode mode;
} aif_plant_out;

// Air at the racks' intake: what the plant makes, or chillers in the room loop hold.
double aif_plant_intake_c(const aif_plant *p);

// Sizes coils, fans and pumps at the design day. Errors: AIF_ERANGE when the kind
// can not make the supply temperature on that day, saying what would.
aif_err aif_plant_size(aif_plant *p, aif_diag *d);

// Fills wet_c and cap_w of a for this plant; db_c, wb_c, ratio, p_pa are given.
void aif_plant_weather(const aif_plant *p, aif_plant_air *a);

// One interval: liquid_w and air_w [W] are the mean heat from cold plates and room.
void aif_plant_run(aif_plant *p, const aif_plant_air *a, double liquid_w, double air_w,
		   aif_plant_out *out);

#endif
