// test_fuzz_calib.c - damaged measurements: thousands of small mutations of valid files of
// every format, always the same ones, end in sound points or in one line of valid text
// that names the file.
#include "aif_test.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "calib_text.h"
#include "models/calgrid.h"
#include "util/rng.h"

enum { PER_SEED = 1500, TEXT_MAX = 1 << 14, SECONDS_MAX = 60 };

static const char *const seeds[] = { calib_suite, calib_attention, calib_power, calib_kernel,
				     calib_nccl,  calib_smi,       calib_dcgm,  calib_dmon,
				     calib_mllog, calib_ptd,       calib_meter };
enum { N_SEED = sizeof seeds / sizeof *seeds };

static size_t
below(aif_rng *r, size_t n)
{
	return (size_t)(aif_rng_u01(r) * (double)n);
}

// One mutation of text[n] in place; returns the new length.
static size_t
mutate(aif_rng *r, char *text, size_t n)
{
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
	const char *word = nasty[below(r, sizeof nasty / sizeof *nasty)];
	size_t at = n ? below(r, n) : 0, len = n - at ? 1 + below(r, n - at < 24 ? n - at : 24) : 0;
	size_t k = strlen(word);

	switch (below(r, 6)) {
	case 0: // another byte
		if (n)
			text[at] = (char)below(r, 256);
		return n;
	case 1: // a piece is lost
		memmove(text + at, text + at + len, n - at - len);
		return n - len;
	case 2: // a piece comes twice
		if (n + len >= TEXT_MAX)
			return n;
		memmove(text + at + len, text + at, n - at);
		return n + len;
	case 3: // cut short
		return at;
	default:
		if (n + k >= TEXT_MAX)
			return n;
		memmove(text + at + k, text + at, n - at);
		memcpy(text + at, word, k);
		return n + k;
	}
}

// One line of printable UTF-8 that starts with the file's name.
static void
message_is_well_formed(const char *msg)
{
	assert_int_equal(strncmp(msg, "FILE:", 5), 0);
	for (const unsigned char *p = (const unsigned char *)msg; *p;) {
		int n = *p < 0x80 ? 1 : *p >= 0xf0 ? 4 : *p >= 0xe0 ? 3 : 2;

		assert_true(*p >= 0x20 && *p != 0x7f && (*p < 0x80 || *p >= 0xc2) && *p < 0xf5);
		for (int i = 1; i < n; i++)
			assert_true((p[i] & 0xc0) == 0x80);
		p += n;
	}
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
			message_is_well_formed(d.msg);
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
	char *text = malloc(TEXT_MAX + 1);
	clock_t begin = clock();
	aif_rng rng;

	(void)unused;
	assert_non_null(text);
	aif_rng_init(&rng, &(aif_rng_key){ .seed = 3 });
	for (int k = 0; k < N_SEED; k++)
		for (int i = 0; i < PER_SEED; i++) {
			size_t n = strlen(seeds[k]), times = 1 + below(&rng, 3);
			aif_calrun r;
			aif_diag d = { 0 };

			memcpy(text, seeds[k], n);
			for (size_t t = 0; t < times; t++)
				n = mutate(&rng, text, n);
			text[n] = '\0';
			assert_int_equal(aif_calrun_create(&r, NULL, &d), AIF_OK);
			if (aif_calrun_parse(&r, "FILE", text, n, &d))
				message_is_well_formed(d.msg);
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
