// validate_facility.c - the suite `facility`: plant figures against what was published.
//
// Two kinds of rows. Means of measured years must come out of the importers as they stand in
// the files. Figures of real plants (PUE, WUE, losses) come as a range over many
// sites: a simulated year at a measured climate must lie within it; half the range
// is the noise that no model of "a data centre" can get below.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "aifsim.h"
#include "cli/validate.h"
#include "models/record.h"
#include "util/frame.h"

#define TRACES "%s/../traces/facility/%s"

typedef struct line {
	const char *name, *unit;
	double published, lo, hi; // lo, hi: what was published
	const char *source;
	int bound; // 1: it must lie between them
} line;

static int
put(const line *l, double x)
{
	int broken = l->bound && !(x >= l->lo && x <= l->hi);
	double off = 100 * (x / l->published - 1), noise = 50 * (l->hi - l->lo) / l->published;

	printf("%-11s %-34s %9.4g %9.4g %6s %+7.1f %7.1f  %.4g to %.4g: %s%s\n", "facility",
	       l->name, x, l->published, l->unit, off, noise, l->lo, l->hi, l->source,
	       broken ? "  BROKEN" : "");
	return broken;
}

// --- measured years ------------------------------------------------------------------

static aif_err
load(const char *importer, const char *dir, const char *file, aif_arena *a, aif_frame **out,
     aif_diag *d)
{
	char path[4200];

	snprintf(path, sizeof path, TRACES, dir, file);
	return aif_model_importer(&aif_index, importer)->load(path, NULL, a, out, d);
}

// Mean of a column: NULL is the first.
static double
mean(const char *importer, const char *dir, const char *file, const char *col, aif_arena *a,
     aif_diag *d)
{
	const aif_frame_col *c;
	aif_frame *f;
	double sum = 0;

	if (load(importer, dir, file, a, &f, d) != AIF_OK)
		return (double)NAN;
	c = col ? aif_frame_find(f, col) : &f->col[0];
	for (size_t i = 0; c && i < f->n_row; i++)
		sum += c->x[i];
	return c ? sum / (double)f->n_row : (double)NAN;
}

// Means of measured years as the importers read them, against those of the raw files.
static int
measured(const char *dir, aif_arena *a, aif_diag *d)
{
	static const char raw[] = "mean of the raw file, to its rounding";
	static const struct {
		line l;
		const char *importer, *file, *col;
		double by;
	} row[] = {
		{ { "dry bulb, mean, Phoenix", "degC", 24.6674, 24.667, 24.668, raw, 1 },
		  "epw",
		  "USA_AZ_Phoenix-Sky.Harbor.epw.gz",
		  "drybulb_c",
		  1 },
		{ { "dry bulb, mean, Dallas", "degC", 19.8123, 19.812, 19.813, raw, 1 },
		  "epw",
		  "USA_TX_Dallas-Fort.Worth.epw.gz",
		  "drybulb_c",
		  1 },
		{ { "dry bulb, mean, Leesburg", "degC", 13.7814, 13.781, 13.782, raw, 1 },
		  "epw",
		  "USA_VA_Leesburg.Exec.epw.gz",
		  "drybulb_c",
		  1 },
		{ { "price, mean, PJM 2023", "$/MWh", 35.7387, 35.738, 35.740, raw, 1 },
		  "hourly",
		  "price_US-MIDA-PJM_2023.csv.gz",
		  NULL,
		  3.6e9 },
		{ { "price, mean, ERCOT 2023", "$/MWh", 55.9348, 55.934, 55.936, raw, 1 },
		  "hourly",
		  "price_US-TEX-ERCO_2023.csv.gz",
		  NULL,
		  3.6e9 },
	};
	int broken = 0;

	for (size_t i = 0; i < sizeof row / sizeof *row && !d->code; i++)
		broken |= put(&row[i].l, mean(row[i].importer, dir, row[i].file, row[i].col, a, d) *
					     row[i].by);
	return broken;
}

// --- plants ----------------------------------------------------------------------------

typedef struct plant {
	const char *weather, *rack, *cooling;
	int racks, gpus;
} plant;

// A year of one hall, all GPUs in one long training run.
static const char text[] =
    "horizon { from = \"2027-01-01\", to = \"2028-01-01\" }\n"
    "site \"site\" { weather = epw \"%s\", interval = 1 * hour, install = 0 * s,\n"
    "  feed \"utility\" { stage { firm = 40 * MW, on = \"2026-12-01\" }, tariff = "
    "\"flat-industrial-us\" },\n"
    "  cooling \"plant\" { %s, redundancy = \"N+1\" },\n"
    "  hall \"H1\" { it = %d * kW, ready = \"2026-12-01\", ups = \"N+1\" } }\n"
    "cluster \"c\" { hall = \"H1\", rack = \"%s\", racks = %d, order = \"2026-12-01\" }\n"
    "training \"t\" { on = \"c\", model = \"Llama-3.1-70B\", tokens = 1e15, seq = 8192, "
    "global_batch = 1024, gpus = %d }\n";

