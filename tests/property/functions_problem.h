/* SPDX-License-Identifier: MIT
 * Problems about own functions from texts: their verdicts and what these rest on. */
#ifndef AB_TESTS_FUNCTIONS_PROBLEM_H
#define AB_TESTS_FUNCTIONS_PROBLEM_H

#include "rank_one_problem.h"

#include <string.h>

enum { NODE_LIMIT = 20000 };

/* How a text ends: refused as a problem, or with a verdict. */
typedef enum { BAD, UNKNOWN, REFUTED, ASSUMED, PROVED } ending;

/* Proves p->text; a proof has to pass the checker. `proof` may be NULL. */
static inline ending end_of(problem *p, ab_proof *proof) {
  ab_proof own;
  ab_proof *out = proof ? proof : &own;
  ab_error error;
  *out = (ab_proof){.verdict = AB_VERDICT_UNKNOWN};
  if (problem_try(p, &error) != AB_OK) {
    assert_int_equal(error.status, AB_BAD_PROBLEM);
    problem_free_text(p);
    return BAD;
  }
  ab_prove_options options = {.precision = 64, .threads = 1, .node_limit = NODE_LIMIT};
  ending end = BAD;
  if (ab_prove(out, &p->statement, &options, &error) == AB_OK) {
    static const ending ends[] = {PROVED, REFUTED, UNKNOWN};
    end = ends[out->verdict];
    if (end == PROVED && out->basis.assumptions.length > 0)
      end = ASSUMED;
    if (end != UNKNOWN)
      assert_checked(out);
    if (!proof)
      ab_proof_clear(&own);
  } else {
    if (error.status == AB_INTERNAL)
      fail_msg("%s\n%s", error.message, p->text.data);
  }
  problem_clear(p);
  return end;
}

static inline ending end_of_text(const char *body) {
  problem p = {0};
  ab_text_printf(&p.text, "problem given {\n%s\n}\n", body);
  return end_of(&p, NULL);
}

typedef struct {
  ending end;
  const char *text;
} expected_ending;

static inline void assert_endings(const expected_ending *cases, size_t count) {
  for (size_t i = 0; i < count; i++) {
    ending end = end_of_text(cases[i].text);
    if (end != cases[i].end)
      fail_msg("ends as %d: %s", (int)end, cases[i].text);
  }
}

static inline void assert_none_is_proved(const char *const *wrong, size_t count) {
  for (size_t i = 0; i < count; i++) {
    ending end = end_of_text(wrong[i]);
    if (end == PROVED || end == ASSUMED)
      fail_msg("proved: %s", wrong[i]);
  }
}

#endif
