// column.c - the strategies of one or several results, side by side.
#include "out/column.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "out/words.h"

// "results/a.h5" and "cloud" -> "a: cloud"; "cloud" alone where one file has it.
static void
name_column(aif_column *c, int several)
{
	const char *path = aif_read_header(c->r)->path, *slash = strrchr(path, '/'),
		   *base = slash ? slash + 1 : path;

	if (!several)
		snprintf(c->head, sizeof c->head, "%s", *c->label ? c->label : "this plan");
	else
		snprintf(c->head, sizeof c->head, "%.*s%s%s", (int)strcspn(base, "."), base,
			 *c->label ? ": " : "", c->label);
}

aif_column *
aif_column_list(aif_read *const *r, int n, int *count)
{
	aif_column *c;

	*count = 0;
	for (int i = 0; i < n; i++)
		*count += aif_read_header(r[i])->n_strategy;
	c = calloc((size_t)*count + 1, sizeof *c);
	for (int i = 0, k = 0; i < n && c; i++) {
		aif_money m = { 0 };
		int ok = aif_money_create(&m, r[i], NULL) == AIF_OK;

		for (int s = 0; s < aif_read_header(r[i])->n_strategy; s++, k++) {
			c[k].r = r[i];
			c[k].strategy = s;
			c[k].label = aif_read_header(r[i])->strategy[s];
			c[k].has_ledger = ok;
			name_column(&c[k], n > 1);
			if (ok)
				memcpy(c[k].usd, m.total[s], sizeof c[k].usd);
		}
		if (ok)
			aif_money_free(&m);
	}
	return c;
}

double
aif_column_sum(const aif_column *c)
{
	double sum = 0;

	for (int k = 0; k < AIF_MONEY_N; k++)
		sum += c->usd[k];
	return sum;
}

int
aif_column_base(const aif_column *c, int count)
{
	int base = -1;

	for (int k = 0; k < count; k++)
		if (c[k].has_ledger && !(c[k].usd[AIF_MONEY_CAPEX] > 0) &&
		    c[k].usd[AIF_MONEY_RENT] > 0 &&
		    (base < 0 || aif_column_sum(&c[k]) < aif_column_sum(&c[base])))
			base = k;
	for (int k = 0; k < count && base < 0; k++)
		base = c[k].has_ledger ? k : -1;
	return base;
}
