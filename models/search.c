// search.c - the fastest layouts of a training step, and what bounds each.
//
// Every layout is priced; a step costs microseconds. Interleaving needs a whole number of
// rounds: micro-batches a multiple of the stages.
// Source of that rule: Narayanan et al. 2021, sec. 2.2.
#include "models/search.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST = 12 };

typedef struct axis {
	double x[MOST];
	int n;
} axis;

static double
one(double x)
{
	return x > 0 ? x : 1;
}

// The given value, or powers of two up to `most`.
static axis
choices(double given, double most)
{
	axis a = { { given }, 1 };

	if (given > 0)
		return a;
	a.n = 0;
	for (double x = 1; x <= most && a.n < MOST; x *= 2)
		a.x[a.n++] = x;
	return a;
}

// Ways of parallelism beside data parallelism, to rank equals.
static int
ways(const aif_step_in *in)
{
	return (in->tp > 1) + (in->pp > 1) + (one(in->vpp) > 1) + (one(in->cp) > 1) +
	       (one(in->ep) > 1) + in->recompute;
}

static int
better(const aif_search_found *a, const aif_search_found *b)
{
	if (fabs(a->out.step_s / b->out.step_s - 1) > 1e-9)
		return a->out.step_s < b->out.step_s;
	return ways(&a->in) < ways(&b->in);
}

// Puts f where it belongs among the n fastest.
static void
place(aif_search_found *top, int n, int *have, const aif_search_found *f)
{
	int i = *have;

	if (i == n && !better(f, &top[n - 1]))
		return;
	if (i < n)
		(*have)++;
	else
		i = n - 1;
	for (; i > 0 && better(f, &top[i - 1]); i--)
		top[i] = top[i - 1];
	top[i] = *f;
}

// Least recomputation that fits; less is never slower. 0: none fits or odd.
static int
price(const aif_step_in *in, aif_search_found *f, aif_search_count *c)
{
	int from = in->recompute, to = in->recompute ? in->recompute : 2;

	for (int r = from; r <= to; r++) {
		f->in = *in;
		f->in.recompute = r;
		if (aif_step_predict(&f->in, &f->out, NULL)) {
			c->odd++;
			return 0;
		}
		if (f->out.fits)
			return 1;
	}
	c->too_big++;
	c->least_bytes = fmin(c->least_bytes, f->out.memory_bytes);
	return 0;
}

// 0: the layout can not be.
static int
possible(const aif_step_in *x)
{
	double model = x->tp * x->pp * x->cp, micro;

	if (model > x->n_gpus || fmod(x->n_gpus, model) != 0)
		return 0;
	if (x->vpp > 1) {
		if (x->pp < 2 || x->pp * x->vpp > x->llm->layers)
			return 0;
		micro = x->global_batch / (x->n_gpus / model * x->micro_batch);
		return fmod(micro, x->pp) == 0;
	}
	return 1;
}

// The same layout with less on the last stage, where that is faster: the output layer of a
// large vocabulary is worth several layers.
static void
uneven(aif_search_found *f, aif_search_count *c)
{
	const aif_step_in from = f->in;
	double rounds = from.pp * one(from.vpp);
	double stage = ceil(from.llm->layers / rounds - 1e-9) * one(from.vpp);

	if (from.pp < 2 || from.first_layers > 0 || from.last_layers > 0)
		return;
	for (int less = 1; less <= 3 && stage - less >= 1; less++) {
		aif_search_found g;
		aif_step_in x = from;

		x.last_layers = stage - less;
		c->tried++;
		if (price(&x, &g, c) && better(&g, f))
			*f = g;
	}
}

