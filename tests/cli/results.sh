# What reads results answers bad input with one clear line and exit 2.
cd "$(mktemp -d)" || exit 1
trap 'rm -rf "$PWD"' EXIT
echo "no result" > a.h5
try() {
	"$AIFSIM" "$@" 2>&1
	echo "exit $?"
}
try info none.h5
try info a.h5
try report a.h5 --format html,docx
try report none.h5 -o out
try compare a.h5
try plot none.h5 pwoer
ls
