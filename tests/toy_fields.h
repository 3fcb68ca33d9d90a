// toy_fields.h - the toy plant's parameters and outputs, and what it does in an hour.
#ifndef AIF_TESTS_TOY_FIELDS_H
#define AIF_TESTS_TOY_FIELDS_H

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

#endif
