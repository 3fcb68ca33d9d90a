// coll.c - collectives: measured within a scale-up domain, hierarchical beyond.
//
// Within a domain: ratio of the measured NCCL time to latency + traffic / wire
// rate, interpolated over GPUs and bytes (models/calib/*/coll.csv).
// Across domains: rings on rails. Each of the g GPUs of a domain drives its own
// NIC; NCCL pipelines both levels in chunks, so that the slower level sets the
// time and the latencies of the steps add to it.
// Left out: contention (a share of the bandwidth may be given), in-network
// reduction, topology below the rail.
#include "models/coll.h"

#include <math.h>
#include <string.h>

#include "models/kspec.h"

// A 400 Gbit/s port delivers 46 to 48 GB/s: 0.94.
// Source: NCCL maintainers, nccl-tests issue 290 (2025).
static const double eff_default = 0.94;
// A step of a ring or a level of a tree over the network (Simple protocol), the
// same with small messages (LL128), and the fixed cost of a call.
// Estimate: hwLat NET and baseLat of NCCL 2.19, src/graph/tuning.cc; unchecked.
static const double step_s = 14e-6, step_small_s = 8.5e-6, base_s = 14e-6;
// A hop of a ring between GPUs of one domain, Simple protocol: the same, hwLat NVLINK.
static const double hop_s = 3.4e-6;
// Below this many bytes per rail and step the small-message protocol is used.
// Estimate: the same, LL128 thresholds.
static const double small_bytes = 64e3;
// Two thirds of held-out points lie within this (header of coll.csv; of other GPUs'
// tables tests/valid/test_coll_left_out.c: latencies differ by half); beyond one domain
// the model stands on published peaks.
static const double band_table = 0.05, band_wide = 0.25;

struct aif_coll {
	double wire, alpha; // byte/s, s
	double nic, eff, step, domain;
	int same; // this GPU's own table
	int tables;
	aif_ktable t; // id: aif_coll_op
};

static const char *const op_name[AIF_COLL_N] = { "all_reduce",       "all_gather", "reduce_scatter",
						 "all_to_all",       "broadcast",  "send_recv",
						 "all_reduce_custom" };

int
aif_coll_op_of(const char *name)
{
	if (strcmp(name, "alltoall") == 0 || strcmp(name, "alltoallv") == 0 ||
	    strcmp(name, "all_to_all_v") == 0)
		return AIF_COLL_ALL_TO_ALL;
	for (int i = 0; i < AIF_COLL_N; i++)
		if (strcmp(name, op_name[i]) == 0)
			return i;
	return -1;
}

const char *
aif_coll_op_name(aif_coll_op op)
{
	return op_name[op];
}

double
aif_coll_bus_factor(aif_coll_op op, double n)
{
	switch (op) {
	case AIF_COLL_ALL_REDUCE:
	case AIF_COLL_ALL_REDUCE_CUSTOM:
		return 2 * (n - 1) / n;
	case AIF_COLL_ALL_GATHER:
	case AIF_COLL_REDUCE_SCATTER:
	case AIF_COLL_ALL_TO_ALL:
		return (n - 1) / n;
	default:
		return 1;
	}
}

static double
roof(const aif_coll *c, aif_coll_op op, double wire, double n, double bytes)
{
	return c->alpha + bytes * aif_coll_bus_factor(op, n) / wire;
}

static aif_err
load(aif_coll *c, aif_arena *a, const aif_hw_gpu *gpu, aif_diag *d)
{
	aif_calset *ref = aif_arena_alloc(a, sizeof *ref), *base = aif_arena_alloc(a, sizeof *base);
	const aif_calset *of = ref;
	aif_err e;

	if (!ref || !base)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	if ((e = aif_calset_open(ref, gpu->calib, d)))
		return e;
	e = aif_kspec_load(&c->t, a, gpu->calib, ref, AIF_KSPEC_COLL, d);
	if (e == AIF_ENOENT && ref->base[0] && !(e = aif_calset_open(base, ref->base, d))) {
		e = aif_kspec_load(&c->t, a, ref->base, base, AIF_KSPEC_COLL, d);
		of = base;
	}
	if (e == AIF_ENOENT)
		return AIF_OK; // bare roofline
	c->alpha = of->alpha_s;
	c->tables = !e;
	// Measured on this part: the same links, and a base of the same chip.
	c->same = fabs(c->wire / of->wire_bytes_s - 1) < 0.01 &&
		  fabs(of->roof.flop_s[AIF_DT_BF16] / ref->roof.flop_s[AIF_DT_BF16] - 1) < 0.005;
	return e;
}

