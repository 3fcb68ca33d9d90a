// bench - command line, the grid in its random order, budget, and what happens when a point fails.
#include "bench.h"
#include "calrows.h"

#include <algorithm>
#include <random>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static volatile sig_atomic_t stop_asked;

static void
on_signal(int)
{
	stop_asked = 1;
}

bool
bench_stopped()
{
	return stop_asked;
}

double
bench_now_s()
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

void
bench_fail(const char *file, int line, const char *what, const char *why)
{
	const char *base = strrchr(file, '/');
	throw bench_error{ std::string(base ? base + 1 : file) + ":" + std::to_string(line) +
			   ": " + what + ": " + why };
}

void
point::set(const char *column, const char *text)
{
	own[column] = text;
}

void
point::set(const char *column, double value)
{
	own[column] = rows_number(value);
}

double
point::num(const char *column) const
{
	auto it = own.find(column);
	return it == own.end() || it->second.empty() ? NAN : atof(it->second.c_str());
}

void
point::judge(double error, double most)
{
	set("error", error);
	check = error <= most ? "ok" : "bad"; // NAN is bad
}

static std::string
described(const point &p)
{
	std::string s = p.op + " " + dtype_name(p.type);
	for (long x : { p.m, p.n, p.k, p.batch })
		if (x >= 0)
			s += " " + std::to_string(x);
	return s;
}

void
bench_emit(bench *b, const point &p)
{
	fprintf(b->file, "%s\n", rows_line(b->f, p).c_str());
	fflush(b->file);
	b->rows++;
	if (!strcmp(p.check, "bad")) {
		b->bad++;
		auto e = p.own.find("error");
		fprintf(stderr, "%s: %s: result differs from the reference %s\n", b->f->name,
		    described(p).c_str(), e == p.own.end() ? "" : ("by " + e->second).c_str());
	}
}

void
bench_skip(bench *b, const point &p, const char *why)
{
	std::string line = "# skipped: " + described(p) + ": " + why;
	std::replace(line.begin(), line.end(), '\n', ' ');
	fprintf(b->file, "%s\n", line.c_str());
	fflush(b->file);
	b->skipped++;
}

static void
usage(const family *f)
{
	printf("usage: %s [-o FILE] [--full] [--budget SECONDS] [--gpu N] [--name CATALOG-NAME]\n"
	       "       [--only OP] [--seed N] [--revision TEXT] [--smoke]%s\n"
	       "       %s --list [--full] | --header | --selftest      (no GPU needed)\n",
	    f->name, strcmp(f->name, "power") ? "" : " [--caps W,W,...]", f->name);
}

static std::vector<double>
numbers(const char *list)
{
	std::vector<double> v;
	for (char *end; *list; list = *end ? end + 1 : end) {
		v.push_back(strtod(list, &end));
		if (end == list)
			return {};
	}
	return v;
}

// 0 go on; 1 done; 2 usage.
static int
parse(int argc, char **argv, const family *f, options *o, std::string *mode)
{
	for (int i = 0; i < argc; i++) { // without the folders of this machine
		const char *base = strrchr(argv[i], '/');
		o->command += (i ? " " : "") + std::string(base ? base + 1 : argv[i]);
	}
	for (int i = 1; i < argc; i++) {
		std::string a = argv[i];
		const char *v = i + 1 < argc ? argv[i + 1] : NULL;
		if (a == "--full")
			o->full = true;
		else if (a == "--quick")
			o->full = false;
		else if (a == "--smoke")
			o->smoke = true;
		else if (a == "--list" || a == "--header" || a == "--selftest")
			*mode = a;
		else if (a == "--help" || a == "-h")
			return usage(f), 1;
		else if (a == "-o" && v)
			o->out = v, i++;
		else if (a == "--budget" && v && atof(v) > 0)
			o->budget_s = atof(v), i++;
		else if (a == "--gpu" && v)
			o->gpu = atoi(v), i++;
		else if (a == "--name" && v)
			o->name = v, i++;
		else if (a == "--only" && v)
			o->only = v, i++;
		else if (a == "--revision" && v)
			o->revision = v, i++;
		else if (a == "--seed" && v)
			o->seed = (unsigned)strtoul(v, NULL, 10), i++;
		else if (a == "--caps" && v && !numbers(v).empty())
			o->caps_w = numbers(v), i++;
		else
			return fprintf(stderr, "%s: '%s'?\n", f->name, argv[i]), usage(f), 2;
	}
	return 0;
}

