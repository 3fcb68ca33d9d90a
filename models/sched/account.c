// account.c - what a cluster tells: outputs, a row per job, and the balances.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "models/sched/cluster.h"

void
aif_account_set(aif_cluster *k, aif_ctx *c)
{
	double g = k->nodes.gpus;
	double owned = fmin((double)k->delivered * k->node_per_rack, k->nodes.n) * g;
	double busy = (double)k->busy, rented = (double)k->rented_held;
	double waiting = (double)(k->waiting_gpus + k->fetching_gpus);
	double useful = 1e-6 * (double)k->useful_u, down = k->n_down * g,
	       spot = (double)k->spot_held;

	if (k->fluid) {
		busy = k->fluid->busy;
		rented = k->fluid->rented;
		spot = k->spot_frac * rented;
		waiting = k->fluid->waiting;
		useful = k->fluid->useful;
		down = k->fluid->down;
	}
	aif_ctx_set(c, &k->owned_gpus, owned);
	aif_ctx_set(c, &k->busy_gpus, busy);
	aif_ctx_set(c, &k->down_gpus, down);
	aif_ctx_set(c, &k->idle_gpus, k->n_powered * g - down - busy);
	aif_ctx_set(c, &k->unpowered_gpus, owned - k->n_powered * g);
	aif_ctx_set(c, &k->rented_gpus, rented);
	aif_ctx_set(c, &k->spot_gpus, spot);
	aif_ctx_set(c, &k->useful_gpus, useful);
	aif_ctx_set(c, &k->wanted_gpus, busy + rented + waiting);
	aif_ctx_set(c, &k->queue_gpus, waiting);
	aif_ctx_set(c, &k->queue_jobs, (double)(k->n_waiting + k->n_fetching));
	aif_ctx_set(c, &k->running_jobs, (double)k->n_running);
	aif_ctx_set(c, &k->clock_frac, k->clock);
	aif_ctx_set(c, &k->racks_up, ceil(k->n_powered / (double)k->node_per_rack));
	aif_ctx_set(c, &k->fan_w, aif_capacity_fan_w(k));
	aif_ctx_set(c, &k->leak_w, aif_capacity_leak_w(k));
	aif_ctx_set(c, &k->it_w, aif_capacity_seen_w(k, c));
}

// A number in [0, 1) that depends on the id alone.
// Source: Steele, Lea & Flood 2014, SplitMix64.
static double
fraction(uint64_t id)
{
	uint64_t x = id + 0x9E3779B97F4A7C15u;

	x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
	x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
	return (double)((x ^ (x >> 31)) >> 11) * 0x1p-53;
}

void
aif_account_job(aif_cluster *k, aif_ctx *c, const aif_job *j, const char *status)
{
	aif_row_job row = { .submit_s = aif_time_to_s(j->submit_ns),
			    .start_s = j->start_ns < 0 ? NAN : aif_time_to_s(j->start_ns),
			    .end_s = aif_time_to_s(aif_ctx_now(c)),
			    .run_s = j->busy_gpu_s / j->n_gpus,
			    .useful_gpu_s = j->useful_gpu_s,
			    .lost_gpu_s = j->lost_gpu_s,
			    .id = (int64_t)j->id,
			    .gpus = j->n_gpus,
			    .restarts = j->n_restart,
			    .rented = j->on_rented,
			    .workload = j->owner,
			    .cluster = k->self };

	if (fraction(j->id) >= k->job_sample)
		return;
	if (j->queue > 0) {
		const char *name = aif_sim_name(aif_ctx_sim(c), k->queue[j->queue].entity);
		const char *dot = strrchr(name, '.');

		snprintf(row.queue, sizeof row.queue, "%.11s", dot ? dot + 1 : name);
	}
	snprintf(row.status, sizeof row.status, "%s", status);
	aif_ctx_emit(c, &aif_table_jobs, &row);
}

