/* SPDX-License-Identifier: MIT
 * Own functions: a witness that settles minimizers and infima beyond the domain, then one without
 * that; where these facts are refuted, the problem is wrong. */
#include "condition/conditions.h"
#include "prove/functions_refutation.h"
#include "prove/functions_witness.h"
#include "prove/method.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double NEAR =
    1e-2; /* closer than this to a minimizer, the search may be stuck because of it */

/* The functions that the clauses are about: reduced to fewer variables where that is possible. */
static const ab_functions *reduced(const ab_statement *statement) {
  const ab_functions *f = &statement->functions;
  return f->across ? f->across : f;
}

static ab_status make(ab_witness *witness, ab_certificate_kind *kind, ab_statement *statement,
                      ab_error *error) {
  (void)kind;
  ab_functions *f = &statement->functions;
  return ab_functions_witness_make(witness, f->across ? f->across : f, error);
}

/* Whether the clause that stayed open is part of what the weaker witness leaves out. */
static bool may_weaken(const ab_proof *proof) {
  const ab_clauses *clauses = &proof->certificate.clauses;
  const char *name = proof->open.point ? clauses->clauses[proof->open_clause].name : "";
  return !proof->open.point || strncmp(name, "minimum", 7) == 0 || strncmp(name, "infimum", 7) == 0;
}

/* Whether the search ended where the open clause is false at a point of the space: in a chart at
 * infinity, r = 0 is none, and points with the tails of functions need not be one. */
static bool is_false_at_a_point(const ab_proof *proof) {
  if (!proof->open.point || proof->open.outcome != AB_SEARCH_FALSE)
    return false;
  const ab_clauses *clauses = &proof->certificate.clauses;
  const ab_clause *clause = &clauses->clauses[proof->open_clause];
  const char *far = strstr(clause->name, ":far");
  if (!far)
    return true;
  size_t axis = (size_t)strtoul(far + 5, NULL, 10) - 1;
  const char *last = ab_clause_template(clauses, clause)->variables[proof->open.variable_count - 1];
  return mpq_sgn(proof->open.point[axis]) != 0 && strncmp(last, "tail[", 5) != 0;
}

/* A clause about the minimizers or the infima that is false: what the problem says about them is
 * wrong. Sets the error; false if that is not what happened. */
static bool is_fact_wrong(const ab_proof *proof, const ab_statement *statement, ab_error *error) {
  if (!is_false_at_a_point(proof) || !may_weaken(proof))
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

static bool is_problem_wrong(const ab_proof *proof, const ab_statement *statement,
                             ab_error *error) {
  return is_fact_wrong(proof, statement, error) || is_minimizer_missing(proof, statement, error);
}

/* Takes out what the witness attempts without need (that minimizers and infima are right beyond D),
 * so that more becomes an assumption. */
static bool next(ab_certificate_kind *kind, ab_proof *proof, const ab_statement *statement) {
  (void)kind;
  return !is_false_at_a_point(proof) && may_weaken(proof) &&
         ab_functions_witness_weaken(&proof->certificate.witness, reduced(statement));
}

static bool refute(ab_witness *witness, const ab_proof *proof, const ab_statement *statement,
                   unsigned slack) {
  return ab_functions_refutation_make(witness, reduced(statement), &proof->certificate.witness,
                                      proof->certificate.clauses.clauses[proof->open_clause].name,
                                      (const mpq_t *)proof->open.point, slack);
}

const ab_method ab_method_functions = {
    .condition = &ab_condition_alpha_beta_functions,
    .make = make,
    .next = next,
    .is_problem_wrong = is_problem_wrong,
    .refute = refute,
    .is_at_minimizer = is_at_minimizer,
    .first_boxes = 1000000,
    .bad_problem_if_unverified = true,
};
