// calfit.c - robust linear laws with bounds, and laws with one nonlinear parameter.
//
// Robust: iteratively reweighted with Tukey's bisquare, c = 4.685 (95 % efficient for
// normal errors); scale 1.4826 times the median deviation. Source: Holland & Welsch 1977.
// Bounds: of all subsets of coefficients the best whose members are positive; p <= 5.
// Left out: with the final weights, residual / (1 - leverage). Source: Allen 1974.
#include "models/calfit.h"

#include <gsl/gsl_multifit.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "util/stat.h"

enum { ROUNDS = 12, LOO_MOST = 64 };

typedef struct work {
	size_t n;
	int p;
	const double *x, *y;
	double *w0, *w, *r, *sort; // weights given, weights now, residuals
	double c[AIF_CALFIT_TERMS], cov[AIF_CALFIT_TERMS][AIF_CALFIT_TERMS];
	unsigned active; // bits of the coefficients that are not at 0
} work;

// Weighted least squares of the active columns. Returns chi^2, INFINITY when it fails.
static double
solve(work *k, unsigned active, double *c, double cov[][AIF_CALFIT_TERMS])
{
	size_t m = 0;
	int col[AIF_CALFIT_TERMS];
	gsl_multifit_linear_workspace *ws;
	gsl_matrix *x, *v;
	gsl_vector *y, *w, *a;
	double chi2 = INFINITY;

	for (int j = 0; j < k->p; j++) {
		c[j] = 0;
		if (active >> j & 1)
			col[m++] = j;
	}
	ws = gsl_multifit_linear_alloc(k->n, m);
	x = gsl_matrix_alloc(k->n, m);
	v = gsl_matrix_alloc(m, m);
	y = gsl_vector_alloc(k->n);
	w = gsl_vector_alloc(k->n);
	a = gsl_vector_alloc(m);
	if (ws && x && v && y && w && a) {
		for (size_t i = 0; i < k->n; i++) {
			gsl_vector_set(y, i, k->y[i]);
			gsl_vector_set(w, i, k->w[i]);
			for (size_t j = 0; j < m; j++)
				gsl_matrix_set(x, i, j, k->x[i * (size_t)k->p + (size_t)col[j]]);
		}
		if (gsl_multifit_wlinear(x, w, y, a, v, &chi2, ws) || !isfinite(chi2))
			chi2 = INFINITY;
		for (size_t j = 0; j < m; j++) {
			c[col[j]] = gsl_vector_get(a, j);
			for (size_t l = 0; l < m; l++)
				cov[col[j]][col[l]] = gsl_matrix_get(v, j, l);
		}
	}
	gsl_multifit_linear_free(ws);
	gsl_matrix_free(x);
	gsl_matrix_free(v);
	gsl_vector_free(y);
	gsl_vector_free(w);
	gsl_vector_free(a);
	return chi2;
}

// The best subset whose coefficients are all positive; or all of them.
static double
solve_bounded(work *k, int nonneg)
{
	double best = INFINITY;

	for (unsigned s = (1u << k->p) - 1; s > 0; s--) {
		double c[AIF_CALFIT_TERMS], cov[AIF_CALFIT_TERMS][AIF_CALFIT_TERMS], chi2;
		int ok = 1;

		chi2 = solve(k, s, c, cov);
		for (int j = 0; j < k->p; j++)
			ok &= !nonneg || !(s >> j & 1) || c[j] > 0;
		if (ok && chi2 < best) {
			best = chi2;
			k->active = s;
			memcpy(k->c, c, sizeof c);
			memcpy(k->cov, cov, sizeof cov);
		}
		// Nothing smaller beats all of them together.
		if (!nonneg || (ok && s == (1u << k->p) - 1))
			break;
	}
	return best;
}

static void
residuals(work *k)
{
	for (size_t i = 0; i < k->n; i++) {
		double y = 0;

		for (int j = 0; j < k->p; j++)
			y += k->c[j] * k->x[i * (size_t)k->p + (size_t)j];
		k->r[i] = k->y[i] - y;
	}
}

static void
reweigh(work *k)
{
	double scale;
	size_t m;

	for (size_t i = 0; i < k->n; i++)
		k->sort[i] = fabs(k->r[i]) * sqrt(k->w0[i]);
	m = aif_stat_sort(k->sort, k->n);
	scale = 4.685 * 1.4826 * aif_stat_quantile(k->sort, m, 0.5);
	for (size_t i = 0; i < k->n; i++) {
		double u = scale > 0 ? k->r[i] * sqrt(k->w0[i]) / scale : 0;

		// A point that is far off keeps a trace of weight: the matrix stays regular.
		k->w[i] = k->w0[i] * (fabs(u) < 1 ? (1 - u * u) * (1 - u * u) : 1e-9);
	}
}

static double
leverage(const work *k, size_t i)
{
	const double *x = k->x + i * (size_t)k->p;
	double h = 0;

	for (int j = 0; j < k->p; j++)
		for (int l = 0; l < k->p; l++)
			if (k->active >> j & 1 && k->active >> l & 1)
				h += x[j] * k->cov[j][l] * x[l];
	h *= k->w[i];
	return h < 0.999 ? h : 0.999;
}

