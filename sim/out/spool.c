// spool.c - flushes as records: length, then parts of a count and its elements.
//
// Parts of a record: by sim its time, its series in order, its tables in order.
#define _DEFAULT_SOURCE // ftruncate, fileno
#include "out/spool.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct part {
	const unsigned char *x;
	size_t n;
} part;

struct aif_spool {
	char *path;
	FILE *f;
	aif_sim *const *sims;
	int n_sim, n_table;
	size_t *first; // of a sim's parts
	uint64_t bytes, at;
	unsigned char *buf;
	size_t n_buf, cap_buf;
	part *part;
};

static aif_err
fail(const aif_spool *p, aif_diag *d, const char *what)
{
	return aif_err_fail(d, AIF_EIO, "%s: %s: %s", p->path, what, strerror(errno));
}

static aif_err
begin(aif_spool **out, const char *path, const char *mode, aif_sim *const *sims, int n, aif_diag *d)
{
	aif_spool *p = calloc(1, sizeof *p);
	const aif_table *const *tables = aif_sim_options(sims[0])->registry->tables;
	size_t at = 0;

	if (!p)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	*out = p;
	p->sims = sims;
	p->n_sim = n;
	while (tables[p->n_table])
		p->n_table++;
	p->path = malloc(strlen(path) + 1);
	p->first = calloc((size_t)n, sizeof *p->first);
	if (p->first)
		for (int i = 0; i < n; i++) {
			p->first[i] = at;
			at += 1 + aif_sim_n_series(sims[i]) + (size_t)p->n_table;
		}
	p->part = calloc(at, sizeof *p->part);
	if (!p->path || !p->first || !p->part)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	strcpy(p->path, path);
	p->f = fopen(path, mode);
	return p->f ? AIF_OK : fail(p, d, "can not open");
}

aif_err
aif_spool_create(aif_spool **out, const char *path, aif_sim *const *sims, int n, aif_diag *d)
{
	aif_spool *p = NULL;
	aif_err e = begin(&p, path, "w+b", sims, n, d);

	if (e != AIF_OK) {
		aif_spool_close(p);
		return e;
	}
	*out = p;
	return AIF_OK;
}

aif_err
aif_spool_open(aif_spool **out, const char *path, uint64_t bytes, aif_sim *const *sims, int n,
	       aif_diag *d)
{
	aif_spool *p = NULL;
	aif_err e = begin(&p, path, "r+b", sims, n, d);

	if (e == AIF_OK && (fseek(p->f, 0, SEEK_END) != 0 || ftell(p->f) < 0))
		e = fail(p, d, "can not read");
	if (e == AIF_OK && (uint64_t)ftell(p->f) < bytes)
		e = aif_err_fail(d, AIF_EINVAL, "%s: cut short", path);
	// What was noted after the snapshot will be noted again.
	if (e == AIF_OK && (ftruncate(fileno(p->f), (off_t)bytes) != 0 || fseek(p->f, 0, SEEK_SET)))
		e = fail(p, d, "can not write");
	if (e != AIF_OK) {
		aif_spool_close(p);
		return e;
	}
	p->bytes = bytes;
	*out = p;
	return AIF_OK;
}

void
aif_spool_close(aif_spool *p)
{
	if (!p)
		return;
	if (p->f)
		fclose(p->f);
	free(p->path);
	free(p->first);
	free(p->buf);
	free(p->part);
	free(p);
}

// --- put -------------------------------------------------------------------------

static int
reserve(aif_spool *p, size_t need)
{
	size_t cap = p->cap_buf ? p->cap_buf : 1 << 16;
	unsigned char *q;

	if (need <= p->cap_buf)
		return 1;
	while (cap < need)
		cap *= 2;
	q = realloc(p->buf, cap);
	if (!q)
		return 0;
	p->buf = q;
	p->cap_buf = cap;
	return 1;
}

// Parts begin at multiples of 8: rows are read where they lie.
static size_t
padded(size_t n)
{
	return (n + 7) / 8 * 8;
}

static int
add(aif_spool *p, const void *x, size_t n, size_t size)
{
	uint64_t count = n;

	if (!reserve(p, p->n_buf + sizeof count + padded(n * size)))
		return 0;
	memcpy(p->buf + p->n_buf, &count, sizeof count);
	p->n_buf += sizeof count;
	if (n)
		memcpy(p->buf + p->n_buf, x, n * size);
	memset(p->buf + p->n_buf + n * size, 0, padded(n * size) - n * size);
	p->n_buf += padded(n * size);
	return 1;
}

