-- money.lua - accounting rules: lives, tax classes, resale, upkeep. Not tax advice.
--
-- Lives of IT: 4 to 6 years in the accounts of those who own GPUs (Nebius 4, Lambda and
-- Amazon 5, Meta 5.5, Google, Microsoft and CoreWeave 6). Tax classes: IRS Publication 946,
-- table B-1: computers 5 years; land improvements and utility plant 15; buildings 39.
-- Resale of GPUs by age is an anchor curve (SpotWire, June 2026), not measured; others give
-- 0.60-0.70, 0.45, 0.25-0.35 after one, two, three years.

accounting "us-2026" {
  cite = { kind = "published", source = "IRS Publication 946, table B-1", as_of = "2025" },
  it_life = published(5 * year, "10-K filings: 4 to 6 years; Amazon 5", "2025"),
  network_life = published(5 * year, "10-K filings: as servers", "2025"),
  plant_life = estimate(15 * year, "electrical and cooling plant, as its tax class", "2026"),
  shell_life = published(39 * year, "IRS Publication 946: nonresidential real property", "2025"),
  it_class = 5 * year, network_class = 5 * year, plant_class = 15 * year, shell_class = 39 * year,
  method = "macrs",
  bonus = published(1.0, "100 % for property acquired and in service after 2025-01-19 (OBBBA, per BDO)", "2025-07"),
  residual = published({ 1, 0.78, 0.60, 0.46, 0.35 }, "SpotWire, residual value by age 0-4 years (anchor curve)", "2026-06"),
  maintenance = estimate(0.03, "assumption: 3 % of the cost of equipment a year", "2026") }

-- For a buyer who may not take the bonus, or pays no tax that it could save at once.
accounting "us-2026-no-bonus" { like = "us-2026", bonus = estimate(0, "the choice of such a buyer", "2026") }
