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

// --- racks -----------------------------------------------------------------------

static uint32_t
n_batch(const aif_buildout_cluster *k)
{
	return (uint32_t)ceil(k->racks / k->batch - 1e-9);
}

// Racks of the batches before j.
static double
before(const aif_buildout_cluster *k, uint32_t j)
{
	return fmin(j * k->batch, k->racks);
}

// Batches out by t when the first came at `first`.
static uint32_t
batches_by(const aif_buildout_cluster *k, aif_time first, aif_time t)
{
	uint32_t n = n_batch(k);
	double gone;

	if (first == AIF_TIME_MAX || t < first)
		return 0;
	gone = k->batch_s > 0 ? floor(aif_time_to_s(t - first) / k->batch_s + 1e-9) + 1 : n;
	return gone < n ? (uint32_t)gone : n;
}

double
aif_buildout_delivered(const aif_buildout *b, uint32_t i, aif_time t, int planned)
{
	const aif_buildout_cluster *k = &b->cluster[i];
	const aif_buildout_dates *d = planned ? &k->plan : &k->real;

	return t >= k->retire ? 0 : before(k, batches_by(k, d->deliver, t));
}

// What the crew has commissioned of n batches: it takes them as they come, one rack
// after another. Source: Lindley's recursion, unrolled.
static double
commissioned(const aif_buildout *b, const aif_buildout_cluster *k, aif_time first, uint32_t n,
	     aif_time t)
{
	double racks = before(k, n);

	for (uint32_t j = 0; j < n; j++) {
		double s = aif_time_to_s(t - aif_plan_later(first, j * k->batch_s));

		racks = fmin(racks, before(k, j) + floor(s * b->crew_racks_s) + 1);
	}
	return racks;
}

double
aif_buildout_installed(const aif_buildout *b, uint32_t i, aif_time t, int planned,
		       aif_alloc_bind *few)
{
	const aif_buildout_cluster *k = &b->cluster[i];
	const aif_buildout_dates *d = planned ? &k->plan : &k->real;
	double there = aif_buildout_delivered(b, i, t, planned), racks, ready;
	uint32_t n = batches_by(k, d->install, t);

	*few = AIF_ALLOC_FLEET;
	if (t >= k->retire)
		return 0;
	ready = racks = before(k, n);
	if (b->crew_racks_s > 0)
		racks = commissioned(b, k, d->install, n, t);
	if (racks < ready)
		*few = AIF_ALLOC_STAFF;
	else if (racks < there)
		*few = AIF_ALLOC_INSTALL;
	else if (racks < k->racks)
		*few = AIF_ALLOC_DELIVERY;
	if (racks > 0 && t < d->fabric)
		*few = AIF_ALLOC_FABRIC;
	else if (racks > 0 && t < d->storage)
		*few = AIF_ALLOC_STORAGE;
	return *few == AIF_ALLOC_FABRIC || *few == AIF_ALLOC_STORAGE ? 0 : racks;
}

double
aif_buildout_hall_w(const aif_buildout *b, uint32_t h, aif_time t, int planned)
{
	const aif_buildout_hall *x = &b->hall[h];
	aif_time open = planned ? x->plan : x->open;
	double n;

	if (open == AIF_TIME_MAX || t < open)
		return 0;
	n = x->block_s > 0 ? floor(aif_time_to_s(t - open) / x->block_s + 1e-9) + 1 : x->blocks;
	return x->it_w * fmin(n / x->blocks, 1);
}

void
aif_buildout_place(const aif_buildout *b, aif_alloc *a, aif_time t)
{
	for (uint32_t h = 0; h < b->n_hall; h++) {
		double bin_w = b->hall[h].bin_w;
		double bins = floor(b->hall[h].it_w / bin_w * (1 + 1e-9));

		for (uint32_t i = 0; i < b->n_cluster; i++) {
			aif_alloc_cluster *c = &a->cluster[i];
			double per_bin = floor(bin_w / c->rack_w * (1 + 1e-9)), used;

			if (c->hall != h)
				continue;
			c->positions = t >= b->cluster[i].retire ? 0 : b->cluster[i].racks;
			if (b->hall[h].most_w > 0 && c->rack_w > b->hall[h].most_w)
				c->positions = 0;
			if (!(bin_w > 0))
				continue;
			used = per_bin > 0 ? fmin(ceil(c->positions / per_bin), bins) : 0;
			c->positions = fmin(c->positions, used * per_bin);
			bins -= used;
		}
	}
}

// --- plan ------------------------------------------------------------------------

static int
by_date(const void *a, const void *b)
{
	aif_time x = *(const aif_time *)a, y = *(const aif_time *)b;

	return (x > y) - (x < y);
}

