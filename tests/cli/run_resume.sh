# A run that is killed goes on from its last snapshot and ends in the bytes of one that
# was never stopped; so does one that is interrupted, and on another number of threads.
t=$(mktemp -d) || exit 1
trap 'rm -rf "$t"' EXIT
run="$AIFSIM run scenarios/default.lua --quiet --until 2028-03-01"
$run -o "$t/whole.h5"

# snapshot NAME SIGNAL: a run that gets the signal after its first snapshot.
snapshot() {
	$run --snapshot-every "20 days" -o "$t/$1.h5" 2>&1 &
	pid=$!
	i=0
	while [ ! -s "$t/$1.h5.snap" ] && [ $i -lt 600 ]; do
		sleep 0.05
		i=$((i + 1))
	done
	kill -"$2" $pid
	wait $pid
	echo "$1: exit $?"
}

snapshot killed KILL 2>/dev/null
snapshot interrupted INT
for name in killed interrupted; do
	$run --threads 1 --resume -o "$t/$name.h5"
	cmp "$t/whole.h5" "$t/$name.h5" && echo "$name: same bytes"
done
ls "$t"

snapshot refused INT
echo "other options, another scenario, no snapshot, a damaged one:"
$run --seed 2 --resume -o "$t/refused.h5" 2>&1 | sed "s|$t/||"
"$AIFSIM" run scenarios/philly.lua --quiet --until 2028-03-01 --resume -o "$t/refused.h5" 2>&1 | sed "s|$t/||"
$run --resume -o "$t/none.h5" 2>&1 | sed "s|$t/||"
head -c 100000 "$t/refused.h5.snap" >"$t/cut.h5.snap"
$run --resume -o "$t/cut.h5" 2>&1 | sed "s|$t/||"
echo text >"$t/cut.h5.snap"
$run --resume -o "$t/cut.h5" 2>&1 | sed "s|$t/||"
$run --snapshot-every tomorrow -o "$t/none.h5"
echo "exit $?"
ls "$t"
