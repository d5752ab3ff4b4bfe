/* SPDX-License-Identifier: MIT
 * The growth constant L by certificates: the claim growth about the same problem, proved at L and
 * refuted a little below (docs/theory/sgd.md, sections 7 and 11). */
#ifndef AB_SGD_GROWTH_CLAIM_H
#define AB_SGD_GROWTH_CLAIM_H

#include "prove/prove.h"
#include "sgd/block.h"
#include "sgd/domain_facts.h"

/* What is known of L. */
typedef struct {
  ab_hypothesis holds; /* ASSUMED with no certificate of either kind */
  bool is_certified;   /* a certificate, which the checker verified, proves or refutes `value` */
  mpq_t value;
  char hash[AB_DIGEST_HEX + 1]; /* of its claim */
  bool has_refuted;             /* a smaller constant that is refuted, by a certificate as well: */
  mpq_t refuted;
  ab_basis basis;
} ab_sgd_growth_fact;

void ab_sgd_growth_fact_init(ab_sgd_growth_fact *fact);
void ab_sgd_growth_fact_clear(ab_sgd_growth_fact *fact);

/* The claim growth about the problem of `statement`, about {|x| <= within} in place of its domain
 * if the block says so, with the constant `value` or (NULL) the best one. Statement and syntax are
 * the caller's to clear and destroy. An error where no such claim can be made. */
ab_status ab_sgd_growth_statement(ab_statement *out, ab_syntax **syntax,
                                  const ab_statement *statement, const ab_sgd_block *block,
                                  mpq_srcptr value, ab_error *error);

/* By a certificate: reads it, and checks that it is about this problem. */
ab_status ab_sgd_growth_read(ab_sgd_growth_fact *fact, const ab_statement *statement,
                             const ab_sgd_block *block, const ab_text *certificate,
                             unsigned threads, ab_error *error);

/* By a search: about the constant that the block gives, or for the best one. Nothing certified is
 * no error. */
ab_status ab_sgd_growth_find(ab_sgd_growth_fact *fact, const ab_statement *statement,
                             const ab_sgd_block *block, const ab_prove_options *options,
                             ab_error *error);

#endif
