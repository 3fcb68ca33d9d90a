// gnuplot.c - runs gnuplot in a folder of its own.
#include "out/gnuplot.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util/embed.h"

aif_text *
aif_gnuplot_file(aif_gnuplot *g, const char *name)
{
	if (g->n_file == AIF_GNUPLOT_FILES)
		return NULL;
	snprintf(g->file[g->n_file].name, sizeof g->file[0].name, "%s", name);
	return &g->file[g->n_file++].text;
}

void
aif_gnuplot_num(aif_gnuplot *g, const char *name, double x)
{
	if (isfinite(x))
		aif_text_putf(&g->def, "%s = %.12g\n", name, x);
	else
		aif_text_putf(&g->def, "%s = NaN\n", name);
}

// Single quotes: gnuplot runs `commands` and expands @macros in double ones.
void
aif_gnuplot_quote(aif_text *t, const char *s)
{
	aif_text_put(t, "'");
	for (; *s; s++) {
		if (strchr("_^{}@&~\\", *s))
			aif_text_put(t, "\\");
		if (*s == '\'')
			aif_text_put(t, "'");
		aif_text_putn(t, *s < ' ' && *s > 0 ? " " : s, 1);
	}
	aif_text_put(t, "'");
}

void
aif_gnuplot_text(aif_gnuplot *g, const char *name, const char *text)
{
	aif_text_putf(&g->def, "%s = ", name);
	aif_gnuplot_quote(&g->def, text);
	aif_text_put(&g->def, "\n");
}

void
aif_gnuplot_free(aif_gnuplot *g)
{
	for (int i = 0; i < g->n_file; i++)
		aif_text_free(&g->file[i].text);
	aif_text_free(&g->def);
	*g = (aif_gnuplot){ 0 };
}

// --- the folder -------------------------------------------------------------------

static void
path_in(const char *dir, const char *file, char *out, size_t n)
{
	snprintf(out, n, "%s/%s", dir, file);
}

static aif_err
save_in(const char *dir, const char *file, const aif_text *t, aif_diag *d)
{
	char path[4200];

	path_in(dir, file, path, sizeof path);
	return aif_text_save(t, path, d);
}

static aif_err
save_script(const char *dir, const char *name, aif_diag *d)
{
	char path[128], file[64];
	aif_text t = { 0 };
	aif_embed e;
	aif_err err;

	snprintf(file, sizeof file, "%s.gp", name);
	snprintf(path, sizeof path, "scripts/plot/%s", file);
	if (!aif_embed_find(path, &e))
		return aif_err_fail(d, AIF_ENOENT, "no plot script '%s'", path);
	aif_text_putn(&t, (const char *)e.data, e.n);
	err = save_in(dir, file, &t, d);
	aif_text_free(&t);
	return err;
}

static void
put_pdf(const aif_gnuplot_size *s, aif_text *t)
{
	aif_text_putf(t, "set terminal pdfcairo enhanced size %g,%g font 'Sans,%d' linewidth 1.5\n",
		      s->width / 96.0, s->height / 96.0, 3 * s->font_px / 4);
}

// What gnuplot is told: a terminal and a page per size.
static void
put_main(const aif_gnuplot *g, const aif_gnuplot_size *size, int n, aif_text *t)
{
	aif_text_put(t, "set encoding utf8\n");
	for (int i = 0; i < n; i++) {
		const aif_gnuplot_size *s = &size[i];

		aif_text_put(t, "reset session\nset encoding utf8\n");
		if (strcmp(s->term, "svg") == 0)
			aif_text_putf(t,
				      "set terminal svg enhanced size %d,%d font 'Helvetica,%d' "
				      "linewidth 1.2\n",
				      s->width, s->height, s->font_px);
		else if (strcmp(s->term, "png") == 0)
			aif_text_putf(t,
				      "set terminal pngcairo enhanced size %d,%d font 'Sans,%d' "
				      "linewidth 2\n",
				      2 * s->width, 2 * s->height, 3 * s->font_px / 2);
		else
			put_pdf(s, t);
		aif_text_putf(t,
			      "set output 'picture%d'\nW = %d\nH = %d\nnarrow = %d\nfont_px = %d\n",
			      i, s->width, s->height, s->width < 500, s->font_px);
		aif_text_putf(t, "load 'def.gp'\nload 'style.gp'\nload '%s.gp'\nset output\n",
			      g->script);
	}
}

static void
remove_in(const char *dir, const char *file)
{
	char path[4200];

	path_in(dir, file, path, sizeof path);
	unlink(path);
}

static void
remove_dir(const aif_gnuplot *g, const char *dir, int n)
{
	char name[64];

	for (int i = 0; i < g->n_file; i++)
		remove_in(dir, g->file[i].name);
	for (int i = 0; i < n; i++) {
		snprintf(name, sizeof name, "picture%d", i);
		remove_in(dir, name);
	}
	snprintf(name, sizeof name, "%s.gp", g->script);
	remove_in(dir, name);
	remove_in(dir, "style.gp");
	remove_in(dir, "def.gp");
	remove_in(dir, "main.gp");
	remove_in(dir, "words");
	rmdir(dir);
}

// Scripts, definitions and data of a figure.
static aif_err
fill_parts(const aif_gnuplot *g, const char *dir, aif_diag *d)
{
	aif_err e = save_script(dir, "style", d);

	if (!e)
		e = save_script(dir, g->script, d);
	if (!e)
		e = save_in(dir, "def.gp", &g->def, d);
	for (int i = 0; i < g->n_file && !e; i++)
		e = save_in(dir, g->file[i].name, &g->file[i].text, d);
	return e;
}

