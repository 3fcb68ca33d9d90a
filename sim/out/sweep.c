// sweep.c - points opened side by side, replicas of all of them side by side, parts
// written one after the other.
#include "out/sweep.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "out/ensplay.h"
#include "out/ensstate.h"
#include "out/enswrite.h"
#include "out/sweepread.h"
#include "util/sha256.h"
#include "util/version.h"

// A design point while its parts are played.
typedef struct point {
	int at;
	aif_scenario *scn;
	aif_memo *memo;
	aif_sim **sim; // the base case; its memory holds what the memo points at
	int n;
	aif_ensemble *e;
	aif_diag d;
} point;

// A part under way: replicas from..to - 1 of a point.
typedef struct part {
	int id, from, to;
	point *p;
} part;

typedef struct task {
	point *p;
	int variant, replica;
} task;

typedef struct sweep {
	const aif_sweep_opt *opt;
	aif_arena *a;
	aif_scenario *scn; // without axes
	aif_design design;
	aif_sweepfile file; // head of every part
	char digest[65];
	int n_block, n_threads;
	point *open; // of the batch
	task *task;
	aif_sweep_end *end;
} sweep;

// --- one point -----------------------------------------------------------------------

static void
point_close(point *p)
{
	aif_ensemble_free(p->e);
	for (int v = 0; v < p->n && p->sim; v++)
		aif_sim_free(p->sim[v]);
	free(p->sim);
	aif_memo_free(p->memo);
	aif_scenario_free(p->scn);
	*p = (point){ .at = p->at };
}

static aif_err
load(const sweep *w, point *p)
{
	const aif_sweep_opt *opt = w->opt;
	size_t n_axis = (size_t)w->design.n_axis, n_set = (size_t)opt->n_set;
	const char **set = calloc(n_set + n_axis + 1, sizeof *set);
	aif_scenario_opt so = { .registry = opt->registry,
				.set = set,
				.n_set = (int)(n_set + n_axis),
				.until = opt->until };
	aif_err err;

	if (!set)
		return AIF_ENOMEM;
	for (size_t i = 0; i < n_set; i++)
		set[i] = opt->set[i];
	for (size_t k = 0; k < n_axis; k++)
		set[n_set + k] = w->design.set[(size_t)p->at * n_axis + k];
	err = aif_scenario_load(&p->scn, opt->scenario, &so, NULL, NULL, &p->d);
	free(set);
	return err;
}

// The base case of the point: fills the memo, and is replica 0.
static aif_err
play_base(const sweep *w, point *p)
{
	const aif_sweep_opt *opt = w->opt;
	const aif_ensemble_run run = { .scn = p->scn,
				       .seed = opt->seed,
				       .n_replica = opt->n_replica,
				       .n_threads = 1,
				       .zoom_ns = opt->zoom_ns,
				       .sampling = opt->sampling,
				       .memo = p->memo,
				       .stop = opt->stop };
	aif_err err = AIF_OK;

	p->n = aif_scenario_n_variant(p->scn);
	p->sim = calloc((size_t)p->n, sizeof(aif_sim *));
	for (int v = 0; v < p->n && p->sim && err == AIF_OK; v++) {
		const aif_scenario_how how = { .variant = v,
					       .seed = opt->seed,
					       .n_threads = 1,
					       .zoom_ns = opt->zoom_ns,
					       .memo = p->memo,
					       .lean = 1 };

		err = aif_scenario_make(p->scn, &how, &p->sim[v], &p->d);
		if (err == AIF_OK)
			err = aif_sim_ready(p->sim[v], &p->d);
		if (err == AIF_OK)
			err = aif_sim_run(p->sim[v], aif_scenario_end(p->scn), opt->stop);
		if (err == AIF_OK)
			err = aif_sim_finish(p->sim[v]);
	}
	if (!p->sim)
		return AIF_ENOMEM;
	aif_memo_freeze(p->memo);
	return err == AIF_OK ? aif_ensemble_create(&p->e, p->sim, p->n, &run) : err;
}

