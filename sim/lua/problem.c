// problem.c - collects what is wrong with a scenario, the first twenty things.
#include <stdarg.h>
#include <stdio.h>

#include "lua/load.h"

void
aif_problem_add(aif_load *ld, aif_err code, int file, int line, const char *fmt, ...)
{
	char what[400];
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof what, fmt, ap);
	va_end(ap);
	if (file >= 0 && file < ld->n_file && line > 0)
		snprintf(text, sizeof text, "%s:%d: %s", ld->file[file].path, line, what);
	else if (file >= 0 && file < ld->n_file)
		snprintf(text, sizeof text, "%s: %s", ld->file[file].path, what);
	else
		snprintf(text, sizeof text, "%s", what);
	if (ld->n_problem == 0) {
		ld->code = code;
		aif_err_fail(ld->d, code, "%s", text);
	}
	if (ld->n_problem < AIF_LOAD_PROBLEMS && ld->report)
		ld->report(ld->user, text);
	ld->n_problem++;
}
