#!/bin/sh
# Other engines on the workloads of `aifsim bench`, in the same run, with the ratio to
# ours: ns-3 (PHOLD, its schedulers, in turn with ours so that both see the same machine)
# and SimGrid (flows on a fat tree, default model and the cheapest mode known, medians
# of three; at 10,000 flows one run, which takes it minutes). Debian's
# packages libns3-dev and libsimgrid-dev; one that is not installed is skipped.
B=${B:-build}
AIFSIM=${AIFSIM:-$B/aifsim}
mkdir -p "$B/tests/bench"

# median NAME: of the second column of the lines that begin with NAME.
median() {
	awk -F'\t' -v n="$1" '$1 == n { x[++k] = $2 + 0 }
		END { for (i = 1; i <= k; i++) for (j = i + 1; j <= k; j++) if (x[j] < x[i]) { t = x[i]; x[i] = x[j]; x[j] = t }
			print x[int((k + 1) / 2)] }'
}

# have PACKAGE NAME: 1 when its client is built.
have() {
	if ! pkg-config --exists "$1" || ! command -v "${CXX:-c++}" >/dev/null; then
		echo "$2: skipped, $1 or a C++ compiler is not installed" >&2
		return 1
	fi
	# shellcheck disable=SC2046
	"${CXX:-c++}" -O2 -w "tests/bench/$2.cc" -o "$B/tests/bench/$2" $(pkg-config --cflags --libs "$1")
}

if have ns3-core ns3_phold; then
	# All its schedulers once, the best of them against ours.
	"$B/tests/bench/ns3_phold" 65536 >"$B/tests/bench/ns3.all"
	sed 's/^/phold --lps 65536\t/' "$B/tests/bench/ns3.all"
	best=$(sort -t"$(printf '\t')" -k2 -g -r "$B/tests/bench/ns3.all" | sed -n '1s/ns3\.\([^\t]*\)\t.*/\1/p')
	for _ in 1 2 3 4 5; do
		"$B/tests/bench/ns3_phold" 65536 "$best"
		"$AIFSIM" bench phold --lps 65536 --threads 1
	done >"$B/tests/bench/ns3.out"
	theirs=$(median "ns3.$best" <"$B/tests/bench/ns3.out")
	ours=$(median phold.events_per_s <"$B/tests/bench/ns3.out")
	printf 'phold --lps 65536\tphold.events_per_s\t%s\t1/s\n' "$ours"
	awk -v a="$ours" -v b="$theirs" -v s="$best" 'BEGIN { printf "phold --lps 65536\tratio to ns3.%s\t%.3g\t1\n", s, a / b }'
fi

if have simgrid simgrid_flows; then
	for n in 1000 10000; do
		for _ in $(seq 1 $((n < 5000 ? 3 : 1))); do
			"$B/tests/bench/simgrid_flows" $n $((3000000 / n)) --log=root.thres:critical
			"$B/tests/bench/simgrid_flows" $n $((3000000 / n)) --log=root.thres:critical \
				--cfg=network/model:CM02 --cfg=network/crosstraffic:0 | sed 's/simgrid/simgrid.cheapest/'
			"$AIFSIM" bench flows --flows $n
		done >"$B/tests/bench/simgrid.out"
		ours=$(median flows.us_per_completion <"$B/tests/bench/simgrid.out")
		for m in simgrid simgrid.cheapest; do
			x=$(median "$m.us_per_completion" <"$B/tests/bench/simgrid.out")
			printf 'flows --flows %s\t%s.us_per_completion\t%s\tus\n' "$n" "$m" "$x"
			awk -v a="$x" -v b="$ours" -v m="$m" -v n="$n" 'BEGIN { printf "flows --flows %s\tratio to %s\t%.3g\t1\n", n, m, a / b }'
		done
	done
fi
