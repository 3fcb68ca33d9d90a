// cmd_plot.c - `aifsim plot`: figures of a result as files of their own.
#include <stdio.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/opt.h"
#include "out/figsweep.h"
#include "out/figure.h"
#include "out/report/report.h"
#include "out/sweepread.h"

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

static aif_err
plot_run(const char *path, const char *const *name, int n, const char *terms, const char *dir,
	 aif_diag *d)
{
	aif_figure_in in;
	aif_read *r = NULL;
	aif_err e = aif_read_open(&r, path, d);

	if (!e)
		e = aif_report_mkdir(dir, d);
	if (!e && (e = aif_figure_open(&in, r, d)) == AIF_OK) {
		e = plot(&in, name, n, terms, dir, d);
		aif_figure_close(&in);
	}
	aif_read_close(r);
	return e;
}

// --- of a sweep ----------------------------------------------------------------------

static aif_err
draw_sweep(const aif_figsweep_one *f, const char *terms, const char *dir, aif_diag *d)
{
	aif_err e = AIF_OK;

	for (const char *s = terms; *s && !e;) {
		size_t n = strcspn(s, ",");
		char term[8], path[4400];
		aif_gnuplot_size size = { term, 760, 480, 14 };
		aif_text out = { 0 };

		snprintf(term, sizeof term, "%.*s", (int)n, s);
		snprintf(path, sizeof path, "%s/%s.%s", dir, f->name, term);
		e = aif_gnuplot_draw(&f->g, &size, 1, &out, d);
		if (!e)
			e = aif_text_save(&out, path, d);
		if (!e)
			printf("%s\n", path);
		aif_text_free(&out);
		s += n + (s[n] == ',');
	}
	return e;
}

// All figures of a merged sweep.
static aif_err
plot_sweep(const char *path, const char *result, const char *terms, const char *dir, aif_diag *d)
{
	aif_arena *a = NULL;
	aif_sweepfile f;
	aif_figsweep x;
	aif_err e = aif_arena_create(&a);

	if (!e)
		e = aif_sweepread_load(&f, path, a, d);
	if (!e)
		e = aif_figsweep_open(&x, &f, result, a, d);
	if (!e)
		e = aif_report_mkdir(dir, d);
	for (int i = 0; !e && i < aif_figsweep_count(&x); i++) {
		aif_figsweep_one one;

		aif_figsweep_build(&x, i, &one);
		e = draw_sweep(&one, terms, dir, d);
		aif_text_free(&one.caption);
		aif_gnuplot_free(&one.g);
	}
	aif_arena_free(a);
	return e;
}

int
aif_cmd_plot(int argc, char **argv)
{
	const char *pos[AIF_OPT_MAX], *dir = NULL, *terms = "svg", *result = "npv_cost_usd";
	const aif_opt opts[] = {
		{ "out", 'o', AIF_OPT_TEXT, &dir, "DIR",
		  "folder to write to (default: the result's path without .h5)", 0, 0 },
		{ "format", 0, AIF_OPT_TEXT, &terms, "svg,png,pdf", "what to write (default: svg)",
		  0, 0 },
		{ "result", 0, AIF_OPT_TEXT, &result, "NAME",
		  "of a sweep: the result drawn (default: npv_cost_usd)", 0, 0 },
		{ 0 },
	};
	int n = aif_opt_parse(argc, argv, opts, 1, AIF_OPT_MAX, pos);
	char folder[4096], digest[65];
	aif_diag d = { 0 };
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
	if (aif_sweepread_digest(pos[0], digest))
		e = plot_sweep(pos[0], result, terms, dir, &d);
	else
		e = plot_run(pos[0], pos + 1, n - 1, terms, dir, &d);
	if (e)
		fprintf(stderr, "%s\n", d.msg);
	return e ? AIF_EXIT_USAGE : AIF_EXIT_OK;
}
