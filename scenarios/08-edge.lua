-- Small rooms near the machines, a hall in the metropolis, or the cloud: one demand, split by distance and room.
--
-- Six plants ask a vision-language model about what their cameras see; they want the answer fast, and all day but
-- more in the evening. A plant may have a server of its own: a closet with a chiller, a UPS without a spare module
-- and a commercial tariff. A core, or rented GPUs, stands a network's round trip away and takes what the closet has no
-- room for, or everything. Each strategy meets the same requests; what it costs, how many it serves and how long they
-- wait is what is compared. A site is a site: the loop below makes six of them.
--
-- Run:  aifsim run scenarios/08-edge.lua -o results/edge.h5
-- Ask:  --set stay=0.3            of the requests hold data that may not leave the plant
--       --set within=20           ms: the core is too far away
--       --set outages=4           outages a year and plant
--       --set closet=2            servers a plant
-- See:  cost per request, share served and time to the first token by strategy; PUE and energy by site in the summary.

local sites  = param("sites", 6, { min = 1, max = 12, doc = "plants with a room" })
local ask    = param("ask", triangular(100, 150, 200), { min = 1, max = 5000, doc = "requests per second of a plant, mean of the day" })
local growth = param("growth", triangular(0, 0.1, 0.2), { min = -0.5, max = 5, doc = "requests, growth per year" })
local stay   = param("stay", 0, { min = 0, max = 1, doc = "share of the requests whose data may not leave the plant" })
local within = param("within", 100, { min = 1, max = 1000, doc = "ms, longest round trip that a plant accepts" })
local closet = param("closet", 1, { min = 1, max = 4, doc = "servers in a plant's closet" })
local cuts   = param("outages", 2, { min = 0.01, max = 100, doc = "outages a year and plant, half an hour each" })
local rents  = param("rent_price", lognormal(1, 0.2), { doc = "cloud prices over the catalog's" })
local build  = param("build", triangular(4, 6, 9), { doc = "USD/W of a closet: estimate, retrofit without generator" })

horizon { from = "2027-01-01", to = "2030-01-01" }
record  { every = "1 day" }

rack "one server" { like = "HGX-H100x4", servers = 1, max = 11 * kW,
  price = estimate(6 * kUSD, "wall cabinet, PDU, switch, cabling", "2026") }

local work = { model = "Llama-3.1-8B", precision = "fp8", kv = "fp8", ttft = 0.2 * s, tpot = 20 * ms }
local function serve(name, cluster)
  service(name) { on = cluster, model = work.model, trace = azure_llm "data/azure-llm-code.csv.gz",
    precision = work.precision, kv = work.kv, ttft = work.ttft, tpot = work.tpot }
end

-- The core is sized for what closets leave, or for all.
local function core(name, service, racks)
  cluster(name) { hall = "metro hall", rack = "one server", racks = racks, order = "2026-09-01", lead = "3 months",
    scheduler { policy = "fifo" }, job_sample = 0 }
  serve(service, name)
end

-- Fans and pumps of a closet are worse than those of a plant (estimates).
local rooms = {}
for i = 1, sites do
  local name = "plant " .. i
  site(name) {
    weather = epw "data/leesburg.epw.gz", interval = 1 * hour, other = 0.3 * kW,
    feed("feed " .. i) { stage { firm = 30 * closet * kW, on = "2020-01-01" }, energy = 130 * USD / MWh,
      demand_charge = 16 * USD / kW / month, carbon = hourly "data/pjm-carbon-2023.csv.gz",
      outages { rate = cuts / year, lasts = 30 * min } },
    cooling("split " .. i) { kind = "chiller", chiller = "carrier-19xr", supply = 14 * degC, redundancy = "N", fan_eff = 0.45,
      pump_eff = 0.5 },
    hall("closet " .. i) { it = 12 * closet * kW, ready = "2027-01-01", ups = "N", battery = 10 * min, build_cost = build * USD / W },
  }
  cluster("edge " .. i) { hall = "closet " .. i, rack = "one server", racks = closet, order = "2026-09-01", lead = "3 months",
    scheduler { policy = "fifo" }, job_sample = 0 }
  serve("answers at " .. name, "edge " .. i)
  -- A picture and its answer, carried at a carrier's price (estimate).
  users("cameras " .. i) { to = { "answers at " .. name, "answers of the core", "answers of the full core" },
    rtt = { 1 * ms, 24 * ms, 24 * ms }, within = within * ms, stay = stay,
    rate = ask / s, growth = growth, zone = -5 * hour, request = 0.2 * MB, transit = 0.01 * USD / GB }
  rooms[i] = "edge " .. i
end

site "metropolis" {
  weather = epw "data/leesburg.epw.gz", interval = 1 * hour, other = 1 * kW,
  feed "metro feed" { stage { firm = 1 * MW, on = "2020-01-01" }, price = hourly "data/pjm-price-2023.csv.gz", tariff = "pjm-large",
    carbon = hourly "data/pjm-carbon-2023.csv.gz" },
  cooling "metro loop" { kind = "dry-adiabatic", supply = 29 * degC, redundancy = "N+1" },
  hall "metro hall" { it = 200 * kW, ready = "2027-01-01", ups = "N+1", battery = 10 * min },
}
core("core racks", "answers of the core", 6)
core("full core racks", "answers of the full core", 12)

staff "hands"    { people = 0.1 * sites, role = "technician", when = "own" }
staff "platform" { people = 1, role = "engineer" }

-- From a pool that is kept warm (estimate); a machine that boots takes ten minutes, and users wait that long each morning.
local warm = 1 * min

local both = { "core racks" }
for i = 1, sites do both[i + 1] = "edge " .. i end

strategy "edge + core"  { own = both }
strategy "edge + cloud" { own = rooms, rent = { "core racks" }, price = "cloud-h100", reserved = 0.5, price_level = rents, provision = warm }
strategy "core"         { own = { "full core racks" } }
strategy "cloud"        { rent = { "core racks" }, price = "cloud-h100", reserved = 0.5, price_level = rents, provision = warm }

finance { wacc = 0.10, tax = 0.257, inflation = 0.025, accounting = "us-2026" }
