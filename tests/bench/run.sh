#!/bin/sh
# Builds and runs every tests/bench/bench_*.c; each prints its figures and its bound.
B=${B:-build}
rc=0
for f in tests/bench/bench_*.c; do
	t=$B/${f%.c}
	make --no-print-directory B="$B" "$t" >/dev/null && "$t" || rc=1
done
exit $rc
