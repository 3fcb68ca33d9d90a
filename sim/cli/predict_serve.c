// predict_serve.c - a row of a serving table: one deployment under one load.
//
// Steady states of models/infer.h. Closed loop: `concurrency` requests always in flight, or
// as many as the cache holds while the others wait. `inf`: everything queued, the batch is
// what fits. A rate: the batch at which as many leave as come. `static` in the scenario: one
// batch is prefilled, then decoded. Disaggregated: prefill workers with a queue of their
// own, decode workers that do nothing else.
//
// Waiting for prefill is that of one server with work of fixed length (M/D/1); its
// quantiles have an exponential tail. Left out: host scheduling, speculation, routing.
// Source: Pollaczek 1930, Khinchine 1932 (mean wait).
#include <math.h>
#include <string.h>

#include "cli/predict.h"
#include "models/infer.h"

enum { OUT, TOTAL, TTFT, TTFT50, TTFT99, TPOT, TPOT99, E2E, KV, POWER };
enum { OF_THROUGHPUT, OF_TPOT, OF_TTFT };

// Tokens that an iteration takes where the row does not say: the default of TensorRT-LLM
// (max_num_tokens) and of vLLM's server (max_num_batched_tokens) on these GPUs, 2025.
static const double most_tokens = 8192;

typedef struct load {
	double concurrency; // INFINITY: offline; NaN: not stated
	double rate_s;      // requests; NaN: not stated
	double replicas, n_gpus;
	double most_tokens; // that an iteration takes
	int fixed;          // static batch
} load;

static aif_err
type(const aif_csv_row *r, const char *col, const char *other, aif_kernel_dtype *t, int *set,
     aif_diag *d)
{
	const char *word = aif_predict_text(r, col);
	int i;

	if (!word[0])
		word = other;
	i = word[0] ? aif_kernel_dtype_of(word) : AIF_DT_BF16;
	if (i < 0)
		return aif_err_fail(d, AIF_EREFUSED, "unknown %s '%s'", col, word);
	*t = (aif_kernel_dtype)i;
	if (set)
		*set = word[0] != '\0';
	return AIF_OK;
}

// Columns tp, pp, ... with a prefix ("", "prefill_", "decode_").
static aif_err
layout(const aif_csv_row *r, const char *prefix, aif_infer_in *in, double *workers, aif_diag *d)
{
	double ep = 0, moe_tp = 0, group;
	struct {
		const char *col;
		double def, *to;
	} field[] = {
		{ "tp", 0, &in->tp },      { "pp", 1, &in->pp }, { "attn_dp", 1, &in->attn_dp },
		{ "moe_ep", 0, &in->ep },  { "ep", 0, &ep },     { "moe_tp", 0, &moe_tp },
		{ "workers", 1, workers },
	};

	for (size_t i = 0; i < sizeof field / sizeof *field; i++) {
		char col[32];
		aif_err e;

		snprintf(col, sizeof col, "%s%s", prefix, field[i].col);
		if ((e = aif_predict_num(r, col, field[i].def, field[i].to, d)))
			return e;
		if (*field[i].to < 0)
			return aif_err_fail(d, AIF_EREFUSED, "%s %g is negative", col,
					    *field[i].to);
	}
	if (in->llm->experts <= 0) {
		in->ep = 1;
		return AIF_OK;
	}
	group = in->tp * in->attn_dp;
	if (in->ep <= 0)
		in->ep = ep > 0 ? ep : moe_tp > 0 && group > 0 ? group / moe_tp : 1;
	if (moe_tp > 0 && group > 0 && moe_tp * in->ep != group)
		return aif_err_fail(d, AIF_EREFUSED,
				    "%smoe_tp %g times moe_ep %g is not tp %g times attn_dp %g",
				    prefix, moe_tp, in->ep, in->tp, in->attn_dp);
	return AIF_OK;
}

