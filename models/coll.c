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
// Source: NCCL 2.19, src/graph/tuning.cc: hwLat NET, baseLat.
static const double step_s = 14e-6, step_small_s = 8.5e-6, base_s = 14e-6;
// A hop of a ring between GPUs of one domain, Simple protocol. Source: the same, hwLat NVLINK.
static const double hop_s = 3.4e-6;
// Below this many bytes per rail and step the small-message protocol is used.
// Source: the same, LL128 thresholds.
static const double small_bytes = 64e3;
// Two thirds of held-out points lie within this (header of coll.csv); beyond
// one domain the model stands on published peaks.
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
	if (strcmp(name, "alltoall") == 0)
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

// n GPUs of one domain.
static double
within(const aif_coll *c, aif_coll_op op, double bytes, double n, aif_kernel_mark *mark)
{
	aif_coll_op like = op == AIF_COLL_BROADCAST   ? AIF_COLL_ALL_GATHER
			   : op == AIF_COLL_SEND_RECV ? AIF_COLL_ALL_TO_ALL
						      : op;
	const aif_ktable_sub *s = c->tables ? aif_ktable_find(&c->t, like) : NULL;
	double outside = 0, scale = aif_coll_bus_factor(op, n) / aif_coll_bus_factor(like, n), x[3];

	if (op == AIF_COLL_SEND_RECV) {
		n = 2;
		scale = 2; // half of a two-party exchange's buffer crosses
	}
	bytes *= scale; // the same traffic
	x[0] = n;
	x[1] = 1;
	x[2] = bytes;
	if (!s) {
		aif_kernel_mark_join(mark, AIF_HOW_ROOFLINE, 0.35);
		return roof(c, like, 0.8 * c->wire, n, bytes); // 361 of 450 GB/s on H100 rings
	}
	bytes = exp(aif_ktable_at(s, x, &outside)) * roof(c, like, c->wire, n, bytes);
	aif_kernel_mark_join(mark,
			     !c->same      ? AIF_HOW_TRANSFERRED
			     : outside > 0 ? AIF_HOW_EXTRAPOLATED
					   : AIF_HOW_MEASURED,
			     band_table + (c->same ? 0 : 0.1) + 0.02 * outside);
	return bytes;
}

// Latency of a step with small messages.
static double
least_step(const aif_coll *c)
{
	return c->step < step_small_s ? c->step : step_small_s;
}

// One level over d domains, on the g rails of each.
static double
between(const aif_coll *c, aif_coll_op op, double bytes, double n, double g)
{
	double d = n / g, rate = c->nic * c->eff, traffic, steps, hops = 0;

	switch (op) {
	case AIF_COLL_ALL_REDUCE:
	case AIF_COLL_ALL_REDUCE_CUSTOM:
		traffic = 2 * (d - 1) / d * bytes / g;
		steps = 2 * ceil(log2(d)); // double binary tree, full bandwidth
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

double
aif_coll_s(const aif_coll *c, aif_coll_op op, double bytes, double n, double per_domain,
	   aif_kernel_mark *mark)
{
	double in, out;

	if (n < 2)
		return 0;
	if (per_domain >= n && n <= c->domain)
		return within(c, op, bytes, n, mark);
	aif_kernel_mark_join(mark, AIF_HOW_EXTRAPOLATED, band_wide);
	if (per_domain > c->domain)
		per_domain = c->domain;
	if (per_domain < 2)
		return between(c, op, bytes, n, 1);
	// All traffic of the domain's GPUs passes their links, too.
	in = op == AIF_COLL_SEND_RECV ? 0 : within(c, op, bytes, per_domain, NULL);
	out = between(c, op, bytes, n, per_domain);
	return in > out ? in : out;
}

const char *
aif_coll_algorithm(const aif_coll *c, aif_coll_op op, double bytes, double n, double per_domain)
{
	if (n < 2)
		return "none";
	if (per_domain < n || n > c->domain)
		return per_domain < 2 ? "ring" : "hierarchical";
	// Multicast in the switch: all-reduce, more than four GPUs, from 2 MiB, NVLink 4
	// on. Source: stas00/ml-engineering 744d01e, network/benchmarks (H200, B200).
	if (op == AIF_COLL_ALL_REDUCE && n > 4 && bytes >= 2097152 && c->wire > 400e9)
		return "nvls";
	if (op == AIF_COLL_ALL_REDUCE_CUSTOM)
		return "one-shot";
	return op == AIF_COLL_ALL_TO_ALL || op == AIF_COLL_SEND_RECV ? "direct" : "ring";
}
