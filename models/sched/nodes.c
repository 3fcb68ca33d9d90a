// nodes.c - free GPUs by node: two-level bitmaps, one pair per free count.
#include "models/sched/nodes.h"

#include <string.h>

aif_err
aif_nodes_init(aif_nodes *p, aif_arena *a, uint32_t n, int32_t gpus)
{
	size_t rows = (size_t)gpus + 1;

	*p = (aif_nodes){ .n = n, .gpus = gpus };
	p->n_word = (n + 63) / 64;
	p->n_sum = (p->n_word + 63) / 64;
	p->node = aif_arena_alloc(a, (n + 1) * sizeof *p->node);
	p->bits = aif_arena_alloc(a, (rows * p->n_word + 1) * sizeof *p->bits);
	p->sum = aif_arena_alloc(a, (rows * p->n_sum + 1) * sizeof *p->sum);
	p->count = aif_arena_alloc(a, rows * sizeof *p->count);
	p->part = aif_arena_alloc(a, (n + 1) * sizeof *p->part);
	if (!p->node || !p->bits || !p->sum || !p->count || !p->part)
		return AIF_ENOMEM;
	for (uint32_t i = 0; i < n; i++) {
		p->node[i].free = gpus;
		p->node[i].reserved_ns = AIF_TIME_MAX;
	}
	return AIF_OK;
}

static void
map_put(aif_nodes *p, uint32_t i, int32_t f)
{
	uint64_t *w = &p->bits[(size_t)f * p->n_word + i / 64];

	*w |= 1ULL << (i % 64);
	p->sum[(size_t)f * p->n_sum + i / 4096] |= 1ULL << (i / 64 % 64);
	p->count[f]++;
	p->free_gpus += f;
}

static void
map_drop(aif_nodes *p, uint32_t i, int32_t f)
{
	uint64_t *w = &p->bits[(size_t)f * p->n_word + i / 64];

	*w &= ~(1ULL << (i % 64));
	if (*w == 0)
		p->sum[(size_t)f * p->n_sum + i / 4096] &= ~(1ULL << (i / 64 % 64));
	p->count[f]--;
	p->free_gpus -= f;
}

void
aif_nodes_update(aif_nodes *p, uint32_t i)
{
	aif_nodes_one *o = &p->node[i];
	uint8_t open = o->powered && !o->down && !o->spare;

	if (open == o->open)
		return;
	o->open = open;
	if (open)
		map_put(p, i, o->free);
	else
		map_drop(p, i, o->free);
	p->open_gpus += open ? p->gpus : -p->gpus;
}

void
aif_nodes_give(aif_nodes *p, uint32_t i, int32_t d)
{
	aif_nodes_one *o = &p->node[i];

	if (o->open)
		map_drop(p, i, o->free);
	o->free += d;
	if (o->open)
		map_put(p, i, o->free);
}

// Lowest set bit at or after from of w[n] words, or 64 n.
static uint32_t
bit_from(const uint64_t *w, uint32_t n, uint32_t from)
{
	uint32_t k = from / 64;
	uint64_t x;

	if (k >= n)
		return 64 * n;
	x = w[k] & (~0ULL << (from % 64));
	while (x == 0 && ++k < n)
		x = w[k];
	return x ? 64 * k + (uint32_t)__builtin_ctzll(x) : 64 * n;
}

uint32_t
aif_nodes_next(const aif_nodes *p, int32_t f, uint32_t from)
{
	const uint64_t *row = &p->bits[(size_t)f * p->n_word];
	uint32_t word;
	uint64_t x;

	if (from >= p->n || p->count[f] == 0)
		return p->n;
	x = row[from / 64] & (~0ULL << (from % 64));
	if (x)
		return from / 64 * 64 + (uint32_t)__builtin_ctzll(x);
	word = bit_from(&p->sum[(size_t)f * p->n_sum], p->n_sum, from / 64 + 1);
	return word < p->n_word ? 64 * word + (uint32_t)__builtin_ctzll(row[word]) : p->n;
}

// Fullest open node with room for k until end_ns that is not among the first
// used of p->part; p->n when there is none.
static uint32_t
best_fit(const aif_nodes *p, int32_t k, aif_time end_ns, uint32_t used)
{
	for (int32_t f = k; f <= p->gpus; f++) {
		// Whole nodes were taken in ascending order: go on after the last.
		uint32_t i = f == p->gpus && used ? p->part[used - 1].node + 1 : 0;

		for (i = aif_nodes_next(p, f, i); i < p->n; i = aif_nodes_next(p, f, i + 1))
			if (end_ns <= p->node[i].reserved_ns || k <= p->node[i].room)
				return i;
	}
	return p->n;
}

static uint32_t
fit_split(aif_nodes *p, int32_t want, aif_time end_ns)
{
	uint32_t n = 0;

	if (want > p->free_gpus)
		return 0;
	for (int32_t f = p->gpus; f > 0; f--)
		for (uint32_t i = aif_nodes_next(p, f, 0); i < p->n;
		     i = aif_nodes_next(p, f, i + 1)) {
			if (end_ns > p->node[i].reserved_ns)
				continue;
			p->part[n].node = i;
			p->part[n++].n = f < want ? f : want;
			want -= f;
			if (want <= 0)
				return n;
		}
	return 0;
}

uint32_t
aif_nodes_fit(aif_nodes *p, int32_t want, aif_time end_ns, int split)
{
	uint32_t whole = (uint32_t)(want / p->gpus);
	int32_t rest = want % p->gpus;
	uint32_t n = 0;

	if (want > p->free_gpus)
		return 0;
	if (p->count[p->gpus] >= whole) {
		for (uint32_t i = aif_nodes_next(p, p->gpus, 0); n < whole && i < p->n;
		     i = aif_nodes_next(p, p->gpus, i + 1))
			if (end_ns <= p->node[i].reserved_ns)
				p->part[n++] = (aif_nodes_part){ i, p->gpus };
		if (n == whole) {
			uint32_t i = rest ? best_fit(p, rest, end_ns, n) : p->n;

			if (rest == 0)
				return n;
			if (i < p->n) {
				p->part[n++] = (aif_nodes_part){ i, rest };
				return n;
			}
		}
	}
	return split ? fit_split(p, want, end_ns) : 0;
}
