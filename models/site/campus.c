// campus.c - what stands in a site: clusters, halls, cooling plants and supplies.
//
// Run once when all are wired; only clusters that the strategy owns count.
#include <math.h>

#include "models/hw.h"
#include "models/plan.h"
#include "models/site/site.h"

#define SUPPLIES "feed|gas|genset|solar"
#define STANDING "feed|gas" // what racks are granted for

static void *
take(aif_sim *sim, size_t n, size_t size)
{
	return aif_arena_alloc(aif_sim_arena(sim), n * size + 1);
}

static uint32_t
count(const aif_sim *sim, const char *models, uint32_t site)
{
	uint32_t n = 0;

	while (aif_sim_nth(sim, models, site, n) != AIF_NONE)
		n++;
	return n;
}

static double
design(const aif_sim *sim, uint32_t id, const char *output)
{
	const aif_signal *s = aif_sim_signal(sim, id, output);

	return s ? s->value : 0;
}

static aif_time
latest(aif_time a, aif_time b)
{
	return a > b ? a : b;
}

static void
add_hall(aif_site *s, const aif_sim *sim, uint32_t site, uint32_t i, uint32_t id)
{
	uint32_t plant = aif_sim_ref(sim, id, "cooling");
	double it_w = aif_plan_param(sim, id, "it", 1);
	aif_time ready = aif_plan_date(sim, id, "ready");
	aif_alloc_hall *h = &s->alloc.hall[i];

	if (plant == AIF_NONE)
		plant = aif_sim_nth(sim, "cooling", site, 0);
	h->limit_w = it_w;
	h->air_w = aif_plan_param(sim, id, "air", 0);
	h->in_frac = design(sim, id, "in_design_w") / it_w;
	h->heat_frac = design(sim, id, "heat_design_w") / it_w;
	for (h->cool = 0; aif_sim_nth(sim, "cooling", site, h->cool) != plant;)
		h->cool++;
	aif_meter_bind(&s->hall[i].it, sim, id, "it_w");
	aif_meter_bind(&s->hall[i].loss, sim, id, "loss_w");
	aif_meter_bind(&s->hall[i].limit, sim, id, "limit_w");
	aif_meter_bind(&s->hall[i].tripped, sim, id, "tripped");
	s->hall[i].battery_s = aif_plan_param(sim, id, "battery", 0);
	s->build.hall[i] = (aif_buildout_hall){
		.id = id,
		.plan = ready,
		.open = latest(aif_plan_later(ready, aif_plan_param(sim, id, "slip", 0) *
							 aif_plan_delay(sim, id)),
			       aif_plan_after(sim, id, 0)),
		.it_w = it_w,
		.usd_w = aif_plan_param(sim, id, "build_cost", 0),
		.plant_frac = aif_plan_param(sim, id, "plant_share", 0),
		.build_s = aif_plan_param(sim, id, "build_time", 0),
		.blocks = ceil(aif_plan_param(sim, id, "blocks", 1)),
		.block_s = aif_plan_param(sim, id, "block_every", 0),
		.bin_w = aif_plan_param(sim, id, "busway", 0),
		.most_w = aif_plan_param(sim, id, "rack_limit", 0),
	};
}

// Day from which a part of the cluster may carry its load; at once where none is given.
static aif_time
part(const aif_sim *sim, uint32_t cluster, const char *model, int planned)
{
	uint32_t id = aif_sim_nth(sim, model, cluster, 0);
	aif_time ready = aif_plan_date(sim, id, "ready");

	if (id == AIF_NONE)
		return AIF_PLAN_PAST;
	return latest(ready == AIF_TIME_MAX ? AIF_PLAN_PAST : ready,
		      aif_plan_after(sim, id, planned));
}

static aif_buildout_dates
dates(const aif_site *s, const aif_sim *sim, uint32_t id, int planned)
{
	aif_buildout_dates d;

	d.deliver = aif_plan_delivery(sim, id, planned);
	d.install =
	    latest(aif_plan_later(d.deliver, s->install_s), aif_plan_after(sim, id, planned));
	d.fabric = part(sim, id, "fabric", planned);
	d.storage = part(sim, id, "storage", planned);
	return d;
}

