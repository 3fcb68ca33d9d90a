// share.c - weighted max-min rates by progressive filling of one component.
//
// A change touches only the flows and links that are connected to it; the rest
// keeps its rates. Changes of one instant are solved together, when someone asks.
// Filling takes the tightest link from a heap, fixes its flows at its level, and
// goes on with the next; a link's level only grows, so stale heap entries are
// refreshed when they come up. Ties go to the lower index.
#include "core/share.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_HOP = 8 };

typedef struct flow {
	double left, rate, weight, limit;
	aif_time t_ns;    // when `left` was true
	aif_time done_ns; // completion at the present rate
	uint64_t tag;
	int link[MAX_HOP];
	int at[MAX_HOP]; // position in that link's list
	int n_link;      // 0: free slot
	int mark;
	int fixed; // has its rate in the present solution
	int next_free;
} flow;

typedef struct link {
	double cap, load;
	int *flow; // flows that cross it
	int n, cap_n;
	int mark;
	int is_seed;         // in aif_share.seed
	double room, weight; // while solving
} link;

// A candidate for the next level: a link, or (below 0) a flow's own limit.
typedef struct level {
	double x;
	int who; // link, or -1 - flow
} level;

struct aif_share {
	flow *f;
	link *l;
	int n_f, cap_f, n_l, cap_l;
	int n_live;
	int mark;
	int *todo_f, *todo_l; // the touched component
	int n_todo_f, n_todo_l;
	int *seed; // links that changed since the last settling, at dirty_ns
	int n_seed, free_flow;
	aif_time dirty_ns;
	level *heap;
	int n_heap, cap_heap;
};

aif_err
aif_share_create(aif_share **out)
{
	aif_share *s = calloc(1, sizeof *s);

	if (!s)
		return AIF_ENOMEM;
	s->free_flow = -1;
	*out = s;
	return AIF_OK;
}

void
aif_share_free(aif_share *s)
{
	if (!s)
		return;
	for (int i = 0; i < s->n_l; i++)
		free(s->l[i].flow);
	free(s->f);
	free(s->l);
	free(s->todo_f);
	free(s->todo_l);
	free(s->seed);
	free(s->heap);
	free(s);
}

// Doubles an array of *cap elements when n has reached it. 0 when out of memory.
static int
room(void **p, int *cap, int n, size_t size)
{
	int want = *cap ? *cap * 2 : 16;
	void *q;

	if (n < *cap)
		return 1;
	q = realloc(*p, (size_t)want * size);
	if (!q)
		return 0;
	*p = q;
	*cap = want;
	return 1;
}

// Room for every link and flow in the heap.
static int
grow_heap(aif_share *s)
{
	int want = s->cap_l + s->cap_f;
	level *h;

	if (want <= s->cap_heap)
		return 1;
	h = realloc(s->heap, (size_t)want * sizeof *h);
	if (!h)
		return 0;
	s->heap = h;
	s->cap_heap = want;
	return 1;
}

int
aif_share_link(aif_share *s, double cap_per_s)
{
	void *l = s->l;
	int cap = s->cap_l;
	int *p;

	if (!room(&l, &s->cap_l, s->n_l, sizeof *s->l))
		return -1;
	s->l = l;
	if (cap != s->cap_l) {
		p = realloc(s->todo_l, (size_t)s->cap_l * sizeof *p);
		if (!p)
			return -1;
		s->todo_l = p;
		p = realloc(s->seed, (size_t)s->cap_l * sizeof *p);
		if (!p)
			return -1;
		s->seed = p;
	}
	if (!grow_heap(s))
		return -1;
	s->l[s->n_l] = (link){ .cap = cap_per_s };
	return s->n_l++;
}

// Collects what is connected to link `from` into todo_f and todo_l.
static void
touch(aif_share *s, int from)
{
	if (s->l[from].mark == s->mark)
		return;
	s->l[from].mark = s->mark;
	s->todo_l[s->n_todo_l++] = from;
	for (int head = s->n_todo_l - 1; head < s->n_todo_l; head++) {
		const link *l = &s->l[s->todo_l[head]];

		for (int i = 0; i < l->n; i++) {
			flow *f = &s->f[l->flow[i]];

			if (f->mark == s->mark)
				continue;
			f->mark = s->mark;
			s->todo_f[s->n_todo_f++] = l->flow[i];
			for (int k = 0; k < f->n_link; k++)
				if (s->l[f->link[k]].mark != s->mark) {
					s->l[f->link[k]].mark = s->mark;
					s->todo_l[s->n_todo_l++] = f->link[k];
				}
		}
	}
}

