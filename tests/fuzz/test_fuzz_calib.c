// test_fuzz_calib.c - damaged measurements: thousands of small mutations of valid files of
// every format, always the same ones, end in sound points or in one line of valid text
// that names the file.
#include "aif_test.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "calib_text.h"
#include "fuzz_kit.h"
#include "models/calgrid.h"
#include "util/rng.h"

enum { PER_SEED = 1500, SECONDS_MAX = 60 };

static const char *const seeds[] = { calib_suite, calib_attention, calib_power, calib_kernel,
				     calib_nccl,  calib_smi,       calib_dcgm,  calib_dmon,
				     calib_mllog, calib_ptd,       calib_meter };
enum { N_SEED = sizeof seeds / sizeof *seeds };

static const char *const nasty[] = { "\"",
				     "\n",
				     "\r",
				     ",",
				     ",,,,",
				     "1e999",
				     "-1",
				     "nan",
				     "-",
				     "\t",
				     "0",
				     "[",
				     "]",
				     "#",
				     " ",
				     "W",
				     "kW",
				     "1e-400",
				     "\xc3",
				     "99999999999999999999999999999",
				     "\x7f",
				     "%s%n",
				     "# end: rows 1",
				     "_perf",
				     "GPU " };
static const fuzz_words words = { nasty, sizeof nasty / sizeof *nasty };

// A message names the file.
static void
names_the_file(const char *msg)
{
	assert_int_equal(strncmp(msg, "FILE:", 5), 0);
	fuzz_message_is_well_formed(msg);
}

// The tables of what was read: a roofline that knows every type.
static void
tables_are_sound(aif_calrun *r)
{
	aif_calset c = { 0 };

	for (int t = 0; t < AIF_DT_N; t++)
		c.roof.flop_s[t] = 1e15;
	c.roof.hbm_bytes_s = c.roof.stream_bytes_s = 3e12;
	c.roof.floor_s = 1e-6;
	c.wire_bytes_s = 4e11;
	c.alpha_s = 5e-6;
	for (int t = 0; t < AIF_KSPEC_N; t++) {
		aif_calgrid g;
		aif_diag d = { 0 };

		if (aif_calgrid_build(&g, r, t, &c, &d)) {
			names_the_file(d.msg);
			continue;
		}
		for (int b = 0; b < g.t.n_sub; b++)
			for (int i = 0; i < g.t.sub[b].n[0] * g.t.sub[b].n[1] * g.t.sub[b].n[2];
			     i++)
				assert_true(isfinite(g.t.sub[b].v[i]));
	}
	for (size_t i = 0; i < r->n_sample; i++)
		assert_true(isfinite(r->sample[i].power_w) && r->sample[i].power_w >= 0);
}

static void
readers_survive_damaged_text(void **unused)
{
	char *text = malloc(FUZZ_TEXT_MAX + 1);
	clock_t begin = clock();
	aif_rng rng;

	(void)unused;
	assert_non_null(text);
	aif_rng_init(&rng, &(aif_rng_key){ .seed = 3 });
	for (int k = 0; k < N_SEED; k++)
		for (int i = 0; i < PER_SEED; i++) {
			size_t n = strlen(seeds[k]), times = 1 + fuzz_below(&rng, 3);
			aif_calrun r;
			aif_diag d = { 0 };

			memcpy(text, seeds[k], n);
			for (size_t t = 0; t < times; t++)
				n = fuzz_mutate(&rng, &words, text, n);
			text[n] = '\0';
			assert_int_equal(aif_calrun_create(&r, NULL, &d), AIF_OK);
			if (aif_calrun_parse(&r, "FILE", text, n, &d))
				names_the_file(d.msg);
			else
				tables_are_sound(&r);
			aif_calrun_free(&r);
		}
	free(text);
	assert_true((double)(clock() - begin) / CLOCKS_PER_SEC < SECONDS_MAX);
}

int
main(void)
{
	const struct CMUnitTest t[] = {
		cmocka_unit_test(readers_survive_damaged_text),
	};

	return cmocka_run_group_tests(t, NULL, NULL);
}
