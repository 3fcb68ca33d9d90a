// calnccl.c - reads the text that nccl-tests print.
//
// Columns by position, as PERFORMANCE.md and the programs have them:
//   size count type redop root  time algbw busbw #wrong  time algbw busbw #wrong
//   (B)  (elements)             (us) (GB/s)(GB/s)        (us) (GB/s)(GB/s)
// out of place first, in place second. The out-of-place time is taken; how far the
// in-place time is from it counts as spread. Rows of several hosts are passed over:
// the tables hold what happens within one node.
// Source: NVIDIA/nccl-tests, doc/PERFORMANCE.md.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/calrun.h"
#include "models/coll.h"
#include "util/lines.h"

enum { WORDS = 20, WORD = 64 };

typedef struct reader {
	aif_calrun *r;
	int src, op, ranks, has_units, ended;
	int n_host;
	long line;
	char host[WORD], device[128];
} reader;

static int
split(const aif_line *l, char w[WORDS][WORD])
{
	int n = 0;

	for (size_t i = 0; i < l->n && n < WORDS;) {
		size_t k = 0;

		while (i < l->n && (l->text[i] == ' ' || l->text[i] == '\t'))
			i++;
		while (i < l->n && l->text[i] != ' ' && l->text[i] != '\t') {
			if (k < WORD - 1)
				w[n][k++] = l->text[i];
			i++;
		}
		w[n][k] = '\0';
		n += k > 0;
	}
	return n;
}

// "all_reduce_perf" anywhere in a text.
static int
op_in(const char *text, size_t n)
{
	static const struct {
		const char *name;
		aif_coll_op op;
	} known[] = {
		{ "all_reduce_perf", AIF_COLL_ALL_REDUCE },
		{ "all_gather_perf", AIF_COLL_ALL_GATHER },
		{ "reduce_scatter_perf", AIF_COLL_REDUCE_SCATTER },
		{ "alltoall_perf", AIF_COLL_ALL_TO_ALL },
		{ "broadcast_perf", AIF_COLL_BROADCAST },
		{ "sendrecv_perf", AIF_COLL_SEND_RECV },
	};

	for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
		size_t len = strlen(known[k].name);

		for (size_t i = 0; i + len <= n; i++)
			if (text[i] == known[k].name[0] &&
			    memcmp(text + i, known[k].name, len) == 0)
				return (int)known[k].op;
	}
	return -1;
}

// "#  Rank  0 Group  0 Pid 1234 on host device  0 [0x07] NVIDIA H100 80GB HBM3"
static aif_err
rank_line(reader *k, const aif_line *l, char w[WORDS][WORD], int n, aif_diag *d)
{
	char name[128] = "", shown[128];

	k->ranks++;
	for (int i = 0; i + 1 < n; i++) {
		if (strcmp(w[i], "on") == 0 && strcmp(k->host, w[i + 1]) != 0) {
			k->n_host++;
			snprintf(k->host, sizeof k->host, "%s", w[i + 1]);
		}
		if (strcmp(w[i], "device") == 0)
			for (int j = i + 2; j < n; j++)
				if (w[j][0] != '[' && strlen(name) + WORD + 1 < sizeof name)
					snprintf(name + strlen(name), sizeof name - strlen(name),
						 "%s%s", name[0] ? " " : "", w[j]);
	}
	aif_lines_show(name, strlen(name), shown, sizeof shown);
	if (!k->device[0])
		snprintf(k->device, sizeof k->device, "%s", shown);
	return strcmp(shown, k->device) == 0
		   ? AIF_OK
		   : aif_err_fail(d, AIF_EPARSE, "%s:%ld: device '%s', but rank 0 is a '%s'",
				  l->path, l->no, shown, k->device);
}

static aif_err
number(const aif_line *l, const char *word, const char *what, double *x, aif_diag *d)
{
	char show[WORD];

	if (aif_csv_decimal(word, x) && *x >= 0)
		return AIF_OK;
	aif_lines_show(word, strlen(word), show, sizeof show);
	return aif_err_fail(d, AIF_EPARSE, "%s:%ld: %s: '%s' is not a number of 0 or more", l->path,
			    l->no, what, show);
}

// time, algbw, busbw of one half of the row.
static aif_err
half(const reader *k, const aif_line *l, double bytes, char w[][WORD], double *us, aif_diag *d)
{
	double alg, bus, factor = aif_coll_bus_factor((aif_coll_op)k->op, k->ranks);
	aif_err e;

	if ((e = number(l, w[0], "time (us)", us, d)) || (e = number(l, w[1], "algbw", &alg, d)) ||
	    (e = number(l, w[2], "busbw", &bus, d)))
		return e;
	// Two digits after the point are printed: hold the columns to one another where
	// they are large enough to say something.
	if (*us > 0 && alg >= 1 && fabs(bytes / *us * 1e-3 / alg - 1) > 0.02)
		return aif_err_fail(d, AIF_EPARSE,
				    "%s:%ld: algbw %g GB/s is not size over time (%g GB/s): "
				    "columns out of order?",
				    l->path, l->no, alg, bytes / *us * 1e-3);
	if (alg >= 1 && fabs(bus / alg / factor - 1) > 0.02)
		return aif_err_fail(d, AIF_EPARSE,
				    "%s:%ld: busbw over algbw is %.3f, not the %.3f of %s on %d "
				    "GPUs",
				    l->path, l->no, bus / alg, factor,
				    aif_coll_op_name((aif_coll_op)k->op), k->ranks);
	return AIF_OK;
}

