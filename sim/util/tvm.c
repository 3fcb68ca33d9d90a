// tvm.c - time value of money: present value, rates of return, payback, annuities.
//
// All rates of return are found, not one of them: with q = ln(1 + r) the present
// value f(q) = sum a_i exp(-q t_i) has at most as many roots as its amounts change
// sign. Multiplying by exp(q T), T between the two dates of a change, and
// differentiating gives a sum of the same form with one change less, whose roots
// separate those of f (Rolle). So from the sum without any change upwards, each
// interval between roots of the one before holds at most one root: Brent.
// Source: Descartes' rule for Dirichlet polynomials, Jameson 2006, Math. Gazette 90.
#include "util/tvm.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_roots.h>
#include <math.h>
#include <stdlib.h>

#define RATE_LO (-0.999)
#define RATE_HI 1000.0

static double
year(const double *t_year, size_t i)
{
	return t_year ? t_year[i] : (double)i;
}

double
aif_tvm_factor(double rate, double t_year)
{
	return pow(1 + rate, -t_year);
}

double
aif_tvm_pv(double rate, const double *t_year, const double *amount, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += amount[i] * aif_tvm_factor(rate, year(t_year, i));
	return sum;
}

double
aif_tvm_monthly(double rate)
{
	return expm1(log1p(rate) / 12);
}

typedef struct expsum { // f(q) = sum c[i] exp(-q t[i])
	size_t n;
	double *c, *t;
} expsum;

static double
value(double q, void *p)
{
	const expsum *e = p;
	double sum = 0;

	for (size_t i = 0; i < e->n; i++)
		sum += e->c[i] * exp(-q * e->t[i]);
	return sum;
}

// -1, 0 or 1: the sign of f(q), 0 within the rounding of its terms.
static int
sign(const expsum *e, double q)
{
	double sum = 0, size = 0;

	for (size_t i = 0; i < e->n; i++) {
		double x = e->c[i] * exp(-q * e->t[i]);

		sum += x;
		size += fabs(x);
	}
	if (fabs(sum) <= 1e-13 * size)
		return 0;
	return sum > 0 ? 1 : -1;
}

// f(lo) and f(hi) differ in sign.
static double
root(expsum *e, gsl_root_fsolver *solver, double lo, double hi)
{
	gsl_function f = { value, e };

	if (gsl_root_fsolver_set(solver, &f, lo, hi) != GSL_SUCCESS)
		return 0.5 * (lo + hi);
	for (int i = 0; i < 200; i++) {
		if (gsl_root_fsolver_iterate(solver) != GSL_SUCCESS)
			break;
		lo = gsl_root_fsolver_x_lower(solver);
		hi = gsl_root_fsolver_x_upper(solver);
		if (gsl_root_test_interval(lo, hi, 1e-15, 1e-15) == GSL_SUCCESS)
			break;
	}
	return gsl_root_fsolver_root(solver);
}

// Index of the first amount whose sign differs from that before it; n for none.
static size_t
change(const expsum *e)
{
	for (size_t i = 1; i < e->n; i++)
		if ((e->c[i] > 0) != (e->c[i - 1] > 0))
			return i;
	return e->n;
}

// Scratch of the search: at[k] is the T that removes the k-th change; point[] the
// bounds and, between them, the roots found last.
typedef struct search {
	expsum f; // merged flows, then weighted
	double *a, *at, *point, *next;
	size_t n_at, n_point;
	gsl_root_fsolver *solver;
} search;

// Merges equal dates and drops zeros. 0 when dates descend.
static int
load(search *s, const double *t_year, const double *amount, size_t n)
{
	expsum *f = &s->f;

	for (size_t i = 0; i < n; i++) {
		double t = year(t_year, i);

		if (!isfinite(t) || !isfinite(amount[i]) || (i > 0 && t < year(t_year, i - 1)))
			return 0;
		if (f->n > 0 && !(t > f->t[f->n - 1])) {
			f->c[f->n - 1] += amount[i];
			continue;
		}
		if (f->n > 0 && !(fabs(f->c[f->n - 1]) > 0))
			f->n--;
		f->t[f->n] = t;
		f->c[f->n++] = amount[i];
	}
	if (f->n > 0 && !(fabs(f->c[f->n - 1]) > 0))
		f->n--;
	for (size_t i = 0; i < f->n; i++)
		s->a[i] = f->c[i];
	return 1;
}

// c[i] = a[i] * product over k < level of (at[k] - t[i]), scaled.
static void
weigh(search *s, size_t level)
{
	double top = 0;

	for (size_t i = 0; i < s->f.n; i++) {
		double x = s->a[i];

		for (size_t k = 0; k < level; k++)
			x *= s->at[k] - s->f.t[i];
		s->f.c[i] = x;
		top = fmax(top, fabs(x));
	}
	for (size_t i = 0; i < s->f.n; i++)
		s->f.c[i] /= top;
}

