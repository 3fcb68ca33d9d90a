// figuse.c - data of the figures about GPUs, jobs and requests.
#include "out/figuse.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/stat.h"

static void
put_range(const aif_figure_in *in, aif_gnuplot *g)
{
	aif_gnuplot_num(g, "t_from", in->axis.edge[0]);
	aif_gnuplot_num(g, "t_to", in->axis.edge[in->axis.n]);
	aif_gnuplot_text(g, "bucket", in->axis.word);
}

aif_err
aif_figuse_utilization(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption, aif_diag *d)
{
	static const char *const out[] = { "busy_gpus", "idle_gpus", "down_gpus", "unpowered_gpus",
					   "rented_gpus" };
	size_t n = in->axis.n;
	double *x = calloc(5 * n + 1, sizeof *x);
	double busy = 0, all = 0;
	aif_text *f;
	int found = 0;

	if (!x)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	for (int k = 0; k < 5; k++) {
		int count = aif_axis_series(&in->axis, in->r, in->lead, "cluster", out[k],
					    AIF_AXIS_MEAN, x + (size_t)k * n);

		if (count <= 0)
			memset(x + (size_t)k * n, 0, n * sizeof *x);
		found += k == 0 && count > 0;
	}
	f = aif_gnuplot_file(g, "data");
	for (size_t i = 0; i < n; i++) {
		double dt = in->axis.edge[i + 1] - in->axis.edge[i], sum = 0;

		aif_text_putf(f, "%.0f", (in->axis.edge[i] + in->axis.edge[i + 1]) / 2);
		for (size_t k = 0; k < 4; k++) {
			sum += isnan(x[k * n + i]) ? 0 : fmax(x[k * n + i], 0);
			aif_text_putf(f, " %.6g", sum);
		}
		aif_text_putf(f, " %.6g\n", x[4 * n + i]);
		busy += (isnan(x[i]) ? 0 : x[i]) * dt;
		all += sum * dt;
	}
	aif_gnuplot_num(g, "has_rented", aif_figure_max(x + 4 * n, n) > 0);
	put_range(in, g);
	aif_figure_name_lead(in, caption);
	aif_text_putf(caption,
		      "Mean number of GPUs in each state by %s, all clusters; %.0f %% of delivered "
		      "GPU-hours were busy.",
		      in->axis.word, all > 0 ? 100 * busy / all : 0);
	free(x);
	return found && all > 0 ? AIF_OK : AIF_ENOENT;
}

aif_err
aif_figuse_serving(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption, aif_diag *d)
{
	size_t n = in->axis.n;
	double *x = calloc(2 * n + 1, sizeof *x);
	double asked = 0, served = 0, by;
	const char *unit;
	aif_text *f;
	int a, b;

	if (!x)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	a = aif_axis_series(&in->axis, in->r, in->lead, "service", "arrived_tokens", AIF_AXIS_SUM,
			    x);
	b = aif_axis_series(&in->axis, in->r, in->lead, "service", "served_tokens", AIF_AXIS_SUM,
			    x + n);
	by = aif_figure_scale(aif_figure_max(x, 2 * n), "token", &unit);
	f = aif_gnuplot_file(g, "data");
	for (size_t i = 0; i < n && a > 0 && b > 0; i++) {
		asked += isnan(x[i]) ? 0 : x[i];
		served += isnan(x[n + i]) ? 0 : x[n + i];
		if (aif_axis_whole(&in->axis, i))
			aif_text_putf(f, "%.0f %.6g %.6g\n",
				      (in->axis.edge[i] + in->axis.edge[i + 1]) / 2, x[i] * by,
				      x[n + i] * by);
	}
	aif_gnuplot_text(g, "unit", unit);
	put_range(in, g);
	aif_figure_name_lead(in, caption);
	aif_text_putf(
	    caption,
	    "Tokens that users asked for and got, by %s, all services; %.2f %% were served.",
	    in->axis.word, asked > 0 ? 100 * served / asked : 0);
	free(x);
	return asked > 0 ? AIF_OK : AIF_ENOENT;
}

// --- waiting ----------------------------------------------------------------------

// Waiting times of a strategy's jobs that started, sorted; returns how many.
static size_t
waits_of(const aif_read_table *t, const char *strategy, double *x)
{
	const aif_read_col *cs = aif_read_column(t, "strategy"),
			   *ca = aif_read_column(t, "submit_s");
	const aif_read_col *cb = aif_read_column(t, "start_s");
	size_t n = 0;

	for (size_t i = 0; i < t->n_row; i++) {
		double w = aif_read_num(cb, i) - aif_read_num(ca, i);

		if (w >= 0 && strcmp(aif_read_text(cs, i), strategy) == 0)
			x[n++] = w;
	}
	return aif_stat_sort(x, n);
}

aif_err
aif_figuse_waiting(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption, aif_diag *d)
{
	const aif_read_head *h = aif_read_header(in->r);
	const aif_read_table *t =
	    aif_read_rows(in->r, "jobs") ? aif_read_table_of(in->r, "jobs", d) : NULL;
	double *x = t ? calloc(t->n_row + 1, sizeof *x) : NULL;
	char name[24];
	int n_line = 0;

	if (!x)
		return t ? aif_err_fail(d, AIF_ENOMEM, "out of memory") : AIF_ENOENT;
	for (int s = 0; s < h->n_strategy && n_line < 6; s++) {
		size_t n = waits_of(t, h->strategy[s], x);
		aif_text *f;

		if (n == 0)
			continue;
		snprintf(name, sizeof name, "line%d", ++n_line);
		f = aif_gnuplot_file(g, name);
		// 1 s stands for "at once": the axis is logarithmic.
		for (int k = 0; k <= 200; k++) {
			size_t i = (size_t)((double)(n - 1) * k / 200);

			aif_text_putf(f, "%.6g %.6g\n", fmax(x[i], 1) / 3600,
				      100 * (double)(i + 1) / (double)n);
		}
		snprintf(name, sizeof name, "name%d", n_line);
		aif_gnuplot_text(g, name, *h->strategy[s] ? h->strategy[s] : "jobs");
	}
	free(x);
	aif_gnuplot_num(g, "n_line", n_line);
	aif_text_put(caption, "Share of the started jobs that waited at most so long, from "
			      "submission to first start.");
	return n_line ? AIF_OK : AIF_ENOENT;
}
