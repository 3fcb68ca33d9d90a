// ripple.c - a window in which a hall's power is looked at by frequency.
//
// At its date the power of the hall's clusters and the waves of the training jobs that run
// there are taken as they are, carried up the hall's chain sample by sample, and
// transformed. Jobs swing in step with one another: the worst case. Beside the spectrum stand
// the steepest ramp, what a store must hold or a floor must burn to keep a ramp limit, and
// the largest amplitude in the band that utilities watch.
// Left out: the milliseconds of a GPU's own ramp, supply capacitors, phases within a step.
#include "models/power/ripple.h"

#include <math.h>
#include <string.h>

#include "core/ctx.h"
#include "models/plan.h"
#include "models/power/hall.h"
#include "models/power/spectrum.h"
#include "models/record.h"
#include "models/swing.h"
#include "models/wire.h"

enum { EV_LOOK = AIF_EV_PRIVATE };
enum { WAVES = 64, MOST = 1 << 20 };

#define ROUND_OFF 1e-12 // of the mean: what the transform makes of nothing
#define BUCKET    1.03  // ratio of a bucket's edges

typedef struct ripple {
	uint32_t hall;
	aif_time at_ns;
	double lasts_s, step_s, ramp_w_s, band_w, band_lo_hz, band_hi_hz;

	aif_signal lines;

	size_t n;
	double *w, *ramped, *amp, *amp_ramped;
	int n_wave, seen;
	double low_w, high_w, mean_w, step_w, stop_w, store_j, burn_w, in_band_w, at_hz;
	double band_ramped_w;
} ripple;

static aif_err
ripple_wire(void *st, aif_sim *sim, uint32_t self, aif_diag *d)
{
	ripple *x = st;
	aif_arena *a = aif_sim_arena(sim);

	(void)self;
	for (x->n = 16; (double)x->n * x->step_s < x->lasts_s && x->n < MOST;)
		x->n *= 2;
	if ((double)x->n * x->step_s < x->lasts_s)
		return aif_err_fail(d, AIF_ERANGE, "'lasts' over 'step' is more than %d samples",
				    MOST);
	if (x->band_hi_hz < x->band_lo_hz)
		return aif_err_fail(d, AIF_ERANGE, "'band_to' is below 'band_from'");
	x->w = aif_arena_alloc(a, x->n * sizeof *x->w);
	x->ramped = aif_arena_alloc(a, x->n * sizeof *x->w);
	x->amp = aif_arena_alloc(a, (x->n / 2 + 1) * sizeof *x->w);
	x->amp_ramped = aif_arena_alloc(a, (x->n / 2 + 1) * sizeof *x->w);
	if (!x->w || !x->ramped || !x->amp || !x->amp_ramped)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	return AIF_OK;
}

static void
ripple_start(void *st, aif_ctx *c)
{
	const ripple *x = st;
	aif_time now = x->at_ns < 0 ? 0 : x->at_ns;

	if (now < aif_sim_options(aif_ctx_sim(c))->end_ns &&
	    aif_plan_cluster(aif_ctx_sim(c), x->hall, 0) != AIF_NONE)
		aif_ctx_send(c, aif_ctx_self(c), now, AIF_PRIO_LAST, EV_LOOK, (aif_arg){ 0 },
			     (aif_arg){ 0 });
}

// --- the window ----------------------------------------------------------------------

// Samples of the hall's input, and the step when all jobs stop.
static void
sample(ripple *x, const aif_sim *s)
{
	aif_swing_wave wave[WAVES];
	const void *hall = aif_sim_state(s, x->hall);
	double it_w = 0, stop_w = 0, all_stop = 0;
	uint32_t k;

	x->n_wave = 0;
	for (uint32_t i = 0; (k = aif_plan_cluster(s, x->hall, i)) != AIF_NONE; i++) {
		it_w += aif_sim_signal(s, k, "it_w")->value;
		x->n_wave += aif_swing_find(s, k, wave + x->n_wave, WAVES - x->n_wave, &stop_w);
		all_stop += stop_w;
	}
	for (size_t i = 0; i < x->n; i++) {
		double w = it_w;

		for (int j = 0; j < x->n_wave; j++)
			w += aif_swing_mean_w(&wave[j], (double)i * x->step_s,
					      (double)(i + 1) * x->step_s);
		x->w[i] = aif_hall_in_w(hall, fmax(w, 0));
	}
	x->stop_w = aif_hall_in_w(hall, it_w) - aif_hall_in_w(hall, fmax(it_w - all_stop, 0));
}

static void
measure(ripple *x)
{
	x->low_w = INFINITY;
	x->high_w = x->step_w = 0;
	for (size_t i = 0; i < x->n; i++) {
		x->low_w = fmin(x->low_w, x->w[i]);
		x->high_w = fmax(x->high_w, x->w[i]);
		if (i > 0)
			x->step_w = fmax(x->step_w, fabs(x->w[i] - x->w[i - 1]));
	}
	aif_spectrum_amplitudes(x->w, x->n, x->step_s, x->amp, NULL);
	x->mean_w = x->amp[0];
	for (size_t k = 1; k <= x->n / 2; k++)
		if (x->amp[k] < ROUND_OFF * x->mean_w)
			x->amp[k] = 0;
	if (isnan(x->ramp_w_s))
		return;
	x->store_j =
	    aif_spectrum_ramp(x->w, x->n, (double[2]){ x->step_s, x->ramp_w_s }, NAN, x->ramped);
	x->burn_w = aif_spectrum_burn_w(x->w, x->n, x->step_s, x->ramp_w_s);
	aif_spectrum_amplitudes(x->ramped, x->n, x->step_s, x->amp_ramped, NULL);
}

