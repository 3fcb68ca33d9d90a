# A late substation: what binds each month, what a week costs (in units of 10 kUSD), and that
# a gas bridge or a flexible connection takes nearly all of the delay away.
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
ask() {
	"$AIFSIM" run scenarios/02-substation.lua "$@" -o "$tmp/r.h5" >/dev/null 2>&1 || echo failed
	"$AIFSIM" report "$tmp/r.h5" -o "$tmp/r" --format csv >/dev/null 2>&1 || echo failed
}
value() { awk -F, -v n="$1" '$3 == n { printf "%.0f", $4 / 1e4 }' "$tmp/r/summary.csv"; }
ask
awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "binds") k = i; next } { print $k }' \
	"$tmp/r/binding.csv" | uniq -c | sed 's/^ *//'
late=$(value delay_cost)
echo "a week costs $(value delay_cost_per_week), the loop's failure $(value drill_cost)"
for what in bridge flexible; do
	ask --set $what=16
	echo "$what: delay below a twentieth: $(($(value delay_cost) * 20 < late))"
done
