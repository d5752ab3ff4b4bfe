/* SPDX-License-Identifier: MIT */
#include "real/identity.h"

#include "base/memory.h"
#include "real/identity_field.h"

/* The quotients of two expressions and of everything below them. */
typedef struct {
  const ab_graph *graph;
  size_t count; /* nodes up to the later expression */
  bool *needed;
  ab_fraction *fractions; /* of the needed nodes */
  ab_field_plan plan;
  ab_field field;
} reading;

static void read_constant(reading *r, ab_fraction *out, mpq_srcptr value) {
  fmpq_t copy;
  fmpq_init(copy);
  fmpq_set_mpq(copy, value);
  ab_fraction_set_rational(&r->field, out, copy);
  fmpq_clear(copy);
}

static void read_negative(reading *r, ab_fraction *out, const ab_fraction *x) {
  ab_fraction zero;
  ab_fraction_init(&r->field, &zero);
  ab_fraction_add(&r->field, out, &zero, x, -1);
  ab_fraction_clear(&r->field, &zero);
}

/* The children of node i have been read. */
static void read_node(reading *r, size_t i) {
  const ab_node *node = ab_graph_node(r->graph, (ab_expr)i);
  ab_fraction *out = &r->fractions[i];
  const ab_fraction *x = &r->fractions[node->left], *y = &r->fractions[node->right];
  switch (node->op) {
  case AB_OP_CONSTANT:
    read_constant(r, out, ab_graph_constant_value(r->graph, (ab_expr)i));
    break;
  case AB_OP_VARIABLE:
  case AB_OP_PARAMETER:
    ab_field_leaf(&r->field, out, node->op, node->left);
    break;
  case AB_OP_PI:
    ab_field_leaf(&r->field, out, AB_OP_PI, 0);
    break;
  case AB_OP_ADD:
    ab_fraction_add(&r->field, out, x, y, 1);
    break;
  case AB_OP_SUB:
    ab_fraction_add(&r->field, out, x, y, -1);
    break;
  case AB_OP_MUL:
    ab_fraction_mul(&r->field, out, x, y);
    break;
  case AB_OP_DIV:
    ab_fraction_div(&r->field, out, x, y);
    break;
  case AB_OP_MIN:
    ab_field_extremum(&r->field, out, x, y, -1);
    break;
  case AB_OP_MAX:
    ab_field_extremum(&r->field, out, x, y, 1);
    break;
  case AB_OP_POW:
    ab_fraction_pow(&r->field, out, x, node->exponent);
    break;
  case AB_OP_NEG:
    read_negative(r, out, x);
    break;
  default:
    ab_field_apply(&r->field, out, node->op, x);
  }
}

static void begin(reading *r) {
  ab_field_init(&r->field, &r->plan);
  for (size_t i = 0; i < r->count; i++)
    if (r->needed[i])
      ab_fraction_init(&r->field, &r->fractions[i]);
}

static void end(reading *r) {
  for (size_t i = 0; i < r->count; i++)
    if (r->needed[i])
      ab_fraction_clear(&r->field, &r->fractions[i]);
  ab_field_clear(&r->field);
}

/* Reads a, b and all below them; r->field.status says with what success. */
static void reading_init(reading *r, const ab_graph *graph, ab_expr a, ab_expr b) {
  *r = (reading){.graph = graph, .count = (size_t)(a > b ? a : b) + 1};
  r->needed = ab_allocate(r->count, sizeof *r->needed);
  r->fractions = ab_allocate(r->count, sizeof *r->fractions);
  r->plan = (ab_field_plan){.capacity = 8, .work = AB_FIELD_WORK_MAX};
  for (size_t i = 0; i < AB_FIELD_GENERATORS_MAX; i++)
    r->plan.roots[i] = 1;
  r->needed[a] = r->needed[b] = true;
  ab_graph_mark_parts(graph, r->needed, r->count);
  for (int attempts = AB_FIELD_RESTARTS_MAX;; attempts--) {
    begin(r);
    for (size_t i = 0; i < r->count && ab_field_is_good(&r->field); i++)
      if (r->needed[i])
        read_node(r, i);
    if (r->field.status != AB_FIELD_RESTART || attempts == 0)
      return;
    end(r);
  }
}

