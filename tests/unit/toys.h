// toys.h - a tiny registry and helpers for the tests of scenarios.
//
// Models: a site with halls and stages, clusters on racks of a catalog,
// strategies, a finance without a name. They compute nothing.
#ifndef AIF_TESTS_TOYS_H
#define AIF_TESTS_TOYS_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lua/scenario.h"
#include "models/record.h"

typedef struct toy_site {
	const aif_frame *weather;
	double interval_s;
	aif_signal facility_w;
} toy_site;

typedef struct toy_hall {
	double it_w, supply_c;
	aif_time ready_ns;
	int ups, liquid;
	aif_signal it_out_w;
} toy_hall;

typedef struct toy_stage {
	double firm_w, slip_s;
	aif_time on_ns;
} toy_stage;

typedef struct toy_rack {
	double power_w, price_usd, servers;
	uint32_t gpu;
} toy_rack;

typedef struct toy_gpu {
	double tdp_w;
} toy_gpu;

typedef struct toy_cluster {
	uint32_t hall, rack;
	double racks, growth, tokens;
	aif_dist repair;
	aif_nums tiers;
	const char *note;
	const aif_frame *trace;
	aif_signal it_w, busy_gpus;
} toy_cluster;

typedef struct toy_strategy {
	aif_refs own, rent;
} toy_strategy;

typedef struct toy_finance {
	double wacc;
} toy_finance;

static const aif_field toy_site_params[] = {
	AIF_P_OF(toy_site, weather, "weather", AIF_F_DATA, "epw|weather", 0, "Weather."),
	AIF_P(toy_site, interval_s, "interval", "s", 900, 1, 86400, "Metering interval."),
	{ 0 },
};
static const aif_field toy_site_outputs[] = {
	AIF_O(toy_site, facility_w, "W", AIF_AGG_MEAN, "Power of all."),
	{ 0 },
};
static const aif_field toy_hall_params[] = {
	AIF_P_REQ(toy_hall, it_w, "it", "W", 0, 1e9, "IT power."),
	AIF_P(toy_hall, supply_c, "supply", "degC", 30, 5, 60, "Supply temperature."),
	AIF_P_DATE(toy_hall, ready_ns, "ready", 0, "First day."),
	AIF_P_CHOICE(toy_hall, ups, "ups", 1, "N|N+1|2N", "Redundancy."),
	AIF_P_BOOL(toy_hall, liquid, "liquid", 0, "Liquid loop."),
	{ 0 },
};
static const aif_field toy_hall_outputs[] = {
	AIF_O(toy_hall, it_out_w, "W", AIF_AGG_MEAN, "IT power."),
	{ 0 },
};
static const aif_field toy_stage_params[] = {
	AIF_P_REQ(toy_stage, firm_w, "firm", "W", 0, 1e10, "Firm power."),
	AIF_P(toy_stage, slip_s, "slip", "s", 0, 0, 3e8, "Delay."),
	AIF_P_DATE(toy_stage, on_ns, "on", AIF_REQUIRED, "Date."),
	{ 0 },
};
static const aif_field toy_rack_params[] = {
	AIF_P_REQ(toy_rack, power_w, "power", "W", 0, 1e6, "Rated power."),
	AIF_P(toy_rack, price_usd, "price", "USD", 0, 0, 1e9, "Price."),
	AIF_P(toy_rack, servers, "servers", "1", 4, 1, 100, "Servers in it."),
	AIF_P_OF(toy_rack, gpu, "gpu", AIF_F_REF, "gpu", 0, "Its GPU."),
	{ 0 },
};
static const aif_field toy_gpu_params[] = {
	AIF_P_REQ(toy_gpu, tdp_w, "tdp", "W", 0, 1e5, "Thermal design power."),
	{ 0 },
};
static const aif_field toy_cluster_params[] = {
	AIF_P_OF(toy_cluster, hall, "hall", AIF_F_REF, "hall", 0, "Where it stands."),
	AIF_P_OF(toy_cluster, rack, "rack", AIF_F_REF, "rack", AIF_REQUIRED, "Its rack."),
	AIF_P(toy_cluster, racks, "racks", "1", 1, 1, 1e6, "How many."),
	AIF_P(toy_cluster, growth, "growth", "1", 0, -1, 10, "Growth per year."),
	AIF_P(toy_cluster, tokens, "tokens", "token", 0, 0, 1e20, "Tokens."),
	AIF_P_DIST(toy_cluster, repair, "repair", "s", 3600, 0, 1e9, "Time to repair."),
	AIF_P_NUMS(toy_cluster, tiers, "tiers", "byte", 0, 1e20, "Storage tiers."),
	AIF_P_OF(toy_cluster, note, "note", AIF_F_TEXT, NULL, 0, "A remark."),
	AIF_P_OF(toy_cluster, trace, "trace", AIF_F_DATA, "jobs", 0, "Jobs."),
	{ 0 },
};
static const aif_field toy_cluster_outputs[] = {
	AIF_O(toy_cluster, it_w, "W", AIF_AGG_MEAN, "IT power."),
	AIF_O(toy_cluster, busy_gpus, "1", AIF_AGG_MEAN, "GPUs in use."),
	{ 0 },
};
static const aif_field toy_strategy_params[] = {
	AIF_P_OF(toy_strategy, own, "own", AIF_F_REFS, "cluster", 0, "Owned."),
	AIF_P_OF(toy_strategy, rent, "rent", AIF_F_REFS, "cluster", 0, "Rented."),
	{ 0 },
};
static const aif_field toy_finance_params[] = {
	AIF_P_REQ(toy_finance, wacc, "wacc", "1", 0, 1, "Cost of capital."),
	{ 0 },
};

