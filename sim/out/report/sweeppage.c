// sweeppage.c - the report of a merged sweep: which strategy costs least where, figures over
// the axes, every point.
#include "out/report/sweeppage.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "out/report/page.h"
#include "out/report/report.h"
#include "out/report/tables.h"
#include "out/sweepread.h"
#include "out/words.h"
#include "util/cal.h"
#include "util/version.h"

// --- page ---------------------------------------------------------------------------------

static void
put_head(const aif_figsweep *x, aif_text *t)
{
	const aif_sweepfile *f = x->f;
	const char *slash = strrchr(f->scenario, '/'), *base = slash ? slash + 1 : f->scenario;
	char name[128], title[160], from[32], to[32];

	snprintf(name, sizeof name, "%.*s", (int)strcspn(base, "."), base);
	snprintf(title, sizeof title, "%s - aifsim sweep", name);
	aif_page_begin(t, title);
	aif_cal_format(f->start_unix_s, 0, from, sizeof from);
	aif_cal_format(f->start_unix_s + (int64_t)f->end_s, 0, to, sizeof to);
	aif_text_put(t, "<header><h1>");
	aif_text_html(t, name);
	aif_text_putf(
	    t,
	    ": a sweep</h1>\n<p class=sub>%d points of %d ax%s &middot; %d replica%s each "
	    "&middot; %s to %s &middot; seed %lld &middot; scenario <code>",
	    f->design.n_point, f->design.n_axis, f->design.n_axis == 1 ? "is" : "es", f->n_replica,
	    f->n_replica == 1 ? "" : "s", from, to, (long long)f->seed);
	aif_text_html(t, f->scenario);
	aif_text_put(t, "</code></p>\n<nav aria-label=Sections><a href=#decision>Decision</a> "
			"<a href=#charts>Figures</a> <a href=#points>Points</a></nav></header>\n"
			"<main>\n");
}

// Where a strategy has least and most, and at how many points it is the least of all.
static void
put_strategy(const aif_figsweep *x, int s, aif_text *t)
{
	const aif_design *g = &x->f->design;
	int lo = -1, hi = -1, won = 0;

	for (int p = 0; p < g->n_point; p++) {
		double y = aif_figsweep_at(x, p, s)[1];

		won += aif_figsweep_least(x, p) == s;
		if (isnan(y))
			continue;
		lo = lo < 0 || y < aif_figsweep_at(x, lo, s)[1] ? p : lo;
		hi = hi < 0 || y > aif_figsweep_at(x, hi, s)[1] ? p : hi;
	}
	aif_text_put(t, "<tr>");
	aif_tables_text(t, aif_tables_shown(x->f->strategy[s]));
	aif_text_putf(t, "<td class=n>%d of %d</td>", won, g->n_point);
	aif_tables_num(t, lo < 0 ? (double)NAN : aif_figsweep_at(x, lo, s)[1], x->unit);
	aif_tables_text(t, lo < 0 ? "" : g->line[lo]);
	aif_tables_num(t, hi < 0 ? (double)NAN : aif_figsweep_at(x, hi, s)[1], x->unit);
	aif_tables_text(t, hi < 0 ? "" : g->line[hi]);
	aif_text_put(t, "</tr>\n");
}

static void
put_decision(const aif_figsweep *x, aif_text *t)
{
	aif_text_put(t, "<section id=decision><h2>Decision</h2>\n<p>");
	aif_text_html(t, x->label);
	aif_text_put(t, x->has_spread ? ": medians over the replicas of each point.</p>\n"
				      : " of each point.</p>\n");
	aif_tables_open(t, "Strategies",
			"Strategy|>Least of all at|>Its least|where|>Its most|where", 0);
	for (int s = 0; s < x->n; s++)
		put_strategy(x, s, t);
	aif_tables_close(t);
	aif_text_put(t, "</section>\n");
}

static void
put_figure(const aif_figsweep *x, int i, aif_text *t, aif_text *note)
{
	aif_gnuplot_size size[2] = { { "svg", 570, 380, 14 }, { "svg", 380, 360, 13 } };
	aif_text svg[2] = { { 0 }, { 0 } };
	aif_page_figure words;
	aif_figsweep_one f;
	aif_diag d = { 0 };

	aif_figsweep_build(x, i, &f);
	words = (aif_page_figure){ f.name, f.title };
	if (aif_gnuplot_draw(&f.g, size, 2, svg, &d) != AIF_OK) {
		aif_text_putf(note, "%s: %s\n", f.name, d.msg);
	} else {
		aif_text_putf(t, "<figure id=fig-%s>\n<h3>", f.name);
		aif_text_html(t, f.title);
		aif_text_put(t, "</h3>\n");
		aif_page_svg(t, &svg[0], &size[0], "large", &words);
		aif_page_svg(t, &svg[1], &size[1], "small", &words);
		aif_text_put(t, "<figcaption>");
		aif_text_html(t, f.caption.s ? f.caption.s : "");
		aif_text_put(t, "</figcaption>\n</figure>\n");
	}
	aif_text_free(&svg[0]);
	aif_text_free(&svg[1]);
	aif_text_free(&f.caption);
	aif_gnuplot_free(&f.g);
}

