// hfconfig.c - a model's dimensions from its Hugging Face config.json.
//
// Names of the Llama, Mixtral, Qwen, DeepSeek, Gemma, gpt-oss, Nemotron, GPT-2 and MPT
// families are known;
// a multimodal model's text part is taken.
#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/predict.h"

// The first of the names "a|b" that the object holds as a number, or 0.
static double
num(const cJSON *o, const char *names)
{
	char name[64];

	while (*names) {
		size_t n = strcspn(names, "|");
		const cJSON *x;

		snprintf(name, sizeof name, "%.*s", (int)n, names);
		x = cJSON_GetObjectItemCaseSensitive(o, name);
		if (cJSON_IsNumber(x))
			return x->valuedouble;
		names += n + (names[n] == '|');
	}
	return 0;
}

static int
is_true(const cJSON *o, const char *name)
{
	return cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(o, name));
}

// How many of the layers are of that type, where the object lists them.
static double
typed(const cJSON *o, const char *type)
{
	const cJSON *x, *list = cJSON_GetObjectItemCaseSensitive(o, "layer_types");
	double n = 0;

	cJSON_ArrayForEach(x, list) n += cJSON_IsString(x) && strcmp(x->valuestring, type) == 0;
	return n;
}

// Sliding windows: layers named one by one (gpt-oss), all but each n-th (Gemma 3), or all
// (Mistral); a window that is switched off (Qwen) counts for nothing.
static void
windows(const cJSON *o, aif_xfmr_llm *m)
{
	const cJSON *on = cJSON_GetObjectItemCaseSensitive(o, "use_sliding_window");
	double every = num(o, "sliding_window_pattern"), named = typed(o, "sliding_attention");

	m->window = cJSON_IsFalse(on) ? 0 : num(o, "sliding_window");
	if (m->window <= 0)
		return;
	m->window_layers = named > 0   ? named
			   : every > 0 ? m->layers - floor(m->layers / every)
				       : m->layers;
	if (named == 0 && typed(o, "full_attention") > 0)
		m->window = m->window_layers = 0;
}

// Layers whose arithmetic this does not know.
static const char *
strange(const cJSON *o)
{
	if (typed(o, "linear_attention") > 0)
		return "linear attention";
	if (cJSON_GetObjectItemCaseSensitive(o, "hybrid_override_pattern") ||
	    num(o, "mamba_num_heads|ssm_state_size") > 0)
		return "state-space layers";
	if (num(o, "index_topk") > 0 || typed(o, "deepseek_sparse_attention") > 0)
		return "sparse attention";
	return NULL;
}

static void
fill(const cJSON *o, aif_xfmr_llm *m)
{
	const cJSON *act = cJSON_GetObjectItemCaseSensitive(o, "model_type");
	const char *family = cJSON_IsString(act) ? act->valuestring : "";

	m->layers = num(o, "num_hidden_layers|n_layer|n_layers");
	m->hidden = num(o, "hidden_size|n_embd|d_model");
	m->heads = num(o, "num_attention_heads|n_head|n_heads");
	m->kv_heads = num(o, "num_key_value_heads");
	m->head_dim = num(o, "head_dim");
	m->ffn = num(o, "intermediate_size|n_inner");
	m->vocab = num(o, "vocab_size");
	m->experts = num(o, "n_routed_experts|num_local_experts|num_experts");
	m->experts_active = num(o, "num_experts_per_tok|experts_per_token");
	m->expert_ffn = num(o, "moe_intermediate_size");
	m->shared_experts = num(o, "n_shared_experts");
	m->shared_expert_ffn = num(o, "shared_expert_intermediate_size");
	m->first_dense_layers = num(o, "first_k_dense_replace");
	m->q_lora_rank = num(o, "q_lora_rank");
	m->kv_lora_rank = num(o, "kv_lora_rank");
	m->qk_nope_head_dim = num(o, "qk_nope_head_dim");
	m->qk_rope_head_dim = num(o, "qk_rope_head_dim");
	m->v_head_dim = num(o, "v_head_dim");
	m->max_context = num(o, "max_position_embeddings|n_positions|max_seq_len");
	m->tied = is_true(o, "tie_word_embeddings") ||
		  (strncmp(family, "gemma", 5) == 0 && // its default
		   !cJSON_GetObjectItemCaseSensitive(o, "tie_word_embeddings"));
	m->plain_mlp = strcmp(family, "gpt2") == 0 || strcmp(family, "mpt") == 0 ||
		       strcmp(family, "gpt_neox") == 0 || strcmp(family, "opt") == 0 ||
		       strcmp(family, "nemotron") == 0;
	m->expert_bias = strcmp(family, "gpt_oss") == 0;
	m->clamped = num(o, "swiglu_limit") > 0;
	windows(o, m);
	if (m->kv_lora_rank > 0)
		m->kv_heads = m->heads;
	if (m->plain_mlp && m->ffn == 0)
		m->ffn = 4 * m->hidden; // these families' default
}

static char *
slurp(const char *path, aif_arena *a)
{
	FILE *f = fopen(path, "rb");
	char *text = NULL;
	long n;

	if (!f)
		return NULL;
	if (fseek(f, 0, SEEK_END) == 0 && (n = ftell(f)) >= 0 && n < 10 * 1000 * 1000 &&
	    fseek(f, 0, SEEK_SET) == 0 && (text = aif_arena_alloc(a, (size_t)n + 1)) &&
	    fread(text, 1, (size_t)n, f) != (size_t)n)
		text = NULL;
	fclose(f);
	return text;
}

aif_err
aif_hfconfig_read(const char *path, aif_arena *a, aif_xfmr_llm *out, aif_diag *d)
{
	char *text = slurp(path, a);
	cJSON *o = text ? cJSON_Parse(text) : NULL;
	const cJSON *inner;
	const char *odd;
	aif_err e;

	if (!text)
		return aif_err_fail(d, AIF_ENOENT, "%s: can not be read", path);
	if (!cJSON_IsObject(o)) {
		cJSON_Delete(o);
		return aif_err_fail(d, AIF_EPARSE, "%s: not a JSON object (expected config.json)",
				    path);
	}
	memset(out, 0, sizeof *out);
	inner = cJSON_GetObjectItemCaseSensitive(o, "text_config");
	inner = cJSON_IsObject(inner) ? inner : o;
	odd = strange(inner);
	fill(inner, out);
	cJSON_Delete(o);
	if (odd)
		return aif_err_fail(d, AIF_EINVAL, "%s: no model of %s", path, odd);
	out->name = path;
	e = aif_xfmr_check(out, d);
	return e;
}
