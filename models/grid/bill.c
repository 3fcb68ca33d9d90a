// bill.c - what a month's metered peak costs under a large-load contract.
//
// Source: AEP Ohio data center tariff (2025): 85 % minimum demand, load ramp;
// NREL REopt ElectricTariff for look-back ratchets.
#include "models/grid/bill.h"

#include <math.h>

double
aif_bill_demand_w(double peak_w, double contract_w, double floor_frac, double past_peak_w,
		  double ratchet_frac)
{
	return fmax(peak_w, fmax(floor_frac * contract_w, ratchet_frac * past_peak_w));
}

double
aif_bill_ramp_w(double first_w, double full_w, double t_s, double ramp_s)
{
	if (!(ramp_s > 0) || t_s >= ramp_s)
		return full_w;
	return t_s <= 0 ? first_w : first_w + (full_w - first_w) * t_s / ramp_s;
}

double
aif_bill_escalated(double price, double esc_frac, double years)
{
	return price * pow(1 + esc_frac, years);
}
