// caledge.c - how a table is best carried on beyond its edges.
//
// Tried inside it: from the cells a factor of four (or half the axis) inside an edge, the
// cells nearer to that edge are predicted with the ratio held, by the law's factor, and by
// the law's difference. The mean errors go to fit.csv; who asks beyond the edge takes the
// best, and its error for the band.
#include <math.h>
#include <string.h>

#include "models/calfits_in.h"
#include "models/callaw.h"

static const double back = 4; // how far inside the trial starts, as a factor

static size_t
cell(const aif_ktable_sub *s, const int i[3])
{
	return ((size_t)i[0] * (size_t)s->n[1] + (size_t)i[1]) * (size_t)s->n[2] + (size_t)i[2];
}

// The point of an axis where the trial starts, seen from its last (above) or first; -1.
static int
start(const aif_ktable_sub *s, int a, int above)
{
	int n = s->n[a], i = above ? n - 1 : 0;

	if (n < 3)
		return -1;
	while (i >= 0 && i < n &&
	       fabs(s->ln[a][i] - s->ln[a][above ? n - 1 : 0]) < log(back) - 1e-9)
		i += above ? -1 : 1;
	return i < 0 || i >= n ? n / 2 : i;
}

// Errors of the three ways over all cells between `from` and the edge of axis a.
static size_t
trial(const aif_callaw_of_block *k, int a, int above, double error[3])
{
	const aif_ktable_sub *s = k->s;
	int from = start(s, a, above), i[3];
	size_t n = 0;

	memset(error, 0, 3 * sizeof *error);
	if (from < 0)
		return 0;
	for (i[0] = 0; i[0] < s->n[0]; i[0]++)
		for (i[1] = 0; i[1] < s->n[1]; i[1]++)
			for (i[2] = 0; i[2] < s->n[2]; i[2]++) {
				double x[3], y[3], lines[3];
				int o[3] = { i[0], i[1], i[2] };
				int past = above ? i[a] > from : i[a] < from, fine = 1;

				o[a] = from;
				if (!past || !s->held[cell(s, i)] || !s->held[cell(s, o)])
					continue;
				for (int c = 0; c < 3; c++) {
					x[c] = s->x[c][i[c]];
					y[c] = s->x[c][o[c]];
				}
				for (int w = 0; w < 3; w++) {
					lines[w] = aif_callaw_step(k, y, x, s->v[cell(s, o)], w) -
						   s->v[cell(s, i)];
					fine &= isfinite(lines[w]) != 0;
				}
				for (int w = 0; w < 3 && fine; w++)
					error[w] += fabs(exp(lines[w]) - 1);
				n += (size_t)fine;
			}
	for (int w = 0; w < 3 && n; w++)
		error[w] /= (double)n;
	return n;
}

void
aif_caledge_fit(aif_calfits_job *j, const aif_callaw *l, int table, const aif_ktable_sub *s)
{
	static const char *const way[] = { "held", "times", "plus" };
	aif_callaw_block b = aif_callaw_block_of(l, table, s);
	const aif_callaw_of_block k = { l, &b, s, table };

	for (int a = 0; a < 3; a++)
		for (int above = 0; above < 2; above++) {
			double error[3];
			char name[72];
			size_t n = trial(&k, a, above, error);
			aif_calfit *f;

			aif_callaw_edge(table, s, a, above, name, sizeof name);
			if (n < 4 || !(f = aif_calfits_next(j, "carried beyond", "%s", name)))
				continue;
			f->n = n;
			for (int w = 0; w < 3; w++) {
				aif_calfits_term(f, way[w], "1");
				f->term[w].value = error[w];
				f->term[w].error = NAN;
			}
			f->mean = f->median = fmin(error[0], fmin(error[1], error[2]));
			f->lo = s->x[a][0];
			f->hi = s->x[a][s->n[a] - 1];
			j->out->n++;
		}
}
