-- power.lua - conversion stages: loss without load, proportional and with the square of
-- load, relative to the rating (the split is Schneider Electric's, white paper 113).
-- The coefficients are estimates that meet published efficiencies: double conversion
-- 94 to 97.5 % (eco mode 98 to 99, which colocation operators do not run), MV/LV
-- transformers 98.5 to 99.5 %, grid to rack 90 to 97 %. No-load loss can be more than
-- 40 % of all UPS losses, so redundancy costs energy.

local function loss(no_load, proportional, square, note)
  return { cite = { kind = "estimate", source = note, as_of = "2026" },
           no_load = no_load, proportional = proportional, square = square }
end

-- 95.9 % at 30 % load, 97.1 % at best (82 %), 97.1 % at full load.
converter "ups-double-conversion" (loss(0.010, 0.005, 0.015, "double conversion, 94-97.5 % published range; Schneider WP 113 terms"))

-- Line-interactive or eco mode: the load is on the mains, the inverter stands by.
converter "ups-eco" (loss(0.004, 0.002, 0.006, "eco mode 98-99 % (centiel, 2024)"))

-- 99.3 % at 42 % load, 99.0 % at full load.
converter "transformer-mv-lv" (loss(0.0015, 0, 0.0085, "dry or oil MV/LV transformer, 98.5-99.5 % published range"))

converter "busway" (loss(0.001, 0, 0.006, "busway and tap-off, conductor loss at rating 0.6 %"))

-- Power distribution units with an isolating transformer.
converter "pdu-transformer" (loss(0.004, 0, 0.013, "PDU with 480/208 V transformer, 97.5-98.5 %"))

-- Inside the rack, so inside IT: the AC figures of servers already hold it. For racks that
-- are rated on their DC side.
converter "rack-psu" (loss(0.005, 0.005, 0.016, "power shelf, 97.8 % at best (56 %), 97.5 % at full load; published 94-97.5 %"))
