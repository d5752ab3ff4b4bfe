/* SPDX-License-Identifier: MIT
 * Plain clauses: the witness encloses the root constants and, for an unbounded domain, has a
 * radius; where the claim is tight, points at which it holds with equality. A refutation is a
 * point. */
#include "condition/conditions.h"
#include "condition/inequality.h"
#include "prove/functions_witness.h"
#include "prove/method.h"
#include "prove/short_point.h"
#include "prove/zeros.h"

#include <string.h>

enum { FIRST_BOXES = 20000 };
static const unsigned FIRST_RADIUS = 4, RADIUS_FACTOR = 8, LAST_RADIUS = 4096;

/* The least whole number that is not below FIRST_RADIUS and twice the size of any finite end. */
static void choose_radius(mpq_t radius, const ab_domain *domain) {
  mpz_t size;
  mpz_init(size);
  mpq_set_ui(radius, FIRST_RADIUS, 1);
  for (size_t k = 0; k < domain->count; k++)
    for (int sign = -1; sign <= 1; sign += 2) {
      mpq_srcptr end = sign < 0 ? domain->lo[k] : domain->hi[k];
      mpz_abs(size, mpq_numref(end));
      mpz_mul_2exp(size, size, 1);
      mpz_cdiv_q(size, size, mpq_denref(end));
      if (mpz_cmp(size, mpq_numref(radius)) > 0)
        mpz_set(mpq_numref(radius), size);
    }
  mpz_clear(size);
}

static ab_status make(ab_witness *witness, ab_certificate_kind *kind, ab_statement *statement,
                      ab_error *error) {
  (void)kind;
  ab_status status = ab_root_witness_make(witness, statement->definitions, error);
  if (status == AB_OK && !ab_domain_is_bounded(&statement->domain))
    choose_radius(ab_witness_add_choice(witness, "radius", 1)->values[0], &statement->domain);
  return status;
}

/* Points at which the claim holds with equality, if the search was stuck (also where a claim that
 * was not refuted seems to be false) and none are in the witness yet. */
static bool add_zeros(ab_proof *proof, size_t first) {
  ab_certificate *c = &proof->certificate;
  if (!proof->open.point || c->witness.choice_count > first)
    return false;
  ab_zeros_find(&c->witness, &c->clauses, proof->open_clause);
  return c->witness.choice_count > first;
}

/* A larger radius: where a chart at infinity has no form, or was not settled. */
static bool next(ab_certificate_kind *kind, ab_proof *proof, const ab_statement *statement) {
  (void)kind;
  ab_witness *witness = &proof->certificate.witness;
  bool bounded = ab_domain_is_bounded(&statement->domain);
  const ab_clauses *clauses = &proof->certificate.clauses;
  bool far = !proof->open.point || strstr(clauses->clauses[proof->open_clause].name, ":far");
  if (bounded || !far)
    return add_zeros(proof, bounded ? 0 : 1);
  if (proof->open.point && proof->open.stop == AB_STOP_NODES &&
      proof->open.boxes <= FIRST_BOXES + 1)
    return false; /* the same once more without that limit */
  mpq_ptr radius = witness->choices[0].values[0];
  if (mpq_cmp_ui(radius, LAST_RADIUS, 1) >= 0)
    return false;
  mpz_mul_ui(mpq_numref(radius), mpq_numref(radius), RADIUS_FACTOR);
  return true;
}

/* An operation that is undefined somewhere near the point may well be defined at the simplest
 * numbers there, the ends of its domain: tries a little beside the point, on both sides in turn. */
static void move_aside(mpq_t *point, const ab_domain *domain, unsigned slack) {
  mpq_t step;
  mpq_init(step);
  for (size_t k = 0; k < domain->count; k++) {
    mpq_sub(step, domain->hi[k], domain->lo[k]);
    if (ab_domain_is_unbounded_at(domain, k, -1) || ab_domain_is_unbounded_at(domain, k, 1))
      mpq_set_ui(step, 1, 1);
    mpq_mul_2exp(step, step, 1);
    mpq_div_2exp(step, step, slack);
    if (slack % 8 == 4)
      mpq_add(point[k], point[k], step);
    else if (slack % 8 == 0)
      mpq_sub(point[k], point[k], step);
  }
  mpq_clear(step);
}

static bool refute(ab_witness *witness, const ab_proof *proof, const ab_statement *statement,
                   unsigned slack) {
  ab_error unused;
  if (ab_root_witness_make(witness, statement->definitions, &unused) != AB_OK)
    return false;
  const char *clause = proof->certificate.clauses.clauses[proof->open_clause].name;
  ab_choice *choice = ab_witness_add_choice(witness, "point", statement->domain.count);
  for (size_t k = 0; k < choice->count; k++)
    mpq_set(choice->values[k], proof->open.point[k]);
  if (!ab_point_leave_chart(choice->values, &statement->domain, clause))
    return false;
  if (proof->open.outcome != AB_SEARCH_FALSE)
    move_aside(choice->values, &statement->domain, slack);
  ab_point_shorten(choice->values, &statement->domain, slack);
  return true;
}

const ab_method ab_method_inequality = {
    .condition = &ab_condition_inequality,
    .make = make,
    .next = next,
    .refute = refute,
    .first_boxes = FIRST_BOXES,
    .attempts_first = true,
    .refutes_undefined = true,
};
