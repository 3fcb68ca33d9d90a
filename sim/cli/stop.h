// stop.h - SIGINT and SIGTERM ask a run to stop; what is done is saved.
#ifndef AIF_CLI_STOP_H
#define AIF_CLI_STOP_H

// Installs the handlers and returns the flag they raise: 0, or the signal's
// number. A second signal kills the program the usual way.
const volatile int *aif_stop_flag(void);

// Exit status of a run that was stopped: 130 for SIGINT, 143 for SIGTERM.
int aif_stop_status(void);

#endif
