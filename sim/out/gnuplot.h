// gnuplot.h - one figure drawn by gnuplot, run as a program of its own.
//
// A figure is a script of scripts/plot (compiled in), data files made here and
// definitions put before the script. All of it goes into a fresh temporary
// folder; names are ours, so nothing of a scenario reaches a shell or a script
// unquoted.
#ifndef AIF_OUT_GNUPLOT_H
#define AIF_OUT_GNUPLOT_H

#include "out/text.h"

#define AIF_GNUPLOT_FILES 8

typedef struct aif_gnuplot {
	const char *script; // "power" is scripts/plot/power.gp
	aif_text def;       // gnuplot definitions
	struct {
		char name[24];
		aif_text text;
	} file[AIF_GNUPLOT_FILES];
	int n_file;
} aif_gnuplot;

typedef struct aif_gnuplot_size {
	const char *term;  // "svg", "png", "pdf"
	int width, height; // px
	int font_px;
} aif_gnuplot_size;

// A further data file; the script finds it under that name. NULL when there are
// too many.
aif_text *aif_gnuplot_file(aif_gnuplot *g, const char *name);

void aif_gnuplot_num(aif_gnuplot *g, const char *name, double x);
void aif_gnuplot_text(aif_gnuplot *g, const char *name, const char *text);

// Text as a quoted gnuplot string that nothing in it can leave, with the markup of
// enhanced text escaped.
void aif_gnuplot_quote(aif_text *t, const char *text);

// Draws n pictures of the figure, one per size, into out[n]. Errors: AIF_ENOENT
// when gnuplot is not installed; AIF_EIO with gnuplot's words.
aif_err aif_gnuplot_draw(const aif_gnuplot *g, const aif_gnuplot_size *size, int n, aif_text *out,
			 aif_diag *d);

// Draws figures g[n] as the pages of one PDF, each of that size, into out. Errors as above.
aif_err aif_gnuplot_pages(const aif_gnuplot *g, int n, const aif_gnuplot_size *size, aif_text *out,
			  aif_diag *d);

void aif_gnuplot_free(aif_gnuplot *g);

#endif
