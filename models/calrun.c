// calrun.c - storage of measured points; which format a text is in.
#include "models/calrun.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "util/lines.h"

enum { MAX_BYTES = 1 << 29 };

aif_err
aif_calrun_create(aif_calrun *r, const char *set, aif_diag *d)
{
	memset(r, 0, sizeof *r);
	r->set = set;
	return aif_arena_create(&r->a) ? aif_err_fail(d, AIF_ENOMEM, "out of memory") : AIF_OK;
}

void
aif_calrun_free(aif_calrun *r)
{
	for (int i = 0; i < AIF_KSPEC_N; i++) {
		free(r->table[i].p);
		free(r->table[i].key);
	}
	free(r->load);
	free(r->sample);
	free(r->fact);
	free(r->source);
	free(r->version);
	aif_arena_free(r->a);
	memset(r, 0, sizeof *r);
}

// Room for one more in v[n] of the given size; NULL when memory is out.
static void *
room(void *v, size_t n, size_t *cap, size_t size)
{
	size_t more = *cap ? 2 * *cap : 64;

	if (n < *cap)
		return v;
	v = realloc(v, more * size);
	if (v)
		*cap = more;
	return v;
}

static aif_err
no_memory(aif_diag *d)
{
	return aif_err_fail(d, AIF_ENOMEM, "out of memory");
}

const char *
aif_calrun_word(aif_calrun *r, const char *s)
{
	const char *w = aif_arena_strdup(r->a, s);

	return w ? w : "";
}

int
aif_calrun_version(aif_calrun *r, const char *word)
{
	const char **v;

	for (size_t i = 0; i < r->n_version; i++)
		if (strcmp(r->version[i], word) == 0)
			return (int)i;
	v = room(r->version, r->n_version, &r->cap_version, sizeof *v);
	if (!v)
		return 0;
	r->version = v;
	r->version[r->n_version++] = aif_calrun_word(r, word);
	return (int)r->n_version - 1;
}

static int
key_of(aif_calrun *r, aif_calpoints *t, int n, const char *const *key)
{
	size_t cap = (size_t)t->cap_key;

	for (int i = t->n_key; i-- > 0;) {
		int k = 0;

		while (k < n && strcmp(t->key[i][k], key[k]) == 0)
			k++;
		if (k == n)
			return i;
	}
	void *p = room(t->key, (size_t)t->n_key, &cap, sizeof *t->key);

	if (!p)
		return -1;
	t->key = p;
	t->cap_key = (int)cap;
	memset(t->key[t->n_key], 0, sizeof *t->key);
	for (int k = 0; k < n; k++)
		t->key[t->n_key][k] = aif_calrun_word(r, key[k]);
	return t->n_key++;
}

aif_err
aif_calrun_point(aif_calrun *r, int table, const char *const *key, aif_calpoint *p, aif_diag *d)
{
	aif_calpoints *t = &r->table[table];
	const aif_calsource *s = &r->source[p->source];
	void *v;

	if (!isfinite(p->t_s) || p->t_s <= 0)
		return aif_err_fail(d, AIF_EPARSE, "%s:%ld: a time of %g s (expected more than 0)",
				    s->path, p->line, p->t_s);
	for (int i = 0; i < 3; i++)
		if (!(p->x[i] > 0) || !isfinite(p->x[i]))
			return aif_err_fail(d, AIF_EPARSE,
					    "%s:%ld: a size of %g (expected more than 0)", s->path,
					    p->line, p->x[i]);
	v = room(t->p, t->n, &t->cap, sizeof *t->p);
	p->key = key_of(r, t, aif_kspec_at(table)->n_key, key);
	if (v)
		t->p = v;
	if (!v || p->key < 0)
		return no_memory(d);
	t->p[t->n++] = *p;
	r->source[p->source].used++;
	return AIF_OK;
}

aif_err
aif_calrun_load(aif_calrun *r, const aif_calload *x, aif_diag *d)
{
	aif_calload *v = room(r->load, r->n_load, &r->cap_load, sizeof *v);

	if (!v)
		return no_memory(d);
	r->load = v;
	r->load[r->n_load++] = *x;
	r->source[x->source].used++;
	return AIF_OK;
}

