// figcost.h - figures of cost, from the ledger; see figure.h.
#ifndef AIF_OUT_FIGCOST_H
#define AIF_OUT_FIGCOST_H

#include "out/figure.h"

aif_err aif_figcost_tco(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption, aif_diag *d);
aif_err aif_figcost_cash(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption, aif_diag *d);
aif_err aif_figcost_roi(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption, aif_diag *d);
aif_err aif_figcost_spending(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption,
			     aif_diag *d);

#endif
