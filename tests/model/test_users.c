// Users of a region and two services: a room near by and a core behind it.
#include "job_kit.h"

#include "hgx_kit.h"
#include "models/record.h"
#include "models/wire.h"

#define DAYS  20
#define END_S (DAYS * 86400.0)

typedef struct plant {
	aif_sim *s;
	uint32_t rack, llm, near, far, users;
} plant;

static uint32_t
service(plant *p, const char *name, int racks)
{
	uint32_t k, v;
	char racks_of[32];

	snprintf(racks_of, sizeof racks_of, "%s racks", name);
	k = kit_add(p->s, "cluster", racks_of, AIF_NONE);
	kit_ref(p->s, k, "rack", p->rack);
	kit_num(p->s, k, "racks", racks);
	v = kit_add(p->s, "service", name, AIF_NONE);
	kit_ref(p->s, v, "on", k);
	kit_ref(p->s, v, "model", p->llm);
	kit_num(p->s, v, "isl", 1000);
	kit_num(p->s, v, "osl", 200);
	kit_num(p->s, v, "tpot", 0.05);
	kit_num(p->s, v, "sample", 0);
	return v;
}

// Racks of one server of eight H100; Llama-3.1-8B; one rack near by, ten in the core.
static plant
plant_make(double rate, aif_time zoom_ns)
{
	aif_sim_opt opt = { .registry = &aif_index,
			    .start_unix_s = 1798761600, // 2027-01-01
			    .end_ns = aif_time_of_s(END_S),
			    .bin_ns = AIF_HOUR,
			    .zoom_ns = zoom_ns,
			    .label = "" };
	aif_diag d = { 0 };
	plant p;
	static const double rtt[] = { 0.001, 0.03 };
	uint32_t to[2];

	assert_int_equal(aif_sim_create(&p.s, &opt, &d), AIF_OK);
	p.rack = hgx_rack(p.s, "rack1", 1, 11000);
	p.llm = hgx_llm(p.s);
	to[0] = p.near = service(&p, "near", 1);
	to[1] = p.far = service(&p, "far", 10);
	p.users = kit_add(p.s, "users", "town", AIF_NONE);
	*(aif_refs *)kit_at(p.s, p.users, "to") =
	    (aif_refs){ .n = 2, .id = aif_arena_memdup(aif_sim_arena(p.s), to, sizeof to) };
	*(aif_nums *)kit_at(p.s, p.users, "rtt") = (aif_nums){ .n = 2, .x = rtt };
	kit_num(p.s, p.users, "rate", rate);
	*(int *)kit_at(p.s, p.users, "shape") = 1;
	return p;
}

static double
summary(const plant *p, uint32_t entity, const char *name)
{
	size_t n;
	const aif_row_summary *r = aif_sim_rows(p->s, &aif_table_summary, &n);

	for (size_t i = 0; i < n; i++)
		if (r[i].entity == entity && strcmp(r[i].name, name) == 0)
			return r[i].value;
	fail_msg("no summary %s", name);
	return NAN;
}

// Requests per second of a GPU at capacity.
static double
gpu_hz(void)
{
	plant p = plant_make(1, 0);
	double hz;

	kit_run(p.s);
	hz = summary(&p, p.near, "replica_requests_s");
	assert_true(kit_value(p.s, p.near, "gpus") == 1); // one GPU a replica
	aif_sim_free(p.s);
	return hz;
}

// 12 GPUs' worth of requests, 8 GPUs near by: 8/12 of them stay there from the first hour on,
// in which racks have no power yet. All are served.
static void
the_room_near_by_is_filled_and_the_rest_goes_on(void **unused)
{
	double c = gpu_hz();

	(void)unused;
	for (int plan = 0; plan < 2; plan++) {
		plant p = plant_make(12 * c, plan ? 6 * AIF_HOUR : 0);
		double first_s = plan ? 6 * 3600 : 3600;

		kit_run(p.s);
		kit_audits(p.s);
		assert_rel(kit_value(p.s, p.users, "asked_requests"), 12 * c * END_S, 1e-9);
		assert_rel(kit_value(p.s, p.users, "near_requests"), 8 * c * (END_S - first_s),
			   1e-6);
		assert_rel(kit_value(p.s, p.near, "arrived_requests"),
			   kit_value(p.s, p.users, "near_requests"), 1e-9);
		assert_rel(kit_value(p.s, p.far, "arrived_requests"),
			   kit_value(p.s, p.users, "far_requests"), 1e-9);
		assert_true(summary(&p, p.near, "served_share") > 0.999);
		assert_true(summary(&p, p.far, "served_share") > 0.999);
		assert_near(kit_value(p.s, p.users, "rtt_s"), (8 * 0.001 + 4 * 0.03) / 12, 1e-9);
		aif_sim_free(p.s);
	}
}

