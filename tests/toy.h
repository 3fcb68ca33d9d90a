// toy.h - a made-up plant for tests of what comes after the simulation.
//
// Entities have the models and outputs of models/wire.h, but one driver writes
// them all from closed forms of time, so that a test knows what a file must
// hold: cluster.busy_gpus in hour h is 100 + h % 24, and so on (toy_hour).
#ifndef AIF_TESTS_TOY_H
#define AIF_TESTS_TOY_H

#include "aif_test.h"

#include <stdlib.h>
#include <string.h>

#include "core/ctx.h"
#include "models/record.h"

#define TOY_START 1798761600 // 2027-01-01T00:00:00Z
#define TOY_GPUS  512.0

typedef struct toy_part {
	double size, price;
	int kind;
	aif_time on_ns;
	const char *note;
	aif_dist slip;
	aif_signal s[8];
} toy_part;

#define TOY_OUT(i, name, unit, agg, doc)                                                           \
	{                                                                                          \
		name, unit, 0, 0, 0, offsetof(toy_part, s[i]), doc, AIF_F_NUM, NULL, 0, agg        \
	}

static const aif_field toy_params[] = {
	AIF_P(toy_part, size, "size", "W", 2e6, 0, 1e9, "Size of the part."),
	AIF_P(toy_part, price, "price", "USD/J", 1.5e-8, 0, 1, "Price of energy."),
	AIF_P_CHOICE(toy_part, kind, "kind", 1, "wet|dry|hybrid", "Kind of the part."),
	AIF_P_DATE(toy_part, on_ns, "on", 0, "When it is ready."),
	AIF_P_OF(toy_part, note, "note", AIF_F_TEXT, NULL, 0, "Remark."),
	AIF_P_DIST(toy_part, slip, "slip", "s", 0, 0, 1e9, "Delay."),
	{ 0 },
};
static const aif_field toy_cluster_out[] = {
	TOY_OUT(0, "it_w", "W", AIF_AGG_MEAN, "AC power of the racks."),
	TOY_OUT(1, "busy_gpus", "1", AIF_AGG_MEAN, "GPUs that run jobs."),
	TOY_OUT(2, "idle_gpus", "1", AIF_AGG_MEAN, "GPUs that wait."),
	TOY_OUT(3, "down_gpus", "1", AIF_AGG_MEAN, "GPUs in repair."),
	TOY_OUT(4, "unpowered_gpus", "1", AIF_AGG_MEAN, "GPUs delivered without power."),
	TOY_OUT(5, "owned_gpus", "1", AIF_AGG_LAST, "GPUs delivered."),
	TOY_OUT(6, "rented_gpus", "1", AIF_AGG_MEAN, "GPUs rented."),
	TOY_OUT(7, "useful_gpus", "1", AIF_AGG_MEAN, "GPUs whose work is kept."),
	{ 0 },
};
static const aif_field toy_hall_out[] = {
	TOY_OUT(0, "it_w", "W", AIF_AGG_MEAN, "IT power."),
	TOY_OUT(1, "loss_w", "W", AIF_AGG_MEAN, "Losses of UPS and distribution."),
	{ 0 },
};
static const aif_field toy_cooling_out[] = {
	TOY_OUT(0, "elec_w", "W", AIF_AGG_MEAN, "Power of the cooling plant."),
	TOY_OUT(1, "water_kg_s", "kg/s", AIF_AGG_MEAN, "Water drawn."),
	{ 0 },
};
static const aif_field toy_feed_out[] = {
	TOY_OUT(0, "firm_w", "W", AIF_AGG_LAST, "Firm capacity energised."),
	TOY_OUT(1, "import_w", "W", AIF_AGG_MEAN, "Power drawn from the grid."),
	TOY_OUT(2, "contracted_w", "W", AIF_AGG_LAST, "Capacity under contract."),
	TOY_OUT(3, "cost_usd", "USD", AIF_AGG_SUM, "Cost of energy."),
	TOY_OUT(4, "carbon_kg", "kg", AIF_AGG_SUM, "Carbon dioxide of the energy drawn."),
	{ 0 },
};
static const aif_field toy_site_out[] = {
	TOY_OUT(0, "facility_w", "W", AIF_AGG_MEAN, "Power of the site."),
	TOY_OUT(1, "it_w", "W", AIF_AGG_MEAN, "IT power."),
	TOY_OUT(2, "pue", "1", AIF_AGG_MEAN, "Power usage effectiveness."),
	{ 0 },
};
static const aif_field toy_service_out[] = {
	TOY_OUT(0, "served_tokens", "token", AIF_AGG_SUM, "Tokens served."),
	TOY_OUT(1, "arrived_tokens", "token", AIF_AGG_SUM, "Tokens asked for."),
	{ 0 },
};

