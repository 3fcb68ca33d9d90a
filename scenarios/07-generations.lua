-- What becomes of the old GPUs when the new ones come?
--
-- H100 racks train for two years. Then GB200 racks take over, and the old ones are moved to a hall of
-- their own and serve until the end: nothing is bought for it but the move. Without the hand-over they are
-- switched off, and the assistant rents.
--
-- Run:  aifsim run scenarios/07-generations.lua -o results/generations.h5
-- Ask:  --set rate=30             requests a second at the start, three times as many a year
--       --set move=8              weeks from the last training job to the first answer
-- See:  the timeline and "What the GPUs do" on the page; served tokens of both strategies.

local rate = param("rate", 15, { min = 0.1, max = 1e4, doc = "requests a second of the assistant at the start" })
local move = param("move", 4, { min = 0, max = 52, doc = "weeks that racks take to move" })

horizon { from = "2027-01-01", to = "2031-01-01" }
record  { every = "1 day" }

site "campus" {
  weather = epw "data/leesburg.epw.gz", interval = 1 * hour,
  feed "utility" { stage { firm = 6 * MW, on = "2026-12-01" }, stage { firm = 8 * MW, on = "2028-12-01" },
    price = hourly "data/pjm-price-2023.csv.gz", tariff = "pjm-large", carbon = hourly "data/pjm-carbon-2023.csv.gz" },
  cooling "loop" { kind = "dry-adiabatic", supply = 30 * degC, redundancy = "N+1" },
  hall "H1" { it = 4.5 * MW, ready = "2027-01-01", ups = "N+1" },
  hall "H2" { it = 6 * MW, ready = "2029-01-01", ups = "N+1" },
}

cluster "hopper"    { hall = "H1", rack = "HGX-H100x4", racks = 64, order = "2026-08-01", lead = "4 months", retire = "2029-02-01",
  scheduler { policy = "easy" } }
cluster "answers"   { hall = "H1", rack = "HGX-H100x4", racks = 64, from = "hopper", lead = move * week, scheduler { policy = "fifo" },
  job_sample = 0 }
cluster "blackwell" { hall = "H2", rack = "GB200-NVL72", racks = 40, order = "2028-06-01", lead = "6 months", scheduler { policy = "easy" } }

training "pretrain" { on = "hopper", model = "Llama-3.1-70B", tokens = 2e12, gpus = 1920, seq = 8192, global_batch = 960,
  start = "2027-02-01", every = "2 weeks", campaigns = 50, checkpoint = 30 * min, restart = 10 * min }
training "next" { on = "blackwell", model = "Llama-3.1-70B", tokens = 6e12, gpus = 2304, seq = 8192, global_batch = 1152,
  precision = "fp8", start = "2029-02-01", every = "2 weeks", checkpoint = 30 * min, restart = 10 * min }
service "assistant" { on = "answers", model = "Llama-3.1-70B", trace = azure_llm "data/azure-llm-code.csv.gz", rate = rate / s, growth = 2,
  precision = "fp8", kv = "fp8", ttft = 1 * s, tpot = 50 * ms }

strategy "hand over"  { own = { "hopper", "answers", "blackwell" }, burst = { "answers" }, price = "cloud-h100", when_queue = 10 * min }
strategy "rent"       { own = { "hopper", "blackwell" }, rent = { "answers" }, price = "cloud-h100", reserved = 0.5 }

finance { wacc = 0.10, tax = 0.257, accounting = "us-2026" }
