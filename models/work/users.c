// users.c - users of a region: which of several services takes their requests.
//
// Services are listed in order of preference: the room near by first, a core or a cloud
// behind it. Each interval a service gets what it can serve within its targets on the GPUs
// that work; the rest goes on to the next one. A service whose round trip is too long is
// passed over, and requests whose data must stay go to the first one alone. What finds no
// room anywhere goes to the last service that the strategy has, and waits or is turned away
// there. Users are served in the order of their creation.
#include "models/work/users.h"

#include <math.h>
#include <string.h>

#include "models/job.h"
#include "models/meter.h"
#include "models/plan.h"
#include "models/record.h"
#include "models/wire.h"
#include "models/work/work.h"

typedef struct aif_users {
	aif_refs to;
	aif_demand ask;
	aif_nums rtt;
	double within_s, stay_frac, request_bytes, transit_usd_byte;

	aif_signal asked_hz, rtt_s, first_token_s;
	aif_signal asked_requests, near_requests, far_requests, refused_requests, waited_s;

	const aif_service *sv[AIF_USERS_LEGS];
	double hz[AIF_USERS_LEGS][AIF_SERVICE_PARTS];
	double refused_hz[AIF_SERVICE_PARTS];
	int n_part;
	aif_meter first[AIF_USERS_LEGS];          // time to the first token
	aif_time since_ns, month_ns, interval_ns; // parts begin at since_ns
	double billed;                            // requests to far services, billed so far
} aif_users;

// --- what a service reads ---------------------------------------------------------------

static int
leg_of(const aif_users *p, uint32_t service)
{
	for (uint32_t i = 0; i < p->to.n && i < AIF_USERS_LEGS; i++)
		if (p->to.id[i] == service)
			return (int)i;
	return -1;
}

aif_err
aif_users_find(aif_service *sv, aif_sim *s, uint32_t self, aif_diag *d)
{
	uint32_t n = 0, id;

	while (aif_sim_nth(s, "users", AIF_NONE, n) != AIF_NONE)
		n++;
	sv->from = aif_arena_alloc(aif_sim_arena(s), ((size_t)n + 1) * sizeof *sv->from);
	if (!sv->from)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	for (uint32_t i = 0; i < n; i++) {
		const aif_users *p;
		int leg;

		id = aif_sim_nth(s, "users", AIF_NONE, i);
		p = aif_sim_state(s, id);
		leg = leg_of(p, self);
		if (leg >= 0)
			sv->from[sv->n_from++].hz = p->hz[leg];
	}
	return AIF_OK;
}

double
aif_users_sent_hz(const aif_service *p, int i)
{
	double sum = 0;

	for (uint32_t k = 0; k < p->n_from; k++)
		sum += p->from[k].hz[i];
	return sum;
}

// --- who gets what ------------------------------------------------------------------------

// Room of a service in part i beside its own demand and what users before these send.
static double
room_hz(const aif_users *p, const aif_ctx *c, int leg, int i, double at_s)
{
	const aif_service *sv = p->sv[leg];
	double room = sv->room_hz - aif_demand_trend_hz(&sv->ask, at_s) *
					aif_demand_shape(&sv->ask, aif_ctx_sim(c), at_s);

	for (uint32_t k = 0; k < sv->n_from && sv->from[k].hz != p->hz[leg]; k++)
		room -= sv->from[k].hz[i];
	return fmax(room, 0);
}

// The round trip to a service is short enough, and the strategy has it.
static int
is_open(const aif_users *p, int leg)
{
	return !p->sv[leg]->absent && !(p->rtt.x[leg] > p->within_s);
}

// Splits one part's demand; at_s: its middle.
static void
split(aif_users *p, const aif_ctx *c, int i, double at_s)
{
	double hz =
	    aif_demand_trend_hz(&p->ask, at_s) * aif_demand_shape(&p->ask, aif_ctx_sim(c), at_s);
	double stay = p->stay_frac * hz, free = hz - stay, room;
	int last = -1;

	p->refused_hz[i] = 0;
	for (int k = 0; k < (int)p->to.n; k++) {
		p->hz[k][i] = 0;
		if (!is_open(p, k))
			continue;
		room = room_hz(p, c, k, i, at_s);
		if (k == 0) { // data that stay have no other place
			p->hz[k][i] = stay;
			room = fmax(room - stay, 0);
			stay = 0;
		}
		p->hz[k][i] += fmin(free, room);
		free -= fmin(free, room);
		last = k;
	}
	if (last >= 0)
		p->hz[last][i] += free;
	else
		p->refused_hz[i] += free;
	p->refused_hz[i] += stay;
}

