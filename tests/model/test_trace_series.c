// Importers of weather, prices and carbon intensity.
#include "trace_file.h"
#include "util/cal.h"

static aif_frame *
load(const aif_importer *im, const char *path, aif_arena *a)
{
	aif_frame *f = NULL;
	aif_diag d = { 0 };
	aif_err err = im->load(path, NULL, a, &f, &d);

	assert_string_equal(d.msg, "");
	assert_int_equal(err, AIF_OK);
	return f;
}

// A file of n hours of 1 January and the days after, made from an 8-line header.
static char *
epw_text(int n, const char *replace, int at)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	char *text = malloc((size_t)n * 160 + 1000);
	size_t k;
	int m = 0, day = 1, hour = 1;

	assert_non_null(text);
	k = (size_t)sprintf(text,
			    "LOCATION,Town,VA,USA,src,1,39.0,-77.5,-5.0,119.0\n2\n3\n4\n5\n6\n"
			    "COMMENTS 2,\"x\"\nDATA PERIODS,1,1,Data,Sunday,1/ 1,12/31\n");
	for (int i = 0; i < n; i++) {
		if (replace && i == at)
			k += (size_t)sprintf(text + k, "%s", replace);
		else
			k += (size_t)sprintf(text + k,
					     "2010,%d,%d,%d,0,?9,%g,-1.0,50,100000,0,0,0,0,0,0,0,0,"
					     "0,0,0,3.5,0,0,0,0,0,0,0,0,0,0,0,0,0\n",
					     m + 1, day, hour, (double)(i % 24));
		if (++hour > 24) {
			hour = 1;
			if (++day > days[m]) {
				day = 1;
				m = m == 11 ? 11 : m + 1;
			}
		}
	}
	return text;
}

#define REST "0,0,0,0,0,0,0,0,0,0,0,3.5,0,0,0,0,0,0,0,0,0,0,0,0,0\n"

static void
epw_is_a_typical_year_in_local_standard_time_with_its_place(void **unused)
{
	aif_arena *a;
	aif_frame *f;
	char *text = epw_text(8760, "2010,1,1,3,0,?9,99.9,-1.0,50,999999," REST, 2);
	double t;

	(void)unused;
	assert_int_equal(aif_arena_create(&a), AIF_OK);
	f = trace_good(&aif_importer_epw, NULL, text, a);
	assert_int_equal(f->n_row, 8760);
	assert_true(f->is_typical_year);
	assert_near(f->step_s, 3600, 0);
	assert_near(f->elevation_m, 119, 0);
	assert_near(trace_at(f, "drybulb_c", 25), 1, 0);
	assert_near(trace_at(f, "rh_frac", 0), 0.5, 1e-15);
	// Hour 3 is marked as missing: halfway between 1 and 3.
	assert_near(trace_at(f, "drybulb_c", 2), 2, 1e-15);
	assert_near(trace_at(f, "pressure_pa", 2), 100000, 0);
	assert_string_equal(f->note, "Town, VA, USA; 8760 rows of 3600 s, 2 values interpolated");
	// 06:00-07:00 local standard time on 1 March 2027 is 11:00 UTC: 6 degC.
	t = (double)(aif_cal_unix_s(&(aif_cal){ .year = 2027, .month = 3, .day = 1, .hour = 11 }) -
		     f->start_unix_s);
	assert_near(aif_frame_mean(f, aif_frame_find(f, "drybulb_c"), t, t + 900), 6, 0);
	aif_arena_free(a);
	free(text);
}

static void
epw_refuses_gaps_wrong_order_and_impossible_weather(void **unused)
{
	const aif_importer *im = &aif_importer_epw;
	char *text;

	(void)unused;
	text = epw_text(8760, "2010,1,1,5,0,?9,1,-1.0,50,100000," REST, 2);
	trace_bad(im, NULL, text,
		  "FILE:11: column 4: '5' does not follow the row before (expected month, day and "
		  "hour 1 to 24 in order)");
	free(text);
	text = epw_text(8760, "2010,1,1,3,0,?9,85,-1.0,50,100000," REST, 2);
	trace_bad(
	    im, NULL, text,
	    "FILE:11: column 7: '85' is out of range (expected a dry bulb of -70 to 70 degC)");
	free(text);
	text = epw_text(48, NULL, 0);
	trace_bad(im, NULL, text, "FILE: 48 hours (expected a whole year, 8760 or 8784)");
	free(text);
	trace_bad(im, NULL, "time,x\n1,2\n",
		  "FILE:1: not an EPW file (expected a line LOCATION,...)");
	trace_bad(im, NULL, "LOCATION,a,b,c,d,e,1,2,-5,100\n",
		  "FILE:1: the file ends in its header");
	trace_bad(im, NULL, "LOCATION,a,b,c,d,e,1,2,east,100\n",
		  "FILE:1: LOCATION without time zone [h] and elevation [m] (expected cells 9 and "
		  "10)");
}

