// cmd_compare.c - `aifsim compare`: results side by side.
#include <stdio.h>

#include "cli/cmd.h"
#include "cli/opt.h"
#include "out/report/report.h"
#include "out/report/versus.h"

int
aif_cmd_compare(int argc, char **argv)
{
	const char *path[AIF_OPT_MAX], *dir = NULL;
	const aif_opt opts[] = {
		{ "out", 'o', AIF_OPT_TEXT, &dir, "DIR", "also write DIR/compare.html", 0, 0 },
		{ 0 },
	};
	int n = aif_opt_parse(argc, argv, opts, 2, AIF_OPT_MAX, path), n_open = 0;
	aif_read *r[AIF_OPT_MAX];
	aif_text text = { 0 };
	aif_diag d = { 0 };
	aif_err e = AIF_OK;

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
	if (!e && dir && (e = aif_versus_page(r, n, dir, &d)) == AIF_OK)
		printf("%s/compare.html\n", dir);
	if (e)
		fprintf(stderr, "%s\n", d.msg);
	aif_text_free(&text);
	while (n_open > 0)
		aif_read_close(r[--n_open]);
	return e ? AIF_EXIT_USAGE : AIF_EXIT_OK;
}
