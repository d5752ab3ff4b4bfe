/* SPDX-License-Identifier: MIT */
#include "prove/demand.h"

#include "base/memory.h"
#include "prove/method.h"

#include <math.h>
#include <string.h>

enum { PLACES = 6, SCAN = 60 };
static const double ENORMOUS = 1e15;

struct ab_demand {
  int direction;
  bool by_square; /* the pencil is in the square of the constant */
  ab_witness witness;
  ab_clauses clauses[2];
  ab_pencil pencil;
  ab_violation places[PLACES]; /* sorted, the largest demand first */
  size_t place_count;
  bool everything;
};

int ab_demand_direction(const ab_demand *d) {
  return d->direction;
}

static bool set(ab_statement *statement, mpq_t value, long numerator, int exponent) {
  ab_error unused;
  mpq_set_si(value, numerator, 1);
  if (exponent >= 0)
    mpq_mul_2exp(value, value, (mp_bitcnt_t)exponent);
  else
    mpq_div_2exp(value, value, (mp_bitcnt_t)-exponent);
  return ab_statement_set_best(statement, value, &unused) == AB_OK;
}

/* A value at which the claim makes sense: n 2^k for small odd n, the k near 0 first. */
static bool find_sense(ab_statement *statement, mpq_t value) {
  for (int k = 0; k <= SCAN; k = k > 0 ? -k : 1 - k)
    for (long n = 1; n < 16; n += 2)
      if (set(statement, value, n, k))
        return true;
  return false;
}

/* A second one near it. */
static bool find_second(ab_statement *statement, mpq_t second, const mpq_t first) {
  ab_error unused;
  for (int k = 0; k <= SCAN; k++)
    for (int sign = 1; sign >= -1; sign -= 2) {
      mpq_div_2exp(second, first, (mp_bitcnt_t)k);
      if (sign < 0)
        mpq_sub(second, first, second);
      else
        mpq_add(second, first, second);
      if (ab_statement_set_best(statement, second, &unused) == AB_OK)
        return true;
    }
  return false;
}

/* Whether the clauses at the two values differ in numbers only. */
static bool are_alike(const ab_clauses *a, const ab_clauses *b) {
  bool alike = a->clause_count == b->clause_count && a->template_count == b->template_count;
  for (size_t t = 0; t < a->template_count && alike; t++)
    alike = a->templates[t].literal_count == b->templates[t].literal_count &&
            a->templates[t].variable_count == b->templates[t].variable_count;
  return alike;
}

static ab_status compile(ab_demand *d, ab_statement *statement, const mpq_t values[2],
                         ab_error *error) {
  ab_certificate_kind kind = AB_CERTIFICATE_PROOF;
  ab_status status = AB_OK;
  for (int side = 0; side < 2 && status == AB_OK; side++) {
    status = ab_statement_set_best(statement, values[side], error);
    if (status == AB_OK && side == 0)
      status = ab_method_of(statement->condition)->make(&d->witness, &kind, statement, error);
    if (status == AB_OK)
      status = statement->condition->verify(statement, kind, &d->witness, error);
    if (status == AB_OK)
      status = ab_statement_compile(&d->clauses[side], statement, kind, &d->witness, error);
    d->pencil.clauses[side] = &d->clauses[side];
    double value = mpq_get_d(values[side]);
    d->pencil.at[side] = (d->by_square ? value * value : value) * d->direction;
  }
  d->pencil.constants = &d->witness.constants;
  if (status == AB_OK && !are_alike(&d->clauses[0], &d->clauses[1]))
    return ab_error_set(error, AB_INTERNAL, "the clauses of a claim change with its constants");
  return status == AB_OK ? AB_OK : (error->status = AB_BAD_PROBLEM);
}

ab_status ab_demand_create(ab_demand **out, ab_statement *statement, ab_error *error) {
  const ab_claim_constants *constants = &statement->constants;
  const ab_claim_constant_form *form = &constants->form->items[ab_claim_constants_best(constants)];
  ab_demand *d = ab_allocate(1, sizeof *d);
  d->direction = form->best == AB_BEST_SMALLEST ? 1 : -1;
  d->by_square = constants->form->by_square;
  mpq_t values[2];
  mpq_inits(values[0], values[1], NULL);
  ab_status status = AB_OK;
  if (!find_sense(statement, values[0]) || !find_second(statement, values[1], values[0]))
    status = ab_syntax_error(statement->syntax, statement->claim->place, error,
                             "no value of %s was found at which the claim makes sense (%s)",
                             form->name, constants->form->asks);
  if (status == AB_OK)
    status = compile(d, statement, (const mpq_t *)values, error);
  mpq_clears(values[0], values[1], NULL);
  *out = d;
  if (status != AB_OK) {
    ab_demand_destroy(d);
    *out = NULL;
  }
  return status;
}

void ab_demand_destroy(ab_demand *d) {
  ab_clauses_clear(&d->clauses[0]);
  ab_clauses_clear(&d->clauses[1]);
  ab_witness_clear(&d->witness);
  ab_free(d);
}

/* Puts a place into the list, if it is among the best. */
static void insert(ab_demand *d, const ab_violation *place) {
  size_t k = d->place_count < PLACES ? d->place_count++ : PLACES;
  for (; k > 0 && d->places[k - 1].value < place->value; k--)
    if (k < PLACES)
      d->places[k] = d->places[k - 1];
  if (k < PLACES)
    d->places[k] = *place;
}

static double least(const ab_demand *d) {
  return d->direction > 0 ? 0 : -ENORMOUS;
}

static double most(const ab_demand *d) {
  return d->direction > 0 ? ENORMOUS : 0;
}

ab_demand_range ab_demand_estimate(ab_demand *d) {
  for (size_t i = 0; i < d->clauses[0].clause_count; i++) {
    ab_violation place;
    if (ab_demand_find(&place, &d->pencil, i, least(d), most(d), false))
      insert(d, &place);
  }
  if (d->place_count == 0)
    return AB_DEMAND_NOTHING;
  double all = d->direction > 0 ? ENORMOUS * (1 - 1e-9) : -1 / ENORMOUS;
  d->everything = d->places[0].value >= all;
  return d->everything ? AB_DEMAND_EVERYTHING : AB_DEMAND_SOMETHING;
}

double ab_demand_value(const ab_demand *d) {
  double value =
      d->place_count && !d->everything ? d->places[0].value * d->direction : fabs(d->pencil.at[0]);
  return d->by_square ? sqrt(fmax(value, 0)) : value;
}

bool ab_demand_raise(ab_demand *d, const char *name, const mpq_t *point) {
  size_t clause = 0;
  while (clause < d->clauses[0].clause_count &&
         strcmp(d->clauses[0].clauses[clause].name, name) != 0)
    clause++;
  if (clause == d->clauses[0].clause_count)
    return false;
  double before = d->place_count ? d->places[0].value : -INFINITY;
  ab_violation place;
  size_t n = d->clauses[0].templates[d->clauses[0].clauses[clause].template_index].variable_count;
  for (size_t k = 0; k < n; k++)
    place.x[k] = mpq_get_d(point[k]);
  if (!ab_demand_find(&place, &d->pencil, clause, least(d), most(d), true) ||
      !(place.value > before))
    return false;
  insert(d, &place);
  return true;
}

const ab_violation *ab_demand_places(const ab_demand *d, size_t *count) {
  *count = d->place_count;
  return d->places;
}
