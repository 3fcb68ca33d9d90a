// fin_world.h - a cluster, a strategy and the money models in one simulation.
#ifndef AIF_TESTS_FIN_WORLD_H
#define AIF_TESTS_FIN_WORLD_H

#include "fin_fakes.h"
#include "models/fin/fin.h"
#include "models/index.h"

#define YEAR  AIF_FIN_YEAR_S
#define DAY   86400.0
#define HOUR  3600.0
#define Y2027 1798761600 // 2027-01-01

// --- building ----------------------------------------------------------------------------

typedef struct world {
	aif_registry registry;
	aif_sim *sim;
	uint32_t cluster, strategy, price, rules, finance;
	uint32_t one[1], lists[2];
} world;

static inline uint32_t
add(world *w, const aif_model_ops *m, const char *name)
{
	uint32_t id;

	assert_int_equal(aif_sim_add(w->sim, m, name, AIF_NONE, "", &id, NULL), AIF_OK);
	return id;
}

static inline void
set(world *w, uint32_t id, const char *field, double x)
{
	const aif_field *f = aif_model_field(aif_sim_model(w->sim, id)->params, field);
	char *at = (char *)aif_sim_state(w->sim, id) + f->off;

	if (f->type == AIF_F_NUM)
		*(double *)(void *)at = x;
	else if (f->type == AIF_F_CHOICE || f->type == AIF_F_BOOL)
		*(int *)(void *)at = (int)x;
	else if (f->type == AIF_F_REF)
		*(uint32_t *)(void *)at = (uint32_t)x;
	else if (f->type == AIF_F_DATE)
		*(aif_time *)(void *)at = aif_time_of_s(x);
	else
		fail();
}

static const double resale[] = { 1, 0.78, 0.60, 0.46, 0.35 };

// One cluster, one strategy, and the money models, from 2027-01-01 for `days`.
static inline void
make(world *w, double days)
{
	aif_sim_opt opt = { .start_unix_s = Y2027,
			    .end_ns = aif_time_of_s(days * DAY),
			    .bin_ns = AIF_DAY,
			    .seed = 1,
			    .label = "" };
	aif_fin_rules *r;

	memset(w, 0, sizeof *w);
	w->registry.tables = aif_index.tables;
	opt.registry = &w->registry;
	assert_int_equal(aif_sim_create(&w->sim, &opt, NULL), AIF_OK);
	w->price = add(w, &aif_model_cloud_price, "cloud");
	w->rules = add(w, &aif_model_accounting, "rules");
	w->cluster = add(w, &fake_cluster, "train");
	w->strategy = add(w, &aif_model_strategy, "way");
	w->finance = add(w, &aif_model_finance, "finance");
	w->one[0] = w->cluster;
	w->lists[0] = w->price;
	set(w, w->price, "on_demand", 3 / HOUR);
	set(w, w->price, "reserved_1y", 2 / HOUR);
	set(w, w->price, "spot", 1 / HOUR);
	set(w, w->finance, "wacc", 0.10);
	r = aif_sim_state(w->sim, w->rules);
	r->residual = (aif_nums){ 5, resale };
	for (int g = 0; g < AIF_FIN_GROUPS; g++)
		r->book_s[g] = r->class_s[g] = 5 * YEAR;
}

static inline void
rent(world *w, double reserved)
{
	aif_fin_strategy *p = aif_sim_state(w->sim, w->strategy);

	p->rent = (aif_refs){ 1, w->one };
	p->price = (aif_refs){ 1, w->lists };
	set(w, w->strategy, "reserved", reserved);
}

static inline void
run(world *w)
{
	aif_diag d = { 0 };

	if (aif_sim_ready(w->sim, &d) != AIF_OK)
		fail_msg("%s", d.msg);
	assert_int_equal(aif_sim_run(w->sim, aif_sim_options(w->sim)->end_ns, NULL), AIF_OK);
	assert_int_equal(aif_sim_finish(w->sim), AIF_OK);
}

// Sum of amounts (or quantities) of the accounts that begin with `account`.
static inline double
ledger(const world *w, const char *account, int quantity)
{
	size_t n;
	const aif_row_ledger *r = aif_sim_kept(w->sim, &aif_table_ledger, &n);
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		if (strncmp(r[i].account, account, strlen(account)) == 0)
			sum += quantity ? r[i].quantity : r[i].amount_usd;
	return sum;
}

static inline double
summary(const world *w, const char *name)
{
	size_t n;
	const aif_row_summary *r = aif_sim_kept(w->sim, &aif_table_summary, &n);

	for (size_t i = 0; i < n; i++)
		if (strcmp(r[i].name, name) == 0)
			return r[i].value;
	fail_msg("no summary row '%s'", name);
	return NAN;
}

// Every audit passes; there are at least `least` of them.
static inline void
assert_audited(const world *w, size_t least)
{
	size_t n;
	const aif_row_audit *r = aif_sim_kept(w->sim, &aif_table_audit, &n);

	assert_true(n >= least);
	for (size_t i = 0; i < n; i++)
		if (!r[i].pass)
			fail_msg("%s: %.15g, %.15g", r[i].balance, r[i].left, r[i].right);
}

#endif
