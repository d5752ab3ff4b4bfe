/* SPDX-License-Identifier: MIT
 * Generators; abs, min, max, relu and sqrt: docs/theory/identity.md, section 4. */
#include "real/identity_field.h"

enum { TRIAL_DIVISORS_MAX = 1000 }; /* for factors under a root */

/* A new generator; its argument is 0/1. NULL, with the status set, if there is no room. */
static ab_generator *create(ab_field *field, ab_op op, uint32_t number) {
  ab_field_plan *plan = field->plan;
  if (!ab_field_is_good(field))
    return NULL;
  if (field->count == plan->capacity) {
    ab_field_stop(field,
                  plan->capacity < AB_FIELD_GENERATORS_MAX ? AB_FIELD_RESTART : AB_FIELD_TOO_BIG);
    plan->capacity = AB_FIELD_GENERATORS_MAX;
    return NULL;
  }
  ab_generator *generator = &field->generators[field->count++];
  *generator = (ab_generator){.op = op, .number = number};
  ab_fraction_init(field, &generator->argument);
  ab_fraction_init(field, &generator->square);
  return generator;
}

void ab_fraction_set_generator(ab_field *field, ab_fraction *out, const ab_generator *generator) {
  if (!ab_field_is_good(field))
    return;
  fmpz_mpoly_gen(out->numerator, generator - field->generators, field->ring);
  fmpz_mpoly_set_ui(out->denominator, 1, field->ring);
}

void ab_field_leaf(ab_field *field, ab_fraction *out, ab_op op, uint32_t number) {
  const ab_generator *generator = NULL;
  for (size_t i = 0; i < field->count && !generator; i++)
    if (field->generators[i].op == op && field->generators[i].number == number)
      generator = &field->generators[i];
  if (!generator)
    generator = create(field, op, number);
  ab_fraction_set_generator(field, out, generator);
}

/* The atom op(argument), an old one if there is one with an equal argument. NULL if the field has
 * stopped. */
ab_generator *ab_field_intern(ab_field *field, ab_op op, const ab_fraction *argument) {
  for (size_t i = 0; i < field->count; i++)
    if (field->generators[i].op == op &&
        ab_fraction_equal(field, &field->generators[i].argument, argument))
      return &field->generators[i];
  ab_generator *generator = create(field, op, 0);
  if (generator)
    ab_fraction_set(field, &generator->argument, argument);
  return ab_field_is_good(field) ? generator : NULL;
}

void ab_field_abs(ab_field *field, ab_fraction *out, const ab_fraction *x) {
  ab_fraction rest;
  fmpq_t content;
  ab_fraction_init(field, &rest);
  fmpq_init(content);
  ab_fraction_set(field, &rest, x);
  if (ab_field_is_good(field) && !ab_fraction_is_zero(field, x)) {
    ab_fraction_take_content(field, content, &rest);
    fmpq_abs(content, content);
    ab_generator *atom =
        ab_fraction_is_constant(field, &rest) ? NULL : ab_field_intern(field, AB_OP_ABS, &rest);
    if (atom && !atom->has_square) {
      ab_fraction_mul(field, &atom->square, &rest, &rest);
      atom->has_square = true;
    }
    if (atom)
      ab_fraction_set_generator(field, &rest, atom);
    ab_fraction_scale(field, &rest, &rest, content);
  }
  ab_fraction_set(field, out, &rest);
  fmpq_clear(content);
  ab_fraction_clear(field, &rest);
}

void ab_field_extremum(ab_field *field, ab_fraction *out, const ab_fraction *x,
                       const ab_fraction *y, int sign) {
  ab_fraction sum, distance;
  fmpq_t half;
  ab_fraction_init(field, &sum);
  ab_fraction_init(field, &distance);
  fmpq_init(half);
  fmpq_set_si(half, 1, 2);
  ab_fraction_add(field, &sum, x, y, 1);
  ab_fraction_add(field, &distance, x, y, -1);
  ab_field_abs(field, &distance, &distance);
  ab_fraction_add(field, &sum, &sum, &distance, sign);
  ab_fraction_scale(field, out, &sum, half);
  fmpq_clear(half);
  ab_fraction_clear(field, &sum);
  ab_fraction_clear(field, &distance);
}

void ab_field_relu(ab_field *field, ab_fraction *out, const ab_fraction *x) {
  ab_fraction zero;
  ab_fraction_init(field, &zero);
  ab_field_extremum(field, out, x, &zero, 1);
  ab_fraction_clear(field, &zero);
}

