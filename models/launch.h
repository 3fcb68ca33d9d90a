// launch.h - how long a GPU waits for the host that launches a layer of experts.
//
// Internal to layer.c.
#ifndef AIF_MODELS_LAUNCH_H
#define AIF_MODELS_LAUNCH_H

// A layer of one micro-batch on one GPU.
typedef struct aif_launch {
	double held;       // experts of this GPU
	int latent;        // 1: latent attention, which takes more kernels
	int shared;        // 1: a shared expert beside
	int counted;       // 1: rows of each expert are known beforehand (tokens are dropped)
	double exchange_s; // to the experts and back, of one pass
	double experts_s;  // forward: matmuls of the experts
	double fwd_s;      // forward: everything
	double bwd_s;      // backward: everything
} aif_launch;

// Forward: the host stops where it must learn from the GPU how many rows each expert got,
// and goes on with an empty queue; where the counts are known it does not stop.
double aif_launch_fwd_s(const aif_launch *l);

// Backward, where the counts are known: what the host needs beyond the GPU's time.
double aif_launch_bwd_s(const aif_launch *l);

#endif
