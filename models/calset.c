// calset.c - finding a set's files, in the program or on disk; its facts.
#include "models/calset.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "util/embed.h"

static int
on_disk(const char *set)
{
	return strchr(set, '/') != NULL;
}

void
aif_calset_path(const char *set, const char *table, char *out, size_t n)
{
	snprintf(out, n, "%s%s/%s.csv", on_disk(set) ? "" : "models/calib/", set, table);
}

aif_err
aif_calset_rows(const char *set, const char *table, aif_csv_fn *fn, void *user, aif_diag *d)
{
	char path[AIF_CALSET_PATH + 64];
	aif_embed f;

	aif_calset_path(set, table, path, sizeof path);
	if (!on_disk(set))
		return aif_embed_find(path, &f)
			   ? aif_csv_parse(path, f.data, f.n, NULL, fn, user, d)
			   : AIF_ENOENT;
	FILE *there = fopen(path, "r");

	if (!there)
		return AIF_ENOENT;
	fclose(there);
	return aif_csv_read(path, NULL, fn, user, d);
}

static const struct {
	const char *name;
	size_t at;
} number[] = {
	{ "bf16", offsetof(aif_calset, roof.flop_s[AIF_DT_BF16]) },
	{ "fp8", offsetof(aif_calset, roof.flop_s[AIF_DT_FP8]) },
	{ "nvfp4", offsetof(aif_calset, roof.flop_s[AIF_DT_NVFP4]) },
	{ "tf32", offsetof(aif_calset, roof.flop_s[AIF_DT_TF32]) },
	{ "fp32", offsetof(aif_calset, roof.flop_s[AIF_DT_FP32]) },
	{ "int8", offsetof(aif_calset, roof.flop_s[AIF_DT_INT8]) },
	{ "hbm", offsetof(aif_calset, roof.hbm_bytes_s) },
	{ "stream", offsetof(aif_calset, roof.stream_bytes_s) },
	{ "floor", offsetof(aif_calset, roof.floor_s) },
	{ "sms", offsetof(aif_calset, sms) },
	{ "tdp", offsetof(aif_calset, tdp_w) },
	{ "quant8", offsetof(aif_calset, quant8) },
	{ "quant4", offsetof(aif_calset, quant4) },
	{ "wire", offsetof(aif_calset, wire_bytes_s) },
	{ "alpha", offsetof(aif_calset, alpha_s) },
};

// One fact. Facts that no model uses (device, driver) are passed over.
static aif_err
fact(void *user, const aif_csv_row *r, aif_diag *d)
{
	aif_calset *s = user;
	int value = aif_csv_col(r, "value");
	const char *name = r->cell[0];

	if (value < 0 || strcmp(r->name[0], "fact") != 0)
		return aif_err_fail(d, AIF_EPARSE, "%s:1: expected the columns fact, value",
				    r->path);
	for (size_t i = 0; i < sizeof number / sizeof *number; i++) {
		double *x = (double *)(void *)((char *)s + number[i].at);
		aif_err e;

		if (strcmp(name, number[i].name) != 0)
			continue;
		if ((e = aif_csv_num(r, value, 0, NULL, x, d)))
			return e;
		return *x > 0 ? AIF_OK
			      : aif_csv_fail(r, value, "is not positive", "a rate or time", d);
	}
	if (strcmp(name, "base") == 0)
		snprintf(s->base, sizeof s->base, "%s", r->cell[value]);
	return AIF_OK;
}

aif_err
aif_calset_open(aif_calset *out, const char *set, aif_diag *d)
{
	char path[AIF_CALSET_PATH + 64];
	aif_calset s = { 0 };
	aif_err e = aif_calset_rows(set, "set", fact, &s, d);

	aif_calset_path(set, "set", path, sizeof path);
	if (e == AIF_ENOENT)
		return aif_err_fail(d, AIF_EREFUSED, "no calibration set '%s' (%s)", set, path);
	if (e)
		return e;
	// Types that run on another type's units.
	s.roof.flop_s[AIF_DT_FP8_BLOCK] = s.roof.flop_s[AIF_DT_MXFP8] = s.roof.flop_s[AIF_DT_FP8];
	if (strcmp(s.base, set) == 0)
		s.base[0] = '\0';
	*out = s;
	return AIF_OK;
}