// The quick points first, each half in a random order: whatever the budget cuts off, what is
// there covers the grid.
static std::vector<point>
planned(const family *f, const options &o, const device &d)
{
	std::vector<point> grid;
	f->plan(o, d, &grid);
	grid.erase(std::remove_if(grid.begin(), grid.end(),
		       [&](const point &p) {
			       return (!o.full && !p.quick) || (!o.only.empty() && p.op != o.only);
		       }),
	    grid.end());
	std::mt19937 random(o.seed);
	for (size_t i = grid.size(); i > 1; i--)
		std::swap(grid[i - 1], grid[random() % i]);
	std::stable_partition(grid.begin(), grid.end(), [](const point &p) { return p.quick; });
	if (o.smoke) { // one of each operation, type and kind (what a column says in words), the smallest
		std::map<std::string, point> least;
		for (const point &p : grid) {
			std::string kind = p.op + dtype_name(p.type);
			for (const auto &e : p.own)
				if (!isdigit((unsigned char)*e.second.c_str()))
					kind += " " + e.second;
			auto at = least.emplace(kind, p).first;
			if (p.bytes < at->second.bytes)
				at->second = p;
		}
		grid.clear();
		for (const auto &e : least)
			grid.push_back(e.second);
	}
	return grid;
}

static int
selftest(const family *f)
{
	int failed = 0;
	const std::vector<std::string> own = rows_own(f);
	options quick, full;
	full.full = true;
	size_t n[2];
	for (int i = 0; i < 2; i++) {
		std::vector<point> grid = planned(f, i ? full : quick, device());
		n[i] = grid.size();
		std::map<std::string, int> seen;
		for (const point &p : grid) {
			for (const auto &e : p.own)
				if (std::find(own.begin(), own.end(), e.first) == own.end())
					failed++, printf("%s: no column '%s'\n", f->name, e.first.c_str());
			if (!(p.flops >= 0) || (!(p.bytes >= 0) && !(p.flops > 0)))
				failed++, printf("%s: %s has no work\n", f->name, described(p).c_str());
			if (seen[rows_line(f, p)]++)
				failed++, printf("%s: %s twice\n", f->name, rows_line(f, p).c_str());
		}
	}
	// Linear between order statistics: of 1, 2, 3, 4 the 0.1 quantile is 1.3.
	std::vector<double> us = { 4, 1, 3, 2 };
	point p;
	bench_quantiles(&p, &us);
	if (p.runs != 4 || fabs(p.p50 - 2.5) > 1e-12 || fabs(p.p10 - 1.3) > 1e-12)
		failed++, printf("%s: quantiles are wrong\n", f->name);
	if (rows_number(NAN) != "" || rows_number(1.5) != "1.5" || rows_quoted("a\"b,") != "\"a\"\"b,\"")
		failed++, printf("%s: the file format is wrong\n", f->name);
	if (f->selftest)
		failed += f->selftest();
	printf("%s: selftest %s, %zu points quick, %zu full\n", f->name, failed ? "FAILED" : "ok",
	    n[0], n[1]);
	return failed != 0;
}

static int
list(const family *f, const options &o)
{
	printf("%s\n", rows_header(f).c_str());
	for (const point &p : planned(f, o, device()))
		printf("%s\n", rows_line(f, p).c_str());
	return 0;
}

static const char *
attach(bench *b)
{
	int n = 0;
	cudaError_t e = cudaGetDeviceCount(&n);
	if (e != cudaSuccess || n == 0)
		return e != cudaSuccess ? cudaGetErrorString(e) : "no CUDA device";
	if (b->o.gpu < 0 || b->o.gpu >= n)
		return "no such GPU";
	cudaDeviceProp prop;
	CU(cudaSetDevice(b->o.gpu));
	CU(cudaGetDeviceProperties(&prop, b->o.gpu));
	b->d.cc = prop.major * 10 + prop.minor;
	b->d.sms = prop.multiProcessorCount;
	b->d.l2_bytes = (size_t)prop.l2CacheSize;
	b->d.memory_bytes = prop.totalGlobalMem;
	b->d.name = prop.name;
	b->d.count = n;
	char pci[32];
	CU(cudaDeviceGetPCIBusId(pci, sizeof pci, b->o.gpu));
	b->d.pci = pci;
	CU(cudaMalloc((void **)&b->spots, BENCH_SPOTS * sizeof *b->spots));
	b->sweep_bytes = (b->d.l2_bytes * 5 / 2 + (1 << 20)) & ~(size_t)255;
	CU(cudaMalloc((void **)&b->sweep, b->sweep_bytes));
	CU(cudaMemset(b->sweep, 0, b->sweep_bytes));
	CU(cudaStreamCreateWithFlags(&b->stream, cudaStreamNonBlocking));
	std::string why;
	b->nv = smi_create(pci, &why);
	if (!b->nv)
		fprintf(stderr, "%s: no power and clocks: %s\n", b->f->name, why.c_str());
	return NULL;
}

