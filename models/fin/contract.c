// contract.c - what others pay for and are paid for: lessors, colocation, sellers of tokens.
//
// A lease repays each payment of the price, less the present value of the residual, by an
// annuity at the month's rate. Colocation is a price of the IT power of halls that are
// ready, or of what is contracted from a date on. Source of the annuity: Brealey, Myers & Allen
// 2020, ch. 2.
#include "models/fin/contract.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "models/fin/books.h"
#include "util/tvm.h"

#define MONTH_S (AIF_FIN_YEAR_S / 12)

static aif_err
find_services(aif_contract *k, aif_sim *s, aif_diag *d)
{
	uint32_t n = 0, id;

	while (aif_sim_nth(s, "service", AIF_NONE, n) != AIF_NONE)
		n++;
	k->service = aif_arena_alloc(aif_sim_arena(s), ((size_t)n + 1) * sizeof *k->service);
	if (!k->service)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	for (uint32_t i = 0; i < n; i++) {
		id = aif_sim_nth(s, "service", AIF_NONE, i);
		if (aif_fin_lists(&k->way->api, aif_sim_ref(s, id, "on")))
			k->service[k->n_service++] = (aif_contract_service){
				.served = aif_sim_signal(s, id, "served_tokens"),
				.output = aif_sim_signal(s, id, "output_tokens")
			};
	}
	return AIF_OK;
}

aif_err
aif_contract_wire(aif_contract *k, aif_sim *s, aif_diag *d)
{
	const aif_fin_strategy *way = aif_fin_strategy_of(s);

	if (!way)
		return AIF_OK;
	k->way = way;
	if (way->lease.n > 0)
		k->lease = aif_sim_state(s, way->lease_terms);
	if (way->colo != AIF_NONE)
		k->colo = aif_sim_state(s, way->colo);
	if (way->api.n == 0)
		return AIF_OK;
	k->tokens = aif_sim_state(s, way->token_price);
	return find_services(k, s, d);
}

// --- what is covered ------------------------------------------------------------------

static int
is_leased(const aif_contract *k, const aif_row_ledger *row)
{
	return k->lease && aif_fin_lists(&k->way->lease, row->entity) &&
	       aif_books_class_of(row->account) == AIF_BOOKS_CAPEX;
}

static int
is_housed(const aif_contract *k, const aif_row_ledger *row)
{
	aif_fin_group g = aif_fin_group_of(row->account);

	return k->colo && aif_books_class_of(row->account) == AIF_BOOKS_CAPEX &&
	       (g == AIF_FIN_PLANT || g == AIF_FIN_SHELL || g == AIF_FIN_LAND);
}

// Paid by the seller: all in, or billed again by the contract's PUE.
static int
is_powered(const aif_contract *k, const aif_row_ledger *row)
{
	return k->colo && (k->colo->power == 1 || !isnan(k->colo->pue)) &&
	       aif_books_class_of(row->account) == AIF_BOOKS_ENERGY &&
	       strcmp(row->account, "opex.energy.colocation") != 0;
}

int
aif_contract_covers(const aif_contract *k, const aif_row_ledger *row)
{
	return is_leased(k, row) || is_housed(k, row);
}

static void
take_back(aif_contract *k, aif_ctx *c)
{
	size_t n, more;

	aif_sim_kept(aif_ctx_sim(c), &aif_table_ledger, &n);
	for (size_t i = k->seen; i < n; i++) {
		const aif_row_ledger *rows = aif_sim_kept(aif_ctx_sim(c), &aif_table_ledger, &more);
		aif_row_ledger r = rows[i];
		int leased = is_leased(k, &r);

		// What is taken back is money in; nothing else of these accounts is.
		if (!(r.amount_usd > 0) || !(leased || is_housed(k, &r) || is_powered(k, &r)))
			continue;
		if (is_powered(k, &r))
			k->passed_usd += r.amount_usd;
		r.amount_usd = -r.amount_usd;
		r.quantity = -r.quantity;
		memset(r.note, 0, sizeof r.note);
		strcpy(r.note, leased ? "paid by the lessor" : "paid by the colocation seller");
		aif_ctx_emit(c, &aif_table_ledger, &r);
	}
	k->seen = n;
}

// --- what it costs --------------------------------------------------------------------

