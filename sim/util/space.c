// space.c - a reserved range, blocks of classes of sizes, saved as it stands.
//
// The range is reserved without access and opened from its base as it is needed. A
// block has a head of 64 bytes and a size of one of four classes per doubling; given
// back, it waits in the list of its class, and a large one returns its pages to the
// system. Saved are the pages up to the highest block, holes where all is zero.
#define _DEFAULT_SOURCE // madvise, MAP_ANONYMOUS, MAP_NORESERVE
#include "util/space.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/sha256.h"

#ifndef MAP_FIXED_NOREPLACE // Linux 4.17; before, the address is a wish
#define MAP_FIXED_NOREPLACE 0
#endif

enum { HEAD = 64, N_CLASS = 4 * 40, STEP = 32 << 20, LARGE = 256 << 10, PAGE = 4096 };

static const size_t range = (size_t)1 << 38;
// Far from where programs, libraries and stacks are put, and from what sanitizers
// keep; the second for kernels with 39 bits of addresses.
static const uintptr_t place[] = { 0x7b0000000000u, 0x2000000000u };

typedef struct block {
	uint32_t class;
	int is_clean;       // in a free list: its bytes are zero
	struct block *next; // in a free list
} block;

struct aif_space {
	pthread_mutex_t lock;
	size_t open, used; // bytes from the base: accessible, taken
	block *free[N_CLASS];
	void *root;
};

// In front of the pages in a file.
typedef struct header {
	char magic[16];
	uint64_t base, used, code; // code: where the program is
	unsigned char program[32]; // its digest
} header;

static const char magic[16] = "aifsim-space-1\n";

static const size_t first = (sizeof(aif_space) + PAGE - 1) / PAGE * PAGE;

// --- range -----------------------------------------------------------------------

static aif_space *
reserve(uintptr_t at)
{
	void *want = (void *)at;
	void *p = mmap(want, range, PROT_NONE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);

	if (p == MAP_FAILED)
		return NULL;
	if (p != want) {
		munmap(p, range);
		return NULL;
	}
	return p;
}

// Makes the first n bytes accessible. Returns 0 when memory is out.
static int
open_to(aif_space *s, size_t from, size_t n)
{
	size_t to = (n + STEP - 1) / STEP * STEP;

	if (to > range || mprotect((char *)s + from, to - from, PROT_READ | PROT_WRITE) != 0)
		return 0;
#ifdef MADV_HUGEPAGE
	(void)madvise((char *)s + from, to - from, MADV_HUGEPAGE);
#endif
	s->open = to;
	return 1;
}

aif_err
aif_space_create(aif_space **out)
{
	aif_space *s = NULL;

	for (size_t i = 0; i < sizeof place / sizeof *place && !s; i++)
		s = reserve(place[i]);
	if (!s)
		return AIF_ENOMEM;
	if (!open_to(s, 0, first)) {
		munmap(s, range);
		return AIF_ENOMEM;
	}
	pthread_mutex_init(&s->lock, NULL);
	s->used = first;
	*out = s;
	return AIF_OK;
}

void
aif_space_free(aif_space *s)
{
	if (!s)
		return;
	pthread_mutex_destroy(&s->lock);
	munmap(s, range);
}

void
aif_space_set_root(aif_space *s, void *root)
{
	s->root = root;
}

void *
aif_space_root(const aif_space *s)
{
	return s->root;
}

// --- blocks ----------------------------------------------------------------------

static size_t
class_bytes(uint32_t class)
{
	return (size_t)(4 + class % 4) << (class / 4 + 5);
}

// The least class of n bytes, head included; 128 is the smallest.
static uint32_t
class_of(size_t n)
{
	uint32_t up = n <= 128 ? 0 : (uint32_t)(63 - __builtin_clzll((n - 1) >> 7));
	uint32_t class = 4 * up;

	while (class_bytes(class) < n)
		class ++;
	return class;
}

