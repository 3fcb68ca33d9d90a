// Every model, importer and table that is built in keeps the contract of core/model.h.
#include "aif_test.h"

#include <ctype.h>
#include <string.h>

#include "models/index.h"
#include "util/unit.h"

static int n_bad; // complaints of the running test

#define bad(...) (n_bad++, print_message("# "), print_message(__VA_ARGS__))

// Ends with a full stop and starts with a capital or a digit, unless it explains the
// words of a choice ("fifo: in order of arrival; easy: ...").
static int
sentence(const char *s)
{
	size_t n = s ? strlen(s) : 0,
	       word = s ? strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-") : 0;

	return n > 3 && s[n - 1] == '.' &&
	       (word == 0 || s[word] == ':' || !islower((unsigned char)s[0]));
}

static void
check_unit(const char *model, const char *field, const char *unit)
{
	aif_diag d = { 0 };
	aif_unit u;

	if (!unit || aif_unit_parse(unit, &u, &d) != AIF_OK)
		bad("%s.%s: unit '%s': %s\n", model, field, unit ? unit : "", d.msg);
}

// Bytes that a field of this type takes in the state.
static size_t
width(const aif_field *f, int output)
{
	if (output)
		return sizeof(aif_signal);
	switch (f->type) {
	case AIF_F_NUM:
		return sizeof(double);
	case AIF_F_BOOL:
	case AIF_F_CHOICE:
		return sizeof(int);
	case AIF_F_DATE:
		return sizeof(aif_time);
	case AIF_F_TEXT:
	case AIF_F_DATA:
		return sizeof(void *);
	case AIF_F_REF:
		return sizeof(uint32_t);
	case AIF_F_REFS:
		return sizeof(aif_refs);
	case AIF_F_DIST:
		return sizeof(aif_dist);
	case AIF_F_NUMS:
		return sizeof(aif_nums);
	}
	return 0;
}

static int
n_words(const char *words)
{
	int n = 1;

	for (const char *p = words; *p; p++)
		n += *p == '|';
	return n;
}

// The words of "a|b" that are no built-in model.
static void
check_refs(const char *model, const char *field, const char *of)
{
	char word[64];

	for (const char *p = of; p && *p; p += strcspn(p, "|") + (p[strcspn(p, "|")] == '|')) {
		snprintf(word, sizeof word, "%.*s", (int)strcspn(p, "|"), p);
		if (!aif_model_find(&aif_index, word))
			bad("%s.%s: refers to '%s', which is no model\n", model, field, word);
	}
	if (!of || !*of)
		bad("%s.%s: a reference without a model\n", model, field);
}

// Names that a scenario could not write as `name = value`. Source: Lua 5.4 manual, sec. 3.1.
static const char keywords[] =
    "and|break|do|else|elseif|end|false|for|function|goto|if|in|local|nil|"
    "not|or|repeat|return|then|true|until|while";

static void
check_param(const char *model, const aif_field *f)
{
	int numeric = f->type == AIF_F_NUM || f->type == AIF_F_NUMS || f->type == AIF_F_DIST;

	if (aif_model_word(keywords, f->name, NULL))
		bad("%s.%s: a word of Lua\n", model, f->name);
	if (numeric && !(f->lo < f->hi))
		bad("%s.%s: no range [%g, %g]\n", model, f->name, f->lo, f->hi);
	if (f->type != AIF_F_NUMS && numeric && !(f->flags & AIF_REQUIRED) && !isnan(f->def) &&
	    !(f->def >= f->lo && f->def <= f->hi))
		bad("%s.%s: default %g outside [%g, %g]\n", model, f->name, f->def, f->lo, f->hi);
	if (f->type == AIF_F_CHOICE &&
	    (!f->of || n_words(f->of) < 2 || f->def < 0 || f->def >= n_words(f->of)))
		bad("%s.%s: choice without words or with a default outside them\n", model, f->name);
	if (f->type == AIF_F_REF || f->type == AIF_F_REFS)
		check_refs(model, f->name, f->of);
}

static void
check_fields(const aif_model_ops *m, const aif_field *fields, int output)
{
	for (const aif_field *f = fields; f && f->name; f++) {
		check_unit(m->name, f->name, f->unit);
		if (!sentence(f->doc))
			bad("%s.%s: doc is no sentence\n", m->name, f->name);
		if (f->off + width(f, output) > m->state_size)
			bad("%s.%s: lies outside the state\n", m->name, f->name);
		for (const aif_field *g = fields; g < f; g++)
			if (strcmp(f->name, g->name) == 0)
				bad("%s.%s: named twice\n", m->name, f->name);
		for (const aif_field *g = fields; g < f; g++)
			if (f->off == g->off)
				bad("%s: %s and %s share their place\n", m->name, f->name, g->name);
		if (!output)
			check_param(m->name, f);
	}
}

static void
every_model_keeps_the_contract(void **unused)
{
	(void)unused;
	n_bad = 0;
	for (int i = 0; aif_index.models[i]; i++) {
		const aif_model_ops *m = aif_index.models[i];

		if (aif_model_find(&aif_index, m->name) != m)
			bad("%s: two models of one name\n", m->name);
		if (!sentence(m->doc))
			bad("%s: doc is no sentence\n", m->name);
		if (m->within)
			check_refs(m->name, "within", m->within);
		if (m->place == AIF_PLACE_WITH &&
		    (!m->with || !aif_model_field(m->params, m->with)))
			bad("%s: placed with a field that it lacks\n", m->name);
		check_fields(m, m->params, 0);
		check_fields(m, m->outputs, 1);
	}
	assert_int_equal(n_bad, 0);
}

static void
every_table_is_described(void **unused)
{
	(void)unused;
	n_bad = 0;
	for (int i = 0; aif_index.tables[i]; i++) {
		const aif_table *t = aif_index.tables[i];

		if (!sentence(t->doc))
			bad("/%s: doc is no sentence\n", t->name);
		for (const aif_col *c = t->cols; c->name; c++) {
			int text = c->type == AIF_COL_TEXT || c->type == AIF_COL_NAME;

			if (!text)
				check_unit(t->name, c->name, c->unit);
			if (!c->doc || strlen(c->doc) < 4)
				bad("/%s.%s: no doc\n", t->name, c->name);
			if (c->type == AIF_COL_TEXT && c->len < 2)
				bad("/%s.%s: text without room\n", t->name, c->name);
			if (c->off >= t->row_size)
				bad("/%s.%s: lies outside the row\n", t->name, c->name);
			for (const aif_col *k = t->cols; k < c; k++)
				if (strcmp(k->name, c->name) == 0)
					bad("/%s.%s: named twice\n", t->name, c->name);
		}
	}
	assert_int_equal(n_bad, 0);
}

static void
every_importer_is_described_and_can_be_found(void **unused)
{
	(void)unused;
	n_bad = 0;
	for (int i = 0; aif_index.importers[i]; i++) {
		const aif_importer *p = aif_index.importers[i];

		if (aif_model_importer(&aif_index, p->name) != p)
			bad("%s: two importers of one name\n", p->name);
		if (!p->doc || strlen(p->doc) < 10 || !p->yields || !p->load)
			bad("%s: not described\n", p->name);
	}
	assert_int_equal(n_bad, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_model_keeps_the_contract),
		cmocka_unit_test(every_table_is_described),
		cmocka_unit_test(every_importer_is_described_and_can_be_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