static aif_err
open_one(void *user, int i)
{
	sweep *w = user;
	point *p = &w->open[i];
	aif_err err = load(w, p);

	if (err == AIF_OK)
		err = aif_memo_create(&p->memo, NULL);
	if (err == AIF_OK)
		err = play_base(w, p);
	if (err != AIF_OK && err != AIF_ESTOP) {
		aif_err_fail(&p->d, err, "%s", aif_err_str(err));
		aif_err_at(&p->d, "point %d (%s)", p->at, w->design.line[p->at]);
	}
	return err;
}

static aif_err
play_task(void *user, int i)
{
	sweep *w = user;
	const task *t = &w->task[i];

	return aif_ensplay_one(t->p->e, t->variant, t->replica);
}

// --- files ---------------------------------------------------------------------------

static void
name_of(const sweep *w, int id, char *out, size_t n)
{
	snprintf(out, n, "%s/part-%06d.h5", w->opt->dir, id);
}

static double *
rows_of(const aif_ensemble *e, const part *x, double **where, double **draw)
{
	size_t n = (size_t)(x->to - x->from), nm = (size_t)e->n_metric, ni = (size_t)e->n_input;
	double *v = malloc((n * nm + 1) * sizeof *v);

	*where = malloc((2 * n + 1) * sizeof **where);
	*draw = malloc((n * ni + 1) * sizeof **draw);
	for (size_t i = 0; i < n && v && *where && *draw; i++) {
		size_t r = (size_t)x->from + i;

		(*where)[2 * i] = x->p->at;
		(*where)[2 * i + 1] = (double)r;
		for (size_t k = 0; k < nm; k++)
			v[i * nm + k] = e->m[k].x[r];
		for (size_t k = 0; k < ni; k++) {
			aif_scenario_input in;

			aif_scenario_input_at(e->run.scn, (int)k, &in);
			(*draw)[i * ni + k] = aif_dist_quantile(&in.dist, e->u[r * ni + k]);
		}
	}
	return v;
}

static aif_err
write_part(const sweep *w, const part *x, aif_diag *d)
{
	aif_ensemble *e = x->p->e;
	aif_err err = aif_enswrite_differences(e);
	size_t nm = (size_t)e->n_metric, ni = (size_t)e->n_input;
	aif_sweepfile f = w->file;
	aif_sweepfile_metric *m = calloc(nm + 1, sizeof *m);
	const char **in = calloc(2 * ni + 1, sizeof *in);
	double *where = NULL, *draw = NULL, *value = rows_of(e, x, &where, &draw);
	char path[4096];

	if (err != AIF_OK || !m || !in || !where || !draw || !value)
		err = aif_err_fail(d, AIF_ENOMEM, "out of memory");
	for (size_t k = 0; k < nm && m; k++)
		m[k] =
		    (aif_sweepfile_metric){ e->label[e->m[k].variant], e->m[k].name, e->m[k].unit };
	for (size_t k = 0; k < ni && in; k++) {
		aif_scenario_input one;

		aif_scenario_input_at(e->run.scn, (int)k, &one);
		in[k] = one.name;
		in[ni + k] = one.unit;
	}
	if (err == AIF_OK) {
		f.metric = m;
		f.input = in;
		f.input_unit = in + ni;
		f.n_metric = (int)nm;
		f.n_input = (int)ni;
		f.n_row = x->to - x->from;
		f.where = where;
		f.value = value;
		f.draw = draw;
		name_of(w, x->id, path, sizeof path);
		err = aif_sweepfile_write(&f, path, 0, d);
	}
	free(m);
	free(in);
	free(where);
	free(draw);
	free(value);
	return err;
}

// 1 when the part is there; an error when the file is of another sweep.
static aif_err
look_for(const sweep *w, int id, int *there, aif_diag *d)
{
	char path[4096], digest[65] = "";

	name_of(w, id, path, sizeof path);
	*there = 0;
	if (access(path, F_OK) != 0)
		return AIF_OK;
	*there = aif_sweepread_digest(path, digest);
	if (*there && strcmp(digest, w->digest) != 0)
		return aif_err_fail(d, AIF_EINVAL,
				    "%s: of another sweep (expected an empty folder, or the same "
				    "scenario and options)",
				    path);
	return AIF_OK;
}

// --- batches -------------------------------------------------------------------------