static aif_err
precisions(const aif_csv_row *r, aif_infer_in *in, aif_diag *d)
{
	const char *weight = aif_predict_text(r, "weight_precision");
	aif_err e;

	if (!weight[0])
		weight = aif_predict_text(r, "precision");
	if (!weight[0] && !aif_predict_text(r, "gemm_precision")[0])
		return aif_err_fail(d, AIF_EREFUSED, "weight_precision is not stated");
	if ((e = type(r, "gemm_precision", weight, &in->weight, NULL, d)) ||
	    (e = type(r, "moe_precision", "", &in->moe, &in->moe_own, d)))
		return e;
	// Quantized checkpoints come with scales for an fp8 cache (NVIDIA ModelOpt's default).
	return type(r, "kv_precision", in->weight == AIF_DT_BF16 ? "" : "fp8", &in->kv, NULL, d);
}

static aif_err
read_load(const aif_csv_row *r, load *l, aif_diag *d)
{
	const char *word = aif_predict_text(r, "concurrency");
	aif_err e = AIF_OK;

	l->concurrency = NAN;
	if (strcmp(word, "inf") == 0)
		l->concurrency = INFINITY;
	else
		e = aif_predict_num(r, "concurrency", NAN, &l->concurrency, d);
	if (e || (e = aif_predict_num(r, "request_rate_per_s", NAN, &l->rate_s, d)) ||
	    (e = aif_predict_num(r, "n_gpus", NAN, &l->n_gpus, d)) ||
	    (e = aif_predict_num(r, "max_num_tokens", most_tokens, &l->most_tokens, d)))
		return e;
	l->fixed = strstr(aif_predict_text(r, "scenario"), "static") != NULL;
	if (isnan(l->concurrency) && isnan(l->rate_s))
		return aif_err_fail(d, AIF_EREFUSED,
				    "neither concurrency nor request_rate_per_s is stated");
	if (l->concurrency < 1 || l->rate_s <= 0)
		return aif_err_fail(d, AIF_EREFUSED, "a load of nothing");
	return AIF_OK;
}

// --- waiting ------------------------------------------------------------------------

// Mean wait over service time at that utilization, of `peers` who could be before.
static double
mean_wait(double busy, double peers)
{
	double self = isfinite(peers) ? (peers - 1) / peers : 1;

	busy = fmin(busy * self, 0.99);
	return busy / (2 * (1 - busy));
}

static double
wait_quantile(double busy, double peers, double q)
{
	double w = mean_wait(busy, peers);

	return busy <= 1 - q ? 0 : w / busy * log(busy / (1 - q));
}

static void
answer(aif_predict_ans *a, double requests_s, double isl, double osl)
{
	a->x[OUT] = requests_s * osl;
	a->x[TOTAL] = requests_s * (isl + osl);
	a->x[E2E] = a->x[TTFT] + (osl - 1) * a->x[TPOT];
}

// --- loads ---------------------------------------------------------------------------

// The batch at which a replica's requests leave as fast as they come.
static aif_err
at_rate(const aif_infer_in *in, double rate_s, aif_infer_out *o, aif_diag *d)
{
	double lo = 1, hi;
	aif_err e = aif_infer_loaded(in, INFINITY, o, d);

	if (e)
		return e;
	hi = o->batch;
	if (o->requests_s < rate_s)
		return aif_err_fail(d, AIF_EREFUSED,
				    "the rate is above capacity: %.4g of %.4g requests/s", rate_s,
				    o->requests_s);
	while (!e && hi - lo > 1) {
		double mid = floor((lo + hi) / 2);

		e = aif_infer_loaded(in, mid, o, d);
		if (o->requests_s >= rate_s)
			hi = mid;
		else
			lo = mid;
	}
	return e ? e : aif_infer_loaded(in, lo == 1 ? lo : hi, o, d);
}

