-- gpu.lua - accelerators: datasheet peaks, measured ceilings, memory, links, power, price.
--
-- Peaks are dense. `ceil` is the best matmul rate measured on the part (MAMF), which is what
-- the models use. `hbm` is what nvidia-smi reports as total memory. `calib` names the set of
-- measured kernels (models/calib) of the part itself or of its nearest relative. Idle power of
-- the parts without a measurement stands in the proportion of H200 (80.3 of 700 W).

local MAMF, M = "stas00/ml-engineering 744d01e, compute/accelerator README, MAMF", "2025-06"
local FACTS = "stas00/ml-engineering 744d01e, compute/accelerator README"
local function smi(mib, when) return published(mib * MiB, "nvidia-smi, total memory", when) end
local function held(x) return estimate(x, "joint fit to published training steps, models/README.md", "2026-11") end
-- How far the true rate of a job lies from the predicted one, in bands of the model; the bands
-- hold two thirds of measurements that were held out (models/README.md), as a normal does.
local function band() return estimate(normal(0, 1), "bands of the performance model, models/README.md", "2026-11") end
-- Of Blackwell Ultra, whose kernels are those of Blackwell.
local function exps() return estimate(2, "twice the exponentials a clock of the special-function units (NVIDIA, Blackwell Ultra; 10.7 against 5 Texp/s in all), from memory", "2025-08") end
local function idle(w) return estimate(w * W, "in proportion to H200, 80.3 of 700 W measured", "2026-06") end

gpu "a100-80g-sxm" { calib = "a100_sxm",
  train_error = band(), serve_error = band(),
  cite = { kind = "datasheet", source = "NVIDIA A100 80GB datasheet", as_of = "2021-06" },
  peak_fp32 = 19.5 * Tflop / s, peak_tf32 = 156 * Tflop / s, peak_bf16 = 312 * Tflop / s,
  ceil_bf16 = published(271.2 * Tflop / s, MAMF, M),
  sustained = held(0.885),
  hbm = smi(81920, "2023"), hbm_bw = 2.0 * TB / s,
  scaleup = 300 * GB / s, scaleup_gpus = 8, scaleout = 200 * Gbit / s,
  tdp = 400 * W, idle = measured(62 * W, "AcmeTrace, gpu_power p5 of two clusters", "2023"), sms = 108,
  price = estimate(12 * kUSD, "remaining market; H100 at 30 kUSD, a third of its bf16 rate", "2026") }

gpu "a100-40g-sxm" { like = "a100-80g-sxm",
  hbm = smi(40960, "2023"),
  hbm_bw = datasheet(1.555 * TB / s, "NVIDIA A100 40GB datasheet", "2020-05") }

gpu "h100-sxm" { calib = "h100_sxm",
  train_error = band(), serve_error = band(),
  cite = { kind = "datasheet", source = "NVIDIA H100 SXM datasheet", as_of = "2022-09" },
  peak_fp32 = 67 * Tflop / s, peak_tf32 = 494.5 * Tflop / s, peak_bf16 = 989 * Tflop / s, peak_fp8 = 1979 * Tflop / s,
  ceil_bf16 = published(794.5 * Tflop / s, MAMF, M), ceil_fp8 = published(1402.6 * Tflop / s, MAMF, M),
  sustained = held(0.85),
  hbm = smi(81559, "2024"), hbm_bw = 3.35 * TB / s,
  scaleup = 450 * GB / s, scaleup_gpus = 8, scaleout = 400 * Gbit / s,
  tdp = 700 * W, idle = estimate(70 * W, "60 to 75 W reported", "2024"), sms = 132,
  price = published(30 * kUSD, "aiinframap, 25 to 40 kUSD (fetchlogic, shieldops)", "2026") }

gpu "h100-96g-sxm-500w" { like = "h100-sxm",
  hbm = estimate(95830 * MiB, "96 GB part in the proportion of the 80 GB part", "2024-12"),
  hbm_bw = published(2.4 * TB / s, "torchtitan benchmarks: H100 96 GB HBM2e", "2024-12"),
  sustained = held(0.85),
  tdp = published(500 * W, "torchtitan benchmarks: power limit of Grand Teton", "2024-12") }

gpu "h800-sxm" { like = "h100-sxm",
  scaleup = published(200 * GB / s, "DeepSeek-V3 technical report, sec. 3.1: H800 NVLink 160 GB/s achieved of 200", "2024-12") }

gpu "h200-sxm" { calib = "h100_sxm",
  train_error = band(), serve_error = band(),
  cite = { kind = "datasheet", source = "NVIDIA H200 datasheet", as_of = "2024-01" },
  peak_fp32 = 67 * Tflop / s, peak_tf32 = 494.5 * Tflop / s, peak_bf16 = 989 * Tflop / s, peak_fp8 = 1979 * Tflop / s,
  ceil_bf16 = published(794.5 * Tflop / s, MAMF, M), ceil_fp8 = published(1453.4 * Tflop / s, MAMF, M),
  sustained = held(0.85),
  hbm = smi(143771, "2025"), hbm_bw = 4.8 * TB / s,
  scaleup = 450 * GB / s, scaleup_gpus = 8, scaleout = 400 * Gbit / s,
  tdp = 700 * W, idle = published(80.3 * W, "serialalice.pt, H200 idle against load", "2026-06"), sms = 132,
  price = published(35 * kUSD, "aiinframap", "2026") }

