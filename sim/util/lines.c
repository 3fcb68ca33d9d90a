// lines.c - zlib reads plain and packed files alike; lines are found by memchr.
#include "util/lines.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
	CHUNK = 1 << 18,     // bytes asked from zlib at a time
	LINE_BYTES = 1 << 24 // longer lines are not what people call a text file
};

typedef struct reader {
	const char *path;
	aif_lines_fn *fn;
	void *user;
	aif_diag *d;
	aif_err err;
	long no; // of the line last taken
} reader;

// Bytes of the UTF-8 character at s[n], or 0 where there is none.
static size_t
utf8_len(const unsigned char *s, size_t n)
{
	size_t k = *s < 0x20   ? 0
		   : *s < 0x7f ? 1
		   : *s < 0xc2 ? 0
		   : *s < 0xe0 ? 2
		   : *s < 0xf0 ? 3
			       : 4;

	if (*s > 0xf4 || k > n)
		return 0;
	for (size_t i = 1; i < k; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	return k;
}

void
aif_lines_show(const char *s, size_t n_s, char *out, size_t n)
{
	size_t at = 0;

	while (n_s > 0 && at + 8 < n) {
		size_t k = utf8_len((const unsigned char *)s, n_s);

		if (k > 0)
			memcpy(out + at, s, k);
		else
			out[at] = '?';
		at += k ? k : 1;
		n_s -= k ? k : 1;
		s += k ? k : 1;
	}
	strcpy(out + at, n_s ? "..." : "");
}

// 1 when s[n] holds control characters.
static int
is_binary(const unsigned char *s, size_t n)
{
	unsigned bad = 0;

	for (size_t i = 0; i < n; i++)
		bad |= (unsigned)(s[i] < 0x20) & (unsigned)(s[i] != '\t');
	return (int)bad;
}

// One line without its line feed.
static void
take_line(reader *r, const unsigned char *s, size_t n)
{
	aif_line line = { .path = r->path, .no = ++r->no };

	if (line.no == 1 && n >= 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0) {
		s += 3;
		n -= 3;
	}
	if (n > 0 && s[n - 1] == '\r')
		n--;
	if (is_binary(s, n)) {
		r->err = aif_err_fail(
		    r->d, AIF_EPARSE,
		    "%.200s:%ld: control characters (expected a text file, plain or gzip)", r->path,
		    line.no);
		return;
	}
	line.text = (const char *)s;
	line.n = n;
	r->err = r->fn(r->user, &line, r->d);
}

// Takes the whole lines of buf[n]; returns how many bytes it used.
static size_t
take_lines(reader *r, const unsigned char *buf, size_t n)
{
	size_t used = 0;
	const unsigned char *end;

	while (!r->err && used < n && (end = memchr(buf + used, '\n', n - used)) != NULL) {
		take_line(r, buf + used, (size_t)(end - buf) - used);
		used = (size_t)(end - buf) + 1;
	}
	return used;
}

aif_err
aif_lines_parse(const char *name, const void *text, size_t n, aif_lines_fn *fn, void *user,
		aif_diag *d)
{
	reader r = { .path = name, .fn = fn, .user = user, .d = d };
	size_t used = take_lines(&r, text, n);

	if (!r.err && used < n)
		take_line(&r, (const unsigned char *)text + used, n - used);
	return r.err;
}

static aif_err
fail_gz(gzFile gz, const char *path, aif_diag *d)
{
	int code, sys = errno;
	const char *text = gzerror(gz, &code);

	if (code == Z_MEM_ERROR)
		return aif_err_fail(d, AIF_ENOMEM, "%.200s: out of memory", path);
	if (code == Z_BUF_ERROR)
		return aif_err_fail(d, AIF_EIO, "%.200s: the gzip file is cut short", path);
	if (code == Z_ERRNO || code == Z_OK)
		return aif_err_fail(d, AIF_EIO, "%.200s: can not read: %s", path, strerror(sys));
	return aif_err_fail(d, AIF_EIO, "%.200s: damaged gzip file: %.80s", path, text);
}

// Room for another chunk after n bytes; 0 when memory is out.
static int
make_room(unsigned char **buf, size_t *cap, size_t n)
{
	size_t want = *cap ? *cap : 2 * CHUNK;
	unsigned char *p;

	while (want < n + CHUNK)
		want *= 2;
	if (want == *cap)
		return 1;
	p = realloc(*buf, want);
	if (!p)
		return 0;
	*buf = p;
	*cap = want;
	return 1;
}

// Reads all of gz through buf, which grows up to LINE_BYTES for one line.
static aif_err
read_all(reader *r, gzFile gz, uint64_t most, unsigned char **buf)
{
	uint64_t total = 0;
	size_t n = 0, cap = 0, used;
	int got, code;

	while (!r->err) {
		if (n >= LINE_BYTES)
			return aif_err_fail(
			    r->d, AIF_EPARSE,
			    "%.200s:%ld: a line of more than 16 MiB (expected a text file)",
			    r->path, r->no + 1);
		if (!make_room(buf, &cap, n))
			return aif_err_fail(r->d, AIF_ENOMEM, "%.200s: out of memory", r->path);
		got = gzread(gz, *buf + n, CHUNK);
		gzerror(gz, &code);
		if (got < 0 || (got == 0 && code != Z_OK))
			return fail_gz(gz, r->path, r->d);
		if (got == 0)
			break;
		total += (uint64_t)got;
		if (total > most)
			return aif_err_fail(r->d, AIF_EPARSE,
					    "%.200s: more than %llu bytes unpacked", r->path,
					    (unsigned long long)most);
		n += (size_t)got;
		used = take_lines(r, *buf, n);
		n -= used;
		memmove(*buf, *buf + used, n);
	}
	if (!r->err && n > 0)
		take_line(r, *buf, n); // a last line without line feed
	return r->err;
}

aif_err
aif_lines_read(const char *path, size_t max_bytes, aif_lines_fn *fn, void *user, aif_diag *d)
{
	reader r = { .path = path, .fn = fn, .user = user, .d = d };
	unsigned char *buf = NULL;
	aif_err err;
	gzFile gz;

	errno = 0;
	gz = gzopen(path, "rb");
	if (!gz)
		return aif_err_fail(d, errno == ENOENT ? AIF_ENOENT : AIF_EIO,
				    "%.200s: can not open: %s", path,
				    errno ? strerror(errno) : "out of memory");
	gzbuffer(gz, CHUNK);
	err = read_all(&r, gz, max_bytes ? max_bytes : (uint64_t)4 << 30, &buf);
	free(buf);
	// zlib may tell only here that a packed file ended too early.
	if (gzclose(gz) == Z_BUF_ERROR && !err)
		err = aif_err_fail(d, AIF_EIO, "%.200s: the gzip file is cut short", path);
	return err;
}
