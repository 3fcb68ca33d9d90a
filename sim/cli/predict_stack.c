// predict_stack.c - what runs the step of a row, by features.
//
// Each feature has a column; blank ones take those of `stack`; where that is blank too, of
// what a framework is made of (the table below), and of an unknown framework by how it
// shards: fully sharded data parallelism (and sharded gradients without a pipeline) is
// PyTorch's own, all else has fused modules. No name carries a number.
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/predict.h"

enum { FUSED, COMPILED, EAGER, N_STACKS };

static const char *const stack_name[N_STACKS] = { "fused", "compiled", "eager" };

// Source: documentation of each: modules of Transformer Engine; torch.compile of each block;
// XLA; PyTorch's modules.
static const struct {
	const char *word;
	int stack;
} made_of[] = {
	{ "megatron-deepspeed", FUSED },
	{ "deepspeed", EAGER },
	{ "megatron", FUSED },
	{ "nemo", FUSED },
	{ "titan", COMPILED },
	{ "maxtext", COMPILED },
	{ "foundry", EAGER },
	{ "composer", EAGER },
};

// Is the word (lower case) in text, whatever its case?
static int
holds(const char *text, const char *word)
{
	size_t n = strlen(word), i;

	for (; *text; text++) {
		for (i = 0; i < n && tolower((unsigned char)text[i]) == word[i]; i++)
			continue;
		if (i == n)
			return 1;
	}
	return 0;
}

static int
usual(const aif_csv_row *r, const aif_step_in *in)
{
	const char *name = aif_predict_text(r, "framework");

	for (size_t i = 0; i < sizeof made_of / sizeof *made_of; i++)
		if (holds(name, made_of[i].word))
			return made_of[i].stack;
	return in->zero_stage >= 3 || (in->zero_stage == 2 && in->pp <= 1) ? EAGER : FUSED;
}

// Which of n words the cell is; -1: blank, -2: none.
static int
word_of(const aif_csv_row *r, const char *col, const char *const *word, int n, aif_diag *d)
{
	const char *at = aif_predict_text(r, col);

	if (!at[0])
		return -1;
	for (int i = 0; i < n; i++)
		if (strcmp(at, word[i]) == 0)
			return i;
	aif_err_fail(d, AIF_EREFUSED, "unknown %s '%s' (expected %s, %s%s%s)", col, at, word[0],
		     word[1], n > 2 ? ", " : "", n > 2 ? word[2] : "");
	return -2;
}

static void
lack(aif_step_in *in, int what, int yes)
{
	in->lacks = yes ? in->lacks | what : in->lacks & ~what;
}

// Columns of one feature each.
static aif_err
features(const aif_csv_row *r, aif_step_in *in, aif_diag *d)
{
	static const char *const attn[] = { "unfused", "flash2", "tuned" };
	static const char *const elem[] = { "fused", "unfused" };
	double tp = NAN, dp = NAN, grad = NAN, graphs = 0, drop = NAN;
	const struct {
		const char *col;
		double *to;
	} num[] = { { "tp_overlap", &tp },
		    { "dp_overlap", &dp },
		    { "grad_bytes", &grad },
		    { "cuda_graphs", &graphs },
		    { "token_drop", &drop } };
	int a = word_of(r, "attention", attn, 3, d), e = word_of(r, "elementwise", elem, 2, d);

	if (a < -1 || e < -1)
		return d->code;
	for (size_t i = 0; i < sizeof num / sizeof *num; i++)
		if (aif_predict_num(r, num[i].col, *num[i].to, num[i].to, d))
			return d->code;
	if (a >= 0) {
		lack(in, AIF_STEP_NO_FUSED_ATTN, a == 0);
		lack(in, AIF_STEP_NO_FA3, a == 1);
	}
	if (e >= 0)
		lack(in, AIF_STEP_NO_FUSED_ELEM, e == 1);
	if (!isnan(tp))
		lack(in, AIF_STEP_NO_TP_OVERLAP, tp == 0);
	if (!isnan(dp))
		lack(in, AIF_STEP_NO_DP_OVERLAP, dp == 0);
	if (!isnan(grad) && grad != 2 && grad != 4)
		return aif_err_fail(d, AIF_EREFUSED, "grad_bytes %g is not 2 or 4", grad);
	if (!isnan(grad))
		in->half_grads = grad == 2;
	in->graphs = graphs > 0;
	in->capacity = isnan(drop) ? holds(aif_predict_text(r, "model"), "(tokendrop)") : drop > 0;
	return AIF_OK;
}

aif_err
aif_predict_stack(const aif_csv_row *r, aif_step_in *in, aif_diag *d)
{
	int s = word_of(r, "stack", stack_name, N_STACKS, d);

	if (s < -1)
		return d->code;
	if (s < 0)
		s = usual(r, in);
	if (s == COMPILED)
		aif_step_compiled(in);
	else if (s == EAGER)
		aif_step_eager(in);
	// PyTorch's selective recomputation redoes every other matmul, which is about half of the
	// layers. Source: torchtitan, activation checkpointing.
	if (s != FUSED && in->recompute == 1) {
		in->recompute = 2;
		in->redone_frac = 0.5;
	}
	return features(r, in, d);
}