// 36 USD/MWh = 36 / 3.6e9 USD/J = 1e-8 USD/J.
static void
hourly_reads_units_from_names_and_gives_si(void **unused)
{
	aif_arena *a;
	aif_frame *f;

	(void)unused;
	assert_int_equal(aif_arena_create(&a), AIF_OK);
	f = trace_good(&aif_importer_hourly, NULL,
		       "Datetime (UTC),Datetime (Local),Price (USD/MWh)\n"
		       "2023-01-01 00:00:00+00:00,2022-12-31 19:00:00-05:00,36\n"
		       "2023-01-01 01:00:00+00:00,2022-12-31 20:00:00-05:00,-3.6\n",
		       a);
	assert_int_equal(f->n_col, 1);
	assert_rel(trace_at(f, "value", 0), 1e-8, 1e-15);
	assert_rel(trace_at(f, "value", 1), -1e-9, 1e-15);
	assert_string_equal(f->col[0].unit, "USD/J");
	assert_near(f->step_s, 3600, 0);
	assert_int_equal(f->start_unix_s, 1672531200);
	assert_false(f->is_typical_year);
	// 360 g/kWh = 0.36 kg / 3.6e6 J = 1e-7 kg/J; percent to fraction.
	f = trace_good(&aif_importer_hourly, NULL,
		       "t,ci_direct_g_per_kwh,low_carbon_pct,Load (MW),CI [x],T (\xc2\xb0"
		       "C),k (gCO2eq/kWh)\n0,360,45,2,7,21,36\n900,360,45,2,7,21,36\n",
		       a);
	assert_rel(trace_at(f, "ci_direct", 0), 1e-7, 1e-15);
	assert_string_equal(aif_frame_find(f, "ci_direct")->unit, "kg/J");
	assert_near(trace_at(f, "low_carbon", 0), 0.45, 1e-15);
	assert_near(trace_at(f, "load", 1), 2e6, 0);
	assert_near(trace_at(f, "ci_x", 1), 7, 0);
	assert_near(trace_at(f, "t", 1), 21, 0);
	assert_rel(trace_at(f, "k", 1), 1e-8, 1e-15);
	assert_near(f->step_s, 900, 0);
	assert_int_equal(f->start_unix_s, 0);
	aif_arena_free(a);
}

static void
hourly_bridges_short_gaps_and_refuses_uneven_series(void **unused)
{
	const aif_importer *im = &aif_importer_hourly;
	aif_arena *a;
	aif_frame *f;

	(void)unused;
	assert_int_equal(aif_arena_create(&a), AIF_OK);
	// Row 3 is absent, row 5 empty, the last empty: 30, then 50, then held.
	f = trace_good(im, NULL, "t,x\n0,0\n1,10\n2,20\n4,40\n5,\n6,60\n7,\n", a);
	assert_int_equal(f->n_row, 8);
	assert_near(trace_at(f, "value", 3), 30, 1e-12);
	assert_near(trace_at(f, "value", 5), 50, 1e-12);
	assert_near(trace_at(f, "value", 7), 60, 0);
	assert_string_equal(f->note, "8 rows of 1 s, 3 values interpolated");
	aif_arena_free(a);
	trace_bad(
	    im, NULL, "t,x\n0,0\n10,1\n15,2\n",
	    "FILE:4: the time is not that of the row before plus 10 s (expected an even series)");
	trace_bad(
	    im, NULL, "t,x\n0,0\n10,1\n10,2\n",
	    "FILE:4: the time is not that of the row before plus 10 s (expected an even series)");
	trace_bad(im, NULL, "t,x\n10,0\n5,1\n",
		  "FILE:3: the time does not grow (expected an even series)");
	trace_bad(im, NULL, "t,x\n0,0\n1,1\n60,2\n", "FILE:4: 58 rows are missing before this one");
	trace_bad(im, NULL, "t,x\n0,0\n", "FILE: 1 rows (expected a series)");
	trace_bad(im, NULL, "t,x (zloty/MWh)\n0,0\n1,1\n",
		  "FILE:1: column 2: unit 'zloty/MWh': unknown symbol 'zloty'");
	trace_bad(im, NULL, "t,x\n0,abc\n", "FILE:2: column 'x': 'abc' is not a number");
	trace_bad(im, NULL, "t\n0\n1\n", "FILE:2: no column of numbers beside the time");
}

