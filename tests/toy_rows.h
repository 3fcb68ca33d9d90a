// toy_rows.h - what the toy plant does each hour and the rows it writes.
#ifndef AIF_TESTS_TOY_ROWS_H
#define AIF_TESTS_TOY_ROWS_H

#include "toy_cash.h"
#include "toy_fields.h"

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
toy_finish(void *st, aif_ctx *c)
{
	double x = toy_share(aif_ctx_sim(c));

	(void)st;
	toy_cash(c, x);
	if (x > 0)
		toy_books(c);
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

#endif
