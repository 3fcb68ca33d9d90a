// result.c - the result file of a run: series, tables, what the file says of itself.
//
// Series gather in memory to whole chunks (CHUNK bins), so that a flush costs
// little however many series there are; a file left by a killed process ends at
// the last whole chunk of its series and at the last flush of its tables.
#include "out/result.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "out/rensemble.h"
#include "out/rfile.h"
#include "out/rparam.h"
#include "out/rtable.h"
#include "util/cal.h"
#include "util/version.h"

#define CHUNK 1024

typedef struct series {
	hid_t dset;
	int sim;
	uint32_t index; // of aif_sim_series_at
	size_t n_buf;
	hsize_t written;
	double buf[CHUNK];
} series;

struct aif_result {
	char *path, *tmp;
	hid_t file;
	aif_sim **sims;
	int n_sim;
	int64_t start_unix_s;
	aif_time end_ns, bin_ns;
	series *s;
	size_t n_series;
	hid_t time;     // edges
	hsize_t n_edge; // written
	aif_rtable **t;
	const aif_table *const *tables;
	int n_table;
	int wrote_ensemble;
	const aif_spool *from; // gives what is written; NULL: the sims do
};

// Correctly rounded, unlike a product with 1e-9: an edge at 3600 s reads 3600.
static double
seconds(aif_time t)
{
	return (double)t / 1e9;
}

// --- series -----------------------------------------------------------------------

static const char *
agg_name(aif_agg a)
{
	switch (a) {
	case AIF_AGG_MEAN:
		return "mean";
	case AIF_AGG_SUM:
		return "sum";
	case AIF_AGG_LAST:
		return "last";
	default:
		return "max";
	}
}

// Name of the entity's group: plain in the first sim, `strategy.entity` in later
// ones; '/' would be read as a path.
static void
group_name(const aif_sim *s, int first, uint32_t id, char *out, size_t n)
{
	snprintf(out, n, "%s%s%s", first ? "" : aif_sim_options(s)->label, first ? "" : ".",
		 aif_sim_name(s, id));
	for (char *c = out; *c; c++)
		if (*c == '/')
			*c = '_';
}

static hid_t
entity_group(hid_t all, const aif_sim *s, int first, uint32_t id)
{
	char name[256];
	hid_t g;

	group_name(s, first, id, name, sizeof name);
	if (H5Lexists(all, name, H5P_DEFAULT) > 0)
		return H5Gopen2(all, name, H5P_DEFAULT);
	g = aif_h5_group(all, name);
	if (g >= 0 && (aif_h5_attr_text(g, "strategy", aif_sim_options(s)->label) < 0 ||
		       aif_h5_attr_text(g, "entity", aif_sim_name(s, id)) < 0 ||
		       aif_h5_attr_text(g, "model", aif_sim_model(s, id)->name) < 0)) {
		H5Gclose(g);
		return -1;
	}
	return g;
}

static aif_err
create_one_series(aif_result *r, hid_t all, int sim, uint32_t index, aif_diag *d)
{
	aif_sim_series x = aif_sim_series_at(r->sims[sim], index);
	aif_h5_spec spec = { x.field->name, x.field->unit, x.field->doc, H5T_IEEE_F64LE, 1,
			     { 0, 0 },      CHUNK };
	series *s = &r->s[r->n_series];
	hid_t g = entity_group(all, r->sims[sim], sim == 0, x.id);

	if (g < 0)
		return aif_h5_fail(d, r->path, "can not write");
	s->sim = sim;
	s->index = index;
	s->dset = aif_h5_dataset(g, &spec, r->path, d);
	H5Gclose(g);
	if (s->dset < 0)
		return d ? d->code : AIF_EIO;
	r->n_series++;
	if (aif_h5_attr_text(s->dset, "aggregation", agg_name(x.field->agg)) < 0)
		return aif_h5_fail(d, r->path, "can not write");
	return AIF_OK;
}

