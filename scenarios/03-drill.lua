-- What happens, second by second and in money, when cooling or power fails?
--
-- One hall of liquid-cooled racks trains one large model. A CDU stops, then the whole loop, then
-- the utility. Each drill says what was lost, for how long, who throttled, what it cost. Two lenses
-- look closer without touching the run: the hall at one second while CDUs are lost, and
-- its power by frequency, against a limit on ramps. There are no random failures here: what is
-- lost, the drills have cost.
--
-- Run:  aifsim run scenarios/03-drill.lua -o results/drill.h5
-- Ask:  --set water=120            m3 in the loop: does ride-through carry two hours?
--       --set standby=0            no generators behind the UPS
--       --set ramp=60              MW per minute that the utility allows
--       --set keep=burn            racks keep that limit: burn, or a store behind them
-- See:  drill_lost, drill_time, drill_cost, time_to_throttle, time_to_off in the summary; /events;
--       /transient and /spectrum, and the figures of the same names.

local water   = param("water", 40, { min = 1, max = 5000, doc = "m3 of water in the cooling loop" })
local standby = param("standby", 12, { min = 0, max = 100, doc = "standby generators of 2.5 MW" })
local ramp    = param("ramp", 10, { min = 0.1, max = 1e4, doc = "MW per minute that the connection allows" })
local keep    = param("keep", "none", { doc = "who keeps the limit on ramps: none (it is only looked at), burn or store" })

horizon { from = "2027-01-01", to = "2027-03-01" }
record  { every = "1 h" }

site "plains" {
  weather = epw "data/leesburg.epw.gz", interval = 15 * min,

  feed "utility" {
    ramp_limit = keep ~= "none" and ramp * MW / min or nil, ramp_by = keep ~= "none" and keep or nil,
    stage { firm = 30 * MW, on = "2026-12-01" },
    price = hourly "data/pjm-price-2023.csv.gz", tariff = "pjm-large",
    carbon = hourly "data/pjm-carbon-2023.csv.gz",
  },
  -- Diesel at 30 USD/MMBtu, about 4.1 USD a gallon (estimate).
  genset "standby" { unit = 2.5 * MW, units = standby, fuel = 102 * USD / MWh },

  cooling "loop" { kind = "dry-adiabatic", supply = 32 * degC, redundancy = "N+1", loop_volume = water * m3 },
  hall "H1" { it = 18 * MW, ready = "2026-12-01", ups = "4N3", battery = 5 * min },

  transient "two CDUs" { hall = "H1", at = "2027-01-20", cdus_lost = 2, after = 10 * min },
  ripple "swing" { hall = "H1", at = "2027-01-20", ramp_limit = ramp * MW / min },
}

cluster "frontier" { hall = "H1", rack = "GB200-NVL72", racks = 132, order = "2026-06-01", lead = "6 months",
  scheduler { policy = "easy" },
  cdu "cdu-1" { racks = 12 }, cdu "cdu-2" { racks = 12 }, cdu "cdu-3" { racks = 12 },
}

-- 9,504 GPUs stand there, the job takes 8,192: a lost CDU leaves room to start again.
training "pretrain" { on = "frontier", model = "Llama-3.1-405B", tokens = 30e12, gpus = 8192, seq = 8192,
  global_batch = 2048, precision = "fp8", checkpoint = every "30 min", restart = 15 * min }

finance { wacc = 0.10, tax = 0.257, accounting = "us-2026" }

at("2027-01-25", trip "cdu-3", { hours = 1 })
at("2027-02-01", trip "loop", { hours = 1 })
at("2027-02-08", trip "utility", { hours = 4 })
