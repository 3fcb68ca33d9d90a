// scenario.c - loads a scenario: prelude, catalog, the file, then everything it said.
#define _XOPEN_SOURCE 700 // realpath
#include "lua/scenario.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lua/build.h"
#include "lua/load.h"
#include "lua/value.h"
#include "util/rng.h"

static const char prelude_path[] = "sim/lua/prelude.lua";
static const char catalog_dir[] = "models/catalog/";

// --- files ------------------------------------------------------------------------------

static aif_err
run_embedded(aif_load *ld, const aif_embed *e, int is_catalog)
{
	int file = ld->n_file++;

	ld->file[file] = (aif_file){ e->path, (const char *)e->data, e->n, is_catalog };
	// A partial registry (tests) lacks models of the catalog; checking it allows none.
	if (aif_state_run(ld, file, is_catalog > 0 && !ld->opt->whole_catalog) != AIF_OK)
		return AIF_EPARSE;
	lua_pop(ld->L, 1);
	return AIF_OK;
}

static aif_err
run_catalog(aif_load *ld)
{
	const aif_embed *own = ld->opt->catalog;
	aif_err err = AIF_OK;
	aif_embed e;

	for (size_t i = 0; err == AIF_OK && (own ? own[i].path != NULL : aif_embed_at(i, &e));
	     i++) {
		if (own)
			e = own[i];
		if (ld->n_file < AIF_LOAD_FILES &&
		    strncmp(e.path, catalog_dir, strlen(catalog_dir)) == 0)
			err = run_embedded(ld, &e, 1);
	}
	return err;
}

// File 0 is the scenario itself, so that problems without a place name it.
static aif_err
read_main(aif_load *ld, const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder;
	int file;
	aif_diag d = { 0 };
	aif_err err;

	if (ld->opt->text) {
		file = ld->n_file++;
		ld->file[file] = (aif_file){ path, ld->opt->text, strlen(ld->opt->text), 0 };
		err = AIF_OK;
	} else {
		err = aif_data_read(ld, path, path, &file, &d);
	}

	if (err != AIF_OK) {
		aif_problem_add(ld, err, -1, 0, "%s", d.msg);
		return err;
	}
	folder = aif_arena_memdup(ld->arena, path, (size_t)(slash ? slash - path + 1 : 0) + 1);
	if (!folder)
		return aif_err_fail(ld->d, AIF_ENOMEM, "out of memory");
	folder[slash ? slash - path + 1 : 0] = '\0';
	ld->shown_dir = folder;
	ld->dir = realpath(folder[0] ? folder : ".", NULL);
	ld->sc->path = ld->file[file].path;
	ld->sc->text = ld->file[file].text;
	return ld->dir ? AIF_OK : aif_err_fail(ld->d, AIF_EIO, "%s: no such folder", folder);
}

// --- load ---------------------------------------------------------------------------------

static void
keep_only(aif_load *ld, const char *name)
{
	aif_scenario *sc = ld->sc;
	const char *known[64], *near;
	int n = 0;

	for (int i = 0; i < sc->n_variant; i++)
		if (strcmp(sc->variant[i]->name, name) == 0) {
			sc->variant[0] = sc->variant[i];
			sc->n_variant = 1;
			return;
		}
	for (; n < sc->n_variant && n < 64; n++)
		known[n] = sc->variant[n]->name;
	near = aif_err_nearest(name, known, n);
	aif_problem_add(ld, AIF_EPARSE, 0, 0, "--strategy: no strategy '%s'%s%s%s", name,
			near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "");
}

static aif_err
variants(aif_load *ld)
{
	aif_scenario *sc = ld->sc;

	sc->variant = aif_arena_alloc(ld->arena, (sc->n_spec + 1) * sizeof *sc->variant);
	if (!sc->variant)
		return AIF_ENOMEM;
	for (uint32_t i = 0; i < sc->n_spec; i++)
		if (strcmp(sc->spec[i]->ops->name, "strategy") == 0)
			sc->variant[sc->n_variant++] = sc->spec[i];
	if (ld->opt->only)
		keep_only(ld, ld->opt->only);
	return AIF_OK;
}

// What follows the run of the file, inside a protected call.
static int
conclude(lua_State *L)
{
	aif_load *ld = aif_load_of(L);

	aif_declare_close(ld);
	aif_clock_horizon(ld);
	aif_resolve_names(ld);
	if (ld->n_problem > 0 && ld->sc->end_ns == 0)
		return 0;
	aif_override_apply(ld);
	if (aif_resolve_all(ld) == AIF_OK && variants(ld) == AIF_OK) {
		aif_override_check(ld);
		aif_clock_record(ld);
	} else {
		aif_problem_add(ld, AIF_ENOMEM, -1, 0, "out of memory");
	}
	return 0;
}

static int
open_names(lua_State *L)
{
	aif_load *ld = aif_load_of(L);

	aif_value_open(ld);
	aif_declare_open(ld);
	aif_data_open(ld);
	return 0;
}