static void reading_clear(reading *r) {
  end(r);
  ab_free(r->fractions);
  ab_free(r->needed);
}

bool ab_identical(const ab_graph *graph, ab_expr a, ab_expr b) {
  reading r;
  reading_init(&r, graph, a, b);
  bool identical = a == b ? r.field.status != AB_FIELD_NOWHERE
                          : ab_fraction_equal(&r.field, &r.fractions[a], &r.fractions[b]);
  reading_clear(&r);
  return identical;
}

/* The quotient of the leading coefficients: what x is, if it is a number. x is not zero. */
static void leading_quotient(const ab_field *field, fmpq_t out, const ab_fraction *x) {
  fmpz_mpoly_get_term_coeff_fmpz(fmpq_numref(out), x->numerator, 0, field->ring);
  fmpz_mpoly_get_term_coeff_fmpz(fmpq_denref(out), x->denominator, 0, field->ring);
  fmpq_canonicalise(out);
}

bool ab_identical_to_rational(const ab_graph *graph, ab_expr a, mpq_t out) {
  reading r;
  reading_init(&r, graph, a, a);
  ab_fraction number;
  fmpq_t value;
  ab_fraction_init(&r.field, &number);
  fmpq_init(value);
  bool identical = false;
  if (ab_field_is_good(&r.field)) {
    if (!ab_fraction_is_zero(&r.field, &r.fractions[a]))
      leading_quotient(&r.field, value, &r.fractions[a]);
    ab_fraction_set_rational(&r.field, &number, value);
    identical = ab_fraction_equal(&r.field, &r.fractions[a], &number);
  }
  if (identical)
    fmpq_get_mpq(out, value);
  fmpq_clear(value);
  ab_fraction_clear(&r.field, &number);
  reading_clear(&r);
  return identical;
}

bool ab_vanishes_where(const ab_graph *graph, ab_expr a, ab_expr b) {
  reading r;
  reading_init(&r, graph, a, b);
  bool vanishes = false;
  if (ab_field_is_good(&r.field) && !ab_fraction_is_zero(&r.field, &r.fractions[b])) {
    fmpz_mpoly_t primitive, quotient;
    fmpz_t content;
    fmpz_init(content);
    fmpz_mpoly_init(primitive, r.field.ring);
    fmpz_mpoly_init(quotient, r.field.ring);
    const fmpz_mpoly_struct *below = r.fractions[b].numerator;
    _fmpz_vec_content(content, below->coeffs, below->length);
    fmpz_mpoly_scalar_divexact_fmpz(primitive, below, content, r.field.ring);
    vanishes = fmpz_mpoly_divides(quotient, r.fractions[a].numerator, primitive, r.field.ring);
    fmpz_clear(content);
    fmpz_mpoly_clear(primitive, r.field.ring);
    fmpz_mpoly_clear(quotient, r.field.ring);
  }
  reading_clear(&r);
  return vanishes;
}

/* Whether a generator that is marked appears in x. */
static bool mentions(const ab_field *field, const ab_fraction *x, const bool *marked) {
  int used[AB_FIELD_GENERATORS_MAX] = {0}, used_below[AB_FIELD_GENERATORS_MAX] = {0};
  fmpz_mpoly_used_vars(used, x->numerator, field->ring);
  fmpz_mpoly_used_vars(used_below, x->denominator, field->ring);
  for (size_t g = 0; g < field->count; g++)
    if (marked[g] && (used[g] || used_below[g]))
      return true;
  return false;
}

bool ab_independent_of(const ab_graph *graph, ab_expr a, uint32_t variable) {
  reading r;
  reading_init(&r, graph, a, a);
  bool independent = ab_field_is_good(&r.field);
  bool marked[AB_FIELD_GENERATORS_MAX] = {0}; /* may change with the variable */
  for (size_t g = 0; g < r.field.count && independent; g++) {
    const ab_generator *generator = &r.field.generators[g];
    bool is_it = generator->op == AB_OP_VARIABLE && generator->number == variable;
    marked[g] = is_it || mentions(&r.field, &generator->argument, marked);
  }
  if (independent)
    independent = !mentions(&r.field, &r.fractions[a], marked);
  reading_clear(&r);
  return independent;
}

