/* SPDX-License-Identifier: MIT
 * Certificates of rank-one claims taken apart. For matrices of 2 x 2. */
#ifndef AB_TESTS_RANK_ONE_FORGERY_H
#define AB_TESTS_RANK_ONE_FORGERY_H

#include "forgery.h"
#include "rank_one_problem.h"

enum { T_CHOICE = 0, SIGMA = 0, FIRST_A = 1, FIRST_B = 3, CONSTANTS = 5 };

#define SKEW_X "[[3/2, 1/2], [1/4, 1]]"
#define SYMMETRIC_DOMAIN "W in [-1, 1]; S in [-1, 1];"
#define ASYMMETRIC_DOMAIN "W in [-1/2, 1]; S in [-1/4, 1];"

static inline void start(forgery *f, const char *x, const char *domain, const char *claim) {
  problem_of_blocks(&f->p, x, domain, claim);
  problem_read(&f->p);
  prove_with(&f->proof, &f->p, 100000);
}

/* A false claim with the witness of an attempted proof: one box is too few to find out. */
static inline void start_false(forgery *f, const char *x, const char *domain, const char *claim) {
  problem_of_blocks(&f->p, x, domain, claim);
  problem_read(&f->p);
  prove_with(&f->proof, &f->p, 1);
  assert_int_equal(f->proof.verdict, AB_VERDICT_UNKNOWN);
}

static inline void start_valid(forgery *f, const char *domain) {
  start(f, SKEW_X, domain, "beta = 400; alpha = beta + 1;");
  assert_int_equal(f->proof.verdict, AB_VERDICT_PROVED);
  assert_checked(&f->proof);
}

static inline ab_constant *constant_of(forgery *f, size_t k) {
  assert_int_equal(f->proof.certificate.witness.constants.count, CONSTANTS);
  return &f->proof.certificate.witness.constants.items[k];
}

static inline mpq_t *range_of(forgery *f, size_t choice) {
  assert_true(choice < f->proof.certificate.witness.choice_count);
  return f->proof.certificate.witness.choices[choice].values;
}

#endif
