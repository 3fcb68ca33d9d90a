// contend.c - what jobs that share uplinks leave one another.
//
// The uplinks of a group of servers are one link. Of the bytes that a GPU sends the
// share 1 - n_g / n leaves its group (partners are all GPUs of the job alike), so that
// n_g GPUs of a job ask for a = n_g (1 - n_g / n) peak while they exchange, and for
// duty x a in the mean. The means are flows, split by weighted max-min fairness.
// While a job exchanges it has its own flow's rate r and what all flows leave over:
//
//   share = min over groups of (r + C - sum of rates) / a, at most 1
//
// Alone that is C / a, the oversubscription; beside others C less their means. A job
// that runs stretched sends less than its mean, so that no link carries more than C.
// Assumptions: bursts of different jobs meet by chance; routing within a group and
// above it does not block but for the constant `balance`.
// Left out: incast, the order of ranks along the leaves (a ring that follows them
// crosses less than assumed here).
#include "models/fabric/contend.h"

#include <math.h>
#include <stdlib.h>

#include "core/share.h"
#include "models/wire.h"

typedef struct part {
	int flow; // in the net
	double peak;
} part;

typedef struct job {
	aif_exchange *f;
	double share;
	struct job *next, *prev;
	part part[];
} job;

struct aif_contend {
	aif_space *space;
	aif_share *net;
	job *jobs, *last; // in order of arrival
	uint32_t n_group;
	double cap, worst;
};

aif_err
aif_contend_create(aif_contend **out, uint32_t n_group, double cap_bytes_s, aif_space *space)
{
	aif_contend *x = aif_space_alloc(space, sizeof *x);

	if (!x)
		return AIF_ENOMEM;
	x->space = space;
	if (aif_share_create(&x->net, space) != AIF_OK)
		goto out;
	for (uint32_t i = 0; i < n_group; i++)
		if (aif_share_link(x->net, cap_bytes_s) < 0)
			goto out;
	x->n_group = n_group;
	x->cap = cap_bytes_s;
	x->worst = 1;
	*out = x;
	return AIF_OK;
out:
	aif_contend_free(x);
	return AIF_ENOMEM;
}

void
aif_contend_free(aif_contend *x)
{
	if (!x)
		return;
	for (job *j = x->jobs, *next; j; j = next) {
		next = j->next;
		aif_space_release(x->space, j);
	}
	aif_share_free(x->net);
	aif_space_release(x->space, x);
}

static double
share_of(aif_contend *x, const job *j)
{
	double s = 1;

	for (uint32_t i = 0; i < j->f->n_part; i++) {
		const part *p = &j->part[i];
		double left;

		if (p->flow < 0)
			continue;
		left = x->cap - aif_share_load(x->net, (int)j->f->part[i].group);
		s = fmin(s, (aif_share_rate(x->net, p->flow) + fmax(left, 0)) / p->peak);
	}
	return s;
}

// Tells those whose share has changed, first come first.
static void
tell(aif_contend *x, aif_ctx *c)
{
	for (job *j = x->jobs; j; j = j->next) {
		double s = share_of(x, j);

		if (fabs(s - j->share) < 1e-9)
			continue;
		j->share = s;
		x->worst = fmin(x->worst, s);
		aif_ctx_send(c, j->f->from, 0, AIF_PRIO_NORMAL, AIF_EV_EXCHANGE_RATE,
			     (aif_arg){ .p = j->f }, (aif_arg){ .x = s });
	}
}

void
aif_contend_on(aif_contend *x, aif_ctx *c, aif_exchange *f)
{
	job *j = aif_space_realloc(x->space, NULL, sizeof *j + f->n_part * sizeof j->part[0]);

	if (!j) // the job runs as if alone
		return;
	j->f = f;
	j->share = 1;
	j->next = NULL;
	j->prev = x->last;
	*(x->last ? &x->last->next : &x->jobs) = j;
	x->last = j;
	f->link = j;
	for (uint32_t i = 0; i < f->n_part; i++) {
		double n = f->part[i].gpus;
		double peak = n * (1 - n / f->gpus) * f->peak_bytes_s, mean = f->duty * peak;
		int at = (int)f->part[i].group;

		j->part[i] = (part){ -1, peak };
		if (f->part[i].group < x->n_group && mean > 0)
			j->part[i].flow = aif_share_start(x->net, aif_ctx_now(c), &at, 1, INFINITY,
							  mean, mean, 0);
	}
	tell(x, c);
}

void
aif_contend_off(aif_contend *x, aif_ctx *c, aif_exchange *f)
{
	job *j = f->link;

	if (j) {
		for (uint32_t i = 0; i < f->n_part; i++)
			if (j->part[i].flow >= 0)
				aif_share_stop(x->net, aif_ctx_now(c), j->part[i].flow);
		*(j->prev ? &j->prev->next : &x->jobs) = j->next;
		*(j->next ? &j->next->prev : &x->last) = j->prev;
		aif_space_release(x->space, j);
		tell(x, c);
	}
	aif_ctx_send(c, f->from, 0, AIF_PRIO_NORMAL, AIF_EV_EXCHANGE_OFF, (aif_arg){ .p = f },
		     (aif_arg){ .u = 0 });
}

double
aif_contend_load(aif_contend *x)
{
	double sum = 0;

	for (uint32_t i = 0; i < x->n_group; i++)
		sum += aif_share_load(x->net, (int)i);
	return sum;
}

double
aif_contend_worst(const aif_contend *x)
{
	return x->worst;
}
