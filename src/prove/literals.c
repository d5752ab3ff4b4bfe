/* SPDX-License-Identifier: MIT */
#include "prove/literals.h"

#include "base/memory.h"

#include <math.h>
#include <string.h>

struct ab_literals {
  const ab_template *template_;
  size_t nodes, variables;
  bool *needed;          /* by the literals */
  double *constant;      /* values of nodes that do not depend on the point */
  double *value, *slope; /* of node e: value[e], slope[e * variables + k] */
};

static double middle(const mpq_t lo, const mpq_t hi) {
  double a = mpq_get_d(lo), b = mpq_get_d(hi);
  return a + (b - a) / 2;
}

ab_literals *ab_literals_create(const ab_clauses *clauses, size_t index,
                                const ab_constants *constants) {
  const ab_clause *clause = &clauses->clauses[index];
  const ab_template *t = ab_clause_template(clauses, clause);
  ab_literals *s = ab_allocate(1, sizeof *s);
  s->template_ = t;
  s->nodes = ab_graph_size(t->graph);
  s->variables = t->variable_count;
  s->needed = ab_allocate(s->nodes, sizeof *s->needed);
  s->constant = ab_allocate(s->nodes, sizeof *s->constant);
  s->value = ab_allocate(s->nodes, sizeof *s->value);
  s->slope = ab_allocate(s->nodes * s->variables, sizeof *s->slope);
  for (size_t l = 0; l < t->literal_count; l++)
    s->needed[t->literals[l].expr] = true;
  ab_graph_mark_parts(t->graph, s->needed, s->nodes);
  for (size_t e = 0; e < s->nodes; e++) {
    const ab_node *node = ab_graph_node(t->graph, (ab_expr)e);
    if (node->op == AB_OP_CONSTANT) {
      s->constant[e] = mpq_get_d(ab_graph_constant_value(t->graph, (ab_expr)e));
    } else if (node->op == AB_OP_PARAMETER) {
      const ab_argument *a = &clause->arguments[node->left];
      s->constant[e] =
          a->bound ? middle(constants->items[a->constant].lo, constants->items[a->constant].hi)
                   : mpq_get_d(a->value);
    } else if (node->op == AB_OP_PI) {
      s->constant[e] = acos(-1);
    }
  }
  return s;
}

void ab_literals_destroy(ab_literals *s) {
  if (!s)
    return;
  ab_free(s->needed);
  ab_free(s->constant);
  ab_free(s->value);
  ab_free(s->slope);
  ab_free(s);
}

static double logistic(double u) {
  return u >= 0 ? 1 / (1 + exp(-u)) : exp(u) / (1 + exp(u));
}

/* The value of an operation of one child at u, and its derivative there. */
static double apply_unary(const ab_node *node, double u, double *derivative) {
  double v;
  switch (node->op) {
  case AB_OP_POW:
    *derivative = node->exponent == 0 ? 0 : node->exponent * pow(u, node->exponent - 1);
    return pow(u, node->exponent);
  case AB_OP_NEG:
    *derivative = -1;
    return -u;
  case AB_OP_ABS:
    *derivative = u < 0 ? -1 : 1;
    return fabs(u);
  case AB_OP_RELU:
    *derivative = u > 0;
    return fmax(u, 0);
  case AB_OP_SQRT:
    v = sqrt(u);
    *derivative = 1 / (2 * v);
    return v;
  case AB_OP_EXP:
    return *derivative = exp(u);
  case AB_OP_LOG:
    *derivative = 1 / u;
    return log(u);
  case AB_OP_LOG1P:
    *derivative = 1 / (1 + u);
    return log1p(u);
  case AB_OP_EXPM1:
    *derivative = exp(u);
    return expm1(u);
  case AB_OP_SIN:
    *derivative = cos(u);
    return sin(u);
  case AB_OP_COS:
    *derivative = -sin(u);
    return cos(u);
  case AB_OP_TAN:
    v = tan(u);
    *derivative = 1 + v * v;
    return v;
  case AB_OP_ATAN:
    *derivative = 1 / (1 + u * u);
    return atan(u);
  case AB_OP_ASIN:
    *derivative = 1 / sqrt(1 - u * u);
    return asin(u);
  case AB_OP_ACOS:
    *derivative = -1 / sqrt(1 - u * u);
    return acos(u);
  case AB_OP_SINH:
    *derivative = cosh(u);
    return sinh(u);
  case AB_OP_COSH:
    *derivative = sinh(u);
    return cosh(u);
  case AB_OP_TANH:
    v = tanh(u);
    *derivative = 1 - v * v;
    return v;
  case AB_OP_LOGISTIC:
    v = logistic(u);
    *derivative = v * (1 - v);
    return v;
  case AB_OP_SOFTPLUS:
    *derivative = logistic(u);
    return fmax(u, 0) + log1p(exp(-fabs(u)));
  default:
    *derivative = NAN;
    return NAN;
  }
}

