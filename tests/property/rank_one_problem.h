/* SPDX-License-Identifier: MIT
 * From a model to a statement. */
#ifndef AB_TESTS_RANK_ONE_PROBLEM_H
#define AB_TESTS_RANK_ONE_PROBLEM_H

#include "problem_support.h"
#include "rank_one_model.h"

static inline void append_ratio(ab_text *text, long numerator, long denominator) {
  ab_text_printf(text, "%ld/%ld", numerator, denominator);
}

/* The model in the problem language, beta and alpha given as texts. */
static inline void append_problem(ab_text *text, const model *k, const char *alpha,
                                  const char *beta) {
  ab_text_add(text, "problem sampled {\n  family matrix_factorization {\n    X = [");
  for (size_t i = 0; i < k->n; i++) {
    ab_text_add(text, i ? ", [" : "[");
    for (size_t j = 0; j < k->m; j++) {
      ab_text_add(text, j ? ", " : "");
      append_ratio(text, k->x_units[i * k->m + j], X_UNIT);
    }
    ab_text_add(text, "]");
  }
  ab_text_add(text, "];\n    rank = 1;\n  }\n  domain {\n");
  for (size_t c = 0; c < k->n + k->m; c++) {
    size_t first = c < k->n ? 0 : k->n;
    const char *name = c < k->n ? "W" : "S";
    if (c == first)
      ab_text_printf(text, "    %s in [%ld/%d, %ld/%d];\n", name, k->lo_units[c], DOMAIN_UNIT,
                     k->hi_units[c], DOMAIN_UNIT);
    else if (k->lo_units[c] != k->lo_units[first] || k->hi_units[c] != k->hi_units[first])
      ab_text_printf(text, "    %s[1,%zu] in [%ld/%d, %ld/%d];\n", name, c - first + 1,
                     k->lo_units[c], DOMAIN_UNIT, k->hi_units[c], DOMAIN_UNIT);
  }
  ab_text_printf(text, "  }\n  claim alpha_beta { alpha = %s; beta = %s; }\n}\n", alpha, beta);
}

/* The model as a statement, alpha = beta + d. */
static inline void problem_of_model(problem *p, const model *k, long double beta, long double d) {
  char b[64], a[64];
  snprintf(b, sizeof b, "%.12Lf", beta);
  snprintf(a, sizeof a, "beta + %.6Lf", d);
  *p = (problem){0};
  append_problem(&p->text, k, a, b);
  problem_read(p);
}

/* A problem from its X, domain and claim blocks. */
static inline void problem_of_blocks(problem *p, const char *x, const char *domain,
                                     const char *claim) {
  *p = (problem){0};
  ab_text_printf(&p->text,
                 "problem given {\n  family matrix_factorization { X = %s; rank = 1; }\n"
                 "  domain { %s }\n  claim alpha_beta { %s }\n}\n",
                 x, domain, claim);
}

#endif
