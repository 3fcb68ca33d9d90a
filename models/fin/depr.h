// depr.h - depreciation: what of an asset's cost is an expense in which year.
//
// Book (profit and loss) is a straight line over the asset's life from the day it
// is in service. Tax is by class: MACRS with the half-year convention, after a
// bonus share that is deducted in the first year. Both are shares of the
// depreciable basis; nothing here is cash but the tax that it saves.
// Source: IRS Publication 946 (2024), tables A-1 and 4-1.
#ifndef AIF_FIN_DEPR_H
#define AIF_FIN_DEPR_H

// How an asset is written off for tax.
typedef struct aif_depr {
	int macrs;         // 1: MACRS where class_year is 3, 5, 7, 10, 15 or 20; else straight line
	double class_year; // class or life
	double bonus_frac; // deducted at once in the year in service
	double itc_frac;   // investment tax credit, of the cost
	double itc_cut;    // share of the credit by which the basis is reduced (0.5)
} aif_depr;

// Share of basis that MACRS of that class deducts in tax year k (0: in service).
// 0 past the end; NaN when there is no such class.
double aif_depr_macrs(int class_year, int k);

// Share written off by straight line over life_year between the ages a0 and a1.
double aif_depr_line(double life_year, double a0, double a1);

// Share of the depreciable basis deducted for tax in tax year k, bonus included.
double aif_depr_tax(const aif_depr *m, int k);

// Share of the cost that may be deducted at all (less than 1 with a credit).
double aif_depr_basis(const aif_depr *m);

// Cost of an asset of 1 after the credit and the taxes saved by deductions, the
// year of service closing at t = 1 year.
// Source: REopt.jl, effective_cost.
double aif_depr_net_cost(const aif_depr *m, double tax, double rate);

#endif
