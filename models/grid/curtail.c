// curtail.c - calls on a flexible connection: when the utility takes power back.
//
// Calls come when the grid is short, which is when energy is dear: starts are drawn
// without replacement from the dearest hours of the year. Left out: calls that
// last longer than announced, penalties for not following one.
#include "models/grid/curtail.h"

#include <math.h>
#include <stdlib.h>

#include "models/wire.h"

#define DEAR 4 // hours that may be called, over hours that are

typedef struct hour {
	double price;
	int i;
} hour;

static int
dearest_first(const void *a, const void *b)
{
	const hour *x = a, *y = b;

	if (x->price != y->price)
		return x->price < y->price ? 1 : -1;
	return (x->i > y->i) - (x->i < y->i);
}

static int
by_number(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return (x > y) - (x < y);
}

static int
is_free(const int *start, int n, int at, int len)
{
	for (int i = 0; i < n; i++)
		if (abs(start[i] - at) < len)
			return 0;
	return 1;
}

int
aif_curtail_draw(const aif_curtail *k, const double *price, int n, aif_rng *rng, int *start,
		 int cap)
{
	int len = (int)ceil(k->call_s / 3600 - 1e-9), want, n_dear, got = 0;
	hour h[8784];

	if (n > 8784)
		n = 8784;
	want = (int)round(k->year_s / k->call_s * n / 8766);
	if (want > cap)
		want = cap;
	for (int i = 0; i < n; i++)
		h[i] = (hour){ price ? price[i] : 0, i };
	if (price)
		qsort(h, (size_t)n, sizeof *h, dearest_first);
	n_dear = price ? DEAR * want * len : n;
	if (n_dear > n)
		n_dear = n;
	// A random order of the candidates, as far as it is needed.
	for (int i = 0; i < n_dear && got < want; i++) {
		int j = i + (int)floor(aif_rng_u01(rng) * (n_dear - i));
		hour x = h[j];

		h[j] = h[i];
		h[i] = x;
		if (x.i + len <= n && is_free(start, got, x.i, len))
			start[got++] = x.i;
	}
	qsort(start, (size_t)got, sizeof *start, by_number);
	return got;
}

static aif_err
curtailable_init(void *st, aif_sim *sim, uint32_t self, aif_diag *d)
{
	const aif_curtail *k = st;

	(void)sim, (void)self;
	if (k->year_s > 0.2 * 365.25 * 86400)
		return aif_err_fail(d, AIF_ERANGE,
				    "'hours_per_year' is beyond a fifth of the year (calls are "
				    "drawn from dear hours)");
	return AIF_OK;
}

static const aif_field params[] = {
	AIF_P(aif_curtail, depth_frac, "depth", "1", NAN, 0, 1,
	      "Share of the power energised that a call takes; default: the flexible power of "
	      "the stages."),
	AIF_P_REQ(aif_curtail, year_s, "hours_per_year", "s", 0, 1e8, "Time of calls in a year."),
	AIF_P(aif_curtail, call_s, "call", "s", 10800, 900, 86400,
	      "Length of a call; 3 h in the field trial at Phoenix 2025 (Emerald AI, 256 GPUs)."),
	AIF_P(aif_curtail, notice_s, "notice", "s", 0, 0, 86400,
	      "From the notice to the call; the notice stands in /events, work is not moved ahead "
	      "of it."),
	AIF_P(aif_curtail, credit_usd_w_s, "credit", "USD/W/s", 0, 0, 1,
	      "Paid for the power that may be called, by its time."),
	{ 0 },
};

const aif_model_ops aif_model_curtailable = {
	.name = "curtailable",
	.doc = "Flexible interconnection or demand response of a feed: calls in dear hours, drawn "
	       "from the feed's own stream. Left out: penalties, longer calls than announced.",
	.state_size = sizeof(aif_curtail),
	.params = params,
	.within = "feed",
	.unnamed = 1,
	.rank = AIF_RANK_DATA,
	.init = curtailable_init,
};
