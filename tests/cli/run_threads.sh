# The default scenario gives the same bytes on one thread and on two, and other
# bytes for another seed; every balance holds.
t=$(mktemp -d) || exit 1
trap 'rm -rf "$t"' EXIT
run() { "$AIFSIM" run scenarios/default.lua --quiet --until 2027-03-01 --replicas 3 "$@"; }
run --threads 1 -o "$t/a.h5" || exit 1
run --threads 2 -o "$t/b.h5" || exit 1
run --threads 2 --seed 2 -o "$t/c.h5" || exit 1
cmp "$t/a.h5" "$t/b.h5" && echo "one thread and two: the same bytes"
cmp -s "$t/a.h5" "$t/c.h5" || echo "another seed: other bytes"
"$AIFSIM" info "$t/a.h5" | sed -n 's/^audit *[0-9]* /audits: /p'
ls "$t" | sort | tr '\n' ' '
