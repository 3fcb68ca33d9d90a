// sweepsay.c - medians of the net present cost, point by point.
#include "out/sweepsay.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "out/words.h"
#include "util/cal.h"
#include "util/stat.h"

enum { FEW = 24, STRATEGIES = 8 };

typedef struct costs {
	const aif_sweepfile *f;
	int n;     // strategies shown
	double *x; // x[n_point][n]; NaN where there is none
} costs;

// Column of a strategy's net present cost, or -1.
static int
column(const aif_sweepfile *f, const char *strategy)
{
	for (int k = 0; k < f->n_metric; k++) {
		const char *dot = strrchr(f->metric[k].name, '.');

		if (strcmp(f->metric[k].strategy, strategy) == 0 &&
		    strcmp(dot ? dot + 1 : f->metric[k].name, "npv_cost_usd") == 0)
			return k;
	}
	return -1;
}

static double
median(const aif_sweepfile *f, int point, int col, double *scratch)
{
	size_t n = 0;

	for (int i = 0; i < f->n_row; i++)
		if ((int)f->where[2 * i] == point)
			scratch[n++] = f->value[(size_t)i * (size_t)f->n_metric + (size_t)col];
	return aif_stat_quantile(scratch, aif_stat_sort(scratch, n), 0.5);
}

static int
fill(costs *c)
{
	const aif_sweepfile *f = c->f;
	double *scratch = malloc(((size_t)f->n_row + 1) * sizeof *scratch);

	c->n = f->n_strategy < STRATEGIES ? f->n_strategy : STRATEGIES;
	c->x = malloc((size_t)f->design.n_point * (size_t)c->n * sizeof *c->x + 1);
	for (int s = 0; s < c->n && c->x && scratch; s++) {
		int col = column(f, f->strategy[s]);

		for (int p = 0; p < f->design.n_point; p++)
			c->x[p * c->n + s] = col < 0 ? NAN : median(f, p, col, scratch);
	}
	free(scratch);
	return c->x && scratch;
}

// The strategy that costs least at a point, or -1.
static int
least(const costs *c, int point)
{
	int best = -1;

	for (int s = 0; s < c->n; s++) {
		double x = c->x[point * c->n + s];

		if (!isnan(x) && (best < 0 || x < c->x[point * c->n + best]))
			best = s;
	}
	return best;
}

static void
say_point(const costs *c, int point, aif_text *to)
{
	aif_text_put(to, "  ");
	for (int s = 0; s < c->n; s++) {
		char b[96];

		aif_words_quantity(c->x[point * c->n + s], "USD", b, sizeof b);
		aif_text_putf(to, "%16s%s", b, s == least(c, point) && c->n > 1 ? " *" : "  ");
	}
	aif_text_putf(to, "  %s\n", c->f->design.line[point]);
}

// The points where a strategy costs least and most.
static void
say_ends(const costs *c, int s, aif_text *to)
{
	int lo = -1, hi = -1;
	char a[96], b[96];

	for (int p = 0; p < c->f->design.n_point; p++) {
		double x = c->x[p * c->n + s];

		if (isnan(x))
			continue;
		lo = lo < 0 || x < c->x[lo * c->n + s] ? p : lo;
		hi = hi < 0 || x > c->x[hi * c->n + s] ? p : hi;
	}
	if (lo < 0)
		return;
	aif_words_quantity(c->x[lo * c->n + s], "USD", a, sizeof a);
	aif_words_quantity(c->x[hi * c->n + s], "USD", b, sizeof b);
	aif_text_putf(to, "  %s: least %s at %s\n  %*s  most %s at %s\n", c->f->strategy[s], a,
		      c->f->design.line[lo], (int)strlen(c->f->strategy[s]), "", b,
		      c->f->design.line[hi]);
}

static void
say_head(const aif_sweepfile *f, aif_text *to)
{
	char from[32], end[32];

	aif_cal_format(f->start_unix_s, 0, from, sizeof from);
	aif_cal_format(f->start_unix_s + (int64_t)f->end_s, 0, end, sizeof end);
	aif_text_putf(to, "scenario    %s\nperiod      %s to %s\nstrategies  ", f->scenario, from,
		      end);
	for (int s = 0; s < f->n_strategy; s++)
		aif_text_putf(to, "%s%s", s ? ", " : "",
			      *f->strategy[s] ? f->strategy[s] : "(none declared)");
	aif_text_putf(to, "\nsweep       %d points of ", f->design.n_point);
	for (int k = 0; k < f->design.n_axis; k++)
		aif_text_putf(to, "%s%s", k ? ", " : "", f->design.axis[k]);
	aif_text_putf(to, " x %d replicas", f->n_replica);
	if (f->zoom_s > 0)
		aif_text_putf(to, ", at plan zoom in steps of %g h", f->zoom_s / 3600);
	aif_text_putf(to, "\nin it       %d figures, %d rows\n", f->n_metric, f->n_row);
}

void
aif_sweepsay_put(const aif_sweepfile *f, aif_text *to)
{
	costs c = { .f = f };
	int win[STRATEGIES] = { 0 };

	say_head(f, to);
	if (!fill(&c)) {
		free(c.x);
		return;
	}
	for (int p = 0; p < f->design.n_point; p++)
		if (least(&c, p) >= 0)
			win[least(&c, p)]++;
	aif_text_put(to, "net present cost, median over the replicas\n");
	if (f->design.n_point <= FEW) {
		aif_text_put(to, "  ");
		for (int s = 0; s < c.n; s++)
			aif_text_putf(to, "%16.16s  ", f->strategy[s]);
		aif_text_put(to, "\n");
		for (int p = 0; p < f->design.n_point; p++)
			say_point(&c, p, to);
	} else {
		for (int s = 0; s < c.n; s++)
			say_ends(&c, s, to);
	}
	for (int s = 0; s < c.n && c.n > 1; s++)
		aif_text_putf(to, "%s%s costs least at %d", s ? ", " : "", f->strategy[s], win[s]);
	if (c.n > 1)
		aif_text_putf(to, " of %d points\n", f->design.n_point);
	free(c.x);
}
