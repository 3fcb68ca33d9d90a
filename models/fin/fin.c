// fin.c - the strategy, and what the finance family shares.
//
// A scenario declares several strategies; each simulation holds exactly one. A
// cluster that it owns is bought and installed; one that it rents is replaced by
// elastic cloud GPUs; one it may burst rents on top when its queue is long.
#include "models/fin/fin.h"

#include <math.h>
#include <string.h>

#include "models/record.h"
#include "models/wire.h"
#include "util/cal.h"

// --- strategy --------------------------------------------------------------------

static aif_err
strategy_init(void *st, aif_sim *s, uint32_t self, aif_diag *d)
{
	const aif_fin_strategy *p = st;

	(void)self;
	if (p->lease.n > 0 && p->lease_terms == AIF_NONE)
		return aif_err_fail(d, AIF_EINVAL,
				    "`lease` names clusters and there are no terms "
				    "(expected `lease_terms`)");
	if (p->api.n > 0 && p->token_price == AIF_NONE)
		return aif_err_fail(d, AIF_EINVAL,
				    "`api` names clusters and tokens have no price "
				    "(expected `token_price`)");
	for (uint32_t i = 0; i < p->lease.n; i++)
		if (!aif_fin_lists(&p->own, p->lease.id[i]))
			return aif_err_fail(d, AIF_EINVAL,
					    "leased cluster '%s' does not stand in `own`",
					    aif_sim_name(s, p->lease.id[i]));
	for (uint32_t i = 0; i < p->api.n; i++)
		if (aif_fin_lists(&p->own, p->api.id[i]) || aif_fin_lists(&p->rent, p->api.id[i]) ||
		    aif_fin_lists(&p->burst, p->api.id[i]))
			return aif_err_fail(d, AIF_EINVAL,
					    "cluster '%s' stands in `api` and in another list "
					    "(expected one of them)",
					    aif_sim_name(s, p->api.id[i]));
	if (aif_sim_nth(s, "strategy", AIF_NONE, 1) != AIF_NONE)
		return aif_err_fail(d, AIF_EINVAL,
				    "more than one strategy in one simulation (expected one each)");
	for (uint32_t i = 0; i < p->rent.n; i++)
		if (aif_fin_lists(&p->own, p->rent.id[i]) ||
		    aif_fin_lists(&p->burst, p->rent.id[i]))
			return aif_err_fail(d, AIF_EINVAL,
					    "cluster '%s' stands in `rent` and in `own` or `burst` "
					    "(expected one of them)",
					    aif_sim_name(s, p->rent.id[i]));
	return AIF_OK;
}

static aif_err
priced(const aif_sim *s, const aif_refs *clusters, aif_diag *d)
{
	for (uint32_t i = 0; i < clusters->n; i++)
		if (aif_fin_price_of(s, clusters->id[i]) == AIF_NONE)
			return aif_err_fail(d, AIF_EINVAL,
					    "cluster '%s' is rented and has no price list "
					    "(expected `price`, such as \"cloud-h100\")",
					    aif_sim_name(s, clusters->id[i]));
	return AIF_OK;
}

// A seller of tokens serves models and runs no jobs.
static aif_err
only_services(const aif_sim *s, const aif_fin_strategy *p, aif_diag *d)
{
	uint32_t id;

	for (uint32_t i = 0; (id = aif_sim_nth(s, "batch|training", AIF_NONE, i)) != AIF_NONE; i++)
		if (aif_fin_lists(&p->api, aif_sim_ref(s, id, "on")))
			return aif_err_fail(d, AIF_EINVAL,
					    "`api` names cluster '%s', which '%s' needs: only a "
					    "service can be bought by the token",
					    aif_sim_name(s, aif_sim_ref(s, id, "on")),
					    aif_sim_name(s, id));
	return AIF_OK;
}

static aif_err
strategy_wire(void *st, aif_sim *s, uint32_t self, aif_diag *d)
{
	const aif_fin_strategy *p = st;
	aif_err err = priced(s, &p->rent, d);

	(void)self;
	if (err == AIF_OK)
		err = priced(s, &p->burst, d);
	return err == AIF_OK ? only_services(s, p, d) : err;
}

