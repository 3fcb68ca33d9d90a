#!/bin/sh
# The table of `make bench`: each line is `case<TAB>name<TAB>value<TAB>unit`, the median
# of three runs. Figures to compare with (a two-core machine, other engines):
# ns-3's best scheduler 5.3 M PHOLD events/s at 64 k processes; SimGrid 428 us a flow at
# 1,000 flows and 12.1 ms at 10,000.
median() {
	for _ in 1 2 3; do ./aifsim bench "$@"; done |
		awk -F'\t' -v what="$*" '{ v[$1] = v[$1] " " $2; u[$1] = $3 }
			END { for (n in v) { split(v[n], a, " ");
				m = a[1] + a[2] + a[3]; lo = a[1]; hi = a[1];
				for (i = 2; i <= 3; i++) { if (a[i] + 0 < lo + 0) lo = a[i]; if (a[i] + 0 > hi + 0) hi = a[i] }
				printf "%s\t%s\t%.6g\t%s\n", what, n, m - lo - hi, u[n] } }' | sort
}
median phold
median phold --threads 2
median phold --lps 1048576
median phold --dist bimodal
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
