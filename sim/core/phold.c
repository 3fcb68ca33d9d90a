// phold.c - processes that answer each event with one.
#include "core/phold.h"

#include <math.h>
#include <stdio.h>

#include "core/ctx.h"

typedef struct lp {
	uint64_t rng;
	const aif_phold_opt *opt;
	uint32_t first; // entity id of process 0
	uint32_t pad;
} lp;

enum { HOP = 64 };

// SplitMix64: the benchmark measures the engine, not the generator.
// Source: Steele, Lea & Flood 2014.
static uint64_t
next(lp *p)
{
	uint64_t z = p->rng += 0x9E3779B97F4A7C15u;

	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return z ^ (z >> 31);
}

static double
u01(lp *p)
{
	return ((double)(next(p) >> 11) + 0.5) * 0x1p-53;
}

static aif_time
increment(lp *p)
{
	const aif_phold_opt *o = p->opt;
	double x = o->mean_s;

	switch (o->dist) {
	case AIF_PHOLD_TIES:
		return (aif_time)((o->lookahead_s + floor(u01(p) * 3) * o->mean_s) * 1e9);
	case AIF_PHOLD_BIMODAL:
		// 0.9 a + 0.1 * 50 a = mean
		x *= (u01(p) < 0.1 ? 50 : 1) / 5.9;
		break;
	default:
		break;
	}
	return (aif_time)((o->lookahead_s - x * log(u01(p))) * 1e9);
}

static void
hop(lp *p, aif_ctx *c)
{
	uint32_t to = aif_ctx_self(c);
	uint64_t r = next(p);

	if ((double)(r >> 40) < p->opt->remote_frac * 0x1p24)
		to = p->first + (uint32_t)(((r & UINT32_MAX) * p->opt->n_lp) >> 32);
	aif_ctx_send(c, to, increment(p), AIF_PRIO_NORMAL, HOP, (aif_arg){ .u = 0 },
		     (aif_arg){ .u = 0 });
}

static void
lp_start(void *st, aif_ctx *c)
{
	lp *p = st;

	p->rng = p->opt->seed + (aif_ctx_self(c) - p->first) * 7919u;
	aif_ctx_send(c, aif_ctx_self(c), increment(p), AIF_PRIO_NORMAL, HOP, (aif_arg){ .u = 0 },
		     (aif_arg){ .u = 0 });
}

static void
lp_event(void *st, aif_ctx *c, const aif_ev *e)
{
	(void)e;
	hop(st, c);
}

static const aif_model_ops lp_model = {
	.name = "lp",
	.doc = "Answers each event with one.",
	.state_size = sizeof(lp),
	.start = lp_start,
	.event = lp_event,
};

static const aif_model_ops block_model = {
	.name = "block",
	.doc = "A partition.",
	.state_size = 1,
	.place = AIF_PLACE_OWN,
};

static const aif_model_ops *const models[] = { &lp_model, &block_model, NULL };
static const aif_registry registry = { models, NULL, NULL };

static aif_err
add_blocks(aif_sim *s, const aif_phold_opt *o, aif_diag *d)
{
	char name[32];
	uint32_t id;

	for (int i = 0; i < o->n_block; i++) {
		snprintf(name, sizeof name, "block%d", i);
		if (aif_sim_add(s, &block_model, name, AIF_NONE, "", &id, d) != AIF_OK)
			return AIF_ENOMEM;
	}
	for (uint32_t i = 0; i < o->n_lp; i++) {
		lp *p;

		snprintf(name, sizeof name, "lp%u", i);
		if (aif_sim_add(s, &lp_model, name,
				(uint32_t)((uint64_t)i * (uint32_t)o->n_part / o->n_lp), "", &id,
				d) != AIF_OK)
			return AIF_ENOMEM;
		p = aif_sim_state(s, id);
		p->opt = o;
		p->first = (uint32_t)o->n_block;
	}
	return AIF_OK;
}

aif_err
aif_phold_create(aif_sim **out, const aif_phold_opt *opt, aif_diag *d)
{
	aif_sim_opt so = { .registry = &registry,
			   .end_ns = aif_time_of_s(opt->end_s),
			   .bin_ns = aif_time_of_s(opt->end_s),
			   .n_threads = opt->n_threads,
			   .heap_only = opt->heap_only,
			   .space = opt->space };
	aif_phold_opt *o;
	aif_sim *s;
	aif_err err = aif_sim_create(&s, &so, d);

	if (err != AIF_OK)
		return err;
	o = aif_arena_memdup(aif_sim_arena(s), opt, sizeof *opt);
	if (o && o->n_block < o->n_part)
		o->n_block = o->n_part;
	err = o ? add_blocks(s, o, d) : AIF_ENOMEM;
	aif_sim_promise(s, aif_time_of_s(opt->lookahead_s));
	if (err == AIF_OK)
		err = aif_sim_ready(s, d);
	if (err != AIF_OK) {
		aif_sim_free(s);
		return aif_err_fail(d, err, "out of memory");
	}
	*out = s;
	return AIF_OK;
}
