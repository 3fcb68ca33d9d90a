// sample.c - one value per signal and bin.
#include "core/sample.h"

#include <stdlib.h>
#include <string.h>

typedef struct channel {
	uint32_t id;
	const aif_field *field;
	aif_signal *sig;
	double last; // integral or count at the last edge
	double *x;   // x[n_bin] of the sampler
} channel;

struct aif_sampler {
	aif_space *space;
	channel *ch;
	uint32_t n, cap;
	aif_time bin_ns, end_ns;
	aif_time from, edge;   // present bin
	size_t n_bin, cap_bin; // closed since the last drain
};

static aif_time
edge_after(const aif_sampler *p, aif_time t)
{
	if (t >= p->end_ns)
		return AIF_TIME_MAX;
	return p->end_ns - t > p->bin_ns ? t + p->bin_ns : p->end_ns;
}

aif_err
aif_sample_create(aif_sampler **out, aif_time bin_ns, aif_time end_ns, aif_space *space)
{
	aif_sampler *p = aif_space_alloc(space, sizeof *p);

	if (!p)
		return AIF_ENOMEM;
	p->space = space;
	p->end_ns = end_ns;
	p->bin_ns = bin_ns > 0 ? bin_ns : end_ns;
	p->edge = edge_after(p, 0);
	*out = p;
	return AIF_OK;
}

void
aif_sample_free(aif_sampler *p)
{
	if (!p)
		return;
	for (uint32_t i = 0; i < p->n; i++)
		aif_space_release(p->space, p->ch[i].x);
	aif_space_release(p->space, p->ch);
	aif_space_release(p->space, p);
}

aif_err
aif_sample_add(aif_sampler *p, uint32_t id, const aif_field *f, aif_signal *s)
{
	for (uint32_t i = 0; i < p->n; i++)
		if (p->ch[i].sig == s)
			return AIF_OK;
	if (p->n == p->cap) {
		uint32_t cap = p->cap ? p->cap * 2 : 32;
		channel *ch = aif_space_realloc(p->space, p->ch, cap * sizeof *ch);

		if (!ch)
			return AIF_ENOMEM;
		p->ch = ch;
		p->cap = cap;
	}
	p->ch[p->n] = (channel){ .id = id, .field = f, .sig = s };
	if (p->cap_bin) {
		p->ch[p->n].x = aif_space_alloc(p->space, p->cap_bin * sizeof(double));
		if (!p->ch[p->n].x)
			return AIF_ENOMEM;
	}
	p->n++;
	return AIF_OK;
}

aif_time
aif_sample_edge(const aif_sampler *p)
{
	return p->edge;
}

static double
bin_value(channel *c, aif_time from, aif_time to)
{
	double now, x;

	switch (c->field->agg) {
	case AIF_AGG_SUM:
		x = c->sig->value - c->last;
		c->last = c->sig->value;
		return x;
	case AIF_AGG_LAST:
		return c->sig->value;
	case AIF_AGG_MAX:
		return aif_signal_reset_max(c->sig);
	default:
		now = aif_signal_integral(c->sig, to);
		x = (now - c->last) / aif_time_to_s(to - from);
		c->last = now;
		return x;
	}
}

static aif_err
grow(aif_sampler *p)
{
	size_t cap = p->cap_bin ? p->cap_bin * 2 : 256;

	for (uint32_t i = 0; i < p->n; i++) {
		double *x = aif_space_realloc(p->space, p->ch[i].x, cap * sizeof *x);

		if (!x)
			return AIF_ENOMEM;
		p->ch[i].x = x;
	}
	p->cap_bin = cap;
	return AIF_OK;
}

aif_err
aif_sample_close(aif_sampler *p)
{
	if (p->n_bin == p->cap_bin && grow(p) != AIF_OK)
		return AIF_ENOMEM;
	for (uint32_t i = 0; i < p->n; i++)
		p->ch[i].x[p->n_bin] = bin_value(&p->ch[i], p->from, p->edge);
	p->n_bin++;
	p->from = p->edge;
	p->edge = edge_after(p, p->edge);
	return AIF_OK;
}

uint32_t
aif_sample_n(const aif_sampler *p)
{
	return p->n;
}

aif_sim_series
aif_sample_at(const aif_sampler *p, uint32_t i)
{
	const channel *c = &p->ch[i];

	return (aif_sim_series){ .id = c->id, .field = c->field, .x = c->x, .n = p->n_bin };
}

void
aif_sample_drained(aif_sampler *p)
{
	p->n_bin = 0;
}
