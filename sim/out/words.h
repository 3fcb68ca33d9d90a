// words.h - numbers and dates of a result for people: info, report, compare.
#ifndef AIF_OUT_WORDS_H
#define AIF_OUT_WORDS_H

#include "out/read.h"

// (4.4e7, "USD") -> "44.0 million USD", (1234567, "GPU-h") -> "1,234,567 GPU-h",
// 0 -> "0", NaN -> "-".
void aif_words_quantity(double x, const char *unit, char *out, size_t n);

// To the cent, as books have it: 1234567.891 -> "1,234,567.89", -2 -> "(2.00)", NaN -> "-".
void aif_words_cents(double x, char *out, size_t n);

// Date of second t since the start of the run: "2028-07-01"; "" for NaN.
void aif_words_date(const aif_read_head *h, double t_s, char *out, size_t n);

// The lines by which strategies are compared, in the order of importance. Values
// come from /summary, else from series and ledger.
typedef struct aif_words_line {
	const char *label; // "Net present cost"
	const char *name;  // of /summary
	const char *note;  // what it means
	const char *also;  // other name in /summary, summed over its rows; may be NULL
} aif_words_line;

enum {
	AIF_WORDS_NPV,
	AIF_WORDS_TCO,
	AIF_WORDS_GPU_H,
	AIF_WORDS_TOKEN,
	AIF_WORDS_USEFUL,
	AIF_WORDS_ENERGY
};

const aif_words_line *aif_words_line_at(int i); // NULL past the end
// Value of line i for a strategy, NaN when the file does not say; unit is set.
double aif_words_value(aif_read *r, int i, const char *strategy, const char **unit);

// Which strategy to prefer and why. Costs are compared as they stand when all
// strategies do about the same useful work (within 5 %), else per useful GPU-hour.
typedef struct aif_words_verdict {
	int best;            // strategy; -1 when there is nothing to choose from
	int line;            // by which line
	int second;          // next best, or -1
	double work_frac[8]; // useful GPU-hours over the most of any strategy; NaN when not known
} aif_words_verdict;

aif_words_verdict aif_words_judge(aif_read *r);

#endif
