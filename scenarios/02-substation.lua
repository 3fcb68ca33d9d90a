-- What does a late substation cost, and what would help?
--
-- Two halls of GPUs are ordered to run when a substation is energised, 18 months after the
-- start. It comes after 36. Until then 8 MW are there, delivered racks stand idle, and each week
-- costs the capital that is tied up in them.
--
-- Run:  aifsim run scenarios/02-substation.lua -o results/substation.h5
-- Ask:  --set late=0                    the plan
--       --set bridge=16                 MW of gas engines until the substation comes
--       --set flexible=16               MW at once, on terms that allow 40 hours of calls a year
--       --set late="triangular(0, 9, 18)" --replicas 20   not known how late
-- See:  binding.csv of `aifsim report` for what binds each month; delay_cost and
--       delay_cost_per_week in its summary; the Gantt chart of the page.

local late     = param("late", 18, { doc = "months that the substation is late" })
local bridge   = param("bridge", 0, { min = 0, max = 60, doc = "MW of leased gas engines from month 14" })
local flexible = param("flexible", 0, { min = 0, max = 60, doc = "MW of interruptible power from month 14" })

horizon { from = "2027-01-01", to = "2031-01-01" }
record  { every = "1 day" }

-- The market for transformers and crews is one: whoever waits for it waits together.
delay_factor "market" { factor = lognormal(1, 0.3) }

site "prairie" {
  weather = epw "data/leesburg.epw.gz", interval = 1 * hour,

  feed "utility" {
    stage { firm = 8 * MW, on = "2027-01-01", reason = "existing service" },
    stage { firm = 24 * MW, on = "2028-07-01", order = "2026-07-01", slip = months(late),
      delay = "market", reason = "substation" },
    stage { firm = 0 * MW, flexible = flexible * MW, on = "2028-03-01", reason = "interruptible" },
    price = hourly "data/pjm-price-2023.csv.gz", tariff = "pjm-large",
    carbon = hourly "data/pjm-carbon-2023.csv.gz",
    curtailable { hours_per_year = 40 * hour, call = 2 * hour },
  },
  -- Fuel: a round figure for delivered gas, 5 USD/MMBtu. Lease: 25 USD/kW and month. Both estimates.
  gas "bridge" { capacity = bridge * MW, from = "2028-03-01", to = "2030-07-01",
    fuel = 17.06 * USD / MWh, lease = 25 * USD / kW / month },

  cooling "loop" { kind = "dry-adiabatic", supply = 30 * degC, redundancy = "N+1", loop_volume = 60 * m3 },
  hall "H1" { it = 6 * MW,  ready = "2027-01-01", ups = "N+1" },
  hall "H2" { it = 20 * MW, ready = "2028-07-01", ups = "4N3", slip = 1 * month, delay = "market" },
}

cluster "lab" { hall = "H1", rack = "HGX-H100x4", racks = 100, order = "2026-09-01", lead = "4 months",
  scheduler { policy = "easy" } }
cluster "frontier" { hall = "H2", rack = "GB200-NVL72", racks = 132, order = "2027-12-01", lead = "7 months",
  scheduler { policy = "easy" }, job_sample = 0.1 }

training "pretrain" { on = "frontier", model = "Llama-3.1-405B", tokens = 12e12, gpus = 8192, seq = 8192,
  global_batch = 2048, precision = "fp8", start = "2028-09-01", every = "2 months",
  checkpoint = every "30 min", restart = 15 * min }
batch "research" { on = "lab", trace = philly "data/philly.csv.gz", stretch = "bootstrap-weeks", gpu_scale = 4 }

finance { wacc = 0.10, tax = 0.257, accounting = "us-2026" }

-- What a lost cooling loop costs once everything runs.
at("2030-09-01", trip "loop", { hours = 2 })
