// figplant.c - data of the figures about power, cooling and grid.
//
// Every data file has the middle or the edge of a bucket in seconds since 1970
// as its first column.
#include "out/figplant.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct want {
	const char *model, *output;
	aif_axis_how how;
	int needed;
} want;

// Columns x[k][axis.n] for want[n] of the lead strategy; NULL and AIF_ENOENT when
// a needed one is absent. Absent others are zero.
static double *
columns(const aif_figure_in *in, const want *w, int n, aif_err *e)
{
	size_t len = in->axis.n;
	double *x = calloc(len * (size_t)n + 1, sizeof *x);

	*e = x ? AIF_OK : AIF_ENOMEM;
	for (int k = 0; k < n && !*e; k++) {
		double *col = x + (size_t)k * len;
		int count = aif_axis_series(&in->axis, in->r, in->lead, w[k].model, w[k].output,
					    w[k].how, col);

		if (count <= 0 && w[k].needed)
			*e = count < 0 ? AIF_EIO : AIF_ENOENT;
		else if (count <= 0)
			memset(col, 0, len * sizeof *col);
	}
	if (*e) {
		free(x);
		x = NULL;
	}
	return x;
}

static double
middle(const aif_axis *a, size_t i)
{
	return (a->edge[i] + a->edge[i + 1]) / 2;
}

static void
put_range(const aif_figure_in *in, aif_gnuplot *g)
{
	aif_gnuplot_num(g, "t_from", in->axis.edge[0]);
	aif_gnuplot_num(g, "t_to", in->axis.edge[in->axis.n]);
	aif_gnuplot_text(g, "bucket", in->axis.word);
}

// --- energisation -----------------------------------------------------------------

typedef struct spell {
	double from, to;
	int bind; // index into the words, from 1
} spell;

// Spells with one binding constraint at the first site of the lead strategy.
// word[cap]: the constraints; *n_word: how many. Returns how many spells.
static size_t
find_spells(const aif_figure_in *in, const aif_read_table *t, spell *s, const char **word, int cap,
	    int *n_word)
{
	const aif_read_col *cs = aif_read_column(t, "strategy"),
			   *cm = aif_read_column(t, "month_s");
	const aif_read_col *cb = aif_read_column(t, "binds"), *cw = aif_read_column(t, "site");
	const char *site = NULL;
	size_t n = 0;

	*n_word = 0;
	for (size_t i = 0; i < t->n_row; i++) {
		double from = (double)in->axis.start_unix_s + aif_read_num(cm, i);
		int k = 0;

		if (strcmp(aif_read_text(cs, i), in->lead) != 0 ||
		    (site && strcmp(site, aif_read_text(cw, i)) != 0))
			continue;
		site = aif_read_text(cw, i);
		while (k < *n_word && strcmp(word[k], aif_read_text(cb, i)) != 0)
			k++;
		if (k == cap)
			continue;
		if (k == *n_word)
			word[(*n_word)++] = aif_read_text(cb, i);
		if (n && s[n - 1].bind == k + 1)
			continue;
		if (n)
			s[n - 1].to = from;
		s[n++] = (spell){ from, in->axis.edge[in->axis.n], k + 1 };
	}
	return n;
}

static aif_err
put_binding(const aif_figure_in *in, aif_gnuplot *g, aif_text *out)
{
	const aif_read_table *t = aif_read_table_of(in->r, "binding", NULL);
	spell *s = t ? calloc(t->n_row + 1, sizeof *s) : NULL;
	const char *word[12];
	char name[16];
	int n_word = 0;
	size_t n = 0;

	if (t && !s)
		return AIF_ENOMEM;
	if (t)
		n = find_spells(in, t, s, word, 12, &n_word);
	for (size_t i = 0; i < n; i++)
		aif_text_putf(out, "%.0f %.0f %d\n", s[i].from, s[i].to, s[i].bind);
	for (int k = 0; k < n_word; k++) {
		snprintf(name, sizeof name, "bind%d", k + 1);
		aif_gnuplot_text(g, name, word[k]);
	}
	aif_gnuplot_num(g, "n_bind", n_word);
	free(s);
	return AIF_OK;
}

// Sum over all of a model of the lead strategy, bin by bin; NULL when there is none.
static double *
bin_sum(const aif_figure_in *in, const char *model, const char *output)
{
	size_t n_bin = aif_read_header(in->r)->n_bin;
	double *sum = calloc(n_bin + 1, sizeof *sum);
	size_t k = 0;
	long i;

	for (; sum && (i = aif_read_nth(in->r, in->lead, model, output, k)) >= 0; k++) {
		size_t n = aif_read_series_at(in->r, (size_t)i)->n;
		const double *x = aif_read_values(in->r, (size_t)i, NULL);

		for (size_t b = 0; x && b < n && b < n_bin; b++)
			sum[b] += isnan(x[b]) ? 0 : x[b];
	}
	if (k == 0) {
		free(sum);
		return NULL;
	}
	return sum;
}