// An error that stays after the point is over has taken the device's context with it.
static bool
lost(const bench *b)
{
	cudaGetLastError();
	return cudaStreamSynchronize(b->stream) != cudaSuccess ||
	       cudaDeviceSynchronize() != cudaSuccess;
}

static const char *
measure(bench *b, const std::vector<point> &grid)
{
	double said = bench_now_s();
	size_t done = 0;
	for (point p : grid) {
		double now = bench_now_s();
		if (stop_asked)
			return "stopped";
		if (now > b->deadline_s)
			return "budget";
		try {
			b->f->run(b, &p);
		} catch (const bench_error &e) {
			bench_skip(b, p, e.what.c_str());
			if (lost(b)) {
				fprintf(stderr, "%s: the device is lost: %s\n", b->f->name, e.what.c_str());
				return "error";
			}
		}
		done++;
		if (now - said >= 5 || done == grid.size()) {
			fprintf(stderr, "%s: %zu of %zu points, %.0f of %.0f s\n", b->f->name, done,
			    grid.size(), now - b->start_s, b->o.budget_s);
			said = now;
		}
	}
	return stop_asked ? "stopped" : "done";
}

static __global__ void
spin(unsigned *x, int n)
{
	unsigned v = threadIdx.x + *x;
	for (int i = 0; i < n; i++)
		v = v * 1664525u + 1013904223u;
	if (v == 1)
		*x = v;
}

// Brings the clocks up from idle: half a second of work.
static void
warm_up(bench *b)
{
	unsigned *x;
	CU(cudaMalloc((void **)&x, sizeof *x));
	CU(cudaMemset(x, 0, sizeof *x));
	for (double end = bench_now_s() + (b->o.smoke ? 0 : 0.5); bench_now_s() < end;) {
		spin<<<b->d.sms, 256, 0, b->stream>>>(x, 100000);
		LAUNCHED();
		CU(cudaStreamSynchronize(b->stream));
	}
	CU(cudaFree(x));
}

static int
measure_all(bench *b)
{
	const char *reason = "error";
	std::vector<point> grid;
	try {
		grid = planned(b->f, b->o, b->d);
		fprintf(b->file, "%s%s\n", rows_head(b).c_str(), rows_header(b->f).c_str());
		fflush(b->file);
		if (b->f->open)
			b->f->open(b);
		warm_up(b);
		reason = measure(b, grid);
		if (b->f->close)
			b->f->close(b);
	} catch (const bench_error &e) {
		fprintf(stderr, "%s: %s\n", b->f->name, e.what.c_str());
		reason = "error";
	}
	fputs(rows_end(b, grid.size(), reason).c_str(), b->file);
	fprintf(stderr, "%s: %d rows of %zu points, %d skipped, %d bad, %.0f s, %s\n", b->f->name,
	    b->rows, grid.size(), b->skipped, b->bad, bench_now_s() - b->start_s, reason);
	return !strcmp(reason, "error") ? 3 : !strcmp(reason, "stopped") ? 130 : b->bad != 0;
}

int
bench_main(int argc, char **argv, const family *f)
{
	bench b = {};
	std::string mode;
	b.f = f;
	int rc = parse(argc, argv, f, &b.o, &mode);
	if (rc)
		return rc == 1 ? 0 : rc;
	if (mode == "--header")
		return printf("%s\n", rows_header(f).c_str()), 0;
	if (mode == "--list")
		return list(f, b.o);
	if (mode == "--selftest")
		return selftest(f);
	const char *why;
	try {
		why = attach(&b);
	} catch (const bench_error &e) {
		fprintf(stderr, "%s: %s\n", f->name, e.what.c_str());
		return 3;
	}
	if (why) {
		fprintf(stderr, "%s: nothing measured: %s (--list shows the grid)\n", f->name, why);
		return 77;
	}
	b.file = b.o.out.empty() ? stdout : fopen(b.o.out.c_str(), "wx");
	if (!b.file)
		return perror(b.o.out.c_str()), 2;
	struct sigaction on = {};
	on.sa_handler = on_signal;
	sigaction(SIGINT, &on, NULL);
	sigaction(SIGTERM, &on, NULL);
	b.start_s = bench_now_s();
	b.deadline_s = b.start_s + b.o.budget_s;
	rc = measure_all(&b);
	if (fclose(b.file) != 0)
		return perror("write"), 3;
	smi_free(b.nv);
	return rc;
}
