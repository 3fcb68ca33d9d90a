// coolparts.c - catalog entries of cooling equipment: tower and chiller records.
#include "models/cooling/coolparts.h"

#include <string.h>

#include "core/sim.h"
#include "models/wire.h"

typedef struct tower {
	aif_nums coef, wb_c, range_k, approach_k;
	double lg_hi;
} tower;

typedef struct chiller {
	int air;
	double cop_ref, te_ref_c, tc_ref_c;
	aif_nums cap, eir, plr, te_c, tc_c, load;
} chiller;

static aif_err
take(const aif_nums *from, uint32_t n, double *to, const char *what, aif_diag *d)
{
	if (from->n != n)
		return aif_err_fail(d, AIF_EINVAL, "'%s' has %u numbers (expected %u)", what,
				    from->n, n);
	memcpy(to, from->x, n * sizeof *to);
	return AIF_OK;
}

static aif_err
read_tower(const tower *t, aif_tower_curve *o, aif_diag *d)
{
	double wb[2], range[2], approach[2];

	if (take(&t->coef, 27, o->c, "coef", d) || take(&t->wb_c, 2, wb, "wet_bulb", d) ||
	    take(&t->range_k, 2, range, "range", d) ||
	    take(&t->approach_k, 2, approach, "approach", d))
		return AIF_EINVAL;
	o->wb_lo_c = wb[0], o->wb_hi_c = wb[1];
	o->range_lo_k = range[0], o->range_hi_k = range[1];
	o->approach_lo_k = approach[0], o->approach_hi_k = approach[1];
	o->lg_hi = t->lg_hi;
	return AIF_OK;
}

static aif_err
read_chiller(const chiller *x, aif_chiller_curve *o, aif_diag *d)
{
	double te[2], tc[2], load[2];

	if (take(&x->cap, 6, o->cap, "cap", d) || take(&x->eir, 6, o->eir, "eir", d) ||
	    take(&x->plr, 3, o->plr, "plr", d) || take(&x->te_c, 2, te, "leaving", d) ||
	    take(&x->tc_c, 2, tc, "entering", d) || take(&x->load, 2, load, "load", d))
		return AIF_EINVAL;
	o->air = x->air;
	o->cop_ref = x->cop_ref;
	o->te_ref_c = x->te_ref_c;
	o->tc_ref_c = x->tc_ref_c;
	o->te_lo_c = te[0], o->te_hi_c = te[1];
	o->tc_lo_c = tc[0], o->tc_hi_c = tc[1];
	o->plr_lo = load[0], o->plr_hi = load[1];
	return aif_chiller_fit(o, d);
}

aif_err
aif_coolparts_tower(const aif_sim *s, uint32_t id, aif_tower_curve *out, aif_diag *d)
{
	return read_tower(aif_sim_state(s, id), out, d);
}

aif_err
aif_coolparts_chiller(const aif_sim *s, uint32_t id, aif_chiller_curve *out, aif_diag *d)
{
	return read_chiller(aif_sim_state(s, id), out, d);
}

static aif_err
tower_init(void *st, aif_sim *sim, uint32_t self, aif_diag *d)
{
	aif_tower_curve t;

	(void)sim, (void)self;
	return read_tower(st, &t, d);
}

static aif_err
chiller_init(void *st, aif_sim *sim, uint32_t self, aif_diag *d)
{
	aif_chiller_curve c;

	(void)sim, (void)self;
	return read_chiller(st, &c, d);
}

static const aif_field tower_params[] = {
	AIF_P_NUMS(tower, coef, "coef", "1", -1e3, 1e3,
		   "27 coefficients of the approach, by water/air ratio, range, wet bulb."),
	AIF_P_NUMS(tower, wb_c, "wet_bulb", "degC", -60, 60, "Valid wet bulb: least, most."),
	AIF_P_NUMS(tower, range_k, "range", "K", 0, 60, "Valid range: least, most."),
	AIF_P_NUMS(tower, approach_k, "approach", "K", 0, 80, "Valid approach: least, most."),
	AIF_P(tower, lg_hi, "ratio", "1", 8, 0.1, 20,
	      "Greatest water/air ratio, relative to design; YorkCalc: 8."),
	{ 0 },
};

static const aif_field chiller_params[] = {
	AIF_P_BOOL(chiller, air, "air", 0,
		   "1: air-cooled, 'entering' is outdoor air, its fans are within the COP."),
	AIF_P_REQ(chiller, cop_ref, "cop", "1", 1, 20, "COP at the reference point."),
	AIF_P_REQ(chiller, te_ref_c, "leaving_ref", "degC", -10, 40,
		  "Leaving chilled water there."),
	AIF_P_REQ(chiller, tc_ref_c, "entering_ref", "degC", 0, 60,
		  "Entering condenser water (or air) there."),
	AIF_P_NUMS(chiller, cap, "cap", "1", -1e3, 1e3,
		   "CAPFT: a b c d e f of 1, e, e2, c, c2, ec."),
	AIF_P_NUMS(chiller, eir, "eir", "1", -1e3, 1e3, "EIRFT, likewise."),
	AIF_P_NUMS(chiller, plr, "plr", "1", -1e3, 1e3, "EIRFPLR: a b c."),
	AIF_P_NUMS(chiller, te_c, "leaving", "degC", -10, 40, "Valid leaving water: least, most."),
	AIF_P_NUMS(chiller, tc_c, "entering", "degC", 0, 60, "Valid entering water: least, most."),
	AIF_P_NUMS(chiller, load, "load", "1", 0, 2, "Valid part-load ratio: least, most."),
	{ 0 },
};

const aif_model_ops aif_model_tower = {
	.name = "tower",
	.doc = "Record of a cooling tower correlation in YorkCalc form (EnergyPlus "
	       "CoolingTower:VariableSpeed, Modelica Buildings yorkCalc.mo).",
	.state_size = sizeof(tower),
	.params = tower_params,
	.catalog = 1,
	.rank = AIF_RANK_DATA,
	.init = tower_init,
};

const aif_model_ops aif_model_chiller = {
	.name = "chiller",
	.doc = "Record of an electric chiller in EIR form (DOE-2, EnergyPlus). Refused when its "
	       "curves are off by more than 2 % at its own reference.",
	.state_size = sizeof(chiller),
	.params = chiller_params,
	.catalog = 1,
	.rank = AIF_RANK_DATA,
	.init = chiller_init,
};
