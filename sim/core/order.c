// order.c - insertion where events are nearly in order, radix where they are not.
//
// The fallback scatters by the first part of the key that is not the same for all
// (time, priority, sender, count), over the range it really has, into 256 bins,
// and goes on in each bin. Two events never have the same key, so it ends.
#include "core/order.h"

#include <stdlib.h>
#include <string.h>

enum { FAR = 32, N_BIN = 256, N_KEY = 4 };

// 1 when every event found its place within FAR steps.
static int
insertion(aif_ev *ev, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		size_t j = i;
		aif_ev e;

		if (!aif_evq_before(&ev[i], &ev[i - 1]))
			continue;
		e = ev[i];
		while (j > 0 && i - j < FAR && aif_evq_before(&e, &ev[j - 1])) {
			ev[j] = ev[j - 1];
			j--;
		}
		ev[j] = e;
		if (i - j == FAR)
			return 0;
	}
	return 1;
}

static uint64_t
key(const aif_ev *e, int which)
{
	switch (which) {
	case 0:
		return (uint64_t)e->t_ns;
	case 1:
		return e->prio;
	case 2:
		return aif_evq_src(e);
	default:
		return e->seq;
	}
}

// Sorts ev[n] by its key from part `which` on; the parts before are all the same.
static void
radix(aif_ev *ev, size_t n, int which, aif_ev *tmp)
{
	size_t count[N_BIN + 1] = { 0 };
	uint64_t lo = UINT64_MAX, hi = 0;
	int down = 0;

	if (n <= FAR) {
		(void)insertion(ev, n);
		return;
	}
	for (; which < N_KEY; which++) {
		for (size_t i = 0; i < n; i++) {
			uint64_t x = key(&ev[i], which);

			lo = x < lo ? x : lo;
			hi = x > hi ? x : hi;
		}
		if (lo < hi)
			break;
		lo = UINT64_MAX;
		hi = 0;
	}
	while ((hi - lo) >> down >= N_BIN)
		down++;
	for (size_t i = 0; i < n; i++)
		count[((key(&ev[i], which) - lo) >> down) + 1]++;
	for (int b = 0; b < N_BIN; b++)
		count[b + 1] += count[b];
	for (size_t i = 0; i < n; i++)
		tmp[count[(key(&ev[i], which) - lo) >> down]++] = ev[i];
	memcpy(ev, tmp, n * sizeof *ev);
	for (size_t b = 0, from = 0; b < N_BIN; from = count[b++])
		radix(ev + from, count[b] - from, which, tmp);
}

aif_err
aif_order_nearly(aif_ev *ev, size_t n)
{
	aif_ev *tmp;

	if (insertion(ev, n))
		return AIF_OK;
	tmp = malloc(n * sizeof *tmp);
	if (!tmp)
		return AIF_ENOMEM;
	radix(ev, n, 0, tmp);
	free(tmp);
	return AIF_OK;
}
