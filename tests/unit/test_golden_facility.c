// Every row of tests/data/golden-facility.csv: a known answer per formula.
#include <stdlib.h>
#include <string.h>

#include "aif_test.h"
#include "coolplants.h"
#include "models/cooling/hx.h"
#include "models/cooling/psychro.h"
#include "models/cooling/ride.h"
#include "models/cooling/water.h"
#include "models/grid/bill.h"
#include "models/power/outage.h"
#include "models/power/stage.h"
#include "models/redundancy.h"
#include "models/site/usage.h"
#include "models/swing.h"
#include "util/csv.h"

// The number after "KEY" in the inputs of a row.
static double
arg(const char *in, const char *key)
{
	const char *p = strstr(in, key);

	return p ? strtod(p + strlen(key), NULL) : NAN;
}

// Frontier, as ExaDigiT/RAPS has it (config/frontier.yaml, power.py): a node of
// 2 x ... devices behind a SIVOC (13 W, 0.98); a rack of 128 nodes, 32 switches of
// 250 W and 32 rectifiers (17 W, 0.96); 25 CDU pumps of 8473.47 W.
static double
raps_node(const char *in, const char *what)
{
	double idle = 90 + 4 * 88, peak = 280 + 4 * 560, rest = 74.26 + 4 * 20 + 30;

	(void)what;
	return aif_stage_device_w((strstr(in, "u=1") ? peak : idle) + rest, 1, 13, 0.98);
}

static double
raps_machine(const char *in, const char *what)
{
	double node = raps_node(strstr(in, "peak") ? "u=1" : "u=0", what);

	return 1e-6 * (74 * aif_stage_device_w(128 * node + 32 * 250, 32, 17, 0.96) + 25 * 8473.47);
}

static double
ups(const char *in, const char *what)
{
	const aif_stage s = { 1, { 0.010, 0.005, 0.015 } };

	(void)what;
	return aif_stage_eff(&s, arg(in, "L="));
}

static double
transformer(const char *in, const char *what)
{
	const aif_stage s = { 1, { 0.0015, 0, 0.0085 } };

	(void)what;
	return aif_stage_eff(&s, arg(in, "L="));
}

// States run over the first type's count fastest: (0,0) (1,0) (2,0) (0,1) ...
static double
gen_start(const char *in, const char *what)
{
	const aif_outage_gen a = { 2, 1, 0.99, 0.05, 1 }, b = { 1, 1, 0.95, 0.1, 1 };
	int i = (int)arg(in, "state");

	(void)what;
	return aif_outage_start_prob(&a, i % 3) * aif_outage_start_prob(&b, i / 3);
}

static double
survival(const char *in, const char *what)
{
	const aif_outage_gen two = { 2, 1e3, 1, 0, 5 * 3600.0 }, one = { 1, 1e5, 0.98, 0.1, 36e4 };
	const aif_outage_store small = { 4e3 * 3600, 1e3, 0.75, 0.5, 1, 1 },
			       large = { 4e5 * 3600, 1e5, 1, 0, 1, 1 };
	double load[24] = { 1e3, 2e3, 2e3 }, p = NAN;

	(void)what;
	if (strstr(in, "REopt 3h")) {
		assert_int_equal(aif_outage_survival(&two, &small, load, 3, 3600, &p, NULL),
				 AIF_OK);
		return p;
	}
	for (int i = 0; i < 24; i++)
		load[i] = 1e5;
	assert_int_equal(aif_outage_survival(&one, &large, load, 24, 3600, &p, NULL), AIF_OK);
	return p;
}

static double
k_of_n(const char *in, const char *what)
{
	(void)in, (void)what;
	return aif_redundancy_k_of_n(10, 12, 0.98 * (1 - 0.005));
}

static double
pue_agg(const char *in, const char *what)
{
	aif_usage sum = { 0 }, a = { 50, 50 * 1.5, 0, 0 }, b = { 100, 100 * 1.1, 0, 0 };

	(void)in, (void)what;
	aif_usage_add(&sum, &a);
	aif_usage_add(&sum, &b);
	return aif_usage_pue(&sum);
}

static double
wetbulb(const char *in, const char *what)
{
	double wb = NAN;

	(void)what;
	assert_int_equal(
	    aif_psychro_wetbulb(arg(in, "T="), arg(in, "RH=") / 100, arg(in, "p="), &wb, NULL),
	    AIF_OK);
	return wb;
}