// Rent of what a lessor paid at t_s, over [t0, t1).
static double
rent_usd(const aif_fin_lease *l, double usd, double t_s, double t0, double t1)
{
	double rate = aif_tvm_monthly(l->rate), n = fmax(round(l->term_s / MONTH_S), 1);
	double paid = usd * (1 - l->residual_frac * pow(1 + rate, -n));
	double month = paid * aif_tvm_annuity(rate, n), end = t_s + n * MONTH_S;
	double within = fmax(fmin(t1, end) - fmax(t0, t_s), 0);
	double after = fmax(t1 - fmax(t0, end), 0);

	return month * (within + l->renewal_frac * after) / MONTH_S;
}

// The month's rent of what was bought for one cluster.
static double
lease_of(const aif_contract *k, aif_ctx *c, uint32_t cluster, double t0, double t1)
{
	double usd = 0;
	size_t n;
	const aif_row_ledger *row = aif_sim_kept(aif_ctx_sim(c), &aif_table_ledger, &n);
	aif_row_ledger r;

	for (size_t i = 0; i < n; i++)
		if (row[i].amount_usd > 0 && row[i].entity == cluster && is_leased(k, &row[i]) &&
		    row[i].time_s < t1)
			// Paid before the run: its rent begins with the run.
			usd +=
			    rent_usd(k->lease, row[i].amount_usd, fmax(row[i].time_s, 0), t0, t1);
	if (!(usd > 0))
		return 0;
	memset(&r, 0, sizeof r);
	r.time_s = t1;
	r.entity = cluster;
	r.amount_usd = usd;
	r.quantity = (t1 - t0) / MONTH_S;
	r.unit_price_usd = usd / r.quantity;
	strcpy(r.account, "opex.lease");
	strcpy(r.unit, "month");
	snprintf(r.kind, sizeof r.kind, "%s",
		 aif_record_kind(aif_ctx_sim(c), k->way->lease_terms, "rate"));
	strcpy(r.note, "equipment");
	aif_ctx_emit(c, &aif_table_ledger, &r);
	return usd;
}

static double
post_lease(const aif_contract *k, aif_ctx *c, double t0, double t1)
{
	double sum = 0;

	for (uint32_t i = 0; k->lease && i < k->way->lease.n; i++)
		sum += lease_of(k, c, k->way->lease.id[i], t0, t1);
	return sum;
}

// Power of all halls, times the time that they have been ready, up to now; *all_w: their sum.
static double
ready_w_s(const aif_sim *s, aif_time now, double *all_w, double *longest_s)
{
	double w_s = 0, it_w;
	uint32_t id;

	*all_w = *longest_s = 0;
	for (uint32_t i = 0; (id = aif_sim_nth(s, "hall", AIF_NONE, i)) != AIF_NONE; i++) {
		const aif_signal *ready = aif_sim_signal(s, id, "ready");

		if (ready && aif_sim_param(s, id, "it", &it_w)) {
			double open_s = aif_signal_integral(ready, now);

			w_s += it_w * open_s;
			*all_w += it_w;
			*longest_s = fmax(*longest_s, open_s);
		}
	}
	return w_s;
}

// Power contracted times time in [t0, t1).
static double
let_w_s(aif_contract *k, aif_ctx *c, double t0, double t1)
{
	const aif_fin_colo *o = k->colo;
	double all_w, longest_s, was = k->colo_w_s;
	double open = o->from_ns == AIF_TIME_MAX ? 0 : aif_time_to_s(o->from_ns);
	double close = o->to_ns == AIF_TIME_MAX ? INFINITY : aif_time_to_s(o->to_ns);
	double within = fmax(fmin(t1, close) - fmax(t0, open), 0);

	k->colo_w_s = ready_w_s(aif_ctx_sim(c), aif_ctx_now(c), &all_w, &longest_s);
	if (!isnan(o->limit_w)) {
		all_w = o->limit_w;
		k->colo_w_s = o->limit_w * longest_s;
	}
	if (o->from_ns != AIF_TIME_MAX)
		return all_w * within;
	return (k->colo_w_s - was) * within / (t1 - t0);
}