// Magnus (Alduchov & Eskridge 1996) at 25 degC and 50 %: 13.86 degC, as tables have it.
static void
weather_derives_the_dew_point(void **unused)
{
	aif_arena *a;
	aif_frame *f;

	(void)unused;
	assert_int_equal(aif_arena_create(&a), AIF_OK);
	f = trace_good(&aif_importer_weather, NULL,
		       "time,temperature_2m,relative_humidity_2m,cloudcover,windspeed_10m\n"
		       "2023-01-01T00:00,25,50,0,36\n2023-01-01T01:00,3,100,0,0\n",
		       a);
	assert_near(trace_at(f, "dewpoint_c", 0), 13.86, 0.01);
	assert_near(trace_at(f, "dewpoint_c", 1), 3, 1e-12);
	assert_near(trace_at(f, "wind_m_s", 0), 10, 1e-12);
	assert_near(trace_at(f, "rh_frac", 0), 0.5, 1e-15);
	aif_arena_free(a);
	trace_bad(
	    &aif_importer_weather, NULL,
	    "time,temperature_2m,relative_humidity_2m,windspeed_10m\n2023-01-01T00:00,1,150,3\n",
	    "FILE:2: column 'relative_humidity_2m': '150' is out of range (expected a relative "
	    "humidity in %)");
}

// The figures are those that come with the measured files.
static void
series_of_the_scenarios_have_their_known_means(void **unused)
{
	aif_arena *a;
	aif_frame *f;
	long below_18 = 0, above_27 = 0;

	(void)unused;
	assert_int_equal(aif_arena_create(&a), AIF_OK);
	f = load(&aif_importer_epw, "scenarios/data/leesburg.epw.gz", a);
	assert_near(trace_mean(f, "drybulb_c"), 13.7814, 5e-5);
	assert_near(trace_median(f, "drybulb_c"), 14, 0);
	for (size_t i = 0; i < f->n_row; i++) {
		below_18 += trace_at(f, "drybulb_c", i) < 18;
		above_27 += trace_at(f, "drybulb_c", i) > 27;
	}
	assert_int_equal(below_18, 5264);
	assert_int_equal(above_27, 778);
	f = load(&aif_importer_hourly, "scenarios/data/pjm-price-2023.csv.gz", a);
	assert_int_equal(f->n_row, 8760);
	assert_true(f->is_typical_year);
	assert_near(trace_mean(f, "value") * 3.6e9, 35.7387, 5e-5);
	assert_near(trace_median(f, "value") * 3.6e9, 29.1554, 5e-5);
	f = load(&aif_importer_hourly, "scenarios/data/pjm-carbon-2023.csv.gz", a);
	assert_near(trace_mean(f, "ci_direct") * 3.6e9, 321.8162, 5e-5);
	assert_near(trace_mean(f, "ci_lca") * 3.6e9, 392.4032, 5e-5);
	aif_arena_free(a);
}

static void
other_regions_have_the_means_that_come_with_them(void **unused)
{
	aif_arena *a;
	aif_frame *f;

	(void)unused;
	need_shared("traces/facility/weather_US-MIDA-PJM_2023.csv.gz");
	assert_int_equal(aif_arena_create(&a), AIF_OK);
	f = load(&aif_importer_weather, "../shared/traces/facility/weather_US-MIDA-PJM_2023.csv.gz",
		 a);
	assert_near(trace_mean(f, "drybulb_c"), 14.0043, 5e-5);
	assert_near(trace_median(f, "drybulb_c"), 13.8, 1e-12);
	f = load(&aif_importer_hourly, "../shared/traces/facility/price_US-MIDA-PJM_2023.csv.gz",
		 a);
	assert_near(trace_mean(f, "value") * 3.6e9, 35.7387, 5e-5);
	f = load(&aif_importer_hourly, "../shared/traces/facility/price_DE-LU_2023.csv.gz", a);
	assert_int_equal(f->n_row, 8760);
	f = load(&aif_importer_epw, "../shared/traces/facility/USA_AZ_Phoenix-Sky.Harbor.epw.gz",
		 a);
	assert_near(f->elevation_m, 337.4, 0);
	aif_arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(epw_is_a_typical_year_in_local_standard_time_with_its_place),
		cmocka_unit_test(epw_refuses_gaps_wrong_order_and_impossible_weather),
		cmocka_unit_test(hourly_reads_units_from_names_and_gives_si),
		cmocka_unit_test(hourly_bridges_short_gaps_and_refuses_uneven_series),
		cmocka_unit_test(weather_derives_the_dew_point),
		cmocka_unit_test(series_of_the_scenarios_have_their_known_means),
		cmocka_unit_test(other_regions_have_the_means_that_come_with_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
