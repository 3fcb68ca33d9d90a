// caps.c - power caps for what weather, calls and incidents leave.
//
// Racks stay granted and draw less: clocks fall, and where that is not enough the
// cluster switches nodes off. When supplies fail, the UPS carries the load for its
// battery time and the site's batteries as long as they last; caps come after that.
// Energy of the UPS is booked to the supply that charges it again.
#include <math.h>
#include <string.h>

#include "models/record.h"
#include "models/site/site.h"

// What supplies may give now, after their losses and the site's own load.
static double
now_w(const aif_site *s, aif_time now)
{
	double w = -s->next_w * aif_site_next(s, now);

	for (uint32_t i = 0; i < s->n_feed; i++)
		w += aif_meter_value(&s->feed[i].now) * (1 - s->feed[i].loss_frac);
	return fmax(w - s->other_w, 0);
}

// Site power per IT power of a cluster's hall, as it is.
static double
site_frac(const aif_site *s, const aif_alloc_cluster *k)
{
	const aif_alloc_hall *h = &s->alloc.hall[k->hall];

	return h->in_frac +
	       h->heat_frac * fmax(s->alloc.cool[h->cool].elec_frac, s->cool_heat_frac);
}

static double
cool_share(const aif_site *s, uint32_t cool, aif_time now)
{
	double heat = 0, cap = aif_meter_value(&s->cool[cool].cap), share;
	double stress = aif_meter_value(&s->cool[cool].stress);

	if (cool == 0)
		cap = fmax(cap - s->next_heat_w * aif_site_next(s, now), 0);

	for (uint32_t i = 0; i < s->alloc.n_cluster; i++) {
		const aif_alloc_cluster *k = &s->alloc.cluster[i];

		if (s->alloc.hall[k->hall].cool == cool)
			heat += k->granted * k->rack_w * s->alloc.hall[k->hall].heat_frac;
	}
	share = heat > cap ? cap / heat : 1;
	if (stress >= 2)
		return 0;
	return stress >= 1 ? fmax(share, s->cool[cool].throttle_frac) : share;
}

// Of what racks of a hall that has lost UPS modules may draw, what the others can carry.
static double
hall_share(const aif_site *s, uint32_t hall)
{
	double left_w = (1 - aif_meter_value(&s->hall[hall].tripped)) * s->build.hall[hall].it_w;
	double want_w = 0;

	for (uint32_t i = 0; i < s->alloc.n_cluster; i++)
		if (s->alloc.cluster[i].hall == hall)
			want_w += s->alloc.cluster[i].granted * s->alloc.cluster[i].rack_w;
	return want_w > left_w ? left_w / want_w : 1;
}

// What a limit on carbon leaves to racks and their plant.
static double
paced_w(const aif_site *s, aif_time now)
{
	return fmax(aif_sitecarbon_pace_w(&s->carbon, s->sim, now) - s->other_w, 0);
}

static double
supply_share(const aif_site *s, aif_time now)
{
	double need = 0, have = fmin(now_w(s, now), paced_w(s, now));

	if (s->ride.on)
		return 1;
	for (uint32_t i = 0; i < s->alloc.n_cluster; i++)
		need += s->alloc.cluster[i].granted * s->alloc.cluster[i].rack_w *
			site_frac(s, &s->alloc.cluster[i]);
	return need > have ? have / need : 1;
}

// --- ride-through --------------------------------------------------------------------

// What the site draws at this instant.
static double
load_w(const aif_site *s)
{
	double w = 0;

	for (uint32_t i = 0; i < s->alloc.n_cluster; i++)
		w += aif_meter_value(&s->cluster[i].it) * site_frac(s, &s->alloc.cluster[i]);
	return w;
}

// Least battery time of the halls' UPS, where a supply has failed altogether.
static double
ups_s(const aif_site *s)
{
	double least = INFINITY;
	int failed = 0;

	for (uint32_t i = 0; i < s->n_feed; i++)
		failed |=
		    aif_meter_value(&s->feed[i].limit) > 0 && aif_meter_value(&s->feed[i].now) <= 0;
	for (uint32_t i = 0; i < s->alloc.n_hall; i++)
		least = fmin(least, s->hall[i].battery_s);
	return failed && isfinite(least) ? least : 0;
}

// How long the site's batteries carry short_w; 0 when their power does not reach.
static double
bess_s(const aif_site *s, double short_w)
{
	double power_w = 0, energy_j = 0;

	for (uint32_t i = 0; i < s->n_bess; i++) {
		power_w += s->bess[i].power_w;
		energy_j += aif_meter_value(&s->bess[i].stored) * s->bess[i].discharge_frac;
	}
	return power_w >= short_w ? energy_j / short_w : 0;
}