gpu "b200-sxm" { calib = "b200_sxm",
  train_error = band(), serve_error = band(),
  cite = { kind = "datasheet", source = "NVIDIA HGX B200 datasheet", as_of = "2024-11" },
  peak_fp32 = 75 * Tflop / s, peak_tf32 = 1125 * Tflop / s, peak_bf16 = 2250 * Tflop / s, peak_fp8 = 4500 * Tflop / s, peak_fp4 = 9000 * Tflop / s,
  ceil_bf16 = published(1745 * Tflop / s, MAMF, M), ceil_fp8 = published(3432.5 * Tflop / s, MAMF, M),
  sustained = held(0.87),
  hbm = smi(183359, "2025"), hbm_bw = 8.0 * TB / s,
  scaleup = 900 * GB / s, scaleup_gpus = 8, scaleout = 400 * Gbit / s,
  tdp = 1000 * W, idle = idle(115), sms = 148,
  memory_power = published(0.95, "ml.energy leaderboard: 849 W of 1000 at batch 8 of a 70B model on two, 0.7 of it streaming", "2025"),
  price = published(40 * kUSD, "aiinframap", "2026") }

gpu "b300-sxm" { calib = "b200_sxm",
  train_error = band(), serve_error = band(),
  cite = { kind = "datasheet", source = "NVIDIA HGX B300 datasheet", as_of = "2025-03" },
  peak_fp32 = 75 * Tflop / s, peak_tf32 = 1125 * Tflop / s, peak_bf16 = 2250 * Tflop / s, peak_fp8 = 4500 * Tflop / s, peak_fp4 = 12600 * Tflop / s,
  ceil_bf16 = published(1769 * Tflop / s, MAMF, M), ceil_fp8 = published(3353.3 * Tflop / s, MAMF, M),
  ceil_fp4 = estimate(8320 * Tflop / s, "B200's 6865 times 1.21: half way between the peaks' 1.4 and 1.05 of power", "2026"),
  exp_ratio = exps(),
  sustained = held(0.87),
  hbm = published(275040 * MiB, "nvidia-smi, " .. FACTS, M), hbm_bw = 8.0 * TB / s,
  scaleup = 900 * GB / s, scaleup_gpus = 8, scaleout = 800 * Gbit / s,
  tdp = published(1100 * W, "ai-dynamo/aiconfigurator, b300_sxm.yaml", "2025"), idle = idle(126), sms = 148,
  memory_power = estimate(0.95, "as B200", "2026"),
  price = estimate(48 * kUSD, "B200 at 40 kUSD plus a fifth for 60 % more memory", "2026") }

gpu "gb200-nvl72" { calib = "gb200",
  train_error = band(), serve_error = band(),
  cite = { kind = "datasheet", source = "NVIDIA GB200 NVL72 datasheet, per GPU", as_of = "2024-03" },
  peak_fp32 = 80 * Tflop / s, peak_tf32 = 1250 * Tflop / s, peak_bf16 = 2500 * Tflop / s, peak_fp8 = 5000 * Tflop / s, peak_fp4 = 10000 * Tflop / s,
  ceil_bf16 = published(1822 * Tflop / s, MAMF, M), ceil_fp8 = published(3615.6 * Tflop / s, MAMF, M),
  sustained = held(0.87),
  hbm = published(189471 * MiB, "nvidia-smi, " .. FACTS, M), hbm_bw = 8.0 * TB / s,
  scaleup = 900 * GB / s, scaleup_gpus = 72, scaleout = 400 * Gbit / s,
  tdp = 1200 * W, idle = idle(138), sms = 148,
  memory_power = estimate(0.95, "as B200", "2026"),
  price = estimate(42 * kUSD, "B200 at 40 kUSD, higher clocks", "2026") }

gpu "gb300-nvl72" { calib = "gb200",
  train_error = band(), serve_error = band(),
  cite = { kind = "datasheet", source = "NVIDIA GB300 NVL72 datasheet, per GPU", as_of = "2025-03" },
  peak_fp32 = 80 * Tflop / s, peak_tf32 = 1250 * Tflop / s, peak_bf16 = 2500 * Tflop / s, peak_fp8 = 5000 * Tflop / s, peak_fp4 = 15000 * Tflop / s,
  ceil_bf16 = estimate(1822 * 1.014 * Tflop / s, "GB200, the same silicon, as B300 stands to B200 (1769 to 1745)", "2026"),
  ceil_fp8 = estimate(3615.6 * 1.014 * Tflop / s, "the same", "2026"),
  ceil_fp4 = estimate(9110 * Tflop / s, "GB200's 7231 times 1.26: half way between the peaks' 1.5 and 1.02 of B300 over B200", "2026"),
  exp_ratio = exps(),
  sustained = held(0.98),
  hbm = published(284208 * MiB, "nvidia-smi, " .. FACTS, M), hbm_bw = 8.0 * TB / s,
  scaleup = 900 * GB / s, scaleup_gpus = 72, scaleout = 800 * Gbit / s,
  tdp = 1400 * W, idle = idle(161), sms = 148,
  memory_power = estimate(0.95, "as B200", "2026"),
  price = estimate(50 * kUSD, "GB200 plus a fifth for 50 % more memory", "2026") }

