// simgrid_flows - the flows of `aifsim bench flows` on SimGrid's network model: 16
// leaves of 16 hosts under 8 spines, N flows between random hosts, each followed by
// another. Built by others.sh where libsimgrid-dev is installed; a client of SimGrid.
// Usage: simgrid_flows N COMPLETIONS [--cfg=...]
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include <simgrid/s4u.hpp>

namespace s4u = simgrid::s4u;

static uint64_t state = 88172645463325252u;
static long left_to_do, n_done;
static std::vector<s4u::Host *> hosts;

static uint64_t rnd()
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

static void sender()
{
	while (left_to_do > 0) {
		s4u::Host *a = hosts[rnd() % hosts.size()], *b = a;
		while (b == a)
			b = hosts[rnd() % hosts.size()];
		s4u::Comm::sendto(a, b, (uint64_t)(1 - 1e8 * std::log(((double)(rnd() >> 11) + 0.5) * 0x1p-53)));
		left_to_do--;
		n_done++;
	}
}

int main(int argc, char **argv)
{
	s4u::Engine e(&argc, argv);
	int n = argc > 1 ? std::atoi(argv[1]) : 1000;
	left_to_do = argc > 2 ? std::atol(argv[2]) : 3000;
	std::function<s4u::ClusterCallbacks::ClusterNetPointCb> host =
	    [](s4u::NetZone *z, const std::vector<unsigned long> &, unsigned long id) {
		    auto *h = z->create_host("h" + std::to_string(id), "1Gf");
		    h->seal();
		    return std::pair<simgrid::kernel::routing::NetPoint *,
				     simgrid::kernel::routing::NetPoint *>(h->get_netpoint(), nullptr);
	    };
	auto *zone = s4u::create_fatTree_zone("tree", nullptr, s4u::FatTreeParams(2, {16, 16}, {1, 8}, {1, 1}),
					      s4u::ClusterCallbacks(host), 12.5e9, 0,
					      s4u::Link::SharingPolicy::SPLITDUPLEX);
	zone->seal();
	hosts = e.get_all_hosts();
	for (int i = 0; i < n; i++)
		s4u::Actor::create("s", hosts[0], sender);
	double t = std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
	e.run();
	t = std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count() - t;
	std::printf("simgrid.us_per_completion\t%.6g\tus\n", t * 1e6 / (double)n_done);
	return 0;
}
