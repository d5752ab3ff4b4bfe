/* SPDX-License-Identifier: MIT */
#include "condition/claim_constants.h"

#include "base/memory.h"
#include "num/rational.h"
#include "problem/entries.h"

#include <string.h>

void ab_claim_constants_init(ab_claim_constants *c) {
  *c = (ab_claim_constants){.form = NULL};
  mpq_init(c->gap);
  mpq_set_ui(c->gap, 1, 1000000);
  for (size_t k = 0; k < AB_CLAIM_CONSTANTS_MAX; k++)
    mpq_inits(c->items[k].value, c->items[k].base, c->items[k].slope, NULL);
}

void ab_claim_constants_clear(ab_claim_constants *c) {
  mpq_clear(c->gap);
  for (size_t k = 0; k < AB_CLAIM_CONSTANTS_MAX; k++)
    mpq_clears(c->items[k].value, c->items[k].base, c->items[k].slope, NULL);
}

size_t ab_claim_constants_best(const ab_claim_constants *c) {
  size_t k = 0, count = c->form ? c->form->count : 0;
  while (k < count && !c->items[k].is_best)
    k++;
  return k;
}

static bool is_name(const ab_syntax *syntax, ab_term term, const char *name) {
  const ab_term_node *node = &syntax->terms[term];
  return node->kind == AB_TERM_NAME && strcmp(node->name, name) == 0;
}

/* Whether the name occurs in a term. Children stand before their parents, so one sweep downwards
 * sees all. */
static bool mentions(const ab_syntax *syntax, ab_term term, const char *name) {
  bool *below = ab_allocate((size_t)term + 1, sizeof *below);
  bool found = false;
  below[term] = true;
  for (ab_term t = term + 1; t-- > 0 && !found;) {
    if (!below[t])
      continue;
    found = is_name(syntax, t, name);
    for (size_t i = 0; i < syntax->terms[t].count; i++)
      below[ab_term_child(syntax, t, i)] = true;
  }
  ab_free(below);
  return found;
}

/* How a term depends on constants that are still to be found. */
typedef enum { FIXED, AFFINE, OTHER } dependence;

static dependence larger(dependence a, dependence b) {
  return a > b ? a : b;
}

static dependence dependence_of_node(const ab_syntax *syntax, ab_term t, const dependence *known) {
  const ab_term_node *node = &syntax->terms[t];
  dependence most = FIXED;
  for (size_t i = 0; i < node->count; i++)
    most = larger(most, known[ab_term_child(syntax, t, i)]);
  switch (node->kind) {
  case AB_TERM_NEGATE:
  case AB_TERM_ADD:
  case AB_TERM_SUBTRACT:
    return most;
  case AB_TERM_MULTIPLY:
    return known[ab_term_child(syntax, t, 0)] == FIXED ||
                   known[ab_term_child(syntax, t, 1)] == FIXED
               ? most
               : OTHER;
  case AB_TERM_DIVIDE:
    return known[ab_term_child(syntax, t, 1)] == FIXED ? most : OTHER;
  default:
    return most == FIXED ? FIXED : OTHER;
  }
}

static dependence dependence_of(const ab_claim_constants *c, const ab_syntax *syntax,
                                ab_term term) {
  dependence *known = ab_allocate((size_t)term + 1, sizeof *known);
  for (ab_term t = 0; t <= term; t++) {
    known[t] = dependence_of_node(syntax, t, known);
    for (size_t k = 0; k < c->form->count; k++)
      if ((c->items[k].is_best || c->items[k].follows) &&
          is_name(syntax, t, c->form->items[k].name))
        known[t] = AFFINE;
  }
  dependence result = known[term];
  ab_free(known);
  return result;
}

