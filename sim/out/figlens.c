// figlens.c - data of the figures that look closely: power by frequency, a hall by second.
//
// A run may hold several windows; the first of the lead strategy is drawn, the others stand in
// the tables /spectrum and /transient.
#include "out/figlens.h"

#include <math.h>
#include <string.h>

enum { MOST_STEPS = 1200 };

// The first window: rows [*from, *to) of t. Returns its name; NULL when there is none.
static const char *
first_window(const aif_figure_in *in, const aif_read_table *t, size_t *from, size_t *to)
{
	const aif_read_col *ce = aif_read_column(t, "entity");
	const char *name;

	for (*from = 0; t && *from < t->n_row; ++*from)
		if (strcmp(aif_read_text(t->col, *from), in->lead) == 0)
			break;
	if (!t || *from == t->n_row)
		return NULL;
	name = aif_read_text(ce, *from);
	for (*to = *from; *to < t->n_row; ++*to)
		if (strcmp(aif_read_text(ce, *to), name) != 0 ||
		    strcmp(aif_read_text(t->col, *to), in->lead) != 0)
			break;
	return name;
}

static double
most(const aif_read_col *c, size_t from, size_t to)
{
	double x = 0;

	for (size_t i = from; i < to; i++)
		x = fmax(x, aif_read_num(c, i));
	return x;
}

aif_err
aif_figlens_spectrum(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption, aif_diag *d)
{
	const aif_read_table *t = aif_read_table_of(in->r, "spectrum", d);
	const aif_read_col *ch = aif_read_column(t, "frequency_hz"),
			   *ca = aif_read_column(t, "amplitude_w"),
			   *cr = aif_read_column(t, "ramped_w");
	const char *unit, *name;
	double by, top;
	size_t from, to;
	int ramped = 0;
	aif_text *data;

	name = first_window(in, t, &from, &to);
	top = name ? most(ca, from, to) : 0;
	if (!(top > 0))
		return AIF_ENOENT;
	by = aif_figure_scale(top, "W", &unit);
	data = aif_gnuplot_file(g, "data");
	for (size_t i = from; i < to; i++) {
		double w = aif_read_num(cr, i);

		ramped |= !isnan(w);
		aif_text_putf(data, "%.6g %.6g %.6g\n", aif_read_num(ch, i),
			      aif_read_num(ca, i) * by, isnan(w) ? 0 : w * by);
	}
	aif_gnuplot_num(g, "has_ramp", ramped);
	aif_gnuplot_num(g, "most", top * by);
	aif_gnuplot_num(g, "lowest", fmax(aif_read_num(ch, from), 0.02));
	aif_gnuplot_num(g, "highest", aif_read_num(ch, to - 1) * 1.03);
	aif_gnuplot_text(g, "unit", unit);
	aif_figure_name_lead(in, caption);
	aif_text_putf(caption,
		      "Window %s: amplitude of the hall's power by frequency, all training jobs in "
		      "step with one another%s Shaded: 0.1 to 20 Hz, which utilities watch.",
		      name, ramped ? ", and behind a store that keeps the ramp limit." : ".");
	return AIF_OK;
}

// Of rows[0] to rows[1] that of least and that of most IT power, in order of time. by: factor of
// power, second at which the window began.
static void
put_bucket(const aif_read_table *t, const size_t rows[2], const double by[2], aif_text *out)
{
	static const char *const col[] = { "it_w", "taken_w", "rack_c", "loop_c", "water_c" };
	const aif_read_col *cw = aif_read_column(t, "it_w"), *ct = aif_read_column(t, "time_s");
	size_t from = rows[0], to = rows[1], at[2] = { from, from };

	for (size_t i = from; i < to; i++) {
		if (aif_read_num(cw, i) < aif_read_num(cw, at[0]))
			at[0] = i;
		if (aif_read_num(cw, i) > aif_read_num(cw, at[1]))
			at[1] = i;
	}
	for (int k = 0; k < 2; k++) {
		size_t i = (k == 0) == (at[0] <= at[1]) ? at[0] : at[1];

		if (k == 1 && at[0] == at[1])
			break;
		aif_text_putf(out, "%.6g", (aif_read_num(ct, i) - by[1]) / 60);
		for (int j = 0; j < 5; j++)
			aif_text_putf(out, " %.6g",
				      aif_read_num(aif_read_column(t, col[j]), i) *
					  (j < 2 ? by[0] : 1));
		aif_text_put(out, "\n");
	}
}

aif_err
aif_figlens_transient(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption, aif_diag *d)
{
	const aif_read_table *t = aif_read_table_of(in->r, "transient", d);
	const char *unit, *name;
	size_t from, to, stride;
	double by, top, begin;
	aif_text *data;

	name = first_window(in, t, &from, &to);
	top = name ? fmax(most(aif_read_column(t, "it_w"), from, to),
			  most(aif_read_column(t, "taken_w"), from, to))
		   : 0;
	if (!(top > 0))
		return AIF_ENOENT;
	by = aif_figure_scale(top, "W", &unit);
	data = aif_gnuplot_file(g, "data");
	begin = aif_read_num(aif_read_column(t, "time_s"), from);
	stride = (to - from) / MOST_STEPS + 1;
	for (size_t i = from; i < to; i += stride)
		put_bucket(t, (size_t[2]){ i, i + stride < to ? i + stride : to },
			   (double[2]){ by, begin }, data);
	aif_gnuplot_text(g, "unit", unit);
	aif_figure_name_lead(in, caption);
	aif_text_putf(caption,
		      "Window %s, second by second: what the racks draw and the plant takes, and "
		      "the hottest coolant. At most %.0f racks throttled, %.0f off.",
		      name, most(aif_read_column(t, "throttled"), from, to),
		      most(aif_read_column(t, "off"), from, to));
	return AIF_OK;
}
