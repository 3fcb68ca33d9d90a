# Every example of the planner's guide is a scenario that checks.
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cp -r scenarios/data "$tmp/data"
awk -v dir="$tmp" '/^```lua/ { f = dir "/guide-" ++n ".lua"; next } /^```/ { f = "" } f { print > f }' scenarios/README.md
for f in "$tmp"/guide-*.lua; do
	"$AIFSIM" check "$f" >"$tmp/said" 2>&1 || sed "s|$tmp/||" "$tmp/said"
done
ls "$tmp"/guide-*.lua | wc -l
