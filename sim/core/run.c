// run.c - conservative windows between barriers.
//
// At each round the earliest instant T of anything is found. What is due at T
// runs in this order: events of the global partition, alone; the closing of a
// recorded bin; then the other partitions run the window [T, W) in parallel,
// where W is the next global event, the next bin edge or T + lookahead,
// whichever is first. A message to another partition takes at least the
// lookahead, so it can not arrive within the window; it is handed over at the
// barrier. Nothing of this depends on the number of threads.
// Source: Nicol 1993, JACM 40(2) (YAWNS).
#include "core/run.h"

#include <omp.h>

static aif_time
least(aif_time a, aif_time b)
{
	return a < b ? a : b;
}

static aif_time
next_local(aif_sim *s)
{
	aif_time t = AIF_TIME_MAX;

	for (uint32_t i = 1; i < s->n_part; i++)
		t = least(t, aif_evq_next(s->part[i]->q));
	return t;
}

static aif_err
hand_over(aif_sim *s)
{
	for (uint32_t i = 1; i < s->n_part; i++) {
		aif_part *p = s->part[i];

		for (size_t k = 0; k < p->n_out; k++) {
			const aif_ev *e = &p->outbox[k];

			if (aif_evq_push(s->part[s->part_of[e->dst]]->q, e) != AIF_OK)
				return AIF_ENOMEM;
		}
		p->n_out = 0;
	}
	return AIF_OK;
}

// Runs the non-global partitions up to w. With more than one thread and more
// than one busy partition they run at the same time.
static aif_err
window(aif_sim *s, aif_time w, const volatile int *stop)
{
	int n_busy = 0;
	int err = AIF_OK;
	int n = (int)s->n_part;

	for (int i = 1; i < n; i++)
		n_busy += aif_evq_next(s->part[i]->q) < w;
	s->in_window = 1;
	if (s->opt.n_threads < 2 || n_busy < 2) { // no team of threads for one
		for (int i = 1; i < n; i++) {
			int e = (int)aif_part_run(s->part[i], w, stop);

			err = e > err ? e : err;
		}
	} else {
#pragma omp parallel for schedule(dynamic, 1) num_threads(s->opt.n_threads) reduction(max : err)
		for (int i = 1; i < n; i++) {
			int e = (int)aif_part_run(s->part[i], w, stop);

			err = e > err ? e : err;
		}
	}
	s->in_window = 0;
	if (err == AIF_OK)
		err = (int)hand_over(s);
	else
		(void)hand_over(s);
	return (aif_err)err;
}

static aif_time
after(aif_time t, aif_time dt)
{
	return dt < AIF_TIME_MAX - t ? t + dt : AIF_TIME_MAX;
}

aif_err
aif_run_until(aif_sim *s, aif_time t, const volatile int *stop)
{
	for (;;) {
		aif_time local = next_local(s);
		aif_time global = aif_evq_next(s->part[0]->q);
		aif_time edge = aif_sample_edge(s->sampler);
		aif_time first = least(global, edge);
		aif_err err = AIF_OK;

		if (stop && *stop)
			return AIF_ESTOP;
		if (first <= local && first <= t) {
			s->now = first;
			if (global == first)
				err = aif_part_run(s->part[0], first + 1, stop);
			else
				err = aif_sample_close(s->sampler);
		} else if (local < t) {
			s->now = local;
			err = window(s, least(least(first, t), after(local, s->lookahead)), stop);
		} else {
			s->now = t;
			return AIF_OK;
		}
		if (err != AIF_OK)
			return err;
	}
}

int
aif_run_n_core(void)
{
	return omp_get_num_procs();
}

aif_err
aif_run_each(int n, int n_threads, aif_err (*fn)(void *user, int i), void *user)
{
	int err = AIF_OK;

	if (n_threads < 1)
		n_threads = 1;
#pragma omp parallel for schedule(dynamic, 1) num_threads(n_threads) if (n_threads > 1 && n > 1)   \
    reduction(max                                                                                  \
	      : err)
	for (int i = 0; i < n; i++) {
		int e = (int)fn(user, i);

		err = e > err ? e : err;
	}
	return (aif_err)err;
}