static aif_err
data_line(reader *k, const aif_line *l, char w[WORDS][WORD], int n, aif_diag *d)
{
	aif_calsource *s = &k->r->source[k->src];
	const char *key[] = { aif_coll_op_name((aif_coll_op)(k->op < 0 ? 0 : k->op)) };
	aif_calpoint p = { .source = k->src, .line = l->no, .x = { k->ranks, 1, 1 } };
	double us, in_us;
	aif_err e;

	if (!k->has_units)
		return aif_err_fail(d, AIF_EPARSE,
				    "%s:%ld: rows before the line of units (expected (B) ... (us) "
				    "(GB/s) (GB/s))",
				    l->path, l->no);
	if (k->op < 0)
		return aif_err_fail(d, AIF_EPARSE,
				    "%s:%ld: which collective? (expected all_reduce_perf or the "
				    "like in the log or the file's name)",
				    l->path, l->no);
	if (k->ranks < 2)
		return aif_err_fail(d, AIF_EPARSE, "%s:%ld: %d ranks listed (expected 2 or more)",
				    l->path, l->no, k->ranks);
	if (n != 13)
		return aif_err_fail(d, AIF_EPARSE, "%s:%ld: %d columns (expected 13)", l->path,
				    l->no, n);
	s->rows++;
	if ((e = number(l, w[0], "size (B)", &p.x[2], d)) ||
	    (e = half(k, l, p.x[2], &w[5], &us, d)) || (e = half(k, l, p.x[2], &w[9], &in_us, d)))
		return e;
	for (int i = 8; i <= 12; i += 4)
		if (strcmp(w[i], "0") != 0 && strcmp(w[i], "N/A") != 0) {
			s->bad++;
			s->unused++;
			return AIF_OK;
		}
	if (p.x[2] == 0 || k->n_host > 1) {
		s->unused++;
		return AIF_OK;
	}
	p.t_s = us * 1e-6;
	p.spread_frac = fabs(in_us / us - 1);
	p.shape = (uint64_t)p.x[2] * 31 + (uint64_t)k->op;
	return aif_calrun_point(k->r, AIF_KSPEC_COLL, key, &p, d);
}

static aif_err
line(void *user, const aif_line *l, aif_diag *d)
{
	reader *k = user;
	char w[WORDS][WORD] = { { 0 } };
	int n = split(l, w), op = op_in(l->text, l->n);

	k->line = l->no;
	if (op >= 0)
		k->op = op;
	if (n == 0)
		return AIF_OK;
	if (w[0][0] == '#' || l->text[0] == '#') {
		if (strcmp(w[1], "Rank") == 0)
			return rank_line(k, l, w, n, d);
		if (strcmp(w[1], "(B)") == 0)
			k->has_units = n >= 9 && strcmp(w[3], "(us)") == 0;
		if (strcmp(w[1], "Avg") == 0)
			k->ended = 1;
		if (strcmp(w[1], "nccl-tests") == 0 && n > 3) {
			char name[WORD + 16], version[WORD];

			aif_lines_show(w[3], strlen(w[3]), version, sizeof version);
			snprintf(name, sizeof name, "nccl-tests %s", version);
			k->r->source[k->src].library = aif_calrun_word(k->r, name);
		}
		return AIF_OK;
	}
	// Rows start with a whole number; all else is somebody's message.
	return w[0][strspn(w[0], "0123456789")] == '\0' ? data_line(k, l, w, n, d) : AIF_OK;
}

aif_err
aif_calnccl_parse(aif_calrun *r, int src, const char *text, size_t n, aif_diag *d)
{
	aif_calsource *s = &r->source[src];
	reader k = { .r = r, .src = src };
	aif_err e;

	k.op = op_in(s->path, strlen(s->path));
	e = aif_lines_parse(s->path, text, n, line, &k, d);
	if (e)
		return e;
	if (!k.ended)
		return aif_err_fail(d, AIF_EPARSE,
				    "%s:%ld: truncated: no line '# Avg bus bandwidth'", s->path,
				    k.line);
	s = &r->source[src];
	s->device = aif_calrun_word(r, k.device);
	if (k.n_host > 1)
		s->note = "several hosts: of no table, which hold one node";
	return AIF_OK;
}