static int
add_sim(aif_spool *p, aif_sim *s)
{
	const aif_table *const *tables = aif_sim_options(s)->registry->tables;
	aif_time now = aif_sim_now(s);
	int ok = add(p, &now, 1, sizeof now);

	for (uint32_t i = 0; i < aif_sim_n_series(s) && ok; i++) {
		aif_sim_series x = aif_sim_series_at(s, i);

		ok = add(p, x.x, x.n, sizeof *x.x);
	}
	for (int i = 0; i < p->n_table && ok; i++) {
		size_t n;
		const void *rows = aif_sim_rows(s, tables[i], &n);

		ok = add(p, rows, n, tables[i]->row_size);
	}
	return ok;
}

aif_err
aif_spool_put(aif_spool *p, aif_diag *d)
{
	uint64_t n;

	p->n_buf = 0;
	for (int i = 0; i < p->n_sim; i++)
		if (!add_sim(p, p->sims[i]))
			return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	n = p->n_buf;
	if (fwrite(&n, sizeof n, 1, p->f) != 1 || fwrite(p->buf, 1, n, p->f) != n)
		return fail(p, d, "can not write");
	p->bytes += sizeof n + n;
	return AIF_OK;
}

aif_err
aif_spool_sync(aif_spool *p, aif_diag *d)
{
	if (fflush(p->f) != 0 || fsync(fileno(p->f)) != 0)
		return fail(p, d, "can not write");
	return AIF_OK;
}

uint64_t
aif_spool_bytes(const aif_spool *p)
{
	return p->bytes;
}

// --- get -------------------------------------------------------------------------

// The next part at *at; NULL when the record is damaged.
static int
next(const aif_spool *p, size_t *at, size_t size, part *out)
{
	uint64_t n;

	if (p->n_buf - *at < sizeof n)
		return 0;
	memcpy(&n, p->buf + *at, sizeof n);
	*at += sizeof n;
	if (n > (p->n_buf - *at) / size || padded(n * size) > p->n_buf - *at)
		return 0;
	*out = (part){ p->buf + *at, n };
	*at += padded(n * size);
	return 1;
}

static int
parse(aif_spool *p)
{
	part *to = p->part;
	size_t at = 0;
	int ok = 1;

	for (int k = 0; k < p->n_sim && ok; k++) {
		const aif_table *const *t = aif_sim_options(p->sims[k])->registry->tables;

		ok = next(p, &at, sizeof(aif_time), to++);
		for (uint32_t i = 0; i < aif_sim_n_series(p->sims[k]) && ok; i++)
			ok = next(p, &at, sizeof(double), to++);
		for (int i = 0; i < p->n_table && ok; i++)
			ok = next(p, &at, t[i]->row_size, to++);
	}
	return ok && at == p->n_buf;
}

aif_err
aif_spool_get(aif_spool *p, int *more, aif_diag *d)
{
	uint64_t n;

	*more = p->at < p->bytes;
	if (!*more)
		return fseek(p->f, (long)p->bytes, SEEK_SET) ? fail(p, d, "can not read") : AIF_OK;
	if (fread(&n, sizeof n, 1, p->f) != 1 || n > p->bytes - p->at - sizeof n)
		return aif_err_fail(d, AIF_EINVAL, "%s: damaged", p->path);
	if (!reserve(p, n))
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	p->n_buf = n;
	if (fread(p->buf, 1, n, p->f) != n || !parse(p))
		return aif_err_fail(d, AIF_EINVAL, "%s: damaged", p->path);
	p->at += sizeof n + n;
	return AIF_OK;
}

aif_time
aif_spool_now(const aif_spool *p, int sim)
{
	aif_time t;

	memcpy(&t, p->part[p->first[sim]].x, sizeof t);
	return t;
}

const double *
aif_spool_series(const aif_spool *p, int sim, uint32_t i, size_t *n)
{
	const part *x = &p->part[p->first[sim] + 1 + i];

	*n = x->n;
	return (const double *)(const void *)x->x;
}

const void *
aif_spool_rows(const aif_spool *p, int sim, int table, size_t *n)
{
	const part *x =
	    &p->part[p->first[sim] + 1 + aif_sim_n_series(p->sims[sim]) + (size_t)table];

	*n = x->n;
	return x->x;
}
