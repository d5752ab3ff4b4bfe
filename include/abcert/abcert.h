/* SPDX-License-Identifier: MIT
 * libabcert: problems in, verdicts with certificates out.
 *
 * A context holds the message of the last error; every other handle is made with one and outlives
 * nothing but itself. Handles are opaque; strings that a function returns belong to the handle it
 * was given and are valid until that is destroyed. Functions of different contexts may run in
 * different threads at the same time. No function prints, exits or aborts, with one exception: when
 * memory runs out, in GMP as in our own code, the process ends with status 70. */
#ifndef ABCERT_ABCERT_H
#define ABCERT_ABCERT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The exit statuses of the programs. */
typedef enum {
  ABCERT_OK = 0,
  ABCERT_NOT_VERIFIED = 11, /* a certificate that is malformed or proves nothing */
  ABCERT_USAGE = 64,        /* an argument that makes no sense */
  ABCERT_BAD_PROBLEM = 65,  /* an error in the problem */
  ABCERT_INTERNAL = 70,     /* an invariant of ours does not hold: please report it */
  ABCERT_IO = 74            /* a file that cannot be read or written */
} abcert_status;

typedef enum { ABCERT_PROVED, ABCERT_REFUTED, ABCERT_UNKNOWN } abcert_verdict;

typedef struct abcert_context abcert_context;
typedef struct abcert_problem abcert_problem;
typedef struct abcert_result abcert_result;

/* 0 for the default of each: threads 1, precision 64 bits, 10,000,000 boxes a clause, no limit of
 * time. */
typedef struct {
  unsigned threads;
  unsigned precision;
  uint64_t node_limit;
  double time_limit; /* seconds */
} abcert_options;

const char *abcert_version(void);

abcert_context *abcert_context_create(void);
void abcert_context_destroy(abcert_context *context);
/* What went wrong in the last call with this context that did not return ABCERT_OK: "FILE:LINE:COL:
 * message" where there is a place. */
const char *abcert_message(const abcert_context *context);

/* Reads a problem from a file, or from memory (`name` stands for the file in messages). On failure
 * *problem is NULL. */
abcert_status abcert_problem_load(abcert_context *context, abcert_problem **problem,
                                  const char *path);
abcert_status abcert_problem_parse(abcert_context *context, abcert_problem **problem,
                                   const char *name, const char *text, size_t length);
void abcert_problem_destroy(abcert_problem *problem);

/* Its claims, counted from 0, in the order of the file. */
size_t abcert_problem_claim_count(const abcert_problem *problem);
/* NULL for a claim without a name. */
const char *abcert_problem_claim_name(const abcert_problem *problem, size_t claim);
/* The canonical claim text and its SHA-256 in hexadecimal; NULL while a constant is `best`. */
const char *abcert_problem_claim_text(const abcert_problem *problem, size_t claim);
const char *abcert_problem_claim_hash(const abcert_problem *problem, size_t claim);

/* Proves or refutes a claim; the certificate has been checked when this returns ABCERT_OK with a
 * verdict PROVED or REFUTED. options may be NULL. On failure *result is NULL. */
abcert_status abcert_prove(abcert_context *context, abcert_result **result,
                           const abcert_problem *problem, size_t claim,
                           const abcert_options *options);

/* Checks a certificate. ABCERT_OK only if everything in it is verified: then its verdict is PROVED
 * or REFUTED. `hash`: that the claim must have, or NULL for any. options may be NULL; of them,
 * threads and precision count. */
abcert_status abcert_check(abcert_context *context, abcert_result **result, const char *bytes,
                           size_t length, const char *hash, const abcert_options *options);

void abcert_result_destroy(abcert_result *result);
abcert_verdict abcert_result_verdict(const abcert_result *result);
/* SHA-256 of the claim text, in hexadecimal. */
const char *abcert_result_hash(const abcert_result *result);
/* What the verdict rests on: "every-y"; "proved", "by-theorem NAME" or "declared" for minimizers
 * and infima; NULL where it does not apply. */
const char *abcert_result_reading(const abcert_result *result);
const char *abcert_result_minimizers(const abcert_result *result);
const char *abcert_result_infimum(const abcert_result *result);
/* What is assumed, one assumption a line, each ended by LF; "" if nothing is. */
const char *abcert_result_assumptions(const abcert_result *result);
/* Boxes that the search visited; 0 from abcert_check. */
uint64_t abcert_result_boxes(const abcert_result *result);
/* The bytes of the certificate that abcert_prove made, and their number; NULL and 0 if there is
 * none (UNKNOWN, or from abcert_check). */
const char *abcert_result_certificate(const abcert_result *result, size_t *length);

#ifdef __cplusplus
}
#endif

#endif
