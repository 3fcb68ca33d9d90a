// oom.h - allocations that fail on purpose. Include once, in the file with main.
//
// malloc and its kin are replaced in the whole test program: the n-th allocation
// after fault_arm(n) fails, and live ones are counted so that a leak shows. Where
// the address sanitizer owns malloc, FAULT_OFF is defined: tests skip.
#ifndef AIF_TESTS_OOM_H
#define AIF_TESTS_OOM_H

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

#if defined(__SANITIZE_ADDRESS__)
#define FAULT_OFF 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define FAULT_OFF 1
#endif
#endif

static long fault_left = -1; // allocations until the one that fails; < 0: never
static long fault_live;      // blocks not yet freed
static int fault_hit;        // 1 when one has failed

static inline void
fault_arm(long n)
{
	fault_left = n;
	fault_hit = 0;
}

#ifndef FAULT_OFF

// The C library's own, under the names glibc gives them.
void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);
void __libc_free(void *p);

static int
fault_now(void)
{
	if (fault_left < 0 || fault_left-- > 0)
		return 0;
	fault_hit = 1;
	errno = ENOMEM;
	return 1;
}

void *
malloc(size_t n)
{
	void *p = fault_now() ? NULL : __libc_malloc(n);

	fault_live += p != NULL;
	return p;
}

void *
calloc(size_t n, size_t size)
{
	void *p = fault_now() ? NULL : __libc_calloc(n, size);

	fault_live += p != NULL;
	return p;
}

void *
realloc(void *old, size_t n)
{
	void *p = fault_now() ? NULL : __libc_realloc(old, n);

	fault_live += p != NULL && old == NULL;
	return p;
}

void
free(void *p)
{
	fault_live -= p != NULL;
	__libc_free(p);
}

#endif
#endif
