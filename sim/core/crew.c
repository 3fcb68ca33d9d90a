// crew.c - work lists with one atomic word each.
//
// A list's word holds the round, the number of items and the next one to take. One
// fetch-and-add claims an item, and what comes back tells whether the claim counts:
// a late thread that finds an old word finds it used up. A window ends when the
// count of items left reaches zero.
#include "core/crew.h"

#include <omp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

enum {
	SPIN = 2000,     // looks before sleeping: 20 to 80 us
	DEAL_EVERY = 64, // windows between two dealings by load
	PER_WORD = 20,   // bits of an item's index
	LINE = 64
};

// A worker's work, on a cache line of its own.
typedef struct list {
	_Atomic uint64_t word; // items << 20 | next to take
	int *item;
	int n;       // items, while they are dealt out
	double load; // their sum, while they are dealt out
	char pad[LINE - 32];
} list;

typedef struct crew {
	const aif_crew_job *job;
	int n; // lists; some may have no worker of their own
	list *list;
	int *ready, *owner; // owner: list by item
	double *load;       // of ready
	unsigned n_window;
	_Atomic int left;
	_Atomic int err;
	_Atomic unsigned round; // goes up when a window opens or all is done
	_Atomic int is_done;
	_Atomic int n_asleep;
	pthread_mutex_t lock;
	pthread_cond_t wake;
} crew;

static void
relax(void)
{
#if defined(__x86_64__) || defined(__i386__)
	__builtin_ia32_pause();
#elif defined(__aarch64__)
	__asm__ volatile("yield");
#endif
}

static void
next_round(crew *c)
{
	atomic_fetch_add_explicit(&c->round, 1, memory_order_seq_cst);
	if (atomic_load_explicit(&c->n_asleep, memory_order_seq_cst) > 0) {
		pthread_mutex_lock(&c->lock);
		pthread_cond_broadcast(&c->wake);
		pthread_mutex_unlock(&c->lock);
	}
}

static void
await(crew *c, unsigned seen)
{
	for (int i = 0; i < SPIN; i++) {
		if (atomic_load_explicit(&c->round, memory_order_acquire) != seen)
			return;
		relax();
	}
	pthread_mutex_lock(&c->lock);
	atomic_fetch_add_explicit(&c->n_asleep, 1, memory_order_seq_cst);
	while (atomic_load_explicit(&c->round, memory_order_seq_cst) == seen)
		pthread_cond_wait(&c->wake, &c->lock);
	atomic_fetch_sub_explicit(&c->n_asleep, 1, memory_order_seq_cst);
	pthread_mutex_unlock(&c->lock);
}

static void
note(crew *c, aif_err err)
{
	int was = atomic_load_explicit(&c->err, memory_order_relaxed);

	while ((int)err > was &&
	       !atomic_compare_exchange_weak_explicit(&c->err, &was, (int)err, memory_order_relaxed,
						      memory_order_relaxed))
		;
}

// Deals the ready items to lists, the heaviest first, each to the list that has least.
// Source: Graham 1969 (longest processing time first).
static void
deal(crew *c, int n_ready)
{
	for (int k = 0; k < c->n; k++)
		c->list[k].load = 0;
	for (int done = 0; done < n_ready; done++) {
		int best = 0, to = 0;

		for (int i = 1; i < n_ready; i++)
			if (c->load[i] > c->load[best])
				best = i;
		for (int k = 1; k < c->n; k++)
			if (c->list[k].load < c->list[to].load)
				to = k;
		c->list[to].load += c->load[best];
		c->owner[c->ready[best]] = to;
		c->load[best] = -1;
	}
}

// 1 when that was the last of the window's items.
static int
finish_one(crew *c)
{
	return atomic_fetch_sub_explicit(&c->left, 1, memory_order_acq_rel) == 1;
}

// Fills the lists with the ready items and lets the others at them. While it does,
// it holds an item of its own: else the others could finish the window and open the
// next one under its hands. 1 when they finished it before it let go.
static int
open_window(crew *c, int n_ready)
{
	if (c->n_window++ % DEAL_EVERY == 0)
		deal(c, n_ready);
	for (int k = 0; k < c->n; k++)
		c->list[k].n = 0;
	for (int i = 0; i < n_ready; i++) {
		list *l = &c->list[c->owner[c->ready[i]]];

		l->item[l->n++] = c->ready[i];
	}
	atomic_store_explicit(&c->left, n_ready + 1, memory_order_relaxed);
	for (int k = 0; k < c->n; k++)
		atomic_store_explicit(&c->list[k].word, (uint64_t)c->list[k].n << PER_WORD,
				      memory_order_release);
	next_round(c);
	return finish_one(c);
}

