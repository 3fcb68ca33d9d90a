// The report: a whole page, sums that agree with the ledger, honest words where
// something is missing.
#include "toy.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "out/breakeven.h"
#include "out/column.h"
#include "out/figure.h"
#include "out/report/report.h"
#include "out/report/versus.h"
#include "out/result.h"
#include "out/words.h"
#include "util/csv.h"

typedef struct place {
	char dir[64], h5[96];
	aif_read *r;
} place;

// A result of both strategies over 400 days, opened.
static int
make_result(void **state)
{
	const int64_t hours = 9600;
	aif_sim *sims[] = { toy_sim("on-prem", hours), toy_sim("cloud", hours) };
	aif_result_info info = { .scenario_path = "scenarios/toy.lua",
				 .scenario_text = "-- a < b & c\n",
				 .start_unix_s = TOY_START,
				 .end_ns = hours * AIF_HOUR,
				 .bin_ns = AIF_HOUR,
				 .seed = 7 };
	place *p = calloc(1, sizeof *p);
	aif_diag d = { 0 };
	aif_result *w;

	strcpy(p->dir, "/tmp/aif-report-XXXXXX");
	if (!mkdtemp(p->dir))
		return -1;
	snprintf(p->h5, sizeof p->h5, "%s/toy.h5", p->dir);
	if (aif_result_create(&w, p->h5, &info, sims, 2, &d))
		return -1;
	for (int i = 0; i < 2; i++) {
		if (aif_sim_run(sims[i], hours * AIF_HOUR, NULL))
			return -1;
		aif_sim_finish(sims[i]);
	}
	if (aif_result_close(w, hours * AIF_HOUR, 1, &d) || aif_read_open(&p->r, p->h5, &d))
		return -1;
	aif_sim_free(sims[0]);
	aif_sim_free(sims[1]);
	*state = p;
	return 0;
}

static int
drop_result(void **state)
{
	place *p = *state;
	DIR *dir = opendir(p->dir);
	struct dirent *e;
	char path[400];

	aif_read_close(p->r);
	while ((e = readdir(dir)) != NULL) {
		snprintf(path, sizeof path, "%s/%s", p->dir, e->d_name);
		if (e->d_name[0] != '.')
			unlink(path);
	}
	closedir(dir);
	rmdir(p->dir);
	free(p);
	return 0;
}

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

// --- what figures and tables stand on -------------------------------------------------

// January: 744 hours. busy = 100 + h % 24 + 0.007 h for h = 0..743: mean
// 100 + 11.5 + 0.007 * 371.5 = 114.1005.
static void
months_are_calendar_months(void **state)
{
	const place *p = *state;
	double x[32];
	aif_diag d = { 0 };
	aif_axis a;

	assert_int_equal(aif_axis_create(&a, p->r, &d), AIF_OK);
	assert_string_equal(a.word, "month");
	assert_int_equal(a.n, 14); // 400 days from January: into February of next year
	assert_near(a.edge[2] - a.edge[1], 28 * 86400.0, 0);
	assert_int_equal(
	    aif_axis_series(&a, p->r, "on-prem", "cluster", "busy_gpus", AIF_AXIS_MEAN, x), 1);
	assert_rel(x[0], 114.1005, 1e-12);
	assert_int_equal(
	    aif_axis_series(&a, p->r, "on-prem", "cluster", "busy_gpus", AIF_AXIS_MAX, x), 1);
	assert_rel(x[0], 100 + 23 + 0.007 * 743, 1e-12);
	// served = 1e9 + (h % 24) * 1e7 an hour; what comes at an edge belongs to the bin before
	// it, so January has hours 0..744: 745e9 + 31 * 276e7
	assert_int_equal(
	    aif_axis_series(&a, p->r, "cloud", "service", "served_tokens", AIF_AXIS_SUM, x), 1);
	assert_rel(x[0], 745e9 + 31 * 276e7, 1e-12);
	assert_int_equal(aif_axis_series(&a, p->r, "cloud", "battery", "x", AIF_AXIS_SUM, x), 0);
	aif_axis_free(&a);
}

