/* SPDX-License-Identifier: MIT
 * Statement.v: constants, templates and clauses as terms of formal/replay/Clause.v. */
#include "export/coq.h"

#include <string.h>

/* A constructor of formal/replay/Expression.v: the word of the operation, with a capital. */
static void add_operation(ab_text *text, const char *constructor, ab_op op) {
  const char *word = ab_op_word(op);
  ab_text_printf(text, "%s %c%s", constructor, word[0] - 'a' + 'A', word + 1);
}

static const char *const coq_relations[] = {[AB_LITERAL_NONNEGATIVE] = "Nonnegative",
                                            [AB_LITERAL_POSITIVE] = "Positive",
                                            [AB_LITERAL_NONZERO] = "Nonzero"};

/* "NUMERATOR DENOMINATOR", a negative numerator in parentheses. */
static void add_number(ab_text *text, mpq_srcptr value) {
  bool negative = mpq_sgn(value) < 0;
  char *numerator = mpz_get_str(NULL, 10, mpq_numref(value));
  char *denominator = mpz_get_str(NULL, 10, mpq_denref(value));
  ab_text_printf(text, "%s%s%s %s", negative ? "(" : "", numerator, negative ? ")" : "",
                 denominator);
  void (*release)(void *, size_t);
  mp_get_memory_functions(NULL, NULL, &release);
  release(numerator, strlen(numerator) + 1);
  release(denominator, strlen(denominator) + 1);
}

void ab_coq_add_rational(ab_text *text, mpq_srcptr value) {
  ab_text_add(text, "rat ");
  add_number(text, value);
}

static void add_ends(ab_text *text, mpq_srcptr lo, mpq_srcptr hi) {
  ab_text_add_char(text, '(');
  ab_coq_add_rational(text, lo);
  ab_text_add(text, ", ");
  ab_coq_add_rational(text, hi);
  ab_text_add_char(text, ')');
}

static void add_node(ab_text *text, const ab_graph *graph, ab_expr expr) {
  const ab_node *node = ab_graph_node(graph, expr);
  switch (node->op) {
  case AB_OP_CONSTANT:
    ab_text_add(text, "Number ");
    add_number(text, ab_graph_constant_value(graph, expr));
    return;
  case AB_OP_VARIABLE:
    ab_text_printf(text, "Coordinate %u", (unsigned)node->left);
    return;
  case AB_OP_PARAMETER:
    ab_text_printf(text, "Argument %u", (unsigned)node->left);
    return;
  case AB_OP_PI:
    ab_text_add(text, "Pi");
    return;
  case AB_OP_POW:
    ab_text_printf(text, "Power %u (%d)", (unsigned)node->left, (int)node->exponent);
    return;
  default:
    add_operation(text, ab_op_arity(node->op) == 2 ? "Binary" : "Unary", node->op);
    ab_text_printf(text, " %u", (unsigned)node->left);
    if (ab_op_arity(node->op) == 2)
      ab_text_printf(text, " %u", (unsigned)node->right);
  }
}

static void add_names(ab_text *text, const char *what, char *const *names, size_t count) {
  ab_text_printf(text, "   %s:", what);
  for (size_t i = 0; i < count; i++) {
    ab_text_add_char(text, ' ');
    ab_export_add_name(text, names[i]);
  }
  ab_text_add_char(text, '\n');
}

static void add_template(ab_text *text, const ab_template *t, size_t number) {
  ab_text_printf(text, "\n(* Template %zu: ", number);
  ab_export_add_name(text, t->name);
  ab_text_add_char(text, '\n');
  add_names(text, "coordinates", t->variables, t->variable_count);
  add_names(text, "arguments", t->parameters, t->parameter_count);
  ab_text_printf(text, "*)\nDefinition template_%zu : template := Template [\n", number);
  size_t size = ab_graph_size(t->graph);
  for (size_t i = 0; i < size; i++) {
    ab_text_printf(text, "  (* %zu *) ", i);
    add_node(text, t->graph, (ab_expr)i);
    ab_text_add(text, i + 1 < size ? ";\n" : "]\n  [");
  }
  for (size_t i = 0; i < t->literal_count; i++)
    ab_text_printf(text, "%sLiteral %u %s", i ? "; " : "", (unsigned)t->literals[i].expr,
                   coq_relations[t->literals[i].kind]);
  ab_text_add(text, "].\n");
}

