-- The substation comes in three years. What carries a 20 MW hall until then, and at what price in carbon?
--
-- Engines or fuel cells behind the meter are leased until the grid arrives; sun and a battery that is kept
-- to it take some of the fuel away. A limit on carbon by year may hold the site back: racks are then capped
-- so that what is left of the year's limit lasts.
--
-- Run:  aifsim run scenarios/06-gas-bridge.lua -o results/bridge.h5
-- Ask:  --set bridge=0            wait for the grid
--       --set type=fuel-cell      instead of recip-engine; aeroderivative, combined-cycle
--       --set sun=0               no solar, no battery
--       --set limit=25            thousand tonnes of CO2 a year at most
-- See:  idle_capital, site_carbon, embodied_carbon, carbon_over, generated_energy in the summary; binding.csv.

local bridge = param("bridge", 26, { min = 0, max = 60, doc = "MW of generation on the site" })
local kind   = param("type", "recip-engine", { doc = "recip-engine, aeroderivative, fuel-cell, combined-cycle" })
local sun    = param("sun", 10, { min = 0, max = 100, doc = "MW of solar, with 2 h of battery at a quarter of it" })
local limit  = param("limit", 1000, { min = 0.1, max = 1e6, doc = "thousand tonnes of CO2 a year" })

horizon { from = "2027-01-01", to = "2032-01-01" }
record  { every = "1 day" }

site "plains" {
  weather = epw "data/leesburg.epw.gz", interval = 1 * hour,
  carbon_limit = { limit * 1e6 * kg }, carbon_pace = true,

  task "air permit"  { start = "2026-03-01", takes = "10 months" },
  task "gas line"    { after = { "air permit" }, takes = "5 months" },

  feed "utility" {
    stage { firm = 2 * MW, on = "2026-12-01", reason = "construction power" },
    stage { firm = 26 * MW, order = "2027-01-01", on = "2030-01-01", reason = "substation" },
    price = hourly "data/pjm-price-2023.csv.gz", tariff = "pjm-large", carbon = hourly "data/pjm-carbon-2023.csv.gz",
  },
  -- Fuel: 5 USD/MMBtu delivered. Lease: 25 USD/kW and month with upkeep. Both round figures (estimates).
  gas "bridge" { capacity = bridge * MW, from = "2027-06-01", to = "2030-04-01", after = { "gas line" }, type = kind,
    fuel = 17.06 * USD / MWh, lease = 25 * USD / kW / month },
  solar "field" { power = sun * MW, from = "2027-06-01", build_cost = 1.2 * USD / W },
  bess "night" { power = math.max(sun / 4, 0.1) * MW, energy = math.max(sun / 2, 0.1) * MWh, target = 13 * MW, charge_from = "solar",
    on = "2027-06-01" },

  cooling "loop" { kind = "dry-adiabatic", supply = 32 * degC, redundancy = "N+1" },
  hall "H1" { it = 20 * MW, ready = "2027-07-01", ups = "4N3" },
}

cluster "frontier" { hall = "H1", rack = "GB200-NVL72", racks = 140, order = "2026-11-01", lead = "7 months",
  scheduler { policy = "easy" } }

training "pretrain" { on = "frontier", model = "Llama-3.1-405B", tokens = 10e12, gpus = 8192, seq = 8192,
  global_batch = 2048, precision = "fp8", start = "2027-08-01", every = "6 weeks",
  checkpoint = every "30 min", restart = 15 * min }

finance { wacc = 0.10, tax = 0.257, accounting = "us-2026" }
