// buildout.c - order, pay, deliver, install, energise, run: the pipeline of a site.
#include "models/site/buildout.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/hw.h"
#include "models/meter.h"
#include "models/plan.h"
#include "models/record.h"

double
aif_buildout_installed(const aif_buildout *b, uint32_t i, aif_time t)
{
	const aif_buildout_cluster *k = &b->cluster[i];

	if (k->install == AIF_TIME_MAX || t < k->install)
		return 0;
	if (b->crew_racks_s <= 0)
		return k->racks;
	return fmin(floor(aif_time_to_s(t - k->install) * b->crew_racks_s) + 1, k->racks);
}

// --- plan ------------------------------------------------------------------------

static int
by_date(const void *a, const void *b)
{
	aif_time x = *(const aif_time *)a, y = *(const aif_time *)b;

	return (x > y) - (x < y);
}

// A date parameter; AIF_TIME_MAX: never.
static aif_time
date_of(const aif_sim *sim, uint32_t id, const char *field)
{
	return aif_time_of_s(aif_plan_param(sim, id, field, INFINITY));
}

// Power of the site's supplies due by plan at t.
static double
supply_due(const aif_sim *sim, uint32_t site, aif_time t)
{
	uint32_t feed, stage;
	double w = 0;

	for (uint32_t i = 0; (feed = aif_sim_nth(sim, "feed|gas", site, i)) != AIF_NONE; i++) {
		double left = 1 - aif_plan_param(sim, feed, "loss", 0);

		if (date_of(sim, feed, "from") <= t && date_of(sim, feed, "to") > t)
			w += left * aif_plan_param(sim, feed, "capacity", 0);
		for (uint32_t j = 0; (stage = aif_sim_nth(sim, "stage", feed, j)) != AIF_NONE; j++)
			if (date_of(sim, stage, "on") <= t)
				w += left * (aif_plan_param(sim, stage, "firm", 0) +
					     aif_plan_param(sim, stage, "flexible", 0));
	}
	return w;
}

// Every planned date of the site, in order, to t[cap]; 0 first.
static uint32_t
plan_dates(const aif_buildout *b, const aif_sim *sim, uint32_t site, aif_time *t, uint32_t cap)
{
	uint32_t n = 0, feed, stage, out = 0;

	t[n++] = 0;
	for (uint32_t i = 0; i < b->n_cluster && n + 1 < cap; i++) {
		t[n++] = b->cluster[i].install;
		if (b->crew_racks_s > 0 && b->cluster[i].install < AIF_TIME_MAX)
			t[n++] = b->cluster[i].install +
				 aif_time_of_s(b->cluster[i].racks / b->crew_racks_s);
	}
	for (uint32_t i = 0; i < b->n_hall && n < cap; i++)
		t[n++] = b->hall[i].plan;
	for (uint32_t i = 0; (feed = aif_sim_nth(sim, "feed|gas", site, i)) != AIF_NONE; i++) {
		if (n < cap)
			t[n++] = date_of(sim, feed, "from");
		for (uint32_t j = 0;
		     (stage = aif_sim_nth(sim, "stage", feed, j)) != AIF_NONE && n < cap; j++)
			t[n++] = date_of(sim, stage, "on");
	}
	for (uint32_t i = 0; i < n; i++)
		if (t[i] < 0)
			t[i] = 0;
	qsort(t, n, sizeof *t, by_date);
	for (uint32_t i = 0; i < n; i++)
		if (t[i] < AIF_TIME_MAX && (out == 0 || t[i] != t[out - 1]))
			t[out++] = t[i];
	return out;
}

static uint32_t
count_dates(const aif_buildout *b, const aif_sim *sim, uint32_t site)
{
	uint32_t n = 2 * b->n_cluster + b->n_hall + 2, feed;

	for (uint32_t i = 0; (feed = aif_sim_nth(sim, "feed|gas", site, i)) != AIF_NONE; i++)
		for (uint32_t j = 0; n++, aif_sim_nth(sim, "stage", feed, j) != AIF_NONE; j++)
			;
	return n;
}

