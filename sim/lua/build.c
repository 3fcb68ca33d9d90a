// build.c - specs become entities of one strategy variant.
//
// What is left out of a variant:
//   - every other strategy;
//   - a site that the strategy does not use: some entity refers by its field
//     `hall` to something in the site, and none of those that do is in the
//     strategy's list `own`; with the site goes all that stands in it;
//   - catalog entries that nothing built refers to.
// A reference to what is left out becomes AIF_NONE, a list loses it: a rented
// cluster has no hall. This is the one place of sim/lua that knows the words
// site, hall and own.
//
// A number given as a distribution is drawn here: its median in replica 0, else
// from a stream of its own, so that it is the same in all variants of a replica
// and independent of everything else; a param() is one draw wherever it is used.
// Values beyond the field's range are
// brought to its edge.
#include "lua/build.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/record.h"
#include "util/rng.h"

typedef struct build {
	const aif_scenario *sc;
	const aif_spec *strategy;
	unsigned char *in; // in[n_spec]: 1 when built
	uint32_t *id;      // id[n_spec]
	aif_sim *sim;
	const aif_scenario_how *how;
	aif_diag *d;
} build;

// --- what is built --------------------------------------------------------------------------

static const aif_setting *
setting(const aif_spec *sp, const char *name)
{
	for (uint32_t i = 0; i < sp->n_set; i++)
		if (strcmp(sp->set[i].field->name, name) == 0)
			return &sp->set[i];
	return NULL;
}

static const aif_spec *
top_of(const aif_spec *sp)
{
	while (sp->parent)
		sp = sp->parent;
	return sp;
}

static int
owned(const build *b, const aif_spec *sp)
{
	const aif_setting *own = setting(b->strategy, "own");

	for (uint32_t i = 0; own && i < own->n; i++)
		if (own->ref[i] == sp)
			return 1;
	return 0;
}

static int
site_is_used(const build *b, const aif_spec *site)
{
	int users = 0;

	for (uint32_t i = 0; i < b->sc->n_spec; i++) {
		const aif_spec *sp = b->sc->spec[i];
		const aif_setting *hall = setting(sp, "hall");

		if (!hall || !hall->ref || top_of(hall->ref[0]) != site || top_of(sp) == site)
			continue;
		if (owned(b, sp))
			return 1;
		users++;
	}
	return users == 0;
}

static void
take(build *b, const aif_spec *sp)
{
	if (b->in[sp->index])
		return;
	b->in[sp->index] = 1;
	for (uint32_t i = 0; i < sp->n_set; i++)
		for (uint32_t k = 0; sp->set[i].ref && k < sp->set[i].n; k++)
			if (sp->set[i].ref[k]->is_catalog)
				take(b, sp->set[i].ref[k]);
}

static void
choose(build *b)
{
	for (uint32_t i = 0; i < b->sc->n_spec; i++) {
		const aif_spec *sp = b->sc->spec[i];
		const char *model = sp->ops->name;

		if ((sp->is_catalog && !b->sc->take_catalog) ||
		    (sp->parent && !b->in[sp->parent->index]))
			continue;
		if (b->strategy && strcmp(model, "strategy") == 0 && sp != b->strategy)
			continue;
		if (b->strategy && strcmp(model, "site") == 0 && !site_is_used(b, sp))
			continue;
		take(b, sp);
	}
}

// --- fields -----------------------------------------------------------------------------------

static double
draw(const build *b, const aif_setting *set)
{
	const aif_field *f = set->field;
	double x, u;
	int i = set->input - 1;

	if (set->dist.kind == AIF_DIST_CONST)
		return set->dist.p[0];
	u = b->how->u ? b->how->u[i] : aif_scenario_u(b->sc, i, b->how->seed, b->how->replica);
	x = aif_dist_quantile(&set->dist, u);
	return f->lo == 0 && f->hi == 0 ? x : fmin(fmax(x, f->lo), f->hi);
}

static aif_err
set_refs(const build *b, const aif_setting *set, aif_refs *out)
{
	uint32_t *id = aif_arena_alloc(aif_sim_arena(b->sim), (set->n + 1) * sizeof *id);
	uint32_t n = 0;

	if (!id)
		return AIF_ENOMEM;
	for (uint32_t i = 0; i < set->n; i++)
		if (b->in[set->ref[i]->index])
			id[n++] = b->id[set->ref[i]->index];
	*out = (aif_refs){ n, id };
	return AIF_OK;
}

