// part.h - inside of a sim: entities, partitions, watchers, rows (core only).
//
// A partition is what runs sequentially: its entities, its queue, its arena, its
// rows. Partition 0 is the global one: it runs alone, when every other partition
// has reached its instant.
#ifndef AIF_CORE_PART_H
#define AIF_CORE_PART_H

#include <setjmp.h>

#include "core/ctx.h"
#include "core/evq_in.h"
#include "core/mail.h"
#include "core/rows.h"
#include "core/sample.h"

typedef struct aif_part aif_part;

// What a delivery touches, in front of the entity's state and in its cache line.
typedef struct aif_hot {
	void (*event)(void *st, aif_ctx *c, const aif_ev *e);
	uint64_t seq;     // events it has sent
	uint64_t history; // hash over the events delivered to it
	uint64_t n_row;   // rows it has emitted
} aif_hot;

typedef struct aif_ent {
	const aif_model_ops *ops;
	const char *name, *where;
	uint64_t name_hash;
	uint32_t parent;
} aif_ent;

typedef struct aif_watcher {
	uint32_t dst;
	uint32_t next; // 1 + index of the next watcher of the same signal, 0: last
	uint16_t kind, prio;
} aif_watcher;

struct aif_ctx {
	aif_sim *sim;
	aif_part *part;
	aif_time now;
	aif_hot *hot; // of self
	uint32_t self;
};

struct aif_part {
	aif_ctx ctx;
	aif_evq *q;
	aif_arena *arena;
	uint32_t own_first, n_own; // the longest span of ids that are all its own
	aif_mail_out out;          // messages to other partitions
	aif_mail_box box[2];       // and from them, by aif_sim.side
	aif_rows_pen pen;          // rows emitted since the last collection
	uint64_t n_event;
	double load;        // events a window, smoothed
	aif_time t_end;     // of the window it runs
	jmp_buf *no_memory; // where a handler that ran out of memory lands
};

struct aif_sim {
	aif_sim_opt opt;
	aif_arena *arena;
	aif_ent *ent;  // ent[n_ent]; the two below are parallel to it
	aif_hot **hot; // the state stands behind it
	uint32_t *part_of;
	uint32_t n_ent, cap_ent;
	uint32_t *by_name; // open addressing over entity ids + 1
	uint32_t cap_name;
	aif_part **part;
	uint32_t n_part;
	aif_watcher *watch;
	uint32_t n_watch, cap_watch;
	aif_rows *rows;
	aif_sampler *sampler;
	aif_time lookahead; // AIF_TIME_MAX: no messages between partitions
	aif_time now;
	int in_window;   // non-global partitions are running, perhaps at the same time
	int side;        // 0 and 1 in turn: where this window's messages are left
	uint64_t n_emit; // rows emitted from outside any handler
	int is_ready, is_settled, is_finished;
};

static inline void *
aif_part_state(const aif_sim *s, uint32_t id)
{
	return s->hot[id] + 1;
}

// Takes in what the last window left for p, puts p's events strictly before t_end
// through their handlers and leaves what they send to others. Errors: AIF_ENOMEM,
// AIF_ESTOP.
aif_err aif_part_run(aif_part *p, aif_time t_end, const volatile int *stop);

// Time of its first event or of the last window's mail; AIF_TIME_MAX for none.
aif_time aif_part_next(aif_part *p);

// Finds the longest span of ids of each partition: a test against it spares a look
// into part_of, which with a million entities is a cache miss.
void aif_part_span(aif_sim *s);

aif_err aif_part_create(aif_part **out, aif_sim *s);
void aif_part_free(aif_part *p);

// Room in p's outbox, to be written by the caller, for an event towards another
// partition within a window; NULL: the event belongs into a queue, aif_part_send.
aif_ev *aif_part_slot(aif_part *p, uint32_t dst, aif_time t_ns);
void aif_part_send(aif_part *p, const aif_ev *e);

// Runs one hook of entity id (start or finish) guarded like a handler, at the
// present time. Errors: AIF_ENOMEM.
aif_err aif_part_hook(aif_sim *s, uint32_t id, void (*hook)(void *st, aif_ctx *c));

// Ends the handler with AIF_ENOMEM.
_Noreturn void aif_part_no_memory(aif_part *p);

#endif
