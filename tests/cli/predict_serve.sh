# predict serve: closed loop, offline, a rate, a static batch, disaggregated; what is refused.
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
cat > s.csv <<'CSV'
id,gpu,n_gpus,model,mode,weight_precision,tp,attn_dp,moe_ep,isl,osl,concurrency,request_rate_per_s,scenario,max_num_tokens,prefill_workers,prefill_tp,decode_workers,decode_tp,measured_output_tokens_per_s,measured_ttft_s,measured_tpot_s
alone,h100-sxm,1,Llama-3.1-8B,agg,bf16,1,,,1024,256,1,,,,,,,,120,,
closed,h100-sxm,4,Llama-3.1-70B,agg,fp8,4,,,1024,256,64,,,,,,,,,,0.02
queued,h100-sxm,1,Llama-3.1-8B,agg,bf16,1,,,8192,8192,200,,,,,,,,,,
offline,h100-sxm,8,Llama-3.1-8B,agg,bf16,1,,,1024,256,inf,,,,,,,,20000,,
rate,h100-sxm,1,Llama-3.1-8B,agg,bf16,1,,,1024,256,,10,,,,,,,,,
toofast,h100-sxm,1,Llama-3.1-8B,agg,bf16,1,,,1024,256,,500,,,,,,,,,
static,h100-sxm,1,Llama-3.1-8B,agg,bf16,1,,,1024,256,32,,static batch,16384,,,,,,0.9,0.01
groups,b200-sxm,8,DeepSeek-V3,agg,fp8,1,8,8,1024,1024,512,,,,,,,,,,0.05
apart,b200-sxm,8,Llama-3.1-70B,disagg,fp8,,,,4096,512,64,,,,2,2,2,2,,,0.012
large,h100-sxm,1,Llama-3.1-70B,agg,bf16,1,,,1024,256,1,,,,,,,,,,
blank,h100-sxm,1,Llama-3.1-8B,agg,,1,,,1024,256,1,,,,,,,,,,
nothing,h100-sxm,1,Llama-3.1-8B,agg,bf16,1,,,1024,256,,,,,,,,,,,
words,h100-sxm,see config.json,Llama-3.1-8B,agg,bf16,1,,,1024,256,1,,,,,,,,,,
CSV
"$AIFSIM" predict serve --table s.csv -o out.csv
echo "exit $?"
cut -d, -f1,23- out.csv
# A static batch: its rate is that of its times.
awk -F, '$1 == "static" { t = $25 + 255 * $28; d = 32 * 256 / t / $23 - 1; print (d < 1e-4 && d > -1e-4 ? "balances" : "off by " d) }' out.csv
