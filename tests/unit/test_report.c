// The report: a whole page, sums that agree with the ledger, honest words where
// something is missing.
#include "report_kit.h"

#include "out/figure.h"
#include "out/report/report.h"
#include "out/report/versus.h"
#include "out/words.h"
#include "util/csv.h"

static char *
slurp(const place *p, const char *name)
{
	aif_text t = { 0 };
	aif_diag d = { 0 };
	char path[200];

	snprintf(path, sizeof path, "%s/%s", p->dir, name);
	if (aif_text_load(&t, path, &d))
		fail_msg("%s", d.msg);
	return t.s;
}

static size_t
count(const char *s, const char *word)
{
	size_t n = 0;

	for (; (s = strstr(s, word)) != NULL; s += strlen(word))
		n++;
	return n;
}

static int
has_gnuplot(void)
{
	return system("gnuplot --version >/dev/null 2>&1") == 0;
}

static void
the_page_stands_alone_and_opens_with_the_decision(void **state)
{
	const place *p = *state;
	aif_text note = { 0 };
	aif_diag d = { 0 };
	size_t n_figure = 0;
	char *s;

	if (!has_gnuplot())
		skip();
	assert_int_equal(aif_report_write(p->r, p->dir, AIF_REPORT_HTML, &note, &d), AIF_OK);
	assert_null(note.s);
	s = slurp(p, "report.html");
	while (aif_figure_at((int)n_figure))
		n_figure++;
	// Over replicas, the weather, windows, of strategies that only rent, of tokens out: the toy
	// has none of them.
	n_figure -= 8 + 3;
	assert_int_equal(count(s, "<figure"), n_figure);
	assert_int_equal(count(s, "<svg "), 2 * n_figure);
	assert_int_equal(count(s, "role=img aria-label="), 2 * n_figure + 3); // and three bars
	assert_int_equal(count(s, "<script"), 0);
	assert_int_equal(count(s, "src="), 0);
	assert_int_equal(count(s, "@import"), 0);
	assert_int_equal(count(s, "http"), count(s, "http://www.w3.org/"));
	assert_non_null(strstr(s, "<title>toy - aifsim report</title>"));
	assert_true(strstr(s, "id=decision") < strstr(s, "id=charts"));
	assert_non_null(
	    strstr(s, "<strong>cloud</strong> has the least net present cost, 41.0 million USD"));
	assert_non_null(strstr(s, "-- a &lt; b &amp; c"));
	assert_non_null(strstr(s, "A source &lt;with&gt;"));
	assert_null(strstr(s, "<with>"));
	free(s);
	aif_text_free(&note);
}

// gnuplot gives every picture the same ids; in one page they must differ.
static void
no_id_stands_twice_on_the_page(void **state)
{
	const place *p = *state;
	aif_text note = { 0 };
	aif_diag d = { 0 };
	char *s, id[80];
	size_t n = 0;

	if (!has_gnuplot())
		skip();
	assert_int_equal(aif_report_write(p->r, p->dir, AIF_REPORT_HTML, &note, &d), AIF_OK);
	s = slurp(p, "report.html");
	for (const char *at = s; (at = strstr(at, " id=")) != NULL; at++) {
		size_t len = strcspn(at + 5, "'\"> ");

		snprintf(id, sizeof id, "%.*s", (int)(len + 6 < 79 ? len + 6 : 79), at);
		n++;
		if (count(s, id) != 1)
			fail_msg("%zu times: %s", count(s, id), id);
	}
	assert_true(n > 50);
	free(s);
	aif_text_free(&note);
}

static void
without_gnuplot_the_page_says_so(void **state)
{
	const place *p = *state;
	char *path = strdup(getenv("PATH")), *s;
	aif_text note = { 0 };
	aif_diag d = { 0 };

	setenv("PATH", "/nonexistent", 1);
	assert_int_equal(aif_report_write(p->r, p->dir, AIF_REPORT_HTML, &note, &d), AIF_OK);
	setenv("PATH", path, 1);
	free(path);
	assert_non_null(strstr(note.s, "gnuplot is not installed"));
	s = slurp(p, "report.html");
	assert_int_equal(count(s, "<svg "), 0);
	assert_non_null(strstr(s, "Not drawn: gnuplot is not installed"));
	assert_non_null(strstr(s, "</html>"));
	free(s);
	aif_text_free(&note);
}

// --- CSV --------------------------------------------------------------------------

typedef struct sums {
	double usd;
	size_t n;
	int quoted, dated;
} sums;