// What the plant does in hour h, share x = 0 (nothing owned) .. 1.
typedef struct toy_now {
	double busy, it_w, loss_w, cool_w, water, facility_w, firm_w, contracted_w, price;
} toy_now;

static toy_now
toy_hour(int64_t h, double x)
{
	double season = cos(2 * 3.14159265358979 * ((double)(h % 8760) / 8760 - 0.55));
	toy_now n;

	n.busy = x * (100 + (double)(h % 24) + (double)h * 0.007);
	n.it_w = 0.3e6 * x + n.busy * 4e3;
	n.loss_w = 0.06 * n.it_w + 2e4;
	n.cool_w = n.it_w * (0.08 + 0.05 * season);
	n.water = n.it_w * 4e-8 * (1.2 + season);
	n.facility_w = n.it_w + n.loss_w + n.cool_w;
	n.firm_w = h < 18 * 730 ? 1.2e6 : 4.2e6;
	n.contracted_w = h < 12 * 730 ? 1.2e6 : 4.2e6;
	n.price = (30 + 12 * season + (double)(h % 24) * 0.8) / 3.6e9;
	return n;
}

static void
toy_set(const aif_sim *s, const char *entity, const char *out, aif_time now, double x)
{
	aif_signal *sig = aif_sim_signal(s, aif_sim_find(s, entity), out);

	if (sig)
		aif_signal_set(sig, now, x);
}

static void
toy_add(const aif_sim *s, const char *entity, const char *out, double x)
{
	aif_signal *sig = aif_sim_signal(s, aif_sim_find(s, entity), out);

	if (sig)
		aif_signal_add(sig, x);
}

static double
toy_share(const aif_sim *s)
{
	const char *label = aif_sim_options(s)->label;

	return strcmp(label, "cloud") == 0 ? 0 : 1;
}

static void
toy_rows_of_month(aif_ctx *c, const toy_now *n, double x, int64_t h)
{
	const char *label = aif_sim_options(aif_ctx_sim(c))->label;
	double cloud = strcmp(label, "cloud") == 0 ? 1 : strcmp(label, "hybrid") == 0 ? 0.15 : 0;
	double t = (double)h * 3600;
	aif_row_binding b;
	aif_row_job j;

	aif_record_ledger(c, "opex.energy", x * n->facility_w * 730 * 3600 * n->price,
			  n->facility_w * 730 / 1e3, "kWh", "published", "energy of the month");
	aif_record_ledger(c, "opex.staff", 60e3 + 90e3 * x, 1, "month", "estimate", "");
	if (cloud > 0)
		aif_record_ledger(c, "opex.rent", cloud * (140 + (double)h * 0.007) * 730 * 2.6,
				  cloud * 150 * 730, "GPU h", "published",
				  "cloud GPUs, \"reserved\"");
	memset(&b, 0, sizeof b);
	b.month_s = t;
	b.grid_w = b.feed_w = n->firm_w / 1.2;
	b.ups_w = 4e6;
	b.cooling_w = 3.6e6;
	b.racks_w = 2.4e6;
	b.delivered_w = h < 6 * 730 ? 0.6e6 : 2.4e6;
	b.demand_w = n->it_w * 1.4;
	b.used_w = n->it_w;
	b.idle_capital_usd = h > 6 * 730 && h < 18 * 730 ? 2e5 * x : 0;
	b.site = aif_ctx_self(c);
	strcpy(b.binds, h < 6 * 730 ? "delivery" : h < 18 * 730 ? "grid" : "demand");
	aif_ctx_emit(c, &aif_table_binding, &b);
	memset(&j, 0, sizeof j);
	j.id = h;
	j.gpus = 8;
	j.submit_s = t;
	j.start_s = t + 60 * (double)(h % 97);
	j.end_s = j.start_s + 3600;
	strcpy(j.status, "done");
	j.workload = j.cluster = aif_sim_find(aif_ctx_sim(c), "train");
	aif_ctx_emit(c, &aif_table_jobs, &j);
}

