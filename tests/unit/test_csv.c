// The CSV reader's promises: rows as RFC 4180 has them, exact line numbers, and
// an error that names the place for everything else.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <zlib.h>

#include "util/csv.h"
#include "util/rng.h"

// All rows as text: "line:cell|cell;" for each.
typedef struct seen {
	char text[4096];
	int n_row;
} seen;

static aif_err
note(void *user, const aif_csv_row *row, aif_diag *d)
{
	seen *s = user;
	size_t n = strlen(s->text);

	(void)d;
	s->n_row++;
	n += (size_t)snprintf(s->text + n, sizeof s->text - n, "%ld:", row->line);
	for (int i = 0; i < row->n_cell && n < sizeof s->text; i++)
		n += (size_t)snprintf(s->text + n, sizeof s->text - n, "%s%s", i ? "|" : "",
				      row->cell[i]);
	if (n < sizeof s->text)
		snprintf(s->text + n, sizeof s->text - n, ";");
	return AIF_OK;
}

static aif_err
parse(const char *text, const aif_csv_opt *opt, seen *s, aif_diag *d)
{
	memset(s, 0, sizeof *s);
	memset(d, 0, sizeof *d);
	return aif_csv_parse("x.csv", text, strlen(text), opt, note, s, d);
}

static void
rows_are(const char *text, const aif_csv_opt *opt, const char *want)
{
	seen s;
	aif_diag d;
	aif_err err = parse(text, opt, &s, &d);

	assert_string_equal(d.msg, "");
	assert_int_equal(err, AIF_OK);
	assert_string_equal(s.text, want);
}

static void
fails_with(const char *text, const aif_csv_opt *opt, const char *want)
{
	seen s;
	aif_diag d;

	assert_int_equal(parse(text, opt, &s, &d), AIF_EPARSE);
	assert_string_equal(d.msg, want);
}

static void
csv_reads_quotes_spaces_and_empty_cells_as_rfc_4180_has_them(void **unused)
{
	(void)unused;
	rows_are("a,b,c\n1,\"x, \"\"y\"\"\", 3 \n,,\n", NULL, "2:1|x, \"y\"|3;3:||;");
	rows_are("a,b\r\n1,2\r\n", NULL, "2:1|2;");
	rows_are("a,b\n1,2", NULL, "2:1|2;"); // no line feed at the end
	rows_are("\xef\xbb\xbf"
		 "a,b\n1,2\n",
		 NULL, "2:1|2;"); // byte order mark
}

// Lines 1 '#', 2 header, 3 blank, 4-6 one row with two line feeds in a cell (and
// a line in it that looks like a comment), 7 comment, 8 row, 9 and 10 blank.
static void
csv_counts_lines_through_comments_blanks_and_quoted_line_feeds(void **unused)
{
	(void)unused;
	rows_are("# made by hand\na,b\n\n1,\"x\n#y\n\"\n# more\n2,z\n\n\n", NULL,
		 "4:1|x\n#y\n;8:2|z;");
}

static void
csv_skips_lines_takes_other_separators_and_headless_files(void **unused)
{
	aif_csv_opt bare = { .sep = '\t', .no_header = 1 };
	aif_csv_opt skip = { .no_header = 1, .skip_lines = 2 };

	(void)unused;
	rows_are("1\tx y\t\n\t\t\n", &bare, "1:1|x y|;2:||;");
	rows_are("LOCATION,\"open\nsecond\n5,6\n", &skip, "3:5|6;");
}

static void
csv_names_the_line_of_a_ragged_row(void **unused)
{
	aif_csv_opt bare = { .no_header = 1 };

	(void)unused;
	fails_with("a,b,c\n1,2,3\n1,2\n", NULL, "x.csv:3: 2 cells, expected 3 as in the header");
	fails_with("a,b,c\n1,2,3\n\n1\n", NULL, "x.csv:4: 1 cell, expected 3 as in the header");
	fails_with("1,2\n1,2,3\n", &bare, "x.csv:2: 3 cells, expected 2 as in line 1");
}

static void
csv_refuses_what_is_not_a_table(void **unused)
{
	seen s;
	aif_diag d = { 0 };

	(void)unused;
	fails_with("", NULL, "x.csv:1: no rows (expected a table)");
	fails_with("# a,b\n\n", NULL, "x.csv:2: no rows (expected a table)");
	fails_with("a,b\n1,\"x\n2,y\n", NULL, "x.csv:2: a quoted cell of this row is never closed");
	fails_with("a,b\n1,x\"y\n", NULL,
		   "x.csv:2: stray '\"' (expected quotes around a whole cell, doubled within)");
	fails_with("a,b\n1,\x01\n", NULL,
		   "x.csv:2: control characters (expected a text file, plain or gzip)");
	fails_with("a,b\r1,2\r", NULL,
		   "x.csv:1: control characters (expected a text file, plain or gzip)");
	memset(&s, 0, sizeof s);
	assert_int_equal(aif_csv_parse("u", "a\0,\0", 4, NULL, note, &s, &d), AIF_EPARSE);
	assert_non_null(strstr(d.msg, "u:1: control characters"));
}

