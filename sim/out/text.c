// text.c - growable text and its way to disk.
#include "out/text.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int
grow(aif_text *t, size_t n)
{
	size_t cap = t->cap ? t->cap : 256;
	char *s;

	if (t->bad)
		return -1;
	if (t->n + n + 1 <= t->cap)
		return 0;
	while (cap < t->n + n + 1)
		cap *= 2;
	s = realloc(t->s, cap);
	if (!s) {
		t->bad = 1;
		return -1;
	}
	t->s = s;
	t->cap = cap;
	return 0;
}

void
aif_text_putn(aif_text *t, const char *s, size_t n)
{
	if (grow(t, n) < 0)
		return;
	memcpy(t->s + t->n, s, n);
	t->n += n;
	t->s[t->n] = 0;
}

void
aif_text_put(aif_text *t, const char *s)
{
	aif_text_putn(t, s, strlen(s));
}

void
aif_text_putf(aif_text *t, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0 || grow(t, (size_t)n) < 0)
		return;
	va_start(ap, fmt);
	vsnprintf(t->s + t->n, (size_t)n + 1, fmt, ap);
	va_end(ap);
	t->n += (size_t)n;
}

void
aif_text_html(aif_text *t, const char *s)
{
	for (; *s; s++) {
		switch (*s) {
		case '&':
			aif_text_put(t, "&amp;");
			break;
		case '<':
			aif_text_put(t, "&lt;");
			break;
		case '>':
			aif_text_put(t, "&gt;");
			break;
		case '"':
			aif_text_put(t, "&quot;");
			break;
		case '\'':
			aif_text_put(t, "&#39;");
			break;
		default:
			aif_text_putn(t, s, 1);
		}
	}
}

void
aif_text_csv(aif_text *t, const char *s)
{
	if (!strpbrk(s, ",\"\r\n")) {
		aif_text_put(t, s);
		return;
	}
	aif_text_put(t, "\"");
	for (; *s; s++)
		aif_text_putn(t, *s == '"' ? "\"\"" : s, *s == '"' ? 2 : 1);
	aif_text_put(t, "\"");
}

void
aif_text_num(aif_text *t, double x)
{
	char b[32];

	if (isnan(x))
		return;
	snprintf(b, sizeof b, "%.15g", x);
	if (strtod(b, NULL) < x || strtod(b, NULL) > x)
		snprintf(b, sizeof b, "%.17g", x);
	aif_text_put(t, b);
}

void
aif_text_free(aif_text *t)
{
	free(t->s);
	*t = (aif_text){ 0 };
}

aif_err
aif_text_save(const aif_text *t, const char *path, aif_diag *d)
{
	char tmp[4096];
	FILE *f;
	int ok;

	if (t->bad)
		return aif_err_fail(d, AIF_ENOMEM, "%s: out of memory", path);
	if ((size_t)snprintf(tmp, sizeof tmp, "%s.tmp", path) >= sizeof tmp)
		return aif_err_fail(d, AIF_EINVAL, "%s: the name is too long", path);
	f = fopen(tmp, "wb");
	if (!f)
		return aif_err_fail(d, AIF_EIO, "%s: can not create: %s", path, strerror(errno));
	ok = fwrite(t->s ? t->s : "", 1, t->n, f) == t->n;
	ok &= fclose(f) == 0;
	if (ok && rename(tmp, path) == 0)
		return AIF_OK;
	aif_err_fail(d, AIF_EIO, "%s: can not write: %s", path, strerror(errno));
	unlink(tmp);
	return AIF_EIO;
}

aif_err
aif_text_load(aif_text *t, const char *path, aif_diag *d)
{
	FILE *f = fopen(path, "rb");
	char buf[8192];
	size_t n;

	if (!f)
		return aif_err_fail(d, AIF_EIO, "%s: %s", path, strerror(errno));
	while ((n = fread(buf, 1, sizeof buf, f)) > 0)
		aif_text_putn(t, buf, n);
	n = (size_t)ferror(f);
	fclose(f);
	return n ? aif_err_fail(d, AIF_EIO, "%s: can not read", path) : AIF_OK;
}
