// sha256.h - the SHA-256 digest, to say which scenario text made a result.
// Source: NIST FIPS 180-4 (2015), sec. 6.2.
#ifndef AIF_UTIL_SHA256_H
#define AIF_UTIL_SHA256_H

#include <stddef.h>
#include <stdint.h>

typedef struct aif_sha256 {
	uint32_t h[8];
	uint64_t n; // bytes taken so far
	uint8_t block[64];
} aif_sha256;

void aif_sha256_init(aif_sha256 *s);
void aif_sha256_add(aif_sha256 *s, const void *p, size_t n);
void aif_sha256_done(aif_sha256 *s, uint8_t out[32]);

// Digest of p[n] as 64 lower-case hexadecimal digits and a NUL.
void aif_sha256_hex(const void *p, size_t n, char out[65]);

#endif
