// figsite.c - data of the figures about a site: its timeline, its load, its weather.
#include "out/figsite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/stat.h"

enum { MOST_ROWS = 18, MOST_POINTS = 1500 };

// --- timeline ---------------------------------------------------------------------

typedef enum step { TASK, ENERGISE, BUILD, DELIVER, INSTALL, WAIT, RUN, N_STEP } step;

static const char *const step_name[N_STEP] = { "tasks",   "energise", "build", "deliver",
					       "install", "wait",     "run" };

typedef struct row {
	const char *entity;
	double first_s, last_s, ready_s; // first segment; run; installed
} row;

typedef struct chart {
	row row[MOST_ROWS];
	int n, has[N_STEP];
	double from_s, to_s;
} chart;

static step
step_of(const char *word)
{
	static const struct {
		const char *word;
		step step;
	} known[] = { { "energise", ENERGISE },
		      { "build", BUILD },
		      { "deliver", DELIVER },
		      { "install", INSTALL },
		      { "run", RUN } };

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(word, known[i].word) == 0)
			return known[i].step;
	return TASK;
}

static int
row_of(chart *c, const char *entity)
{
	for (int i = 0; i < c->n; i++)
		if (strcmp(c->row[i].entity, entity) == 0)
			return i;
	if (c->n == MOST_ROWS)
		return -1;
	c->row[c->n] = (row){ entity, (double)NAN, (double)NAN, (double)NAN };
	return c->n++;
}

static void
segment(chart *c, aif_text *t, int r, step s, double from, double to, int critical)
{
	if (!(to >= from))
		return;
	// What takes no time is a mark that can be seen.
	if (to - from < 0.004 * (c->to_s - c->from_s))
		from = to - 0.004 * (c->to_s - c->from_s);
	c->has[s] = 1;
	aif_text_putf(t, "%.0f %.0f %d %d %d\n", from, to, r + 1, (int)s + 1, critical);
}

// Span of all milestones of the lead strategy, at most three years before the start.
static void
find_span(chart *c, const aif_figure_in *in, const aif_read_table *t)
{
	const aif_read_col *a = aif_read_column(t, "start_s"),
			   *p = aif_read_column(t, "plan_end_s");
	const aif_read_col *s = aif_read_column(t, "strategy");

	c->from_s = 0;
	c->to_s = aif_read_header(in->r)->until_s;
	for (size_t i = 0; i < t->n_row; i++) {
		if (strcmp(aif_read_text(s, i), in->lead) != 0)
			continue;
		c->from_s = fmin(c->from_s, aif_read_num(a, i));
		c->to_s = fmax(c->to_s, aif_read_num(p, i));
	}
	c->from_s = fmax(c->from_s, -3 * 365.25 * 86400);
}

// When the entity of row i retires; the chart's end when it does not.
static double
retires_s(const chart *c, const aif_read_table *t, size_t i)
{
	const aif_read_col *ce = aif_read_column(t, "entity"), *cs = aif_read_column(t, "step");

	for (size_t k = i; k < t->n_row; k++)
		if (strcmp(aif_read_text(cs, k), "retire") == 0 &&
		    strcmp(aif_read_text(ce, k), aif_read_text(ce, i)) == 0 &&
		    strcmp(aif_read_text(t->col, k), aif_read_text(t->col, i)) == 0)
			return fmin(aif_read_num(aif_read_column(t, "end_s"), k), c->to_s);
	return c->to_s;
}

// One milestone: its bar, and a mark where the plan had its end.
static void
put_step(chart *c, const aif_read_table *t, size_t i, aif_text *bars, aif_text *plans)
{
	double from = aif_read_num(aif_read_column(t, "start_s"), i);
	double to = aif_read_num(aif_read_column(t, "end_s"), i);
	double plan = aif_read_num(aif_read_column(t, "plan_end_s"), i);
	int critical = aif_read_num(aif_read_column(t, "critical"), i) > 0;
	step s = step_of(aif_read_text(aif_read_column(t, "step"), i));
	int r = row_of(c, aif_read_text(aif_read_column(t, "entity"), i));

	if (r < 0 || strcmp(aif_read_text(aif_read_column(t, "step"), i), "retire") == 0)
		return;
	if (s == RUN && !isnan(c->row[r].ready_s)) {
		to = isnan(to) ? c->to_s : to;
		segment(c, bars, r, WAIT, c->row[r].ready_s, to, critical);
		segment(c, bars, r, RUN, to, retires_s(c, t, i), 0);
	} else if (s != RUN) {
		to = isnan(to) ? c->to_s : to;
		segment(c, bars, r, s, fmax(isnan(from) ? to : from, c->from_s), to, critical);
	}
	if (s == INSTALL)
		c->row[r].ready_s = to;
	if ((s != RUN || !isnan(c->row[r].ready_s)) && fabs(plan - to) > 86400 && s != DELIVER)
		aif_text_putf(plans, "%.0f %d\n", plan, r + 1);
}

