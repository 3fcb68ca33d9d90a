// figsite.h - figures of a site's buildout and load; see figure.h.
#ifndef AIF_OUT_FIGSITE_H
#define AIF_OUT_FIGSITE_H

#include "out/figure.h"

aif_err aif_figsite_timeline(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption,
			     aif_diag *d);
aif_err aif_figsite_duration(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption,
			     aif_diag *d);
aif_err aif_figsite_weather(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption,
			    aif_diag *d);

#endif
