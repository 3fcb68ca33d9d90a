// Queues and networks of queues made of bare entities follow their closed forms.
//
// Each figure is the mean of REPLICAS independent runs; the 99.9 % confidence interval
// (t distribution) must hold the closed form and be narrow enough to mean something.
#include "aif_test.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>
#include <stdlib.h>

#include "core/ctx.h"
#include "util/rng.h"

enum { REPLICAS = 12, RING = 8192, MAX_STATION = 4, ARRIVE = 64, SERVED, RETURN };

typedef enum service { EXPONENTIAL, CONSTANT, HYPER } service;

// What a network is made of.
typedef struct net {
	int n;        // stations
	double in[4]; // rate of arrivals from outside [1/s]
	double s[4];  // mean service [s]
	int servers[4];
	service kind;
	int room;        // customers a station holds at most, 0: any number
	double go[4][4]; // probability to go on to another station
	int machines;    // closed: customers that think for `think` s and come back
	double think;
} net;

typedef struct station {
	const net *w;
	int me;
	aif_rng rng;
	aif_time came[RING]; // of those who wait, from head on
	int head, waiting, busy;
	aif_signal here; // customers waiting or served
	int64_t n_in, n_lost, n_served;
	double wait_s;
	aif_time warm; // figures count from here
} station;

static double
exponential(aif_rng *r, double mean)
{
	return -mean * log(aif_rng_u01(r));
}

// Hyper: 1 in 10 five and a half times the mean, else half of it; mean 1, and
// E[S^2] = 2 (0.1 * 5.5^2 + 0.9 * 0.5^2) = 6.5.
static double
draw(station *p)
{
	double m = p->w->s[p->me];

	switch (p->w->kind) {
	case CONSTANT:
		return m;
	case HYPER:
		return exponential(&p->rng, aif_rng_u01(&p->rng) < 0.1 ? 5.5 * m : 0.5 * m);
	default:
		return exponential(&p->rng, m);
	}
}

static void
after(aif_ctx *c, uint32_t to, double s, uint16_t kind)
{
	aif_ctx_send(c, to, aif_time_of_s(s), AIF_PRIO_NORMAL, kind, (aif_arg){ .u = 0 },
		     (aif_arg){ .u = 0 });
}

static void
begin(station *p, aif_ctx *c, aif_time came)
{
	p->busy++;
	if (aif_ctx_now(c) >= p->warm)
		p->wait_s += aif_time_to_s(aif_ctx_now(c) - came);
	after(c, aif_ctx_self(c), draw(p), SERVED);
}

static void
enter(station *p, aif_ctx *c)
{
	int counts = aif_ctx_now(c) >= p->warm;

	p->n_in += counts;
	if (p->w->room && p->waiting + p->busy >= p->w->room) {
		p->n_lost += counts;
		return;
	}
	aif_ctx_set(c, &p->here, p->here.value + 1);
	if (p->busy < p->w->servers[p->me]) {
		begin(p, c, aif_ctx_now(c));
		return;
	}
	assert_true(p->waiting < RING);
	p->came[(p->head + p->waiting++) % RING] = aif_ctx_now(c);
}

static void
leave(station *p, aif_ctx *c)
{
	double u = aif_rng_u01(&p->rng);
	uint32_t first = aif_ctx_self(c) - (uint32_t)p->me;

	p->busy--;
	p->n_served += aif_ctx_now(c) >= p->warm;
	aif_ctx_set(c, &p->here, p->here.value - 1);
	if (p->waiting > 0) {
		aif_time came = p->came[p->head];

		p->head = (p->head + 1) % RING;
		p->waiting--;
		begin(p, c, came);
	}
	if (p->w->machines)
		after(c, first, exponential(&p->rng, p->w->think), RETURN);
	for (int k = 0; k < p->w->n; k++) {
		u -= p->w->go[p->me][k];
		if (u < 0) {
			after(c, first + (uint32_t)k, 0, RETURN);
			return;
		}
	}
}

static void
station_start(void *st, aif_ctx *c)
{
	station *p = st;

	aif_ctx_stream(c, 0, &p->rng);
	for (int i = 0; i < p->w->machines; i++)
		after(c, aif_ctx_self(c), exponential(&p->rng, p->w->think), RETURN);
	if (p->w->in[p->me] > 0)
		after(c, aif_ctx_self(c), exponential(&p->rng, 1 / p->w->in[p->me]), ARRIVE);
}

static void
station_event(void *st, aif_ctx *c, const aif_ev *e)
{
	station *p = st;

	switch (e->kind) {
	case ARRIVE:
		after(c, aif_ctx_self(c), exponential(&p->rng, 1 / p->w->in[p->me]), ARRIVE);
		enter(p, c);
		break;
	case RETURN:
		enter(p, c);
		break;
	default:
		leave(p, c);
		break;
	}
}

static const aif_field station_outputs[] = {
	AIF_O(station, here, "1", AIF_AGG_MEAN, "Customers at the station."), { 0 }
};
static const aif_model_ops station_model = { .name = "station",
					     .doc = "Servers with a line before them.",
					     .state_size = sizeof(station),
					     .outputs = station_outputs,
					     .start = station_start,
					     .event = station_event };
