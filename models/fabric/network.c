// network.c - catalog entry: a generation of network equipment.
#include "models/fabric/network.h"

#include "models/fabric/fabric.h"
#include "models/wire.h"

#define N(f, name, unit, lo, hi, doc) AIF_P_REQ(aif_network, f, name, unit, lo, hi, doc)
static const aif_field network_params[] = {
	N(port_bytes_s, "port", "byte/s", 1e6, 1e15, "Wire rate of a port, one direction."),
	N(radix, "radix", "1", 2, 4096, "Ports of a switch."),
	N(switch_w, "switch_power", "W", 0, 1e5, "Power of a switch without optics."),
	N(nic_w, "nic_power", "W", 0, 1e4, "Power of a NIC beyond what the server's figures hold."),
	N(optic_w, "optic_power", "W", 0, 1e3, "Power of a transceiver."),
	N(switch_usd, "switch_price", "USD", 0, 1e7, "Price of a switch."),
	N(nic_usd, "nic_price", "USD", 0, 1e6, "Price of a NIC."),
	N(optic_usd, "optic_price", "USD", 0, 1e6, "Price of a transceiver."),
	N(cable_usd, "cable_price", "USD", 0, 1e5, "Price of a cable."),
	AIF_P(aif_network, eff_frac, "efficiency", "1", 0.94, 0.01, 1,
	      "Share of the wire rate for large messages; 46 to 48 of 50 GB/s: NCCL maintainers, "
	      "nccl-tests issue 290, 2025."),
	N(hop_s, "hop", "s", 0, 1, "Latency of a switch."),
	AIF_P(aif_network, balance_frac, "balance", "1", 1, 0.01, 1,
	      "Share of the uplinks that routing lets flows reach; 1: adaptive routing, whose loss "
	      "is "
	      "in `efficiency`; 0.6 of hashing (ECMP): estimate."),
	{ 0 },
};
#undef N

const aif_model_ops aif_model_network = {
	.name = "network",
	.doc = "A generation of switches, NICs and optics: rate, radix, power, price.",
	.state_size = sizeof(aif_network),
	.params = network_params,
	.catalog = 1,
	.rank = AIF_RANK_DATA,
};
