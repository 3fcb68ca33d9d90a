// validate_zoom.c - `aifsim validate zoom`: plan zoom against cluster zoom.
//
// The scenario is played at cluster zoom, job by job, and at plan zoom, work as a fluid,
// with the same luck of what is drawn. "known": plan zoom as replicas of `run` use it, told
// by the base case how full its scheduler packs the cluster; "alone": as `sweep` and `run
// --zoom plan` use it. What the base case is off by is taken out of replicas besides
// (/ensemble/control); here it is shown as it is.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "aifsim.h"
#include "cli/validate.h"
#include "models/record.h"

enum { LEVELS = 3, MOST = 8 };

typedef struct figure {
	const char *name, *say; // of the summary; what it is, with its unit
	double scale;           // of the unit in the table
	double bound;           // [%]
} figure;

// Bounds: what a decision between strategies bears, and a tenth of the P10 to P90 range of
// the default scenario's cost.
static const figure figures[] = {
	{ "npv_cost_usd", "present cost, M USD", 1e6, 2 },
	{ "rent_usd", "rent, M USD", 1e6, 5 },
	{ "energy_usd", "energy, M USD", 1e6, 3 },
	{ "useful_gpu_hours", "useful GPU-h, M", 1e6, 2 },
	{ "rented_gpu_hours", "rented GPU-h, M", 1e6, 5 },
	{ "reserved_unused_gpu_hours", "reserved, idle, M GPU-h", 1e6, 20 },
	{ "facility_energy", "facility, TJ", 1e12, 2 },
	{ "served_tokens", "served tokens, T", 1e12, 2 },
	{ "tokens_done", "trained tokens, T", 1e12, 2 },
};
enum { N_FIGURE = sizeof figures / sizeof *figures };

static double
sum_of(const aif_sim *s, const char *name)
{
	size_t n;
	const aif_row_summary *row = aif_sim_kept(s, &aif_table_summary, &n);
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += strcmp(row[i].name, name) == 0 ? row[i].value : 0;
	return sum;
}

typedef struct play {
	const aif_scenario *scn;
	aif_memo *memo[LEVELS]; // a cluster's and one told by it share
	aif_sim *sim[LEVELS][MOST];
	int level, n;
} play;

static aif_err
play_one(void *user, int v)
{
	play *p = user;
	const aif_scenario_how how = { .variant = v,
				       .seed = 1,
				       .n_threads = 1,
				       .zoom_ns = p->level ? AIF_SESSION_STEP : 0,
				       .memo = p->memo[p->level],
				       .lean = 1 };
	aif_sim **s = &p->sim[p->level][v];
	aif_err err = aif_scenario_make(p->scn, &how, s, NULL);

	if (err == AIF_OK)
		err = aif_sim_ready(*s, NULL);
	if (err == AIF_OK)
		err = aif_sim_run(*s, aif_scenario_end(p->scn), NULL);
	return err == AIF_OK ? aif_sim_finish(*s) : err;
}

static int
say(const play *p, int v, int level)
{
	static const char *const of[] = { "", "known", "alone" };
	const char *label = aif_scenario_variant(p->scn, v);
	const char *first = aif_scenario_variant(p->scn, 0);
	char name[64], what[64];
	int broken = 0;

	snprintf(name, sizeof name, "%.16s, %s", *label ? label : "base", of[level]);
	for (int i = 0; i < N_FIGURE; i++) {
		const figure *f = &figures[i];
		double cluster = sum_of(p->sim[0][v], f->name);
		double plan = sum_of(p->sim[level][v], f->name);

		if (cluster != 0)
			broken |= aif_validate_say(
			    &(aif_validate_line){ "zoom", name, f->say, cluster / f->scale,
						  plan / f->scale, f->bound, NAN });
	}
	if (v == 0)
		return broken;
	snprintf(what, sizeof what, "less %.10s, M USD", first);
	return broken |
	       aif_validate_say(&(aif_validate_line){
		   "zoom", name, what,
		   (sum_of(p->sim[0][v], "npv_cost_usd") - sum_of(p->sim[0][0], "npv_cost_usd")) /
		       1e6,
		   (sum_of(p->sim[level][v], "npv_cost_usd") -
		    sum_of(p->sim[level][0], "npv_cost_usd")) /
		       1e6,
		   0, NAN });
}

int
aif_validate_zoom(const char *scenario, aif_diag *d)
{
	const aif_scenario_opt so = { .registry = &aif_index };
	aif_scenario *scn = NULL;
	play p = { 0 };
	aif_err err;
	int broken = 0;

	if (access(scenario, R_OK) != 0) {
		printf("%-11s skipped: %s is not there\n", "zoom", scenario);
		return 0;
	}
	err = aif_scenario_load(&scn, scenario, &so, NULL, NULL, d);
	p.scn = scn;
	p.n = err == AIF_OK ? aif_scenario_n_variant(scn) : 0;
	p.n = p.n < MOST ? p.n : MOST;
	if (err == AIF_OK && (aif_memo_create(&p.memo[0], NULL) != AIF_OK ||
			      aif_memo_create(&p.memo[2], NULL) != AIF_OK))
		err = AIF_ENOMEM;
	p.memo[1] = p.memo[0];
	for (p.level = 0; p.level < LEVELS && err == AIF_OK; p.level++)
		for (int v = 0; v < p.n && err == AIF_OK; v++)
			err = play_one(&p, v); // a memo is filled by one thread
	if (err == AIF_OK)
		aif_validate_head("suite");
	for (int v = 0; v < p.n && err == AIF_OK; v++)
		broken |= say(&p, v, 1) | say(&p, v, 2);
	for (int i = 0; i < LEVELS; i++)
		for (int v = 0; v < p.n; v++)
			aif_sim_free(p.sim[i][v]);
	aif_memo_free(p.memo[0]);
	aif_memo_free(p.memo[2]);
	aif_scenario_free(scn);
	if (err != AIF_OK)
		aif_err_fail(d, err, "%s: %s", scenario, aif_err_str(err));
	return broken;
}
