// golden.h - known answers for tests: a figure and its tolerance out of a CSV file
// of columns id,model,inputs,quantity,expected,unit,tolerance,provenance.
#ifndef AIF_TESTS_GOLDEN_H
#define AIF_TESTS_GOLDEN_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Splits a CSV line in place into cell[cap]; quotes enclose commas. Returns their number.
static int
golden_split(char *line, char **cell, int cap)
{
	int n = 0, quoted = 0;
	char *w = line;

	cell[n++] = w;
	for (char *r = line; *r && *r != '\n' && *r != '\r'; r++) {
		if (*r == '"')
			quoted = !quoted;
		else if (*r == ',' && !quoted && n < cap) {
			*w++ = 0;
			cell[n++] = w;
		} else
			*w++ = *r;
	}
	*w = 0;
	return n;
}

// Expected value of the row with that id, whose inputs contain `inputs` and whose
// quantity is `quantity` (NULL: any); *tol its absolute tolerance. Ends the test
// program when there is no such row.
static double
golden(const char *path, const char *id, const char *inputs, const char *quantity, double *tol)
{
	char line[512], *cell[8];
	FILE *f = fopen(path, "r");

	while (f && fgets(line, sizeof line, f)) {
		double x;

		if (line[0] == '#' || golden_split(line, cell, 8) < 7)
			continue;
		if (strcmp(cell[0], id) != 0 || (inputs && !strstr(cell[2], inputs)) ||
		    (quantity && strcmp(cell[3], quantity) != 0))
			continue;
		x = strtod(cell[4], NULL);
		*tol = strtod(cell[6], NULL);
		if (strstr(cell[6], "rel"))
			*tol *= x < 0 ? -x : x;
		fclose(f);
		return x;
	}
	if (f)
		fclose(f);
	fprintf(stderr, "%s: no row %s, %s, %s\n", path, id, inputs ? inputs : "any",
		quantity ? quantity : "any");
	exit(1);
}

#endif
