// luals.c - annotations for the Lua language server, from the field tables.
//
// With scenarios/aifsim.d.lua in its library an editor completes constructors and
// fields, shows their units and documents, and marks what is unknown.
#include <string.h>

#include "cli/describe.h"
#include "util/dist.h"
#include "util/unit.h"

static const char head[] =
    "---@meta\n"
    "-- aifsim.d.lua - what a scenario may write, for editors (Lua language server).\n"
    "-- Made by `aifsim help --luals`; do not edit.\n\n"
    "---A number with a unit.\n"
    "---@class quantity\n"
    "---@operator add(quantity): quantity\n"
    "---@operator sub(quantity): quantity\n"
    "---@operator mul(quantity|number): quantity\n"
    "---@operator div(quantity|number): quantity\n"
    "---@operator pow(number): quantity\n"
    "---@operator unm: quantity\n\n"
    "---A number that is not known for certain; drawn once per replica.\n"
    "---@class distribution\n"
    "---@operator mul(quantity|number): distribution\n"
    "---@operator div(quantity|number): distribution\n"
    "---@operator add(quantity|number): distribution\n\n"
    "---A calendar date.\n"
    "---@class calendar\n"
    "---@operator add(quantity): calendar\n"
    "---@operator sub(quantity): calendar\n\n"
    "---A measured file.\n"
    "---@class frame\n\n"
    "---What a constructor declares.\n"
    "---@class entity\n"
    "---@field name string\n\n"
    "---@class citation\n"
    "---@field kind \"measured\"|\"published\"|\"datasheet\"|\"estimate\"\n"
    "---@field source string\n"
    "---@field as_of string\n\n"
    "---@alias number_or_dist number|distribution\n"
    "---@alias quantity_or_dist quantity|distribution\n\n"
    "---@param t { from: string|calendar, to: string|calendar|quantity }\n"
    "function horizon(t) end\n"
    "---@param t { every: string|quantity, [integer]: string }\n"
    "function record(t) end\n"
    "---A parameter of the scenario, changed by --set name=value.\n"
    "---@generic T\n"
    "---@param name string\n"
    "---@param default T\n"
    "---@param doc? string|{ min: any, max: any, doc: string }\n"
    "---@param bounds? { min: any, max: any, doc: string }\n"
    "---@return T\n"
    "function param(name, default, doc, bounds) end\n"
    "---@param text string\n"
    "---@return calendar\n"
    "function date(text) end\n"
    "---Runs another file of the scenario's folder once.\n"
    "---@param file string\n"
    "function include(file) end\n"
    "---The trace that `aifsim replay --trace` names, or the default.\n"
    "---@param default? frame\n"
    "---@return frame\n"
    "function replay_trace(default) end\n"
    "---Another entity's fields, some of them changed.\n"
    "---@param name string\n"
    "---@return fun(fields: table): table\n"
    "function like(name) end\n";

// "any" type of a field, as LuaLS writes it.
static void
field_type(FILE *to, const aif_field *f)
{
	int plain = strcmp(f->unit, "1") == 0;
	const char *p = f->of;

	switch (f->type) {
	case AIF_F_NUM:
	case AIF_F_DIST:
		fputs(plain ? "number_or_dist" : "quantity_or_dist", to);
		if (strcmp(f->unit, "s") == 0)
			fputs("|string", to);
		if (strcmp(f->unit, "token") == 0)
			fputs("|number", to);
		break;
	case AIF_F_NUMS:
		fputs(plain ? "number[]|number" : "quantity[]|quantity", to);
		break;
	case AIF_F_BOOL:
		fputs("boolean", to);
		break;
	case AIF_F_DATE:
		fputs("string|calendar", to);
		break;
	case AIF_F_TEXT:
		fputs("string", to);
		break;
	case AIF_F_CHOICE:
		for (; p; p = strchr(p, '|') ? strchr(p, '|') + 1 : NULL)
			fprintf(to, "%s\"%.*s\"", p == f->of ? "" : "|", (int)strcspn(p, "|"), p);
		break;
	case AIF_F_REF:
		fputs("string|entity", to);
		break;
	case AIF_F_REFS:
		fputs("string|(string|entity)[]", to);
		break;
	case AIF_F_DATA:
		fputs("frame", to);
		break;
	}
}

// Name of a class: a model's name may hold what LuaLS does not take.
static void
model(FILE *to, const aif_model_ops *m)
{
	char text[512];

	fprintf(to, "\n---@class %s_fields\n---@field cite? citation\n---@field like? string\n",
		m->name);
	for (const aif_field *f = m->params; f && f->name; f++) {
		aif_describe_field(f, text, sizeof text);
		fprintf(to, "---@field %s%s ", f->name, f->flags & AIF_REQUIRED ? "" : "?");
		field_type(to, f);
		fprintf(to, " # %s. %s\n", text, f->doc ? f->doc : "");
	}
	fprintf(to, "---@field [integer] entity\n\n---%s\n", m->doc);
	if (m->unnamed)
		fprintf(to,
			"---@param fields %s_fields\n---@return entity\nfunction %s(fields) end\n",
			m->name, m->name);
	else
		fprintf(to,
			"---@overload fun(fields: %s_fields): entity\n---@param name string\n"
			"---@return fun(fields: %s_fields): entity\nfunction %s(name) end\n",
			m->name, m->name, m->name);
}

static void
functions(FILE *to, const aif_registry *r)
{
	static const char *const kinds[] = { "measured", "published", "datasheet", "estimate" };
	static const char *const spans[] = { "hours", "days", "weeks", "months", "years" };

	for (int i = 0; i < 4; i++)
		fprintf(to,
			"---A figure with its source.\n---@generic T\n---@param value T\n"
			"---@param source string\n---@param as_of string\n---@return T\n"
			"function %s(value, source, as_of) end\n",
			kinds[i]);
	for (int i = 0; i < 5; i++)
		fprintf(to,
			"---@param x number_or_dist\n---@return quantity_or_dist\n"
			"function %s(x) end\n",
			spans[i]);
	for (int k = AIF_DIST_UNIFORM; k < AIF_DIST_N; k++)
		fprintf(to,
			"---@param ... number|quantity\n---@return distribution\n"
			"function %s(...) end\n",
			aif_dist_name((aif_dist_kind)k));
	for (int i = 0; r->importers && r->importers[i]; i++) {
		const aif_importer *im = r->importers[i];

		fprintf(to,
			"---%s\n---@param file string|{ [1]: string, map: string }\n"
			"---@param opt? { map: string }\n---@return frame\nfunction ",
			im->doc);
		for (const char *p = im->name; *p; p++)
			fputc(*p == '-' ? '_' : *p, to);
		fputs("(file, opt) end\n", to);
	}
}

void
aif_describe_luals(FILE *to, const aif_registry *r)
{
	static const aif_unit one = { 1, { 0 } };
	const char *name;
	aif_unit u;

	fputs(head, to);
	functions(to, r);
	fputc('\n', to);
	for (int i = 0; (name = aif_unit_symbol(i, &u)); i++)
		if (aif_unit_same_dim(&u, &one))
			fprintf(to, "---@type number\n%s = nil\n", name);
		else
			fprintf(to, "---@type quantity\n%s = nil\n", name);
	for (int i = 0; r->models && r->models[i]; i++)
		model(to, r->models[i]);
}