aif_err
aif_coll_create(aif_coll **out, aif_arena *a, const aif_hw_gpu *gpu, const aif_coll_net *net,
		aif_diag *d)
{
	aif_coll_net none = { 0 };
	aif_coll *c = aif_arena_alloc(a, sizeof *c);
	aif_err e;

	if (!c)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	if (!net)
		net = &none;
	c->wire = gpu->scaleup_bytes_s;
	c->nic = net->nic_bytes_s > 0 ? net->nic_bytes_s : gpu->scaleout_bytes_s;
	c->nic *= net->share_frac > 0 ? net->share_frac : 1;
	c->eff = net->eff_frac > 0 ? net->eff_frac : eff_default;
	c->step = net->latency_s > 0 ? net->latency_s : step_s;
	c->domain = net->domain_gpus > 0 ? net->domain_gpus : gpu->scaleup_gpus;
	c->alpha = 8e-6; // without a table: between H100's and A100's shortest call
	if (gpu->calib && gpu->calib[0] && c->wire > 0 && (e = load(c, a, gpu, d)))
		return e;
	*out = c;
	return AIF_OK;
}

aif_err
aif_coll_share(aif_coll **out, aif_arena *a, const aif_coll *c, double share_frac, aif_diag *d)
{
	aif_coll *s = aif_arena_memdup(a, c, sizeof *c);

	if (!s)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	s->nic *= share_frac;
	*out = s;
	return AIF_OK;
}

// Measured time at n GPUs and bytes, on this GPU's wire.
static double
table(const aif_coll *c, const aif_ktable_sub *s, double n, double bytes, double *outside)
{
	double x[3] = { n, 1, bytes };

	return exp(aif_ktable_at(s, x, outside)) * roof(c, (aif_coll_op)s->id, c->wire, n, bytes);
}

// Beyond the largest message more bytes come at the rate of the last octave, which is
// above the mean rate there: latencies are paid. Not more than a tenth above: noise.
static double
beyond(const aif_coll *c, const aif_ktable_sub *s, double n, double bytes, double *outside)
{
	double edge = s->x[2][s->n[2] - 1], t, more;

	if (bytes <= edge)
		return table(c, s, n, bytes, outside);
	t = table(c, s, n, edge, outside);
	*outside += log(bytes / edge);
	more = (t - table(c, s, n, edge / 2, NULL)) / (edge / 2);
	if (more < t / edge / 1.1)
		more = t / edge / 1.1;
	if (more > t / edge)
		more = t / edge;
	return t + (bytes - edge) * more;
}

// Beyond the most GPUs measured each doubling adds as much latency as the last one.
static double
wide(const aif_coll *c, const aif_ktable_sub *s, double n, double bytes, double *outside)
{
	double most = s->x[0][s->n[0] - 1], least = s->x[2][0], more;
	double t = beyond(c, s, n, bytes, outside);

	if (n <= most || s->n[0] < 2)
		return t;
	more = table(c, s, most, least, NULL) - table(c, s, most / 2, least, NULL);
	return t + (more > 0 ? more * log2(n / most) : 0);
}

// n GPUs of one domain.
static double
within(const aif_coll *c, aif_coll_op op, double bytes, double n, aif_kernel_mark *mark)
{
	aif_coll_op like = op == AIF_COLL_BROADCAST   ? AIF_COLL_ALL_GATHER
			   : op == AIF_COLL_SEND_RECV ? AIF_COLL_ALL_TO_ALL
						      : op;
	const aif_ktable_sub *s = c->tables ? aif_ktable_find(&c->t, like) : NULL;
	double outside = 0, scale = aif_coll_bus_factor(op, n) / aif_coll_bus_factor(like, n), t;

	if (op == AIF_COLL_SEND_RECV) {
		n = 2;
		scale = 2; // half of a two-party exchange's buffer crosses
	}
	bytes *= scale; // the same traffic
	if (!s) {
		aif_kernel_mark_join(mark, AIF_HOW_ROOFLINE, 0.35);
		return roof(c, like, 0.8 * c->wire, n, bytes); // 361 of 450 GB/s on H100 rings
	}
	t = wide(c, s, n, bytes, &outside);
	aif_kernel_mark_join(mark,
			     !c->same      ? AIF_HOW_TRANSFERRED
			     : outside > 0 ? AIF_HOW_EXTRAPOLATED
					   : AIF_HOW_MEASURED,
			     band_table +
				 (c->same       ? 0
				  : bytes < 1e6 ? 0.4
						: 0.1) +
				 0.02 * outside);
	return t;
}

// Latency of a step with small messages.
static double
least_step(const aif_coll *c)
{
	return c->step < step_small_s ? c->step : step_small_s;
}

// The two ways of an all-reduce between domains: a ring, at full bandwidth, and a
// double binary tree, with fewer steps at 0.92 of it.
// Estimate: the factor that NCCL 2.19 gives trees in src/graph/tuning.cc; unchecked.
enum { BY_RING, BY_TREE };
static const double tree_eff = 0.92;