static aif_err
create_series(aif_result *r, aif_diag *d)
{
	aif_h5_spec edges = {
		"time",
		"s",
		"Edges of the bins of every series, since `start`: bin i is [time[i], time[i+1]).",
		H5T_IEEE_F64LE,
		1,
		{ 0, 0 },
		CHUNK
	};
	hid_t all = aif_h5_group(r->file, "series");
	char start[32];
	size_t n = 0;
	aif_err e = AIF_OK;

	for (int i = 0; i < r->n_sim; i++)
		n += aif_sim_n_series(r->sims[i]);
	r->s = calloc(n ? n : 1, sizeof *r->s);
	if (!r->s || all < 0)
		return aif_err_fail(d, AIF_ENOMEM, "%s: out of memory", r->path);
	for (int i = 0; i < r->n_sim && !e; i++)
		for (uint32_t k = 0; k < aif_sim_n_series(r->sims[i]) && !e; k++)
			e = create_one_series(r, all, i, k, d);
	H5Gclose(all);
	if (e)
		return e;
	r->time = aif_h5_dataset(r->file, &edges, r->path, d);
	if (r->time < 0)
		return d ? d->code : AIF_EIO;
	aif_cal_format(r->start_unix_s, 1, start, sizeof start);
	if (aif_h5_attr_text(r->time, "start", start) < 0 ||
	    aif_h5_attr_f64(r->time, "bin_s", seconds(r->bin_ns)) < 0)
		return aif_h5_fail(d, r->path, "can not write");
	return AIF_OK;
}

static aif_err
write_series(aif_result *r, series *s, aif_diag *d)
{
	if (s->n_buf &&
	    aif_h5_write_rows(s->dset, H5T_NATIVE_DOUBLE, s->written, s->n_buf, s->buf) < 0)
		return aif_h5_fail(d, r->path, "can not write");
	s->written += s->n_buf;
	s->n_buf = 0;
	return AIF_OK;
}

// Bins since the last flush.
static const double *
fresh_bins(const aif_result *r, const series *s, size_t *n)
{
	aif_sim_series x;

	if (r->from)
		return aif_spool_series(r->from, s->sim, s->index, n);
	x = aif_sim_series_at(r->sims[s->sim], s->index);
	*n = x.n;
	return x.x;
}

static aif_err
take_series(aif_result *r, aif_diag *d)
{
	for (size_t i = 0; i < r->n_series; i++) {
		series *s = &r->s[i];
		size_t have;
		const double *x = fresh_bins(r, s, &have);

		for (size_t at = 0; at < have;) {
			size_t room = CHUNK - s->n_buf, n = have - at < room ? have - at : room;

			memcpy(s->buf + s->n_buf, x + at, n * sizeof *s->buf);
			s->n_buf += n;
			at += n;
			if (s->n_buf == CHUNK && write_series(r, s, d))
				return AIF_EIO;
		}
	}
	return AIF_OK;
}

// Edges up to the longest series in the file; the last bin may be short.
static aif_err
write_edges(aif_result *r, aif_diag *d)
{
	hsize_t want = 0;
	double buf[CHUNK];

	for (size_t i = 0; i < r->n_series; i++)
		want = r->s[i].written + 1 > want ? r->s[i].written + 1 : want;
	while (r->n_edge < want) {
		hsize_t n = want - r->n_edge < CHUNK ? want - r->n_edge : CHUNK;

		for (hsize_t i = 0; i < n; i++) {
			aif_time t = (aif_time)(r->n_edge + i) * r->bin_ns;

			buf[i] = seconds(t < r->end_ns ? t : r->end_ns);
		}
		if (aif_h5_write_rows(r->time, H5T_NATIVE_DOUBLE, r->n_edge, n, buf) < 0)
			return aif_h5_fail(d, r->path, "can not write");
		r->n_edge += n;
	}
	return AIF_OK;
}

// --- tables -----------------------------------------------------------------------

