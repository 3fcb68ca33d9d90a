// fin_fakes.h - a cluster, a service and hardware that do as they are told, for finance.
#ifndef AIF_TESTS_FIN_FAKES_H
#define AIF_TESTS_FIN_FAKES_H

#include "aif_test.h"

#include <string.h>

#include "core/ctx.h"
#include "models/record.h"
#include "models/wire.h"

// --- a cluster that does as it is told ---------------------------------------------------

typedef struct cluster {
	double capex_usd, paid_s, run_s; // run_s: NAN for no milestone, 1e9 for never
	double n_owned, useful, n_rented, until_s, then, n_spot;
	uint32_t rack;
	aif_signal owned_gpus, useful_gpus, rented_gpus, spot_gpus;
} cluster;

static inline void
cluster_start(void *st, aif_ctx *c)
{
	cluster *p = st;

	aif_ctx_set(c, &p->owned_gpus, p->n_owned);
	aif_ctx_set(c, &p->useful_gpus, p->useful);
	aif_ctx_set(c, &p->rented_gpus, p->n_rented);
	aif_ctx_set(c, &p->spot_gpus, p->n_spot);
	if (p->capex_usd > 0)
		aif_record_ledger_at(c, aif_time_of_s(p->paid_s), "capex.gpu", p->capex_usd,
				     p->n_owned, "GPU", "estimate", "");
	if (!isnan(p->run_s)) {
		aif_row_milestone m;

		memset(&m, 0, sizeof m);
		m.start_s = p->run_s < 1e9 ? p->run_s : NAN;
		m.entity = aif_ctx_self(c);
		strcpy(m.step, "run");
		aif_ctx_emit(c, &aif_table_timeline, &m);
	}
	aif_ctx_send(c, aif_ctx_self(c), aif_time_of_s(p->until_s), AIF_PRIO_NORMAL, AIF_EV_TICK,
		     (aif_arg){ .u = 0 }, (aif_arg){ .u = 0 });
}

static inline void
cluster_event(void *st, aif_ctx *c, const aif_ev *e)
{
	cluster *p = st;

	(void)e;
	aif_ctx_set(c, &p->rented_gpus, p->then);
}

static const aif_field cluster_params[] = {
	AIF_P(cluster, capex_usd, "capex", "USD", 0, 0, 1e12, "Cost."),
	AIF_P(cluster, paid_s, "paid", "s", 0, -1e9, 1e9, "When."),
	AIF_P(cluster, run_s, "run", "s", NAN, -1e9, 1e9, "In service."),
	AIF_P(cluster, n_owned, "owned", "1", 0, 0, 1e6, "Owned."),
	AIF_P(cluster, useful, "useful", "1", 0, 0, 1e6, "Useful."),
	AIF_P(cluster, n_rented, "rented", "1", 0, 0, 1e6, "Rented at first."),
	AIF_P(cluster, n_spot, "spot", "1", 0, 0, 1e6, "Of those rented, on spot."),
	AIF_P(cluster, until_s, "until", "s", 1e9, 0, 1e9, "Until when."),
	AIF_P(cluster, then, "then", "1", 0, 0, 1e6, "Rented after."),
	AIF_P_OF(cluster, rack, "rack", AIF_F_REF, "rack", 0, "Its racks."),
	{ 0 },
};
static const aif_field cluster_outputs[] = {
	AIF_O(cluster, owned_gpus, "1", AIF_AGG_MEAN, "Owned."),
	AIF_O(cluster, useful_gpus, "1", AIF_AGG_MEAN, "Useful."),
	AIF_O(cluster, rented_gpus, "1", AIF_AGG_MEAN, "Rented."),
	AIF_O(cluster, spot_gpus, "1", AIF_AGG_MEAN, "On spot."),
	{ 0 },
};
static const aif_model_ops fake_cluster = { .name = "cluster",
					    .doc = "Test.",
					    .state_size = sizeof(cluster),
					    .params = cluster_params,
					    .outputs = cluster_outputs,
					    .place = AIF_PLACE_OWN,
					    .rank = AIF_RANK_IT,
					    .start = cluster_start,
					    .event = cluster_event };

// --- a service that serves from the start on ----------------------------------------------

typedef struct service {
	double n_gpus, tokens;
	uint32_t on;
	aif_signal useful_gpus, prompt_gpus, served_tokens, output_tokens;
} service;

static inline void
service_start(void *st, aif_ctx *c)
{
	service *p = st;

	aif_ctx_set(c, &p->useful_gpus, p->n_gpus);
	aif_ctx_set(c, &p->prompt_gpus, 0.4 * p->n_gpus);
	aif_signal_add(&p->served_tokens, p->tokens);
	aif_signal_add(&p->output_tokens, p->tokens / 4);
}

static const aif_field service_params[] = {
	AIF_P(service, n_gpus, "gpus", "1", 0, 0, 1e6, "GPUs."),
	AIF_P_OF(service, on, "on", AIF_F_REF, "cluster", 0, "Where."),
	AIF_P(service, tokens, "tokens", "token", 0, 0, 1e15, "Tokens."),
	{ 0 },
};
static const aif_field service_outputs[] = {
	AIF_O(service, useful_gpus, "1", AIF_AGG_MEAN, "GPUs."),
	AIF_O(service, prompt_gpus, "1", AIF_AGG_MEAN, "Of these, by time for prompts."),
	AIF_O(service, served_tokens, "token", AIF_AGG_SUM, "Tokens."),
	AIF_O(service, output_tokens, "token", AIF_AGG_SUM, "Output tokens."),
	{ 0 },
};
static const aif_model_ops fake_service = { .name = "service",
					    .doc = "Test.",
					    .state_size = sizeof(service),
					    .params = service_params,
					    .outputs = service_outputs,
					    .rank = AIF_RANK_IT,
					    .start = service_start };

// --- a rack is a server is a GPU ----------------------------------------------------------

typedef struct part {
	uint32_t of;
} part;

static const aif_field rack_params[] = { AIF_P_OF(part, of, "server", AIF_F_REF, "server", 0, "."),
					 { 0 } };
static const aif_field server_params[] = { AIF_P_OF(part, of, "gpu", AIF_F_REF, "gpu", 0, "."),
					   { 0 } };
static const aif_model_ops fake_rack = {
	.name = "rack", .doc = "Test.", .state_size = sizeof(part), .params = rack_params
};
static const aif_model_ops fake_server = {
	.name = "server", .doc = "Test.", .state_size = sizeof(part), .params = server_params
};
static const aif_model_ops fake_gpu = { .name = "gpu", .doc = "Test.", .state_size = 8 };

#endif
