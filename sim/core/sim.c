// sim.c - building a simulation and looking at it.
#include "core/sim.h"

#include <assert.h>
#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/run.h"

// --- life ----------------------------------------------------------------------

aif_err
aif_sim_create(aif_sim **out, const aif_sim_opt *opt, aif_diag *d)
{
	aif_space *space = opt->space;
	aif_sim *s = aif_space_alloc(space, sizeof *s);

	if (!s)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	gsl_set_error_handler_off();
	s->opt = *opt;
	s->lookahead = AIF_TIME_MAX;
	s->part = aif_space_alloc(space, sizeof(aif_part *));
	s->n_part = s->part && aif_part_create(&s->part[0], s) == AIF_OK;
	if (!s->n_part || aif_arena_create_in(&s->arena, space) != AIF_OK ||
	    aif_rows_create(&s->rows, opt->registry->tables, space) != AIF_OK ||
	    aif_sample_create(&s->sampler, opt->bin_ns, opt->end_ns, space) != AIF_OK ||
	    !(s->opt.label = aif_arena_strdup(s->arena, opt->label ? opt->label : ""))) {
		aif_sim_free(s);
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	}
	*out = s;
	return AIF_OK;
}

void
aif_sim_free(aif_sim *s)
{
	aif_space *space = s ? s->opt.space : NULL;

	if (!s)
		return;
	for (uint32_t i = s->n_ent; i-- > 0;)
		if (s->ent[i].ops->fini)
			s->ent[i].ops->fini(aif_part_state(s, i));
	for (uint32_t i = 0; i < s->n_part; i++)
		aif_part_free(s->part[i]);
	aif_space_release(space, s->part);
	aif_space_release(space, s->ent);
	if (!s->is_settled) {
		aif_space_release(space, s->hot);
		aif_space_release(space, s->part_of);
	}
	aif_space_release(space, s->by_name);
	aif_space_release(space, s->watch);
	aif_rows_free(s->rows);
	aif_sample_free(s->sampler);
	aif_arena_free(s->arena);
	aif_space_release(space, s);
}

const aif_sim_opt *
aif_sim_options(const aif_sim *s)
{
	return &s->opt;
}

aif_arena *
aif_sim_arena(aif_sim *s)
{
	return s->arena;
}

// --- names ---------------------------------------------------------------------

static uint32_t *
name_cell(const aif_sim *s, const char *name)
{
	uint32_t i = (uint32_t)aif_rng_hash(name) & (s->cap_name - 1);

	while (s->by_name[i] && strcmp(s->ent[s->by_name[i] - 1].name, name) != 0)
		i = (i + 1) & (s->cap_name - 1);
	return &s->by_name[i];
}

static aif_err
grow(aif_sim *s)
{
	uint32_t cap = s->cap_ent ? s->cap_ent * 2 : 64;
	aif_space *space = s->opt.space;
	aif_ent *ent = aif_space_realloc(space, s->ent, cap * sizeof *ent);
	aif_hot **hot;
	uint32_t *p;

	if (!ent)
		return AIF_ENOMEM;
	s->ent = ent;
	hot = aif_space_realloc(space, s->hot, cap * sizeof *hot);
	if (!hot)
		return AIF_ENOMEM;
	s->hot = hot;
	p = aif_space_realloc(space, s->part_of, cap * sizeof *p);
	if (!p)
		return AIF_ENOMEM;
	s->part_of = p;
	p = aif_space_alloc(space, 2 * (size_t)cap * sizeof *p);
	if (!p)
		return AIF_ENOMEM;
	aif_space_release(space, s->by_name);
	s->by_name = p;
	s->cap_ent = cap;
	s->cap_name = 2 * cap;
	for (uint32_t i = 0; i < s->n_ent; i++)
		*name_cell(s, s->ent[i].name) = i + 1;
	return AIF_OK;
}

// --- build ---------------------------------------------------------------------

