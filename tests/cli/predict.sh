# predict: what is answered, what is refused and why; bad tables leave nothing behind.
here=$PWD
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
cp "$here/tests/data/predict-train.csv" t.csv
"$AIFSIM" predict train --table t.csv -o out.csv 2>err
echo "exit $?"
head -1 out.csv
awk -F, 'NR > 1 { print $1 ": " ($NF == "" ? "answered" : $NF) }' out.csv
grep -c 'copied, through' out.csv
sed 's/median.*/median .../' err
printf 'gpu,op_name,gemm_dtype,m,n,k,latency\nh100-sxm,gemm,bfloat16,4096,8192,8192,0.6728\nh100-sxm,gemm,int3,1,1,1,1\nh100-sxm,fft,bfloat16,1,1,1,1\n' > k.csv
"$AIFSIM" predict kernel --table k.csv
printf 'system,op,n_gpus,n_nodes,bytes,measured_time_us\nh100-sxm,all_reduce,8,1,536870912,2111\nh100-sxm,all_reduce,8,1,lots,1\n' > c.csv
"$AIFSIM" predict collective --table c.csv -o c.out
echo "exit $?; files: $(ls)"
cat > config.json <<'JSON'
{ "model_type": "llama", "num_hidden_layers": 32, "hidden_size": 4096, "num_attention_heads": 32,
  "num_key_value_heads": 8, "intermediate_size": 14336, "vocab_size": 128256 }
JSON
sed -n '1p;/^no-model/p' t.csv > m.csv
"$AIFSIM" predict train --table m.csv --model Nobody-7B=config.json -o m.out 2>&1 | sed 's/median.*/median .../'
"$AIFSIM" predict train --table m.csv --model Nobody-7B=t.csv
echo "exit $?"
# A window shortens attention, unless it is switched off; what is not modelled is refused.
sed -i 's/"vocab_size"/"sliding_window": 512, "vocab_size"/' config.json
"$AIFSIM" predict train --table m.csv --model Nobody-7B=config.json -o w.out 2> err
sed 's/"vocab_size"/"use_sliding_window": false, "vocab_size"/' config.json > off.json
"$AIFSIM" predict train --table m.csv --model Nobody-7B=off.json -o o.out 2> err
cmp -s m.out o.out && ! cmp -s m.out w.out && echo "windows count"
sed 's/"vocab_size"/"hybrid_override_pattern": "M-M*", "vocab_size"/' config.json > mamba.json
"$AIFSIM" predict train --table m.csv --model Nobody-7B=mamba.json
echo "exit $?"
"$AIFSIM" predict trian --table t.csv
echo "exit $?"
"$AIFSIM" predict train --table t.csv --by nothing
echo "exit $?"
# The fastest layouts of a row, what they spend their time on and why.
printf 'id,gpu,n_gpus,model,task,seq,global_batch,precision\n405b,h100-sxm,16384,Llama-3.1-405B,pretrain,8192,2048,bf16\ntiny,h100-sxm,8,Llama-3.1-405B,pretrain,8192,8,bf16\n' > s.csv
"$AIFSIM" predict train --table s.csv --search 10 -o s.out 2>err
echo "exit $?; $(grep -c '^405b,' s.out) layouts"
head -1 s.out
sed 's/[0-9.]* GB of.*/N GB/; s/[0-9]* do not/N do not/g' err
"$AIFSIM" predict collective --table c.csv --search 3
echo "exit $?"
# What runs a step is what the row says, or its framework; no date or release decides.
printf 'id,gpu,n_gpus,model,seq,zero_stage,tp,pp,micro_batch,global_batch,precision,framework,stack\n' > f.csv
row() { printf '%s,h100-sxm,64,Llama-3.1-8B,8192,3,1,1,1,64,bf16,%s,%s\n' "$1" "$2" "$3" >> f.csv; }
row a PyTorch ''; row b Megatron-LM ''; row c PyTorch fused; row d Megatron-LM eager; row e '' lazy
"$AIFSIM" predict train --table f.csv -o f.out 2>/dev/null
awk -F, '$1 == "a" { a = $14 } $1 == "b" { b = $14 } $1 == "c" { c = $14 } $1 == "d" { d = $14 }
	END { print (a == d && b == c && a > 1.1 * b ? "eager is slower" : a " " b " " c " " d) }' f.out
grep -o 'unknown stack.*' f.out
# Experts that are fused into their matmuls wait for nothing.
printf 'id,gpu,n_gpus,model,seq,ep,tp,pp,micro_batch,global_batch,precision,fused_experts\n' > x.csv
printf '%s,b200-sxm,8,Qwen3-30B-A3B,4096,8,1,1,1,512,mxfp8,%s\n' a '' b 0 c 1 >> x.csv
"$AIFSIM" predict train --table x.csv -o x.out 2>/dev/null
awk -F, '$1 == "a" { a = $13 } $1 == "b" { b = $13 } $1 == "c" { c = $13 }
	END { print (a == b && b > 2 * c ? "fused experts are faster" : a " " b " " c) }' x.out
# A framework never heard of is taken by how it shards: fully sharded like PyTorch's own, with
# pipeline or tensor parallelism like one with fused modules. Each feature can be said.
printf 'id,gpu,n_gpus,model,seq,zero_stage,tp,pp,micro_batch,global_batch,precision,framework,attention,elementwise\n' > g.csv
row() { printf '%s,h100-sxm,64,Llama-3.1-8B,8192,%s,%s,1,1,64,bf16,%s,%s,%s\n' "$@" >> g.csv; }
row a 3 1 Nobody-1.0 '' ''; row b 3 1 PyTorch '' ''; row c 1 8 Nobody-1.0 '' ''; row d 1 8 NeMo '' ''
row e 3 1 torchtitan '' ''; row f 3 1 Nobody-1.0 '' fused; row g 3 1 Nobody-1.0 tuned fused; row h 3 1 x slow ''
"$AIFSIM" predict train --table g.csv -o g.out 2>/dev/null
awk -F, '{ t[$1] = $15 } END { print (t["a"] == t["b"] && t["c"] == t["d"] ? "by its sharding" : "?"),
	(t["e"] < t["a"] && t["e"] == t["f"] && t["g"] < t["f"] ? "by its features" : "?") }' g.out
grep -o 'unknown attention.*' g.out
# Sources say in brackets behind a model what it trains with.
printf 'id,gpu,n_gpus,model,seq,ep,tp,pp,micro_batch,global_batch,precision,mtp_layers,token_drop\n' > q.csv
row() { printf '%s,b200-sxm,256,%s,4096,8,1,16,1,2048,mxfp8,%s,%s\n' "$@" >> q.csv; }
row a 'DeepSeek-V3' 1 ''; row b 'DeepSeek-V3' '' 1; row c 'DeepSeek-V3' '' ''
"$AIFSIM" predict train --table q.csv -o q.out 2>/dev/null
awk -F, '{ t[$1] = $14 } END { print (t["b"] < t["c"] && t["a"] >= t["c"] ? "by what it trains with" : t["a"] " " t["b"] " " t["c"]) }' q.out
