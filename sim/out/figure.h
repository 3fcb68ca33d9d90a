// figure.h - the figures a result can be drawn as: one list for `plot` and `report`.
#ifndef AIF_OUT_FIGURE_H
#define AIF_OUT_FIGURE_H

#include "out/axis.h"
#include "out/gnuplot.h"
#include "out/money.h"
#include "out/read.h"

// What a figure is made from, kept for all figures of a file.
typedef struct aif_figure_in {
	aif_read *r;
	aif_axis axis;
	aif_money money;  // money.axis.n is 0 when there is no ledger
	const char *lead; // first strategy whose site draws power, else the first
} aif_figure_in;

aif_err aif_figure_open(aif_figure_in *in, aif_read *r, aif_diag *d);
void aif_figure_close(aif_figure_in *in);

typedef struct aif_figure {
	const char *name;  // "power"; the script is scripts/plot/power.gp
	const char *title; // for people
	const char *needs; // what the file must hold
	int wide;          // wants the full width of a page
	// Fills g and the caption. AIF_ENOENT: the file has not what it needs.
	aif_err (*build)(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption, aif_diag *d);
} aif_figure;

const aif_figure *aif_figure_at(int i); // NULL past the end
const aif_figure *aif_figure_find(const char *name);

// Draws figure f at n sizes into out[n]. Errors: AIF_ENOENT with d filled when
// the file lacks what it needs or gnuplot is absent.
aif_err aif_figure_draw(const aif_figure *f, const aif_figure_in *in, const aif_gnuplot_size *size,
			int n, aif_text *out, aif_text *caption, aif_diag *d);

// For builders: the factor and label that bring values up to max to readable
// size: (2.5e7, "W") gives 1e-6 and "MW". Bases: W USD token kg kg/s(water m3/h).
double aif_figure_scale(double max, const char *base, const char **label);
// Largest of x[n] that is a number; 0 when there is none.
double aif_figure_max(const double *x, size_t n);
// "strategy on-prem", or "" when the run has no strategies; for captions.
void aif_figure_name_lead(const aif_figure_in *in, aif_text *caption);

#endif