aif_err
aif_calrun_sample(aif_calrun *r, const aif_calsample *x, aif_diag *d)
{
	aif_calsample *v = room(r->sample, r->n_sample, &r->cap_sample, sizeof *v);
	const char *path = r->source[x->source].path;

	if (!v)
		return no_memory(d);
	r->sample = v;
	if (!isfinite(x->t_s) || !isfinite(x->power_w) || x->power_w < 0)
		return aif_err_fail(d, AIF_EPARSE, "%s:%ld: a power of %g W at %g s", path, x->line,
				    x->power_w, x->t_s);
	for (size_t i = r->n_sample; i-- > 0 && r->sample[i].source == x->source;)
		if (r->sample[i].meter == x->meter) {
			if (x->t_s < r->sample[i].t_s)
				return aif_err_fail(d, AIF_EPARSE,
						    "%s:%ld: time goes back (the reading before, "
						    "line %ld, is %g s later)",
						    path, x->line, r->sample[i].line,
						    r->sample[i].t_s - x->t_s);
			break;
		}
	r->sample[r->n_sample++] = *x;
	r->source[x->source].used++;
	return AIF_OK;
}

aif_err
aif_calrun_fact(aif_calrun *r, int src, const char *name, double value, const char *unit,
		aif_diag *d)
{
	aif_calfact *v = room(r->fact, r->n_fact, &r->cap_fact, sizeof *v);

	if (!v)
		return no_memory(d);
	r->fact = v;
	r->fact[r->n_fact++] =
	    (aif_calfact){ aif_calrun_word(r, name), aif_calrun_word(r, unit), value, src };
	return AIF_OK;
}

// "2.9.1" before "2.27.3": runs of digits as numbers.
static int
newer(const char *a, const char *b)
{
	for (; *a && *b; a++, b++) {
		if (isdigit((unsigned char)*a) && isdigit((unsigned char)*b)) {
			char *end_a, *end_b;
			unsigned long x = strtoul(a, &end_a, 10), y = strtoul(b, &end_b, 10);

			if (x != y)
				return x > y;
			a = end_a - 1;
			b = end_b - 1;
		} else if (*a != *b) {
			return *a > *b;
		}
	}
	return *a != '\0';
}

void
aif_calrun_newest(aif_calrun *r, int table, size_t from)
{
	aif_calpoints *t = &r->table[table];
	size_t kept = from;
	int best = -1;

	for (size_t i = from; i < t->n; i++)
		if (best < 0 || newer(r->version[t->p[i].version], r->version[best]))
			best = t->p[i].version;
	for (size_t i = from; i < t->n; i++) {
		aif_calsource *s = &r->source[t->p[i].source];

		if (t->p[i].version == best) {
			t->p[kept++] = t->p[i];
		} else {
			s->used--;
			s->unused++;
		}
	}
	t->n = kept;
	if (best >= 0 && kept > from && !r->source[t->p[from].source].library[0])
		r->source[t->p[from].source].library = r->version[best];
}

// --- files -------------------------------------------------------------------------

typedef struct slurp {
	char *text;
	size_t n, cap;
} slurp;

static aif_err
take_line(void *user, const aif_line *l, aif_diag *d)
{
	slurp *s = user;

	if (s->n + l->n + 2 > s->cap) {
		size_t cap = 2 * (s->n + l->n + 2);
		char *p = realloc(s->text, cap);

		if (!p)
			return no_memory(d);
		s->text = p;
		s->cap = cap;
	}
	memcpy(s->text + s->n, l->text, l->n);
	s->n += l->n;
	s->text[s->n++] = '\n';
	s->text[s->n] = '\0';
	return AIF_OK;
}

aif_err
aif_calrun_read(aif_calrun *r, const char *path, aif_diag *d)
{
	slurp s = { 0 };
	aif_err e = aif_lines_read(path, MAX_BYTES, take_line, &s, d);

	if (!e && s.n == 0)
		e = aif_err_fail(d, AIF_EPARSE, "%s:1: the file is empty", path);
	if (!e)
		e = aif_calrun_parse(r, path, s.text, s.n, d);
	free(s.text);
	return e;
}

