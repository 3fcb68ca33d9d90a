# calibrate: recorded measurements to a set, its laws, its use without rebuilding; bad files
# are answered with file:line and leave nothing behind.
here=$PWD
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cp "$here"/tests/data/calib-* "$dir"
cd "$dir" || exit 1
"$AIFSIM" calibrate import calib-gemm-h100.csv calib-suite-nccl-h100.csv calib-nccl-allreduce-h100.txt -o sets > out
echo "exit $?"
sed -n '/rows/p;/points in/p;/left out/p;/files/p' out
ls sets/h100_sxm
grep -E '^(bf16|hbm|floor|alpha|base),' sets/h100_sxm/set.csv
# The same points by way of the suite's format.
"$AIFSIM" calibrate import calib-suite-gemm-h100.csv -o suite > out
grep 'left out' out
# The user's own set answers, without rebuilding.
printf 'gpu,op_name,gemm_dtype,m,n,k,latency\nh100-sxm,gemm,bfloat16,4096,8192,8192,0.6728\n' > k.csv
sed 's/,672.8,/,900,/' sets/h100_sxm/gemm.csv > new && mv new sets/h100_sxm/gemm.csv
"$AIFSIM" predict kernel --table k.csv --calib sets | tail -1
"$AIFSIM" calibrate fit sets/h100_sxm | grep -A1 'surface\|all_reduce'
cut -d, -f3-5,8-9 sets/h100_sxm/fit.csv | sed -n 2,4p
"$AIFSIM" calibrate import calib-smi-cornell.csv calib-power-dell.csv --gpu somebody -o sets | tail -3
"$AIFSIM" calibrate fit sets/somebody | grep -A1 'power of\|step'
# Beyond the table and without one the laws answer, and say so; a broken one is named.
printf '%s\n' 'gpu,op_name,gemm_dtype,m,n,k,batch_size,groups,distribution' h100-sxm,gemm,bfloat16,4096,8192,200000,,, \
	h100-sxm,gemm,fp8,4096,16,8192,,, \
	h100-sxm,gemm_batched,bfloat16,512,512,128,64,, h100-sxm,gemm_grouped,bfloat16,4096,4096,7168,,32,ranked > k.csv
"$AIFSIM" predict kernel --table k.csv | cut -d, -f2-6,10-14
sed '9s/,[0-9.e+-]*,/,lots,/' sets/h100_sxm/fit.csv > new && mv new sets/h100_sxm/fit.csv
"$AIFSIM" predict kernel --table k.csv --calib sets > out
echo "exit $?"
# What is wrong, and where.
refuse() {
	"$AIFSIM" calibrate import bad.csv --gpu h100-sxm -o none
	echo "exit $?; $(ls none 2>/dev/null | wc -l) written"
}
head -60 calib-suite-gemm-h100.csv > bad.csv; refuse
sed '21s/n,k/k,n/' calib-suite-gemm-h100.csv > bad.csv; refuse
sed '21s/time_us_p50/time_p50/' calib-suite-gemm-h100.csv > bad.csv; refuse
sed '30s/^\(.*,.*,.*,.*,.*,.*,.*,.*,.*\),[0-9.]*,,,,,,,,,,tn/\1,nan,,,,,,,,,,tn/' calib-suite-gemm-h100.csv > bad.csv; refuse
sed '9s/[0-9.]*$/-1/' calib-gemm-h100.csv > bad.csv; refuse
sed '9s/H100/H200/' calib-gemm-h100.csv > bad.csv; refuse
{ cat calib-gemm-h100.csv; sed -n '9s/[0-9.]*$/9.9/p' calib-gemm-h100.csv; } > bad.csv; refuse
grep -v 'Avg bus' calib-nccl-allreduce-h100.txt > bad.csv; refuse
sed 's/power.draw \[W\]/power.draw/' calib-smi-cornell.csv > bad.csv; refuse
"$AIFSIM" calibrate import calib-gemm-h100.csv -o none
echo "exit $?"
"$AIFSIM" calibrate fit nobody
echo "exit $?"
"$AIFSIM" calibrate imprt
echo "exit $?"
