// share.c - weighted max-min rates by progressive filling of one component.
//
// A change touches only the flows and links that are connected to it; the rest
// keeps its rates. Amounts are brought up to date lazily, when a flow's rate
// changes. All loops run in index order, so results do not depend on history
// beyond the sequence of calls.
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
} flow;

typedef struct link {
	double cap, load;
	int *flow; // flows that cross it
	int n, cap_n;
	int mark;
	double room, weight; // while solving
} link;

struct aif_share {
	flow *f;
	link *l;
	int n_f, cap_f, n_l, cap_l;
	int n_live;
	int mark;
	int *todo_f, *todo_l; // the touched component
	int n_todo_f, n_todo_l;
};

aif_err
aif_share_create(aif_share **out)
{
	aif_share *s = calloc(1, sizeof *s);

	if (!s)
		return AIF_ENOMEM;
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

int
aif_share_link(aif_share *s, double cap_per_s)
{
	void *l = s->l;
	int cap = s->cap_l;
	int *todo;

	if (!room(&l, &s->cap_l, s->n_l, sizeof *s->l))
		return -1;
	s->l = l;
	if (cap != s->cap_l) {
		todo = realloc(s->todo_l, (size_t)s->cap_l * sizeof *todo);
		if (!todo)
			return -1;
		s->todo_l = todo;
	}
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

static void
fix(aif_share *s, flow *f, double rate)
{
	f->rate = rate;
	for (int k = 0; k < f->n_link; k++) {
		link *l = &s->l[f->link[k]];

		l->room -= rate;
		l->weight -= f->weight;
		l->load += rate;
	}
}

// Largest rate per weight at which no unfixed flow exceeds its tightest link.
static double
flow_level(const aif_share *s, const flow *f)
{
	double level = f->limit / f->weight;

	for (int k = 0; k < f->n_link; k++) {
		const link *l = &s->l[f->link[k]];
		double x = l->room > 0 ? l->room / l->weight : 0;

		if (x < level)
			level = x;
	}
	return level;
}

// Progressive filling over the touched component. O(rounds * flows * hops).
static void
solve(aif_share *s)
{
	int n = s->n_todo_f;

	for (int i = 0; i < s->n_todo_l; i++) {
		link *l = &s->l[s->todo_l[i]];

		l->room = l->cap;
		l->load = l->weight = 0;
	}
	for (int i = 0; i < n; i++) {
		const flow *f = &s->f[s->todo_f[i]];

		for (int k = 0; k < f->n_link; k++)
			s->l[f->link[k]].weight += f->weight;
	}
	while (n > 0) {
		double level = INFINITY;
		int kept = 0;

		for (int i = 0; i < n; i++)
			level = fmin(level, flow_level(s, &s->f[s->todo_f[i]]));
		// All flows held back at this level get their rate in this round.
		for (int i = 0; i < n; i++) {
			flow *f = &s->f[s->todo_f[i]];

			if (flow_level(s, f) <= level * (1 + 1e-12))
				fix(s, f, level * f->weight);
			else
				s->todo_f[kept++] = s->todo_f[i];
		}
		n = kept;
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

static void
begin(aif_share *s)
{
	s->mark++;
	s->n_todo_f = s->n_todo_l = 0;
}

// Solves again what was touched since begin.
static void
settle(aif_share *s, aif_time now)
{
	int n = s->n_todo_f;

	for (int i = 0; i < n; i++)
		advance(&s->f[s->todo_f[i]], now);
	solve(s);
	for (int i = 0; i < s->n_todo_l; i++) {
		const link *l = &s->l[s->todo_l[i]];

		for (int k = 0; k < l->n; k++)
			s->f[l->flow[k]].done_ns = completion(&s->f[l->flow[k]]);
	}
}

void
aif_share_cap(aif_share *s, aif_time now, int at, double cap_per_s)
{
	s->l[at].cap = cap_per_s;
	begin(s);
	touch(s, at);
	settle(s, now);
}

static int
take_slot(aif_share *s)
{
	void *f = s->f;
	int cap = s->cap_f;
	int *todo;

	for (int i = 0; i < s->n_f; i++)
		if (s->f[i].n_link == 0)
			return i;
	if (!room(&f, &s->cap_f, s->n_f, sizeof *s->f))
		return -1;
	s->f = f;
	if (cap != s->cap_f) {
		todo = realloc(s->todo_f, (size_t)s->cap_f * sizeof *todo);
		if (!todo)
			return -1;
		s->todo_f = todo;
	}
	return s->n_f++;
}

int
aif_share_start(aif_share *s, aif_time now, const int *on, int n_link, double amount, double weight,
		double limit_per_s, uint64_t tag)
{
	int id;

	if (n_link < 1 || n_link > MAX_HOP || !(weight > 0))
		return -1;
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
	begin(s);
	touch(s, on[0]);
	settle(s, now);
	return id;
}

double
aif_share_stop(aif_share *s, aif_time now, int id)
{
	flow *f = &s->f[id];
	double left;
	int n = f->n_link;

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
	s->n_live--;
	begin(s);
	for (int k = 0; k < n; k++)
		touch(s, f->link[k]);
	settle(s, now);
	return left;
}

double
aif_share_rate(const aif_share *s, int id)
{
	return s->f[id].rate;
}

double
aif_share_load(const aif_share *s, int at)
{
	return s->l[at].load;
}

int
aif_share_n_flow(const aif_share *s)
{
	return s->n_live;
}

aif_time
aif_share_next(const aif_share *s)
{
	aif_time t = AIF_TIME_MAX;

	for (int i = 0; i < s->n_f; i++)
		if (s->f[i].n_link && s->f[i].done_ns < t)
			t = s->f[i].done_ns;
	return t;
}

int
aif_share_done(aif_share *s, aif_time now, uint64_t *tag)
{
	for (int i = 0; i < s->n_f; i++)
		if (s->f[i].n_link && s->f[i].done_ns <= now) {
			*tag = s->f[i].tag;
			aif_share_stop(s, now, i);
			return 1;
		}
	return 0;
}
