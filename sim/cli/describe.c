// describe.c - what a model's tables say, as text and as a manual page.
#include "cli/describe.h"

#include <math.h>
#include <string.h>

#include "cli/cmd.h"
#include "util/unit.h"

// Value of a field in the prefix that people read; "-" when there is none.
static void
figure(double x, const char *unit, char *out, size_t n)
{
	char *dot, *end, *e;

	if (isnan(x)) {
		snprintf(out, n, "-");
		return;
	}
	if (strcmp(unit, "1") == 0 || isinf(x)) {
		snprintf(out, n, "%.6g", x);
		return;
	}
	aif_unit_human(x, unit, 6, out, n);
	dot = strchr(out, '.');
	end = strchr(out, ' ');
	if (!dot || !end || dot > end)
		return;
	for (e = end; e[-1] == '0'; e--)
		;
	if (e[-1] == '.')
		e--;
	memmove(e, end, strlen(end) + 1);
}

static size_t
add(char *out, size_t n, size_t at, const char *text)
{
	return at < n ? at + (size_t)snprintf(out + at, n - at, "%s", text) : at;
}

static size_t
describe_number(const aif_field *f, char *out, size_t n)
{
	char x[64], part[160];
	size_t at = 0;

	if (f->type == AIF_F_DIST)
		at = add(out, n, at, "distribution or ");
	if (f->type == AIF_F_NUMS)
		at = add(out, n, at, "list of ");
	if (strcmp(f->unit, "1") == 0)
		snprintf(part, sizeof part, "number%s", f->type == AIF_F_NUMS ? "s" : "");
	else
		snprintf(part, sizeof part, "%s", f->unit);
	at = add(out, n, at, part);
	if (f->lo != 0 || f->hi != 0) {
		if (isinf(f->hi))
			snprintf(part, sizeof part, ", %g or more", f->lo);
		else
			snprintf(part, sizeof part, ", %g to %g", f->lo, f->hi);
		at = add(out, n, at, part);
	}
	if (!(f->flags & AIF_REQUIRED) && f->type != AIF_F_NUMS && !isnan(f->def)) {
		figure(f->def, f->unit, x, sizeof x);
		// Powers of base units ("s3 m-2") say less than the field's own.
		if (strchr(x, ' ') && strpbrk(strchr(x, ' '), "0123456789"))
			snprintf(x, sizeof x, "%g %s", f->def, f->unit);
		snprintf(part, sizeof part, ", default %s", x);
		at = add(out, n, at, part);
	}
	return at;
}

// The word of "a|b|c" at index i.
static void
word_at(const char *words, int i, char *out, size_t n)
{
	for (; i > 0 && strchr(words, '|'); i--)
		words = strchr(words, '|') + 1;
	snprintf(out, n, "%.*s", (int)strcspn(words, "|"), words);
}

void
aif_describe_field(const aif_field *f, char *out, size_t n)
{
	char part[256], word[64];
	size_t at = 0;

	switch (f->type) {
	case AIF_F_NUM:
	case AIF_F_DIST:
	case AIF_F_NUMS:
		at = describe_number(f, out, n);
		break;
	case AIF_F_BOOL:
		at = add(out, n, at,
			 f->def != 0 ? "true or false, default true"
				     : "true or false, default false");
		break;
	case AIF_F_DATE:
		at = add(out, n, at, "date");
		break;
	case AIF_F_TEXT:
		at = add(out, n, at, "text");
		break;
	case AIF_F_CHOICE:
		word_at(f->of, (int)f->def, word, sizeof word);
		if (f->flags & AIF_REQUIRED)
			snprintf(part, sizeof part, "one of %s", f->of);
		else
			snprintf(part, sizeof part, "one of %s, default %s", f->of, word);
		at = add(out, n, at, part);
		break;
	case AIF_F_REF:
		snprintf(part, sizeof part, "name of a %s", f->of);
		at = add(out, n, at, part);
		break;
	case AIF_F_REFS:
		snprintf(part, sizeof part, "list of names of %s", f->of);
		at = add(out, n, at, part);
		break;
	case AIF_F_DATA:
		snprintf(part, sizeof part, "measured file (%s)", f->of);
		at = add(out, n, at, part);
		break;
	}
	if (f->flags & AIF_REQUIRED)
		add(out, n, at, ", required");
}

