// design.c - axes read, crossed and filled.
//
// Point i is sample i % n_sample of combination i / n_sample of the lists, the last list
// turning fastest: more samples or other shards move no point.
// Source of the sequence: Sobol 1967; beyond its 40 dimensions Halton 1960 (util/quasi.h).
#include "out/design.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/quasi.h"

enum { MAX_POINT = 100000, MAX_TEXT = 256 };

typedef struct axis {
	const char *key, *unit;
	const char **word; // of a list; NULL: a range
	int n_word;
	double lo, hi;
	aif_dist dist;
	int is_dist;
} axis;

// --- reading -----------------------------------------------------------------------

// Number of pieces that commas outside of brackets and quotes part; with out, copies.
static int
split(const char *text, const char **out, aif_arena *a)
{
	int depth = 0, n = 0;
	const char *from = text;
	char quote = 0;

	for (const char *c = text;; c++) {
		if (quote) {
			quote = *c == quote ? 0 : quote;
		} else if (*c == '"' || *c == '\'') {
			quote = *c;
		} else {
			depth += (*c == '(' || *c == '{') - (*c == ')' || *c == '}');
		}
		if (*c && (*c != ',' || depth > 0 || quote))
			continue;
		if (out) {
			char *w = aif_arena_memdup(a, from, (size_t)(c - from) + 1);

			if (!w)
				return -1;
			w[c - from] = 0;
			out[n] = w;
		}
		n++;
		from = c + 1;
		if (!*c)
			return n;
	}
}

// "LO..HI" or "LO..HI*UNIT"; 0 when it is none.
static int
read_range(const char *text, axis *x)
{
	const char *dots = strstr(text, "..");
	char head[64], *end;

	if (!dots || dots == text || (size_t)(dots - text) >= sizeof head)
		return 0;
	memcpy(head, text, (size_t)(dots - text));
	head[dots - text] = 0;
	x->lo = strtod(head, &end);
	if (*end)
		return 0;
	x->hi = strtod(dots + 2, &end);
	if (end == dots + 2 || !(*end == 0 || (*end == '*' && end[1])))
		return 0;
	x->unit = *end ? end + 1 : "1";
	return 1;
}

// The number of a word like "14*MW" and its unit; NaN when it is no number.
static double
number_of(const char *word, const char **unit)
{
	char *end;
	double x = strtod(word, &end);

	while (*end == ' ')
		end++;
	if (end == word || (*end && *end != '*'))
		return NAN;
	*unit = *end ? end + 1 : "1";
	while (**unit == ' ')
		++*unit;
	return x;
}

static aif_err
read_axis(const char *text, axis *x, aif_arena *a, aif_diag *d)
{
	const char *eq = strchr(text, '=');
	char *key;

	if (!eq || eq == text || !eq[1])
		return aif_err_fail(d, AIF_EPARSE, "--vary %s: expected KEY=A,B,C or KEY=LOW..HIGH",
				    text);
	key = aif_arena_memdup(a, text, (size_t)(eq - text) + 1);
	if (!key)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	key[eq - text] = 0;
	x->key = key;
	if (read_range(eq + 1, x)) {
		if (!(x->lo < x->hi))
			return aif_err_fail(d, AIF_EPARSE,
					    "--vary %s: expected the lower end first", text);
		return AIF_OK;
	}
	x->n_word = split(eq + 1, NULL, NULL);
	x->unit = "1";
	x->word = aif_arena_alloc(a, (size_t)x->n_word * sizeof *x->word);
	if (!x->word || split(eq + 1, x->word, a) < 0)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	for (int i = 0; i < x->n_word; i++)
		if (!*x->word[i])
			return aif_err_fail(d, AIF_EPARSE, "--vary %s: value %d is empty", text,
					    i + 1);
	number_of(x->word[0], &x->unit);
	return AIF_OK;
}

// The inputs that the scenario itself declares, when no axis is given. Those of the
// catalog (errors of the performance models) are left to the replicas.
static aif_err
own_axes(const aif_scenario *s, axis **out, int *n, aif_arena *a, aif_diag *d)
{
	int most = aif_scenario_n_input(s);

	*n = 0;
	*out = aif_arena_alloc(a, ((size_t)most + 1) * sizeof **out);
	if (!*out)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	for (int i = 0; i < most; i++) {
		aif_scenario_input in;

		aif_scenario_input_at(s, i, &in);
		if (!in.of_catalog)
			(*out)[(*n)++] = (axis){
				.key = in.name, .unit = in.unit, .dist = in.dist, .is_dist = 1
			};
	}
	if (*n == 0)
		return aif_err_fail(d, AIF_EINVAL,
				    "%s: nothing varies (expected --vary KEY=VALUES or a "
				    "param() that is a distribution)",
				    aif_scenario_path(s));
	return AIF_OK;
}

// --- points ------------------------------------------------------------------------

// The value of axis k at a point, as text and number.
static aif_err
value_of(const axis *x, int at_word, double u, const char **set, double *num, aif_arena *a)
{
	char text[MAX_TEXT];

	if (x->word) {
		const char *unit = x->unit;

		*num = number_of(x->word[at_word], &unit);
		if (strcmp(unit, x->unit) != 0) // not comparable with the first
			*num = NAN;
		snprintf(text, sizeof text, "%s=%s", x->key, x->word[at_word]);
	} else {
		double v =
		    x->is_dist ? aif_dist_quantile(&x->dist, u) : x->lo + (x->hi - x->lo) * u;
		int bare = strcmp(x->unit, "1") == 0;

		snprintf(text, sizeof text, "%s=%.9g%s%s", x->key, v, bare ? "" : "*",
			 bare ? "" : x->unit);
		*num = strtod(strchr(text, '=') + 1, NULL);
	}
	*set = aif_arena_strdup(a, text);
	return *set ? AIF_OK : AIF_ENOMEM;
}