// Power of a supply due by plan at t, after its losses.
static double
due_w(const aif_sim *sim, uint32_t feed, aif_time t)
{
	double left = 1 - aif_plan_param(sim, feed, "loss", 0), w = 0;
	uint32_t stage;

	if (aif_plan_date(sim, feed, "from") <= t && aif_plan_date(sim, feed, "to") > t)
		w += left * aif_plan_param(sim, feed, "capacity", 0);
	if (aif_plan_date(sim, feed, "leave") <= t)
		return w;
	for (uint32_t j = 0; (stage = aif_sim_nth(sim, "stage", feed, j)) != AIF_NONE; j++)
		if (aif_plan_date(sim, stage, "on") <= t)
			w += left * (aif_plan_param(sim, stage, "firm", 0) +
				     aif_plan_param(sim, stage, "flexible", 0));
	return w;
}

// Power of the site's supplies due by plan at t; *spare_w: what the loss of the largest takes.
static double
supply_due(const aif_buildout *b, const aif_sim *sim, uint32_t site, aif_time t, double *spare_w)
{
	uint32_t feed, n = 0;
	double w = 0;

	for (; (feed = aif_sim_nth(sim, "feed|gas", site, n)) != AIF_NONE; n++) {
		b->feed_w[n] = due_w(sim, feed, t);
		w += b->feed_w[n];
	}
	*spare_w = aif_alloc_largest(b->feed_w, n, b->spare_feeds);
	return w;
}

static void
put(aif_time *t, uint32_t *n, uint32_t cap, aif_time x)
{
	if (*n < cap && x < AIF_TIME_MAX)
		t[(*n)++] = x > 0 ? x : 0;
}

static void
put_cluster(const aif_buildout *b, const aif_buildout_cluster *k, aif_time *t, uint32_t *n,
	    uint32_t cap)
{
	put(t, n, cap, k->plan.fabric);
	put(t, n, cap, k->plan.storage);
	put(t, n, cap, k->retire);
	for (uint32_t j = 0; j < n_batch(k); j++) {
		aif_time at = aif_plan_later(k->plan.install, j * k->batch_s);

		put(t, n, cap, at);
		if (b->crew_racks_s > 0)
			put(t, n, cap, aif_plan_later(at, k->batch / b->crew_racks_s));
	}
	if (b->crew_racks_s > 0)
		put(t, n, cap, aif_plan_later(k->plan.install, k->racks / b->crew_racks_s));
}

// Every planned date of the site, in order, to t[cap]; 0 first. Returns how many.
static uint32_t
plan_dates(const aif_buildout *b, const aif_sim *sim, uint32_t site, aif_time *t, uint32_t cap)
{
	uint32_t n = 0, feed, stage, out = 0;

	put(t, &n, cap, 0);
	put(t, &n, cap, aif_plan_date(sim, aif_plan_colo(sim), "from"));
	put(t, &n, cap, aif_plan_date(sim, aif_plan_colo(sim), "to"));
	for (uint32_t i = 0; i < b->n_cluster; i++)
		put_cluster(b, &b->cluster[i], t, &n, cap);
	for (uint32_t i = 0; i < b->n_hall; i++)
		for (double k = 0; k < b->hall[i].blocks; k++)
			put(t, &n, cap, aif_plan_later(b->hall[i].plan, k * b->hall[i].block_s));
	for (uint32_t i = 0; (feed = aif_sim_nth(sim, "feed|gas", site, i)) != AIF_NONE; i++) {
		put(t, &n, cap, aif_plan_date(sim, feed, "from"));
		put(t, &n, cap, aif_plan_date(sim, feed, "to"));
		put(t, &n, cap, aif_plan_date(sim, feed, "leave"));
		for (uint32_t j = 0; (stage = aif_sim_nth(sim, "stage", feed, j)) != AIF_NONE; j++)
			put(t, &n, cap, aif_plan_date(sim, stage, "on"));
	}
	qsort(t, n, sizeof *t, by_date);
	for (uint32_t i = 0; i < n; i++)
		if (out == 0 || t[i] != t[out - 1])
			t[out++] = t[i];
	return out;
}

// At least as many as plan_dates finds.
static uint32_t
count_dates(const aif_buildout *b, const aif_sim *sim, uint32_t site)
{
	uint32_t n = 4, feed;

	for (uint32_t i = 0; i < b->n_cluster; i++)
		n += 2 * n_batch(&b->cluster[i]) + 4;
	for (uint32_t i = 0; i < b->n_hall; i++)
		n += (uint32_t)ceil(b->hall[i].blocks);
	for (uint32_t i = 0; (feed = aif_sim_nth(sim, "feed|gas", site, i)) != AIF_NONE; i++) {
		n += 3;
		for (uint32_t j = 0; aif_sim_nth(sim, "stage", feed, j) != AIF_NONE; j++)
			n++;
	}
	return n;
}

