# The CUDA measurements on a machine without a GPU: where there is nvcc they build without a
# warning, list their grids, test themselves, and their columns are those that the README says.
root=$PWD calib=scripts/calib
make="make -s -C $calib -j2 B=$root/${B:-build}/calib-test"
if $make CUDA_ARCHS=90 2>&1 | grep 'no nvcc'; then
	exit 77
fi
common=$(sed -n 's/^ *\(family,op,dtype,.*\)/\1/p' $calib/README.md)
for f in launch memory gemm power attention cache copy nccl; do
	bin=${B:-build}/calib-test/$f
	if [ $f = nccl ] && ! [ -x $bin ]; then
		echo 'nccl: selftest ok' # not built where NCCL is not installed
		continue
	fi
	$bin --selftest | sed 's/,.*//'
	own=$($bin --header | sed "s/^$common,//")
	grep "^| \`$f\` " $calib/README.md | grep -q "| \`$own\` |" || echo "$f: columns '$own' are not those of the README"
	for how in --quick --full; do
		$bin --list $how | awk -F, -v f=$f 'NR == 1 { n = NF } NF != n || (NR > 1 && $1 != f) { bad++ }
			END { if (bad || NR < 2) print f ": " bad " bad of " NR }'
	done
	"$bin" --lisst >/dev/null 2>&1
	[ $? -eq 2 ] || echo "$f: an unknown option is taken"
done
if command -v python3 >/dev/null; then
	[ "$(python3 $calib/e2e/attention.py --header)" = "$("${B:-build}/calib-test/attention" --header)" ] ||
		echo 'e2e/attention.py: other columns'
fi
if [ ! -e /dev/nvidia0 ]; then
	"${B:-build}/calib-test/gemm" -o "${B:-build}/calib-test/none.csv" 2>/dev/null
	[ $? -eq 77 ] && [ ! -e "${B:-build}/calib-test/none.csv" ] || echo 'gemm: measured without a GPU'
fi
