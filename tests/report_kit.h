// report_kit.h - a result of two strategies, owning and renting, opened.
#ifndef AIF_TESTS_REPORT_KIT_H
#define AIF_TESTS_REPORT_KIT_H

#include "toy.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "out/read.h"
#include "out/result.h"

typedef struct place {
	char dir[64], h5[96];
	aif_read *r;
} place;

// A result of both strategies over 400 days, opened.
static inline int
make_result(void **state)
{
	const int64_t hours = 9600;
	aif_sim *sims[] = { toy_sim("on-prem", hours), toy_sim("cloud", hours) };
	aif_result_info info = { .scenario_path = "scenarios/toy.lua",
				 .scenario_text = "-- a < b & c\n",
				 .start_unix_s = TOY_START,
				 .end_ns = hours * AIF_HOUR,
				 .bin_ns = AIF_HOUR,
				 .seed = 7 };
	place *p = calloc(1, sizeof *p);
	aif_diag d = { 0 };
	aif_result *w;

	strcpy(p->dir, "/tmp/aif-report-XXXXXX");
	if (!mkdtemp(p->dir))
		return -1;
	snprintf(p->h5, sizeof p->h5, "%s/toy.h5", p->dir);
	if (aif_result_create(&w, p->h5, &info, sims, 2, &d))
		return -1;
	for (int i = 0; i < 2; i++) {
		if (aif_sim_run(sims[i], hours * AIF_HOUR, NULL))
			return -1;
		aif_sim_finish(sims[i]);
	}
	if (aif_result_close(w, hours * AIF_HOUR, 1, &d) || aif_read_open(&p->r, p->h5, &d))
		return -1;
	aif_sim_free(sims[0]);
	aif_sim_free(sims[1]);
	*state = p;
	return 0;
}

static inline int
drop_result(void **state)
{
	place *p = *state;
	DIR *dir = opendir(p->dir);
	struct dirent *e;
	char path[400];

	aif_read_close(p->r);
	while ((e = readdir(dir)) != NULL) {
		snprintf(path, sizeof path, "%s/%s", p->dir, e->d_name);
		if (e->d_name[0] != '.')
			unlink(path);
	}
	closedir(dir);
	rmdir(p->dir);
	free(p);
	return 0;
}

#endif
