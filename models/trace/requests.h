// requests.h - what every importer of a request trace shares.
//
// A request frame has arrival_s, isl (input tokens), osl (output tokens), and
// where the source has them prefix (input tokens that an unbounded prefix cache
// would have held) and model (text). Rows are in order of arrival; times count
// from the first one.
#ifndef AIF_TRACE_REQUESTS_H
#define AIF_TRACE_REQUESTS_H

#include "models/trace/collect.h"

enum {
	AIF_REQUESTS_ARRIVAL,
	AIF_REQUESTS_ISL,
	AIF_REQUESTS_OSL,
	AIF_REQUESTS_PREFIX,
	AIF_REQUESTS_MODEL,
	AIF_REQUESTS_N
};

typedef struct aif_requests {
	aif_collect g;
	long n_failed; // requests without any output
} aif_requests;

void aif_requests_begin(aif_requests *r);

// Adds a request: v[AIF_REQUESTS_N]; one without output is counted, not kept.
// Errors: AIF_ENOMEM.
aif_err aif_requests_put(aif_requests *r, const double *v, aif_diag *d);

// Sorts, makes the frame unless err is set, releases r. Returns err or its own.
aif_err aif_requests_end(aif_requests *r, aif_err err, const char *what, const char *path,
			 aif_arena *a, aif_frame **out, aif_diag *d);

// Names of a file's columns; model may be NULL.
typedef struct aif_requests_spec {
	const char *what, *arrival, *isl, *osl, *model;
} aif_requests_spec;

aif_err aif_requests_read(const char *path, const aif_requests_spec *spec, aif_arena *a,
			  aif_frame **out, aif_diag *d);

#endif
