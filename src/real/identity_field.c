/* SPDX-License-Identifier: MIT */
#include "real/identity_field.h"

#include "base/memory.h"

enum {
  GCD_PAIRS_MAX = 1 << 14, /* pairs of terms, and */
  GCD_DEGREE_MAX = 48,     /* degree in one generator, up to which common factors are sought */
  GCD_WORK = 64,           /* per pair of terms */
  STEP_WORK = 64,          /* of any operation at all */
};

void ab_field_init(ab_field *field, ab_field_plan *plan) {
  *field = (ab_field){.plan = plan, .status = AB_FIELD_GOOD};
  fmpz_mpoly_ctx_init(field->ring, (slong)plan->capacity, ORD_LEX);
  field->generators = ab_allocate(plan->capacity, sizeof *field->generators);
}

void ab_field_clear(ab_field *field) {
  for (size_t i = 0; i < field->count; i++) {
    ab_fraction_clear(field, &field->generators[i].argument);
    ab_fraction_clear(field, &field->generators[i].square);
  }
  ab_free(field->generators);
  fmpz_mpoly_ctx_clear(field->ring);
}

void ab_fraction_init(const ab_field *field, ab_fraction *x) {
  fmpz_mpoly_init(x->numerator, field->ring);
  fmpz_mpoly_init(x->denominator, field->ring);
  fmpz_mpoly_set_ui(x->denominator, 1, field->ring);
}

void ab_fraction_clear(const ab_field *field, ab_fraction *x) {
  fmpz_mpoly_clear(x->numerator, field->ring);
  fmpz_mpoly_clear(x->denominator, field->ring);
}

void ab_field_stop(ab_field *field, ab_field_status status) {
  if (field->status == AB_FIELD_GOOD)
    field->status = status;
}

bool ab_field_is_good(const ab_field *field) {
  return field->status == AB_FIELD_GOOD;
}

/* Pays for work before it is done. */
static bool pay(ab_field *field, uint64_t work) {
  if (field->plan->work < work)
    ab_field_stop(field, AB_FIELD_TOO_BIG);
  else
    field->plan->work -= work;
  return ab_field_is_good(field);
}

static uint64_t length(const fmpz_mpoly_t x) {
  return (uint64_t)x->length;
}

static uint64_t coefficient_bits(const fmpz_mpoly_t x) {
  slong bits = fmpz_mpoly_max_bits(x); /* negative if a coefficient is */
  return (uint64_t)(bits < 0 ? -bits : bits);
}

static uint64_t coefficient_words(const fmpz_mpoly_t x) {
  return coefficient_bits(x) / FLINT_BITS + 1;
}

static uint64_t exponent_words(const ab_field *field, const fmpz_mpoly_t x) {
  return (uint64_t)x->bits * field->plan->capacity / FLINT_BITS + 1;
}

/* Every polynomial that is kept passes here. */
static void limit(ab_field *field, const fmpz_mpoly_t x) {
  if (length(x) > AB_FIELD_TERMS_MAX || coefficient_bits(x) > AB_FIELD_BITS_MAX ||
      x->bits > AB_FIELD_EXPONENT_BITS_MAX)
    ab_field_stop(field, AB_FIELD_TOO_BIG);
}

static void polynomial_mul(ab_field *field, fmpz_mpoly_t out, const fmpz_mpoly_t x,
                           const fmpz_mpoly_t y) {
  uint64_t words = exponent_words(field, x) + exponent_words(field, y) +
                   coefficient_words(x) * coefficient_words(y);
  if (!ab_field_is_good(field) || !pay(field, length(x) * length(y) * words))
    return;
  fmpz_mpoly_mul(out, x, y, field->ring);
  limit(field, out);
}

static void polynomial_add(ab_field *field, fmpz_mpoly_t out, const fmpz_mpoly_t x,
                           const fmpz_mpoly_t y, int sign) {
  uint64_t words = exponent_words(field, x) + exponent_words(field, y) + coefficient_words(x) +
                   coefficient_words(y);
  if (!ab_field_is_good(field) || !pay(field, (length(x) + length(y)) * words))
    return;
  if (sign > 0)
    fmpz_mpoly_add(out, x, y, field->ring);
  else
    fmpz_mpoly_sub(out, x, y, field->ring);
  limit(field, out);
}

static void polynomial_pow(ab_field *field, fmpz_mpoly_t out, const fmpz_mpoly_t x, ulong n) {
  fmpz_mpoly_t square;
  fmpz_mpoly_init(square, field->ring);
  fmpz_mpoly_set(square, x, field->ring);
  fmpz_mpoly_set_ui(out, 1, field->ring);
  for (; n && ab_field_is_good(field); n >>= 1) {
    if (n & 1)
      polynomial_mul(field, out, out, square);
    if (n > 1)
      polynomial_mul(field, square, square, square);
  }
  fmpz_mpoly_clear(square, field->ring);
}