static double
stull(const char *in, const char *what)
{
	(void)what;
	return aif_psychro_stull_c(arg(in, "T="), arg(in, "RH=") / 100);
}

static double
eps_ntu(const char *in, const char *what)
{
	(void)what;
	return aif_hx_eps(arg(in, "NTU="), arg(in, "Cr="));
}

static double
cdu_flow(const char *in, const char *what)
{
	(void)in, (void)what;
	return aif_hx_rise_k(1e6, 1.5e-3 / 60 * 1000, 997, 4180);
}

static double
tower(const char *in, const char *what)
{
	(void)what;
	return aif_tower_approach_k(&york_calc, arg(in, "Twb="), arg(in, "R="), arg(in, "LG="),
				    NULL);
}

// Half load is PLR 0.5 of the capacity available at the reference temperatures.
static double
chiller(const char *in, const char *what)
{
	const aif_chiller_curve *c = strstr(in, "781") ? &york_ys_781 : &york_yt_1403;
	double cap = aif_chiller_cap_frac(c, c->te_ref_c, c->tc_ref_c);

	if (strcmp(what, "COP_nominal") == 0)
		return aif_chiller_cop(c, 0, c->te_ref_c, c->tc_ref_c, cap);
	return aif_chiller_cop(c, 0, c->te_ref_c, c->tc_ref_c, 0.5 * cap);
}

// The example of EnergyPlus' AirCooledElectricChiller.idf, rated COP 3, water at its reference.
static double
blast(const char *in, const char *what)
{
	static const aif_chiller_blast c = { 3,
					     6.67,
					     35,
					     2.778,
					     { 0.944836, -0.0570088, 0.00185486 },
					     { 2.333, -1.975, 0.6121 },
					     { 0.03303, 0.6852, 0.2818 } };

	(void)what;
	return aif_chiller_blast_cop(&c, arg(in, "T="), c.te_ref_c, 0.5);
}

static double
ride(const char *in, const char *what)
{
	(void)in, (void)what;
	return aif_ride_s(5 * 1000 * 4180.0, 10, 1e6);
}

// 1 kWh of heat; 1 kg is 1 L.
static double
tower_water(const char *in, const char *what)
{
	(void)what;
	return aif_water_makeup(aif_water_evap_kg_s(3.6e6, 1), arg(in, "CoC="), 0);
}

static double
tower_water_ip(const char *in, const char *what)
{
	(void)in, (void)what;
	return aif_water_makeup(aif_water_evap_gpm(1000, 10), 5, 0.0002 * 1000);
}

static double
ramp(const char *in, const char *what)
{
	(void)in, (void)what;
	return aif_swing_ramp_j(100e6, 10e6 / 60) / 3.6e9;
}

static double
buffer(const char *in, const char *what)
{
	(void)in, (void)what;
	return aif_swing_buffer_j(40e6, 0.8, 2) * 1e-6;
}

static double
harmonic(const char *in, const char *what)
{
	(void)what;
	return aif_swing_harmonic_w(40, 0.8, (int)arg(in, "n="));
}

static double
min_take(const char *in, const char *what)
{
	static const double peak[12] = { 40, 50, 60, 70, 80, 85, 90, 95, 95, 96, 97, 98 };
	double usd = 0;

	(void)in, (void)what;
	for (int i = 0; i < 12; i++)
		usd += 7.45e-3 * aif_bill_demand_w(peak[i] * 1e6, 100e6, 0.85, 0, 0);
	return usd;
}

typedef double answer(const char *in, const char *what);

static const struct {
	const char *model;
	answer *fn;
} models[] = {
	{ "raps_node", raps_node },
	{ "raps_machine", raps_machine },
	{ "ups_quadratic", ups },
	{ "transformer", transformer },
	{ "gen_start_prob", gen_start },
	{ "outage_survival", survival },
	{ "k_of_n", k_of_n },
	{ "pue_agg", pue_agg },
	{ "wetbulb_psychro", wetbulb },
	{ "wetbulb_stull", stull },
	{ "eps_ntu_counterflow", eps_ntu },
	{ "cdu_flow", cdu_flow },
	{ "tower_yorkcalc", tower },
	{ "chiller_eir", chiller },
	{ "chiller_blast", blast },
	{ "ride_through", ride },
	{ "tower_water", tower_water },
	{ "tower_water_ip", tower_water_ip },
	{ "ramp_energy", ramp },
	{ "swing_buffer", buffer },
	{ "swing_harmonic", harmonic },
	{ "min_take_bill", min_take },
};

