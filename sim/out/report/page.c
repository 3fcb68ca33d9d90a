// page.c - report.html: one self-contained page, no scripts, no network.
//
// Each figure is drawn twice, for wide and for narrow screens; the style shows
// one of them. gnuplot's SVG is put into the page with its ids made unique.
#include "out/report/page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "out/report/cash.h"
#include "out/report/decide.h"
#include "out/report/drills.h"
#include "out/report/tables.h"
#include "out/words.h"
#include "util/embed.h"
#include "util/version.h"

void
aif_page_begin(aif_text *t, const char *title)
{
	aif_embed css;

	aif_text_put(
	    t, "<!DOCTYPE html>\n<html lang=en>\n<head>\n<meta charset=utf-8>\n"
	       "<meta name=viewport content=\"width=device-width, initial-scale=1\">\n<title>");
	aif_text_html(t, title);
	aif_text_put(t, "</title>\n<style>\n");
	if (aif_embed_find("sim/out/report/style.css", &css))
		aif_text_putn(t, (const char *)css.data, css.n);
	aif_text_put(t, "</style>\n</head>\n<body>\n");
}

void
aif_page_end(aif_text *t, const char *version)
{
	aif_text_put(t, "<footer>Made by aifsim ");
	aif_text_html(t, version);
	aif_text_put(t, " from the result file alone; money in USD of the scenario, times in "
			"UTC.</footer>\n</body>\n</html>\n");
}

// --- figures ----------------------------------------------------------------------

// Copies s[n], putting prefix- before every id and every reference to one.
static void
put_unique(aif_text *t, const char *s, size_t n, const char *prefix)
{
	static const char *const mark[] = { " id='", " id=\"", "href='#", "href=\"#", "url(#" };
	size_t from = 0;

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < sizeof mark / sizeof *mark; k++) {
			size_t len = strlen(mark[k]);

			if (i + len > n || strncmp(s + i, mark[k], len) != 0)
				continue;
			aif_text_putn(t, s + from, i + len - from);
			aif_text_putf(t, "%s-", prefix);
			from = i + len;
		}
	aif_text_putn(t, s + from, n - from);
}

void
aif_page_svg(aif_text *t, const aif_text *svg, const aif_gnuplot_size *size, const char *class,
	     const aif_page_figure *f)
{
	const char *open = svg->s ? strstr(svg->s, "<svg") : NULL,
		   *body = open ? strchr(open, '>') : NULL;
	char prefix[64];
	aif_text title = { 0 };

	if (!body)
		return;
	aif_text_html(&title, f->title);
	body++;
	snprintf(prefix, sizeof prefix, "%s-%s", f->name, class);
	aif_text_putf(t,
		      "<svg class=%s viewBox=\"0 0 %d %d\" role=img aria-label=\"%s\" "
		      "xmlns=\"http://www.w3.org/2000/svg\" "
		      "xmlns:xlink=\"http://www.w3.org/1999/xlink\">\n",
		      class, size->width, size->height, title.s ? title.s : "");
	aif_text_free(&title);
	put_unique(t, body, svg->n - (size_t)(body - svg->s), prefix);
}

static void
put_figure(aif_page *p, const aif_figure *f, aif_text *note)
{
	aif_gnuplot_size size[2] = { { "svg", f->wide ? 1160 : 570, f->wide ? 400 : 360, 14 },
				     { "svg", 380, 360, 13 } };
	const aif_page_figure words = { f->name, f->title };
	aif_text svg[2] = { { 0 }, { 0 } }, caption = { 0 };
	aif_diag d = { 0 };
	aif_err e = aif_figure_draw(f, &p->in, size, 2, svg, &caption, &d);

	// What the run does not have needs no room and no words; what failed does.
	if (!e || !strstr(d.msg, " needs ")) {
		if (e)
			aif_text_putf(note, "%s\n", d.msg);
		aif_text_putf(&p->t, "<figure id=fig-%s%s>\n<h3>%s</h3>\n", f->name,
			      f->wide ? " class=wide" : "", f->title);
		if (e) {
			aif_text_put(&p->t, "<p class=warn>Not drawn: ");
			aif_text_html(&p->t, d.msg);
			aif_text_put(&p->t, "</p>\n");
		} else {
			aif_page_svg(&p->t, &svg[0], &size[0], "large", &words);
			aif_page_svg(&p->t, &svg[1], &size[1], "small", &words);
		}
		aif_text_put(&p->t, "<figcaption>");
		aif_text_html(&p->t, caption.s ? caption.s : "");
		aif_text_put(&p->t, "</figcaption>\n</figure>\n");
	}
	aif_text_free(&svg[0]);
	aif_text_free(&svg[1]);
	aif_text_free(&caption);
}