static aif_err
together(aif_infer_in *in, const load *l, aif_predict_ans *a, aif_diag *d)
{
	double n = l->concurrency / l->replicas, requests_s, busy, others, peers;
	double dp = in->attn_dp, g, cohort_s;
	aif_infer_out o;
	aif_err e;

	if (isnan(l->concurrency)) {
		e = at_rate(in, l->rate_s / l->replicas, &o, d);
		requests_s = l->rate_s / l->replicas;
	} else {
		e = isinf(n) ? aif_infer_capacity(in, &o, d) : aif_infer_loaded(in, n, &o, d);
		requests_s = o.requests_s;
	}
	if (e)
		return e;
	// Requests of one length that were prefilled together end together, and in a closed
	// loop come back together: each waits for the whole cohort's prompts, and is held up
	// while it decodes by those of the others alone.
	g = isnan(l->concurrency) ? 1 : fmax(1, floor(l->most_tokens / in->isl));
	g = fmax(1, fmin(g, floor(o.batch / dp)));
	cohort_s = aif_infer_prefill_s(in, g * dp, in->isl, &a->mark);
	others = fmax(0, o.batch - g * dp) * cohort_s / (g * dp * in->pp);
	peers = isnan(l->concurrency) ? INFINITY : fmax(1, o.batch / (g * dp));
	a->x[TPOT] = o.iteration_s + others / in->osl;
	if (!isnan(l->concurrency))
		requests_s = o.batch / (in->osl * a->x[TPOT] + cohort_s);
	busy = requests_s * cohort_s / (g * dp * in->pp);
	a->x[TPOT99] = a->x[TPOT] + 2.33 * sqrt(others * cohort_s / (g * dp)) / in->osl;
	if (!isinf(n)) {
		double queued = n > o.batch ? (n - o.batch) / requests_s : 0;

		queued += cohort_s + o.iteration_s / 2;
		a->x[TTFT] = queued + mean_wait(busy, peers) * cohort_s;
		a->x[TTFT50] = queued + wait_quantile(busy, peers, 0.5) * cohort_s;
		a->x[TTFT99] =
		    queued + o.iteration_s / 2 + wait_quantile(busy, peers, 0.99) * cohort_s;
	}
	a->x[KV] = fmin(1, o.batch * (in->isl + in->osl / 2) / o.kv_tokens);
	a->x[POWER] = aif_infer_gpu_w(in, o.batch) * o.gpus * l->replicas;
	a->mark = o.mark;
	answer(a, requests_s * l->replicas, in->isl, in->osl);
	return AIF_OK;
}

// One batch, prefilled `max_num_tokens` at a time, then decoded.
static aif_err
fixed(const aif_infer_in *in, const load *l, aif_predict_ans *a, aif_diag *d)
{
	double n = l->concurrency / l->replicas, group, rounds;
	aif_infer_out o;
	aif_err e = aif_infer_loaded(in, n, &o, d);

	if (e)
		return e;
	if (!isfinite(n) || o.batch < n)
		return aif_err_fail(d, AIF_EREFUSED, "a batch of %g: the cache holds %.0f", n,
				    o.batch_kv);
	group = fmin(n, fmax(1, floor(l->most_tokens / in->isl)));
	rounds = ceil(n / group);
	a->x[TTFT] = (rounds - 1) * aif_infer_prefill_s(in, group, in->isl, &a->mark) +
		     aif_infer_prefill_s(in, n - (rounds - 1) * group, in->isl, &a->mark);
	a->x[TTFT50] = a->x[TTFT99] = a->x[TTFT];
	a->x[TPOT] = a->x[TPOT99] = aif_infer_decode_s(in, n, in->isl + in->osl / 2, &a->mark);
	a->x[KV] = n * (in->isl + in->osl / 2) / o.kv_tokens;
	a->x[POWER] = aif_infer_decode_w(in, n, in->isl + in->osl / 2) * o.gpus * l->replicas;
	answer(a, 0, in->isl, in->osl);
	answer(a, n * l->replicas / a->x[E2E], in->isl, in->osl);
	return AIF_OK;
}