static void
set_default(const aif_field *f, void *st)
{
	char *at = (char *)st + f->off;

	switch (f->type) {
	case AIF_F_NUM:
		*(double *)(void *)at = f->def;
		break;
	case AIF_F_BOOL:
	case AIF_F_CHOICE:
		*(int *)(void *)at = (int)f->def;
		break;
	case AIF_F_DATE:
		*(aif_time *)(void *)at = isnan(f->def) ? AIF_TIME_MAX : aif_time_of_s(f->def);
		break;
	case AIF_F_TEXT:
		*(const char **)(void *)at = "";
		break;
	case AIF_F_REF:
		*(uint32_t *)(void *)at = AIF_NONE;
		break;
	case AIF_F_DIST:
		*(aif_dist *)(void *)at = (aif_dist){ .kind = AIF_DIST_CONST, .p = { f->def } };
		break;
	default: // REFS, DATA, NUMS: empty
		break;
	}
}

aif_err
aif_sim_add(aif_sim *s, const aif_model_ops *m, const char *name, uint32_t parent,
	    const char *where, uint32_t *id, aif_diag *d)
{
	aif_ent x = { .ops = m, .parent = parent, .name_hash = aif_rng_hash(name) };
	aif_hot *hot;

	assert(!s->is_ready && (parent == AIF_NONE || parent < s->n_ent));
	if (s->n_ent == s->cap_ent && grow(s) != AIF_OK)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	if (*name_cell(s, name))
		return aif_err_fail(d, AIF_EINVAL,
				    "%s '%s': the name is taken by a %s (expected unique names)",
				    m->name, name, s->ent[*name_cell(s, name) - 1].ops->name);
	x.name = aif_arena_strdup(s->arena, name);
	x.where = aif_arena_strdup(s->arena, where ? where : "");
	hot = aif_arena_alloc(s->arena, sizeof *hot + (m->state_size > 32 ? m->state_size : 32));
	if (!x.name || !x.where || !hot)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	hot->event = m->event;
	for (const aif_field *f = m->params; f && f->name; f++)
		set_default(f, hot + 1);
	for (const aif_field *f = m->outputs; f && f->name; f++)
		((aif_signal *)(void *)((char *)(hot + 1) + f->off))->owner = s->n_ent;
	s->ent[s->n_ent] = x;
	s->hot[s->n_ent] = hot;
	s->part_of[s->n_ent] = 0;
	*name_cell(s, name) = s->n_ent + 1;
	*id = s->n_ent++;
	return AIF_OK;
}

static aif_err
add_part(aif_sim *s, uint32_t *out)
{
	aif_part **part =
	    aif_space_realloc(s->opt.space, s->part, (s->n_part + 1) * sizeof(aif_part *));

	if (!part)
		return AIF_ENOMEM;
	s->part = part;
	if (aif_part_create(&s->part[s->n_part], s) != AIF_OK)
		return AIF_ENOMEM;
	*out = s->n_part++;
	return AIF_OK;
}

// The entity whose partition id shares; id itself when it has one of its own,
// AIF_NONE for the global one.
static uint32_t
home(const aif_sim *s, uint32_t id)
{
	for (uint32_t hop = 0; id != AIF_NONE && hop <= s->n_ent; hop++) {
		const aif_ent *x = &s->ent[id];
		uint32_t with = AIF_NONE;

		if (x->ops->place == AIF_PLACE_OWN)
			return id;
		if (x->ops->place == AIF_PLACE_WITH)
			with = aif_sim_ref(s, id, x->ops->with);
		id = with != AIF_NONE ? with : x->parent;
	}
	return AIF_NONE;
}

static aif_err
place(aif_sim *s)
{
	for (uint32_t i = 0; i < s->n_ent; i++)
		if (s->ent[i].ops->place == AIF_PLACE_OWN && add_part(s, &s->part_of[i]) != AIF_OK)
			return AIF_ENOMEM;
	for (uint32_t i = 0; i < s->n_ent; i++) {
		uint32_t at = home(s, i);

		s->part_of[i] = at == AIF_NONE ? 0 : s->part_of[at];
	}
	return AIF_OK;
}

