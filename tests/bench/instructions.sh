#!/bin/sh
# Instructions and misses per PHOLD event by callgrind: the difference of a long and a
# short run, so that building the simulation does not count. Skipped without valgrind.
B=${B:-build}
AIFSIM=${AIFSIM:-$B/aifsim}
if ! command -v valgrind >/dev/null; then
	echo "instructions: skipped, valgrind is not installed" >&2
	exit 0
fi
t=$(mktemp -d) || exit 1
trap 'rm -rf "$t"' EXIT

# count EVENTS: events and the totals of callgrind (Ir Dr Dw I1mr D1mr D1mw ILmr DLmr DLmw).
count() {
	valgrind --tool=callgrind --cache-sim=yes --callgrind-out-file="$t/out" \
		"$AIFSIM" bench phold --lps 65536 --events "$1" >"$t/log" 2>&1
	sed -n 's/^\(totals\|summary\): //p' "$t/out" | tail -1
}

short=$(count 500000)
long=$(count 1500000)
echo "$short $long" | awk '{ n = 1000000
	printf "phold --lps 65536\tinstructions per event\t%.0f\t1\n", ($10 - $1) / n
	printf "phold --lps 65536\tfirst-level data misses per event\t%.2f\t1\n", ($14 + $15 - $5 - $6) / n
	printf "phold --lps 65536\tlast-level data misses per event\t%.2f\t1\n", ($17 + $18 - $8 - $9) / n }'
