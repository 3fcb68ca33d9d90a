// test_fabric.c - the fabric entity in a cluster: counts, power, shared uplinks.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "core/ctx.h"
#include "lua/scenario.h"
#include "models/fabric/fabric.h"
#include "models/hw.h"
#include "models/job.h"
#include "models/record.h"
#include "models/wire.h"
#include "util/embed.h"

// A cluster that only says what it is made of, and sends two transfers.
typedef struct toy {
	uint32_t rack, fabric;
	double racks;
	aif_io io[2];
	aif_signal done_s;
	double first_s, second_s;
} toy;

static aif_err
toy_wire(void *st, aif_sim *sim, uint32_t self, aif_diag *d)
{
	toy *t = st;

	(void)d;
	t->fabric = aif_sim_nth(sim, "fabric", self, 0);
	return AIF_OK;
}

static void
toy_start(void *st, aif_ctx *c)
{
	toy *t = st;

	for (int i = 0; i < 2; i++) {
		t->io[i] = (aif_io){ .from = aif_ctx_self(c), .bytes = (i + 1) * 1e15 };
		aif_ctx_send(c, t->fabric, 0, AIF_PRIO_NORMAL, AIF_EV_IO_START,
			     (aif_arg){ .p = &t->io[i] }, (aif_arg){ .i = 0 });
	}
}

static void
toy_event(void *st, aif_ctx *c, const aif_ev *e)
{
	toy *t = st;

	if (e->kind != AIF_EV_IO_DONE)
		return;
	if (e->a.p == &t->io[0])
		t->first_s = aif_time_to_s(aif_ctx_now(c));
	else
		t->second_s = aif_time_to_s(aif_ctx_now(c));
}

static const aif_field toy_params[] = {
	AIF_P_OF(toy, rack, "rack", AIF_F_REF, "rack", AIF_REQUIRED, "Rack."),
	AIF_P_REQ(toy, racks, "racks", "1", 1, 1e6, "Racks."),
	{ 0 },
};

static const aif_model_ops toy_cluster = {
	.name = "cluster",
	.doc = "Toy.",
	.state_size = sizeof(toy),
	.params = toy_params,
	.place = AIF_PLACE_OWN,
	.rank = AIF_RANK_IT,
	.wire = toy_wire,
	.start = toy_start,
	.event = toy_event,
};

static aif_sim *
build(aif_scenario **sc, const char *fabric)
{
	static const aif_model_ops *const models[] = { &aif_model_gpu,
						       &aif_model_server,
						       &aif_model_rack,
						       &aif_model_network,
						       &aif_model_fabric,
						       &toy_cluster,
						       NULL };
	static const aif_importer *const none[] = { NULL };
	static const aif_table *const tables[] = { &aif_table_provenance, &aif_table_summary,
						   NULL };
	const aif_registry reg = { models, none, tables };
	aif_embed files[5] = { { 0 } };
	char text[512];
	aif_scenario_opt opt = { .registry = &reg, .catalog = files, .text = text };
	aif_sim *sim = NULL;
	aif_diag d = { 0 };

	assert_true(aif_embed_find("models/catalog/gpu.lua", &files[0]));
	assert_true(aif_embed_find("models/catalog/server.lua", &files[1]));
	assert_true(aif_embed_find("models/catalog/rack.lua", &files[2]));
	assert_true(aif_embed_find("models/catalog/network.lua", &files[3]));
	snprintf(text, sizeof text,
		 "horizon { from = \"2027-01-01\", to = \"2027-01-08\" }\n"
		 "cluster \"c\" { rack = \"HGX-H100x4\", racks = 32, fabric { %s } }\n",
		 fabric);
	assert_int_equal(aif_scenario_load(sc, "test", &opt, NULL, NULL, &d), AIF_OK);
	assert_int_equal(aif_scenario_build(*sc, 0, 1, 0, 1, &sim, &d), AIF_OK);
	assert_int_equal(aif_sim_ready(sim, &d), AIF_OK);
	assert_int_equal(aif_sim_run(sim, aif_scenario_end(*sc), NULL), AIF_OK);
	aif_sim_finish(sim);
	return sim;
}

static double
output(const aif_sim *s, const char *name)
{
	return aif_sim_signal(s, aif_sim_nth(s, "fabric", AIF_NONE, 0), name)->value;
}

static void
counts_follow_from_the_cluster_around_it(void **state)
{
	aif_scenario *sc = NULL;
	aif_sim *s = build(&sc, "network = \"IB-NDR\"");

	(void)state;
	// 32 racks x 4 x 8 = 1024 GPUs: 32 leaves and 16 spines of 64 ports, 2048 cables.
	assert_true(output(s, "switches") == 48);
	assert_true(output(s, "optics") == 4096);
	assert_true(fabs(output(s, "power_w") - 48 * 688) < 1e-9);
	aif_sim_free(s);
	aif_scenario_free(sc);
}

static void
two_transfers_share_the_uplinks_and_the_second_ends_alone(void **state)
{
	aif_scenario *sc = NULL;
	aif_sim *s = build(&sc, "network = \"IB-NDR\", oversubscription = 3");
	const toy *t = aif_sim_state(s, aif_sim_find(s, "c"));
	// Uplinks: 1024 NICs x 50 GB/s x 0.94 x 16/48 down at 3:1.
	double cap = 1024 * 50e9 * 0.94 / 3;

	(void)state;
	// 1 PB and 2 PB: at half the rate until the first ends after 2 PB moved in
	// all; then the second's remaining 1 PB alone.
	assert_true(fabs(t->first_s - 2e15 / cap) < 1e-6);
	assert_true(fabs(t->second_s - 3e15 / cap) < 1e-6);
	assert_true(output(s, "load_bytes_s") == 0);
	aif_sim_free(s);
	aif_scenario_free(sc);
}

int
main(void)
{
	const struct CMUnitTest t[] = {
		cmocka_unit_test(counts_follow_from_the_cluster_around_it),
		cmocka_unit_test(two_transfers_share_the_uplinks_and_the_second_ends_alone),
	};

	return cmocka_run_group_tests(t, NULL, NULL);
}