typedef struct pair {
	aif_infer_in pre, dec;
	double pre_workers, dec_workers, pre_s, move_s, context;
	aif_kernel_mark *mark;
} pair;

static double
decode_tpot(const pair *p, double batch)
{
	return aif_infer_decode_s(&p->dec, fmax(1, batch), p->context, p->mark);
}

// Requests in flight when each decode worker holds that batch, and their rate.
static double
in_flight(const pair *p, double batch, double most_s, double *rate_s, double *ttft_s)
{
	double tpot = decode_tpot(p, batch);
	double busy;

	*rate_s = p->dec_workers * batch / (p->dec.osl * tpot);
	if (*rate_s >= most_s)
		return INFINITY;
	busy = *rate_s / most_s;
	*ttft_s = p->pre_s * (1 + mean_wait(busy, INFINITY) / p->pre_workers) + p->move_s + tpot;
	return *rate_s * (*ttft_s + (p->dec.osl - 1) * tpot);
}

static aif_err
apart(const aif_csv_row *r, const aif_infer_in *in, const load *l, aif_predict_ans *a, aif_diag *d)
{
	pair p = { .pre = *in, .dec = *in, .mark = &a->mark };
	double lo = 0, hi, most_s, rate_s = 0, ttft = 0, n = l->concurrency;
	double nic = aif_kernel_gpu(in->kernel)->scaleout_bytes_s;
	aif_infer_out o;
	aif_err e;

	if ((e = layout(r, "prefill_", &p.pre, &p.pre_workers, d)) ||
	    (e = layout(r, "decode_", &p.dec, &p.dec_workers, d)))
		return e;
	if (p.pre.tp < 1 || p.dec.tp < 1 || !(n >= 1))
		return aif_err_fail(d, AIF_EREFUSED,
				    "disaggregated serving needs prefill_tp, "
				    "decode_tp and a concurrency");
	if ((e = aif_infer_loaded(&p.pre, 1, &o, d)) ||
	    (e = aif_infer_loaded(&p.dec, INFINITY, &o, d)))
		return e;
	p.pre_s = aif_infer_prefill_s(&p.pre, 1, in->isl, &a->mark);
	p.move_s = nic > 0 ? in->isl * aif_infer_kv_bytes(&p.pre) / (nic * p.pre.tp) : 0;
	p.context = aif_xfmr_kv_span(in->llm, in->isl + in->osl / 2);
	most_s = p.pre_workers * p.pre.attn_dp * p.pre.pp / p.pre_s;
	hi = fmin(o.batch_kv, isinf(n) ? o.batch_kv : n);
	if (in_flight(&p, hi, most_s, &rate_s, &ttft) > n)
		for (int i = 0; i < 40; i++) {
			double mid = (lo + hi) / 2;

			if (in_flight(&p, mid, most_s, &rate_s, &ttft) > n)
				hi = mid;
			else
				lo = mid;
		}
	else
		lo = hi;
	if (lo > 0)
		in_flight(&p, lo, most_s, &rate_s, &ttft);
	a->x[TPOT] = decode_tpot(&p, lo);
	a->x[TPOT99] = a->x[TPOT];
	a->x[TTFT] = isinf(n) ? NAN : fmax(ttft, n / rate_s - (in->osl - 1) * a->x[TPOT]);
	a->x[KV] = fmin(1, lo * (in->isl + in->osl / 2) / o.kv_tokens);
	a->note = "disaggregated: no quantiles, no power";
	answer(a, rate_s, in->isl, in->osl);
	return AIF_OK;
}

// --- the row ------------------------------------------------------------------------------

