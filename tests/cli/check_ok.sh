# A good scenario is one line, with --set too; what --set breaks names the option.
cd "$(mktemp -d)" || exit 1
trap 'rm -rf "$PWD"' EXIT
cat > good.lua <<'LUA'
horizon { from = "2027-01-01", to = "5 years" }
record { every = "1 h", "here.*", "*.it_w" }
local racks = param("racks", 96, { min = 1, max = 500, doc = "racks of the cluster" })
site "here" {
  feed "utility" { energy = 60 * USD / MWh,
    stage { firm = 14 * MW, on = "2027-01-01" },
    stage { firm = 22 * MW, on = date "2027-07-01" + 12 * month, slip = months(triangular(0, 9, 18)) } },
  cooling "loop" { kind = "dry", supply = 45 * degC, design_drybulb = 35 * degC, design_wetbulb = 24 * degC },
  hall "H1" { it = 10 * MW, ready = "2027-01-01", cooling = "loop" },
}
cluster "train" { hall = "H1", rack = "HGX-H100x4", racks = racks, scheduler { policy = "easy" } }
strategy "on-prem" { own = { "train" } }
strategy "cloud" { rent = { "train" }, price = "cloud-h100" }
LUA
"$AIFSIM" check good.lua 2>&1 | sed 's/ok: [0-9]* entities/ok: N entities/'
"$AIFSIM" check good.lua --set racks=200 --set H1.it="20 * MW" --until 2028-06-01 2>&1 | sed 's/ok: [0-9]* entities/ok: N entities/'
"$AIFSIM" check good.lua --set racks=1000 2>&1
echo "exit $?"
"$AIFSIM" check good.lua --set train.rack=HGX-H100x5 2>&1
echo "exit $?"
"$AIFSIM" check good.lua --set H1.it=-3*MW 2>&1
echo "exit $?"
"$AIFSIM" check good.lua --set rakcs=3 2>&1
echo "exit $?"
