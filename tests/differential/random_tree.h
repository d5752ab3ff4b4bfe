/* SPDX-License-Identifier: MIT
 * Random proof trees, of the right form and with the right counts, for one clause. */
#ifndef AB_TESTS_RANDOM_TREE_H
#define AB_TESTS_RANDOM_TREE_H

#include "certificate/certificate.h"

#include "random_claim.h"

typedef struct {
  generator *g;
  const ab_clause *clause;
  const ab_template *template_;
  ab_text *text;
  uint64_t *counts;
  unsigned faced; /* bit k: a face of axis k was taken */
  bool committed;
  uint32_t literal;
  int sign;
} tree_maker;

static inline void put(tree_maker *m, ab_step step) {
  m->counts[step.kind]++;
  ab_step_append(m->text, &step);
}

/* An axis that still has width, or variable_count. */
static inline uint32_t choose_axis(const tree_maker *m) {
  uint32_t k = below(m->g, (unsigned)m->template_->variable_count);
  bool flat = mpq_equal(m->clause->lo[k], m->clause->hi[k]) != 0;
  return flat || (m->faced >> k & 1) ? (uint32_t)m->template_->variable_count : k;
}

static inline void random_tree(tree_maker *m, unsigned depth) {
  uint32_t axis = choose_axis(m);
  bool usable = axis < m->template_->variable_count && depth > 0;
  unsigned choice = below(m->g, 6);
  if (usable && choice < 2) {
    put(m, (ab_step){.kind = AB_STEP_SPLIT, .axis = axis});
    random_tree(m, depth - 1);
    random_tree(m, depth - 1);
    return;
  }
  uint32_t literal = m->committed ? m->literal : below(m->g, (unsigned)m->template_->literal_count);
  if (usable && (choice == 2 || choice == 3)) {
    tree_maker under = *m;
    bool two_sided = m->template_->literals[literal].kind == AB_LITERAL_NONZERO;
    under.sign = m->committed ? m->sign : !two_sided ? 0 : below(m->g, 2) ? 1 : -1;
    under.literal = literal;
    under.committed = true;
    under.faced |= 1U << axis;
    if (choice == 3) {
      put(m, (ab_step){.kind = AB_STEP_ENDS, .axis = axis, .literal = literal, .sign = under.sign});
      random_tree(&under, depth - 1);
      random_tree(&under, depth - 1);
      return;
    }
    put(m, (ab_step){.kind = AB_STEP_FACE,
                     .axis = axis,
                     .end = below(m->g, 2) ? AB_END_LOW : AB_END_HIGH,
                     .literal = literal,
                     .sign = under.sign});
    random_tree(&under, depth - 1);
    return;
  }
  static const ab_step_kind leaves[] = {AB_STEP_DIRECT, AB_STEP_CENTRED, AB_STEP_EXACT};
  put(m, (ab_step){.kind = leaves[below(m->g, m->faced ? 3 : 2)], .literal = literal});
}

#endif
