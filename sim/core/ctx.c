// ctx.c - what handlers may ask of the core.
#include "core/ctx.h"

#include <assert.h>
#include <math.h>

#include "core/part.h"

aif_time
aif_ctx_now(const aif_ctx *c)
{
	return c->now;
}

uint32_t
aif_ctx_self(const aif_ctx *c)
{
	return c->self;
}

const aif_sim *
aif_ctx_sim(const aif_ctx *c)
{
	return c->sim;
}

static inline aif_time
later(const aif_ctx *c, aif_time delay_ns)
{
	assert(delay_ns >= 0);
	return delay_ns < AIF_TIME_MAX - c->now ? c->now + delay_ns : AIF_TIME_MAX;
}

// Field by field, where it will be read much later or by field: copying an event that
// was just put together stalls the processor until its stores are done.
static inline void
put(aif_ctx *c, aif_ev *e, aif_time t_ns, uint32_t dst, uint16_t prio, uint16_t kind)
{
	assert(dst < c->sim->n_ent && prio <= AIF_EV_PRIO_MAX && kind <= AIF_EV_KIND_MAX);
	e->t_ns = t_ns;
	e->word = aif_ev_word(c->hot->seq++, prio, kind);
	e->src = c->self;
	e->dst = dst;
}

// Most events go to an entity of the same partition, or to another partition: these
// are written where they will wait.
void
aif_ctx_send(aif_ctx *c, uint32_t dst, aif_time delay_ns, uint16_t prio, uint16_t kind, aif_arg a,
	     aif_arg b)
{
	aif_part *p = c->part;
	aif_time t = later(c, delay_ns);
	int own = dst - p->own_first < p->n_own;
	aif_ev *at = own ? aif_evq_slot(p->q, t) : aif_part_slot(p, dst, t);
	aif_ev copy;
	aif_ev *e = at ? at : &copy;

	put(c, e, t, dst, prio, kind);
	e->a = a;
	e->b = b;
	if (!at)
		aif_part_send(p, e);
}

void
aif_ctx_timer(aif_ctx *c, aif_timer *h, aif_time delay_ns, uint16_t prio, uint16_t kind, aif_arg a)
{
	aif_ev e;

	put(c, &e, later(c, delay_ns), c->self, prio, kind);
	e.a = a;
	e.b = (aif_arg){ .u = 0 };
	aif_evq_cancel(c->part->q, h);
	if (aif_evq_push_timer(c->part->q, &e, h) != AIF_OK)
		aif_part_no_memory(c->part);
}

void
aif_ctx_cancel(aif_ctx *c, aif_timer *h)
{
	aif_evq_cancel(c->part->q, h);
}

void
aif_ctx_set(aif_ctx *c, aif_signal *s, double value)
{
	aif_sim *sim = c->sim;

	if (value == s->value)
		return;
	aif_signal_set(s, c->now, value);
	for (uint32_t i = s->watch; i; i = sim->watch[i - 1].next) {
		const aif_watcher *w = &sim->watch[i - 1];
		int near = c->part == sim->part[0] || sim->part[sim->part_of[w->dst]] == c->part;

		aif_ctx_send(c, w->dst, near ? 0 : sim->lookahead, w->prio, w->kind,
			     (aif_arg){ .x = value }, (aif_arg){ .u = 0 });
	}
}

void
aif_ctx_stream(const aif_ctx *c, uint32_t purpose, aif_rng *out)
{
	const aif_sim *s = c->sim;
	aif_rng_key key = { .seed = s->opt.seed,
			    .replica = s->opt.replica,
			    .entity = s->ent[c->self].name_hash,
			    .purpose = purpose };

	aif_rng_init(out, &key);
}

void
aif_ctx_emit(aif_ctx *c, const aif_table *t, const void *row)
{
	aif_err err =
	    aif_rows_emit(c->sim->rows, &c->part->pen, t, row, c->now, c->self, c->hot->n_row++);

	assert(err != AIF_EINVAL); // the table is missing in models/index.c
	if (err != AIF_OK)
		aif_part_no_memory(c->part);
}

void *
aif_ctx_alloc(aif_ctx *c, size_t n)
{
	void *p = aif_arena_alloc(c->part->arena, n);

	if (!p)
		aif_part_no_memory(c->part);
	return p;
}