// Lines of the transform into buckets of log frequency, the largest of each.
static void
tell_lines(ripple *x, aif_ctx *c)
{
	double line_hz = 1 / ((double)x->n * x->step_s), edge = 0;
	aif_row_spectrum r;
	int open = 0;

	memset(&r, 0, sizeof r);
	r.entity = aif_ctx_self(c);
	// The first three lines hold the window's own leakage from the mean.
	for (size_t k = 4; k <= x->n / 2; k++) {
		double hz = (double)k * line_hz;

		if (hz >= x->band_lo_hz && hz <= x->band_hi_hz) {
			if (x->amp[k] > x->in_band_w)
				x->at_hz = hz;
			x->in_band_w = fmax(x->in_band_w, x->amp[k]);
			x->band_ramped_w = fmax(x->band_ramped_w, x->amp_ramped[k]);
		}
		if (open && hz >= edge) {
			aif_ctx_emit(c, &aif_table_spectrum, &r);
			open = 0;
			aif_signal_add(&x->lines, 1);
		}
		if (!open) {
			edge = hz * BUCKET;
			r.amplitude_w = -1;
			r.ramped_w = isnan(x->ramp_w_s) ? NAN : 0;
		}
		open = 1;
		if (x->amp[k] > r.amplitude_w) {
			r.amplitude_w = x->amp[k];
			r.frequency_hz = hz;
		}
		if (!isnan(x->ramp_w_s))
			r.ramped_w = fmax(r.ramped_w, x->amp_ramped[k]);
	}
	if (open)
		aif_ctx_emit(c, &aif_table_spectrum, &r);
}

static void
ripple_event(void *st, aif_ctx *c, const aif_ev *e)
{
	ripple *x = st;

	if (e->kind != EV_LOOK)
		return;
	sample(x, aif_ctx_sim(c));
	measure(x);
	tell_lines(x, c);
	x->seen = 1;
}

static void
ripple_finish(void *st, aif_ctx *c)
{
	const ripple *x = st;
	double steep = x->step_w / x->step_s;

	if (!x->seen)
		return;
	aif_record_summary(c, "ripple_mean", x->mean_w, "W", "hall input in the window");
	aif_record_summary(c, "ripple_range", x->high_w - x->low_w, "W",
			   "highest less lowest, jobs in step with one another");
	aif_record_summary(c, "ripple_jobs", x->n_wave, "1", "training jobs that swing");
	aif_record_summary(c, "ripple_band", x->in_band_w, "W",
			   "largest amplitude between band_from and band_to");
	aif_record_summary(c, "ripple_frequency", x->at_hz, "Hz", "where that is");
	aif_record_summary(c, "ripple_ramp", steep, "W/s", "steepest change from sample to sample");
	aif_record_summary(c, "ripple_stop", x->stop_w, "W",
			   "step when all training stops at once");
	if (!isnan(x->ramp_w_s)) {
		aif_record_summary(c, "ramp_store", x->store_j, "J",
				   "store that keeps the ramp limit in steady swing");
		aif_record_summary(c, "ramp_stop_store", aif_swing_ramp_j(x->stop_w, x->ramp_w_s),
				   "J", "store that keeps it when training stops: P^2 / (2 r)");
		aif_record_summary(c, "ramp_burn", x->burn_w, "W",
				   "mean power burnt to keep it without a store");
		aif_record_summary(c, "ramp_band", x->band_ramped_w, "W",
				   "largest amplitude in the band behind that store");
	}
	if (!isnan(x->ramp_w_s) || !isnan(x->band_w))
		aif_record_summary(c, "ripple_within",
				   !(steep > x->ramp_w_s) && !(x->in_band_w > x->band_w), "1",
				   "1 when ramp and band limits are kept without help");
}

static const aif_field params[] = {
	AIF_P_OF(ripple, hall, "hall", AIF_F_REF, "hall", AIF_REQUIRED, "Hall that is looked at."),
	AIF_P_DATE(ripple, at_ns, "at", AIF_REQUIRED, "When the window begins."),
	AIF_P(ripple, lasts_s, "lasts", "s", 512, 1, 1e6,
	      "Width; its inverse is the distance of lines. Rounded up to 2^k samples."),
	AIF_P(ripple, step_s, "step", "s", 0.015625, 1e-4, 60,
	      "Between samples; half its inverse is the highest frequency (32 Hz)."),
	AIF_P(ripple, ramp_w_s, "ramp_limit", "W/s", NAN, 1, 1e12,
	      "Most that the connection allows, up and down; default: not limited."),
	AIF_P(ripple, band_w, "band_limit", "W", NAN, 0, 1e11,
	      "Largest amplitude allowed in the band; default: not limited."),
	AIF_P(ripple, band_lo_hz, "band_from", "Hz", 0.1, 0, 1e4,
	      "Band of frequencies that utilities watch: 0.1 to 20 Hz (arXiv 2508.14318)."),
	AIF_P(ripple, band_hi_hz, "band_to", "Hz", 20, 0, 1e4, "Its upper end."),
	{ 0 },
};

static const aif_field outputs[] = {
	AIF_O(ripple, lines, "1", AIF_AGG_SUM, "Rows of the spectrum written."),
	{ 0 },
};

const aif_model_ops aif_model_ripple = {
	.name = "ripple",
	.doc =
	    "A window in which a hall's power is looked at by frequency: the swing of the "
	    "training jobs that run there, carried up its chain, into /spectrum; ramps, and what "
	    "a limit on them asks of a store or burns. Left out: phases within a step, supply "
	    "capacitors.",
	.state_size = sizeof(ripple),
	.params = params,
	.outputs = outputs,
	.within = "site",
	.rank = AIF_RANK_SITE,
	.wire = ripple_wire,
	.start = ripple_start,
	.event = ripple_event,
	.finish = ripple_finish,
};
