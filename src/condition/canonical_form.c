/* SPDX-License-Identifier: MIT */
#include "condition/canonical_form.h"

#include "base/memory.h"

enum { POWER_BITS_MAX = 4096 };

void ab_canonical_charge(ab_canonical *c, size_t amount) {
  c->work = c->work > amount ? c->work - amount : 0;
}

bool ab_canonical_failed(const ab_canonical *c) {
  return c->work == 0;
}

static ab_expr constant(ab_canonical *c, const mpq_t value) {
  ab_canonical_charge(c, 1 + mpz_size(mpq_numref(value)) + mpz_size(mpq_denref(value)));
  return ab_graph_constant(c->graph, value);
}

static mpq_srcptr value_of(const ab_canonical *c, ab_expr constant) {
  return ab_graph_constant_value(c->graph, constant);
}

static const ab_node *node_of(const ab_canonical *c, ab_expr e) {
  return ab_graph_node(c->graph, e);
}

static void push_term(ab_canonical_terms *to, ab_expr coefficient, ab_expr monomial) {
  ab_reserve(&to->items, &to->capacity, to->count + 1, sizeof *to->items);
  to->items[to->count++] = (ab_canonical_term){coefficient, monomial};
}

static void push_factor(ab_canonical_factors *to, ab_expr base, int32_t exponent) {
  ab_reserve(&to->items, &to->capacity, to->count + 1, sizeof *to->items);
  to->items[to->count++] = (ab_canonical_factor){base, exponent};
}

static void read_terms(ab_canonical *c, ab_canonical_terms *to, ab_expr x) {
  to->count = 0;
  for (const ab_node *node = node_of(c, x);; node = node_of(c, node->right)) {
    const ab_node *term = node->op == AB_OP_ADD ? node_of(c, node->left) : node;
    if (term->op == AB_OP_MUL)
      push_term(to, term->left, term->right);
    if (node->op != AB_OP_ADD)
      break;
  }
  ab_canonical_charge(c, to->count);
}

/* Leaves out 0 * 1. */
static ab_expr write_terms(ab_canonical *c, const ab_canonical_terms *from) {
  ab_expr out = c->zero;
  for (size_t i = from->count; i-- > 0;) {
    const ab_canonical_term *t = &from->items[i];
    if (t->monomial == c->one && t->coefficient == c->zero)
      continue;
    ab_expr term = ab_graph_binary(c->graph, AB_OP_MUL, t->coefficient, t->monomial);
    out = out == c->zero ? term : ab_graph_binary(c->graph, AB_OP_ADD, term, out);
  }
  ab_canonical_charge(c, from->count);
  return out;
}

static ab_expr write_term(ab_canonical *c, const mpq_t coefficient, ab_expr monomial) {
  ab_canonical_terms *list = &c->terms[0];
  list->count = 0;
  push_term(list, constant(c, coefficient), monomial);
  return write_terms(c, list);
}

static void read_factors(ab_canonical *c, ab_canonical_factors *to, ab_expr monomial) {
  to->count = 0;
  for (const ab_node *node = node_of(c, monomial);; node = node_of(c, node->right)) {
    const ab_node *factor = node->op == AB_OP_MUL ? node_of(c, node->left) : node;
    if (factor->op == AB_OP_POW)
      push_factor(to, factor->left, factor->exponent);
    if (node->op != AB_OP_MUL)
      break;
  }
  ab_canonical_charge(c, to->count);
}

static ab_expr write_factors(ab_canonical *c, const ab_canonical_factors *from) {
  ab_expr out = c->one;
  for (size_t i = from->count; i-- > 0;) {
    ab_expr factor = ab_graph_pow(c->graph, from->items[i].base, from->items[i].exponent);
    out = out == c->one ? factor : ab_graph_binary(c->graph, AB_OP_MUL, factor, out);
  }
  ab_canonical_charge(c, from->count);
  return out;
}

ab_expr ab_canonical_number(ab_canonical *c, const mpq_t value) {
  return write_term(c, value, c->one);
}

ab_expr ab_canonical_atom(ab_canonical *c, ab_expr base) {
  mpq_set_ui(c->rational, 1, 1);
  return write_term(c, c->rational, ab_graph_pow(c->graph, base, 1));
}

