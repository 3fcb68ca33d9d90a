// cmd_info.c - `aifsim info`: what is in a result, on one screen.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/opt.h"
#include "out/breakeven.h"
#include "out/chance.h"
#include "out/read.h"
#include "out/sweepread.h"
#include "out/sweepsay.h"
#include "out/words.h"
#include "util/cal.h"

static void
print_head(const aif_read_head *h)
{
	char from[32], to[32], until[32];

	aif_words_date(h, 0, from, sizeof from);
	aif_words_date(h, h->end_s, to, sizeof to);
	aif_cal_format(h->start_unix_s + (int64_t)h->until_s, 1, until, sizeof until);
	printf("scenario    %s (SHA-256 %.12s...)\n", h->scenario, h->sha256);
	printf("period      %s to %s, %s", from, to, h->complete ? "complete" : "stopped at ");
	printf("%s\n", h->complete ? "" : until);
	printf("strategies  ");
	for (int i = 0; i < h->n_strategy; i++)
		printf("%s%s", i ? ", " : "", *h->strategy[i] ? h->strategy[i] : "(none declared)");
	printf("\nmade by     aifsim %s, seed %lld, schema %lld\n", h->version, (long long)h->seed,
	       (long long)h->schema);
}

static void
print_series(const aif_read *r)
{
	const aif_read_head *h = aif_read_header(r);
	size_t n = aif_read_n_series(r), n_group = 0;
	const char *last = "";

	for (size_t i = 0; i < n; i++) {
		n_group += strcmp(last, aif_read_series_at(r, i)->group) != 0;
		last = aif_read_series_at(r, i)->group;
	}
	printf("series      %zu of %zu entities, %zu bins", n, n_group, h->n_bin);
	if (h->n_bin) {
		char b[64];

		aif_words_quantity(h->edge[1] - h->edge[0], "s", b, sizeof b);
		printf(" of %s", b);
	}
	printf("\n");
	for (size_t i = 0; i < n;) {
		const char *group = aif_read_series_at(r, i)->group;
		int width = printf("  %-16s", group);

		for (; i < n && strcmp(aif_read_series_at(r, i)->group, group) == 0; i++) {
			const aif_read_series *s = aif_read_series_at(r, i);

			// Of later strategies only the group's name: they repeat the first.
			if (strcmp(s->strategy, h->strategy[0]) != 0)
				continue;
			if (width > 90)
				width = printf("\n  %-16s", "") - 1;
			width += printf(" %s", s->name);
		}
		printf("\n");
		while (i < n && strcmp(aif_read_series_at(r, i)->strategy, h->strategy[0]) != 0)
			i++;
	}
}

static void
print_tables(const aif_read *r)
{
	printf("tables      ");
	for (size_t i = 0, k = 0; i < aif_read_n_table(r); i++) {
		const char *name = aif_read_table_name(r, i);

		if (aif_read_rows(r, name))
			printf("%s%s %zu", k++ ? ", " : "", name, aif_read_rows(r, name));
	}
	printf(" (rows)\n");
}

static void
print_audit(aif_read *r)
{
	const aif_read_table *t = aif_read_table_of(r, "audit", NULL);
	const aif_read_col *pass = aif_read_column(t, "pass");
	size_t failed = 0;

	for (size_t i = 0; t && i < t->n_row; i++) {
		if (aif_read_num(pass, i) > 0)
			continue;
		failed++;
		printf("  broken: %s %s, relative error %.1e\n", aif_read_text(t->col, i),
		       aif_read_text(aif_read_column(t, "balance"), i),
		       aif_read_num(aif_read_column(t, "rel_error"), i));
	}
	if (t && t->n_row)
		printf("audit       %zu balances hold, %zu broken\n", t->n_row - failed, failed);
	else
		printf("audit       none\n");
}

static void
print_figures(aif_read *r)
{
	const aif_read_head *h = aif_read_header(r);

	printf("figures%*s", 19, "");
	for (int s = 0; s < h->n_strategy; s++)
		printf("  %20.20s", h->strategy[s]);
	printf("\n");
	for (int i = 0; aif_words_line_at(i); i++) {
		char b[96];
		const char *unit;
		int known = 0;

		for (int s = 0; s < h->n_strategy; s++)
			known |= !isnan(aif_words_value(r, i, h->strategy[s], &unit));
		if (!known)
			continue;
		printf("  %-24s", aif_words_line_at(i)->label);
		for (int s = 0; s < h->n_strategy; s++) {
			double x = aif_words_value(r, i, h->strategy[s], &unit);

			aif_words_quantity(x, unit, b, sizeof b);
			printf("  %20s", b);
		}
		printf("\n");
	}
}

// When owning has paid off, and what a late plant costs, by strategy.
static void
print_paid_off(aif_read *r)
{
	const aif_read_head *h = aif_read_header(r);
	aif_breakeven b[8];
	int n = aif_breakeven_find(r, b, 8);
	aif_text say = { 0 };

	for (int i = 0; i < n; i++) {
		aif_breakeven_say(r, &b[i], &say);
		printf("%s%s\n", i ? "            " : "break-even  ", say.s ? say.s : "");
		aif_text_free(&say);
	}
	for (int i = 0, k = 0; i < h->n_strategy; i++) {
		aif_breakeven_say_late(r, h->strategy[i], &say);
		if (say.n)
			printf("%s%s%s%s\n", k++ ? "            " : "delay       ", h->strategy[i],
			       *h->strategy[i] ? ": " : "", say.s);
		aif_text_free(&say);
	}
}

// What the replicas say, when there are any.
static void
print_chances(aif_read *r)
{
	aif_text say = { 0 };
	const char *label = "chances     ";

	aif_chance_say(r, &say);
	for (char *line = say.s, *end; line && *line; line = end + 1, label = "            ") {
		end = strchr(line, '\n');
		*end = 0;
		printf("%s%s\n", label, line);
	}
	aif_text_free(&say);
}

// 1 when path is a sweep, which is shown.
static int
show_sweep(const char *path)
{
	char digest[65];
	aif_sweepfile f;
	aif_arena *a = NULL;
	aif_text say = { 0 };
	int ok = aif_sweepread_digest(path, digest) && aif_arena_create(&a) == AIF_OK &&
		 aif_sweepread_load(&f, path, a, NULL) == AIF_OK;

	if (ok) {
		aif_sweepsay_put(&f, &say);
		fputs(say.s ? say.s : "", stdout);
	}
	aif_text_free(&say);
	aif_arena_free(a);
	return ok;
}

int
aif_cmd_info(int argc, char **argv)
{
	const char *path[AIF_OPT_MAX];
	const aif_opt opts[] = { { 0 } };
	int n = aif_opt_parse(argc, argv, opts, 1, AIF_OPT_MAX, path);

	if (n < 0)
		return aif_opt_status(n);
	for (int i = 0; i < n; i++) {
		aif_diag d = { 0 };
		aif_read *r;

		if (n > 1)
			printf("%s%s\n", i ? "\n" : "", path[i]);
		if (show_sweep(path[i]))
			continue;
		if (aif_read_open(&r, path[i], &d) != AIF_OK) {
			fprintf(stderr, "%s\n", d.msg);
			return AIF_EXIT_USAGE;
		}
		print_head(aif_read_header(r));
		print_series(r);
		print_tables(r);
		print_audit(r);
		print_figures(r);
		print_paid_off(r);
		print_chances(r);
		aif_read_close(r);
	}
	return AIF_EXIT_OK;
}
