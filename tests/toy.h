// toy.h - a made-up plant for tests of what comes after the simulation.
//
// Entities have the models and outputs of models/wire.h, but one driver writes
// them all from closed forms of time, so that a test knows what a file must
// hold: cluster.busy_gpus in hour h is 100 + h % 24, and so on (toy_hour).
#ifndef AIF_TESTS_TOY_H
#define AIF_TESTS_TOY_H

#include "toy_rows.h"

static void
toy_start(void *st, aif_ctx *c)
{
	double x = toy_share(aif_ctx_sim(c));

	aif_ctx_send(c, aif_ctx_self(c), 0, AIF_PRIO_SITE, 64, (aif_arg){ .u = 0 },
		     (aif_arg){ .u = 0 });
	if (x > 0) {
		aif_record_ledger(c, "capex.gpu", 15e6, TOY_GPUS, "GPU", "datasheet",
				  "servers, first order");
		aif_record_ledger_at(c, -180 * AIF_DAY, "capex.hall", 9e6, 4e6, "W", "published",
				     "shell and power");
		toy_milestone(c, "energise", 12, 18, "substation late");
		toy_milestone(c, "deliver", 6, 6, "");
	}
	(void)st;
}

static const aif_model_ops toy_cluster = { .name = "cluster",
					   .doc = "Toy.",
					   .state_size = sizeof(toy_part),
					   .params = toy_params,
					   .outputs = toy_cluster_out };
static const aif_model_ops toy_hall = { .name = "hall",
					.doc = "Toy.",
					.state_size = sizeof(toy_part),
					.params = toy_params,
					.outputs = toy_hall_out };
static const aif_model_ops toy_cooling = { .name = "cooling",
					   .doc = "Toy.",
					   .state_size = sizeof(toy_part),
					   .params = toy_params,
					   .outputs = toy_cooling_out };
static const aif_model_ops toy_feed = { .name = "feed",
					.doc = "Toy.",
					.state_size = sizeof(toy_part),
					.params = toy_params,
					.outputs = toy_feed_out };
static const aif_model_ops toy_service = { .name = "service",
					   .doc = "Toy.",
					   .state_size = sizeof(toy_part),
					   .params = toy_params,
					   .outputs = toy_service_out };
static const aif_model_ops toy_site = { .name = "site",
					.doc = "Drives the toy plant.",
					.state_size = sizeof(toy_part),
					.params = toy_params,
					.outputs = toy_site_out,
					.start = toy_start,
					.event = toy_event,
					.finish = toy_finish };
static const aif_model_ops *const toy_models[] = { &toy_cluster, &toy_hall, &toy_cooling, &toy_feed,
						   &toy_service, &toy_site, NULL };
static const aif_table *const toy_tables[] = { &aif_table_jobs,         &aif_table_ledger,
					       &aif_table_timeline,     &aif_table_binding,
					       &aif_table_audit,        &aif_table_summary,
					       &aif_table_provenance,   &aif_table_cashflow,
					       &aif_table_depreciation, NULL };
static const aif_registry toy_registry = { toy_models, NULL, toy_tables };

static inline void
toy_provenance(aif_sim *s, uint32_t id)
{
	static const char *const kinds[] = { "measured", "published", "datasheet", "estimate" };

	for (int i = 0; i < 9; i++) {
		aif_row_provenance p;

		memset(&p, 0, sizeof p);
		p.value = 1000 * i;
		p.entity = id;
		snprintf(p.field, sizeof p.field, "field%d", i);
		strcpy(p.unit, "W");
		strcpy(p.kind, kinds[i % 4]);
		strcpy(p.as_of, "2025-06");
		snprintf(p.source, sizeof p.source, "A source <with> \"signs\" & commas, page %d",
			 i);
		assert_int_equal(aif_sim_emit(s, &aif_table_provenance, &p), AIF_OK);
	}
}

// A ready sim of the toy plant over `hours`.
static inline aif_sim *
toy_sim(const char *label, int64_t hours)
{
	aif_sim_opt opt = { .registry = &toy_registry,
			    .start_unix_s = TOY_START,
			    .end_ns = hours * AIF_HOUR,
			    .bin_ns = AIF_HOUR,
			    .seed = 7,
			    .label = label };
	const struct {
		const aif_model_ops *m;
		const char *name;
	} part[] = {
		{ &toy_site, "ashburn" }, { &toy_feed, "utility" },  { &toy_cooling, "loop" },
		{ &toy_hall, "H1" },      { &toy_cluster, "train" }, { &toy_service, "chat" }
	};
	aif_diag d = { 0 };
	aif_sim *s;

	assert_int_equal(aif_sim_create(&s, &opt, &d), AIF_OK);
	for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
		uint32_t id;

		assert_int_equal(
		    aif_sim_add(s, part[i].m, part[i].name, AIF_NONE, "toy.lua:12", &id, &d),
		    AIF_OK);
		assert_int_equal(aif_sim_record(s, id, "*", &d), AIF_OK);
		toy_provenance(s, id);
	}
	assert_int_equal(aif_sim_ready(s, &d), AIF_OK);
	return s;
}

static inline aif_time
toy_end(const aif_sim *s)
{
	return aif_sim_options(s)->end_ns;
}

#endif
