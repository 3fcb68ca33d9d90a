// table.h - tables of rows that a run leaves: jobs, events, ledger, summary...
//
// A table is described once (columns with units); models emit rows; the result
// writer and every report see nothing but these descriptors.
#ifndef AIF_CORE_TABLE_H
#define AIF_CORE_TABLE_H

#include <stddef.h>
#include <stdint.h>

typedef enum aif_col_type {
	AIF_COL_F64,  // double
	AIF_COL_I64,  // int64_t
	AIF_COL_I32,  // int32_t
	AIF_COL_TEXT, // char[len], NUL-padded UTF-8
	AIF_COL_NAME  // uint32_t entity id; written as its name
} aif_col_type;

typedef struct aif_col {
	const char *name, *unit; // unit "1" when dimensionless, "" for text
	aif_col_type type;
	size_t off, len; // len: bytes of a TEXT column
	const char *doc;
} aif_col;

typedef struct aif_table {
	const char *name; // dataset "/name" of the result
	const char *doc;
	size_t row_size;
	const aif_col *cols; // ends with a NULL name
	int keep;            // 1: rows stay readable to models until the run ends
} aif_table;

// clang-format off
#define AIF_COL(T, field, unit, doc)      { #field, unit, AIF_COL_F64, offsetof(T, field), 0, doc }
#define AIF_COL_INT(T, field, unit, doc)  { #field, unit, AIF_COL_I64, offsetof(T, field), 0, doc }
#define AIF_COL_I(T, field, unit, doc)    { #field, unit, AIF_COL_I32, offsetof(T, field), 0, doc }
#define AIF_COL_STR(T, field, doc)        { #field, "", AIF_COL_TEXT, offsetof(T, field), sizeof(((T *)0)->field), doc }
#define AIF_COL_ENT(T, field, doc)        { #field, "", AIF_COL_NAME, offsetof(T, field), 0, doc }
// clang-format on

#endif