// One level over d domains, on the g rails of each.
static double
level(const aif_coll *c, aif_coll_op op, double bytes, double n, double g, int by)
{
	double d = n / g, rate = c->nic * c->eff, traffic, steps, hops = 0;

	switch (op) {
	case AIF_COLL_ALL_REDUCE:
	case AIF_COLL_ALL_REDUCE_CUSTOM:
		traffic = 2 * (d - 1) / d * bytes / g;
		steps = by == BY_TREE ? 2 * ceil(log2(d)) : 2 * (d - 1);
		hops = by == BY_TREE ? 2 * (g - 1) : 2 * (n - d);
		rate *= by == BY_TREE ? tree_eff : 1;
		break;
	case AIF_COLL_ALL_GATHER:
	case AIF_COLL_REDUCE_SCATTER:
		traffic = (d - 1) / d * bytes / g;
		steps = d - 1; // ring through all GPUs
		hops = n - d;
		break;
	case AIF_COLL_ALL_TO_ALL:
		traffic = bytes * (n - g) / n;
		steps = 1;
		break;
	default:
		traffic = bytes / (op == AIF_COLL_BROADCAST ? g : 1);
		steps = op == AIF_COLL_BROADCAST ? ceil(log2(d)) : 1;
	}
	return base_s + hops * hop_s +
	       steps * (traffic / steps < small_bytes ? least_step(c) : c->step) + traffic / rate;
}

// The faster way, and which (by may be NULL).
static double
between(const aif_coll *c, aif_coll_op op, double bytes, double n, double g, int *by)
{
	double ring = level(c, op, bytes, n, g, BY_RING), tree = ring;

	if (op == AIF_COLL_ALL_REDUCE || op == AIF_COLL_ALL_REDUCE_CUSTOM)
		tree = level(c, op, bytes, n, g, BY_TREE);
	if (by)
		*by = tree < ring ? BY_TREE : BY_RING;
	return tree < ring ? tree : ring;
}

// All traffic of the domain's GPUs passes their links, too.
static double
slower(const aif_coll *c, aif_coll_op op, double bytes, double per_domain, double out)
{
	double in =
	    per_domain < 2 || op == AIF_COLL_SEND_RECV ? 0 : within(c, op, bytes, per_domain, NULL);

	return in > out ? in : out;
}

double
aif_coll_s(const aif_coll *c, aif_coll_op op, double bytes, double n, double per_domain,
	   aif_kernel_mark *mark)
{
	double g;

	if (n < 2)
		return 0;
	if (per_domain >= n && n <= c->domain)
		return within(c, op, bytes, n, mark);
	aif_kernel_mark_join(mark, AIF_HOW_EXTRAPOLATED, band_wide);
	g = per_domain > c->domain ? c->domain : per_domain;
	g = g < 2 ? 1 : g;
	return slower(c, op, bytes, g, between(c, op, bytes, n, g, NULL));
}

double
aif_coll_ring_s(const aif_coll *c, aif_coll_op op, double bytes, double n, double per_domain,
		aif_kernel_mark *mark)
{
	double g = per_domain < 2 ? 1 : per_domain;

	if (op != AIF_COLL_ALL_REDUCE || n < 2)
		return aif_coll_s(c, op, bytes, n, per_domain, mark);
	if (per_domain >= n && n <= c->domain)
		return within(c, AIF_COLL_REDUCE_SCATTER, bytes, n, mark) +
		       within(c, AIF_COLL_ALL_GATHER, bytes, n, mark);
	aif_kernel_mark_join(mark, AIF_HOW_EXTRAPOLATED, band_wide);
	g = g > c->domain ? c->domain : g;
	return slower(c, op, bytes, g, level(c, op, bytes, n, g, BY_RING));
}

const char *
aif_coll_algorithm(const aif_coll *c, aif_coll_op op, double bytes, double n, double per_domain)
{
	int by;

	if (n < 2)
		return "none";
	if (per_domain < n || n > c->domain) {
		double g = per_domain > c->domain ? c->domain : per_domain < 2 ? 1 : per_domain;

		if (op == AIF_COLL_ALL_TO_ALL || op == AIF_COLL_SEND_RECV)
			return "direct";
		between(c, op, bytes, n, g, &by);
		if (op == AIF_COLL_BROADCAST)
			by = BY_TREE;
		if (g < 2)
			return by == BY_TREE ? "tree" : "ring";
		return by == BY_TREE ? "hierarchical tree" : "hierarchical ring";
	}
	// Multicast in the switch: all-reduce, more than four GPUs, from 2 MiB, NVLink 4
	// on. Source: stas00/ml-engineering 744d01e, network/benchmarks (H200, B200).
	if (op == AIF_COLL_ALL_REDUCE && n > 4 && bytes >= 2097152 && c->wire > 400e9)
		return "nvls";
	if (op == AIF_COLL_ALL_REDUCE_CUSTOM)
		return "one-shot";
	return op == AIF_COLL_ALL_TO_ALL || op == AIF_COLL_SEND_RECV ? "direct" : "ring";
}