static const char *
aggregation(aif_agg a)
{
	static const char *const words[] = { "mean of a bin", "increase over a bin",
					     "at the end of a bin", "largest in a bin" };

	return words[a];
}

void
aif_describe_model(FILE *to, const aif_model_ops *m)
{
	char text[512];

	fprintf(to, "%s - %s\n\n", m->name, m->doc);
	fprintf(to, "Written as %s %s{ ... }%s%s%s.%s\n", m->name, m->unnamed ? "" : "\"name\" ",
		m->within ? ", within " : " at top level", m->within ? m->within : "", "",
		m->catalog ? " The catalog has entries of it." : "");
	if (m->params && m->params->name)
		fprintf(to, "\nFields\n");
	for (const aif_field *f = m->params; f && f->name; f++) {
		aif_describe_field(f, text, sizeof text);
		fprintf(to, "  %-20s %s\n  %-20s %s\n", f->name, text, "", f->doc ? f->doc : "");
	}
	if (m->outputs && m->outputs->name)
		fprintf(to, "\nOutputs\n");
	for (const aif_field *f = m->outputs; f && f->name; f++)
		fprintf(to, "  %-20s %s, %s\n  %-20s %s\n", f->name, f->unit, aggregation(f->agg),
			"", f->doc ? f->doc : "");
}

// --- man ------------------------------------------------------------------------------------

// Text with what troff would read as its own made harmless.
static void
troff(FILE *to, const char *s)
{
	if (*s == '.' || *s == '\'')
		fputs("\\&", to);
	for (; *s; s++) {
		if (*s == '\\')
			fputs("\\e", to);
		else if (*s == '-')
			fputs("\\-", to);
		else
			fputc(*s, to);
		if (*s == '\n' && (s[1] == '.' || s[1] == '\''))
			fputs("\\&", to);
	}
}

static void
man_fields(FILE *to, const aif_field *f, int outputs)
{
	char text[512];

	for (; f && f->name; f++) {
		if (outputs)
			snprintf(text, sizeof text, "%s, %s", f->unit, aggregation(f->agg));
		else
			aif_describe_field(f, text, sizeof text);
		fputs(".TP\n.B ", to);
		troff(to, f->name);
		fputs("\n(", to);
		troff(to, text);
		fputs(") ", to);
		troff(to, f->doc ? f->doc : "");
		fputc('\n', to);
	}
}

static void
man_models(FILE *to, const aif_registry *r)
{
	for (int i = 0; r->models && r->models[i]; i++) {
		const aif_model_ops *m = r->models[i];

		fprintf(to, ".SS ");
		troff(to, m->name);
		fputc('\n', to);
		troff(to, m->doc);
		fputc('\n', to);
		man_fields(to, m->params, 0);
		if (m->outputs && m->outputs->name)
			fputs(".PP\nOutputs:\n", to);
		man_fields(to, m->outputs, 1);
	}
}

void
aif_describe_man(FILE *to, const aif_registry *r)
{
	fputs(".TH AIFSIM 1 \"\" aifsim \"User commands\"\n"
	      ".SH NAME\naifsim \\- simulates and plans AI factories\n"
	      ".SH SYNOPSIS\n.B aifsim\n.I COMMAND\n[OPTION]...\n"
	      ".SH DESCRIPTION\nA scenario is a Lua file that declares sites, clusters, work and "
	      "strategies.\nIts constructors, their fields and units are listed below.\n"
	      ".SH COMMANDS\n",
	      to);
	for (const aif_cmd *c = aif_cmd_all(); c->name; c++) {
		fputs(".TP\n.B ", to);
		troff(to, c->name);
		fputs("\n.I ", to);
		troff(to, c->args);
		fputs("\n.br\n", to);
		troff(to, c->help);
		fputc('\n', to);
	}
	fputs(".SH EXIT STATUS\n0 done; 1 a validation bound or an audit is broken; 2 usage or bad "
	      "input;\n3 internal error; 130 and 143 stopped by a signal, with what was simulated "
	      "saved.\n.SH MODELS\n",
	      to);
	man_models(to, r);
	fputs(".SH MEASURED FILES\n", to);
	for (int i = 0; r->importers && r->importers[i]; i++) {
		fputs(".TP\n.B ", to);
		troff(to, r->importers[i]->name);
		fputs("\n(", to);
		troff(to, r->importers[i]->yields);
		fputs(") ", to);
		troff(to, r->importers[i]->doc);
		fputc('\n', to);
	}
}
