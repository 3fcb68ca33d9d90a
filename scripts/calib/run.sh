#!/bin/sh
# Runs the measurements of this folder on one GPU within a time budget.
#
#   run.sh [--quick | --full] [--minutes N] [--gpu N] [--out DIR] [--families "gemm power"]
#          [--e2e SECONDS] [--caps W,W,...] [--seed N] [--revision TEXT]
#
# --quick (the default) takes about 2 minutes, --full 15; --minutes sets another budget. --e2e adds
# PyTorch's attention, training steps and decoding for so many seconds (e2e/, where python3
# has torch). Results: results/calib/<gpu>-<date>[-quick]/<family>.csv. A family that is there
# already is kept, so that a run that broke off is finished by the same command; nothing is ever
# overwritten. Settings of the card are left alone, except by --caps (power limits; needs root;
# each is put back after its point).
#
# Builds the programs for the GPU at hand; with B=FOLDER in the environment takes those there. Exit 0 all is there; 1 something is
# missing; 2 usage; 77 there is no GPU or no compiler.
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
mode=quick seconds='' gpu=0 out='' families='launch memory gemm power attention cache copy nccl'
e2e=0 caps='' seed=1 revision=${AIFSIM_REVISION:-} kept=0 failed=''

usage() {
	sed -n '2,/^set -u/{/^#/s/^# \{0,1\}//p;}' "$0"
}

while [ $# -gt 0 ]; do
	case $1 in
	--quick) mode=quick ;;
	--full) mode=full ;;
	--help | -h) usage && exit 0 ;;
	--minutes | --gpu | --out | --families | --e2e | --caps | --seed | --revision)
		[ $# -ge 2 ] || { echo "run.sh: $1 needs a value" >&2 && exit 2; }
		case $1 in
		--minutes) seconds=$(awk -v m="$2" 'BEGIN { printf "%d", m * 60 }') ;;
		--gpu) gpu=$2 ;;
		--out) out=$2 ;;
		--families) families=$2 ;;
		--e2e) e2e=$2 ;;
		--caps) caps=$2 ;;
		--seed) seed=$2 ;;
		--revision) revision=$2 ;;
		esac
		shift
		;;
	*) echo "run.sh: '$1'? (--help)" >&2 && exit 2 ;;
	esac
	shift
done
[ -n "$seconds" ] || { [ $mode = full ] && seconds=840 || seconds=105; }
[ "$seconds" -gt 0 ] 2>/dev/null || { echo 'run.sh: --minutes must be a positive number' >&2 && exit 2; }

say() {
	echo "run.sh: $*" >&2
}

none() {
	say "$*"
	exit 77
}

# Catalog name (models/catalog/gpu.lua) of what nvidia-smi calls the GPU; empty when unknown.
catalog() {
	case $1 in
	*GB300*) echo gb300-nvl72 ;;
	*GB200*) echo gb200-nvl72 ;;
	*B300*) echo b300-sxm ;;
	*B200*) echo b200-sxm ;;
	*H200*NVL*) ;;
	*H200*) echo h200-sxm ;;
	*H800*PCIe*) ;;
	*H800*) echo h800-sxm ;;
	*H100*NVL*) ;;
	*H100*PCIe*) echo h100-pcie ;;
	*H100*96GB*) echo h100-96g-sxm-500w ;;
	*H100*) echo h100-sxm ;;
	*A100*SXM*40GB*) echo a100-40g-sxm ;;
	*A100*SXM*80GB*) echo a100-80g-sxm ;;
	*A100*80GB*PCIe*) echo a100-80g-pcie ;;
	*L40S*) echo l40s ;;
	esac
}

# What share of the time a family gets.
weight() {
	[ -x "$bin/$1" ] || { echo 0 && return; }
	case $1 in
	launch) echo 2 ;;
	memory) echo 8 ;;
	gemm) echo 31 ;;
	power) echo 34 ;;
	attention) echo 12 ;;
	cache) echo 5 ;;
	copy) echo 8 ;;
	nccl) [ "$gpus" -gt 1 ] && echo 10 || echo 0 ;;
	*) echo 0 ;;
	esac
}

command -v nvidia-smi >/dev/null 2>&1 ||
	none 'no NVIDIA GPU here: there is no nvidia-smi. Nothing was measured.'
listing=$(nvidia-smi -L 2>&1) || none "no NVIDIA GPU here: nvidia-smi says: $(echo "$listing" | head -1)"
gpus=$(echo "$listing" | grep -c '^GPU ')
[ "$gpus" -gt 0 ] || none 'no NVIDIA GPU here: nvidia-smi lists none. Nothing was measured.'

