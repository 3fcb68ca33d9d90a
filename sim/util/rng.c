// rng.c - Philox 4x32-10 as a gsl_rng_type.
#include "util/rng.h"

#include <string.h>

// Source: Salmon et al. 2011, sec. 4.3 and Random123 philox.h constants.
#define PHILOX_M0 0xD2511F53u
#define PHILOX_M1 0xCD9E8D57u
#define PHILOX_W0 0x9E3779B9u
#define PHILOX_W1 0xBB67AE85u
enum { PHILOX_ROUNDS = 10 };

void
aif_rng_block(const uint32_t ctr[4], const uint32_t key[2], uint32_t out[4])
{
	uint32_t c0 = ctr[0], c1 = ctr[1], c2 = ctr[2], c3 = ctr[3];
	uint32_t k0 = key[0], k1 = key[1];

	for (int i = 0; i < PHILOX_ROUNDS; i++) {
		uint64_t p0 = (uint64_t)PHILOX_M0 * c0;
		uint64_t p1 = (uint64_t)PHILOX_M1 * c2;

		c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
		c1 = (uint32_t)p1;
		c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
		c3 = (uint32_t)p0;
		k0 += PHILOX_W0;
		k1 += PHILOX_W1;
	}
	out[0] = c0;
	out[1] = c1;
	out[2] = c2;
	out[3] = c3;
}

typedef struct philox {
	uint32_t key[2];
	uint32_t ctr[4];
	uint32_t out[4];
	uint32_t n_left;
} philox;

static unsigned long
philox_get(void *state)
{
	philox *p = state;

	if (p->n_left == 0) {
		aif_rng_block(p->ctr, p->key, p->out);
		if (++p->ctr[0] == 0)
			p->ctr[1]++;
		p->n_left = 4;
	}
	return p->out[4 - p->n_left--];
}

static double
philox_get_double(void *state)
{
	return (double)philox_get(state) / 4294967296.0;
}

static void
philox_set(void *state, unsigned long seed)
{
	philox *p = state;

	memset(p, 0, sizeof *p);
	p->key[0] = (uint32_t)seed;
	p->key[1] = (uint32_t)((uint64_t)seed >> 32);
}

static const gsl_rng_type philox_type = {
	"philox4x32-10", 0xffffffffUL, 0, sizeof(philox), philox_set, philox_get, philox_get_double,
};

const gsl_rng_type *
aif_rng_philox(void)
{
	return &philox_type;
}

// SplitMix64's finaliser: spreads structured keys over all 64 bits.
static uint64_t
mix(uint64_t z)
{
	z += 0x9E3779B97F4A7C15u;
	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return z ^ (z >> 31);
}

void
aif_rng_init(aif_rng *r, const aif_rng_key *k)
{
	uint64_t key = mix(k->seed ^ mix((uint64_t)k->replica << 32 | k->purpose));

	_Static_assert(sizeof r->state == sizeof(philox), "aif_rng.state mirrors philox");
	memset(r, 0, sizeof *r);
	r->gsl.type = &philox_type;
	r->gsl.state = &r->state;
	r->state.key[0] = (uint32_t)key;
	r->state.key[1] = (uint32_t)(key >> 32);
	// ctr[0..1] counts blocks; ctr[2..3] names the entity.
	r->state.ctr[2] = (uint32_t)k->entity;
	r->state.ctr[3] = (uint32_t)(k->entity >> 32);
}

uint64_t
aif_rng_hash(const char *name)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (; *name; name++)
		h = (h ^ (unsigned char)*name) * 0x100000001b3u;
	return h;
}

double
aif_rng_u01(aif_rng *r)
{
	uint64_t hi = philox_get(&r->state) >> 5;
	uint64_t lo = philox_get(&r->state) >> 6;

	return ((double)(hi << 26 | lo) + 0.5) * 0x1p-53;
}
