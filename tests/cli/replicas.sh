# Replicas: the same bytes on one thread and on two, however they are drawn; a run stopped
# in the midst of them keeps those that were done, as they would have been.
t=$(mktemp -d) || exit 1
trap 'rm -rf "$t"' EXIT
run() { "$AIFSIM" run scenarios/default.lua --quiet --until 2027-02-01 "$@"; }
values() { h5dump -y -m %.17g -d /ensemble/values -s "0,0" -c "$2" "$1" | sed '1,/DATA {/d; /ATTRIBUTE/,$d'; }

for how in random sobol halton; do
	run --replicas 40 --zoom plan --sampling $how --threads 1 -o "$t/$how.h5" || exit 1
	run --replicas 40 --zoom plan --sampling $how --threads 2 -o "$t/two.h5" || exit 1
	cmp "$t/$how.h5" "$t/two.h5" && echo "$how: the same bytes"
done
cmp -s "$t/random.h5" "$t/sobol.h5" || echo "other draws: other bytes"
"$AIFSIM" info "$t/sobol.h5" | sed -n 's/ less on-prem.*of \([0-9]* replicas\)$/: \1/p'

"$AIFSIM" run scenarios/default.lua --quiet --until 2027-02-01 --replicas 20000 --zoom plan -o "$t/part.h5" &
pid=$!
i=0
while [ ! -s "$t/part.h5.tmp" ] && [ $i -lt 300 ]; do
	sleep 0.1
	i=$((i + 1))
done
sleep 4
kill -INT $pid
wait $pid
echo "exit $?"
run --replicas 20 --zoom plan -o "$t/few.h5"
n=$(h5dump -H -d /ensemble/values "$t/part.h5" | sed -n 's/.*SIMPLE { ( \([0-9]*\),.*/\1/p')
w=$(h5dump -H -d /ensemble/values "$t/part.h5" | sed -n 's/.*SIMPLE { ( [0-9]*, \([0-9]*\) ).*/\1/p')
m=$((n < 20 ? n : 20)) # a busy machine may not have come far
[ "$n" -ge 1 ] && [ "$n" -lt 20000 ] && echo "replicas: some"
values "$t/part.h5" "$m,$w" > "$t/a"
values "$t/few.h5" "$m,$w" > "$t/b"
[ -s "$t/a" ] && cmp "$t/a" "$t/b" && echo "the first ones as in a whole run"
"$AIFSIM" info "$t/part.h5" | sed -n 's/^chances *\([a-z]*\) less .*/chances of \1: there/p'
rm "$t/a" "$t/b"
ls "$t" | tr "\n" " "