static void
tell(const sweep *w)
{
	aif_session_state st = { .phase = "points" };

	if (!w->opt->progress)
		return;
	st.done_frac =
	    (double)(w->end->n_there + w->end->n_played) / (w->end->n_mine ? w->end->n_mine : 1);
	st.n_event = w->end->n_event;
	st.date_unix_s = aif_scenario_start_unix_s(w->scn) +
			 (int64_t)(st.done_frac * aif_time_to_s(aif_scenario_end(w->scn)));
	w->opt->progress(w->opt->user, &st);
}

// Plays the replicas of parts x[n] beyond the base cases, all at once.
static aif_err
play_parts(sweep *w, const part *x, int n)
{
	size_t most = 0, k = 0;
	aif_err err;

	for (int i = 0; i < n; i++)
		most += (size_t)(x[i].to - x[i].from) * (size_t)x[i].p->n;
	w->task = calloc(most + 1, sizeof *w->task);
	if (!w->task)
		return AIF_ENOMEM;
	for (int i = 0; i < n; i++)
		for (int r = x[i].from > 0 ? x[i].from : 1; r < x[i].to; r++)
			for (int v = 0; v < x[i].p->n; v++)
				w->task[k++] = (task){ x[i].p, v, r };
	err = aif_sim_each((int)k, w->n_threads, play_task, w);
	free(w->task);
	w->task = NULL;
	return err;
}

static aif_err
write_parts(sweep *w, const part *x, int n, aif_diag *d)
{
	aif_err err = AIF_OK;

	for (int i = 0; i < n && err == AIF_OK; i++) {
		err = write_part(w, &x[i], d);
		w->end->n_played += err == AIF_OK;
	}
	return err;
}

// Parts id[n] of few points, from the opening of the points on. A stop drops the parts of
// the group under way.
static aif_err
play_batch(sweep *w, const int *id, int n, aif_diag *d)
{
	enum { GROUP = 16 };
	part x[GROUP];
	int n_open = 0;
	aif_err err;

	for (int i = 0; i < n; i++)
		if (n_open == 0 || w->open[n_open - 1].at != id[i] / w->n_block)
			w->open[n_open++] = (point){ .at = id[i] / w->n_block };
	err = aif_sim_each(n_open, w->n_threads, open_one, w);
	for (int i = 0; i < n_open; i++)
		if (w->open[i].d.msg[0])
			aif_err_fail(d, w->open[i].d.code, "%s", w->open[i].d.msg);
	for (int i = 0, k = 0; i < n && err == AIF_OK; i += k) {
		int n_sim = 0; // enough to keep threads busy, few to lose

		for (k = 0; k < GROUP && i + k < n && n_sim < 24 * w->n_threads; k++) {
			point *p = w->open;
			int from = id[i + k] % w->n_block * AIF_SWEEP_BLOCK;
			int to = from + AIF_SWEEP_BLOCK;

			while (p->at != id[i + k] / w->n_block)
				p++;
			to = to < w->opt->n_replica ? to : w->opt->n_replica;
			x[k] = (part){ id[i + k], from, to, p };
			n_sim += (to - from) * p->n;
		}
		err = play_parts(w, x, k);
		if (err == AIF_OK)
			err = write_parts(w, x, k, d);
		tell(w);
	}
	for (int i = 0; i < n_open; i++) {
		for (int v = 0; v < w->open[i].n && w->open[i].sim; v++)
			w->end->n_event +=
			    w->open[i].sim[v] ? aif_sim_events(w->open[i].sim[v]) : 0;
		point_close(&w->open[i]);
	}
	return err;
}

// Parts of this shard that are not there yet, in order.
static aif_err
list_parts(sweep *w, int **id, int *n, aif_diag *d)
{
	aif_err err = AIF_OK;

	*id = malloc(((size_t)w->end->n_part + 1) * sizeof **id);
	*n = 0;
	if (!*id)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	for (int i = 0; i < w->end->n_part && err == AIF_OK; i++) {
		int there;

		if (i % w->opt->n_shard != w->opt->shard - 1)
			continue;
		w->end->n_mine++;
		err = look_for(w, i, &there, d);
		w->end->n_there += there;
		if (!there)
			(*id)[(*n)++] = i;
	}
	return err;
}