static aif_err
add_cluster(aif_site *s, const aif_sim *sim, uint32_t hall, uint32_t id, aif_diag *d)
{
	uint32_t i = s->alloc.n_cluster++;
	aif_buildout_cluster *k = &s->build.cluster[i];
	aif_hw_unit u;
	aif_err err = aif_hw_resolve(sim, aif_sim_ref(sim, id, "rack"), &u, d);

	if (err != AIF_OK) {
		aif_err_at(d, "cluster '%s' in hall '%s'", aif_sim_name(sim, id),
			   aif_sim_name(sim, s->build.hall[hall].id));
		return err;
	}
	k->id = id;
	k->hall_id = s->build.hall[hall].id;
	k->racks = aif_plan_param(sim, id, "racks", 0);
	k->gpus_per_rack = u.gpus_per_rack;
	k->rack_usd = aif_hw_rack_usd(sim, id, &u);
	k->network_usd = fmin(aif_hw_network_usd(sim, id, &u), k->rack_usd);
	k->bought = aif_sim_ref(sim, id, "from") == AIF_NONE;
	if (!k->bought)
		k->rack_usd = k->network_usd = 0;
	k->order = aif_plan_date(sim, id, k->bought ? "order" : "retire");
	k->retire = aif_plan_date(sim, id, "retire");
	k->batch = aif_plan_param(sim, id, "batch", 0);
	if (!(k->batch > 0))
		k->batch = k->racks;
	k->batch_s = aif_plan_param(sim, id, "batch_every", 0);
	k->plan = dates(s, sim, id, 1);
	k->real = dates(s, sim, id, 0);
	k->first = k->full = AIF_TIME_MAX;
	s->alloc.cluster[i] = (aif_alloc_cluster){
		.hall = hall,
		.rack_w = u.rack->max_w * s->provision_frac,
		.air_frac = 1 - aif_plan_param(sim, s->build.hall[hall].id, "liquid",
					       u.server->liquid_frac),
	};
	aif_meter_bind(&s->cluster[i].it, sim, id, "it_w");
	aif_meter_bind(&s->cluster[i].fan, sim, id, "fan_w");
	aif_meter_bind(&s->cluster[i].wanted, sim, id, "wanted_gpus");
	aif_meter_bind(&s->cluster[i].busy, sim, id, "busy_gpus");
	aif_meter_bind(&s->cluster[i].clock, sim, id, "clock_frac");
	aif_meter_bind(&s->cluster[i].unpowered, sim, id, "unpowered_gpus");
	s->cluster[i].cap_w = INFINITY;
	return AIF_OK;
}

// Power of all racks that a hall holds at one time.
static void
fill_halls(aif_site *s)
{
	for (uint32_t h = 0; h < s->build.n_hall; h++) {
		aif_buildout_hall *x = &s->build.hall[h];

		for (uint32_t i = 0; i < s->build.n_cluster; i++)
			if (s->alloc.cluster[i].hall == h)
				x->racks_w +=
				    s->build.cluster[i].racks * s->alloc.cluster[i].rack_w;
		x->racks_w = fmin(x->racks_w, x->it_w);
	}
}

static aif_err
allocate(aif_site *s, aif_sim *sim, uint32_t self, uint32_t n_cluster, aif_diag *d)
{
	aif_alloc *a = &s->alloc;

	a->n_hall = s->build.n_hall = count(sim, "hall", self);
	a->n_cool = count(sim, "cooling", self);
	s->n_feed = count(sim, SUPPLIES, self);
	s->n_bess = count(sim, "bess", self);
	s->bess = take(sim, s->n_bess, sizeof *s->bess);
	s->build.n_cluster = n_cluster;
	a->hall = take(sim, a->n_hall, sizeof *a->hall);
	a->cool = take(sim, a->n_cool, sizeof *a->cool);
	a->cluster = take(sim, n_cluster, sizeof *a->cluster);
	a->hall_left_w = take(sim, a->n_hall, sizeof *a->hall_left_w);
	a->cool_left_w = take(sim, a->n_cool, sizeof *a->cool_left_w);
	a->air_left_w = take(sim, a->n_hall, sizeof *a->air_left_w);
	s->build.cluster = take(sim, n_cluster, sizeof *s->build.cluster);
	s->build.hall = take(sim, a->n_hall, sizeof *s->build.hall);
	s->cluster = take(sim, n_cluster, sizeof *s->cluster);
	s->hall = take(sim, a->n_hall, sizeof *s->hall);
	s->cool = take(sim, a->n_cool, sizeof *s->cool);
	s->feed = take(sim, s->n_feed, sizeof *s->feed);
	s->build.feed_w = take(sim, s->n_feed, sizeof *s->build.feed_w);
	if (!a->air_left_w || !a->hall || !a->cool || !a->cluster || !a->hall_left_w ||
	    !a->cool_left_w || !s->build.cluster || !s->build.hall || !s->cluster || !s->hall ||
	    !s->cool || !s->feed || !s->bess || !s->build.feed_w)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	if (n_cluster > 0 && (a->n_cool == 0 || s->n_feed == 0))
		return aif_err_fail(d, AIF_EINVAL, "has no %s (expected at least one)",
				    a->n_cool == 0 ? "cooling" : "feed");
	return AIF_OK;
}

