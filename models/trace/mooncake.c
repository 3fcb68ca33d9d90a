// mooncake.c - Mooncake request traces: one JSON object per line.
//
// hash_ids name the 512-token blocks of the prompt, a block's id standing for it and
// all before it. The tokens of the leading blocks that some earlier request had are
// the column prefix: what a prefix cache without bound would have held.
// Source: kvcache-ai/Mooncake, FAST25-release/traces.
#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/trace/requests.h"
#include "models/trace/trace.h"
#include "util/lines.h"

enum { BLOCK_TOKENS = 512, ID_MAX = 1 << 27 };

typedef struct mooncake {
	aif_requests requests;
	unsigned char *seen; // seen[n_seen / 8], a bit per block id
	size_t n_seen;
} mooncake;

static aif_err
bad(const aif_line *line, const char *what, aif_diag *d)
{
	return aif_err_fail(d, AIF_EPARSE, "%.200s:%ld: %s", line->path, line->no, what);
}

static aif_err
number(const aif_line *line, const cJSON *o, const char *key, double *out, aif_diag *d)
{
	const cJSON *v = cJSON_GetObjectItemCaseSensitive(o, key);

	if (!cJSON_IsNumber(v) || !(v->valuedouble >= 0 && v->valuedouble < 1e14))
		return aif_err_fail(d, AIF_EPARSE,
				    "%.200s:%ld: '%s' is missing or no number of at least 0",
				    line->path, line->no, key);
	*out = v->valuedouble;
	return AIF_OK;
}

// Marks block id; *was tells whether it was marked. 0 when memory is out.
static int
mark(mooncake *m, size_t id, int *was)
{
	if (id >= m->n_seen) {
		size_t n = m->n_seen ? m->n_seen : 4096;
		unsigned char *p;

		while (n <= id)
			n *= 2;
		p = realloc(m->seen, n / 8);
		if (!p)
			return 0;
		memset(p + m->n_seen / 8, 0, (n - m->n_seen) / 8);
		m->seen = p;
		m->n_seen = n;
	}
	*was = m->seen[id / 8] >> (id % 8) & 1;
	m->seen[id / 8] = (unsigned char)(m->seen[id / 8] | 1u << (id % 8));
	return 1;
}

static aif_err
prefix(mooncake *m, const aif_line *line, const cJSON *ids, double isl, double *out, aif_diag *d)
{
	const cJSON *id;
	int leading = 1, was;
	double n = 0;

	if (!ids)
		return AIF_OK;
	if (!cJSON_IsArray(ids))
		return bad(line, "'hash_ids' is not a list", d);
	cJSON_ArrayForEach(id, ids)
	{
		if (!cJSON_IsNumber(id) || !(id->valuedouble >= 0 && id->valuedouble < ID_MAX))
			return bad(line, "a block id is not a whole number below 2^27", d);
		if (!mark(m, (size_t)id->valuedouble, &was))
			return aif_err_fail(d, AIF_ENOMEM, "%.200s: out of memory", line->path);
		leading = leading && was;
		n += leading;
	}
	*out = fmin(n * BLOCK_TOKENS, isl);
	return AIF_OK;
}

static aif_err
take_object(mooncake *m, const aif_line *line, const cJSON *o, aif_diag *d)
{
	double v[AIF_REQUESTS_N] = { NAN, NAN, NAN, NAN, NAN }, ms;
	aif_err err;

	if (!cJSON_IsObject(o))
		return bad(line, "not a JSON object (expected one per line)", d);
	if ((err = number(line, o, "timestamp", &ms, d)) ||
	    (err = number(line, o, "input_length", &v[AIF_REQUESTS_ISL], d)) ||
	    (err = number(line, o, "output_length", &v[AIF_REQUESTS_OSL], d)) ||
	    (err = prefix(m, line, cJSON_GetObjectItemCaseSensitive(o, "hash_ids"),
			  v[AIF_REQUESTS_ISL], &v[AIF_REQUESTS_PREFIX], d)))
		return err;
	v[AIF_REQUESTS_ARRIVAL] = ms / 1000;
	return aif_requests_put(&m->requests, v, d);
}

static aif_err
take_line(void *user, const aif_line *line, aif_diag *d)
{
	size_t skip = 0;
	cJSON *o;
	aif_err err;

	while (skip < line->n && (line->text[skip] == ' ' || line->text[skip] == '\t'))
		skip++;
	if (skip == line->n)
		return AIF_OK;
	o = cJSON_ParseWithLength(line->text, line->n);
	err = take_object(user, line, o, d);
	cJSON_Delete(o);
	return err;
}

static aif_err
load_mooncake(const char *path, const char *map, aif_arena *a, aif_frame **out, aif_diag *d)
{
	mooncake m = { .n_seen = 0 };
	aif_err err;

	(void)map;
	aif_requests_begin(&m.requests);
	err = aif_lines_read(path, 0, take_line, &m, d);
	free(m.seen);
	return aif_requests_end(&m.requests, err, "mooncake", path, a, out, d);
}

const aif_importer aif_importer_mooncake = {
	.name = "mooncake",
	.yields = "requests",
	.doc = "Mooncake traces (kvcache-ai/Mooncake, FAST25-release), JSON lines: timestamp [ms], "
	       "input_length, output_length [tokens], hash_ids (512-token blocks; from them the "
	       "column prefix, tokens that an unbounded prefix cache would hold).",
	.load = load_mooncake,
};
