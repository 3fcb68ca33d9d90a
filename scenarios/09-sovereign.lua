-- Data that may not leave: who may serve patients, and what obeying costs.
--
-- A hospital group has three kinds of work. Patient records must stay in its own halls, encrypted and isolated, which
-- costs speed and audits. Research on images may go out when the queue is long, but petabytes have to be copied
-- first. A public assistant knows nothing of patients and may stand anywhere: in rented GPUs, on spot capacity that is
-- taken away at times, or with a seller of tokens. Its answers are sold to other clinics. The group borrows half of
-- what it builds.
--
-- Run:  aifsim run scenarios/09-sovereign.lua -o results/sovereign.h5
-- Ask:  --set out=1               records in the cloud: refused, with the rule's name
--       --set slow=0.15           a heavier isolation
--       --set petabytes=8         images to be copied before the cloud can work on them
-- See:  the decision, unit economics, profit and loss with interest; /events says when data have been copied.

local slow      = param("slow", triangular(0.02, 0.05, 0.07), { min = 0, max = 0.5, doc = "speed that encryption in use takes: Zhu et al. 2024, confidential H100, below 7 %" })
local petabytes = param("petabytes", 2, { min = 0, max = 100, doc = "PB of images that research reads" })
local rents     = param("rent_price", lognormal(1, 0.2), { doc = "cloud prices over the catalog's" })
local growth    = param("growth", triangular(0.2, 0.4, 0.6), { min = -0.5, max = 5, doc = "requests, growth per year" })
local out       = param("out", 0, { min = 0, max = 1, doc = "1: a strategy that rents GPUs for patient records too" })

horizon { from = "2027-01-01", to = "2031-01-01" }
record  { every = "1 day" }

site "campus" {
  weather = epw "data/leesburg.epw.gz", interval = 1 * hour,
  feed "utility" { stage { firm = 5 * MW, on = "2026-12-01" }, price = hourly "data/pjm-price-2023.csv.gz", tariff = "pjm-large",
    escalation = 0.02, carbon = hourly "data/pjm-carbon-2023.csv.gz" },
  cooling "loop" { kind = "dry-adiabatic", supply = 30 * degC, redundancy = "N+1" },
  hall "H1" { it = 3 * MW, ready = "2027-01-01", ups = "2N", busway = 0.5 * MW },
}

cluster "records" { hall = "H1", rack = "HGX-H100x4", racks = 12, order = "2026-08-01", lead = "4 months", job_sample = 0,
  scheduler { policy = "fifo" }, failures { profile = "llama3-2024" } }
cluster "images"  { hall = "H1", rack = "HGX-H100x4", racks = 24, order = "2026-08-01", lead = "4 months", job_sample = 0.02,
  scheduler { policy = "easy" }, failures { profile = "llama3-2024" }, storage { tier = "tectonic-2024", capacity = 6 * PB } }
cluster "front"   { hall = "H1", rack = "HGX-H100x4", racks = 8, order = "2026-08-01", lead = "4 months", job_sample = 0,
  scheduler { policy = "fifo" } }

service "triage"    { on = "records", model = "Llama-3.1-70B", trace = azure_llm "data/azure-llm-code.csv.gz", rate = 90 / s, growth = growth,
  precision = "fp8", kv = "fp8", ttft = 1 * s, tpot = 50 * ms, zone = -5 * hour }
batch "research"    { on = "images", trace = philly "data/philly.csv.gz", stretch = "bootstrap-weeks", scale = 0.35, gpu_scale = 2, checkpoint = 30 * min,
  restart = 10 * min }
service "assistant" { on = "front", model = "Llama-3.1-70B", trace = azure_llm "data/azure-llm-code.csv.gz", rate = 40 / s, growth = growth,
  precision = "fp8", kv = "fp8", ttft = 1 * s, tpot = 50 * ms, zone = -5 * hour }

rule "patient records" { of = { "records" }, rent = false, burst = false, api = false, colo = false, slow = slow,
  reason = "45 CFR 164.312: access, audit, integrity, transmission; the group's own policy on residency" }
rule "images, pseudonymous" { of = { "images" }, api = false, slow_rented = slow, reason = "encrypted in use outside" }

dataset "scans" { of = { "images" }, home = "site", size = petabytes * PB, growth = 0.5 * PB / year, link = 2 * GB / s,
  results = 5 * MB / s, egress = 0.05 * USD / GB }

-- Sums by the year are estimates; the licence is NVIDIA AI Enterprise's list price of 2024.
fee "audits"      { what = "audit", rate = 250 * kUSD / year }
fee "security"    { what = "security", rate = 180 * kUSD / year }
fee "licences"    { what = "licence", per_gpu = 4500 * USD / year }
fee "removal"     { what = "decommission", at_end = 400 * kUSD, when = "own" }
staff "operations" { people = 8, role = "operator", when = "own", ramp = "6 months" }
staff "platform"   { people = 5, role = "engineer" }

sale "answers" { service = "assistant", input = 0.45 * USD / Mtoken, output = 2.5 * USD / Mtoken }

lease "lessor" { rate = 0.085, term = "36 months", residual = 0.25, renewal = 0.6 }
token_price "seller" { input = 0.2 * USD / Mtoken, output = 0.8 * USD / Mtoken, drift = -0.2 }

local both = { "images", "front" }
strategy "own"       { own = { "records", "images", "front" } }
strategy "leased"    { own = { "records", "images", "front" }, lease = both, lease_terms = "lessor" }
strategy "hybrid"    { own = { "records", "images" }, burst = { "images" }, rent = { "front" }, price = "cloud-h100", price_level = rents,
                       reserved = 0.5, when_queue = 30 * min }
strategy "spot"      { own = { "records" }, rent = both, price = "cloud-h100", price_level = rents, spot = 0.6, evict = 0.02 / hour, reserved = 0.3 }
strategy "by tokens" { own = { "records", "images" }, api = { "front" }, token_price = "seller" }
if out == 1 then
  strategy "all out" { rent = { "records", "images", "front" }, price = "cloud-h100" }
end

accounting "group" { like = "us-2026", insurance = estimate(0.0035, "broker, data centre property", "2026") }
finance { cost_of_equity = 0.14, debt = 0.5, cost_of_debt = 0.085, debt_term = 48 * month, debt_fee = 0.015, tax = 0.257, inflation = 0.025,
  payable = 30 * day, receivable = 45 * day, accounting = "group" }
