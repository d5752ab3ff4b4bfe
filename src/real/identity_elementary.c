/* SPDX-License-Identifier: MIT
 * What is known of the elementary functions: docs/theory/identity.md, section 4. */
#include "real/identity_field.h"

enum {
  EXP_TERMS_MAX = 16,      /* terms of an argument that is split */
  EXP_POWER_BITS_MAX = 30, /* of a power of an exponential, and of a root */
};

/* c * roots[atom] as a machine integer; 0, with the status set, if it is none (yet). c != 0. */
static long exp_power(ab_field *field, const ab_generator *atom, const fmpq_t c) {
  ulong *root = &field->plan->roots[atom - field->generators];
  fmpz_t n, common;
  fmpz_init_set_ui(n, *root);
  fmpz_init(common);
  long power = 0;
  fmpz_lcm(common, n, fmpq_denref(c));
  fmpz_mul(n, n, fmpq_numref(c));
  if (fmpz_bits(common) > EXP_POWER_BITS_MAX) {
    ab_field_stop(field, AB_FIELD_TOO_BIG);
  } else if (!fmpz_equal_ui(common, *root)) {
    *root = fmpz_get_ui(common);
    ab_field_stop(field, AB_FIELD_RESTART);
  } else {
    fmpz_divexact(n, n, fmpq_denref(c));
    if (fmpz_bits(n) > EXP_POWER_BITS_MAX)
      ab_field_stop(field, AB_FIELD_TOO_BIG);
    else
      power = fmpz_get_si(n);
  }
  fmpz_clear(common);
  fmpz_clear(n);
  return power;
}

/* out *= exp(c unit). */
static void multiply_exp(ab_field *field, ab_fraction *out, const ab_fraction *unit,
                         const fmpq_t c) {
  const ab_generator *atom = ab_field_intern(field, AB_OP_EXP, unit);
  if (!atom)
    return;
  ab_fraction factor;
  ab_fraction_init(field, &factor);
  long power = exp_power(field, atom, c);
  ab_fraction_set_generator(field, &factor, atom);
  ab_fraction_pow(field, &factor, &factor, power);
  ab_fraction_mul(field, out, out, &factor);
  ab_fraction_clear(field, &factor);
}

/* The product of the exponentials of the argument's terms. */
static void apply_exp(ab_field *field, ab_fraction *out, const ab_fraction *x) {
  ab_fraction rest, unit, result;
  fmpq_t content, coefficient;
  ab_fraction_init(field, &rest);
  ab_fraction_init(field, &unit);
  ab_fraction_init(field, &result);
  fmpq_init(content);
  fmpq_init(coefficient);
  ab_fraction_set(field, &rest, x);
  ab_fraction_set_integer(field, &result, 1);
  if (ab_field_is_good(field) && !ab_fraction_is_zero(field, x)) {
    ab_fraction_take_content(field, content, &rest);
    slong terms = fmpz_mpoly_length(rest.numerator, field->ring);
    if (terms > EXP_TERMS_MAX)
      multiply_exp(field, &result, &rest, content);
    for (slong i = 0; i < terms && terms <= EXP_TERMS_MAX && ab_field_is_good(field); i++) {
      ab_fraction_term(field, &unit, coefficient, &rest, i);
      fmpq_mul(coefficient, coefficient, content);
      multiply_exp(field, &result, &unit, coefficient);
    }
  }
  ab_fraction_set(field, out, &result);
  fmpq_clear(coefficient);
  fmpq_clear(content);
  ab_fraction_clear(field, &result);
  ab_fraction_clear(field, &unit);
  ab_fraction_clear(field, &rest);
}

