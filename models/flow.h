// flow.h - work as a fluid: what a workload and a cluster say to one another at plan zoom.
//
// At cluster zoom a workload submits jobs one by one (job.h). At plan zoom it keeps one
// flow and tells the cluster by AIF_EV_FLOW when what it wants has changed; the cluster
// shares its GPUs among the flows, by priority, and answers by the same event when what
// one gets has changed. Between two changes everything runs at constant rates, so books
// are closed exactly, by whoever looks first. Failures, restarts and checkpoints stand in
// the rates as their expectation. Work that began on rented GPUs stays there to its end,
// though owned ones fall free: by classes of run time, each of its mean and, within a factor
// of four, of much the same length.
//
// Left out against cluster zoom: the placing of single jobs (packing stands in as the
// share of the GPUs in service that the cluster's scheduler filled while jobs waited,
// measured at cluster zoom), luck of failures, waiting of single jobs.
#ifndef AIF_MODELS_FLOW_H
#define AIF_MODELS_FLOW_H

#include "core/ctx.h"

enum { AIF_FLOW_STAYS = 6, AIF_FLOW_QUARTERS = 4 };

typedef struct aif_flow {
	// Set by the owner before AIF_EV_FLOW.
	uint32_t owner; // workload entity
	uint16_t queue, prio;
	int may_burst;
	int stretches;     // 1: want is work per second; what slows work makes it hold more GPUs
	double want_gpus;  // that it could use now
	double queue_gpus; // of those, what waits, were it jobs
	double gang_gpus;  // comes in gangs of so many; 0: any number
	double gpu_w;      // mean power of a GPU at work
	double compute_frac;
	double stall_frac;    // time waiting for checkpoints per time of work
	double loss_work_s;   // work done again, per failure of a GPU held and GPU [s]
	double loss_idle_s;   // restart and reading back, the same
	double arrived, done; // jobs so far
	// Of GPUs rented anew, the share that goes to runs of about so long; zeros: none stays.
	double stay_s[AIF_FLOW_STAYS], stay_frac[AIF_FLOW_STAYS];

	// Kept by the cluster.
	double have_gpus, rented_gpus;
	double useful_frac, rented_useful_frac; // share of the time held that is first-time work
	double speed;                           // of owned GPUs, by their clocks
	double clock_frac;                      // of it, what clocks under a cap leave
	double rent_speed;
	// Rented ones still at work on what began there: by class and quarter of the run.
	double stays_gpus[AIF_FLOW_STAYS][AIF_FLOW_QUARTERS];
	aif_time stays_ns;
	aif_time since_ns;               // these hold since
	double work_gpu_s;               // done so far, at speed 1
	double useful_gpu_s, held_gpu_s; // owned and rented
} aif_flow;

// Work per second [GPUs at speed 1].
static inline double
aif_flow_rate(const aif_flow *f)
{
	return f->have_gpus * f->useful_frac * f->speed +
	       f->rented_gpus * f->rented_useful_frac * f->rent_speed;
}

// GPUs that make progress for the first time, at the speed that clocks leave them.
static inline double
aif_flow_useful(const aif_flow *f)
{
	return f->have_gpus * f->useful_frac * f->clock_frac +
	       f->rented_gpus * f->rented_useful_frac;
}

// Books the time until now at the rates that hold.
static inline void
aif_flow_book(aif_flow *f, aif_time now)
{
	double dt = aif_time_to_s(now - f->since_ns);

	if (now <= f->since_ns)
		return;
	f->work_gpu_s += aif_flow_rate(f) * dt;
	f->useful_gpu_s += aif_flow_useful(f) * dt;
	f->held_gpu_s += (f->have_gpus + f->rented_gpus) * dt;
	f->since_ns = now;
}

#endif
