// progress.c - one line on stderr, redrawn at most ten times a second.
#include "cli/progress.h"

#include <math.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "util/cal.h"

#define BAR 24

static double
wall_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

void
aif_progress_init(aif_progress *p, int quiet)
{
	*p = (aif_progress){ .to = !quiet && isatty(STDERR_FILENO) ? stderr : NULL };
	p->start_s = p->phase_s = wall_s();
	p->drawn_s = -1;
}

static void
put_rate(double per_s, char *out, size_t n)
{
	if (per_s >= 1e6)
		snprintf(out, n, "%.1f M events/s", per_s / 1e6);
	else if (per_s >= 1e3)
		snprintf(out, n, "%.0f k events/s", per_s / 1e3);
	else
		snprintf(out, n, "%.0f events/s", per_s);
}

void
aif_progress_line(const aif_session_state *st, double elapsed_s, double from_frac, char *out,
		  size_t n)
{
	double frac = fmin(fmax(st->done_frac, 0), 1), gained = frac - from_frac;
	char date[32], bar[BAR + 1], rate[40], eta[32] = "";
	int full = (int)(frac * BAR);

	aif_cal_format(st->date_unix_s, 0, date, sizeof date);
	for (int i = 0; i < BAR; i++)
		bar[i] = i < full ? '#' : '.';
	bar[BAR] = 0;
	put_rate(elapsed_s > 0 ? (double)st->n_event / elapsed_s : 0, rate, sizeof rate);
	if (gained > 0.01 && frac < 1) {
		long left = lround(elapsed_s / gained * (1 - frac));

		if (left < 3600)
			snprintf(eta, sizeof eta, "  ETA %ld:%02ld", left / 60, left % 60);
		else
			snprintf(eta, sizeof eta, "  ETA %ld h %02ld min", left / 3600,
				 left / 60 % 60);
	}
	snprintf(out, n, "%s %s %3.0f %% [%s] %s%s", st->phase, date, 100 * frac, bar, rate, eta);
}

void
aif_progress_show(void *user, const aif_session_state *st)
{
	aif_progress *p = user;
	double now = p->to ? wall_s() : 0;
	char line[160];
	int n;

	if (!p->to || (now - p->drawn_s < 0.1 && st->done_frac < 1))
		return;
	if (!p->phase || strcmp(p->phase, st->phase) != 0) {
		p->phase_frac = p->phase ? st->done_frac : 0;
		p->phase_s = p->phase ? now : p->start_s;
		p->phase = st->phase;
	}
	aif_progress_line(st, now - p->phase_s, p->phase_frac, line, sizeof line);
	n = (int)strlen(line);
	fprintf(p->to, "\r%s%*s", line, p->width > n ? p->width - n : 0, "");
	fflush(p->to);
	p->width = n;
	p->drawn_s = now;
}

double
aif_progress_elapsed(const aif_progress *p)
{
	return wall_s() - p->start_s;
}

void
aif_progress_end(aif_progress *p)
{
	if (p->to && p->width)
		fprintf(p->to, "\r%*s\r", p->width, "");
	p->width = 0;
}

void
aif_progress_report(void *user, const char *line)
{
	((aif_progress *)user)->n_error++;
	fprintf(stderr, "%s\n", line);
}
