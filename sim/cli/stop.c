// stop.c - the one global of the program: a signal handler has no argument.
#include "cli/stop.h"

#include <signal.h>
#include <stddef.h>

static volatile sig_atomic_t caught;

_Static_assert(sizeof caught == sizeof(int), "the flag is read as an int");

static void
on_signal(int sig)
{
	caught = sig;
}

const volatile int *
aif_stop_flag(void)
{
	struct sigaction act = { .sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND };

	sigemptyset(&act.sa_mask);
	sigaction(SIGINT, &act, NULL);
	sigaction(SIGTERM, &act, NULL);
	return &caught;
}

int
aif_stop_status(void)
{
	return 128 + (int)caught;
}
