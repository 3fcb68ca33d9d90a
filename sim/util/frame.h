// frame.h - a table of measured data: named, united columns of doubles.
//
// Importers turn a weather file, a price series, a job or a request trace into
// a frame; models find their columns by name. Text columns are stored as codes
// with a dictionary. A frame is immutable once loaded and may be shared by all
// simulations of a process.
#ifndef AIF_UTIL_FRAME_H
#define AIF_UTIL_FRAME_H

#include <stddef.h>
#include <stdint.h>

#include "util/arena.h"
#include "util/err.h"

typedef struct aif_frame_col {
	const char *name;  // "drybulb_c", "submit_s", "isl_tokens"
	const char *unit;  // "degC", "s", "1"
	double *x;         // x[n_row]; NaN where the source has no value
	const char **word; // dictionary of a text column, else NULL: word[(int)x[i]]
	int n_word;
} aif_frame_col;

typedef struct aif_frame {
	const char *what; // importer's name: "epw", "hourly", "philly"
	const char *path; // file it came from, as the scenario wrote it
	size_t n_row;
	int n_col;
	aif_frame_col *col;
	double step_s;        // spacing of a regular series; 0 for event tables
	int64_t start_unix_s; // UTC time of row 0 where known; 0 otherwise
	int is_typical_year;  // a regular series that repeats each calendar year
	const char *note;     // header facts (location, elevation), free text
	double elevation_m;   // weather only; NaN else
} aif_frame;

// Makes an empty frame with n_col columns and room for cap rows in arena a.
aif_err aif_frame_create(aif_frame **out, aif_arena *a, int n_col, size_t cap);

// The column of that name, or NULL.
const aif_frame_col *aif_frame_find(const aif_frame *f, const char *name);

// Mean of column c over [t0, t1) of a regular series, t in seconds since
// start_unix_s; a typical year (or a shorter series) repeats. t1 > t0. O(rows
// touched). Values are held constant within a step.
double aif_frame_mean(const aif_frame *f, const aif_frame_col *c, double t0_s, double t1_s);

// Rows of a regular series that follow one another from the one that holds at a time:
// row + (t - from_us) / step holds at t in [from_us, until_us), microseconds since
// start_unix_s.
typedef struct aif_frame_run {
	size_t row;
	int64_t step_us, from_us, until_us;
} aif_frame_run;

// The run at t_s; f has rows and a step.
aif_frame_run aif_frame_run_at(const aif_frame *f, double t_s);

// aif_frame_mean for who asks for one interval after the other: run, zeroed at first, is
// where the last one lay.
double aif_frame_mean_in(const aif_frame *f, const aif_frame_col *c, aif_frame_run *run,
			 double t0_s, double t1_s);

#endif
