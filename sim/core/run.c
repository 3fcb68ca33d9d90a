// run.c - conservative windows.
//
// At each round the earliest instant T of anything is found. What is due at T
// runs in this order: events of the global partition, alone; the closing of a
// recorded bin; then the other partitions run the window [T, W) in parallel,
// where W is the next global event, the next bin edge or T + lookahead,
// whichever is first. A message to another partition takes at least the
// lookahead, so it can not arrive within the window; the receiver finds it when the
// next one opens. The partition that is first may go on while the others can not
// yet reach it: until the second's T + lookahead, or an answer to what it sends
// itself, T + 2 lookaheads. Nothing of this depends on the number of threads.
// Source: Nicol 1993, JACM 40(2) (YAWNS); Chandy & Misra 1979 (lookahead by channel).
#include "core/run.h"

#include <omp.h>

#include "core/crew.h"

// Fewer events than this are not worth waking another thread for.
enum { SHARE_LEAST = 64 };

typedef struct rounds {
	aif_sim *s;
	aif_time t; // run until
	const volatile int *stop;
	int ahead;               // the partition that may go on until end_ahead
	aif_time end, end_ahead; // of the present window
} rounds;

static aif_time
least(aif_time a, aif_time b)
{
	return a < b ? a : b;
}

static aif_time
after(aif_time t, aif_time dt)
{
	return dt < AIF_TIME_MAX - t ? t + dt : AIF_TIME_MAX;
}

static aif_err
run_one(void *user, int i)
{
	rounds *r = user;

	return aif_part_run(r->s->part[i], i == r->ahead ? r->end_ahead : r->end, r->stop);
}

// Earliest instant of the local partitions; sets the ends of a window that begins
// there but for the bound of what is global.
static aif_time
first_local(rounds *r)
{
	aif_sim *s = r->s;
	aif_time first = AIF_TIME_MAX, second = AIF_TIME_MAX;

	for (uint32_t i = 1; i < s->n_part; i++) {
		aif_time t = aif_part_next(s->part[i]);

		second = least(second, t < first ? first : t);
		if (t < first) {
			first = t;
			r->ahead = (int)i;
		}
	}
	r->end = after(first, s->lookahead);
	r->end_ahead = least(after(second, s->lookahead), after(r->end, s->lookahead));
	return first;
}

// Opens the window: lists the partitions with events or mail for it and the events
// each is likely to have. Returns the sum of these.
static double
open_window(rounds *r, aif_time bound, int *list, double *load, int *n)
{
	aif_sim *s = r->s;
	double sum = 0;

	r->end = least(r->end, bound);
	r->end_ahead = least(r->end_ahead, bound);
	*n = 0;
	for (uint32_t i = 1; i < s->n_part; i++) {
		aif_part *p = s->part[i];

		if (aif_part_next(p) >= ((int)i == r->ahead ? r->end_ahead : r->end) &&
		    !aif_mail_waits(&p->box[s->side]))
			continue;
		list[*n] = (int)i;
		load[(*n)++] = p->load;
		sum += p->load;
	}
	s->side = !s->side;
	s->in_window = 1;
	return sum;
}

// What is due at `first` outside of the local partitions.
static aif_err
run_global(rounds *r, aif_time first, aif_time global)
{
	r->s->now = first;
	return global == first ? aif_part_run(r->s->part[0], first + 1, r->stop)
			       : aif_sample_close(r->s->sampler);
}

// Goes on until a window is worth sharing, and lists its partitions.
static aif_err
lead(void *user, int *list, double *load, int *n)
{
	rounds *r = user;
	aif_sim *s = r->s;
	aif_err err;

	for (;;) {
		aif_time local, global, first;

		s->in_window = 0;
		err = aif_mail_take(&s->part[0]->box[s->side], s->part[0]->q);
		local = first_local(r);
		global = aif_evq_next(s->part[0]->q);
		first = least(global, aif_sample_edge(s->sampler));
		*n = 0;
		if (err != AIF_OK)
			return err;
		if (r->stop && *r->stop)
			return AIF_ESTOP;
		if (first <= local && first <= r->t) {
			err = run_global(r, first, global);
		} else if (local < r->t) {
			s->now = local;
			if (open_window(r, least(first, r->t), list, load, n) >= SHARE_LEAST &&
			    *n > 1 && s->opt.n_threads > 1)
				return AIF_OK;
			for (int i = 0; i < *n; i++) {
				aif_err e = run_one(r, list[i]);

				err = e > err ? e : err;
			}
		} else {
			s->now = r->t;
			return AIF_OK;
		}
		if (err != AIF_OK)
			return err;
	}
}

aif_err
aif_run_until(aif_sim *s, aif_time t, const volatile int *stop)
{
	rounds r = { .s = s, .t = t, .stop = stop };
	aif_crew_job job = { .lead = lead, .run = run_one, .user = &r, .n_item = (int)s->n_part };
	aif_err err = aif_crew_run(&job, s->opt.n_threads);

	s->in_window = 0;
	return err;
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
