// cmd_compare.c - `aifsim compare`: results side by side.
#include <stdio.h>

#include "cli/cmd.h"
#include "cli/opt.h"
#include "out/report/report.h"
#include "out/report/versus.h"

static const struct {
	unsigned bit;
	const char *name;
} file[] = { { AIF_REPORT_HTML, "compare.html" },
	     { AIF_REPORT_CSV, "ledger.csv" },
	     { AIF_REPORT_XLSX, "compare.xlsx" },
	     { AIF_REPORT_FOCUS, "focus.csv" } };

int
aif_cmd_compare(int argc, char **argv)
{
	const char *path[AIF_OPT_MAX], *dir = NULL, *words = "html";
	const aif_opt opts[] = {
		{ "out", 'o', AIF_OPT_TEXT, &dir, "DIR", "also write files to this folder", 0, 0 },
		{ "format", 0, AIF_OPT_TEXT, &words, "html,csv,xlsx,focus",
		  "which: compare.html, ledger.csv, compare.xlsx, focus.csv (default: html)", 0,
		  0 },
		{ 0 },
	};
	int n = aif_opt_parse(argc, argv, opts, 2, AIF_OPT_MAX, path), n_open = 0;
	aif_read *r[AIF_OPT_MAX];
	aif_text text = { 0 };
	aif_diag d = { 0 };
	aif_err e = AIF_OK;
	unsigned bits;

	if (n < 0)
		return aif_opt_status(n);
	while (n_open < n && !e) {
		e = aif_read_open(&r[n_open], path[n_open], &d);
		n_open += !e;
	}
	if (!e) {
		aif_versus_text(r, n, &text);
		fputs(text.s ? text.s : "", stdout);
	}
	if (!e && dir)
		e = aif_report_mkdir(dir, &d);
	bits = e ? 0 : aif_report_formats(words, &d);
	if (!e && !bits)
		e = AIF_EINVAL;
	if (!e && dir)
		e = aif_report_compare(r, n, dir, bits, &d);
	for (size_t i = 0; !e && dir && i < sizeof file / sizeof *file; i++)
		if (bits & file[i].bit)
			printf("%s/%s\n", dir, file[i].name);
	if (e)
		fprintf(stderr, "%s\n", d.msg);
	aif_text_free(&text);
	while (n_open > 0)
		aif_read_close(r[--n_open]);
	return e ? AIF_EXIT_USAGE : AIF_EXIT_OK;
}
