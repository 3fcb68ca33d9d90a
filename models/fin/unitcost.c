// unitcost.c - the totals of a strategy, and what a unit of its work costs.
//
// Levelised cost: present value of all cost after tax over present value of the
// useful GPU-hours. Source: Short, Packey & Holt 1995, NREL/TP-462-5173 (levelised cost of
// energy). Cost is shared among kinds of work by useful GPU-hours.
#include "models/fin/unitcost.h"

#include <math.h>
#include <stdio.h>

#include "models/record.h"

static double
sum_outputs(const aif_sim *s, const char *model, const char *output, aif_time now, int integral)
{
	double sum = 0;
	uint32_t id;

	for (uint32_t i = 0; (id = aif_sim_nth(s, model, AIF_NONE, i)) != AIF_NONE; i++) {
		const aif_signal *x = aif_sim_signal(s, id, output);

		if (x)
			sum += integral ? aif_signal_integral(x, now) : x->value;
	}
	return sum;
}

// What the work costs after tax, undiscounted: all but revenue and its tax.
static double
cost_usd(const aif_finance *p, const aif_books *b)
{
	double sum = 0;

	for (int i = 0; i < AIF_BOOKS_CLASSES; i++)
		sum += i == AIF_BOOKS_REVENUE ? 0 : b->usd[i];
	return sum + (p->rules ? p->tax : 0) * b->usd[AIF_BOOKS_REVENUE];
}

// a / b, and no row where b is nothing.
static void
ratio(aif_ctx *c, const char *name, double a, double b, const char *unit, const char *note)
{
	if (b > 0)
		aif_record_summary(c, name, a / b, unit, note);
}

// Of services whose tokens are sold: what a million brings, costs and leaves.
static void
summarize_sold(aif_ctx *c, double total_usd, double useful_gpu_s, double tax)
{
	const aif_sim *s = aif_ctx_sim(c);
	double earned = 0, cost = 0, tokens = 0;
	uint32_t id;

	for (uint32_t i = 0; (id = aif_sim_nth(s, "sale", AIF_NONE, i)) != AIF_NONE; i++) {
		uint32_t service = aif_sim_ref(s, id, "service");

		if (service == AIF_NONE || aif_sim_ref(s, id, "cluster") != AIF_NONE)
			continue;
		earned += aif_sim_signal(s, id, "earned_usd")->value;
		tokens += aif_sim_signal(s, service, "served_tokens")->value;
		cost +=
		    total_usd / useful_gpu_s *
		    aif_signal_integral(aif_sim_signal(s, service, "useful_gpus"), aif_ctx_now(c));
	}
	ratio(c, "usd_revenue_per_mtoken_sold", earned, tokens / 1e6, "USD/Mtoken",
	      "unit economics: before tax, undiscounted");
	ratio(c, "usd_cost_per_mtoken_sold", cost, tokens / 1e6, "USD/Mtoken",
	      "cost after tax of the services sold, by useful GPU-hours");
	ratio(c, "usd_margin_per_mtoken_sold", earned * (1 - tax) - cost, tokens / 1e6,
	      "USD/Mtoken", "revenue after tax less that cost");
}

// What users asked of services, and what of it was served; told where users are.
static void
summarize_users(aif_ctx *c)
{
	const aif_sim *s = aif_ctx_sim(c);
	aif_time now = aif_ctx_now(c);
	double refused = sum_outputs(s, "users", "refused_requests", now, 0);
	double sent = sum_outputs(s, "users", "asked_requests", now, 0) - refused;

	if (!(sent + refused > 0))
		return;
	ratio(c, "requests_served_share", sum_outputs(s, "service", "served_requests", now, 0),
	      sum_outputs(s, "service", "arrived_requests", now, 0) + refused, "1",
	      "requests served over asked, those with no service that may take them counted");
	ratio(c, "requests_near_share", sum_outputs(s, "users", "near_requests", now, 0),
	      sent + refused, "1", "requests that the preferred service of their users got");
	ratio(c, "first_token_s", sum_outputs(s, "users", "waited_s", now, 0), sent, "s",
	      "mean round trip and, at cluster zoom, time to the first token");
}

