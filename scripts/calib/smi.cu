// smi - the part of NVML's interface that is used, declared here and looked up at run time:
// nvml.h is not part of every toolkit.
// Source: NVIDIA, NVML API Reference (names, constants, layout of nvmlFieldValue_t).
#include "smi.h"

#include <dlfcn.h>
#include <math.h>
#include <string.h>

namespace {

enum { NVML_OK = 0, CLOCK_SM = 1, CLOCK_MEM = 2, FIELD_POWER_INSTANT = 186, VALUE_UINT = 1 };

typedef struct nvml_device *nvml_handle;

struct nvml_field {
	unsigned id, scope;
	long long timestamp, latency_us;
	int type, result;
	union {
		double d;
		unsigned u;
		unsigned long long ull;
		long long sll;
	} value;
};

} // namespace

struct smi {
	void *lib;
	nvml_handle dev;
	int (*init)();
	int (*shutdown)();
	int (*by_pci)(const char *, nvml_handle *);
	int (*driver)(char *, unsigned);
	int (*power)(nvml_handle, unsigned *);
	int (*energy)(nvml_handle, unsigned long long *);
	int (*clock)(nvml_handle, int, unsigned *);
	int (*max_clock)(nvml_handle, int, unsigned *);
	int (*temperature)(nvml_handle, int, unsigned *);
	int (*limit)(nvml_handle, unsigned *);
	int (*limits)(nvml_handle, unsigned *, unsigned *);
	int (*set_limit)(nvml_handle, unsigned);
	int (*reasons)(nvml_handle, unsigned long long *);
	int (*fields)(nvml_handle, int, nvml_field *);
	const char *(*error)(int);
};

template <class F>
static bool
find(void *lib, const char *name, F *f)
{
	void *p = dlsym(lib, name);
	memcpy(f, &p, sizeof p);
	return p != NULL;
}

static bool
find_all(smi *s)
{
	find(s->lib, "nvmlDeviceGetFieldValues", &s->fields);
	find(s->lib, "nvmlDeviceGetTotalEnergyConsumption", &s->energy);
	if (!find(s->lib, "nvmlDeviceGetCurrentClocksEventReasons", &s->reasons))
		find(s->lib, "nvmlDeviceGetCurrentClocksThrottleReasons", &s->reasons);
	return find(s->lib, "nvmlInit_v2", &s->init) &&
	       find(s->lib, "nvmlShutdown", &s->shutdown) &&
	       find(s->lib, "nvmlDeviceGetHandleByPciBusId_v2", &s->by_pci) &&
	       find(s->lib, "nvmlSystemGetDriverVersion", &s->driver) &&
	       find(s->lib, "nvmlDeviceGetPowerUsage", &s->power) &&
	       find(s->lib, "nvmlDeviceGetClockInfo", &s->clock) &&
	       find(s->lib, "nvmlDeviceGetMaxClockInfo", &s->max_clock) &&
	       find(s->lib, "nvmlDeviceGetTemperature", &s->temperature) &&
	       find(s->lib, "nvmlDeviceGetEnforcedPowerLimit", &s->limit) &&
	       find(s->lib, "nvmlDeviceGetPowerManagementLimitConstraints", &s->limits) &&
	       find(s->lib, "nvmlDeviceSetPowerManagementLimit", &s->set_limit) &&
	       find(s->lib, "nvmlErrorString", &s->error);
}

smi *
smi_create(const char *pci, std::string *why)
{
	smi *s = new smi();
	s->lib = dlopen("libnvidia-ml.so.1", RTLD_NOW);
	if (!s->lib) {
		*why = "no libnvidia-ml.so.1: the NVIDIA driver is not installed";
	} else if (!find_all(s)) {
		*why = "libnvidia-ml.so.1 is too old";
	} else {
		int rc = s->init();
		if (rc == NVML_OK && (rc = s->by_pci(pci, &s->dev)) == NVML_OK)
			return s;
		*why = std::string("NVML: ") + s->error(rc);
	}
	if (s->lib)
		dlclose(s->lib);
	delete s;
	return NULL;
}

void
smi_free(smi *s)
{
	if (!s)
		return;
	s->shutdown();
	dlclose(s->lib);
	delete s;
}

std::string
smi_driver(const smi *s)
{
	char v[96] = "";
	if (s)
		s->driver(v, sizeof v);
	return v;
}

double
smi_power_w(const smi *s)
{
	if (!s)
		return NAN;
	nvml_field f = {};
	f.id = FIELD_POWER_INSTANT;
	if (s->fields && s->fields(s->dev, 1, &f) == NVML_OK && f.result == NVML_OK &&
	    f.type == VALUE_UINT)
		return 1e-3 * f.value.u;
	unsigned mw;
	return s->power(s->dev, &mw) == NVML_OK ? 1e-3 * mw : NAN;
}

double
smi_energy_j(const smi *s)
{
	unsigned long long mj;
	return s && s->energy && s->energy(s->dev, &mj) == NVML_OK ? 1e-3 * (double)mj : NAN;
}

static double
asked(const smi *s, int (*ask)(nvml_handle, int, unsigned *), int what)
{
	unsigned v;
	return ask(s->dev, what, &v) == NVML_OK ? v : NAN;
}

double
smi_sm_clock_mhz(const smi *s)
{
	return s ? asked(s, s->clock, CLOCK_SM) : NAN;
}

double
smi_mem_clock_mhz(const smi *s)
{
	return s ? asked(s, s->clock, CLOCK_MEM) : NAN;
}

double
smi_max_sm_clock_mhz(const smi *s)
{
	return s ? asked(s, s->max_clock, CLOCK_SM) : NAN;
}

double
smi_max_mem_clock_mhz(const smi *s)
{
	return s ? asked(s, s->max_clock, CLOCK_MEM) : NAN;
}

double
smi_temperature_c(const smi *s)
{
	return s ? asked(s, s->temperature, 0) : NAN;
}

double
smi_limit_w(const smi *s)
{
	unsigned mw;
	return s && s->limit(s->dev, &mw) == NVML_OK ? 1e-3 * mw : NAN;
}

bool
smi_limit_range_w(const smi *s, double *lo, double *hi)
{
	unsigned a, b;
	if (!s || s->limits(s->dev, &a, &b) != NVML_OK)
		return false;
	*lo = 1e-3 * a, *hi = 1e-3 * b;
	return true;
}

unsigned long long
smi_throttle(const smi *s)
{
	unsigned long long mask;
	return s && s->reasons && s->reasons(s->dev, &mask) == NVML_OK ? mask : 0;
}

bool
smi_set_limit_w(const smi *s, double limit_w, std::string *why)
{
	if (!s) {
		*why = "no NVML";
		return false;
	}
	int rc = s->set_limit(s->dev, (unsigned)(limit_w * 1e3 + 0.5));
	if (rc != NVML_OK)
		*why = s->error(rc);
	return rc == NVML_OK;
}