static aif_err
add_row(void *user, const aif_csv_row *row, aif_diag *d)
{
	sums *s = user;
	double x;
	aif_err e = aif_csv_num(row, aif_csv_col(row, "amount_usd"), 0, NULL, &x, d);

	s->usd += e ? 0 : x;
	s->n++;
	s->quoted += strcmp(row->cell[aif_csv_col(row, "note")], "cloud GPUs, \"reserved\"") == 0;
	s->dated += strcmp(row->cell[aif_csv_col(row, "date")], "2026-07-05") == 0;
	return e;
}

// 180 days before 2027-01-01 is 2026-07-05.
static void
the_ledger_as_csv_sums_to_the_ledger(void **state)
{
	const place *p = *state;
	const aif_read_table *t = aif_read_table_of(p->r, "ledger", NULL);
	const aif_read_col *usd = aif_read_column(t, "amount_usd");
	double want = 0;
	aif_diag d = { 0 };
	sums s = { 0 };
	char path[128];

	assert_int_equal(aif_report_write(p->r, p->dir, AIF_REPORT_CSV, NULL, &d), AIF_OK);
	snprintf(path, sizeof path, "%s/ledger.csv", p->dir);
	if (aif_csv_read(path, NULL, add_row, &s, &d))
		fail_msg("%s", d.msg);
	for (size_t i = 0; i < t->n_row; i++)
		want += aif_read_num(usd, i);
	assert_int_equal(s.n, t->n_row);
	assert_near(s.usd, want, 0); // the digits read back as the same doubles
	assert_int_equal(s.quoted, 14);
	assert_int_equal(s.dated, 1);
}

typedef struct focus {
	struct {
		char name[40], allowed[320];
		int mandatory, nulls;
	} col[64];
	int n_col, n_row, n_purchase;
	double billed, effective, depreciation;
} focus;

static aif_err
add_column(void *user, const aif_csv_row *row, aif_diag *d)
{
	focus *f = user;

	(void)d;
	assert_true(f->n_col < 64);
	snprintf(f->col[f->n_col].name, 40, "%s", row->cell[0]);
	snprintf(f->col[f->n_col].allowed, 320, ";%s;", row->cell[3]);
	f->col[f->n_col].mandatory = strcmp(row->cell[1], "Mandatory") == 0;
	f->col[f->n_col++].nulls = strcmp(row->cell[2], "True") == 0;
	return AIF_OK;
}

// What the specification says of every cell.
static void
check_cells(const focus *f, const aif_csv_row *row)
{
	char quoted[200];

	for (int k = 0; k < f->n_col; k++) {
		int at = aif_csv_col(row, f->col[k].name);
		const char *cell = at < 0 ? "" : row->cell[at];

		if (at < 0 && f->col[k].mandatory)
			fail_msg("no column %s", f->col[k].name);
		if (at >= 0 && !*cell && !f->col[k].nulls)
			fail_msg("%s is empty", f->col[k].name);
		snprintf(quoted, sizeof quoted, ";%s;", cell);
		if (*cell && strlen(f->col[k].allowed) > 2 && !strstr(f->col[k].allowed, quoted))
			fail_msg("%s: '%s' is not allowed", f->col[k].name, cell);
	}
	for (int k = 0; k < row->n_name; k++) {
		int known = strncmp(row->name[k], "x_", 2) == 0;

		for (int i = 0; i < f->n_col; i++)
			known |= strcmp(row->name[k], f->col[i].name) == 0;
		if (!known)
			fail_msg("column %s is neither of FOCUS nor custom", row->name[k]);
	}
}

static double
number_in(const aif_csv_row *row, const char *name)
{
	const char *s = row->cell[aif_csv_col(row, name)];

	return *s ? atof(s) : (double)NAN;
}

static aif_err
add_charge(void *user, const aif_csv_row *row, aif_diag *d)
{
	focus *f = user;
	double quantity = number_in(row, "PricingQuantity"), billed = number_in(row, "BilledCost");
	const char *category = row->cell[aif_csv_col(row, "ChargeCategory")];

	(void)d;
	check_cells(f, row);
	assert_true(strcmp(row->cell[aif_csv_col(row, "ChargePeriodStart")],
			   row->cell[aif_csv_col(row, "ChargePeriodEnd")]) < 0);
	if (strcmp(category, "Tax") == 0)
		assert_true(isnan(quantity));
	if (!isnan(number_in(row, "ContractedUnitPrice")))
		assert_near(number_in(row, "ContractedUnitPrice") * quantity,
			    number_in(row, "ContractedCost"), 1e-6);
	assert_int_equal(isnan(quantity), !*row->cell[aif_csv_col(row, "PricingUnit")]);
	f->n_row++;
	if (strcmp(row->cell[aif_csv_col(row, "BillingAccountId")], "on-prem") != 0)
		return AIF_OK;
	if (strcmp(category, "Purchase") == 0) {
		f->n_purchase++;
		assert_near(number_in(row, "EffectiveCost"), 0, 0);
	}
	f->billed += billed;
	f->effective += number_in(row, "EffectiveCost");
	if (strcmp(row->cell[aif_csv_col(row, "x_Account")], "depreciation") == 0)
		f->depreciation += number_in(row, "EffectiveCost");
	return AIF_OK;
}

