// cmd_bench.c - `aifsim bench`: how fast the parts are, as `name<TAB>value<TAB>unit`.
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "aifsim.h"
#include "cli/benchplant.h"
#include "cli/cmd.h"
#include "cli/opt.h"
#include "cli/predict.h"
#include "core/phold.h"
#include "core/share.h"
#include "models/search.h"
#include "models/step.h"

typedef struct bench_args {
	long lps, events, threads, parts, flows, pending;
	const char *dist;
	int heap;
} bench_args;

static double
now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void
say(const char *name, double value, const char *unit)
{
	printf("%s\t%.6g\t%s\n", name, value, unit);
}

// --- phold -----------------------------------------------------------------------

// Events per second in the second half of the run; the first fills caches and pools.
static int
bench_phold(const bench_args *a)
{
	static const char *const dists[] = { "exp", "bimodal", "ties" };
	aif_phold_opt o = { .n_lp = (uint32_t)a->lps,
			    .n_threads = (int)a->threads,
			    .heap_only = a->heap,
			    .n_part = (int)(a->parts ? a->parts : a->threads),
			    .lookahead_s = 0.1,
			    .mean_s = 0.9,
			    .remote_frac = 0.25,
			    .seed = 1 };
	aif_diag d = { 0 };
	uint64_t n;
	aif_sim *s;
	double t;
	int known = 0;

	for (int i = 0; i < 3; i++)
		if (strcmp(a->dist, dists[i]) == 0) {
			o.dist = (aif_phold_dist)i;
			known = 1;
		}
	if (!known) {
		fprintf(stderr,
			"aifsim bench: --dist '%s' is unknown (expected exp, bimodal or ties)\n",
			a->dist);
		return AIF_EXIT_USAGE;
	}
	o.end_s = (double)a->events / (double)a->lps;
	if (aif_phold_create(&s, &o, &d) != AIF_OK ||
	    aif_sim_run(s, aif_time_of_s(o.end_s / 2), NULL) != AIF_OK) {
		fprintf(stderr, "aifsim bench: %s\n", d.msg[0] ? d.msg : "out of memory");
		return AIF_EXIT_INTERNAL;
	}
	n = aif_sim_events(s);
	t = now_s();
	if (aif_sim_run(s, aif_time_of_s(o.end_s), NULL) != AIF_OK)
		return AIF_EXIT_INTERNAL;
	t = now_s() - t;
	say("phold.events_per_s", (double)(aif_sim_events(s) - n) / t, "1/s");
	say("phold.bytes_per_pending", (double)aif_sim_queue_bytes(s) / (double)a->lps, "byte");
	say("phold.history", (double)(aif_sim_history(s) >> 12), "hash");
	aif_sim_free(s);
	return AIF_EXIT_OK;
}

// --- hold ------------------------------------------------------------------------

// Take the first of `pending` events and put one back at an exponential distance.
static int
bench_hold(const bench_args *a)
{
	enum { STEPS = 5000000 };
	aif_rng_key key = { .seed = 1 };
	aif_err err = AIF_OK;
	aif_ev e = { 0 };
	const aif_ev *got;
	aif_evq *q;
	aif_rng r;
	double t, draw;

	aif_rng_init(&r, &key);
	t = now_s();
	for (int i = 0; i < STEPS; i++)
		e.a.x += aif_rng_u01(&r);
	draw = now_s() - t; // the generator's share is taken off
	if (aif_evq_create(&q, NULL) != AIF_OK)
		return AIF_EXIT_INTERNAL;
	for (long i = 0; i < a->pending && err == AIF_OK; i++) {
		e.t_ns = (aif_time)(1e9 * aif_rng_u01(&r));
		e.seq = (uint64_t)i & AIF_EV_SEQ_MAX;
		err = aif_evq_push(q, &e);
	}
	t = now_s();
	for (int i = 0; i < STEPS && err == AIF_OK; i++) {
		got = aif_evq_take(q, AIF_TIME_MAX, &err);
		if (!got)
			break;
		e.t_ns = got->t_ns + (aif_time)(2e9 * aif_rng_u01(&r));
		e.seq++;
		err = aif_evq_push(q, &e);
	}
	t = now_s() - t - draw;
	say("hold.ns_per_hold", t * 1e9 / STEPS, "ns");
	say("hold.bytes_per_pending", (double)aif_evq_bytes(q) / (double)a->pending, "byte");
	aif_evq_free(q);
	return err == AIF_OK ? AIF_EXIT_OK : AIF_EXIT_INTERNAL;
}

// --- flows -----------------------------------------------------------------------

// A two-level fat tree of K leaves with K hosts and K/2 spines; flows between random
// hosts over a random spine, exponential sizes; each completion starts another one.
enum { LEAF = 16, SPINE = LEAF / 2, HOST = LEAF * LEAF };

static void
start_flow(aif_share *s, aif_time now, aif_rng *r)
{
	int from = (int)(aif_rng_u01(r) * HOST), to = from;
	int on[4], n = 0, spine = (int)(aif_rng_u01(r) * SPINE);

	while (to == from)
		to = (int)(aif_rng_u01(r) * HOST);
	on[n++] = from;
	if (from / LEAF != to / LEAF) {
		on[n++] = 2 * HOST + from / LEAF * SPINE + spine;
		on[n++] = 2 * HOST + LEAF * SPINE + to / LEAF * SPINE + spine;
	}
	on[n++] = HOST + to;
	aif_share_start(s, now, on, n, 1 - 1e8 * log(aif_rng_u01(r)), 1, INFINITY, 0);
}

