// drills.c - the section of the page on scripted incidents, from /summary and /events.
#include "out/report/drills.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "out/report/tables.h"
#include "out/words.h"

enum { MOST_FOLLOW = 12 }; // events told of one drill

typedef struct drill {
	const char *name, *target;
	double at_s, lasts_s; // until all was as before
} drill;

// What a drill's field names in the register of parameters; "" when unknown.
static const char *
target_of(aif_page *p, const char *name)
{
	const aif_read_table *t = aif_read_table_of(p->r, "scenario/parameters", NULL);
	const aif_read_col *ce = aif_read_column(t, "entity"), *cf = aif_read_column(t, "field"),
			   *cx = aif_read_column(t, "text");

	for (size_t i = 0; t && i < t->n_row; i++)
		if (strcmp(aif_read_text(ce, i), name) == 0 &&
		    strcmp(aif_read_text(cf, i), "target") == 0)
			return aif_read_text(cx, i);
	return "";
}

// Rows of the lead strategy whose event lies in the drill; its own row ends the search for at_s.
static void
find_event(aif_page *p, drill *x)
{
	const aif_read_table *t = aif_read_table_of(p->r, "events", NULL);
	const aif_read_col *ck = aif_read_column(t, "kind"), *ce = aif_read_column(t, "entity"),
			   *ct = aif_read_column(t, "time_s"), *cu = aif_read_column(t, "until_s");

	x->at_s = (double)NAN;
	for (size_t i = 0; t && i < t->n_row; i++)
		if (strcmp(aif_read_text(t->col, i), p->in.lead) == 0 &&
		    strcmp(aif_read_text(ck, i), "drill") == 0 &&
		    strcmp(aif_read_text(ce, i), x->target) == 0 &&
		    fabs(aif_read_num(cu, i) - aif_read_num(ct, i) - x->lasts_s) < 1)
			x->at_s = aif_read_num(ct, i);
}

// i-th drill of the lead strategy.
static int
drill_at(aif_page *p, size_t nth, drill *x)
{
	const aif_read_table *t = aif_read_table_of(p->r, "summary", NULL);
	const aif_read_col *cn = aif_read_column(t, "name"), *ce = aif_read_column(t, "entity"),
			   *cv = aif_read_column(t, "value");

	for (size_t i = 0; t && i < t->n_row; i++)
		if (strcmp(aif_read_text(cn, i), "drill_time") == 0 &&
		    strcmp(aif_read_text(t->col, i), p->in.lead) == 0 && nth-- == 0) {
			x->name = aif_read_text(ce, i);
			x->target = target_of(p, x->name);
			x->lasts_s = aif_read_num(cv, i);
			find_event(p, x);
			return 1;
		}
	return 0;
}

static void
put_row(aif_page *p, const drill *x)
{
	const char *unit;
	char b[96];

	aif_text_put(&p->t, "<tr>");
	aif_tables_text(&p->t, x->target);
	aif_words_date(p->h, x->at_s, b, sizeof b);
	aif_tables_text(&p->t, b);
	aif_tables_num(&p->t, x->lasts_s, "s");
	aif_tables_num(&p->t,
		       aif_read_summary(p->r, p->in.lead, x->name, "drill_lost", &unit) / 3600,
		       "GPU-h");
	aif_tables_num(&p->t,
		       aif_read_summary(p->r, p->in.lead, x->name, "drill_unpowered", &unit) / 3600,
		       "GPU-h");
	aif_tables_num(&p->t, aif_read_summary(p->r, p->in.lead, x->name, "drill_cost", &unit),
		       "USD");
	aif_text_put(&p->t, "</tr>\n");
}

// "3 s", "2.1 min", "1.5 h".
static void
put_span(aif_text *t, double s)
{
	if (s < 120)
		aif_text_putf(t, "%.0f s", s);
	else if (s < 7200)
		aif_text_putf(t, "%.1f min", s / 60);
	else
		aif_text_putf(t, "%.1f h", s / 3600);
}

static void
put_size(aif_page *p, double x, const char *unit)
{
	char b[96];

	if (!(x > 0) || strcmp(unit, "s") == 0)
		return;
	if (strcmp(unit, "rack") == 0)
		snprintf(b, sizeof b, "%.0f racks", x);
	else
		aif_words_quantity(x, unit, b, sizeof b);
	aif_text_put(&p->t, ", ");
	aif_text_html(&p->t, b);
}

// The plant's and the clusters' own words within the drill, in order of time.
static void
put_follow(aif_page *p, const drill *x)
{
	const aif_read_table *t = aif_read_table_of(p->r, "events", NULL);
	const aif_read_col *ck = aif_read_column(t, "kind"), *ct = aif_read_column(t, "time_s");
	int n = 0;

	for (size_t i = 0; t && i < t->n_row && n < MOST_FOLLOW; i++) {
		double after = aif_read_num(ct, i) - x->at_s;

		if (!(after >= 0 && after <= x->lasts_s) ||
		    strcmp(aif_read_text(t->col, i), p->in.lead) != 0 ||
		    strcmp(aif_read_text(ck, i), "drill") == 0 ||
		    strstr(aif_read_text(ck, i), "_failure"))
			continue;
		aif_text_put(&p->t, n++ ? "; after " : "after ");
		put_span(&p->t, after);
		aif_text_put(&p->t, " <b>");
		aif_text_html(&p->t, aif_read_text(ck, i));
		aif_text_put(&p->t, "</b> ");
		aif_text_html(&p->t, aif_read_text(aif_read_column(t, "entity"), i));
		put_size(p, aif_read_num(aif_read_column(t, "size"), i),
			 aif_read_text(aif_read_column(t, "unit"), i));
	}
	if (n == 0)
		aif_text_put(&p->t, "nobody throttled, nothing tripped");
	if (n == MOST_FOLLOW)
		aif_text_put(&p->t, "; and so on, see /events");
}

void
aif_drills_put(aif_page *p)
{
	drill x;

	if (!drill_at(p, 0, &x))
		return;
	aif_text_put(&p->t,
		     "<section id=drills><h2>Drills</h2>\n<p>What is lost when something fails on "
		     "purpose: useful GPU-time short of the mean of the day before, restarts "
		     "included, until power, clocks and work are as before.</p>\n");
	aif_tables_open(&p->t, "Drills",
			"What fails|On|>As before after|>Useful work lost|>Without power|>Cost", 0);
	for (size_t i = 0; drill_at(p, i, &x); i++)
		put_row(p, &x);
	aif_tables_close(&p->t);
	aif_text_put(&p->t, "<dl class=follow>\n");
	for (size_t i = 0; drill_at(p, i, &x); i++) {
		aif_text_put(&p->t, "<dt>");
		aif_text_html(&p->t, x.target);
		aif_text_put(&p->t, "</dt><dd>");
		put_follow(p, &x);
		aif_text_put(&p->t, ".</dd>\n");
	}
	aif_text_put(&p->t, "</dl></section>\n");
}
