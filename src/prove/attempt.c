/* SPDX-License-Identifier: MIT */
#include "prove/attempt.h"

#include "base/clock.h"
#include "base/memory.h"
#include "prove/search_reducing.h"

#include <stdio.h>
#include <string.h>

enum { REFUTATION_BOXES = 20000 };

/* Takes the trees over from the results of searches that all succeeded. */
static void take_trees(ab_proof *proof, ab_search_result *results) {
  size_t count = proof->certificate.clauses.clause_count;
  proof->trees = ab_allocate(count, sizeof *proof->trees);
  for (size_t i = 0; i < count; i++) {
    proof->trees[i] = results[i].tree;
    ab_text_init(&results[i].tree);
  }
}

static void clear_results(ab_search_result *results, size_t count) {
  for (size_t i = 0; i < count; i++)
    ab_search_result_clear(&results[i]);
  ab_free(results);
}

void ab_attempt_open(ab_proof *proof, size_t clause) {
  proof->open_clause = clause;
  snprintf(proof->open_name, sizeof proof->open_name, "%s",
           proof->certificate.clauses.clauses[clause].name);
}

bool ab_attempt(ab_proof *proof, const ab_statement *statement, ab_certificate_kind kind,
                const ab_prove_options *options, const ab_search_options *search, ab_error *error) {
  ab_certificate *c = &proof->certificate;
  c->kind = kind;
  if (ab_statement_compile(&c->clauses, statement, kind, &c->witness, error) != AB_OK)
    return false;
  ab_search_result *results = NULL;
  size_t failed = ab_search_reducing(&results, proof, statement, options, search);
  size_t count = c->clauses.clause_count;
  for (size_t i = 0; i < count; i++)
    proof->boxes += results[i].boxes;
  bool proved = failed == count;
  if (proved)
    take_trees(proof, results);
  else {
    ab_attempt_open(proof, failed);
    proof->open = results[failed];
    results[failed] = (ab_search_result){0};
  }
  clear_results(results, count);
  return proved;
}

void ab_attempt_forget(ab_proof *proof) {
  ab_witness_drop_reductions(&proof->certificate.witness, 0);
  ab_clauses_clear(&proof->certificate.clauses);
  ab_search_result_clear(&proof->open);
  proof->open = (ab_search_result){0};
}

/* A refutation with this witness: true if the clauses that say so are proved. */
static bool refute_by(ab_proof *refutation, const ab_statement *statement,
                      const ab_prove_options *options, const ab_search_options *search) {
  ab_error unused;
  return statement->condition->verify(statement, AB_CERTIFICATE_REFUTATION,
                                      &refutation->certificate.witness, &unused) == AB_OK &&
         ab_attempt(refutation, statement, AB_CERTIFICATE_REFUTATION, options, search, &unused);
}

/* Whether the attempt ended at a limit: then it will with a point near by. */
static bool is_hopeless(const ab_proof *refutation) {
  return refutation->open.point && refutation->open.outcome == AB_SEARCH_STOPPED &&
         (refutation->open.stop == AB_STOP_NODES || refutation->open.stop == AB_STOP_TIME);
}

/* The refutation takes the place of the proof. */
static void replace(ab_proof *proof, ab_proof *refutation, const ab_statement *statement) {
  refutation->boxes += proof->boxes;
  refutation->verdict = AB_VERDICT_REFUTED;
  ab_statement_basis(&refutation->basis, statement, &refutation->certificate.witness);
  refutation->open_clause = proof->open_clause;
  memcpy(refutation->open_name, proof->open_name, sizeof refutation->open_name);
  refutation->open = proof->open;
  proof->open = (ab_search_result){0};
  ab_proof_clear(proof);
  *proof = *refutation;
}

bool ab_attempt_refutation_anywhere(ab_proof *proof, const ab_statement *statement,
                                    const ab_prove_options *options,
                                    const ab_search_options *search) {
  const ab_method *method = ab_method_of(statement->condition);
  ab_proof refutation = {0};
  if (method->refute_anywhere &&
      method->refute_anywhere(&refutation.certificate.witness, statement) &&
      refute_by(&refutation, statement, options, search)) {
    replace(proof, &refutation, statement);
    return true;
  }
  ab_proof_clear(&refutation);
  return false;
}

bool ab_attempt_refutation(ab_proof *proof, const ab_statement *statement,
                           const ab_prove_options *options, const ab_search_options *search) {
  static const unsigned slacks[] = {2, 4, 8, 12, 16, 20, 24, 32, 48, 64, 1024};
  const ab_method *method = ab_method_of(statement->condition);
  ab_search_options limited = *search;
  if (limited.node_limit > REFUTATION_BOXES)
    limited.node_limit = REFUTATION_BOXES;
  bool hopeless = method->is_refutable && !method->is_refutable(statement);
  for (size_t i = 0; i < sizeof slacks / sizeof *slacks && !hopeless; i++) {
    ab_proof refutation = {0};
    if (method->refute(&refutation.certificate.witness, proof, statement, slacks[i]) &&
        refute_by(&refutation, statement, options, &limited)) {
      replace(proof, &refutation, statement);
      return true;
    }
    hopeless = is_hopeless(&refutation);
    ab_proof_clear(&refutation);
  }
  return false;
}

ab_search_options ab_attempt_limits(const ab_prove_options *options) {
  return (ab_search_options){
      .precision = options->precision,
      .node_limit = options->node_limit,
      .deadline = options->time_limit > 0 ? ab_clock_seconds() + options->time_limit : 0,
      .checkpoint = options->checkpoint,
      .progress = options->progress,
      .team = options->team};
}

ab_status ab_solve_canonical(ab_proof *proof, const ab_statement *statement,
                             const ab_prove_options *options, ab_solver *solve, void *context,
                             ab_error *error) {
  *proof = (ab_proof){.verdict = AB_VERDICT_UNKNOWN};
  ab_text claim;
  ab_text_init(&claim);
  ab_statement_append(&claim, statement);
  ab_syntax *syntax = NULL;
  ab_statement canonical;
  ab_status status = ab_statement_parse(&canonical, &syntax, &claim, error);
  if (status == AB_OK) {
    status = solve(proof, &canonical, options, context, error);
    ab_statement_clear(&canonical);
  }
  ab_syntax_destroy(syntax);
  if (status != AB_OK) {
    ab_text_clear(&claim);
    ab_proof_clear(proof);
    return status;
  }
  ab_certificate *c = &proof->certificate;
  c->precision = options->precision;
  c->claim = claim;
  ab_digest(c->hash, claim.data, claim.length);
  return AB_OK;
}

void ab_proof_clear(ab_proof *proof) {
  if (proof->trees)
    for (size_t i = 0; i < proof->certificate.clauses.clause_count; i++)
      ab_text_clear(&proof->trees[i]);
  ab_free(proof->trees);
  if (proof->open.point)
    ab_search_result_clear(&proof->open);
  ab_certificate_clear(&proof->certificate);
  ab_basis_clear(&proof->basis);
  *proof = (ab_proof){0};
}
