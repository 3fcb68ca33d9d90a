#!/bin/sh
# The rules of the house, checked: prints a line per complaint, exits 1 when there is one.
#
#   layers    a file includes only what stands to its left in util core models lua out cli;
#             a model family includes itself and the shared headers of models/, never another
#             family; each third-party header has one home
#   symbols   external symbols of the library are aif_<file>_... (objects: aif_model_*,
#             aif_importer_*, aif_table_*, aif_index)
#   globals   the library has no mutable data
#   format    .clang-format
#   size      .c 600 lines, .h 150, functions 80
#   names     no two source files share a name
#   words     no marks of unfinished work
#   fields    every field and column has a unit that parses, a sentence, a sane default
#             (tests/unit/test_registry.c)
B=${B:-build}
out=$(mktemp)
trap 'rm -f "$out"' EXIT
sources=$(find sim models tests -name '*.[ch]' | sort)

rank() {
	case $1 in util) echo 0 ;; core) echo 1 ;; models) echo 2 ;; lua) echo 3 ;; out) echo 4 ;; cli | aifsim.h) echo 5 ;; *) echo 9 ;; esac
}

layers() {
	for f in $(find sim models -name '*.[ch]' ! -path sim/aifsim.h | sort); do
		case $f in
		sim/*) own=${f#sim/} own=${own%%/*} family= ;;
		models/*/*) own=models family=${f#models/} family=${family%%/*} ;;
		*) own=models family=- ;;
		esac
		for h in $(sed -n 's/^#include "\([^"]*\)".*/\1/p' "$f"); do
			[ "$(rank "${h%%/*}")" -le "$(rank "$own")" ] || echo "$f: layer '$own' must not include $h"
			case $h in
			models/*/*)
				to=${h#models/} to=${to%%/*}
				[ "$f" = models/index.c ] || [ "$to" = "$family" ] || echo "$f: must not include family '$to' ($h)"
				;;
			esac
		done
		for h in $(sed -n 's/^#include <\([^>]*\)>.*/\1/p' "$f"); do
			case $h in
			lua.h | lauxlib.h | lualib.h) home='sim/lua/*' ;;
			hdf5*.h | H5*.h | xlsxwriter*) home='sim/out/*' ;;
			csv.h) home='sim/util/csv.c' ;;
			omp.h | mpi.h) home='sim/core/*' ;;
			gsl/*) home='sim/util/* sim/core/* models/*' ;;
			*) continue ;;
			esac
			ok=
			set -f
			for p in $home; do
				# shellcheck disable=SC2254
				case $f in $p) ok=1 ;; esac
			done
			set +f
			[ "$ok" ] || echo "$f: <$h> has its home in $home"
		done
	done
}

# Lines "object symbol class section" of what the library's objects define.
defined() {
	nm -A -f sysv --defined-only "$B/libaifsim.a" 2>/dev/null |
		awk -F'|' '{ n = split($1, a, ":"); gsub(/ /, "", a[n]); gsub(/ /, "", $3); gsub(/ /, "", $7)
			print a[n - 1], a[n], $3, $7 }'
}

symbols() {
	defined | awk '
	$3 ~ /^[A-Z]$/ && $3 != "U" {
		base = $1; sub(/\.o$/, "", base)
		if ($2 == "aif_" base || index($2, "aif_" base "_") == 1) next
		if ($2 ~ /^aif_(model|importer|table)_/ || $2 == "aif_index") next
		print base ".c: external symbol " $2 " is not aif_" base "_..."
	}'
}

globals() {
	defined | awk '
	($4 ~ /^\.(data|bss|tdata|tbss)/ || $4 ~ /COM/) && $4 !~ /^\.data\.rel\.ro/ {
		base = $1; sub(/\.o$/, "", base)
		print base ".c: mutable global " $2 " (" $4 ")"
	}'
}

format() {
	for f in $sources; do
		clang-format --dry-run -Werror "$f" >/dev/null 2>&1 || echo "$f: clang-format -i would change it"
	done
}

size() {
	for f in $sources; do
		case $f in *.h) most=150 ;; *) most=600 ;; esac
		n=$(wc -l <"$f")
		[ "$n" -le $most ] || echo "$f: $n lines (at most $most)"
	done
	# shellcheck disable=SC2086
	awk 'FNR == 1 { at = 0 }
		/^{/ { at = FNR }
		/^}/ { if (at && FNR - at > 80) print FILENAME ":" at ": function of " FNR - at " lines (at most 80)"; at = 0 }
	' $sources
}

names() {
	find sim models tests scripts scenarios -name '*.[ch]' -o -name '*.lua' -o -name '*.sh' | sed 's|.*/||' | sort | uniq -d |
		while read -r n; do
			echo "$(find sim models tests scripts scenarios -name "$n" | sort | tr '\n' ' ')share a name"
		done
}

words() {
	grep -rnIwE 'T[O]DO|F[I]XME|X[X]X|H[A]CK' sim models tests scripts scenarios Makefile |
		sed 's/^\([^:]*:[0-9]*\):.*/\1: mark of unfinished work/'
}

fields() {
	t=$B/tests/unit/test_registry
	[ -x "$t" ] || { echo "$t: not built"; return; }
	CMOCKA_MESSAGE_OUTPUT=TAP "$t" 2>&1 | grep -E '^(not ok|# )' | grep -v '^# ok'
}

command -v clang-format >/dev/null || { echo "lint: clang-format is missing (scripts/setup test)" >&2; exit 1; }
for rule in layers symbols globals format size names words fields; do
	$rule | sed "s/^/$rule: /"
done >"$out"
cat "$out"
n=$(wc -l <"$out")
echo "lint: $n complaints"
[ "$n" -eq 0 ]
