// fabric.c - counts, power and shared uplinks of a cluster's scale-out network.
//
// The topology builder counts what is needed for the GPUs of the parent cluster.
// Jobs that span groups of servers exchange across the groups' uplinks and slow one
// another where these carry less than all can send (contend.c). Transfers that other
// entities send as AIF_EV_IO_START cross one shared pipe, the uplinks of all groups,
// by max-min fairness; each also has the limit that its sender states.
// Left out: single links and their collisions (balance is a parameter), failures above
// the leaves.
#include "models/fabric/fabric.h"

#include <math.h>

#include "core/ctx.h"
#include "core/share.h"
#include "models/fabric/breaks.h"
#include "models/fabric/contend.h"
#include "models/fabric/network.h"
#include "models/fabric/topo.h"
#include "models/hw.h"
#include "models/job.h"
#include "models/record.h"
#include "models/wire.h"

enum { EV_DONE = AIF_EV_PRIVATE, EV_BREAK };
enum { FAT_TREE, DRAGONFLY }; // aif_topo_*

typedef struct fabric {
	// Parameters.
	uint32_t network;
	aif_time ready_ns;
	aif_refs after;
	int topology;
	double oversubscription, nics_per_server, price_usd;
	int parts;
	aif_breaks breaks;
	// Derived.
	const aif_network *net;
	aif_topo topo;
	aif_contend *contend; // NULL: no uplink is narrower than the NICs below it
	aif_share *share;
	int uplink;
	aif_timer timer;
	double bytes;
	// Outputs.
	aif_signal power_w, load_bytes_s, switches, optics, cables, group_nodes;
} fabric;

static aif_err
gpus_of_parent(const aif_sim *sim, uint32_t self, aif_topo_in *in, aif_diag *d)
{
	uint32_t parent = aif_sim_parent(sim, self), rack = aif_sim_ref(sim, parent, "rack");
	double racks = 0;
	aif_hw_unit u;
	aif_err e = aif_hw_resolve(sim, rack, &u, d);

	if (e)
		return e;
	if (!aif_sim_param(sim, parent, "racks", &racks) || racks < 1)
		return aif_err_fail(d, AIF_EINVAL, "the cluster around it has no racks");
	in->gpus = racks * u.gpus_per_rack;
	in->gpus_per_server = u.gpus_per_server;
	if (in->nics_per_server <= 0)
		in->nics_per_server = u.gpus_per_server;
	return AIF_OK;
}

static double
price_usd(const fabric *f)
{
	return f->topo.switches * f->net->switch_usd + f->topo.optics * f->net->optic_usd +
	       f->topo.cables * f->net->cable_usd + f->topo.nics * f->net->nic_usd;
}

static aif_err
fabric_init(void *st, aif_sim *sim, uint32_t self, aif_diag *d)
{
	aif_space *space = aif_sim_options(sim)->space;
	fabric *f = st;
	aif_topo_in in = { .nics_per_server = f->nics_per_server,
			   .oversubscription = f->oversubscription };
	aif_err e = gpus_of_parent(sim, self, &in, d);
	double nic, up;

	if (e)
		return e;
	f->net = aif_sim_state(sim, f->network);
	in.radix = f->net->radix;
	e = f->topology == DRAGONFLY ? aif_topo_dragonfly(&in, &f->topo, d)
				     : aif_topo_fat_tree(&in, &f->topo, d);
	if (e)
		return e;
	if (f->parts && isnan(f->price_usd))
		f->price_usd = price_usd(f);
	if ((e = aif_breaks_check(&f->breaks, d)))
		return e;
	nic = f->net->port_bytes_s * f->net->eff_frac;
	up = f->topo.uplink_frac * f->net->balance_frac;
	if (aif_share_create(&f->share, space))
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	f->uplink = aif_share_link(f->share, f->topo.nics * nic * up);
	if (f->uplink < 0)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	// Uplinks as wide as the NICs below them can not be short.
	if (f->topo.groups > 1 && up < 1 - 1e-9 &&
	    aif_contend_create(&f->contend, (uint32_t)f->topo.groups,
			       f->topo.group_servers * in.nics_per_server * nic * up, space))
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	return AIF_OK;
}

static void
fabric_fini(void *st)
{
	fabric *f = st;

	aif_share_free(f->share);
	aif_contend_free(f->contend);
}

