/* SPDX-License-Identifier: MIT */
#include "prove/prove.h"

#include "base/clock.h"
#include "base/memory.h"
#include "prove/method.h"
#include "prove/search_all.h"

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

/* Compiles for the given kind and searches all clauses. true if all are proved: then the proof has
 * its trees; else the open clause, if the compilation succeeded. */
static bool attempt(ab_proof *proof, const ab_statement *statement, ab_certificate_kind kind,
                    const ab_search_options *options, unsigned threads, ab_error *error) {
  ab_certificate *c = &proof->certificate;
  c->kind = kind;
  if (ab_statement_compile(&c->clauses, statement, kind, &c->witness, error) != AB_OK)
    return false;
  size_t count = c->clauses.clause_count;
  ab_search_result *results = ab_allocate(count, sizeof *results);
  size_t failed = ab_search_all(results, &c->clauses, &c->witness.constants, options, threads);
  for (size_t i = 0; i < count; i++)
    proof->boxes += results[i].boxes;
  bool proved = failed == count;
  if (proved)
    take_trees(proof, results);
  else {
    proof->open_clause = failed;
    proof->open = results[failed];
    results[failed] = (ab_search_result){0};
  }
  clear_results(results, count);
  return proved;
}

/* Forgets an attempt, but for the witness. */
static void forget(ab_proof *proof) {
  ab_clauses_clear(&proof->certificate.clauses);
  ab_search_result_clear(&proof->open);
  proof->open = (ab_search_result){0};
}

/* A refutation with this witness: true if the clauses that say so are proved. */
static bool refute_by(ab_proof *refutation, const ab_statement *statement,
                      const ab_search_options *options) {
  ab_error unused;
  return statement->condition->verify(statement, AB_CERTIFICATE_REFUTATION,
                                      &refutation->certificate.witness, &unused) == AB_OK &&
         attempt(refutation, statement, AB_CERTIFICATE_REFUTATION, options, 1, &unused);
}

/* After the search met a point where the claim seems false: a refutation at a short rational point
 * near it. */
static bool refute(const ab_method *method, ab_proof *proof, const ab_statement *statement,
                   const ab_search_options *options) {
  static const unsigned slacks[] = {2, 4, 8, 12, 16, 20, 24, 32, 64, 1024};
  ab_search_options limited = *options;
  if (limited.node_limit > REFUTATION_BOXES)
    limited.node_limit = REFUTATION_BOXES;
  for (size_t i = 0; i < sizeof slacks / sizeof *slacks; i++) {
    ab_proof refutation = {0};
    if (method->refute(&refutation.certificate.witness, proof, statement, slacks[i]) &&
        refute_by(&refutation, statement, &limited)) {
      refutation.boxes += proof->boxes;
      refutation.basis = proof->basis;
      proof->basis = (ab_basis){0};
      ab_proof_clear(proof);
      *proof = refutation;
      return true;
    }
    ab_proof_clear(&refutation);
  }
  return false;
}

/* Attempts a proof with the method's witness, and with the next ones while it has any. */
static bool prove_by(const ab_method *method, ab_proof *proof, ab_certificate_kind kind,
                     const ab_statement *statement, const ab_search_options *options,
                     unsigned threads, ab_error *error) {
  for (unsigned tried = 1;; tried++) {
    ab_witness *witness = &proof->certificate.witness;
    if (statement->condition->verify(statement, kind, witness, error) != AB_OK) {
      error->status = method->bad_problem_if_unverified ? AB_BAD_PROBLEM : AB_INTERNAL;
      return false;
    }
    ab_search_options limited = *options;
    if (method->first_boxes && tried == 1 && limited.node_limit > method->first_boxes)
      limited.node_limit = method->first_boxes;
    if (attempt(proof, statement, kind, &limited, threads, error))
      return true;
    if (!proof->open.point)
      error->status = AB_BAD_PROBLEM; /* nothing to search: it could not be compiled */
    bool is_false = proof->open.point && proof->open.outcome == AB_SEARCH_FALSE;
    bool more = method->next && method->next(&kind, proof, statement);
    if (!more && (is_false || limited.node_limit == options->node_limit))
      return false;
    forget(proof);
  }
}

/* Whether the search ended at a point where the claim may be false. */
static bool may_refute(const ab_method *method, const ab_proof *proof) {
  return proof->open.outcome == AB_SEARCH_FALSE ||
         (method->refutes_undefined && proof->open.stop == AB_STOP_UNDEFINED);
}

/* Works on a statement read from its own canonical text, as the checker will. */
static ab_status prove_canonical(ab_proof *proof, ab_statement *statement,
                                 const ab_prove_options *options, ab_error *error) {
  ab_search_options search = {
      .precision = options->precision,
      .node_limit = options->node_limit,
      .deadline = options->time_limit > 0 ? ab_clock_seconds() + options->time_limit : 0};
  const ab_method *method = ab_method_of(statement->condition);
  ab_certificate_kind kind = AB_CERTIFICATE_PROOF;
  ab_status status = method->make(&proof->certificate.witness, &kind, statement, error);
  if (status != AB_OK)
    return status;
  bool proved = prove_by(method, proof, kind, statement, &search, options->threads, error);
  if (!proved && !proof->open.point)
    return error->status;
  if (!proved && method->is_problem_wrong && method->is_problem_wrong(proof, statement, error))
    return AB_BAD_PROBLEM;
  ab_statement_basis(&proof->basis, statement, &proof->certificate.witness);
  if (proved)
    proof->verdict = AB_VERDICT_PROVED;
  else if (may_refute(method, proof) && refute(method, proof, statement, &search))
    proof->verdict = AB_VERDICT_REFUTED;
  return AB_OK;
}

ab_status ab_prove(ab_proof *proof, const ab_statement *statement, const ab_prove_options *options,
                   ab_error *error) {
  *proof = (ab_proof){.verdict = AB_VERDICT_UNKNOWN};
  ab_text claim;
  ab_text_init(&claim);
  ab_statement_append(&claim, statement);
  ab_syntax *syntax = NULL;
  ab_statement canonical;
  ab_status status = ab_statement_parse(&canonical, &syntax, &claim, error);
  if (status == AB_OK) {
    status = prove_canonical(proof, &canonical, options, error);
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
