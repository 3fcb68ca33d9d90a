// cluster.h - the state of a cluster and how its files share the work.
//
//   cluster.c   the component: fields, wiring, which event goes where
//   capacity.c  racks delivered, granted, powered; nodes down and up; the power cap
//   gang.c      one running job: phases, checkpoints, end, loss
//   pass.c      one pass of the scheduler: first in first out, backfill, bursting
//   reserve.c   EASY: when and where the first waiting job will run
//   fluid.c     plan zoom: work as flows instead of jobs
//   traffic.c   what jobs exchange across the fabric, and what it leaves them
//   account.c   outputs, job rows, audits
#ifndef AIF_SCHED_CLUSTER_H
#define AIF_SCHED_CLUSTER_H

#include "models/hw.h"
#include "models/intake.h"
#include "models/record.h"
#include "models/sched/fluid.h"
#include "models/sched/gang.h"
#include "models/sched/holds.h"
#include "models/sched/queue.h"
#include "models/sched/ramp.h"
#include "models/sched/traffic.h"
#include "models/wire.h"

// State of model `cluster`.
struct aif_cluster {
	// Parameters.
	uint32_t hall, rack, needs, delay, from;
	double racks, plain_nodes, plain_gpus, spares_frac;
	aif_time order_ns, retire_ns;
	double resell_frac; // finance reads it
	aif_refs after;     // tasks
	double lead_s, slip_s, batch_racks, batch_s, price_usd, gpu_usd, price_level;
	double provision_s, rent_speed, own_speed, cap_exponent, clock_floor, job_sample;

	// Outputs.
	aif_signal it_w, owned_gpus, busy_gpus, idle_gpus, down_gpus, unpowered_gpus;
	aif_signal rented_gpus, spot_gpus, evictions, useful_gpus, wanted_gpus, queue_gpus,
	    queue_jobs, running_jobs;
	aif_signal fan_w, leak_w, clock_frac, node_count, node_gpus, racks_up;
	aif_signal jobs_arrived, jobs_started, jobs_done, jobs_killed, jobs_refused, restarts;

	aif_hw_unit hw; // what it is made of; zero without a rack
	aif_intake intake;
	int has_hw, self_granting;
	int rented, bursts, absent; // absent: nothing is owned under this strategy
	uint32_t self, storage, node_per_rack, n_rack;
	aif_traffic net;
	aif_nodes nodes;
	aif_scheduler sched;
	aif_cluster_queue *queue; // [n_queue]
	uint32_t n_queue;
	double when_queue_s, keep_ckpt, storage_w;
	double spot_frac, evict_hz, data_s; // of rented GPUs; data_s: none works before
	aif_rng draws;

	// Capacity.
	uint32_t delivered, granted, tripped; // racks; tripped: 1 while all fail
	uint32_t n_powered, n_down;           // nodes; down: powered ones
	uint32_t n_limit;                     // nodes that the power cap leaves room for
	double cap_w, clock, ramp_clock;      // ramp_clock: without the limit on ramps
	aif_ramp ramp;

	// Jobs.
	aif_gang *runs, *runs_last;
	int64_t n_running, n_waiting, waiting_gpus, n_fetching, fetching_gpus;
	int64_t busy, rented_held, spot_held; // GPUs now
	int64_t useful_u;                     // useful ones, owned and rented, in millionths
	int64_t work_mw, work_gpus;           // owned GPUs in WORK: power at full clocks, number
	aif_cluster_owner owner[AIF_CLUSTER_OWNERS];
	uint32_t n_owner;
	aif_gang *pool[AIF_CLUSTER_POOLS];
	double useful_gpu_s, lost_gpu_s;
	// freed: what was found to wait may fit now; reserved: someone holds a reservation;
	// lending: quotas are not looked at in this part of the pass
	int pass_due, freed, reserved, lending;
	aif_time burst_due_ns; // when a waiting job may be burst; AIF_TIME_MAX
	aif_timer burst_timer;
	aif_time *no_fit_ns;         // [gpus per node + 1]: see no_fit in pass.c
	uint32_t *held_node, n_held; // nodes with a reservation
	aif_reserve_item *heap;      // [GPUs]: scratch of reserve.c
	aif_fluid *fluid;            // NULL at cluster zoom
	aif_fluid_full full;         // cluster zoom: how full it was while jobs waited
	aif_time shadow_ns;          // placement any: as in aif_cluster_queue, for all queues
	double extra;
};
// Private events. PHASE, EVICT: a.p job; DELIVERED: a.u racks; OVERDUE: burst one.
enum {
	AIF_CLUSTER_PHASE = AIF_EV_PRIVATE,
	AIF_CLUSTER_PASS,
	AIF_CLUSTER_DELIVERED,
	AIF_CLUSTER_OVERDUE,
	AIF_CLUSTER_EVICT,
	AIF_CLUSTER_RAMP
};

// capacity.c
// Powers nodes by delivered, granted and the cap; stops jobs of those that lose power.
void aif_capacity_apply(aif_cluster *k, aif_ctx *c);
void aif_capacity_down(aif_cluster *k, aif_ctx *c, const aif_ev *e);
void aif_capacity_up(aif_cluster *k, aif_ctx *c, uint32_t node);
// Clocks for the cap, speeds when they move. Called after anything that changes power.
void aif_capacity_clock(aif_cluster *k, aif_ctx *c);
double aif_capacity_it_w(const aif_cluster *k);
// Of it, the fans of its servers, and what its chips draw for being warm.
double aif_capacity_fan_w(const aif_cluster *k);
double aif_capacity_leak_w(const aif_cluster *k);
// What the connection sees of it, where the rate of change is limited; counts.
double aif_capacity_seen_w(aif_cluster *k, aif_ctx *c);

// pass.c
void aif_pass_ask(aif_cluster *k, aif_ctx *c); // one pass at the end of this instant
void aif_pass_run(aif_cluster *k, aif_ctx *c);
void aif_pass_queue(aif_cluster *k, aif_ctx *c, aif_job *j);
void aif_pass_unqueue(aif_cluster *k, aif_job *j);
aif_time aif_pass_est_end(const aif_job *j, aif_time now);

void aif_reserve_head(aif_cluster *k, aif_cluster_queue *q, aif_time now);
void aif_reserve_clear(aif_cluster *k);

void aif_account_set(aif_cluster *k, aif_ctx *c); // outputs of the present state
void aif_account_job(aif_cluster *k, aif_ctx *c, const aif_job *j, const char *status);
void aif_account_finish(aif_cluster *k, aif_ctx *c);

#endif