ab_expr ab_canonical_add(ab_canonical *c, ab_expr x, ab_expr y) {
  ab_canonical_terms *a = &c->terms[0], *b = &c->terms[1], *sum = &c->terms[2];
  read_terms(c, a, x);
  read_terms(c, b, y);
  sum->count = 0;
  for (size_t i = 0, j = 0; i < a->count || j < b->count;) {
    bool in_a = i < a->count && (j == b->count || a->items[i].monomial <= b->items[j].monomial);
    bool in_b = j < b->count && (i == a->count || b->items[j].monomial <= a->items[i].monomial);
    ab_canonical_term t = in_a ? a->items[i] : b->items[j];
    if (in_a && in_b) {
      mpq_add(c->rational, value_of(c, t.coefficient), value_of(c, b->items[j].coefficient));
      t.coefficient = constant(c, c->rational);
    }
    push_term(sum, t.coefficient, t.monomial);
    i += in_a;
    j += in_b;
  }
  return write_terms(c, sum);
}

static ab_expr scale(ab_canonical *c, ab_expr x, const mpq_t factor) {
  ab_canonical_terms *list = &c->terms[0];
  read_terms(c, list, x);
  for (size_t i = 0; i < list->count; i++) {
    mpq_mul(c->rational, value_of(c, list->items[i].coefficient), factor);
    list->items[i].coefficient = constant(c, c->rational);
  }
  return write_terms(c, list);
}

ab_expr ab_canonical_negative(ab_canonical *c, ab_expr x) {
  mpq_t minus;
  mpq_init(minus);
  mpq_set_si(minus, -1, 1);
  ab_expr out = scale(c, x, minus);
  mpq_clear(minus);
  return out;
}

int ab_canonical_sign(ab_canonical *c, ab_expr x) {
  ab_canonical_terms *list = &c->terms[0];
  read_terms(c, list, x);
  for (size_t i = 0; i < list->count; i++)
    if (mpq_sgn(value_of(c, list->items[i].coefficient)) != 0)
      return mpq_sgn(value_of(c, list->items[i].coefficient));
  return 1;
}

/* x as coefficient times factors: those of its one term, or x itself or its negative. 0 and a term
 * 0 * m (if `divided`) are left whole. */
static void factorize(ab_canonical *c, mpq_t coefficient, ab_canonical_factors *factors, ab_expr x,
                      bool divided) {
  ab_canonical_terms *list = &c->terms[0];
  read_terms(c, list, x);
  if (list->count == 1 && !(divided && list->items[0].coefficient == c->zero)) {
    mpq_set(coefficient, value_of(c, list->items[0].coefficient));
    read_factors(c, factors, list->items[0].monomial);
    return;
  }
  int sign = ab_canonical_sign(c, x);
  mpq_set_si(coefficient, sign, 1);
  factors->count = 0;
  push_factor(factors, sign < 0 ? ab_canonical_negative(c, x) : x, 1);
}

static ab_expr one_term(ab_canonical *c, const mpq_t coefficient,
                        const ab_canonical_factors *factors) {
  ab_expr monomial = write_factors(c, factors);
  return write_term(c, coefficient, monomial);
}

/* By the base, then those with a negative exponent after the others. */
static int compare(const ab_canonical_factor *x, const ab_canonical_factor *y) {
  if (x->base != y->base)
    return x->base < y->base ? -1 : 1;
  return (x->exponent < 0) - (y->exponent < 0);
}

/* An exponent that is too large is the end of the work. */
static int32_t exponent_of(ab_canonical *c, int64_t exponent) {
  if (exponent >= -AB_EXPONENT_MAX && exponent <= AB_EXPONENT_MAX)
    return (int32_t)exponent;
  c->work = 0;
  return 0;
}

static void merge(ab_canonical *c, ab_canonical_factors *out, const ab_canonical_factors *a,
                  const ab_canonical_factors *b) {
  out->count = 0;
  for (size_t i = 0, j = 0; i < a->count || j < b->count;) {
    int order = i == a->count ? 1 : j == b->count ? -1 : compare(&a->items[i], &b->items[j]);
    ab_canonical_factor f = order <= 0 ? a->items[i] : b->items[j];
    if (order == 0)
      f.exponent = exponent_of(c, (int64_t)f.exponent + b->items[j].exponent);
    push_factor(out, f.base, f.exponent);
    i += order <= 0;
    j += order >= 0;
  }
}

static bool is_number(const ab_canonical *c, ab_expr x) {
  const ab_node *node = node_of(c, x);
  return x == c->zero || (node->op == AB_OP_MUL && node->right == c->one);
}

static ab_expr scale_by(ab_canonical *c, ab_expr x, ab_expr number) {
  ab_expr value = number == c->zero ? c->zero : node_of(c, number)->left;
  mpq_t factor;
  mpq_init(factor);
  mpq_set(factor, value_of(c, value));
  ab_expr out = scale(c, x, factor);
  mpq_clear(factor);
  return out;
}

