// figlens.h - figures of what was looked at finely: power by frequency, a hall by second.
#ifndef AIF_OUT_FIGLENS_H
#define AIF_OUT_FIGLENS_H

#include "out/figure.h"

aif_err aif_figlens_spectrum(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption,
			     aif_diag *d);
aif_err aif_figlens_transient(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption,
			      aif_diag *d);

#endif
