// bench_runs.c - whole runs of the program: the default scenario, replicas on two threads
// against one, and two threads while another process has taken a core.
//
// Prints medians of five as `case<TAB>name<TAB>value<TAB>unit`. Bounds, on an idle machine of
// two cores: parallel efficiency of replicas 0.95; with a core taken 0.8 of one thread.
#define _GNU_SOURCE // sched_setaffinity, wait4
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { RUNS = 5, ARGS = 24 };

// One run of the program.
typedef struct seen {
	double wall_s, peak_mb;
	char out[4096]; // what it printed
} seen;

static double
now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void
child(char **argv, int to)
{
	int nowhere = open("/dev/null", O_WRONLY);

	dup2(to, 1);
	dup2(nowhere, 2);
	execv(argv[0], argv);
	_exit(127);
}

// Runs ./aifsim with words, split at spaces. Exits when it fails.
static seen
run(const char *words)
{
	char text[512], self[] = "./aifsim", *argv[ARGS] = { self };
	seen x = { 0 };
	struct rusage use;
	size_t n = 0;
	ssize_t k;
	int fd[2], status, at = 1;
	pid_t pid;

	snprintf(text, sizeof text, "%s", words);
	for (char *w = strtok(text, " "); w && at < ARGS - 1; w = strtok(NULL, " "))
		argv[at++] = w;
	if (pipe(fd) != 0)
		exit(1);
	x.wall_s = now_s();
	pid = fork();
	if (pid == 0)
		child(argv, fd[1]);
	close(fd[1]);
	while ((k = read(fd[0], x.out + n, sizeof x.out - 1 - n)) > 0)
		n += (size_t)k;
	close(fd[0]);
	if (pid < 0 || wait4(pid, &status, 0, &use) != pid || status != 0) {
		fprintf(stderr, "aifsim %s: failed\n", words);
		exit(1);
	}
	x.wall_s = now_s() - x.wall_s;
	x.peak_mb = (double)use.ru_maxrss / 1024;
	return x;
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
median(double *x)
{
	qsort(x, RUNS, sizeof *x, by_size);
	return x[RUNS / 2];
}

// The value of a line of `aifsim bench`.
static double
figure(const seen *x, const char *name)
{
	const char *at = strstr(x->out, name);

	return at ? atof(at + strlen(name)) : 0;
}

static void
default_run(void)
{
	double wall[RUNS], peak[RUNS];

	for (int i = 0; i < RUNS; i++) {
		seen x = run("run scenarios/default.lua --threads 2 -q -o build/bench-run.h5");

		wall[i] = x.wall_s;
		peak[i] = x.peak_mb;
	}
	printf("run default\twall\t%.2f\ts\n", median(wall));
	printf("run default\tpeak memory\t%.1f\tMB\n", median(peak));
}

// The same replicas on one thread and on two, in turn.
static void
replicas(void)
{
	double ratio[RUNS];

	for (int i = 0; i < RUNS; i++) {
		double s[2];

		for (int t = 1; t <= 2; t++) {
			char words[256];

			snprintf(
			    words, sizeof words,
			    "sweep scenarios/default.lua -q --samples 1 --replicas 150 "
			    "--vary finance.wacc=0.05..0.15 --threads %d -o build/bench-sweep-%ld",
			    t, (long)getpid() * 2 * RUNS + 2 * i + t);
			s[t - 1] = run(words).wall_s;
		}
		ratio[i] = s[0] / (2 * s[1]);
	}
	if (system("rm -rf build/bench-sweep-* build/bench-run.h5") != 0)
		exit(1);
	printf("sweep, 150 replicas\tparallel efficiency on two threads\t%.3f\t1\n", median(ratio));
}

static void
a_taken_core(void)
{
	double ratio[RUNS];
	pid_t other = fork();

	if (other == 0) {
		cpu_set_t one;

		CPU_ZERO(&one);
		CPU_SET(1, &one);
		(void)sched_setaffinity(0, sizeof one, &one);
		for (volatile unsigned i = 0;; i++)
			;
	}
	for (int i = 0; i < RUNS; i++) {
		seen a = run("bench phold --threads 1"), b = run("bench phold --threads 2");

		ratio[i] = figure(&b, "phold.events_per_s\t") / figure(&a, "phold.events_per_s\t");
	}
	kill(other, SIGKILL);
	waitpid(other, NULL, 0);
	printf("phold, a core taken\ttwo threads against one\t%.2f\t1\n", median(ratio));
}

int
main(void)
{
	default_run();
	replicas();
	a_taken_core();
	return 0;
}
