/* SPDX-License-Identifier: MIT
 * Preloaded into a program, gives it a machine or a library on which proofs cannot rest, or the
 * habits of a country, when main begins. FAULT_CALL: upward (doubles are rounded up), flush (small
 * ones become 0), divide (MPFR divides to nearest), digest (SHA-256 is something else), locale (the
 * one of the environment is in force). */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fenv.h>
#include <locale.h>
#include <mpfr.h>
#include <sha256.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

void __gmp_set_memory_functions(void *(*)(size_t), void *(*)(void *, size_t, size_t),
                                void (*)(void *, size_t));

static bool is_call(const char *word) {
  const char *call = getenv("FAULT_CALL");
  return call && strcmp(call, word) == 0;
}

static void find(void *function, const char *name) {
  void *found = dlsym(RTLD_NEXT, name);
  memcpy(function, &found, sizeof found);
}

/* The first thing that main calls. */
void __gmp_set_memory_functions(void *(*allocate)(size_t),
                                void *(*reallocate)(void *, size_t, size_t),
                                void (*release)(void *, size_t)) {
  void (*real)(void *(*)(size_t), void *(*)(void *, size_t, size_t), void (*)(void *, size_t));
  find(&real, "__gmp_set_memory_functions");
  real(allocate, reallocate, release);
  if (is_call("upward"))
    fesetround(FE_UPWARD);
#if defined(__x86_64__)
  if (is_call("flush"))
    _mm_setcsr(_mm_getcsr() | 0x8040U);
#endif
  if (is_call("locale") &&
      (!setlocale(LC_ALL, "") || strcmp(localeconv()->decimal_point, ",") != 0)) {
    fputs("no locale with a decimal comma\n", stderr);
    exit(99);
  }
}

int mpfr_div(mpfr_ptr out, mpfr_srcptr a, mpfr_srcptr b, mpfr_rnd_t direction) {
  int (*real)(mpfr_ptr, mpfr_srcptr, mpfr_srcptr, mpfr_rnd_t);
  find(&real, "mpfr_div");
  return real(out, a, b, is_call("divide") ? MPFR_RNDN : direction);
}

void SHA256Update(SHA2_CTX *context, const uint8_t *bytes, size_t length) {
  void (*real)(SHA2_CTX *, const uint8_t *, size_t);
  find(&real, "SHA256Update");
  real(context, bytes, is_call("digest") ? 0 : length);
}