typedef struct tally {
	int n, wrong;
} tally;

static aif_err
check_row(void *user, const aif_csv_row *r, aif_diag *d)
{
	tally *t = user;
	const char *model = r->cell[aif_csv_col(r, "model")];
	double want = strtod(r->cell[aif_csv_col(r, "expected")], NULL);
	const char *tol_text = r->cell[aif_csv_col(r, "tolerance")];
	double tol = strtod(tol_text, NULL) * (strstr(tol_text, "rel") ? fabs(want) : 1);

	(void)d;
	t->n++;
	for (size_t i = 0; i < sizeof models / sizeof *models; i++)
		if (strcmp(models[i].model, model) == 0) {
			double got = models[i].fn(r->cell[aif_csv_col(r, "inputs")],
						  r->cell[aif_csv_col(r, "quantity")]);

			if (fabs(got - want) <= tol)
				return AIF_OK;
			print_error("%s:%ld: %s(%s) = %.10g, expected %.10g\n", r->path, r->line,
				    model, r->cell[2], got, want);
			t->wrong++;
			return AIF_OK;
		}
	print_error("%s:%ld: no test for '%s'\n", r->path, r->line, model);
	t->wrong++;
	return AIF_OK;
}

static void
golden_facility_every_known_answer_is_met(void **u)
{
	tally t = { 0 };
	aif_diag d = { 0 };

	(void)u;
	if (aif_csv_read("tests/data/golden-facility.csv", NULL, check_row, &t, &d) != AIF_OK)
		fail_msg("%s", d.msg);
	assert_int_equal(t.wrong, 0);
	assert_true(t.n >= 65);
}

// --- no row is forgotten ---------------------------------------------------------------

// Answered elsewhere: money by test_tvm, test_depr, test_rent, test_finance, which read
// tests/data/golden-finance.csv; queues by tests/theory/test_queueing.c; quantiles of
// draws by tests/theory/test_uncertainty.c.
static const char *const others[] = { "irr",
				      "npv_excel",
				      "xirr",
				      "xnpv",
				      "irr_all",
				      "effective_cost",
				      "pwf_escal_yr1",
				      "pwf_escal_yr2",
				      "project_aftertax",
				      "own_vs_rent",
				      "hamilton_tco",
				      "hp_tco",
				      "erlang_c",
				      "mc_lognormal_product",
				      "triangular",
				      "wacc" };

typedef struct lookup {
	const char *const *cell; // of the row looked for
	int found;
} lookup;

static aif_err
same_row(void *user, const aif_csv_row *r, aif_diag *d)
{
	lookup *l = user;
	int same = 1;

	(void)d;
	for (int i = 0; i < 7 && same; i++)
		same = strcmp(r->cell[i], l->cell[i]) == 0;
	l->found |= same;
	return AIF_OK;
}

static aif_err
check_copied(void *user, const aif_csv_row *r, aif_diag *d)
{
	tally *t = user;
	lookup l = { r->cell, 0 };

	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (strcmp(others[i], r->cell[1]) == 0)
			return AIF_OK;
	t->n++;
	if (aif_csv_read("tests/data/golden-facility.csv", NULL, same_row, &l, d) != AIF_OK)
		return d->code;
	if (!l.found) {
		print_error("%s:%ld: row %s (%s) is not in tests/data/golden-facility.csv\n",
			    r->path, r->line, r->cell[0], r->cell[2]);
		t->wrong++;
	}
	return AIF_OK;
}

static void
golden_facility_copies_every_row_of_the_facts(void **u)
{
	tally t = { 0 };
	aif_diag d = { 0 };

	(void)u;
	need_shared("facts/golden-facility-finance.csv");
	if (aif_csv_read("../shared/facts/golden-facility-finance.csv", NULL, check_copied, &t,
			 &d) != AIF_OK)
		fail_msg("%s", d.msg);
	assert_int_equal(t.wrong, 0);
	assert_int_equal(t.n, 66);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(golden_facility_every_known_answer_is_met),
		cmocka_unit_test(golden_facility_copies_every_row_of_the_facts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