static void
plan_at(aif_buildout *b, aif_alloc *a, aif_time t, double *racks)
{
	for (uint32_t h = 0; h < b->n_hall; h++) {
		a->hall[h].limit_w = aif_buildout_hall_w(b, h, t, 1);
		a->hall[h].ready = a->hall[h].limit_w > 0;
	}
	for (uint32_t i = 0; i < b->n_cluster; i++)
		a->cluster[i].installed = aif_buildout_installed(b, i, t, 1, &a->cluster[i].few);
	aif_buildout_place(b, a, t);
	aif_alloc_grant(a);
	for (uint32_t i = 0; i < b->n_cluster; i++) {
		aif_buildout_cluster *k = &b->cluster[i];

		racks[i] = a->cluster[i].granted;
		if (racks[i] > 0 && k->plan_first == AIF_TIME_MAX)
			k->plan_first = t;
		if (racks[i] >= k->racks && k->plan_full == AIF_TIME_MAX)
			k->plan_full = t;
	}
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
		a->supply_w = supply_due(b, sim, site, t[p], &a->spare_w) - other_w;
		a->closed = !aif_plan_let_at(sim, t[p]);
		plan_at(b, a, t[p], racks);
	}
	aif_buildout_place(b, a, 0);
	return AIF_OK;
}

double
aif_buildout_planned(aif_buildout *b, uint32_t i, aif_time t)
{
	if (b->at >= b->n_plan || b->plan[b->at].t > t)
		b->at = 0;
	while (b->at + 1 < b->n_plan && b->plan[b->at + 1].t <= t)
		b->at++;
	return b->n_plan > 0 && b->plan[b->at].t <= t ? b->plan[b->at].racks[i] : 0;
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

// The deposit at order; the rest of each batch as it comes.
static void
pay_cluster(const aif_buildout *b, const aif_buildout_cluster *k, aif_ctx *c)
{
	static const char *const step[3] = { "at order", "at delivery", "at acceptance" };
	static const double usual[3] = { 0.3, 0.6, 0.1 };
	const aif_sim *s = aif_ctx_sim(c);
	const double *share = b->pay.n == 3 ? b->pay.x : usual;
	aif_time first[3] = { k->order, k->real.deliver, k->real.install };
	payment racks = { .account = "capex.gpu",
			  .unit = "rack",
			  .kind = aif_hw_rack_kind(s, k->id),
			  .of = aif_sim_name(s, aif_sim_ref(s, k->id, "rack")) };
	payment network = racks;

	network.account = "capex.network";
	network.kind = aif_hw_network_kind(s, k->id);
	for (int i = 0; i < 3 && k->bought; i++)
		for (uint32_t j = 0; j < (i == 0 ? 1 : n_batch(k)); j++) {
			double all = i == 0 ? k->racks : before(k, j + 1) - before(k, j);
			double n = share[i] * all;
			aif_time t = aif_plan_later(first[i], j * k->batch_s);

			if (t == AIF_TIME_MAX)
				continue;
			racks.quantity = network.quantity = n;
			racks.when = network.when = step[i];
			racks.usd = n * (k->rack_usd - k->network_usd);
			network.usd = n * k->network_usd;
			post(c, k->id, t, &racks);
			post(c, k->id, t, &network);
		}
}

// Even monthly payments that end with the planned hand-over of each block.
static void
pay_hall(const aif_buildout_hall *h, aif_ctx *c)
{
	double usd = h->it_w * h->usd_w / h->blocks;
	int n = (int)fmax(round(h->build_s / (365.25 / 12 * 86400)), 1);
	char part[40];
	payment shell = { .account = "capex.building",
			  .unit = "W",
			  .kind = aif_record_kind(aif_ctx_sim(c), h->id, "build_cost"),
			  .of = "build_cost",
			  .when = part,
			  .usd = usd * (1 - h->plant_frac) / n,
			  .quantity = h->it_w / h->blocks / n };
	payment plant = shell;

	if (h->plan == AIF_TIME_MAX)
		return;
	plant.account = "capex.plant";
	plant.usd = usd * h->plant_frac / n;
	for (double k = 0; k < h->blocks; k++)
		for (int i = 1; i <= n; i++) {
			aif_time t =
			    h->plan + aif_time_of_s(k * h->block_s - h->build_s * (n - i) / n);

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
