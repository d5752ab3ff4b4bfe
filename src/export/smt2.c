/* SPDX-License-Identifier: MIT
 * A clause is true if and only if its negation has no solution: a point of the box, constants in
 * their enclosures, each literal false. A literal is false where a denominator is 0. */
#include "export/export.h"

#include "base/memory.h"

#include <stdio.h>
#include <string.h>

static bool has_operation(ab_op op) {
  return ab_op_is_algebraic(op) && op != AB_OP_SQRT;
}

enum { EXPONENT_MAX = 64 }; /* powers are written out as products */

static ab_status expressible(const ab_template *t, ab_error *error) {
  for (size_t i = 0; i < ab_graph_size(t->graph); i++) {
    const ab_node *node = ab_graph_node(t->graph, (ab_expr)i);
    if (!has_operation(node->op))
      return ab_error_set(error, AB_BAD_PROBLEM,
                          "template %s: the operation %s, which SMT-LIB does not have", t->name,
                          ab_op_word(node->op));
    if (node->op == AB_OP_POW && (node->exponent > EXPONENT_MAX || node->exponent < -EXPONENT_MAX))
      return ab_error_set(error, AB_BAD_PROBLEM,
                          "template %s: a power %d, where the export to SMT-LIB has at most %d",
                          t->name, (int)node->exponent, EXPONENT_MAX);
  }
  if (t->chosen_count > 0)
    return ab_error_set(
        error, AB_BAD_PROBLEM,
        "template %s: variables that are chosen for each point, which the export to "
        "SMT-LIB does not have",
        t->name);
  for (size_t i = 0; i < t->literal_count; i++)
    if (t->literals[i].kind == AB_LITERAL_POSITIVE_OFF)
      return ab_error_set(
          error, AB_BAD_PROBLEM,
          "template %s: the relation '> 0 off' of the rule order-two, which SMT-LIB does "
          "not have",
          t->name);
  return AB_OK;
}

/* Integers with a decimal point, as sort Real wants them. */
static void add_integer(ab_text *text, mpz_srcptr value) {
  mpz_t size;
  mpz_init(size);
  mpz_abs(size, value);
  char *digits = ab_allocate(mpz_sizeinbase(size, 10) + 2, 1);
  mpz_get_str(digits, 10, size);
  ab_text_printf(text, mpz_sgn(value) < 0 ? "(- %s.0)" : "%s.0", digits);
  ab_free(digits);
  mpz_clear(size);
}

static void add_rational(ab_text *text, mpq_srcptr value) {
  if (mpz_cmp_ui(mpq_denref(value), 1) == 0) {
    add_integer(text, mpq_numref(value));
    return;
  }
  ab_text_add(text, "(/ ");
  add_integer(text, mpq_numref(value));
  ab_text_add_char(text, ' ');
  add_integer(text, mpq_denref(value));
  ab_text_add_char(text, ')');
}

static void add_power(ab_text *text, const ab_node *node) {
  unsigned base = (unsigned)node->left;
  int n = node->exponent < 0 ? -node->exponent : node->exponent;
  if (node->exponent < 0)
    ab_text_add(text, "(/ 1.0 ");
  if (n == 0)
    ab_text_add(text, "1.0");
  else if (n == 1)
    ab_text_printf(text, "n%u", base);
  else {
    ab_text_add(text, "(*");
    for (int i = 0; i < n; i++)
      ab_text_printf(text, " n%u", base);
    ab_text_add_char(text, ')');
  }
  if (node->exponent < 0)
    ab_text_add_char(text, ')');
}

static void add_argument(ab_text *text, const ab_argument *argument) {
  if (argument->bound)
    ab_text_printf(text, "c%zu", argument->constant);
  else
    add_rational(text, argument->value);
}

static void add_node(ab_text *text, const ab_template *t, const ab_clause *clause, ab_expr expr) {
  const ab_node *node = ab_graph_node(t->graph, expr);
  unsigned a = (unsigned)node->left, b = (unsigned)node->right;
  switch (node->op) {
  case AB_OP_CONSTANT:
    add_rational(text, ab_graph_constant_value(t->graph, expr));
    break;
  case AB_OP_VARIABLE:
    ab_text_printf(text, "x%u", a);
    break;
  case AB_OP_PARAMETER:
    add_argument(text, &clause->arguments[node->left]);
    break;
  case AB_OP_ADD:
    ab_text_printf(text, "(+ n%u n%u)", a, b);
    break;
  case AB_OP_SUB:
    ab_text_printf(text, "(- n%u n%u)", a, b);
    break;
  case AB_OP_MUL:
    ab_text_printf(text, "(* n%u n%u)", a, b);
    break;
  case AB_OP_DIV:
    ab_text_printf(text, "(/ n%u n%u)", a, b);
    break;
  case AB_OP_MIN:
    ab_text_printf(text, "(ite (<= n%u n%u) n%u n%u)", a, b, a, b);
    break;
  case AB_OP_MAX:
    ab_text_printf(text, "(ite (<= n%u n%u) n%u n%u)", a, b, b, a);
    break;
  case AB_OP_NEG:
    ab_text_printf(text, "(- n%u)", a);
    break;
  case AB_OP_ABS:
    ab_text_printf(text, "(ite (<= 0.0 n%u) n%u (- n%u))", a, a, a);
    break;
  case AB_OP_RELU:
    ab_text_printf(text, "(ite (<= 0.0 n%u) n%u 0.0)", a, a);
    break;
  default:
    add_power(text, node);
  }
}

