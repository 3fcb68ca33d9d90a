// transient.c - racks, coolant loops, facility water and room of a hall, second by second.
//
// State vector y: rack coolant [n_rack], loop supply [n_loop], air, water, plant power,
// heat taken so far. Conductances follow from the design point: at rating the coolant
// leaves racks range = rack_w / W above its supply, which stands gap_k above facility water.
#include "models/cooling/transient.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_odeiv2.h>

#include "models/cooling/hx.h"

#define TOL_K 1e-4 // per step; powers relative to the hall's rating

enum { AIR, WATER, PLANT, TAKEN, N_REST };

struct aif_transient {
	aif_transient_opt o;
	size_t dim, *first; // first[n_loop + 1]: racks of a loop
	double *y, *was, *demand, *heat, *flow, *hx, *scale;
	uint8_t *state;
	double w_rack;             // coolant capacity rate of a rack at rating [W/K]
	double range_k, ua, g_air; // ua: of a rack's part of the exchanger
	double plant_frac, air_w, it_w, shed_w;
	double t_s, taken_w, in_j, first_j;
	double throttle_s, off_s;
	gsl_odeiv2_step *step;
	gsl_odeiv2_control *control;
	gsl_odeiv2_evolve *evolve;
};

// --- right-hand side ---------------------------------------------------------------

// Heat that the exchanger of n racks takes at flow f from coolant `hot` K above water.
// Facility water flows as at rating, its capacity rate equal to the coolant's.
static double
exchange_w(const aif_transient *t, double n, double f, double hot)
{
	double c = f * t->w_rack;

	if (!(f > 0))
		return 0;
	return n * hot * c * aif_hx_eps(aif_hx_ua(t->ua, f, 1) / c, f);
}

static int
slope(double s, const double y[], double dy[], void *user)
{
	const aif_transient *t = user;
	const double *rack = y, *loop = y + t->o.n_rack, *rest = loop + t->o.n_loop;
	double *drest = dy + t->o.n_rack + t->o.n_loop;
	double to_water, air_w, want, water = rest[WATER];

	(void)s;
	air_w = t->g_air * (rest[AIR] - water);
	to_water = air_w;
	for (size_t j = 0; j < t->o.n_loop; j++) {
		size_t a = t->first[j], b = t->first[j + 1];
		double w = t->flow[j] * t->w_rack, supply = loop[j], off = 0, sum = 0, n, hx;

		for (size_t i = a; i < b; i++) {
			double flows = w * (rack[i] - supply);

			dy[i] = (t->heat[i] - flows) / t->o.rack_j_k;
			off += flows;
			sum += rack[i];
		}
		n = (double)(b - a);
		hx = n > 0 ? t->hx[j] * n * (sum / n - water) : 0;
		dy[t->o.n_rack + j] = (off - hx) / t->o.loop_j_k;
		to_water += hx;
	}
	// The plant aims at the heat that comes in and at its set temperature.
	want = to_water + t->o.water_j_k / t->o.plant_s * (water - t->o.supply_c);
	want = fmin(fmax(want, 0), t->plant_frac * t->o.plant_w);
	drest[AIR] = (t->air_w - air_w) / t->o.air_j_k;
	drest[WATER] = (to_water - rest[PLANT]) / t->o.water_j_k;
	drest[PLANT] = (want - rest[PLANT]) / t->o.plant_s;
	drest[TAKEN] = rest[PLANT];
	return GSL_SUCCESS;
}

// --- life --------------------------------------------------------------------------

static double
stored_j(const aif_transient *t)
{
	const double *loop = t->y + t->o.n_rack, *rest = loop + t->o.n_loop;
	double rack = 0, sum = 0;

	for (size_t i = 0; i < t->o.n_rack; i++)
		rack += t->y[i] - t->o.supply_c;
	for (size_t j = 0; j < t->o.n_loop; j++)
		sum += loop[j] - t->o.supply_c;
	return t->o.rack_j_k * rack + t->o.loop_j_k * sum +
	       t->o.air_j_k * (rest[AIR] - t->o.supply_c) +
	       t->o.water_j_k * (rest[WATER] - t->o.supply_c);
}

// Temperatures that stand still at load_frac of the rating: all differences scale with it.
static void
rest_at(aif_transient *t, double load_frac)
{
	double *loop = t->y + t->o.n_rack, *rest = loop + t->o.n_loop;
	double all_w = load_frac * t->o.rack_w * (double)t->o.n_rack;

	rest[WATER] = t->o.supply_c;
	rest[AIR] = t->o.supply_c + load_frac * t->o.air_gap_k;
	rest[PLANT] = fmin(all_w, t->o.plant_w);
	for (size_t j = 0; j < t->o.n_loop; j++)
		loop[j] = t->o.supply_c + load_frac * t->o.gap_k;
	for (size_t i = 0; i < t->o.n_rack; i++) {
		t->y[i] = t->o.supply_c + load_frac * (t->o.gap_k + t->range_k);
		t->demand[i] = load_frac * t->o.rack_w;
	}
	rest[TAKEN] = 0;
	t->first_j = stored_j(t);
}

