// liveinput.h - the workbook's sheet Inputs: what may be changed, and which rows of the
// ledger follow.
//
// An input is a price in USD of one entity, or a factor on a kind of cost. Each has a named
// cell and the key by which `aifsim run --set` changes the same.
#ifndef AIF_OUT_REPORT_LIVEINPUT_H
#define AIF_OUT_REPORT_LIVEINPUT_H

#include <stddef.h>

#include "out/read.h"

typedef struct aif_live aif_live;
typedef struct aif_live_row aif_live_row;
struct aif_liveinput_rule;

typedef struct aif_liveinput {
	const struct aif_liveinput_rule *rule;
	const char *entity;
	char name[64], key[96]; // of the cell; for --set
	double planned;         // in the rule's unit
	double slope;           // GPU prices: USD of a rack for each USD of it
	double grow, held_usd;  // energy: escalation a year; adder in USD/J
} aif_liveinput;

enum { AIF_LIVEINPUTS = 160 };

// Finds them: fields that have a price and rows of the ledger that follow it.
void aif_liveinput_open(aif_live *b);

// A field of an entity of any model (entity NULL: the first of that model) as the first
// strategy used it; *text, where it is one, else "".
double aif_liveinput_param(const aif_live *b, const char *model, const char *entity,
			   const char *field, const char **text);

// The planned amount on `line` with the inputs that it follows, as a formula without "=".
void aif_liveinput_amount(const aif_live *b, const aif_live_row *r, size_t line, char *out,
			  size_t n);

void aif_liveinput_sheet(aif_live *b);

#endif
