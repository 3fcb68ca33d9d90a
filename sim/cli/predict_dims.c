// predict_dims.c - the language model of a row: the catalog's of that name, overlaid with the
// dimensions that the row states.
#include <math.h>
#include <string.h>

#include "cli/predict.h"

static aif_err
get(const aif_csv_row *r, const char *col, double *to, aif_diag *d)
{
	double x;
	aif_err e = aif_predict_num(r, col, NAN, &x, d);

	if (!e && !isnan(x))
		*to = x;
	return e;
}

aif_err
aif_predict_dims(const aif_predict *p, const aif_csv_row *r, aif_xfmr_llm *m, aif_diag *d)
{
	const char *name = aif_predict_text(r, "model");
	const aif_xfmr_llm *known = name[0] ? aif_predict_llm(p, name) : NULL;
	double layers = 0, gated = 1, head_dim = 0;
	struct {
		const char *col;
		double *to;
	} field[] = {
		{ "layers", &m->layers },
		{ "hidden", &m->hidden },
		{ "heads", &m->heads },
		{ "kv_heads", &m->kv_heads },
		{ "head_dim", &head_dim },
		{ "ffn", &m->ffn },
		{ "vocab", &m->vocab },
		{ "experts", &m->experts },
		{ "experts_active", &m->experts_active },
		{ "expert_ffn", &m->expert_ffn },
		{ "shared_experts", &m->shared_experts },
		{ "first_dense_layers", &m->first_dense_layers },
		{ "kv_lora_rank", &m->kv_lora_rank },
		{ "q_lora_rank", &m->q_lora_rank },
		{ "mtp_layers", &m->mtp_layers },
	};
	aif_err e;

	memset(m, 0, sizeof *m);
	if ((e = get(r, "layers", &layers, d)))
		return e;
	if (known)
		*m = *known;
	else if (layers == 0)
		return aif_err_fail(d, AIF_EREFUSED, "unknown model '%s' and no dimensions", name);
	m->name = name[0] ? name : "model";
	// A qualifier behind the name, as sources have it.
	if (strstr(name, "(w/ MTP)"))
		m->mtp_layers = 1;
	for (size_t i = 0; i < sizeof field / sizeof *field; i++)
		if ((e = get(r, field[i].col, field[i].to, d)))
			return e;
	if (head_dim > 0)
		m->head_dim = head_dim;
	if ((e = get(r, "gated_mlp", &gated, d)))
		return e;
	if (layers > 0)
		m->plain_mlp = gated == 0;
	// Megatron's and MosaicML's GPT families share input and output embedding.
	if (layers > 0 && !known)
		m->tied = m->plain_mlp;
	if (aif_xfmr_check(m, d))
		return d->code = AIF_EREFUSED;
	return AIF_OK;
}