// Hours of GPU: what is owned is busy, idle, down or without power.
static void
audit_gpus(const aif_cluster *k, aif_ctx *c)
{
	aif_time now = aif_ctx_now(c);
	double owned = aif_signal_integral(&k->owned_gpus, now);
	double held =
	    aif_signal_integral(&k->busy_gpus, now) + aif_signal_integral(&k->rented_gpus, now);

	aif_record_audit(c, "gpu_hours", "s",
			 aif_signal_integral(&k->busy_gpus, now) +
			     aif_signal_integral(&k->idle_gpus, now) +
			     aif_signal_integral(&k->down_gpus, now) +
			     aif_signal_integral(&k->unpowered_gpus, now),
			 owned, 1, "busy + idle + down + unpowered = owned GPU-seconds");
	aif_record_audit(c, "gpu_use", "s", k->useful_gpu_s + k->lost_gpu_s, held, 1,
			 "useful + lost, job by job = busy + rented GPU-seconds");
	aif_record_audit(c, "gpu_useful", "s", k->useful_gpu_s,
			 aif_signal_integral(&k->useful_gpus, now), 1,
			 "useful, job by job = integral of useful_gpus");
}

static void
audit_jobs(const aif_cluster *k, aif_ctx *c)
{
	double ended = k->jobs_done.value + k->jobs_killed.value + k->jobs_refused.value;

	aif_record_audit(
	    c, "jobs", "1", ended + (double)(k->n_running + k->n_waiting + k->n_fetching),
	    k->jobs_arrived.value, 1, "done + killed + refused + running + waiting = arrived");
}

static void
summarize(const aif_cluster *k, aif_ctx *c)
{
	aif_time now = aif_ctx_now(c);
	double owned = aif_signal_integral(&k->owned_gpus, now);
	double busy = aif_signal_integral(&k->busy_gpus, now);
	double held = busy + aif_signal_integral(&k->rented_gpus, now);

	if (aif_signal_integral(&k->fan_w, now) > 0)
		aif_record_summary(c, "fan_energy", aif_signal_integral(&k->fan_w, now), "J",
				   "of its servers, by the temperature at their intake");
	if (aif_signal_integral(&k->leak_w, now) > 0)
		aif_record_summary(c, "leakage_energy", aif_signal_integral(&k->leak_w, now), "J",
				   "of chips warmer than the catalog's reference");
	aif_record_summary(c, "jobs_done", k->jobs_done.value, "1", "Jobs that ran to their end.");
	if (owned > 0)
		aif_record_summary(c, "utilization", busy / owned, "1",
				   "Busy GPU-hours over owned GPU-hours.");
	if (held > 0)
		aif_record_summary(c, "useful_share", k->useful_gpu_s / held, "1",
				   "First-time progress over GPU-hours held by jobs.");
	if (!k->fluid)
		aif_record_summary(c, "queue_jobs_mean",
				   aif_signal_integral(&k->queue_jobs, now) / aif_time_to_s(now),
				   "1", "Mean number of waiting jobs.");
}

void
aif_account_finish(aif_cluster *k, aif_ctx *c)
{
	aif_time now = aif_ctx_now(c);

	if (k->fluid) {
		aif_fluid_finish(k, c);
		audit_gpus(k, c);
		summarize(k, c);
		return;
	}
	aif_fluid_watch(k, now);
	aif_fluid_tell(k, aif_ctx_sim(c));
	for (aif_gang *g = k->runs; g; g = g->next) {
		aif_gang_book(k, g, now);
		aif_account_job(k, c, g->job, "running");
	}
	for (uint32_t i = 0; i < k->n_queue; i++)
		for (const aif_job *j = k->queue[i].head; j; j = j->next)
			aif_account_job(k, c, j, "waiting");
	audit_gpus(k, c);
	audit_jobs(k, c);
	summarize(k, c);
	aif_ramp_finish(&k->ramp, c);
}
