// wire.h - what families say to one another: event kinds, ranks, signal names.
//
// A family never includes another one. It finds the other entity by reference
// or by model name, reads its outputs by the names below, and sends the events
// below. This file is the whole list; a new wire is added here first.
//
// Signals (model.output [unit], who reads them):
//   cluster.it_w [W]           AC power of the racks                hall, site
//   cluster.busy_gpus idle_gpus down_gpus unpowered_gpus owned_gpus [1]   site, finance
//   cluster.useful_gpus [1]    busy less recomputed and stalled, by clocks    finance, drill
//   cluster.rented_gpus [1]    cloud GPUs held                       finance
//   cluster.wanted_gpus [1]    busy + queued demand                  site
//   cluster.node_count node_gpus [1]  its shape, constant            fault, work
//   failures.rate_hz [1/s] mean_repair_s [s]   per GPU with power; of a node   cluster
//   cluster.clock_frac [1]     clocks under a power cap              work
//   hall.it_w in_w loss_w heat_air_w heat_liquid_w limit_w ready [W, 1]    cooling, feed, site
//   hall.heat_design_w liquid_design_w in_design_w [W]               cooling, site
//   cooling.elec_w water_kg_s cap_w  [W, kg/s, W of heat]            feed, site
//   cooling.cap_design_w elec_design_frac [W, 1]                     site
//   cluster.fan_w [W]          of it_w, fans of servers              site
//   cooling.intake_c supply_c [degC]   air at intakes, facility water; constant    cluster
//   cooling.stress [1]         0 normal, 1 racks must throttle, 2 must be off    site
//   hall.tripped [1]           share of its power that is cut off     site
//   solar.made_w [W]           before what is curtailed              feed, gas, genset, bess
//   feed.now_w [W]             limit_w less what calls and trips take  bess, genset, site
//   bess.net_w loss_w stored_j [W, W, J]                             feed, gas, site
//   feed.firm_w limit_w import_w loss_w contracted_w [W]; cost_usd [USD]; carbon_kg [kg]
//   gas, genset: the same but now_w                                  hall, site, finance
//   site.facility_w it_w pue   [W, W, 1]                             finance
//   training.step_s swing_w swing_duty stop_w [s, W, 1, W]           swing, transient
//   service.served_tokens arrived_tokens output_tokens [token] (counters)   finance
//   service.useful_gpus [1]    GPUs that serve                       finance
//   storage.used_bytes load_bytes_s                                  cluster, site
//   fabric.power_w load_bytes_s [W, byte/s]                          cluster, site
//   fabric.group_nodes [1]     nodes that reach one another below shared uplinks; 0
//                              where uplinks carry all that can come  cluster
//
// Parameters read by name: cluster.hall rack racks order lead price, strategy.own (site
// and all in it); site.interval weather elevation other; hall.it ready slip busway
// cooling build_cost build_time plant_share battery; feed.loss ramp_limit ramp_by ramp_efficiency;
// stage.on firm flexible; gas.from to capacity; bess.power discharge; cooling.throttle;
// finance.wacc accounting; accounting.it_life; stage.after hall.after cluster.after (tasks),
// task.*, cluster.batch batch_every retire from needs slip, fabric.ready storage.ready, hall.blocks
// block_every air rack_limit liquid, strategy.colo, colocation.limit, neighbour.*, site.weather
// (solar).
#ifndef AIF_MODELS_WIRE_H
#define AIF_MODELS_WIRE_H

// Event kinds that cross families. Kinds from AIF_EV_PRIVATE on are private to
// the receiver's model.
enum {
	AIF_EV_TICK = 1,  // an interval of the receiver's own clock has ended
	AIF_EV_SUBMIT,    // work -> cluster: a.p aif_job
	AIF_EV_STARTED,   // cluster -> job's owner: a.p aif_job
	AIF_EV_STOPPED,   // cluster -> owner: a.p aif_job, b.i aif_job_end
	AIF_EV_LOST,      // cluster -> owner: a.p aif_job lost its GPUs and waits again
	AIF_EV_WITHDRAW,  // work -> cluster: a.p aif_job is no longer wanted
	AIF_EV_LOAD,      // service -> cluster: a.x mean power per GPU of its running jobs [W]
	AIF_EV_GRANT,     // site -> cluster: a.i racks that may run from now on
	AIF_EV_CAP,       // site -> cluster: a.x IT power limit of the cluster [W]
	AIF_EV_NODE_DOWN, // fault -> cluster: a.i node, b.i aif_cause; echoed when a node went down
	AIF_EV_NODE_UP,   // fault -> cluster: a.i node
	AIF_EV_IO_START,  // cluster, work -> storage: a.p aif_io
	AIF_EV_IO_DONE,   // storage -> sender: a.p aif_io, b.i 1 when it was refused (full)
	AIF_EV_IO_STOP,   // sender -> storage: a.p aif_io is given up; IO_DONE follows all the same
	AIF_EV_IO_DROP,   // sender -> storage: a.x stored bytes are deleted
	AIF_EV_EXCHANGE_ON,   // cluster -> fabric: a.p aif_exchange begins
	AIF_EV_EXCHANGE_OFF,  // cluster -> fabric: a.p aif_exchange ends; echoed when it has
	AIF_EV_EXCHANGE_RATE, // fabric -> cluster: a.p aif_exchange, b.x its share of the peak rate
	AIF_EV_CHANGED,       // a watched output changed: a.x the new value
	AIF_EV_FLOW,          // plan zoom: work <-> cluster: a.p aif_flow has changed
	AIF_EV_DRILL,         // drill -> its target: a.p aif_drill, b.i 1 begins, 0 ends
	AIF_EV_PRIVATE = 64
};

// Order of wire, start and finish.
enum {
	AIF_RANK_DATA = 0, // catalog entries
	AIF_RANK_IT = 10,  // clusters, work, faults, storage
	AIF_RANK_HALL = 20,
	AIF_RANK_COOL = 30,
	AIF_RANK_FEED = 40,
	AIF_RANK_SITE = 50,
	AIF_RANK_MONEY = 60
};

#endif
