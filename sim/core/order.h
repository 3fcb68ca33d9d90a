// order.h - sorting the events of an opened bucket (core only).
#ifndef AIF_CORE_ORDER_H
#define AIF_CORE_ORDER_H

#include "core/evq.h"

// Sorts ev[n], which is nearly in order, by the order of delivery. O(n) for times
// spread evenly; ties and skewed times cost O(n) a byte of the key that tells
// them apart. Errors: AIF_ENOMEM (ev is still a permutation of what it was).
aif_err aif_order_nearly(aif_ev *ev, size_t n);

#endif