// Purchases of 9 M and 15 M are billed when paid; their effective cost is the 8 M and
// 6 M written off and the 10 M that the books hold at the horizon.
static void
focus_rows_keep_the_rules_and_sum_to_the_ledger(void **state)
{
	const place *p = *state;
	const aif_read_table *t = aif_read_table_of(p->r, "ledger", NULL);
	double want = 0;
	aif_diag d = { 0 };
	char path[128];
	focus *f = calloc(1, sizeof *f);

	if (aif_csv_read("tests/data/focus-1.2-columns.csv", NULL, add_column, f, &d))
		fail_msg("%s", d.msg);
	assert_int_equal(f->n_col, 57);
	assert_int_equal(aif_report_write(p->r, p->dir, AIF_REPORT_FOCUS, NULL, &d), AIF_OK);
	snprintf(path, sizeof path, "%s/focus.csv", p->dir);
	if (aif_csv_read(path, NULL, add_charge, f, &d))
		fail_msg("%s", d.msg);
	for (size_t i = 0; i < t->n_row; i++)
		if (strcmp(aif_read_text(t->col, i), "on-prem") == 0)
			want += aif_read_num(aif_read_column(t, "amount_usd"), i);
	assert_int_equal(f->n_row, t->n_row + 3);
	assert_int_equal(f->n_purchase, 2);
	assert_near(f->billed, want, 0.005);
	assert_near(f->effective, want, 0.005);
	assert_near(f->depreciation, 14e6, 0);
	free(f);
}

static void
the_workbook_is_written(void **state)
{
	const place *p = *state;
	aif_diag d = { 0 };
	char path[128];
	struct stat st;
	FILE *f;

	assert_int_equal(aif_report_write(p->r, p->dir, AIF_REPORT_XLSX, NULL, &d), AIF_OK);
	snprintf(path, sizeof path, "%s/report.xlsx", p->dir);
	f = fopen(path, "rb");
	assert_non_null(f);
	assert_int_equal(getc(f), 'P');
	assert_int_equal(getc(f), 'K');
	fclose(f);
	assert_int_equal(stat(path, &st), 0);
	assert_true(st.st_size > 10000);
}

static void
quantities_read_well(void **state)
{
	char b[64];

	(void)state;
	aif_words_quantity(1234567, "GPU-h", b, sizeof b);
	assert_string_equal(b, "1,234,567 GPU-h");
	aif_words_quantity(-1234567, "GPU-h", b, sizeof b);
	assert_string_equal(b, "-1,234,567 GPU-h");
	aif_words_quantity(4.4e7, "USD", b, sizeof b);
	assert_string_equal(b, "44.0 million USD");
	aif_words_quantity(0, "USD", b, sizeof b);
	assert_string_equal(b, "0");
	aif_words_quantity(9999, "1", b, sizeof b);
	assert_string_equal(b, "9999");
	aif_words_quantity((double)NAN, "W", b, sizeof b);
	assert_string_equal(b, "-");
}

static void
results_stand_side_by_side(void **state)
{
	const place *p = *state;
	aif_read *two[] = { p->r, p->r };
	aif_text t = { 0 };
	aif_diag d = { 0 };
	char *s;

	aif_versus_text(two, 2, &t);
	assert_int_equal(count(t.s, "44.0 million USD"), 2);
	assert_int_equal(count(t.s, "toy: cloud"), 2);
	assert_non_null(strstr(t.s, "Ledger: Staff"));
	assert_null(strstr(t.s, "Ledger: Revenue")); // nobody sells
	aif_text_free(&t);
	assert_int_equal(aif_versus_page(two, 2, p->dir, &d), AIF_OK);
	s = slurp(p, "compare.html");
	assert_int_equal(count(s, "<th scope=col class=n>"), 8); // figures, and money to the cent
	free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_page_stands_alone_and_opens_with_the_decision),
		cmocka_unit_test(no_id_stands_twice_on_the_page),
		cmocka_unit_test(without_gnuplot_the_page_says_so),
		cmocka_unit_test(the_ledger_as_csv_sums_to_the_ledger),
		cmocka_unit_test(focus_rows_keep_the_rules_and_sum_to_the_ledger),
		cmocka_unit_test(the_workbook_is_written),
		cmocka_unit_test(quantities_read_well),
		cmocka_unit_test(results_stand_side_by_side),
	};

	return cmocka_run_group_tests(tests, make_result, drop_result);
}
