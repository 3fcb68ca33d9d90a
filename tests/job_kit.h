// job_kit.h - job traces made by hand.
#ifndef AIF_TESTS_JOB_KIT_H
#define AIF_TESTS_JOB_KIT_H

#include "sim_kit.h"

// A job trace of n rows {submit_s, duration_s, gpus}, in arena a.
static inline aif_frame *
kit_jobs(aif_arena *a, double (*row)[3], size_t n)
{
	static const char *const name[] = { "submit_s", "duration_s", "gpus" };
	aif_frame *f;

	assert_int_equal(aif_frame_create(&f, a, 3, n), AIF_OK);
	f->n_row = n;
	f->what = "test";
	f->path = "test";
	for (int c = 0; c < 3; c++) {
		f->col[c].name = name[c];
		f->col[c].unit = c < 2 ? "s" : "1";
		for (size_t i = 0; i < n; i++)
			f->col[c].x[i] = row[i][c];
	}
	return f;
}

#endif
