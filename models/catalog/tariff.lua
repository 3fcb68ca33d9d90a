-- tariff.lua - terms of electricity contracts in the United States. Wires charges and
-- energy are separate: most entries hold no energy price, which comes as an hourly series.

-- AEP Ohio, data centres above 25 MW: at least 85 % of the contracted power is billed for up
-- to 12 years after a ramp. It is a charge for wires: 7.45 USD/kW-month follows from 26.8 and
-- 44.7 MUSD a year for 500 MW at 60 % and 100 % (FactSet).
tariff "aep-ohio-dct" {
  cite = { kind = "published", source = "AEP Ohio data center tariff, PUCO 2025; FactSet for the rider", as_of = "2025" },
  demand_charge = 7.45 * USD / kW / month, minimum_take = 85 * percent,
  ramp = estimate(4 * year, "load ramp allowance; 4 of 12 years assumed", "2025"),
  ramp_first = estimate(0.5, "first year's share, assumed", "2025") }

-- A large industrial service in the PJM area: transmission and distribution demand together.
tariff "pjm-large" {
  cite = { kind = "estimate", source = "order of large-power demand charges in PJM, 8-16 USD/kW-month", as_of = "2026" },
  demand_charge = 12 * USD / kW / month, ratchet = 60 * percent,
  adder = estimate(5 * USD / MWh, "supplier margin, ancillary services and losses", "2026") }

-- Flat retail price, industrial average.
tariff "flat-industrial-us" {
  cite = { kind = "estimate", source = "order of EIA's average industrial price, 80 USD/MWh all-in", as_of = "2025" },
  energy = 80 * USD / MWh }
