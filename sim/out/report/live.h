// live.h - the sheets of the workbook that calculate: Inputs, Monthly cash flow, Ledger,
// Depreciation.
//
// Inputs has named cells: wacc, tax, and a factor on the price of each group of assets
// and of energy, rent and staff, 1 as planned. Every amount of the ledger is a formula
// of its planned value and of these; what follows (upkeep, resale, tax, present
// value, months) is a formula of the amounts. Quantities are those of the run: a factor
// changes what is paid, not what is simulated.
#ifndef AIF_OUT_REPORT_LIVE_H
#define AIF_OUT_REPORT_LIVE_H

#include <stdint.h>
#include <xlsxwriter.h>

#include "out/read.h"

typedef struct aif_live {
	aif_read *r;
	const aif_read_head *h;
	lxw_workbook *wb;
	lxw_format *head, *date, *usd, *total, *input;
	double wacc, tax; // of the scenario; 0 when it has no finance
	int has_finance, mid;
} aif_live;

// Columns of the ledger's sheet.
enum {
	AIF_LIVE_STRATEGY,
	AIF_LIVE_DATE,
	AIF_LIVE_ENTITY,
	AIF_LIVE_ACCOUNT,
	AIF_LIVE_UNIT,
	AIF_LIVE_KIND,
	AIF_LIVE_NOTE,
	AIF_LIVE_QUANTITY,
	AIF_LIVE_PRICE,
	AIF_LIVE_PLAN,
	AIF_LIVE_PRETAX,
	AIF_LIVE_TAX,
	AIF_LIVE_AMOUNT,
	AIF_LIVE_DAYS,
	AIF_LIVE_PRESENT,
	AIF_LIVE_YEAR,
	AIF_LIVE_MONTH,
	AIF_LIVE_CLASS
};

#define AIF_LIVE_EPOCH 25569 // day number of 1970-01-01 in a spreadsheet

// A row of the ledger.
typedef struct aif_live_row {
	const char *strategy, *account;
	double usd, t_s;
	int recurs, year;
	int64_t month; // first second of the month that it belongs to, since 1970
} aif_live_row;

const aif_read_table *aif_live_ledger_of(const aif_live *b); // NULL: none, or too long
aif_live_row aif_live_row_at(const aif_live *b, const aif_read_table *ledger, size_t i);
// The instant that it is discounted from, seconds since the start.
double aif_live_discount_s(const aif_live *b, const aif_live_row *r);
// "Ledger!$K$2:$K$900"
void aif_live_range(const char *sheet, int col, size_t n_row, char *out, size_t n);

// Reads wacc, tax and the timing of the scenario.
void aif_live_open(aif_live *b);

void aif_live_inputs(aif_live *b);
void aif_live_ledger(aif_live *b);
void aif_live_books(aif_live *b);

// Heads "A|B|C" in row 0, bold.
void aif_live_heads(aif_live *b, lxw_worksheet *ws, const char *words);

#endif