static aif_err
compare(const aif_csv_row *r, aif_predict_ans *a, double isl, double osl, aif_diag *d)
{
	const struct {
		const char *col;
		int of;
		double predicted;
	} q[] = {
		{ "measured_output_tokens_per_s", OF_THROUGHPUT, a->x[OUT] },
		{ "measured_input_tokens_per_s", OF_THROUGHPUT, a->x[OUT] * isl / osl },
		{ "measured_tpot_s", OF_TPOT, a->x[TPOT] },
		{ "measured_ttft_s", OF_TTFT, a->x[TTFT] },
		{ "measured_e2e_s", AIF_PREDICT_OF, a->x[E2E] },
	};

	for (size_t i = 0; i < sizeof q / sizeof *q; i++) {
		double x;
		aif_err e = aif_predict_num(r, q[i].col, NAN, &x, d);

		if (e)
			return e;
		if (isnan(x) || isnan(q[i].predicted))
			continue;
		if (q[i].of < AIF_PREDICT_OF && isnan(a->of[q[i].of].measured)) {
			a->of[q[i].of].measured = x;
			a->of[q[i].of].predicted = q[i].predicted;
		}
		if (isnan(a->measured)) {
			a->measured = x;
			a->predicted = q[i].predicted;
		}
	}
	return AIF_OK;
}

static aif_err
solve(aif_predict *p, const aif_csv_row *r, aif_predict_ans *a, aif_diag *d)
{
	const char *mode = aif_predict_text(r, "mode");
	aif_xfmr_llm m;
	aif_infer_in in = { .llm = &m };
	load l = { .replicas = 1 };
	double workers;
	aif_err e;

	if ((e = aif_predict_dims(p, r, &m, d)) || (e = precisions(r, &in, d)) ||
	    (e = read_load(r, &l, d)) || (e = aif_predict_num(r, "isl", 0, &in.isl, d)) ||
	    (e = aif_predict_num(r, "osl", 0, &in.osl, d)) ||
	    (e = aif_predict_num(r, "max_batch", 2048, &in.max_batch, d)) ||
	    (e = layout(r, "", &in, &workers, d)) ||
	    (e = aif_predict_gpu(p, aif_predict_text(r, "gpu"), &in.kernel, &in.coll, d)))
		return e;
	if (!(in.isl >= 1 && in.osl >= 1))
		return aif_err_fail(d, AIF_EREFUSED, "isl or osl is not stated");
	if (in.moe_own && aif_kernel_rate(in.kernel, in.moe) <= 0 && m.experts > 0)
		return aif_err_fail(d, AIF_EREFUSED, "no rate for moe_precision '%s'",
				    aif_kernel_dtype_name(in.moe));
	if (strncmp(mode, "disagg", 6) == 0) {
		e = apart(r, &in, &l, a, d);
	} else {
		aif_infer_out o;

		if (in.tp < 1) {
			a->note = "layout searched";
			if ((e = aif_infer_auto(&in, isnan(l.n_gpus) ? 8 : l.n_gpus, 0.05, &o, d)))
				return d->code = AIF_EREFUSED;
		}
		if (l.n_gpus > in.tp * in.pp * in.attn_dp)
			l.replicas = floor(l.n_gpus / (in.tp * in.pp * in.attn_dp));
		e = l.fixed ? fixed(&in, &l, a, d) : together(&in, &l, a, d);
	}
	if (e) // a deployment that can not be is no bad table
		return d->code = AIF_EREFUSED;
	return compare(r, a, in.isl, in.osl, d);
}

// Published tables hold words where a number is not one ("see config.json"): such a row is
// refused with its cell, the others are answered.
static aif_err
row(aif_predict *p, const aif_csv_row *r, aif_predict_ans *a, aif_diag *d)
{
	aif_err e = solve(p, r, a, d);

	return e == AIF_EPARSE ? (d->code = AIF_EREFUSED) : e;
}

const aif_predict_kind aif_predict_serve = {
	.name = "serve",
	.cols = "output_tokens_per_s,total_tokens_per_s,ttft_mean_s,ttft_p50_s,ttft_p99_s,"
		"tpot_mean_s,tpot_p99_s,e2e_mean_s,kv_utilization,power_w",
	.row = row,
	.of = { "throughput", "tpot", "ttft" },
};
