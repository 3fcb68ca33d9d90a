// session.c - the run loop around strategies, replicas and the result file.
#include "out/session.h"

#include <stdlib.h>
#include <string.h>

#include "lua/scenario.h"
#include "models/record.h"
#include "out/ensemble.h"
#include "out/ensplay.h"
#include "out/enswrite.h"
#include "out/snapshot.h"

// The horizon is run in this many pieces; after each the file is flushed and the
// progress shown.
enum { N_PIECE = 100 };

typedef struct session {
	const aif_session_opt *opt;
	aif_snapshot snapshot;
	aif_snapshot_run *run; // scenario and base case
	int n_threads;
	aif_time piece_end;
	aif_result *result;
} session;

// Threads for the partitions of one sim.
static int
threads_of(const session *s)
{
	return s->run->n < s->n_threads ? s->n_threads / s->run->n : 1;
}

static aif_err
build(session *s, aif_diag *d)
{
	aif_snapshot_run *r = s->run;
	aif_space *space = s->snapshot.space;
	aif_err err = AIF_OK;

	r->n = aif_scenario_n_variant(r->scn);
	r->sim = aif_space_alloc(space, (size_t)r->n * sizeof(aif_sim *));
	if (!r->sim || aif_memo_create(&r->memo, space) != AIF_OK)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	for (int i = 0; i < r->n && err == AIF_OK; i++) {
		const aif_scenario_how how = { .variant = i,
					       .seed = s->opt->seed,
					       .n_threads = threads_of(s),
					       .zoom_ns = s->opt->zoom == AIF_SESSION_PLAN
							      ? AIF_SESSION_STEP
							      : 0,
					       .memo = r->memo,
					       .space = space };

		err = aif_scenario_make(r->scn, &how, &r->sim[i], d);
		if (err == AIF_OK)
			err = aif_sim_ready(r->sim[i], d);
	}
	return err;
}

static aif_err
run_one(void *user, int i)
{
	session *s = user;

	return aif_sim_run(s->run->sim[i], s->piece_end, s->opt->stop);
}

static uint64_t
events(const session *s)
{
	uint64_t n = 0;

	for (int i = 0; i < s->run->n; i++)
		n += aif_sim_events(s->run->sim[i]);
	return n;
}

static void
show(const session *s, const char *phase, double frac)
{
	aif_session_state st = { .phase = phase, .done_frac = frac, .n_event = events(s) };

	if (!s->opt->progress)
		return;
	st.date_unix_s = aif_scenario_start_unix_s(s->run->scn) +
			 (int64_t)(frac * aif_time_to_s(aif_scenario_end(s->run->scn)));
	s->opt->progress(s->opt->user, &st);
}

// A piece has been run, whole or until a stop: into the result, and a snapshot. What a
// stopped piece adds is not part of the snapshot, which will go on with that piece.
static aif_err
flush(session *s, int k, int stopped, aif_diag *d)
{
	aif_err err = AIF_OK;

	if (s->opt->before_flush)
		s->opt->before_flush(s->opt->user, s->run->sim, s->run->n);
	if (stopped)
		err = aif_snapshot_make(&s->snapshot, s->run, s->piece_end, 1, d);
	else
		err = aif_snapshot_note(&s->snapshot, d);
	if (err == AIF_OK)
		err = aif_result_flush(s->result, d);
	if (err != AIF_OK || stopped)
		return err;
	s->run->n_flushed = k;
	return k < N_PIECE ? aif_snapshot_make(&s->snapshot, s->run, s->piece_end, 0, d) : AIF_OK;
}

// Runs all strategies piece by piece, flushing after each.
static aif_err
run_base(session *s, aif_diag *d)
{
	aif_time end = aif_scenario_end(s->run->scn);
	aif_err err = AIF_OK;

	for (int k = s->run->n_flushed + 1; k <= N_PIECE && err == AIF_OK; k++) {
		aif_err wrote = AIF_OK;

		s->piece_end = k < N_PIECE ? end / N_PIECE * k : end;
		err = aif_sim_each(s->run->n, s->n_threads, run_one, s);
		if (err == AIF_ENOMEM)
			return aif_err_fail(d, err, "out of memory while simulating");
		if (s->result)
			wrote = flush(s, k, err == AIF_ESTOP, d);
		if (wrote != AIF_OK)
			return wrote;
		show(s, "strategies", (double)k / N_PIECE);
	}
	return err;
}

static void
count_audits(const session *s, aif_session_end *end)
{
	for (int i = 0; i < s->run->n; i++) {
		size_t n;
		const aif_row_audit *a = aif_sim_kept(s->run->sim[i], &aif_table_audit, &n);

		for (size_t k = 0; k < n; k++) {
			end->n_audit++;
			end->n_audit_failed += !a[k].pass;
		}
	}
}

static aif_err
open_result(session *s, aif_diag *d)
{
	enum { MAX_PARAM = 256 };
	const char *name[MAX_PARAM], *unit[MAX_PARAM];
	double value[MAX_PARAM];
	int line[MAX_PARAM];
	aif_scenario_param p;
	aif_result_info info = {
		.scenario_path = aif_scenario_path(s->run->scn),
		.scenario_text = aif_scenario_text(s->run->scn),
		.start_unix_s = aif_scenario_start_unix_s(s->run->scn),
		.end_ns = aif_scenario_end(s->run->scn),
		.bin_ns = aif_scenario_bin(s->run->scn),
		.seed = s->opt->seed,
		.param_name = name,
		.param_unit = unit,
		.param_value = value,
		.param_line = line,
	};

	while (info.n_param < MAX_PARAM && aif_scenario_param_at(s->run->scn, info.n_param, &p)) {
		name[info.n_param] = p.name;
		unit[info.n_param] = p.unit;
		line[info.n_param] = p.line;
		value[info.n_param++] = p.value;
	}
	return aif_result_create(&s->result, s->opt->out, &info, s->run->sim, s->run->n, d);
}

