-- Philly: the 15 virtual clusters of a measured GPU cluster, replayed.
-- Run:  aifsim replay scenarios/philly.lua --set policy=fifo
--       aifsim replay scenarios/philly.lua --trace data/philly.csv.gz --format philly --set load=1.1
--
-- The extract holds 82 247 of the 113 thousand jobs of the trace, without start times, and the
-- quotas of the virtual clusters are not published. So the cluster is sized to the extract: each
-- quota is what its jobs would have used on average between 3 October and 15 December 2017 had they
-- started at once, over the share of Philly's nodes that were occupied in that time (0.739, node
-- sequence of S-Lab HeliosArtifact), and at least its largest job. Unused quota is lent out, as in
-- Philly, but not taken back before a job ends. Waiting times are therefore those of a cluster under
-- Philly's load, not those that Philly's users saw (published for the whole trace: mean 3761 s,
-- median 189 s, AcmeTrace cluster_summary.csv).
-- Machines: Philly had 8-GPU and 2-GPU servers (Jeon et al. 2019, ATC); here all have 8. A gang
-- takes GPUs in several machines when no machine has room, as Philly's scheduler does in the end.

local policy = param("policy", "easy", { doc = "fifo or easy" })
local load = param("load", 1, { min = 0.1, max = 10, doc = "demand over that of the trace" })

-- Mean GPUs in use by the jobs of a virtual cluster, and its largest job, from the extract.
local occupied = 0.739
local function vc(name, mean, largest)
  return queue(name) { quota = math.max(math.ceil(mean / occupied), largest) }
end

horizon { from = "2017-09-04", to = "2018-04-01" }

cluster "philly" {
  nodes = 83, gpus_per_node = 8,
  scheduler { policy = policy, placement = "any", borrow = true },
  vc("0e4a51", 42.9, 4), vc("103959", 22.2, 4), vc("11cb48", 14.8, 16), vc("23dbec", 0.1, 8),
  vc("2869ce", 40.7, 32), vc("51b7ef", 0.1, 1), vc("6214e9", 46.4, 8), vc("6c71a0", 42.5, 16),
  vc("795a4c", 0.1, 1), vc("7f04ca", 70.6, 16), vc("925e2b", 0.1, 8), vc("b436b2", 35.8, 24),
  vc("e13805", 6.5, 32), vc("ed69ec", 4.5, 1), vc("ee9e8c", 127.8, 128),
}

batch "jobs" { on = "philly", trace = replay_trace(philly "data/philly.csv.gz"), scale = load }

record { every = "1 h", "philly.busy_gpus", "philly.queue_gpus", "philly.queue_jobs" }
