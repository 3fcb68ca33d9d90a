# Seven ways to go wrong in a scenario, each answered with file:line, exit 2.
cd "$(mktemp -d)" || exit 1
trap 'rm -rf "$PWD"' EXIT
mkdir scenarios
try() {
	{
		echo 'horizon { from = "2027-01-01", to = "2028-01-01" }'
		cat
	} > "scenarios/$1.lua"
	"$AIFSIM" check "scenarios/$1.lua" 2>&1
	echo "exit $?"
}
try misspelt <<'LUA'
staff "ops" {
  people = 6,
  salery = 90000 * USD / year,
}
LUA
try unit <<'LUA'
staff "ops" { people = 6,
  salary = 90000 * USD,
}
LUA
try negative <<'LUA'
site "here" {
  feed "utility" {
    stage { firm = -14 * MW, on = "2027-01-01" } } }
LUA
try missing <<'LUA'
local jobs =
  philly "data/none.csv.gz"
LUA
try endless <<'LUA'
local n = 0
while true do
  n = n + 1
end
LUA
try execute <<'LUA'
os.execute("true")
LUA
try gigabyte <<'LUA'
local s = string.rep("x", 1000000000)
LUA
