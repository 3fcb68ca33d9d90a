// describe.h - the field tables as text: for people, editors and man.
#ifndef AIF_CLI_DESCRIBE_H
#define AIF_CLI_DESCRIBE_H

#include <stdio.h>

#include "core/model.h"

// One model in words: what it is, its fields, its outputs.
void aif_describe_model(FILE *to, const aif_model_ops *m);

// "power in W from 0 to 1e9, default 5e3", "one of N|2N", "date, required".
void aif_describe_field(const aif_field *f, char *out, size_t n);

// LuaLS annotations of everything a scenario may write.
void aif_describe_luals(FILE *to, const aif_registry *r);

// Manual page aifsim(1) in man macros.
void aif_describe_man(FILE *to, const aif_registry *r);

#endif
