// figure.c - the list of figures and what they share.
#include "out/figure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "out/figcost.h"
#include "out/figlens.h"
#include "out/figmc.h"
#include "out/figplant.h"
#include "out/figsite.h"
#include "out/figuse.h"
#include "out/figworth.h"

static const aif_figure figures[] = {
	{ "tco", "Total cost by strategy", "the table ledger", 0, aif_figcost_tco },
	{ "cash", "Cumulative cost", "the table ledger", 0, aif_figcost_cash },
	{ "roi", "Return on what is tied up", "several strategies, one that costs more at first", 0,
	  aif_figcost_roi },
	{ "bridge", "From one strategy to the next", "several strategies and a cost of capital", 1,
	  aif_figworth_bridge },
	{ "breakeven", "Break-even of rent and use",
	  "a strategy that owns and rents nothing, one that rents and buys nothing", 0,
	  aif_figworth_breakeven },
	{ "tokens", "Cost of tokens in and out", "some months of series of service and the ledger",
	  0, aif_figworth_tokens },
	{ "spread", "Net present cost over the replicas", "replicas (run --replicas N)", 0,
	  aif_figmc_spread },
	{ "delta", "Difference of net present cost", "replicas and several strategies", 0,
	  aif_figmc_delta },
	{ "timeline", "Timeline", "the table timeline", 1, aif_figsite_timeline },
	{ "tornado", "What moves the difference of cost", "replicas at plan zoom, drawn inputs", 0,
	  aif_figmc_tornado },
	{ "tornado2", "What moves the difference of cost, third strategy",
	  "replicas at plan zoom, drawn inputs, three strategies", 0, aif_figmc_tornado2 },
	{ "fan", "Cumulative cost over the replicas", "replicas (run --replicas N)", 0,
	  aif_figmc_fan },
	{ "energisation", "Power contracted, energised and used",
	  "series of site (energised_w, contracted_w, facility_w) or feed (firm_w)", 1,
	  aif_figplant_energisation },
	{ "utilization", "What the GPUs do",
	  "series of cluster (busy_gpus, idle_gpus, down_gpus, unpowered_gpus)", 1,
	  aif_figuse_utilization },
	{ "power", "Facility power by use",
	  "series of site (facility_w, it_w) and cooling (elec_w)", 1, aif_figplant_power },
	{ "duration", "Load duration", "series of site (facility_w)", 0, aif_figsite_duration },
	{ "pue", "Power and water usage effectiveness", "series of site (facility_w, it_w)", 0,
	  aif_figplant_pue },
	{ "weather", "Power usage effectiveness and weather",
	  "series of site (facility_w, it_w, outdoor_c)", 0, aif_figsite_weather },
	{ "spectrum", "Power by frequency", "the table spectrum (ripple in a site)", 0,
	  aif_figlens_spectrum },
	{ "transient", "A hall second by second", "the table transient (transient in a site)", 0,
	  aif_figlens_transient },
	{ "price", "Price and carbon of energy", "series of feed (cost_usd, import_w)", 0,
	  aif_figplant_price },
	{ "footprint", "Carbon and water", "series of feed (carbon_kg) or cooling (water_kg_s)", 0,
	  aif_figplant_footprint },
	{ "serving", "Tokens asked for and served",
	  "series of service (arrived_tokens, served_tokens)", 0, aif_figuse_serving },
	{ "waiting", "Waiting time of jobs", "the table jobs", 0, aif_figuse_waiting },
	{ "spending", "Spending over time", "the table ledger", 0, aif_figcost_spending },
};

#define N_FIGURE ((int)(sizeof figures / sizeof *figures))

const aif_figure *
aif_figure_at(int i)
{
	return i >= 0 && i < N_FIGURE ? &figures[i] : NULL;
}

const aif_figure *
aif_figure_find(const char *name)
{
	for (int i = 0; i < N_FIGURE; i++)
		if (strcmp(figures[i].name, name) == 0)
			return &figures[i];
	return NULL;
}

double
aif_figure_max(const double *x, size_t n)
{
	double max = 0;

	for (size_t i = 0; i < n; i++)
		if (x[i] > max)
			max = x[i];
	return max;
}

double
aif_figure_scale(double max, const char *base, const char **label)
{
	static const struct {
		const char *base, *label;
		double unit;
	} rung[] = {
		{ "W", "GW", 1e9 },
		{ "W", "MW", 1e6 },
		{ "W", "kW", 1e3 },
		{ "W", "W", 1 },
		{ "USD", "billion USD", 1e9 },
		{ "USD", "million USD", 1e6 },
		{ "USD", "thousand USD", 1e3 },
		{ "USD", "USD", 1 },
		{ "token", "trillion tokens", 1e12 },
		{ "token", "billion tokens", 1e9 },
		{ "token", "million tokens", 1e6 },
		{ "token", "tokens", 1 },
		{ "kg", "kt", 1e6 },
		{ "kg", "t", 1e3 },
		{ "kg", "kg", 1 },
	};
	const char *last = base;

	for (size_t i = 0; i < sizeof rung / sizeof *rung; i++) {
		if (strcmp(rung[i].base, base) != 0)
			continue;
		last = rung[i].label;
		if (max >= 2 * rung[i].unit || rung[i].unit <= 1) {
			*label = last;
			return 1 / rung[i].unit;
		}
	}
	*label = last;
	return 1;
}

void
aif_figure_name_lead(const aif_figure_in *in, aif_text *caption)
{
	if (aif_read_header(in->r)->n_strategy > 1)
		aif_text_putf(caption, "Strategy %s. ", in->lead);
}

// The first strategy whose site draws power.
static const char *
find_lead(const aif_figure_in *in, double *x)
{
	const aif_read_head *h = aif_read_header(in->r);

	for (int i = 0; i < h->n_strategy; i++)
		if (aif_axis_series(&in->axis, in->r, h->strategy[i], "cluster", "busy_gpus",
				    AIF_AXIS_MEAN, x) > 0 &&
		    aif_figure_max(x, in->axis.n) > 0 &&
		    aif_axis_series(&in->axis, in->r, h->strategy[i], "site", "facility_w",
				    AIF_AXIS_MEAN, x) > 0 &&
		    aif_figure_max(x, in->axis.n) > 0)
			return h->strategy[i];
	return h->strategy[0];
}

aif_err
aif_figure_open(aif_figure_in *in, aif_read *r, aif_diag *d)
{
	aif_err e;
	double *x;

	*in = (aif_figure_in){ .r = r };
	e = aif_axis_create(&in->axis, r, d);
	if (e)
		return e;
	e = aif_money_create(&in->money, r, d);
	x = calloc(in->axis.n + 1, sizeof *x);
	if (x)
		in->lead = find_lead(in, x);
	free(x);
	if (x && (!e || e == AIF_ENOENT))
		return AIF_OK;
	aif_figure_close(in);
	return x ? e : aif_err_fail(d, AIF_ENOMEM, "out of memory");
}

void
aif_figure_close(aif_figure_in *in)
{
	aif_axis_free(&in->axis);
	aif_money_free(&in->money);
}

aif_err
aif_figure_draw(const aif_figure *f, const aif_figure_in *in, const aif_gnuplot_size *size, int n,
		aif_text *out, aif_text *caption, aif_diag *d)
{
	aif_gnuplot g = { .script = f->name };
	aif_err e = f->build(in, &g, caption, d);

	if (e == AIF_ENOENT)
		aif_err_fail(d, e, "figure '%s' needs %s", f->name, f->needs);
	if (!e)
		e = aif_gnuplot_draw(&g, size, n, out, d);
	aif_gnuplot_free(&g);
	return e;
}
