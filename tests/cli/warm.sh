# Warmer air: PUE falls all the way, the site's energy and bill are least in the middle, outside air saves more.
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
ask() {
	"$AIFSIM" run scenarios/10-warm-air.lua --quiet "$@" -o "$tmp/r.h5" >/dev/null 2>&1 || echo failed
	"$AIFSIM" report "$tmp/r.h5" -o "$tmp/r" --format csv >/dev/null 2>&1 || echo failed
	awk -F, '$3 == "pue" || $3 == "facility_energy" || $3 == "energy_usd" { printf "%s ", $4 } END { print "" }' "$tmp/r/summary.csv"
}
{
	ask --set supply=14
	ask --set supply=22
	ask --set supply=30
	ask --set supply=22 --set plant=2
} | awk '{ e[NR] = $1; p[NR] = $2; u[NR] = $3 } END {
	print "PUE falls: " (p[1] > p[2] && p[2] > p[3])
	print "energy least in the middle: " (e[2] < 0.96 * e[1] && e[2] < 0.96 * e[3])
	print "so is its bill: " (u[2] < u[1] && u[2] < u[3])
	print "outside air: " (e[4] < 0.96 * e[2])
}'