// The arrays that every delivery reads move into the arena, now that they do not
// grow any more.
static aif_err
settle(aif_sim *s)
{
	aif_hot **hot = aif_arena_memdup(s->arena, s->hot, s->n_ent * sizeof *hot);
	uint32_t *part_of = aif_arena_memdup(s->arena, s->part_of, s->n_ent * sizeof *part_of);

	if (!hot || !part_of)
		return AIF_ENOMEM;
	aif_space_release(s->opt.space, s->hot);
	aif_space_release(s->opt.space, s->part_of);
	s->hot = hot;
	s->part_of = part_of;
	s->is_settled = 1;
	return AIF_OK;
}

// err, whose words (d may be NULL) are told with the entity they are about.
static aif_err
explain(const aif_sim *s, uint32_t id, aif_err err, aif_diag *d)
{
	const aif_ent *x = &s->ent[id];

	if (x->where[0])
		aif_err_at(d, "%s: %s '%s'", x->where, x->ops->name, x->name);
	else
		aif_err_at(d, "%s '%s'", x->ops->name, x->name);
	return err;
}

// Lowest rank above `above`; INT32_MAX for none.
static int
next_rank(const aif_sim *s, int above)
{
	int best = INT32_MAX;

	for (uint32_t i = 0; i < s->n_ent; i++)
		if (s->ent[i].ops->rank > above && s->ent[i].ops->rank < best)
			best = s->ent[i].ops->rank;
	return best;
}

static aif_err
wire_and_start(aif_sim *s, aif_diag *d)
{
	for (int r = next_rank(s, INT32_MIN); r != INT32_MAX; r = next_rank(s, r))
		for (uint32_t i = 0; i < s->n_ent; i++) {
			const aif_model_ops *m = s->ent[i].ops;
			aif_err e = AIF_OK;

			if (m->rank == r && m->wire)
				e = m->wire(aif_part_state(s, i), s, i, d);
			if (e != AIF_OK)
				return explain(s, i, e, d);
		}
	for (int r = next_rank(s, INT32_MIN); r != INT32_MAX; r = next_rank(s, r))
		for (uint32_t i = 0; i < s->n_ent; i++)
			if (s->ent[i].ops->rank == r && s->ent[i].ops->start &&
			    aif_part_hook(s, i, s->ent[i].ops->start) != AIF_OK)
				return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	return AIF_OK;
}

aif_err
aif_sim_ready(aif_sim *s, aif_diag *d)
{
	assert(!s->is_ready);
	s->is_ready = 1;
	for (uint32_t i = 0; i < s->n_ent; i++) {
		const aif_model_ops *m = s->ent[i].ops;
		aif_err e = m->init ? m->init(aif_part_state(s, i), s, i, d) : AIF_OK;

		if (e != AIF_OK)
			return explain(s, i, e, d);
	}
	if (place(s) != AIF_OK || (s->n_ent && settle(s) != AIF_OK))
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	aif_part_span(s);
	return wire_and_start(s, d);
}

// --- look ----------------------------------------------------------------------

uint32_t
aif_sim_n(const aif_sim *s)
{
	return s->n_ent;
}

uint32_t
aif_sim_find(const aif_sim *s, const char *name)
{
	uint32_t cell = s->n_ent ? *name_cell(s, name) : 0;

	return cell ? cell - 1 : AIF_NONE;
}

const aif_model_ops *
aif_sim_model(const aif_sim *s, uint32_t id)
{
	return s->ent[id].ops;
}

const char *
aif_sim_name(const aif_sim *s, uint32_t id)
{
	return s->ent[id].name;
}

const char *
aif_sim_where(const aif_sim *s, uint32_t id)
{
	return s->ent[id].where;
}