static const aif_model_ops *const models[] = { &station_model, NULL };
static const aif_registry registry = { models, NULL, NULL };

typedef struct figures {
	double wait_s[MAX_STATION][REPLICAS]; // mean wait before service
	double here[MAX_STATION][REPLICAS];   // mean customers
	double lost[MAX_STATION][REPLICAS];   // fraction turned away
} figures;

static void
play(const net *w, double end_s, uint32_t replica, figures *out)
{
	aif_sim_opt opt = { .registry = &registry,
			    .end_ns = aif_time_of_s(end_s),
			    .bin_ns = aif_time_of_s(end_s),
			    .seed = 3,
			    .replica = replica };
	double warm_s = end_s / 10, before[MAX_STATION];
	aif_diag d = { 0 };
	uint32_t id[MAX_STATION];
	aif_sim *s;

	assert_int_equal(aif_sim_create(&s, &opt, &d), AIF_OK);
	for (int i = 0; i < w->n; i++) {
		char name[16];
		station *p;

		snprintf(name, sizeof name, "s%d", i);
		assert_int_equal(aif_sim_add(s, &station_model, name, AIF_NONE, "", &id[i], &d),
				 AIF_OK);
		p = aif_sim_state(s, id[i]);
		p->w = w;
		p->me = i;
		p->warm = aif_time_of_s(warm_s);
	}
	assert_int_equal(aif_sim_ready(s, &d), AIF_OK);
	assert_int_equal(aif_sim_run(s, aif_time_of_s(warm_s), NULL), AIF_OK);
	for (int i = 0; i < w->n; i++)
		before[i] = aif_signal_integral(&((station *)aif_sim_state(s, id[i]))->here,
						aif_time_of_s(warm_s));
	assert_int_equal(aif_sim_run(s, opt.end_ns, NULL), AIF_OK);
	for (int i = 0; i < w->n; i++) {
		const station *p = aif_sim_state(s, id[i]);

		out->wait_s[i][replica] = p->wait_s / (double)(p->n_in - p->n_lost);
		out->lost[i][replica] = (double)p->n_lost / (double)p->n_in;
		out->here[i][replica] =
		    (aif_signal_integral(&p->here, opt.end_ns) - before[i]) / (end_s - warm_s);
	}
	aif_sim_free(s);
}

static figures *
simulate(const net *w, double end_s)
{
	figures *f = calloc(1, sizeof *f);

	assert_non_null(f);
	for (uint32_t r = 0; r < REPLICAS; r++)
		play(w, end_s, r, f);
	return f;
}

// The interval of the mean of x holds `want` and is within `width` of it either side.
static void
assert_holds(const double x[REPLICAS], double want, double width, const char *what)
{
	double mean = gsl_stats_mean(x, 1, REPLICAS);
	double half = gsl_cdf_tdist_Pinv(0.9995, REPLICAS - 1) * gsl_stats_sd(x, 1, REPLICAS) /
		      sqrt(REPLICAS);

	if (!(fabs(mean - want) <= half) || !(half <= width * want))
		fail_msg("%s: %.6g +- %.2g, closed form %.6g (half width at most %.2g)", what, mean,
			 half, want, width * want);
}

// Erlang B by its recursion, Erlang C from it. Source: Kleinrock 1975, sec. 3.5-3.6.
static double
erlang_b(int servers, double load)
{
	double b = 1;

	for (int k = 1; k <= servers; k++)
		b = load * b / (k + load * b);
	return b;
}

static double
erlang_c(int servers, double load)
{
	double b = erlang_b(servers, load), rho = load / servers;

	return b / (1 - rho * (1 - b));
}

// M/M/1, rho = 0.8: W_q = rho s / (1 - rho) = 4 s, L = rho / (1 - rho) = 4.
static void
one_server_waits_as_m_m_1(void **unused)
{
	net w = { .n = 1, .in = { 0.8 }, .s = { 1 }, .servers = { 1 } };
	figures *f = simulate(&w, 300000);

	(void)unused;
	assert_holds(f->wait_s[0], 4, 0.05, "wait");
	assert_holds(f->here[0], 4, 0.05, "customers");
	free(f);
}

// M/M/5 at load 4: W_q = C(5, 4) s / (5 - 4).
static void
five_servers_wait_as_erlang_c(void **unused)
{
	net w = { .n = 1, .in = { 4 }, .s = { 1 }, .servers = { 5 } };
	figures *f = simulate(&w, 60000);

	(void)unused;
	assert_holds(f->wait_s[0], erlang_c(5, 4), 0.05, "wait");
	free(f);
}

