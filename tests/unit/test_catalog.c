// The built-in catalog: every entry is of a known model, complete, within range, cited.
#include "aif_test.h"

#include <string.h>

#include "lua/scenario.h"
#include "models/index.h"

static void
print_problem(void *user, const char *line)
{
	(void)user;
	print_message("# %s\n", line);
}

static void
catalog_is_whole_and_cited(void **unused)
{
	static const char text[] = "horizon { from = '2027-01-01', to = '2028-01-01' }";
	aif_scenario_opt opt = {
		.registry = &aif_index, .whole_catalog = 1, .take_catalog = 1, .text = text
	};
	aif_scenario *sc = NULL;
	aif_sim *sim = NULL;
	aif_diag d = { 0 };

	(void)unused;
	assert_int_equal(aif_scenario_load(&sc, "x.lua", &opt, print_problem, NULL, &d), AIF_OK);
	assert_true(aif_scenario_n_entity(sc) > 20);
	assert_int_equal(aif_scenario_build(sc, 0, 1, 0, 1, &sim, &d), AIF_OK);
	if (aif_sim_ready(sim, &d) != AIF_OK)
		fail_msg("%s", d.msg);
	aif_sim_free(sim);
	aif_scenario_free(sc);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(catalog_is_whole_and_cited) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
