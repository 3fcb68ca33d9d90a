// feed.h - a grid connection: a dated right to draw, its bill and its carbon.
#ifndef AIF_GRID_FEED_H
#define AIF_GRID_FEED_H

#include "core/model.h"

extern const aif_model_ops aif_model_feed;

#endif