// Begins the ride-through when supplies fall short.
static void
begin_ride(aif_site *s, aif_ctx *c, double short_w, double s_left)
{
	if (short_w <= 0 || s->ride.on || s->ride.spent || !(s_left > 0))
		return;
	s->ride.on = 1;
	aif_ctx_timer(c, &s->ride.timer, aif_time_of_s(s_left), AIF_PRIO_SITE, AIF_CAPS_RIDE,
		      (aif_arg){ 0 });
}

// A cluster must draw less than it would, or may again draw all.
static void
tell_cap(aif_ctx *c, uint32_t cluster, double cap_w)
{
	aif_row_event r;
	int on = !isinf(cap_w);

	memset(&r, 0, sizeof r);
	r.time_s = r.until_s = aif_time_to_s(aif_ctx_now(c));
	r.entity = cluster;
	r.size = on ? cap_w : 0;
	strncpy(r.kind, on ? "power cap" : "power cap ends", sizeof r.kind - 1);
	strncpy(r.unit, "W", sizeof r.unit - 1);
	strncpy(r.note, "supplies or cooling can not carry all", sizeof r.note - 1);
	aif_ctx_emit(c, &aif_table_events, &r);
}

void
aif_caps_tell(aif_site *s, aif_ctx *c)
{
	aif_time now = aif_ctx_now(c);
	double supply;

	// A tick of the very instant at which a supply fails may come before the news of it.
	begin_ride(s, c, load_w(s) - now_w(s, now), ups_s(s));
	supply = supply_share(s, now);
	s->was_short |= supply < 1;
	for (uint32_t i = 0; i < s->alloc.n_cluster; i++) {
		const aif_alloc_cluster *k = &s->alloc.cluster[i];
		double share = fmin(supply, cool_share(s, s->alloc.hall[k->hall].cool, now));
		double cap, was = s->cluster[i].cap_w;

		if (aif_meter_value(&s->hall[k->hall].tripped) > 0)
			share = fmin(share, hall_share(s, k->hall));
		cap = share < 1 ? share * k->granted * k->rack_w : INFINITY;
		if (cap == was || (cap > 0 && fabs(cap - was) < 1e-3 * was))
			continue;
		if (isinf(cap) != isinf(was))
			tell_cap(c, s->build.cluster[i].id, cap);
		s->cluster[i].cap_w = cap;
		aif_ctx_send(c, s->build.cluster[i].id, 0, AIF_PRIO_INPUT, AIF_EV_CAP,
			     (aif_arg){ .x = cap }, (aif_arg){ 0 });
	}
}

void
aif_caps_changed(aif_site *s, aif_ctx *c)
{
	double short_w = load_w(s) - now_w(s, aif_ctx_now(c));

	if (short_w <= 0) {
		aif_ctx_cancel(c, &s->ride.timer);
		s->ride.on = s->ride.spent = 0;
	} else {
		begin_ride(s, c, short_w, fmax(ups_s(s), bess_s(s, short_w)));
	}
	aif_caps_tell(s, c);
}

void
aif_caps_ride_ends(aif_site *s, aif_ctx *c)
{
	s->ride.on = 0;
	s->ride.spent = 1;
	aif_record_event(c, "ride-through ends", aif_time_to_s(aif_ctx_now(c)),
			 load_w(s) - now_w(s, aif_ctx_now(c)), "W",
			 "batteries are empty, supplies short");
	aif_caps_tell(s, c);
}

// --- what caps cost --------------------------------------------------------------------

void
aif_caps_count(aif_site *s, aif_time now, double dt)
{
	for (uint32_t i = 0; i < s->alloc.n_cluster; i++) {
		aif_site_cluster *k = &s->cluster[i];
		const aif_alloc_cluster *a = &s->alloc.cluster[i];
		double busy = aif_meter_take(&k->busy, now);
		double clock = k->clock.s ? aif_meter_take(&k->clock, now) / dt : 1;
		double dark = aif_meter_take(&k->unpowered, now);
		double idle = (s->build.cluster[i].racks - a->granted) *
			      s->build.cluster[i].gpus_per_rack * dt;
		// Before delivery there are no GPUs to have power.
		double lost = busy * (1 - clock) + (a->granted > 0 ? fmax(dark - idle, 0) : 0);

		if (isfinite(k->cap_w) || clock < 1) {
			double *sum = s->was_short ? &s->short_gpu_s : &s->hot_gpu_s;

			*sum += lost;
			aif_signal_add(&s->capped_gpu_s, lost);
		}
	}
	s->was_short = supply_share(s, now) < 1;
}
