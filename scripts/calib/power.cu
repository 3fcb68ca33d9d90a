// power - board power of activities, steady and at duty cycles, and its course after a step.
//
// A thread reads energy, power, clocks and temperature every 10 ms while the main thread keeps the
// device busy. Mean power is the difference of the energy counter between its first and last
// steps in the window over the time between them; where there is no counter, the mean of the
// readings. The limits of the card are never touched, except by --caps, which sets each limit
// for its points alone and puts the old one back.
#include "loads.h"

#include <algorithm>
#include <atomic>
#include <cublas_v2.h>
#include <thread>
#include <time.h>

static const long L = 8192;
static const load_kind KINDS[] = { { "gemm", BF16, L, L, L, 0, false },
	{ "gemm", FP8, L, L, L, 0, false }, { "triad", NONE, 0, 0, 0, 1, false },
	{ "fma", FP32, 0, 0, 0, 0, false }, { "mixed", BF16, L, L, L, 6, false },
	{ "gemm_skinny", BF16, 16, 28672, L, 0, false }, { "gemm", FP32, 4096, 4096, 4096, 0, false },
	{ "gemm", TF32, L, L, L, 0, false }, { "gemm", FP16, L, L, L, 0, false },
	{ "gemm", INT8, L, L, L, 0, false }, { "gemm", BF16, L, L, L, 0, true },
	{ "gemm", BF16, 4096, 4096, 4096, 0, false }, { "gemm", BF16, 2048, 2048, 2048, 0, false },
	{ "gemm", BF16, 512, L, L, 0, false }, { "gemm", BF16, 16384, 16384, 1024, 0, false },
	{ "gemm", FP8, 4096, 4096, 4096, 0, false }, { "gemm_skinny", BF16, 1, 28672, L, 0, false },
	{ "gemm_skinny", BF16, 64, 28672, L, 0, false }, { "gemm_skinny", BF16, 256, 28672, L, 0, false },
	{ "gemm_skinny", FP8, 16, 28672, L, 0, false }, { "read", NONE, 0, 0, 0, 0, false },
	{ "triad", NONE, 0, 0, 0, 1, true }, { "l2", NONE, 0, 0, 0, 0, false },
	{ "shared", NONE, 0, 0, 0, 0, false }, { "mixed", BF16, L, L, L, 2, false },
	{ "mixed", BF16, L, L, L, 18, false }, { "mixed", BF16, 4096, 4096, 4096, 1, false } };
enum { QUICK_KINDS = 6, N_KINDS = sizeof KINDS / sizeof KINDS[0] };

struct reading {
	double at_s, energy_j, power_w, sm_mhz, mem_mhz, temperature_c;
	unsigned long long throttle;
};

// Reads on a thread of its own from construction to stop().
struct sampler {
	std::vector<reading> all;
	std::atomic<bool> on;
	std::thread thread;

	explicit sampler(const smi *nv) : on(true), thread([this, nv] {
		while (on) {
			double now = bench_now_s();
			all.push_back({ now, smi_energy_j(nv), smi_power_w(nv), smi_sm_clock_mhz(nv),
			    smi_mem_clock_mhz(nv), smi_temperature_c(nv), smi_throttle(nv) });
			double left = now + 0.01 - bench_now_s();
			struct timespec t = { 0, left > 0 ? (long)(left * 1e9) : 0 };
			nanosleep(&t, NULL);
		}
	})
	{
	}
	~sampler() { stop(); }
	void stop()
	{
		on = false;
		if (thread.joinable())
			thread.join();
	}
};

static double
median(std::vector<double> v)
{
	v.erase(std::remove_if(v.begin(), v.end(), [](double x) { return !isfinite(x); }), v.end());
	std::sort(v.begin(), v.end());
	return quantile(v, 0.5);
}