static int
bench_flows(const bench_args *a)
{
	long steps = 3000;
	aif_rng_key key = { .seed = 1 };
	aif_time now = 0;
	uint64_t tag;
	aif_share *s;
	aif_rng r;
	double t;

	aif_rng_init(&r, &key);
	if (aif_share_create(&s, NULL) != AIF_OK)
		return AIF_EXIT_INTERNAL;
	for (int i = 0; i < 2 * HOST + 2 * LEAF * SPINE; i++)
		aif_share_link(s, 12.5e9);
	for (long i = 0; i < a->flows; i++)
		start_flow(s, 0, &r);
	t = now_s();
	for (long i = 0; i < steps; i++) {
		now = aif_share_next(s);
		if (!aif_share_done(s, now, &tag))
			break;
		start_flow(s, now, &r);
	}
	say("flows.us_per_completion", (now_s() - t) * 1e6 / (double)steps, "us");
	aif_share_free(s);
	return AIF_EXIT_OK;
}

// --- train -----------------------------------------------------------------------------

// Predictions of one step a second, and the search over a large job's layouts.
static aif_err
time_steps(aif_predict *p, aif_diag *d)
{
	enum { STEPS = 200000 };
	const aif_xfmr_llm *known = aif_predict_llm(p, "Llama-3.1-405B");
	aif_step_in in = { .n_gpus = 16384,
			   .tp = 8,
			   .pp = 16,
			   .zero_stage = 1,
			   .seq = 8192,
			   .micro_batch = 1,
			   .global_batch = 2048,
			   .sp = 1 };
	aif_search_found top[10];
	aif_xfmr_llm m;
	aif_step_out o;
	aif_err e;
	double t;

	if (!known)
		return aif_err_fail(d, AIF_ENOENT, "no Llama-3.1-405B in the catalog");
	m = *known;
	in.llm = &m;
	if ((e = aif_xfmr_check(&m, d)) ||
	    (e = aif_predict_gpu(p, "h100-sxm", &in.kernel, &in.coll, d)))
		return e;
	t = now_s();
	for (int i = 0; i < STEPS && !e; i++) {
		in.seq = 8192 + i % 64;
		e = aif_step_predict(&in, &o, d);
	}
	say("train.steps_per_s", STEPS / (now_s() - t), "1/s");
	in.tp = in.pp = in.micro_batch = 0;
	in.seq = 8192;
	t = now_s();
	if (!e)
		e = aif_search_top(&in, top, 10, NULL) == 10
			? AIF_OK
			: aif_err_fail(d, AIF_EREFUSED, "fewer than ten layouts fit");
	say("train.search_s", now_s() - t, "s");
	return e;
}

static int
bench_train(const bench_args *a)
{
	aif_predict p = { 0 };
	aif_scenario *sc = NULL;
	aif_diag d = { 0 };
	aif_err e = aif_predict_open(&p, &sc, &d);

	(void)a;
	if (!e)
		e = time_steps(&p, &d);
	if (e)
		fprintf(stderr, "aifsim bench: %s\n", d.msg);
	aif_sim_free(p.catalog);
	aif_scenario_free(sc);
	aif_arena_free(p.arena);
	return e ? AIF_EXIT_INTERNAL : AIF_EXIT_OK;
}

static int
bench_facility(const bench_args *a)
{
	(void)a;
	return aif_benchplant_run();
}

int
aif_cmd_bench(int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*run)(const bench_args *a);
	} suite[] = { { "phold", bench_phold },
		      { "hold", bench_hold },
		      { "flows", bench_flows },
		      { "train", bench_train },
		      { "facility", bench_facility } };
	enum { N = sizeof suite / sizeof *suite };
	bench_args a = { .lps = 65536,
			 .events = 40000000,
			 .threads = 1,
			 .flows = 1000,
			 .pending = 100000,
			 .dist = "exp" };
	const aif_opt opts[] = {
		{ "lps", 0, AIF_OPT_INT, &a.lps, "N", "phold: processes (65536)", 1, 100000000 },
		{ "events", 0, AIF_OPT_INT, &a.events, "N",
		  "phold: events, half of them to warm up (40000000)", 1, 2000000000 },
		{ "threads", 0, AIF_OPT_INT, &a.threads, "N", "phold: threads (1)", 1, 1024 },
		{ "parts", 0, AIF_OPT_INT, &a.parts, "N", "phold: partitions (one per thread)", 1,
		  65536 },
		{ "dist", 0, AIF_OPT_TEXT, &a.dist, "NAME", "phold: exp, bimodal or ties", 0, 0 },
		{ "heap", 0, AIF_OPT_FLAG, &a.heap, NULL, "phold: a heap alone, no buckets", 0, 0 },
		{ "pending", 0, AIF_OPT_INT, &a.pending, "N", "hold: events pending (100000)", 1,
		  100000000 },
		{ "flows", 0, AIF_OPT_INT, &a.flows, "N", "flows: at one time (1000)", 1, 1000000 },
		{ 0 },
	};
	const char *pos[AIF_OPT_MAX];
	int n = aif_opt_parse(argc, argv, opts, 0, 1, pos);

	if (n < 0)
		return aif_opt_status(n);
	for (int i = 0; i < N; i++) {
		int rc = n == 0 || strcmp(pos[0], suite[i].name) == 0 ? suite[i].run(&a) : -1;

		if (rc > 0 || (rc == 0 && n > 0))
			return rc;
	}
	if (n == 0)
		return AIF_EXIT_OK;
	fprintf(stderr,
		"aifsim bench: unknown '%s' (expected phold, hold, flows, train or facility)\n",
		pos[0]);
	return AIF_EXIT_USAGE;
}
