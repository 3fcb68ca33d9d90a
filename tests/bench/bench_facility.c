// bench_facility.c - an hourly year of a 100 MW campus: weather, tariff, battery, three halls.
//
// Prints the least of five runs as `name<TAB>value<TAB>unit`, clusters replaced by doubles that run
// what they are granted. Bound: 50 ms for the year.
#include <time.h>

#include "campus_run.h"
#include "models/cooling/plant.h"

// Price by hour, a daily and a yearly wave.
static aif_frame *
prices(aif_sim *s)
{
	aif_frame *f;

	assert_int_equal(aif_frame_create(&f, aif_sim_arena(s), 1, 8760), AIF_OK);
	f->n_row = 8760;
	f->step_s = 3600;
	f->is_typical_year = 1;
	f->start_unix_s = 1798761600;
	f->path = "synthetic";
	f->col[0].name = "price";
	f->col[0].unit = "USD/J";
	for (int i = 0; i < 8760; i++)
		f->col[0].x[i] = (50 + 20 * sin(i * acos(-1.0) / 12)) / 3.6e9;
	return f;
}

static campus
big(int kind)
{
	campus k = build(365, kind, 1);
	uint32_t hall = kit_add(k.s, "hall", "H3", k.site), c, b;

	kit_num(k.s, k.site, "interval", 3600);
	kit_num(k.s, k.stage[0], "firm", 150e6);
	*(const aif_frame **)kit_at(k.s, k.feed, "price") = prices(k.s);
	kit_num(k.s, k.hall[0], "it", 34e6);
	kit_num(k.s, k.hall[1], "it", 34e6);
	kit_num(k.s, hall, "it", 34e6);
	kit_num(k.s, hall, "ready", 0);
	c = kit_add_ops(k.s, &stub_cluster, "third", AIF_NONE);
	kit_ref(k.s, c, "hall", hall);
	kit_ref(k.s, c, "rack", aif_sim_find(k.s, "rack"));
	kit_num(k.s, c, "racks", 270);
	kit_num(k.s, k.cluster[0], "racks", 270);
	kit_num(k.s, k.cluster[1], "racks", 270);
	b = kit_add(k.s, "bess", "battery", k.site);
	kit_num(k.s, b, "power", 20e6);
	kit_num(k.s, b, "energy", 40 * 3.6e9);
	kit_num(k.s, b, "target", 90e6);
	return k;
}

static double
run_ms(int kind)
{
	campus k = big(kind);
	struct timespec t0, t1;

	ready(&k);
	clock_gettime(CLOCK_MONOTONIC, &t0);
	run(&k, 365);
	aif_sim_finish(k.s);
	clock_gettime(CLOCK_MONOTONIC, &t1);
	aif_sim_free(k.s);
	return 1e3 * (double)(t1.tv_sec - t0.tv_sec) + 1e-6 * (double)(t1.tv_nsec - t0.tv_nsec);
}

int
main(void)
{
	static const char *const name[] = { "dry", "dry-adiabatic", "tower", "chiller" };
	int rc = 0;

	for (int kind = AIF_PLANT_DRY; kind <= AIF_PLANT_CHILLER; kind++) {
		double least = INFINITY;

		for (int i = 0; i < 5; i++)
			least = fmin(least, run_ms(kind));
		printf("%s year, 100 MW\t%.3g\tms\n", name[kind], least);
		rc |= least > 50;
	}
	return rc;
}
