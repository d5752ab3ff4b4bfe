/* SPDX-License-Identifier: MIT
 * From a text to the clauses of its claim, with the first witness. */
#ifndef AB_TESTS_COMPILED_CLAIM_H
#define AB_TESTS_COMPILED_CLAIM_H

#include "../property/problem_support.h"

#include "prove/method.h"

typedef struct {
  problem problem;
  ab_witness witness;
  ab_clauses clauses;
} compiled_claim;

static inline void compile_claim(compiled_claim *c, const char *text) {
  ab_error error;
  ab_certificate_kind kind = AB_CERTIFICATE_PROOF;
  *c = (compiled_claim){0};
  problem_read_text(&c->problem, text);
  ab_statement *s = &c->problem.statement;
  if (ab_method_of(s->condition)->make(&c->witness, &kind, s, &error) != AB_OK)
    fail_msg("%s\n%s", error.message, text);
  assert_int_equal(s->condition->verify(s, kind, &c->witness, &error), AB_OK);
  assert_int_equal(ab_statement_compile(&c->clauses, s, kind, &c->witness, &error), AB_OK);
}

static inline void compiled_claim_clear(compiled_claim *c) {
  ab_clauses_clear(&c->clauses);
  ab_witness_clear(&c->witness);
  problem_clear(&c->problem);
}

#endif