uint32_t
aif_sim_parent(const aif_sim *s, uint32_t id)
{
	return s->ent[id].parent;
}

void *
aif_sim_state(const aif_sim *s, uint32_t id)
{
	return aif_part_state(s, id);
}

uint32_t
aif_sim_nth(const aif_sim *s, const char *models, uint32_t parent, uint32_t i)
{
	for (uint32_t k = 0; k < s->n_ent; k++)
		if ((parent == AIF_NONE || s->ent[k].parent == parent) &&
		    aif_model_word(models, s->ent[k].ops->name, NULL) && i-- == 0)
			return k;
	return AIF_NONE;
}

int
aif_sim_param(const aif_sim *s, uint32_t id, const char *field, double *out)
{
	const aif_field *f = aif_model_field(s->ent[id].ops->params, field);
	const void *at = f ? (const char *)aif_part_state(s, id) + f->off : NULL;

	switch (f ? f->type : AIF_F_TEXT) {
	case AIF_F_NUM:
		*out = *(const double *)at;
		return 1;
	case AIF_F_BOOL:
	case AIF_F_CHOICE:
		*out = *(const int *)at;
		return 1;
	case AIF_F_DATE:
		*out = aif_time_to_s(*(const aif_time *)at);
		return 1;
	default:
		return 0;
	}
}

uint32_t
aif_sim_ref(const aif_sim *s, uint32_t id, const char *field)
{
	const aif_field *f = aif_model_field(s->ent[id].ops->params, field);

	if (!f || f->type != AIF_F_REF)
		return AIF_NONE;
	return *(const uint32_t *)(const void *)((const char *)aif_part_state(s, id) + f->off);
}

aif_signal *
aif_sim_signal(const aif_sim *s, uint32_t id, const char *output)
{
	const aif_field *f = aif_model_field(s->ent[id].ops->outputs, output);

	return f ? (aif_signal *)(void *)((char *)aif_part_state(s, id) + f->off) : NULL;
}

aif_time
aif_sim_now(const aif_sim *s)
{
	return s->now;
}

uint64_t
aif_sim_events(const aif_sim *s)
{
	uint64_t n = 0;

	for (uint32_t i = 0; i < s->n_part; i++)
		n += s->part[i]->n_event;
	return n;
}

size_t
aif_sim_queue_bytes(const aif_sim *s)
{
	size_t n = 0;

	for (uint32_t i = 0; i < s->n_part; i++)
		n += aif_evq_bytes(s->part[i]->q);
	return n;
}

uint64_t
aif_sim_history(const aif_sim *s)
{
	uint64_t h = 0;

	for (uint32_t i = 0; i < s->n_ent; i++)
		h = (h ^ s->hot[i]->history) * 0x9E3779B97F4A7C15u;
	return h;
}

// --- wire ----------------------------------------------------------------------

aif_err
aif_sim_watch(aif_sim *s, uint32_t src, const char *output, uint32_t dst, uint16_t kind,
	      uint16_t prio, aif_diag *d)
{
	aif_signal *sig = aif_sim_signal(s, src, output);
	uint32_t *at;

	if (!sig)
		return aif_err_fail(d, AIF_EINVAL, "%s '%s' has no output '%s'",
				    s->ent[src].ops->name, s->ent[src].name, output);
	if (s->n_watch == s->cap_watch) {
		uint32_t cap = s->cap_watch ? 2 * s->cap_watch : 32;
		aif_watcher *w = aif_space_realloc(s->opt.space, s->watch, cap * sizeof *w);

		if (!w)
			return aif_err_fail(d, AIF_ENOMEM, "out of memory");
		s->watch = w;
		s->cap_watch = cap;
	}
	for (at = &sig->watch; *at; at = &s->watch[*at - 1].next)
		;
	s->watch[s->n_watch] = (aif_watcher){ .dst = dst, .kind = kind, .prio = prio };
	*at = ++s->n_watch;
	return AIF_OK;
}

