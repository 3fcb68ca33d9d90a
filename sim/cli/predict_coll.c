// predict_coll.c - a row of a collective table.
#include <math.h>
#include <string.h>
#include <strings.h>

#include "cli/predict.h"

enum { TIME, ALGBW, BUSBW, ALGO };

static aif_err
row(aif_predict *p, const aif_csv_row *r, aif_predict_ans *a, aif_diag *d)
{
	const char *name = aif_predict_text(r, "op");
	int op = aif_coll_op_of(name);
	double n, nodes, bytes, per, t, us, factor, alg, bus, domain;
	const aif_kernel *k;
	const aif_coll *c;
	aif_err e;
	int ring;

	if ((e = aif_predict_num(r, "n_gpus", NAN, &n, d)) ||
	    (e = aif_predict_num(r, "n_nodes", 1, &nodes, d)) ||
	    (e = aif_predict_num(r, "bytes", NAN, &bytes, d)) ||
	    (e = aif_predict_num(r, "measured_time_us", NAN, &us, d)) ||
	    (e = aif_predict_num(r, "measured_algbw_gbytes_s", NAN, &alg, d)) ||
	    (e = aif_predict_num(r, "measured_busbw_gbytes_s", NAN, &bus, d)))
		return e;
	if (op < 0)
		return aif_err_fail(d, AIF_EREFUSED, "unknown operation '%s'", name);
	if (isnan(n) || isnan(bytes) || n < 2 || bytes <= 0)
		return aif_err_fail(d, AIF_EREFUSED, "n_gpus or bytes is not stated");
	if ((e = aif_predict_gpu(p, aif_predict_text(r, "system"), &k, &c, d)))
		return e;
	if (nodes < 1 || nodes > n || fmod(n, nodes) != 0)
		return aif_err_fail(d, AIF_EREFUSED, "%g GPUs do not stand evenly in %g nodes", n,
				    nodes);
	if (op == AIF_COLL_ALL_REDUCE_CUSTOM && nodes > 1)
		return aif_err_fail(d, AIF_EREFUSED, "%s works within a domain", name);
	per = n / nodes;
	// Trays of a rack-scale domain are nodes, and in it: full racks, or even parts.
	domain = aif_kernel_gpu(k)->scaleup_gpus;
	if (per < domain && domain > 8)
		per = n / ceil(n / domain);
	ring = strcasecmp(aif_predict_text(r, "algorithm"), "ring") == 0;
	t = ring ? aif_coll_ring_s(c, (aif_coll_op)op, bytes, n, per, &a->mark)
		 : aif_coll_s(c, (aif_coll_op)op, bytes, n, per, &a->mark);
	factor = aif_coll_bus_factor((aif_coll_op)op, n);
	a->x[TIME] = t * 1e6;
	a->x[ALGBW] = bytes / t / 1e9;
	a->x[BUSBW] = factor * bytes / t / 1e9;
	a->text[ALGO] = ring ? "ring" : aif_coll_algorithm(c, (aif_coll_op)op, bytes, n, per);
	// All three are the same measurement; the error is that of the time.
	a->predicted = a->x[TIME];
	a->measured = !isnan(us)               ? us
		      : !isnan(alg) && alg > 0 ? bytes / alg / 1e3
		      : !isnan(bus) && bus > 0 ? factor * bytes / bus / 1e3
					       : NAN;
	return AIF_OK;
}

const aif_predict_kind aif_predict_coll = {
	.name = "collective",
	.cols = "time_us,algbw_gbytes_s,busbw_gbytes_s,algorithm_used",
	.row = row,
};
