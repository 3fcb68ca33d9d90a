// cmd.h - the commands of the program: a line each in main.c, a file each.
//
// A command gets the arguments after its name and returns the exit status:
// 0 done, 1 a bound or an audit is broken, 2 usage or bad input, 3 internal
// error, 130 or 143 stopped by a signal.
#ifndef AIF_CLI_CMD_H
#define AIF_CLI_CMD_H

enum { AIF_EXIT_OK = 0, AIF_EXIT_BROKEN = 1, AIF_EXIT_USAGE = 2, AIF_EXIT_INTERNAL = 3 };

typedef struct aif_cmd {
	const char *name;
	int (*run)(int argc, char **argv); // argv[0] is the command's name
	const char *args;                  // "SCENARIO.lua [--set KEY=VALUE]..."
	const char *help;                  // one line
} aif_cmd;

// All commands, ended by a NULL name.
const aif_cmd *aif_cmd_all(void);
// The command of that name, or NULL.
const aif_cmd *aif_cmd_find(const char *name);

int aif_cmd_bench(int argc, char **argv);
int aif_cmd_calibrate(int argc, char **argv);
int aif_cmd_check(int argc, char **argv);
int aif_cmd_help(int argc, char **argv);
int aif_cmd_replay(int argc, char **argv);
int aif_cmd_info(int argc, char **argv);
int aif_cmd_report(int argc, char **argv);
int aif_cmd_compare(int argc, char **argv);
int aif_cmd_plot(int argc, char **argv);
int aif_cmd_run(int argc, char **argv);
int aif_cmd_sweep(int argc, char **argv);
int aif_cmd_merge(int argc, char **argv);
int aif_cmd_predict(int argc, char **argv);
int aif_cmd_validate(int argc, char **argv);

#endif
