// sim.h - one simulation: entities, partitions, time; for those who build and run it.
//
// Life: create -> add entities and set their fields -> ready -> run (in
// pieces, as often as wanted) -> finish -> read results -> free. A sim owns all
// its memory; any number may live in one process and run at the same time.
#ifndef AIF_CORE_SIM_H
#define AIF_CORE_SIM_H

#include "core/model.h"
#include "util/memo.h"

typedef struct aif_sim_opt {
	const aif_registry *registry;
	int64_t start_unix_s; // calendar time of simulated 0
	aif_time end_ns;      // horizon
	aif_time bin_ns;      // width of a recorded bin
	uint64_t seed;
	uint32_t replica;  // 0: every scenario distribution stands at its median
	int n_threads;     // for the partitions of this sim; 0 and 1: none but the caller's
	int heap_only;     // pending events in a heap, never in buckets: the same, slower
	aif_time zoom_ns;  // 0: jobs are played one by one; else plan zoom: work is a fluid whose
			   // rates hold for this long, and plants are metered as coarsely
	aif_space *space;  // where all its memory lies, for snapshots; NULL: malloc
	aif_memo *memo;    // what other sims of the scenario have worked out; may be NULL
	const char *label; // strategy or variant; "" when there is one only
} aif_sim_opt;

aif_err aif_sim_create(aif_sim **out, const aif_sim_opt *opt, aif_diag *d);
void aif_sim_free(aif_sim *s); // NULL is fine
const aif_sim_opt *aif_sim_options(const aif_sim *s);

// --- build -------------------------------------------------------------------

// Adds an entity with every field at its default. name is copied; it must be
// unique. parent: AIF_NONE at top level. where: "file:line" or "". Errors:
// AIF_EINVAL (name taken), AIF_ENOMEM.
aif_err aif_sim_add(aif_sim *s, const aif_model_ops *m, const char *name, uint32_t parent,
		    const char *where, uint32_t *id, aif_diag *d);
aif_arena *aif_sim_arena(aif_sim *s);

// Inits, wires and starts all entities. Errors carry "where: model 'name': ...".
aif_err aif_sim_ready(aif_sim *s, aif_diag *d);

// --- look --------------------------------------------------------------------

uint32_t aif_sim_n(const aif_sim *s);
uint32_t aif_sim_find(const aif_sim *s, const char *name); // AIF_NONE when absent
const aif_model_ops *aif_sim_model(const aif_sim *s, uint32_t id);
const char *aif_sim_name(const aif_sim *s, uint32_t id);
const char *aif_sim_where(const aif_sim *s, uint32_t id);
uint32_t aif_sim_parent(const aif_sim *s, uint32_t id);
void *aif_sim_state(const aif_sim *s, uint32_t id); // of one's own family only
// i-th entity of the given model(s) "a|b" that stands in parent (AIF_NONE: any
// parent), in order of creation; AIF_NONE past the end.
uint32_t aif_sim_nth(const aif_sim *s, const char *models, uint32_t parent, uint32_t i);
// A numeric parameter of any entity by name; 0 when it has no such field.
int aif_sim_param(const aif_sim *s, uint32_t id, const char *field, double *out);
// A reference parameter of any entity; AIF_NONE when absent.
uint32_t aif_sim_ref(const aif_sim *s, uint32_t id, const char *field);
// An output of any entity; NULL when it has none of that name. Handlers may read
// it when the owner is in the same partition or the reader in the global one.
aif_signal *aif_sim_signal(const aif_sim *s, uint32_t id, const char *output);
aif_time aif_sim_now(const aif_sim *s);
uint64_t aif_sim_events(const aif_sim *s); // delivered so far
// Bytes held by the queues of pending events, for benchmarks.
size_t aif_sim_queue_bytes(const aif_sim *s);
// Order-independent hash of each delivered event per entity, folded over all.
uint64_t aif_sim_history(const aif_sim *s);

// --- wire (in ops->wire only) --------------------------------------------------

// Each change of src's output is delivered to dst as an event of that kind
// (a.x the new value), at the same time within a partition and from the global
// partition, else after the lookahead.
aif_err aif_sim_watch(aif_sim *s, uint32_t src, const char *output, uint32_t dst, uint16_t kind,
		      uint16_t prio, aif_diag *d);
// Promises that messages between non-global partitions take at least this long.
// The least of all promises is the window's width. Without a promise such
// messages are a mistake.
void aif_sim_promise(aif_sim *s, aif_time lookahead_ns);

// --- run ----------------------------------------------------------------------

// Runs until simulated time t (<= end). Errors: AIF_ESTOP when *stop became
// non-zero (may be NULL), with everything consistent and continuable.
aif_err aif_sim_run(aif_sim *s, aif_time t, const volatile int *stop);

// Calls fn(user, i) for i in 0..n-1 on at most n_threads threads, in any order:
// the outer loop over strategies, replicas, design points. Nothing may be shared
// that is written. Returns the largest error.
aif_err aif_sim_each(int n, int n_threads, aif_err (*fn)(void *user, int i), void *user);

// Threads for the partitions from now on, between runs.
void aif_sim_set_threads(aif_sim *s, int n_threads);

// Cores this process may use.
int aif_sim_n_core(void);

// Calls every finish hook by rank. Call once, after the last run. Errors: AIF_ENOMEM.
aif_err aif_sim_finish(aif_sim *s);

// --- results -------------------------------------------------------------------

// Marks an output to be recorded; "*" marks all outputs of id. Before ready.
aif_err aif_sim_record(aif_sim *s, uint32_t id, const char *output, aif_diag *d);

typedef struct aif_sim_series {
	uint32_t id;
	const aif_field *field;
	const double *x; // bins finished since the last aif_sim_drained
	size_t n;
} aif_sim_series;

uint32_t aif_sim_n_series(const aif_sim *s);
aif_sim_series aif_sim_series_at(const aif_sim *s, uint32_t i);

// Rows emitted since the last aif_sim_drained, merged in order of (time, entity,
// count): contiguous rows of t->row_size.
const void *aif_sim_rows(aif_sim *s, const aif_table *t, size_t *n);
// All rows of a table with keep = 1.
const void *aif_sim_kept(const aif_sim *s, const aif_table *t, size_t *n);
// Emits a row from outside any handler (build, provenance), dated `now`.
aif_err aif_sim_emit(aif_sim *s, const aif_table *t, const void *row);
// The writer has taken series and rows; their memory is reused.
void aif_sim_drained(aif_sim *s);

#endif