static void
judge(work *k, double chi2, aif_calfit *out)
{
	double sum_w = 0, n_eff, s2;
	size_t m = 0;

	for (size_t i = 0; i < k->n; i++)
		sum_w += k->w[i] / k->w0[i];
	n_eff = sum_w - k->p;
	s2 = n_eff > 0 ? chi2 / n_eff : NAN;
	out->n = k->n;
	for (int j = 0; j < k->p; j++) {
		out->term[j].value = k->c[j];
		out->term[j].error = k->active >> j & 1 ? sqrt(s2 * k->cov[j][j]) : NAN;
	}
	out->mean = 0;
	for (size_t i = 0; i < k->n; i++)
		if (k->y[i] != 0)
			k->sort[m++] = fabs(k->r[i] / (1 - leverage(k, i)) / k->y[i]);
	m = aif_stat_sort(k->sort, m);
	for (size_t i = 0; i < m; i++)
		out->mean += k->sort[i] / (double)m;
	out->median = aif_stat_quantile(k->sort, m, 0.5);
}

aif_err
aif_calfit_linear(const double *x, const double *y, size_t n, int p, int relative, int nonneg,
		  aif_calfit *out)
{
	work k = { .n = n, .p = p, .x = x, .y = y };
	double chi2 = INFINITY, *room;

	if (p < 1 || p > AIF_CALFIT_TERMS || n < (size_t)p + 2)
		return AIF_ERANGE;
	room = malloc(4 * n * sizeof *room);
	if (!room)
		return AIF_ENOMEM;
	k.w0 = room;
	k.w = room + n;
	k.r = room + 2 * n;
	k.sort = room + 3 * n;
	for (size_t i = 0; i < n; i++)
		k.w[i] = k.w0[i] = relative ? 1 / (y[i] * y[i]) : 1;
	for (int round = 0; round < ROUNDS; round++) {
		chi2 = solve_bounded(&k, nonneg);
		if (!isfinite(chi2))
			break;
		residuals(&k);
		if (round + 1 < ROUNDS)
			reweigh(&k);
	}
	if (isfinite(chi2))
		judge(&k, chi2, out);
	free(room);
	return isfinite(chi2) ? AIF_OK : AIF_ERANGE;
}

// --- one nonlinear parameter ------------------------------------------------------------

// The law's column for the nonlinear parameter q, and its derivative in q.
typedef double column(double t, double q);

static double
power_of(double f, double b)
{
	return pow(f, b);
}

static double
decay(double t, double ln_tau)
{
	return exp(-t / exp(ln_tau));
}

typedef struct curve {
	const double *t, *y;
	size_t n, skip; // skip: a point left out; n: none
	column *fn;
	int nonneg;
} curve;

// Least squares y = c0 + c1 fn(t, q) at fixed q. Returns chi^2.
static double
at_q(const curve *k, double q, double c[2])
{
	double n = 0, sx = 0, sy = 0, sxx = 0, sxy = 0, chi2 = 0, det;

	for (size_t i = 0; i < k->n; i++) {
		double x = k->fn(k->t[i], q);

		if (i == k->skip)
			continue;
		n++;
		sx += x;
		sy += k->y[i];
		sxx += x * x;
		sxy += x * k->y[i];
	}
	det = n * sxx - sx * sx;
	if (!(det > 1e-12 * n * sxx))
		return INFINITY;
	c[1] = (n * sxy - sx * sy) / det;
	c[0] = (sy - c[1] * sx) / n;
	if (k->nonneg && c[0] < 0) {
		c[0] = 0;
		c[1] = sxy / sxx;
	}
	if (k->nonneg && c[1] < 0) {
		c[1] = 0;
		c[0] = sy / n;
	}
	for (size_t i = 0; i < k->n; i++)
		if (i != k->skip) {
			double r = k->y[i] - c[0] - c[1] * k->fn(k->t[i], q);

			chi2 += r * r;
		}
	return chi2;
}

// The best q in [lo, hi]: a coarse scan, then the golden section around its best.
static double
search(const curve *k, double lo, double hi, double *q, double c[2])
{
	const double golden = 0.6180339887498949;
	double best = INFINITY, step = (hi - lo) / 60, a, b, chi2;

	*q = lo;
	for (int i = 0; i <= 60; i++) {
		chi2 = at_q(k, lo + i * step, c);
		if (chi2 < best) {
			best = chi2;
			*q = lo + i * step;
		}
	}
	a = fmax(lo, *q - step);
	b = fmin(hi, *q + step);
	for (int i = 0; i < 60; i++) {
		double q1 = b - golden * (b - a), q2 = a + golden * (b - a);

		if (at_q(k, q1, c) < at_q(k, q2, c))
			b = q2;
		else
			a = q1;
	}
	*q = (a + b) / 2;
	return at_q(k, *q, c);
}