static int
allocate(aif_transient *t)
{
	size_t n = t->o.n_rack, m = t->o.n_loop;

	t->dim = n + m + N_REST;
	t->first = calloc(m + 1, sizeof *t->first);
	t->y = calloc(t->dim, sizeof *t->y);
	t->was = calloc(n, sizeof *t->was);
	t->scale = calloc(t->dim, sizeof *t->scale);
	t->demand = calloc(n, sizeof *t->demand);
	t->heat = calloc(n, sizeof *t->heat);
	t->flow = calloc(m, sizeof *t->flow);
	t->hx = calloc(m, sizeof *t->hx);
	t->state = calloc(n, sizeof *t->state);
	t->step = gsl_odeiv2_step_alloc(gsl_odeiv2_step_rkf45, t->dim);
	t->evolve = gsl_odeiv2_evolve_alloc(t->dim);
	if (!t->scale)
		return 0;
	for (size_t i = 0; i < t->dim; i++)
		t->scale[i] = i < n + m + PLANT ? 1 : t->o.rack_w * (double)n;
	t->control = gsl_odeiv2_control_scaled_new(TOL_K, 0, 1, 0, t->scale, t->dim);
	return t->first && t->y && t->was && t->demand && t->heat && t->flow && t->hx && t->state &&
	       t->step && t->control && t->evolve;
}

aif_err
aif_transient_create(aif_transient **out, const aif_transient_opt *opt, double load_frac,
		     aif_diag *d)
{
	aif_transient *t;
	double eps;

	if (opt->n_rack == 0 || opt->n_loop == 0 || opt->n_loop > opt->n_rack ||
	    !(opt->rack_j_k > 0) || !(opt->loop_j_k > 0) || !(opt->air_j_k > 0) ||
	    !(opt->water_j_k > 0) || !(opt->plant_s > 0) || !(opt->gap_k > 0) ||
	    !(opt->air_gap_k > 0) || !(opt->flow_m3_j > 0) || !(opt->liquid_frac > 0))
		return aif_err_fail(d, AIF_EINVAL,
				    "a transient needs racks, loops and positive masses, gaps "
				    "and flows");
	t = calloc(1, sizeof *t);
	if (!t)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	t->o = *opt;
	if (!allocate(t)) {
		aif_transient_free(t);
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	}
	for (size_t j = 0; j <= opt->n_loop; j++)
		t->first[j] = j * (opt->n_rack / opt->n_loop) +
			      (j < opt->n_rack % opt->n_loop ? j : opt->n_rack % opt->n_loop);
	t->w_rack =
	    opt->flow_m3_j * opt->liquid_frac * opt->rack_w * AIF_HX_WATER_RHO * AIF_HX_WATER_CP;
	t->range_k = opt->liquid_frac * opt->rack_w / t->w_rack;
	// Effectiveness that lets coolant of range + gap over water come down by the range.
	eps = t->range_k / (t->range_k + opt->gap_k);
	t->ua = aif_hx_ntu(eps, 1) * t->w_rack;
	t->g_air = (1 - opt->liquid_frac) * opt->rack_w * (double)opt->n_rack / opt->air_gap_k;
	aif_transient_reset(t, load_frac);
	*out = t;
	return AIF_OK;
}

void
aif_transient_reset(aif_transient *t, double load_frac)
{
	t->plant_frac = 1;
	t->throttle_s = t->off_s = NAN;
	t->t_s = t->in_j = 0;
	for (size_t j = 0; j < t->o.n_loop; j++)
		aif_transient_flow(t, j, 1);
	memset(t->state, AIF_TRANSIENT_RUN, t->o.n_rack);
	rest_at(t, load_frac);
}

void
aif_transient_free(aif_transient *t)
{
	if (!t)
		return;
	free(t->first);
	free(t->y);
	free(t->was);
	free(t->scale);
	free(t->demand);
	free(t->heat);
	free(t->flow);
	free(t->hx);
	free(t->state);
	if (t->step)
		gsl_odeiv2_step_free(t->step);
	if (t->control)
		gsl_odeiv2_control_free(t->control);
	if (t->evolve)
		gsl_odeiv2_evolve_free(t->evolve);
	free(t);
}

double *
aif_transient_demand(aif_transient *t)
{
	return t->demand;
}