static aif_err
number(void *user, const aif_csv_row *row, aif_diag *d)
{
	double *x = user;

	return aif_csv_num(row, aif_csv_col(row, "x"), 1, "watts", &x[0], d);
}

static double
num(const char *cell, aif_diag *d)
{
	char text[128];
	double x = -1;
	aif_csv_opt o = { 0 };

	memset(d, 0, sizeof *d);
	snprintf(text, sizeof text, "t,x\n0,%s\n", cell);
	aif_csv_parse("n.csv", text, strlen(text), &o, number, &x, d);
	return x;
}

// The short way (exact mantissa, exact power of ten) must give the very double
// that the C library gives.
static void
csv_numbers_are_those_of_strtod(void **unused)
{
	static const char *const same[] = { "0",
					    "-0",
					    "1",
					    "+7",
					    "13135.9314",
					    "0.1",
					    "-3.3040575",
					    "1e22",
					    "1e-22",
					    "1.7976931348623157e308",
					    "5e-324",
					    "123456789012345678901234567890",
					    "9007199254740993",
					    "0.000000000000000000000000000012345",
					    ".5",
					    "5.",
					    "2.2250738585072011e-308",
					    "1E+2",
					    "21.957204",
					    "0000000000000000000000001.5" };
	aif_diag d;

	(void)unused;
	for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
		double x = num(same[i], &d), want = strtod(same[i], NULL);

		assert_string_equal(d.msg, "");
		assert_memory_equal(&x, &want, sizeof x);
	}
	assert_true(isnan(num("", &d)) && isnan(num("NaN", &d)) && isnan(num("NA", &d)));
}

// The same for mantissas of up to 19 digits, around the limit of exact ones at
// 2^53, and powers of ten around the limit of exact ones at 10^22.
static void
csv_numbers_are_those_of_strtod_at_the_limits_of_the_short_way(void **unused)
{
	aif_rng r;

	(void)unused;
	aif_rng_init(&r, &(aif_rng_key){ .seed = 5 });
	for (int i = 0; i < 50000; i++) {
		char text[48];
		double x, want;

		snprintf(text, sizeof text, "%ld%0*lde%d", (long)(1e9 * aif_rng_u01(&r)),
			 i % 10 + 1, (long)(pow(10, i % 10 + 1) * aif_rng_u01(&r)),
			 (int)(80 * aif_rng_u01(&r)) - 40);
		want = strtod(text, NULL);
		assert_int_equal(aif_csv_decimal(text, &x), 1);
		assert_memory_equal(&x, &want, sizeof x);
	}
}

static void
csv_refuses_what_is_not_a_number_with_file_line_and_column(void **unused)
{
	static const char *const bad[] = { "abc", "1x",  "--1",  ".",   "e5",   "1e",
					   "1e+", "inf", "0x10", "1 2", "1_000" };
	aif_diag d;

	(void)unused;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		char want[128];

		num(bad[i], &d);
		snprintf(want, sizeof want,
			 "n.csv:2: column 'x': '%s' is not a number (expected watts)", bad[i]);
		assert_string_equal(d.msg, want);
	}
	num("1e999", &d);
	assert_string_equal(d.msg,
			    "n.csv:2: column 'x': '1e999' is too large a number (expected watts)");
}

// Bytes that are not UTF-8 become '?', long cells are cut: a message is always
// one line of text.
static void
csv_messages_are_one_line_of_valid_text(void **unused)
{
	aif_diag d;

	(void)unused;
	num("\xff\xc3\xa9\xe2\x82", &d);
	assert_string_equal(d.msg,
			    "n.csv:2: column 'x': '?\xc3\xa9?\?' is not a number (expected watts)");
	num("\"a\nb\"", &d);
	assert_string_equal(d.msg, "n.csv:2: column 'x': 'a?b' is not a number (expected watts)");
	num("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", &d);
	assert_non_null(strstr(d.msg, "aaaa...' is not a number"));
}

static aif_err
stop_at_two(void *user, const aif_csv_row *row, aif_diag *d)
{
	int *n = user;

	return ++*n == 2 ? aif_csv_fail(row, 0, "is negative", NULL, d) : AIF_OK;
}

static void
csv_stops_at_the_first_error_of_the_callback(void **unused)
{
	const char *text = "a\n1\n-2\n3\n";
	aif_diag d = { 0 };
	int n = 0;

	(void)unused;
	assert_int_equal(aif_csv_parse("x", text, strlen(text), NULL, stop_at_two, &n, &d),
			 AIF_EPARSE);
	assert_int_equal(n, 2);
	assert_string_equal(d.msg, "x:3: column 'a': '-2' is negative");
}

// The number of a row's first cell is what strtod reads.
static aif_err
as_strtod(void *user, const aif_csv_row *row, aif_diag *d)
{
	double x, want = strtod(row->cell[0], NULL);
	aif_err err = aif_csv_num(row, 0, 0, NULL, &x, d);

	(void)user;
	if (isfinite(want)) {
		assert_int_equal(err, AIF_OK);
		assert_true(x == want);
	} else {
		assert_int_equal(err, AIF_EPARSE);
	}
	return AIF_OK;
}

