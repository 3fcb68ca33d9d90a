// model.c - look-ups in the registry and in field tables.
#include "core/model.h"

#include <string.h>

const aif_model_ops *
aif_model_find(const aif_registry *r, const char *name)
{
	for (int i = 0; r->models && r->models[i]; i++)
		if (strcmp(r->models[i]->name, name) == 0)
			return r->models[i];
	return NULL;
}

const aif_importer *
aif_model_importer(const aif_registry *r, const char *name)
{
	for (int i = 0; r->importers && r->importers[i]; i++)
		if (strcmp(r->importers[i]->name, name) == 0)
			return r->importers[i];
	return NULL;
}

const aif_field *
aif_model_field(const aif_field *fields, const char *name)
{
	for (; fields && fields->name; fields++)
		if (strcmp(fields->name, name) == 0)
			return fields;
	return NULL;
}

int
aif_model_word(const char *words, const char *name, int *at)
{
	const char *w = words;

	for (int i = 0;; i++) {
		const char *c = name;

		while (*c && *w == *c)
			w++, c++;
		if (!*c && (!*w || *w == '|')) {
			if (at)
				*at = i;
			return 1;
		}
		while (*w && *w != '|')
			w++;
		if (!*w++)
			break;
	}
	return 0;
}