static void
put_points(const aif_figsweep *x, aif_text *t)
{
	const aif_design *g = &x->f->design;
	aif_text heads = { 0 };

	aif_text_put(&heads, "Point");
	for (int s = 0; s < x->n; s++)
		aif_text_putf(&heads, "|>%s", aif_tables_shown(x->f->strategy[s]));
	aif_text_put(t, "<section id=points><h2>Points</h2>\n");
	aif_tables_open(t, "Points", heads.s ? heads.s : "Point", 1);
	for (int p = 0; p < g->n_point; p++) {
		aif_text_put(t, "<tr>");
		aif_tables_text(t, g->line[p]);
		for (int s = 0; s < x->n; s++)
			aif_tables_num(t, aif_figsweep_at(x, p, s)[1], x->unit);
		aif_text_put(t, "</tr>\n");
	}
	aif_tables_close(t);
	aif_text_put(t, "<details><summary>Scenario</summary>\n<pre>");
	aif_text_html(t, x->f->text ? x->f->text : "");
	aif_text_put(t, "</pre></details></section>\n");
	aif_text_free(&heads);
}

static aif_err
write_page(const aif_figsweep *x, const char *dir, aif_text *note, aif_diag *d)
{
	aif_text t = { 0 };
	char path[4200];
	aif_err e;

	put_head(x, &t);
	put_decision(x, &t);
	aif_text_put(&t, "<section id=charts><h2>Figures</h2>\n<div class=figures>\n");
	for (int i = 0; i < aif_figsweep_count(x); i++)
		put_figure(x, i, &t, note);
	aif_text_put(&t, "</div></section>\n");
	put_points(x, &t);
	aif_text_put(&t, "</main>\n");
	aif_page_end(&t, AIF_VERSION);
	snprintf(path, sizeof path, "%s/report.html", dir);
	e = aif_text_save(&t, path, d);
	aif_text_free(&t);
	return e;
}

// --- CSV ----------------------------------------------------------------------------------

static void
put_point_row(const aif_figsweep *x, int point, int s, aif_text *t)
{
	const aif_design *g = &x->f->design;
	const double *q = aif_figsweep_at(x, point, s);

	aif_text_putf(t, "%d", point);
	for (int i = 0; i < g->n_axis; i++) {
		const char *eq = strchr(g->set[point * g->n_axis + i], '=');

		aif_text_put(t, ",");
		aif_text_csv(t, eq ? eq + 1 : "");
	}
	aif_text_put(t, ",");
	aif_text_csv(t, x->f->strategy[s]);
	aif_text_put(t, ",");
	aif_text_csv(t, x->result);
	aif_text_putf(t, ",%s", x->unit);
	for (int i = 0; i < 3; i++) {
		aif_text_put(t, ",");
		aif_text_num(t, q[i]);
	}
	aif_text_put(t, "\r\n");
}

// One result at every point and strategy that has it.
static aif_err
put_result(const aif_sweepfile *f, const char *name, aif_text *t, aif_diag *d)
{
	aif_arena *a = NULL;
	aif_figsweep x;
	aif_err e = aif_arena_create(&a);

	if (!e)
		e = aif_figsweep_open(&x, f, name, a, d);
	for (int s = 0; !e && s < x.n; s++)
		for (int p = 0; p < f->design.n_point; p++)
			if (!isnan(aif_figsweep_at(&x, p, s)[1]))
				put_point_row(&x, p, s, t);
	aif_arena_free(a);
	return e;
}

// Every result of every point: P10, P50, P90 over the replicas.
static aif_err
write_csv(const aif_sweepfile *f, const char *dir, aif_diag *d)
{
	aif_text t = { 0 };
	char path[4200];
	aif_err e = AIF_OK;

	aif_text_put(&t, "point");
	for (int k = 0; k < f->design.n_axis; k++) {
		aif_text_put(&t, ",");
		aif_text_csv(&t, f->design.axis[k]);
	}
	aif_text_put(&t, ",strategy,result,unit,p10,p50,p90\r\n");
	for (int k = 0; k < f->n_metric && !e; k++) {
		int seen = 0;

		for (int i = 0; i < k && !seen; i++)
			seen = strcmp(f->metric[i].name, f->metric[k].name) == 0;
		if (!seen)
			e = put_result(f, f->metric[k].name, &t, d);
	}
	snprintf(path, sizeof path, "%s/points.csv", dir);
	if (!e)
		e = aif_text_save(&t, path, d);
	aif_text_free(&t);
	return e;
}

aif_err
aif_sweeppage_report(const char *path, const char *dir, unsigned formats, const char *result,
		     aif_text *note, aif_diag *d)
{
	aif_arena *a = NULL;
	aif_sweepfile f;
	aif_figsweep x;
	aif_err e;

	if (formats & ~(unsigned)(AIF_REPORT_HTML | AIF_REPORT_CSV))
		return aif_err_fail(d, AIF_EINVAL,
				    "%s: a sweep has no ledger of its own (expected the formats "
				    "html, csv)",
				    path);
	if (aif_arena_create(&a) != AIF_OK)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	e = aif_sweepread_load(&f, path, a, d);
	if (!e)
		e = aif_figsweep_open(&x, &f, result ? result : "npv_cost_usd", a, d);
	if (!e)
		e = aif_report_mkdir(dir, d);
	if (!e && (formats & AIF_REPORT_HTML))
		e = write_page(&x, dir, note, d);
	if (!e && (formats & AIF_REPORT_CSV))
		e = write_csv(&f, dir, d);
	aif_arena_free(a);
	return e;
}
