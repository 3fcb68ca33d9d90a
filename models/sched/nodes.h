// nodes.h - the nodes of a cluster, who holds their GPUs, and where a gang fits.
//
// Nodes that may take jobs are kept in bitmaps by their number of free GPUs, with
// a summary word per 64 words, so that the lowest-numbered node with exactly f
// free GPUs is found in a few steps at any size.
#ifndef AIF_SCHED_NODES_H
#define AIF_SCHED_NODES_H

#include "core/time.h"
#include "util/arena.h"
#include "util/err.h"

struct aif_gang;

// GPUs of one node held by one run; in the node's list.
typedef struct aif_nodes_slot {
	struct aif_gang *run;
	struct aif_nodes_slot *next, *prev;
	aif_time end_ns; // when the gang will be gone, by its estimate
	uint32_t node;
	int32_t n;
} aif_nodes_slot;

// n GPUs of one node: where a gang would be placed.
typedef struct aif_nodes_part {
	uint32_t node;
	int32_t n;
} aif_nodes_part;

typedef struct aif_nodes_one {
	aif_nodes_slot *slots;
	aif_time reserved_ns; // a job that ends later must fit in room; AIF_TIME_MAX: no matter
	int32_t free;
	int32_t room;                 // GPUs that the reservation leaves over
	uint8_t powered, down, spare; // spare: healthy, kept out of use
	uint8_t open;                 // may take jobs: powered, not down, not spare
} aif_nodes_one;

typedef struct aif_nodes {
	aif_nodes_one *node; // [n]
	uint32_t n, n_word, n_sum;
	int32_t gpus;         // per node
	uint64_t *bits;       // [gpus + 1][n_word]: open nodes with f free GPUs
	uint64_t *sum;        // [gpus + 1][n_sum]: words of bits that are not 0
	uint32_t *count;      // [gpus + 1]
	int64_t free_gpus;    // of open nodes
	int64_t open_gpus;    // of open nodes, free or not
	aif_nodes_part *part; // [n]: where the last aif_nodes_fit put its answer
} aif_nodes;

// All nodes unpowered. Memory from a. Errors: AIF_ENOMEM.
aif_err aif_nodes_init(aif_nodes *p, aif_arena *a, uint32_t n, int32_t gpus);

// Tells the maps that powered, down or spare of node i have changed.
void aif_nodes_update(aif_nodes *p, uint32_t i);
// free of node i changes by d.
void aif_nodes_give(aif_nodes *p, uint32_t i, int32_t d);

// Lowest open node >= from with exactly f free GPUs, or p->n.
uint32_t aif_nodes_next(const aif_nodes *p, int32_t f, uint32_t from);

// Finds places for a gang of want GPUs that will be gone at end_ns; writes them
// to p->part and returns how many, 0 when it does not fit. Up to a node's size it
// goes to the fullest node that has room; larger gangs take whole nodes and put
// the rest on the fullest node that has room. With split, a gang that finds no
// such place takes free GPUs wherever they are, emptiest nodes first.
uint32_t aif_nodes_fit(aif_nodes *p, int32_t want, aif_time end_ns, int split);

#endif