// --- filling -------------------------------------------------------------------

static int
tighter(const level *a, const level *b)
{
	return a->x < b->x || (a->x <= b->x && a->who < b->who);
}

static void
sink(aif_share *s, int i)
{
	level x = s->heap[i];

	for (;;) {
		int c = 2 * i + 1;

		if (c >= s->n_heap)
			break;
		if (c + 1 < s->n_heap && tighter(&s->heap[c + 1], &s->heap[c]))
			c++;
		if (!tighter(&s->heap[c], &x))
			break;
		s->heap[i] = s->heap[c];
		i = c;
	}
	s->heap[i] = x;
}

static void
drop_top(aif_share *s)
{
	s->heap[0] = s->heap[--s->n_heap];
	if (s->n_heap > 0)
		sink(s, 0);
}

static void
fix(aif_share *s, flow *f, double rate)
{
	f->fixed = 1;
	f->rate = rate;
	for (int k = 0; k < f->n_link; k++) {
		link *l = &s->l[f->link[k]];

		l->room -= rate;
		l->weight -= f->weight;
		l->load += rate;
	}
}

static double
link_level(const link *l)
{
	return l->room > 0 ? l->room / l->weight : 0;
}

// Every link and every limited flow of the component, as a heap.
static void
fill_heap(aif_share *s)
{
	s->n_heap = 0;
	for (int i = 0; i < s->n_todo_l; i++) {
		link *l = &s->l[s->todo_l[i]];

		l->room = l->cap;
		l->load = l->weight = 0;
	}
	for (int i = 0; i < s->n_todo_f; i++) {
		flow *f = &s->f[s->todo_f[i]];

		f->fixed = 0;
		for (int k = 0; k < f->n_link; k++)
			s->l[f->link[k]].weight += f->weight;
		if (isfinite(f->limit))
			s->heap[s->n_heap++] = (level){ f->limit / f->weight, -1 - s->todo_f[i] };
	}
	for (int i = 0; i < s->n_todo_l; i++)
		if (s->l[s->todo_l[i]].n > 0)
			s->heap[s->n_heap++] =
			    (level){ link_level(&s->l[s->todo_l[i]]), s->todo_l[i] };
	for (int i = s->n_heap / 2; i-- > 0;)
		sink(s, i);
}

// Progressive filling over the touched component. O((links + flows * hops) log links).
static void
solve(aif_share *s)
{
	int left = s->n_todo_f;

	fill_heap(s);
	while (left > 0 && s->n_heap > 0) {
		level top = s->heap[0];
		link *l;
		double now;

		if (top.who < 0) {
			flow *f = &s->f[-1 - top.who];

			drop_top(s);
			if (!f->fixed) {
				fix(s, f, top.x * f->weight);
				left--;
			}
			continue;
		}
		l = &s->l[top.who];
		now = link_level(l);
		if (!(l->weight > 1e-12)) {
			drop_top(s);
		} else if (now > top.x * (1 + 1e-15)) {
			s->heap[0].x = now;
			sink(s, 0);
		} else {
			drop_top(s);
			for (int i = 0; i < l->n; i++)
				if (!s->f[l->flow[i]].fixed) {
					fix(s, &s->f[l->flow[i]], top.x * s->f[l->flow[i]].weight);
					left--;
				}
		}
	}
}

static void
advance(flow *f, aif_time now)
{
	f->left -= f->rate * aif_time_to_s(now - f->t_ns);
	if (f->left < 0)
		f->left = 0;
	f->t_ns = now;
}

static aif_time
completion(const flow *f)
{
	double dt = f->left > 0 ? f->left / f->rate * 1e9 : 0;

	if (!(dt < 9e18 - (double)f->t_ns))
		return AIF_TIME_MAX;
	return f->t_ns + (aif_time)ceil(dt);
}

