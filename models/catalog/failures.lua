-- failures.lua - how often the nodes of known clusters failed.
--
-- `gpu_mtbf` is GPU-hours per interruption. `soft` is the share after which a reboot is enough.
-- Times to service are not published with the counts: the estimates span what operators describe,
-- from a swap out of stock to a return to the maker, and their spread should be part of any plan.

local function counts(x, what)
  return published(x, "Llama 3 405B, 419 unexpected interruptions of 16,384 H100 in 54 days: " .. what, "2024-07")
end
local repair = estimate(triangular(2, 12, 72) * hour, "node taken out, part swapped, burn-in; no count published", "2026")
local reboot = estimate(triangular(5, 15, 60) * min, "detection, drain, reboot, health check; no count published", "2026")

-- 148 GPU, 72 HBM, 54 software, 35 network, 32 host maintenance, 19 SRAM, 17 system processor,
-- 7 NIC, 7 NCCL watchdog, 6 silent corruption, 6 thermal, 3 SSD, 3 power supply, 10 other.
failure_profile "llama3-2024" { cite = { kind = "published", source = "Grattafiori et al. 2024, table 5", as_of = "2024-07" },
  gpu_mtbf = counts(16384 * 54 * 24 / 419 * hour, "50.7 thousand GPU-hours each"),
  soft = counts((54 + 7 + 2) / 419, "software, NCCL watchdog, dependency: no part to swap"),
  repair = repair, reboot = reboot }

-- The same without the 35 by network parts, for a fabric whose links and switches fail by themselves.
failure_profile "llama3-2024-nodes" { like = "llama3-2024",
  gpu_mtbf = counts(16384 * 54 * 24 / 384 * hour, "55.3 thousand GPU-hours each without the network's 35"),
  soft = counts((54 + 7 + 2) / 384, "software, NCCL watchdog, dependency: no part to swap") }

failure_profile "rsc1-2024" { cite = { kind = "published", source = "Kokolis et al. 2024 (arXiv 2410.21680), RSC-1: 6.5 failures per 1000 node-days, nodes of 8 A100", as_of = "2024-10" },
  gpu_mtbf = 8 * 1000 / 6.5 * day,
  repair = repair, reboot = reboot }
