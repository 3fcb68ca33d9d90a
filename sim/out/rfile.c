// rfile.c - temporary name, fsync, rename.
//
// A result under its final name is whole: its bytes are on disk before it gets it.
#include "out/rfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// Folder of path, "." when it names none.
static void
folder_of(const char *path, char *out, size_t n)
{
	const char *slash = strrchr(path, '/');

	snprintf(out, n, "%.*s",
		 slash == path ? 1
		 : slash       ? (int)(slash - path)
			       : 1,
		 slash ? path : ".");
}

aif_err
aif_rfile_names(const char *path, char **final, char **tmp, aif_diag *d)
{
	size_t n = strlen(path);
	char dir[4096];
	struct stat st;

	if (n == 0 || n >= sizeof dir || path[n - 1] == '/')
		return aif_err_fail(d, AIF_EINVAL, "'%s' is not a name for a result file", path);
	folder_of(path, dir, sizeof dir);
	if (stat(dir, &st) != 0 || !S_ISDIR(st.st_mode))
		return aif_err_fail(
		    d, AIF_ENOENT, "%s: the folder '%s' does not exist (make it first)", path, dir);
	if (access(dir, W_OK) != 0)
		return aif_err_fail(d, AIF_EIO, "%s: can not write into '%s': %s", path, dir,
				    strerror(errno));
	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return aif_err_fail(d, AIF_EINVAL, "%s: is a folder (expected the name of a file)",
				    path);
	*final = malloc(n + 1);
	*tmp = malloc(n + 5);
	if (!*final || !*tmp)
		return aif_err_fail(d, AIF_ENOMEM, "%s: out of memory", path);
	memcpy(*final, path, n + 1);
	memcpy(*tmp, path, n);
	memcpy(*tmp + n, ".tmp", 5);
	return AIF_OK;
}

static int
sync_path(const char *path)
{
	int fd = open(path, O_RDONLY), rc;

	if (fd < 0)
		return -1;
	rc = fsync(fd);
	close(fd);
	return rc;
}

aif_err
aif_rfile_settle(const char *tmp, const char *path, aif_diag *d)
{
	char dir[4096];

	if (sync_path(tmp) != 0 || rename(tmp, path) != 0) {
		aif_err_fail(d, AIF_EIO, "%s: can not write: %s", path, strerror(errno));
		unlink(tmp);
		return AIF_EIO;
	}
	folder_of(path, dir, sizeof dir);
	(void)sync_path(dir); // some file systems refuse it; the file itself is safe
	return AIF_OK;
}