static aif_err
create_tables(aif_result *r, aif_diag *d)
{
	aif_rtable_width w = { 1, 1 };

	r->tables = aif_sim_options(r->sims[0])->registry->tables;
	while (r->tables[r->n_table])
		r->n_table++;
	r->t = calloc((size_t)r->n_table + 1, sizeof *r->t);
	if (!r->t)
		return aif_err_fail(d, AIF_ENOMEM, "%s: out of memory", r->path);
	for (int i = 0; i < r->n_sim; i++) {
		const aif_sim *s = r->sims[i];
		size_t len = strlen(aif_sim_options(s)->label);

		w.strategy = len > w.strategy ? len : w.strategy;
		for (uint32_t id = 0; id < aif_sim_n(s); id++) {
			len = strlen(aif_sim_name(s, id));
			w.entity = len > w.entity ? len : w.entity;
		}
	}
	for (int i = 0; i < r->n_table; i++) {
		aif_err e = aif_rtable_create(&r->t[i], r->file, r->tables[i], w, r->path, d);

		if (e)
			return e;
	}
	return AIF_OK;
}

static aif_err
take_rows(aif_result *r, aif_diag *d)
{
	for (int k = 0; k < r->n_table; k++) {
		for (int i = 0; i < r->n_sim; i++) {
			size_t n;
			const void *rows = r->from ? aif_spool_rows(r->from, i, k, &n)
						   : aif_sim_rows(r->sims[i], r->tables[k], &n);
			aif_err e = n ? aif_rtable_add(r->t[k], r->sims[i], rows, n, d) : AIF_OK;

			if (e)
				return e;
		}
		if (aif_rtable_flush(r->t[k], d))
			return AIF_EIO;
	}
	return AIF_OK;
}

// --- life -------------------------------------------------------------------------

static int
root_attrs(aif_result *r, const aif_result_info *info)
{
	const char **label = calloc((size_t)r->n_sim, sizeof *label);
	char start[32], end[32];
	hid_t f = r->file;
	int bad;

	if (!label)
		return -1;
	for (int i = 0; i < r->n_sim; i++)
		label[i] = aif_sim_options(r->sims[i])->label;
	aif_cal_format(info->start_unix_s, 1, start, sizeof start);
	aif_cal_format(info->start_unix_s + info->end_ns / AIF_SECOND, 1, end, sizeof end);
	bad = aif_h5_attr_i64(f, "schema_version", AIF_RESULT_SCHEMA) < 0 ||
	      aif_h5_attr_text(f, "aifsim_version", AIF_VERSION) < 0 ||
	      aif_h5_attr_text(f, "scenario", info->scenario_path) < 0 ||
	      aif_h5_attr_text(f, "start", start) < 0 || aif_h5_attr_text(f, "end", end) < 0 ||
	      aif_h5_attr_i64(f, "start_unix_s", info->start_unix_s) < 0 ||
	      aif_h5_attr_f64(f, "end_s", seconds(info->end_ns)) < 0 ||
	      aif_h5_attr_i64(f, "seed", (int64_t)info->seed) < 0 ||
	      aif_h5_attr_i64(f, "replica", aif_sim_options(r->sims[0])->replica) < 0 ||
	      aif_h5_attr_texts(f, "strategies", label, (size_t)r->n_sim) < 0 ||
	      aif_h5_attr_i64(f, "complete", 0) < 0 || aif_h5_attr_f64(f, "until_s", 0) < 0;
	free(label);
	return bad ? -1 : 0;
}

aif_err
aif_result_create(aif_result **out, const char *path, const aif_result_info *info,
		  aif_sim *const *sims, int n, aif_diag *d)
{
	aif_result *r = calloc(1, sizeof *r);
	aif_err e = AIF_OK;

	if (!r || !(r->sims = calloc((size_t)n, sizeof *r->sims))) {
		free(r);
		return aif_err_fail(d, AIF_ENOMEM, "%s: out of memory", path);
	}
	memcpy(r->sims, sims, (size_t)n * sizeof *sims);
	r->n_sim = n;
	r->start_unix_s = info->start_unix_s;
	r->end_ns = info->end_ns;
	r->bin_ns = info->bin_ns > 0 ? info->bin_ns : info->end_ns;
	r->file = r->time = -1;
	e = aif_rfile_names(path, &r->path, &r->tmp, d);
	if (!e && (r->file = aif_h5_create(r->tmp)) < 0)
		e = aif_h5_fail(d, path, "can not create");
	if (!e && root_attrs(r, info) < 0)
		e = aif_h5_fail(d, path, "can not write");
	if (!e)
		e = aif_rparam_write(r->file, info, sims, n, r->path, d);
	if (!e)
		e = create_series(r, d);
	if (!e)
		e = create_tables(r, d);
	if (!e && aif_h5_flush(r->file) < 0)
		e = aif_h5_fail(d, r->path, "can not write");
	if (e) {
		aif_result_abandon(r);
		return e;
	}
	*out = r;
	return AIF_OK;
}