static const aif_model_ops toy_model_site = { .name = "site",
					      .doc = "Site.",
					      .state_size = sizeof(toy_site),
					      .params = toy_site_params,
					      .outputs = toy_site_outputs };
static const aif_model_ops toy_model_hall = { .name = "hall",
					      .doc = "Hall.",
					      .state_size = sizeof(toy_hall),
					      .params = toy_hall_params,
					      .outputs = toy_hall_outputs,
					      .within = "site" };
static const aif_model_ops toy_model_feed = {
	.name = "feed", .doc = "Feed.", .state_size = 8, .within = "site|"
};
static const aif_model_ops toy_model_stage = { .name = "stage",
					       .doc = "Stage.",
					       .state_size = sizeof(toy_stage),
					       .params = toy_stage_params,
					       .within = "feed" };
static const aif_model_ops toy_model_gpu = { .name = "gpu",
					     .doc = "GPU.",
					     .state_size = sizeof(toy_gpu),
					     .params = toy_gpu_params,
					     .catalog = 1 };
static const aif_model_ops toy_model_rack = { .name = "rack",
					      .doc = "Rack.",
					      .state_size = sizeof(toy_rack),
					      .params = toy_rack_params,
					      .catalog = 1 };
static const aif_model_ops toy_model_cluster = { .name = "cluster",
						 .doc = "Cluster.",
						 .state_size = sizeof(toy_cluster),
						 .params = toy_cluster_params,
						 .outputs = toy_cluster_outputs,
						 .place = AIF_PLACE_OWN };
static const aif_model_ops toy_model_strategy = { .name = "strategy",
						  .doc = "Strategy.",
						  .state_size = sizeof(toy_strategy),
						  .params = toy_strategy_params };
static const aif_model_ops toy_model_finance = { .name = "finance",
						 .doc = "Finance.",
						 .state_size = sizeof(toy_finance),
						 .params = toy_finance_params,
						 .unnamed = 1 };

static const aif_model_ops *const toy_models[] = {
	&toy_model_site,    &toy_model_hall,
	&toy_model_feed,    &toy_model_stage,
	&toy_model_gpu,     &toy_model_rack,
	&toy_model_cluster, &toy_model_strategy,
	&toy_model_finance, NULL,
};

// A frame of one column from any file that can be opened.
static aif_err
toy_load(const char *path, const char *map, aif_arena *a, aif_frame **out, aif_diag *d)
{
	FILE *f = fopen(path, "rb");

	if (!f)
		return aif_err_fail(d, AIF_ENOENT, "%s: not found", path);
	fclose(f);
	if (map && strcmp(map, "bad") == 0)
		return aif_err_fail(d, AIF_EPARSE, "%s:3: column 'x': 'abc' is not a number", path);
	*out = aif_arena_alloc(a, sizeof **out);
	(*out)->path = path;
	(*out)->note = map;
	return AIF_OK;
}

static const aif_importer toy_epw = { "epw", "weather", "Weather.", toy_load };
static const aif_importer toy_philly = { "philly", "jobs", "Jobs.", toy_load };
static const aif_importer toy_csv_jobs = { "csv-jobs", "jobs", "Jobs.", toy_load };
static const aif_importer *const toy_importers[] = { &toy_epw, &toy_philly, &toy_csv_jobs, NULL };