// Roots of the sum in s->f between neighbours of s->point, which becomes
// { lower bound, roots, upper bound }.
static void
separate(search *s)
{
	size_t n = 0;
	int before = sign(&s->f, s->point[0]);

	s->next[n++] = s->point[0];
	for (size_t i = 1; i < s->n_point; i++) {
		double q = s->point[i];
		int now = sign(&s->f, q);

		if (before * now < 0)
			s->next[n++] = root(&s->f, s->solver, s->point[i - 1], q);
		else if (now == 0 && i + 1 < s->n_point)
			s->next[n++] = q;
		before = now;
	}
	s->next[n++] = s->point[s->n_point - 1];
	for (size_t i = 0; i < n; i++)
		s->point[i] = s->next[i];
	s->n_point = n;
}

static void
solve(search *s)
{
	for (size_t i; (i = change(&s->f)) < s->f.n; weigh(s, s->n_at))
		s->at[s->n_at++] = 0.5 * (s->f.t[i - 1] + s->f.t[i]);
	s->n_point = 2;
	s->point[0] = log1p(RATE_LO);
	s->point[1] = log1p(RATE_HI);
	for (size_t level = s->n_at; level-- > 0;) {
		weigh(s, level);
		separate(s);
	}
}

aif_err
aif_tvm_irr(const double *t_year, const double *amount, size_t n, double *rate, size_t cap,
	    size_t *n_rate, aif_diag *d)
{
	search s = { .n_point = 0 };
	double *mem;
	aif_err err = AIF_OK;

	if (n < 2)
		return aif_err_fail(d, AIF_EINVAL, "rate of return: needs two cash flows");
	mem = malloc((6 * n + 8) * sizeof *mem);
	s.solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent);
	if (!mem || !s.solver) {
		err = aif_err_fail(d, AIF_ENOMEM, "rate of return: out of memory");
		goto out;
	}
	s.f.c = mem;
	s.f.t = mem + n;
	s.a = mem + 2 * n;
	s.at = mem + 3 * n;
	s.point = mem + 4 * n;
	s.next = mem + 5 * n + 4;
	if (!load(&s, t_year, amount, n)) {
		err = aif_err_fail(d, AIF_EINVAL,
				   "rate of return: dates must ascend and amounts be finite");
		goto out;
	}
	solve(&s);
	*n_rate = s.n_point - 2;
	for (size_t i = 0; i < *n_rate && i < cap; i++)
		rate[i] = expm1(s.point[i + 1]);
out:
	gsl_root_fsolver_free(s.solver);
	free(mem);
	return err;
}

double
aif_tvm_mirr(const double *t_year, const double *amount, size_t n, double finance_rate,
	     double reinvest_rate)
{
	double out = 0, in = 0, first = n ? year(t_year, 0) : 0, last = n ? year(t_year, n - 1) : 0;

	for (size_t i = 0; i < n; i++) {
		double t = year(t_year, i);

		if (amount[i] < 0)
			out -= amount[i] * aif_tvm_factor(finance_rate, t - first);
		else
			in += amount[i] * aif_tvm_factor(reinvest_rate, t - last);
	}
	if (!(out > 0) || !(in > 0) || !(last > first))
		return NAN;
	return pow(in / out, 1 / (last - first)) - 1;
}

double
aif_tvm_payback(double rate, const double *t_year, const double *amount, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		double t = year(t_year, i), x = amount[i] * aif_tvm_factor(rate, t);

		if (sum + x >= 0 && i > 0 && sum < 0) {
			double before = year(t_year, i - 1);

			return before + (t - before) * -sum / x;
		}
		sum += x;
		if (i == 0 && sum >= 0)
			return t;
	}
	return INFINITY;
}

double
aif_tvm_annuity(double rate, double n)
{
	if (!(fabs(rate) > 0))
		return 1 / n;
	return rate / -expm1(-n * log1p(rate));
}

double
aif_tvm_worth(double rate, double growth, int n, int first_grows)
{
	double sum = 0;

	for (int y = 1; y <= n; y++)
		sum += pow(1 + growth, first_grows ? y : y - 1) * aif_tvm_factor(rate, y);
	return sum;
}

double
aif_tvm_wacc(double equity_frac, double equity_rate, double debt_rate, double tax)
{
	return equity_frac * equity_rate + (1 - equity_frac) * debt_rate * (1 - tax);
}

double
aif_tvm_breakeven(const double *a, const double *b, size_t n)
{
	size_t i = n;

	while (i > 0 && a[i - 1] <= b[i - 1])
		i--;
	if (i == n)
		return NAN;
	if (i == 0)
		return 0;
	// Above at i - 1, at or below from i on.
	return (double)(i - 1) + (a[i - 1] - b[i - 1]) / ((a[i - 1] - b[i - 1]) + (b[i] - a[i]));
}

double
aif_tvm_unit_cost(double fixed_usd, double used_usd, double hours, double u)
{
	return (fixed_usd + used_usd * u) / (hours * u);
}

double
aif_tvm_unit_util(double fixed_usd, double used_usd, double hours, double price)
{
	double gain = hours * price - used_usd;

	return gain > 0 ? fixed_usd / gain : INFINITY;
}
