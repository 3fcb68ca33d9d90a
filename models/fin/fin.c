// fin.c - passive data of the finance family: strategy, cloud price, accounting rules.
//
// A scenario declares several strategies; each simulation holds exactly one. A
// cluster that it owns is bought and installed; one that it rents is replaced by
// elastic cloud GPUs; one it may burst rents on top when its queue is long.
#include "models/fin/fin.h"

#include <math.h>
#include <string.h>

#include "models/wire.h"
#include "util/cal.h"

// --- strategy --------------------------------------------------------------------

static int
lists(const aif_refs *r, uint32_t id)
{
	for (uint32_t i = 0; i < r->n; i++)
		if (r->id[i] == id)
			return 1;
	return 0;
}

static aif_err
strategy_init(void *st, aif_sim *s, uint32_t self, aif_diag *d)
{
	const aif_fin_strategy *p = st;

	(void)self;
	if (aif_sim_nth(s, "strategy", AIF_NONE, 1) != AIF_NONE)
		return aif_err_fail(d, AIF_EINVAL,
				    "more than one strategy in one simulation (expected one each)");
	for (uint32_t i = 0; i < p->rent.n; i++)
		if (lists(&p->own, p->rent.id[i]) || lists(&p->burst, p->rent.id[i]))
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
					    "(expected `cloud` in the cluster or `price` here, "
					    "such as \"cloud-h100\")",
					    aif_sim_name(s, clusters->id[i]));
	return AIF_OK;
}

static aif_err
strategy_wire(void *st, aif_sim *s, uint32_t self, aif_diag *d)
{
	const aif_fin_strategy *p = st;
	aif_err err = priced(s, &p->rent, d);

	(void)self;
	return err == AIF_OK ? priced(s, &p->burst, d) : err;
}

#define S aif_fin_strategy
// clang-format off
static const aif_field strategy_params[] = {
	AIF_P_OF(S, own, "own", AIF_F_REFS, "cluster", 0, "Clusters that are bought and installed."),
	AIF_P_OF(S, rent, "rent", AIF_F_REFS, "cluster", 0, "Clusters that rented cloud GPUs stand in for, as many as the demand wants."),
	AIF_P_OF(S, burst, "burst", AIF_F_REFS, "cluster", 0, "Clusters that may rent on top of what is owned when their queue is long."),
	AIF_P_OF(S, price, "price", AIF_F_REFS, "cloud_price", 0, "Price lists for rented clusters without a `cloud` of their own: such a cluster is billed by the list of its own GPU, or by the first one."),
	AIF_P(S, reserved_frac, "reserved", "1", 0, 0, 1, "Share of the mean need that is reserved for a term, paid whether used or not; the rest is on demand or spot."),
	AIF_P_CHOICE(S, term, "term", 0, "1y|3y", "Term of a reservation, which fixes its price."),
	AIF_P(S, spot_frac, "spot", "1", 0, 0, 1, "Share of what the reservation does not cover that runs on spot capacity; evictions are not simulated."),
	AIF_P(S, when_queue_s, "when_queue", "s", 1800, 0, 1e9, "A job may be sent to rented GPUs when it would wait longer than this."),
	AIF_P(S, provision_s, "provision", "s", 600, 0, 1e9, "From asking for a rented GPU to its first work."),
	AIF_P(S, speed, "speed", "1", 1, 0.01, 100, "Speed of a job on a rented GPU relative to an owned one."),
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
	       "luck. Left out: evictions of spot capacity, limits of a cloud's stock.",
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
	uint32_t own = aif_sim_ref(s, cluster, "cloud"), gpu = gpu_of(s, cluster);

	if (own != AIF_NONE || !way || way->price.n == 0)
		return own;
	for (uint32_t i = 0; i < way->price.n; i++) {
		const aif_fin_cloud *p = aif_sim_state(s, way->price.id[i]);

		if (gpu != AIF_NONE && p->gpu == gpu)
			return way->price.id[i];
	}
	return way->price.id[0];
}

// --- cloud_price -----------------------------------------------------------------

static aif_err
cloud_init(void *st, aif_sim *s, uint32_t self, aif_diag *d)
{
	aif_fin_cloud *p = st;

	(void)s;
	(void)self;
	(void)d;
	// A list without a committed or spot price sells at the on-demand price.
	if (isnan(p->reserved_1y_usd_s))
		p->reserved_1y_usd_s = p->on_demand_usd_s;
	if (isnan(p->reserved_3y_usd_s))
		p->reserved_3y_usd_s = p->reserved_1y_usd_s;
	if (isnan(p->spot_usd_s))
		p->spot_usd_s = p->on_demand_usd_s;
	return AIF_OK;
}

