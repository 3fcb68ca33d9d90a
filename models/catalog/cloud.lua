-- cloud.lua - what a rented GPU costs, per GPU and hour, on demand, reserved and on spot.
--
-- One GPU is sold at prices that differ by a factor of 2.5 to 5, and the level moved from
-- 8 to 1.70 to 2.35 USD within three years (H100, 2023 to 2026): compare strategies over a
-- range of rents. Where a seller's committed or spot price is not published, the typical
-- discount stands in and the entry says `estimate`:
--   reserved for a year  37 % off   (30 to 50 %: digiteria, mercatus, 2026)
--   reserved for three   50 % off   (up to 60 % for committed use at CoreWeave, 2026)
--   spot                 60 % off   (50 to 90 %: digiteria, compux, 2026)
-- `addon` is what storage, egress and management add to the bill of GPU-hours: 30 to 50 %
-- as a vendor says (mercatus, 2026-05). `drift` is the yearly change of the price level:
-- triangular(-0.30, -0.15, 0.05) spans what is argued for; the entry holds the mode.

local addon = published(0.40, "mercatus, hidden cost on top of GPU-hours, 30-50 % (vendor claim)", "2026-05")
local drift = estimate(-0.15, "range -0.30 to 0.05 a year; H100 went 8 (2023), 1.70 (2025-10), 2.35 (2026-03)", "2026-05")

local function less(price, share, what)
  return estimate(price * (1 - share) * USD / hour, what, "2026")
end

cloud_price "cloud-h100" { gpu = "h100-sxm",
  cite = { kind = "published", source = "aimultiple, cohort median of 37 providers", as_of = "2026-05" },
  on_demand = 2.95 * USD / hour,
  reserved_1y = published(2.35 * USD / hour, "SemiAnalysis H100 one-year contract index, quoted by compux.net", "2026-03"),
  reserved_3y = less(2.95, 0.50, "on demand less 50 % (up to 60 % committed, CoreWeave)"),
  spot = less(2.95, 0.60, "on demand less 60 % (digiteria 50-65 %, compux 50-90 %)"),
  addon = addon, drift = drift }

cloud_price "cloud-h100-hyperscaler" { gpu = "h100-sxm",
  cite = { kind = "published", source = "datareceipts 109-gpu-pricing, AWS p5 on demand", as_of = "2026-11" },
  on_demand = 6.88 * USD / hour,
  reserved_1y = less(6.88, 0.37, "on demand less 37 % (30-50 %)"),
  reserved_3y = less(6.88, 0.50, "on demand less 50 %"),
  spot = less(6.88, 0.60, "on demand less 60 %"),
  addon = addon, drift = drift }

cloud_price "cloud-h100-coreweave" { gpu = "h100-sxm",
  cite = { kind = "published", source = "CoreWeave price list, HGX H100 49.24 USD/h per 8 GPUs", as_of = "2026-09-20" },
  on_demand = 49.24 / 8 * USD / hour,
  reserved_1y = less(49.24 / 8, 0.37, "on demand less 37 % (30-50 %)"),
  reserved_3y = less(49.24 / 8, 0.60, "on demand less 60 % (up to 60 % for committed use)"),
  spot = published(19.71 / 8 * USD / hour, "CoreWeave price list, spot 19.71 USD/h per 8 GPUs", "2026-09-20"),
  addon = addon, drift = drift }

cloud_price "cloud-h200" { gpu = "h200-sxm",
  cite = { kind = "published", source = "Hyperstack price list", as_of = "2026" },
  on_demand = 3.99 * USD / hour,
  reserved_1y = less(3.99, 0.37, "on demand less 37 % (30-50 %)"),
  reserved_3y = less(3.99, 0.50, "on demand less 50 %"),
  spot = less(3.99, 0.60, "on demand less 60 %"),
  addon = addon, drift = drift }

cloud_price "cloud-b200" { gpu = "b200-sxm",
  cite = { kind = "published", source = "Hyperstack price list", as_of = "2026" },
  on_demand = 6.00 * USD / hour,
  reserved_1y = less(6.00, 0.37, "on demand less 37 % (30-50 %)"),
  reserved_3y = less(6.00, 0.50, "on demand less 50 %"),
  spot = less(6.00, 0.60, "on demand less 60 % (packet.ai: from 2.25)"),
  addon = addon, drift = drift }

cloud_price "cloud-b300" { gpu = "b300-sxm",
  cite = { kind = "published", source = "Hyperstack price list", as_of = "2026-08" },
  on_demand = 7.40 * USD / hour,
  reserved_1y = less(7.40, 0.37, "on demand less 37 % (30-50 %)"),
  reserved_3y = less(7.40, 0.50, "on demand less 50 %"),
  spot = less(7.40, 0.60, "on demand less 60 %"),
  addon = addon, drift = drift }

cloud_price "cloud-gb200" { gpu = "gb200-nvl72",
  cite = { kind = "published", source = "CoreWeave price list, GB200 NVL72 42.00 USD/h per 4 GPUs", as_of = "2026-09" },
  on_demand = 42 / 4 * USD / hour,
  reserved_1y = less(10.5, 0.37, "on demand less 37 % (30-50 %)"),
  reserved_3y = less(10.5, 0.60, "on demand less 60 % (up to 60 % for committed use)"),
  spot = less(10.5, 0.60, "on demand less 60 %"),
  addon = addon, drift = drift }

cloud_price "cloud-a100" { gpu = "a100-80g-sxm",
  cite = { kind = "published", source = "RunPod price list, A100 80 GB", as_of = "2026" },
  on_demand = 1.79 * USD / hour,
  reserved_1y = less(1.79, 0.37, "on demand less 37 % (30-50 %)"),
  reserved_3y = less(1.79, 0.50, "on demand less 50 %"),
  spot = less(1.79, 0.60, "on demand less 60 %"),
  addon = addon, drift = drift }
