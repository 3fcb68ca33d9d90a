// fabric.h - the scale-out network of a cluster, and what it is made of.
#ifndef AIF_FABRIC_FABRIC_H
#define AIF_FABRIC_FABRIC_H

#include "core/model.h"

// `network`: a generation of switches, NICs and optics (catalog).
// `fabric`: the network of the cluster it stands in.
extern const aif_model_ops aif_model_network, aif_model_fabric;

#endif