// M/G/1: W_q = lambda E[S^2] / (2 (1 - rho)); E[S^2] = 1 for constant service and
// 6.5 for the hyperexponential one.
static void
service_of_any_shape_waits_as_pollaczek_khinchine(void **unused)
{
	net w = { .n = 1, .in = { 0.7 }, .s = { 1 }, .servers = { 1 }, .kind = CONSTANT };
	figures *f = simulate(&w, 200000);

	(void)unused;
	assert_holds(f->wait_s[0], 0.7 * 1 / (2 * 0.3), 0.03, "wait, constant");
	free(f);
	w.kind = HYPER;
	f = simulate(&w, 400000);
	assert_holds(f->wait_s[0], 0.7 * 6.5 / (2 * 0.3), 0.05, "wait, hyperexponential");
	free(f);
}

// M/M/c/c loses B(c, a) of its customers (Erlang B, for any service: constant too);
// M/M/1/K loses (1 - rho) rho^K / (1 - rho^(K+1)).
static void
full_stations_lose_as_erlang_b(void **unused)
{
	net w = { .n = 1, .in = { 4 }, .s = { 1 }, .servers = { 5 }, .room = 5 };
	figures *f = simulate(&w, 40000);
	double rho = 0.9;

	(void)unused;
	assert_holds(f->lost[0], erlang_b(5, 4), 0.02, "loss");
	free(f);
	w.kind = CONSTANT;
	f = simulate(&w, 40000);
	assert_holds(f->lost[0], erlang_b(5, 4), 0.02, "loss, constant service");
	free(f);
	w = (net){ .n = 1, .in = { rho }, .s = { 1 }, .servers = { 1 }, .room = 6 };
	f = simulate(&w, 200000);
	assert_holds(f->lost[0], (1 - rho) * pow(rho, 6) / (1 - pow(rho, 7)), 0.03,
		     "loss, M/M/1/6");
	free(f);
}

// Tandem: what leaves an M/M/c is Poisson again (Burke), so that the second station
// is one too: L_2 = rho / (1 - rho) with rho = 0.7.
static void
stations_in_tandem_are_independent(void **unused)
{
	net w = { .n = 2, .in = { 0.7 }, .s = { 0.8, 1 }, .servers = { 1, 1 }, .go = { { 0, 1 } } };
	figures *f = simulate(&w, 200000);

	(void)unused;
	assert_holds(f->here[0], 0.56 / 0.44, 0.04, "first");
	assert_holds(f->here[1], 0.7 / 0.3, 0.04, "second");
	free(f);
}

// Jackson: traffic lambda_j = in_j + sum_i lambda_i go_ij. Here
// l0 = 0.5 + 0.2 l2, l1 = 0.2 + 0.6 l0, l2 = 0.4 l0 + 0.5 l1; by substitution
// l2 = 0.4 l0 + 0.1 + 0.3 l0 = 0.7 l0 + 0.1, l0 = 0.52 / 0.86. Each station then is
// an M/M/c of its own.
static void
open_networks_follow_jackson(void **unused)
{
	net w = { .n = 3,
		  .in = { 0.5, 0.2, 0 },
		  .s = { 1.2, 1.1, 2.6 },
		  .servers = { 1, 1, 2 },
		  .go = { { 0, 0.6, 0.4 }, { 0, 0, 0.5 }, { 0.2, 0, 0 } } };
	double l0 = 0.52 / 0.86, l1 = 0.2 + 0.6 * l0, l2 = 0.7 * l0 + 0.1;
	double r0 = l0 * 1.2, r1 = l1 * 1.1, a2 = l2 * 2.6;
	figures *f = simulate(&w, 200000);

	(void)unused;
	assert_holds(f->here[0], r0 / (1 - r0), 0.05, "station 0");
	assert_holds(f->here[1], r1 / (1 - r1), 0.05, "station 1");
	assert_holds(f->here[2], a2 + erlang_c(2, a2) * (a2 / 2) / (1 - a2 / 2), 0.05, "station 2");
	free(f);
}

// Machine repair (M/M/c//N): N machines run for 1/think on average, c repairers.
// p_k = p_0 C(N, k) a^k for k <= c, p_0 C(N, k) k! / (c! c^(k-c)) a^k above, a = s / think.
static void
broken_machines_follow_the_machine_repair_model(void **unused)
{
	net w = { .n = 1, .s = { 1 }, .servers = { 2 }, .machines = 10, .think = 5 };
	double p[11], sum = 0, mean = 0;
	figures *f;

	(void)unused;
	for (int k = 0; k <= 10; k++) {
		p[k] = k == 0 ? 1 : p[k - 1] * (10 - k + 1) * 0.2 / (k < 2 ? k : 2);
		sum += p[k];
		mean += k * p[k];
	}
	f = simulate(&w, 60000);
	assert_holds(f->here[0], mean / sum, 0.02, "broken");
	free(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_server_waits_as_m_m_1),
		cmocka_unit_test(five_servers_wait_as_erlang_c),
		cmocka_unit_test(service_of_any_shape_waits_as_pollaczek_khinchine),
		cmocka_unit_test(full_stations_lose_as_erlang_b),
		cmocka_unit_test(stations_in_tandem_are_independent),
		cmocka_unit_test(open_networks_follow_jackson),
		cmocka_unit_test(broken_machines_follow_the_machine_repair_model),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
