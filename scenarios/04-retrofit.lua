-- Can 64 GPU servers move into the data centre that we have?
--
-- The room was built for racks of 10 kW. It has 3.5 MW of feed of which its tenants draw 2.2 and grow,
-- and air handlers for 400 kW more. Two ways to use it: one server a rack behind the room's
-- air, or an "AI zone": part of the room is stripped, gets new busways and a water loop with rear
-- doors, and takes four servers a rack. Or a prefabricated block is put on the car park.
--
-- Run:  aifsim run scenarios/04-retrofit.lua -o results/retrofit.h5
-- Ask:  --set way=zone            the room as it is ("room"), the AI zone, the "block" outside
--       --set growth=0            tenants that do not grow
--       --set servers=32          half of it
-- See:  binding.csv of `aifsim report`: air, racks or grid, month by month; idle_capital.

local way     = param("way", "room", { doc = "room, zone or block" })
local growth  = param("growth", 0.05, { min = -0.5, max = 1, doc = "tenants' power, growth a year" })
local servers = param("servers", 64, { min = 4, max = 256, doc = "servers of eight H100" })

horizon { from = "2027-01-01", to = "2030-01-01" }
record  { every = "1 day" }

-- One server a rack: rated input of the server and a switch.
rack "HGX-H100x1" { like = "HGX-H100x4", servers = 1, max = estimate(10.6 * kW, "a fourth of HGX-H100x4 and its switch", "2026") }

site "downtown" {
  weather = epw "data/leesburg.epw.gz", interval = 1 * hour,

  -- What must be done before the first server runs; spans are estimates of contractors' usual ones.
  task "permit"    { start = "2027-01-01", takes = "3 months" },
  task "strip-out" { after = { "permit" }, takes = "4 months" },
  task "doors"     { start = "2027-01-01", needs = "cdu" },
  task "block-works" { after = { "permit" }, takes = "9 months" },

  feed "service" { stage { firm = 3.5 * MW, on = "2020-01-01" }, energy = 95 * USD / MWh, demand_charge = 14 * USD / kW / month,
    carbon = hourly "data/pjm-carbon-2023.csv.gz" },
  neighbour { power = 2.2 * MW, heat = 2.0 * MW, growth = growth },

  cooling "old chillers" { kind = "chiller", chiller = "carrier-19xr", supply = 12 * degC, capacity = 3 * MW, redundancy = "N+1",
    recirculation = 0.1 },
  cooling "new loop" { kind = "dry-adiabatic", supply = 29 * degC, redundancy = "N+1", air_by = "rear-door", air_limit = 35 * degC },

  -- The room is paid for; the zone and the block are not.
  hall "room"  { it = 1.2 * MW, ready = "2027-01-01", ups = "2N", cooling = "old chillers", build_cost = 0 * USD / W,
    rack_limit = 17 * kW, air = 400 * kW },
  hall "zone"  { it = 1.0 * MW, ready = "2027-07-01", after = { "strip-out", "doors" }, ups = "2N", cooling = "new loop", busway = 250 * kW,
    build_cost = 6 * USD / W },
  hall "block" { it = 1.2 * MW, ready = "2028-01-01", after = { "block-works" }, blocks = 2, block_every = "2 months", ups = "N+1", cooling = "new loop",
    build_cost = 10 * USD / W },
}

cluster "lab" { hall = way, rack = way == "room" and "HGX-H100x1" or "HGX-H100x4", racks = way == "room" and servers or servers / 4,
  order = "2027-01-01", needs = "gpu-server", scheduler { policy = "easy" } }

training "tuning" { on = "lab", model = "Llama-3.1-70B", tokens = 100e9, gpus = 256, seq = 8192, global_batch = 256,
  start = "2027-05-01", every = "3 days", checkpoint = 30 * min, restart = 10 * min }

finance { wacc = 0.10, tax = 0.257, accounting = "us-2026" }