-- Cards on PCIe. Two can be bridged; a server's network port is shared by two.
local function port(g) return estimate(g * Gbit / s, "one 400 Gbit/s port for two cards", "2025") end

-- The power limit's cost comes from the SXM part's ceiling: 232 Tflop/s; MAMF is 252.9.
gpu "a100-80g-pcie" { like = "a100-80g-sxm",
  hbm_bw = datasheet(1.94 * TB / s, "NVIDIA A100 80GB PCIe datasheet", "2021-06"),
  scaleup_gpus = datasheet(2, "NVIDIA A100 80GB PCIe datasheet: NVLink bridge for 2 GPUs", "2021-06"), scaleout = port(200),
  tdp = datasheet(300 * W, "NVIDIA A100 80GB PCIe datasheet", "2021-06"), idle = idle(34) }

gpu "h100-pcie" { calib = "h100_sxm",
  train_error = band(), serve_error = band(),
  cite = { kind = "datasheet", source = "NVIDIA H100 PCIe datasheet", as_of = "2022-09" },
  peak_fp32 = 51 * Tflop / s, peak_tf32 = 378 * Tflop / s, peak_bf16 = 756 * Tflop / s, peak_fp8 = 1513 * Tflop / s,
  sustained = held(0.85),
  hbm = smi(81559, "2024"), hbm_bw = 2.0 * TB / s,
  scaleup = 300 * GB / s, scaleup_gpus = 2, scaleout = port(200),
  tdp = 350 * W, idle = idle(40), sms = 114,
  price = estimate(25 * kUSD, "H100 SXM at 30 kUSD, five sixths", "2026") }

gpu "l40s" { calib = "l40s",
  train_error = band(), serve_error = band(),
  cite = { kind = "datasheet", source = "NVIDIA L40S datasheet", as_of = "2023-08" },
  peak_fp32 = 91.6 * Tflop / s, peak_tf32 = 183 * Tflop / s, peak_bf16 = 362 * Tflop / s, peak_fp8 = 733 * Tflop / s,
  ceil_bf16 = published(278 * Tflop / s, "ai-dynamo/aiconfigurator, gemm_perf l40s, best rate", "2026"),
  ceil_fp8 = published(433.4 * Tflop / s, "ai-dynamo/aiconfigurator, gemm_perf l40s, best rate", "2026"),
  hbm = smi(46068, "2024"), hbm_bw = 864 * GB / s,
  scaleup = 32 * GB / s, scaleup_gpus = 8, scaleout = port(200),
  tdp = 350 * W, idle = idle(40), sms = 142,
  price = estimate(8 * kUSD, "7 to 9 kUSD listed", "2025") }

gpu "mi300x" {
  train_error = band(), serve_error = band(),
  cite = { kind = "datasheet", source = "AMD Instinct MI300X datasheet", as_of = "2023-12" },
  peak_fp32 = 163.4 * Tflop / s, peak_tf32 = 653.7 * Tflop / s, peak_bf16 = 1300 * Tflop / s, peak_fp8 = 2610 * Tflop / s,
  ceil_bf16 = published(668.4 * Tflop / s, MAMF, M),
  hbm = 192 * GiB, hbm_bw = 5.3 * TB / s,
  scaleup = 448 * GB / s, scaleup_gpus = 8, scaleout = 400 * Gbit / s,
  tdp = 750 * W, idle = idle(86), sms = 304,
  price = estimate(15 * kUSD, "10 to 20 kUSD reported", "2025") }

gpu "mi325x" { like = "mi300x",
  cite = { kind = "datasheet", source = "AMD Instinct MI325X datasheet", as_of = "2024-10" },
  ceil_bf16 = published(784.9 * Tflop / s, MAMF, M),
  hbm = 256 * GiB, hbm_bw = 6.0 * TB / s, tdp = 1000 * W, idle = idle(115) }

gpu "mi355x" { like = "mi300x",
  cite = { kind = "datasheet", source = "AMD Instinct MI355X datasheet", as_of = "2025-06" },
  peak_fp32 = 157.3 * Tflop / s, peak_tf32 = 0 * Tflop / s, peak_bf16 = 2500 * Tflop / s, peak_fp8 = 5000 * Tflop / s, peak_fp4 = 10100 * Tflop / s,
  ceil_bf16 = published(1565 * Tflop / s, MAMF, M),
  hbm = 288 * GB, hbm_bw = 8.0 * TB / s, scaleup = 535.5 * GB / s,
  tdp = 1400 * W, idle = idle(161), sms = 256 }

-- The same parts by their short names.
gpu "a100-sxm" { like = "a100-80g-sxm" }
gpu "gb200" { like = "gb200-nvl72" }
gpu "gb300" { like = "gb300-nvl72" }
