# Drills: who throttles when, what is lost, in round figures; the lenses leave their tables.
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
"$AIFSIM" run scenarios/03-drill.lua -o "$tmp/r.h5" >/dev/null 2>&1 || echo failed
"$AIFSIM" report "$tmp/r.h5" -o "$tmp/r" --format csv >/dev/null 2>&1 || echo failed
awk -F, '$3 == "drill" || $5 == "drill" || $5 == "throttle" || $5 == "too hot" { print $4, $5 }' "$tmp/r/events.csv"
"$AIFSIM" report "$tmp/r.h5" -o "$tmp/r" --format html >/dev/null 2>&1 || echo failed
grep -o 'id=drills\|id=fig-spectrum\|id=fig-transient' "$tmp/r/report.html"
grep -o '<b>power cap</b> frontier' "$tmp/r/report.html"
value() { awk -F, -v e="$1" -v n="$2" '$2 == e && $3 == n { printf "%.0f", $4 }' "$tmp/r/summary.csv"; }
echo "cdu-3: $(value cdu-3 blast_racks) racks, $(value cdu-3 blast_nodes) nodes"
echo "CDU drill costs: $(($(value 'trip cdu-3 2027-01-25' drill_cost) > 0)), utility drill: $(value 'trip utility 2027-02-08' drill_cost)"
echo "transient: $(wc -l < "$tmp/r/transient.csv") lines, $(value 'two CDUs' transient_off) racks off"
echo "spectrum: $(($(wc -l < "$tmp/r/spectrum.csv") > 100)), jobs $(value swing ripple_jobs)"
beyond() { awk -F, -v n="$1" -v x="$2" '$2 == "frontier" && $3 == n { print ($4 > x) }' "$tmp/r/summary.csv"; }
for keep in burn store; do
	"$AIFSIM" run scenarios/03-drill.lua --quiet --set keep=$keep -o "$tmp/$keep.h5" >/dev/null 2>&1 || echo failed
	"$AIFSIM" report "$tmp/$keep.h5" -o "$tmp/r" --format csv >/dev/null 2>&1 || echo failed
	echo "$keep: jobs held back $(beyond ramp_slow 0), lost at starts and stops $(beyond ramp_lost 0), for swings $(beyond ramp_swing 1e9)"
done
