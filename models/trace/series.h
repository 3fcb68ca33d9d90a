// series.h - what every importer of an evenly spaced series shares.
#ifndef AIF_TRACE_SERIES_H
#define AIF_TRACE_SERIES_H

#include "models/trace/collect.h"

// Adds the row of time t_s (seconds after the first one): rows that are missing
// before it are added as unknown, at most AIF_SERIES_GAP of them. The first two rows
// set *step_s (0 before). Errors: AIF_EPARSE (not even, too long a gap), AIF_ENOMEM.
aif_err aif_series_row(aif_collect *g, const aif_csv_row *row, double t_s, double *step_s,
		       double **out, aif_diag *d);

enum { AIF_SERIES_GAP = 24 }; // rows that interpolation may bridge

// Interpolates gaps (the first column must have values, others may be absent), makes the frame
// unless err is set, releases g. A series that covers one calendar year exactly (in zone_s east of
// UTC) is a typical year. head begins the note. Returns err or its own.
typedef struct aif_series_end {
	const char *what, *path, *head;
	double step_s;
	int64_t zone_s;
} aif_series_end;
aif_err aif_series_frame(aif_collect *g, aif_err err, const aif_series_end *e, aif_arena *a,
			 aif_frame **out, aif_diag *d);

#endif