/* The terms of all constants, and which is to be found. */
static ab_status read_terms(ab_claim_constants *c, const ab_syntax *syntax, const ab_entry *claim,
                            ab_error *error) {
  const ab_claim_form *form = c->form;
  ab_status status = AB_OK;
  const char *free = NULL;
  for (size_t k = 0; k < form->count && status == AB_OK; k++) {
    ab_claim_constant *item = &c->items[k];
    status = ab_entries_assignment(syntax, claim, form->items[k].name, &item->term, error);
    if (status == AB_OK && item->term == AB_NO_TERM)
      status = ab_syntax_error(
          syntax, claim->place, error, "%s is missing; the claim needs %s, such as '%s'",
          form->items[k].name, form->count > 1 ? "all its constants" : "it", form->example);
    if (status != AB_OK)
      return status;
    item->is_best = is_name(syntax, item->term, "best");
    if (item->is_best && free)
      return ab_syntax_error(syntax, claim->place, error,
                             "only one of %s and %s can be 'best'; define the other by it", free,
                             form->items[k].name);
    if (item->is_best)
      free = form->items[k].name;
  }
  return status;
}

static ab_status read_gap(ab_claim_constants *c, const ab_syntax *syntax, const ab_entry *claim,
                          ab_definitions *definitions, ab_error *error) {
  ab_term term;
  ab_status status = ab_entries_assignment(syntax, claim, "gap", &term, error);
  if (status != AB_OK || term == AB_NO_TERM)
    return status;
  status = ab_definitions_number(definitions, term, c->gap, error);
  if (status == AB_OK && (mpq_sgn(c->gap) <= 0 || mpq_cmp_ui(c->gap, 1, 1) >= 0))
    status = ab_syntax_error(syntax, syntax->terms[term].place, error,
                             "the gap is a relative width: above 0 and below 1, such as 1e-6");
  return status;
}

/* Whether the definition of constant k uses one that is not settled yet. */
static bool waits(const ab_claim_constants *c, const ab_syntax *syntax, size_t k,
                  const bool *settled) {
  for (size_t j = 0; j < c->form->count; j++)
    if (!settled[j] && mentions(syntax, c->items[k].term, c->form->items[j].name))
      return true;
  return false;
}

/* The order of evaluation, and what follows the constant that is to be found. */
static ab_status find_order(ab_claim_constants *c, const ab_syntax *syntax, const ab_entry *claim,
                            ab_error *error) {
  bool settled[AB_CLAIM_CONSTANTS_MAX] = {false};
  for (size_t done = 0; done < c->form->count; done++) {
    size_t k = 0;
    while (k < c->form->count &&
           (settled[k] || (!c->items[k].is_best && waits(c, syntax, k, settled))))
      k++;
    if (k == c->form->count)
      return ab_syntax_error(syntax, claim->place, error,
                             "the constants are defined by each other; give one of them a number");
    settled[k] = true;
    c->order[done] = k;
    if (c->items[k].is_best)
      continue;
    dependence by = dependence_of(c, syntax, c->items[k].term);
    if (by == OTHER)
      return ab_syntax_error(syntax, syntax->terms[c->items[k].term].place, error,
                             "%s has to follow the constant that is 'best' by a sum or a fixed "
                             "factor, such as 'alpha = beta + 1' or 'beta = 4/5*alpha'",
                             c->form->items[k].name);
    c->items[k].follows = by == AFFINE;
  }
  return AB_OK;
}

static ab_status check(const ab_claim_constants *c, const ab_syntax *syntax, ab_error *error) {
  const char *message = "has to be positive";
  size_t k = 0;
  while (k < c->form->count && mpq_sgn(c->items[k].value) > 0)
    k++;
  if (k == c->form->count && c->form->check)
    k = c->form->check(c, &message);
  if (k == c->form->count)
    return AB_OK;
  return ab_syntax_error(syntax, syntax->terms[c->items[k].term].place, error, "%s %s (%s)",
                         c->form->items[k].name, message, c->form->asks);
}