/* Of the variables first to end - 1. */
static void add_ranges(ab_text *text, const ab_clause *clause, size_t first, size_t end) {
  for (size_t k = first; k < end; k++) {
    ab_text_add(text, k > first ? "; " : "");
    add_ends(text, clause->lo[k], clause->hi[k]);
  }
}

static void add_clause(ab_text *text, const ab_clauses *clauses, size_t i) {
  const ab_clause *clause = &clauses->clauses[i];
  const ab_template *t = ab_clause_template(clauses, clause);
  ab_text_add(text, "\n(* ");
  ab_export_add_name(text, clause->name);
  ab_text_printf(text, " *)\nDefinition clause_%zu : clause := Clause template_%zu\n  [", i + 1,
                 clause->template_index + 1);
  size_t given = t->variable_count - t->chosen_count;
  add_ranges(text, clause, 0, given);
  ab_text_add(text, "] [");
  add_ranges(text, clause, given, t->variable_count);
  ab_text_add(text, "]\n  [");
  for (size_t j = 0; j < t->parameter_count; j++) {
    const ab_argument *argument = &clause->arguments[j];
    ab_text_add(text, j ? "; " : "");
    if (argument->bound) {
      ab_text_printf(text, "Named %zu", argument->constant);
      continue;
    }
    ab_text_add(text, "Exactly (");
    ab_coq_add_rational(text, argument->value);
    ab_text_add_char(text, ')');
  }
  ab_text_add(text, "].\n");
}

void ab_coq_statement(ab_text *text, const ab_certificate *certificate) {
  const ab_constants *constants = &certificate->witness.constants;
  const ab_clauses *clauses = &certificate->clauses;
  ab_text_add(text, "(* What is proved: clauses_hold enclosures clauses. Read\n"
                    "   ../replay/Expression.v and ../replay/Clause.v for its meaning. *)\n\n"
                    "From Coq Require Import ZArith List.\n"
                    "From Abcert.Replay Require Import Expression Clause.\n"
                    "Import ListNotations.\n\n"
                    "(* The constants, by number. *)\n"
                    "Definition enclosures : list (rational * rational) := [");
  for (size_t i = 0; i < constants->count; i++) {
    ab_text_printf(text, "%s\n  (* %zu: ", i ? ";" : "", i);
    ab_export_add_name(text, constants->items[i].name);
    ab_text_add(text, " *) ");
    add_ends(text, constants->items[i].lo, constants->items[i].hi);
  }
  ab_text_add(text, "].\n");
  for (size_t i = 0; i < clauses->template_count; i++)
    add_template(text, &clauses->templates[i], i + 1);
  for (size_t i = 0; i < clauses->clause_count; i++)
    add_clause(text, clauses, i);
  ab_text_add(text, "\nDefinition clauses : list clause := [");
  for (size_t i = 0; i < clauses->clause_count; i++)
    ab_text_printf(text, "%s%sclause_%zu", i ? ";" : "", i % 8 ? " " : "\n  ", i + 1);
  ab_text_add(text, "].\n");
}

ab_status ab_coq_expressible(const ab_certificate *certificate, ab_error *error) {
  for (size_t i = 0; i < certificate->clauses.template_count; i++) {
    const ab_template *t = &certificate->clauses.templates[i];
    for (size_t k = 0; k < t->literal_count; k++)
      if (t->literals[k].kind == AB_LITERAL_POSITIVE_OFF)
        return ab_error_set(error, AB_BAD_PROBLEM,
                            "template %s: the relation '> 0 off' of the rule order-two, which the "
                            "Coq proof does not have",
                            t->name);
  }
  return AB_OK;
}