// Solves again what changed at dirty_ns.
static void
settle(aif_share *s)
{
	if (s->n_seed == 0)
		return;
	s->mark++;
	s->n_todo_f = s->n_todo_l = 0;
	for (int i = 0; i < s->n_seed; i++) {
		s->l[s->seed[i]].is_seed = 0;
		touch(s, s->seed[i]);
	}
	s->n_seed = 0;
	for (int i = 0; i < s->n_todo_f; i++)
		advance(&s->f[s->todo_f[i]], s->dirty_ns);
	solve(s);
	for (int i = 0; i < s->n_todo_f; i++)
		s->f[s->todo_f[i]].done_ns = completion(&s->f[s->todo_f[i]]);
}

// Notes that link `at` changes at `now`; what changed before is settled first.
static void
changes(aif_share *s, aif_time now, int at)
{
	if (s->n_seed > 0 && s->dirty_ns != now)
		settle(s);
	s->dirty_ns = now;
	if (!s->l[at].is_seed) {
		s->l[at].is_seed = 1;
		s->seed[s->n_seed++] = at;
	}
}

void
aif_share_cap(aif_share *s, aif_time now, int at, double cap_per_s)
{
	changes(s, now, at);
	s->l[at].cap = cap_per_s;
}

static int
take_slot(aif_share *s)
{
	void *f = s->f;
	int cap = s->cap_f;
	int *todo;

	int i = s->free_flow;

	if (i >= 0) {
		s->free_flow = s->f[i].next_free;
		return i;
	}
	if (!room(&f, &s->cap_f, s->n_f, sizeof *s->f))
		return -1;
	s->f = f;
	if (cap != s->cap_f) {
		todo = realloc(s->todo_f, (size_t)s->cap_f * sizeof *todo);
		if (!todo)
			return -1;
		s->todo_f = todo;
	}
	if (!grow_heap(s))
		return -1;
	return s->n_f++;
}

int
aif_share_start(aif_share *s, aif_time now, const int *on, int n_link, double amount, double weight,
		double limit_per_s, uint64_t tag)
{
	int id;

	if (n_link < 1 || n_link > MAX_HOP || !(weight > 0))
		return -1;
	changes(s, now, on[0]);
	id = take_slot(s);
	if (id < 0)
		return -1;
	for (int k = 0; k < n_link; k++) {
		link *l = &s->l[on[k]];
		void *list = l->flow;

		if (!room(&list, &l->cap_n, l->n, sizeof *l->flow))
			return -1;
		l->flow = list;
	}
	s->f[id] = (flow){ .left = amount,
			   .weight = weight,
			   .limit = limit_per_s,
			   .t_ns = now,
			   .tag = tag,
			   .n_link = n_link };
	for (int k = 0; k < n_link; k++) {
		link *l = &s->l[on[k]];

		s->f[id].link[k] = on[k];
		s->f[id].at[k] = l->n;
		l->flow[l->n++] = id;
	}
	s->n_live++;
	return id;
}

double
aif_share_stop(aif_share *s, aif_time now, int id)
{
	flow *f = &s->f[id];
	double left;
	int n = f->n_link;

	for (int k = 0; k < n; k++)
		changes(s, now, f->link[k]);
	advance(f, now);
	left = f->left;
	for (int k = 0; k < n; k++) {
		link *l = &s->l[f->link[k]];
		int moved = l->flow[--l->n];

		l->flow[f->at[k]] = moved;
		for (int j = 0; j < s->f[moved].n_link; j++)
			if (s->f[moved].link[j] == f->link[k])
				s->f[moved].at[j] = f->at[k];
	}
	f->n_link = 0;
	f->next_free = s->free_flow;
	s->free_flow = id;
	s->n_live--;
	return left;
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
	return s->l[at].load;
}

int
aif_share_n_flow(const aif_share *s)
{
	return s->n_live;
}

aif_time
aif_share_next(aif_share *s)
{
	aif_time t = AIF_TIME_MAX;

	settle(s);
	for (int i = 0; i < s->n_f; i++)
		if (s->f[i].n_link && s->f[i].done_ns < t)
			t = s->f[i].done_ns;
	return t;
}

int
aif_share_done(aif_share *s, aif_time now, uint64_t *tag)
{
	settle(s);
	for (int i = 0; i < s->n_f; i++)
		if (s->f[i].n_link && s->f[i].done_ns <= now) {
			*tag = s->f[i].tag;
			aif_share_stop(s, now, i);
			return 1;
		}
	return 0;
}
