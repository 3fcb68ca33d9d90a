-- generator.lua - generation on the site by fuel. Heat rates at full load, higher heating
-- value, 3412.14 Btu/kWh over the published rate.

local function gen(btu_per_kwh)
  return { cite = { kind = "published", as_of = "2020",
                    source = "EIA, Capital Cost and Performance Characteristics (Sargent & Lundy), heat rates HHV" },
           efficiency = 3412.14 / btu_per_kwh }
end

generator "recip-engine"   (gen(8295))
generator "aeroderivative" (gen(9124))
generator "frame-turbine"  (gen(9905))
generator "combined-cycle" (gen(6431))
generator "fuel-cell"      (gen(6469))
