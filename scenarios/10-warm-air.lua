-- How warm should the air be?
--
-- A hall of H100 servers cooled by air. Warmer supply saves compressors; beyond 27 degC at the intake
-- the servers' fans and the leakage of their chips cost more than is saved. PUE keeps falling all the
-- same, as fans inside racks are IT: look at the energy of the site, or at its TUE.
--
-- Run:  aifsim run scenarios/10-warm-air.lua -o results/warm-air.h5
-- Ask:  --set supply=18           degC; then 22, 26, 30: `pue`, `tue` and `facility_energy` of the summary
--       --set plant=2             1: air-cooled chillers; 2: outside air with chillers for hot and damp hours
-- See:  the power figure (fans of servers), "PUE and WUE by month".

local supply = param("supply", 22, { min = 10, max = 32, doc = "water of the chillers, or air from outside [degC]" })
local plant  = param("plant", 1, { min = 1, max = 2, doc = "1: air-cooled chillers; 2: outside air" })
local kinds  = {
  { kind = "chiller", supply = supply * degC, chiller = "air-screw", air_limit = 45 * degC },
  { kind = "outside-air", supply = supply * degC, chiller = "air-screw", trim = 3 * MW, air_limit = 45 * degC },
}

horizon { from = "2027-01-01", to = "2028-01-01" }
record  { every = "1 h" }

site "hall by air" {
  weather = epw "data/leesburg.epw.gz", interval = 1 * hour, install = 0 * s, other = 20 * kW, water_price = 1.5e-3 * USD / kg,
  feed "utility" { stage { firm = 5 * MW, on = "2026-12-01" }, price = hourly "data/pjm-price-2023.csv.gz", tariff = "pjm-large",
    carbon = hourly "data/pjm-carbon-2023.csv.gz" },
  cooling "plant" (kinds[plant]),
  hall "H1" { it = 2.5 * MW, ready = "2026-12-01", ups = "N+1", busway = 250 * kW },
}

cluster "train" { hall = "H1", rack = "HGX-H100x4", racks = 48, order = "2026-12-01", scheduler { policy = "easy" } }
training "pretrain" { on = "train", model = "Llama-3.1-70B", tokens = 1e14, gpus = 1536, seq = 8192, global_batch = 1536,
  checkpoint = 30 * min, restart = 10 * min }

strategy "own" { own = { "train" } }
finance { wacc = 0.10, tax = 0.257, accounting = "us-2026" }
