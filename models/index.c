// index.c - every built-in model, importer and table, a line each.
#include "models/index.h"

#include "models/hw.h"
#include "models/record.h"

static const aif_model_ops *const models[] = {
	NULL,
};

static const aif_importer *const importers[] = {
	NULL,
};

static const aif_table *const tables[] = {
	NULL,
};

const aif_registry aif_index = { models, importers, tables };