/* The functions of e = exp(x): (a e^2 + b e + c)/(p e^2 + q e + r). */
static void apply_rational_in_exp(ab_field *field, ab_fraction *out, const ab_fraction *x,
                                  const int numerator[3], const int denominator[3]) {
  ab_fraction e, up, down, number;
  ab_fraction_init(field, &e);
  ab_fraction_init(field, &up);
  ab_fraction_init(field, &down);
  ab_fraction_init(field, &number);
  apply_exp(field, &e, x);
  for (size_t i = 0; i < 3; i++) {
    ab_fraction_set_integer(field, &number, numerator[i]);
    ab_fraction_mul(field, &up, &up, &e);
    ab_fraction_add(field, &up, &up, &number, 1);
    ab_fraction_set_integer(field, &number, denominator[i]);
    ab_fraction_mul(field, &down, &down, &e);
    ab_fraction_add(field, &down, &down, &number, 1);
  }
  ab_fraction_div(field, out, &up, &down);
  ab_fraction_clear(field, &number);
  ab_fraction_clear(field, &down);
  ab_fraction_clear(field, &up);
  ab_fraction_clear(field, &e);
}

/* x, a number other than 0, compared with a small integer. */
static int compare(const ab_field *field, const ab_fraction *x, long with) {
  fmpq_t value;
  fmpq_init(value);
  fmpz_mpoly_get_fmpz(fmpq_numref(value), x->numerator, field->ring);
  fmpz_mpoly_get_fmpz(fmpq_denref(value), x->denominator, field->ring);
  fmpq_canonicalise(value);
  int order = fmpq_cmp_si(value, with);
  fmpq_clear(value);
  return order;
}

static void apply_log(ab_field *field, ab_fraction *out, const ab_fraction *x) {
  bool constant = ab_field_is_good(field) && ab_fraction_is_constant(field, x);
  if (constant && (ab_fraction_is_zero(field, x) || compare(field, x, 0) < 0)) {
    ab_field_stop(field, AB_FIELD_NOWHERE);
  } else if (constant && compare(field, x, 1) == 0) {
    ab_fraction_set_integer(field, out, 0);
  } else if (ab_field_is_good(field)) {
    const ab_generator *atom = ab_field_intern(field, AB_OP_LOG, x);
    ab_fraction_set_generator(field, out, atom);
  }
}

/* out = log(1 + x) */
static void apply_log1p(ab_field *field, ab_fraction *out, const ab_fraction *x) {
  ab_fraction sum;
  ab_fraction_init(field, &sum);
  ab_fraction_set_integer(field, &sum, 1);
  ab_fraction_add(field, &sum, &sum, x, 1);
  apply_log(field, out, &sum);
  ab_fraction_clear(field, &sum);
}

/* cos(x), or sin(x) with sin^2 = 1 - cos^2; x has a positive leading coefficient. */
static void set_circular(ab_field *field, ab_fraction *out, ab_op op, const ab_fraction *x) {
  const ab_generator *cosine = ab_field_intern(field, AB_OP_COS, x);
  if (op == AB_OP_COS || !cosine) {
    ab_fraction_set_generator(field, out, cosine);
    return;
  }
  ab_fraction one, square;
  ab_fraction_init(field, &one);
  ab_fraction_init(field, &square);
  ab_fraction_set_integer(field, &one, 1);
  ab_fraction_set_generator(field, &square, cosine);
  ab_fraction_mul(field, &square, &square, &square);
  ab_generator *sine = ab_field_intern(field, AB_OP_SIN, x);
  if (sine && !sine->has_square) {
    ab_fraction_add(field, &sine->square, &one, &square, -1);
    sine->has_square = true;
  }
  ab_fraction_set_generator(field, out, sine);
  ab_fraction_clear(field, &square);
  ab_fraction_clear(field, &one);
}

/* sin, asin, atan (odd, 0 at 0) and cos (even, 1 at 0). */
static void apply_symmetric(ab_field *field, ab_fraction *out, ab_op op, const ab_fraction *x) {
  if (!ab_field_is_good(field))
    return;
  if (ab_fraction_is_zero(field, x)) {
    ab_fraction_set_integer(field, out, op == AB_OP_COS);
    return;
  }
  if (op == AB_OP_ASIN && ab_fraction_is_constant(field, x) &&
      (compare(field, x, 1) > 0 || compare(field, x, -1) < 0)) {
    ab_field_stop(field, AB_FIELD_NOWHERE);
    return;
  }
  ab_fraction argument;
  fmpq_t sign;
  ab_fraction_init(field, &argument);
  fmpq_init(sign);
  fmpq_set_si(sign, fmpz_sgn(x->numerator->coeffs), 1); /* denominators are positive */
  ab_fraction_scale(field, &argument, x, sign);
  if (op == AB_OP_SIN || op == AB_OP_COS)
    set_circular(field, out, op, &argument);
  else
    ab_fraction_set_generator(field, out, ab_field_intern(field, op, &argument));
  if (op != AB_OP_COS)
    ab_fraction_scale(field, out, out, sign);
  fmpq_clear(sign);
  ab_fraction_clear(field, &argument);
}

