// cmd_report.c - `aifsim report`: page, tables and workbook of a result.
#include <stdio.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/opt.h"
#include "out/report/report.h"
#include "out/report/sweeppage.h"
#include "out/sweepread.h"

// The folder of result `path`: DIR for one, DIR/NAME for each of several.
static void
folder_of(const char *path, const char *dir, int several, char *out, size_t n)
{
	char base[4096];

	aif_report_folder(path, base, sizeof base);
	if (dir && several)
		snprintf(out, n, "%s/%s", dir, strrchr(base, '/') ? strrchr(base, '/') + 1 : base);
	else
		snprintf(out, n, "%s", dir ? dir : base);
}

static int
report(const char *path, const char *dir, unsigned bits, const char *result)
{
	aif_text note = { 0 };
	aif_diag d = { 0 };
	aif_read *r = NULL;
	char digest[65];
	int sweep = aif_sweepread_digest(path, digest);
	aif_err e;

	if (sweep) {
		e = aif_sweeppage_report(path, dir, bits, result, &note, &d);
	} else {
		e = aif_read_open(&r, path, &d);
		if (!e)
			e = aif_report_write(r, dir, bits, &note, &d);
	}
	if (e)
		fprintf(stderr, "%s\n", d.msg);
	else if (note.s)
		for (char *s = note.s; *s;) {
			size_t n = strcspn(s, "\n");

			fprintf(stderr, "%s: %.*s\n", path, (int)n, s);
			s += n + (s[n] == '\n');
		}
	if (!e && (bits & AIF_REPORT_HTML))
		printf("%s/report.html\n", dir);
	if (!e && (bits & AIF_REPORT_CSV))
		printf("%s/%s.csv\n", dir, sweep ? "points" : "ledger");
	if (!e && (bits & AIF_REPORT_XLSX))
		printf("%s/report.xlsx\n", dir);
	if (!e && (bits & AIF_REPORT_FOCUS))
		printf("%s/focus.csv\n", dir);
	if (!e && (bits & AIF_REPORT_PDF))
		printf("%s/report.pdf\n", dir);
	aif_text_free(&note);
	aif_read_close(r);
	return e == AIF_OK ? AIF_EXIT_OK : AIF_EXIT_USAGE;
}

int
aif_cmd_report(int argc, char **argv)
{
	const char *path[AIF_OPT_MAX], *dir = NULL, *words = "html", *result = NULL;
	const aif_opt opts[] = {
		{ "out", 'o', AIF_OPT_TEXT, &dir, "DIR",
		  "folder to write to (default: the result's path without .h5)", 0, 0 },
		{ "format", 0, AIF_OPT_TEXT, &words, "html,csv,xlsx,focus,pdf",
		  "what to write (default: html)", 0, 0 },
		{ "result", 0, AIF_OPT_TEXT, &result, "NAME",
		  "of a sweep: the result shown (default: npv_cost_usd)", 0, 0 },
		{ 0 },
	};
	int n = aif_opt_parse(argc, argv, opts, 1, AIF_OPT_MAX, path);
	char folder[4200];
	aif_diag d = { 0 };
	unsigned bits;

	if (n < 0)
		return aif_opt_status(n);
	bits = aif_report_formats(words, &d);
	if (!bits) {
		fprintf(stderr, "aifsim report: %s\n", d.msg);
		return AIF_EXIT_USAGE;
	}
	for (int i = 0; i < n; i++) {
		int status;

		folder_of(path[i], dir, n > 1, folder, sizeof folder);
		status = report(path[i], folder, bits, result);
		if (status != AIF_EXIT_OK)
			return status;
	}
	return AIF_EXIT_OK;
}
