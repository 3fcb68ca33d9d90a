// validate_fleet.c - power of a fleet by its activity, and the cost of a power cap.
//
// Fleet: 2,288 A100 of Acme's cluster Seren (SenseTime and Shanghai AI Laboratory, 2023),
// telemetry as distributions. Of the time that SMs are active, the tensor units' share counts as
// compute and the rest as memory-bound work. Rest and busy power of the server are
// the p5 and p95 of the same fleet; its mean is not used.
// Cap: time per epoch of networks on V100 and A40 at each power limit (Zeus, NSDI
// 2023) over that at the highest, from the measured power there. The law is that of
// gpower.h with its defaults and all time bound by clocks.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/validate.h"
#include "models/gpower.h"
#include "util/stat.h"

// Path of a trace; 0 when it is not there, which is said.
static int
there(char *path, size_t n, const char *dir, const char *file, const char *name)
{
	FILE *f;

	snprintf(path, n, "%s/../traces/%s", dir, file);
	f = fopen(path, "rb");
	if (!f) {
		printf("%-11s %-26s skipped: %s is not there\n", "power", name, path);
		return 0;
	}
	fclose(f);
	return 1;
}

// --- fleet -----------------------------------------------------------------------

enum { GPU_W, SERVER_W, SM, TENSOR, HELD, N_SERIES };
static const char *const series[N_SERIES] = { "gpu_power_w", "gpu_server_sys_total_power_w",
					      "sm_active_pct", "tensor_or_occupancy_pct_a",
					      "gpu_util_pct" };

typedef struct means {
	double sum[N_SERIES], last[N_SERIES]; // integral of value over the distribution
} means;

static aif_err
fleet_row(void *user, const aif_csv_row *r, aif_diag *d)
{
	means *m = user;

	if (strstr(r->cell[0], "philly"))
		return AIF_OK;
	for (int i = 0; i < N_SERIES; i++)
		if (strcmp(r->cell[1], series[i]) == 0) {
			double x, pct;
			aif_err e;

			if ((e = aif_csv_num(r, 2, 0, NULL, &x, d)) ||
			    (e = aif_csv_num(r, 3, 0, NULL, &pct, d)))
				return e;
			m->sum[i] += x * (pct - m->last[i]) / 100;
			m->last[i] = pct;
		}
	return AIF_OK;
}

static int
fleet(aif_predict *p, const char *dir, aif_diag *d)
{
	static const char name[] = "fleet, Acme Seren, A100";
	uint32_t id = aif_sim_find(p->catalog, "HGX-A100");
	aif_gpower_mix x = { 0 };
	double base, busy, gpus, gpu_w;
	const aif_kernel *k;
	const aif_coll *c;
	char path[4096];
	means m = { 0 };

	if (!there(path, sizeof path, dir, "gpu_jobs/acme_telemetry_cdf_seren.csv.gz", name) ||
	    aif_csv_read(path, NULL, fleet_row, &m, d) ||
	    aif_predict_gpu(p, "a100-80g-sxm", &k, &c, d))
		return 0;
	if (id == AIF_NONE || !aif_sim_param(p->catalog, id, "base", &base) ||
	    !aif_sim_param(p->catalog, id, "busy", &busy) ||
	    !aif_sim_param(p->catalog, id, "gpus", &gpus)) {
		aif_err_fail(d, AIF_EINVAL, "the catalog has no 'HGX-A100'");
		return 0;
	}
	x.compute_frac = m.sum[TENSOR] / 100;
	x.memory_frac = (m.sum[SM] - m.sum[TENSOR]) / 100;
	gpu_w = aif_gpower_w(aif_kernel_gpu(k), &x);
	return aif_validate_say(&(aif_validate_line){ "power", name, "mean, W a GPU", m.sum[GPU_W],
						      gpu_w, 10, NAN }) |
	       aif_validate_say(&(aif_validate_line){
		   "power", name, "mean, W a server", m.sum[SERVER_W],
		   base + m.sum[HELD] / 100 * (busy - base) + gpus * gpu_w, 10, NAN });
}

// --- caps ------------------------------------------------------------------------

enum { MOST_ROWS = 1024 };

typedef struct epoch {
	char key[96];
	double limit_w, time_s, power_w;
} epoch;

