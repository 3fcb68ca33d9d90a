// validfac.c - the suite `facility`: plant figures against what was published.
//
// Two kinds of rows. Figures that a rule fixes (a machine's power from its published
// coefficients, means of a measured series, wet bulbs by two formulas) must meet it within
// the stated bound. Figures of real plants (PUE, WUE, losses) come as a range over many
// sites: a simulated year at a measured climate must lie within it; half the range
// is the noise that no model of "a data centre" can get below.
#include "cli/validfac.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "aifsim.h"
#include "models/cooling/psychro.h"
#include "models/power/stage.h"
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

// --- what rules fix ------------------------------------------------------------------

// A node of Frontier and the machine, from RAPS' coefficients.
// Source: ExaDigiT RAPS 6c142bf, config/frontier.yaml (see tests/data/golden-facility.csv).
static double
node_w(double gpu_w, double cpu_w)
{
	return aif_stage_device_w(cpu_w + 4 * gpu_w + 74.26 + 4 * 20 + 30, 1, 13, 0.98);
}

static double
machine_mw(double node)
{
	return 1e-6 * (74 * aif_stage_device_w(128 * node + 32 * 250, 32, 17, 0.96) + 25 * 8473.47);
}

static int
machine(void)
{
	static const line l[] = {
		{ "Frontier, node at peak", "W", 2772.7, 2770, 2776, "RAPS, its own figure", 1 },
		{ "Frontier, machine at peak", "MW", 28.228, 28.2, 28.26, "RAPS, its own figure",
		  1 },
		{ "Frontier, machine idle", "MW", 7.307, 7.3, 7.314, "RAPS, its own figure", 1 },
	};

	return put(&l[0], node_w(560, 280)) | put(&l[1], machine_mw(node_w(560, 280))) |
	       put(&l[2], machine_mw(node_w(88, 90)));
}

static aif_err
load(const char *importer, const char *dir, const char *file, aif_arena *a, aif_frame **out,
     aif_diag *d)
{
	char path[4200];

	snprintf(path, sizeof path, TRACES, dir, file);
	return aif_model_importer(&aif_index, importer)->load(path, NULL, a, out, d);
}

// Mean wet bulb of a year by psychrometrics at its pressure; NaN with d filled.
static double
wetbulb(const char *dir, const char *file, aif_arena *a, aif_diag *d)
{
	aif_frame *f;
	const aif_frame_col *t, *rh, *p;
	double sum = 0, wb;

	if (load("epw", dir, file, a, &f, d) != AIF_OK)
		return (double)NAN;
	t = aif_frame_find(f, "drybulb_c");
	rh = aif_frame_find(f, "rh_frac");
	p = aif_frame_find(f, "pressure_pa");
	for (size_t i = 0; i < f->n_row; i++) {
		if (aif_psychro_wetbulb(t->x[i], fmin(rh->x[i], 1), p->x[i], &wb, d) != AIF_OK)
			return (double)NAN;
		sum += wb;
	}
	return sum / (double)f->n_row;
}

static double
mean(const char *dir, const char *file, aif_arena *a, aif_diag *d)
{
	aif_frame *f;
	double sum = 0;

	if (load("hourly", dir, file, a, &f, d) != AIF_OK)
		return (double)NAN;
	for (size_t i = 0; i < f->n_row; i++)
		sum += f->col[0].x[i];
	return sum / (double)f->n_row;
}

static int
measured(const char *dir, aif_arena *a, aif_diag *d)
{
	static const char stull[] = "Stull 2011 at sea level, 0.3 K, and 0.5 K for the elevation";
	static const struct {
		line l;
		const char *file;
		int wet;
		double by;
	} row[] = {
		{ { "wet bulb, mean, Phoenix", "degC", 13.2723, 12.47, 13.57, stull, 1 },
		  "USA_AZ_Phoenix-Sky.Harbor.epw.gz",
		  1,
		  1 },
		{ { "wet bulb, mean, Dallas", "degC", 14.598, 13.8, 14.9, stull, 1 },
		  "USA_TX_Dallas-Fort.Worth.epw.gz",
		  1,
		  1 },
		{ { "wet bulb, mean, Leesburg", "degC", 10.2818, 9.48, 10.58, stull, 1 },
		  "USA_VA_Leesburg.Exec.epw.gz",
		  1,
		  1 },
		{ { "price, mean, PJM 2023", "$/MWh", 35.7387, 35.738, 35.740, "of the file itself",
		    1 },
		  "price_US-MIDA-PJM_2023.csv.gz",
		  0,
		  3.6e9 },
		{ { "price, mean, ERCOT 2023", "$/MWh", 55.9348, 55.934, 55.936,
		    "of the file itself", 1 },
		  "price_US-TEX-ERCO_2023.csv.gz",
		  0,
		  3.6e9 },
	};
	int broken = 0;

	for (size_t i = 0; i < sizeof row / sizeof *row && !d->code; i++) {
		double x = row[i].wet ? wetbulb(dir, row[i].file, a, d)
				      : mean(dir, row[i].file, a, d) * row[i].by;

		if (!d->code)
			broken |= put(&row[i].l, x);
	}
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
		  "kind = \"chiller\", supply = 18 * degC, chiller = \"trane-cvhe\"", 40, 1024 },
	};
	static const line l[] = {
		{ "PUE, direct to chip, temperate", "1", 1.10, 1.05, 1.15,
		  "new liquid-cooled AI halls; ours is without offices", 1 },
		{ "WUE, wet towers, hot and dry", "L/kWh", 1.8, 1.2, 2.6,
		  "legacy evaporative 1.8; range an estimate", 1 },
		{ "PUE, air-cooled AI hall, chillers", "1", 1.4, 1.25, 1.55,
		  "not bound: range from memory, ours is a new plant at full load", 0 },
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
aif_validfac_run(const char *dir, aif_diag *d)
{
	char path[4200];
	aif_arena *a = NULL;
	int broken;
	FILE *f;

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
	broken = machine();
	broken |= measured(dir, a, d);
	if (!d->code)
		broken |= plants(dir, d);
	aif_arena_free(a);
	return broken;
}
