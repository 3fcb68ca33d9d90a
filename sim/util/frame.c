// frame.c - tables of doubles, and the mean of a series that may repeat.
//
// Position in a series is found in whole microseconds, so that a walk over steps
// always advances and always ends. A typical year is laid over every calendar
// year from 1 January: in a leap year 29 February repeats the 28th (a series of
// 366 days skips its 29 February in common years), so a season never drifts.
#include "util/frame.h"

#include <math.h>
#include <string.h>

#include "util/cal.h"

#define US_PER_S INT64_C(1000000)
#define US_PER_D (86400 * US_PER_S)
#define MAR_1_US (59 * US_PER_D) // from 1 January of a common year

aif_err
aif_frame_create(aif_frame **out, aif_arena *a, int n_col, size_t cap)
{
	aif_frame *f = aif_arena_alloc(a, sizeof *f);

	if (!f || n_col < 0 || cap > SIZE_MAX / sizeof(double))
		return AIF_ENOMEM;
	f->what = f->path = f->note = "";
	f->n_col = n_col;
	f->elevation_m = NAN;
	f->col = aif_arena_alloc(a, (size_t)n_col * sizeof *f->col + 1);
	if (!f->col)
		return AIF_ENOMEM;
	for (int i = 0; i < n_col; i++) {
		f->col[i].name = "";
		f->col[i].unit = "1";
		f->col[i].x = aif_arena_alloc(a, cap * sizeof(double) + 1);
		if (!f->col[i].x)
			return AIF_ENOMEM;
	}
	*out = f;
	return AIF_OK;
}

const aif_frame_col *
aif_frame_find(const aif_frame *f, const char *name)
{
	for (int i = 0; i < f->n_col; i++)
		if (strcmp(f->col[i].name, name) == 0)
			return &f->col[i];
	return NULL;
}

// Where a moment falls: its row, and how long that row goes on holding.
typedef struct spot {
	size_t row;
	int64_t left_us;           // to the end of the row
	int64_t since_us, jump_us; // since its begin; to where rows do not follow on
} spot;

static int64_t
mod(int64_t a, int64_t n)
{
	return (a % n + n) % n;
}

static int64_t
year_start_s(int year)
{
	aif_cal c = { .year = year, .month = 1, .day = 1 };

	return aif_cal_unix_s(&c);
}

// The 1 January nearest to row 0: the difference is the zone of the series.
static int64_t
zone_s(const aif_frame *f)
{
	aif_cal c;
	int64_t a, b;

	aif_cal_of_unix_s(f->start_unix_s, &c);
	a = year_start_s(c.year);
	b = year_start_s(c.year + 1);
	return f->start_unix_s - a < b - f->start_unix_s ? f->start_unix_s - a
							 : f->start_unix_s - b;
}

// t_us since row 0, zone from zone_s.
static spot
locate_year(const aif_frame *f, int64_t zone, int64_t step_us, int64_t t_us)
{
	int64_t s = t_us / US_PER_S - (t_us % US_PER_S < 0); // floor
	int64_t local_s = f->start_unix_s + s - zone;
	int64_t begin_s, end_s, u, end_us, len_us = (int64_t)f->n_row * step_us;
	int leap, has_leap = len_us > 365 * US_PER_D;
	spot p;
	aif_cal c;

	aif_cal_of_unix_s(local_s, &c);
	begin_s = year_start_s(c.year);
	end_s = year_start_s(c.year + 1);
	leap = end_s - begin_s > 365 * 86400;
	u = (local_s - begin_s) * US_PER_S + mod(t_us, US_PER_S);
	// The map from calendar to series jumps at 29 February or 1 March.
	end_us = (end_s - begin_s) * US_PER_S;
	if (leap && u < MAR_1_US)
		end_us = MAR_1_US;
	else if (!leap && has_leap && u < MAR_1_US)
		end_us = MAR_1_US;
	else if (leap && !has_leap)
		u -= US_PER_D, end_us -= US_PER_D;
	else if (!leap && has_leap)
		u += US_PER_D, end_us += US_PER_D;
	p.row = (size_t)(mod(u, len_us) / step_us);
	p.since_us = u % step_us;
	p.jump_us = end_us - u < len_us - mod(u, len_us) ? end_us - u : len_us - mod(u, len_us);
	p.left_us = step_us - p.since_us;
	if (p.left_us > end_us - u)
		p.left_us = end_us - u;
	return p;
}

double
aif_frame_mean(const aif_frame *f, const aif_frame_col *c, double t0_s, double t1_s)
{
	int64_t step_us = llround(f->step_s * 1e6);
	int64_t t = llround(t0_s * 1e6), t1 = llround(t1_s * 1e6);
	int64_t zone = f->is_typical_year ? zone_s(f) : 0;
	double sum = 0, known = 0;

	if (f->n_row == 0 || step_us <= 0)
		return NAN;
	if (t1 <= t)
		t1 = t + 1;
	while (t < t1) {
		spot p;
		int64_t span;

		if (f->is_typical_year) {
			p = locate_year(f, zone, step_us, t);
		} else {
			p.row = (size_t)(mod(t, (int64_t)f->n_row * step_us) / step_us);
			p.left_us = step_us - mod(t, step_us);
		}
		span = p.left_us < t1 - t ? p.left_us : t1 - t;
		if (!isnan(c->x[p.row])) {
			sum += c->x[p.row] * (double)span;
			known += (double)span;
		}
		t += span;
	}
	return known > 0 ? sum / known : NAN;
}

aif_frame_run
aif_frame_run_at(const aif_frame *f, double t_s)
{
	int64_t step_us = llround(f->step_s * 1e6), t = llround(t_s * 1e6);
	int64_t len_us = (int64_t)f->n_row * step_us, at = mod(t, len_us);

	if (f->is_typical_year) {
		spot p = locate_year(f, zone_s(f), step_us, t);

		return (aif_frame_run){ p.row, step_us, t - p.since_us, t + p.jump_us };
	}
	return (aif_frame_run){ (size_t)(at / step_us), step_us, t - at % step_us,
				t + len_us - at };
}

double
aif_frame_mean_in(const aif_frame *f, const aif_frame_col *c, aif_frame_run *run, double t0_s,
		  double t1_s)
{
	int64_t t = llround(t0_s * 1e6), t1 = llround(t1_s * 1e6);
	double sum = 0, known = 0;

	if (f->n_row == 0 || !(f->step_s > 0))
		return NAN;
	if (t < run->from_us || t >= run->until_us)
		*run = aif_frame_run_at(f, t0_s);
	if (t1 <= t || t1 > run->until_us)
		return aif_frame_mean(f, c, t0_s, t1_s);
	while (t < t1) {
		int64_t since = t - run->from_us;
		int64_t left = run->step_us - since % run->step_us;
		int64_t span = left < t1 - t ? left : t1 - t;
		double x = c->x[run->row + (size_t)(since / run->step_us)];

		if (!isnan(x)) {
			sum += x * (double)span;
			known += (double)span;
		}
		t += span;
	}
	return known > 0 ? sum / known : NAN;
}
