-- Small rooms near the machines, or one far away?
--
-- Six plants each want answers within milliseconds from a rack of their own: a closet with a chiller, a UPS
-- without a spare module and a commercial tariff, no generator. The same racks together in one hall in
-- the metropolis pay less for power and share a spare; what that distance costs is not priced here. A site
-- is a site: the loop below makes six of them.
--
-- Run:  aifsim run scenarios/08-edge.lua -o results/edge.h5
-- Ask:  --set sites=12            plants
--       --set outages=4           outages a year and plant
-- See:  PUE, water, energy cost and lost GPU-time by site in the summary.

local sites   = param("sites", 6, { min = 1, max = 40, doc = "plants with a room" })
local cuts    = param("outages", 2, { min = 0.01, max = 100, doc = "outages a year and plant, half an hour each" })

horizon { from = "2027-01-01", to = "2029-01-01" }
record  { every = "1 day" }

-- Fans and pumps of a closet are worse than those of a plant (estimates).
local rooms = {}
for i = 1, sites do
  local name = "plant " .. i
  site(name) {
    weather = epw "data/leesburg.epw.gz", interval = 1 * hour, other = 1 * kW,
    feed("feed " .. i) { stage { firm = 90 * kW, on = "2020-01-01" }, energy = 130 * USD / MWh, demand_charge = 16 * USD / kW / month,
      carbon = hourly "data/pjm-carbon-2023.csv.gz",
      outages { rate = cuts / year, lasts = 30 * min } },
    cooling("split " .. i) { kind = "chiller", chiller = "carrier-19xr", supply = 14 * degC, redundancy = "N", fan_eff = 0.45,
      pump_eff = 0.5 },
    hall("closet " .. i) { it = 45 * kW, ready = "2027-01-01", ups = "N", battery = 10 * min, build_cost = 6 * USD / W },
  }
  cluster("edge " .. i) { hall = "closet " .. i, rack = "HGX-H100x4", racks = 1, order = "2026-09-01", lead = "3 months",
    scheduler { policy = "fifo" }, job_sample = 0 }
  service("inspection " .. i) { on = "edge " .. i, model = "Llama-3.1-8B", trace = azure_llm "data/azure-llm-code.csv.gz",
    rate = 20 / s, precision = "fp8", kv = "fp8", ttft = 0.2 * s, tpot = 20 * ms }
  rooms[i] = "edge " .. i
end

site "metropolis" {
  weather = epw "data/leesburg.epw.gz", interval = 1 * hour, other = 1 * kW,
  feed "metro feed" { stage { firm = 1 * MW, on = "2020-01-01" }, price = hourly "data/pjm-price-2023.csv.gz", tariff = "pjm-large",
    carbon = hourly "data/pjm-carbon-2023.csv.gz" },
  cooling "metro loop" { kind = "dry-adiabatic", supply = 29 * degC, redundancy = "N+1" },
  hall "metro hall" { it = 45 * kW * sites, ready = "2027-01-01", ups = "N+1", battery = 10 * min },
}
cluster "metro racks" { hall = "metro hall", rack = "HGX-H100x4", racks = sites, order = "2026-09-01", lead = "3 months",
  scheduler { policy = "fifo" }, job_sample = 0 }
service "metro inspection" { on = "metro racks", model = "Llama-3.1-8B", trace = azure_llm "data/azure-llm-code.csv.gz",
  rate = 20 * sites / s, precision = "fp8", kv = "fp8", ttft = 0.2 * s, tpot = 20 * ms }

strategy "at the edge"  { own = rooms }
strategy "far away" { own = { "metro racks" } }

finance { wacc = 0.10, tax = 0.257, accounting = "us-2026" }
