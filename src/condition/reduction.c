/* SPDX-License-Identifier: MIT */
#include "condition/reduction.h"

#include "condition/normalize.h"

#include <stdio.h>
#include <string.h>

static const ab_reduction_kind *const kinds[] = {&ab_reduction_intermediate, &ab_reduction_parabola,
                                                 &ab_reduction_symmetry, &ab_reduction_gradient};

static const ab_reduction_kind *find_kind(const char *name) {
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (strcmp(kinds[i]->name, name) == 0)
      return kinds[i];
  return NULL;
}

static ab_status verify(const ab_clauses *clauses, const ab_reduction *reduction, ab_error *error) {
  const ab_reduction_kind *kind = find_kind(reduction->kind);
  if (!kind)
    return ab_error_set(error, AB_NOT_VERIFIED, "there is no reduction '%s'", reduction->kind);
  if (reduction->clause >= clauses->clause_count)
    return ab_error_set(error, AB_NOT_VERIFIED,
                        "the reduction '%s' is about clause %zu, and there are %zu",
                        reduction->kind, reduction->clause + 1, clauses->clause_count);
  if (strlen(clauses->clauses[reduction->clause].name) + AB_REDUCTION_SUFFIX_MAX > AB_NAME_MAX)
    return ab_error_set(error, AB_NOT_VERIFIED,
                        "the reduction '%s' is about a clause with too long a name",
                        reduction->kind);
  return kind->verify(clauses, reduction->clause, reduction, error);
}

ab_status ab_reduction_derive(ab_clauses *derived, const ab_clauses *clauses,
                              const ab_reduction *reduction, ab_error *error) {
  ab_clauses_init(derived);
  ab_status status = verify(clauses, reduction, error);
  if (status != AB_OK)
    return status;
  find_kind(reduction->kind)->compile(derived, clauses, reduction->clause, reduction);
  ab_clauses_normalize(derived);
  return AB_OK;
}

ab_status ab_reduction_apply(ab_clauses *clauses, const ab_reduction *reduction, ab_error *error) {
  ab_clauses derived;
  ab_status status = ab_reduction_derive(&derived, clauses, reduction, error);
  if (status == AB_OK)
    ab_clauses_replace(clauses, reduction->clause, &derived);
  return status;
}

void ab_reduction_show(ab_text *text, const ab_clauses *clauses, const ab_reduction *reduction) {
  ab_error unused;
  if (verify(clauses, reduction, &unused) != AB_OK)
    return;
  ab_text_printf(text, "%s: ", clauses->clauses[reduction->clause].name);
  find_kind(reduction->kind)->show(text, clauses, reduction->clause, reduction);
  ab_text_add_char(text, '\n');
}

ab_status ab_reduction_expect_values(const ab_reduction *reduction, size_t count, ab_error *error) {
  return reduction->count == count
             ? AB_OK
             : ab_error_set(error, AB_NOT_VERIFIED, "the reduction '%s' needs %zu numbers",
                            reduction->kind, count);
}

ab_status ab_reduction_expect_plain(const ab_reduction *reduction, const ab_template *t,
                                    ab_error *error) {
  bool off = false;
  for (size_t l = 0; l < t->literal_count; l++)
    off = off || t->literals[l].kind == AB_LITERAL_POSITIVE_OFF;
  return !off && t->zero_set_count == 0 && t->chosen_count == 0
             ? AB_OK
             : ab_error_set(error, AB_NOT_VERIFIED,
                            "the reduction '%s' is not for a clause with zero sets or chosen "
                            "variables",
                            reduction->kind);
}

ab_status ab_reduction_number(size_t *number, const ab_reduction *reduction, size_t index,
                              size_t most, const char *what, ab_error *error) {
  mpq_srcptr value = reduction->values[index];
  if (mpz_cmp_ui(mpq_denref(value), 1) != 0 || mpq_cmp_ui(value, 1, 1) < 0 ||
      mpq_cmp_ui(value, most, 1) > 0)
    return ab_error_set(error, AB_NOT_VERIFIED, "the reduction '%s' names no %s of the clause",
                        reduction->kind, what);
  *number = mpz_get_ui(mpq_numref(value)) - 1;
  return AB_OK;
}

ab_template *ab_reduction_add_template(ab_clauses *out, const ab_clauses *clauses, size_t clause,
                                       const char *suffix, const char *const *variables,
                                       size_t variable_count) {
  const ab_template *t = ab_clause_template(clauses, &clauses->clauses[clause]);
  char name[AB_NAME_MAX + 1];
  snprintf(name, sizeof name, "%s%s", clauses->clauses[clause].name, suffix);
  return ab_clauses_add_template(out, name, variables, variable_count,
                                 (const char *const *)t->parameters, t->parameter_count);
}

ab_clause *ab_reduction_add_clause(ab_clauses *out, const ab_clauses *clauses, size_t clause) {
  const ab_clause *from = &clauses->clauses[clause];
  size_t last = out->template_count - 1;
  ab_clause *to = ab_clauses_add(out, out->templates[last].name, last);
  for (size_t j = 0; j < out->templates[last].parameter_count; j++) {
    to->arguments[j].bound = from->arguments[j].bound;
    to->arguments[j].constant = from->arguments[j].constant;
    mpq_set(to->arguments[j].value, from->arguments[j].value);
  }
  return to;
}
