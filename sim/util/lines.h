// lines.h - the lines of a text file, plain or gzip, with their numbers.
//
// A line comes without its line feed and carriage return, and without the byte
// order mark. Control characters other than tab are refused: no text file has
// them, and packed or binary data is told from text by them.
#ifndef AIF_UTIL_LINES_H
#define AIF_UTIL_LINES_H

#include <stddef.h>

#include "util/err.h"

typedef struct aif_line {
	const char *path;
	long no;          // from 1
	const char *text; // text[n], not NUL-terminated
	size_t n;
} aif_line;

// Called per line, in order. Any error stops the reading and is returned.
typedef aif_err aif_lines_fn(void *user, const aif_line *line, aif_diag *d);

// Reads the whole file (at most max_bytes unpacked, 0: 4 GiB). Errors:
// AIF_ENOENT, AIF_EIO (can not be read, damaged, gzip cut short), AIF_EPARSE with
// "path:line: ..." in d.
aif_err aif_lines_read(const char *path, size_t max_bytes, aif_lines_fn *fn, void *user,
		       aif_diag *d);

// The same for a text in memory; name stands for the path in messages.
aif_err aif_lines_parse(const char *name, const void *text, size_t n, aif_lines_fn *fn, void *user,
			aif_diag *d);

// Copies s[n_s] to out[n] fit for a message: one line of valid UTF-8, cut with
// "..." where it is longer.
void aif_lines_show(const char *s, size_t n_s, char *out, size_t n);

#endif
