// problem.c - collects what is wrong with a scenario, the first twenty things.
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

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

void
aif_problem_field(aif_load *ld, const aif_spec *sp, const char *field, const char *what)
{
	const char *key = field ? aif_override_key(ld, sp, field) : NULL;
	int line = sp->line;
	char who[200];

	// `finance 'finance'` would tell nothing.
	if (strcmp(sp->ops->name, sp->name) == 0)
		snprintf(who, sizeof who, "%s", sp->name);
	else
		snprintf(who, sizeof who, "%s '%s'", sp->ops->name, sp->name);
	if (key) {
		aif_problem_add(ld, AIF_EPARSE, -1, 0, "--set %s: %s: %s", key, who, what);
		return;
	}
	if (field && sp->file >= 0)
		line = aif_source_line(&ld->file[sp->file], sp->line, sp->ops->name,
				       sp->is_auto ? NULL : sp->name, field);
	aif_problem_add(ld, AIF_EPARSE, sp->file, line, "%s: %s", who, what);
}