/* sum + coefficient * p^(e/2) q^(most - e/2) g^(e mod 2), added to sum, where g^2 = p/q. */
static void add_even_part(ab_field *field, fmpz_mpoly_t sum, fmpz_mpoly_t coefficient, size_t g,
                          ulong e, ulong most) {
  const ab_fraction *square = &field->generators[g].square;
  fmpz_mpoly_t factor;
  fmpz_mpoly_init(factor, field->ring);
  polynomial_pow(field, factor, square->numerator, e / 2);
  polynomial_mul(field, coefficient, coefficient, factor);
  polynomial_pow(field, factor, square->denominator, most - e / 2);
  polynomial_mul(field, coefficient, coefficient, factor);
  if (e % 2) {
    fmpz_mpoly_gen(factor, (slong)g, field->ring);
    polynomial_mul(field, coefficient, coefficient, factor);
  }
  polynomial_add(field, sum, sum, coefficient, 1);
  fmpz_mpoly_clear(factor, field->ring);
}

/* x := scale * x with all powers of generator g above the first replaced; scale is a power of the
 * denominator of g^2. */
static void replace_squares(ab_field *field, fmpz_mpoly_t x, fmpz_mpoly_t scale, size_t g) {
  fmpz_mpoly_set_ui(scale, 1, field->ring);
  ulong most = (ulong)fmpz_mpoly_degree_si(x, (slong)g, field->ring) / 2;
  if (length(x) == 0 || most == 0)
    return;
  fmpz_mpoly_univar_t parts;
  fmpz_mpoly_t sum, coefficient;
  fmpz_mpoly_univar_init(parts, field->ring);
  fmpz_mpoly_init(sum, field->ring);
  fmpz_mpoly_init(coefficient, field->ring);
  fmpz_mpoly_to_univar(parts, x, (slong)g, field->ring);
  for (slong i = 0; i < fmpz_mpoly_univar_length(parts, field->ring) && ab_field_is_good(field);
       i++) {
    ulong e = (ulong)fmpz_mpoly_univar_get_term_exp_si(parts, i, field->ring);
    fmpz_mpoly_univar_get_term_coeff(coefficient, parts, i, field->ring);
    add_even_part(field, sum, coefficient, g, e, most);
  }
  fmpz_mpoly_swap(x, sum, field->ring);
  polynomial_pow(field, scale, field->generators[g].square.denominator, most);
  fmpz_mpoly_univar_clear(parts, field->ring);
  fmpz_mpoly_clear(sum, field->ring);
  fmpz_mpoly_clear(coefficient, field->ring);
}

/* Section 3. Late generators first: squares are in earlier ones. */
static void reduce(ab_field *field, ab_fraction *x) {
  fmpz_mpoly_t up, down;
  fmpz_mpoly_init(up, field->ring);
  fmpz_mpoly_init(down, field->ring);
  for (size_t g = field->count; g-- > 0 && ab_field_is_good(field);) {
    if (!field->generators[g].has_square)
      continue;
    replace_squares(field, x->numerator, up, g);
    replace_squares(field, x->denominator, down, g);
    if (!fmpz_mpoly_equal(up, down, field->ring)) {
      polynomial_mul(field, x->numerator, x->numerator, down);
      polynomial_mul(field, x->denominator, x->denominator, up);
    }
  }
  if (ab_field_is_good(field) && length(x->denominator) == 0)
    ab_field_stop(field, AB_FIELD_NOWHERE);
  fmpz_mpoly_clear(up, field->ring);
  fmpz_mpoly_clear(down, field->ring);
}

/* Divides numerator and denominator by `factor` if it divides both. */
static void divide_out(ab_field *field, ab_fraction *x, const fmpz_mpoly_t factor) {
  fmpz_mpoly_t up, down;
  if (fmpz_mpoly_is_one(factor, field->ring))
    return;
  fmpz_mpoly_init(up, field->ring);
  fmpz_mpoly_init(down, field->ring);
  if (fmpz_mpoly_divides(up, x->numerator, factor, field->ring) &&
      fmpz_mpoly_divides(down, x->denominator, factor, field->ring)) {
    fmpz_mpoly_swap(x->numerator, up, field->ring);
    fmpz_mpoly_swap(x->denominator, down, field->ring);
  }
  fmpz_mpoly_clear(up, field->ring);
  fmpz_mpoly_clear(down, field->ring);
}

