// figsweep.c - figures of a merged sweep.
//
// Over an axis of a list a line goes through the medians of all points with that value, the
// band from the least to the most of them (P10 and P90 where there are replicas); over a
// range each point is a dot. Two axes make a map of each strategy, and of which costs least.
#include "out/figsweep.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "out/words.h"
#include "util/stat.h"
#include "util/unit.h"

enum { MOST_AXES = 6, MOST_MAPS = 4, MOST_VALUES = 12 };

// --- values -------------------------------------------------------------------------------

// Column of a strategy's result: its whole name, or what follows its last dot.
static int
column(const aif_sweepfile *f, const char *strategy, const char *result)
{
	for (int k = 0; k < f->n_metric; k++) {
		const char *dot = strrchr(f->metric[k].name, '.');

		if (strcmp(f->metric[k].strategy, strategy) == 0 &&
		    (strcmp(f->metric[k].name, result) == 0 ||
		     (dot && strcmp(dot + 1, result) == 0)))
			return k;
	}
	return -1;
}

static aif_err
no_result(const aif_sweepfile *f, const char *result, aif_diag *d)
{
	const char **names = calloc((size_t)f->n_metric + 1, sizeof *names), *near;

	for (int k = 0; names && k < f->n_metric; k++) {
		const char *dot = strrchr(f->metric[k].name, '.');

		names[k] = dot ? dot + 1 : f->metric[k].name;
	}
	near = names ? aif_err_nearest(result, names, f->n_metric) : NULL;
	free(names);
	return aif_err_fail(d, AIF_ENOENT, "the sweep has no result '%s'%s%s%s", result,
			    near ? " (did you mean '" : " (expected one such as npv_cost_usd",
			    near ? near : "", near ? "'?)" : ")");
}

// Of the rows of one point, which begin at row i; returns the row after them.
static int
quantiles(const aif_sweepfile *f, int i, int col, double *scratch, double q[3])
{
	double point = i < f->n_row ? f->where[2 * i] : -1;
	size_t n = 0;

	for (; i < f->n_row && (int)f->where[2 * i] == (int)point; i++)
		scratch[n++] = f->value[(size_t)i * (size_t)f->n_metric + (size_t)col];
	n = aif_stat_sort(scratch, n);
	for (int k = 0; k < 3; k++)
		q[k] = aif_stat_quantile(scratch, n, (double[]){ 0.1, 0.5, 0.9 }[k]);
	return i;
}

// Rows stand in the order of points.
static void
fill(aif_figsweep *x, int s, int col, double *scratch)
{
	const aif_sweepfile *f = x->f;

	for (int p = 0; p < f->design.n_point; p++) {
		double *q = &x->q[((size_t)p * (size_t)x->n + (size_t)s) * 3];

		q[0] = q[1] = q[2] = (double)NAN;
	}
	for (int i = 0; col >= 0 && i < f->n_row;) {
		int p = (int)f->where[2 * i];

		i = quantiles(f, i, col, scratch,
			      &x->q[((size_t)p * (size_t)x->n + (size_t)s) * 3]);
	}
}

static const char *
label_of(const char *result)
{
	for (int i = 0; aif_words_line_at(i); i++)
		if (strcmp(aif_words_line_at(i)->name, result) == 0)
			return aif_words_line_at(i)->label;
	return result;
}

// "KEY=VALUE" of a point on an axis.
static const char *
word(const aif_design *g, int point, int axis)
{
	const char *eq = strchr(g->set[point * g->n_axis + axis], '=');

	return eq ? eq + 1 : "";
}

static void
find_axes(aif_figsweep *x)
{
	const aif_design *g = &x->f->design;

	for (int k = 0; k < g->n_axis && x->n_axis < MOST_AXES; k++)
		for (int p = 1; p < g->n_point; p++)
			if (strcmp(word(g, p, k), word(g, 0, k)) != 0) {
				x->axis[x->n_axis++] = k;
				break;
			}
}

