// truth.c - reads a JSON file of figures.
#include "cli/truth.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct aif_truth {
	cJSON *root;
};

static char *
slurp(const char *path, aif_diag *d)
{
	enum { MOST = 1 << 24 };
	FILE *f = fopen(path, "rb");
	char *text = malloc(MOST);
	size_t n = 0;

	if (!f)
		aif_err_fail(d, AIF_ENOENT, "%.200s: not found (expected a JSON file)", path);
	else if (!text)
		aif_err_fail(d, AIF_ENOMEM, "out of memory");
	else
		n = fread(text, 1, MOST - 1, f);
	if (f)
		fclose(f);
	if (!f || !text) {
		free(text);
		return NULL;
	}
	text[n] = '\0';
	return text;
}

aif_err
aif_truth_read(aif_truth **out, const char *path, aif_diag *d)
{
	aif_diag own = { 0 };
	char *text = slurp(path, d ? d : &own);
	aif_truth *t = calloc(1, sizeof *t);
	const char *at = NULL;
	aif_err err = text ? AIF_OK : (d ? d->code : own.code);

	if (err == AIF_OK && !t)
		err = aif_err_fail(d, AIF_ENOMEM, "out of memory");
	if (err == AIF_OK) {
		t->root = cJSON_ParseWithOpts(text, &at, 0);
		if (!t->root) {
			long line = 1;

			for (const char *p = text; at && p < at; p++)
				line += *p == '\n';
			err = aif_err_fail(d, AIF_EPARSE, "%.200s:%ld: not JSON", path, line);
		}
	}
	free(text);
	if (err != AIF_OK) {
		free(t);
		return err;
	}
	*out = t;
	return AIF_OK;
}

void
aif_truth_free(aif_truth *t)
{
	if (t)
		cJSON_Delete(t->root);
	free(t);
}

// The item at the dotted name of n characters.
static const cJSON *
item_at(const cJSON *at, const char *name, size_t n)
{
	while (at && n > 0) {
		char word[64];
		size_t k = 0;

		while (k < n && name[k] != '.')
			k++;
		if (k >= sizeof word)
			return NULL;
		memcpy(word, name, k);
		word[k] = '\0';
		at = cJSON_GetObjectItemCaseSensitive(at, word);
		name += k < n ? k + 1 : k;
		n -= k < n ? k + 1 : k;
	}
	return at;
}

double
aif_truth_get(const aif_truth *t, const char *names)
{
	while (t && *names) {
		size_t n = strcspn(names, "|");
		const cJSON *x = item_at(t->root, names, n);

		if (cJSON_IsNumber(x))
			return x->valuedouble;
		names += n + (names[n] == '|');
	}
	return NAN;
}