/* Evaluates the constants that follow the one to be found (or the others), in their order. */
static ab_status evaluate(ab_claim_constants *c, bool followers, const ab_syntax *syntax,
                          ab_definitions *definitions, ab_error *error) {
  ab_status status = AB_OK;
  for (size_t i = 0; i < c->form->count && status == AB_OK; i++) {
    ab_claim_constant *item = &c->items[c->order[i]];
    if (item->follows != followers || (item->is_best && !followers))
      continue;
    if (!item->is_best)
      status = ab_definitions_number(definitions, item->term, item->value, error);
    if (status == AB_OK)
      status = ab_definitions_bind(definitions,
                                   ab_syntax_find_name(syntax, c->form->items[c->order[i]].name),
                                   syntax->terms[item->term].place, item->value, error);
  }
  return status;
}

/* The line that the definitions mean: their values where the constant to be found is 0, and 1. */
static ab_status find_line(ab_claim_constants *c, const ab_syntax *syntax,
                           ab_definitions *definitions, ab_error *error) {
  size_t best = ab_claim_constants_best(c);
  const char *name = ab_syntax_find_name(syntax, c->form->items[best].name);
  ab_status status = AB_OK;
  for (unsigned long at = 0; at < 2 && status == AB_OK; at++) {
    mpq_set_ui(c->items[best].value, at, 1);
    status = ab_definitions_bind(definitions, name, syntax->terms[c->items[best].term].place,
                                 c->items[best].value, error);
    if (status == AB_OK)
      status = evaluate(c, true, syntax, definitions, error);
    for (size_t k = 0; k < c->form->count && status == AB_OK; k++) {
      if (at == 0)
        mpq_set(c->items[k].base, c->items[k].value);
      else
        mpq_sub(c->items[k].slope, c->items[k].value, c->items[k].base);
    }
  }
  return status;
}

ab_status ab_claim_constants_read(ab_claim_constants *c, const ab_claim_form *form,
                                  const ab_syntax *syntax, const ab_entry *claim,
                                  ab_definitions *definitions, ab_error *error) {
  const char *names[AB_CLAIM_CONSTANTS_MAX + 1];
  for (size_t k = 0; k < form->count; k++)
    names[k] = form->items[k].name;
  names[form->count] = "gap";
  c->form = form;
  ab_status status = ab_entries_allowed(syntax, claim, names, form->count + 1, error);
  if (status == AB_OK)
    status = read_terms(c, syntax, claim, error);
  if (status == AB_OK)
    status = read_gap(c, syntax, claim, definitions, error);
  if (status == AB_OK)
    status = find_order(c, syntax, claim, error);
  if (status == AB_OK)
    status = evaluate(c, false, syntax, definitions, error);
  if (status != AB_OK)
    return status;
  if (ab_claim_constants_best(c) < form->count)
    return find_line(c, syntax, definitions, error);
  c->is_set = true;
  return check(c, syntax, error);
}

ab_status ab_claim_constants_set(ab_claim_constants *c, const mpq_t best, const ab_syntax *syntax,
                                 ab_error *error) {
  for (size_t k = 0; k < c->form->count; k++) {
    ab_claim_constant *item = &c->items[k];
    if (!item->is_best && !item->follows)
      continue;
    mpq_mul(item->value, item->slope, best);
    mpq_add(item->value, item->value, item->base);
  }
  ab_status status = check(c, syntax, error);
  c->is_set = status == AB_OK;
  return status;
}

void ab_claim_constants_shift(ab_claim_constants *c, size_t best, const mpq_t shift) {
  for (size_t k = 0; k < c->form->count; k++) {
    ab_claim_constant *item = &c->items[k];
    item->is_best = k == best;
    item->follows = k != best;
    mpq_set_ui(item->slope, 1, 1);
    if (k == best)
      mpq_set_ui(item->base, 0, 1);
    else
      mpq_set(item->base, shift);
  }
  c->is_set = false;
}

void ab_claim_constants_append(ab_text *text, const ab_claim_constants *c, const char *kind) {
  ab_text_printf(text, "claim %s {\n", kind);
  for (size_t k = 0; k < c->form->count; k++) {
    ab_text_printf(text, "  %s = ", c->form->items[k].name);
    ab_rational_append(text, c->items[k].value);
    ab_text_add(text, ";\n");
  }
  ab_text_add(text, "}\n");
}
