// tvm.h - time value of money: present value, rates of return, payback, annuities.
//
// A series of cash flows is amount[n] at t_year[n], years since the date that
// values are referred to, in ascending order (negative: before it). t_year NULL
// stands for 0, 1, 2, ... Dates become years as days / 365 (act/365). The first
// flow at t = 0 is therefore not discounted (a spreadsheet's NPV discounts it).
// Rates are effective per year: 0.10 is 10 % a year, a month's rate is
// (1 + r)^(1/12) - 1.
// Source: Brealey, Myers & Allen 2020, ch. 2, 5; XNPV/XIRR as in ODF OpenFormula 6.12.
#ifndef AIF_UTIL_TVM_H
#define AIF_UTIL_TVM_H

#include <stddef.h>

#include "util/err.h"

#define AIF_TVM_YEAR_S (365.0 * 86400.0) // act/365

// Worth at t = 0 of 1 paid t_year later, at rate > -1.
double aif_tvm_factor(double rate, double t_year);

// Sum of amount[i] * factor(rate, t_year[i]).
double aif_tvm_pv(double rate, const double *t_year, const double *amount, size_t n);

// A month's rate of an effective yearly one.
double aif_tvm_monthly(double rate);

// All internal rates of return in (-0.999, 1000), ascending, to rate[cap]; *n_rate
// is their number even when it is larger than cap, and 0 when there is none. More
// than one is possible when the flows change sign more than once. A double root
// counts once. O(changes^2 * n). Errors: AIF_EINVAL (dates not ascending, n < 2),
// AIF_ENOMEM.
aif_err aif_tvm_irr(const double *t_year, const double *amount, size_t n, double *rate, size_t cap,
		    size_t *n_rate, aif_diag *d);

// Modified rate of return: costs financed at finance_rate, returns reinvested at
// reinvest_rate until the last flow. NaN without both a cost and a return.
double aif_tvm_mirr(const double *t_year, const double *amount, size_t n, double finance_rate,
		    double reinvest_rate);

// Years until the cumulative flow, discounted at rate (0: simple payback), first
// reaches zero; a period's flow is spread evenly over the period. INFINITY when
// it never does, the first date when the first flow is not negative.
double aif_tvm_payback(double rate, const double *t_year, const double *amount, size_t n);

// Payment at the end of each of n periods that repays 1 now at rate per period.
double aif_tvm_annuity(double rate, double n);

// Present worth of n payments at the ends of years 1..n that grow by `growth` a
// year: the first is 1 (first_grows 0) or 1 + growth (first_grows 1).
double aif_tvm_worth(double rate, double growth, int n, int first_grows);

// Weighted average cost of capital after tax.
double aif_tvm_wacc(double equity_frac, double equity_rate, double debt_rate, double tax);

// Position (fractional index, linear in between) from which the cumulative cost
// a[n] stays at or below b[n] until the end; 0 when it always does; NaN when a is
// above b at the end. With months as steps: the month in which owning has paid off.
double aif_tvm_breakeven(const double *a, const double *b, size_t n);

// Cost per used hour of a plant of `hours` that costs fixed_usd whatever happens
// and used_usd more when it is used all the time: (fixed + used u) / (hours u).
double aif_tvm_unit_cost(double fixed_usd, double used_usd, double hours, double u);

// Utilisation at which that cost equals price per hour; INFINITY when no
// utilisation does (values above 1 mean: dearer than the price at any real one).
double aif_tvm_unit_util(double fixed_usd, double used_usd, double hours, double price);

#endif
