/* SPDX-License-Identifier: MIT
 * From a network model to a statement and its proof. */
#ifndef AB_TESTS_NETWORK_PROBLEM_H
#define AB_TESTS_NETWORK_PROBLEM_H

#include "network_model.h"
#include "problem_support.h"

/* A problem about the model with this domain block and claim; features and targets as multiples of
 * 1/8. */
static inline void problem_of_network(problem *p, const model *m, const char *domain,
                                      const char *claim) {
  *p = (problem){0};
  ab_text_printf(&p->text, "problem sampled {\n  family two_layer_relu {\n    width = %zu;\n",
                 m->k);
  static const char *const losses[] = {"logistic", "smoothed_hinge", "squared"};
  ab_text_printf(&p->text, "    loss = %s;\n", losses[m->kind]);
  for (size_t i = 0; i < m->p; i++) {
    ab_text_add(&p->text, "    point [");
    for (size_t l = 0; l < m->d; l++)
      ab_text_printf(&p->text, "%s%ld/8", l ? ", " : "", lround(8 * m->x[i][l]));
    if (m->kind != SQUARED)
      ab_text_printf(&p->text, "] positive %ld negative %ld;\n", m->a[i], m->b[i]);
    for (long s = 0; s < m->a[i] && m->kind == SQUARED; s++)
      ab_text_printf(&p->text, "%s%ld/8", s ? ", " : "] targets [", lround(8 * m->t[i][s]));
    ab_text_add(&p->text, m->kind == SQUARED ? "];\n" : "");
  }
  ab_text_printf(&p->text, "  }\n  domain { %s }\n  claim alpha_beta { %s }\n}\n", domain, claim);
}

/* The verdict; a proof or refutation has to pass the checker. */
static inline ab_verdict verdict_of_network(const model *m, const char *domain, const char *claim,
                                            uint64_t node_limit) {
  problem p;
  ab_proof proof;
  problem_of_network(&p, m, domain, claim);
  problem_read(&p);
  prove_with(&proof, &p, node_limit);
  ab_verdict verdict = proof.verdict;
  if (verdict != AB_VERDICT_UNKNOWN)
    assert_checked(&proof);
  ab_proof_clear(&proof);
  problem_clear(&p);
  return verdict;
}

#endif
