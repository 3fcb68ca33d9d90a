// trace_file.h - a trace written by a test, loaded by an importer.
#ifndef AIF_TESTS_TRACE_FILE_H
#define AIF_TESTS_TRACE_FILE_H

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "aif_test.h"
#include "models/trace/trace.h"

// Loads text[n] through a file of its own. The path in a message reads "FILE".
static inline aif_err
trace_load(const aif_importer *im, const char *map, const void *text, size_t n, aif_arena *a,
	   aif_frame **out, aif_diag *d)
{
	char path[] = "/tmp/aif_trace_XXXXXX", rest[sizeof d->msg];
	int fd = mkstemp(path);
	char *at;
	aif_err err;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, n), (ssize_t)n);
	close(fd);
	memset(d, 0, sizeof *d);
	err = im->load(path, map, a, out, d);
	remove(path);
	at = strstr(d->msg, path);
	if (at) {
		strcpy(rest, at + strlen(path));
		strcpy(at, "FILE");
		strcat(at, rest);
	}
	return err;
}

// The frame of a text that must load.
static inline aif_frame *
trace_good(const aif_importer *im, const char *map, const char *text, aif_arena *a)
{
	aif_frame *f = NULL;
	aif_diag d;
	aif_err err = trace_load(im, map, text, strlen(text), a, &f, &d);

	assert_string_equal(d.msg, "");
	assert_int_equal(err, AIF_OK);
	return f;
}

// A text that must not load, and what is said about it.
static inline void
trace_bad(const aif_importer *im, const char *map, const char *text, const char *msg)
{
	aif_arena *a;
	aif_frame *f = NULL;
	aif_diag d;
	aif_err err;

	assert_int_equal(aif_arena_create(&a), AIF_OK);
	err = trace_load(im, map, text, strlen(text), a, &f, &d);
	assert_string_equal(d.msg, msg);
	assert_int_not_equal(err, AIF_OK);
	assert_null(f);
	aif_arena_free(a);
}

static inline double
trace_at(const aif_frame *f, const char *col, size_t i)
{
	const aif_frame_col *c = aif_frame_find(f, col);

	assert_non_null(c);
	assert_true(i < f->n_row);
	return c->x[i];
}

static inline const char *
trace_word(const aif_frame *f, const char *col, size_t i)
{
	const aif_frame_col *c = aif_frame_find(f, col);

	assert_non_null(c);
	assert_non_null(c->word);
	assert_true(c->x[i] >= 0 && c->x[i] < c->n_word);
	return c->word[(int)c->x[i]];
}

static inline double
trace_mean(const aif_frame *f, const char *col)
{
	const aif_frame_col *c = aif_frame_find(f, col);
	double sum = 0;

	assert_non_null(c);
	for (size_t i = 0; i < f->n_row; i++)
		sum += c->x[i];
	return sum / (double)f->n_row;
}

static inline int
trace_order(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

// Middle value of an odd number of rows, mean of the two middle ones else.
static inline double
trace_median(const aif_frame *f, const char *col)
{
	const aif_frame_col *c = aif_frame_find(f, col);
	double *x, m;
	size_t n = f->n_row;

	assert_non_null(c);
	x = malloc(n * sizeof *x);
	assert_non_null(x);
	memcpy(x, c->x, n * sizeof *x);
	qsort(x, n, sizeof *x, trace_order);
	m = (x[(n - 1) / 2] + x[n / 2]) / 2;
	free(x);
	return m;
}

#endif
