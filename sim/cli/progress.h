// progress.h - the bar on the terminal while a run goes on.
//
// Drawn on stderr, and only when that is a terminal. The wall clock is read here
// and nowhere in what is simulated.
#ifndef AIF_CLI_PROGRESS_H
#define AIF_CLI_PROGRESS_H

#include <stdio.h>

#include "out/session.h"

typedef struct aif_progress {
	FILE *to;       // NULL: silent
	double start_s; // wall clock
	double drawn_s;
	const char *phase;
	double phase_s;    // wall clock when the phase began
	double phase_frac; // and how far it was
	int width;         // bytes on the line now
	int n_error;       // lines given to aif_progress_report
} aif_progress;

// quiet: never draw.
void aif_progress_init(aif_progress *p, int quiet);

// A callback of aif_session_opt.progress whose user is an aif_progress.
void aif_progress_show(void *user, const aif_session_state *st);

// A callback for lines about errors, user an aif_progress: counts them, prints them.
void aif_progress_report(void *user, const char *line);

// Wall-clock seconds since aif_progress_init.
double aif_progress_elapsed(const aif_progress *p);

// Clears the line. Call before other output to the terminal.
void aif_progress_end(aif_progress *p);

// One line, as it is drawn: "2028-03-01  42 %  [####....]  1.2 M events/s  ETA 0:07".
// elapsed_s: since the phase began at from_frac.
void aif_progress_line(const aif_session_state *st, double elapsed_s, double from_frac, char *out,
		       size_t n);

#endif