static void
add_plants(aif_site *s, const aif_sim *sim, uint32_t self)
{
	for (uint32_t i = 0; i < s->alloc.n_cool; i++) {
		uint32_t id = aif_sim_nth(sim, "cooling", self, i);

		s->alloc.cool[i].cap_w = design(sim, id, "cap_design_w");
		s->alloc.cool[i].elec_frac = design(sim, id, "elec_design_frac");
		aif_meter_bind(&s->cool[i].elec, sim, id, "elec_w");
		aif_meter_bind(&s->cool[i].water, sim, id, "water_kg_s");
		aif_meter_bind(&s->cool[i].cap, sim, id, "cap_w");
		aif_meter_bind(&s->cool[i].stress, sim, id, "stress");
		s->cool[i].throttle_frac = aif_plan_param(sim, id, "throttle", 0);
	}
	for (uint32_t i = 0; i < s->n_feed; i++) {
		uint32_t id = aif_sim_nth(sim, SUPPLIES, self, i);

		aif_meter_bind(&s->feed[i].import, sim, id, "import_w");
		aif_meter_bind(&s->feed[i].loss, sim, id, "loss_w");
		aif_meter_bind(&s->feed[i].firm, sim, id, "firm_w");
		aif_meter_bind(&s->feed[i].limit, sim, id, "limit_w");
		aif_meter_bind(&s->feed[i].now, sim, id,
			       aif_sim_signal(sim, id, "now_w") ? "now_w" : "limit_w");
		aif_meter_bind(&s->feed[i].contracted, sim, id, "contracted_w");
		aif_meter_bind(&s->feed[i].carbon, sim, id, "carbon_kg");
		s->feed[i].loss_frac = aif_plan_param(sim, id, "loss", 0);
		s->feed[i].stands = aif_model_word(STANDING, aif_sim_model(sim, id)->name, NULL);
	}
	for (uint32_t i = 0; i < s->n_bess; i++) {
		uint32_t id = aif_sim_nth(sim, "bess", self, i);

		aif_meter_bind(&s->bess[i].loss, sim, id, "loss_w");
		aif_meter_bind(&s->bess[i].stored, sim, id, "stored_j");
		s->bess[i].first_j = aif_meter_value(&s->bess[i].stored);
		s->bess[i].power_w = aif_plan_param(sim, id, "power", 0);
		s->bess[i].discharge_frac = aif_plan_param(sim, id, "discharge", 1);
	}
}

// What may change between two intervals: supplies, halls, cooling.
static aif_err
watch(aif_sim *sim, uint32_t self, aif_diag *d)
{
	static const char *const what[][2] = { { "feed", "now_w" },
					       { "genset", "limit_w" },
					       { "hall", "tripped" },
					       { "cooling", "stress" } };
	uint32_t id;

	for (int k = 0; k < 4; k++)
		for (uint32_t i = 0; (id = aif_sim_nth(sim, what[k][0], self, i)) != AIF_NONE; i++)
			if (aif_sim_watch(sim, id, what[k][1], self, AIF_EV_CHANGED, AIF_PRIO_SITE,
					  d) != AIF_OK)
				return d ? d->code : AIF_ENOMEM;
	return AIF_OK;
}

aif_err
aif_campus_gather(aif_site *s, aif_sim *sim, uint32_t self, aif_diag *d)
{
	uint32_t n = 0, id, hall;

	for (uint32_t i = 0; (hall = aif_sim_nth(sim, "hall", self, i)) != AIF_NONE; i++)
		for (uint32_t k = 0; aif_plan_cluster(sim, hall, k) != AIF_NONE; k++)
			n++;
	s->built = n > 0;
	if (allocate(s, sim, self, n, d) != AIF_OK)
		return d ? d->code : AIF_EINVAL;
	if (!s->built)
		return AIF_OK;
	for (uint32_t i = 0; i < s->alloc.n_hall; i++)
		add_hall(s, sim, self, i, aif_sim_nth(sim, "hall", self, i));
	// Priority is the order of declaration, across halls.
	for (uint32_t k = 0; (id = aif_sim_nth(sim, "cluster", AIF_NONE, k)) != AIF_NONE; k++)
		for (uint32_t i = 0; i < s->alloc.n_hall && aif_plan_owned(sim, id); i++)
			if (aif_sim_ref(sim, id, "hall") == s->build.hall[i].id &&
			    add_cluster(s, sim, i, id, d) != AIF_OK)
				return d ? d->code : AIF_EINVAL;
	fill_halls(s);
	add_plants(s, sim, self);
	if (watch(sim, self, d) != AIF_OK)
		return d ? d->code : AIF_ENOMEM;
	s->build.crew_racks_s = s->crew_racks_s;
	s->build.pay = s->pay;
	s->build.leased = aif_plan_colo(sim) != AIF_NONE;
	s->alloc.contract_w = aif_plan_let_w(sim, self);
	s->neighbour = aif_sim_nth(sim, "neighbour", self, 0);
	s->next_w = aif_plan_param(sim, s->neighbour, "power", 0);
	s->next_heat_w = aif_plan_param(sim, s->neighbour, "heat", 0);
	s->next_growth = aif_plan_param(sim, s->neighbour, "growth", 0);
	for (uint32_t i = 0; i < s->alloc.n_cool; i++)
		s->cool[i].design_w = s->alloc.cool[i].cap_w;
	if (s->alloc.n_cool > 0)
		s->alloc.cool[0].cap_w = fmax(s->alloc.cool[0].cap_w - s->next_heat_w, 0);
	s->build.spare_feeds = s->spare_feeds;
	return aif_buildout_make_plan(&s->build, &s->alloc, sim, self, s->other_w + s->next_w, d);
}
