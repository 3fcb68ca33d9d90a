// network.h - state of a catalog entry `network`; per piece.
#ifndef AIF_FABRIC_NETWORK_H
#define AIF_FABRIC_NETWORK_H

typedef struct aif_network {
	double port_bytes_s; // one direction, wire rate
	double radix;
	double switch_w, nic_w, optic_w;
	double switch_usd, nic_usd, optic_usd, cable_usd;
	double eff_frac;     // of the wire rate, large messages
	double hop_s;        // latency of a switch
	double balance_frac; // of the uplinks' bandwidth that routing lets flows reach
} aif_network;

#endif
