-- rack.lua - racks as they are bought and fed.
--
-- `max` is what the feeder is sized for (rated input of the servers and the rest); `extra` the
-- power of what stands in the rack beside servers; `price` the cabinet, power and in-rack
-- network; `network_per_gpu` the scale-out share: NIC, leaf and spine ports, optics, cables.

local function cabinet(x) return estimate(x * kUSD, "cabinet, busbar or PDUs, management switch, cabling, install", "2026") end
local function network(x) return estimate(x * kUSD, "NIC 1.5-2, three optics 0.8, 1.25 ports of a switch; 13 % of capex (Bernstein)", "2025-10") end
local air = estimate(0.35 * kW, "management switch and rack PDU losses", "2025")

rack "HGX-A100x4" { server = "HGX-A100", servers = 4, extra = air,
  cite = { kind = "datasheet", source = "rated input of four servers and the rest", as_of = "2021" },
  max = 26.5 * kW, price = cabinet(15), network_per_gpu = network(4) }
rack "HGX-H100x4" { server = "HGX-H100", servers = 4, extra = air,
  cite = { kind = "datasheet", source = "rated input of four servers and the rest", as_of = "2022" },
  max = 41.3 * kW, price = cabinet(20), network_per_gpu = network(6.5) }
-- A tank of four: heat exchanger and pump are the plant's.
rack "HGX-H100-tankx4" { like = "HGX-H100x4", server = "HGX-H100-immersion" }
rack "HGX-H200x4" { server = "HGX-H200", servers = 4, extra = air,
  cite = { kind = "datasheet", source = "rated input of four servers and the rest", as_of = "2024" },
  max = 41.3 * kW, price = cabinet(20), network_per_gpu = network(6.5) }
rack "HGX-B200x4" { server = "HGX-B200", servers = 4, extra = air,
  cite = { kind = "datasheet", source = "rated input of four servers and the rest", as_of = "2025" },
  max = 57.6 * kW, price = cabinet(25), network_per_gpu = network(6.5) }
rack "HGX-B300x4" { server = "HGX-B300", servers = 4, extra = air,
  cite = { kind = "datasheet", source = "rated input of four servers and the rest", as_of = "2025" },
  max = estimate(62.4 * kW, "rated input of four servers and the rest", "2025"),
  price = cabinet(25), network_per_gpu = network(9) }

rack "GB200-NVL72" { server = "GB200-tray", servers = 18,
  cite = { kind = "published", source = "introl, awesomeagents: 120 kW typical, shelf output 132 kW", as_of = "2025" },
  extra = published(6.6 * kW, "nine NVLink switch trays 3.6 kW (introl), 2.5 % shelf loss", "2025"),
  max = 132 * kW,
  price = estimate(400 * kUSD, "3.1 MUSD a rack (fetchlogic; 2.0-3.4) less 18 trays", "2025"),
  network_per_gpu = network(7) }
rack "GB300-NVL72" { server = "GB300-tray", servers = 18,
  cite = { kind = "published", source = "NVIDIA Mission Control FAQ 135 kW; manishklach peak 142 kW", as_of = "2025" },
  extra = published(6.6 * kW, "nine NVLink switch trays 3.6 kW (introl), 2.5 % shelf loss", "2025"),
  max = 142 * kW,
  price = estimate(580 * kUSD, "4.0 MUSD a rack (3.7-4.6) less 18 trays", "2026"),
  network_per_gpu = network(9) }
