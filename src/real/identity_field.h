/* SPDX-License-Identifier: MIT
 * Quotients of polynomials over Q in generators: the normal forms behind real/identity.h, which
 * alone uses this header. docs/theory/identity.md.
 *
 * A generator stands for a number at every point: a variable, a parameter, pi, or an *atom*, the
 * value of an operation at a quotient in earlier generators. The invariant (section 2): at every
 * point where the expressions read so far are defined, a quotient's denominator is not 0 and the
 * quotient is the value. Every operation keeps it, or sets `status`; from then on all operations
 * return at once and outputs mean nothing. */
#ifndef AB_REAL_IDENTITY_FIELD_H
#define AB_REAL_IDENTITY_FIELD_H

#include "expr/graph.h"
#include "real/arb.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
  AB_FIELD_GOOD,
  AB_FIELD_NOWHERE, /* some expression read is certain to be defined at no point */
  AB_FIELD_TOO_BIG, /* a limit was exceeded */
  AB_FIELD_RESTART, /* begin again from the changed plan: more generators or roots are needed */
} ab_field_status;

enum {
  AB_FIELD_GENERATORS_MAX = 128,
  AB_FIELD_TERMS_MAX = 20000,
  AB_FIELD_BITS_MAX = 1 << 16,     /* of a coefficient */
  AB_FIELD_EXPONENT_BITS_MAX = 32, /* of an exponent, as FLINT packs them */
  AB_FIELD_WORK_MAX = 1 << 24,     /* products of terms, weighted by the size of both parts */
  AB_FIELD_RESTARTS_MAX = 100,
};

typedef struct {
  fmpz_mpoly_t numerator, denominator; /* the denominator is never the polynomial 0 */
} ab_fraction;

typedef struct {
  ab_op op;
  uint32_t number;      /* of a variable or parameter */
  ab_fraction argument; /* of an atom; for EXP the value is exp(argument / root) */
  bool has_square;
  ab_fraction square; /* its square is this quotient in earlier generators */
} ab_generator;

/* What survives a restart. Generators are numbered in order of appearance; any positive roots are
 * right, suitable ones make the arguments of exp integer multiples. */
typedef struct {
  size_t capacity; /* of generators */
  ulong roots[AB_FIELD_GENERATORS_MAX];
  uint64_t work; /* left */
} ab_field_plan;

typedef struct {
  fmpz_mpoly_ctx_t ring;
  ab_generator *generators;
  size_t count;
  ab_field_plan *plan;
  ab_field_status status;
} ab_field;

void ab_field_init(ab_field *field, ab_field_plan *plan);
void ab_field_clear(ab_field *field);
bool ab_field_is_good(const ab_field *field);
/* Sets the status, unless one is set already. */
void ab_field_stop(ab_field *field, ab_field_status status);

/* init sets 0/1. */
void ab_fraction_init(const ab_field *field, ab_fraction *x);
void ab_fraction_clear(const ab_field *field, ab_fraction *x);

bool ab_fraction_is_zero(const ab_field *field, const ab_fraction *x);
/* Numerator and denominator are numbers. */
bool ab_fraction_is_constant(const ab_field *field, const ab_fraction *x);
/* Whether the difference is zero by the relations among generators: equality at every point where
 * what was read is defined. false also if a limit is exceeded. */
bool ab_fraction_equal(ab_field *field, const ab_fraction *x, const ab_fraction *y);

/* Outputs may alias inputs. `sign` is 1 or -1. */
void ab_fraction_set(ab_field *field, ab_fraction *out, const ab_fraction *x);
void ab_fraction_set_integer(ab_field *field, ab_fraction *out, long value);
void ab_fraction_set_rational(ab_field *field, ab_fraction *out, const fmpq_t value);
void ab_fraction_add(ab_field *field, ab_fraction *out, const ab_fraction *x, const ab_fraction *y,
                     int sign);
void ab_fraction_mul(ab_field *field, ab_fraction *out, const ab_fraction *x, const ab_fraction *y);
void ab_fraction_scale(ab_field *field, ab_fraction *out, const ab_fraction *x, const fmpq_t by);
/* NOWHERE if y is zero. */
void ab_fraction_div(ab_field *field, ab_fraction *out, const ab_fraction *x, const ab_fraction *y);
/* x^0 = 1; NOWHERE if x is zero and n < 0. */
void ab_fraction_pow(ab_field *field, ab_fraction *out, const ab_fraction *x, long n);

/* The i-th term of x's numerator as coefficient and monomial over x's denominator. */
void ab_fraction_term(ab_field *field, ab_fraction *out, fmpq_t coefficient, const ab_fraction *x,
                      slong i);
/* x = content * (what is left in x), the numerator of which is primitive with a positive leading
 * coefficient, the denominator primitive. x is not zero. */
void ab_fraction_take_content(ab_field *field, fmpq_t content, ab_fraction *x);

/* out = the generator of a variable, a parameter or pi. */
void ab_field_leaf(ab_field *field, ab_fraction *out, ab_op op, uint32_t number);
/* The atom op(argument): an old one if there is one with an equal argument. NULL if the field has
 * stopped. */
ab_generator *ab_field_intern(ab_field *field, ab_op op, const ab_fraction *argument);
void ab_fraction_set_generator(ab_field *field, ab_fraction *out, const ab_generator *generator);

/* out = the quotient that stands for |x|, max(0, x), sqrt(x); sqrt: NOWHERE of a negative number.
 */
void ab_field_abs(ab_field *field, ab_fraction *out, const ab_fraction *x);
void ab_field_relu(ab_field *field, ab_fraction *out, const ab_fraction *x);
void ab_field_sqrt(ab_field *field, ab_fraction *out, const ab_fraction *x);
/* out = min(x, y) for sign -1, max(x, y) for sign 1. */
void ab_field_extremum(ab_field *field, ab_fraction *out, const ab_fraction *x,
                       const ab_fraction *y, int sign);
/* out = the quotient that stands for op(x), op an operation of one child other than neg and pow.
 * NOWHERE if x is a number at which op is not defined. out is not x. */
void ab_field_apply(ab_field *field, ab_fraction *out, ab_op op, const ab_fraction *x);

#endif
