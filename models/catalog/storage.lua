-- storage.lua - kinds of storage by their size: rates per byte of capacity.
--
-- `read_per_byte` and `write_per_byte` are sustained rates over usable capacity, taken from systems
-- whose size and rate are both published; a system of another size is scaled in proportion. No
-- price per byte is published with them: give `price` where it matters (storage is 1 to 1.5 % of
-- an AI site's capital, Bernstein 2025-10).

local llama3 = "Llama 3 405B training storage (Tectonic): 240 PB, 7500 servers, 2 TB/s sustained, 7 TB/s peak; Grattafiori et al. 2024, sec. 3.3.1"

storage_tier "tectonic-2024" { cite = { kind = "published", source = llama3, as_of = "2024-07" },
  read_per_byte = 2 * TB / s / (240 * PB), write_per_byte = 2 * TB / s / (240 * PB) }
storage_tier "tectonic-2024-peak" { cite = { kind = "published", source = llama3, as_of = "2024-07" },
  read_per_byte = 7 * TB / s / (240 * PB), write_per_byte = 7 * TB / s / (240 * PB) }
