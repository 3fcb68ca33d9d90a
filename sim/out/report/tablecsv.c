// tablecsv.c - long-format CSV of the tables.
#include "out/report/tablecsv.h"

#include <stdio.h>
#include <string.h>

#include "out/words.h"

// The column that dates a row, or NULL.
static const aif_read_col *
date_column(const aif_read_table *t)
{
	static const char *const name[] = { "time_s", "month_s", "year_s", "end_s" };
	const aif_read_col *c = NULL;

	for (size_t i = 0; i < sizeof name / sizeof *name && !c; i++)
		c = aif_read_column(t, name[i]);
	return c;
}

void
aif_tablecsv_put(const aif_read *r, const aif_read_table *t, aif_text *out)
{
	const aif_read_col *dated = date_column(t);
	char date[32];

	for (int k = 0; k < t->n_col; k++) {
		aif_text_put(out, k ? "," : "");
		aif_text_csv(out, t->col[k].name);
	}
	aif_text_put(out, dated ? ",date\r\n" : "\r\n");
	for (size_t i = 0; i < t->n_row; i++) {
		for (int k = 0; k < t->n_col; k++) {
			aif_text_put(out, k ? "," : "");
			if (t->col[k].text)
				aif_text_csv(out, aif_read_text(&t->col[k], i));
			else
				aif_text_num(out, aif_read_num(&t->col[k], i));
		}
		if (dated) {
			aif_words_date(aif_read_header(r), aif_read_num(dated, i), date,
				       sizeof date);
			aif_text_putf(out, ",%s", date);
		}
		aif_text_put(out, "\r\n");
	}
}

aif_err
aif_tablecsv_write(aif_read *r, const char *dir, aif_diag *d)
{
	for (size_t i = 0; i < aif_read_n_table(r); i++) {
		const char *name = aif_read_table_name(r, i);
		const aif_read_table *t;
		aif_text text = { 0 };
		char path[4096];
		aif_err e;

		if (strcmp(name, "jobs") == 0 || strcmp(name, "requests") == 0 ||
		    strchr(name, '/') || aif_read_rows(r, name) == 0)
			continue;
		t = aif_read_table_of(r, name, d);
		if (!t)
			return AIF_EIO;
		aif_tablecsv_put(r, t, &text);
		snprintf(path, sizeof path, "%s/%s.csv", dir, name);
		e = aif_text_save(&text, path, d);
		aif_text_free(&text);
		if (e)
			return e;
	}
	return AIF_OK;
}
