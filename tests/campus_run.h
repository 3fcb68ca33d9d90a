// campus_run.h - running the small campus and reading what it leaves.
#ifndef AIF_TESTS_CAMPUS_RUN_H
#define AIF_TESTS_CAMPUS_RUN_H

#include "campus.h"

static inline void
ready(campus *k)
{
	aif_diag d = { 0 };

	if (aif_sim_ready(k->s, &d) != AIF_OK)
		fail_msg("%s", d.msg);
}

static inline void
run(campus *k, double days)
{
	assert_int_equal(aif_sim_run(k->s, aif_time_of_s(days * DAY), NULL), AIF_OK);
}

static inline double
now(const campus *k, uint32_t id, const char *output)
{
	const aif_signal *x = aif_sim_signal(k->s, id, output);

	assert_non_null(x);
	return x->value;
}

static inline double
total(const campus *k, uint32_t id, const char *output)
{
	return aif_signal_integral(aif_sim_signal(k->s, id, output), aif_sim_now(k->s));
}

static inline void
audits_pass(campus *k, size_t least)
{
	size_t n;
	const aif_row_audit *a = aif_sim_kept(k->s, &aif_table_audit, &n);

	assert_true(n >= least);
	for (size_t i = 0; i < n; i++)
		if (!a[i].pass)
			fail_msg("%s: %.17g, %.17g: %g", a[i].balance, a[i].left, a[i].right,
				 a[i].rel_error);
}

static inline double
summary(const campus *k, uint32_t id, const char *name)
{
	size_t n;
	const aif_row_summary *r = aif_sim_kept(k->s, &aif_table_summary, &n);

	for (size_t i = 0; i < n; i++)
		if (r[i].entity == id && strcmp(r[i].name, name) == 0)
			return r[i].value;
	fail_msg("no summary row '%s'", name);
	return NAN;
}

static inline double
ledger(const campus *k, const char *account)
{
	size_t n;
	const aif_row_ledger *r = aif_sim_kept(k->s, &aif_table_ledger, &n);
	double usd = 0;

	for (size_t i = 0; i < n; i++)
		usd += strcmp(r[i].account, account) == 0 ? r[i].amount_usd : 0;
	return usd;
}

#endif