// --- page -------------------------------------------------------------------------

// "scenarios/default.lua" -> "default".
static void
short_name(const char *path, char *out, size_t n)
{
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;

	snprintf(out, n, "%.*s", (int)strcspn(base, "."), base);
}

static void
put_head(aif_page *p)
{
	char name[128], from[32], to[32], until[32];

	short_name(p->h->scenario, name, sizeof name);
	aif_words_date(p->h, 0, from, sizeof from);
	aif_words_date(p->h, p->h->end_s, to, sizeof to);
	aif_words_date(p->h, p->h->until_s, until, sizeof until);
	aif_text_put(&p->t, "<header><h1>");
	aif_text_html(&p->t, *name ? name : "Result");
	aif_text_putf(&p->t,
		      "</h1>\n<p class=sub>Plan from %s to %s &middot; %d strateg%s &middot; seed "
		      "%lld &middot; scenario <code>",
		      from, to, p->h->n_strategy, p->h->n_strategy == 1 ? "y" : "ies",
		      (long long)p->h->seed);
	aif_text_html(&p->t, p->h->scenario);
	aif_text_putf(&p->t, "</code> (SHA-256 %.12s&hellip;)</p>\n", p->h->sha256);
	aif_text_put(
	    &p->t,
	    "<nav aria-label=Sections><a href=#decision>Decision</a> <a href=#charts>Figures</a> "
	    "<a href=#cents>Money</a> <a href=#audit>Audit</a> <a href=#inputs>Inputs</a></nav>\n");
	if (!p->h->complete)
		aif_text_putf(&p->t,
			      "<p class=warn>The run was stopped before its end: all figures cover "
			      "the time until %s only.</p>\n",
			      until);
	aif_text_put(&p->t, "</header>\n<main>\n");
}

// A part of cash.h over the strategies of this file.
static void
put_money(aif_page *p, void (*part)(aif_text *, const aif_column *, int))
{
	int count;
	aif_column *c = aif_column_list(&p->r, 1, &count);

	if (c)
		part(&p->t, c, count);
	free(c);
}

static void
put_page(aif_page *p, aif_text *note)
{
	char name[128], title[160];

	short_name(p->h->scenario, name, sizeof name);
	snprintf(title, sizeof title, "%s - aifsim report", name);
	aif_page_begin(&p->t, title);
	put_head(p);
	aif_decide_put(p);
	aif_decide_spread(p);
	put_money(p, aif_cash_returns);
	aif_text_put(&p->t, "<section id=charts><h2>Figures</h2>\n<div class=figures>\n");
	for (int i = 0; aif_figure_at(i); i++)
		put_figure(p, aif_figure_at(i), note);
	aif_text_put(&p->t, "</div></section>\n");
	aif_tables_binding(p);
	aif_drills_put(p);
	aif_tables_milestones(p);
	put_money(p, aif_cash_income);
	put_money(p, aif_cash_totals);
	aif_tables_audit(p);
	aif_tables_provenance(p);
	aif_tables_summary(p);
	aif_tables_inputs(p);
	aif_text_put(&p->t, "</main>\n");
	aif_page_end(&p->t, *p->h->version ? p->h->version : AIF_VERSION);
}

aif_err
aif_page_write(aif_read *r, const char *dir, aif_text *note, aif_diag *d)
{
	aif_page p = { .r = r, .h = aif_read_header(r) };
	char path[4096];
	aif_err e = aif_figure_open(&p.in, r, d);

	if (e)
		return e;
	put_page(&p, note);
	snprintf(path, sizeof path, "%s/report.html", dir);
	e = aif_text_save(&p.t, path, d);
	aif_text_free(&p.t);
	aif_figure_close(&p.in);
	return e;
}
