// axis.h - the buckets of time that people look at: months, days or hours.
//
// A long run is shown by calendar month, a short one by day or hour. Series are
// summed over all entities of a model, then brought to the buckets.
#ifndef AIF_OUT_AXIS_H
#define AIF_OUT_AXIS_H

#include "out/read.h"

typedef enum aif_axis_how { AIF_AXIS_MEAN, AIF_AXIS_SUM, AIF_AXIS_MAX, AIF_AXIS_LAST } aif_axis_how;

typedef struct aif_axis {
	size_t n;
	double *edge;     // edge[n + 1], seconds since 1970; buckets are [edge[i], edge[i+1])
	const char *word; // "month", "day", "hour"
	int64_t start_unix_s;
} aif_axis;

// Covers [0, until] of the file. Errors: AIF_ENOMEM, AIF_ENOENT (nothing simulated).
aif_err aif_axis_create(aif_axis *out, const aif_read *r, aif_diag *d);
// Covers [from_s, to_s) seconds since the file's start.
aif_err aif_axis_span(aif_axis *out, const aif_read *r, double from_s, double to_s, aif_diag *d);
void aif_axis_free(aif_axis *a);

// The bucket that second t since the start falls in, or -1.
long aif_axis_find(const aif_axis *a, double t_s);

// 0 for a bucket cut so short at the start or end of the run that a sum over it
// would mislead beside the others.
int aif_axis_whole(const aif_axis *a, size_t i);

// Adds model.output of all such entities of the strategy, bin by bin, and
// reduces to x[a->n] (NaN where there is no bin). Returns how many series there
// were; -1 when one could not be read.
int aif_axis_series(const aif_axis *a, aif_read *r, const char *strategy, const char *model,
		    const char *output, aif_axis_how how, double *x);

#endif
