// figuse.h - figures of use: GPUs, jobs, requests; see figure.h.
#ifndef AIF_OUT_FIGUSE_H
#define AIF_OUT_FIGUSE_H

#include "out/figure.h"

aif_err aif_figuse_utilization(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption,
			       aif_diag *d);
aif_err aif_figuse_waiting(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption, aif_diag *d);
aif_err aif_figuse_serving(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption, aif_diag *d);

#endif