// Counts what was sent since since_ns, until now.
static void
count(aif_users *p, aif_time now)
{
	double all_s = aif_time_to_s(now - p->since_ns), dt = all_s / fmax(p->n_part, 1);

	for (int i = 0; i < p->n_part && all_s > 0; i++) {
		aif_signal_add(&p->refused_requests, p->refused_hz[i] * dt);
		aif_signal_add(&p->asked_requests, p->refused_hz[i] * dt);
	}
	for (int k = 0; k < (int)p->to.n && all_s > 0; k++) {
		double n = 0, first_s = aif_meter_take(&p->first[k], now) / all_s;

		for (int i = 0; i < p->n_part; i++)
			n += p->hz[k][i] * dt;
		aif_signal_add(&p->asked_requests, n);
		aif_signal_add(k == 0 ? &p->near_requests : &p->far_requests, n);
		aif_signal_add(&p->waited_s, n * (p->rtt.x[k] + first_s));
	}
	p->since_ns = now;
}

// --- money --------------------------------------------------------------------------------

static void
bill(aif_users *p, aif_ctx *c)
{
	double bytes = (p->far_requests.value - p->billed) * p->request_bytes;

	p->billed = p->far_requests.value;
	if (bytes * p->transit_usd_byte > 0)
		aif_record_ledger(c, "opex.transit", bytes * p->transit_usd_byte, bytes, "byte",
				  "estimate", "requests to services that are not the first");
}

// --- component ----------------------------------------------------------------------------

static aif_err
users_init(void *st, aif_sim *s, uint32_t self, aif_diag *d)
{
	const aif_users *p = st;

	(void)s;
	(void)self;
	if (p->to.n == 0 || p->to.n > AIF_USERS_LEGS)
		return aif_err_fail(d, AIF_EINVAL,
				    "`to` names %u services (expected 1 to %d, the preferred "
				    "one first)",
				    p->to.n, AIF_USERS_LEGS);
	if (p->rtt.n != p->to.n)
		return aif_err_fail(d, AIF_EINVAL,
				    "`rtt` has %u values and `to` names %u services (expected "
				    "one for each)",
				    p->rtt.n, p->to.n);
	return AIF_OK;
}

static aif_err
users_wire(void *st, aif_sim *s, uint32_t self, aif_diag *d)
{
	aif_users *p = st;

	(void)self;
	for (uint32_t i = 0; i < p->to.n; i++) {
		p->sv[i] = aif_sim_state(s, p->to.id[i]);
		aif_meter_bind(&p->first[i], s, p->to.id[i], "ttft_est_s");
		if (p->sv[i]->interval_s != p->sv[0]->interval_s)
			return aif_err_fail(d, AIF_EINVAL,
					    "services '%s' and '%s' choose replicas at different "
					    "times (expected one `interval`)",
					    aif_sim_name(s, p->to.id[0]),
					    aif_sim_name(s, p->to.id[i]));
	}
	p->interval_ns = aif_time_of_s(p->sv[0]->interval_s);
	return AIF_OK;
}

static void
users_start(void *st, aif_ctx *c)
{
	aif_users *p = st;

	p->month_ns = aif_meter_month_end(aif_ctx_sim(c), 0);
	aif_ctx_send(c, aif_ctx_self(c), 0, AIF_PRIO_FIRST, AIF_EV_TICK, (aif_arg){ .u = 0 },
		     (aif_arg){ .u = 0 });
}

// Outputs of the step that begins: means over its parts.
static void
tell(aif_users *p, aif_ctx *c)
{
	double hz = 0, rtt = 0, first = 0;

	for (int k = 0; k < (int)p->to.n; k++)
		for (int i = 0; i < p->n_part; i++) {
			hz += p->hz[k][i];
			rtt += p->hz[k][i] * p->rtt.x[k];
			first += p->hz[k][i] * (p->rtt.x[k] + p->sv[k]->ttft_est_s.value);
		}
	aif_ctx_set(c, &p->rtt_s, hz > 0 ? rtt / hz : 0);
	aif_ctx_set(c, &p->first_token_s, hz > 0 ? first / hz : 0);
	for (int i = 0; i < p->n_part; i++)
		hz += p->refused_hz[i];
	aif_ctx_set(c, &p->asked_hz, hz / p->n_part);
}