ask() {
	nvidia-smi -i "$gpu" --query-gpu="$1" --format=csv,noheader,nounits 2>/dev/null | head -1
}
device=$(ask name)
[ -n "$device" ] || none "nvidia-smi knows no GPU $gpu"
name=$(catalog "$device")
arch=$(ask compute_cap | tr -d .)
[ -n "$name" ] || say "'$device' is not in models/catalog/gpu.lua: name it when you import"
busy=$(nvidia-smi -i "$gpu" --query-compute-apps=pid --format=csv,noheader 2>/dev/null | grep -c '[0-9]')
[ "$busy" -eq 0 ] || say "warning: $busy other programs hold GPU $gpu: times and power are not its own"
# nvidia-smi counts devices by bus, the programs should too.
CUDA_DEVICE_ORDER=PCI_BUS_ID
export CUDA_DEVICE_ORDER

bin=${B:-$root/build/calib-sm$arch}
if [ -z "${B:-}" ]; then
	case $arch in '' | *[!0-9]*) none "nvidia-smi does not tell the compute capability of GPU $gpu" ;; esac
	say "building for sm_$arch"
	make -s -C "$here" -j "$(getconf _NPROCESSORS_ONLN)" B="$bin" CUDA_ARCHS="$arch" >&2 || exit 1
fi
[ -x "$bin/gemm" ] || none "no programs in $bin and no nvcc to build them: nothing was measured"
[ -n "$revision" ] || revision=$(git -C "$root" describe --always --dirty 2>/dev/null) || revision=''

slug=${name:-$(echo "$device" | tr 'A-Z ' 'a-z-' | tr -cd 'a-z0-9-')}
if [ -z "$out" ]; then
	out=$root/results/calib/$slug-$(date -u +%Y%m%d)
	[ $mode = full ] || out=$out-quick
fi
mkdir -p "$out" || exit 1
say "$device (${name:-not in the catalog}), $mode, $seconds s, to $out"

trap 'say "stopped; the same command goes on from here"; exit 130' INT TERM
start=$(date +%s)
left_weight=0
for f in $families; do
	[ -e "$out/$f.csv" ] || left_weight=$((left_weight + $(weight "$f")))
done
[ $left_weight -gt 0 ] || left_weight=1
[ -n "$caps" ] && caps="--caps $caps"

for f in $families; do
	w=$(weight "$f")
	if [ -e "$out/$f.csv" ]; then
		say "$f: kept, it is there already"
		kept=$((kept + 1))
		continue
	fi
	[ "$w" -gt 0 ] || continue
	budget=$(((seconds - $(date +%s) + start) * w / left_weight))
	left_weight=$((left_weight - w))
	[ $budget -gt 2 ] || budget=2
	part=$out/$f.part.$$
	extra=
	[ "$f" = power ] && extra=$caps
	# shellcheck disable=SC2086 # $extra is an option and its value, or nothing
	timeout -k 20 $((budget + 60)) "$bin/$f" --$mode --budget $budget --gpu "$gpu" ${name:+--name "$name"} \
		--seed "$seed" --revision "$revision" $extra -o "$part"
	rc=$?
	case $(tail -1 "$part" 2>/dev/null) in
	'# end: '*reason\ done | '# end: '*reason\ budget) mv "$part" "$out/$f.csv" ;;
	*)
		say "$f: failed (exit $rc), what there is stands in $part"
		failed="$failed $f"
		;;
	esac
done

if [ "$e2e" -gt 0 ]; then
	if python3 -c 'import torch' 2>/dev/null; then
		CUDA_VISIBLE_DEVICES=$gpu timeout -k 20 $((e2e + 120)) python3 "$here/e2e/all.py" --budget "$e2e" \
			--gpu "${name:-$slug}" --revision "$revision" --out "$out" || failed="$failed e2e"
	else
		say 'e2e: python3 has no torch, skipped'
	fi
fi

# Spread: (p90 - p10) / p50 of each row; a row above 20 % is an outlier.
report() {
	printf '%-16s %7s %8s %8s %5s %9s %9s\n' family rows planned skipped bad 'spread %' outliers
	for f in "$out"/*.csv; do
		[ -e "$f" ] || continue
		grep -q '^# format: aifsim-calib' "$f" || continue
		end=$(tail -1 "$f" | tr -d ,)
		spread=$(awk -F, '!/^#/ && $10 > 0 && $12 != "" { print ($12 - $11) / $10 * 100 }' "$f" | sort -g |
			awk '{ x[NR] = $1; n += $1 > 20 } END { if (NR) printf "%.1f %d", x[int((NR + 1) / 2)], n; else print "- -" }')
		# shellcheck disable=SC2086 # words of the last line and of the spread
		set -- $end $spread
		printf '%-16s %7s %8s %8s %5s %9s %9s\n' "$(basename "$f" .csv)" "$4" "$6" "$8" "${10}" "${13}" "${14}"
	done
}
report
say "took $(($(date +%s) - start)) s, kept $kept families${failed:+, FAILED:$failed}"
[ -z "$failed" ] || say 'the same command tries again what failed'
shown=$out
case $out in "$root"/*) shown=${out#"$root"/} ;; esac
echo "aifsim calibrate import $shown"
[ -z "$failed" ]