/* The same for two children: the derivatives by either. */
static double apply_binary(const ab_node *node, double u, double v, double *by_u, double *by_v) {
  switch (node->op) {
  case AB_OP_ADD:
    *by_u = *by_v = 1;
    return u + v;
  case AB_OP_SUB:
    *by_u = 1;
    *by_v = -1;
    return u - v;
  case AB_OP_MUL:
    *by_u = v;
    *by_v = u;
    return u * v;
  case AB_OP_DIV:
    *by_u = 1 / v;
    *by_v = -u / (v * v);
    return v == 0 ? NAN : u / v;
  case AB_OP_MIN:
    *by_u = u < v;
    *by_v = !(u < v);
    return isnan(u) || isnan(v) ? NAN : fmin(u, v);
  case AB_OP_MAX:
    *by_u = u > v;
    *by_v = !(u > v);
    return isnan(u) || isnan(v) ? NAN : fmax(u, v);
  default:
    *by_u = *by_v = NAN;
    return NAN;
  }
}

/* The derivative of a node by every variable: by_left and by_right times those of its children. */
static void chain(ab_literals *s, size_t e, const ab_node *node, double by_left, double by_right) {
  double *out = &s->slope[e * s->variables];
  const double *left = &s->slope[node->left * s->variables];
  const double *right = &s->slope[node->right * s->variables];
  bool two = ab_op_arity(node->op) == 2;
  for (size_t k = 0; k < s->variables; k++)
    out[k] =
        (left[k] != 0 ? by_left * left[k] : 0) + (two && right[k] != 0 ? by_right * right[k] : 0);
}

static void evaluate_node(ab_literals *s, size_t e, const double *x, bool slopes) {
  const ab_node *node = ab_graph_node(s->template_->graph, (ab_expr)e);
  double by_left = 0, by_right = 0;
  unsigned arity = ab_op_arity(node->op);
  if (arity == 0) {
    bool variable = node->op == AB_OP_VARIABLE;
    s->value[e] = variable ? x[node->left] : s->constant[e];
    for (size_t k = 0; k < s->variables && slopes; k++)
      s->slope[e * s->variables + k] = variable && k == node->left;
    return;
  }
  s->value[e] = arity == 1 ? apply_unary(node, s->value[node->left], &by_left)
                           : apply_binary(node, s->value[node->left], s->value[node->right],
                                          &by_left, &by_right);
  if (slopes)
    chain(s, e, node, by_left, by_right);
}

void ab_literals_evaluate(ab_literals *s, const double *x, double *values, double *gradients) {
  for (size_t e = 0; e < s->nodes; e++)
    if (s->needed[e])
      evaluate_node(s, e, x, gradients != NULL);
  for (size_t l = 0; l < s->template_->literal_count; l++) {
    ab_expr e = s->template_->literals[l].expr;
    values[l] = isfinite(s->value[e]) ? s->value[e] : NAN;
    for (size_t k = 0; k < s->variables && gradients; k++) {
      double g = s->slope[e * s->variables + k];
      gradients[l * s->variables + k] = isfinite(g) ? g : 0;
    }
  }
}
