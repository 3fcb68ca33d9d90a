// stage.c - one conversion stage: power out to power in, loss by load.
#include "models/power/stage.h"

#include <math.h>

double
aif_stage_loss_w(const aif_stage *s, double out_w)
{
	double l = out_w / s->rated_w;

	return s->rated_w * (s->k[0] + l * (s->k[1] + l * s->k[2]));
}

double
aif_stage_in_w(const aif_stage *s, double out_w)
{
	return out_w + aif_stage_loss_w(s, out_w);
}

double
aif_stage_out_w(const aif_stage *s, double in_w)
{
	// k2 L^2 + (1 + k1) L + k0 - in/P_r = 0, the root that grows with in.
	double c = s->k[0] - in_w / s->rated_w, b = 1 + s->k[1];

	if (c >= 0)
		return 0;
	return s->rated_w * -2 * c / (b + sqrt(b * b - 4 * s->k[2] * c));
}

double
aif_stage_eff(const aif_stage *s, double out_w)
{
	return out_w / aif_stage_in_w(s, out_w);
}

double
aif_stage_device_w(double out_w, double n, double fixed_w, double eff)
{
	return (out_w + n * fixed_w) / eff;
}
