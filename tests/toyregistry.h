// toyregistry.h - the toy models with importers, a table and a catalog.
#ifndef AIF_TESTS_TOYREGISTRY_H
#define AIF_TESTS_TOYREGISTRY_H

#include <stdio.h>
#include <string.h>

#include "models/record.h"
#include "toymodels.h"
#include "util/embed.h"

// A frame of one column from any file that can be opened.
static aif_err
toy_load(const char *path, const char *map, aif_arena *a, aif_frame **out, aif_diag *d)
{
	FILE *f = fopen(path, "rb");

	if (!f)
		return aif_err_fail(d, AIF_ENOENT, "%s: not found", path);
	fclose(f);
	if (map && strcmp(map, "bad") == 0)
		return aif_err_fail(d, AIF_EPARSE, "%s:3: column 'x': 'abc' is not a number", path);
	*out = aif_arena_alloc(a, sizeof **out);
	(*out)->path = path;
	(*out)->note = map;
	return AIF_OK;
}

static const aif_importer toy_epw = { "epw", "weather", "Weather.", toy_load };
static const aif_importer toy_philly = { "philly", "jobs", "Jobs.", toy_load };
static const aif_importer toy_csv_jobs = { "csv-jobs", "jobs", "Jobs.", toy_load };
static const aif_importer *const toy_importers[] = { &toy_epw, &toy_philly, &toy_csv_jobs, NULL };

static const aif_col toy_provenance_cols[] = {
	AIF_COL(aif_row_provenance, value, "1", "Value."),
	AIF_COL_ENT(aif_row_provenance, entity, "Entity."),
	{ 0 },
};
static const aif_table toy_provenance = { "provenance", "Sources.", sizeof(aif_row_provenance),
					  toy_provenance_cols, 0 };
static const aif_table *const toy_tables[] = { &toy_provenance, NULL };

static const aif_registry toys = { toy_models, toy_importers, toy_tables };

static const char toy_catalog_text[] =
    "gpu 'g1' { cite = { kind = 'datasheet', source = 'maker', as_of = '2022-09' }, tdp = 700 * W "
    "}\n"
    "gpu 'g2' { tdp = published(1 * kW, 'paper', '2025-06') }\n"
    "rack 'R1' { cite = { kind = 'estimate', source = 'survey', as_of = '2025' },\n"
    "  power = 40 * kW, price = published(1e6 * USD, 'list', '2025-03-01'), gpu = 'g1' }\n"
    "rack 'R2' { cite = { kind = 'estimate', source = 'survey', as_of = '2025' },\n"
    "  power = 80 * kW, gpu = 'g2' }\n"
    "unknown_model 'x' { y = 1 }\n";
static const aif_embed toy_catalog[] = {
	{ "models/catalog/toy.lua", (const unsigned char *)toy_catalog_text,
	  sizeof toy_catalog_text - 1 },
	{ NULL, NULL, 0 },
};

#endif