#define C aif_fin_cloud
// clang-format off
static const aif_field cloud_params[] = {
	AIF_P_OF(C, gpu, "gpu", AIF_F_REF, "gpu", 0, "The GPU that is rented."),
	AIF_P_REQ(C, on_demand_usd_s, "on_demand", "USD/s", 0, 1, "Price of a GPU on demand, written as 2.95 * USD / hour."),
	AIF_P(C, reserved_1y_usd_s, "reserved_1y", "USD/s", NAN, 0, 1, "Price of a GPU reserved for a year; the on-demand price when absent."),
	AIF_P(C, reserved_3y_usd_s, "reserved_3y", "USD/s", NAN, 0, 1, "Price of a GPU reserved for three years; that of one year when absent."),
	AIF_P(C, spot_usd_s, "spot", "USD/s", NAN, 0, 1, "Price of a GPU on spot; the on-demand price when absent."),
	AIF_P(C, drift_frac, "drift", "1", 0, -0.9, 10, "Change of all these prices per year from the start of the run; a reservation keeps the price of its day."),
	AIF_P(C, addon_frac, "addon", "1", 0, 0, 5, "Storage, egress and management billed on top, as a share of the GPU bill."),
	{ 0 },
};
// clang-format on
#undef C

const aif_model_ops aif_model_cloud_price = {
	.name = "cloud_price",
	.doc = "Price list of a rented GPU, per GPU and second. Prices of one GPU differ by 2.5 to "
	       "5 times between sellers: look at break-even over the rent, never at one number.",
	.state_size = sizeof(aif_fin_cloud),
	.params = cloud_params,
	.catalog = 1,
	.rank = AIF_RANK_DATA,
	.init = cloud_init,
};

// --- accounting ------------------------------------------------------------------

#define R aif_fin_rules
// clang-format off
static const aif_field rules_params[] = {
	AIF_P_REQ(R, book_s[AIF_FIN_IT], "it_life", "s", 86400, 1e11, "Book life of servers and GPUs, straight line."),
	AIF_P_REQ(R, book_s[AIF_FIN_NETWORK], "network_life", "s", 86400, 1e11, "Book life of network and storage."),
	AIF_P_REQ(R, book_s[AIF_FIN_PLANT], "plant_life", "s", 86400, 1e11, "Book life of power and cooling plant."),
	AIF_P_REQ(R, book_s[AIF_FIN_SHELL], "shell_life", "s", 86400, 1e11, "Book life of buildings."),
	AIF_P_REQ(R, class_s[AIF_FIN_IT], "it_class", "s", 86400, 1e11, "Tax class (MACRS) or tax life of servers and GPUs."),
	AIF_P_REQ(R, class_s[AIF_FIN_NETWORK], "network_class", "s", 86400, 1e11, "Tax class or life of network and storage."),
	AIF_P_REQ(R, class_s[AIF_FIN_PLANT], "plant_class", "s", 86400, 1e11, "Tax class or life of power and cooling plant."),
	AIF_P_REQ(R, class_s[AIF_FIN_SHELL], "shell_class", "s", 86400, 1e11, "Tax class or life of buildings."),
	AIF_P_CHOICE(R, method, "method", 0, "macrs|line", "Tax depreciation: MACRS with the half-year convention, or a straight line over the class."),
	AIF_P(R, bonus_frac, "bonus", "1", 0, 0, 1, "Share deducted at once in the year of service, for classes up to 20 years."),
	AIF_P_NUMS(R, residual, "residual", "1", 0, 1, "Resale value of servers and GPUs at 0, 1, 2, ... years of age, as a share of their price; held at the last ratio beyond the list."),
	AIF_P(R, salvage_frac, "salvage", "1", 1, 0, 2, "Value of all other assets at the horizon, as a share of what the books still hold."),
	AIF_P(R, maintenance_frac, "maintenance", "1", 0, 0, 1, "Maintenance a year, as a share of the cost of equipment in service (all but land and buildings)."),
	AIF_P(R, insurance_frac, "insurance", "1", 0, 0, 1, "Insurance a year, as a share of the cost of everything but land."),
	{ 0 },
};
// clang-format on
#undef R

const aif_model_ops aif_model_accounting = {
	.name = "accounting",
	.doc = "How assets are written off, resold, kept up and insured: book and tax are two "
	       "ledgers. Source of the forms: IRS Publication 946.",
	.state_size = sizeof(aif_fin_rules),
	.params = rules_params,
	.catalog = 1,
	.rank = AIF_RANK_DATA,
};

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

aif_time
aif_fin_month_left(const aif_ctx *c)
{
	int64_t start_s = aif_sim_options(aif_ctx_sim(c))->start_unix_s;
	aif_time now = aif_ctx_now(c);
	int64_t next_s = aif_cal_month_start(start_s + now / AIF_SECOND, 1);

	return (next_s - start_s) * AIF_SECOND - now;
}
