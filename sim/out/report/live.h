// live.h - the sheets of the workbook that calculate: Inputs, Ledger, Depreciation, Profit
// and loss, Monthly cash flow.
//
// Inputs (liveinput.h) has named cells: wacc, tax, prices in USD, factors on kinds of cost, 1
// as planned. What is bought is a formula of its planned amount and of these; upkeep, rents of
// lessors, resale, depreciation, credits, terms of payment, tax, months, years and present
// value are formulas of that. Quantities are those of the run: an input changes what is
// paid, not what is simulated.
#ifndef AIF_OUT_REPORT_LIVE_H
#define AIF_OUT_REPORT_LIVE_H

#include <stdint.h>
#include <xlsxwriter.h>

#include "out/read.h"
#include "out/report/liveinput.h"

struct aif_live {
	aif_read *r;
	const aif_read_head *h;
	lxw_workbook *wb;
	lxw_format *head, *date, *usd, *total, *input_cell, *input_usd;
	lxw_format *small, *right, *apart; // of numbers below 1; heads of numbers; indented
	double wacc, tax;                  // of the scenario; 0 when it has no finance
	int has_finance, mid;
	double debt, debt_rate, debt_months, debt_fee, equity_rate; // debt 0: none
	int wacc_follows;                                           // from these
	aif_liveinput input[AIF_LIVEINPUTS];
	int n_input;
};

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
	AIF_LIVE_UNIT_PRICE,
	AIF_LIVE_PLAN,
	AIF_LIVE_BOUGHT, // of the next three one has a value
	AIF_LIVE_RUNNING,
	AIF_LIVE_TAX,
	AIF_LIVE_AMOUNT,
	AIF_LIVE_DAYS,
	AIF_LIVE_PRESENT,
	AIF_LIVE_YEAR,
	AIF_LIVE_MONTH,
	AIF_LIVE_CLASS,
	AIF_LIVE_GROUP
};

#define AIF_LIVE_EPOCH 25569 // day number of 1970-01-01 in a spreadsheet

// A row of the ledger.
struct aif_live_row {
	const char *strategy, *entity, *account, *unit, *note;
	double usd, t_s, quantity;
	int recurs, year;
	int64_t month; // first second of the month that it belongs to, since 1970
};

const aif_read_table *aif_live_ledger_of(const aif_live *b); // NULL: none, or too long
aif_live_row aif_live_row_at(const aif_live *b, const aif_read_table *ledger, size_t i);
// The instant that it is discounted from, seconds since the start.
double aif_live_discount_s(const aif_live *b, const aif_live_row *r);
int aif_live_starts(const char *s, const char *with);
int aif_live_is_word(const char *account, const char *words); // its second word is one of "a|b"
// Group of an asset ("it"), as models/fin has it.
const char *aif_live_group(const char *account);

// "Ledger!$K$2:$K$900"
void aif_live_range(const char *sheet, int col, size_t n_row, char *out, size_t n);
// The same of the ledger's sheet; returns out.
const char *aif_live_col(const aif_live *b, int col, char out[48]);
// Heads "A|B|C" in row 0, bold.
void aif_live_heads(aif_live *b, lxw_worksheet *ws, const char *words);

// Every sheet prints on A4 across, as wide as one page, its heads on each.
void aif_live_paper(lxw_workbook *wb);

// Reads wacc, tax, debt, the timing and what may be changed.
void aif_live_open(aif_live *b);

#endif
