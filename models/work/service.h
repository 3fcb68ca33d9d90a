// service.h - the state of a service and how its files share the work.
//
//   service.c     the component at cluster zoom: replicas are jobs
//   serveunit.c   what one replica serves, and how many a demand needs
//   serveplan.c   plan zoom: replicas are a fluid
#ifndef AIF_WORK_SERVICE_H
#define AIF_WORK_SERVICE_H

#include "models/flow.h"
#include "models/job.h"
#include "models/work/demand.h"
#include "models/work/replica.h"

typedef struct aif_service_replica {
	aif_job job; // first: the cluster hands back a pointer to it
	struct aif_service_replica *next;
	aif_timer loading;
	int loaded, leaving, rented;
} aif_service_replica;

// Most requests per second that n + 1 replicas may get, by n.
enum { AIF_SERVICE_NEED = 1024, AIF_SERVICE_PARTS = 64 };
typedef struct aif_service_need {
	double requests_s[AIF_SERVICE_NEED];
} aif_service_need;

typedef struct aif_service {
	// Parameters.
	uint32_t on, model, queue;
	const aif_frame *trace;
	aif_demand ask; // of its own, beside what users send
	double isl, osl, ttft_s, tpot_s, tp, pp, ep, most_frac, cv, patience_s;
	double min_replicas, load_s, prio, sample, interval_s, prefix_frac;
	int precision, kv, burst;

	// Outputs.
	aif_signal demand_tokens_s, arrived_tokens, arrived_requests, served_tokens;
	aif_signal served_requests;
	aif_signal dropped_tokens, output_tokens;
	aif_signal backlog_tokens, replicas, wanted_replicas, gpus, useful_gpus, prompt_gpus;
	aif_signal ttft_est_s, tpot_est_s, utilization;

	aif_replica unit;
	const aif_signal *clock;
	uint16_t queue_index;
	aif_service_replica *all, *free; // all: newest first
	int64_t n_made, n_all, n_loaded, n_request;
	int64_t n_out;                // of n_loaded, on rented GPUs
	double rent_speed, own_speed; // relative to owned GPUs without rules
	double planned_speed;         // of a replica: rent_speed where all are rented
	aif_rng draws;

	// What users send (users.h), and what they may still send within the targets.
	struct aif_users_leg *from;
	uint32_t n_from;
	const aif_signal *busy, *idle; // GPUs of the cluster
	int elastic, absent;           // the strategy rents as many as are wanted; has none
	double room_hz;

	double demand_hz, cap_hz; // now
	double backlog;           // requests
	aif_time since_ns;        // these hold since
	double arrived, served, dropped;

	// Plan zoom.
	aif_flow flow;
	const aif_service_need *need;
	double rate; // of the performance model's error
	double node_gpus, fail_hz;
	double before; // replicas wanted at the end of the last step
	int n_part;    // parts of the step, each with its demand and need
	double part_hz[AIF_SERVICE_PARTS], part_need[AIF_SERVICE_PARTS];
} aif_service;

// service.c
// Moves the fluid of requests from since_ns to now at demand_hz and cap_hz.
void aif_service_flow(aif_service *p, aif_time now);
// What may still be sent within the targets, by the GPUs that work now, to room_hz.
void aif_service_room(aif_service *p);
// Longest wait that holds the TTFT target.
double aif_service_slack_s(const aif_service *p);

// serveunit.c
// Fills unit for the cluster's GPU and, at plan zoom, need. Errors: those of replica.h.
aif_err aif_serveunit_init(aif_service *p, aif_sim *s, aif_diag *d);
// Least number of replicas for a demand, from the table.
double aif_serveunit_need(const aif_service *p, double requests_s);
// Most requests per second that n replicas may get within the targets, at full clocks.
double aif_serveunit_most(const aif_service *p, double n);

// Share of a replica's time at capacity that goes into prompts.
double aif_serveunit_prompt_frac(const aif_service *p);

// serveplan.c
// How many of a service's intervals a step of dt_s is.
int aif_serveplan_parts(double dt_s, double interval_s);
void aif_serveplan_start(aif_service *p, aif_ctx *c);
void aif_serveplan_step(aif_service *p, aif_ctx *c);
void aif_serveplan_settle(aif_service *p, aif_ctx *c);
void aif_serveplan_close(aif_service *p, aif_time now);

#endif
