/* SPDX-License-Identifier: MIT */
#ifndef AB_CERTIFICATE_DIGEST_H
#define AB_CERTIFICATE_DIGEST_H

#include <stddef.h>

enum { AB_DIGEST_HEX = 64 };

/* The SHA-256 of the bytes as 64 lower-case hexadecimal digits and a NUL (libmd). */
void ab_digest(char out[AB_DIGEST_HEX + 1], const char *bytes, size_t length);

#endif
