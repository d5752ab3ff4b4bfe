/* SPDX-License-Identifier: MIT
 * The literals beside the one for which a template has its multiplier: hypotheses, alternatives.
 * They are tried with the multiplier 0, which leaves them what they were. */
#ifndef AB_PROVE_OTHER_LITERALS_H
#define AB_PROVE_OTHER_LITERALS_H

#include "prove/task.h"

/* Of a template with an intermediate quantity, its variable number n - 2, and its multiplier, n -
 * 1: the first literal in which the quantity stands apart from the multiplier's term. false if
 * there is none, or a literal is e != 0. */
bool ab_main_literal(size_t *literal, const ab_template *template_);

typedef struct {
  const ab_template *template_;
  size_t main;
  uint64_t occurs; /* variables that stand in the others, apart from the multiplier's term */
} ab_other_literals;

ab_other_literals ab_other_literals_of(const ab_template *template_, size_t main);

/* If one of them holds on the box: the steps that say so. Uses lane 0 of the rules, bound to the
 * clause. */
bool ab_other_literals_settle(const ab_other_literals *others, ab_double_rules *rules,
                              const ab_box *box, ab_text *steps);
/* One of them may hold somewhere in the box; or at its middle. */
bool ab_other_literals_may_help(const ab_other_literals *others, ab_double_rules *rules,
                                const ab_box *box, bool at_middle);

#endif
