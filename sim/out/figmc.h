// figmc.h - figures over the replicas of an ensemble; see figure.h.
#ifndef AIF_OUT_FIGMC_H
#define AIF_OUT_FIGMC_H

#include "out/figure.h"

// Distribution of the net present cost of each strategy.
aif_err aif_figmc_spread(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption, aif_diag *d);

// Distribution of its difference to the first strategy, replica by replica.
aif_err aif_figmc_delta(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption, aif_diag *d);

// What each input moves: the difference to the first strategy (of the second and of the
// third), or the cost of the only one.
aif_err aif_figmc_tornado(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption, aif_diag *d);
aif_err aif_figmc_tornado2(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption, aif_diag *d);

// Cumulative cost over time: the middle 80 % of the replicas of each strategy.
aif_err aif_figmc_fan(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption, aif_diag *d);

#endif