aif_err
aif_figsweep_open(aif_figsweep *x, const aif_sweepfile *f, const char *result, aif_arena *a,
		  aif_diag *d)
{
	double *scratch = aif_arena_alloc(a, ((size_t)f->n_row + 1) * sizeof *scratch);
	int any = 0;

	*x = (aif_figsweep){ .f = f, .result = result, .unit = "1", .label = label_of(result) };
	x->n = f->n_strategy < AIF_FIGSWEEP_STRATEGIES ? f->n_strategy : AIF_FIGSWEEP_STRATEGIES;
	x->q =
	    aif_arena_alloc(a, ((size_t)f->design.n_point * (size_t)x->n * 3 + 1) * sizeof *x->q);
	x->has_spread = f->n_replica > 1;
	if (!scratch || !x->q)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	for (int s = 0; s < x->n; s++) {
		int col = column(f, f->strategy[s], result);

		if (col >= 0 && !any++)
			x->unit = f->metric[col].unit;
		fill(x, s, col, scratch);
	}
	find_axes(x);
	return any ? AIF_OK : no_result(f, result, d);
}

const double *
aif_figsweep_at(const aif_figsweep *x, int point, int strategy)
{
	return &x->q[((size_t)point * (size_t)x->n + (size_t)strategy) * 3];
}

int
aif_figsweep_least(const aif_figsweep *x, int point)
{
	int best = -1;

	for (int s = 0; s < x->n; s++) {
		double y = aif_figsweep_at(x, point, s)[1];

		if (!isnan(y) && (best < 0 || y < aif_figsweep_at(x, point, best)[1]))
			best = s;
	}
	return best;
}

// --- axes ---------------------------------------------------------------------------------

// The values that an axis takes: of a list, in their order; n 0: a range.
typedef struct values {
	int axis, n, is_number;
	int first[MOST_VALUES]; // the first point that has it
} values;

static double
number(const aif_design *g, int point, int axis)
{
	return g->x[point * g->n_axis + axis];
}

// Which of the values a point has.
static int
which(const aif_design *g, const values *v, int point)
{
	for (int i = 0; i < v->n; i++)
		if (strcmp(word(g, v->first[i], v->axis), word(g, point, v->axis)) == 0)
			return i;
	return -1;
}

static values
values_of(const aif_design *g, int axis)
{
	values v = { .axis = axis, .is_number = 1 };

	for (int p = 0; p < g->n_point; p++) {
		v.is_number &= !isnan(number(g, p, axis));
		if (which(g, &v, p) >= 0)
			continue;
		if (v.n == MOST_VALUES) {
			v.n = 0;
			v.is_number = 1;
			return v;
		}
		v.first[v.n++] = p;
	}
	return v;
}

static void
put_axis(aif_gnuplot *g, const aif_design *d, int axis, const char *name)
{
	const char *unit = d->unit[axis];
	char label[160];

	if (*unit && strcmp(unit, "1") != 0)
		snprintf(label, sizeof label, "%.90s / (%.40s)", d->axis[axis], unit);
	else
		snprintf(label, sizeof label, "%.90s", d->axis[axis]);
	aif_gnuplot_text(g, name, label);
}

// Values as labels of places 1 .. n.
static void
put_tics(aif_gnuplot *g, const aif_design *d, const values *v, char which_axis)
{
	char name[24], label[32];

	snprintf(name, sizeof name, "n_%ctic", which_axis);
	aif_gnuplot_num(g, name, v->n);
	for (int i = 0; i < v->n; i++) {
		snprintf(name, sizeof name, "%ctic%d", which_axis, i + 1);
		if (v->is_number)
			snprintf(label, sizeof label, "%.4g", number(d, v->first[i], v->axis));
		else
			snprintf(label, sizeof label, "%.20s", word(d, v->first[i], v->axis));
		aif_gnuplot_text(g, name, label);
	}
}

// --- scale --------------------------------------------------------------------------------