// Mean power between two instants, highest reading, medians of clocks and temperature.
static void
summarize(const std::vector<reading> &all, double from, double to, point *p)
{
	double sum = 0, top = NAN, first_s = NAN, first_j = 0, last_s = NAN, last_j = 0, before = NAN;
	unsigned long long mask = 0;
	std::vector<double> sm, mem, temperature;
	int n = 0;
	for (const reading &r : all) {
		bool in = r.at_s >= from && r.at_s <= to;
		if (in && isfinite(before) && r.energy_j != before) { // the counter has just moved
			if (!isfinite(first_s))
				first_s = r.at_s, first_j = r.energy_j;
			last_s = r.at_s, last_j = r.energy_j;
		}
		before = r.energy_j;
		if (!in)
			continue;
		if (isfinite(r.power_w))
			sum += r.power_w, n++, top = fmax(top, r.power_w);
		mask |= r.throttle;
		sm.push_back(r.sm_mhz), mem.push_back(r.mem_mhz), temperature.push_back(r.temperature_c);
	}
	if (last_s - first_s >= 0.4 * (to - from))
		p->power_w = (last_j - first_j) / (last_s - first_s);
	else if (n)
		p->power_w = sum / n;
	p->sm_mhz = median(sm), p->mem_mhz = median(mem), p->temperature_c = median(temperature);
	char hex[24];
	snprintf(hex, sizeof hex, "0x%llx", mask);
	p->set("throttle", hex);
	p->set("power_max_w", top);
}

// A graph of `calls` calls, queued until an end with at most two of them waiting.
struct feed {
	bench *b;
	int calls;
	double call_us;
	cudaGraph_t graph = NULL;
	cudaGraphExec_t exec = NULL;
	std::vector<std::pair<cudaEvent_t, cudaEvent_t>> marks;
	std::vector<double> begun_s;

	feed(bench *of, const load *x, double busy_s) : b(of)
	{
		point p;
		bench_time(b, &p, 4, [&](int r) { load_call(x, r); });
		call_us = p.p50;
		calls = (int)std::min(std::max(1.0, busy_s * 1e6 / call_us + 0.5), 2000.0);
		CU(cudaStreamBeginCapture(b->stream, cudaStreamCaptureModeRelaxed));
		try {
			for (int r = 0; r < calls; r++)
				load_call(x, r);
		} catch (const bench_error &) {
			cudaStreamEndCapture(b->stream, &graph);
			throw;
		}
		CU(cudaStreamEndCapture(b->stream, &graph));
		CU(cudaGraphInstantiate(&exec, graph, 0));
	}
	feed(const feed &) = delete;
	feed &operator=(const feed &) = delete;
	~feed()
	{
		cudaStreamSynchronize(b->stream);
		for (auto &m : marks)
			cudaEventDestroy(m.first), cudaEventDestroy(m.second);
		if (exec)
			cudaGraphExecDestroy(exec);
		if (graph)
			cudaGraphDestroy(graph);
	}
	void push()
	{
		cudaEvent_t a, z;
		CU(cudaEventCreateWithFlags(&a, cudaEventBlockingSync));
		CU(cudaEventCreateWithFlags(&z, cudaEventBlockingSync));
		marks.push_back({ a, z });
		begun_s.push_back(bench_now_s());
		CU(cudaEventRecord(a, b->stream));
		CU(cudaGraphLaunch(exec, b->stream));
		CU(cudaEventRecord(z, b->stream));
	}
	// period_s 0: without a pause.
	void until(double end_s, double period_s)
	{
		double next = bench_now_s();
		while (bench_now_s() < end_s && !bench_stopped()) {
			push();
			if (period_s > 0) {
				CU(cudaEventSynchronize(marks.back().second));
				next = std::max(next + period_s, bench_now_s());
				double left = next - bench_now_s();
				struct timespec t = { (time_t)left, (long)((left - floor(left)) * 1e9) };
				nanosleep(&t, NULL);
			} else if (marks.size() > 2) {
				CU(cudaEventSynchronize(marks[marks.size() - 3].second));
			}
		}
	}
	// Time per call of what was queued after an instant.
	void times(double from_s, point *p)
	{
		std::vector<double> us;
		CU(cudaStreamSynchronize(b->stream));
		for (size_t i = 0; i < marks.size(); i++) {
			float ms;
			if (begun_s[i] < from_s)
				continue;
			CU(cudaEventElapsedTime(&ms, marks[i].first, marks[i].second));
			us.push_back(1e3 * ms / calls);
		}
		bench_quantiles(p, &us);
	}
};

