// calrun.h - what `aifsim calibrate import` has read: measured points with their places.
//
// Readers of foreign formats (calkern.c, calsuite.c, calnccl.c, calpower.c) fill it;
// calgrid.c makes tables of it, calfit.c fits laws to it. A reader takes a whole
// text and either adds all of it or fails with file:line; it never guesses a unit.
#ifndef AIF_MODELS_CALRUN_H
#define AIF_MODELS_CALRUN_H

#include <stdio.h>

#include "models/kspec.h"

// A kernel or collective timed once. key: index of its words in the table's keys.
typedef struct aif_calpoint {
	int key, source;
	long line;
	double x[3]; // row axes, column axis; 1 where there is none
	double t_s;
	double spread_frac; // (p90 - p10) / median of its samples; NaN: not stated
	uint64_t shape;     // all that the row says of what was run
	int version;        // of the library, index; 0: not stated
} aif_calpoint;

typedef struct aif_calpoints {
	size_t n, cap;
	aif_calpoint *p;
	int n_key, cap_key;
	const char *(*key)[AIF_KTABLE_KEYS];
} aif_calpoints;

// A steady load and what it drew. NaN: not stated.
typedef struct aif_calload {
	const char *activity, *data, *type, *shape; // type of numbers, "MxNxK"; or ""
	double duty_frac, cap_w, power_w, sm_hz, temperature_c;
	double flop_s, bytes_s; // reached while it ran, times duty
	int source;
	long line;
} aif_calload;

// A reading of a power log. NaN: not stated.
typedef struct aif_calsample {
	int meter, source; // GPU or node
	long line;
	double t_s, power_w, util_frac, memory_frac, sm_hz, temperature_c;
} aif_calsample;

// A single figure: launch latency, bandwidth of a copy.
typedef struct aif_calfact {
	const char *name, *unit;
	double value; // SI
	int source;
} aif_calfact;

typedef struct aif_calsource {
	const char *path, *format;
	const char *device, *gpu, *driver, *cuda, *library, *date, *command, *revision; // or ""
	size_t rows, used, bad, unused; // read; taken; failed their check; of no table
	const char *note;               // what was left out and why; ""
} aif_calsource;

typedef struct aif_calrun {
	aif_arena *a;
	const char *set; // rows of other systems are passed over where a file holds several
	aif_calpoints table[AIF_KSPEC_N];
	aif_calload *load;
	aif_calsample *sample;
	aif_calfact *fact;
	aif_calsource *source;
	const char **version;
	size_t n_load, cap_load, n_sample, cap_sample, n_fact, cap_fact, n_source, cap_source,
	    n_version, cap_version;
	int dense; // a table far denser than what is kept was read
} aif_calrun;

// set may be NULL. Free with aif_calrun_free, also after an error.
aif_err aif_calrun_create(aif_calrun *r, const char *set, aif_diag *d);
void aif_calrun_free(aif_calrun *r);

// Reads a file (plain or gzip) of any known format, told by its content. Errors:
// AIF_ENOENT, AIF_EIO, AIF_EPARSE with "path:line: ...".
aif_err aif_calrun_read(aif_calrun *r, const char *path, aif_diag *d);
aif_err aif_calrun_parse(aif_calrun *r, const char *path, const char *text, size_t n, aif_diag *d);

// The GPU's device name that all sources agree on, or "". AIF_EPARSE: they differ.
aif_err aif_calrun_device(const aif_calrun *r, const char **device, aif_diag *d);

// --- for readers -----------------------------------------------------------------

// A reader: text[n] ends with a NUL; src is filled in as far as it says.
typedef aif_err aif_calrun_fn(aif_calrun *r, int src, const char *text, size_t n, aif_diag *d);
aif_calrun_fn aif_calkern_parse, aif_calsuite_parse, aif_calnccl_parse, aif_calpower_parse;

// The first line that is no remark.
const char *aif_calrun_head(const char *text);
// Adds a point; key words are copied. p->key is set. Refuses what is not a positive
// finite time with "path:line: ...".
aif_err aif_calrun_point(aif_calrun *r, int table, const char *const *key, aif_calpoint *p,
			 aif_diag *d);
aif_err aif_calrun_load(aif_calrun *r, const aif_calload *x, aif_diag *d);
aif_err aif_calrun_sample(aif_calrun *r, const aif_calsample *x, aif_diag *d);
aif_err aif_calrun_fact(aif_calrun *r, int src, const char *name, double value, const char *unit,
			aif_diag *d);
// Copies a word into the run; "" when memory is out.
const char *aif_calrun_word(aif_calrun *r, const char *s);
int aif_calrun_version(aif_calrun *r, const char *word);
// Keeps of a table's points those of the newest version each of the sources has.
void aif_calrun_newest(aif_calrun *r, int table, size_t from);

#endif
