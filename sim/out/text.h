// text.h - a text that grows: pages, tables and data files are built in memory
// and saved whole, so that a failure leaves no half-written file.
#ifndef AIF_OUT_TEXT_H
#define AIF_OUT_TEXT_H

#include <stddef.h>

#include "util/err.h"

typedef struct aif_text {
	char *s; // NUL-terminated once something was put; NULL before
	size_t n, cap;
	int bad; // memory ran out: the rest was dropped, saving fails
} aif_text;

void aif_text_put(aif_text *t, const char *s);
void aif_text_putn(aif_text *t, const char *s, size_t n);
__attribute__((format(printf, 2, 3))) void aif_text_putf(aif_text *t, const char *fmt, ...);
// With & < > " ' written as HTML entities.
void aif_text_html(aif_text *t, const char *s);
// One CSV cell, quoted where RFC 4180 asks for it.
void aif_text_csv(aif_text *t, const char *s);
// A number that reads back as the same double; empty for NaN.
void aif_text_num(aif_text *t, double x);
void aif_text_free(aif_text *t); // leaves an empty text

// Writes the text to path through a temporary file beside it. Errors: AIF_EIO,
// AIF_ENOMEM (bad).
aif_err aif_text_save(const aif_text *t, const char *path, aif_diag *d);

// Appends the file. Errors: AIF_EIO.
aif_err aif_text_load(aif_text *t, const char *path, aif_diag *d);

#endif
