-- server.lua - servers: accelerators and the power, heat path and price of the rest.
--
-- `base` and `busy` are the AC power of all but the GPUs, derived where a whole server was
-- measured: what was read less eight GPUs idle or at the load stated. Prices are per server
-- with GPUs, without the scale-out network and storage. `fans` and `fans_rest` are the part of
-- `busy` and `base` that fans draw at an intake of up to 27 degC: of HGX-H100 what the same
-- board draws less in an immersion tank.

local function fans(busy, rest, why)
  return estimate(busy * kW, why, "2026-11"), estimate(rest * kW, why, "2026-11")
end
local immersed = "HGX-H100 less HGX-H100-immersion: 2.8 - 1.7 kW, 2.2 - 1.6 kW"
local h_fans, h_rest = fans(1.1, 0.6, immersed)
local a_fans, a_rest = fans(0.65, 0.35, "13 % of 5 kW, as HGX-H100")
local b_fans, b_rest = fans(1.5, 0.8, "HGX-H100 by rated power, 14.3 to 10.2 kW")
local t_fans, t_rest = fans(0.12, 0.06, "13 % of the heat that goes to air, as HGX-H100")

server "HGX-A100" { gpu = "a100-80g-sxm", gpus = 8,
  embodied = estimate(2200 * kg, "HGX-H100 with less memory", "2026"),
  cite = { kind = "datasheet", source = "NVIDIA DGX A100 datasheet", as_of = "2021" },
  base = measured(1.0 * kW, "AcmeTrace server_power p5 1.51 kW less 8 x 62 W", "2023"),
  busy = measured(1.8 * kW, "AcmeTrace server_power p95 5.04 kW less 8 x 408 W", "2023"),
  fans = a_fans, fans_rest = a_rest,
  max = 6.5 * kW,
  price = estimate(120 * kUSD, "8 x 12 kUSD and a quarter", "2026") }

server "HGX-H100" { gpu = "h100-sxm", gpus = 8,
  embodied = estimate(2500 * kg, "baseboard 1.3 t by its maker's product carbon footprint; host, power and chassis the rest", "2026"),
  cite = { kind = "datasheet", source = "NVIDIA DGX H100 datasheet", as_of = "2022" },
  base = measured(2.2 * kW, "MLPerf Training v4.1 power logs, Dell XE9680: 2.7 to 2.9 kW at rest less 8 x 70 W", "2024-10"),
  busy = published(2.8 * kW, "Latif et al. 2024, arXiv 2412.08602: most of any load on an 8-GPU H100 node 8.4 kW, less 8 x 700 W", "2024-12"),
  fans = h_fans, fans_rest = h_rest,
  max = 10.2 * kW,
  price = estimate(288 * kUSD, "8 x 30 kUSD and a fifth; systems with network run 45 to 50 kUSD per GPU", "2026") }

-- The same board in an immersion tank: no fans.
server "HGX-H100-immersion" { like = "HGX-H100",
  base = measured(1.6 * kW, "MLPerf Training v4.0 power logs, Supermicro, one node: 2.06 to 2.27 kW at rest less 8 x 70 W", "2024-05"),
  busy = measured(1.7 * kW, "MLPerf Training v4.0 power logs, Supermicro, one node (unet3d): 7.3 kW at the power limit less 8 x 700 W", "2024-05"),
  fans = estimate(0 * W, "none in a tank", "2024-05"), fans_rest = estimate(0 * W, "none in a tank", "2024-05"),
  liquid = estimate(1.0, "all heat leaves in the fluid", "2024-05") }

server "HGX-H200" { gpu = "h200-sxm", gpus = 8,
  embodied = estimate(2500 * kg, "as HGX-H100", "2026"),
  cite = { kind = "datasheet", source = "NVIDIA DGX H200 datasheet", as_of = "2024" },
  base = estimate(2.2 * kW, "as HGX-H100: same board and host", "2024-10"),
  busy = estimate(2.9 * kW, "as HGX-H100: same board and host", "2024-10"),
  fans = h_fans, fans_rest = h_rest,
  max = 10.2 * kW,
  price = estimate(328 * kUSD, "HGX-H100 and 8 x 5 kUSD", "2026") }

server "HGX-B200" { gpu = "b200-sxm", gpus = 8,
  embodied = estimate(3400 * kg, "HGX-H100; baseboard 2.2 t by the maker's 0.50 to 0.66 g per exaFLOP", "2026"),
  cite = { kind = "datasheet", source = "NVIDIA DGX B200 datasheet", as_of = "2025" },
  base = estimate(2.8 * kW, "HGX-H100 scaled by rated power 14.3 to 10.2 kW, fans below", "2025"),
  busy = estimate(4.0 * kW, "HGX-H100 scaled by rated power 14.3 to 10.2 kW", "2025"),
  fans = b_fans, fans_rest = b_rest,
  max = 14.3 * kW,
  price = estimate(400 * kUSD, "8 x 40 kUSD and a quarter", "2026") }

server "HGX-B300" { gpu = "b300-sxm", gpus = 8,
  embodied = estimate(3600 * kg, "HGX-B200 with more memory", "2026"),
  cite = { kind = "datasheet", source = "NVIDIA DGX B300 datasheet", as_of = "2025" },
  base = estimate(2.8 * kW, "as HGX-B200", "2025"), busy = estimate(4.2 * kW, "as HGX-B200 with 800 Gbit/s NICs", "2025"),
  fans = b_fans, fans_rest = b_rest,
  max = estimate(15.5 * kW, "HGX-B200 and 8 x 100 W, NICs", "2025"),
  price = estimate(480 * kUSD, "8 x 48 kUSD and a quarter", "2026") }

server "GB200-tray" { gpu = "gb200-nvl72", gpus = 4,
  embodied = estimate(2000 * kg, "half of an HGX-B200 baseboard; two Grace and cold plates the rest", "2026"),
  cite = { kind = "published", source = "fibermall: GB200 compute tray 5.4 kW; epium quoting Morgan Stanley 6.6 kW", as_of = "2025" },
  base = estimate(0.7 * kW, "two Grace at rest, NICs, drives", "2025"),
  busy = published(1.5 * kW, "tray of 6.3 kW less 4 x 1.2 kW", "2025"),
  fans = t_fans, fans_rest = t_rest,
  max = 6.6 * kW, liquid = estimate(0.85, "cold plates on GPU, CPU and NVLink switches; the rest to air", "2025"),
  price = estimate(150 * kUSD, "2.7 MUSD of a 3.1 MUSD rack over 18 trays", "2026") }

server "GB300-tray" { gpu = "gb300-nvl72", gpus = 4,
  embodied = estimate(2100 * kg, "GB200-tray with more memory", "2026"),
  cite = { kind = "published", source = "NVIDIA Mission Control FAQ, via stas00/ml-engineering: 4 x 1.4 + 1 + 0.9 kW", as_of = "2025" },
  base = estimate(1.0 * kW, "0.9 kW static and Grace at rest", "2025"), busy = 1.9 * kW, fans = t_fans, fans_rest = t_rest,
  max = 7.5 * kW,
  liquid = estimate(0.90, "as GB200 with fewer fans", "2025"),
  price = estimate(190 * kUSD, "3.4 MUSD of a 4.0 MUSD rack over 18 trays", "2026") }
