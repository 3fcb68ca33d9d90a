// err.h - error codes and the diagnostic that travels with them.
//
// A function that can fail returns aif_err and, where a person must learn why,
// takes an aif_diag. Only the first failure is kept: it is the cause. The text
// follows the contract `where: what (expected what)`, where being file:line.
#ifndef AIF_UTIL_ERR_H
#define AIF_UTIL_ERR_H

#define AIF_ERR_MAP(X)                                                                             \
	X(OK, "success")                                                                           \
	X(ENOMEM, "out of memory")                                                                 \
	X(EINVAL, "invalid argument")                                                              \
	X(ERANGE, "value out of range")                                                            \
	X(EIO, "input/output error")                                                               \
	X(EPARSE, "malformed input")                                                               \
	X(ENOENT, "not found")                                                                     \
	X(EREFUSED, "no honest answer")                                                            \
	X(ESTOP, "stopped by request")

typedef enum aif_err {
#define X(name, text) AIF_##name,
	AIF_ERR_MAP(X)
#undef X
} aif_err;

// Caller-owned; zero-initialise. msg is "" until something fails.
typedef struct aif_diag {
	aif_err code;
	char msg[512];
} aif_diag;

// Static text for a code; never NULL.
const char *aif_err_str(aif_err e);

// Records code and message in d (which may be NULL) unless d already holds a
// failure. Returns code, so that callers can write: return aif_err_fail(d, ...).
__attribute__((format(printf, 3, 4))) aif_err aif_err_fail(aif_diag *d, aif_err code,
							   const char *fmt, ...);

// Puts "where: " before the message that d holds, if it holds one: the caller
// knows the file:line, the callee does not. Returns d's code.
__attribute__((format(printf, 2, 3))) aif_err aif_err_at(aif_diag *d, const char *fmt, ...);

// The member of names[n] nearest to word, or NULL when none is near enough to
// be worth suggesting. O(n * length^2).
const char *aif_err_nearest(const char *word, const char *const *names, int n);

#endif