// Capacity as steps: a bin holds what stood at its end, which then lasts. Engines of the
// site count where the site says so; else its feeds.
static aif_err
put_capacity(const aif_figure_in *in, aif_gnuplot *g, double by, double *most, int *more)
{
	const aif_read_head *h = aif_read_header(in->r);
	int site = aif_read_nth(in->r, in->lead, "site", "energised_w", 0) >= 0;
	const char *from = site ? "site" : "feed";
	double *due = bin_sum(in, from, "contracted_w"), *all;
	double *firm = bin_sum(in, from, site ? "energised_w" : "firm_w");
	aif_text *f = by > 0 ? aif_gnuplot_file(g, "lines") : NULL;

	all = bin_sum(in, from, site ? "available_w" : "limit_w");
	*most = 0;
	*more = 0;
	for (size_t b = 0; firm && b < h->n_bin; b++) {
		double x[3] = { due ? due[b] : 0, firm[b], all ? all[b] : firm[b] };
		int last = b + 1 == h->n_bin;

		*most = fmax(*most, fmax(x[0], fmax(x[1], x[2])));
		*more |= x[2] > 1.001 * x[1];
		if (f && b == 0)
			aif_text_putf(f, "%.0f %.6g %.6g %.6g\n", in->axis.edge[0], x[0] * by,
				      x[1] * by, x[2] * by);
		if (f &&
		    (last || b == 0 || fabs(x[1] - firm[b - 1]) > 0 ||
		     (due && fabs(x[0] - due[b - 1]) > 0) || (all && fabs(x[2] - all[b - 1]) > 0)))
			aif_text_putf(f, "%.0f %.6g %.6g %.6g\n",
				      (double)h->start_unix_s + h->edge[b + 1], x[0] * by,
				      x[1] * by, x[2] * by);
	}
	if (by > 0)
		aif_gnuplot_num(g, "has_contract", due && aif_figure_max(due, h->n_bin) > 0);
	free(due);
	free(all);
	if (!firm)
		return AIF_ENOENT;
	free(firm);
	return AIF_OK;
}

aif_err
aif_figplant_energisation(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption, aif_diag *d)
{
	static const want w[] = { { "site", "facility_w", AIF_AXIS_MEAN, 1 },
				  { "site", "facility_w", AIF_AXIS_MAX, 1 } };
	size_t n = in->axis.n;
	const char *unit;
	aif_text *f, *band;
	double by, most;
	int more;
	aif_err e;
	double *x = columns(in, w, 2, &e);

	(void)d;
	if (!x)
		return e;
	e = put_capacity(in, g, 0, &most, &more);
	by = aif_figure_scale(fmax(most, aif_figure_max(x, 2 * n)), "W", &unit);
	f = aif_gnuplot_file(g, "data");
	for (size_t i = 0; i < 2 * n; i++) { // both edges of each bucket: steps
		size_t k = i / 2;

		aif_text_putf(f, "%.0f %.6g %.6g\n", in->axis.edge[(i + 1) / 2], x[k] * by,
			      x[n + k] * by);
	}
	if (!e)
		e = put_capacity(in, g, by, &most, &more);
	aif_gnuplot_num(g, "has_more", more);
	band = aif_gnuplot_file(g, "band");
	if (!e)
		e = put_binding(in, g, band);
	aif_gnuplot_text(g, "unit", unit);
	put_range(in, g);
	aif_figure_name_lead(in, caption);
	aif_text_putf(
	    caption,
	    "Capacity under contract and energised (firm%s), and power drawn by the site: "
	    "mean and highest "
	    "bin of each %s. The band names what limits the IT load in each month.",
	    more ? "; dotted: with flexible power" : "", in->axis.word);
	free(x);
	return e;
}

// --- power, PUE -------------------------------------------------------------------

aif_err
aif_figplant_power(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption, aif_diag *d)
{
	static const want w[] = { { "site", "it_w", AIF_AXIS_MEAN, 1 },
				  { "cooling", "elec_w", AIF_AXIS_MEAN, 0 },
				  { "site", "facility_w", AIF_AXIS_MEAN, 1 },
				  { "cluster", "fan_w", AIF_AXIS_MEAN, 0 } };
	size_t n = in->axis.n;
	const char *unit;
	aif_text *f;
	double by;
	aif_err e;
	double *x = columns(in, w, 4, &e);

	(void)d;
	if (!x)
		return e;
	by = aif_figure_scale(aif_figure_max(x + 2 * n, n), "W", &unit);
	f = aif_gnuplot_file(g, "data");
	for (size_t i = 0; i < n; i++) {
		double it = x[i] * by, cool = x[n + i] * by, all = x[2 * n + i] * by;

		aif_text_putf(f, "%.0f %.6g %.6g %.6g %.6g\n", middle(&in->axis, i), it, it + cool,
			      fmax(all, it + cool), fmax(it - x[3 * n + i] * by, 0));
	}
	aif_gnuplot_num(g, "has_fans", aif_figure_max(x + 3 * n, n) > 0);
	aif_gnuplot_text(g, "unit", unit);
	put_range(in, g);
	aif_figure_name_lead(in, caption);
	aif_text_putf(caption,
		      "Mean power of each %s, stacked: the top edge is what the site draws. Losses "
		      "and other is the "
		      "rest: UPS, transformers, distribution, house load.",
		      in->axis.word);
	free(x);
	return AIF_OK;
}