const char *
aif_calrun_head(const char *text)
{
	while (*text == '#' || strncmp(text, "\"#", 2) == 0) {
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
	return text;
}

// Whether `word` stands in the first bytes of the text.
static int
has(const char *text, size_t n, const char *word)
{
	size_t k = strlen(word);

	for (size_t i = 0; i + k <= n; i++)
		if (text[i] == word[0] && memcmp(text + i, word, k) == 0)
			return 1;
	return 0;
}

static aif_calrun_fn *
reader_of(const char *text, size_t n, const char **format)
{
	size_t line = strcspn(text, "\n"), most = n < 16384 ? n : 16384;
	const char *head = aif_calrun_head(text);
	static const struct {
		const char *word, *format;
		aif_calrun_fn *fn;
		int anywhere; // not only in the first line
	} known[] = {
		{ "# format: aifsim-calib", "aifsim-calib", aif_calsuite_parse, 0 },
		{ "latency", "kernel table", aif_calkern_parse, 0 },
		{ "# nThread", "nccl-tests", aif_calnccl_parse, 1 },
		{ "nccl-tests version", "nccl-tests", aif_calnccl_parse, 1 },
		{ "algbw", "nccl-tests", aif_calnccl_parse, 1 },
		{ "power.draw", "nvidia-smi", aif_calpower_parse, 0 },
		{ "#Entity", "dcgmi dmon", aif_calpower_parse, 1 },
		{ "DCGM_FI_DEV_POWER_USAGE", "DCGM CSV", aif_calpower_parse, 0 },
		{ "power_reading", "MLPerf log", aif_calpower_parse, 1 },
		{ ",Watts,", "PTDaemon log", aif_calpower_parse, 0 },
		{ "_W", "power CSV", aif_calpower_parse, 1 },
		{ "_w", "power CSV", aif_calpower_parse, 1 },
	};

	if (strncmp(text, "# format:", 9) != 0) {
		line = strcspn(head, "\n");
	} else {
		head = text;
	}
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (has(known[i].anywhere ? text : head, known[i].anywhere ? most : line,
			known[i].word)) {
			*format = known[i].format;
			return known[i].fn;
		}
	return NULL;
}

aif_err
aif_calrun_parse(aif_calrun *r, const char *path, const char *text, size_t n, aif_diag *d)
{
	const char *format = "";
	aif_calrun_fn *fn = reader_of(text, n, &format);
	aif_calsource *s = room(r->source, r->n_source, &r->cap_source, sizeof *s);
	aif_err e;

	if (!s)
		return no_memory(d);
	r->source = s;
	if (!fn)
		return aif_err_fail(d, AIF_EPARSE,
				    "%s:1: not a measurement (expected aifsim-calib, a kernel "
				    "table, an nccl-tests log or a power log)",
				    path);
	s = &r->source[r->n_source];
	*s = (aif_calsource){ .path = aif_calrun_word(r, path), .format = format };
	s->device = s->gpu = s->driver = s->cuda = s->library = "";
	s->date = s->command = s->revision = s->note = "";
	e = fn(r, (int)r->n_source++, text, n, d);
	s = &r->source[r->n_source - 1];
	if (!e && s->used == 0 && s->unused == 0)
		e = aif_err_fail(d, AIF_EPARSE, "%s:1: no rows", path);
	return e;
}

aif_err
aif_calrun_device(const aif_calrun *r, const char **device, aif_diag *d)
{
	const aif_calsource *first = NULL;

	*device = "";
	for (size_t i = 0; i < r->n_source; i++) {
		const aif_calsource *s = &r->source[i];

		if (!s->device[0])
			continue;
		if (first && strcmp(first->device, s->device) != 0)
			return aif_err_fail(d, AIF_EPARSE, "%s:1: device '%s', but %s is of '%s'",
					    s->path, s->device, first->path, first->device);
		first = first ? first : s;
		*device = s->device;
	}
	return AIF_OK;
}