int
aif_search_top(const aif_step_in *in, aif_search_found *top, int n, aif_search_count *count)
{
	double domain = aif_kernel_gpu(in->kernel)->scaleup_gpus;
	axis a[6] = {
		choices(in->tp, fmin(domain, 16)),
		choices(in->pp, fmin(64, in->llm->layers)),
		choices(in->vpp, 16),
		choices(in->llm->experts > 0 ? in->ep : 1, 64),
		choices(in->cp, 16),
		choices(in->micro_batch, 8),
	};
	aif_search_count c = { .least_bytes = INFINITY };
	aif_search_found f;
	int have = 0, all = 1;

	for (int k = 0; k < 6; k++)
		all *= a[k].n;
	for (int i = 0; i < all; i++) {
		aif_step_in x = *in;
		double *const to[6] = { &x.tp, &x.pp, &x.vpp, &x.ep, &x.cp, &x.micro_batch };

		for (int k = 0, at = i; k < 6; at /= a[k].n, k++)
			*to[k] = a[k].x[at % a[k].n];
		x.dp = 0;
		x.sp = x.tp > 1;
		c.tried++;
		if (!possible(&x)) {
			c.odd++;
			continue;
		}
		x.dp = x.n_gpus / (x.tp * x.pp * x.cp);
		if (price(&x, &f, &c))
			place(top, n, &have, &f);
	}
	for (int i = 0; i < have; i++) {
		aif_search_found g = top[i];
		int at = i;

		uneven(&g, &c);
		for (; at > 0 && better(&g, &top[at - 1]); at--)
			top[at] = top[at - 1];
		top[at] = g;
	}
	if (count)
		*count = c;
	return have;
}

aif_err
aif_search_auto(aif_step_in *in, aif_step_out *out, aif_diag *d)
{
	aif_search_found best;
	aif_search_count c;
	aif_step_in from = *in;

	from.vpp = one(in->vpp);
	from.cp = one(in->cp);
	if (aif_search_top(&from, &best, 1, &c) == 1) {
		*in = best.in;
		*out = best.out;
		return AIF_OK;
	}
	if (isinf(c.least_bytes))
		return aif_err_fail(d, AIF_EREFUSED,
				    "no layout of %g GPUs divides the model and its batch of %g",
				    in->n_gpus, in->global_batch);
	return aif_err_fail(
	    d, AIF_EREFUSED, "does not fit: needs %.1f GB per GPU at least, has %.1f",
	    c.least_bytes / 1e9, AIF_STEP_USABLE * aif_kernel_gpu(in->kernel)->hbm_bytes / 1e9);
}

// What half of a group would do, in a few words.
static void
halved(const aif_search_found *f, const char *name, double tp, double pp, char *text, size_t n)
{
	aif_step_in in = f->in;
	aif_step_out o;

	text[0] = '\0';
	in.tp = tp;
	in.pp = pp;
	in.dp = 0;
	in.sp = tp > 1;
	if (pp < 2)
		in.vpp = 1;
	if (aif_step_predict(&in, &o, NULL))
		return;
	if (!o.fits)
		snprintf(text, n, "; %s %g needs %.0f GB", name, name[0] == 't' ? tp : pp,
			 o.memory_bytes / 1e9);
	else
		snprintf(text, n, "; %s %g is %.1f %% %s", name, name[0] == 't' ? tp : pp,
			 100 * fabs(o.step_s / f->out.step_s - 1),
			 o.step_s < f->out.step_s ? "faster" : "slower");
}

void
aif_search_why(const aif_search_found *f, char *text, size_t n)
{
	const aif_step_out *o = &f->out;
	const struct {
		const char *name;
		double s;
	} cost[] = {
		{ "memory-bound work", o->mem_s }, { "tensor exchange", o->tp_s },
		{ "expert exchange", o->ep_s },    { "context exchange", o->cp_s },
		{ "pipeline fill", o->bubble_s },  { "stage exchange", o->pp_s },
		{ "gradient exchange", o->dp_s },  { "optimizer", o->opt_s },
	};
	double room = AIF_STEP_USABLE * aif_kernel_gpu(f->in.kernel)->hbm_bytes;
	size_t worst = 0, next = 1;
	char tp[64] = "", pp[64] = "";

	for (size_t i = 1; i < sizeof cost / sizeof *cost; i++) {
		if (cost[i].s > cost[worst].s) {
			next = worst;
			worst = i;
		} else if (i != worst && cost[i].s > cost[next].s) {
			next = i;
		}
	}
	if (f->in.tp > 1)
		halved(f, "tp", f->in.tp / 2, f->in.pp, tp, sizeof tp);
	if (f->in.pp > 1)
		halved(f, "pp", f->in.tp, f->in.pp / 2, pp, sizeof pp);
	snprintf(text, n, "%.0f %% %s, %.0f %% %s; %.0f of %.0f GB%s%s",
		 100 * cost[worst].s / o->step_s, cost[worst].name, 100 * cost[next].s / o->step_s,
		 cost[next].name, o->memory_bytes / 1e9, room / 1e9, tp, pp);
}
