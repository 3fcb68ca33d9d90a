// The result file: what goes in comes out, the same run gives the same bytes,
// and no failure leaves half a file.
#include "toy.h"

#include <dirent.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "out/h5.h"
#include "out/read.h"
#include "out/result.h"
#include "util/sha256.h"

static const char *const param_name[] = { "growth" };
static const char *const param_unit[] = { "1" };
static const double param_value[] = { 0.4 };

static const aif_result_info info = { .scenario_path = "toy.lua",
				      .scenario_text = "site \"ashburn\" {}\n",
				      .start_unix_s = TOY_START,
				      .seed = 7,
				      .bin_ns = AIF_HOUR,
				      .param_name = param_name,
				      .param_unit = param_unit,
				      .param_value = param_value,
				      .n_param = 1 };

static char *
name_in(const char *dir, const char *file)
{
	char *s = malloc(strlen(dir) + strlen(file) + 2);

	sprintf(s, "%s/%s", dir, file);
	return s;
}

static char *
temp_dir(void)
{
	char *s = strdup("/tmp/aif-h5-XXXXXX");

	assert_non_null(mkdtemp(s));
	return s;
}

static void
drop_dir(char *dir)
{
	DIR *x = opendir(dir);
	struct dirent *e;

	while (x && (e = readdir(x)) != NULL) {
		char *p = name_in(dir, e->d_name);

		if (e->d_name[0] != '.')
			unlink(p);
		free(p);
	}
	closedir(x);
	assert_int_equal(rmdir(dir), 0);
	free(dir);
}

static aif_err
open_result(aif_result **r, const char *path, aif_sim **sims, int n, aif_diag *d)
{
	aif_result_info i = info;

	i.end_ns = toy_end(sims[0]);
	return aif_result_create(r, path, &i, sims, n, d);
}

// Runs both strategies in steps of 730 hours, flushing after each.
static void
write_toy(const char *path, int64_t hours, int64_t stop)
{
	aif_sim *sims[] = { toy_sim("on-prem", hours), toy_sim("cloud", hours) };
	aif_diag d = { 0 };
	aif_result *r;

	if (open_result(&r, path, sims, 2, &d))
		fail_msg("%s", d.msg);
	for (int64_t h = 730; h < stop + 730; h += 730) {
		aif_time t = (h < stop ? h : stop) * AIF_HOUR;

		for (int i = 0; i < 2; i++)
			assert_int_equal(aif_sim_run(sims[i], t, NULL), AIF_OK);
		assert_int_equal(aif_result_flush(r, &d), AIF_OK);
	}
	for (int i = 0; i < 2 && stop == hours; i++)
		aif_sim_finish(sims[i]);
	if (aif_result_close(r, stop * AIF_HOUR, stop == hours, &d))
		fail_msg("%s", d.msg);
	aif_sim_free(sims[0]);
	aif_sim_free(sims[1]);
}

static void
what_a_run_wrote_is_read_back(void **unused)
{
	char *dir = temp_dir(), *path = name_in(dir, "a.h5"), *tmp = name_in(dir, "a.h5.tmp"),
	     hex[65];
	const aif_read_series *s;
	const aif_read_head *h;
	const char *unit = NULL;
	const double *x;
	aif_diag d = { 0 };
	aif_read *r;
	long i;

	(void)unused;
	write_toy(path, 3000, 3000);
	assert_int_equal(access(tmp, F_OK), -1);
	assert_int_equal(aif_read_open(&r, path, &d), AIF_OK);
	h = aif_read_header(r);
	assert_int_equal(h->complete, 1);
	assert_int_equal(h->n_strategy, 2);
	assert_string_equal(h->strategy[1], "cloud");
	assert_string_equal(h->text, info.scenario_text);
	aif_sha256_hex(info.scenario_text, strlen(info.scenario_text), hex);
	assert_string_equal(h->sha256, hex);
	assert_int_equal(h->n_bin, 3000);
	assert_near(h->edge[3000], 3000 * 3600.0, 0);
	assert_near(h->until_s, 3000 * 3600.0, 0);

	// Hour 2500 of on-prem: 100 + 2500 % 24 + 2500 * 0.007 = 121.5
	i = aif_read_find(r, "on-prem", "train", "busy_gpus");
	assert_true(i >= 0);
	s = aif_read_series_at(r, (size_t)i);
	assert_string_equal(s->group, "train");
	assert_string_equal(s->unit, "1");
	assert_string_equal(s->agg, "mean");
	assert_string_equal(s->long_name, "GPUs that run jobs.");
	assert_int_equal(s->n, 3000);
	x = aif_read_values(r, (size_t)i, &d);
	assert_rel(x[2500], 121.5, 1e-12);
	i = aif_read_find(r, "cloud", "train", "busy_gpus");
	assert_string_equal(aif_read_series_at(r, (size_t)i)->group, "cloud.train");
	assert_near(aif_read_values(r, (size_t)i, &d)[2500], 0, 0);

	assert_near(aif_read_summary(r, "cloud", NULL, "npv_cost_usd", &unit), 41e6, 0);
	assert_near(aif_read_summary(r, "on-prem", "ashburn", "npv_cost_usd", &unit), 44e6, 0);
	assert_string_equal(unit, "USD");
	assert_true(isnan(aif_read_summary(r, NULL, NULL, "absent", NULL)));
	aif_read_close(r);
	free(path);
	free(tmp);
	drop_dir(dir);
}

