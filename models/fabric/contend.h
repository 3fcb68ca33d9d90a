// contend.h - what jobs that share uplinks leave one another.
#ifndef AIF_FABRIC_CONTEND_H
#define AIF_FABRIC_CONTEND_H

#include "core/ctx.h"
#include "models/job.h"

typedef struct aif_contend aif_contend;

// Groups of servers, each with uplinks of cap_bytes_s. Errors: AIF_ENOMEM.
aif_err aif_contend_create(aif_contend **out, uint32_t n_group, double cap_bytes_s,
			   aif_space *space);
void aif_contend_free(aif_contend *x); // NULL is fine

// A job's exchange begins or ends. Sends AIF_EV_EXCHANGE_RATE to every job whose share
// has changed, and AIF_EV_EXCHANGE_OFF back to the sender of one that has ended.
void aif_contend_on(aif_contend *x, aif_ctx *c, aif_exchange *f);
void aif_contend_off(aif_contend *x, aif_ctx *c, aif_exchange *f);

double aif_contend_load(aif_contend *x); // mean over time, of all uplinks [byte/s]
// Lowest share that any job was given so far; 1 when none had to wait.
double aif_contend_worst(const aif_contend *x);

#endif
