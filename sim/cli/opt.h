// opt.h - options of a command: a table says what there is and where it goes.
//
//	aif_opt opts[] = {
//		{ "out", 'o', AIF_OPT_TEXT, &out, "FILE", "where to write", 0, 0 },
//		{ "set", 0, AIF_OPT_LIST, &set, "KEY=VALUE", "change a parameter", 0, 0 },
//		{ 0 },
//	};
//	int n = aif_opt_parse(argc, argv, opts, 1, 1, pos);
//
//	if (n < 0)
//		return aif_opt_status(n);
#ifndef AIF_CLI_OPT_H
#define AIF_CLI_OPT_H

typedef enum aif_opt_type {
	AIF_OPT_FLAG, // int: 1 when given
	AIF_OPT_TEXT, // const char *
	AIF_OPT_INT,  // long, within lo..hi
	AIF_OPT_LIST  // aif_opt_list: may be given again and again
} aif_opt_type;

enum { AIF_OPT_MAX = 128 };

typedef struct aif_opt_list {
	const char *x[AIF_OPT_MAX];
	int n;
} aif_opt_list;

typedef struct aif_opt {
	const char *name; // without "--"
	char letter;      // 0: none
	aif_opt_type type;
	void *to;
	const char *arg; // "FILE"; NULL for a flag
	const char *help;
	long lo, hi; // INT; 0, 0: no limits
} aif_opt;

// Parses argv[1..]; options and operands may be mixed, "--" ends the options,
// "--name value" and "--name=value" are the same. Operands go to pos[AIF_OPT_MAX].
// Returns their number; -1 after a message on stderr when something is wrong,
// -2 when help was asked for and given.
int aif_opt_parse(int argc, char **argv, const aif_opt *opts, int min_pos, int max_pos,
		  const char **pos);

// Index of word among words "a|b|c" (untouched where word is NULL); 0 after a message
// on stderr when it is none of them.
int aif_opt_word(const char *command, const char *option, const char *words, const char *word,
		 int *at);

// Exit status for a negative return of aif_opt_parse.
int aif_opt_status(int n);

#endif