// Of on-prem: two payments, twelve months... the toy pays energy and staff in
// each of the 5 months begun (hours 0, 730, .. 2920) and twice at the start.
static void
tables_have_strategy_names_and_units(void **unused)
{
	char *dir = temp_dir(), *path = name_in(dir, "a.h5");
	const aif_read_col *account, *amount, *entity, *strategy;
	const aif_read_table *t;
	aif_diag d = { 0 };
	size_t n_prem = 0;
	aif_read *r;

	(void)unused;
	write_toy(path, 3000, 3000);
	assert_int_equal(aif_read_open(&r, path, &d), AIF_OK);
	t = aif_read_table_of(r, "ledger", &d);
	assert_non_null(t);
	strategy = aif_read_column(t, "strategy");
	entity = aif_read_column(t, "entity");
	account = aif_read_column(t, "account");
	amount = aif_read_column(t, "amount_usd");
	assert_ptr_equal(strategy, t->col);
	assert_string_equal(amount->unit, "USD");
	assert_true(strlen(amount->doc) > 5);
	for (size_t i = 0; i < t->n_row; i++) {
		n_prem += strcmp(aif_read_text(strategy, i), "on-prem") == 0;
		assert_string_equal(aif_read_text(entity, i), "ashburn");
	}
	assert_int_equal(n_prem, 2 + 2 * 5 + 1);
	assert_string_equal(aif_read_text(account, 1), "capex.hall");
	assert_near(aif_read_num(amount, 1), 9e6, 0);
	assert_int_equal(aif_read_rows(r, "audit"), 4);

	t = aif_read_table_of(r, "scenario/parameters", &d);
	assert_non_null(t);
	assert_string_equal(aif_read_text(aif_read_column(t, "field"), 0), "growth");
	assert_near(aif_read_num(aif_read_column(t, "value"), 0), 0.4, 0);
	assert_string_equal(aif_read_text(aif_read_column(t, "field"), 3), "kind");
	assert_string_equal(aif_read_text(aif_read_column(t, "text"), 3), "dry");
	assert_near(aif_read_num(aif_read_column(t, "line"), 3), 12, 0);
	aif_read_close(r);
	free(path);
	drop_dir(dir);
}

static void
digest_of(const char *path, char hex[65])
{
	FILE *f = fopen(path, "rb");
	char *buf = malloc(1 << 24);
	size_t n = fread(buf, 1, 1 << 24, f);

	fclose(f);
	aif_sha256_hex(buf, n, hex);
	free(buf);
}

static void
the_same_run_gives_the_same_bytes_a_second_later(void **unused)
{
	char *dir = temp_dir(), *a = name_in(dir, "a.h5"), *b = name_in(dir, "b.h5"), ha[65],
	     hb[65];

	(void)unused;
	write_toy(a, 1500, 1500);
	nanosleep(&(struct timespec){ 1, 100000000 }, NULL);
	write_toy(b, 1500, 1500);
	digest_of(a, ha);
	digest_of(b, hb);
	assert_string_equal(ha, hb);
	free(a);
	free(b);
	drop_dir(dir);
}

