# Racks that stand in no hall of a site are paid on delivery, at their price: 2 racks
# of 1 million USD. Their network and storage draw power with them: 64 idle GPUs of
# 8 servers, and 20 kW of storage on top.
t=$(mktemp -d) || exit 1
trap 'rm -rf "$t"' EXIT
for power in 0 20; do
	cat > "$t/s.lua" <<-LUA
	horizon { from = "2027-01-01", to = "2027-03-01" }
	cluster "lab" { rack = "HGX-H100x4", racks = 2, price = 1e6 * USD, order = "2027-01-10", lead = "10 days",
	  scheduler { policy = "easy" }, storage { capacity = 1 * PB, read = 10 * GB / s, write = 10 * GB / s, power = $power * kW } }
	finance { wacc = 0.10, tax = 0 }
	LUA
	"$AIFSIM" run "$t/s.lua" --quiet -o "$t/$power.h5" || exit 1
	"$AIFSIM" report "$t/$power.h5" -o "$t/$power" --format csv > "$t/log" || exit 1
	h5dump -d /series/lab/it_w -s 1400 -c 1 "$t/$power.h5" | sed -n "s/.*(1400): *//p" > "$t/$power.w"
done
awk -F, '$4 ~ /^capex/ { n += $5 } END { print "capital", n }' "$t/0/ledger.csv"
echo "storage adds $(awk '{ print $1 }' "$t/0.w" "$t/20.w" | awk 'NR == 1 { a = $1 } NR == 2 { print $1 - a }') W"