void
aif_transient_flow(aif_transient *t, size_t j, double frac)
{
	t->flow[j] = frac;
	t->hx[j] = exchange_w(t, 1, frac, 1);
}

void
aif_transient_plant(aif_transient *t, double frac)
{
	t->plant_frac = frac;
}

// --- step --------------------------------------------------------------------------

// What racks draw in this step, by what they are allowed to.
static void
draw(aif_transient *t)
{
	double most = t->o.throttle_frac * t->o.rack_w, it = 0, shed = 0;

	for (size_t i = 0; i < t->o.n_rack; i++) {
		double w = t->demand[i];

		if (t->state[i] == AIF_TRANSIENT_THROTTLE)
			w = fmin(w, most);
		else if (t->state[i] == AIF_TRANSIENT_OFF)
			w = 0;
		t->heat[i] = w * t->o.liquid_frac;
		it += w;
		shed += t->demand[i] - w;
	}
	t->it_w = it;
	t->shed_w = shed;
	t->air_w = it * (1 - t->o.liquid_frac);
}

// Racks that got hot throttle or go off; throttled ones run again when they are back
// half way. The instant of crossing is interpolated within the step.
static void
protect(aif_transient *t, double dt_s)
{
	double design_c = t->o.supply_c + t->o.gap_k + t->range_k;
	double hot_c = design_c + t->o.throttle_k, off_c = design_c + t->o.off_k;

	for (size_t i = 0; i < t->o.n_rack; i++) {
		double now = t->y[i], was = t->was[i];

		if (now >= hot_c && isnan(t->throttle_s))
			t->throttle_s =
			    t->t_s - dt_s * (now > was ? fmin((now - hot_c) / (now - was), 1) : 0);
		if (now >= off_c && isnan(t->off_s))
			t->off_s =
			    t->t_s - dt_s * (now > was ? fmin((now - off_c) / (now - was), 1) : 0);
		if (now >= off_c)
			t->state[i] = AIF_TRANSIENT_OFF;
		else if (now >= hot_c && t->state[i] == AIF_TRANSIENT_RUN)
			t->state[i] = AIF_TRANSIENT_THROTTLE;
		else if (now <= design_c + 0.5 * t->o.throttle_k &&
			 t->state[i] == AIF_TRANSIENT_THROTTLE)
			t->state[i] = AIF_TRANSIENT_RUN;
	}
}

aif_err
aif_transient_step(aif_transient *t, double dt_s)
{
	gsl_odeiv2_system sys = { slope, NULL, t->dim, t };
	double at = 0, h = dt_s, taken = t->y[t->dim - N_REST + TAKEN];

	draw(t);
	memcpy(t->was, t->y, t->o.n_rack * sizeof *t->was);
	gsl_odeiv2_evolve_reset(t->evolve);
	gsl_odeiv2_step_reset(t->step);
	while (at < dt_s)
		if (gsl_odeiv2_evolve_apply(t->evolve, t->control, t->step, &sys, &at, dt_s, &h,
					    t->y) != GSL_SUCCESS)
			return AIF_ERANGE;
	t->t_s += dt_s;
	t->in_j += t->it_w * dt_s;
	t->taken_w = (t->y[t->dim - N_REST + TAKEN] - taken) / dt_s;
	protect(t, dt_s);
	return AIF_OK;
}

void
aif_transient_look(const aif_transient *t, aif_transient_out *out)
{
	const double *loop = t->y + t->o.n_rack, *rest = loop + t->o.n_loop;

	*out = (aif_transient_out){ .it_w = t->it_w,
				    .shed_w = t->shed_w,
				    .taken_w = t->taken_w,
				    .water_c = rest[WATER],
				    .air_c = rest[AIR],
				    .loop_c = loop[0],
				    .rack_c = t->y[0],
				    .throttle_s = t->throttle_s,
				    .off_s = t->off_s,
				    .in_j = t->in_j,
				    .out_j = rest[TAKEN],
				    .stored_j = stored_j(t) - t->first_j };
	for (size_t j = 1; j < t->o.n_loop; j++)
		out->loop_c = fmax(out->loop_c, loop[j]);
	for (size_t i = 0; i < t->o.n_rack; i++) {
		out->rack_c = fmax(out->rack_c, t->y[i]);
		out->n_throttled += t->state[i] == AIF_TRANSIENT_THROTTLE;
		out->n_off += t->state[i] == AIF_TRANSIENT_OFF;
	}
}

aif_transient_state
aif_transient_rack(const aif_transient *t, size_t i)
{
	return (aif_transient_state)t->state[i];
}

size_t
aif_transient_loop(const aif_transient *t, size_t i)
{
	size_t j = i / (t->o.n_rack / t->o.n_loop + 1);

	while (i >= t->first[j + 1])
		j++;
	return j;
}
