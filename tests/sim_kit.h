// sim_kit.h - building small simulations by hand in tests.
#ifndef AIF_TESTS_SIM_KIT_H
#define AIF_TESTS_SIM_KIT_H

#include "aif_test.h"

#include <stdlib.h>
#include <string.h>

#include "core/ctx.h"
#include "models/index.h"
#include "models/record.h"

// A sim of all built-in models that ends after end_s.
static inline aif_sim *
kit_sim(const aif_registry *r, double end_s, uint64_t seed)
{
	aif_sim_opt opt = { .registry = r ? r : &aif_index,
			    .start_unix_s = 1798761600, // 2027-01-01, a Friday
			    .end_ns = aif_time_of_s(end_s),
			    .bin_ns = AIF_HOUR,
			    .seed = seed,
			    .replica = 1,
			    .label = "" };
	aif_diag d = { 0 };
	aif_sim *s;

	if (aif_sim_create(&s, &opt, &d) != AIF_OK)
		fail_msg("%s", d.msg);
	return s;
}

static inline uint32_t
kit_add_ops(aif_sim *s, const aif_model_ops *m, const char *name, uint32_t parent)
{
	aif_diag d = { 0 };
	uint32_t id = AIF_NONE;

	if (aif_sim_add(s, m, name, parent, "", &id, &d) != AIF_OK)
		fail_msg("%s", d.msg);
	return id;
}

static inline uint32_t
kit_add(aif_sim *s, const char *model, const char *name, uint32_t parent)
{
	const aif_model_ops *m = aif_model_find(aif_sim_options(s)->registry, model);

	assert_non_null(m);
	return kit_add_ops(s, m, name, parent);
}

static inline void *
kit_at(aif_sim *s, uint32_t id, const char *field)
{
	const aif_field *f = aif_model_field(aif_sim_model(s, id)->params, field);

	if (!f)
		fail_msg("no field %s", field);
	return (char *)aif_sim_state(s, id) + f->off;
}

static inline void
kit_num(aif_sim *s, uint32_t id, const char *field, double x)
{
	const aif_field *f = aif_model_field(aif_sim_model(s, id)->params, field);

	void *at = kit_at(s, id, field);

	if (f->type == AIF_F_NUM)
		*(double *)at = x;
	else if (f->type == AIF_F_DATE)
		*(aif_time *)at = aif_time_of_s(x);
	else if (f->type == AIF_F_DIST)
		*(aif_dist *)at = (aif_dist){ .kind = AIF_DIST_CONST, .p = { x } };
	else
		*(int *)at = (int)x;
}

static inline void
kit_word(aif_sim *s, uint32_t id, const char *field, const char *word)
{
	const aif_field *f = aif_model_field(aif_sim_model(s, id)->params, field);

	assert_true(aif_model_word(f->of, word, (int *)kit_at(s, id, field)));
}

static inline void
kit_ref(aif_sim *s, uint32_t id, const char *field, uint32_t to)
{
	*(uint32_t *)kit_at(s, id, field) = to;
}

static inline void
kit_refs(aif_sim *s, uint32_t id, const char *field, uint32_t to)
{
	uint32_t *list = aif_arena_memdup(aif_sim_arena(s), &to, sizeof to);

	*(aif_refs *)kit_at(s, id, field) = (aif_refs){ 1, list };
}

static inline void
kit_run(aif_sim *s)
{
	aif_diag d = { 0 };

	if (aif_sim_ready(s, &d) != AIF_OK)
		fail_msg("%s", d.msg);
	assert_int_equal(aif_sim_run(s, aif_sim_options(s)->end_ns, NULL), AIF_OK);
	aif_sim_finish(s);
}

static inline double
kit_value(const aif_sim *s, uint32_t id, const char *output)
{
	return aif_sim_signal(s, id, output)->value;
}

static inline double
kit_integral(const aif_sim *s, uint32_t id, const char *output)
{
	return aif_signal_integral(aif_sim_signal(s, id, output), aif_sim_now(s));
}

// Every audit row passes; returns how many there are.
static inline size_t
kit_audits(aif_sim *s)
{
	size_t n;
	const aif_row_audit *a = aif_sim_rows(s, &aif_table_audit, &n);

	for (size_t i = 0; i < n; i++)
		if (!a[i].pass)
			fail_msg("audit %s: %.17g against %.17g", a[i].balance, a[i].left,
				 a[i].right);
	return n;
}

#endif