static void
a_stopped_run_says_until_when(void **unused)
{
	char *dir = temp_dir(), *path = name_in(dir, "a.h5");
	const aif_read_head *h;
	aif_diag d = { 0 };
	aif_read *r;

	(void)unused;
	write_toy(path, 3000, 1000);
	assert_int_equal(aif_read_open(&r, path, &d), AIF_OK);
	h = aif_read_header(r);
	assert_int_equal(h->complete, 0);
	assert_near(h->until_s, 3.6e6, 0);
	assert_int_equal(h->n_bin, 1000);
	aif_read_close(r);
	free(path);
	drop_dir(dir);
}

// A child is killed after its flush at hour 2190; whole chunks of 1024 bins and
// all rows must be in what it leaves.
static void
a_killed_process_leaves_a_readable_file(void **unused)
{
	char *dir = temp_dir(), *path = name_in(dir, "a.h5"), *tmp = name_in(dir, "a.h5.tmp");
	const aif_read_head *h;
	aif_diag d = { 0 };
	aif_read *r;
	int status;
	pid_t pid;

	(void)unused;
	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		aif_sim *s = toy_sim("on-prem", 3000);
		aif_result *w;

		if (open_result(&w, path, &s, 1, &d))
			_exit(1);
		for (int64_t hour = 730; hour <= 2190; hour += 730)
			if (aif_sim_run(s, hour * AIF_HOUR, NULL) || aif_result_flush(w, &d))
				_exit(1);
		raise(SIGKILL);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	assert_int_equal(access(path, F_OK), -1);
	if (aif_read_open(&r, tmp, &d))
		fail_msg("%s", d.msg);
	h = aif_read_header(r);
	assert_int_equal(h->complete, 0);
	assert_int_equal(h->n_bin, 2048);
	assert_near(h->until_s, 2190 * 3600.0, 0);
	assert_int_equal(aif_read_rows(r, "ledger"),
			 2 + 2 * 4); // months from hours 0, 730, 1460, 2190
	assert_non_null(aif_read_values(r, 0, &d));
	aif_read_close(r);
	free(path);
	free(tmp);
	drop_dir(dir);
}

static void
a_bad_place_is_refused_with_a_reason_and_leaves_nothing(void **unused)
{
	aif_sim *s = toy_sim("", 10);
	aif_result *r = NULL;
	aif_diag d = { 0 };

	(void)unused;
	assert_int_equal(open_result(&r, "/tmp/aif-no-such-folder/a.h5", &s, 1, &d), AIF_ENOENT);
	assert_non_null(strstr(d.msg, "/tmp/aif-no-such-folder' does not exist"));
	d = (aif_diag){ 0 };
	assert_int_equal(open_result(&r, "/tmp", &s, 1, &d), AIF_EINVAL);
	assert_null(r);
	aif_sim_free(s);
}

// The largest size of a file stands for a full disk: write() fails the same way.
static void
a_full_disk_is_an_error_and_leaves_no_file(void **unused)
{
	char *dir = temp_dir(), *path = name_in(dir, "a.h5"), *tmp = name_in(dir, "a.h5.tmp");
	int status;
	pid_t pid;

	(void)unused;
	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		struct rlimit lim = { 200000, 200000 };
		aif_sim *s = toy_sim("on-prem", 9000);
		aif_result *w;
		aif_diag d = { 0 };
		aif_err e = AIF_OK;

		signal(SIGXFSZ, SIG_IGN);
		setrlimit(RLIMIT_FSIZE, &lim);
		if (open_result(&w, path, &s, 1, &d))
			_exit(1);
		for (int64_t hour = 730; hour <= 9000 && !e; hour += 730) {
			aif_sim_run(s, hour * AIF_HOUR, NULL);
			e = aif_result_flush(w, &d);
		}
		if (!e)
			_exit(2);
		if (!strstr(d.msg, "File too large"))
			_exit(3);
		aif_result_abandon(w);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_int_equal(access(path, F_OK), -1);
	assert_int_equal(access(tmp, F_OK), -1);
	free(path);
	free(tmp);
	drop_dir(dir);
}

static void
what_is_not_a_result_is_refused(void **unused)
{
	char *dir = temp_dir(), *path = name_in(dir, "a.h5");
	FILE *f = fopen(path, "w");
	aif_diag d = { 0 };
	aif_read *r;
	hid_t h;

	(void)unused;
	fputs("this is no HDF5 file\n", f);
	fclose(f);
	assert_int_equal(aif_read_open(&r, path, &d), AIF_EIO);
	assert_non_null(strstr(d.msg, "not a result file"));
	h = aif_h5_create(path);
	H5Fclose(h);
	d = (aif_diag){ 0 };
	assert_int_equal(aif_read_open(&r, path, &d), AIF_EPARSE);
	assert_non_null(strstr(d.msg, "not a result of aifsim"));
	d = (aif_diag){ 0 };
	assert_int_equal(aif_read_open(&r, "/tmp/aif-absent.h5", &d), AIF_ENOENT);
	free(path);
	drop_dir(dir);
}