aif_err
aif_buildout_make_plan(aif_buildout *b, aif_alloc *a, aif_sim *sim, uint32_t site, double other_w,
		       aif_diag *d)
{
	aif_arena *arena = aif_sim_arena(sim);
	uint32_t cap = count_dates(b, sim, site);
	aif_time *t = aif_arena_alloc(arena, cap * sizeof *t);
	double *racks;

	if (!t)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	b->n_plan = plan_dates(b, sim, site, t, cap);
	b->plan = aif_arena_alloc(arena, b->n_plan * sizeof *b->plan + 1);
	racks = aif_arena_alloc(arena, (size_t)b->n_plan * b->n_cluster * sizeof *racks + 1);
	if (!b->plan || !racks)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	for (uint32_t i = 0; i < b->n_cluster; i++)
		b->cluster[i].plan_first = b->cluster[i].plan_full = AIF_TIME_MAX;
	for (uint32_t p = 0; p < b->n_plan; p++, racks += b->n_cluster) {
		b->plan[p] = (aif_buildout_plan){ t[p], racks };
		for (uint32_t h = 0; h < b->n_hall; h++)
			a->hall[h].ready = t[p] >= b->hall[h].plan;
		for (uint32_t i = 0; i < b->n_cluster; i++)
			a->cluster[i].installed = aif_buildout_installed(b, i, t[p]);
		a->supply_w = supply_due(sim, site, t[p]) - other_w;
		aif_alloc_grant(a);
		for (uint32_t i = 0; i < b->n_cluster; i++) {
			aif_buildout_cluster *k = &b->cluster[i];

			racks[i] = a->cluster[i].granted;
			if (racks[i] > 0 && k->plan_first == AIF_TIME_MAX)
				k->plan_first = t[p];
			if (racks[i] >= k->racks && k->plan_full == AIF_TIME_MAX)
				k->plan_full = t[p];
		}
	}
	return AIF_OK;
}

double
aif_buildout_planned(const aif_buildout *b, uint32_t i, aif_time t)
{
	double racks = 0;

	for (uint32_t p = 0; p < b->n_plan && b->plan[p].t <= t; p++)
		racks = b->plan[p].racks[i];
	return racks;
}

// --- money -------------------------------------------------------------------------

// A payment: `kind` of its price, the entry that it is `of`, and `when` it falls due.
typedef struct payment {
	const char *account, *unit, *kind, *of, *when;
	double usd, quantity;
} payment;

static void
post(aif_ctx *c, uint32_t entity, aif_time t, const payment *p)
{
	const aif_sim_opt *o = aif_sim_options(aif_ctx_sim(c));
	aif_row_ledger r;

	if (p->usd == 0 || t >= o->end_ns)
		return;
	memset(&r, 0, sizeof r);
	r.time_s = aif_time_to_s(t);
	r.amount_usd = p->usd;
	r.quantity = p->quantity;
	r.unit_price_usd = p->quantity > 0 ? p->usd / p->quantity : 0;
	r.entity = entity;
	snprintf(r.account, sizeof r.account, "%s", p->account);
	snprintf(r.kind, sizeof r.kind, "%s", p->kind);
	snprintf(r.unit, sizeof r.unit, "%s", p->unit);
	snprintf(r.note, sizeof r.note, "%.36s, %.20s", p->of, p->when);
	aif_ctx_emit(c, &aif_table_ledger, &r);
}

static void
pay_cluster(const aif_buildout *b, const aif_buildout_cluster *k, aif_ctx *c)
{
	static const char *const step[3] = { "at order", "at delivery", "at acceptance" };
	static const double usual[3] = { 0.3, 0.6, 0.1 };
	const aif_sim *s = aif_ctx_sim(c);
	aif_time when[3] = { k->order, k->deliver, k->install };
	const double *share = b->pay.n == 3 ? b->pay.x : usual;
	payment racks = { .account = "capex.gpu",
			  .unit = "rack",
			  .kind = aif_hw_rack_kind(s, k->id),
			  .of = aif_sim_name(s, aif_sim_ref(s, k->id, "rack")) };
	payment network = racks;

	network.account = "capex.network";
	network.kind = aif_hw_network_kind(s, k->id);
	for (int i = 0; i < 3; i++) {
		double n = share[i] * k->racks;

		if (when[i] == AIF_TIME_MAX)
			continue;
		racks.quantity = network.quantity = n;
		racks.when = network.when = step[i];
		racks.usd = n * (k->rack_usd - k->network_usd);
		network.usd = n * k->network_usd;
		post(c, k->id, when[i], &racks);
		post(c, k->id, when[i], &network);
	}
}