// Does the serial part until there is something to share or all is done.
static void
lead(crew *c)
{
	const aif_crew_job *job = c->job;
	aif_err err = (aif_err)atomic_load_explicit(&c->err, memory_order_relaxed);
	int n = 0;

	while (err == AIF_OK) {
		err = job->lead(job->user, c->ready, c->load, &n);
		if (err != AIF_OK || n == 0)
			break;
		if (!open_window(c, n))
			return;
		err = (aif_err)atomic_load_explicit(&c->err, memory_order_relaxed);
	}
	note(c, err);
	atomic_store_explicit(&c->is_done, 1, memory_order_relaxed);
	next_round(c);
}

// Takes items of list k. 1 when it finished the last of the window.
static int
work(crew *c, list *l)
{
	enum { MASK = (1 << PER_WORD) - 1 };

	for (;;) {
		uint64_t w = atomic_load_explicit(&l->word, memory_order_relaxed);
		aif_err err;

		if ((w & MASK) >= w >> PER_WORD)
			return 0;
		w = atomic_fetch_add_explicit(&l->word, 1, memory_order_acq_rel);
		if ((w & MASK) >= w >> PER_WORD)
			return 0;
		err = c->job->run(c->job->user, l->item[w & MASK]);
		if (err != AIF_OK)
			note(c, err);
		if (finish_one(c))
			return 1;
	}
}

static void
worker(crew *c, int me)
{
	unsigned seen = 0;

	if (me == 0)
		lead(c);
	for (;;) {
		int last = 0;

		await(c, seen);
		seen = atomic_load_explicit(&c->round, memory_order_acquire);
		if (atomic_load_explicit(&c->is_done, memory_order_relaxed))
			return;
		for (int k = 0; k < c->n && !last; k++)
			last = work(c, &c->list[(me + k) % c->n]);
		if (last)
			lead(c);
	}
}

static aif_err
alone(const aif_crew_job *job, int *ready, double *load)
{
	for (;;) {
		int n = 0;
		aif_err err = job->lead(job->user, ready, load, &n);

		if (err != AIF_OK || n == 0)
			return err;
		for (int i = 0; i < n; i++) {
			aif_err e = job->run(job->user, ready[i]);

			err = e > err ? e : err;
		}
		if (err != AIF_OK)
			return err;
	}
}

static aif_err
together(crew *c)
{
	if (pthread_mutex_init(&c->lock, NULL) != 0)
		return AIF_ENOMEM;
	if (pthread_cond_init(&c->wake, NULL) != 0) {
		pthread_mutex_destroy(&c->lock);
		return AIF_ENOMEM;
	}
#pragma omp parallel num_threads(c->n)
	worker(c, omp_get_thread_num());
	pthread_cond_destroy(&c->wake);
	pthread_mutex_destroy(&c->lock);
	return (aif_err)atomic_load(&c->err);
}

aif_err
aif_crew_run(const aif_crew_job *job, int n_threads)
{
	size_t n_item = (size_t)job->n_item + 1;
	int n = n_threads < job->n_item ? n_threads : job->n_item;
	size_t lists = n > 1 ? (size_t)n : 0;
	crew c = { .job = job, .n = n };
	aif_err err = AIF_ENOMEM;
	int *item;

	item = malloc((lists + 2) * n_item * sizeof *item);
	c.load = malloc(n_item * sizeof *c.load);
	if (lists)
		c.list = aligned_alloc(LINE, lists * sizeof *c.list);
	if (item && c.load && (c.list || !lists)) {
		c.ready = item;
		c.owner = item + n_item;
		for (size_t i = 0; i < n_item; i++)
			c.owner[i] = lists ? (int)(i % lists) : 0;
		for (size_t k = 0; k < lists; k++) {
			atomic_init(&c.list[k].word, 0);
			c.list[k].item = item + (k + 2) * n_item;
		}
		err = lists ? together(&c) : alone(job, c.ready, c.load);
	}
	free(c.list);
	free(c.load);
	free(item);
	return err;
}
