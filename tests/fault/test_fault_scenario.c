// Memory runs out at every allocation of a load and a build in turn: the answer is
// an error, never a crash, and nothing is left behind.
#define _XOPEN_SOURCE 700
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "toyscenario.h"

// The sanitizers have an allocator of their own.
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)
#define CAN_FAIL 1

extern void *__libc_malloc(size_t n);
extern void *__libc_calloc(size_t k, size_t n);
extern void *__libc_realloc(void *p, size_t n);
extern void __libc_free(void *p);

static int is_on, is_sticky; // counting; every later one fails too
static long n_call, fail_at = -1, n_live;

void *malloc(size_t n);
void *calloc(size_t k, size_t n);
void *realloc(void *p, size_t n);
void free(void *p);

static int
refuse(void)
{
	long i = is_on ? n_call++ : -2;

	return is_on && fail_at >= 0 && (is_sticky ? i >= fail_at : i == fail_at);
}

static void *
note(void *p)
{
	n_live += is_on && p;
	return p;
}

void *
malloc(size_t n)
{
	return refuse() ? NULL : note(__libc_malloc(n));
}

void *
calloc(size_t k, size_t n)
{
	return refuse() ? NULL : note(__libc_calloc(k, n));
}

void *
realloc(void *p, size_t n)
{
	void *q = refuse() ? NULL : __libc_realloc(p, n);

	return p ? q : note(q);
}

void
free(void *p)
{
	n_live -= is_on && p;
	__libc_free(p);
}

static const char text[] = HORIZON
    "local size = param('size', 10 * MW)\n"
    "record { every = '6 h', '*.it_w' }\n"
    "site 'x' { feed 'u' { stage { firm = 14 * MW, on = '2027-01-01' } },\n"
    "  hall 'H1' { it = size, ready = '2027-02-01' } }\n"
    "for i = 1, 30 do cluster('c' .. i) { hall = 'H1', rack = 'R1', tiers = { 1 * TB } } end\n"
    "strategy 'a' { own = { 'c1', 'c2' } } strategy 'b' { rent = 'c3' }\n";

static aif_err
once(aif_diag *d)
{
	static const char *const set[] = { "size=12*MW", "c1.racks=2" };
	aif_scenario_opt opt = { .registry = &toys, .catalog = toy_catalog, .text = text };
	aif_scenario *sc = NULL;
	aif_sim *sim = NULL;
	aif_err err;

	opt.set = set;
	opt.n_set = 2;
	err = aif_scenario_load(&sc, "x.lua", &opt, NULL, NULL, d);
	if (err == AIF_OK)
		err = aif_scenario_build(sc, 0, 1, 1, 1, &sim, d);
	if (err == AIF_OK)
		err = aif_sim_ready(sim, d);
	aif_sim_free(sim);
	aif_scenario_free(sc);
	return err;
}

static void
scenario_answers_want_of_memory(void **unused)
{
	long n_all, n_failed = 0;

	(void)unused;
	assert_int_equal(once(&(aif_diag){ 0 }), AIF_OK);
	fail_at = -1;
	n_call = n_live = 0;
	is_on = 1;
	once(&(aif_diag){ 0 });
	is_on = 0;
	n_all = n_call;
	assert_true(n_all > 100);
	assert_int_equal(n_live, 0);
	for (is_sticky = 0; is_sticky < 2; is_sticky++)
		for (long i = 0; i < n_all; i += is_sticky ? 7 : 1) {
			aif_diag d = { 0 };
			aif_err err;

			fail_at = i;
			n_call = n_live = 0;
			is_on = 1;
			err = once(&d);
			is_on = 0;
			if (n_live != 0)
				fail_msg("allocation %ld: %ld left behind", i, n_live);
			// Lua collects garbage and asks again, so some single failures heal.
			if (err == AIF_OK && is_sticky)
				fail_msg("allocation %ld and all later: no error", i);
			if (err != AIF_OK && d.msg[0] == '\0')
				fail_msg("allocation %ld: no message", i);
			n_failed += err != AIF_OK;
		}
	assert_true(n_failed > 20);
}
#else
static void
scenario_answers_want_of_memory(void **unused)
{
	(void)unused;
	print_message("the allocator can not be replaced here\n");
	skip();
}
#endif

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(scenario_answers_want_of_memory) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
