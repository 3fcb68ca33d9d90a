// intake.c - what warmer air and water cost a server: its fans and the leakage of its chips.
#include "models/intake.h"

#include <math.h>

#define FILM  0.8 // heat goes with flow to this power
#define POWER (3 / FILM)

// Most that the fans draw, over their power at the reference: what the rated input leaves
// beside all GPUs at their limit.
static double
full_speed(const aif_hw_unit *u)
{
	const aif_hw_server *s = u->server;
	double left = s->max_w - (s->busy_w - s->fans_w) - s->gpus * u->gpu->tdp_w;

	return s->fans_w > 0 ? fmax(left / s->fans_w, 1) : 1;
}

aif_intake
aif_intake_usual(void)
{
	return (aif_intake){ 1, 0, 1 };
}

aif_intake
aif_intake_of(const aif_hw_unit *u, double air_c, double water_c)
{
	const aif_hw_server *s = u->server;
	int cold_plates = s->liquid_frac >= 0.5;
	double warm_k = cold_plates ? water_c - s->water_ref_c : air_c - s->intake_ref_c;
	double near_k = fmax(s->case_c - air_c, 0), usual_k = s->case_c - s->intake_ref_c;
	double most = full_speed(u);
	aif_intake x = aif_intake_usual();

	x.leak_frac = u->gpu->leak_k * fmax(warm_k, 0);
	if (near_k >= usual_k)
		return x;
	x.fan_ratio = near_k > 0 ? fmin(pow(usual_k / near_k, POWER), most) : most;
	if (!cold_plates && s->fans_w > 0)
		x.heat_frac = fmin(pow(most, FILM / 3) * near_k / usual_k, 1);
	return x;
}

double
aif_intake_fans_w(const aif_hw_server *s, const aif_intake *x, double busy)
{
	return s->fans_rest_w + (x->fan_ratio * s->fans_w - s->fans_rest_w) * busy / s->gpus;
}
