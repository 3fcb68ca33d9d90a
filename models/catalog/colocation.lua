-- colocation.lua - halls, power and cooling of a seller, per contracted kW of IT power a month.
--
-- Wholesale prices rise with scarcity: CBRE's average of primary US markets for 250 to 500 kW
-- went 137.86 (2022), 163.44 (2023), 184.06 (H2 2024) USD per kW and month, energy not included.
-- Larger contracts cost less; ask for a quote. The yearly escalator is what such contracts
-- commonly state.

local escalator = estimate(0.03, "yearly escalator common in wholesale contracts, 2 to 4 %", "2026")

colocation "colo-us-wholesale" { price = 184.06 * USD / kW / month, power = "pass-through", escalator = escalator,
  cite = { kind = "published", source = "CBRE North America Data Center Trends H2 2024, 250-500 kW", as_of = "2024-12" } }

colocation "colo-us-wholesale-2023" { price = 163.44 * USD / kW / month, power = "pass-through", escalator = escalator,
  cite = { kind = "published", source = "CBRE North America Data Center Trends H2 2023, 250-500 kW", as_of = "2023-12" } }
