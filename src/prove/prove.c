/* SPDX-License-Identifier: MIT */
#include "prove/prove.h"

#include "prove/attempt.h"
#include "prove/falsify.h"

/* Looks for points where the claim fails; if that gives no refutation, the proof is as it was. */
static bool falsify_beside(ab_proof *proof, ab_certificate_kind kind, const ab_statement *statement,
                           const ab_prove_options *options, const ab_search_options *search) {
  ab_clauses clauses = proof->certificate.clauses;
  ab_search_result open = proof->open;
  size_t open_clause = proof->open_clause;
  ab_clauses_init(&proof->certificate.clauses);
  proof->open = (ab_search_result){0};
  bool refuted = ab_falsify(proof, statement, kind, NULL, 0, options, search);
  if (refuted) {
    ab_clauses_clear(&clauses);
    ab_search_result_clear(&open);
  } else {
    proof->certificate.clauses = clauses;
    proof->open = open;
    ab_attempt_open(proof, open_clause);
  }
  return refuted;
}

/* Attempts a proof with the method's witness, and with the next ones while it has any. True if
 * there is a verdict: the proof is done, or has become a refutation. */
static bool prove_by(const ab_method *method, ab_proof *proof, ab_certificate_kind kind,
                     const ab_statement *statement, const ab_prove_options *options,
                     const ab_search_options *search, ab_error *error) {
  for (unsigned tried = 1;; tried++) {
    ab_witness *witness = &proof->certificate.witness;
    if (statement->condition->verify(statement, kind, witness, error) != AB_OK) {
      error->status = method->bad_problem_if_unverified ? AB_BAD_PROBLEM : AB_INTERNAL;
      return false;
    }
    ab_search_options limited = *search;
    if (method->first_boxes && tried == 1 && limited.node_limit > method->first_boxes)
      limited.node_limit = method->first_boxes;
    if (ab_attempt(proof, statement, kind, options, &limited, error)) {
      proof->verdict = AB_VERDICT_PROVED;
      return true;
    }
    if (!proof->open.point)
      error->status = AB_BAD_PROBLEM; /* nothing to search: it could not be compiled */
    else if (method->attempts_first && tried == 1 &&
             falsify_beside(proof, kind, statement, options, search))
      return true;
    bool is_false = proof->open.point && proof->open.outcome == AB_SEARCH_FALSE;
    bool more = method->next && method->next(&kind, proof, statement);
    if (!more && (is_false || limited.node_limit == search->node_limit))
      return false;
    ab_attempt_forget(proof);
  }
}

/* A look for points where the claim fails comes first, or early: then it ends with a refutation and
 * not at a limit. */
static ab_status prove(ab_proof *proof, ab_statement *statement, const ab_prove_options *options,
                       void *context, ab_error *error) {
  (void)context;
  ab_search_options search = ab_attempt_limits(options);
  const ab_method *method = ab_method_of(statement->condition);
  ab_certificate_kind kind = AB_CERTIFICATE_PROOF;
  ab_status status = method->make(&proof->certificate.witness, &kind, statement, error);
  if (status != AB_OK ||
      (!method->attempts_first && ab_falsify(proof, statement, kind, NULL, 0, options, &search)))
    return status;
  bool is_quick = kind == AB_CERTIFICATE_THEOREM;
  if (!is_quick && ab_attempt_refutation_anywhere(proof, statement, options, &search))
    return AB_OK;
  bool proved = prove_by(method, proof, kind, statement, options, &search, error);
  if (proof->verdict == AB_VERDICT_REFUTED)
    return AB_OK;
  if (!proved && !proof->open.point)
    return error->status;
  if (!proved && method->is_problem_wrong && method->is_problem_wrong(proof, statement, error))
    return AB_BAD_PROBLEM;
  if (!proved && (ab_falsify_open(proof, statement, options, &search) ||
                  (is_quick && ab_attempt_refutation_anywhere(proof, statement, options, &search))))
    return AB_OK;
  ab_statement_basis(&proof->basis, statement, &proof->certificate.witness);
  return AB_OK;
}

ab_status ab_prove(ab_proof *proof, const ab_statement *statement, const ab_prove_options *options,
                   ab_error *error) {
  return ab_solve_canonical(proof, statement, options, prove, NULL, error);
}
