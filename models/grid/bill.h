// bill.h - what a month's metered peak costs under a large-load contract.
#ifndef AIF_GRID_BILL_H
#define AIF_GRID_BILL_H

// Power that is billed for a month: the metered peak, at least floor_frac of the
// contracted power, at least ratchet_frac of the highest peak of the months
// looked back at (0: no ratchet).
double aif_bill_demand_w(double peak_w, double contract_w, double floor_frac, double past_peak_w,
			 double ratchet_frac);

// Contracted power during a ramp: straight from first_w to full_w over ramp_s.
double aif_bill_ramp_w(double first_w, double full_w, double t_s, double ramp_s);

// Price after `years` of growth at esc_frac per year (compound, from year 0).
double aif_bill_escalated(double price, double esc_frac, double years);

#endif
