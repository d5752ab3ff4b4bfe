/* SPDX-License-Identifier: MIT
 * Reductions: one clause of the compiled list is replaced by clauses that imply it
 * (docs/theory/clauses.md, sections 8 to 11). The witness of a proof lists them; each is about the
 * list that the ones before it leave, so that the last list implies the first. One file a kind. */
#ifndef AB_CONDITION_REDUCTION_H
#define AB_CONDITION_REDUCTION_H

#include "base/text.h"
#include "certificate/certificate.h"

typedef struct {
  const char *name; /* in certificates */
  /* TRUSTED. Whether the reduction fits the clause: AB_NOT_VERIFIED if not. */
  ab_status (*verify)(const ab_clauses *clauses, size_t clause, const ab_reduction *reduction,
                      ab_error *error);
  /* TRUSTED. Adds clauses to `out`, which is empty, that imply the clause together; only after
   * verify. */
  void (*compile)(ab_clauses *out, const ab_clauses *clauses, size_t clause,
                  const ab_reduction *reduction);
  /* For people: what is done, without the name of the clause. */
  void (*show)(ab_text *text, const ab_clauses *clauses, size_t clause,
               const ab_reduction *reduction);
} ab_reduction_kind;

extern const ab_reduction_kind ab_reduction_intermediate, ab_reduction_parabola,
    ab_reduction_symmetry, ab_reduction_gradient;

/* TRUSTED. The derived clauses alone, numbered independently of the compiler. `derived` need not be
 * initialised. AB_NOT_VERIFIED, with nothing in it, if the reduction does not fit. */
ab_status ab_reduction_derive(ab_clauses *derived, const ab_clauses *clauses,
                              const ab_reduction *reduction, ab_error *error);

/* TRUSTED. Replaces the clause that the reduction is about. AB_NOT_VERIFIED, with nothing changed,
 * if it does not fit. */
ab_status ab_reduction_apply(ab_clauses *clauses, const ab_reduction *reduction, ab_error *error);

/* Appends "CLAUSE: what is done", a line; nothing if the reduction does not fit. */
void ab_reduction_show(ab_text *text, const ab_clauses *clauses, const ab_reduction *reduction);

/* What kinds share. */

/* Characters by which the name of a derived clause may be longer than that of its clause. */
enum { AB_REDUCTION_SUFFIX_MAX = 24 };

/* AB_NOT_VERIFIED unless it has so many values. */
ab_status ab_reduction_expect_values(const ab_reduction *reduction, size_t count, ab_error *error);
/* AB_NOT_VERIFIED if the template has zero sets, literals "> 0 off" or chosen variables. */
ab_status ab_reduction_expect_plain(const ab_reduction *reduction, const ab_template *template_,
                                    ab_error *error);
/* Value number `index`, a whole number from 1 to `most`, less 1. AB_NOT_VERIFIED, in words "names
 * no WHAT of the clause", if it is none. */
ab_status ab_reduction_number(size_t *number, const ab_reduction *reduction, size_t index,
                              size_t most, const char *what, ab_error *error);

/* A template named after the clause, with these variables, the parameters of its template and no
 * literals yet. */
ab_template *ab_reduction_add_template(ab_clauses *out, const ab_clauses *clauses, size_t clause,
                                       const char *suffix, const char *const *variables,
                                       size_t variable_count);
/* The clause of the last template of `out`, under its name, with the arguments of the clause and
 * ends 0. */
ab_clause *ab_reduction_add_clause(ab_clauses *out, const ab_clauses *clauses, size_t clause);

#endif