static aif_err
fill_dir(const aif_gnuplot *g, const char *dir, const aif_gnuplot_size *size, int n, aif_diag *d)
{
	aif_text main = { 0 };
	aif_err e = fill_parts(g, dir, d);

	put_main(g, size, n, &main);
	if (!e)
		e = save_in(dir, "main.gp", &main, d);
	aif_text_free(&main);
	return e;
}

// --- the program ------------------------------------------------------------------

// Exit status of `gnuplot -d main.gp` in dir; 127 when there is none.
static int
run_in(const char *dir)
{
	char arg0[] = "gnuplot", arg1[] = "-d", arg2[] = "main.gp";
	char *argv[] = { arg0, arg1, arg2, NULL };
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		int in = open("/dev/null", O_RDONLY), out;

		if (chdir(dir) != 0 ||
		    (out = open("words", O_WRONLY | O_CREAT | O_TRUNC, 0600)) < 0)
			_exit(126);
		if (in < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(out, 2) < 0)
			_exit(126);
		execvp(argv[0], argv);
		_exit(errno == ENOENT ? 127 : 126);
	}
	if (pid < 0)
		return 126;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return 126;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 126;
}

// gnuplot's first words of complaint, on one line.
static aif_err
complain(const char *script, const char *dir, aif_diag *d)
{
	aif_text t = { 0 };
	char path[4200];
	const char *s;

	path_in(dir, "words", path, sizeof path);
	aif_text_load(&t, path, NULL);
	s = t.s ? t.s : "";
	for (size_t i = 0; i < t.n; i++)
		if (t.s[i] == '\n')
			t.s[i] = ' ';
	while (*s == ' ')
		s++;
	aif_err_fail(d, AIF_EIO, "figure '%s': gnuplot failed: %.200s", script,
		     *s ? s : "no reason given");
	aif_text_free(&t);
	return AIF_EIO;
}

static aif_err
run_drawn(const char *dir, const char *script, aif_diag *d)
{
	int rc = run_in(dir);

	if (rc == 127)
		return aif_err_fail(d, AIF_ENOENT,
				    "gnuplot is not installed (figures need it: apt-get install "
				    "gnuplot-nox)");
	return rc == 0 ? AIF_OK : complain(script, dir, d);
}

// A fresh folder, named in dir[n].
static aif_err
make_dir(char *dir, size_t n, aif_diag *d)
{
	const char *base = getenv("TMPDIR");

	snprintf(dir, n, "%s/aifsim-plot-XXXXXX", base && *base ? base : "/tmp");
	return mkdtemp(dir)
		   ? AIF_OK
		   : aif_err_fail(d, AIF_EIO, "%s: can not create: %s", dir, strerror(errno));
}

aif_err
aif_gnuplot_draw(const aif_gnuplot *g, const aif_gnuplot_size *size, int n, aif_text *out,
		 aif_diag *d)
{
	char dir[4096], path[4200], name[32];
	aif_err e = make_dir(dir, sizeof dir, d);

	if (e)
		return e;
	e = fill_dir(g, dir, size, n, d);
	if (!e)
		e = run_drawn(dir, g->script, d);
	for (int i = 0; i < n && !e; i++) {
		snprintf(name, sizeof name, "picture%d", i);
		path_in(dir, name, path, sizeof path);
		e = aif_text_load(&out[i], path, d);
	}
	remove_dir(g, dir, n);
	return e;
}

// --- pages --------------------------------------------------------------------------

static aif_err
fill_pages(const aif_gnuplot *g, int n, const char *dir, const aif_gnuplot_size *size, aif_diag *d)
{
	aif_text main = { 0 };
	aif_err e = AIF_OK;
	char page[4200], name[32];

	put_pdf(size, &main);
	for (int i = 0; i < n && !e; i++) {
		snprintf(name, sizeof name, "page%d", i);
		path_in(dir, name, page, sizeof page);
		if (mkdir(page, 0700) != 0)
			e = aif_err_fail(d, AIF_EIO, "%s: can not create: %s", page,
					 strerror(errno));
		if (!e)
			e = fill_parts(&g[i], page, d);
		aif_text_putf(
		    &main,
		    "reset session\nset encoding utf8\nW = %d\nH = %d\nnarrow = 0\n"
		    "font_px = %d\ncd '%s'\n%sload 'def.gp'\nload 'style.gp'\nload '%s.gp'\n"
		    "cd '..'\n",
		    size->width, size->height, size->font_px, name,
		    i ? "" : "set output '../picture0'\n", g[i].script);
	}
	aif_text_put(&main, "set output\n");
	if (!e)
		e = save_in(dir, "main.gp", &main, d);
	aif_text_free(&main);
	return e;
}

aif_err
aif_gnuplot_pages(const aif_gnuplot *g, int n, const aif_gnuplot_size *size, aif_text *out,
		  aif_diag *d)
{
	static const aif_gnuplot nothing = { .script = "pages" };
	char dir[4096], path[4200], name[32];
	aif_err e = make_dir(dir, sizeof dir, d);

	if (e)
		return e;
	e = fill_pages(g, n, dir, size, d);
	if (!e)
		e = run_drawn(dir, "pages", d);
	path_in(dir, "picture0", path, sizeof path);
	if (!e)
		e = aif_text_load(out, path, d);
	for (int i = 0; i < n; i++) {
		snprintf(name, sizeof name, "page%d", i);
		path_in(dir, name, path, sizeof path);
		remove_dir(&g[i], path, 0);
	}
	remove_dir(&nothing, dir, 1);
	return e;
}
