#!/bin/sh
# The table of `make bench`: each line is `case<TAB>name<TAB>value<TAB>unit`, the median
# of five runs; then other engines on the same workloads, where they are installed.
median() {
	for _ in 1 2 3 4 5; do ./aifsim bench "$@"; done |
		awk -F'\t' -v what="$*" '{ v[$1] = v[$1] " " $2; u[$1] = $3 }
			END { for (n in v) { split(v[n], a, " ");
				for (i = 1; i <= 5; i++) for (j = i + 1; j <= 5; j++)
					if (a[j] + 0 < a[i] + 0) { x = a[i]; a[i] = a[j]; a[j] = x }
				printf "%s\t%s\t%.6g\t%s\n", what, n, a[3], u[n] } }' | sort
}
median phold
median phold --threads 2
median phold --lps 1048576
median phold --lps 1048576 --threads 2
median phold --dist bimodal
median phold --lps 1048576 --dist bimodal
median hold --pending 1000
median hold --pending 1000000
median flows --flows 1000
median flows --flows 10000
median facility
# Programs of their own: each prints its figures and its bound.
B=${B:-build}
for f in tests/bench/bench_*.c; do
	t=$B/${f%.c}
	make --no-print-directory B="$B" "$t" >/dev/null && "$t"
done
sh tests/bench/instructions.sh
sh tests/bench/others.sh