// On-prem: 9 M (before the start) + 15 M capital, -2 M residual, 14 months of staff at 150 k.
static void
classes_of_account_add_up(void **state)
{
	const place *p = *state;
	aif_diag d = { 0 };
	double cells = 0;
	aif_money m;

	assert_int_equal(aif_money_create(&m, p->r, &d), AIF_OK);
	assert_near(m.total[0][AIF_MONEY_CAPEX], 24e6, 0);
	assert_near(m.total[0][AIF_MONEY_RESIDUAL], -2e6, 0);
	assert_near(m.total[0][AIF_MONEY_STAFF], 14 * 150e3, 0);
	assert_near(m.total[1][AIF_MONEY_CAPEX], 0, 0);
	assert_true(m.total[1][AIF_MONEY_RENT] > 0);
	for (size_t i = 0; i < m.axis.n; i++)
		for (int c = 0; c < AIF_MONEY_N; c++)
			cells += m.cell[i][c];
	assert_rel(cells, aif_money_sum(&m, 0), 1e-12);
	assert_int_equal(aif_money_class_of("opex.demand"), AIF_MONEY_ENERGY);
	assert_int_equal(aif_money_class_of("opex.rent.spot"), AIF_MONEY_RENT);
	assert_int_equal(aif_money_class_of("opex.rental"), AIF_MONEY_OPEX);
	aif_money_free(&m);
}

// After month k owning has cost 24 + (k + 1), renting 3 (k + 1): equal at k = 11, the
// 8030th hour, in 2027-12. Discounted: 24 + S <= 3 S with S = (1 - 0.99^(k+1)) / 0.01, so
// 0.99^(k+1) <= 0.88, k = 12: hour 8760, 2028-01. In the end 42 - (24 + 14 - 2) = 6 M below.
static void
owning_has_paid_off_in_the_month_the_sums_say(void **state)
{
	const place *p = *state;
	aif_breakeven b[4];
	aif_text say = { 0 };

	assert_int_equal(aif_breakeven_find(p->r, b, 4), 1);
	assert_int_equal(b[0].own, 0);
	assert_int_equal(b[0].rent, 1);
	assert_near(b[0].plain_s, 8030 * 3600.0, 0);
	assert_near(b[0].present_s, 8760 * 3600.0, 0);
	assert_near(b[0].plain_usd, 6e6, 1e-6);
	assert_near(b[0].present_usd, 200e6 * (1 - pow(0.99, 14)) - 24e6 + 2e6 * pow(0.99, 13),
		    1e-3);
	aif_breakeven_say(p->r, &b[0], &say);
	assert_string_equal(
	    say.s, "on-prem against cloud: costs less for good from 2027-12; discounted, from "
		   "2028-01. It ends 6.00 million USD below (discounted 4.01 million USD below).");
	aif_text_free(&say);
	b[0].plain_s = b[0].present_s = (double)NAN;
	b[0].plain_usd = -1e6;
	aif_breakeven_say(p->r, &b[0], &say);
	assert_non_null(strstr(say.s,
			       "does not break even within the horizon. It ends 1.00 million "
			       "USD above"));
	aif_text_free(&say);
	b[0].plain_s = b[0].present_s = b[0].last_s;
	aif_breakeven_say(p->r, &b[0], &say);
	assert_non_null(strstr(say.s, "from 2028-01, with the resale value of the last month;"));
	aif_text_free(&say);
}

// The grid binds in months 6 to 13 (8), with 0.2 M idle in all but the first.
static void
what_binds_is_said_with_its_cost(void **state)
{
	const place *p = *state;
	aif_text say = { 0 };

	aif_breakeven_say_late(p->r, "on-prem", &say);
	assert_string_equal(say.s, "From 2027-07 to 2028-01 the grid binds: 8 months; capital that "
				   "stands idle costs 1.40 million USD. ");
	aif_text_free(&say);
	aif_breakeven_say_late(p->r, "no such strategy", &say);
	assert_null(say.s);
}

