/* SPDX-License-Identifier: MIT
 * From a factorization of factorization_model.h to a proof. */
#ifndef AB_TESTS_FACTORIZATION_PROBLEM_H
#define AB_TESTS_FACTORIZATION_PROBLEM_H

#include "factorization_model.h"
#include "rank_one_problem.h"

/* p: the claim alpha, beta (texts) over the domain (the text between braces). */
static inline void problem_of_factorization(problem *p, const factorization *f, const char *domain,
                                            const char *alpha, const char *beta) {
  *p = (problem){0};
  ab_text_add(&p->text, "problem sampled { family matrix_factorization { X = [");
  for (size_t i = 0; i < f->n; i++)
    for (size_t j = 0; j < f->m; j++)
      ab_text_printf(&p->text, "%s%ld/%d",
                     j   ? ", "
                     : i ? "], ["
                         : "[",
                     f->units[i * f->m + j], X_DENOMINATOR);
  ab_text_printf(
      &p->text, "]]; rank = %zu; }\n domain { %s }\n claim alpha_beta { beta = %s; alpha = %s; } }",
      f->k, domain, beta, alpha);
  problem_read(p);
}

#endif
