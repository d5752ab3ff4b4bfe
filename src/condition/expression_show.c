/* SPDX-License-Identifier: MIT */
#include "condition/expression_show.h"

#include "num/rational.h"

/* What is deeper, or comes after so many characters, is left out. */
enum { DEPTH_MAX = 24, LENGTH_MAX = 160 };

enum { SUM = 1, PRODUCT, POWER }; /* how tightly a node binds */

typedef struct {
  ab_text *text;
  size_t end; /* of the length */
  const ab_template *template_;
} shower;

static void show(const shower *s, ab_expr e, int outer, int depth);

static void show_binary(const shower *s, const ab_node *node, const char *sign, int binds,
                        int right, int depth) {
  show(s, node->left, binds, depth);
  ab_text_add(s->text, sign);
  show(s, node->right, right, depth);
}

static void show_function(const shower *s, const ab_node *node, int depth) {
  ab_text_printf(s->text, "%s(", ab_op_word(node->op));
  show(s, node->left, 0, depth);
  if (ab_op_arity(node->op) == 2) {
    ab_text_add(s->text, ", ");
    show(s, node->right, 0, depth);
  }
  ab_text_add_char(s->text, ')');
}

static void show_constant(const shower *s, ab_expr e) {
  mpq_srcptr value = ab_graph_constant_value(s->template_->graph, e);
  bool plain = mpq_sgn(value) >= 0 && mpz_cmp_ui(mpq_denref(value), 1) == 0;
  ab_text_add(s->text, plain ? "" : "(");
  ab_rational_append(s->text, value);
  ab_text_add(s->text, plain ? "" : ")");
}

static int binding(ab_op op) {
  switch (op) {
  case AB_OP_ADD:
  case AB_OP_SUB:
  case AB_OP_NEG:
    return SUM;
  case AB_OP_MUL:
  case AB_OP_DIV:
    return PRODUCT;
  case AB_OP_POW:
    return POWER;
  default:
    return POWER + 1;
  }
}

static void show_node(const shower *s, ab_expr e, int depth) {
  const ab_node *node = ab_graph_node(s->template_->graph, e);
  switch (node->op) {
  case AB_OP_CONSTANT:
    show_constant(s, e);
    break;
  case AB_OP_VARIABLE:
    ab_text_add(s->text, s->template_->variables[node->left]);
    break;
  case AB_OP_PARAMETER:
    ab_text_add(s->text, s->template_->parameters[node->left]);
    break;
  case AB_OP_PI:
    ab_text_add(s->text, "pi");
    break;
  case AB_OP_ADD:
    show_binary(s, node, " + ", SUM, SUM, depth);
    break;
  case AB_OP_SUB:
    show_binary(s, node, " - ", SUM, PRODUCT, depth);
    break;
  case AB_OP_MUL:
    show_binary(s, node, "*", PRODUCT, PRODUCT, depth);
    break;
  case AB_OP_DIV:
    show_binary(s, node, "/", PRODUCT, POWER, depth);
    break;
  case AB_OP_NEG:
    ab_text_add_char(s->text, '-');
    show(s, node->left, PRODUCT, depth);
    break;
  case AB_OP_POW:
    show(s, node->left, POWER + 1, depth);
    ab_text_printf(s->text, "^%ld", (long)node->exponent);
    break;
  default:
    show_function(s, node, depth);
  }
}

/* In parentheses where what is around binds more tightly. */
static void show(const shower *s, ab_expr e, int outer, int depth) {
  if (depth == DEPTH_MAX || s->text->length > s->end) {
    ab_text_add(s->text, "...");
    return;
  }
  bool apart = binding(ab_graph_node(s->template_->graph, e)->op) < outer;
  ab_text_add(s->text, apart ? "(" : "");
  show_node(s, e, depth + 1);
  ab_text_add(s->text, apart ? ")" : "");
}

void ab_expression_show(ab_text *text, const ab_template *t, ab_expr e) {
  shower s = {text, text->length + LENGTH_MAX, t};
  show(&s, e, 0, 0);
}
