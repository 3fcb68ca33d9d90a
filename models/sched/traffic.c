// traffic.c - what jobs exchange across the fabric, and what it leaves them.
//
// A gang whose nodes stand in several groups of the fabric sends between them. It asks
// once, when it is placed, and keeps the share it gets until the fabric tells
// another one: no event per step. Nodes are numbered group by group.
// Assumption: the partners of a byte are all GPUs of the job alike.
#include "models/sched/cluster.h"

static const aif_arg nothing = { .u = 0 };

void
aif_traffic_wire(aif_traffic *t, const aif_sim *s, uint32_t cluster)
{
	t->fabric = aif_sim_nth(s, "fabric", cluster, 0);
	if (t->fabric == AIF_NONE)
		return;
	t->power_w = aif_sim_signal(s, t->fabric, "power_w");
	t->group_nodes = aif_sim_signal(s, t->fabric, "group_nodes");
}

static aif_exchange *
flow_take(aif_cluster *k, aif_ctx *c, uint32_t n_part)
{
	uint32_t class = 0;
	aif_exchange *f;

	while ((1U << class) < n_part)
		class ++;
	f = k->net.pool[class];
	if (f)
		k->net.pool[class] = f->next;
	else
		f = aif_ctx_alloc(c, sizeof *f + ((size_t)1 << class) * sizeof f->part[0]);
	f->cap_part = class;
	f->n_part = 0;
	return f;
}

// Groups of a gang, in the order of its nodes: nodes of one group need not lie
// together, but a gang's parts are few.
static void
add(aif_exchange *f, uint32_t group, int32_t gpus)
{
	for (uint32_t i = f->n_part; i-- > 0;)
		if (f->part[i].group == group) {
			f->part[i].gpus += gpus;
			return;
		}
	f->part[f->n_part++] = (aif_flow_part){ group, gpus };
}

void
aif_traffic_on(aif_cluster *k, aif_ctx *c, aif_gang *g)
{
	const aif_job *j = g->job;
	uint32_t per = k->net.group_nodes ? (uint32_t)k->net.group_nodes->value : 0, n = 1;
	aif_exchange *f;

	if (per == 0 || !j->net || j->net->duty <= 0 || j->on_rented || g->n_slot < 2)
		return;
	for (uint32_t i = 1; i < g->n_slot; i++)
		n += g->slot[i].node / per != g->slot[i - 1].node / per;
	if (n == 1)
		return;
	f = flow_take(k, c, n);
	for (uint32_t i = 0; i < g->n_slot; i++)
		add(f, g->slot[i].node / per, g->slot[i].n);
	f->from = k->self;
	f->peak_bytes_s = j->net->peak_bytes_s;
	f->duty = j->net->duty;
	f->gpus = j->held;
	f->user = g;
	f->link = NULL;
	g->flow = f;
	aif_ctx_send(c, k->net.fabric, 0, AIF_PRIO_NORMAL, AIF_EV_EXCHANGE_ON, (aif_arg){ .p = f },
		     nothing);
}

void
aif_traffic_off(aif_cluster *k, aif_ctx *c, aif_gang *g)
{
	if (!g->flow)
		return;
	g->flow->user = NULL;
	aif_ctx_send(c, k->net.fabric, 0, AIF_PRIO_NORMAL, AIF_EV_EXCHANGE_OFF,
		     (aif_arg){ .p = g->flow }, nothing);
	g->flow = NULL;
}

void
aif_traffic_share(aif_cluster *k, aif_ctx *c, aif_exchange *f, double share)
{
	aif_gang *g = f->user;

	if (!g) // it has left
		return;
	aif_gang_share(k, c, g, share);
}

void
aif_traffic_gone(aif_cluster *k, aif_exchange *f)
{
	f->next = k->net.pool[f->cap_part];
	k->net.pool[f->cap_part] = f;
}
