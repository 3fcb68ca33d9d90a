// cmd_plot.c - `aifsim plot`: figures of a result as files of their own.
#include <stdio.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/opt.h"
#include "out/figure.h"
#include "out/report/report.h"

static int
unknown(const char *word)
{
	const char *names[64], *near;
	int n = 0;

	for (; aif_figure_at(n) && n < 64; n++)
		names[n] = aif_figure_at(n)->name;
	near = aif_err_nearest(word, names, n);
	fprintf(stderr, "aifsim plot: unknown figure '%s'", word);
	if (near)
		fprintf(stderr, " (did you mean '%s'?)", near);
	fprintf(stderr, "\nfigures:\n");
	for (int i = 0; i < n; i++)
		fprintf(stderr, "  %-14s %s; needs %s\n", names[i], aif_figure_at(i)->title,
			aif_figure_at(i)->needs);
	return AIF_EXIT_USAGE;
}

static aif_err
draw(const aif_figure *f, const aif_figure_in *in, const char *term, const char *dir, aif_diag *d)
{
	aif_gnuplot_size size = { term, f->wide ? 1100 : 760, f->wide ? 440 : 480, 14 };
	aif_text out = { 0 }, caption = { 0 };
	char path[4400];
	aif_err e;

	e = aif_figure_draw(f, in, &size, 1, &out, &caption, d);
	if (!e) {
		snprintf(path, sizeof path, "%s/%s.%s", dir, f->name, term);
		e = aif_text_save(&out, path, d);
	}
	if (!e)
		printf("%s\n", path);
	aif_text_free(&out);
	aif_text_free(&caption);
	return e;
}

// All terms of "svg,png" of one figure.
static aif_err
draw_all(const aif_figure *f, const aif_figure_in *in, const char *terms, const char *dir,
	 aif_diag *d)
{
	aif_err e = AIF_OK;

	for (const char *s = terms; *s && !e;) {
		size_t n = strcspn(s, ",");
		char term[8];

		snprintf(term, sizeof term, "%.*s", (int)n, s);
		e = draw(f, in, term, dir, d);
		s += n + (s[n] == ',');
	}
	return e;
}

static int
terms_known(const char *terms)
{
	for (const char *s = terms; *s;) {
		size_t n = strcspn(s, ",");

		if (n != 3 || (strncmp(s, "svg", 3) != 0 && strncmp(s, "png", 3) != 0 &&
			       strncmp(s, "pdf", 3) != 0)) {
			fprintf(stderr,
				"aifsim plot: unknown format '%.*s' (known: svg, png, pdf)\n",
				(int)n, s);
			return 0;
		}
		s += n + (s[n] == ',');
	}
	return *terms != 0;
}

// Figures by name, or all that the file has what they need for.
static aif_err
plot(const aif_figure_in *in, const char *const *name, int n, const char *terms, const char *dir,
     aif_diag *d)
{
	aif_err e = AIF_OK;

	for (int i = 0; i < n && !e; i++)
		e = draw_all(aif_figure_find(name[i]), in, terms, dir, d);
	for (int i = 0; n == 0 && aif_figure_at(i) && !e; i++) {
		aif_diag own = { 0 };

		e = draw_all(aif_figure_at(i), in, terms, dir, &own);
		if (e && strstr(own.msg, " needs "))
			e = AIF_OK;
		else if (e)
			aif_err_fail(d, e, "%s", own.msg);
	}
	return e;
}

int
aif_cmd_plot(int argc, char **argv)
{
	const char *pos[AIF_OPT_MAX], *dir = NULL, *terms = "svg";
	const aif_opt opts[] = {
		{ "out", 'o', AIF_OPT_TEXT, &dir, "DIR",
		  "folder to write to (default: the result's path without .h5)", 0, 0 },
		{ "format", 0, AIF_OPT_TEXT, &terms, "svg,png,pdf", "what to write (default: svg)",
		  0, 0 },
		{ 0 },
	};
	int n = aif_opt_parse(argc, argv, opts, 1, AIF_OPT_MAX, pos);
	char folder[4096];
	aif_figure_in in;
	aif_diag d = { 0 };
	aif_read *r = NULL;
	aif_err e;

	if (n < 0)
		return aif_opt_status(n);
	for (int i = 1; i < n; i++)
		if (!aif_figure_find(pos[i]))
			return unknown(pos[i]);
	if (!terms_known(terms))
		return AIF_EXIT_USAGE;
	aif_report_folder(pos[0], folder, sizeof folder);
	dir = dir ? dir : folder;
	e = aif_read_open(&r, pos[0], &d);
	if (!e)
		e = aif_report_mkdir(dir, &d);
	if (!e && (e = aif_figure_open(&in, r, &d)) == AIF_OK) {
		e = plot(&in, pos + 1, n - 1, terms, dir, &d);
		aif_figure_close(&in);
	}
	if (e)
		fprintf(stderr, "%s\n", d.msg);
	aif_read_close(r);
	return e ? AIF_EXIT_USAGE : AIF_EXIT_OK;
}
