// rows - writes the file format `aifsim-calib 1`. The order of columns is part of the format.
#include "calrows.h"

#include <string.h>
#include <time.h>

static const char COMMON[] = "family,op,dtype,m,n,k,batch,bytes,flops,time_us_p50,time_us_p10,"
			     "time_us_p90,runs,power_w,energy_j,sm_clock_mhz,mem_clock_mhz,"
			     "temperature_c,check";

std::string
rows_number(double x)
{
	if (!isfinite(x))
		return "";
	char s[40];
	snprintf(s, sizeof s, fabs(x) < 1e15 && x == floor(x) ? "%.0f" : "%.7g", x);
	return s;
}

std::string
rows_quoted(const std::string &s)
{
	if (s.find_first_of(",\"\n\r") == std::string::npos)
		return s;
	std::string q = "\"";
	for (char c : s)
		q += c == '"' ? "\"\"" : std::string(1, c);
	return q + "\"";
}

std::vector<std::string>
rows_own(const family *f)
{
	std::vector<std::string> own;
	std::string c = f->columns;
	for (size_t at = 0; at <= c.size();) {
		size_t end = c.find(',', at);
		if (end == std::string::npos)
			end = c.size();
		own.push_back(c.substr(at, end - at));
		at = end + 1;
	}
	return own;
}

std::string
rows_header(const family *f)
{
	return std::string(COMMON) + "," + f->columns;
}

static std::string
count(long n)
{
	return n < 0 ? "" : std::to_string(n);
}

std::string
rows_line(const family *f, const point &p)
{
	std::vector<std::string> cell = { f->name, p.op, dtype_name(p.type), count(p.m),
		count(p.n), count(p.k), count(p.batch), rows_number(p.bytes),
		rows_number(p.flops), rows_number(p.p50), rows_number(p.p10), rows_number(p.p90),
		p.runs ? std::to_string(p.runs) : "", rows_number(p.power_w),
		rows_number(p.energy_j), rows_number(p.sm_mhz), rows_number(p.mem_mhz),
		rows_number(p.temperature_c), p.check };
	for (const std::string &name : rows_own(f)) {
		auto it = p.own.find(name);
		cell.push_back(it == p.own.end() ? "" : it->second);
	}
	std::string line;
	for (size_t i = 0; i < cell.size(); i++)
		line += (i ? "," : "") + rows_quoted(cell[i]);
	return line;
}

static std::string
host_cpu()
{
	char line[512];
	std::string name;
	FILE *f = fopen("/proc/cpuinfo", "r");
	while (f && fgets(line, sizeof line, f))
		if (!strncmp(line, "model name", 10)) {
			const char *colon = strchr(line, ':');
			name = colon ? colon + 2 : "";
			name.erase(name.find_last_not_of(" \n") + 1);
			break;
		}
	if (f)
		fclose(f);
	return name;
}

static std::string
now_utc()
{
	time_t t = time(NULL);
	struct tm tm;
	char s[32];
	strftime(s, sizeof s, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&t, &tm));
	return s;
}

std::string
rows_head(const bench *b)
{
	char cuda[32];
	snprintf(cuda, sizeof cuda, "%d.%d", CUDART_VERSION / 1000, CUDART_VERSION / 10 % 100);
	const struct {
		const char *key;
		std::string value;
	} head[] = { { "format", "aifsim-calib 1" }, { "suite", b->f->name },
		{ "device", b->d.name }, { "gpu", b->o.name }, { "driver", smi_driver(b->nv) },
		{ "cuda", cuda }, { "library", b->f->library ? b->f->library() : "" },
		{ "sm_clock_mhz", rows_number(smi_sm_clock_mhz(b->nv)) },
		{ "mem_clock_mhz", rows_number(smi_mem_clock_mhz(b->nv)) },
		{ "max_sm_clock_mhz", rows_number(smi_max_sm_clock_mhz(b->nv)) },
		{ "max_mem_clock_mhz", rows_number(smi_max_mem_clock_mhz(b->nv)) },
		{ "power_limit_w", rows_number(smi_limit_w(b->nv)) },
		{ "memory_gib", rows_number((double)b->d.memory_bytes / (1 << 30)) },
		{ "sms", std::to_string(b->d.sms) },
		{ "l2_bytes", std::to_string(b->d.l2_bytes) }, { "date", now_utc() },
		{ "host_cpu", host_cpu() }, { "command", b->o.command },
		{ "revision", b->o.revision }, { "seed", std::to_string(b->o.seed) } };
	std::string text;
	for (const auto &h : head)
		text += std::string("# ") + h.key + (h.value.empty() ? ":" : ": ") + h.value + "\n";
	return text;
}

std::string
rows_end(const bench *b, size_t planned, const char *reason)
{
	return "# end: rows " + std::to_string(b->rows) + ", planned " + std::to_string(planned) +
	       ", skipped " + std::to_string(b->skipped) + ", bad " + std::to_string(b->bad) +
	       ", reason " + reason + "\n";
}