static void
users_event(void *st, aif_ctx *c, const aif_ev *e)
{
	aif_users *p = st;
	const aif_sim *s = aif_ctx_sim(c);
	aif_time now = aif_ctx_now(c), next = now + p->interval_ns;
	double dt;

	(void)e;
	count(p, now);
	if (now >= p->month_ns) {
		bill(p, c);
		p->month_ns = aif_meter_month_end(s, now);
	}
	if (aif_plan_zoom(s) > 0)
		next = aif_plan_next(s, now);
	dt = aif_time_to_s(next - now);
	p->n_part = aif_serveplan_parts(dt, p->sv[0]->interval_s);
	for (int i = 0; i < p->n_part; i++)
		split(p, c, i, aif_time_to_s(now) + (i + 0.5) * dt / p->n_part);
	tell(p, c);
	if (next < aif_sim_options(s)->end_ns - 1)
		aif_ctx_send(c, aif_ctx_self(c), next - now, AIF_PRIO_FIRST, AIF_EV_TICK,
			     (aif_arg){ .u = 0 }, (aif_arg){ .u = 0 });
}

static void
users_finish(void *st, aif_ctx *c)
{
	aif_users *p = st;
	double asked, near, far, refused;

	count(p, aif_ctx_now(c));
	bill(p, c);
	asked = p->asked_requests.value;
	near = p->near_requests.value;
	far = p->far_requests.value;
	refused = p->refused_requests.value;
	aif_record_audit(c, "requests sent", "1", near + far + refused, asked, 1,
			 "first service + others + nowhere = asked");
	if (!(asked > 0))
		return;
	aif_record_summary(c, "near_share", near / asked, "1",
			   "Requests sent to the first service over asked.");
	aif_record_summary(c, "refused_share", refused / asked, "1",
			   "Requests that no service of the strategy may take.");
	if (asked > refused)
		aif_record_summary(
		    c, "first_token", p->waited_s.value / (asked - refused), "s",
		    "Mean round trip and, at cluster zoom, time to the first token.");
}

#define U aif_users
// clang-format off
static const aif_field users_params[] = {
	AIF_P_OF(U, to, "to", AIF_F_REFS, "service", AIF_REQUIRED, "Services that may take their requests, the preferred one first: the room near by, then a core or a cloud."),
	AIF_P_NUMS(U, rtt, "rtt", "s", 0, 10, "Round trip on the network to each of these."),
	AIF_P(U, within_s, "within", "s", NAN, 0, 10, "Longest round trip that is accepted: services farther off are passed over."),
	AIF_P(U, stay_frac, "stay", "1", 0, 0, 1, "Share of the requests whose data may not leave: the first service or none."),
	AIF_P_REQ(U, ask.rate_hz, "rate", "1/s", 0, 1e9, "Requests per second at the start, mean of the day."),
	AIF_P(U, ask.growth, "growth", "1", 0, -0.99, 100, "Growth a year, compounded continuously."),
	AIF_P_CHOICE(U, ask.shape, "shape", 0, "daily|flat", "As in `service`."),
	AIF_P(U, ask.zone_s, "zone", "s", 0, -50400, 50400, "Local time less UTC."),
	AIF_P(U, request_bytes, "request", "byte", 0, 0, 1e12, "What a request and its answer carry, pictures included."),
	AIF_P(U, transit_usd_byte, "transit", "USD/byte", 0, 0, 1e-6, "Price of what goes to any service but the first."),
	{ 0 },
};
static const aif_field users_outputs[] = {
	AIF_O(U, asked_hz, "1/s", AIF_AGG_MEAN, "Requests per second."),
	AIF_O(U, rtt_s, "s", AIF_AGG_MEAN, "Mean round trip of those that are sent."),
	AIF_O(U, first_token_s, "s", AIF_AGG_MEAN, "The same and the service's mean time to the first token."),
	AIF_O(U, asked_requests, "1", AIF_AGG_SUM, "Requests."),
	AIF_O(U, near_requests, "1", AIF_AGG_SUM, "Sent to the first service."),
	AIF_O(U, far_requests, "1", AIF_AGG_SUM, "Sent to others."),
	AIF_O(U, refused_requests, "1", AIF_AGG_SUM, "That no service of the strategy may take."),
	AIF_O(U, waited_s, "s", AIF_AGG_SUM, "Round trips and times to the first token, summed."),
	{ 0 },
};
// clang-format on
#undef U

const aif_model_ops aif_model_users = {
	.name = "users",
	.doc = "Users of a region and the services that take their requests: each gets what it can "
	       "serve within its targets, in order of preference; latency and residency forbid "
	       "some. What a service is worth near by is so compared with a core or a cloud on "
	       "the same demand. Left out: other work on a service's cluster (all its working "
	       "GPUs count as room), retries, queueing in the network.",
	.state_size = sizeof(aif_users),
	.params = users_params,
	.outputs = users_outputs,
	.rank = AIF_RANK_IT + 2,
	.init = users_init,
	.wire = users_wire,
	.start = users_start,
	.event = users_event,
	.finish = users_finish,
};
