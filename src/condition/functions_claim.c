/* SPDX-License-Identifier: MIT */
#include "condition/functions_claim.h"

#include "condition/alpha_beta_curve.h"
#include "condition/averaged.h"
#include "condition/functions_compile.h"
#include "condition/functions_facts.h"
#include "condition/level_set.h"
#include "condition/projection.h"
#include "problem/entries.h"

/* What functions with kinks may not be asked for (docs/theory/functions.md, section 8). */
static ab_status check_kinks(const ab_statement *statement, ab_error *error) {
  const ab_functions *f = ab_functions_working(statement);
  const ab_averaged *averaged = statement->condition->averaged;
  size_t count = ab_kinks(f->graph, f->mean, NULL, 0);
  if (count == 0)
    return AB_OK;
  if (!ab_facts_may_have_kinks(f))
    return ab_syntax_error(statement->syntax, statement->claim->place, error,
                           "abs, min, max and relu in functions need minimizers that are points, "
                           "or an affine set along which every function is constant");
  if (averaged && averaged->left == AB_AVERAGED_GRADIENT && !averaged->growth)
    return ab_syntax_error(statement->syntax, statement->claim->place, error,
                           "%s is not decided by the gradients of the branches at a kink of abs, "
                           "min, max or relu",
                           statement->condition->claim);
  return count <= AB_FACTS_KINKS_MAX
             ? AB_OK
             : ab_syntax_error(statement->syntax, statement->claim->place, error,
                               "the functions have %zu kinks (abs, min, max, relu); at most %d are "
                               "dealt with, each doubles the number of branches",
                               count, AB_FACTS_KINKS_MAX);
}

ab_status ab_functions_claim_read(ab_statement *statement, bool uses_infima, ab_error *error) {
  static const char *const keywords[] = {"variables", "constant",   "parameter", "function",
                                         "infimum",   "minimizers", "domain",    "scope",
                                         "assume",    "claim",      "sgd"};
  ab_status status =
      ab_entries_keywords(statement->syntax, keywords, sizeof keywords / sizeof *keywords,
                          "a claim about functions", error);
  if (status == AB_OK)
    status = ab_statement_read_constants(statement, error);
  if (status == AB_OK)
    status = ab_functions_read(&statement->functions, statement->syntax, statement->definitions,
                               uses_infima, error);
  const ab_averaged *averaged = statement->condition->averaged;
  if (status == AB_OK && averaged && averaged->right == AB_AVERAGED_DISTANCE)
    ab_functions_measure_in_domain(&statement->functions);
  return status == AB_OK ? check_kinks(statement, error) : status;
}

void ab_functions_claim_append(ab_text *text, const ab_statement *statement) {
  ab_functions_append(text, &statement->functions, statement->syntax);
  ab_statement_append_constants(text, statement);
}

/* A refutation has a point, and it lies in the domain; a proof has none. */
static ab_status verify_point(const ab_statement *statement, ab_certificate_kind kind,
                              const ab_facts *facts, ab_error *error) {
  const ab_domain *domain = &statement->functions.domain;
  if (kind == AB_CERTIFICATE_THEOREM)
    return ab_error_set(error, AB_NOT_VERIFIED, "no theorem settles this kind of claim");
  if (kind != AB_CERTIFICATE_REFUTATION)
    return facts->point ? ab_error_set(error, AB_NOT_VERIFIED, "a proof has no point") : AB_OK;
  if (!facts->point)
    return ab_error_set(error, AB_NOT_VERIFIED, "a refutation needs the choice 'point'");
  if (!ab_domain_holds(domain, (const mpq_t *)facts->point->values))
    return ab_error_set(error, AB_NOT_VERIFIED, "the point is not in the domain");
  return AB_OK;
}