#define S aif_fin_strategy
// clang-format off
static const aif_field strategy_params[] = {
	AIF_P_OF(S, own, "own", AIF_F_REFS, "cluster", 0, "Clusters that are bought and installed."),
	AIF_P_OF(S, rent, "rent", AIF_F_REFS, "cluster", 0, "Clusters that rented cloud GPUs stand in for, as many as the demand wants."),
	AIF_P_OF(S, burst, "burst", AIF_F_REFS, "cluster", 0, "Clusters that may rent on top of what is owned when their queue is long."),
	AIF_P_OF(S, lease, "lease", AIF_F_REFS, "cluster", 0, "Clusters of `own` whose equipment a lessor buys: it is installed and run like one's own."),
	AIF_P_OF(S, lease_terms, "lease_terms", AIF_F_REF, "lease", 0, "On what terms."),
	AIF_P_OF(S, colo, "colo", AIF_F_REF, "colocation", 0, "Halls, power and cooling belong to a colocation seller on these terms."),
	AIF_P_OF(S, api, "api", AIF_F_REFS, "cluster", 0, "Clusters whose services are bought by the token; GPUs of the seller are simulated like rented ones and not paid."),
	AIF_P_OF(S, token_price, "token_price", AIF_F_REF, "token_price", 0, "What those tokens cost."),
	AIF_P_OF(S, price, "price", AIF_F_REFS, "cloud_price", 0, "Price lists of rented GPUs: a cluster is billed by the list of its own GPU, or by the first one."),
	AIF_P(S, reserved_frac, "reserved", "1", 0, 0, 1, "Share of the mean need that is reserved for a term, paid whether used or not; the rest is on demand or spot."),
	AIF_P_CHOICE(S, term, "term", 0, "1y|3y", "Term of a reservation, which fixes its price."),
	AIF_P(S, spot_frac, "spot", "1", 0, 0, 1, "Share of the jobs and replicas on rented GPUs that run on spot capacity."),
	AIF_P(S, evict_hz, "evict", "1/s", 0, 0, 1, "Rate at which a job or replica on spot capacity is evicted, written as 0.02 / hour; it goes back to its last checkpoint and is fetched again. 0: never."),
	AIF_P(S, when_queue_s, "when_queue", "s", 1800, 0, 1e9, "A job may be sent to rented GPUs when it would wait longer than this."),
	AIF_P(S, provision_s, "provision", "s", 600, 0, 1e9, "From asking for a rented GPU to its first work."),
	AIF_P(S, speed, "speed", "1", 1, 0.01, 100, "Speed of a job or replica on a rented GPU relative to an owned one."),
	AIF_P(S, price_level, "price_level", "1", 1, 0, 100, "What all prices of its price lists are multiplied by: rents of one GPU differ by 2.5 to 5."),
	AIF_P(S, price_drift_frac, "price_drift", "1", NAN, -0.9, 10, "Change of all these prices per year, instead of the lists' own `drift`."),
	AIF_P(S, egress_usd_byte, "egress", "USD/byte", 0, 0, 1e-6, "Price of data that leave the cloud; leave 0 where the price's add-on holds it."),
	AIF_P(S, outflow_byte_s, "outflow", "byte/s", 0, 0, 1e15, "Mean flow of data out of the cloud while anything is rented, charged at `egress`."),
	{ 0 },
};
// clang-format on
#undef S

const aif_model_ops aif_model_strategy = {
	.name = "strategy",
	.doc = "One way to meet the demand: which clusters are owned, which are rented, and on "
	       "what terms. Each strategy of a scenario is simulated on its own with the same "
	       "luck. Left out: limits of a cloud's stock, what is left of a term at the horizon.",
	.state_size = sizeof(aif_fin_strategy),
	.params = strategy_params,
	.rank = AIF_RANK_DATA,
	.init = strategy_init,
	.wire = strategy_wire,
};

const aif_fin_strategy *
aif_fin_strategy_of(const aif_sim *s)
{
	uint32_t id = aif_sim_nth(s, "strategy", AIF_NONE, 0);

	return id == AIF_NONE ? NULL : aif_sim_state(s, id);
}

// The GPU that a cluster is made of; AIF_NONE when it has no racks.
static uint32_t
gpu_of(const aif_sim *s, uint32_t cluster)
{
	static const char *const path[] = { "rack", "server", "gpu" };
	uint32_t id = cluster;

	for (int i = 0; i < 3 && id != AIF_NONE; i++)
		id = aif_sim_ref(s, id, path[i]);
	return id;
}

uint32_t
aif_fin_price_of(const aif_sim *s, uint32_t cluster)
{
	const aif_fin_strategy *way = aif_fin_strategy_of(s);
	uint32_t gpu = gpu_of(s, cluster);

	if (!way || way->price.n == 0)
		return AIF_NONE;
	for (uint32_t i = 0; i < way->price.n; i++) {
		const aif_fin_cloud *p = aif_sim_state(s, way->price.id[i]);

		if (gpu != AIF_NONE && p->gpu == gpu)
			return way->price.id[i];
	}
	return way->price.id[0];
}

// --- shared ----------------------------------------------------------------------

void
aif_fin_word(const char *account, char *out, size_t n)
{
	const char *dot = strchr(account, '.');
	size_t i = 0;

	for (; dot && dot[1 + i] && dot[1 + i] != '.' && i + 1 < n; i++)
		out[i] = dot[1 + i];
	out[i] = 0;
}

aif_fin_group
aif_fin_group_of(const char *account)
{
	static const char *const words[] = {
		[AIF_FIN_IT] = "gpu|server|rack|cluster|spares|it",
		[AIF_FIN_NETWORK] = "network|fabric|storage",
		[AIF_FIN_PLANT] = "plant",
		[AIF_FIN_SHELL] = "shell|hall|building",
		[AIF_FIN_LAND] = "land",
	};
	char word[24];

	aif_fin_word(account, word, sizeof word);
	for (int g = 0; g < AIF_FIN_GROUPS; g++)
		if (aif_model_word(words[g], word, NULL))
			return (aif_fin_group)g;
	return AIF_FIN_PLANT;
}

const char *
aif_fin_group_name(aif_fin_group g)
{
	static const char *const name[] = { "it", "network", "plant", "shell", "land" };

	return name[g];
}

int
aif_fin_lists(const aif_refs *r, uint32_t id)
{
	for (uint32_t i = 0; i < r->n; i++)
		if (r->id[i] == id)
			return 1;
	return 0;
}

aif_time
aif_fin_month_left(const aif_ctx *c)
{
	int64_t start_s = aif_sim_options(aif_ctx_sim(c))->start_unix_s;
	aif_time now = aif_ctx_now(c);
	int64_t next_s = aif_cal_month_start(start_s + now / AIF_SECOND, 1);

	return (next_s - start_s) * AIF_SECOND - now;
}