/* out *= the atom sqrt(x). */
static void multiply_root(ab_field *field, ab_fraction *out, const ab_fraction *x) {
  ab_fraction root;
  ab_fraction_init(field, &root);
  ab_generator *atom = ab_field_intern(field, AB_OP_SQRT, x);
  if (atom && !atom->has_square) {
    ab_fraction_set(field, &atom->square, x);
    atom->has_square = true;
  }
  if (atom)
    ab_fraction_set_generator(field, &root, atom);
  ab_fraction_mul(field, out, out, &root);
  ab_fraction_clear(field, &root);
}

static void multiply_root_of_integer(ab_field *field, ab_fraction *out, const fmpz_t n) {
  ab_fraction argument;
  ab_fraction_init(field, &argument);
  fmpz_mpoly_set_fmpz(argument.numerator, n, field->ring);
  multiply_root(field, out, &argument);
  ab_fraction_clear(field, &argument);
}

/* out *= sqrt(n), n > 0: small prime factors apart, so that sqrt(6) = sqrt(2) sqrt(3). */
static void multiply_integer_root(ab_field *field, ab_fraction *out, const fmpz_t n) {
  fmpz_t rest, outside, divisor;
  fmpq_t factor;
  fmpz_init_set(rest, n);
  fmpz_init_set_ui(outside, 1);
  fmpz_init(divisor);
  fmpq_init(factor);
  for (ulong d = 2; d < TRIAL_DIVISORS_MAX && ab_field_is_good(field); d++) {
    fmpz_set_ui(divisor, d);
    slong times = fmpz_remove(rest, rest, divisor);
    fmpz_pow_ui(divisor, divisor, (ulong)times / 2);
    fmpz_mul(outside, outside, divisor);
    fmpz_set_ui(divisor, d);
    if (times % 2)
      multiply_root_of_integer(field, out, divisor);
  }
  if (fmpz_is_square(rest)) {
    fmpz_sqrt(rest, rest);
    fmpz_mul(outside, outside, rest);
  } else {
    multiply_root_of_integer(field, out, rest);
  }
  fmpq_set_fmpz(factor, outside);
  ab_fraction_scale(field, out, out, factor);
  fmpq_clear(factor);
  fmpz_clear(divisor);
  fmpz_clear(outside);
  fmpz_clear(rest);
}

/* out *= sqrt(q), q > 0: sqrt(a/b) = sqrt(a b)/b. */
static void multiply_rational_root(ab_field *field, ab_fraction *out, const fmpq_t q) {
  fmpz_t product;
  fmpq_t factor;
  fmpz_init(product);
  fmpq_init(factor);
  fmpz_mul(product, fmpq_numref(q), fmpq_denref(q));
  multiply_integer_root(field, out, product);
  fmpz_one(fmpq_numref(factor));
  fmpz_set(fmpq_denref(factor), fmpq_denref(q));
  ab_fraction_scale(field, out, out, factor);
  fmpq_clear(factor);
  fmpz_clear(product);
}

/* sqrt(c u) = sqrt(|c|) sqrt(+-u). */
void ab_field_sqrt(ab_field *field, ab_fraction *out, const ab_fraction *x) {
  ab_fraction rest, result;
  fmpq_t content, sign;
  ab_fraction_init(field, &rest);
  ab_fraction_init(field, &result);
  fmpq_init(content);
  fmpq_init(sign);
  ab_fraction_set(field, &rest, x);
  if (ab_field_is_good(field) && !ab_fraction_is_zero(field, x)) {
    ab_fraction_set_integer(field, &result, 1);
    ab_fraction_take_content(field, content, &rest);
    fmpq_set_si(sign, fmpq_sgn(content), 1);
    fmpq_abs(content, content);
    ab_fraction_scale(field, &rest, &rest, sign);
    bool constant = ab_fraction_is_constant(field, &rest);
    if (constant && fmpq_sgn(sign) < 0)
      ab_field_stop(field, AB_FIELD_NOWHERE);
    multiply_rational_root(field, &result, content);
    if (!constant)
      multiply_root(field, &result, &rest);
  }
  ab_fraction_set(field, out, &result);
  fmpq_clear(sign);
  fmpq_clear(content);
  ab_fraction_clear(field, &result);
  ab_fraction_clear(field, &rest);
}