static aif_err
set_field(const build *b, const aif_spec *sp, const aif_setting *set)
{
	void *at = (char *)aif_sim_state(b->sim, b->id[sp->index]) + set->field->off;

	switch (set->field->type) {
	case AIF_F_NUM:
		*(double *)at = draw(b, set);
		break;
	case AIF_F_BOOL:
	case AIF_F_CHOICE:
		*(int *)at = set->i;
		break;
	case AIF_F_DATE:
		*(aif_time *)at = set->t_ns;
		break;
	case AIF_F_TEXT:
		*(const char **)at = set->text;
		break;
	case AIF_F_REF:
		*(uint32_t *)at = b->in[set->ref[0]->index] ? b->id[set->ref[0]->index] : AIF_NONE;
		break;
	case AIF_F_REFS:
		return set_refs(b, set, at);
	case AIF_F_DATA:
		*(const aif_frame **)at = set->frame;
		break;
	case AIF_F_DIST:
		*(aif_dist *)at = set->dist;
		break;
	case AIF_F_NUMS:
		*(aif_nums *)at = (aif_nums){ set->n, set->x };
		break;
	}
	return AIF_OK;
}

// --- provenance ----------------------------------------------------------------------------------

static const aif_table *
provenance_table(const aif_registry *r)
{
	for (int i = 0; r->tables && r->tables[i]; i++)
		if (strcmp(r->tables[i]->name, "provenance") == 0)
			return r->tables[i];
	return NULL;
}

// Copies what fits of s, cut between characters, not within one (UTF-8).
static void
fit(char *out, size_t n, const char *s)
{
	size_t len = strlen(s);

	if (len >= n) {
		len = n - 1;
		while (len > 0 && ((unsigned char)s[len] & 0xc0) == 0x80)
			len--;
	}
	memcpy(out, s, len);
	out[len] = '\0';
}

static aif_err
cite(const build *b, const aif_table *table, const aif_spec *sp, const aif_setting *set)
{
	aif_row_provenance row = { .entity = b->id[sp->index] };

	if (!set->cite)
		return AIF_OK;
	if (set->field->type == AIF_F_NUM)
		row.value = draw(b, set);
	else if (set->field->type == AIF_F_DIST)
		row.value = aif_dist_quantile(&set->dist, 0.5);
	else if (set->field->type == AIF_F_NUMS && set->n > 0)
		row.value = set->x[0];
	else
		return AIF_OK; // words and references carry no figure
	fit(row.field, sizeof row.field, set->field->name);
	fit(row.unit, sizeof row.unit, set->field->unit);
	fit(row.kind, sizeof row.kind, set->cite->kind);
	fit(row.as_of, sizeof row.as_of, set->cite->as_of);
	fit(row.source, sizeof row.source, set->cite->source);
	return aif_sim_emit(b->sim, table, &row);
}

// --- build ---------------------------------------------------------------------------------------

static aif_err
add_all(build *b)
{
	aif_err err = AIF_OK;

	for (uint32_t i = 0; err == AIF_OK && i < b->sc->n_spec; i++) {
		const aif_spec *sp = b->sc->spec[i];
		uint32_t parent = sp->parent ? b->id[sp->parent->index] : AIF_NONE;

		if (b->in[i])
			err = aif_sim_add(b->sim, sp->ops, sp->name, parent, sp->where, &b->id[i],
					  b->d);
	}
	return err;
}

static aif_err
fill_all(build *b)
{
	const aif_table *table = b->how->lean ? NULL : provenance_table(b->sc->registry);
	aif_err err = AIF_OK;

	for (uint32_t i = 0; i < b->sc->n_spec; i++) {
		const aif_spec *sp = b->sc->spec[i];

		for (uint32_t k = 0; b->in[i] && err == AIF_OK && k < sp->n_set; k++) {
			err = set_field(b, sp, &sp->set[k]);
			if (err == AIF_OK && table)
				err = cite(b, table, sp, &sp->set[k]);
		}
	}
	for (size_t i = 0; err == AIF_OK && !b->how->lean && i < b->sc->n_record; i++) {
		const aif_output *o = &b->sc->record[i];

		if (b->in[o->spec->index])
			err = aif_sim_record(b->sim, b->id[o->spec->index], o->output, b->d);
	}
	return err;
}

aif_err
aif_build_sim(const aif_scenario *s, const aif_scenario_how *how, const aif_sim_opt *opt,
	      aif_sim **out, aif_diag *d)
{
	build b = { .sc = s,
		    .strategy = s->n_variant ? s->variant[how->variant] : NULL,
		    .how = how,
		    .d = d };
	aif_err err = AIF_OK;

	b.in = calloc(s->n_spec + 1, sizeof *b.in);
	b.id = calloc(s->n_spec + 1, sizeof *b.id);
	if (!b.in || !b.id)
		err = AIF_ENOMEM;
	if (err == AIF_OK)
		err = aif_sim_create(&b.sim, opt, d);
	if (err == AIF_OK) {
		choose(&b);
		err = add_all(&b);
	}
	if (err == AIF_OK)
		err = fill_all(&b);
	free(b.in);
	free(b.id);
	if (err != AIF_OK) {
		aif_sim_free(b.sim);
		return aif_err_fail(d, err, "%s", aif_err_str(err));
	}
	*out = b.sim;
	return AIF_OK;
}