/* Declares NAME with lo <= NAME <= hi. */
static void add_number_between(ab_text *text, const char *name, mpq_srcptr lo, mpq_srcptr hi) {
  ab_text_printf(text, "(declare-const %s Real)\n(assert (and (<= ", name);
  add_rational(text, lo);
  ab_text_printf(text, " %s) (<= %s ", name, name);
  add_rational(text, hi);
  ab_text_add(text, ")))\n");
}

/* The constants that the clause mentions, each once. */
static void add_constants(ab_text *text, const ab_template *t, const ab_clause *clause,
                          const ab_constants *constants) {
  bool *declared = ab_allocate(constants->count, sizeof *declared);
  for (size_t j = 0; j < t->parameter_count; j++) {
    const ab_argument *argument = &clause->arguments[j];
    if (!argument->bound || declared[argument->constant])
      continue;
    declared[argument->constant] = true;
    const ab_constant *constant = &constants->items[argument->constant];
    char name[32];
    snprintf(name, sizeof name, "c%zu", argument->constant);
    ab_text_add(text, "; ");
    ab_export_add_name(text, constant->name);
    ab_text_add_char(text, '\n');
    add_number_between(text, name, constant->lo, constant->hi);
  }
  ab_free(declared);
}

/* That the literal holds: its denominators are not 0, and the relation. */
static void add_literal(ab_text *text, const ab_template *t, const ab_literal *literal) {
  bool *parts = ab_graph_parts(t->graph, literal->expr);
  ab_text_add(text, "(assert (not (and");
  for (size_t i = (size_t)literal->expr + 1; i-- > 0;) {
    const ab_node *node = ab_graph_node(t->graph, (ab_expr)i);
    if (!parts[i])
      continue;
    if (node->op == AB_OP_DIV)
      ab_text_printf(text, " (not (= n%u 0.0))", (unsigned)node->right);
    if (node->op == AB_OP_POW && node->exponent < 0)
      ab_text_printf(text, " (not (= n%u 0.0))", (unsigned)node->left);
  }
  const char *relation = literal->kind == AB_LITERAL_NONNEGATIVE ? " (>= n%u 0.0))))\n"
                         : literal->kind == AB_LITERAL_POSITIVE  ? " (> n%u 0.0))))\n"
                                                                 : " (not (= n%u 0.0)))))\n";
  ab_text_printf(text, relation, (unsigned)literal->expr);
  ab_free(parts);
}

static void add_clause(ab_text *text, const ab_certificate *certificate, size_t i) {
  const ab_clause *clause = &certificate->clauses.clauses[i];
  const ab_template *t = ab_clause_template(&certificate->clauses, clause);
  ab_text_printf(text, "; clause %zu: ", i + 1);
  ab_export_add_name(text, clause->name);
  ab_text_add(text, "\n; unsat if and only if it is true\n(set-logic QF_NRA)\n");
  for (size_t k = 0; k < t->variable_count; k++) {
    char name[32];
    snprintf(name, sizeof name, "x%zu", k);
    ab_text_add(text, "; ");
    ab_export_add_name(text, t->variables[k]);
    ab_text_add_char(text, '\n');
    add_number_between(text, name, clause->lo[k], clause->hi[k]);
  }
  add_constants(text, t, clause, &certificate->witness.constants);
  for (size_t n = 0; n < ab_graph_size(t->graph); n++) {
    ab_text_printf(text, "(define-fun n%zu () Real ", n);
    add_node(text, t, clause, (ab_expr)n);
    ab_text_add(text, ")\n");
  }
  for (size_t l = 0; l < t->literal_count; l++)
    add_literal(text, t, &t->literals[l]);
  ab_text_add(text, "(check-sat)\n");
}

ab_status ab_export_smt2(ab_export *out, const ab_certificate *certificate, ab_error *error) {
  const ab_clauses *clauses = &certificate->clauses;
  for (size_t i = 0; i < clauses->template_count; i++) {
    ab_status status = expressible(&clauses->templates[i], error);
    if (status != AB_OK)
      return status;
  }
  for (size_t i = 0; i < clauses->clause_count; i++) {
    char path[48];
    snprintf(path, sizeof path, "clause-%zu.smt2", i + 1);
    add_clause(ab_export_add(out, path), certificate, i);
  }
  return AB_OK;
}