static const aif_col toy_provenance_cols[] = {
	AIF_COL(aif_row_provenance, value, "1", "Value."),
	AIF_COL_ENT(aif_row_provenance, entity, "Entity."),
	{ 0 },
};
static const aif_table toy_provenance = { "provenance", "Sources.", sizeof(aif_row_provenance),
					  toy_provenance_cols, 0 };
static const aif_table *const toy_tables[] = { &toy_provenance, NULL };

static const aif_registry toys = { toy_models, toy_importers, toy_tables };

static const char toy_catalog_text[] =
    "gpu 'g1' { cite = { kind = 'datasheet', source = 'maker', as_of = '2022-09' }, tdp = 700 * W "
    "}\n"
    "gpu 'g2' { tdp = published(1 * kW, 'paper', '2025-06') }\n"
    "rack 'R1' { cite = { kind = 'estimate', source = 'survey', as_of = '2025' },\n"
    "  power = 40 * kW, price = published(1e6 * USD, 'list', '2025-03-01'), gpu = 'g1' }\n"
    "rack 'R2' { cite = { kind = 'estimate', source = 'survey', as_of = '2025' },\n"
    "  power = 80 * kW, gpu = 'g2' }\n"
    "unknown_model 'x' { y = 1 }\n";
static const aif_embed toy_catalog[] = {
	{ "models/catalog/toy.lua", (const unsigned char *)toy_catalog_text,
	  sizeof toy_catalog_text - 1 },
	{ NULL, NULL, 0 },
};

// --- a scenario in a folder of its own --------------------------------------------------

typedef struct toy {
	char dir[64], path[96];
	char problems[8192]; // one a line, the folder's name cut away
	int n_problem;
	aif_diag d;
	aif_scenario *sc;
} toy;

static void
toy_write(const toy *t, const char *name, const char *text)
{
	char path[160];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", t->dir, name);
	f = fopen(path, "wb");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void
toy_report(void *user, const char *line)
{
	toy *t = user;
	size_t at = strlen(t->problems);
	size_t n = strlen(t->dir);

	t->n_problem++;
	for (; *line && at < sizeof t->problems - 2; line++) {
		while (strncmp(line, t->dir, n) == 0 && line[n] == '/')
			line += n + 1;
		t->problems[at++] = *line;
	}
	t->problems[at++] = '\n';
	t->problems[at] = '\0';
}

static void
toy_begin(toy *t)
{
	memset(t, 0, sizeof *t);
	strcpy(t->dir, "/tmp/aifsim-test-XXXXXX");
	assert_non_null(mkdtemp(t->dir));
	snprintf(t->path, sizeof t->path, "%s/x.lua", t->dir);
}

static void
toy_end(toy *t)
{
	char cmd[128];

	aif_scenario_free(t->sc);
	snprintf(cmd, sizeof cmd, "rm -r %s", t->dir);
	assert_int_equal(system(cmd), 0);
}

// Loads text with --set options (NULL-ended, may be NULL).
static aif_err
toy_load_text(toy *t, const char *text, const char *const *set)
{
	aif_scenario_opt opt = { .registry = &toys, .set = set, .catalog = toy_catalog };

	while (set && set[opt.n_set])
		opt.n_set++;
	toy_write(t, "x.lua", text);
	return aif_scenario_load(&t->sc, t->path, &opt, toy_report, t, &t->d);
}

// Loads text and expects exactly these problems, one a line (NULL: any).
__attribute__((unused)) static void
toy_fails(const char *text, const char *const *set, const char *want)
{
	toy t;

	toy_begin(&t);
	assert_int_not_equal(toy_load_text(&t, text, set), AIF_OK);
	if (want)
		assert_string_equal(t.problems, want);
	assert_int_not_equal(t.problems[0], '\0');
	assert_null(t.sc);
	toy_end(&t);
}

// Loads text, which must be good, and builds its variant.
__attribute__((unused)) static aif_sim *
toy_build(toy *t, const char *text, const char *const *set, int variant, uint32_t replica)
{
	aif_sim *sim = NULL;

	toy_begin(t);
	if (toy_load_text(t, text, set) != AIF_OK)
		fail_msg("%s", t->problems);
	assert_int_equal(aif_scenario_build(t->sc, variant, 1, replica, 1, &sim, &t->d), AIF_OK);
	return sim;
}

__attribute__((unused)) static void *
toy_state(const aif_sim *sim, const char *name)
{
	uint32_t id = aif_sim_find(sim, name);

	assert_int_not_equal(id, AIF_NONE);
	return aif_sim_state(sim, id);
}

#define HORIZON "horizon { from = '2027-01-01', to = '2028-01-01' }\n"

#endif
