// sample.h - recorded signals, resampled to bins of equal width.
#ifndef AIF_CORE_SAMPLE_H
#define AIF_CORE_SAMPLE_H

#include "core/sim.h"

typedef struct aif_sampler aif_sampler;

// Bins end at multiples of bin_ns and at end_ns.
aif_err aif_sample_create(aif_sampler **out, aif_time bin_ns, aif_time end_ns, aif_space *space);
void aif_sample_free(aif_sampler *p);

// Records one more signal; twice the same is once. Errors: AIF_ENOMEM.
aif_err aif_sample_add(aif_sampler *p, uint32_t id, const aif_field *f, aif_signal *s);

// End of the present bin; AIF_TIME_MAX after the last.
aif_time aif_sample_edge(const aif_sampler *p);
// Closes the present bin, which ends at aif_sample_edge. Errors: AIF_ENOMEM.
aif_err aif_sample_close(aif_sampler *p);

uint32_t aif_sample_n(const aif_sampler *p);
aif_sim_series aif_sample_at(const aif_sampler *p, uint32_t i);
void aif_sample_drained(aif_sampler *p);

#endif
