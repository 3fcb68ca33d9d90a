// figworth.h - figures about what is worth what: break-even, bridge, unit cost over time.
#ifndef AIF_OUT_FIGWORTH_H
#define AIF_OUT_FIGWORTH_H

#include "out/figure.h"

aif_err aif_figworth_breakeven(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption,
			       aif_diag *d);
aif_err aif_figworth_bridge(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption,
			    aif_diag *d);
aif_err aif_figworth_tokens(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption,
			    aif_diag *d);

#endif