aif_err
aif_figplant_pue(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption, aif_diag *d)
{
	static const want w[] = { { "site", "it_w", AIF_AXIS_MEAN, 1 },
				  { "site", "facility_w", AIF_AXIS_MEAN, 1 },
				  { "cooling", "water_kg_s", AIF_AXIS_MEAN, 0 } };
	size_t n = in->axis.n;
	aif_text *f;
	double it = 0, all = 0, water = 0;
	aif_err e;
	double *x = columns(in, w, 3, &e);

	(void)d;
	if (!x)
		return e;
	f = aif_gnuplot_file(g, "data");
	for (size_t i = 0; i < n; i++) {
		double dt = in->axis.edge[i + 1] - in->axis.edge[i];

		if (!(x[i] > 0))
			continue;
		it += x[i] * dt;
		all += x[n + i] * dt;
		water += x[2 * n + i] * dt;
		// WUE in L/kWh: kg/J times 3.6e6.
		aif_text_putf(f, "%.0f %.6g %.6g\n", middle(&in->axis, i), x[n + i] / x[i],
			      x[2 * n + i] / x[i] * 3.6e6);
	}
	if (!(it > 0))
		e = AIF_ENOENT;
	aif_gnuplot_num(g, "mean", it > 0 ? all / it : 1);
	aif_gnuplot_num(g, "has_water", water > 0);
	put_range(in, g);
	aif_figure_name_lead(in, caption);
	aif_text_putf(caption,
		      "Energy of the site over energy of the IT, by %s (ISO/IEC 30134-2); %.3f "
		      "over the whole run.",
		      in->axis.word, it > 0 ? all / it : 1);
	if (water > 0)
		aif_text_putf(caption,
			      " Make-up water over energy of the IT: %.3g L/kWh (30134-9).",
			      water / it * 3.6e6);
	free(x);
	return e;
}

// --- price, footprint -------------------------------------------------------------

aif_err
aif_figplant_price(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption, aif_diag *d)
{
	static const want w[] = { { "feed", "cost_usd", AIF_AXIS_SUM, 1 },
				  { "feed", "import_w", AIF_AXIS_MEAN, 1 },
				  { "feed", "carbon_kg", AIF_AXIS_SUM, 0 } };
	size_t n = in->axis.n;
	int any = 0, carbon;
	aif_text *f;
	aif_err e;
	double *x = columns(in, w, 3, &e);

	(void)d;
	if (!x)
		return e;
	carbon = aif_figure_max(x + 2 * n, n) > 0;
	f = aif_gnuplot_file(g, "data");
	for (size_t i = 0; i < n; i++) {
		double mwh = x[n + i] * (in->axis.edge[i + 1] - in->axis.edge[i]) / 3.6e9;

		if (!(mwh > 0))
			continue;
		any = 1;
		aif_text_putf(f, "%.0f %.6g %.6g\n", middle(&in->axis, i), x[i] / mwh,
			      x[2 * n + i] / mwh);
	}
	aif_gnuplot_num(g, "has_carbon", carbon);
	put_range(in, g);
	aif_figure_name_lead(in, caption);
	aif_text_putf(caption,
		      "What a MWh drawn in each %s cost, all charges of the feeds included%s.",
		      in->axis.word, carbon ? ", and the carbon dioxide it stands for" : "");
	free(x);
	return any ? AIF_OK : AIF_ENOENT;
}

aif_err
aif_figplant_footprint(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption, aif_diag *d)
{
	static const want w[] = { { "feed", "carbon_kg", AIF_AXIS_SUM, 0 },
				  { "cooling", "water_kg_s", AIF_AXIS_MEAN, 0 } };
	size_t n = in->axis.n;
	aif_text *f;
	aif_err e;
	double *x = columns(in, w, 2, &e);
	double c, v;

	(void)d;
	if (!x)
		return e;
	c = aif_figure_max(x, n);
	v = aif_figure_max(x + n, n);
	f = aif_gnuplot_file(g, "data");
	// Carbon in t, water in m3 (1000 kg each) per bucket.
	for (size_t i = 0; i < n; i++)
		if (aif_axis_whole(&in->axis, i))
			aif_text_putf(f, "%.0f %.6g %.6g\n", middle(&in->axis, i), x[i] / 1e3,
				      x[n + i] * (in->axis.edge[i + 1] - in->axis.edge[i]) / 1e3);
	aif_gnuplot_num(g, "has_carbon", c > 0);
	aif_gnuplot_num(g, "has_water", v > 0);
	put_range(in, g);
	aif_figure_name_lead(in, caption);
	aif_text_putf(caption, "%s%s%s per %s.", c > 0 ? "Carbon dioxide of the energy drawn" : "",
		      c > 0 && v > 0 ? " and water" : "", c > 0 ? "" : "Water", in->axis.word);
	free(x);
	return c > 0 || v > 0 ? AIF_OK : AIF_ENOENT;
}