// 90 % of 12 GPUs' worth may not leave: 10.8 near by, where 8 can be served; 1.2 go on.
static void
data_that_stay_wait_near_by(void **unused)
{
	double c = gpu_hz();
	plant p = plant_make(12 * c, 0);

	(void)unused;
	kit_num(p.s, p.users, "stay", 0.9);
	kit_run(p.s);
	kit_audits(p.s);
	assert_rel(kit_value(p.s, p.users, "near_requests"), 10.8 * c * END_S, 1e-9);
	assert_rel(kit_value(p.s, p.users, "far_requests"), 1.2 * c * END_S, 1e-9);
	assert_rel(summary(&p, p.near, "served_share"), 8 / 10.8, 1e-3);
	aif_sim_free(p.s);
}

// A core 30 ms away is no place for those who want 20.
static void
a_service_that_is_too_far_is_passed_over(void **unused)
{
	double c = gpu_hz();
	plant p = plant_make(12 * c, 0);

	(void)unused;
	kit_num(p.s, p.users, "within", 0.02);
	kit_run(p.s);
	kit_audits(p.s);
	assert_true(kit_value(p.s, p.users, "far_requests") == 0);
	assert_rel(summary(&p, p.near, "served_share"), 8 / 12.0, 1e-3);
	aif_sim_free(p.s);
}

// The strategy has no room near by: data that may not leave are refused, all else goes to
// the core at a price: 70 % of the requests, 1 MB each at 1 USD/GB.
static void
what_may_not_leave_is_refused_without_a_room(void **unused)
{
	double c = gpu_hz(), bytes = 0, usd = 0;
	plant p = plant_make(12 * c, 0);
	uint32_t way = kit_add(p.s, "strategy", "core", AIF_NONE);
	const aif_row_ledger *row;
	size_t n;

	(void)unused;
	kit_refs(p.s, way, "own", *(uint32_t *)kit_at(p.s, p.far, "on"));
	kit_num(p.s, p.users, "stay", 0.3);
	kit_num(p.s, p.users, "request", 1e6);
	kit_num(p.s, p.users, "transit", 1e-9);
	kit_run(p.s);
	kit_audits(p.s);
	assert_rel(summary(&p, p.users, "refused_share"), 0.3, 1e-9);
	assert_rel(kit_value(p.s, p.users, "far_requests"), 0.7 * 12 * c * END_S, 1e-9);
	row = aif_sim_rows(p.s, &aif_table_ledger, &n);
	for (size_t i = 0; i < n; i++)
		if (strcmp(row[i].account, "opex.transit") == 0) {
			bytes += row[i].quantity;
			usd += row[i].amount_usd;
		}
	assert_rel(bytes, 0.7 * 12 * c * END_S * 1e6, 1e-9);
	assert_rel(usd, bytes * 1e-9, 1e-12);
	aif_sim_free(p.s);
}

// What is rented has room for all: with the core rented and preferred nothing goes near by.
static void
rented_room_has_no_end(void **unused)
{
	double c = gpu_hz();
	plant p = plant_make(200 * c, 0);
	uint32_t way = kit_add(p.s, "strategy", "cloud", AIF_NONE), price;

	(void)unused;
	price = kit_add(p.s, "cloud_price", "list", AIF_NONE);
	kit_num(p.s, price, "on_demand", 3 / 3600.0);
	kit_refs(p.s, way, "own", *(uint32_t *)kit_at(p.s, p.near, "on"));
	kit_refs(p.s, way, "rent", *(uint32_t *)kit_at(p.s, p.far, "on"));
	kit_refs(p.s, way, "price", price);
	kit_run(p.s);
	kit_audits(p.s);
	assert_rel(kit_value(p.s, p.users, "near_requests"), 8 * c * (END_S - 3600), 1e-6);
	assert_true(summary(&p, p.far, "served_share") > 0.99);
	assert_true(kit_value(p.s, p.far, "gpus") == 192);
	aif_sim_free(p.s);
}

// Two towns ask 6 GPUs' worth each and share 8 near by: the first is served there in full.
static void
users_come_in_the_order_of_their_creation(void **unused)
{
	double c = gpu_hz();
	plant p = plant_make(6 * c, 0);
	uint32_t second = kit_add(p.s, "users", "village", AIF_NONE);

	(void)unused;
	*(aif_refs *)kit_at(p.s, second, "to") = *(aif_refs *)kit_at(p.s, p.users, "to");
	*(aif_nums *)kit_at(p.s, second, "rtt") = *(aif_nums *)kit_at(p.s, p.users, "rtt");
	kit_num(p.s, second, "rate", 6 * c);
	*(int *)kit_at(p.s, second, "shape") = 1;
	kit_run(p.s);
	kit_audits(p.s);
	assert_rel(kit_value(p.s, p.users, "near_requests"), 6 * c * (END_S - 3600), 1e-6);
	assert_rel(kit_value(p.s, second, "near_requests"), 2 * c * (END_S - 3600), 1e-6);
	aif_sim_free(p.s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_room_near_by_is_filled_and_the_rest_goes_on),
		cmocka_unit_test(data_that_stay_wait_near_by),
		cmocka_unit_test(a_service_that_is_too_far_is_passed_over),
		cmocka_unit_test(what_may_not_leave_is_refused_without_a_room),
		cmocka_unit_test(rented_room_has_no_end),
		cmocka_unit_test(users_come_in_the_order_of_their_creation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
