// share.c - weighted max-min rates, mended where they change.
//
// Every link has a level: the rate per weight that its flows may not exceed, or
// infinity when they do not fill it. A flow's rate is its weight times the least of
// its links' levels and its own limit; a link's level is what fills the link when its
// flows are held down elsewhere as they are. Rates for which both hold are the
// max-min fair ones, and only these. A change makes its links dirty; a dirty link's
// level is computed anew, and only where a flow's rate changes with it do the flow's
// other links become dirty. Low levels come first, since only lower links hold down
// the flows of higher ones: most links are computed once.
// Source: Bertsekas & Gallager 1992, sec. 6.5; Charny, Clark & Jain 1995 (levels by
// consistent marking).
#include "core/share.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

enum { MAX_HOP = 8, FEW_HOP = 4 };

// Relative change of a level that is not passed on: rounding.
static const double SAME = 1e-13;

// What computing levels reads: one cache line.
typedef struct flow {
	double weight, rate;
	double most; // limit / weight
	int n_link;  // 0: free slot
	int next_free;
	int link[MAX_HOP]; // those past n_link repeat the first
} flow;

typedef struct progress {
	double left;
	aif_time t_ns; // when `left` was true
	uint64_t tag;
	int at[MAX_HOP]; // position in that link's list
} progress;

typedef struct link {
	double cap, load;
	int *flow; // flows that cross it
	int n, cap_n;
	int is_dirty;
} link;

typedef struct dirty {
	double key; // level when it became dirty
	int link;
} dirty;

struct aif_share {
	aif_space *space;
	flow *f; // the three are parallel
	progress *p;
	aif_time *done_ns; // completion at the present rate
	link *l;
	double *level; // parallel to l
	int n_f, cap_f, n_l, cap_l, n_live, free_flow;
	aif_time dirty_ns; // when what is dirty became so
	dirty *heap;
	int n_heap;
	double *weight, *elsewhere; // of the link at work, by flow: least level elsewhere
	int cap_of;
	int next; // flow that completes first, -1: not known
};

aif_err
aif_share_create(aif_share **out, aif_space *space)
{
	aif_share *s = aif_space_alloc(space, sizeof *s);

	if (!s)
		return AIF_ENOMEM;
	s->space = space;
	s->free_flow = s->next = -1;
	*out = s;
	return AIF_OK;
}

void
aif_share_free(aif_share *s)
{
	if (!s)
		return;
	for (int i = 0; i < s->n_l; i++)
		aif_space_release(s->space, s->l[i].flow);
	aif_space_release(s->space, s->f);
	aif_space_release(s->space, s->p);
	aif_space_release(s->space, s->done_ns);
	aif_space_release(s->space, s->l);
	aif_space_release(s->space, s->level);
	aif_space_release(s->space, s->heap);
	aif_space_release(s->space, s->weight);
	aif_space_release(s->space, s->elsewhere);
	aif_space_release(s->space, s);
}

// An array with room for n elements instead of p. Out of memory: p itself, *ok = 0.
static void *
resize(const aif_share *s, void *p, int n, size_t size, int *ok)
{
	void *q = *ok ? aif_space_realloc(s->space, p, (size_t)n * size) : NULL;

	*ok = q != NULL;
	return q ? q : p;
}

int
aif_share_link(aif_share *s, double cap_per_s)
{
	int ok = 1;

	if (s->n_l == s->cap_l) {
		int cap = s->cap_l ? 2 * s->cap_l : 16;

		s->l = resize(s, s->l, cap, sizeof *s->l, &ok);
		s->level = resize(s, s->level, cap, sizeof *s->level, &ok);
		s->heap = resize(s, s->heap, cap, sizeof *s->heap, &ok);
		if (!ok)
			return -1;
		s->cap_l = cap;
	}
	s->l[s->n_l] = (link){ .cap = cap_per_s };
	s->level[s->n_l] = INFINITY;
	return s->n_l++;
}

// --- dirty links, lowest level first -----------------------------------------------

static int
sooner(const dirty *a, const dirty *b)
{
	return a->key < b->key || (a->key <= b->key && a->link < b->link);
}

static void
mark(aif_share *s, int at)
{
	dirty x = { s->level[at], at };
	int i;

	if (s->l[at].is_dirty)
		return;
	s->l[at].is_dirty = 1;
	for (i = s->n_heap++; i > 0 && sooner(&x, &s->heap[(i - 1) / 2]); i = (i - 1) / 2)
		s->heap[i] = s->heap[(i - 1) / 2];
	s->heap[i] = x;
}

