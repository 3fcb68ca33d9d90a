// incident.c - a plant that has lost capacity: its loop warms until racks throttle.
#include "models/cooling/incident.h"

#include <math.h>

#include "models/plan.h"

#define STEP_S 10.0 // heat of the halls is looked at this often

aif_err
aif_incident_room(aif_incident *x, aif_sim *sim, uint32_t n, aif_diag *d)
{
	x->hall = aif_arena_alloc(aif_sim_arena(sim), n * sizeof *x->hall + 1);
	if (!x->hall)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	x->cap_hall = n;
	x->throttle_s = x->off_s = NAN;
	return AIF_OK;
}

aif_err
aif_incident_add(aif_incident *x, aif_sim *sim, uint32_t hall, aif_diag *d)
{
	aif_incident_hall *h = &x->hall[x->n_hall++];
	double it_w = aif_plan_param(sim, hall, "it", 1);

	*h = (aif_incident_hall){ 0 };
	while (aif_plan_cluster(sim, hall, h->n_cluster) != AIF_NONE)
		h->n_cluster++;
	h->cluster = aif_arena_alloc(aif_sim_arena(sim), h->n_cluster * sizeof *h->cluster + 1);
	if (!h->cluster)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	for (uint32_t i = 0; i < h->n_cluster; i++)
		aif_meter_bind(&h->cluster[i], sim, aif_plan_cluster(sim, hall, i), "it_w");
	aif_meter_bind(&h->it, sim, hall, "it_w");
	aif_meter_bind(&h->heat_liquid, sim, hall, "heat_liquid_w");
	aif_meter_bind(&h->heat_air, sim, hall, "heat_air_w");
	h->design_frac = aif_sim_signal(sim, hall, "heat_design_w")->value / it_w;
	return AIF_OK;
}

static double
heat_frac(const aif_incident_hall *h)
{
	double it_w = aif_meter_value(&h->it);

	if (!(it_w > 0))
		return h->design_frac;
	return (aif_meter_value(&h->heat_liquid) + aif_meter_value(&h->heat_air)) / it_w;
}

double
aif_incident_heat_w(const aif_incident *x)
{
	double w = 0;

	for (uint32_t i = 0; i < x->n_hall; i++)
		for (uint32_t k = 0; k < x->hall[i].n_cluster; k++)
			w += heat_frac(&x->hall[i]) * aif_meter_value(&x->hall[i].cluster[k]);
	return w;
}

static double
remove_w(const aif_incident *x, double cap_w)
{
	return x->lost ? (1 - x->share) * cap_w : cap_w;
}

void
aif_incident_begin(aif_incident *x, aif_time now, double share)
{
	// Integrals are read from here on.
	for (uint32_t i = 0; i < x->n_hall; i++)
		for (uint32_t k = 0; k < x->hall[i].n_cluster; k++)
			aif_meter_take(&x->hall[i].cluster[k], now);
	if (!x->active)
		x->began = now;
	x->share = share;
	x->active = x->lost = 1;
	x->t = now;
}

int
aif_incident_step(aif_incident *x, aif_time now, double cap_w)
{
	double dt = aif_time_to_s(now - x->t), j = 0;
	aif_loop_stress was = x->loop.stress;

	if (!x->active || now <= x->t)
		return 0;
	for (uint32_t i = 0; i < x->n_hall; i++)
		for (uint32_t k = 0; k < x->hall[i].n_cluster; k++)
			j += heat_frac(&x->hall[i]) * aif_meter_take(&x->hall[i].cluster[k], now);
	aif_loop_step(&x->loop, j / dt, remove_w(x, cap_w), dt);
	x->t = now;
	x->worst_k = fmax(x->worst_k, aif_loop_rise_k(&x->loop));
	if (isnan(x->throttle_s) && x->loop.stress >= AIF_LOOP_THROTTLE)
		x->throttle_s = aif_time_to_s(now - x->began);
	if (isnan(x->off_s) && x->loop.stress == AIF_LOOP_OFF)
		x->off_s = aif_time_to_s(now - x->began);
	if (!x->lost && x->loop.stored_j <= 0)
		x->active = 0;
	return x->loop.stress != was;
}

aif_time
aif_incident_next(const aif_incident *x, double cap_w)
{
	double s = aif_loop_next_s(&x->loop, aif_incident_heat_w(x), remove_w(x, cap_w));

	return aif_time_of_s(fmin(fmax(s, 0.01), STEP_S)) + 1;
}

double
aif_incident_close(aif_incident *x, double in_j)
{
	double grown = x->loop.stored_j - x->closed_j, frac;

	if (grown == 0)
		return 1;
	frac = in_j > 0 ? fmax(1 - grown / in_j, 0) : 0;
	// Nothing leaves without having come in.
	if (in_j - frac * in_j != grown)
		x->loop.stored_j = fmax(x->closed_j + in_j - frac * in_j, 0);
	x->closed_j = x->loop.stored_j;
	return frac;
}
