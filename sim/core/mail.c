// mail.c - post, counting sort, lock-free boxes.
#include "core/mail.h"

#include <string.h>

enum { AHEAD = 16 };

aif_ev *
aif_mail_slot(aif_mail_out *o)
{
	if (o->n == o->cap) {
		size_t cap = o->cap ? o->cap * 2 : 64;
		aif_ev *ev = aif_space_realloc(o->space, o->ev, cap * sizeof *ev);

		if (!ev)
			return NULL;
		o->ev = ev;
		o->cap = cap;
	}
	return &o->ev[o->n++];
}

static aif_err
reserve(aif_mail_out *o, int side, uint32_t n_part)
{
	aif_mail_post *s = &o->sorted[side];

	if (!o->count) {
		o->count = aif_space_realloc(o->space, NULL, (n_part + 1) * sizeof *o->count);
		o->t_ns = aif_space_realloc(o->space, NULL, n_part * sizeof *o->t_ns);
		for (int i = 0; i < 2; i++)
			o->sorted[i].slice =
			    aif_space_realloc(o->space, NULL, n_part * sizeof *o->sorted[i].slice);
		if (!o->count || !o->t_ns || !o->sorted[0].slice || !o->sorted[1].slice)
			return AIF_ENOMEM;
	}
	if (s->cap < o->n) {
		aif_space_release(o->space, s->ev);
		s->cap = o->cap;
		s->ev = aif_space_realloc(o->space, NULL, s->cap * sizeof *s->ev);
		if (!s->ev) {
			s->cap = 0;
			return AIF_ENOMEM;
		}
	}
	return AIF_OK;
}

static void
put(aif_mail_box *b, aif_mail_slice *s, aif_time t)
{
	aif_mail_slice *first = atomic_load_explicit(&b->first, memory_order_relaxed);
	aif_time least = atomic_load_explicit(&b->t_ns, memory_order_relaxed);

	do
		s->next = first;
	while (!atomic_compare_exchange_weak_explicit(&b->first, &first, s, memory_order_release,
						      memory_order_relaxed));
	while (t < least && !atomic_compare_exchange_weak_explicit(
				&b->t_ns, &least, t, memory_order_relaxed, memory_order_relaxed))
		;
}

// Counts and earliest times by receiving partition; counts become places.
static void
count(aif_mail_out *o, const uint32_t *part_of, uint32_t n_part)
{
	size_t at = 0;

	memset(o->count, 0, (n_part + 1) * sizeof *o->count);
	for (uint32_t i = 0; i < n_part; i++)
		o->t_ns[i] = AIF_TIME_MAX;
	for (size_t i = 0; i < o->n; i++) {
		const aif_ev *e = &o->ev[i];
		uint32_t to;

		if (i + AHEAD < o->n)
			__builtin_prefetch(&part_of[o->ev[i + AHEAD].dst]);
		to = part_of[e->dst];
		o->count[to]++;
		o->t_ns[to] = e->t_ns < o->t_ns[to] ? e->t_ns : o->t_ns[to];
	}
	for (uint32_t i = 0; i <= n_part; i++) {
		size_t n = o->count[i];

		o->count[i] = at;
		at += n;
	}
}

aif_err
aif_mail_leave(aif_mail_out *o, int side, const uint32_t *part_of, uint32_t n_part,
	       aif_mail_find *box, void *user)
{
	aif_mail_post *s = &o->sorted[side];
	size_t from = 0;

	if (o->n == 0)
		return AIF_OK;
	if (reserve(o, side, n_part) != AIF_OK)
		return AIF_ENOMEM;
	count(o, part_of, n_part);
	for (size_t i = 0; i < o->n; i++)
		s->ev[o->count[part_of[o->ev[i].dst]]++] = o->ev[i];
	for (uint32_t i = 0; i < n_part; from = o->count[i++]) {
		if (o->count[i] == from)
			continue;
		s->slice[i] = (aif_mail_slice){ .ev = s->ev + from, .n = o->count[i] - from };
		put(box(user, i), &s->slice[i], o->t_ns[i]);
	}
	o->n = 0;
	return AIF_OK;
}

aif_err
aif_mail_take(aif_mail_box *b, aif_evq *q)
{
	aif_mail_slice *s;

	if (!atomic_load_explicit(&b->first, memory_order_relaxed))
		return AIF_OK;
	s = atomic_exchange_explicit(&b->first, NULL, memory_order_acquire);
	atomic_store_explicit(&b->t_ns, AIF_TIME_MAX, memory_order_relaxed);
	for (; s; s = s->next)
		for (size_t i = 0; i < s->n; i++)
			if (aif_evq_push(q, &s->ev[i]) != AIF_OK)
				return AIF_ENOMEM;
	return AIF_OK;
}

void
aif_mail_free(aif_mail_out *o)
{
	aif_space_release(o->space, o->ev);
	for (int i = 0; i < 2; i++) {
		aif_space_release(o->space, o->sorted[i].ev);
		aif_space_release(o->space, o->sorted[i].slice);
	}
	aif_space_release(o->space, o->count);
	aif_space_release(o->space, o->t_ns);
}
