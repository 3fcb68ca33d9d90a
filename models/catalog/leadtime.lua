-- leadtime.lua - how long things take from order (or request) to delivery: what a plan
-- counts on, and low, typical, high as a distribution. One draw per run is shared by all
-- that wait for the same thing.

local function lead(low, typical, high, source, as_of)
  return { cite = { kind = "published", source = source, as_of = as_of },
           typical = typical, lead = pert(low, typical, high) }
end

local function guess(low, typical, high, source)
  return { cite = { kind = "estimate", source = source, as_of = "2026" },
           typical = typical, lead = pert(low, typical, high) }
end

leadtime "power-transformer" (lead(50 * week, 128 * week, 208 * week, "Wood Mackenzie Q2 2025: 128 weeks, 144 for GSU; 50 (McKinsey) to 208 (PwC)", "2025-06"))
leadtime "distribution-transformer" (lead(30 * week, 45 * week, 86 * week, "particlenews 30-50 weeks, cybernative 12-20 months", "2025"))
leadtime "mv-switchgear" (lead(50 * week, 65 * week, 80 * week, "McKinsey: up to 80 weeks", "2026"))
leadtime "chiller" (lead(24 * week, 35 * week, 52 * week, "Cushman & Wakefield 2025: 30-40 weeks", "2025"))
leadtime "cdu" (guess(12 * week, 26 * week, 40 * week, "coolant distribution units, 2025-2026"))
leadtime "aeroderivative-turbine" (guess(18 * month, 30 * month, 42 * month, "turbines of 20 to 60 MW, between engines and large frames"))
leadtime "diesel-genset" (guess(52 * week, 80 * week, 104 * week, "gensets above 2 MW, 2024-2025"))
leadtime "recip-engine" (lead(12 * month, 15 * month, 18 * month, "sourcerockep, gas engines", "2025"))
leadtime "gas-turbine" (lead(36 * month, 60 * month, 84 * month, "S&P Global, GE Vernova backlog, large frames", "2025-05"))
leadtime "large-load-interconnect" (lead(24 * month, 48 * month, 84 * month, "JLL 2026 outlook: 4 years average, Northern Virginia up to 7", "2026"))
leadtime "substation-upgrade" (guess(18 * month, 30 * month, 48 * month, "optimistic end of large-load connection, with transformer lead"))
leadtime "data-hall" (lead(18 * month, 21 * month, 24 * month, "constructionowners.com, ground to commissioned", "2026"))
leadtime "gpu-server" (guess(4 * week, 12 * week, 36 * week, "GPU servers, 2024-2026"))