typedef struct epochs {
	epoch e[MOST_ROWS];
	int n;
} epochs;

static aif_err
cap_row(void *user, const aif_csv_row *r, aif_diag *d)
{
	epochs *t = user;
	epoch *x = &t->e[t->n];
	aif_err e;

	if (t->n == MOST_ROWS)
		return AIF_OK;
	snprintf(x->key, sizeof x->key, "%s|%s|%s|%s", r->cell[0], r->cell[1], r->cell[2],
		 r->cell[3]);
	if ((e = aif_csv_num(r, 4, 0, "W", &x->limit_w, d)) ||
	    (e = aif_csv_num(r, 5, 1, "s", &x->time_s, d)) ||
	    (e = aif_csv_num(r, 6, 1, "W", &x->power_w, d)))
		return e;
	t->n += x->time_s > 0 && x->power_w > 0;
	return AIF_OK;
}

static const epoch *
uncapped(const epochs *t, const char *key, double tdp_w)
{
	for (int i = 0; i < t->n; i++)
		if (t->e[i].limit_w == tdp_w && strcmp(t->e[i].key, key) == 0)
			return &t->e[i];
	return NULL;
}

// Median error of the slowdown with limits of [low, high) of the highest.
static int
cap_group(const epochs *t, double low, double high, const char *gpu, double bound)
{
	double error[MOST_ROWS], size[MOST_ROWS], tdp_w = 0, measured = 0, predicted = 0;
	char name[64], what[64];
	size_t n = 0;

	for (int i = 0; i < t->n; i++)
		tdp_w = fmax(tdp_w, t->e[i].limit_w);
	for (int i = 0; i < t->n; i++) {
		const epoch *x = &t->e[i], *u = uncapped(t, x->key, tdp_w);
		aif_hw_gpu g = { .tdp_w = tdp_w };

		if (!u || x->limit_w < low * tdp_w || x->limit_w >= high * tdp_w)
			continue;
		predicted = aif_gpower_slowdown(&g, u->power_w, x->limit_w, 1);
		measured = x->time_s / u->time_s;
		error[n] = 100 * (predicted / measured - 1);
		size[n] = fabs(error[n]);
		n++;
	}
	if (n == 0)
		return 0;
	aif_stat_sort(error, n);
	aif_stat_sort(size, n);
	snprintf(name, sizeof name, "cap, %s, %zu rows", gpu, n);
	snprintf(what, sizeof what, "slowdown, limit >= %g", low);
	if (low == 0)
		snprintf(what, sizeof what, "slowdown, limit < %g", high);
	printf("%-11s %-26s %-22s median %6.1f, of size %5.1f", "power", name, what,
	       aif_stat_quantile(error, n, 0.5), aif_stat_quantile(size, n, 0.5));
	if (bound > 0)
		printf(" <= %g", bound);
	printf(", p90 %.1f%s\n", aif_stat_quantile(size, n, 0.9),
	       bound > 0 && aif_stat_quantile(size, n, 0.5) > bound ? "  BROKEN" : "");
	return bound > 0 && aif_stat_quantile(size, n, 0.5) > bound;
}

static int
caps(const char *dir, const char *file, const char *gpu, aif_diag *d)
{
	epochs *t = calloc(1, sizeof *t);
	char path[4096];
	int broken = 0;

	if (!t) {
		aif_err_fail(d, AIF_ENOMEM, "out of memory");
		return 0;
	}
	// Below half of the highest limit clocks reach their floor and the law ends.
	if (there(path, sizeof path, dir, file, gpu) &&
	    aif_csv_read(path, NULL, cap_row, t, d) == AIF_OK)
		broken = cap_group(t, 0.5, 1, gpu, 5) | cap_group(t, 0, 0.5, gpu, 0);
	free(t);
	return broken;
}

int
aif_validate_fleet(aif_predict *p, const char *dir, aif_diag *d)
{
	int broken = fleet(p, dir, d);

	if (!d->code)
		broken |= caps(dir, "power/zeus_nsdi23_power_limit_v100.csv", "V100", d);
	if (!d->code)
		broken |= caps(dir, "power/zeus_nsdi23_power_limit_a40.csv", "A40", d);
	return broken;
}
