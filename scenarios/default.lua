-- An enterprise AI factory in Northern Virginia, 2027 to 2032.
--
-- The first hall has power from the first day. The second is built on time but waits for a
-- utility upgrade that lands 18 to 36 months after the start. Research jobs are drawn
-- week by week from a measured GPU-cluster trace. The same demand is met three
-- ways: own everything, rent everything, own and burst into the cloud.
local growth = param("research_growth", 0.20, { min = 0, max = 3, doc = "research jobs, growth per year" })

horizon { from = "2027-01-01", to = "2032-01-01" }
record  { every = "6 h", "ashburn.*", "utility.*", "loop.*", "H1.*", "H2.*", "train.*", "next.*" }

site "ashburn" {
  weather = epw "data/leesburg.epw.gz",

  feed "utility" {
    stage { firm = 12 * MW, on = "2027-01-01", reason = "existing service" },
    stage { firm = 24 * MW, on = "2028-07-01", slip = triangular(0, 8, 18) * month, reason = "substation upgrade" },
    price = hourly "data/pjm-price-2023.csv.gz", adder = 22 * USD / MWh,
    demand_charge = 9 * USD / kW / month, minimum_take = 0.85, ramp = "2 years",
    carbon = hourly "data/pjm-carbon-2023.csv.gz",
  },

  cooling "loop" { kind = "dry-adiabatic", supply = 30 * degC, redundancy = "N+1" },

  hall "H1" { it = 9 * MW, ready = "2027-01-01", ups = "N+1", busway = 1 * MW, cooling = "loop" },
  hall "H2" { it = 20 * MW, ready = "2028-07-01", ups = "4N3", busway = 1 * MW, cooling = "loop" },
}

cluster "train" { hall = "H1", rack = "HGX-H100x4", racks = 120, order = "2026-09-01", lead = "4 months",
  job_sample = 0.01,
  scheduler { policy = "easy", placement = "pack" },
  storage { capacity = 20 * PB, read = 1 * TB / s, write = 500 * GB / s },
  failures { gpu_mtbf = "50000 h", repair = "24 h" },
}
cluster "next" { hall = "H2", rack = "GB200-NVL72", racks = 140, order = "2028-01-01", lead = "6 months",
  job_sample = 0.01,
  scheduler { policy = "easy" }, failures { gpu_mtbf = "50000 h", repair = "24 h" } }

batch "research" { on = "train", trace = philly "data/philly.csv.gz", stretch = "bootstrap-weeks",
  gpu_scale = 6, growth = growth, checkpoint = 30 * min, restart = 10 * min }
batch "big" { on = "next", trace = philly "data/philly.csv.gz", stretch = "bootstrap-weeks", scale = 0.5,
  gpu_scale = 24, growth = growth, checkpoint = 30 * min, restart = 10 * min }

staff "operations" { people = 24, role = "operator", when = "own" }

strategy "on-prem" { own = { "train", "next" } }
strategy "cloud" { rent = { "train", "next" }, price = "cloud-h100", reserved = 0.7 }
strategy "hybrid" { own = { "train", "next" }, burst = { "train", "next" }, price = "cloud-h100", when_queue = 30 * min }

finance { wacc = 0.10, tax = 0.257, inflation = 0.025, accounting = "us-2026" }
