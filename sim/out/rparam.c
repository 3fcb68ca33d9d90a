// rparam.c - every parameter of every entity as the run used it.
//
// Values are read through the models' field tables. The first sim is written
// whole; of the others only what differs from it (a strategy's own fields).
#include "out/rparam.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "out/rtable.h"
#include "util/cal.h"
#include "util/sha256.h"

typedef struct row_param {
	double value;
	int32_t line;
	char entity[48], model[24], field[32], unit[16], text[64], file[64];
} row_param;

static const aif_col row_cols[] = {
	AIF_COL_STR(row_param, entity,
		    "Entity that has the parameter; empty for a param() of the scenario."),
	AIF_COL_STR(row_param, model,
		    "Model of the entity; `param` for a param() of the scenario."),
	AIF_COL_STR(row_param, field, "Name of the parameter."),
	AIF_COL(row_param, value, "1", "Value in `unit`; NaN when it is not a number."),
	AIF_COL_STR(row_param, unit, "Unit of value."),
	AIF_COL_STR(row_param, text,
		    "Value in words where it is a choice, date, name, list, distribution or file."),
	AIF_COL_STR(row_param, file, "File that declares the entity."),
	AIF_COL_I(row_param, line, "1", "Line of the declaration there; 0 when not known."),
	{ 0 },
};

static const aif_table table = { "parameters",
				 "Every parameter as resolved: scenario, catalog, defaults.",
				 sizeof(row_param), row_cols, 0 };

// The i-th word of "a|b|c".
static void
word_at(const char *words, int i, char *out, size_t n)
{
	while (i-- > 0 && (words = strchr(words, '|')) != NULL)
		words++;
	if (words)
		snprintf(out, n, "%.*s", (int)strcspn(words, "|"), words);
}

static void
join_names(const aif_sim *s, const aif_refs *refs, char *out, size_t n)
{
	size_t at = 0;

	for (uint32_t i = 0; i < refs->n && at < n; i++)
		at += (size_t)snprintf(out + at, n - at, "%s%s", i ? " " : "",
				       aif_sim_name(s, refs->id[i]));
}

static void
put_dist(const aif_dist *x, row_param *r)
{
	size_t at;

	r->value = aif_dist_mean(x);
	at = (size_t)snprintf(r->text, sizeof r->text, "%s(", aif_dist_name(x->kind));
	for (int i = 0; i < aif_dist_arity(x->kind) && at < sizeof r->text; i++)
		at += (size_t)snprintf(r->text + at, sizeof r->text - at, "%s%.6g", i ? ", " : "",
				       x->p[i]);
	if (at < sizeof r->text)
		snprintf(r->text + at, sizeof r->text - at, ")");
}

static void
put_date(const aif_sim *s, aif_time t, row_param *r)
{
	if (t == AIF_TIME_MAX) {
		snprintf(r->text, sizeof r->text, "never");
		return;
	}
	r->value = aif_time_to_s(t);
	aif_cal_format(aif_sim_options(s)->start_unix_s + t / AIF_SECOND, 0, r->text,
		       sizeof r->text);
}

static void
put_nums(const aif_nums *x, row_param *r)
{
	size_t at = 0;

	if (x->n == 1)
		r->value = x->x[0];
	for (uint32_t i = 0; i < x->n && at < sizeof r->text; i++)
		at += (size_t)snprintf(r->text + at, sizeof r->text - at, "%s%.6g", i ? " " : "",
				       x->x[i]);
}

static void
put_value(const aif_sim *s, const aif_field *f, const unsigned char *st, row_param *r)
{
	const void *at = st + f->off;
	const char *text;
	uint32_t id;
	int i;

	r->value = NAN;
	switch (f->type) {
	case AIF_F_NUM:
		r->value = *(const double *)at;
		break;
	case AIF_F_BOOL:
		r->value = *(const int *)at;
		snprintf(r->text, sizeof r->text, *(const int *)at ? "true" : "false");
		break;
	case AIF_F_DATE:
		put_date(s, *(const aif_time *)at, r);
		break;
	case AIF_F_TEXT:
		text = *(const char *const *)at;
		snprintf(r->text, sizeof r->text, "%s", text ? text : "");
		break;
	case AIF_F_CHOICE:
		i = *(const int *)at;
		r->value = i;
		word_at(f->of, i, r->text, sizeof r->text);
		break;
	case AIF_F_REF:
		id = *(const uint32_t *)at;
		snprintf(r->text, sizeof r->text, "%s",
			 id < aif_sim_n(s) ? aif_sim_name(s, id) : "");
		break;
	case AIF_F_REFS:
		join_names(s, at, r->text, sizeof r->text);
		break;
	case AIF_F_DATA:
		if (*(const aif_frame *const *)at)
			snprintf(r->text, sizeof r->text, "%s",
				 (*(const aif_frame *const *)at)->path);
		break;
	case AIF_F_DIST:
		put_dist(at, r);
		break;
	case AIF_F_NUMS:
		put_nums(at, r);
		break;
	}
}