static block *
fresh(aif_space *s, uint32_t class)
{
	size_t n = class_bytes(class);
	block *b;

	if (n > range - s->used || (s->used + n > s->open && !open_to(s, s->open, s->used + n)))
		return NULL;
	b = (block *)(void *)((char *)s + s->used);
	s->used += n;
	*b = (block){ .class = class, .is_clean = 1 };
	return b;
}

// A block with room for n bytes, zeroed when asked.
static void *
take(aif_space *s, size_t n, int zeroed)
{
	uint32_t class;
	block *b;

	if (n > range / 2)
		return NULL;
	class = class_of(n + HEAD);
	pthread_mutex_lock(&s->lock);
	b = s->free[class];
	if (b)
		s->free[class] = b->next;
	else
		b = fresh(s, class);
	pthread_mutex_unlock(&s->lock);
	if (b && zeroed && !b->is_clean)
		memset((char *)b + HEAD, 0, n);
	return b ? (char *)b + HEAD : NULL;
}

static block *
block_of(void *p)
{
	return (block *)(void *)((char *)p - HEAD);
}

void *
aif_space_alloc(aif_space *s, size_t n)
{
	return s ? take(s, n, 1) : calloc(1, n ? n : 1);
}

// Pages that lie within the block go back to the system and read as zero.
static void
clean(block *b)
{
	char *from = (char *)b + HEAD, *to = (char *)b + class_bytes(b->class);
	char *page = (char *)(((uintptr_t)from + PAGE - 1) / PAGE * PAGE);
	char *last = (char *)((uintptr_t)to / PAGE * PAGE);

	b->is_clean = 0;
	if (class_bytes(b->class) < LARGE || madvise(page, (size_t)(last - page), MADV_DONTNEED))
		return;
	memset(from, 0, (size_t)(page - from));
	memset(last, 0, (size_t)(to - last));
	b->is_clean = 1;
}

void
aif_space_release(aif_space *s, void *p)
{
	block *b;

	if (!s)
		free(p);
	if (!s || !p)
		return;
	b = block_of(p);
	clean(b);
	pthread_mutex_lock(&s->lock);
	b->next = s->free[b->class];
	s->free[b->class] = b;
	pthread_mutex_unlock(&s->lock);
}

void *
aif_space_realloc(aif_space *s, void *p, size_t n)
{
	size_t room;
	void *q;

	if (!s)
		return realloc(p, n ? n : 1);
	room = p ? class_bytes(block_of(p)->class) - HEAD : 0;
	if (p && n <= room && n > room / 4)
		return p;
	q = take(s, n, 0);
	if (!q)
		return NULL;
	if (p)
		memcpy(q, p, n < room ? n : room);
	aif_space_release(s, p);
	return q;
}

// --- file ------------------------------------------------------------------------

static uint64_t
code(void)
{
	return (uint64_t)(uintptr_t)&aif_space_create;
}

// Digest of the running program's file; zeroes where there is none to be read.
static void
program(unsigned char out[32])
{
	FILE *f = fopen("/proc/self/exe", "rb");
	aif_sha256 h;
	char buf[1 << 14];
	size_t n;

	memset(out, 0, 32);
	if (!f)
		return;
	aif_sha256_init(&h);
	while ((n = fread(buf, 1, sizeof buf, f)) > 0)
		aif_sha256_add(&h, buf, n);
	aif_sha256_done(&h, out);
	fclose(f);
}

static int
is_zero(const char *p, size_t n)
{
	return p[0] == 0 && memcmp(p, p + 1, n - 1) == 0;
}

static int
put(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t k = write(fd, p, n);

		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return 0;
		p += k;
		n -= (size_t)k;
	}
	return 1;
}