static int
take_dirty(aif_share *s)
{
	int top = s->heap[0].link;
	dirty x = s->heap[--s->n_heap];
	int i = 0;

	for (int c = 1; c < s->n_heap; i = c, c = 2 * i + 1) {
		if (c + 1 < s->n_heap && sooner(&s->heap[c + 1], &s->heap[c]))
			c++;
		if (!sooner(&s->heap[c], &x))
			break;
		s->heap[i] = s->heap[c];
	}
	s->heap[i] = x;
	s->l[top].is_dirty = 0;
	return top;
}

// --- levels --------------------------------------------------------------------

static aif_time
completion(const progress *p, double rate)
{
	double dt = p->left > 0 ? p->left / rate * 1e9 : 0;
	aif_time whole;

	if (!(dt < 9e18 - (double)p->t_ns))
		return AIF_TIME_MAX;
	whole = (aif_time)dt;
	return p->t_ns + whole + ((double)whole < dt);
}

static void
advance(progress *p, double rate, aif_time now)
{
	p->left -= rate * aif_time_to_s(now - p->t_ns);
	if (p->left < 0)
		p->left = 0;
	p->t_ns = now;
}

static void
set_rate(aif_share *s, int id, double rate)
{
	flow *f = &s->f[id];
	progress *p = &s->p[id];

	if (p->t_ns != s->dirty_ns)
		advance(p, f->rate, s->dirty_ns);
	for (int k = 0; k < f->n_link; k++)
		s->l[f->link[k]].load += rate - f->rate;
	f->rate = rate;
	s->done_ns[id] = completion(p, rate);
	s->next = -1;
}

// Fills s->weight and s->elsewhere with the flows of link `at`, whose own level is set aside, and
// its load with the sum of what they would take if it held none of them down. (Without a branch
// that depends on a level: which link is the tightest can not be guessed.)
static void
gather(aif_share *s, int at)
{
	const double *level = s->level;
	link *l = &s->l[at];
	double sum = 0;

	s->level[at] = INFINITY;
	for (int i = 0; i < l->n; i++) {
		const flow *f = &s->f[l->flow[i]];
		int n = f->n_link <= FEW_HOP ? FEW_HOP : MAX_HOP;
		double x = f->most;

		for (int k = 0; k < n; k++) {
			double y = level[f->link[k]];

			x = y < x ? y : x;
		}
		s->weight[i] = f->weight;
		s->elsewhere[i] = x;
		sum += f->weight * x;
	}
	l->load = sum;
}

// Level at which the gathered flows fill the link; infinity when they can not. What
// they take at a level is concave in it: Newton's steps from a guess land below the
// solution once and then only rise, until no flow more is held down elsewhere.
static double
fill(const aif_share *s, const link *l, double guess)
{
	double level = guess < INFINITY ? guess : 0;

	if (l->load <= l->cap * (1 + SAME))
		return INFINITY;
	for (int step = 0;; step++) {
		double taken = 0, weight = 0; // weight: of the flows held down here
		double next;

#pragma omp simd reduction(+ : taken, weight)
		for (int i = 0; i < l->n; i++) {
			double x = s->elsewhere[i];

			taken += s->weight[i] * (x < level ? x : level);
			weight += x > level ? s->weight[i] : 0;
		}
		next = weight > 0 ? level + (l->cap - taken) / weight : 0;
		if (step > 0 && !(next > level))
			return level;
		level = next;
	}
}

// Computes the level of a dirty link and passes on what changes with it.
static void
mend(aif_share *s, int at)
{
	link *l = &s->l[at];
	double old = s->level[at];
	double new;

	gather(s, at);
	new = fill(s, l, old);
	if (new < INFINITY)
		l->load = l->cap;
	if (new < INFINITY ? fabs(new - old) <= SAME *new : old >= INFINITY)
		new = old;
	s->level[at] = new;
	for (int i = 0; i < l->n; i++) {
		double x = s->elsewhere[i];
		double rate = s->weight[i] * (x < new ? x : new);
		flow *f = &s->f[l->flow[i]];
		double load = l->load;

		if (fabs(rate - f->rate) <= SAME * rate)
			continue;
		set_rate(s, l->flow[i], rate);
		l->load = load; // has it already
		for (int k = 0; k < f->n_link; k++) {
			const link *m = &s->l[f->link[k]];

			if (f->link[k] != at &&
			    (s->level[f->link[k]] < INFINITY || m->load > m->cap * (1 - 1e-9)))
				mark(s, f->link[k]);
		}
	}
}

static void
settle(aif_share *s)
{
	while (s->n_heap > 0)
		mend(s, take_dirty(s));
}

// What changed at an earlier instant is settled first.
static void
at_time(aif_share *s, aif_time now)
{
	if (s->dirty_ns != now)
		settle(s);
	s->dirty_ns = now;
}

void
aif_share_cap(aif_share *s, aif_time now, int at, double cap_per_s)
{
	at_time(s, now);
	s->l[at].cap = cap_per_s;
	mark(s, at);
}

