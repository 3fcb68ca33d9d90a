// words.c - what people read of a result.
#include "out/words.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "util/cal.h"
#include "util/unit.h"

// "1234567 GPU-h" -> "1,234,567 GPU-h"; left alone below 10,000.
static void
group_thousands(const char *s, char *out, size_t n)
{
	size_t digits = 0, lead = *s == '-', at = 0;

	while (isdigit((unsigned char)s[lead + digits]))
		digits++;
	for (size_t i = 0; s[i] && at + 2 < n; i++) {
		size_t left = lead + digits - i;

		if (digits > 4 && i > lead && i < lead + digits && left % 3 == 0)
			out[at++] = ',';
		out[at++] = s[i];
	}
	out[at] = 0;
}

void
aif_words_quantity(double x, const char *unit, char *out, size_t n)
{
	char b[96];

	if (isnan(x)) {
		snprintf(out, n, "-");
		return;
	}
	if (!(fabs(x) > 0)) {
		snprintf(out, n, "0");
		return;
	}
	aif_unit_human(x, unit && *unit ? unit : "1", 3, b, sizeof b);
	group_thousands(b, out, n);
}

void
aif_words_cents(double x, char *out, size_t n)
{
	char digits[64], grouped[96];
	size_t whole, at = 0;

	if (isnan(x)) {
		snprintf(out, n, "-");
		return;
	}
	snprintf(digits, sizeof digits, "%.2f", fabs(x));
	whole = strcspn(digits, ".");
	for (size_t i = 0; digits[i] && at + 2 < sizeof grouped; i++) {
		if (i > 0 && i < whole && (whole - i) % 3 == 0)
			grouped[at++] = ',';
		grouped[at++] = digits[i];
	}
	grouped[at] = 0;
	// What rounds to nothing has no sign.
	snprintf(out, n, x < 0 && fabs(x) >= 0.005 ? "(%s)" : "%s", grouped);
}

void
aif_words_date(const aif_read_head *h, double t_s, char *out, size_t n)
{
	out[0] = 0;
	if (isfinite(t_s) && fabs(t_s) < 1e11)
		aif_cal_format(h->start_unix_s + (int64_t)floor(t_s + 0.5), 0, out, n);
}

// --- comparison lines -------------------------------------------------------------

// The first six as in the enum of words.h.
static const aif_words_line lines[] = {
	{ "Net present cost", "npv_cost_usd",
	  "all payments, resale and tax, discounted to the start", NULL },
	{ "Total cost", "tco_usd", "sum of the ledger, undiscounted", NULL },
	{ "Cost per useful GPU-hour", "usd_per_useful_gpu_h",
	  "of GPU-hours whose work was kept, discounted", NULL },
	{ "Cost per million tokens", "usd_per_mtoken_served",
	  "of tokens served, cost shared by useful GPU-hours", NULL },
	{ "Useful GPU-hours", "useful_gpu_hours", "busy less recomputed and stalled", NULL },
	{ "Energy", "energy_mwh", "at the site's input", "facility_energy" },
	{ "Cost per owned GPU-hour", "usd_per_owned_gpu_h",
	  "of GPU-hours owned, used or not; where nothing is rented, discounted", NULL },
	{ "Cost per M input tokens", "usd_per_mtoken_in",
	  "cost of the GPU time that goes into prompts, undiscounted", NULL },
	{ "Cost per M output tokens", "usd_per_mtoken_out",
	  "cost of the GPU time that goes into answers, undiscounted", NULL },
	{ "Cost per request", "usd_per_request",
	  "cost of a decision: of serving, over requests served", NULL },
	{ "Revenue per M tokens sold", "usd_revenue_per_mtoken_sold", "before tax, undiscounted",
	  NULL },
	{ "Cost per M tokens sold", "usd_cost_per_mtoken_sold",
	  "after tax, of the services that are sold", NULL },
	{ "Margin per M tokens sold", "usd_margin_per_mtoken_sold",
	  "revenue after tax less that cost", NULL },
	{ "Requests served", "requests_served_share", "of those that users asked", NULL },
	{ "Requests served near by", "requests_near_share",
	  "taken by the service that their users prefer", NULL },
	{ "Time to the first token", "first_token_s",
	  "mean, the way on the network included; at plan zoom that way alone", NULL },
	{ "Cost per training run", "usd_per_training_run",
	  "of training, over campaigns done; unfinished ones are borne too", NULL },
	{ "Cost per batch job", "usd_per_job", "of all other work, over jobs that came back",
	  NULL },
	{ "Jobs done", "jobs_done", "that ran to their end", "jobs_done" },
	{ "Capital", "capex_usd", "undiscounted", NULL },
	{ "Cloud rent", "rent_usd", "undiscounted", NULL },
	{ "Peak funding", "peak_funding_usd", "largest sum spent at a month's end", NULL },
	{ "Idle capital", "idle_capital", "cost of racks and halls paid for and not running",
	  "idle_capital" },
	{ "Cost of delay", "delay_cost", "the part of it that the plan would have run",
	  "delay_cost" },
	{ "Cost of a week of delay", "delay_cost_per_week", "the same over the time of delay",
	  "delay_cost_per_week" },
	{ "PUE", "pue", "energy of the site over energy of the IT", NULL },
	{ "Carbon dioxide", "carbon_kg",
	  "of the energy drawn (location based) and of fuel burnt on site", "site_carbon" },
	{ "Water", "water_kg", "drawn by the cooling plant (1 t is 1 m3)", "site_water" },
};

