// rent.c - the bill for rented GPUs: reservations, on demand and spot.
#include "models/fin/rent.h"

#include <math.h>

static void
commit(aif_rent *r, const aif_rent_terms *t, double usd_s)
{
	r->commit_gpus = r->need_s > 0 ? t->reserved_frac * r->need_gpu_s / r->need_s : 0;
	r->price_usd_s = usd_s;
	r->left_s = r->commit_gpus > 0 ? t->term_s : 0;
	r->need_gpu_s = r->need_s = 0;
}

static void
meter(aif_rent *r, double span_s, double gpus, double spot_gpus)
{
	double over = fmax(gpus - r->commit_gpus, 0) * span_s;

	r->bill.span_s += span_s;
	r->bill.reserved_gpu_s += r->commit_gpus * span_s;
	r->bill.unused_gpu_s += fmax(r->commit_gpus - gpus, 0) * span_s;
	r->bill.reserved_usd += r->commit_gpus * span_s * r->price_usd_s;
	r->bill.spot_gpu_s += spot_gpus * span_s;
	r->bill.on_demand_gpu_s += over;
	if (gpus > 0 || r->need_gpu_s > 0 || r->left_s > 0) {
		r->need_gpu_s += gpus * span_s;
		r->need_s += span_s;
	}
}

void
aif_rent_book(aif_rent *r, const aif_rent_terms *t, double span_s, double gpus, double spot_gpus,
	      double reserved_usd_s)
{
	// A term may end within the span.
	while (r->left_s > 0 && r->left_s <= span_s) {
		double part = r->left_s;

		meter(r, part, gpus, spot_gpus);
		span_s -= part;
		commit(r, t, reserved_usd_s);
	}
	if (!(span_s > 0))
		return;
	meter(r, span_s, gpus, spot_gpus);
	if (r->left_s > 0)
		r->left_s -= span_s;
}

aif_rent_bill
aif_rent_close(aif_rent *r, const aif_rent_terms *t, double reserved_usd_s)
{
	aif_rent_bill b = r->bill;

	r->bill = (aif_rent_bill){ .span_s = 0 };
	if (t->reserved_frac > 0 && !(r->left_s > 0) && r->need_gpu_s > 0)
		commit(r, t, reserved_usd_s);
	return b;
}