static void
summarize_unit_cost(const aif_finance *p, const aif_books *b, aif_ctx *c)
{
	const aif_sim *s = aif_ctx_sim(c);
	aif_time now = aif_ctx_now(c);
	double useful = sum_outputs(s, "cluster", "useful_gpus", now, 1);
	double serving = sum_outputs(s, "service", "useful_gpus", now, 1);
	double tokens = sum_outputs(s, "service", "served_tokens", now, 0);
	double output = sum_outputs(s, "service", "output_tokens", now, 0);
	double prompts = sum_outputs(s, "service", "prompt_gpus", now, 1);
	double total = cost_usd(p, b), rent = b->usd[AIF_BOOKS_RENT], share;

	aif_record_summary(c, "useful_gpu_hours", useful / 3600, "GPU-h",
			   "GPUs busy with work that was kept");
	aif_record_summary(c, "owned_gpu_hours", p->owned_gpu_s / 3600, "GPU-h",
			   "owned and energised or not");
	aif_record_summary(c, "rented_gpu_hours", p->cloud.used_gpu_s / 3600, "GPU-h", "held");
	if (p->cloud.unused_gpu_s > 0)
		aif_record_summary(c, "reserved_unused_gpu_hours", p->cloud.unused_gpu_s / 3600,
				   "GPU-h", "paid and not held");
	ratio(c, "usd_per_useful_gpu_h", b->pv_usd - b->pv_revenue_usd, p->pv_useful_gpu_s / 3600,
	      "USD/GPU-h", "present value of cost after tax over that of useful GPU-hours");
	ratio(c, "usd_per_useful_gpu_h_nominal", total, useful / 3600, "USD/GPU-h",
	      "sum of the ledger over useful GPU-hours, undiscounted");
	if (!(rent > 0))
		ratio(c, "usd_per_owned_gpu_h", b->pv_usd - b->pv_revenue_usd,
		      p->pv_owned_gpu_s / 3600, "USD/GPU-h",
		      "present value of cost after tax over that of owned GPU-hours");
	if (!(useful > 0))
		return;
	summarize_sold(c, total, useful, p->rules ? p->tax : 0);
	share = fmin(serving / useful, 1);
	ratio(c, "usd_per_mtoken_served", total * share, tokens / 1e6, "USD/Mtoken",
	      "input and output tokens; cost shared by useful GPU-hours, undiscounted");
	ratio(c, "usd_per_mtoken_output", total * share, output / 1e6, "USD/Mtoken",
	      "the same over output tokens alone");
	// By the time that prompts and answers take of the GPUs that serve.
	if (prompts > 0) {
		ratio(c, "usd_per_mtoken_in", total * prompts / useful, (tokens - output) / 1e6,
		      "USD/Mtoken", "cost of GPU time that goes into prompts, over input tokens");
		ratio(c, "usd_per_mtoken_out", total * (serving - prompts) / useful, output / 1e6,
		      "USD/Mtoken", "cost of the rest of serving, over output tokens");
	}
	ratio(c, "usd_per_request", total * share,
	      sum_outputs(s, "service", "served_requests", now, 0), "USD",
	      "cost of a decision: the same over requests served");
	share = fmin(sum_outputs(s, "training", "useful_gpu_s", now, 0) / useful, 1);
	ratio(
	    c, "usd_per_training_run", total * share,
	    sum_outputs(s, "training", "campaigns_done", now, 0), "USD",
	    "cost of training by useful GPU-hours over campaigns done, unfinished ones borne too");
	ratio(c, "usd_per_mtoken_trained", total * share,
	      sum_outputs(s, "training", "tokens_done", now, 0) / 1e6, "USD/Mtoken",
	      "the same over tokens trained");
	share = fmax(1 - fmin(serving / useful, 1) - share, 0);
	ratio(c, "usd_per_job", total * share, sum_outputs(s, "batch", "jobs_ended", now, 0), "USD",
	      "cost of all other useful GPU-hours over batch jobs that came back");
}

void
aif_unitcost_put(const aif_finance *p, const aif_books *b, aif_ctx *c)
{
	static const char *const name[] = { "capex_usd",    "energy_usd", "rent_usd",   "opex_usd",
					    "residual_usd", "tax_usd",    "revenue_usd" };
	double tco = 0;
	char note[80];

	for (int i = 0; i < AIF_BOOKS_CLASSES; i++)
		tco += b->usd[i];
	snprintf(note, sizeof note, "at %.4g %% a year, act/365 from the start, %s", 100 * p->wacc,
		 p->timing ? "recurring cash in mid-month" : "cash at its date");
	aif_record_summary(c, "wacc", p->wacc, "1", "cost of capital that present values stand on");
	aif_record_summary(c, "npv_cost_usd", b->pv_usd, "USD", note);
	aif_record_summary(c, "tco_usd", tco, "USD",
			   "sum of the ledger after tax and residual value, undiscounted");
	for (int i = 0; i < AIF_BOOKS_CLASSES; i++)
		aif_record_summary(c, name[i], b->usd[i], "USD",
				   "undiscounted; money out positive, money in negative");
	if (b->usd[AIF_BOOKS_REVENUE] < 0)
		aif_record_summary(c, "npv_usd", -b->pv_usd, "USD",
				   "net present value: the net present cost with the sign turned");
	summarize_unit_cost(p, b, c);
	summarize_users(c);
}