// All that touches Lua, inside one protected call: memory may run out anywhere.
static int
load_inside(lua_State *L)
{
	aif_load *ld = aif_load_of(L);
	aif_embed prelude;
	aif_err err;

	lua_pushcfunction(L, open_names);
	err = aif_state_call(ld, 0, 0);
	if (err == AIF_OK && aif_embed_find(prelude_path, &prelude))
		err = run_embedded(ld, &prelude, -1);
	if (err == AIF_OK)
		err = run_catalog(ld);
	if (err == AIF_OK)
		err = aif_override_read(ld);
	if (err == AIF_OK)
		err = aif_state_run(ld, 0, 0);
	if (err == AIF_OK) {
		lua_pop(L, 1);
		lua_pushcfunction(L, conclude);
		err = aif_state_call(ld, 0, 0);
	}
	if (err != AIF_OK && ld->n_problem == 0)
		aif_problem_add(ld, err, -1, 0, "%s", aif_err_str(err));
	return 0;
}

static aif_err
load(aif_load *ld, const char *path)
{
	aif_err err = read_main(ld, path);

	if (err == AIF_OK)
		err = aif_state_create(ld);
	if (err != AIF_OK)
		return aif_err_fail(ld->d, err, "%s", aif_err_str(err));
	lua_pushcfunction(ld->L, load_inside);
	err = aif_state_call(ld, 0, 0);
	return ld->n_problem ? ld->code : err;
}

aif_err
aif_scenario_load(aif_scenario **out, const char *path, const aif_scenario_opt *opt,
		  void (*report)(void *user, const char *line), void *user, aif_diag *d)
{
	aif_diag own = { 0 };
	aif_load *ld = calloc(1, sizeof *ld);
	aif_scenario *sc = aif_space_alloc(opt->space, sizeof *sc);
	aif_err err = ld && sc ? aif_arena_create_in(&sc->arena, opt->space) : AIF_ENOMEM;

	if (err != AIF_OK) {
		free(ld);
		aif_space_release(opt->space, sc);
		return aif_err_fail(d, err, "out of memory");
	}
	sc->space = opt->space;
	sc->registry = opt->registry;
	sc->take_catalog = opt->take_catalog;
	*ld = (aif_load){ .sc = sc, .opt = opt, .arena = sc->arena, .report = report };
	ld->user = user;
	ld->d = d ? d : &own;
	err = load(ld, path);
	if (ld->L)
		lua_close(ld->L);
	free(ld->spec);
	free(ld->head);
	free(ld->dir);
	free(ld);
	if (err == AIF_OK)
		*out = sc;
	else
		aif_scenario_free(sc);
	return err;
}

void
aif_scenario_free(aif_scenario *s)
{
	if (!s)
		return;
	aif_arena_free(s->arena);
	aif_space_release(s->space, s);
}

// --- look -----------------------------------------------------------------------------------

const char *
aif_scenario_path(const aif_scenario *s)
{
	return s->path;
}

const char *
aif_scenario_text(const aif_scenario *s)
{
	return s->text;
}

int64_t
aif_scenario_start_unix_s(const aif_scenario *s)
{
	return s->start_unix_s;
}

aif_time
aif_scenario_end(const aif_scenario *s)
{
	return s->end_ns;
}

aif_time
aif_scenario_bin(const aif_scenario *s)
{
	return s->bin_ns;
}

uint32_t
aif_scenario_n_entity(const aif_scenario *s)
{
	return s->n_spec;
}

int
aif_scenario_n_variant(const aif_scenario *s)
{
	return s->n_variant ? s->n_variant : 1;
}

const char *
aif_scenario_variant(const aif_scenario *s, int i)
{
	return s->n_variant ? s->variant[i]->name : "";
}

int
aif_scenario_param_at(const aif_scenario *s, int i, aif_scenario_param *out)
{
	if (i < 0 || i >= s->n_param)
		return 0;
	*out = s->param[i];
	return 1;
}

int
aif_scenario_n_input(const aif_scenario *s)
{
	return s->n_input;
}

int
aif_scenario_input_at(const aif_scenario *s, int i, aif_scenario_input *out)
{
	if (i < 0 || i >= s->n_input)
		return 0;
	*out = s->input[i];
	return 1;
}

double
aif_scenario_u(const aif_scenario *s, int i, uint64_t seed, uint32_t replica)
{
	const aif_rng_key key = { seed, replica, aif_rng_hash(s->input[i].name),
				  (uint32_t)aif_rng_hash("input") };
	aif_rng r;

	if (replica == 0)
		return 0.5;
	aif_rng_init(&r, &key);
	return aif_rng_u01(&r);
}

aif_err
aif_scenario_make(const aif_scenario *s, const aif_scenario_how *how, aif_sim **out, aif_diag *d)
{
	const aif_sim_opt opt = {
		.registry = s->registry,
		.start_unix_s = s->start_unix_s,
		.end_ns = s->end_ns,
		.bin_ns = how->lean ? s->end_ns : s->bin_ns,
		.seed = how->seed,
		.replica = how->replica,
		.n_threads = how->n_threads,
		.zoom_ns = how->zoom_ns,
		.memo = how->memo,
		.space = how->space,
		.label = aif_scenario_variant(s, how->variant),
	};

	return aif_build_sim(s, how, &opt, out, d);
}

aif_err
aif_scenario_build(const aif_scenario *s, int variant, uint64_t seed, uint32_t replica,
		   int n_threads, aif_sim **out, aif_diag *d)
{
	const aif_scenario_how how = {
		.variant = variant, .seed = seed, .replica = replica, .n_threads = n_threads
	};

	return aif_scenario_make(s, &how, out, d);
}
