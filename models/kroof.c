// kroof.c - rooflines of kernels.
//
// The roofline is the shortest kernel of the GPU plus the fourth-power mean of
// compute and memory time, which follows the knee between the two better than
// their maximum (models/calib/README.md).
#include "models/kroof.h"

#include <math.h>

static double
p4(double a, double b)
{
	a *= a;
	b *= b;
	return sqrt(sqrt(a * a + b * b));
}

double
aif_kroof_gemm(const aif_kroof *r, double m, double n, double k, int t)
{
	double flop = 2 * m * n * k,
	       bytes = (m * k + n * k) * aif_kernel_dtype_bytes((aif_kernel_dtype)t) + 2 * m * n;

	return r->floor_s + p4(flop / r->flop_s[t], bytes / r->hbm_bytes_s);
}

double
aif_kroof_batched(const aif_kroof *r, const double x[3], double batch, int t)
{
	double m = x[0], n = x[1], k = x[2];
	double bytes = (m * k + n * k) * aif_kernel_dtype_bytes((aif_kernel_dtype)t) + 2 * m * n;

	return r->floor_s +
	       p4(batch * 2 * m * n * k / r->flop_s[t], batch * bytes / r->hbm_bytes_s);
}

double
aif_kroof_grouped(const aif_kroof *r, const double x[3], double groups, int t)
{
	double m = x[0], n = x[1], k = x[2];
	double bytes =
	    (m * k + groups * n * k) * aif_kernel_dtype_bytes((aif_kernel_dtype)t) + 2 * m * n;

	return r->floor_s + p4(2 * m * n * k / r->flop_s[t], bytes / r->hbm_bytes_s);
}

// Scores and probabilities go through memory, two bytes each.
double
aif_kroof_unfused(const aif_kroof *r, int part, double n, double s, double dim, int t)
{
	double sum = 0;

	if (part != AIF_KROOF_SOFTMAX) {
		const double qk[3] = { s, s, dim };

		sum = aif_kroof_batched(r, qk, n, t); // pv moves and computes as much
	}
	if (part == AIF_KROOF_WHOLE)
		sum *= 2;
	if (part == AIF_KROOF_WHOLE || part == AIF_KROOF_SOFTMAX)
		sum += aif_kroof_stream(r, 4 * n * s * s);
	return sum;
}

double
aif_kroof_seen(double s, double window)
{
	if (window > 0 && window < s)
		return window * s - window * (window - 1) / 2;
	return s * (s + 1) / 2;
}

// Reads q, k, v and writes the output and the cache.
double
aif_kroof_prefill(const aif_kroof *r, const aif_kroof_attn *q)
{
	double flop = 4 * q->n * q->dim * aif_kroof_seen(q->s, q->window);
	double kv = aif_kernel_dtype_bytes((aif_kernel_dtype)q->kv);
	double bytes = q->n * q->s * q->dim * (4 + 2 / q->grp * (2 + kv));

	return r->floor_s + p4(flop / r->flop_s[q->t], bytes / r->hbm_bytes_s);
}

double
aif_kroof_decode(const aif_kroof *r, const aif_kroof_attn *q)
{
	double c = q->window > 0 && q->window < q->s ? q->window : q->s;

	return r->floor_s + 2 * q->n * c * q->dim *
				aif_kernel_dtype_bytes((aif_kernel_dtype)q->kv) / r->hbm_bytes_s;
}

double
aif_kroof_stream(const aif_kroof *r, double bytes)
{
	return r->floor_s + bytes / r->hbm_bytes_s;
}

// Prefill expands the latent: keys 128 + 64 wide, values 128. Decode stays in it:
// 512 + 64 and 512. Source: DeepSeek-V2 2024, sec. 2.1.
double
aif_kroof_mla(const aif_kroof *r, const double x[3], int decode, int t, int kv)
{
	double h = x[0], s = x[1], b = x[2];

	if (decode)
		return r->floor_s + p4(2 * b * h * s * (576 + 512) / r->flop_s[t],
				       b * s * 576 * aif_kernel_dtype_bytes((aif_kernel_dtype)kv) /
					   r->hbm_bytes_s);
	return r->floor_s + p4(2 * b * h * (192 + 128) * aif_kroof_seen(s, 0) / r->flop_s[t],
			       b * s * h * (192 * 2 + 128 * 2) * 2 / r->hbm_bytes_s);
}

// q->tokens routed to experts of which this GPU holds experts / ep, each cut tp ways.
double
aif_kroof_moe(const aif_kroof *r, const aif_kernel_moe *q, int t)
{
	double routed = q->tokens * q->topk / q->ep;
	double hit = q->experts / q->ep * (1 - pow(1 - 1 / q->experts, q->tokens * q->topk));
	double mats = q->plain ? 2 : 3, w = mats * q->hidden * q->inter / q->tp;
	double bytes = hit * w * aif_kernel_dtype_bytes((aif_kernel_dtype)t) +
		       routed * (2 * q->hidden + mats * q->inter / q->tp) * 2;

	return r->floor_s + p4(2 * routed * w / r->flop_s[t], bytes / r->hbm_bytes_s);
}