static void
show_replicas(void *user, double frac)
{
	show(user, "replicas", frac);
}

static aif_time
step_of_replicas(const session *s)
{
	switch (s->opt->zoom) {
	case AIF_SESSION_CLUSTER:
		return 0;
	case AIF_SESSION_PLAN:
		return AIF_SESSION_STEP;
	default:
		return AIF_SESSION_COARSE;
	}
}

// Replicas of the finished base case, into /ensemble; the base case alone is one
// replica.
static aif_err
run_replicas(session *s, aif_diag *d)
{
	const aif_ensemble_run run = { .scn = s->run->scn,
				       .seed = s->opt->seed,
				       .n_replica = s->opt->n_replica,
				       .n_threads = s->n_threads,
				       .zoom_ns = step_of_replicas(s),
				       .sampling = s->opt->sampling,
				       .memo = s->run->memo,
				       .stop = s->opt->stop,
				       .done = show_replicas,
				       .user = s };
	aif_ensemble *e;
	aif_err err, wrote = AIF_OK;

	if (aif_ensemble_create(&e, s->run->sim, s->run->n, &run) != AIF_OK)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	err = aif_ensplay_run(e, d);
	if ((err == AIF_OK || err == AIF_ESTOP) && s->result)
		wrote = aif_enswrite_put(e, s->result, d);
	aif_ensemble_free(e);
	return wrote != AIF_OK ? wrote : err;
}

// Runs to the end or to a stop and leaves the file closed.
static aif_err
run_and_write(session *s, aif_session_look *look, aif_session_end *end, aif_diag *d)
{
	aif_err err = run_base(s, d);

	if (err != AIF_OK && err != AIF_ESTOP)
		return err;
	end->n_event = events(s);
	end->reached_ns = s->piece_end;
	for (int i = 0; i < s->run->n && err == AIF_ESTOP; i++)
		if (aif_sim_now(s->run->sim[i]) < end->reached_ns)
			end->reached_ns = aif_sim_now(s->run->sim[i]);
	for (int i = 0; i < s->run->n && err == AIF_OK; i++)
		err = aif_sim_finish(s->run->sim[i]);
	if (err == AIF_OK) {
		count_audits(s, end);
		if (look)
			look(s->opt->user, s->run->sim, s->run->n);
		err = run_replicas(s, d);
	}
	if (s->result) {
		aif_result *r = s->result;

		s->result = NULL;
		if (aif_result_close(r, end->reached_ns, err == AIF_OK, d) != AIF_OK)
			return d ? d->code : AIF_EIO;
	}
	return err;
}

// The run as it begins, or as a snapshot has it.
static aif_err
begin(session *s, aif_session_end *end, aif_diag *d)
{
	const aif_session_opt *opt = s->opt;
	aif_scenario_opt so = { .registry = opt->registry,
				.set = opt->set,
				.n_set = opt->n_set,
				.trace = opt->trace,
				.format = opt->format,
				.map = opt->map,
				.until = opt->until,
				.only = opt->only };
	aif_err err;

	if (opt->resume) {
		err = aif_snapshot_resume(&s->snapshot, opt, &s->run, d);
		if (err != AIF_OK)
			return err;
		for (int i = 0; i < s->run->n; i++)
			aif_sim_set_threads(s->run->sim[i], threads_of(s));
		end->n_event_before = events(s);
		return AIF_OK;
	}
	err = aif_snapshot_begin(&s->snapshot, opt, &s->run, d);
	so.space = s->snapshot.space;
	if (err == AIF_OK)
		err =
		    aif_scenario_load(&s->run->scn, opt->scenario, &so, opt->report, opt->user, d);
	return err == AIF_OK ? build(s, d) : err;
}

aif_err
aif_session_run(const aif_session_opt *opt, aif_session_look *look, aif_session_end *end,
		aif_diag *d)
{
	session s = { .opt = opt };
	aif_err err;

	*end = (aif_session_end){ 0 };
	s.n_threads = opt->n_threads > 0 ? opt->n_threads : aif_sim_n_core();
	err = begin(&s, end, d);
	if (err == AIF_OK && opt->out)
		err = open_result(&s, d);
	if (err == AIF_OK && s.result)
		err = aif_snapshot_spool(&s.snapshot, s.run, s.result, d);
	if (err == AIF_OK)
		err = run_and_write(&s, look, end, d);
	end->n_sim = s.run ? s.run->n : 0;
	end->has_snapshot = err == AIF_ESTOP && s.snapshot.spool;
	if (s.result)
		aif_result_abandon(s.result);
	aif_snapshot_end(&s.snapshot, s.run, err != AIF_OK);
	if (err == AIF_OK && end->n_audit_failed)
		return aif_err_fail(d, AIF_ERANGE,
				    "%d of %d audits are broken (see /audit of the result)",
				    end->n_audit_failed, end->n_audit);
	return err;
}
