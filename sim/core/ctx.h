// ctx.h - the services of the core inside a handler.
//
// A context belongs to one partition; a handler may keep none of it.
#ifndef AIF_CORE_CTX_H
#define AIF_CORE_CTX_H

#include "core/model.h"
#include "core/sim.h"

// Order among events of one instant. Plant ranks let supply be computed after
// demand within one control interval.
enum {
	AIF_PRIO_FIRST = 0,
	AIF_PRIO_INPUT = 10,  // prices, weather, energisation
	AIF_PRIO_NORMAL = 20, // jobs, failures, completions
	AIF_PRIO_SCHED = 30,  // a scheduler's pass after all arrivals of the instant
	AIF_PRIO_IT = 40,     // racks and halls sum their load
	AIF_PRIO_COOL = 50,
	AIF_PRIO_FEED = 60,
	AIF_PRIO_SITE = 70,
	AIF_PRIO_MONEY = 80,
	AIF_PRIO_LAST = 90
};

aif_time aif_ctx_now(const aif_ctx *c);
uint32_t aif_ctx_self(const aif_ctx *c);
const aif_sim *aif_ctx_sim(const aif_ctx *c); // for look functions of core/sim.h

// Sends an event to dst after delay_ns >= 0 (>= the lookahead towards another
// partition, unless the sender is in the global one).
void aif_ctx_send(aif_ctx *c, uint32_t dst, aif_time delay_ns, uint16_t prio, uint16_t kind,
		  aif_arg a, aif_arg b);

// The same to oneself, cancellable: *h is set (a running timer is replaced).
void aif_ctx_timer(aif_ctx *c, aif_timer *h, aif_time delay_ns, uint16_t prio, uint16_t kind,
		   aif_arg a);
void aif_ctx_cancel(aif_ctx *c, aif_timer *h);

// Sets one's own output and tells its watchers. No-op when the value is equal.
void aif_ctx_set(aif_ctx *c, aif_signal *s, double value);

// A stream of one's own; call once at start and keep it in the state.
void aif_ctx_stream(const aif_ctx *c, uint32_t purpose, aif_rng *out);

// Emits one row of a registered table.
void aif_ctx_emit(aif_ctx *c, const aif_table *t, const void *row);

// Memory of the partition, living as long as the run. For rare growth, not hot
// paths. Never NULL: running out stops the run with AIF_ENOMEM.
void *aif_ctx_alloc(aif_ctx *c, size_t n);

#endif
