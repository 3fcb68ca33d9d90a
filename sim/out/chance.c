// chance.c - what the replicas of a result say, in words and in order.
#include "out/chance.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "out/words.h"
#include "util/stat.h"

// --- drivers -----------------------------------------------------------------------

static double
gap_at(const aif_read_driver *x, int s, int high)
{
	double a = high ? x->npv[s].high : x->npv[s].low;
	double b = high ? x->npv[0].high : x->npv[0].low;

	return s > 0 ? a - b : a;
}

static double
swing(const aif_chance_driver *x)
{
	return fabs(x->high_usd - x->low_usd);
}

int
aif_chance_drivers(aif_read *r, int s, aif_chance_driver *out, int n)
{
	const aif_read_ensemble *e = aif_read_ensemble_of(r);
	int k = 0;

	for (int i = 0; e && s < e->n_strategy && i < e->n_driver; i++) {
		const aif_read_driver *x = &e->driver[i];
		aif_chance_driver d = { x, gap_at(x, s, 0), gap_at(x, s, 1), x->npv[s].rank };
		int at;

		if (!(swing(&d) > 1)) // a dollar: rounding
			continue;
		for (at = k < n ? k++ : n; at > 0 && swing(&out[at - 1]) < swing(&d); at--)
			if (at < n)
				out[at] = out[at - 1];
		if (at < n)
			out[at] = d;
	}
	while (k > 0 && swing(&out[k - 1]) < 0.01 * swing(&out[0])) // too small to see
		k--;
	return k;
}

// --- gaps --------------------------------------------------------------------------

int
aif_chance_gap_of(aif_read *r, int s, aif_chance_gap *out)
{
	static const double level[] = { 0.1, 0.5, 0.9 };
	const aif_read_head *h = aif_read_header(r);
	const aif_read_ensemble *e = aif_read_ensemble_of(r);
	const aif_read_metric *a = e ? aif_read_metric_of(r, h->strategy[0], "npv_cost_usd") : NULL;
	const aif_read_metric *b = e ? aif_read_metric_of(r, h->strategy[s], "npv_cost_usd") : NULL;
	double *x = a && b && e->n_replica > 1 ? calloc((size_t)e->n_replica, sizeof *x) : NULL;
	double q[3];
	size_t n;

	*out = (aif_chance_gap){ 0 };
	if (!x)
		return 0;
	for (int i = 0; i < e->n_replica; i++)
		x[i] = b->x[i] - a->x[i];
	n = aif_stat_sort(x, (size_t)e->n_replica);
	out->n = (int)n;
	for (size_t i = 0; i < n; i++)
		out->less += x[i] > 0;
	for (int i = 0; i < 3; i++) {
		double ci[2];

		q[i] = aif_stat_quantile(x, n, level[i]);
		aif_stat_quantile_ci(x, n, level[i], 0.95, ci);
		out->low[i] = ci[0];
		out->high[i] = ci[1];
	}
	out->p10 = q[0];
	out->p50 = q[1];
	out->p90 = q[2];
	free(x);
	return n > 1;
}

// --- words -------------------------------------------------------------------------

static const char *
usd(double x, char *out, size_t n)
{
	aif_words_quantity(x, "USD", out, n);
	return out;
}

static void
say_gap(aif_read *r, int s, aif_text *to)
{
	const aif_read_head *h = aif_read_header(r);
	aif_chance_gap g;
	char a[96], b[96], c[96], lo[96], hi[96];

	if (!aif_chance_gap_of(r, s, &g))
		return;
	aif_text_putf(to,
		      "%s less %s: P10 %s, P50 %s (95 %% between %s and %s), P90 %s; "
		      "%s costs less in %.1f %% of %d replicas\n",
		      h->strategy[s], h->strategy[0], usd(g.p10, a, sizeof a),
		      usd(g.p50, b, sizeof b), usd(g.low[1], lo, sizeof lo),
		      usd(g.high[1], hi, sizeof hi), usd(g.p90, c, sizeof c), h->strategy[0],
		      100.0 * g.less / g.n, g.n);
}

static void
say_drivers(aif_read *r, int s, aif_text *to)
{
	const aif_read_head *h = aif_read_header(r);
	aif_chance_driver x[4];
	int n = aif_chance_drivers(r, s, x, 4);
	char a[96];

	if (n == 0)
		return;
	if (s > 0)
		aif_text_putf(to, "%s less %s moves most with ", h->strategy[s], h->strategy[0]);
	else
		aif_text_put(to, "the cost moves most with ");
	for (int i = 0; i < n; i++)
		aif_text_putf(to, "%s%s (%s)", i ? ", " : "", x[i].in->name,
			      usd(fabs(x[i].high_usd - x[i].low_usd), a, sizeof a));
	aif_text_put(to, ", each from its P10 to its P90\n");
}

void
aif_chance_say(aif_read *r, aif_text *to)
{
	const aif_read_head *h = aif_read_header(r);
	const aif_read_ensemble *e = aif_read_ensemble_of(r);

	if (!e || e->n_replica < 2)
		return;
	for (int s = 1; s < h->n_strategy; s++)
		say_gap(r, s, to);
	for (int s = h->n_strategy > 1; s < h->n_strategy; s++)
		say_drivers(r, s, to);
	if (e->zoom_s > 0)
		aif_text_putf(to,
			      "replicas at plan zoom, in steps of %g h; what that is off by in the "
			      "base case is taken out (/ensemble/control)\n",
			      e->zoom_s / 3600);
}
