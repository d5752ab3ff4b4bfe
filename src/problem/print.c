/* SPDX-License-Identifier: MIT */
#include "problem/print.h"

#include "base/memory.h"
#include "num/rational.h"

#include <string.h>

/* How tightly a text binds; an operand is put in parentheses if it binds less tightly than its
 * place requires. */
typedef enum { LOOSE, PRODUCT, NEGATION, POWER, PRIMARY } tightness;

/* What is still to be written: a text, or a term in a place. */
typedef struct {
  const char *text; /* NULL: a term */
  ab_term term;
  tightness least;
  bool unsigned_start; /* parentheses also if it would begin with a minus sign */
} job;

typedef struct {
  ab_text *out;
  const ab_syntax *syntax;
  job *jobs;
  size_t count, capacity;
} printer;

static void push(printer *p, job j) {
  ab_reserve(&p->jobs, &p->capacity, p->count + 1, sizeof j);
  p->jobs[p->count++] = j;
}

static void push_text(printer *p, const char *text) {
  push(p, (job){.text = text});
}

static void push_term(printer *p, ab_term term, tightness least) {
  push(p, (job){.term = term, .least = least});
}

static bool is_fraction(const ab_syntax *syntax, ab_term term) {
  const ab_term_node *node = &syntax->terms[term];
  return node->kind == AB_TERM_NUMBER &&
         mpz_cmp_ui(mpq_denref(syntax->numbers[node->number]), 1) != 0;
}

/* A fraction reads as a division, and its negative, -1/2, as the division of -1 by 2. */
static tightness term_tightness(const ab_syntax *syntax, ab_term term) {
  switch (syntax->terms[term].kind) {
  case AB_TERM_NUMBER:
    return is_fraction(syntax, term) ? PRODUCT : PRIMARY;
  case AB_TERM_NEGATE:
    return is_fraction(syntax, ab_term_child(syntax, term, 0)) ? PRODUCT : NEGATION;
  case AB_TERM_ADD:
  case AB_TERM_SUBTRACT:
  case AB_TERM_SUM:
    return LOOSE;
  case AB_TERM_MULTIPLY:
  case AB_TERM_DIVIDE:
    return PRODUCT;
  case AB_TERM_POWER:
    return POWER;
  default:
    return PRIMARY;
  }
}

/* The text of the term begins with a minus sign. Goes down first operands only: over a whole term
 * these paths are disjoint. */
static bool starts_with_minus(const ab_syntax *syntax, ab_term term) {
  for (;;) {
    ab_term_kind kind = syntax->terms[term].kind;
    if (kind == AB_TERM_NEGATE)
      return true;
    if (kind < AB_TERM_ADD || kind > AB_TERM_POWER)
      return false;
    ab_term first = ab_term_child(syntax, term, 0);
    tightness least = kind == AB_TERM_POWER ? PRIMARY : term_tightness(syntax, term);
    if (term_tightness(syntax, first) < least)
      return false;
    term = first;
  }
}

static void push_binary(printer *p, const ab_term_node *node, ab_term a, ab_term b) {
  static const char *const signs[] = {" + ", " - ", "*", "/", "^"};
  static const tightness left[] = {LOOSE, LOOSE, PRODUCT, PRODUCT, PRIMARY};
  static const tightness right[] = {LOOSE, PRODUCT, POWER, POWER, NEGATION};
  size_t i = (size_t)node->kind - AB_TERM_ADD;
  tightness least = right[i];
  if (node->kind == AB_TERM_ADD && p->syntax->terms[b].kind != AB_TERM_SUM)
    least = PRODUCT;
  if (node->kind == AB_TERM_SUBTRACT && p->syntax->terms[b].kind == AB_TERM_SUM)
    least = LOOSE;
  bool additive = node->kind <= AB_TERM_SUBTRACT;
  push(p, (job){.term = b, .least = least, .unsigned_start = additive});
  push_text(p, signs[i]);
  push_term(p, a, left[i]);
}

/* name OPEN child, child ... CLOSE */
static void push_children(printer *p, const ab_term_node *node, const char *open, const char *comma,
                          const char *close) {
  push_text(p, close);
  for (size_t k = node->count; k-- > 0;) {
    push_term(p, p->syntax->children[node->first + k], LOOSE);
    if (k > 0)
      push_text(p, comma);
  }
  push_text(p, open);
}

/* sum(i in a..b) body */
static void push_sum(printer *p, const ab_term_node *node) {
  const uint32_t *children = p->syntax->children + node->first;
  bool nested = p->syntax->terms[children[2]].kind == AB_TERM_SUM;
  push_term(p, children[2], nested ? LOOSE : PRODUCT);
  push_text(p, ") ");
  push_term(p, children[1], LOOSE);
  push_text(p, "..");
  push_term(p, children[0], LOOSE);
  push_text(p, " in ");
  push_text(p, node->name);
  push_text(p, "sum(");
}

static void write_term(printer *p, ab_term term) {
  const ab_term_node *node = &p->syntax->terms[term];
  const uint32_t *children = node->count ? p->syntax->children + node->first : NULL;
  switch (node->kind) {
  case AB_TERM_NUMBER:
    ab_rational_append(p->out, p->syntax->numbers[node->number]);
    break;
  case AB_TERM_NAME:
    ab_text_add(p->out, node->name);
    break;
  case AB_TERM_INFINITY:
    ab_text_add(p->out, "inf");
    break;
  case AB_TERM_INDEXED:
    ab_text_add(p->out, node->name);
    push_children(p, node, "[", ",", "]");
    break;
  case AB_TERM_CALL:
    ab_text_add(p->out, node->name);
    push_children(p, node, "(", ", ", ")");
    break;
  case AB_TERM_LIST:
    push_children(p, node, "[", ", ", "]");
    break;
  case AB_TERM_TUPLE:
    push_children(p, node, "(", ", ", ")");
    break;
  case AB_TERM_SUM:
    push_sum(p, node);
    break;
  case AB_TERM_NEGATE:
    ab_text_add_char(p->out, '-');
    push_term(p, children[0], is_fraction(p->syntax, children[0]) ? PRODUCT : POWER);
    break;
  default:
    push_binary(p, node, children[0], children[1]);
    break;
  }
}

static void do_job(printer *p, job j) {
  if (j.text) {
    ab_text_add(p->out, j.text);
    return;
  }
  bool parentheses = term_tightness(p->syntax, j.term) < j.least ||
                     (j.unsigned_start && starts_with_minus(p->syntax, j.term));
  if (parentheses) {
    ab_text_add_char(p->out, '(');
    push_text(p, ")");
  }
  write_term(p, j.term);
}

void ab_syntax_print_term(ab_text *out, const ab_syntax *syntax, ab_term term) {
  printer p = {.out = out, .syntax = syntax};
  push_term(&p, term, LOOSE);
  while (p.count)
    do_job(&p, p.jobs[--p.count]);
  ab_free(p.jobs);
}