void
aif_sim_promise(aif_sim *s, aif_time lookahead_ns)
{
	assert(lookahead_ns > 0);
	if (lookahead_ns < s->lookahead)
		s->lookahead = lookahead_ns;
}

// --- run -----------------------------------------------------------------------

aif_err
aif_sim_run(aif_sim *s, aif_time t, const volatile int *stop)
{
	assert(s->is_ready && !s->is_finished && t <= s->opt.end_ns);
	return aif_run_until(s, t, stop);
}

aif_err
aif_sim_each(int n, int n_threads, aif_err (*fn)(void *user, int i), void *user)
{
	return aif_run_each(n, n_threads, fn, user);
}

void
aif_sim_set_threads(aif_sim *s, int n_threads)
{
	s->opt.n_threads = n_threads;
}

int
aif_sim_n_core(void)
{
	return aif_run_n_core();
}

aif_err
aif_sim_finish(aif_sim *s)
{
	aif_err err = AIF_OK;

	assert(s->is_ready && !s->is_finished);
	s->is_finished = 1;
	for (int r = next_rank(s, INT32_MIN); r != INT32_MAX; r = next_rank(s, r))
		for (uint32_t i = 0; i < s->n_ent; i++)
			if (s->ent[i].ops->rank == r && s->ent[i].ops->finish &&
			    aif_part_hook(s, i, s->ent[i].ops->finish) != AIF_OK)
				err = AIF_ENOMEM;
	return err;
}

// --- results -------------------------------------------------------------------

aif_err
aif_sim_record(aif_sim *s, uint32_t id, const char *output, aif_diag *d)
{
	int all = strcmp(output, "*") == 0;
	int n = 0;

	for (const aif_field *f = s->ent[id].ops->outputs; f && f->name; f++) {
		if (!all && strcmp(f->name, output) != 0)
			continue;
		if (aif_sample_add(s->sampler, id, f, aif_sim_signal(s, id, f->name)) != AIF_OK)
			return aif_err_fail(d, AIF_ENOMEM, "out of memory");
		n++;
	}
	if (n == 0 && !all)
		return aif_err_fail(d, AIF_EINVAL, "%s '%s' has no output '%s'",
				    s->ent[id].ops->name, s->ent[id].name, output);
	return AIF_OK;
}

uint32_t
aif_sim_n_series(const aif_sim *s)
{
	return aif_sample_n(s->sampler);
}

aif_sim_series
aif_sim_series_at(const aif_sim *s, uint32_t i)
{
	return aif_sample_at(s->sampler, i);
}

static aif_err
collect(const aif_sim *s)
{
	aif_rows_pen **pen = malloc(s->n_part * sizeof *pen);
	aif_err err;

	if (!pen)
		return AIF_ENOMEM;
	for (uint32_t i = 0; i < s->n_part; i++)
		pen[i] = &s->part[i]->pen;
	err = aif_rows_collect(s->rows, pen, s->n_part);
	free(pen);
	return err;
}

const void *
aif_sim_rows(aif_sim *s, const aif_table *t, size_t *n)
{
	*n = 0;
	return collect(s) == AIF_OK ? aif_rows_fresh(s->rows, t, n) : NULL;
}

const void *
aif_sim_kept(const aif_sim *s, const aif_table *t, size_t *n)
{
	*n = 0;
	assert(t->keep && !s->in_window);
	return collect(s) == AIF_OK ? aif_rows_all(s->rows, t, n) : NULL;
}

aif_err
aif_sim_emit(aif_sim *s, const aif_table *t, const void *row)
{
	// The sender AIF_NONE sorts after all entities of the instant.
	return aif_rows_emit(s->rows, &s->part[0]->pen, t, row, s->now, AIF_NONE, s->n_emit++);
}

void
aif_sim_drained(aif_sim *s)
{
	aif_rows_drained(s->rows);
	aif_sample_drained(s->sampler);
}
