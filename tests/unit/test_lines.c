// Lines of a text: endings, marks, limits, and text fit for a message.
#include <stdlib.h>
#include <string.h>

#include "aif_test.h"
#include "util/lines.h"

static aif_err
note(void *user, const aif_line *line, aif_diag *d)
{
	char *out = user;
	size_t n = strlen(out);

	(void)d;
	snprintf(out + n, 256 - n, "%ld:%.*s;", line->no, (int)line->n, line->text);
	return line->n == 4 && memcmp(line->text, "stop", 4) == 0 ? AIF_ESTOP : AIF_OK;
}

static aif_err
lines(const char *text, size_t n, char out[256], aif_diag *d)
{
	out[0] = '\0';
	memset(d, 0, sizeof *d);
	return aif_lines_parse("t", text, n, note, out, d);
}

static void
lines_come_without_their_ends_and_without_the_byte_order_mark(void **unused)
{
	static const char text[] = "\xef\xbb\xbf"
				   "a\r\n\nb\tc\nlast";
	char out[256];
	aif_diag d;

	(void)unused;
	assert_int_equal(lines(text, sizeof text - 1, out, &d), AIF_OK);
	assert_string_equal(out, "1:a;2:;3:b\tc;4:last;");
	assert_int_equal(lines("", 0, out, &d), AIF_OK);
	assert_string_equal(out, "");
}

static void
lines_end_when_the_reader_says_so(void **unused)
{
	char out[256];
	aif_diag d;

	(void)unused;
	assert_int_equal(lines("a\nstop\nb\n", 9, out, &d), AIF_ESTOP);
	assert_string_equal(out, "1:a;2:stop;");
}

static void
lines_with_control_characters_are_refused(void **unused)
{
	char out[256];
	aif_diag d;

	(void)unused;
	assert_int_equal(lines("ok\nb\0b\n", 7, out, &d), AIF_EPARSE);
	assert_string_equal(d.msg, "t:2: control characters (expected a text file, plain or gzip)");
	assert_int_equal(lines("a\rb\n", 4, out, &d), AIF_EPARSE);
}

static aif_err
count(void *user, const aif_line *line, aif_diag *d)
{
	(void)d;
	*(size_t *)user += line->n;
	return AIF_OK;
}

// A line of 16 MiB or more is refused; one of a few chunks comes whole.
static void
lines_longer_than_16_mib_are_refused(void **unused)
{
	char path[] = "/tmp/aif_lines_XXXXXX";
	FILE *f = fdopen(mkstemp(path), "wb");
	size_t n = 0;
	aif_diag d = { 0 };

	(void)unused;
	assert_non_null(f);
	for (int i = 0; i < 1000000; i++)
		fputc('x', f);
	fflush(f);
	assert_int_equal(aif_lines_read(path, 0, count, &n, &d), AIF_OK);
	assert_int_equal(n, 1000000);
	for (int i = 0; i < 17 << 20; i++)
		fputc('x', f);
	fclose(f);
	assert_int_equal(aif_lines_read(path, 0, count, &n, &d), AIF_EPARSE);
	assert_non_null(strstr(d.msg, ":1: a line of more than 16 MiB"));
	remove(path);
}

// Kept: ASCII, U+00E9, U+20AC, U+1F600. Replaced: a bare continuation byte, a cut
// character, an overlong one, a control character.
static void
lines_show_keeps_utf8_and_marks_the_rest(void **unused)
{
	static const char ok[] = "e \xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80";
	char out[64];

	(void)unused;
	aif_lines_show(ok, strlen(ok), out, sizeof out);
	assert_string_equal(out, ok);
	aif_lines_show("\x80 \xe2\x82 \xc0\xaf \x1b", 9, out, sizeof out);
	assert_string_equal(out, "? ?\? ?\? ?");
	aif_lines_show("0123456789abcdef", 16, out, 16);
	assert_string_equal(out, "01234567...");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_come_without_their_ends_and_without_the_byte_order_mark),
		cmocka_unit_test(lines_end_when_the_reader_says_so),
		cmocka_unit_test(lines_with_control_characters_are_refused),
		cmocka_unit_test(lines_longer_than_16_mib_are_refused),
		cmocka_unit_test(lines_show_keeps_utf8_and_marks_the_rest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
