// part.c - a partition at work: deliver in order, hand messages over.
#include "core/part.h"

#include <assert.h>

aif_err
aif_part_create(aif_part **out, aif_sim *s)
{
	aif_space *space = s->opt.space;
	aif_part *p = aif_space_alloc(space, sizeof *p);

	if (!p)
		return AIF_ENOMEM;
	p->ctx = (aif_ctx){ .sim = s, .part = p, .self = AIF_NONE };
	for (int i = 0; i < 2; i++)
		atomic_init(&p->box[i].t_ns, AIF_TIME_MAX);
	p->pen.space = p->out.space = space;
	if (aif_evq_create(&p->q, space) != AIF_OK ||
	    aif_arena_create_in(&p->arena, space) != AIF_OK) {
		aif_part_free(p);
		return AIF_ENOMEM;
	}
	if (s->opt.heap_only)
		aif_evq_heap_only(p->q);
	*out = p;
	return AIF_OK;
}

void
aif_part_free(aif_part *p)
{
	if (!p)
		return;
	aif_evq_free(p->q);
	aif_arena_free(p->arena);
	aif_rows_pen_fini(&p->pen);
	aif_mail_free(&p->out);
	aif_space_release(p->ctx.sim->opt.space, p);
}

void
aif_part_span(aif_sim *s)
{
	for (uint32_t i = 0, from = 0; i < s->n_ent; i++) {
		aif_part *p = s->part[s->part_of[i]];

		if (i == 0 || s->part_of[i] != s->part_of[i - 1])
			from = i;
		if (i + 1 - from > p->n_own) {
			p->own_first = from;
			p->n_own = i + 1 - from;
		}
	}
}

_Noreturn void
aif_part_no_memory(aif_part *p)
{
	assert(p->no_memory); // handlers run under aif_part_run or a guarded hook
	longjmp(*p->no_memory, 1);
}

// 1 when an event for dst at t, sent within a window, must go to p's own queue. Where
// that can not be told without a look into part_of, what is due after the window may
// take the way of mail, to p itself too.
static int
is_own(const aif_part *p, uint32_t dst, aif_time t_ns)
{
	const aif_sim *s = p->ctx.sim;

	if (dst - p->own_first < p->n_own)
		return 1;
	if (t_ns - p->ctx.now < s->lookahead) {
		// Another partition may already be as far as the window's end.
		assert(s->part[s->part_of[dst]] == p);
		return 1;
	}
	return t_ns < p->t_end && s->part[s->part_of[dst]] == p;
}

aif_ev *
aif_part_slot(aif_part *p, uint32_t dst, aif_time t_ns)
{
	aif_ev *at;

	if (!p->ctx.sim->in_window || is_own(p, dst, t_ns))
		return NULL;
	at = aif_mail_slot(&p->out);
	if (!at)
		aif_part_no_memory(p);
	return at;
}

void
aif_part_send(aif_part *p, const aif_ev *e)
{
	const aif_sim *s = p->ctx.sim;
	aif_part *to = s->in_window ? p : s->part[s->part_of[e->dst]];

	if (aif_evq_push(to->q, e) != AIF_OK)
		aif_part_no_memory(p);
}

// Chains e into its receiver's history.
static void
remember(aif_hot *x, const aif_ev *e)
{
	uint64_t h = x->history;

	h = (h ^ (uint64_t)e->t_ns) * 0x9E3779B97F4A7C15u;
	h = (h ^ ((uint64_t)e->src << 32 | (uint64_t)e->kind)) * 0xBF58476D1CE4E5B9u;
	h = (h ^ (uint64_t)e->seq) * 0x94D049BB133111EBu;
	x->history = h ^ (h >> 29);
}

// Brings what soon will be needed into the cache: where the receiver is, then the
// receiver, a few events ahead. (Inlined by force: gcc drops a call of a function
// that only prefetches.)
static inline __attribute__((always_inline)) void
prefetch(const aif_part *p)
{
	aif_hot *const *hot = p->ctx.sim->hot;
	const aif_ev *far = aif_evq_ahead(p->q, 20);
	const aif_ev *near = aif_evq_ahead(p->q, 8);

	if (far)
		__builtin_prefetch(&hot[far->dst]);
	if (near)
		__builtin_prefetch(hot[near->dst], 1);
}

static aif_err
deliver(aif_part *p, aif_time t_end, const volatile int *stop)
{
	aif_sim *s = p->ctx.sim;
	aif_err err = AIF_OK;
	const aif_ev *e;
	unsigned n = 0;

	while ((e = aif_evq_take_in(p->q, t_end, &err)) != NULL) {
		aif_hot *x = s->hot[e->dst];

		prefetch(p);
		p->ctx.now = e->t_ns;
		p->ctx.self = e->dst;
		p->ctx.hot = x;
		p->n_event++;
		remember(x, e);
		x->event(x + 1, &p->ctx, e);
		if (stop && (++n & 1023) == 0 && *stop)
			return AIF_ESTOP;
	}
	return err;
}

static aif_mail_box *
box_of(void *user, uint32_t part)
{
	const aif_sim *s = user;

	return &s->part[part]->box[s->side];
}

aif_err
aif_part_run(aif_part *p, aif_time t_end, const volatile int *stop)
{
	aif_sim *s = p->ctx.sim;
	uint64_t n = p->n_event;
	jmp_buf out;
	aif_err err;

	p->t_end = t_end;
	p->no_memory = &out;
	if (setjmp(out)) {
		p->no_memory = NULL;
		return AIF_ENOMEM;
	}
	err = aif_mail_take(&p->box[!s->side], p->q);
	if (err == AIF_OK)
		err = deliver(p, t_end, stop);
	if (aif_mail_leave(&p->out, s->side, s->part_of, s->n_part, box_of, s) != AIF_OK)
		err = AIF_ENOMEM;
	p->load += ((double)(p->n_event - n) - p->load) / 16;
	(void)aif_evq_next(p->q); // opens the next bucket here, not where the window is led
	p->no_memory = NULL;
	return err;
}

aif_time
aif_part_next(aif_part *p)
{
	aif_time mail = atomic_load_explicit(&p->box[p->ctx.sim->side].t_ns, memory_order_relaxed);
	aif_time own = aif_evq_next(p->q);

	return mail < own ? mail : own;
}

aif_err
aif_part_hook(aif_sim *s, uint32_t id, void (*hook)(void *st, aif_ctx *c))
{
	aif_part *p = s->part[s->part_of[id]];
	jmp_buf out;

	p->ctx.now = s->now;
	p->ctx.self = id;
	p->ctx.hot = s->hot[id];
	p->no_memory = &out;
	if (setjmp(out)) {
		p->no_memory = NULL;
		return AIF_ENOMEM;
	}
	hook(aif_part_state(s, id), &p->ctx);
	p->no_memory = NULL;
	return AIF_OK;
}