static aif_err
play_all(sweep *w, aif_diag *d)
{
	int *id, n, batch = 4 * w->n_threads;
	aif_err err = list_parts(w, &id, &n, d);

	w->open = calloc((size_t)batch, sizeof *w->open);
	if (!w->open)
		err = aif_err_fail(d, AIF_ENOMEM, "out of memory");
	tell(w);
	for (int i = 0, k; i < n && err == AIF_OK; i += k) {
		k = n - i < batch ? n - i : batch;
		// The rest of a point's parts, while it is open.
		while (i + k < n && w->n_block > 1 &&
		       id[i + k] / w->n_block == id[i + k - 1] / w->n_block)
			k++;
		err = play_batch(w, id + i, k, d);
	}
	free(w->open);
	free(id);
	return err;
}

// --- the whole -----------------------------------------------------------------------

static void
add(aif_sha256 *s, const char *text)
{
	aif_sha256_add(s, text, strlen(text) + 1);
}

// Of all that decides the numbers but the files that the scenario reads.
static void
digest(sweep *w)
{
	const aif_sweep_opt *o = w->opt;
	aif_sha256 s;
	uint8_t raw[32];
	char line[256];

	aif_sha256_init(&s);
	add(&s, AIF_VERSION);
	add(&s, aif_scenario_text(w->scn));
	for (int i = 0; i < o->n_set; i++)
		add(&s, o->set[i]);
	for (int i = 0; i < w->design.n_point; i++)
		add(&s, w->design.line[i]);
	snprintf(line, sizeof line, "%llu %d %d %lld %d %lld", (unsigned long long)o->seed,
		 o->n_replica, AIF_SWEEP_BLOCK, (long long)o->zoom_ns, (int)o->sampling,
		 (long long)aif_scenario_end(w->scn));
	add(&s, line);
	aif_sha256_done(&s, raw);
	for (int i = 0; i < 32; i++)
		snprintf(w->digest + 2 * i, 3, "%02x", raw[i]);
}

static aif_err
describe(sweep *w, aif_diag *d)
{
	int n = aif_scenario_n_variant(w->scn);
	const char **label = aif_arena_alloc(w->a, (size_t)n * sizeof *label);

	if (!label)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	for (int i = 0; i < n; i++)
		label[i] = aif_scenario_variant(w->scn, i);
	w->n_block = (w->opt->n_replica + AIF_SWEEP_BLOCK - 1) / AIF_SWEEP_BLOCK;
	w->end->n_point = w->design.n_point;
	w->end->n_part = w->design.n_point * w->n_block;
	digest(w);
	w->file = (aif_sweepfile){ .scenario = aif_scenario_path(w->scn),
				   .text = aif_scenario_text(w->scn),
				   .start_unix_s = aif_scenario_start_unix_s(w->scn),
				   .seed = (int64_t)w->opt->seed,
				   .end_s = aif_time_to_s(aif_scenario_end(w->scn)),
				   .zoom_s = aif_time_to_s(w->opt->zoom_ns),
				   .sampling = aif_sampling_name(w->opt->sampling),
				   .digest = w->digest,
				   .strategy = label,
				   .n_strategy = n,
				   .design = w->design,
				   .n_replica = w->opt->n_replica,
				   .block = AIF_SWEEP_BLOCK };
	return AIF_OK;
}

aif_err
aif_sweep_run(const aif_sweep_opt *opt, aif_sweep_end *end, aif_diag *d)
{
	aif_scenario_opt so = {
		.registry = opt->registry, .set = opt->set, .n_set = opt->n_set, .until = opt->until
	};
	sweep w = { .opt = opt, .end = end };
	aif_err err;

	*end = (aif_sweep_end){ 0 };
	w.n_threads = opt->n_threads > 0 ? opt->n_threads : aif_sim_n_core();
	if (aif_arena_create(&w.a) != AIF_OK)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	err = aif_scenario_load(&w.scn, opt->scenario, &so, opt->report, opt->user, d);
	if (err == AIF_OK)
		err =
		    aif_design_make(&w.design, w.scn, opt->vary, opt->n_vary, opt->samples, w.a, d);
	if (err == AIF_OK)
		err = describe(&w, d);
	if (err == AIF_OK)
		err = play_all(&w, d);
	aif_scenario_free(w.scn);
	aif_arena_free(w.a);
	return err;
}
