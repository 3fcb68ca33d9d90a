-- llm.lua - dimensions of well-known language models.
--
-- Entries without a citation of their own are from the models' Hugging Face configurations, as
-- shipped in ai-dynamo/aiconfigurator (Apache-2.0), taken over 2026-11. Not here, because their
-- attention or layers are not yet modelled: linear and sparse attention (Qwen3.5, DeepSeek-V3.2
-- and V4, GLM-5), state-space hybrids (Nemotron-H, Nemotron-3), Llama 4, Gemma 4.

local hf = { kind = "published", source = "Hugging Face config.json via ai-dynamo/aiconfigurator (Apache-2.0)", as_of = "2026-11" }

llm "Qwen3-0.6B" { cite = hf,
  alias = "Qwen/Qwen3-0.6B", layers = 28, hidden = 1024, heads = 16, kv_heads = 8, head_dim = 128,
  ffn = 3072, vocab = 151936, tied = true, max_context = 40960 }
llm "Qwen3-1.7B" { cite = hf,
  alias = "Qwen/Qwen3-1.7B", layers = 28, hidden = 2048, heads = 16, kv_heads = 8, head_dim = 128,
  ffn = 6144, vocab = 151936, tied = true, max_context = 40960 }
llm "Qwen3-8B" { cite = hf,
  alias = "Qwen/Qwen3-8B", layers = 36, hidden = 4096, heads = 32, kv_heads = 8, head_dim = 128,
  ffn = 12288, vocab = 151936, max_context = 40960 }
llm "Qwen3-32B" { cite = hf,
  alias = "Qwen/Qwen3-32B|Qwen/Qwen3-32B-FP8|Qwen/Qwen3-32B-FP8-Static-PerTensor", layers = 64,
  hidden = 5120, heads = 64, kv_heads = 8, head_dim = 128, ffn = 25600, vocab = 151936,
  max_context = 40960 }
llm "Qwen3-30B-A3B" { cite = hf,
  alias = "Qwen/Qwen3-30B-A3B|Qwen/Qwen3-30B-A3B-FP8|Qwen3_30B_a3B", layers = 48, hidden = 2048,
  heads = 32, kv_heads = 4, head_dim = 128, ffn = 6144, vocab = 151936, experts = 128, experts_active = 8,
  expert_ffn = 768, max_context = 40960 }
llm "Qwen3-235B-A22B" { cite = hf,
  alias = "Qwen/Qwen3-235B-A22B|Qwen/Qwen3-235B-A22B-FP8|nvidia/Qwen3-235B-A22B-NVFP4|Qwen3_235B_a22B",
  layers = 94, hidden = 4096, heads = 64, kv_heads = 4, head_dim = 128, ffn = 12288, vocab = 151936,
  experts = 128, experts_active = 8, expert_ffn = 1536, max_context = 40960 }
llm "Qwen3-Coder-480B-A35B" { cite = hf,
  alias = "Qwen/Qwen3-Coder-480B-A35B-Instruct|Qwen/Qwen3-Coder-480B-A35B-Instruct", layers = 62,
  hidden = 6144, heads = 96, kv_heads = 8, head_dim = 128, ffn = 8192, vocab = 151936, experts = 160,
  experts_active = 8, expert_ffn = 2560, max_context = 262144 }
llm "MiMo-7B" { cite = hf,
  alias = "XiaomiMiMo/MiMo-7B-Base", layers = 36, hidden = 4096, heads = 32, kv_heads = 8, head_dim = 128,
  ffn = 11008, vocab = 151680, max_context = 32768 }
llm "DeepSeek-V3" { cite = hf,
 
  alias = "deepseek-ai/DeepSeek-V3|DeepSeekV3|deepseek-ai/DeepSeek-R1|deepseek-ai/DeepSeek-V3-0324|deepseek-ai/DeepSeek-V3.1|nvidia/DeepSeek-V3.1-NVFP4|DeepSeek-R1-0528",
  layers = 61, hidden = 7168, heads = 128, kv_heads = 128, ffn = 18432, vocab = 129280, experts = 256,
  experts_active = 8, expert_ffn = 2048, shared_experts = 1, first_dense_layers = 3, q_lora_rank = 1536,
  kv_lora_rank = 512, qk_nope_head_dim = 128, qk_rope_head_dim = 64, v_head_dim = 128,
  max_context = 163840 }
llm "Llama-3.1-405B" { cite = hf,
 
  alias = "meta-llama/Meta-Llama-3.1-405B|meta-llama/Llama-3.1-405B|meta-llama/Llama-3.1-405B-Instruct|LLAMA3.1_405B",
  layers = 126, hidden = 16384, heads = 128, kv_heads = 8, ffn = 53248, vocab = 128256,
  max_context = 131072 }
llm "Llama-3.1-70B" { cite = hf,
 
  alias = "meta-llama/Meta-Llama-3.1-70B|meta-llama/Llama-3.1-70B|meta-llama/Llama-3.1-70B-Instruct|nvidia/Llama-3.1-70B-Instruct-FP8|meta-llama/Meta-Llama-3-70B|Llama-3-70B|meta-llama/Llama-3.3-70B-Instruct|LLAMA3_70B|LLAMA3-70B",
  layers = 80, hidden = 8192, heads = 64, kv_heads = 8, ffn = 28672, vocab = 128256, max_context = 131072 }
llm "Llama-3.1-8B" { cite = hf,
 
  alias = "meta-llama/Meta-Llama-3.1-8B|meta-llama/Llama-3.1-8B|meta-llama/Llama-3.1-8B-Instruct|meta-llama/Meta-Llama-3-8B|Llama-3-8B|LLAMA3_8B|LLAMA3-8B",
  layers = 32, hidden = 4096, heads = 32, kv_heads = 8, ffn = 14336, vocab = 128256, max_context = 131072 }
