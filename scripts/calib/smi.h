// smi - power, energy, clocks and temperature of one GPU, read from the driver's
// management library (NVML).
//
// The library is opened at run time: a program starts, lists its grid and tests itself on a
// machine without a driver. What cannot be read is NAN. Nothing is ever set, except the power
// limit by smi_set_limit_w, which only `power --caps` calls.
#ifndef AIF_CALIB_SMI_H
#define AIF_CALIB_SMI_H

#include <string>

struct smi;

// Opens the GPU at a PCI bus id ("0000:65:00.0"). NULL with a reason in *why.
smi *smi_create(const char *pci, std::string *why);
void smi_free(smi *s);

std::string smi_driver(const smi *s);
double smi_power_w(const smi *s);  // now, not the 1 s average, where the part can tell
double smi_energy_j(const smi *s); // since the driver was loaded; steps of some 20 to 100 ms
double smi_sm_clock_mhz(const smi *s);
double smi_mem_clock_mhz(const smi *s);
double smi_max_sm_clock_mhz(const smi *s);
double smi_max_mem_clock_mhz(const smi *s);
double smi_temperature_c(const smi *s);
double smi_limit_w(const smi *s);
bool smi_limit_range_w(const smi *s, double *lo, double *hi);
unsigned long long smi_throttle(const smi *s); // reasons why clocks are held down, a bit mask
bool smi_set_limit_w(const smi *s, double limit_w, std::string *why);

#endif
