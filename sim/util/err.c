// err.c - the first failure wins; suggestions by edit distance.
#include "util/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *
aif_err_str(aif_err e)
{
	static const char *const text[] = {
#define X(name, txt) [AIF_##name] = txt,
		AIF_ERR_MAP(X)
#undef X
	};

	return (unsigned)e < sizeof text / sizeof *text ? text[e] : "unknown error";
}

aif_err
aif_err_fail(aif_diag *d, aif_err code, const char *fmt, ...)
{
	va_list ap;

	if (d && d->code == AIF_OK) {
		d->code = code;
		va_start(ap, fmt);
		vsnprintf(d->msg, sizeof d->msg, fmt, ap);
		va_end(ap);
	}
	return code;
}

aif_err
aif_err_at(aif_diag *d, const char *fmt, ...)
{
	char where[sizeof d->msg];
	char what[sizeof d->msg];
	va_list ap;

	if (!d || d->code == AIF_OK)
		return AIF_OK;
	va_start(ap, fmt);
	vsnprintf(where, sizeof where, fmt, ap);
	va_end(ap);
	memcpy(what, d->msg, sizeof what);
	snprintf(d->msg, sizeof d->msg, "%.250s: %.250s", where, what);
	return d->code;
}

// Optimal string alignment distance: insertions, deletions, substitutions and
// swaps of neighbours. Words longer than 63 are cut.
static int
edit_distance(const char *a, const char *b)
{
	int row[3][64];
	int la = (int)strnlen(a, 63);
	int lb = (int)strnlen(b, 63);

	for (int j = 0; j <= lb; j++)
		row[0][j] = j;
	for (int i = 1; i <= la; i++) {
		int *cur = row[i % 3];
		int *up = row[(i + 2) % 3];
		int *up2 = row[(i + 1) % 3];

		cur[0] = i;
		for (int j = 1; j <= lb; j++) {
			int best = up[j - 1] + (a[i - 1] != b[j - 1]);

			if (up[j] + 1 < best)
				best = up[j] + 1;
			if (cur[j - 1] + 1 < best)
				best = cur[j - 1] + 1;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
			    up2[j - 2] + 1 < best)
				best = up2[j - 2] + 1;
			cur[j] = best;
		}
	}
	return row[la % 3][lb];
}

const char *
aif_err_nearest(const char *word, const char *const *names, int n)
{
	const char *best = NULL;
	int limit = (int)strlen(word) / 3 + 1;

	for (int i = 0; i < n; i++) {
		int dist = edit_distance(word, names[i]);

		if (dist <= limit) {
			limit = dist - 1;
			best = names[i];
		}
	}
	return best;
}
