// figplant.h - figures of the plant: power, cooling, grid; see figure.h.
#ifndef AIF_OUT_FIGPLANT_H
#define AIF_OUT_FIGPLANT_H

#include "out/figure.h"

aif_err aif_figplant_energisation(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption,
				  aif_diag *d);
aif_err aif_figplant_power(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption, aif_diag *d);
aif_err aif_figplant_pue(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption, aif_diag *d);
aif_err aif_figplant_price(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption, aif_diag *d);
aif_err aif_figplant_footprint(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption,
			       aif_diag *d);

#endif
