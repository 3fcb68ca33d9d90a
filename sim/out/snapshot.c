// snapshot.c - the files of a snapshot, and what must be the same to go on from them.
#include "out/snapshot.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// --- options ----------------------------------------------------------------------

typedef struct words {
	char *x;
	size_t n, cap;
	int failed;
} words;

__attribute__((format(printf, 2, 3))) static void
say(words *w, const char *fmt, ...)
{
	char *p;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (w->n + (size_t)n + 1 > w->cap) {
		w->cap = 2 * (w->n + (size_t)n + 1);
		p = realloc(w->x, w->cap);
		if (!p) {
			w->failed = 1;
			return;
		}
		w->x = p;
	}
	va_start(ap, fmt);
	vsnprintf(w->x + w->n, w->cap - w->n, fmt, ap);
	va_end(ap);
	w->n += (size_t)n;
}

// The options of a run that its result depends on, as a person would write them; NULL
// when memory is out. Not the replicas: they come after the run.
static char *
options(const aif_session_opt *o)
{
	words w = { 0 };

	say(&w, "--seed %llu --zoom %s", (unsigned long long)o->seed,
	    o->zoom == AIF_SESSION_PLAN ? "plan" : "cluster");
	if (o->only)
		say(&w, " --strategy %s", o->only);
	if (o->until)
		say(&w, " --until %s", o->until);
	for (int i = 0; i < o->n_set; i++)
		say(&w, " --set %s", o->set[i]);
	if (w.failed) {
		free(w.x);
		return NULL;
	}
	return w.x;
}

static aif_err
no_memory(aif_diag *d)
{
	return aif_err_fail(d, AIF_ENOMEM, "out of memory");
}

static char *
beside(const char *out, const char *ending)
{
	size_t n = strlen(out) + strlen(ending) + 1;
	char *p = malloc(n);

	if (p)
		snprintf(p, n, "%s%s", out, ending);
	return p;
}

static aif_err
names(aif_snapshot *p, const aif_session_opt *opt, aif_diag *d)
{
	p->path = beside(opt->out, ".snap");
	p->rows = beside(opt->out, ".rows");
	return p->path && p->rows ? AIF_OK : no_memory(d);
}

// --- begin ------------------------------------------------------------------------

aif_err
aif_snapshot_begin(aif_snapshot *p, const aif_session_opt *opt, aif_snapshot_run **run, aif_diag *d)
{
	char *how;

	if (opt->out && names(p, opt, d) != AIF_OK)
		return AIF_ENOMEM;
	if (opt->out && opt->snapshot_every > 0 && aif_space_create(&p->space) != AIF_OK)
		return aif_err_fail(d, AIF_ENOMEM,
				    "no addresses for snapshots (256 GiB of them are reserved, "
				    "not used; see `ulimit -v`)");
	*run = aif_space_alloc(p->space, sizeof **run);
	how = *run ? options(opt) : NULL;
	if (!how)
		return no_memory(d);
	(*run)->every = opt->snapshot_every;
	(*run)->how = aif_space_realloc(p->space, NULL, strlen(how) + 1);
	if ((*run)->how)
		strcpy((char *)(*run)->how, how);
	free(how);
	if (p->space)
		aif_space_set_root(p->space, *run);
	return (*run)->how ? AIF_OK : no_memory(d);
}

// 1 when the file at path holds this text.
static int
is_text_of(const char *path, const char *text)
{
	size_t n = strlen(text), got;
	FILE *f = fopen(path, "rb");
	char *buf = f ? malloc(n + 1) : NULL;
	int same = 0;

	if (buf) {
		got = fread(buf, 1, n + 1, f);
		same = got == n && memcmp(buf, text, n) == 0;
	}
	free(buf);
	if (f)
		fclose(f);
	return same;
}

aif_err
aif_snapshot_resume(aif_snapshot *p, const aif_session_opt *opt, aif_snapshot_run **run,
		    aif_diag *d)
{
	aif_err e = opt->out ? names(p, opt, d) : AIF_EINVAL;
	char *how;

	if (e != AIF_OK)
		return e;
	if (access(p->path, F_OK) != 0)
		return aif_err_fail(d, AIF_EINVAL,
				    "%s: there is no snapshot to go on from (expected one of a run "
				    "with --snapshot-every and the same -o)",
				    p->path);
	e = aif_space_load(&p->space, p->path, d);
	if (e != AIF_OK)
		return e;
	*run = aif_space_root(p->space);
	if (!is_text_of(opt->scenario, aif_scenario_text((*run)->scn)))
		return aif_err_fail(d, AIF_EINVAL,
				    "%s: %s is not, or no more, the scenario it was made of",
				    p->path, opt->scenario);
	how = options(opt);
	if (!how)
		return no_memory(d);
	if (strcmp(how, (*run)->how) != 0)
		e = aif_err_fail(d, AIF_EINVAL, "%s: made with %s (expected the same, not %s)",
				 p->path, (*run)->how, how);
	free(how);
	if (opt->snapshot_every > 0)
		(*run)->every = opt->snapshot_every;
	return e;
}

aif_err
aif_snapshot_spool(aif_snapshot *p, const aif_snapshot_run *run, aif_result *result, aif_diag *d)
{
	aif_err e;

	if (!p->space)
		return AIF_OK;
	p->due = run->every;
	if (run->n_flushed == 0 && run->spooled == 0)
		return aif_spool_create(&p->spool, p->rows, run->sim, run->n, d);
	e = aif_spool_open(&p->spool, p->rows, run->spooled, run->sim, run->n, d);
	if (e == AIF_OK)
		e = aif_result_replay(result, p->spool, d);
	for (int i = 0; i < run->n; i++)
		p->due = aif_sim_now(run->sim[i]) + run->every;
	return e;
}

// --- on the way -------------------------------------------------------------------

aif_err
aif_snapshot_note(aif_snapshot *p, aif_diag *d)
{
	return p->spool ? aif_spool_put(p->spool, d) : AIF_OK;
}

aif_err
aif_snapshot_make(aif_snapshot *p, aif_snapshot_run *run, aif_time t, int always, aif_diag *d)
{
	aif_err e;

	if (!p->spool || (!always && t < p->due))
		return AIF_OK;
	p->due = t + run->every;
	run->spooled = aif_spool_bytes(p->spool);
	e = aif_spool_sync(p->spool, d);
	return e == AIF_OK ? aif_space_save(p->space, p->path, d) : e;
}

void
aif_snapshot_end(aif_snapshot *p, aif_snapshot_run *run, int keep)
{
	aif_spool_close(p->spool);
	if (p->space) {
		if (!keep) {
			unlink(p->path);
			unlink(p->rows);
		}
		aif_space_free(p->space);
	} else if (run) {
		for (int i = 0; i < run->n && run->sim; i++)
			aif_sim_free(run->sim[i]);
		free(run->sim);
		aif_memo_free(run->memo);
		aif_scenario_free(run->scn);
		free((char *)run->how);
		free(run);
	}
	free(p->path);
	free(p->rows);
}