static double
scale_of(const aif_figsweep *x, char *label, size_t n)
{
	static const struct {
		double by;
		const char *word;
	} steps[] = { { 1e-9, "billion " }, { 1e-6, "million " }, { 1e-3, "thousand " } };
	double most = 0;
	size_t k = 0;
	int plain = strcmp(x->unit, "1") == 0;

	for (int i = 0; i < x->f->design.n_point * x->n; i++)
		most = isnan(x->q[3 * i + 1]) ? most : fmax(most, fabs(x->q[3 * i + 1]));
	while (k < 3 && most * steps[k].by < 1)
		k++;
	if (k < 3 && most < 2e4 && k == 2)
		k = 3;
	snprintf(label, n, "%s%s%s%s", x->label, plain && k == 3 ? "" : " / (",
		 k < 3 ? steps[k].word : "", plain ? "" : x->unit);
	if (!(plain && k == 3))
		snprintf(label + strlen(label), n - strlen(label), ")");
	return k < 3 ? steps[k].by : 1;
}

static const char *
shown(const char *strategy)
{
	return *strategy ? strategy : "this plan";
}

// --- over one axis ------------------------------------------------------------------------

// Median, least and most of a strategy at all points that have value i.
static void
gather(const aif_figsweep *x, const values *v, int i, int s, double out[3])
{
	const aif_design *g = &x->f->design;
	double all[3] = { NAN, NAN, NAN }, *mid = malloc(((size_t)g->n_point + 1) * sizeof *mid);
	size_t n = 0;

	for (int p = 0; p < g->n_point; p++) {
		const double *q = aif_figsweep_at(x, p, s);

		if (which(g, v, p) != i || isnan(q[1]))
			continue;
		all[0] = fmin(all[0], q[0]);
		all[2] = fmax(all[2], q[2]);
		if (mid)
			mid[n++] = q[1];
	}
	if (mid)
		all[1] = aif_stat_quantile(mid, aif_stat_sort(mid, n), 0.5);
	free(mid);
	memcpy(out, all, sizeof all);
}

static int
put_line(const aif_figsweep *x, const values *v, int s, double by, aif_text *t)
{
	const aif_design *g = &x->f->design;
	int any = 0;

	for (int i = 0; i < (v->n ? v->n : g->n_point); i++) {
		double q[3], at;

		if (v->n)
			gather(x, v, i, s, q);
		else
			memcpy(q, aif_figsweep_at(x, i, s), sizeof q);
		at = v->n && !v->is_number ? i + 1 : number(g, v->n ? v->first[i] : i, v->axis);
		if (isnan(q[1]) || isnan(at))
			continue;
		aif_text_putf(t, "%.9g %.9g %.9g %.9g\n", at, q[1] * by, q[0] * by, q[2] * by);
		any = 1;
	}
	return any;
}

static void
over_axis(const aif_figsweep *x, int axis, aif_figsweep_one *out)
{
	const aif_design *g = &x->f->design;
	values v = values_of(g, axis);
	char label[160], name[24];
	double by = scale_of(x, label, sizeof label);
	int n = 0;

	snprintf(out->name, sizeof out->name, "over-%d", axis + 1);
	snprintf(out->title, sizeof out->title, "%.60s over %.60s", x->label, g->axis[axis]);
	out->g.script = "sweepline";
	put_axis(&out->g, g, axis, "x_label");
	aif_gnuplot_text(&out->g, "y_label", label);
	aif_gnuplot_num(&out->g, "dots", v.n == 0);
	if (v.n && !v.is_number)
		put_tics(&out->g, g, &v, 'x');
	else
		aif_gnuplot_num(&out->g, "n_xtic", 0);
	for (int s = 0; s < x->n && n < AIF_GNUPLOT_FILES; s++) {
		aif_text *t;

		snprintf(name, sizeof name, "line%d", n + 1);
		t = aif_gnuplot_file(&out->g, name);
		if (!t || !put_line(x, &v, s, by, t)) {
			out->g.n_file -= t != NULL;
			continue;
		}
		n++;
		snprintf(name, sizeof name, "name%d", n);
		aif_gnuplot_text(&out->g, name, shown(x->f->strategy[s]));
		snprintf(name, sizeof name, "hue%d", n);
		aif_gnuplot_num(&out->g, name, s % 12 + 1);
	}
	aif_gnuplot_num(&out->g, "n_line", n);
	aif_text_putf(&out->caption,
		      v.n ? "Median over all points with that value of %s; the band is from the "
			    "least to the most of them%s."
			  : "Each dot is a point of the sweep, by its %s%s.",
		      g->axis[axis],
		      !x->has_spread ? ""
		      : v.n          ? " (P10 and P90 over the replicas)"
				     : "; medians over the replicas");
}