// A power limit for the life of one point.
struct cap {
	smi *nv;
	double old_w;

	cap(bench *b, double limit_w) : nv(b->nv), old_w(NAN)
	{
		std::string why;
		double now = smi_limit_w(nv);
		if (!isfinite(limit_w) || limit_w == now)
			return;
		if (!smi_set_limit_w(nv, limit_w, &why))
			bench_fail(__FILE__, __LINE__, "power limit", why.c_str());
		old_w = now;
	}
	cap(const cap &) = delete;
	cap &operator=(const cap &) = delete;
	~cap()
	{
		std::string why;
		if (isfinite(old_w) && !smi_set_limit_w(nv, old_w, &why))
			fprintf(stderr, "power: the limit of %g W could not be put back: %s\n", old_w, why.c_str());
	}
};

static void
add(std::vector<point> *g, const char *op, int kind, const device &d, bool quick)
{
	const load_kind &k = KINDS[kind];
	point p;
	if (!load_supported(k, d))
		return;
	load_work(k, d, &p);
	p.op = op, p.quick = quick, p.tag = kind;
	p.set("activity", k.activity), p.set("data", k.zeros ? "zeros" : "random");
	p.set("duty", 1);
	g->push_back(p);
}

static void
plan(const options &o, const device &d, std::vector<point> *g)
{
	point idle;
	idle.op = "idle", idle.bytes = 0, idle.quick = true;
	idle.set("activity", "idle"), idle.set("data", ""), idle.set("duty", 0.0);
	g->push_back(idle);
	for (int kind = 0; kind < N_KINDS; kind++)
		add(g, "steady", kind, d, kind < QUICK_KINDS);
	const struct {
		double duty, period_ms;
	} cycles[] = { { 0.5, 100 }, { 0.1, 100 }, { 0.25, 100 }, { 0.75, 100 }, { 0.9, 100 }, { 0.5, 10 },
		{ 0.5, 1000 } };
	for (int kind : { 0, 2 })
		for (const auto &c : cycles) {
			add(g, "steady", kind, d, kind == 0 && &c == cycles);
			g->back().set("duty", c.duty), g->back().set("period_ms", c.period_ms);
		}
	for (int kind : { 0, 2, 5 })
		add(g, "step_up", kind, d, kind == 0);
	for (double w : o.caps_w)
		for (int kind : { 0, 1, 2, 3, 5 }) {
			add(g, "steady", kind, d, true);
			g->back().set("cap_w", w);
		}
}

static void
pause(double seconds)
{
	for (double end = bench_now_s() + seconds; bench_now_s() < end && !bench_stopped();) {
		struct timespec t = { 0, 20000000 };
		nanosleep(&t, NULL);
	}
}

static void
run_idle(bench *b, point *p)
{
	CU(cudaStreamSynchronize(b->stream));
	pause(b->o.smoke ? 0.1 : 3); // from the load before
	sampler s(b->nv);
	double from = bench_now_s();
	pause(b->o.smoke ? 0.2 : b->o.full ? 5 : 3);
	s.stop();
	summarize(s.all, from, bench_now_s(), p);
	p->energy_j = p->power_w * (bench_now_s() - from);
	bench_emit(b, *p);
}

