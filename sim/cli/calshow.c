#include "cli/calibrate.h"
int
aif_calibrate_show(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return 0;
}
int
aif_calibrate_fit(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return 0;
}
