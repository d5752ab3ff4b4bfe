/* SPDX-License-Identifier: MIT */
#include "prove/prove.h"

#include "base/file.h"
#include "base/memory.h"
#include "prove/functions_refutation.h"
#include "prove/functions_witness.h"
#include "prove/rank_one_refutation.h"
#include "prove/search_all.h"
#include "prove/short_point.h"
#include "prove/witness.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FIRST_BOXES = 1000000, REFUTATION_BOXES = 20000 };

static const double NEAR =
    1e-2; /* closer than this to a minimizer, the search may be stuck because of it */

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

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

/* The witness of a refutation near the point that the search met; false if there is none to try. */
static bool make_refutation(ab_witness *witness, const ab_proof *proof,
                            const ab_statement *statement, unsigned slack) {
  const mpq_t *point = (const mpq_t *)proof->open.point;
  ab_witness_init(witness);
  if (statement->factorization.rank)
    return ab_rank_one_refutation_make(
        witness, &statement->factorization, &proof->certificate.witness.constants,
        &proof->certificate.clauses, proof->open_clause, point, slack);
  const ab_functions *f = &statement->functions;
  if (f->function_count)
    return ab_functions_refutation_make(
        witness, f->across ? f->across : f, &proof->certificate.witness,
        proof->certificate.clauses.clauses[proof->open_clause].name, point, slack);
  ab_error unused;
  if (ab_root_witness_make(witness, statement->definitions, &unused) != AB_OK)
    return false;
  ab_choice *choice = ab_witness_add_choice(witness, "point", statement->domain.count);
  for (size_t k = 0; k < choice->count; k++)
    mpq_set(choice->values[k], point[k]);
  ab_point_shorten(choice->values, &statement->domain, slack);
  return true;
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
static bool refute(ab_proof *proof, const ab_statement *statement,
                   const ab_search_options *options) {
  static const unsigned slacks[] = {2, 4, 8, 12, 16, 20, 24, 32, 64, 1024};
  ab_search_options limited = *options;
  if (limited.node_limit > REFUTATION_BOXES)
    limited.node_limit = REFUTATION_BOXES;
  for (size_t i = 0; i < sizeof slacks / sizeof *slacks; i++) {
    ab_proof refutation = {0};
    if (make_refutation(&refutation.certificate.witness, proof, statement, slacks[i]) &&
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

/* Whether the clause that stayed open is part of what the weaker witness leaves out. */
static bool may_weaken(const ab_proof *proof) {
  const ab_clauses *clauses = &proof->certificate.clauses;
  const char *name = proof->open.point ? clauses->clauses[proof->open_clause].name : "";
  return !proof->open.point || strncmp(name, "minimum", 7) == 0 || strncmp(name, "infimum", 7) == 0;
}

/* A clause about the minimizers or the infima that is false: what the problem says about them is
 * wrong. Sets the error; false if that is not what happened. */
static bool is_problem_wrong(const ab_proof *proof, const ab_statement *statement,
                             ab_error *error) {
  if (!proof->open.point || proof->open.outcome != AB_SEARCH_FALSE || !may_weaken(proof))
    return false;
  const ab_clauses *clauses = &proof->certificate.clauses;
  const ab_clause *clause = &clauses->clauses[proof->open_clause];
  const ab_template *t = ab_clause_template(clauses, clause);
  bool far = strchr(clause->name, ':') != NULL;
  ab_text where;
  ab_text_init(&where);
  for (size_t k = 0; k < t->variable_count && !far; k++)
    ab_text_printf(&where, "%s%s = %.6g", k ? ", " : " at ", t->variables[k],
                   mpq_get_d(proof->open.point[k]));
  if (clause->name[0] == 'm')
    ab_error_set(error, AB_BAD_PROBLEM,
                 "minimizers: f is smaller than at the minimizers%s%s; minimizers over the domain "
                 "alone need 'scope { minimizers = domain; }'",
                 far ? " far away from 0" : "", where.data ? where.data : "");
  else
    ab_error_set(error, AB_BAD_PROBLEM, "infimum: %s is smaller than its infimum%s%s",
                 ab_definitions_objective_name(statement->definitions,
                                               (size_t)strtoul(clause->name + 8, NULL, 10) - 1),
                 far ? " far away from 0" : "", where.data ? where.data : "");
  ab_text_clear(&where);
  return true;
}

/* Whether the point where the search got stuck is one of the minimizers of the witness (the
 * constants y[k,j]). */
static bool is_at_minimizer(const ab_proof *proof) {
  const ab_constants *c = &proof->certificate.witness.constants;
  size_t d = proof->open.variable_count;
  for (size_t first = 0; first + d <= c->count; first++) {
    bool near = strncmp(c->items[first].name, "y[", 2) == 0;
    for (size_t j = 0; j < d && near; j++)
      near = fabs(mpq_get_d(c->items[first + j].lo) - mpq_get_d(proof->open.point[j])) < NEAR;
    if (near)
      return true;
  }
  return false;
}

/* The search for "f is larger off the minimizers" got stuck at a single point that is none of them:
 * one is missing. */
static bool is_minimizer_missing(const ab_proof *proof, const ab_statement *statement,
                                 ab_error *error) {
  const ab_clauses *clauses = &proof->certificate.clauses;
  const ab_functions *f = &statement->functions;
  bool points = f->minimizers == AB_MINIMIZERS_POINTS || f->minimizers == AB_MINIMIZERS_AUTO;
  if (!points || proof->open.stop != AB_STOP_DEPTH ||
      strcmp(clauses->clauses[proof->open_clause].name, "minimum") != 0 || is_at_minimizer(proof))
    return false;
  ab_text where;
  ab_text_init(&where);
  for (size_t k = 0; k < proof->open.variable_count; k++)
    ab_text_printf(&where, "%s%s = %.6g", k ? ", " : "", f->names[k],
                   mpq_get_d(proof->open.point[k]));
  ab_error_set(
      error, AB_BAD_PROBLEM,
      "minimizers: f is not shown to be larger than at the minimizers near %s; it seems that "
      "this is one more, which is missing",
      where.data);
  ab_text_clear(&where);
  return true;
}

/* Tries the witness as it is, with limited boxes, and then a weaker one if that is where it fails.
 */
static bool prove_weakening(ab_proof *proof, const ab_statement *statement,
                            const ab_search_options *options, unsigned threads, ab_error *error) {
  ab_witness *witness = &proof->certificate.witness;
  ab_search_options first = *options;
  if (statement->functions.function_count && first.node_limit > FIRST_BOXES)
    first.node_limit = FIRST_BOXES;
  if (attempt(proof, statement, AB_CERTIFICATE_PROOF, &first, threads, error))
    return true;
  if (proof->open.point && proof->open.outcome == AB_SEARCH_FALSE)
    return false;
  bool weaker = may_weaken(proof) && ab_witness_weaken(witness, statement);
  if (!weaker && first.node_limit == options->node_limit)
    return false;
  forget(proof);
  return attempt(proof, statement, AB_CERTIFICATE_PROOF, options, threads, error);
}

/* Works on a statement read from its own canonical text, as the checker will. */
static ab_status prove_canonical(ab_proof *proof, ab_statement *statement,
                                 const ab_prove_options *options, ab_error *error) {
  ab_search_options search = {.precision = options->precision,
                              .node_limit = options->node_limit,
                              .deadline =
                                  options->time_limit > 0 ? now() + options->time_limit : 0};
  ab_status status = ab_witness_make(&proof->certificate.witness, statement, error);
  if (status != AB_OK)
    return status;
  status = statement->condition->verify(statement, AB_CERTIFICATE_PROOF,
                                        &proof->certificate.witness, error);
  if (status != AB_OK) /* of own functions, what the problem says about them may be wrong */
    return error->status = statement->functions.function_count ? AB_BAD_PROBLEM : AB_INTERNAL;
  bool proved = prove_weakening(proof, statement, &search, options->threads, error);
  if (!proved && !proof->open.point)
    return error->status = AB_BAD_PROBLEM;
  if (!proved &&
      (is_problem_wrong(proof, statement, error) || is_minimizer_missing(proof, statement, error)))
    return AB_BAD_PROBLEM;
  ab_statement_basis(&proof->basis, statement, &proof->certificate.witness);
  if (proved)
    proof->verdict = AB_VERDICT_PROVED;
  else if (proof->open.outcome == AB_SEARCH_FALSE && refute(proof, statement, &search))
    proof->verdict = AB_VERDICT_REFUTED;
  return AB_OK;
}

/* Reads the one claim of a canonical text. */
static ab_status read_canonical(ab_statement *out, ab_syntax **syntax, const ab_text *text,
                                ab_error *error) {
  const ab_entry **claims = NULL;
  size_t count;
  ab_status status =
      ab_syntax_parse(syntax, "canonical claim text", text->data, text->length, error);
  if (status == AB_OK)
    status = ab_statement_claims(*syntax, &claims, &count, error);
  if (status == AB_OK)
    status = ab_statement_read(out, *syntax, claims[0], error);
  ab_free(claims);
  return status == AB_OK ? AB_OK : (error->status = AB_INTERNAL);
}

ab_status ab_prove(ab_proof *proof, const ab_statement *statement, const ab_prove_options *options,
                   ab_error *error) {
  *proof = (ab_proof){.verdict = AB_VERDICT_UNKNOWN};
  ab_text claim;
  ab_text_init(&claim);
  ab_statement_append(&claim, statement);
  ab_syntax *syntax = NULL;
  ab_statement canonical;
  ab_status status = read_canonical(&canonical, &syntax, &claim, error);
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

ab_status ab_proof_write(const ab_proof *proof, const char *path, ab_error *error) {
  ab_output output;
  ab_status status = ab_output_open(&output, path, error);
  if (status != AB_OK)
    return status;
  status = ab_certificate_write(output.stream, &proof->certificate, proof->trees, error);
  if (status == AB_OK)
    return ab_output_commit(&output, error);
  ab_output_discard(&output);
  return status;
}