static bool degrees_are_small(const ab_field *field, const fmpz_mpoly_t x) {
  for (size_t g = 0; g < field->count; g++)
    if (fmpz_mpoly_degree_si(x, (slong)g, field->ring) > GCD_DEGREE_MAX)
      return false;
  return true;
}

/* Sets factor to a common factor: the greatest, if that is cheap; else of all the terms. */
static void find_common_factor(ab_field *field, fmpz_mpoly_t factor, const ab_fraction *x) {
  uint64_t pairs = length(x->numerator) * length(x->denominator);
  uint64_t words = coefficient_words(x->numerator) * coefficient_words(x->denominator);
  if (pairs <= GCD_PAIRS_MAX && degrees_are_small(field, x->numerator) &&
      degrees_are_small(field, x->denominator)) {
    if (pay(field, pairs * words * GCD_WORK) &&
        fmpz_mpoly_gcd(factor, x->numerator, x->denominator, field->ring))
      return;
  }
  fmpz_mpoly_t up, down;
  fmpz_mpoly_init(up, field->ring);
  fmpz_mpoly_init(down, field->ring);
  fmpz_mpoly_term_content(up, x->numerator, field->ring);
  fmpz_mpoly_term_content(down, x->denominator, field->ring);
  if (!fmpz_mpoly_gcd(factor, up, down, field->ring))
    fmpz_mpoly_set_ui(factor, 1, field->ring);
  fmpz_mpoly_clear(up, field->ring);
  fmpz_mpoly_clear(down, field->ring);
}

/* The leading coefficient of the denominator becomes positive. */
static void make_denominator_positive(const ab_field *field, ab_fraction *x) {
  slong sign = fmpz_sgn(x->denominator->coeffs);
  fmpz_mpoly_scalar_mul_si(x->numerator, x->numerator, sign, field->ring);
  fmpz_mpoly_scalar_mul_si(x->denominator, x->denominator, sign, field->ring);
}

/* Takes out common factors: it saves work and makes more alike. */
static void cancel(ab_field *field, ab_fraction *x) {
  if (!ab_field_is_good(field) || fmpz_mpoly_is_one(x->denominator, field->ring))
    return;
  if (length(x->numerator) == 0) {
    fmpz_mpoly_set_ui(x->denominator, 1, field->ring);
    return;
  }
  fmpz_mpoly_t factor;
  fmpz_mpoly_init(factor, field->ring);
  find_common_factor(field, factor, x);
  divide_out(field, x, factor);
  make_denominator_positive(field, x);
  limit(field, x->numerator); /* a factor may have larger coefficients */
  limit(field, x->denominator);
  fmpz_mpoly_clear(factor, field->ring);
}

static void finish(ab_field *field, ab_fraction *x) {
  if (!ab_field_is_good(field) || !pay(field, STEP_WORK))
    return;
  reduce(field, x);
  cancel(field, x);
}

bool ab_fraction_is_zero(const ab_field *field, const ab_fraction *x) {
  return fmpz_mpoly_is_zero(x->numerator, field->ring);
}

bool ab_fraction_is_constant(const ab_field *field, const ab_fraction *x) {
  return fmpz_mpoly_is_fmpz(x->numerator, field->ring) &&
         fmpz_mpoly_is_fmpz(x->denominator, field->ring);
}

void ab_fraction_set(ab_field *field, ab_fraction *out, const ab_fraction *x) {
  uint64_t words = length(x->numerator) * exponent_words(field, x->numerator) +
                   length(x->denominator) * exponent_words(field, x->denominator);
  if (!ab_field_is_good(field) || !pay(field, words))
    return;
  fmpz_mpoly_set(out->numerator, x->numerator, field->ring);
  fmpz_mpoly_set(out->denominator, x->denominator, field->ring);
}

void ab_fraction_set_rational(ab_field *field, ab_fraction *out, const fmpq_t value) {
  fmpz_mpoly_set_fmpz(out->numerator, fmpq_numref(value), field->ring);
  fmpz_mpoly_set_fmpz(out->denominator, fmpq_denref(value), field->ring);
  limit(field, out->numerator);
  limit(field, out->denominator);
}

void ab_fraction_set_integer(ab_field *field, ab_fraction *out, long value) {
  fmpz_mpoly_set_si(out->numerator, value, field->ring);
  fmpz_mpoly_set_ui(out->denominator, 1, field->ring);
}