// --- flows ---------------------------------------------------------------------

static int
take_slot(aif_share *s)
{
	int i = s->free_flow;
	int ok = 1;

	if (i >= 0) {
		s->free_flow = s->f[i].next_free;
		return i;
	}
	if (s->n_f == s->cap_f) {
		int cap = s->cap_f ? 2 * s->cap_f : 16;

		s->f = resize(s, s->f, cap, sizeof *s->f, &ok);
		s->p = resize(s, s->p, cap, sizeof *s->p, &ok);
		s->done_ns = resize(s, s->done_ns, cap, sizeof *s->done_ns, &ok);
		if (!ok)
			return -1;
		s->cap_f = cap;
	}
	return s->n_f++;
}

static int
make_room(aif_share *s, link *l)
{
	int ok = 1;

	if (l->n == l->cap_n) {
		int cap = l->cap_n ? 2 * l->cap_n : 8;

		l->flow = resize(s, l->flow, cap, sizeof *l->flow, &ok);
		if (!ok)
			return 0;
		l->cap_n = cap;
	}
	if (l->cap_n > s->cap_of) {
		s->weight = resize(s, s->weight, l->cap_n, sizeof *s->weight, &ok);
		s->elsewhere = resize(s, s->elsewhere, l->cap_n, sizeof *s->elsewhere, &ok);
		if (!ok)
			return 0;
		s->cap_of = l->cap_n;
	}
	return 1;
}

int
aif_share_start(aif_share *s, aif_time now, const int *on, int n_link, double amount, double weight,
		double limit_per_s, uint64_t tag)
{
	int id;

	if (n_link < 1 || n_link > MAX_HOP || !(weight > 0))
		return -1;
	at_time(s, now);
	for (int k = 0; k < n_link; k++)
		if (!make_room(s, &s->l[on[k]]))
			return -1;
	id = take_slot(s);
	if (id < 0)
		return -1;
	s->f[id] = (flow){ .weight = weight, .most = limit_per_s / weight, .n_link = n_link };
	s->p[id] = (progress){ .left = amount, .t_ns = now, .tag = tag };
	s->done_ns[id] = amount > 0 ? AIF_TIME_MAX : now;
	s->next = -1;
	for (int k = n_link; k < MAX_HOP; k++)
		s->f[id].link[k] = on[0];
	for (int k = 0; k < n_link; k++) {
		link *l = &s->l[on[k]];

		s->f[id].link[k] = on[k];
		s->p[id].at[k] = l->n;
		l->flow[l->n++] = id;
		mark(s, on[k]);
	}
	s->n_live++;
	return id;
}

double
aif_share_stop(aif_share *s, aif_time now, int id)
{
	flow *f = &s->f[id];
	progress *p = &s->p[id];
	int n = f->n_link;

	at_time(s, now);
	advance(p, f->rate, now);
	for (int k = 0; k < n; k++) {
		link *l = &s->l[f->link[k]];
		int moved = l->flow[--l->n];

		l->load -= f->rate;
		l->flow[p->at[k]] = moved;
		for (int j = 0; j < s->f[moved].n_link; j++)
			if (s->f[moved].link[j] == f->link[k])
				s->p[moved].at[j] = p->at[k];
		if (s->level[f->link[k]] < INFINITY)
			mark(s, f->link[k]);
	}
	f->n_link = 0;
	s->done_ns[id] = AIF_TIME_MAX;
	f->next_free = s->free_flow;
	s->free_flow = id;
	s->n_live--;
	s->next = -1;
	return p->left;
}

double
aif_share_rate(aif_share *s, int id)
{
	settle(s);
	return s->f[id].rate;
}

double
aif_share_load(aif_share *s, int at)
{
	settle(s);
	return s->l[at].n > 0 ? s->l[at].load : 0;
}

int
aif_share_n_flow(const aif_share *s)
{
	return s->n_live;
}

// Sets s->next to the flow that completes first; -1 when none is under way.
static void
find_next(aif_share *s)
{
	aif_time t = AIF_TIME_MAX;

	settle(s);
	if (s->next >= 0)
		return;
	for (int i = 0; i < s->n_f; i++)
		if (s->done_ns[i] < t) {
			t = s->done_ns[i];
			s->next = i;
		}
}

aif_time
aif_share_next(aif_share *s)
{
	find_next(s);
	return s->next < 0 ? AIF_TIME_MAX : s->done_ns[s->next];
}

int
aif_share_done(aif_share *s, aif_time now, uint64_t *tag)
{
	find_next(s);
	if (s->next < 0 || s->done_ns[s->next] > now)
		return 0;
	*tag = s->p[s->next].tag;
	aif_share_stop(s, now, s->next);
	return 1;
}
