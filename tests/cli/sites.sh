# Kinds of site: what binds each month, and what the choices change, in round figures.
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
ask() {
	rm -f "$tmp/r.h5"
	"$AIFSIM" run "scenarios/$1.lua" --quiet $2 -o "$tmp/r.h5" >/dev/null 2>&1 || echo failed
	"$AIFSIM" report "$tmp/r.h5" -o "$tmp/r" --format csv >/dev/null 2>&1 || echo failed
}
binds() {
	awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "binds") k = i; next }
		$1 == "'"$1"'" { print $k }' "$tmp/r/binding.csv" | uniq -c | awk '{ printf "%s %s, ", $1, $2 } END { print "" }'
}
value() { awk -F, -v s="$2" -v n="$1" '$1 == s && $3 == n { printf "%.0f", $4 / '"${3:-1}"' }' "$tmp/r/summary.csv"; }
for way in room zone block; do
	ask 04-retrofit "--set way=$way"
	echo "retrofit, $way: $(binds)PUE $(value pue "" 0.1)/10"
done
ask 05-colocation
for s in own metered all-in small cloud; do
	echo "colocation, $s: $(binds $s)rent $(awk -F, -v s=$s '$1 == s && /opex.colocation/ { for (i = 1; i <= NF; i++) if ($i == "opex.colocation") x += $(i + 1) } END { printf "%.0f", x / 1e6 }' "$tmp/r/ledger.csv") MUSD"
done
ask 06-gas-bridge
work=$(value useful_gpu_hours "") co2=$(value site_carbon "" 1e6)
echo "bridge: $(binds)embodied $(value embodied_carbon "" 1e6) kt"
ask 06-gas-bridge "--set bridge=0"
echo "no bridge: $(binds)less work: $(($(value useful_gpu_hours "") * 10 < work * 9)), less carbon: $(($(value site_carbon "" 1e6) < co2))"
ask 06-gas-bridge "--set limit=25"
echo "limit: kept within a tonne: $(($(value carbon_over "" 1e3) <= 1)), capped: $(($(value capped_by_supply "" 3600) > 0))"
ask 07-generations
served() { awk -F, -v s="$1" '$1 == s && $3 == "served_tokens" { printf "%.0f", $4 / 1e12 }' "$tmp/r/summary.csv"; }
paid() { awk -F, -v s="$1" -v a="$2" '$1 == s && index($4, a) == 1 { x += $5 } END { printf "%.0f", x / 1e6 }' "$tmp/r/ledger.csv"; }
echo "generations: served $(served "hand over") and $(served rent) T tokens, GPUs bought $(paid "hand over" capex.gpu) and $(paid rent capex.gpu) MUSD, rent $(paid "hand over" opex.rent) and $(paid rent opex.rent)"
grep -c '^hand over,hopper,retire' "$tmp/r/timeline.csv"
ask 08-edge
edge() { awk -F, -v n="$1" '$3 == n { printf "%s %.2f; ", $1, $4 }' "$tmp/r/summary.csv"; }
echo "edge: $(awk -F, '$1 == "edge + core" && $3 == "outages" { n++ } END { print n }' "$tmp/r/summary.csv") feeds of their own, PUE over the metropolis $(awk -F, '$3 == "pue" { p[$2] = $4 } END { print (p["plant 1"] > p["metropolis"] + 0.1) }' "$tmp/r/summary.csv")"
echo "edge, served near by: $(edge requests_near_share)"
echo "edge, served: $(edge requests_served_share)"
ask 08-edge "--set stay=0.3"
echo "edge, 30 % may not leave, served: $(edge requests_served_share)"
ask 08-edge "--set within=20"
echo "edge, a core too far, served: $(edge requests_served_share)"
ask 09-sovereign "--until 2027-07-01"
echo "sovereign, accounts: $(awk -F, 'NR > 1 { print $4 }' "$tmp/r/ledger.csv" | grep -E 'lease|spot|tokens|egress|audit|licence|insurance|decommission|payables|receivables' | sort -u | tr '\n' ' ')"
echo "sovereign, copied in days: $(awk -F, '/data sent to rented GPUs/ { printf "%s %.1f; ", $1, $3 / 86400 }' "$tmp/r/events.csv")"
"$AIFSIM" check scenarios/09-sovereign.lua --set out=1 2>&1
echo "exit $?"