/* x + sign y over a common denominator, not yet reduced; out is neither x nor y. */
static void combine(ab_field *field, ab_fraction *out, const ab_fraction *x, const ab_fraction *y,
                    int sign) {
  if (fmpz_mpoly_equal(x->denominator, y->denominator, field->ring)) {
    polynomial_add(field, out->numerator, x->numerator, y->numerator, sign);
    fmpz_mpoly_set(out->denominator, x->denominator, field->ring);
    return;
  }
  polynomial_mul(field, out->numerator, x->numerator, y->denominator);
  polynomial_mul(field, out->denominator, y->numerator, x->denominator); /* for the moment */
  polynomial_add(field, out->numerator, out->numerator, out->denominator, sign);
  polynomial_mul(field, out->denominator, x->denominator, y->denominator);
}

bool ab_fraction_equal(ab_field *field, const ab_fraction *x, const ab_fraction *y) {
  ab_fraction difference;
  ab_fraction_init(field, &difference);
  combine(field, &difference, x, y, -1);
  reduce(field, &difference);
  bool equal = ab_field_is_good(field) && ab_fraction_is_zero(field, &difference);
  ab_fraction_clear(field, &difference);
  return equal;
}

void ab_fraction_add(ab_field *field, ab_fraction *out, const ab_fraction *x, const ab_fraction *y,
                     int sign) {
  ab_fraction sum;
  ab_fraction_init(field, &sum);
  combine(field, &sum, x, y, sign);
  finish(field, &sum);
  ab_fraction_set(field, out, &sum);
  ab_fraction_clear(field, &sum);
}

void ab_fraction_mul(ab_field *field, ab_fraction *out, const ab_fraction *x,
                     const ab_fraction *y) {
  polynomial_mul(field, out->numerator, x->numerator, y->numerator);
  polynomial_mul(field, out->denominator, x->denominator, y->denominator);
  finish(field, out);
}

void ab_fraction_scale(ab_field *field, ab_fraction *out, const ab_fraction *x, const fmpq_t by) {
  ab_fraction factor;
  ab_fraction_init(field, &factor);
  ab_fraction_set_rational(field, &factor, by);
  ab_fraction_mul(field, out, x, &factor);
  ab_fraction_clear(field, &factor);
}

/* To be finished: the sign of the denominator is any. */
static void invert(ab_field *field, ab_fraction *x) {
  if (ab_fraction_is_zero(field, x))
    ab_field_stop(field, AB_FIELD_NOWHERE);
  fmpz_mpoly_swap(x->numerator, x->denominator, field->ring);
}

void ab_fraction_div(ab_field *field, ab_fraction *out, const ab_fraction *x,
                     const ab_fraction *y) {
  ab_fraction inverse;
  ab_fraction_init(field, &inverse);
  ab_fraction_set(field, &inverse, y);
  if (ab_field_is_good(field))
    invert(field, &inverse);
  ab_fraction_mul(field, out, x, &inverse);
  ab_fraction_clear(field, &inverse);
}

void ab_fraction_pow(ab_field *field, ab_fraction *out, const ab_fraction *x, long n) {
  ulong size = n < 0 ? (ulong)-n : (ulong)n;
  ab_fraction power;
  ab_fraction_init(field, &power);
  polynomial_pow(field, power.numerator, x->numerator, size);
  polynomial_pow(field, power.denominator, x->denominator, size);
  if (ab_field_is_good(field) && n < 0)
    invert(field, &power);
  finish(field, &power);
  ab_fraction_set(field, out, &power);
  ab_fraction_clear(field, &power);
}

void ab_fraction_term(ab_field *field, ab_fraction *out, fmpq_t coefficient, const ab_fraction *x,
                      slong i) {
  if (!ab_field_is_good(field))
    return;
  fmpz_mpoly_get_term_coeff_fmpz(fmpq_numref(coefficient), x->numerator, i, field->ring);
  fmpz_one(fmpq_denref(coefficient));
  fmpz_mpoly_get_term_monomial(out->numerator, x->numerator, i, field->ring);
  fmpz_mpoly_set(out->denominator, x->denominator, field->ring);
  finish(field, out);
}

/* Divides x by the greatest common divisor of its coefficients, taken with the sign of the first,
 * and multiplies `content` by it. */
static void take_polynomial_content(const ab_field *field, fmpz_t content, fmpz_mpoly_t x) {
  _fmpz_vec_content(content, x->coeffs, x->length);
  if (fmpz_sgn(x->coeffs) < 0)
    fmpz_neg(content, content);
  fmpz_mpoly_scalar_divexact_fmpz(x, x, content, field->ring);
}

void ab_fraction_take_content(ab_field *field, fmpq_t content, ab_fraction *x) {
  fmpq_one(content);
  if (!ab_field_is_good(field))
    return;
  take_polynomial_content(field, fmpq_numref(content), x->numerator);
  take_polynomial_content(field, fmpq_denref(content), x->denominator);
  fmpq_canonicalise(content);
}