aif_err
aif_figsite_timeline(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption, aif_diag *d)
{
	const aif_read_table *t = aif_read_table_of(in->r, "timeline", d);
	double start = (double)in->axis.start_unix_s;
	aif_text *bars, *plans;
	chart c = { 0 };
	char name[16];

	if (!t || t->n_row == 0)
		return AIF_ENOENT;
	find_span(&c, in, t);
	bars = aif_gnuplot_file(g, "bars");
	plans = aif_gnuplot_file(g, "plans");
	for (size_t i = 0; i < t->n_row; i++)
		if (strcmp(aif_read_text(t->col, i), in->lead) == 0)
			put_step(&c, t, i, bars, plans);
	if (c.n == 0)
		return AIF_ENOENT;
	aif_gnuplot_num(g, "has_plan", plans->n > 0);
	if (plans->n == 0)
		aif_text_put(plans, "0 0\n");
	for (int i = 0; i < c.n; i++) {
		snprintf(name, sizeof name, "row%d", i + 1);
		aif_gnuplot_text(g, name, c.row[i].entity);
	}
	for (int s = 0; s < N_STEP; s++) {
		snprintf(name, sizeof name, "step%d", s + 1);
		aif_gnuplot_text(g, name, step_name[s]);
		snprintf(name, sizeof name, "has%d", s + 1);
		aif_gnuplot_num(g, name, c.has[s]);
	}
	aif_gnuplot_num(g, "n_row", c.n);
	aif_gnuplot_num(g, "t0", start);
	aif_gnuplot_num(g, "t_from", start + c.from_s);
	aif_gnuplot_num(g, "t_to", start + c.to_s);
	aif_figure_name_lead(in, caption);
	aif_text_put(caption,
		     "What was built, delivered and energised when. Framed: on the critical "
		     "path; a bar is marked where the plan had its end.");
	return AIF_OK;
}

// --- load --------------------------------------------------------------------------

// Bins of the first series of model.output of the lead strategy; NULL when absent.
static const double *
bins(const aif_figure_in *in, const char *model, const char *output, size_t *n)
{
	long i = aif_read_nth(in->r, in->lead, model, output, 0);

	if (i < 0)
		return NULL;
	*n = aif_read_series_at(in->r, (size_t)i)->n;
	if (*n > aif_read_header(in->r)->n_bin)
		*n = aif_read_header(in->r)->n_bin;
	return aif_read_values(in->r, (size_t)i, NULL);
}

// One curve: share of the time [%], power reached in it.
static aif_err
put_curve(aif_gnuplot *g, const char *file, const double *x, size_t n, double by)
{
	double *y = calloc(n + 1, sizeof *y);
	aif_text *t = aif_gnuplot_file(g, file);
	size_t m = 0, stride;

	if (!y)
		return AIF_ENOMEM;
	for (size_t i = 0; i < n; i++)
		if (!isnan(x[i]))
			y[m++] = x[i];
	m = aif_stat_sort(y, m);
	stride = m / 400 + 1;
	for (size_t i = 0; i < m; i++)
		if (i % stride == 0 || i + 1 == m)
			aif_text_putf(t, "%.4g %.6g\n",
				      m > 1 ? 100.0 * (double)i / (double)(m - 1) : 0.0,
				      y[m - 1 - i] * by);
	free(y);
	return m > 0 ? AIF_OK : AIF_ENOENT;
}

aif_err
aif_figsite_duration(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption, aif_diag *d)
{
	size_t n = 0, n_it = 0, n_all = 0;
	const double *all = bins(in, "site", "facility_w", &n),
		     *it = bins(in, "site", "it_w", &n_it);
	const double *may = bins(in, "site", "available_w", &n_all);
	const char *unit;
	double by, peak = 0, sum = 0;
	aif_err e;

	(void)d;
	if (!all || n < 2)
		return AIF_ENOENT;
	peak = aif_figure_max(all, n);
	if (!(peak > 0))
		return AIF_ENOENT;
	for (size_t i = 0; i < n; i++)
		sum += isnan(all[i]) ? 0 : all[i];
	by = aif_figure_scale(may ? fmax(peak, aif_figure_max(may, n_all)) : peak, "W", &unit);
	e = put_curve(g, "all", all, n, by);
	if (!e && it)
		e = put_curve(g, "it", it, n_it, by);
	if (!e && may)
		e = put_curve(g, "may", may, n_all, by);
	aif_gnuplot_num(g, "has_it", it != NULL);
	aif_gnuplot_num(g, "has_may", may != NULL);
	aif_gnuplot_text(g, "unit", unit);
	aif_figure_name_lead(in, caption);
	aif_text_putf(
	    caption,
	    "For how much of the time the site drew at least so much. Load factor %.0f %%: "
	    "mean over highest bin.",
	    100 * sum / (double)n / peak);
	return e;
}

aif_err
aif_figsite_weather(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption, aif_diag *d)
{
	size_t n = 0, n_it = 0, n_out = 0, stride;
	const double *all = bins(in, "site", "facility_w", &n),
		     *it = bins(in, "site", "it_w", &n_it);
	const double *out = bins(in, "site", "outdoor_c", &n_out);
	double most = 0;
	aif_text *t;
	int any = 0;

	(void)d;
	if (!all || !it || !out)
		return AIF_ENOENT;
	n = n_it < n ? n_it : n;
	n = n_out < n ? n_out : n;
	most = aif_figure_max(it, n);
	t = aif_gnuplot_file(g, "data");
	stride = n / MOST_POINTS + 1;
	// An odd stride walks through the hours of the day.
	stride += stride % 2 == 0;
	for (size_t i = 0; i < n; i += stride)
		if (it[i] > 0.02 * most && !isnan(out[i])) {
			aif_text_putf(t, "%.4g %.6g %.4g\n", out[i], all[i] / it[i],
				      100 * it[i] / most);
			any = 1;
		}
	aif_figure_name_lead(in, caption);
	aif_text_put(caption,
		     "Each mark is one recorded bin: power of the site over power of the IT "
		     "against the temperature outdoors, coloured by IT load.");
	return any ? AIF_OK : AIF_ENOENT;
}
