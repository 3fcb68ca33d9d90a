// price.c - passive data of the finance family: what sellers charge, accounting rules.
#include <math.h>

#include "models/fin/fin.h"
#include "models/wire.h"

// A catalog entry that others read.
#define PASSIVE(model, state, fields, text)                                                        \
	const aif_model_ops aif_model_##model = {                                                  \
		.name = #model,                                                                    \
		.doc = text,                                                                       \
		.state_size = sizeof(state),                                                       \
		.params = fields,                                                                  \
		.catalog = 1,                                                                      \
		.rank = AIF_RANK_DATA,                                                             \
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

// --- lease ---------------------------------------------------------------------------

#define L aif_fin_lease
// clang-format off
static const aif_field lease_params[] = {
	AIF_P_REQ(L, rate, "rate", "1", -0.5, 2, "Interest that the lessor earns, effective per year."),
	AIF_P_REQ(L, term_s, "term", "s", 86400, 1e10, "From each payment of the equipment's price to the last rent."),
	AIF_P(L, residual_frac, "residual", "1", 0, 0, 1, "Share of the price that the lessor expects to get for it at the end of the term."),
	AIF_P(L, renewal_frac, "renewal", "1", 1, 0, 1, "Rent after the term, as a share of that before."),
	{ 0 },
};
// clang-format on
#undef L

PASSIVE(lease, aif_fin_lease, lease_params,
	"Terms of a full-service lease of equipment: each payment of its price is made by "
	"the lessor and repaid by an equal monthly rent that holds maintenance and "
	"insurance. Nothing is depreciated and nothing is left at the horizon (an operating "
	"lease; ASC 842 and IFRS 16 would show a right of use).");

// --- colocation ------------------------------------------------------------------------

#define O aif_fin_colo
// clang-format off
static const aif_field colo_params[] = {
	AIF_P_REQ(O, usd_w_s, "price", "USD/W/s", 0, 1, "Price of contracted IT power, written as 184.06 * USD / kW / month."),
	AIF_P_CHOICE(O, power, "power", 0, "pass-through|all-in", "pass-through: the utility's bill, water and fuel are paid as they come, losses and cooling included; all-in: the price holds them."),
	AIF_P(O, pue, "pue", "1", NAN, 1, 3, "Of the contract: energy passed through is billed as IT energy times this, at the utility's mean price; default: as it comes, plant and losses included."),
	AIF_P(O, adder_usd_j, "adder", "USD/J", 0, 0, 1e-3, "On top of the price of energy passed through."),
	AIF_P(O, setup_usd_w, "setup", "USD/W", 0, 0, 100, "Fit-out of the power contracted, paid once when the contract begins."),
	{ "from", "s", NAN, 0, 0, offsetof(O, from_ns), "The contract begins: paid from then on, ready or not; default: for each hall when it is ready.", AIF_F_DATE, NULL, 0, AIF_AGG_MEAN },
	{ "to", "s", NAN, 0, 0, offsetof(O, to_ns), "It ends: nothing runs there any more; default: never.", AIF_F_DATE, NULL, 0, AIF_AGG_MEAN },
	AIF_P(O, limit_w, "limit", "W", NAN, 1e3, 1e10, "IT power contracted: no more may run, drawn or not it is paid once a hall is ready; default: that of the halls."),
	AIF_P(O, escalator, "escalator", "1", 0, -0.5, 1, "Growth of the price a year from the start of the run."),
	{ 0 },
};
// clang-format on
#undef O

PASSIVE(colocation, aif_fin_colo, colo_params,
	"A seller's halls: the IT power of each hall that is used, contracted from the day "
	"that it is ready, drawn or not, or as much as its `limit`. The site is simulated "
	"as it stands; buildings and "
	"plant are the seller's to pay. Left out: deposits, what is left of a term at the "
	"horizon.");

// --- token_price -----------------------------------------------------------------------

#define T aif_fin_tokens
// clang-format off
static const aif_field token_params[] = {
	AIF_P_REQ(T, input_usd, "input", "USD/token", 0, 1, "Price of input, written as 0.6 * USD / Mtoken."),
	AIF_P_REQ(T, output_usd, "output", "USD/token", 0, 1, "Price of output."),
	AIF_P(T, drift_frac, "drift", "1", 0, -0.99, 10, "Change of both prices a year from the start of the run."),
	{ 0 },
};
// clang-format on
#undef T

PASSIVE(token_price, aif_fin_tokens, token_params,
	"Price list of a seller of tokens. Left out: discounts for cached input and batches.");

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
	AIF_P(R, plant_itc, "plant_itc", "1", 0, 0, 1, "Investment tax credit of power and cooling plant, as a share of its cost, at the end of its first year; half of it reduces the tax basis. Only property that qualifies."),
	AIF_P_NUMS(R, residual, "residual", "1", 0, 1, "Resale value of servers and GPUs at 0, 1, 2, ... years of age, as a share of their price; held at the last ratio beyond the list."),
	AIF_P(R, salvage_frac, "salvage", "1", 1, 0, 2, "Value of all other assets at the horizon, as a share of what the books still hold."),
	AIF_P(R, maintenance_frac, "maintenance", "1", 0, 0, 1, "Maintenance a year, as a share of the cost of equipment in service (all but land and buildings)."),
	AIF_P(R, insurance_frac, "insurance", "1", 0, 0, 1, "Insurance a year, as a share of the cost of everything but land."),
	{ 0 },
};
// clang-format on
#undef R

PASSIVE(accounting, aif_fin_rules, rules_params,
	"How assets are written off, resold, kept up and insured: book and tax are two "
	"ledgers. Source of the forms: IRS Publication 946.");

#undef PASSIVE