llm "Mixtral-8x22B" { cite = hf,
  alias = "mistralai/Mixtral-8x22B-v0.1|mistralai/Mixtral-8x22B-Instruct-v0.1", layers = 56, hidden = 6144,
  heads = 48, kv_heads = 8, ffn = 16384, vocab = 32000, experts = 8, experts_active = 2,
  max_context = 65536 }
llm "Mixtral-8x7B" { cite = hf,
  alias = "mistralai/Mixtral-8x7B-v0.1|mistralai/Mixtral-8x7B-Instruct-v0.1", layers = 32, hidden = 4096,
  heads = 32, kv_heads = 8, ffn = 14336, vocab = 32000, experts = 8, experts_active = 2,
  max_context = 32768 }
llm "Kimi-K2" { cite = hf,
 
  alias = "moonshotai/Kimi-K2-Instruct|moonshotai/Kimi-K2.5|nvidia/Kimi-K2.5-NVFP4|nvidia/Kimi-K2.6-NVFP4|Kimi_K2",
  layers = 61, hidden = 7168, heads = 64, kv_heads = 64, ffn = 18432, vocab = 163840, experts = 384,
  experts_active = 8, expert_ffn = 2048, shared_experts = 1, first_dense_layers = 1, q_lora_rank = 1536,
  kv_lora_rank = 512, qk_nope_head_dim = 128, qk_rope_head_dim = 64, v_head_dim = 128,
  max_context = 131072 }
llm "MiniMax-M2.5" { cite = hf,
 
  alias = "MiniMaxAI/MiniMax-M2.5|MiniMaxAI/MiniMax-M2.7|nvidia/MiniMax-M2.5-NVFP4|nvidia/MiniMax-M2.7-NVFP4",
  layers = 62, hidden = 3072, heads = 48, kv_heads = 8, head_dim = 128, ffn = 1536, vocab = 200064,
  experts = 256, experts_active = 8, max_context = 196608 }
llm "gpt-oss-120b" { cite = hf,
  expert_bias = true, clamped = true,
  alias = "openai/gpt-oss-120b|GPT OSS 120B", layers = 36, hidden = 2880, heads = 64, kv_heads = 8,
  head_dim = 64, ffn = 2880, vocab = 201088, experts = 128, experts_active = 4, window = 128,
  window_layers = 18, max_context = 131072 }
llm "gpt-oss-20b" { cite = hf,
  expert_bias = true, clamped = true,
  alias = "openai/gpt-oss-20b", layers = 24, hidden = 2880, heads = 64, kv_heads = 8, head_dim = 64,
  ffn = 2880, vocab = 201088, experts = 32, experts_active = 4, window = 128, window_layers = 12,
  max_context = 131072 }

-- Llama 2 and CodeLlama. Source: Touvron et al. 2023, table 1 and model configurations.
local llama2 = { kind = "published", source = "Touvron et al. 2023, Llama 2, and its configurations", as_of = "2023-07" }
llm "Llama-2-7B" { cite = llama2, alias = "meta-llama/Llama-2-7b-hf|meta-llama/Llama-2-7b-chat-hf|LLAMA2-7B",
  layers = 32, hidden = 4096, heads = 32, ffn = 11008, vocab = 32000, max_context = 4096 }
llm "Llama-2-13B" { cite = llama2, alias = "meta-llama/Llama-2-13b-hf|meta-llama/Llama-2-13b-chat-hf|LLAMA2-13B",
  layers = 40, hidden = 5120, heads = 40, ffn = 13824, vocab = 32000, max_context = 4096 }
llm "Llama-2-70B" { cite = llama2, alias = "meta-llama/Llama-2-70b-hf|meta-llama/Llama-2-70b-chat-hf|LLAMA2-70B|LLAMA2-70B LoRA",
  layers = 80, hidden = 8192, heads = 64, kv_heads = 8, ffn = 28672, vocab = 32000, max_context = 4096 }

llm "Mistral-7B" { cite = { kind = "published", source = "Jiang et al. 2023, Mistral 7B, table 1", as_of = "2023-10" },
  alias = "mistralai/Mistral-7B-v0.1|mistralai/Mistral-7B-Instruct-v0.2",
  layers = 32, hidden = 4096, heads = 32, kv_heads = 8, ffn = 14336, vocab = 32000, max_context = 32768 }

-- GPT-3 sizes. Source: Brown et al. 2020, table 2.1; vocabulary padded to 51200 as trained since.
local gpt3 = { kind = "published", source = "Brown et al. 2020, table 2.1; vocabulary padded to 51200", as_of = "2020-05" }
llm "GPT-3-175B" { cite = gpt3, alias = "GPT3-175B|GPT-3|gpt3|GPT-175B", plain_mlp = true,
  layers = 96, hidden = 12288, heads = 96, ffn = 49152, vocab = 51200, tied = true, max_context = 2048 }
llm "GPT-3-13B" { cite = gpt3, alias = "GPT3-13B", plain_mlp = true,
  layers = 40, hidden = 5120, heads = 40, ffn = 20480, vocab = 51200, tied = true, max_context = 2048 }
llm "GPT-3-6.7B" { cite = gpt3, alias = "GPT3-6.7B", plain_mlp = true,
  layers = 32, hidden = 4096, heads = 32, ffn = 16384, vocab = 51200, tied = true, max_context = 2048 }
llm "MT-NLG-530B" { cite = { kind = "published", source = "Smith et al. 2022, sec. 3.1", as_of = "2022-01" },
  plain_mlp = true, layers = 105, hidden = 20480, heads = 128, ffn = 81920, vocab = 51200, tied = true, max_context = 2048 }
