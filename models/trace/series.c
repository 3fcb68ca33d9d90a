// series.c - evenly spaced rows, short gaps bridged by straight lines.
#include "models/trace/series.h"

#include <math.h>
#include <stdio.h>

#include "util/cal.h"

aif_err
aif_series_row(aif_collect *g, const aif_csv_row *row, double t_s, double *step_s, double **out,
	       aif_diag *d)
{
	double k = 0;

	if (g->n == 1)
		*step_s = t_s;
	if (g->n > 0 && !(*step_s > 0))
		return aif_err_fail(d, AIF_EPARSE,
				    "%.200s:%ld: the time does not grow (expected an even series)",
				    row->path, row->line);
	if (g->n > 0)
		k = t_s / *step_s;
	if (fabs(k - round(k)) > 1e-6 || round(k) < (double)g->n)
		return aif_err_fail(d, AIF_EPARSE,
				    "%.200s:%ld: the time is not that of the row before plus %g s "
				    "(expected an even series)",
				    row->path, row->line, *step_s);
	if (round(k) > (double)g->n + AIF_SERIES_GAP)
		return aif_err_fail(d, AIF_EPARSE,
				    "%.200s:%ld: %.0f rows are missing before this one", row->path,
				    row->line, round(k) - (double)g->n);
	do {
		*out = aif_collect_row(g);
	} while (*out && (double)g->n - 1 < round(k));
	return *out ? AIF_OK : aif_err_fail(d, AIF_ENOMEM, "%.200s: out of memory", row->path);
}

// 1 when n steps from start cover the calendar year that begins there.
static int
is_calendar_year(int64_t local_start_s, double span_s)
{
	aif_cal c, next;

	aif_cal_of_unix_s(local_start_s, &c);
	next = (aif_cal){ .year = c.year + 1, .month = 1, .day = 1 };
	return c.month == 1 && c.day == 1 && c.hour == 0 && c.minute == 0 &&
	       fabs(span_s - (double)(aif_cal_unix_s(&next) - local_start_s)) < 0.5;
}

aif_err
aif_series_frame(aif_collect *g, aif_err err, const aif_series_end *e, aif_arena *a,
		 aif_frame **out, aif_diag *d)
{
	char note[240];
	long filled = 0, n;
	size_t at;
	aif_frame *f;

	if (!err && g->n < 2)
		err = aif_err_fail(d, AIF_EPARSE, "%.200s: %zu rows (expected a series)", e->path,
				   g->n);
	for (int c = 0; c < g->n_col && !err; c++) {
		if (c > 0 && aif_collect_empty(g, c))
			continue; // not in this file: the frame leaves it out
		n = aif_collect_fill(g, c, AIF_SERIES_GAP, &at);
		if (n < 0)
			err = aif_err_fail(d, AIF_EPARSE,
					   "%.200s: column '%.60s' has no value in more than %d "
					   "rows from row %zu on",
					   e->path, g->col[c].name, AIF_SERIES_GAP, at + 1);
		filled += n;
	}
	if (!err)
		err = aif_collect_frame(g, e->what, e->path, a, &f, d);
	if (!err) {
		f->step_s = e->step_s;
		if (g->clock != AIF_CLOCK_NUMBERS || g->base_s >= 1000000000)
			f->start_unix_s = g->base_s;
		f->is_typical_year =
		    is_calendar_year(g->base_s + e->zone_s, (double)g->n * e->step_s);
		snprintf(note, sizeof note, "%s%s%zu rows of %g s, %ld values interpolated",
			 e->head, *e->head ? "; " : "", g->n, e->step_s, filled);
		f->note = aif_arena_strdup(a, note);
		if (f->note)
			*out = f;
		else
			err = aif_err_fail(d, AIF_ENOMEM, "%.200s: out of memory", e->path);
	}
	aif_collect_fini(g);
	return err;
}
