-- An enterprise AI factory in Northern Virginia, 2027 to 2032.
--
-- The first hall has power from the first day. The second is built on time but waits for a
-- utility upgrade, planned 18 months after the start and likely to land later. Research jobs
-- are drawn week by week from a measured GPU-cluster trace, an assistant serves
-- requests of a measured trace with a daily shape and growth, and pretraining campaigns want
-- the second hall. One demand, three ways to meet it: own, rent, own and burst.
--
-- Run:  aifsim run scenarios/default.lua -o results/default.h5
-- Ask:  --set upgrade=18        what if the utility is 18 months late?
--       --set growth=1.0        what if serving doubles every year?

-- What is not known, as distributions: the base case stands at the median of each, replicas
-- draw them. A param drawn once holds wherever it is written.
local growth   = param("growth", triangular(0.2, 0.5, 0.8), { min = 0, max = 5, doc = "serving demand, growth per year" })
local research = param("research", triangular(0.04, 0.12, 0.20), { min = 0, max = 5, doc = "research jobs, growth per year" })
local upgrade  = param("upgrade", triangular(0, 8, 18), { doc = "months that the utility upgrade is late" })
local delivery = param("delivery", triangular(5, 7, 9), { doc = "months from order to delivery of the frontier racks" })
local racks    = param("rack_price", triangular(0.85, 1, 1.15), { doc = "prices of racks over the catalog's" })
local build    = param("build", triangular(9.3, 11.7, 15.0), { doc = "USD/W of halls: Cushman & Wakefield 2025, 9.3 to 15.0" })
local rents    = param("rent_price", lognormal(1, 0.2), { doc = "cloud prices over the catalog's" })
local drift    = param("rent_drift", triangular(-0.30, -0.15, 0.05), { doc = "cloud prices, change per year: models/catalog/cloud.lua" })
local energy   = param("energy_drift", triangular(-0.01, 0.02, 0.05), { doc = "energy prices, growth per year" })
local resale   = param("resale", triangular(0.4, 1, 1.6), { doc = "resale value of IT over the catalog's" })
local mtbf     = param("mtbf", lognormal(50.7, 0.3), { doc = "thousand hours between failures of a GPU: Grattafiori et al. 2024" })

local built    = published(build * USD / W, "Cushman & Wakefield, US data center development cost guide: mean 11.7 USD/W", "2025")

horizon { from = "2027-01-01", to = "2032-01-01" }
record  { every = "6 h" }

site "ashburn" {
  weather = epw "data/leesburg.epw.gz",

  feed "utility" {
    stage { firm = 8 * MW, on = "2027-01-01", reason = "existing service" },
    stage { firm = 20 * MW, on = "2028-07-01", slip = months(upgrade), reason = "substation upgrade" },
    price = hourly "data/pjm-price-2023.csv.gz", tariff = "pjm-large", escalation = energy,
    carbon = hourly "data/pjm-carbon-2023.csv.gz",
  },
  cooling "loop" { kind = "dry-adiabatic", supply = 30 * degC, redundancy = "N+1" },
  hall "H1" { it = 9 * MW,  ready = "2027-01-01", ups = "N+1", busway = 1 * MW, build_cost = built },
  hall "H2" { it = 20 * MW, ready = "2028-07-01", ups = "4N3", busway = 1.2 * MW, build_cost = built },
}

-- Research and the assistant live in the first hall, pretraining waits for the second.
cluster "lab" { hall = "H1", rack = "HGX-H100x4", racks = 96, order = "2026-09-01", lead = "4 months", price_level = racks,
  spares = 2 * percent, job_sample = 0.02,
  scheduler { policy = "easy" }, failures { profile = "llama3-2024", gpu_mtbf = 1000 * mtbf * hour }, fabric { network = "IB-NDR" },
  storage { tier = "tectonic-2024", capacity = 10 * PB } }

cluster "serve" { hall = "H1", rack = "HGX-H200x4", racks = 48, order = "2026-09-01", lead = "4 months", price_level = racks,
  job_sample = 0.02,
  scheduler { policy = "fifo" }, failures { profile = "llama3-2024", gpu_mtbf = 1000 * mtbf * hour }, fabric { network = "RoCE-400" } }

cluster "frontier" { hall = "H2", rack = "GB200-NVL72", racks = 132, order = "2027-12-01", lead = months(delivery), price_level = racks,
  spares = 2 * percent,
  scheduler { policy = "easy" }, failures { profile = "llama3-2024", gpu_mtbf = 1000 * mtbf * hour }, fabric { network = "IB-NDR" },
  storage { tier = "tectonic-2024", capacity = 30 * PB } }

batch "research" { on = "lab", trace = philly "data/philly.csv.gz", stretch = "bootstrap-weeks",
  gpu_scale = 4, growth = research, checkpoint = 30 * min, restart = 10 * min }

service "assistant" { on = "serve", model = "Llama-3.1-70B", trace = azure_llm "data/azure-llm-code.csv.gz",
  rate = 600 / s, growth = growth, precision = "fp8", kv = "fp8", ttft = 1 * s, tpot = 50 * ms, zone = -5 * hour }

training "pretrain" { on = "frontier", model = "Llama-3.1-405B", tokens = 15e12, gpus = 8192, seq = 8192,
  global_batch = 2048, precision = "fp8", start = "2028-07-01", every = "2 months",
  checkpoint = every "30 min", restart = 15 * min, burst = true }

staff "operations"  { people = 18, role = "operator", when = "own" }
staff "platform"    { people = 10, role = "engineer" }

local prices = { "cloud-h100", "cloud-h200", "cloud-gb200" }

strategy "on-prem" { own = { "lab", "serve", "frontier" } }
strategy "cloud"   { rent = { "lab", "serve", "frontier" }, price = prices, reserved = 0.5, price_level = rents, price_drift = drift }
strategy "hybrid"  { own = { "lab", "frontier" }, rent = { "serve" }, burst = { "lab" },
                     price = prices, reserved = 0.5, price_level = rents, price_drift = drift, when_queue = 30 * min }

finance { wacc = 0.10, tax = 0.257, inflation = 0.025, resale = resale, accounting = "us-2026" }
