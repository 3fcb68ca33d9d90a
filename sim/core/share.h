// share.h - capacity that several flows split by weighted max-min fairness.
//
// Links have a capacity, flows cross one or more links and carry a remaining
// amount (bytes). After a change the rates of the touched component are solved
// again, once per instant and only when someone asks. One net belongs to one entity.
// Source: Bertsekas & Gallager 1992, sec. 6.5.
#ifndef AIF_CORE_SHARE_H
#define AIF_CORE_SHARE_H

#include <stdint.h>

#include "core/time.h"
#include "util/err.h"
#include "util/space.h"

typedef struct aif_share aif_share;

aif_err aif_share_create(aif_share **out, aif_space *space); // NULL: malloc
void aif_share_free(aif_share *s);                           // NULL is fine

// Adds a link; returns its index or -1 when memory is out.
int aif_share_link(aif_share *s, double cap_per_s);
// New capacity from now on.
void aif_share_cap(aif_share *s, aif_time now, int link, double cap_per_s);

// Starts a flow of `amount` over link[n_link] with weight > 0 and its own limit
// (INFINITY for none); returns its id >= 0, or -1 when memory is out.
int aif_share_start(aif_share *s, aif_time now, const int *link, int n_link, double amount,
		    double weight, double limit_per_s, uint64_t tag);
// Ends a flow early; returns what was left of its amount.
double aif_share_stop(aif_share *s, aif_time now, int flow);

double aif_share_rate(aif_share *s, int flow);
double aif_share_load(aif_share *s, int link); // sum of rates on the link
int aif_share_n_flow(const aif_share *s);

// When the next flow completes at present rates; AIF_TIME_MAX for none.
aif_time aif_share_next(aif_share *s);
// Takes one flow that is complete at `now` (lowest id first): returns 1 and its
// tag, or 0 when none is.
int aif_share_done(aif_share *s, aif_time now, uint64_t *tag);

#endif