static int
put_all(const aif_space *s, int fd)
{
	header h = { .base = (uintptr_t)s, .used = s->used, .code = code() };
	const char *p = (const char *)s;
	int ok;

	memcpy(h.magic, magic, sizeof magic);
	program(h.program);
	ok = put(fd, (const char *)&h, sizeof h) && lseek(fd, PAGE, SEEK_SET) == PAGE;
	for (size_t at = 0; ok && at < s->used;) {
		size_t n = s->used - at < 64 * PAGE ? s->used - at : 64 * PAGE;

		if (is_zero(p + at, n))
			ok = lseek(fd, (off_t)n, SEEK_CUR) >= 0;
		else
			ok = put(fd, p + at, n);
		at += n;
	}
	return ok && ftruncate(fd, (off_t)(PAGE + s->used)) == 0 && fsync(fd) == 0;
}

aif_err
aif_space_save(aif_space *s, const char *path, aif_diag *d)
{
	size_t n = strlen(path) + 8;
	char *tmp = malloc(n);
	int fd, ok;

	if (!tmp)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	snprintf(tmp, n, "%s.tmp", path);
	fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	ok = fd >= 0 && put_all(s, fd);
	if (fd >= 0)
		ok = close(fd) == 0 && ok;
	ok = ok && rename(tmp, path) == 0;
	if (!ok) {
		aif_err_fail(d, AIF_EIO, "%s: can not write: %s", path, strerror(errno));
		if (fd >= 0)
			unlink(tmp);
	}
	free(tmp);
	return ok ? AIF_OK : AIF_EIO;
}

static int
get(int fd, char *p, size_t n)
{
	while (n > 0) {
		ssize_t k = read(fd, p, n);

		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return 0;
		p += k;
		n -= (size_t)k;
	}
	return 1;
}

// Reads the header of fd and says what is wrong with it.
static aif_err
get_header(int fd, header *h, const char *path, aif_diag *d)
{
	unsigned char mine[32];
	struct stat st;

	if (!get(fd, (char *)h, sizeof *h) || memcmp(h->magic, magic, sizeof magic) != 0)
		return aif_err_fail(d, AIF_EINVAL, "%s: not a snapshot of aifsim", path);
	program(mine);
	if (memcmp(mine, h->program, sizeof mine) != 0)
		return aif_err_fail(d, AIF_EINVAL,
				    "%s: made by another build of aifsim (a snapshot is good for "
				    "the very program that made it)",
				    path);
	if (h->code != code())
		return aif_err_fail(d, AIF_EINVAL,
				    "%s: this program is loaded at addresses that change (expected "
				    "one linked with -no-pie)",
				    path);
	if (fstat(fd, &st) != 0 || (uint64_t)st.st_size != PAGE + h->used || h->used < first ||
	    h->used > range)
		return aif_err_fail(d, AIF_EINVAL, "%s: cut short", path);
	return AIF_OK;
}

// The pages of fd, read to where they were.
static aif_err
get_all(aif_space **out, int fd, const header *h, const char *path, aif_diag *d)
{
	aif_space *s = reserve((uintptr_t)h->base);
	aif_err e = AIF_OK;

	if (!s)
		return aif_err_fail(d, AIF_ENOMEM, "%s: its addresses are taken", path);
	if (!open_to(s, 0, h->used))
		e = aif_err_fail(d, AIF_ENOMEM, "%s: out of memory", path);
	else if (lseek(fd, PAGE, SEEK_SET) < 0 || !get(fd, (char *)s, h->used))
		e = aif_err_fail(d, AIF_EIO, "%s: can not read", path);
	if (e != AIF_OK) {
		munmap(s, range);
		return e;
	}
	s->open = (h->used + STEP - 1) / STEP * STEP;
	pthread_mutex_init(&s->lock, NULL);
	*out = s;
	return AIF_OK;
}

aif_err
aif_space_load(aif_space **out, const char *path, aif_diag *d)
{
	int fd = open(path, O_RDONLY);
	header h;
	aif_err e;

	if (fd < 0)
		return aif_err_fail(d, AIF_EIO, "%s: can not read: %s", path, strerror(errno));
	e = get_header(fd, &h, path, d);
	if (e == AIF_OK)
		e = get_all(out, fd, &h, path, d);
	close(fd);
	return e;
}