static aif_err
points(aif_design *o, const axis *x, const double *u, int n_sample, aif_arena *a)
{
	size_t n = (size_t)o->n_axis;
	double *num = aif_arena_alloc(a, (size_t)o->n_point * n * sizeof *num);
	const char **set = aif_arena_alloc(a, (size_t)o->n_point * n * sizeof *set);
	aif_err err = num && set ? AIF_OK : AIF_ENOMEM;

	for (int i = 0; i < o->n_point && err == AIF_OK; i++) {
		int rest = i / n_sample;
		size_t range = 0, dim = 0;

		for (size_t k = 0; k < n; k++)
			dim += x[k].word == NULL;
		for (size_t k = n; k-- > 0 && err == AIF_OK;) {
			size_t at = (size_t)i * n + k;
			int word = x[k].word ? rest % x[k].n_word : 0;
			double v = 0;

			rest = x[k].word ? rest / x[k].n_word : rest;
			if (!x[k].word)
				v = u[(size_t)(i % n_sample) * dim + dim - 1 - range++];
			err = value_of(&x[k], word, v, &set[at], &num[at], a);
		}
	}
	o->x = num;
	o->set = set;
	return err;
}

static aif_err
lines(aif_design *o, aif_arena *a)
{
	size_t n = (size_t)o->n_axis;
	const char **line = aif_arena_alloc(a, (size_t)o->n_point * sizeof *line);

	for (size_t i = 0; i < (size_t)o->n_point && line; i++) {
		size_t len = 1;
		char *text;

		for (size_t k = 0; k < n; k++)
			len += strlen(o->set[i * n + k]) + 1;
		text = aif_arena_alloc(a, len);
		for (size_t k = 0; k < n && text; k++) {
			strcat(text, k ? " " : "");
			strcat(text, o->set[i * n + k]);
		}
		line[i] = text;
		if (!text)
			return AIF_ENOMEM;
	}
	o->line = line;
	return line ? AIF_OK : AIF_ENOMEM;
}

// How many points there are, and in how many of them ranges are sampled.
static aif_err
count(aif_design *o, const axis *x, int samples, int *n_sample, aif_diag *d)
{
	double n = 1;
	int ranges = 0;

	for (int k = 0; k < o->n_axis; k++) {
		n *= x[k].word ? x[k].n_word : 1;
		ranges += !x[k].word;
	}
	if (samples > 0 && ranges == 0)
		return aif_err_fail(d, AIF_EINVAL,
				    "--samples %d: every axis is a list (expected a range, "
				    "--vary KEY=LOW..HIGH)",
				    samples);
	*n_sample = ranges == 0 ? 1 : samples > 0 ? samples : AIF_DESIGN_SAMPLES;
	n *= *n_sample;
	if (n > MAX_POINT)
		return aif_err_fail(d, AIF_EINVAL, "%.0f points are too many (expected at most %d)",
				    n, MAX_POINT);
	o->n_point = (int)n;
	return AIF_OK;
}

// u[n_sample][dim] of the ranges.
static aif_err
fill(const aif_design *o, const axis *x, int n_sample, double **u, aif_arena *a)
{
	size_t dim = 0;
	aif_quasi_kind kind;
	double *shift;

	for (int k = 0; k < o->n_axis; k++)
		dim += x[k].word == NULL;
	kind = dim <= aif_quasi_dimensions(AIF_QUASI_SOBOL) ? AIF_QUASI_SOBOL : AIF_QUASI_HALTON;
	shift = aif_arena_alloc(a, (dim + 1) * sizeof *shift); // zeros: the sequence itself
	*u = aif_arena_alloc(a, (dim + 1) * (size_t)n_sample * sizeof **u);
	if (!shift || !*u || dim > aif_quasi_dimensions(kind))
		return AIF_ENOMEM;
	return aif_quasi_fill(kind, dim, shift, (size_t)n_sample, *u, dim);
}

aif_err
aif_design_make(aif_design *out, const aif_scenario *s, const char *const *vary, int n, int samples,
		aif_arena *a, aif_diag *d)
{
	axis *x = aif_arena_alloc(a, ((size_t)n + 1) * sizeof *x);
	aif_design o = { .n_axis = n };
	const char **key, **unit;
	double *u;
	int n_sample = 1;
	aif_err err = x ? AIF_OK : aif_err_fail(d, AIF_ENOMEM, "out of memory");

	for (int k = 0; k < n && err == AIF_OK; k++) {
		err = read_axis(vary[k], &x[k], a, d);
		for (int i = 0; i < k && err == AIF_OK; i++)
			if (strcmp(x[i].key, x[k].key) == 0)
				err =
				    aif_err_fail(d, AIF_EPARSE, "--vary %s: given twice", x[k].key);
	}
	if (err == AIF_OK && n == 0)
		err = own_axes(s, &x, &o.n_axis, a, d);
	if (err == AIF_OK)
		err = count(&o, x, samples, &n_sample, d);
	if (err != AIF_OK)
		return err;
	key = aif_arena_alloc(a, (size_t)o.n_axis * sizeof *key);
	unit = aif_arena_alloc(a, (size_t)o.n_axis * sizeof *unit);
	if (!key || !unit || fill(&o, x, n_sample, &u, a) != AIF_OK ||
	    points(&o, x, u, n_sample, a) != AIF_OK || lines(&o, a) != AIF_OK)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	for (int k = 0; k < o.n_axis; k++) {
		key[k] = x[k].key;
		unit[k] = x[k].unit;
	}
	o.axis = key;
	o.unit = unit;
	*out = o;
	return AIF_OK;
}