static void
a_dataset_without_unit_or_long_name_is_refused(void **unused)
{
	char *dir = temp_dir(), *path = name_in(dir, "a.h5");
	aif_h5_spec spec = { .name = "x", .unit = "W", .type = H5T_IEEE_F64LE };
	aif_diag d = { 0 };
	hid_t f = aif_h5_create(path);

	(void)unused;
	assert_true(aif_h5_dataset(f, &spec, path, &d) < 0);
	assert_non_null(strstr(d.msg, "'x' has no long_name"));
	spec.unit = "";
	spec.long_name = "Something.";
	d = (aif_diag){ 0 };
	assert_true(aif_h5_dataset(f, &spec, path, &d) < 0);
	assert_non_null(strstr(d.msg, "'x' has no unit"));
	H5Fclose(f);
	free(path);
	drop_dir(dir);
}

// Values 1..5: mean 3, median 3, p10 by definition 7: 1 + 0.1 * 4 = 1.4.
static void
an_ensemble_has_quantiles(void **unused)
{
	static const double x[] = { 5, 1, 3, (double)NAN, 2, 4 };
	aif_result_metric m = { "", "finance.npv", "USD", x };
	char *dir = temp_dir(), *path = name_in(dir, "a.h5");
	aif_sim *s = toy_sim("", 10);
	aif_diag d = { 0 };
	double q[18];
	aif_read *in;
	aif_result *r;
	hid_t f, o;

	(void)unused;
	assert_int_equal(open_result(&r, path, &s, 1, &d), AIF_OK);
	assert_int_equal(aif_result_ensemble_write(r,
						   &(aif_result_ensemble){ .metric = &m,
									   .n_metric = 1,
									   .n_replica = 6,
									   .sampling = "random" },
						   &d),
			 AIF_OK);
	assert_int_equal(aif_result_close(r, 0, 0, &d), AIF_OK);
	f = aif_h5_open(path);
	o = H5Dopen2(f, "ensemble/quantiles", H5P_DEFAULT);
	assert_true(H5Dread(o, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, q) >= 0);
	assert_near(q[0], 5, 0);
	assert_near(q[1], 3, 1e-12);
	assert_near(q[5], 1.4, 1e-12);
	assert_near(q[7], 3, 1e-12);
	H5Dclose(o);
	H5Fclose(f);
	assert_int_equal(aif_read_open(&in, path, &d), AIF_OK);
	assert_int_equal(aif_read_ensemble_of(in)->n_replica, 6);
	assert_near(aif_read_quantile(in, "", "npv", "p10"), 1.4, 1e-12);
	assert_near(aif_read_metric_of(in, "", "npv")->x[2], 3, 0);
	assert_near(aif_read_metric_of(in, "", "npv")->x[5], 4, 0);
	assert_true(isnan(aif_read_metric_of(in, "", "npv")->x[3]));
	assert_null(aif_read_metric_of(in, "cloud", "npv"));
	assert_true(isnan(aif_read_quantile(in, "", "pv", "p10")));
	assert_true(isnan(aif_read_quantile(in, "", "npv", "p11")));
	aif_read_close(in);
	aif_sim_free(s);
	free(path);
	drop_dir(dir);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_run_wrote_is_read_back),
		cmocka_unit_test(tables_have_strategy_names_and_units),
		cmocka_unit_test(the_same_run_gives_the_same_bytes_a_second_later),
		cmocka_unit_test(a_stopped_run_says_until_when),
		cmocka_unit_test(a_killed_process_leaves_a_readable_file),
		cmocka_unit_test(a_bad_place_is_refused_with_a_reason_and_leaves_nothing),
		cmocka_unit_test(a_full_disk_is_an_error_and_leaves_no_file),
		cmocka_unit_test(what_is_not_a_result_is_refused),
		cmocka_unit_test(a_dataset_without_unit_or_long_name_is_refused),
		cmocka_unit_test(an_ensemble_has_quantiles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
