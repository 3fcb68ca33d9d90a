// truth.h - published figures of a trace, from a JSON file, by dotted name.
#ifndef AIF_CLI_TRUTH_H
#define AIF_CLI_TRUTH_H

#include "util/err.h"

typedef struct aif_truth aif_truth;

// Errors: AIF_ENOENT, AIF_EPARSE with path:line, AIF_ENOMEM. NULL is fine to free.
aif_err aif_truth_read(aif_truth **out, const char *path, aif_diag *d);
void aif_truth_free(aif_truth *t);

// The number at any of the names "wait_s.mean|queue_delay_s.mean"; NaN when there is
// none. t may be NULL.
double aif_truth_get(const aif_truth *t, const char *names);

#endif
