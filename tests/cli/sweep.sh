# A sweep is the same however it is played: in one go, in shards, stopped and gone on with;
# a point's replicas are those of `run`; what does not fit is told.
t=$(mktemp -d) || exit 1
trap 'rm -rf "$t"' EXIT
sweep() { "$AIFSIM" sweep scenarios/default.lua --until 2027-03-01 "$@"; }
many="--vary growth=0.2,0.8 --vary rent_price=0.8..1.2 --samples 3 --replicas 60 -q"

sweep $many -o "$t/one" --threads 2 || exit 1
for k in 1 2 3; do sweep $many -o "$t/shards" --shard $k/3 --threads 1 || exit 1; done
"$AIFSIM" merge "$t/one" -o "$t/one.h5" | head -1
"$AIFSIM" merge "$t/shards" -o "$t/shards.h5" | head -1
cmp "$t/one.h5" "$t/shards.h5" && echo "in one go and in shards: the same bytes"

# Two folders, as of two machines; parts that are missing are told, then played again.
mkdir "$t/other"
mv "$t/shards/part-000004.h5" "$t/other"
"$AIFSIM" merge "$t/shards" -o "$t/no.h5" 2>&1
echo "exit $?"
"$AIFSIM" merge "$t/shards" "$t/other" -o "$t/two.h5" >/dev/null
cmp "$t/one.h5" "$t/two.h5" && echo "of two folders: the same bytes"
sweep $many -o "$t/shards" && sweep ${many% -q} -o "$t/shards" | sed -n 's/^parts *//p'
cmp "$t/one/part-000004.h5" "$t/shards/part-000004.h5" && echo "played again: the same bytes"

# One point is a run.
sweep --vary growth=0.4 --replicas 60 -q -o "$t/point" && "$AIFSIM" merge "$t/point" -o "$t/point.h5" | head -1
"$AIFSIM" run scenarios/default.lua --until 2027-03-01 --set growth=0.4 --zoom plan --replicas 60 -q -o "$t/run.h5"
h5dump -y -m %.17g -d /sweep/values "$t/point.h5" | sed '1,2d; /ATTRIBUTE/,$d' > "$t/a"
h5dump -y -m %.17g -d /ensemble/values "$t/run.h5" | sed '1,2d; /ATTRIBUTE/,$d' > "$t/b"
[ -s "$t/a" ] && cmp "$t/a" "$t/b" && echo "a point's replicas are those of run"

# Without axes the scenario's distributions are the ranges.
sweep --samples 2 -o "$t/own" | head -1

"$AIFSIM" info "$t/one.h5" | sed -n '/^sweep/p; /^  .*rent_price/s/.* growth/growth/p'
try() {
	"$@" 2>&1 | sed "s|$t/||"
}
try sweep $many -o "$t/one" --seed 2
try sweep --vary growht=1,2 -o "$t/x"
try sweep --vary growth=1,9 -o "$t/x"
try sweep --vary growth=1..0 -o "$t/x"
try sweep --vary growth=1,2 --samples 4 -o "$t/x"
try sweep --vary growth -o "$t/x"
try sweep --shard 3/2 -o "$t/x"
try sweep
try "$AIFSIM" merge "$t/none" -o "$t/x.h5" | head -1
try "$AIFSIM" merge "$t/x" -o "$t/x.h5" | head -1
"$AIFSIM" report "$t/one.h5" -o "$t/r" --format html,csv >/dev/null && grep -c "<figure" "$t/r/report.html" && tail -1 "$t/r/points.csv" | cut -d, -f1-3
awk -F, '$4 == "hybrid" && $5 == "finance.npv_cost_usd" { n++; bad += !($7 <= $8 && $8 <= $9) } END { print n, "points, P10 <= P50 <= P90:", !bad }' "$t/r/points.csv"
try "$AIFSIM" report "$t/one.h5" --format xlsx
try "$AIFSIM" report "$t/one.h5" --result npv_cost
ls "$t" | grep h5 | tr '\n' ' '
