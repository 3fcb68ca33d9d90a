-- Build a hall, or stand in somebody else's?
--
-- The same two clusters under five contracts: in a hall of our own, in colocation with the utility's bill
-- passed through, all-in, with too little power let, and as cloud GPUs. The landlord's site is simulated as
-- it stands: what his plant draws is what is passed on.
--
-- Run:  aifsim run scenarios/05-colocation.lua -o results/colocation.h5
-- Ask:  --set let=4               MW in the small contract: the second cluster does not fit
--       --set price=140           USD per kW and month
-- See:  the decision and the cost by strategy in `aifsim report`; binding.csv says "contract".

local let   = param("let", 3.5, { min = 0.5, max = 20, doc = "MW of IT power in the small contract" })
local price = param("price", 184, { min = 20, max = 600, doc = "USD per kW and month; CBRE H2 2024, 250 to 500 kW" })

horizon { from = "2027-01-01", to = "2031-01-01" }
record  { every = "1 day" }

site "campus" {
  weather = epw "data/leesburg.epw.gz", interval = 1 * hour,
  feed "utility" { stage { firm = 8 * MW, on = "2026-12-01" }, price = hourly "data/pjm-price-2023.csv.gz", tariff = "pjm-large",
    carbon = hourly "data/pjm-carbon-2023.csv.gz" },
  cooling "loop" { kind = "dry-adiabatic", supply = 30 * degC, redundancy = "N+1" },
  hall "H1" { it = 5.5 * MW, ready = "2027-01-01", ups = "N+1", busway = 0.5 * MW },
}

cluster "train" { hall = "H1", rack = "HGX-H100x4", racks = 60, order = "2026-08-01", lead = "4 months", scheduler { policy = "easy" } }
cluster "tune"  { hall = "H1", rack = "HGX-H100x4", racks = 60, order = "2027-02-01", lead = "4 months", scheduler { policy = "easy" } }

training "pretrain" { on = "train", model = "Llama-3.1-70B", tokens = 1.5e12, gpus = 1792, seq = 8192, global_batch = 896,
  start = "2027-02-01", every = "2 months", checkpoint = 30 * min, restart = 10 * min }
training "adapt" { on = "tune", model = "Llama-3.1-70B", tokens = 100e9, gpus = 512, seq = 8192, global_batch = 512,
  start = "2027-07-01", every = "1 day", checkpoint = 30 * min, restart = 10 * min }

colocation "seller-metered" { price = price * USD / kW / month, power = "pass-through", escalator = 0.03 }
-- All-in: 95 USD/kW-month more, 0.1 USD/kWh at 1.3 PUE (estimate).
colocation "seller-all-in"  { price = (price + 95) * USD / kW / month, power = "all-in", escalator = 0.03 }
colocation "seller-small"   { price = price * USD / kW / month, power = "pass-through", escalator = 0.03, limit = let * MW }

strategy "own"       { own = { "train", "tune" } }
strategy "metered"   { own = { "train", "tune" }, colo = "seller-metered" }
strategy "all-in"    { own = { "train", "tune" }, colo = "seller-all-in" }
strategy "small"     { own = { "train", "tune" }, colo = "seller-small" }
strategy "cloud"     { rent = { "train", "tune" }, price = "cloud-h100", reserved = 0.7 }

finance { wacc = 0.10, tax = 0.257, accounting = "us-2026" }