#define N_LINE ((int)(sizeof lines / sizeof *lines))

const aif_words_line *
aif_words_line_at(int i)
{
	return i >= 0 && i < N_LINE ? &lines[i] : NULL;
}

// Time integral (or sum, for counters) of model.output over all such entities.
static double
whole(aif_read *r, const char *strategy, const char *model, const char *output)
{
	const double *edge = aif_read_header(r)->edge;
	double sum = 0;
	long i = -1;

	for (size_t k = 0; (i = aif_read_nth(r, strategy, model, output, k)) >= 0; k++) {
		const aif_read_series *s = aif_read_series_at(r, (size_t)i);
		const double *x = aif_read_values(r, (size_t)i, NULL);
		int counter = strcmp(s->agg, "sum") == 0;

		for (size_t b = 0; x && b < s->n && b < aif_read_header(r)->n_bin; b++)
			sum += isnan(x[b]) ? 0 : x[b] * (counter ? 1 : edge[b + 1] - edge[b]);
	}
	return aif_read_nth(r, strategy, model, output, 0) < 0 ? (double)NAN : sum;
}

static double
ledger_sum(aif_read *r, const char *strategy, const char *prefix)
{
	const aif_read_table *t = aif_read_table_of(r, "ledger", NULL);
	const aif_read_col *cs = aif_read_column(t, "strategy"),
			   *ca = aif_read_column(t, "account");
	const aif_read_col *cu = aif_read_column(t, "amount_usd");
	double sum = 0;

	if (!t || t->n_row == 0)
		return (double)NAN;
	for (size_t i = 0; i < t->n_row; i++)
		if (strcmp(aif_read_text(cs, i), strategy) == 0 &&
		    strncmp(aif_read_text(ca, i), prefix, strlen(prefix)) == 0)
			sum += aif_read_num(cu, i);
	return sum;
}

// What series and ledger say where /summary is silent.
static double
derived(aif_read *r, const char *name, const char *strategy, const char **unit)
{
	double it;

	if (strcmp(name, "tco_usd") == 0) {
		*unit = "USD";
		return ledger_sum(r, strategy, "");
	}
	if (strcmp(name, "capex_usd") == 0) {
		*unit = "USD";
		return ledger_sum(r, strategy, "capex");
	}
	if (strcmp(name, "rent_usd") == 0) {
		*unit = "USD";
		return ledger_sum(r, strategy, "opex.rent");
	}
	if (strcmp(name, "energy_mwh") == 0) {
		*unit = "J";
		return whole(r, strategy, "site", "facility_w");
	}
	if (strcmp(name, "pue") == 0) {
		*unit = "1";
		it = whole(r, strategy, "site", "it_w");
		return it > 0 ? whole(r, strategy, "site", "facility_w") / it : (double)NAN;
	}
	if (strcmp(name, "carbon_kg") == 0) {
		*unit = "kg";
		return whole(r, strategy, "feed", "carbon_kg");
	}
	if (strcmp(name, "water_kg") == 0) {
		*unit = "kg";
		return whole(r, strategy, "cooling", "water_kg_s");
	}
	return (double)NAN;
}

double
aif_words_value(aif_read *r, int i, const char *strategy, const char **unit)
{
	double x;

	*unit = "1";
	x = lines[i].also ? aif_read_summary_sum(r, strategy, lines[i].also, unit) : (double)NAN;
	if (isnan(x))
		x = aif_read_summary(r, strategy, NULL, lines[i].name, unit);
	return isnan(x) ? derived(r, lines[i].name, strategy, unit) : x;
}

// Best and second by the least value of a line.
static void
rank(aif_read *r, int line, aif_words_verdict *v)
{
	const aif_read_head *h = aif_read_header(r);
	double least = INFINITY, next = INFINITY;
	const char *unit;

	v->line = line;
	v->best = v->second = -1;
	for (int s = 0; s < h->n_strategy; s++) {
		double x = aif_words_value(r, line, h->strategy[s], &unit);

		if (x < least) {
			next = least;
			v->second = v->best;
			least = x;
			v->best = s;
		} else if (x < next) {
			next = x;
			v->second = s;
		}
	}
}

aif_words_verdict
aif_words_judge(aif_read *r)
{
	const aif_read_head *h = aif_read_header(r);
	aif_words_verdict v = { .best = -1, .second = -1 };
	double most = 0, least_frac = 1;
	const char *unit;

	for (int s = 0; s < 8; s++)
		v.work_frac[s] = (double)NAN;
	if (h->n_strategy < 2)
		return v;
	for (int s = 0; s < h->n_strategy; s++)
		most = fmax(most, aif_words_value(r, AIF_WORDS_USEFUL, h->strategy[s], &unit));
	for (int s = 0; s < h->n_strategy && s < 8 && most > 0; s++) {
		v.work_frac[s] = aif_words_value(r, AIF_WORDS_USEFUL, h->strategy[s], &unit) / most;
		least_frac = fmin(least_frac, v.work_frac[s]);
	}
	rank(r, least_frac < 0.95 ? AIF_WORDS_GPU_H : AIF_WORDS_NPV, &v);
	if (v.second < 0)
		rank(r, AIF_WORDS_TCO, &v);
	if (v.second < 0)
		v.best = -1;
	return v;
}
