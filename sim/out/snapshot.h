// snapshot.h - a long run that can be stopped, also by force, and continued.
//
// All memory of the run lies in a space (util/space.h) that is written to OUT.snap every
// so often in simulated time; OUT.rows holds what was given to the result until then
// (out/spool.h). A resumed run gives the same bytes as one that was never stopped.
#ifndef AIF_OUT_SNAPSHOT_H
#define AIF_OUT_SNAPSHOT_H

#include "lua/scenario.h"
#include "out/result.h"
#include "out/session.h"

// The run: what a snapshot holds.
typedef struct aif_snapshot_run {
	aif_scenario *scn;
	aif_memo *memo;
	aif_sim **sim; // sim[n]: the base case of each strategy
	int n;
	int n_flushed;    // pieces of the horizon that are in the result
	uint64_t spooled; // bytes of OUT.rows that belong to it
	aif_time every;
	const char *how; // options that shape it
} aif_snapshot_run;

typedef struct aif_snapshot {
	aif_space *space;
	aif_spool *spool; // NULL: no snapshots are made
	char *path, *rows;
	aif_time due;
} aif_snapshot;

// A new run, in a space when snapshots are asked for: *run is zeroed but for `every` and
// `how`. Errors: AIF_ENOMEM.
aif_err aif_snapshot_begin(aif_snapshot *p, const aif_session_opt *opt, aif_snapshot_run **run,
			   aif_diag *d);
// The run of OUT.snap. Errors: AIF_EIO; AIF_EINVAL when it is of another scenario, of
// other options or of another program.
aif_err aif_snapshot_resume(aif_snapshot *p, const aif_session_opt *opt, aif_snapshot_run **run,
			    aif_diag *d);
// Opens OUT.rows and gives result what it holds. Nothing to do without snapshots.
aif_err aif_snapshot_spool(aif_snapshot *p, const aif_snapshot_run *run, aif_result *result,
			   aif_diag *d);

// Notes what the next flush of the result will write.
aif_err aif_snapshot_note(aif_snapshot *p, aif_diag *d);
// The result has been flushed at t: makes a snapshot when one is due, or always.
aif_err aif_snapshot_make(aif_snapshot *p, aif_snapshot_run *run, aif_time t, int always,
			  aif_diag *d);

// Releases the space and the run with it; without a space, only the run. keep: the files
// stay, for aif_snapshot_resume.
void aif_snapshot_end(aif_snapshot *p, aif_snapshot_run *run, int keep);

#endif