// The line of each strategy has its deepest point at -100 % and ends at what it has saved in
// all, by the sums of the ledger, over what it tied up.
static void
the_return_over_time_ends_at_what_was_saved(void **state)
{
	const place *p = *state;
	aif_read *const r[] = { p->r };
	aif_text caption = { 0 };
	aif_gnuplot g = { 0 };
	aif_diag d = { 0 };
	aif_figure_in in;
	int n, n_line = 0;
	aif_column *c = aif_column_list(r, 1, &n);
	int base = aif_column_base(c, n);

	assert_int_equal(aif_figure_open(&in, p->r, &d), AIF_OK);
	assert_int_equal(aif_figure_find("roi")->build(&in, &g, &caption, &d), AIF_OK);
	for (int k = 0; k < n; k++) {
		double t, x = 0, least = 0, saved = 0, most = 0;

		for (size_t i = 0; k != base && i < in.money.axis.n; i++) {
			for (int a = 0; a < AIF_MONEY_N; a++)
				saved += in.money.cell[(size_t)base * in.money.axis.n + i][a] -
					 in.money.cell[(size_t)k * in.money.axis.n + i][a];
			most = fmax(most, -saved);
		}
		if (!(most > 0))
			continue;
		for (const char *s = g.file[n_line].text.s; *s; s = strchr(s, '\n') + 1) {
			assert_int_equal(sscanf(s, "%lf %lf", &t, &x), 2);
			least = fmin(least, x);
		}
		assert_near(least, -100, 1e-3);
		saved = aif_column_sum(&c[base]) - aif_column_sum(&c[k]);
		assert_rel(x, 100 * saved / most, 1e-5);
		n_line++;
	}
	assert_true(n_line > 0 && n_line == g.n_file);
	free(c);
	aif_figure_close(&in);
	aif_gnuplot_free(&g);
	aif_text_free(&caption);
}

static void
a_figure_says_what_it_needs(void **state)
{
	const place *p = *state;
	aif_gnuplot_size size = { "svg", 400, 300, 13 };
	aif_figure f = *aif_figure_find("power");
	aif_text out = { 0 }, caption = { 0 };
	aif_diag d = { 0 };
	aif_figure_in in;

	assert_int_equal(aif_figure_open(&in, p->r, &d), AIF_OK);
	assert_string_equal(in.lead, "on-prem");
	in.lead = "no such strategy";
	assert_int_equal(aif_figure_draw(&f, &in, &size, 1, &out, &caption, &d), AIF_ENOENT);
	assert_non_null(strstr(d.msg, "figure 'power' needs series of site"));
	assert_null(aif_figure_find("powr"));
	aif_figure_close(&in);
	aif_text_free(&caption);
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

// A name of a strategy goes to gnuplot as text, whatever it holds.
static void
text_for_gnuplot_is_quoted(void **state)
{
	aif_text t = { 0 };

	(void)state;
	aif_gnuplot_quote(&t, "a_b'; !rm \\ {x}\n`y`");
	assert_string_equal(t.s, "'a\\_b''; !rm \\\\ \\{x\\} `y`'");
	aif_text_free(&t);
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
		cmocka_unit_test(months_are_calendar_months),
		cmocka_unit_test(classes_of_account_add_up),
		cmocka_unit_test(owning_has_paid_off_in_the_month_the_sums_say),
		cmocka_unit_test(what_binds_is_said_with_its_cost),
		cmocka_unit_test(the_return_over_time_ends_at_what_was_saved),
		cmocka_unit_test(a_figure_says_what_it_needs),
		cmocka_unit_test(quantities_read_well),
		cmocka_unit_test(results_stand_side_by_side),
		cmocka_unit_test(text_for_gnuplot_is_quoted),
	};

	return cmocka_run_group_tests(tests, make_result, drop_result);
}