static void apply_tan(ab_field *field, ab_fraction *out, const ab_fraction *x) {
  ab_fraction cosine;
  ab_fraction_init(field, &cosine);
  apply_symmetric(field, &cosine, AB_OP_COS, x);
  apply_symmetric(field, out, AB_OP_SIN, x);
  ab_fraction_div(field, out, out, &cosine);
  ab_fraction_clear(field, &cosine);
}

/* pi/2 - asin(x) */
static void apply_acos(ab_field *field, ab_fraction *out, const ab_fraction *x) {
  ab_fraction quarter;
  fmpq_t half;
  ab_fraction_init(field, &quarter);
  fmpq_init(half);
  fmpq_set_si(half, 1, 2);
  ab_field_leaf(field, &quarter, AB_OP_PI, 0);
  ab_fraction_scale(field, &quarter, &quarter, half);
  apply_symmetric(field, out, AB_OP_ASIN, x);
  ab_fraction_add(field, out, &quarter, out, -1);
  fmpq_clear(half);
  ab_fraction_clear(field, &quarter);
}

static void apply_softplus(ab_field *field, ab_fraction *out, const ab_fraction *x) {
  ab_fraction e;
  ab_fraction_init(field, &e);
  apply_exp(field, &e, x);
  apply_log1p(field, out, &e);
  ab_fraction_clear(field, &e);
}

void ab_field_apply(ab_field *field, ab_fraction *out, ab_op op, const ab_fraction *x) {
  static const int one[3] = {0, 0, 1}, e[3] = {0, 1, 0}, twice_e[3] = {0, 2, 0};
  static const int e_less_1[3] = {0, 1, -1}, e_and_1[3] = {0, 1, 1};
  static const int square_less_1[3] = {1, 0, -1}, square_and_1[3] = {1, 0, 1};
  switch (op) {
  case AB_OP_ABS:
    ab_field_abs(field, out, x);
    break;
  case AB_OP_RELU:
    ab_field_relu(field, out, x);
    break;
  case AB_OP_SQRT:
    ab_field_sqrt(field, out, x);
    break;
  case AB_OP_EXP:
    apply_exp(field, out, x);
    break;
  case AB_OP_EXPM1:
    apply_rational_in_exp(field, out, x, e_less_1, one);
    break;
  case AB_OP_LOGISTIC:
    apply_rational_in_exp(field, out, x, e, e_and_1);
    break;
  case AB_OP_SINH:
    apply_rational_in_exp(field, out, x, square_less_1, twice_e);
    break;
  case AB_OP_COSH:
    apply_rational_in_exp(field, out, x, square_and_1, twice_e);
    break;
  case AB_OP_TANH:
    apply_rational_in_exp(field, out, x, square_less_1, square_and_1);
    break;
  case AB_OP_LOG:
    apply_log(field, out, x);
    break;
  case AB_OP_LOG1P:
    apply_log1p(field, out, x);
    break;
  case AB_OP_SOFTPLUS:
    apply_softplus(field, out, x);
    break;
  case AB_OP_SIN:
  case AB_OP_COS:
  case AB_OP_ASIN:
  case AB_OP_ATAN:
    apply_symmetric(field, out, op, x);
    break;
  case AB_OP_TAN:
    apply_tan(field, out, x);
    break;
  case AB_OP_ACOS:
    apply_acos(field, out, x);
    break;
  default:
    ab_field_stop(field, AB_FIELD_TOO_BIG); /* nothing is known of it */
  }
}
