// report.c - the formats of a report.
#include "out/report/report.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "out/report/book.h"
#include "out/report/focus.h"
#include "out/report/page.h"
#include "out/report/pages.h"
#include "out/report/sidebook.h"
#include "out/report/tablecsv.h"
#include "out/report/versus.h"

unsigned
aif_report_formats(const char *words, aif_diag *d)
{
	static const struct {
		const char *name;
		unsigned bit;
	} formats[] = { { "html", AIF_REPORT_HTML },
			{ "csv", AIF_REPORT_CSV },
			{ "xlsx", AIF_REPORT_XLSX },
			{ "focus", AIF_REPORT_FOCUS },
			{ "pdf", AIF_REPORT_PDF } };
	unsigned bits = 0;

	for (const char *s = words; *s;) {
		size_t n = strcspn(s, ","), k = 0, known = sizeof formats / sizeof *formats;

		while (k < known &&
		       (strlen(formats[k].name) != n || strncmp(formats[k].name, s, n) != 0))
			k++;
		if (k == known) {
			aif_err_fail(d, AIF_EINVAL,
				     "unknown format '%.*s' (known: html, csv, xlsx, focus, pdf)",
				     (int)n, s);
			return 0;
		}
		bits |= formats[k].bit;
		s += n + (s[n] == ',');
	}
	if (!bits)
		aif_err_fail(d, AIF_EINVAL, "no format (known: html, csv, xlsx, focus, pdf)");
	return bits;
}

void
aif_report_folder(const char *path, char *out, size_t n)
{
	size_t len = strlen(path);

	if (len > 3 && strcmp(path + len - 3, ".h5") == 0)
		snprintf(out, n, "%.*s", (int)(len - 3), path);
	else
		snprintf(out, n, "%s.report", path);
}

aif_err
aif_report_mkdir(const char *dir, aif_diag *d)
{
	char path[4096];
	struct stat st;

	if ((size_t)snprintf(path, sizeof path, "%s", dir) >= sizeof path)
		return aif_err_fail(d, AIF_EINVAL, "%s: the name is too long", dir);
	for (char *s = path + 1; *s; s++) {
		if (*s != '/')
			continue;
		*s = 0;
		mkdir(path, 0777); // a parent that is there already is fine; the last call tells
		*s = '/';
	}
	if (mkdir(path, 0777) != 0 && errno != EEXIST)
		return aif_err_fail(d, AIF_EIO, "%s: can not make the folder: %s", dir,
				    strerror(errno));
	if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode))
		return aif_err_fail(d, AIF_EIO, "%s: is not a folder", dir);
	return AIF_OK;
}

aif_err
aif_report_write(aif_read *r, const char *dir, unsigned formats, aif_text *note, aif_diag *d)
{
	char path[4096];
	aif_err e = aif_report_mkdir(dir, d);

	if (!e && (formats & AIF_REPORT_HTML))
		e = aif_page_write(r, dir, note, d);
	if (!e && (formats & AIF_REPORT_CSV))
		e = aif_tablecsv_write(r, dir, d);
	if (!e && (formats & AIF_REPORT_XLSX)) {
		snprintf(path, sizeof path, "%s/report.xlsx", dir);
		e = aif_book_write(r, path, d);
	}
	if (!e && (formats & AIF_REPORT_FOCUS))
		e = aif_focus_write(r, dir, d);
	if (!e && (formats & AIF_REPORT_PDF))
		e = aif_pages_write(r, dir, note, d);
	return e;
}

aif_err
aif_report_compare(aif_read *const *r, int n, const char *dir, unsigned formats, aif_diag *d)
{
	int count;
	aif_column *c = aif_column_list(r, n, &count);
	aif_err e = AIF_OK;
	char path[4096];

	if (!c)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	snprintf(path, sizeof path, "%s/compare.xlsx", dir);
	if (formats & AIF_REPORT_HTML)
		e = aif_versus_page(r, n, dir, d);
	if (!e && (formats & AIF_REPORT_CSV))
		e = aif_sidebook_csv(c, count, dir, d);
	if (!e && (formats & AIF_REPORT_XLSX))
		e = aif_sidebook_write(c, count, path, d);
	if (!e && (formats & AIF_REPORT_FOCUS))
		e = aif_sidebook_focus(c, count, dir, d);
	free(c);
	return e;
}