/* The denominator is a number and every generator a variable or a parameter. */
static bool is_polynomial(const ab_field *field, const ab_fraction *x) {
  bool plain = fmpz_mpoly_is_fmpz(x->denominator, field->ring);
  for (size_t g = 0; g < field->count && plain; g++)
    plain = field->generators[g].op == AB_OP_VARIABLE || field->generators[g].op == AB_OP_PARAMETER;
  return plain;
}

/* The place of generator g among the variables, or count. */
static size_t place_of(const ab_generator *generator, const uint32_t *variables, size_t count) {
  size_t k = 0;
  while (k < count && (generator->op != AB_OP_VARIABLE || generator->number != variables[k]))
    k++;
  return k;
}

/* The least exponents of the variables over all terms. */
static void least_exponents(const ab_field *field, const ab_fraction *x, const uint32_t *variables,
                            size_t count, uint32_t *exponents) {
  for (size_t k = 0; k < count; k++)
    exponents[k] = 0;
  for (size_t g = 0; g < field->count; g++) {
    size_t k = place_of(&field->generators[g], variables, count);
    if (k == count)
      continue;
    ulong least = INT32_MAX;
    for (slong t = 0; t < fmpz_mpoly_length(x->numerator, field->ring); t++) {
      ulong here = fmpz_mpoly_get_term_var_exp_ui(x->numerator, t, (slong)g, field->ring);
      least = here < least ? here : least;
    }
    exponents[k] = (uint32_t)least;
  }
}

/* Term t of the numerator, over the denominator and without the factors. */
static ab_expr build_term(ab_graph *graph, const ab_field *field, const ab_fraction *x, slong t,
                          const uint32_t *variables, size_t count, const uint32_t *exponents) {
  fmpq_t coefficient;
  mpq_t number;
  fmpq_init(coefficient);
  mpq_init(number);
  fmpz_mpoly_get_term_coeff_fmpz(fmpq_numref(coefficient), x->numerator, t, field->ring);
  fmpz_mpoly_get_term_coeff_fmpz(fmpq_denref(coefficient), x->denominator, 0, field->ring);
  fmpq_canonicalise(coefficient);
  fmpq_get_mpq(number, coefficient);
  ab_expr term = ab_graph_constant(graph, number);
  mpq_clear(number);
  fmpq_clear(coefficient);
  for (size_t g = 0; g < field->count; g++) {
    size_t k = place_of(&field->generators[g], variables, count);
    ulong power = fmpz_mpoly_get_term_var_exp_ui(x->numerator, t, (slong)g, field->ring);
    power -= k < count ? exponents[k] : 0;
    if (power == 0)
      continue;
    uint32_t number_of = field->generators[g].number;
    ab_expr base = field->generators[g].op == AB_OP_VARIABLE ? ab_graph_variable(graph, number_of)
                                                             : ab_graph_parameter(graph, number_of);
    if (power > 1)
      base = ab_graph_pow(graph, base, (int32_t)power);
    term = ab_graph_binary(graph, AB_OP_MUL, term, base);
  }
  return term;
}

bool ab_take_factors(ab_graph *graph, ab_expr e, const uint32_t *variables, size_t count,
                     uint32_t *exponents, ab_expr *rest) {
  enum { POWER_MAX = 4096 };
  reading r;
  reading_init(&r, graph, e, e);
  const ab_fraction *x = &r.fractions[e];
  bool good = ab_field_is_good(&r.field) && is_polynomial(&r.field, x) &&
              !ab_fraction_is_zero(&r.field, x) &&
              fmpz_mpoly_length(x->numerator, r.field.ring) <= AB_FACTOR_TERMS_MAX &&
              fmpz_mpoly_total_degree_si(x->numerator, r.field.ring) <= POWER_MAX;
  if (good) {
    least_exponents(&r.field, x, variables, count, exponents);
    *rest = build_term(graph, &r.field, x, 0, variables, count, exponents);
    for (slong t = 1; t < fmpz_mpoly_length(x->numerator, r.field.ring); t++) {
      ab_expr term = build_term(graph, &r.field, x, t, variables, count, exponents);
      *rest = ab_graph_binary(graph, AB_OP_ADD, *rest, term);
    }
  }
  reading_clear(&r);
  return good;
}
