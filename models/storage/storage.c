// storage.c - a parallel file system: bandwidth that users split, room that fills.
//
// Reads cross one link, writes another; flows share a link max-min fairly, each
// bounded by its sender's network cards. A write that would not fit is refused at
// once. What is kept is what senders say (aif_io.grow_bytes, AIF_EV_IO_DROP).
// Metadata, striping and caches are left out: a flow gets its share of the
// nominal rate at once.
#include "models/storage/storage.h"

#include <math.h>

#include "core/ctx.h"
#include "core/share.h"
#include "models/job.h"
#include "models/plan.h"
#include "models/record.h"
#include "models/wire.h"

enum { EV_FLOW = AIF_EV_PRIVATE };

typedef struct aif_storage {
	uint32_t tier;
	aif_time ready_ns;
	aif_refs after;
	double capacity_bytes, read_bytes_s, write_bytes_s, data_bytes, keep;
	double price_usd_byte, power_w;

	aif_signal used_bytes, load_bytes_s, read_bytes, written_bytes, refused;

	aif_share *net;
	int link[2]; // read, write
	aif_timer timer;
	double asked, refused_bytes, given_up, under_way; // for the audit
	int told_full;
} aif_storage;

// State of model `storage_tier`: a system by its size.
typedef struct aif_storage_tier {
	double read_hz, write_hz, price_usd_byte, power_w_byte;
} aif_storage_tier;

static aif_err
storage_init(void *st, aif_sim *s, uint32_t self, aif_diag *d)
{
	aif_storage *p = st;

	(void)self;
	if (p->tier != AIF_NONE) {
		const aif_storage_tier *t = aif_sim_state(s, p->tier);

		if (isnan(p->read_bytes_s))
			p->read_bytes_s = p->capacity_bytes * t->read_hz;
		if (isnan(p->write_bytes_s))
			p->write_bytes_s = p->capacity_bytes * t->write_hz;
		if (isnan(p->price_usd_byte))
			p->price_usd_byte = t->price_usd_byte;
		if (isnan(p->power_w))
			p->power_w = p->capacity_bytes * t->power_w_byte;
	}
	if (isnan(p->read_bytes_s) || isnan(p->write_bytes_s))
		return aif_err_fail(d, AIF_EINVAL,
				    "has no rates (expected `read` and `write`, or "
				    "a `tier`)");
	if (p->data_bytes > p->capacity_bytes)
		return aif_err_fail(d, AIF_ERANGE, "`data` is more than `capacity`");
	if (aif_share_create(&p->net, aif_sim_options(s)->space) != AIF_OK)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	p->link[0] = aif_share_link(p->net, p->read_bytes_s);
	p->link[1] = aif_share_link(p->net, p->write_bytes_s);
	if (p->link[0] < 0 || p->link[1] < 0)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	return AIF_OK;
}

static void
storage_fini(void *st)
{
	aif_share_free(((aif_storage *)st)->net);
}

static void
storage_start(void *st, aif_ctx *c)
{
	aif_storage *p = st;

	aif_ctx_set(c, &p->used_bytes, p->data_bytes);
}

// After any change: the present load, and when the next flow is done.
static void
rearm(aif_storage *p, aif_ctx *c)
{
	aif_time next = aif_share_next(p->net);

	aif_ctx_set(c, &p->load_bytes_s,
		    aif_share_load(p->net, p->link[0]) + aif_share_load(p->net, p->link[1]));
	if (next < AIF_TIME_MAX)
		aif_ctx_timer(c, &p->timer, next - aif_ctx_now(c), AIF_PRIO_NORMAL, EV_FLOW,
			      (aif_arg){ .u = 0 });
	else
		aif_ctx_cancel(c, &p->timer);
}

static void
answer(aif_ctx *c, aif_io *io, int refused)
{
	io->flow = -1;
	aif_ctx_send(c, io->from, 0, AIF_PRIO_NORMAL, AIF_EV_IO_DONE, (aif_arg){ .p = io },
		     (aif_arg){ .i = refused });
}

static void
begin(aif_storage *p, aif_ctx *c, aif_io *io)
{
	p->asked += io->bytes;
	if (p->used_bytes.value + io->grow_bytes > p->capacity_bytes) {
		p->refused_bytes += io->bytes;
		aif_signal_add(&p->refused, 1);
		if (!p->told_full)
			aif_record_event(c, "storage_full", NAN, p->used_bytes.value, "byte",
					 "First write that found no room.");
		p->told_full = 1;
		answer(c, io, 1);
		return;
	}
	// Room is taken when the write begins, so that others see it gone.
	aif_ctx_set(c, &p->used_bytes, p->used_bytes.value + io->grow_bytes);
	p->under_way += io->bytes;
	io->flow = aif_share_start(p->net, aif_ctx_now(c), &p->link[io->write ? 1 : 0], 1,
				   io->bytes, 1, io->limit_bytes_s, (uint64_t)(uintptr_t)io);
	rearm(p, c);
}

static void
finish_flows(aif_storage *p, aif_ctx *c)
{
	uint64_t tag;

	while (aif_share_done(p->net, aif_ctx_now(c), &tag)) {
		aif_io *io = (aif_io *)(uintptr_t)tag;

		aif_signal_add(io->write ? &p->written_bytes : &p->read_bytes, io->bytes);
		p->under_way -= io->bytes;
		answer(c, io, 0);
	}
	rearm(p, c);
}

