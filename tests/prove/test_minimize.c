/* SPDX-License-Identifier: MIT
 * Trees as the search leaves them: no two halves that one rule settles together, and no leaf by a
 * dearer rule than is needed. Judged by the rules with MPFR, which the search does not use here. */
#include "../property/problem_support.h"

#include "clause/rules.h"

typedef struct {
  const ab_text *tree;
  size_t position;
  ab_rules *rules;
  ab_cell cell;
  bool committed;
  ab_goal goal;
  unsigned leaves, dear, pairs, mergeable;
} walk;

static void enter(walk *w, const ab_step *step, unsigned half) {
  if (step->kind == AB_STEP_SPLIT)
    ab_cell_enter_half(&w->cell, step->axis, half);
  else
    ab_cell_enter_face(&w->cell, step->axis, step->end);
  ab_rules_refresh(w->rules, step->axis);
}

static void leave(walk *w, const ab_step *step) {
  if (step->kind == AB_STEP_SPLIT)
    ab_cell_leave_half(&w->cell, step->axis);
  else
    ab_cell_leave_face(&w->cell, step->axis);
  ab_rules_refresh(w->rules, step->axis);
}

/* The literal of a subtree that is a leaf by direct or centred; else -1. */
static int follow(walk *w) {
  ab_step step;
  assert_true(ab_step_read(&step, w->tree->data, w->tree->length, &w->position));
  if (step.kind == AB_STEP_DIRECT || step.kind == AB_STEP_CENTRED) {
    ab_goal goal = w->committed ? w->goal : (ab_goal){step.literal, 0};
    w->leaves++;
    w->dear += step.kind == AB_STEP_CENTRED && ab_rules_direct(w->rules, goal);
    return (int)step.literal;
  }
  bool committed = w->committed;
  ab_goal goal = w->goal;
  int found[2] = {-1, -1};
  if (step.kind == AB_STEP_FACE) {
    w->committed = true;
    w->goal = (ab_goal){step.literal, step.sign};
  }
  for (unsigned half = 0; half < ab_step_subtrees(step.kind); half++) {
    enter(w, &step, half);
    found[half] = follow(w);
    leave(w, &step);
  }
  w->committed = committed;
  w->goal = goal;
  if (step.kind == AB_STEP_SPLIT && found[0] >= 0 && found[0] == found[1]) {
    w->pairs++;
    w->mergeable += ab_rules_centred(w->rules, committed ? goal : (ab_goal){(size_t)found[0], 0});
  }
  return -1;
}

static walk judge(const char *text) {
  problem p;
  ab_proof proof;
  problem_read_text(&p, text);
  prove_with(&proof, &p, 100000);
  assert_int_equal(proof.verdict, AB_VERDICT_PROVED);
  const ab_clauses *clauses = &proof.certificate.clauses;
  size_t variables = clauses->templates[0].variable_count;
  walk w = {.tree = &proof.trees[0], .rules = ab_rules_create(&clauses->templates[0], 53)};
  ab_cell_init(&w.cell, variables);
  ab_rules_bind(w.rules, &clauses->clauses[0], &proof.certificate.witness.constants, &w.cell);
  follow(&w);
  assert_int_equal(w.position, w.tree->length);
  ab_rules_destroy(w.rules);
  ab_cell_clear(&w.cell);
  ab_proof_clear(&proof);
  problem_clear(&p);
  return w;
}

/* Each is searched in one task: halves in two tasks are not merged. */
static const char *const claims[] = {
    "problem p { variables x, y; domain { x in [-2, 2]; y in [-2, 2]; }\n"
    "claim clause { x^4*y^2 + x^2*y^4 - 3*x^2*y^2 + 1 >= -1/200; } }\n",
    "problem p { variables x, y; domain { x in [-2, 2]; y in [-2, 2]; }\n"
    "claim clause { 4*x^2 - 21/10*x^4 + x^6/3 + x*y - 4*y^2 + 4*y^4 >= -52/50; } }\n",
    "problem p { variables x, y, z; domain { x in [0, 1]; y in [0, 1]; z in [0, 1]; }\n"
    "claim clause { x^3 + y^3 + z^3 - 3*x*y*z >= -1/100 or x*y > 2/3; } }\n"};

static void no_two_halves_are_left_that_one_rule_settles(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof claims / sizeof *claims; i++) {
    walk w = judge(claims[i]);
    print_message("%u leaves, %u pairs\n", w.leaves, w.pairs);
    assert_true(w.pairs > 10);
    assert_int_equal(w.mergeable, 0);
  }
}

static void no_leaf_is_centred_where_its_range_suffices(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof claims / sizeof *claims; i++) {
    walk w = judge(claims[i]);
    assert_true(w.leaves > 50);
    assert_int_equal(w.dear, 0);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(no_two_halves_are_left_that_one_rule_settles),
      cmocka_unit_test(no_leaf_is_centred_where_its_range_suffices),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
