/* SPDX-License-Identifier: MIT
 * Clauses from short texts. */
#ifndef AB_TESTS_CLAUSE_SUPPORT_H
#define AB_TESTS_CLAUSE_SUPPORT_H

#include "../expr/expr_support.h"

#include "clause/clause.h"

/* Calls set_text for each word of `words`; returns their number. */
static inline size_t set_words(mpq_t *out, const char *words) {
  char *copy = strdup(words), *rest = copy;
  size_t count = 0;
  for (char *word; (word = strtok_r(rest, " ", &rest));)
    set_text(out[count++], word);
  free(copy);
  return count;
}

/* "REL postfix; REL postfix; ..." with REL one of >= > != */
static inline void add_literals(ab_template *t, const char *literals) {
  char *copy = strdup(literals), *rest = copy;
  for (char *one; (one = strtok_r(rest, ";", &rest));) {
    one += strspn(one, " ");
    ab_literal_kind kind = one[0] == '!'   ? AB_LITERAL_NONZERO
                           : one[1] == '=' ? AB_LITERAL_NONNEGATIVE
                                           : AB_LITERAL_POSITIVE;
    ab_template_add_literal(t, kind, postfix(t->graph, one + strcspn(one, " ")));
  }
  free(copy);
}

/* Adds a template with this many variables x1.. and parameters p1.. and a clause of it on the box
 * "lo hi lo hi ..."; its parameters are 0. */
static inline ab_clause *add_clause(ab_clauses *clauses, size_t variables, size_t parameters,
                                    const char *literals, const char *box) {
  static const char *const xs[] = {"x1", "x2", "x3", "x4"}, *const ps[] = {"p1", "p2", "p3", "p4"};
  assert_true(variables <= 4 && parameters <= 4);
  add_literals(ab_clauses_add_template(clauses, "t", xs, variables, ps, parameters), literals);
  ab_clause *clause = ab_clauses_add(clauses, "c", clauses->template_count - 1);
  mpq_t *ends = ab_rationals_create(8);
  assert_int_equal(set_words(ends, box), 2 * variables);
  for (size_t k = 0; k < variables; k++) {
    mpq_set(clause->lo[k], ends[2 * k]);
    mpq_set(clause->hi[k], ends[2 * k + 1]);
  }
  ab_rationals_destroy(ends, 8);
  return clause;
}

#endif