static void
toy_event(void *st, aif_ctx *c, const aif_ev *e)
{
	const aif_sim *s = aif_ctx_sim(c);
	aif_time now = aif_ctx_now(c);
	int64_t h = now / AIF_HOUR;
	double x = toy_share(s);
	toy_now n = toy_hour(h, x);

	(void)st;
	(void)e;
	toy_set(s, "train", "busy_gpus", now, n.busy);
	toy_set(s, "train", "useful_gpus", now, 0.96 * n.busy);
	toy_set(s, "train", "owned_gpus", now, x * TOY_GPUS);
	toy_set(s, "train", "down_gpus", now, x * 6);
	toy_set(s, "train", "unpowered_gpus", now, h < 18 * 730 ? x * 100 : 0);
	toy_set(s, "train", "idle_gpus", now,
		x * (TOY_GPUS - 6 - (h < 18 * 730 ? 100 : 0)) - n.busy);
	toy_set(s, "train", "rented_gpus", now, x > 0 ? 0 : 150);
	toy_set(s, "train", "it_w", now, n.it_w);
	toy_set(s, "H1", "it_w", now, n.it_w);
	toy_set(s, "H1", "loss_w", now, n.loss_w);
	toy_set(s, "loop", "elec_w", now, n.cool_w);
	toy_set(s, "loop", "water_kg_s", now, n.water);
	toy_set(s, "utility", "import_w", now, n.facility_w);
	toy_set(s, "utility", "firm_w", now, n.firm_w);
	toy_set(s, "utility", "contracted_w", now, n.contracted_w);
	toy_add(s, "utility", "cost_usd", n.facility_w * 3600 * n.price);
	toy_add(s, "utility", "carbon_kg", n.facility_w * 3600 * 1e-7);
	toy_add(s, "chat", "served_tokens", 1e9 + (double)(h % 24) * 1e7);
	toy_add(s, "chat", "arrived_tokens", 1.02e9 + (double)(h % 24) * 1e7);
	toy_set(s, "ashburn", "facility_w", now, n.facility_w);
	toy_set(s, "ashburn", "it_w", now, n.it_w);
	toy_set(s, "ashburn", "pue", now, n.it_w > 0 ? n.facility_w / n.it_w : 1);
	if (h % 730 == 0)
		toy_rows_of_month(c, &n, x, h);
	aif_ctx_send(c, aif_ctx_self(c), AIF_HOUR, AIF_PRIO_SITE, 64, (aif_arg){ .u = 0 },
		     (aif_arg){ .u = 0 });
}

static void
toy_milestone(aif_ctx *c, const char *step, double plan, double real, const char *reason)
{
	aif_row_milestone m;

	memset(&m, 0, sizeof m);
	m.plan_start_s = m.start_s = 0;
	m.plan_end_s = plan * 730 * 3600;
	m.end_s = real * 730 * 3600;
	m.entity = aif_sim_find(aif_ctx_sim(c), "utility");
	m.critical = real > plan;
	snprintf(m.step, sizeof m.step, "%s", step);
	snprintf(m.reason, sizeof m.reason, "%s", reason);
	aif_ctx_emit(c, &aif_table_timeline, &m);
}

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

static void
toy_finish(void *st, aif_ctx *c)
{
	double x = toy_share(aif_ctx_sim(c));

	(void)st;
	if (x > 0)
		aif_record_ledger(c, "residual.gpu", -2e6, TOY_GPUS, "GPU", "estimate", "resale");
	aif_record_audit(c, "energy", "J", 1e15, 1e15 + 1, 0, "feeds = IT + losses + cooling");
	aif_record_audit(c, "gpu-hours", "h", 10, 10, 0, "busy + idle + down = owned");
	aif_record_summary(c, "npv_cost_usd", 41e6 + x * 3e6, "USD",
			   "net present cost at the WACC");
	aif_record_summary(c, "tco_usd", 52e6 + x * 1e6, "USD", "undiscounted sum of the ledger");
	aif_record_summary(c, "usd_per_useful_gpu_h", 2.9 - x, "USD/GPU-h",
			   "cost per useful GPU-hour");
	aif_record_summary(c, "energy_mwh", 3.3e4 * x, "MWh", "electricity of the site");
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
static const aif_table *const toy_tables[] = { &aif_table_jobs,       &aif_table_ledger,
					       &aif_table_timeline,   &aif_table_binding,
					       &aif_table_audit,      &aif_table_summary,
					       &aif_table_provenance, NULL };
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