typedef struct year {
	double pue, wue_l_kwh, chain_frac;
} year;

static double
total(const aif_sim *s, const char *entity, const char *output)
{
	const aif_signal *x = aif_sim_signal(s, aif_sim_find(s, entity), output);

	return x ? aif_signal_integral(x, aif_sim_now(s)) : (double)NAN;
}

static aif_err
simulate(const char *dir, const plant *p, year *y, aif_diag *d)
{
	int rack_kw = strncmp(p->rack, "GB", 2) == 0 ? 132 : 42;
	char source[2048], name[4200];
	aif_scenario_opt opt = { .registry = &aif_index, .text = source };
	aif_scenario *sc = NULL;
	aif_sim *s = NULL;
	aif_err e;

	snprintf(source, sizeof source, text, p->weather, p->cooling, p->racks * rack_kw * 5 / 4,
		 p->rack, p->racks, p->gpus);
	snprintf(name, sizeof name, TRACES, dir, "facility.lua");
	e = aif_scenario_load(&sc, name, &opt, NULL, NULL, d);
	if (e == AIF_OK)
		e = aif_scenario_build(sc, 0, 1, 0, 1, &s, d);
	if (e == AIF_OK)
		e = aif_sim_ready(s, d);
	if (e == AIF_OK)
		e = aif_sim_run(s, aif_scenario_end(sc), NULL);
	if (e == AIF_OK) {
		double it = total(s, "H1", "it_w");

		y->pue = total(s, "site", "facility_w") / it;
		y->wue_l_kwh = total(s, "plant", "water_kg_s") / it * 3.6e6;
		y->chain_frac = it / total(s, "H1", "in_w");
	}
	aif_sim_free(s);
	aif_scenario_free(sc);
	return e;
}

static int
plants(const char *dir, aif_diag *d)
{
	static const char va[] = "USA_VA_Leesburg.Exec.epw.gz",
			  az[] = "USA_AZ_Phoenix-Sky.Harbor.epw.gz";
	static const plant p[] = {
		{ va, "GB200-NVL72", "kind = \"dry-adiabatic\", supply = 35 * degC", 16, 1024 },
		{ az, "GB200-NVL72",
		  "kind = \"tower\", supply = 30 * degC, tower = \"yorkcalc\", chiller = "
		  "\"trane-cvhe\"",
		  16, 1024 },
		{ va, "HGX-H100x4",
		  "kind = \"chiller\", supply = 18 * degC, chiller = \"air-screw\"", 40, 1024 },
	};
	static const line l[] = {
		{ "PUE, direct to chip, temperate", "1", 1.10, 1.05, 1.15,
		  "new liquid-cooled AI halls; ours is without offices", 1 },
		{ "WUE, wet towers, hot and dry", "L/kWh", 1.8, 1.2, 2.6,
		  "legacy evaporative 1.8; range an estimate", 1 },
		{ "PUE, air-cooled AI hall, chillers", "1", 1.4, 1.25, 1.55,
		  "not bound: range from memory, ours is new, contained, at full load", 0 },
		{ "chain, grid to rack", "%", 94, 90, 97, "range of vendors, from memory", 1 },
	};
	int broken = 0;
	year y;

	for (int i = 0; i < 3 && simulate(dir, &p[i], &y, d) == AIF_OK; i++) {
		broken |= put(&l[i], i == 1 ? y.wue_l_kwh : y.pue);
		if (i == 0)
			broken |= put(&l[3], 100 * y.chain_frac);
	}
	return broken;
}

int
aif_validate_facility(aif_predict *p, const char *dir, aif_diag *d)
{
	char path[4200];
	aif_arena *a = NULL;
	int broken;
	FILE *f;

	(void)p;
	snprintf(path, sizeof path, TRACES, dir, "USA_VA_Leesburg.Exec.epw.gz");
	f = fopen(path, "r");
	if (!f) {
		printf("%-11s skipped: %s is not there\n", "facility", path);
		return 0;
	}
	fclose(f);
	if (aif_arena_create(&a) != AIF_OK) {
		aif_err_fail(d, AIF_ENOMEM, "out of memory");
		return 0;
	}
	printf("%-11s %-34s %9s %9s %6s %7s %7s  %s\n", "suite", "figure", "ours", "published",
	       "unit", "error %", "noise %", "allowed");
	broken = measured(dir, a, d);
	if (!d->code)
		broken |= plants(dir, d);
	aif_arena_free(a);
	return broken;
}
