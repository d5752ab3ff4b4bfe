/* SPDX-License-Identifier: MIT */
#include "report/margin.h"

#include "base/memory.h"
#include "prove/numeric.h"

#include <math.h>

struct ab_margin {
  const ab_template *template_;
  ab_numeric **literals;
};

/* What the parameters of the clause's template stand for. */
static ab_constant *bind_arguments(const ab_certificate *certificate, const ab_clause *clause,
                                   size_t count) {
  ab_constant *parameters = ab_allocate(count, sizeof *parameters);
  for (size_t j = 0; j < count; j++) {
    const ab_argument *a = &clause->arguments[j];
    const ab_constant *bound = &certificate->witness.constants.items[a->constant];
    mpq_inits(parameters[j].lo, parameters[j].hi, NULL);
    mpq_set(parameters[j].lo, a->bound ? bound->lo : a->value);
    mpq_set(parameters[j].hi, a->bound ? bound->hi : a->value);
  }
  return parameters;
}

ab_margin *ab_margin_create(const ab_certificate *certificate, size_t clause_number) {
  const ab_clause *clause = &certificate->clauses.clauses[clause_number];
  const ab_template *t = ab_clause_template(&certificate->clauses, clause);
  ab_constant *parameters = bind_arguments(certificate, clause, t->parameter_count);
  ab_margin *margin = ab_allocate(1, sizeof *margin);
  margin->template_ = t;
  margin->literals = ab_allocate(t->literal_count, sizeof *margin->literals);
  for (size_t i = 0; i < t->literal_count; i++)
    margin->literals[i] = ab_numeric_create(t->graph, t->literals[i].expr, NULL, t->variable_count,
                                            parameters, t->parameter_count);
  for (size_t j = 0; j < t->parameter_count; j++)
    mpq_clears(parameters[j].lo, parameters[j].hi, NULL);
  ab_free(parameters);
  return margin;
}

void ab_margin_destroy(ab_margin *margin) {
  for (size_t i = 0; i < margin->template_->literal_count; i++)
    ab_numeric_destroy(margin->literals[i]);
  ab_free(margin->literals);
  ab_free(margin);
}

double ab_margin_at(ab_margin *margin, const double *z) {
  double best = NAN;
  for (size_t i = 0; i < margin->template_->literal_count; i++) {
    double value = ab_numeric_value(margin->literals[i], z, NULL);
    if (margin->template_->literals[i].kind == AB_LITERAL_NONZERO)
      value = fabs(value);
    best = fmax(best, value);
  }
  return best;
}