static void
run_steady(bench *b, point *p, const load *x)
{
	double settle = b->o.smoke ? 0.05 : 1, last = b->o.smoke ? 0.1 : b->o.full ? 3 : 1.5;
	double duty = p->num("duty"), period = p->num("period_ms") * 1e-3;
	cap limit(b, p->num("cap_w"));
	feed f(b, x, duty < 1 ? duty * period : 5e-3);
	if (duty < 1) // whole calls: the period that keeps the duty
		period = f.calls * f.call_us * 1e-6 / duty, p->set("period_ms", 1e3 * period);
	sampler s(b->nv);
	double from = bench_now_s() + settle, to = from + std::max(last, duty < 1 ? 4 * period : 0);
	f.until(to, duty < 1 ? period : 0);
	to = std::min(to, bench_now_s());
	CU(cudaStreamSynchronize(b->stream));
	s.stop();
	p->set("cap_w", smi_limit_w(b->nv));
	summarize(s.all, from, to, p);
	f.times(from, p);
	if (!isfinite(p->power_w) || !p->runs)
		bench_fail(__FILE__, __LINE__, "power", "no reading in the window");
	p->energy_j = p->power_w * (duty < 1 ? period / f.calls : p->p50 * 1e-6);
	bench_emit(b, *p);
}

// One row a reading: every 20 ms in the two seconds around the step, then every 0.25 s.
static void
trace(bench *b, point p, const char *op, const std::vector<reading> &all, double step, double from, double to)
{
	double said = -1e9;
	p.op = op;
	for (const reading &r : all) {
		double t = r.at_s - step;
		if (r.at_s < from || r.at_s > to || t - said < (fabs(t) < 2 ? 0.018 : 0.24))
			continue;
		said = t;
		p.power_w = r.power_w, p.sm_mhz = r.sm_mhz, p.mem_mhz = r.mem_mhz;
		p.temperature_c = r.temperature_c;
		p.set("t_s", floor(t * 1e4 + 0.5) / 1e4);
		bench_emit(b, p);
	}
}

static void
run_step(bench *b, point *p, const load *x)
{
	double before = b->o.smoke ? 0.1 : 2, on = b->o.smoke ? 0.2 : b->o.full ? 25 : 4, after = on * 0.6;
	feed f(b, x, 5e-3);
	CU(cudaStreamSynchronize(b->stream));
	pause(b->o.smoke ? 0 : 3);
	p->set("cap_w", smi_limit_w(b->nv));
	sampler s(b->nv);
	double start = bench_now_s();
	pause(before);
	double up = bench_now_s();
	f.until(up + on, 0);
	CU(cudaStreamSynchronize(b->stream));
	double down = bench_now_s();
	pause(after);
	s.stop();
	trace(b, *p, "step_up", s.all, up, start, down);
	trace(b, *p, "step_down", s.all, down, down - 0.5, bench_now_s());
}

static void
run(bench *b, point *p)
{
	if (p->op == "idle") {
		run_idle(b, p);
		return;
	}
	load *x = load_create(b, KINDS[p->tag]);
	try {
		if (p->op == "step_up")
			run_step(b, p, x);
		else
			run_steady(b, p, x);
	} catch (const bench_error &) {
		load_free(x);
		throw;
	}
	load_free(x);
}

static void
open(bench *b)
{
	if (!b->nv)
		bench_fail(__FILE__, __LINE__, "NVML", "needed for power");
	double lo, hi;
	if (!b->o.caps_w.empty() && smi_limit_range_w(b->nv, &lo, &hi))
		fprintf(stderr, "power: limits of this board: %g to %g W, now %g W\n", lo, hi, smi_limit_w(b->nv));
	load_open(b);
}

// A ramp of 100 W sampled every 10 ms with a counter that moves every 50 ms.
static int
selftest()
{
	std::vector<reading> all;
	point p;
	for (int i = 0; i < 300; i++)
		all.push_back({ i * 0.01, 100 * floor(i / 5) * 0.05, 90, 1000.0 + i, 2000, 50, i == 200 ? 4ULL : 0 });
	summarize(all, 0.5, 2.5, &p);
	bool ok = fabs(p.power_w - 100) < 0.1 && fabs(p.sm_mhz - 1150) < 1 && p.own["throttle"] == "0x4" &&
		  p.num("power_max_w") == 90;
	if (!ok)
		printf("power: the mean is %g W\n", p.power_w);
	return !ok;
}

int
main(int argc, char **argv)
{
	const family f = { "power", "activity,data,duty,period_ms,cap_w,t_s,power_max_w,throttle", NULL, plan, open,
		run, load_close, selftest };
	return bench_main(argc, argv, &f);
}