// Switches draw alike busy or idle: 678 to 731 W over a training run.
static double
power_w(const fabric *f)
{
	return f->topo.switches * f->net->switch_w + f->topo.optics * f->net->optic_w +
	       f->topo.nics * f->net->nic_w;
}

static void
fabric_start(void *st, aif_ctx *c)
{
	fabric *f = st;

	aif_ctx_set(c, &f->power_w, power_w(f));
	aif_ctx_set(c, &f->switches, f->topo.switches);
	aif_ctx_set(c, &f->optics, f->topo.optics);
	aif_ctx_set(c, &f->cables, f->topo.cables);
	aif_breaks_start(&f->breaks, c, aif_sim_parent(aif_ctx_sim(c), aif_ctx_self(c)),
			 f->topo.links_server, f->topo.leaf, f->topo.leaf_servers, EV_BREAK);
	aif_ctx_set(c, &f->group_nodes, f->contend ? f->topo.group_servers : 0);
}

static void
publish(fabric *f, aif_ctx *c)
{
	double jobs = f->contend ? aif_contend_load(f->contend) : 0;

	aif_ctx_set(c, &f->load_bytes_s, aif_share_load(f->share, f->uplink) + jobs);
}

// Rates have changed: publishes the load, waits for the next completion.
static void
changed(fabric *f, aif_ctx *c)
{
	aif_time next = aif_share_next(f->share), now = aif_ctx_now(c);

	publish(f, c);
	if (next == AIF_TIME_MAX)
		aif_ctx_cancel(c, &f->timer);
	else
		aif_ctx_timer(c, &f->timer, next > now ? next - now : 0, AIF_PRIO_NORMAL, EV_DONE,
			      (aif_arg){ .i = 0 });
}

static void
start_flow(fabric *f, aif_ctx *c, aif_io *io)
{
	double limit = io->limit_bytes_s > 0 ? io->limit_bytes_s : INFINITY;

	io->start_ns = aif_ctx_now(c);
	f->bytes += io->bytes;
	if (aif_share_start(f->share, io->start_ns, &f->uplink, 1, io->bytes, 1, limit,
			    (uint64_t)(uintptr_t)io) < 0)
		aif_ctx_send(c, io->from, 0, AIF_PRIO_NORMAL, AIF_EV_IO_DONE, (aif_arg){ .p = io },
			     (aif_arg){ .i = 0 });
	changed(f, c);
}

static void
end_flows(fabric *f, aif_ctx *c)
{
	uint64_t tag;

	while (aif_share_done(f->share, aif_ctx_now(c), &tag)) {
		aif_io *io = (aif_io *)(uintptr_t)tag;

		aif_ctx_send(c, io->from, 0, AIF_PRIO_NORMAL, AIF_EV_IO_DONE, (aif_arg){ .p = io },
			     (aif_arg){ .i = 0 });
	}
	changed(f, c);
}

static void
fabric_event(void *st, aif_ctx *c, const aif_ev *e)
{
	fabric *f = st;

	if (e->kind == AIF_EV_IO_START)
		start_flow(f, c, e->a.p);
	else if (e->kind == EV_DONE)
		end_flows(f, c);
	else if (e->kind == EV_BREAK)
		aif_breaks_fail(&f->breaks, c, e);
	else if (e->kind == AIF_EV_NODE_DOWN)
		aif_breaks_down(&f->breaks, c, e->a.i);
	if (e->kind == AIF_EV_EXCHANGE_ON && f->contend) {
		aif_contend_on(f->contend, c, e->a.p);
		publish(f, c);
	} else if (e->kind == AIF_EV_EXCHANGE_OFF && f->contend) {
		aif_contend_off(f->contend, c, e->a.p);
		publish(f, c);
	}
}

static void
fabric_finish(void *st, aif_ctx *c)
{
	fabric *f = st;

	aif_record_summary(c, "fabric_levels", f->topo.levels, "1", "levels of switches");
	aif_record_summary(c, "fabric_switches", f->topo.switches, "1", "leaves, spines and cores");
	aif_record_summary(c, "fabric_optics", f->topo.optics, "1", "one at each end of a cable");
	aif_record_summary(c, "fabric_cables", f->topo.cables, "1", "");
	aif_record_summary(c, "fabric_list_usd", price_usd(f), "USD", "parts at catalog prices");
	if (!isnan(f->breaks.link_mtbf_s) || !isnan(f->breaks.leaf_mtbf_s))
		aif_record_summary(c, "fabric_failures", f->breaks.failed, "1",
				   "links and leaves that failed");
	if (f->contend)
		aif_record_summary(c, "fabric_share", aif_contend_worst(f->contend), "1",
				   "least of its peak rate that a job's exchange was left");
	aif_record_summary(c, "fabric_bytes", f->bytes, "byte", "sent across the uplinks");
}

