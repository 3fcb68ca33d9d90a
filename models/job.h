// job.h - what a job is: the shared word of work, sched, fault and storage.
//
// A job is owned by the workload that made it and lent to a cluster from SUBMIT
// to STOPPED. Its speed is 1 when it runs on healthy, uncapped nodes; `work_s` is
// how long it would run then.
#ifndef AIF_MODELS_JOB_H
#define AIF_MODELS_JOB_H

#include "core/ctx.h"

typedef enum aif_job_kind {
	AIF_JOB_BATCH,  // from a trace: runs for work_s
	AIF_JOB_TRAIN,  // gang-scheduled training with checkpoints
	AIF_JOB_SERVICE // runs until stopped; may be resized
} aif_job_kind;

typedef enum aif_job_end {
	AIF_END_DONE,
	AIF_END_KILLED, // withdrawn by its owner or at the horizon
	AIF_END_REFUSED // asks for more than the cluster can ever give
} aif_job_end;

typedef enum aif_cause {
	AIF_CAUSE_FAULT,
	AIF_CAUSE_POWER,
	AIF_CAUSE_COOLING,
	AIF_CAUSE_DRILL
} aif_cause;

// What a job exchanges between nodes, for networks that jobs share. With a share s of
// the peak rate it runs stretch times as long as alone; the points are 1 / s = 1, 1.25,
// 1.67, 2.5, 5, 10, 20.
enum { AIF_JOB_SHARES = 7 };
typedef struct aif_job_net {
	double peak_bytes_s;            // of a GPU while it exchanges
	double duty;                    // share of the time that it does, alone; mean = peak x duty
	double wait_w;                  // of a GPU while it waits for its exchange
	double stretch[AIF_JOB_SHARES]; // from 1, growing
} aif_job_net;

// The share of the i-th point; stretch at any share in (0, 1], linear in 1 / s, and
// beyond the last point as fast as before it. net may be NULL: 1.
double aif_job_share(int i);
double aif_job_stretch(const aif_job_net *net, double share);

typedef struct aif_job {
	// Set by the owner before SUBMIT.
	uint64_t id;    // unique within the run
	uint32_t owner; // workload entity
	uint16_t queue; // 0: the cluster's common one; 1 + i: aif_job_queue of its i-th queue
	uint16_t prio;  // 0 first
	aif_job_kind kind;
	int32_t n_gpus;
	aif_time submit_ns;
	double work_s;          // at speed 1; INFINITY for a service
	double estimate_s;      // what the scheduler is told; 0: nothing
	double gpu_busy_w;      // mean power per GPU while running
	double compute_frac;    // share of time bound by clocks (slows under a cap)
	double ckpt_every_s;    // 0: no checkpoints (a restart begins anew)
	double ckpt_bytes;      // written per checkpoint
	double restart_s;       // detect, reschedule, load
	int32_t may_burst;      // 1: may run on rented GPUs
	const aif_job_net *net; // exchange between nodes; NULL: none worth counting

	// Kept by the cluster.
	aif_time start_ns; // first start; -1 before
	aif_time since_ns; // start of the present run
	double done_s;     // work safe in checkpoints
	double peak_s;     // furthest work ever reached: below it is recomputation
	double speed;      // present
	double net_share;  // of the peak rate between nodes that the network gives
	double useful_gpu_s, lost_gpu_s, busy_gpu_s;
	int32_t n_restart;
	int32_t held;      // GPUs held now
	int32_t on_rented; // runs on rented GPUs
	int32_t on_spot;   // of those, on spot capacity: may be evicted
	int32_t n_kept;    // checkpoints in storage
	void *place;       // cluster's private placement
	aif_timer timer, evict;
	struct aif_job *next, *prev; // cluster's lists
} aif_job;

// A transfer to or from storage; owned by the sender until IO_DONE.
typedef struct aif_io {
	uint32_t from; // entity to answer to
	int write;
	double bytes;
	double limit_bytes_s; // of the sender's NICs
	double grow_bytes;    // what stays in storage afterwards; < 0: is deleted
	aif_time start_ns;
	int64_t flow; // storage's own
	void *user;   // sender's own
} aif_io;

// A job's exchange across the groups of a fabric that its nodes stand in; owned by
// the cluster until FLOW_OFF comes back.
typedef struct aif_flow_part {
	uint32_t group; // node / group_nodes
	int32_t gpus;   // of the job in it
} aif_flow_part;

typedef struct aif_exchange {
	uint32_t from;             // entity to answer to
	double peak_bytes_s, duty; // of a GPU
	int32_t gpus;              // of the job
	void *user;                // sender's own
	void *link;                // fabric's own
	struct aif_exchange *next; // sender's own
	uint32_t n_part, cap_part;
	aif_flow_part part[];
} aif_exchange;

// Index of the virtual cluster of that name for aif_job.queue; 0, the common
// queue, when the cluster has none of that name. name may be NULL.
uint16_t aif_job_queue(const aif_sim *s, uint32_t cluster, const char *name);
// The i-th queue entity of a cluster (in its scheduler or in itself), or AIF_NONE.
uint32_t aif_job_queue_at(const aif_sim *s, uint32_t cluster, uint32_t i);
// 1 when the strategy of this sim names entity id in its list (own, rent, burst, api).
int aif_job_listed(const aif_sim *s, const char *list, uint32_t id);
// 1 when rented GPUs or a seller of tokens stand in for the whole cluster.
int aif_job_rented(const aif_sim *s, uint32_t cluster);
// 1 when the strategy may rent on top of what it owns of it.
int aif_job_bursts(const aif_sim *s, uint32_t cluster);
// Speed of work on a leg of a cluster relative to owned GPUs without rules: the
// strategy's speed (rented), less what the rules (`rule`) that apply there take.
double aif_job_leg_speed(const aif_sim *s, uint32_t cluster, int rented);
// Until when rented work of a cluster waits for data that lie elsewhere [s from the start].
double aif_job_data_s(const aif_sim *s, uint32_t cluster);

#endif
