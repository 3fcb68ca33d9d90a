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

aif_err
aif_figplant_energisation(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption, aif_diag *d)
{
	static const want w[] = { { "feed", "contracted_w", AIF_AXIS_LAST, 0 },
				  { "feed", "firm_w", AIF_AXIS_LAST, 1 },
				  { "site", "facility_w", AIF_AXIS_MEAN, 1 },
				  { "site", "facility_w", AIF_AXIS_MAX, 1 } };
	size_t n = in->axis.n;
	const char *unit;
	aif_text *f, *band;
	double by;
	aif_err e;
	double *x = columns(in, w, 4, &e);

	(void)d;
	if (!x)
		return e;
	by = aif_figure_scale(fmax(aif_figure_max(x, 2 * n), aif_figure_max(x + 3 * n, n)), "W",
			      &unit);
	f = aif_gnuplot_file(g, "data");
	for (size_t i = 0; i < 2 * n; i++) { // both edges of each bucket: steps
		size_t k = i / 2;

		aif_text_putf(f, "%.0f %.6g %.6g %.6g %.6g\n", in->axis.edge[(i + 1) / 2],
			      x[k] * by, x[n + k] * by, x[2 * n + k] * by, x[3 * n + k] * by);
	}
	aif_gnuplot_num(g, "has_contract", aif_figure_max(x, n) > 0);
	band = aif_gnuplot_file(g, "band");
	e = put_binding(in, g, band);
	aif_gnuplot_text(g, "unit", unit);
	put_range(in, g);
	aif_figure_name_lead(in, caption);
	aif_text_putf(caption,
		      "Capacity under contract and energised (firm), and power drawn by the site: "
		      "mean and highest "
		      "bin of each %s. The band names what limits the IT load in each month.",
		      in->axis.word);
	free(x);
	return e;
}

// --- power, PUE -------------------------------------------------------------------

aif_err
aif_figplant_power(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption, aif_diag *d)
{
	static const want w[] = { { "site", "it_w", AIF_AXIS_MEAN, 1 },
				  { "cooling", "elec_w", AIF_AXIS_MEAN, 0 },
				  { "site", "facility_w", AIF_AXIS_MEAN, 1 } };
	size_t n = in->axis.n;
	const char *unit;
	aif_text *f;
	double by;
	aif_err e;
	double *x = columns(in, w, 3, &e);

	(void)d;
	if (!x)
		return e;
	by = aif_figure_scale(aif_figure_max(x + 2 * n, n), "W", &unit);
	f = aif_gnuplot_file(g, "data");
	for (size_t i = 0; i < n; i++) {
		double it = x[i] * by, cool = x[n + i] * by, all = x[2 * n + i] * by;

		aif_text_putf(f, "%.0f %.6g %.6g %.6g\n", middle(&in->axis, i), it, it + cool,
			      fmax(all, it + cool));
	}
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
				  { "site", "facility_w", AIF_AXIS_MEAN, 1 } };
	size_t n = in->axis.n;
	aif_text *f;
	double it = 0, all = 0;
	aif_err e;
	double *x = columns(in, w, 2, &e);

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
		aif_text_putf(f, "%.0f %.6g\n", middle(&in->axis, i), x[n + i] / x[i]);
	}
	if (!(it > 0))
		e = AIF_ENOENT;
	aif_gnuplot_num(g, "mean", it > 0 ? all / it : 1);
	put_range(in, g);
	aif_figure_name_lead(in, caption);
	aif_text_putf(caption,
		      "Energy of the site over energy of the IT, by %s (ISO/IEC 30134-2); %.3f "
		      "over the whole run.",
		      in->axis.word, it > 0 ? all / it : 1);
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