ab_expr ab_canonical_multiply(ab_canonical *c, ab_expr x, ab_expr y) {
  if (is_number(c, x))
    return scale_by(c, y, x);
  if (is_number(c, y))
    return scale_by(c, x, y);
  mpq_t a, b;
  mpq_inits(a, b, NULL);
  factorize(c, a, &c->factors[0], x, false);
  factorize(c, b, &c->factors[1], y, false);
  mpq_mul(a, a, b);
  merge(c, &c->factors[2], &c->factors[0], &c->factors[1]);
  ab_expr out = one_term(c, a, &c->factors[2]);
  mpq_clears(a, b, NULL);
  return out;
}

/* a^n for a != 0. false if it is long. */
static bool raise(mpq_t a, int32_t n) {
  size_t size = (size_t)(n < 0 ? -(int64_t)n : n);
  size_t bits = mpz_sizeinbase(mpq_numref(a), 2) + mpz_sizeinbase(mpq_denref(a), 2);
  bool is_unit = mpz_cmpabs_ui(mpq_numref(a), 1) == 0 && mpz_cmp_ui(mpq_denref(a), 1) == 0;
  if (!is_unit && bits * size > POWER_BITS_MAX)
    return false;
  mpz_pow_ui(mpq_numref(a), mpq_numref(a), size);
  mpz_pow_ui(mpq_denref(a), mpq_denref(a), size);
  if (n < 0)
    mpq_inv(a, a);
  return true;
}

/* Into its place near the end of the list. */
static void insert(ab_canonical *c, ab_canonical_factors *out, ab_canonical_factor f) {
  size_t at = out->count;
  while (at > 0 && compare(&f, &out->items[at - 1]) < 0)
    at--;
  if (at > 0 && compare(&f, &out->items[at - 1]) == 0) {
    ab_canonical_factor *same = &out->items[at - 1];
    same->exponent = exponent_of(c, (int64_t)same->exponent + f.exponent);
    return;
  }
  push_factor(out, f.base, f.exponent);
  for (size_t i = out->count - 1; i > at; i--)
    out->items[i] = out->items[i - 1];
  out->items[at] = f;
}

/* The factors of (base^e)^n, which is undefined where base is 0 if e < 0, whatever n. */
static void insert_power(ab_canonical *c, ab_canonical_factors *out, ab_canonical_factor f,
                         int32_t n) {
  bool turned = f.exponent < 0 && n <= 0;
  int32_t exponent = exponent_of(c, (int64_t)f.exponent * n + turned);
  insert(c, out, (ab_canonical_factor){f.base, exponent});
  if (turned)
    insert(c, out, (ab_canonical_factor){f.base, -1});
}

ab_expr ab_canonical_power(ab_canonical *c, ab_expr x, int32_t n) {
  if (n == 1)
    return x;
  mpq_t a;
  mpq_init(a);
  ab_canonical_factors *factors = &c->factors[0], *power = &c->factors[1];
  factorize(c, a, factors, x, true);
  power->count = 0;
  if (raise(a, n))
    for (size_t i = 0; i < factors->count; i++)
      insert_power(c, power, factors->items[i], n);
  else {
    mpq_set_ui(a, 1, 1);
    push_factor(power, x, n);
  }
  ab_expr out = one_term(c, a, power);
  mpq_clear(a);
  return out;
}

/* The forms of which x is the greatest: those of a maximum, or x alone. */
static void read_greatest(ab_canonical *c, ab_canonical_factors *to, ab_expr x) {
  const ab_node *term = node_of(c, x);
  const ab_node *power = node_of(c, term->right);
  to->count = 0;
  if (term->op == AB_OP_MUL && term->left == c->one && power->op == AB_OP_POW &&
      power->exponent == 1 && node_of(c, power->left)->op == AB_OP_MAX)
    x = power->left;
  for (; node_of(c, x)->op == AB_OP_MAX; x = node_of(c, x)->right)
    push_factor(to, node_of(c, x)->left, 0);
  push_factor(to, x, 0);
  ab_canonical_charge(c, to->count);
}

ab_expr ab_canonical_greatest(ab_canonical *c, ab_expr x, ab_expr y) {
  ab_canonical_factors *all = &c->factors[2];
  read_greatest(c, &c->factors[0], x);
  read_greatest(c, &c->factors[1], y);
  merge(c, all, &c->factors[0], &c->factors[1]);
  ab_expr out = all->items[all->count - 1].base;
  for (size_t i = all->count - 1; i-- > 0;)
    out = ab_graph_binary(c->graph, AB_OP_MAX, all->items[i].base, out);
  ab_canonical_charge(c, all->count);
  return all->count == 1 ? out : ab_canonical_atom(c, out);
}