static void
give_up(aif_storage *p, aif_ctx *c, aif_io *io)
{
	double left;

	if (io->flow < 0) // done or refused already: its answer is on the way
		return;
	left = aif_share_stop(p->net, aif_ctx_now(c), (int)io->flow);
	aif_signal_add(io->write ? &p->written_bytes : &p->read_bytes, io->bytes - left);
	p->given_up += left;
	p->under_way -= io->bytes;
	aif_ctx_set(c, &p->used_bytes, p->used_bytes.value - io->grow_bytes);
	answer(c, io, 1);
	rearm(p, c);
}

static void
storage_event(void *st, aif_ctx *c, const aif_ev *e)
{
	aif_storage *p = st;

	switch (e->kind) {
	case AIF_EV_IO_START:
		begin(p, c, e->a.p);
		break;
	case AIF_EV_IO_STOP:
		give_up(p, c, e->a.p);
		break;
	case AIF_EV_IO_DROP:
		aif_ctx_set(c, &p->used_bytes, fmax(p->used_bytes.value - e->a.x, 0));
		break;
	case EV_FLOW:
		finish_flows(p, c);
		break;
	default:
		break;
	}
}

// Bytes moved are the load over time, and are what was asked for less what was
// refused, given up, or is still on the way.
static void
storage_finish(void *st, aif_ctx *c)
{
	aif_storage *p = st;
	aif_time now = aif_ctx_now(c);
	double moved = p->read_bytes.value + p->written_bytes.value;
	double load = aif_signal_integral(&p->load_bytes_s, now);

	aif_record_audit(c, "storage_bytes", "byte",
			 moved + p->refused_bytes + p->given_up + p->under_way, p->asked, 1,
			 "moved + refused + given up + under way = asked");
	if (aif_plan_zoom(aif_ctx_sim(c)) > 0) // no transfers: their time stands in the rates
		return;
	aif_record_summary(c, "storage_used", p->used_bytes.value, "byte", "At the end.");
	aif_record_summary(c, "storage_moved", load, "byte", "Integral of the load.");
}

#define S aif_storage
// clang-format off
static const aif_field storage_params[] = {
	AIF_P_REQ(S, capacity_bytes, "capacity", "byte", 0, 1e20, "Usable room."),
	AIF_P_OF(S, tier, "tier", AIF_F_REF, "storage_tier", 0, "Kind of system, which gives by size what is not given here."),
	AIF_P(S, read_bytes_s, "read", "byte/s", NAN, 1, 1e15, "Sustained read rate."),
	AIF_P(S, write_bytes_s, "write", "byte/s", NAN, 1, 1e15, "Sustained write rate."),
	AIF_P(S, data_bytes, "data", "byte", 0, 0, 1e20, "Data sets that lie there from the start."),
	{ "ready", "s", NAN, 0, 0, offsetof(S, ready_ns), "Racks in a site's hall may run from this day on; default: it comes with them.", AIF_F_DATE, NULL, 0, AIF_AGG_MEAN },
	AIF_P_OF(S, after, "after", AIF_F_REFS, "task", 0, "Tasks that must have ended before."),
	AIF_P(S, keep, "keep", "1", 3, 1, 1e4, "Checkpoints of a job kept at one time; older ones make room."),
	AIF_P(S, price_usd_byte, "price", "USD/byte", NAN, 0, 1, "Price of a usable byte, installed."),
	AIF_P(S, power_w, "power", "W", NAN, 0, 1e8, "Mean power of the system."),
	{ 0 },
};
static const aif_field storage_outputs[] = {
	AIF_O(S, used_bytes, "byte", AIF_AGG_LAST, "Room taken."),
	AIF_O(S, load_bytes_s, "byte/s", AIF_AGG_MEAN, "Bytes moved per second, both ways."),
	AIF_O(S, read_bytes, "byte", AIF_AGG_SUM, "Bytes read, booked when a transfer ends."),
	AIF_O(S, written_bytes, "byte", AIF_AGG_SUM, "Bytes written, booked when a transfer ends."),
	AIF_O(S, refused, "1", AIF_AGG_SUM, "Writes that found no room."),
	{ 0 },
};
// clang-format on
#undef S

const aif_model_ops aif_model_storage = {
	.name = "storage",
	.doc = "A parallel file system that checkpoints go to: read and write rates shared max-min "
	       "fairly, room that fills. Left out: metadata, tiers, local disks, the network "
	       "between (but for each sender's own cards).",
	.state_size = sizeof(aif_storage),
	.params = storage_params,
	.outputs = storage_outputs,
	.within = "cluster",
	.unnamed = 1,
	.rank = AIF_RANK_IT,
	.init = storage_init,
	.start = storage_start,
	.event = storage_event,
	.finish = storage_finish,
	.fini = storage_fini,
};

#define T aif_storage_tier
// clang-format off
static const aif_field tier_params[] = {
	AIF_P_REQ(T, read_hz, "read_per_byte", "1/s", 0, 1, "Sustained read rate over capacity."),
	AIF_P_REQ(T, write_hz, "write_per_byte", "1/s", 0, 1, "Sustained write rate over capacity."),
	AIF_P(T, price_usd_byte, "price", "USD/byte", NAN, 0, 1, "Price of a usable byte, installed."),
	AIF_P(T, power_w_byte, "power", "W/byte", NAN, 0, 1, "Mean power of a usable byte."),
	{ 0 },
};
// clang-format on
#undef T

const aif_model_ops aif_model_storage_tier = {
	.name = "storage_tier",
	.doc = "A kind of storage by its size: rates, price and power per byte of capacity.",
	.state_size = sizeof(aif_storage_tier),
	.params = tier_params,
	.catalog = 1,
	.rank = AIF_RANK_DATA,
};
