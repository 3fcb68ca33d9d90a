// vfd.c - POSIX reads and writes behind HDF5's virtual file layer.
//
// Only what a file written by one process needs: no locks, no append mode.
// Source: The HDF Group, "HDF5 Virtual File Layer" (1.10), H5FD_class_t.
#include "out/vfd.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct vfile {
	H5FD_t pub; // HDF5's own part, first
	int fd, error;
	haddr_t eoa, eof;
} vfile;

static H5FD_t *
vopen(const char *name, unsigned flags, hid_t fapl, haddr_t maxaddr)
{
	vfile *f = calloc(1, sizeof *f);

	(void)flags;
	(void)fapl;
	(void)maxaddr;
	if (!f)
		return NULL;
	f->fd = open(name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (f->fd < 0) {
		free(f);
		return NULL;
	}
	return &f->pub;
}

static void
fail(vfile *f)
{
	f->error = errno ? errno : EIO;
	if (ftruncate(f->fd, 0) != 0) // its room is of use to others now
		return;
}

static herr_t
vclose(H5FD_t *pub)
{
	vfile *f = (vfile *)(void *)pub;

	close(f->fd);
	free(f);
	return 0;
}

static int
vcmp(const H5FD_t *a, const H5FD_t *b)
{
	int x = ((const vfile *)(const void *)a)->fd, y = ((const vfile *)(const void *)b)->fd;

	return x < y ? -1 : x > y;
}

static herr_t
vquery(const H5FD_t *pub, unsigned long *flags)
{
	(void)pub;
	*flags = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA |
		 H5FD_FEAT_DATA_SIEVE | H5FD_FEAT_AGGREGATE_SMALLDATA |
		 H5FD_FEAT_DEFAULT_VFD_COMPATIBLE;
	return 0;
}

static haddr_t
vget_eoa(const H5FD_t *pub, H5FD_mem_t type)
{
	(void)type;
	return ((const vfile *)(const void *)pub)->eoa;
}

static herr_t
vset_eoa(H5FD_t *pub, H5FD_mem_t type, haddr_t addr)
{
	(void)type;
	((vfile *)(void *)pub)->eoa = addr;
	return 0;
}

static haddr_t
vget_eof(const H5FD_t *pub, H5FD_mem_t type)
{
	(void)type;
	return ((const vfile *)(const void *)pub)->eof;
}

static herr_t
vget_handle(H5FD_t *pub, hid_t fapl, void **handle)
{
	(void)fapl;
	*handle = &((vfile *)(void *)pub)->error;
	return 0;
}

// Bytes past the end of the file read as zero.
static herr_t
vread(H5FD_t *pub, H5FD_mem_t type, hid_t dxpl, haddr_t addr, size_t n, void *buf)
{
	vfile *f = (vfile *)(void *)pub;
	unsigned char *p = buf;

	(void)type;
	(void)dxpl;
	while (n) {
		ssize_t got = pread(f->fd, p, n, (off_t)addr);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0) {
			memset(p, 0, n);
			return got < 0 ? -1 : 0;
		}
		p += got;
		addr += (haddr_t)got;
		n -= (size_t)got;
	}
	return 0;
}

static herr_t
vwrite(H5FD_t *pub, H5FD_mem_t type, hid_t dxpl, haddr_t addr, size_t n, const void *buf)
{
	vfile *f = (vfile *)(void *)pub;
	const unsigned char *p = buf;

	(void)type;
	(void)dxpl;
	if (addr + n > f->eof)
		f->eof = addr + n;
	while (n && !f->error) {
		ssize_t put = pwrite(f->fd, p, n, (off_t)addr);

		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0) {
			fail(f);
			break;
		}
		p += put;
		addr += (haddr_t)put;
		n -= (size_t)put;
	}
	return 0;
}

static herr_t
vtruncate(H5FD_t *pub, hid_t dxpl, hbool_t closing)
{
	vfile *f = (vfile *)(void *)pub;

	(void)dxpl;
	(void)closing;
	if (f->eoa != f->eof) {
		if (!f->error && ftruncate(f->fd, (off_t)f->eoa) != 0)
			fail(f);
		f->eof = f->eoa;
	}
	return 0;
}

static const H5FD_class_t driver = {
#if H5_VERSION_GE(1, 13, 0)
	.version = H5FD_CLASS_VERSION,
	.value = (H5FD_class_value_t)600,
#endif
	.name = "aifsim",
	.maxaddr = (haddr_t)1 << 62,
	.fc_degree = H5F_CLOSE_STRONG,
	.open = vopen,
	.close = vclose,
	.cmp = vcmp,
	.query = vquery,
	.get_eoa = vget_eoa,
	.set_eoa = vset_eoa,
	.get_eof = vget_eof,
	.get_handle = vget_handle,
	.read = vread,
	.write = vwrite,
	.truncate = vtruncate,
	.fl_map = H5FD_FLMAP_DICHOTOMY,
};

hid_t
aif_vfd_create(const char *path, hid_t create_plist)
{
	hid_t id = H5FDregister(&driver), access = H5Pcreate(H5P_FILE_ACCESS), f;

	errno = 0;
	H5Pset_driver(access, id, NULL);
	f = H5Fcreate(path, H5F_ACC_TRUNC, create_plist, access);
	H5Pclose(access);
	H5FDunregister(id); // the open file keeps it
	return f;
}

int
aif_vfd_errno(hid_t file)
{
	void *handle = NULL;

	if (H5Fget_vfd_handle(file, H5P_DEFAULT, &handle) < 0 || !handle)
		return EIO;
	return *(int *)handle;
}
