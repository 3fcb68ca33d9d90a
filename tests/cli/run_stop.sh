# A run that is interrupted ends with 130 and leaves a file that opens and holds
# what was simulated until then; nothing else stays behind.
t=$(mktemp -d) || exit 1
trap 'rm -rf "$t"' EXIT
"$AIFSIM" run scenarios/default.lua --quiet --set growth=1 -o "$t/half.h5" &
pid=$!
# The first flush has happened when the file under way has grown.
i=0
while [ ! -s "$t/half.h5.tmp" ] && [ $i -lt 300 ]; do
	sleep 0.1
	i=$((i + 1))
done
sleep 1
kill -INT $pid
wait $pid
echo "exit $?"
"$AIFSIM" info "$t/half.h5" | sed -n 's/^period .*\(stopped\).*/period: \1/p; s/^strategies .*/strategies: there/p'
h5dump -d /series/ashburn/it_w "$t/half.h5" >/dev/null && echo "series open"
ls "$t"