static aif_time
now_of(const aif_result *r)
{
	aif_time t = 0;

	for (int i = 0; i < r->n_sim; i++) {
		aif_time now = r->from ? aif_spool_now(r->from, i) : aif_sim_now(r->sims[i]);

		t = now > t ? now : t;
	}
	return t;
}

aif_err
aif_result_flush(aif_result *r, aif_diag *d)
{
	aif_time now = now_of(r);
	aif_err e = take_series(r, d);

	if (!e)
		e = write_edges(r, d);
	if (!e)
		e = take_rows(r, d);
	if (!e &&
	    (aif_h5_attr_f64(r->file, "until_s", seconds(now)) < 0 || aif_h5_flush(r->file) < 0))
		e = aif_h5_fail(d, r->path, "can not write");
	for (int i = 0; i < r->n_sim && !r->from; i++)
		aif_sim_drained(r->sims[i]);
	return e;
}

aif_err
aif_result_replay(aif_result *r, aif_spool *from, aif_diag *d)
{
	int more = 1;
	aif_err e = AIF_OK;

	while (!e && more) {
		e = aif_spool_get(from, &more, d);
		r->from = from;
		if (!e && more)
			e = aif_result_flush(r, d);
		r->from = NULL;
	}
	return e;
}

aif_err
aif_result_ensemble_write(aif_result *r, const aif_result_ensemble *e, aif_diag *d)
{
	if (r->wrote_ensemble)
		return aif_err_fail(d, AIF_EINVAL, "%s: the ensemble is already written", r->path);
	r->wrote_ensemble = 1;
	return aif_rensemble_write(r->file, e, r->path, d);
}

// Closes all that is open in the file, then the file. Returns -1 when the last
// writes failed.
static int
shut(aif_result *r)
{
	int rc = 0;

	for (size_t i = 0; i < r->n_series; i++)
		rc |= r->s[i].dset >= 0 && H5Dclose(r->s[i].dset) < 0;
	for (int i = 0; i < r->n_table; i++)
		aif_rtable_free(r->t[i]);
	if (r->time >= 0)
		rc |= H5Dclose(r->time) < 0;
	if (r->file >= 0)
		rc |= H5Fclose(r->file) < 0;
	r->n_series = 0;
	r->n_table = 0;
	r->time = r->file = -1;
	return rc ? -1 : 0;
}

static void
free_result(aif_result *r)
{
	free(r->path);
	free(r->tmp);
	free(r->sims);
	free(r->s);
	free(r->t);
	free(r);
}

aif_err
aif_result_close(aif_result *r, aif_time until_ns, int complete, aif_diag *d)
{
	aif_err e = aif_result_flush(r, d);

	for (size_t i = 0; i < r->n_series && !e; i++)
		e = write_series(r, &r->s[i], d);
	if (!e)
		e = write_edges(r, d);
	if (!e && (aif_h5_attr_i64(r->file, "complete", complete != 0) < 0 ||
		   aif_h5_attr_f64(r->file, "until_s", seconds(until_ns)) < 0 ||
		   aif_h5_flush(r->file) < 0))
		e = aif_h5_fail(d, r->path, "can not write");
	if (e) {
		aif_result_abandon(r);
		return e;
	}
	if (shut(r) < 0) {
		e = aif_h5_fail(d, r->path, "can not write");
		unlink(r->tmp);
	} else {
		e = aif_rfile_settle(r->tmp, r->path, d);
	}
	free_result(r);
	return e;
}

void
aif_result_abandon(aif_result *r)
{
	if (!r)
		return;
	if (r->file >= 0)
		unlink(r->tmp);
	shut(r);
	H5Eclear2(H5E_DEFAULT);
	free_result(r);
}