// --- over two axes ------------------------------------------------------------------------

// Median over all points of a cell (i, j).
static double
cell(const aif_figsweep *x, const values v[2], int i, int j, int s)
{
	const aif_design *g = &x->f->design;
	double *mid = malloc(((size_t)g->n_point + 1) * sizeof *mid), m;
	size_t n = 0;

	for (int p = 0; mid && p < g->n_point; p++)
		if (which(g, &v[0], p) == i && which(g, &v[1], p) == j &&
		    !isnan(aif_figsweep_at(x, p, s)[1]))
			mid[n++] = aif_figsweep_at(x, p, s)[1];
	m = mid && n ? aif_stat_quantile(mid, aif_stat_sort(mid, n), 0.5) : (double)NAN;
	free(mid);
	return m;
}

static void
put_map_axes(const aif_figsweep *x, const values v[2], aif_gnuplot *g)
{
	put_axis(g, &x->f->design, v[0].axis, "x_label");
	put_axis(g, &x->f->design, v[1].axis, "y_label");
	put_tics(g, &x->f->design, &v[0], 'x');
	put_tics(g, &x->f->design, &v[1], 'y');
	aif_gnuplot_num(g, "dots", v[0].n == 0 || v[1].n == 0);
}

// Place of a point or cell on an axis: of a list its number.
static double
place(const aif_design *g, const values *v, int point, int i)
{
	return v->n ? (i >= 0 ? i : which(g, v, point)) + 1 : number(g, point, v->axis);
}

static void
put_cells(const aif_figsweep *x, const values v[2], int s, double by, aif_text *t)
{
	const aif_design *g = &x->f->design;
	int dots = v[0].n == 0 || v[1].n == 0;

	for (int p = 0; dots && p < g->n_point; p++)
		if (!isnan(aif_figsweep_at(x, p, s)[1]))
			aif_text_putf(t, "%.9g %.9g %.9g\n", place(g, &v[0], p, -1),
				      place(g, &v[1], p, -1), aif_figsweep_at(x, p, s)[1] * by);
	for (int i = 0; !dots && i < v[0].n; i++)
		for (int j = 0; j < v[1].n; j++) {
			double y = cell(x, v, i, j, s);

			if (!isnan(y))
				aif_text_putf(t, "%d %d %.9g\n", i + 1, j + 1, y * by);
		}
}

static void
over_two(const aif_figsweep *x, int s, aif_figsweep_one *out)
{
	const aif_design *g = &x->f->design;
	values v[2] = { values_of(g, x->axis[0]), values_of(g, x->axis[1]) };
	char label[160];
	double by = scale_of(x, label, sizeof label), lo = INFINITY, hi = -INFINITY;
	aif_text *t = aif_gnuplot_file(&out->g, "map");

	snprintf(out->name, sizeof out->name, "map-%d", s + 1);
	snprintf(out->title, sizeof out->title, "%.50s of %.50s", x->label,
		 shown(x->f->strategy[s]));
	out->g.script = "sweepmap";
	put_map_axes(x, v, &out->g);
	aif_gnuplot_text(&out->g, "z_label", label);
	aif_gnuplot_num(&out->g, "least", 0);
	for (int p = 0; p < g->n_point; p++) {
		double y = aif_figsweep_at(x, p, s)[1];

		lo = isnan(y) ? lo : fmin(lo, y * by);
		hi = isnan(y) ? hi : fmax(hi, y * by);
	}
	aif_gnuplot_num(&out->g, "z_min", isfinite(lo) ? lo : 0);
	aif_gnuplot_num(&out->g, "z_max", isfinite(hi) ? hi : 0);
	if (t)
		put_cells(x, v, s, by, t);
	aif_text_putf(&out->caption, "%s%s, by %s and %s%s.", x->has_spread ? "Medians of " : "",
		      label, g->axis[x->axis[0]], g->axis[x->axis[1]],
		      x->n_axis > 2 ? "; medians over the other axes" : "");
}

