# The break-even rent that `info` names, put to the proof: a run whose rented GPUs cost that
# much on average has a net present cost as the one that owns, but for the useful hours by which
# they differ.
command -v python3 >/dev/null || {
	echo "needs Python"
	exit 77
}
t=$(mktemp -d) || exit 1
trap 'rm -rf "$t"' EXIT
"$AIFSIM" run scenarios/default.lua --quiet --until 2031-01-01 -o "$t/a.h5" || exit 1
"$AIFSIM" report "$t/a.h5" -o "$t/a" --format csv >/dev/null || exit 1
"$AIFSIM" info "$t/a.h5" | grep '^rent' > "$t/say"
level=$(sed -n 's/.*at a rent of \([0-9.]*\) USD.*pays is \([0-9.]*\) USD.*/\1 \2/p' "$t/say" | awk '{ printf "%.9f", $1 / $2 }')
"$AIFSIM" run scenarios/default.lua --quiet --until 2031-01-01 --strategy cloud --set cloud.price_level="$level" \
	-o "$t/b.h5" || exit 1
"$AIFSIM" report "$t/b.h5" -o "$t/b" --format csv >/dev/null || exit 1
cat > "$t/check.py" <<'END'
import csv, sys
t = sys.argv[1]
def figures(name):
    out = {}
    for p in ("a", "b"):
        for r in csv.DictReader(open(f"{t}/{p}/summary.csv")):
            if r["name"] == name: out[p, r["strategy"]] = float(r["value"])
    return out
npv, hours = figures("npv_cost_usd"), figures("useful_gpu_hours")
own, rent = npv["a", "on-prem"], npv["b", "cloud"]
more = hours["b", "cloud"] / hours["a", "on-prem"] - 1
print("owning and renting at the break-even rent differ by", "less" if abs(rent / own - 1) < 0.03 + 1.5 * abs(more) else f"{rent / own - 1:.3f}: more",
      "than 3 % and the hours")
END
python3 "$t/check.py" "$t"
