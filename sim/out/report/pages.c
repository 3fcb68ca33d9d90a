// pages.c - report.pdf: the decision, the money and every figure, a page each.
#include "out/report/pages.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "out/column.h"
#include "out/figure.h"
#include "out/words.h"

enum { MOST_PAGES = 40, MOST_COLUMNS = 6, MOST_ROWS = 24 };

static const aif_gnuplot_size a4 = { "pdf", 1123, 794, 19 }; // landscape at 96 px an inch

typedef struct pages {
	aif_gnuplot g[MOST_PAGES];
	int n;
	const aif_column *c;
	int count; // columns shown
} pages;

static void
put_cell(aif_gnuplot *g, int row, int col, const char *text)
{
	char name[32];

	snprintf(name, sizeof name, "row%d_%d", row, col);
	aif_gnuplot_text(g, name, text);
}

static aif_gnuplot *
begin(pages *p, const aif_read_head *h, const char *heading, const char *note)
{
	aif_gnuplot *g = &p->g[p->n++];
	char from[32], to[32], sub[256];

	*g = (aif_gnuplot){ .script = "cover" };
	aif_words_date(h, 0, from, sizeof from);
	aif_words_date(h, h->until_s, to, sizeof to);
	snprintf(sub, sizeof sub, "%s, %s to %s, seed %lld%s", h->scenario, from, to,
		 (long long)h->seed, h->complete ? "" : ", stopped before its end");
	aif_gnuplot_text(g, "heading", heading);
	aif_gnuplot_text(g, "sub", sub);
	aif_gnuplot_text(g, "note", note);
	aif_gnuplot_num(g, "n_col", 1 + p->count);
	put_cell(g, 1, 1, "");
	for (int k = 0; k < p->count; k++)
		put_cell(g, 1, 2 + k, p->c[k].head);
	return g;
}

static void
put_decision(pages *p, aif_read *r)
{
	aif_gnuplot *g =
	    begin(p, aif_read_header(r), "Decision", "Figures as /summary of the result has them.");
	int row = 1;

	for (int i = 0; aif_words_line_at(i) && row < MOST_ROWS; i++) {
		int known = 0;

		for (int k = 0; k < p->count; k++) {
			const char *unit;
			char b[96];
			double x = aif_words_value(r, i, p->c[k].label, &unit);

			known |= !isnan(x);
			aif_words_quantity(x, unit, b, sizeof b);
			put_cell(g, row + 1, 2 + k, b);
		}
		put_cell(g, row + 1, 1, aif_words_line_at(i)->label);
		row += known;
	}
	aif_gnuplot_num(g, "n_row", row);
}

static void
put_cents(pages *p, aif_read *r)
{
	aif_gnuplot *g = begin(p, aif_read_header(r), "Money to the cent",
			       "US dollars, undiscounted; money in stands in parentheses.");
	int row = 1;

	for (int i = 0; i <= AIF_MONEY_N; i++) {
		int used = i == AIF_MONEY_N;

		for (int k = 0; k < p->count; k++) {
			double x = used && i == AIF_MONEY_N ? aif_column_sum(&p->c[k])
							    : p->c[k].usd[i < AIF_MONEY_N ? i : 0];
			char b[96];

			aif_words_cents(x, b, sizeof b);
			put_cell(g, row + 1, 2 + k, b);
			used |= fabs(x) > 0;
		}
		put_cell(g, row + 1, 1,
			 i < AIF_MONEY_N ? aif_money_label((aif_money_class)i) : "Total cost");
		row += used;
	}
	aif_gnuplot_num(g, "n_row", row);
}

static aif_err
put_figures(pages *p, const aif_figure_in *in, aif_text *note, aif_diag *d)
{
	const aif_figure *f;

	for (int i = 0; (f = aif_figure_at(i)) && p->n < MOST_PAGES; i++) {
		aif_gnuplot *g = &p->g[p->n];
		aif_text caption = { 0 };
		aif_diag own = { 0 };
		aif_err e;

		*g = (aif_gnuplot){ .script = f->name };
		e = f->build(in, g, &caption, &own);
		aif_text_free(&caption);
		aif_gnuplot_text(g, "title", f->title);
		if (!e) {
			p->n++;
			continue;
		}
		aif_gnuplot_free(g);
		if (e == AIF_ENOMEM)
			return aif_err_fail(d, e, "out of memory");
		if (e != AIF_ENOENT)
			aif_text_putf(note, "%s\n", own.msg);
	}
	return AIF_OK;
}

static aif_err
draw(const pages *p, const char *dir, aif_text *note, aif_diag *d)
{
	aif_text pdf = { 0 };
	char path[4096];
	aif_err e = aif_gnuplot_pages(p->g, p->n, &a4, &pdf, d);

	snprintf(path, sizeof path, "%s/report.pdf", dir);
	if (e == AIF_ENOENT) {
		aif_text_putf(note, "%s\n", d->msg);
		*d = (aif_diag){ 0 };
		e = AIF_OK;
	} else if (!e) {
		e = aif_text_save(&pdf, path, d);
	}
	aif_text_free(&pdf);
	return e;
}

aif_err
aif_pages_write(aif_read *r, const char *dir, aif_text *note, aif_diag *d)
{
	pages *p = calloc(1, sizeof *p);
	aif_column *c = NULL;
	aif_figure_in in;
	aif_err e;

	e = p ? aif_figure_open(&in, r, d) : aif_err_fail(d, AIF_ENOMEM, "out of memory");
	if (e) {
		free(p);
		return e;
	}
	c = aif_column_list(&r, 1, &p->count);
	p->c = c;
	p->count = p->count > MOST_COLUMNS ? MOST_COLUMNS : p->count;
	if (!c)
		e = aif_err_fail(d, AIF_ENOMEM, "out of memory");
	if (!e) {
		put_decision(p, r);
		if (c[0].has_ledger)
			put_cents(p, r);
		e = put_figures(p, &in, note, d);
	}
	if (!e)
		e = draw(p, dir, note, d);
	for (int i = 0; i < p->n; i++)
		aif_gnuplot_free(&p->g[i]);
	aif_figure_close(&in);
	free(c);
	free(p);
	return e;
}
