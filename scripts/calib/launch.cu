// launch - what it costs to start work: one kernel, many in a row, a graph of them.
//
// Host times are of a call that only queues, the mean of a burst that the queue can hold;
// device times are between events around an uninterrupted row of empty kernels.
#include "bench.h"

enum { BURST = 200 };

static __global__ void
nothing(int)
{
}

static void
add(std::vector<point> *g, const char *op, long blocks, double nodes, bool quick)
{
	point p;
	p.op = op, p.bytes = 0, p.quick = quick;
	if (blocks > 0)
		p.m = blocks;
	p.set("nodes", nodes);
	g->push_back(p);
}

static void
plan(const options &, const device &d, std::vector<point> *g)
{
	for (const char *op : { "launch", "roundtrip", "event", "memset" })
		add(g, op, op[0] == 'e' || op[0] == 'm' ? 0 : 1, 1, true);
	for (long blocks : { 1, d.sms, 10 * d.sms, 100 * d.sms, 1000 * d.sms })
		add(g, "queue", blocks, 1, blocks <= d.sms);
	for (double nodes : { 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000 })
		for (const char *op : { "graph_launch", "graph" })
			add(g, op, 1, nodes, nodes == 1 || nodes == 10 || nodes == 100 || nodes == 1000);
}

struct graph {
	cudaGraph_t g = NULL;
	cudaGraphExec_t exec = NULL;

	graph(bench *b, int nodes)
	{
		CU(cudaStreamBeginCapture(b->stream, cudaStreamCaptureModeRelaxed));
		for (int i = 0; i < nodes; i++)
			nothing<<<1, 32, 0, b->stream>>>(i);
		CU(cudaStreamEndCapture(b->stream, &g));
		CU(cudaGraphInstantiate(&exec, g, 0));
	}
	graph(const graph &) = delete;
	graph &operator=(const graph &) = delete;
	~graph()
	{
		if (exec)
			cudaGraphExecDestroy(exec);
		cudaGraphDestroy(g);
	}
};

// Samples of the host's time for one of `burst` calls in a row.
static void
host_time(bench *b, point *p, int burst, const std::function<void()> &call)
{
	std::vector<double> us;
	int samples = b->o.smoke ? 2 : b->o.full ? 41 : 15;
	for (int s = -1; s < samples; s++) { // the first is warm-up
		double start = bench_now_s();
		for (int i = 0; i < burst; i++)
			call();
		double took = bench_now_s() - start;
		CU(cudaStreamSynchronize(b->stream));
		if (s >= 0)
			us.push_back(1e6 * took / burst);
	}
	bench_quantiles(p, &us);
	bench_state(b, p);
}

static void
device_time(bench *b, point *p, int burst, const std::function<void()> &call)
{
	cudaEvent_t from, to;
	std::vector<double> us;
	int samples = b->o.smoke ? 2 : b->o.full ? 41 : 15;
	CU(cudaEventCreate(&from));
	CU(cudaEventCreate(&to));
	for (int s = -1; s < samples; s++) {
		float ms;
		CU(cudaEventRecord(from, b->stream));
		for (int i = 0; i < burst; i++)
			call();
		CU(cudaEventRecord(to, b->stream));
		CU(cudaEventSynchronize(to));
		CU(cudaEventElapsedTime(&ms, from, to));
		if (s >= 0)
			us.push_back(1e3 * ms / burst);
	}
	bench_quantiles(p, &us);
	bench_state(b, p);
	CU(cudaEventDestroy(from));
	CU(cudaEventDestroy(to));
}

static void
run(bench *b, point *p)
{
	unsigned blocks = p->m > 0 ? (unsigned)p->m : 1;
	auto kernel = [&] {
		nothing<<<blocks, 32, 0, b->stream>>>(1);
		LAUNCHED();
	};
	if (p->op == "launch") {
		host_time(b, p, BURST, kernel);
	} else if (p->op == "queue") {
		device_time(b, p, BURST, kernel);
	} else if (p->op == "roundtrip") {
		host_time(b, p, 20, [&] {
			kernel();
			CU(cudaStreamSynchronize(b->stream));
		});
	} else if (p->op == "event") {
		cudaEvent_t e;
		CU(cudaEventCreate(&e));
		host_time(b, p, BURST, [&] { CU(cudaEventRecord(e, b->stream)); });
		CU(cudaEventDestroy(e));
	} else if (p->op == "memset") {
		host_time(b, p, BURST, [&] { CU(cudaMemsetAsync(b->spots, 0, 8, b->stream)); });
	} else {
		graph g(b, (int)p->num("nodes"));
		auto call = [&] { CU(cudaGraphLaunch(g.exec, b->stream)); };
		if (p->op == "graph_launch")
			host_time(b, p, 10, call);
		else
			device_time(b, p, 10, call);
	}
	bench_emit(b, *p);
}

int
main(int argc, char **argv)
{
	const family f = { "launch", "nodes", NULL, plan, NULL, run, NULL, NULL };
	return bench_main(argc, argv, &f);
}