static void
csv_reads_numbers_to_the_last_bit_and_exponents_without_end(void **unused)
{
	const char *text = "a\n0.1\n123456789012345678901234567890\n-2.5e-7\n1e22\n1e23\n4.35e-22\n"
			   "0.25e-9223372036854775808\n1e-99999999999999999999\n0.1e400\n1e309\n";
	aif_diag d = { 0 };

	(void)unused;
	(void)aif_csv_parse("x", text, strlen(text), NULL, as_strtod, NULL, &d);
}

static void
put(const char *path, const void *p, size_t n)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(p, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

// 200000 rows "i,2i" cross every chunk border; the sum of column b is n(n-1).
static aif_err
add_b(void *user, const aif_csv_row *row, aif_diag *d)
{
	double x, *sum = user;
	aif_err err = aif_csv_num(row, 1, 0, NULL, &x, d);

	*sum += err ? 0 : x;
	assert_int_equal(row->line, atol(row->cell[0]) + 2);
	return err;
}

static void
csv_reads_files_plain_and_packed_and_knows_when_one_is_cut_short(void **unused)
{
	char path[] = "/tmp/aif_csv_XXXXXX";
	int fd = mkstemp(path);
	enum { N = 200000 };
	char *text = malloc(N * 16 + 16);
	size_t n = (size_t)sprintf(text, "a,b\n");
	unsigned char *packed = malloc(1 << 22);
	aif_csv_opt small = { .max_bytes = 1000 };
	size_t n_packed;
	FILE *f;
	gzFile gz;
	double sum = 0;
	aif_diag d = { 0 };

	(void)unused;
	assert_true(fd >= 0);
	close(fd);
	for (int i = 0; i < N; i++)
		n += (size_t)sprintf(text + n, "%d,%d\n", i, 2 * i);
	put(path, text, n);
	assert_int_equal(aif_csv_read(path, NULL, add_b, &sum, &d), AIF_OK);
	assert_true(sum == (double)N * (N - 1));

	assert_int_equal(aif_csv_read(path, &small, add_b, &sum, &d), AIF_EPARSE);
	assert_non_null(strstr(d.msg, "more than 1000 bytes unpacked"));

	gz = gzopen(path, "wb9");
	assert_int_equal(gzwrite(gz, text, (unsigned)n), (int)n);
	gzclose(gz);
	sum = 0;
	memset(&d, 0, sizeof d);
	assert_int_equal(aif_csv_read(path, NULL, add_b, &sum, &d), AIF_OK);
	assert_true(sum == (double)N * (N - 1));

	f = fopen(path, "rb");
	n_packed = fread(packed, 1, 1 << 22, f);
	fclose(f);
	put(path, packed, n_packed / 2);
	assert_int_equal(aif_csv_read(path, NULL, add_b, &sum, &d), AIF_EIO);
	assert_non_null(strstr(d.msg, "the gzip file is cut short"));
	assert_non_null(strstr(d.msg, path));

	packed[n_packed - 6] ^= 0x55; // within the checksum
	put(path, packed, n_packed);
	memset(&d, 0, sizeof d);
	assert_int_equal(aif_csv_read(path, NULL, add_b, &sum, &d), AIF_EIO);
	assert_non_null(strstr(d.msg, "damaged gzip file"));
	remove(path);

	memset(&d, 0, sizeof d);
	assert_int_equal(aif_csv_read(path, NULL, note, NULL, &d), AIF_ENOENT);
	assert_non_null(strstr(d.msg, "can not open: No such file"));
	memset(&d, 0, sizeof d);
	assert_int_equal(aif_csv_read("/tmp", NULL, note, NULL, &d), AIF_EIO);
	free(text);
	free(packed);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(csv_reads_quotes_spaces_and_empty_cells_as_rfc_4180_has_them),
		cmocka_unit_test(csv_counts_lines_through_comments_blanks_and_quoted_line_feeds),
		cmocka_unit_test(csv_skips_lines_takes_other_separators_and_headless_files),
		cmocka_unit_test(csv_names_the_line_of_a_ragged_row),
		cmocka_unit_test(csv_refuses_what_is_not_a_table),
		cmocka_unit_test(csv_numbers_are_those_of_strtod),
		cmocka_unit_test(csv_numbers_are_those_of_strtod_at_the_limits_of_the_short_way),
		cmocka_unit_test(csv_refuses_what_is_not_a_number_with_file_line_and_column),
		cmocka_unit_test(csv_messages_are_one_line_of_valid_text),
		cmocka_unit_test(csv_stops_at_the_first_error_of_the_callback),
		cmocka_unit_test(csv_reads_numbers_to_the_last_bit_and_exponents_without_end),
		cmocka_unit_test(csv_reads_files_plain_and_packed_and_knows_when_one_is_cut_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
