# The runner of the CUDA measurements, with a driver and programs that only pretend: no GPU, a
# family that fails and is tried again, what is there is kept, the report, the command to import.
root=$PWD
cd "$(mktemp -d)" || exit 1
trap 'rm -rf "$PWD"' EXIT
mkdir path bin
PATH=$PWD/path:$PATH
cat > path/nvidia-smi <<'SH'
#!/bin/sh
[ -e broken ] && echo 'NVIDIA-SMI has failed because it could not reach the driver.' && exit 9
case $* in
-L) echo 'GPU 0: NVIDIA H100 80GB HBM3 (UUID: GPU-0)' ;;
*query-gpu=name*) echo 'NVIDIA H100 80GB HBM3' ;;
*compute_cap*) echo 9.0 ;;
esac
SH
cat > bin/gemm <<'SH'
#!/bin/sh
f=$(basename "$0") full=quick
while [ $# -gt 0 ]; do
	case $1 in -o) out=$2 ;; --full) full=full ;; --name) name=$2 ;; esac
	shift
done
printf '# format: aifsim-calib 1\n# suite: %s\n# gpu: %s\n' $f "$name" > "$out"
echo family,op,dtype,m,n,k,batch,bytes,flops,time_us_p50,time_us_p10,time_us_p90,runs >> "$out"
echo $f,x,,1,1,1,1,8,8,100,95,105,7 >> "$out"
echo $f,x,,2,1,1,1,8,8,100,90,120,7 >> "$out"
[ -e "$f.lost" ] && rm "$f.lost" && exit 3
echo '# end: rows 2, planned 3, skipped 1, bad 0, reason done' >> "$out"
SH
chmod +x path/nvidia-smi bin/gemm
for f in launch memory power attention cache copy nccl; do cp bin/gemm bin/$f; done
run() {
	B=$PWD/bin sh "$root/scripts/calib/run.sh" --out out --minutes 1 "$@" > stdout 2> stderr
	rc=$?
	sed 's/part\.[0-9]*/part.PID/; s/took [0-9]* s/took N s/' stderr stdout
	echo "exit $rc"
}
touch broken && run && rm broken
touch power.lost && run
run
run --full
ls out | sed 's/part\.[0-9]*/part.PID/'
run --tomorrow
run --minutes none