// Standard errors of c0, c1, q: the inverse of the normal matrix of the derivatives.
static void
errors_at(const curve *k, double q, const double c[2], double chi2, double err[3])
{
	double h = 1e-5, s2 = chi2 / ((double)k->n - 3), m[3][6] = { { 0 } };

	for (size_t i = 0; i < k->n; i++) {
		double d[3] = { 1, k->fn(k->t[i], q),
				c[1] * (k->fn(k->t[i], q + h) - k->fn(k->t[i], q - h)) / (2 * h) };

		for (int a = 0; a < 3; a++)
			for (int b = 0; b < 3; b++)
				m[a][b] += d[a] * d[b];
	}
	for (int a = 0; a < 3; a++)
		m[a][3 + a] = 1;
	for (int a = 0; a < 3; a++) { // Gauss-Jordan; the matrix is positive definite
		double pivot = m[a][a];

		for (int b = 0; b < 6; b++)
			m[a][b] /= pivot;
		for (int r = 0; r < 3; r++) {
			double f = m[r][a];

			for (int b = 0; b < 6 && r != a; b++)
				m[r][b] -= f * m[a][b];
		}
	}
	for (int a = 0; a < 3; a++)
		err[a] = m[a][3 + a] > 0 ? sqrt(s2 * m[a][3 + a]) : NAN;
}

// Points left out one by one, at most LOO_MOST of them, spread evenly.
static void
left_out(curve k, double lo, double hi, aif_calfit *out)
{
	size_t stride = (k.n + LOO_MOST - 1) / LOO_MOST, m = 0;
	double e[LOO_MOST + 1], q, c[2];

	out->mean = 0;
	for (size_t i = 0; i < k.n && m < LOO_MOST; i += stride) {
		k.skip = i;
		if (!isfinite(search(&k, lo, hi, &q, c)) || k.y[i] == 0)
			continue;
		e[m++] = fabs((c[0] + c[1] * k.fn(k.t[i], q)) / k.y[i] - 1);
	}
	m = aif_stat_sort(e, m);
	for (size_t i = 0; i < m; i++)
		out->mean += e[i] / (double)m;
	out->median = aif_stat_quantile(e, m, 0.5);
}

aif_err
aif_calfit_clock(const double *f, const double *p, size_t n, aif_calfit *out)
{
	double *x, q, c[2], err[3], chi2, top = 0, low = INFINITY;
	curve k = { .y = p, .n = n, .skip = n, .fn = power_of, .nonneg = 1 };

	for (size_t i = 0; i < n; i++) {
		top = fmax(top, f[i]);
		low = fmin(low, f[i]);
	}
	if (n < 5 || !(low > 0) || top / low < 1.05)
		return AIF_ERANGE;
	x = malloc(n * sizeof *x);
	if (!x)
		return AIF_ENOMEM;
	for (size_t i = 0; i < n; i++)
		x[i] = f[i] / top;
	k.t = x;
	chi2 = search(&k, 0.5, 6, &q, c);
	if (isfinite(chi2)) {
		errors_at(&k, q, c, chi2, err);
		left_out(k, 0.5, 6, out);
		out->law = "P = P0 + a (f / f_max)^b";
		out->n = n;
		out->n_term = 3;
		out->lo = low;
		out->hi = top;
		for (int i = 0; i < 3; i++) {
			static const char *const name[] = { "P0", "a", "b" };

			out->term[i].name = name[i];
			out->term[i].unit = i < 2 ? "W" : "1";
			out->term[i].value = i < 2 ? c[i] : q;
			out->term[i].error = err[i];
		}
	}
	free(x);
	return isfinite(chi2) ? AIF_OK : AIF_ERANGE;
}

aif_err
aif_calfit_step(const double *t, const double *p, size_t n, aif_calfit *out)
{
	curve k = { .t = t, .y = p, .n = n, .skip = n, .fn = decay };
	double q, c[2], err[3], chi2, lo, hi;

	if (n < 5 || !(t[n - 1] > 0))
		return AIF_ERANGE;
	// From a tenth of the sampling to three times the span.
	lo = log(0.1 * t[n - 1] / (double)(n - 1));
	hi = log(3 * t[n - 1]);
	chi2 = search(&k, lo, hi, &q, c);
	if (!isfinite(chi2))
		return AIF_ERANGE;
	errors_at(&k, q, c, chi2, err);
	// A time constant that is as unsure as it is long was not resolved.
	if (!(err[2] < 0.5))
		return AIF_ERANGE;
	left_out(k, lo, hi, out);
	out->law = "P = P1 + (P0 - P1) exp(-t / tau)";
	out->n = n;
	out->n_term = 3;
	out->lo = t[0];
	out->hi = t[n - 1];
	out->term[0].name = "P0";
	out->term[0].value = c[0] + c[1];
	out->term[0].error = hypot(err[0], err[1]);
	out->term[1].name = "P1";
	out->term[1].value = c[0];
	out->term[1].error = err[0];
	out->term[2].name = "tau";
	out->term[2].value = exp(q);
	out->term[2].error = exp(q) * err[2]; // q is ln tau
	out->term[0].unit = out->term[1].unit = "W";
	out->term[2].unit = "s";
	return AIF_OK;
}