// Fit-out, once: when the contract begins, or the first hall is ready.
static double
post_setup(aif_contract *k, aif_ctx *c, double w_s)
{
	const aif_sim *s = aif_ctx_sim(c);
	double all_w, longest_s;

	if (!(k->colo->setup_usd_w > 0) || k->set_up > 0 || !(w_s > 0))
		return 0;
	ready_w_s(s, aif_ctx_now(c), &all_w, &longest_s);
	k->set_up = isnan(k->colo->limit_w) ? all_w : k->colo->limit_w;
	aif_record_ledger(c, "opex.colocation.setup", k->set_up * k->colo->setup_usd_w, k->set_up,
			  "W", aif_record_kind(s, k->way->colo, "setup"),
			  aif_sim_name(s, k->way->colo));
	return k->set_up * k->colo->setup_usd_w;
}

// Energy by the contract's PUE: what the utility billed the seller, brought from the PUE that
// was to that of the contract, and his adder.
static double
post_passed(aif_contract *k, aif_ctx *c)
{
	const aif_sim *s = aif_ctx_sim(c);
	double it_j = 0, facility_j = 0, j, usd;
	uint32_t id;

	if (isnan(k->colo->pue) || k->colo->power != 0)
		return 0;
	for (uint32_t i = 0; (id = aif_sim_nth(s, "site", AIF_NONE, i)) != AIF_NONE; i++) {
		it_j += aif_signal_integral(aif_sim_signal(s, id, "it_w"), aif_ctx_now(c));
		facility_j +=
		    aif_signal_integral(aif_sim_signal(s, id, "facility_w"), aif_ctx_now(c));
	}
	j = (it_j - k->it_j) * k->colo->pue;
	usd = j > 0 ? k->passed_usd * j / (facility_j - k->facility_j) : 0;
	usd += j * k->colo->adder_usd_j;
	if (usd > 0)
		aif_record_ledger(c, "opex.energy.colocation", usd, j, "J",
				  aif_record_kind(s, k->way->colo, "pue"),
				  aif_sim_name(s, k->way->colo));
	k->it_j = it_j;
	k->facility_j = facility_j;
	k->passed_usd = 0;
	return usd;
}

static double
post_colo(aif_contract *k, aif_ctx *c, double t0, double t1)
{
	const aif_sim *s = aif_ctx_sim(c);
	double w_s, usd;

	if (!k->colo)
		return 0;
	w_s = let_w_s(k, c, t0, t1);
	usd = w_s * k->colo->usd_w_s * pow(1 + k->colo->escalator, t0 / AIF_FIN_YEAR_S);
	if (usd > 0)
		aif_record_ledger(c, "opex.colocation", usd, w_s / MONTH_S, "W-month",
				  aif_record_kind(s, k->way->colo, "price"),
				  aif_sim_name(s, k->way->colo));
	return usd + post_setup(k, c, w_s) + post_passed(k, c);
}

static double
post_tokens(aif_contract *k, aif_ctx *c, double t0)
{
	const aif_sim *s = aif_ctx_sim(c);
	uint32_t list = k->way->token_price;
	double in = 0, out = 0, at, usd;

	if (!k->tokens)
		return 0;
	at = pow(1 + k->tokens->drift_frac, t0 / AIF_FIN_YEAR_S);
	for (uint32_t i = 0; i < k->n_service; i++) {
		aif_contract_service *v = &k->service[i];
		double written = v->output->value - v->output_tokens;

		out += written;
		in += v->served->value - v->served_tokens - written;
		v->served_tokens = v->served->value;
		v->output_tokens = v->output->value;
	}
	usd = in * k->tokens->input_usd * at;
	if (usd > 0)
		aif_record_ledger(c, "opex.rent.tokens.in", usd, in, "token",
				  aif_record_kind(s, list, "input"), aif_sim_name(s, list));
	usd = out * k->tokens->output_usd * at;
	if (usd > 0)
		aif_record_ledger(c, "opex.rent.tokens.out", usd, out, "token",
				  aif_record_kind(s, list, "output"), aif_sim_name(s, list));
	return at * (in * k->tokens->input_usd + out * k->tokens->output_usd);
}

double
aif_contract_post(aif_contract *k, aif_ctx *c, aif_time from_ns)
{
	double t0 = aif_time_to_s(from_ns), t1 = aif_time_to_s(aif_ctx_now(c)), usd;

	if (!k->way || !(t1 > t0))
		return 0;
	take_back(k, c);
	usd = post_lease(k, c, t0, t1);
	usd += post_colo(k, c, t0, t1);
	return usd + post_tokens(k, c, t0);
}
