// benchplant.h - `aifsim bench facility`.
#ifndef AIF_CLI_BENCHPLANT_H
#define AIF_CLI_BENCHPLANT_H

// Times an hourly year of a 100 MW campus and an hour of 2,000 racks at one second; prints
// `name<TAB>value<TAB>unit`. Returns an exit status.
int aif_benchplant_run(void);

#endif