ab_status ab_functions_claim_verify(const ab_statement *statement, ab_certificate_kind kind,
                                    const ab_witness *witness, ab_error *error) {
  ab_facts facts;
  ab_status status = ab_facts_read(&facts, ab_functions_working(statement), witness, error);
  if (status != AB_OK)
    return status;
  status = verify_point(statement, kind, &facts, error);
  if (status == AB_OK)
    status = ab_facts_verify(&facts, error);
  const ab_averaged *averaged = statement->condition->averaged;
  if (status == AB_OK && averaged && averaged->vanishing && !ab_facts_minimum_is_zero(&facts))
    status = ab_error_set(error, AB_NOT_VERIFIED,
                          "%s is about f with the least value 0, and that this is 0 is not shown "
                          "('pl' subtracts it)",
                          statement->condition->claim);
  ab_facts_clear(&facts);
  return status;
}

void ab_functions_claim_basis(ab_basis *out, const ab_statement *statement,
                              const ab_witness *witness) {
  const ab_functions *f = ab_functions_working(statement);
  ab_facts facts;
  ab_error unused;
  if (ab_facts_read(&facts, f, witness, &unused) != AB_OK)
    return;
  const ab_averaged *averaged = statement->condition->averaged;
  if (!averaged || ab_averaged_has_point(averaged))
    out->reading = f->minimizers == AB_MINIMIZERS_AT ? "fixed-y" : "every-y";
  out->projection = out->reading && ab_projection_is_unique(&facts) ? "unique" : NULL;
  bool about_minimizers = !averaged || !averaged->growth;
  out->minimizers = about_minimizers ? "proved" : NULL;
  out->infimum = f->uses_infima ? "proved" : NULL;
  bool circle_open =
      f->minimizers == AB_MINIMIZERS_CIRCLE && (f->assume_minimizers || !facts.radius);
  bool level_open =
      f->minimizers == AB_MINIMIZERS_LEVEL &&
      (f->minimizers_on_domain ? f->assume_minimizers : !ab_level_settles_space(&facts));
  if (circle_open || level_open ||
      (f->minimizers == AB_MINIMIZERS_CURVE && !ab_curve_settles_space(&facts))) {
    out->minimizers = "declared";
    ab_curve_assumption(&out->assumptions, f);
  } else if (!about_minimizers) {
    /* nothing is said about M */
  } else if (f->assume_minimizers || (!f->minimizers_on_domain && !facts.radius)) {
    out->minimizers = "declared";
    ab_text_add(&out->assumptions,
                f->assume_minimizers ? "the set of minimizers is the one given\n"
                : f->minimizers == AB_MINIMIZERS_AT
                    ? "outside D, f is not smaller than at the point given (on D this is "
                      "proved)\n"
                    : "outside D, f is larger than at the minimizers, except at them (on D this is "
                      "proved)\n");
  }
  for (size_t k = 0; k < facts.point_count && about_minimizers; k++)
    if (facts.given_loosely[k]) {
      out->minimizers = "declared";
      ab_text_printf(&out->assumptions,
                     "point %zu given is the zero of the gradient of f that is proved to lie "
                     "within 2^-38 of it\n",
                     k + 1);
    }
  for (size_t i = 0; i < f->function_count && f->uses_infima; i++) {
    bool below = f->infimum_on_domain || facts.bounded_below[i] || facts.radius;
    bool attained =
        facts.attained[i] || ab_facts_interpolating_point(&facts, i) < facts.point_count;
    if (!f->assume_infimum && below && attained)
      continue;
    out->infimum = "declared";
    ab_text_printf(&out->assumptions, "the infimum of %s is the one given%s\n",
                   ab_definitions_objective_name(statement->definitions, i),
                   f->assume_infimum ? ""
                   : !below          ? " (that it is a lower bound is proved on D)"
                                     : " (that it is a lower bound is proved)");
  }
  ab_facts_clear(&facts);
}

void ab_functions_claim_coordinate(ab_text *text, const ab_statement *statement, size_t k) {
  ab_text_add(text, ab_definitions_variable_name(statement->definitions, k));
}