static const aif_field fabric_params[] = {
	AIF_P_OF(fabric, network, "network", AIF_F_REF, "network", AIF_REQUIRED,
		 "Generation of switches, NICs and optics."),
	AIF_P_CHOICE(fabric, topology, "topology", FAT_TREE, "fat_tree|dragonfly",
		     "Leaves, spines and cores, or groups of leaves and spines joined directly "
		     "(dragonfly+)."),
	AIF_P(fabric, oversubscription, "oversubscription", "1", 1, 1, 16,
	      "NICs of a leaf (dragonfly: of a group) over its uplinks; 1: none, as in published "
	      "training clusters; Llama 3's had 7 at its third level."),
	{ "ready", "s", NAN, 0, 0, offsetof(fabric, ready_ns),
	  "Racks in a site's hall may run from this day on; default: it comes with them.",
	  AIF_F_DATE, NULL, 0, AIF_AGG_MEAN },
	AIF_P_OF(fabric, after, "after", AIF_F_REFS, "task", 0,
		 "Tasks that must have ended before: switches, optics, cabling."),
	AIF_P(fabric, nics_per_server, "nics_per_server", "1", 0, 0, 64,
	      "Rails; 0: one per GPU, as in HGX and NVL72 reference designs."),
	AIF_P(fabric, price_usd, "price", "USD", NAN, 0, 1e12,
	      "What the whole network costs; when not given, the rack's network per GPU."),
	AIF_P_BOOL(
	    fabric, parts, "parts", 0,
	    "Where `price` is not given, the network costs its parts at the catalog's prices."),
	AIF_P(fabric, breaks.link_mtbf_s, "link_mtbf", "s", NAN, 1, 1e12,
	      "Mean time between failures of a server's link: cable, two transceivers, port; never "
	      "when not given. Llama 3: 35 interruptions by network parts in 54 days of 16,384 "
	      "links, "
	      "69 years, which the profile llama3-2024 holds already."),
	AIF_P(fabric, breaks.leaf_mtbf_s, "leaf_mtbf", "s", NAN, 1, 1e12,
	      "The same of a leaf switch, which takes the servers below it; never when not given."),
	AIF_P_DIST(fabric, breaks.repair_s, "repair", "s", NAN, 0, 1e9,
		   "From failure to replacement of a part."),
	{ 0 },
};

static const aif_field fabric_outputs[] = {
	AIF_O(fabric, power_w, "W", AIF_AGG_MEAN, "Power of switches, optics and NICs."),
	AIF_O(fabric, load_bytes_s, "byte/s", AIF_AGG_MEAN, "Traffic over the uplinks."),
	AIF_O(fabric, switches, "1", AIF_AGG_LAST, "Switches."),
	AIF_O(fabric, optics, "1", AIF_AGG_LAST, "Transceivers."),
	AIF_O(fabric, cables, "1", AIF_AGG_LAST, "Cables."),
	AIF_O(fabric, group_nodes, "1", AIF_AGG_LAST,
	      "Servers that reach one another below uplinks that can be short; 0: none can."),
	{ 0 },
};

const aif_model_ops aif_model_fabric = {
	.name = "fabric",
	.doc =
	    "Scale-out network of a cluster: a rail-optimised fat tree or a dragonfly+ with its "
	    "counts, power, and uplinks that jobs share max-min fairly. Source: NVIDIA DGX "
	    "SuperPOD "
	    "reference architecture; Shpiner et al. 2017. Left out: single links, collisions other "
	    "than by a constant, failures above the leaves.",
	.state_size = sizeof(fabric),
	.params = fabric_params,
	.outputs = fabric_outputs,
	.within = "cluster",
	.unnamed = 1,
	.rank = AIF_RANK_IT,
	.init = fabric_init,
	.start = fabric_start,
	.event = fabric_event,
	.finish = fabric_finish,
	.fini = fabric_fini,
};