// Which strategy has least, where there is one point to a cell at the median of the rest.
static int
least_of(const aif_figsweep *x, const values v[2], int i, int j)
{
	int best = -1;
	double least = 0;

	for (int s = 0; s < x->n; s++) {
		double y = cell(x, v, i, j, s);

		if (isnan(y) || (best >= 0 && y >= least))
			continue;
		best = s;
		least = y;
	}
	return best;
}

static void
put_least(const aif_figsweep *x, const values v[2], aif_text *t)
{
	const aif_design *g = &x->f->design;
	int dots = v[0].n == 0 || v[1].n == 0;

	for (int p = 0; dots && p < g->n_point; p++)
		if (aif_figsweep_least(x, p) >= 0)
			aif_text_putf(t, "%.9g %.9g %d\n", place(g, &v[0], p, -1),
				      place(g, &v[1], p, -1), aif_figsweep_least(x, p) + 1);
	for (int i = 0; !dots && i < v[0].n; i++)
		for (int j = 0; j < v[1].n; j++)
			if (least_of(x, v, i, j) >= 0)
				aif_text_putf(t, "%d %d %d\n", i + 1, j + 1,
					      least_of(x, v, i, j) + 1);
}

static void
over_least(const aif_figsweep *x, aif_figsweep_one *out)
{
	const aif_design *g = &x->f->design;
	values v[2] = { values_of(g, x->axis[0]), values_of(g, x->axis[1]) };
	aif_text *t = aif_gnuplot_file(&out->g, "map");
	char name[24];

	snprintf(out->name, sizeof out->name, "least");
	snprintf(out->title, sizeof out->title, "Strategy with the least: %.60s", x->label);
	out->g.script = "sweepmap";
	put_map_axes(x, v, &out->g);
	aif_gnuplot_text(&out->g, "z_label", "");
	aif_gnuplot_num(&out->g, "least", 1);
	aif_gnuplot_num(&out->g, "n_line", x->n);
	for (int s = 0; s < x->n; s++) {
		snprintf(name, sizeof name, "name%d", s + 1);
		aif_gnuplot_text(&out->g, name, shown(x->f->strategy[s]));
	}
	if (t)
		put_least(x, v, t);
	aif_text_putf(&out->caption, "By %s and %s%s.", g->axis[x->axis[0]], g->axis[x->axis[1]],
		      x->n_axis > 2 ? ", at the medians over the other axes" : "");
}

// --- list ---------------------------------------------------------------------------------

static int
n_least(const aif_figsweep *x)
{
	return x->n_axis > 1 && x->n > 1;
}

int
aif_figsweep_count(const aif_figsweep *x)
{
	int maps = x->n < MOST_MAPS ? x->n : MOST_MAPS;

	return x->n_axis + n_least(x) + (x->n_axis > 1 ? maps : 0);
}

void
aif_figsweep_build(const aif_figsweep *x, int i, aif_figsweep_one *out)
{
	memset(out, 0, sizeof *out);
	if (i < x->n_axis)
		over_axis(x, x->axis[i], out);
	else if (i < x->n_axis + n_least(x))
		over_least(x, out);
	else
		over_two(x, i - x->n_axis - n_least(x), out);
}
