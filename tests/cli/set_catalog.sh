# --set reaches entries of the catalog, and says when it would change nothing.
t=$(mktemp -d) || exit 1
trap 'rm -rf "$t"' EXIT
ask() {
	echo "$*"
	"$AIFSIM" run scenarios/default.lua --quiet --strategy cloud --until 2027-03-01 --set "$1" -o "$t/r.h5" >"$t/said" 2>&1 ||
		grep -e '^--set' "$t/said"
	rm -f "$t/said"
}
rent() {
	"$AIFSIM" report "$t/r.h5" -o "$t" --format csv >/dev/null
	awk -F, '$4 == "opex.rent.ondemand" && /cloud-h100/ { x += $5; q += $6 } END { printf "on demand: %.2f USD an hour\n", x / q }' "$t/ledger.csv"
	rm -f "$t/r.h5"
}
ask "cloud-h100.drift=0"
rent
ask "cloud-h100.on_demand=5*USD/hour"
rent
grep -c 'cloud-h100,on_demand,.*,--set' "$t/provenance.csv"
ask "h100-sxm.price=35000*USD"
ask "b200-sxm.tdp=900*W"
ask "h100-sxm.tpd=700*W"
ask "h100-smx.tdp=700*W"
ask "gpu:h100-sxm.tdp=-700*W"
