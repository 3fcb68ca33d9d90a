// rng.h - counter-based random streams (Philox 4x32-10) behind GSL's interface.
//
// A stream is named by (seed, replica, entity, purpose). Streams are
// independent, cheap to make, and an entity's stream depends on its own name
// alone: adding an entity to a scenario changes no other entity's numbers, and
// two strategies compared with one seed see the same luck.
// Source: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC11.
#ifndef AIF_UTIL_RNG_H
#define AIF_UTIL_RNG_H

#include <gsl/gsl_rng.h>
#include <stdint.h>

// The generator as GSL knows it: gsl_rng_alloc(aif_rng_philox()) works.
const gsl_rng_type *aif_rng_philox(void);

// What identifies a stream. entity is aif_rng_hash of its full name.
typedef struct aif_rng_key {
	uint64_t seed;
	uint32_t replica;
	uint64_t entity;
	uint32_t purpose; // private to the entity; 0 when it needs one stream only
} aif_rng_key;

// Storage for one stream without any allocation: aif_rng_init makes r->gsl
// usable with every gsl_ran_* function. May be copied only before first use.
typedef struct aif_rng {
	gsl_rng gsl;
	struct {
		uint32_t key[2];
		uint32_t ctr[4];
		uint32_t out[4];
		uint32_t n_left;
	} state;
} aif_rng;

void aif_rng_init(aif_rng *r, const aif_rng_key *k);

// One Philox block: out[4] from counter ctr[4] and key[2]. Pure.
void aif_rng_block(const uint32_t ctr[4], const uint32_t key[2], uint32_t out[4]);

// 64-bit FNV-1a of a name.
uint64_t aif_rng_hash(const char *name);

// Uniform in (0, 1), 53 bits, never 0 or 1.
double aif_rng_u01(aif_rng *r);

#endif
