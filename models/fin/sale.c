// sale.c - money earned: tokens of a service and GPU-hours of a cluster, by the month.
//
// Only what is sold has a price here; work of one's own needs none. Left out: bad debts,
// discounts, demand that answers to the price.
#include <math.h>

#include "models/fin/fin.h"
#include "models/record.h"
#include "models/wire.h"

typedef struct sale {
	uint32_t service, cluster;
	double input_usd, output_usd, gpu_usd_s, drift_frac;
	aif_signal earned_usd;
	const aif_signal *served, *output, *useful;
	double served_tokens, output_tokens, useful_gpu_s; // sold until from_ns
	aif_time from_ns;
} sale;

static aif_err
sale_wire(void *st, aif_sim *s, uint32_t self, aif_diag *d)
{
	sale *p = st;

	(void)self;
	if (p->service == AIF_NONE && p->cluster == AIF_NONE)
		return aif_err_fail(d, AIF_EINVAL,
				    "nothing is sold (expected `service` or `cluster`)");
	if (p->service != AIF_NONE) {
		p->served = aif_sim_signal(s, p->service, "served_tokens");
		p->output = aif_sim_signal(s, p->service, "output_tokens");
	}
	if (p->cluster != AIF_NONE)
		p->useful = aif_sim_signal(s, p->cluster, "useful_gpus");
	return AIF_OK;
}

static void
earn(sale *p, aif_ctx *c, const char *account, double quantity, const char *unit, double price)
{
	double at = pow(1 + p->drift_frac, aif_time_to_s(p->from_ns) / AIF_FIN_YEAR_S);
	double usd = quantity * price * at;

	if (!(usd > 0))
		return;
	aif_signal_add(&p->earned_usd, usd);
	aif_record_ledger(c, account, -usd, quantity, unit, "estimate",
			  aif_sim_name(aif_ctx_sim(c), aif_ctx_self(c)));
}

static void
close_month(sale *p, aif_ctx *c)
{
	aif_time now = aif_ctx_now(c);
	double out, in, gpu_s;

	if (p->served && p->output) {
		out = p->output->value - p->output_tokens;
		in = p->served->value - p->served_tokens - out;
		earn(p, c, "revenue.tokens.in", in, "token", p->input_usd);
		earn(p, c, "revenue.tokens.out", out, "token", p->output_usd);
		p->served_tokens = p->served->value;
		p->output_tokens = p->output->value;
	}
	if (p->useful) {
		gpu_s = aif_signal_integral(p->useful, now) - p->useful_gpu_s;
		earn(p, c, "revenue.gpu", gpu_s / 3600, "GPU-h", p->gpu_usd_s * 3600);
		p->useful_gpu_s += gpu_s;
	}
	p->from_ns = now;
}

static void
sale_event(void *st, aif_ctx *c, const aif_ev *e)
{
	(void)e;
	close_month(st, c);
	aif_ctx_send(c, aif_ctx_self(c), aif_fin_month_left(c), AIF_PRIO_MONEY, AIF_EV_TICK,
		     (aif_arg){ .u = 0 }, (aif_arg){ .u = 0 });
}

static void
sale_start(void *st, aif_ctx *c)
{
	(void)st;
	aif_ctx_send(c, aif_ctx_self(c), aif_fin_month_left(c), AIF_PRIO_MONEY, AIF_EV_TICK,
		     (aif_arg){ .u = 0 }, (aif_arg){ .u = 0 });
}

static void
sale_finish(void *st, aif_ctx *c)
{
	close_month(st, c);
}

#define S sale
// clang-format off
static const aif_field sale_params[] = {
	AIF_P_OF(S, service, "service", AIF_F_REF, "service", 0, "Whose tokens are sold."),
	AIF_P_OF(S, cluster, "cluster", AIF_F_REF, "cluster", 0, "Whose useful GPU-hours are sold."),
	AIF_P(S, input_usd, "input", "USD/token", 0, 0, 1, "Price of a token of input."),
	AIF_P(S, output_usd, "output", "USD/token", 0, 0, 1, "Price of a token of output."),
	AIF_P(S, gpu_usd_s, "gpu", "USD/s", 0, 0, 1, "Price of a useful GPU-hour, written as 2.5 * USD / hour."),
	AIF_P(S, drift_frac, "drift", "1", 0, -0.99, 10, "Change of the prices a year from the start of the run."),
	{ 0 },
};
static const aif_field sale_outputs[] = {
	AIF_O(S, earned_usd, "USD", AIF_AGG_SUM, "Revenue."),
	{ 0 },
};
// clang-format on
#undef S

const aif_model_ops aif_model_sale = {
	.name = "sale",
	.doc = "Revenue of tokens or GPU-hours as they are served, by the month. With it the net "
	       "present cost of a strategy is its net present value with the sign turned, and "
	       "rates of return and payback can be told. Left out: demand that answers to prices.",
	.state_size = sizeof(sale),
	.params = sale_params,
	.outputs = sale_outputs,
	.rank = AIF_RANK_MONEY - 1,
	.wire = sale_wire,
	.start = sale_start,
	.event = sale_event,
	.finish = sale_finish,
};
