/* SPDX-License-Identifier: MIT */
#include "prove/other_literals.h"

#include "base/memory.h"
#include "certificate/step.h"
#include "clause/affine.h"

/* The variables of the literal, but for those of the multiplier's term, which is added to it. */
static uint64_t occurs_in(const ab_template *t, size_t literal) {
  ab_expr root = t->literals[literal].expr;
  ab_shape *shapes = ab_shapes_create(t->graph, root);
  const ab_node *node = ab_graph_node(t->graph, root);
  uint64_t occurs = shapes[node->op == AB_OP_ADD ? node->left : root].occurs;
  ab_free(shapes);
  return occurs;
}

bool ab_main_literal(size_t *literal, const ab_template *t) {
  bool found = false;
  for (size_t l = 0; l < t->literal_count; l++) {
    if (t->literals[l].kind == AB_LITERAL_NONZERO)
      return false;
    if (found || !(occurs_in(t, l) >> (t->variable_count - 2) & 1))
      continue;
    *literal = l;
    found = true;
  }
  return found;
}

ab_other_literals ab_other_literals_of(const ab_template *t, size_t main) {
  ab_other_literals others = {.template_ = t, .main = main};
  for (size_t l = 0; l < t->literal_count; l++)
    if (l != main)
      others.occurs |= occurs_in(t, l);
  return others;
}

/* The multiplier is in the middle of its range, which is 0. */
static void set_multiplier(const ab_other_literals *o, ab_double_rules *rules) {
  size_t last = o->template_->variable_count - 1;
  ab_double_rules_set(rules, 0, last, (ab_double_place){1, 1, AB_END_LOW});
  for (int lane = 1; lane < AB_LANES; lane++)
    ab_double_rules_empty(rules, lane);
}

static bool settles(const ab_double_rules *rules, size_t literal, const ab_lanes *enclosure) {
  const ab_double_goals no_signs = {0, 0};
  return ab_double_rules_settled(rules, literal, no_signs, enclosure) & 1;
}

static void set_box(const ab_other_literals *o, ab_double_rules *rules, const ab_box *box) {
  for (size_t k = 0; k + 1 < o->template_->variable_count; k++)
    ab_double_rules_set(rules, 0, k,
                        (ab_double_place){box->axes[k].index, box->axes[k].depth, AB_END_NONE});
  set_multiplier(o, rules);
}

static void set_middle(const ab_other_literals *o, ab_double_rules *rules, const ab_box *box) {
  for (size_t k = 0; k + 1 < o->template_->variable_count; k++) {
    ab_double_rules_set(rules, 0, k,
                        (ab_double_place){2 * box->axes[k].index + 1,
                                          (uint8_t)(box->axes[k].depth + 1), AB_END_LOW});
  }
  set_multiplier(o, rules);
}

bool ab_other_literals_settle(const ab_other_literals *o, ab_double_rules *rules, const ab_box *box,
                              ab_text *steps) {
  const ab_template *t = o->template_;
  if (t->literal_count == 1)
    return false;
  set_box(o, rules, box);
  for (size_t l = 0; l < t->literal_count; l++) {
    if (l == o->main)
      continue;
    bool direct = settles(rules, l, ab_double_rules_range(rules, l));
    if (!direct && !settles(rules, l, ab_double_rules_centred(rules, l).enclosure))
      continue;
    ab_step choice = {
        .kind = AB_STEP_CHOOSE, .axis = (uint32_t)t->variable_count - 1, .depth = 1, .number = 1};
    ab_step leaf = {.kind = direct ? AB_STEP_DIRECT : AB_STEP_CENTRED, .literal = (uint32_t)l};
    ab_step_append(steps, &choice);
    ab_step_append(steps, &leaf);
    return true;
  }
  return false;
}

bool ab_other_literals_may_help(const ab_other_literals *o, ab_double_rules *rules,
                                const ab_box *box, bool at_middle) {
  const ab_template *t = o->template_;
  if (t->literal_count == 1)
    return false;
  (at_middle ? set_middle : set_box)(o, rules, box);
  for (size_t l = 0; l < t->literal_count; l++)
    if (l != o->main && !(ab_double_rules_range(rules, l)->hi[0] < 0))
      return true;
  return false;
}
