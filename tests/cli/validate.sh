# validate: a line per group with its bounds; 1 when one is broken; absent tables are skipped.
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$AIFSIM" validate --data "$dir/none" --scenario "$dir/none.lua" | sed "s#$dir#DIR#"
echo "exit $?"
# Within a bound of 20 % for small messages, then ten times off.
head='system,op,n_gpus,n_nodes,bytes,measured_time_us'
printf '%s\nh100-sxm,all_reduce,8,1,1024,15.6\n' "$head" > "$dir/collective.csv"
"$AIFSIM" validate collective --data "$dir" > "$dir/out"
echo "exit $?"
cat "$dir/out"
printf '%s\nh100-sxm,all_reduce,8,1,1024,156\n' "$head" > "$dir/collective.csv"
"$AIFSIM" validate collective --data "$dir" > "$dir/out"
echo "exit $?"
cat "$dir/out"
printf '%s\nh100-sxm,all_reduce,8,1,lots,156\n' "$head" > "$dir/collective.csv"
"$AIFSIM" validate collective --data "$dir" > "$dir/out" 2> "$dir/err"
echo "exit $?"
sed "s#$dir#DIR#" "$dir/err"
"$AIFSIM" validate trian
echo "exit $?"
# Metered runs, where the logs are at hand: every bound holds.
if [ -d ../shared/validation ]; then
	"$AIFSIM" validate power > "$dir/out" || cat "$dir/out"
fi
echo "exit $?"