// Even monthly payments that end with the planned hand-over.
static void
pay_hall(const aif_buildout_hall *h, aif_ctx *c)
{
	double usd = h->it_w * h->usd_w;
	int n = (int)fmax(round(h->build_s / (365.25 / 12 * 86400)), 1);
	char part[40];
	payment shell = { .account = "capex.building",
			  .unit = "W",
			  .kind = aif_record_kind(aif_ctx_sim(c), h->id, "build_cost"),
			  .of = "build_cost",
			  .when = part,
			  .usd = usd * (1 - h->plant_frac) / n,
			  .quantity = h->it_w / n };
	payment plant = shell;

	if (h->plan == AIF_TIME_MAX)
		return;
	plant.account = "capex.plant";
	plant.usd = usd * h->plant_frac / n;
	for (int i = 1; i <= n; i++) {
		aif_time t = h->plan - aif_time_of_s(h->build_s * (n - i) / n);

		snprintf(part, sizeof part, "part %d of %d", i, n);
		post(c, h->id, t, &shell);
		post(c, h->id, t, &plant);
	}
}

void
aif_buildout_pay(const aif_buildout *b, aif_ctx *c)
{
	for (uint32_t i = 0; i < b->n_cluster; i++)
		pay_cluster(b, &b->cluster[i], c);
	for (uint32_t i = 0; i < b->n_hall; i++)
		pay_hall(&b->hall[i], c);
}

// --- timeline ------------------------------------------------------------------------

typedef struct span {
	aif_time plan0, plan1, t0, t1;
} span;

static double
or_nan(aif_time t)
{
	return t == AIF_TIME_MAX ? NAN : aif_time_to_s(t);
}

static void
step(aif_ctx *c, uint32_t entity, const char *name, const span *s, const char *reason, int critical)
{
	aif_row_milestone r;

	memset(&r, 0, sizeof r);
	r.plan_start_s = or_nan(s->plan0);
	r.plan_end_s = or_nan(s->plan1);
	r.start_s = or_nan(s->t0);
	r.end_s = or_nan(s->t1);
	r.entity = entity;
	r.critical = critical;
	strncpy(r.step, name, sizeof r.step - 1);
	strncpy(r.reason, reason, sizeof r.reason - 1);
	aif_ctx_emit(c, &aif_table_timeline, &r);
}

void
aif_buildout_milestones(const aif_buildout *b, aif_ctx *c)
{
	for (uint32_t i = 0; i < b->n_hall; i++) {
		const aif_buildout_hall *h = &b->hall[i];
		aif_time from =
		    h->plan == AIF_TIME_MAX ? h->plan : h->plan - aif_time_of_s(h->build_s);

		step(c, h->id, "build", &(span){ from, h->plan, from, h->open },
		     h->open > h->plan ? "construction" : "", h->open > h->plan);
		step(c, h->id, "run", &(span){ h->plan, h->plan, h->open, h->open }, "", 0);
	}
	for (uint32_t i = 0; i < b->n_cluster; i++) {
		const aif_buildout_cluster *k = &b->cluster[i];
		int late = k->first > k->plan_first || k->full > k->plan_full;
		int waits = k->first > k->install;

		step(c, k->id, "deliver", &(span){ k->order, k->deliver, k->order, k->deliver }, "",
		     !waits);
		step(c, k->id, "install", &(span){ k->deliver, k->install, k->deliver, k->install },
		     "", !waits);
		step(c, k->id, "run", &(span){ k->plan_first, k->plan_full, k->first, k->full },
		     late ? aif_alloc_name(k->late_why) : "", waits);
	}
}
