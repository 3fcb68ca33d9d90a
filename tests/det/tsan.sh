#!/bin/sh
# Runs PROGRAM (aifsim) and TESTs, all built with -fsanitize=thread; fails at the
# first report. Usage: tsan.sh AIFSIM TEST...
set -e
lib=$(ldd "$1" | sed -n 's/.*=> \(.*\)\/libomp\.so.*/\1/p')
export OMP_TOOL_LIBRARIES="$lib/libarcher.so"
export TSAN_OPTIONS="ignore_noninstrumented_modules=1 halt_on_error=1 exitcode=66 suppressions=$PWD/tests/det/tsan.supp"
aifsim=$1
shift
for t in "$@"; do
	echo "  TSAN  $t"
	"$t" >/dev/null 2>"$t.log" || { cat "$t.log"; exit 1; }
done
echo "  TSAN  $aifsim run, three strategies on two threads"
"$aifsim" run scenarios/default.lua --until 2027-03-01 --threads 2 --quiet -o "$aifsim.h5"
rm -f "$aifsim.h5"
echo "  TSAN  $aifsim bench phold, 16 partitions on four threads"
"$aifsim" bench phold --lps 4000 --parts 16 --threads 4 >/dev/null
echo "thread sanitizer: 0 reports"
