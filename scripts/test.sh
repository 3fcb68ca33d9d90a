#!/bin/sh
# Runs the test programs named as arguments and every tests/cli/*.sh; the last
# line is `N passed, N failed` (`, N skipped` when some were).
#
# A test program speaks TAP (cmocka). A cli test is a script whose output must
# equal the .out file beside it; it may exit 77 to skip. `--golden` rewrites
# the .out files instead.
B=${B:-build}
export B AIFSIM="$PWD/$B/aifsim" CMOCKA_MESSAGE_OUTPUT=TAP ASAN_OPTIONS=detect_leaks=1
pass=0 fail=0 skip=0
log=$(mktemp)
trap 'rm -f "$log" "$log.err"' EXIT
golden=0
[ "${1:-}" = --golden ] && golden=1 && shift

for t in "$@"; do
	"$t" >"$log" 2>"$log.err"
	rc=$?
	# cmocka says `not ok N # SKIP name` of a test that skips.
	p=$(grep '^ok' "$log" | grep -vci '# skip') s=$(grep -ciE '^(not )?ok.*# skip' "$log")
	f=$(grep '^not ok' "$log" | grep -vci '# skip')
	# A program that dies has failed even if it printed nothing.
	[ $rc -ne 0 ] && [ "$f" -eq 0 ] && f=1
	[ $rc -eq 0 ] && [ $((p + s)) -eq 0 ] && f=1
	pass=$((pass + p)) fail=$((fail + f)) skip=$((skip + s))
	if [ "$f" -gt 0 ]; then
		echo "FAIL $t (exit $rc)"
		grep -v '^ok' "$log" | head -40
		head -40 "$log.err"
	fi
done

for t in tests/cli/*.sh; do
	[ -e "$t" ] || continue
	want=${t%.sh}.out
	sh "$t" >"$log" 2>&1
	rc=$?
	if [ $rc -eq 77 ]; then
		skip=$((skip + 1))
		echo "SKIP $t: $(tail -1 "$log")"
	elif [ $golden -eq 1 ]; then
		cp "$log" "$want"
	elif [ $rc -eq 0 ] && diff -u "$want" "$log" >"$log.err"; then
		pass=$((pass + 1))
	else
		fail=$((fail + 1))
		echo "FAIL $t (exit $rc)"
		head -40 "$log.err"
	fi
done
if [ $skip -gt 0 ]; then
	echo "$pass passed, $fail failed, $skip skipped"
else
	echo "$pass passed, $fail failed"
fi
[ $fail -eq 0 ]