// "file:line" to its two columns.
static void
put_where(const char *where, row_param *r)
{
	const char *colon = strrchr(where, ':');

	snprintf(r->file, sizeof r->file, "%.*s", colon ? (int)(colon - where) : (int)strlen(where),
		 where);
	r->line = colon ? (int32_t)strtol(colon + 1, NULL, 10) : 0;
}

static void
fill_row(const aif_sim *s, uint32_t id, const aif_field *f, row_param *r)
{
	const aif_model_ops *m = aif_sim_model(s, id);

	memset(r, 0, sizeof *r);
	snprintf(r->entity, sizeof r->entity, "%s", aif_sim_name(s, id));
	snprintf(r->model, sizeof r->model, "%s", m->name);
	snprintf(r->field, sizeof r->field, "%s", f->name);
	snprintf(r->unit, sizeof r->unit, "%s", f->unit);
	put_where(aif_sim_where(s, id), r);
	put_value(s, f, aif_sim_state(s, id), r);
}

// 1 when the first sim has the same entity with the same value.
static int
same_in(const aif_sim *first, const row_param *want, const aif_model_ops *m, const aif_field *f)
{
	uint32_t id = aif_sim_find(first, want->entity);
	row_param r;

	if (id == AIF_NONE || aif_sim_model(first, id) != m)
		return 0;
	fill_row(first, id, f, &r);
	return strcmp(r.text, want->text) == 0 &&
	       memcmp(&r.value, &want->value, sizeof r.value) == 0;
}

static aif_err
write_entities(aif_rtable *t, aif_sim *const *sims, int i, aif_diag *d)
{
	const aif_sim *s = sims[i];

	for (uint32_t id = 0; id < aif_sim_n(s); id++) {
		const aif_model_ops *m = aif_sim_model(s, id);

		for (const aif_field *f = m->params; f && f->name; f++) {
			row_param r;

			fill_row(s, id, f, &r);
			if ((i == 0 || !same_in(sims[0], &r, m, f)) &&
			    aif_rtable_add(t, s, &r, 1, d))
				return AIF_EIO;
		}
	}
	return AIF_OK;
}

static aif_err
write_param_calls(aif_rtable *t, const aif_sim *s, const aif_result_info *info, aif_diag *d)
{
	for (int i = 0; i < info->n_param; i++) {
		row_param r;

		memset(&r, 0, sizeof r);
		snprintf(r.model, sizeof r.model, "param");
		snprintf(r.field, sizeof r.field, "%s", info->param_name[i]);
		snprintf(r.unit, sizeof r.unit, "%s", info->param_unit[i]);
		snprintf(r.file, sizeof r.file, "%s", info->scenario_path);
		r.value = info->param_value[i];
		r.line = info->param_line ? info->param_line[i] : 0;
		if (aif_rtable_add(t, s, &r, 1, d))
			return AIF_EIO;
	}
	return AIF_OK;
}

static aif_err
write_text(hid_t group, const aif_result_info *info, const char *path, aif_diag *d)
{
	size_t n = strlen(info->scenario_text);
	aif_h5_spec spec = { .name = "text",
			     .unit = "text",
			     .long_name = "Source text of the scenario (UTF-8)." };
	char hex[65];
	hid_t o;
	aif_err e;
	int bad;

	spec.type = aif_h5_text(n);
	o = aif_h5_dataset(group, &spec, path, d);
	if (o < 0) {
		H5Tclose(spec.type);
		return d ? d->code : AIF_EIO;
	}
	aif_sha256_hex(info->scenario_text, n, hex);
	bad = H5Dwrite(o, spec.type, H5S_ALL, H5S_ALL, H5P_DEFAULT, info->scenario_text) < 0 ||
	      aif_h5_attr_text(o, "sha256", hex) < 0 ||
	      aif_h5_attr_text(o, "path", info->scenario_path) < 0;
	e = bad ? aif_h5_fail(d, path, "can not write") : AIF_OK;
	H5Tclose(spec.type);
	H5Dclose(o);
	return e;
}

aif_err
aif_rparam_write(hid_t file, const aif_result_info *info, aif_sim *const *sims, int n,
		 const char *path, aif_diag *d)
{
	aif_rtable_width w = { 1, 1 };
	aif_rtable *t = NULL;
	hid_t group = aif_h5_group(file, "scenario");
	aif_err e;

	if (group < 0)
		return aif_h5_fail(d, path, "can not write");
	for (int i = 0; i < n; i++) {
		size_t len = strlen(aif_sim_options(sims[i])->label);

		w.strategy = len > w.strategy ? len : w.strategy;
	}
	e = write_text(group, info, path, d);
	if (!e)
		e = aif_rtable_create(&t, group, &table, w, path, d);
	if (!e)
		e = write_param_calls(t, sims[0], info, d);
	for (int i = 0; i < n && !e; i++)
		e = write_entities(t, sims, i, d);
	if (!e)
		e = aif_rtable_flush(t, d);
	aif_rtable_free(t);
	H5Gclose(group);
	return e;
}
