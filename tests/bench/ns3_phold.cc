// ns3_phold - the PHOLD workload of `aifsim bench phold` on ns-3's schedulers.
// Built by others.sh where libns3-dev is installed; a client of ns-3, not part of aifsim.
// Usage: ns3_phold LPS [SCHEDULER]. Prints events per second of each, or of one.
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <ns3/core-module.h>

using namespace ns3;

struct Lp { uint64_t rng; };
static std::vector<Lp> lps;
static uint64_t n_event;

static uint64_t next(Lp &p)
{
	uint64_t z = p.rng += 0x9E3779B97F4A7C15u;
	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return z ^ (z >> 31);
}

static Time increment(Lp &p)
{
	return NanoSeconds((int64_t)((0.1 - 0.9 * std::log(((double)(next(p) >> 11) + 0.5) * 0x1p-53)) * 1e9));
}

static void hop(uint32_t me)
{
	Lp &p = lps[me];
	uint64_t r = next(p);
	uint32_t to = me;
	n_event++;
	if ((double)(r >> 40) < 0.25 * 0x1p24)
		to = (uint32_t)(((r & UINT32_MAX) * lps.size()) >> 32);
	Simulator::Schedule(increment(p), &hop, to);
}

static double seconds()
{
	return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

int main(int argc, char **argv)
{
	size_t n = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 65536;
	double end_s = 4e6 / (double)n;
	for (const char *name : {"PriorityQueueScheduler", "HeapScheduler", "CalendarScheduler", "MapScheduler"}) {
		if (argc > 2 && std::string(argv[2]) != name)
			continue;
		Simulator::SetScheduler(ObjectFactory(std::string("ns3::") + name));
		lps.assign(n, Lp());
		for (uint32_t i = 0; i < n; i++) {
			lps[i].rng = 1 + i * 7919u;
			Simulator::Schedule(increment(lps[i]), &hop, i);
		}
		Simulator::Stop(Seconds(end_s / 2));
		Simulator::Run(); // the first half fills caches and pools
		uint64_t from = n_event;
		double t = seconds();
		Simulator::Stop(Seconds(end_s / 2));
		Simulator::Run();
		std::printf("ns3.%s\t%.6g\t1/s\n", name, (double)(n_event - from) / (seconds() - t));
		Simulator::Destroy();
	}
	return 0;
}
