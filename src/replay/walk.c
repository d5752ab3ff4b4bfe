/* SPDX-License-Identifier: MIT */
#include "replay/walk.h"

#include "base/memory.h"

/* A step whose subtrees are not finished: a split or both ends (in the first or second subtree), a
 * face or a choice; with what was committed before it. */
typedef struct {
  ab_step_kind kind;
  bool second, was_committed;
  size_t axis;
  ab_goal goal_before;
} frame;

typedef struct {
  ab_walk *walk;
  ab_start *at;
  frame *stack;
  size_t depth, capacity;
  uint64_t stale;       /* bit k: coordinate k has changed since the rules last saw it */
  uint64_t stale_quick; /* the same for walk->quick */
  uint64_t wide;        /* bit k: the clause's box has width in coordinate k */
  size_t step_number;
  ab_error *error;
} walker;

static bool fail(walker *w, const char *reason) {
  ab_error_set(w->error, AB_NOT_VERIFIED, "step %zu: %s", w->step_number, reason);
  return false;
}

static void refresh(walker *w) {
  if (w->walk->quick) /* it has used the rules in between */
    ab_rules_bind(w->walk->rules, w->walk->clause, w->walk->constants, &w->at->cell);
  for (size_t k = 0; w->stale; k++, w->stale >>= 1)
    if (w->stale & 1)
      ab_rules_refresh(w->walk->rules, k);
}

static void mark(walker *w, size_t axis) {
  w->stale |= UINT64_C(1) << axis;
  w->stale_quick |= UINT64_C(1) << axis;
}

/* Leaves a step to be judged later, in double arithmetic. */
static bool defer(walker *w, const ab_step *step, ab_goal goal) {
  for (; w->stale_quick; w->stale_quick &= w->stale_quick - 1)
    ab_quick_refresh(w->walk->quick, (size_t)__builtin_ctzll(w->stale_quick));
  ab_quick_add(w->walk->quick, step, goal, w->step_number);
  return true;
}

/* Before the cell or the commitment changes. */
static void push(walker *w, ab_step_kind kind, size_t axis) {
  ab_reserve(&w->stack, &w->capacity, w->depth + 1, sizeof *w->stack);
  w->stack[w->depth++] = (frame){
      .kind = kind, .axis = axis, .was_committed = w->at->committed, .goal_before = w->at->goal};
  mark(w, axis);
}

/* The first axis that is chosen, or the number of axes. */
static size_t first_chosen(const walker *w) {
  return w->walk->template_->variable_count - w->walk->template_->chosen_count;
}

/* An axis that exists, is chosen or not, as is asked for, and still has width. */
static bool usable_axis(walker *w, size_t axis, bool chosen) {
  if (axis >= w->walk->template_->variable_count)
    return fail(w, "the axis is out of range");
  if ((axis >= first_chosen(w)) != chosen)
    return fail(w, chosen ? "the axis is not chosen" : "the axis is chosen");
  bool has_width = w->at->cell.axes[axis].end == AB_END_NONE && (w->wide >> axis & 1);
  return has_width ? true : fail(w, "the axis has no width here");
}

static bool take_split(walker *w, const ab_step *step) {
  if (!usable_axis(w, step->axis, false))
    return false;
  if (w->at->cell.axes[step->axis].depth >= AB_DEPTH_MAX)
    return fail(w, "an axis is split too often");
  push(w, AB_STEP_SPLIT, step->axis);
  ab_cell_enter_half(&w->at->cell, step->axis, 0);
  return true;
}

/* The goal that a literal named in the tree stands for here. Below a face only the literal that
 * licensed it is left, with the sign it was licensed for. */
static bool find_goal(walker *w, uint32_t literal, ab_goal *goal) {
  if (literal >= w->walk->template_->literal_count)
    return fail(w, "the literal is out of range");
  if (w->at->committed && literal != w->at->goal.literal)
    return fail(w, "below a face another literal than the one that licensed it");
  *goal = w->at->committed ? w->at->goal : (ab_goal){literal, 0};
  return true;
}

static const char *reason_of(ab_step_kind kind) {
  switch (kind) {
  case AB_STEP_FACE:
    return "the slope anchored on the face does not have the sign that the face needs";
  case AB_STEP_DIRECT:
    return "a direct leaf does not hold";
  case AB_STEP_CENTRED:
    return "a centred leaf does not hold";
  default:
    return "an exact leaf does not hold";
  }
}

static bool holds_face(walker *w, const ab_step *step, ab_goal goal) {
  if (w->walk->quick)
    return defer(w, step, goal);
  refresh(w);
  return ab_rules_face(w->walk->rules, goal, step->axis, step->end);
}

/* The goal that a face or both ends commit to. */
static bool find_commitment(walker *w, const ab_step *step, ab_goal *goal) {
  if (!usable_axis(w, step->axis, false) || !find_goal(w, step->literal, goal))
    return false;
  if (w->at->committed && step->sign != goal->sign)
    return fail(w, "below a face another sign than the one that licensed it");
  goal->sign = step->sign;
  return true;
}

/* Reduces the axis to that end, for the goal alone. */
static void commit(walker *w, const ab_step *step, ab_end end, ab_goal goal) {
  push(w, step->kind, step->axis);
  w->at->committed = true;
  w->at->goal = goal;
  ab_cell_enter_face(&w->at->cell, step->axis, end);
}

static bool take_face(walker *w, const ab_step *step) {
  ab_goal goal;
  if (!find_commitment(w, step, &goal))
    return false;
  if (!holds_face(w, step, goal))
    return fail(w, reason_of(step->kind));
  commit(w, step, step->end, goal);
  return true;
}

static bool has_open_choice(const walker *w) {
  for (size_t k = first_chosen(w); k < w->walk->template_->variable_count; k++)
    if (w->at->cell.axes[k].end == AB_END_NONE)
      return true;
  return false;
}

/* Both ends are of use for the same values of the chosen variables only (rules.md, section 9). */
static bool take_ends(walker *w, const ab_step *step) {
  ab_goal goal;
  if (!find_commitment(w, step, &goal))
    return false;
  if (has_open_choice(w))
    return fail(w, "both ends before every chosen variable has a value");
  if (!ab_rules_ends(w->walk->rules, goal, step->axis))
    return fail(w, "both ends of an axis in which the literal is not affine");
  commit(w, step, AB_END_LOW, goal);
  return true;
}

static bool take_choose(walker *w, const ab_step *step) {
  if (!usable_axis(w, step->axis, true))
    return false;
  push(w, AB_STEP_CHOOSE, step->axis);
  ab_cell_enter_point(&w->at->cell, step->axis, step->depth, step->number);
  return true;
}

static bool take_leaf(walker *w, const ab_step *step) {
  ab_goal goal;
  if (!find_goal(w, step->literal, &goal))
    return false;
  if (w->walk->quick && step->kind != AB_STEP_EXACT)
    return defer(w, step, goal);
  refresh(w);
  bool holds = step->kind == AB_STEP_DIRECT    ? ab_rules_direct(w->walk->rules, goal)
               : step->kind == AB_STEP_CENTRED ? ab_rules_centred(w->walk->rules, goal)
                                               : ab_rules_exact(w->walk->rules, goal);
  return holds ? true : fail(w, reason_of(step->kind));
}

static bool take_order_two(walker *w, const ab_step *step) {
  ab_goal goal;
  if (step->number >= w->walk->template_->zero_set_count)
    return fail(w, "the zero set is out of range");
  uint32_t literal = (uint32_t)w->walk->template_->zero_sets[step->number].literal;
  if (!find_goal(w, literal, &goal))
    return false;
  refresh(w);
  return ab_rules_order_two(w->walk->rules, goal, step->number)
             ? true
             : fail(w, "an order-two leaf does not hold");
}

static bool take_tangent(walker *w, const ab_step *step) {
  uint32_t numbers[AB_VARIABLES_MAX];
  ab_goal goal;
  if (!find_goal(w, step->literal, &goal))
    return false;
  refresh(w);
  ab_step_point(numbers, step);
  return ab_rules_tangent(w->walk->rules, goal, step->depth, numbers, step->count)
             ? true
             : fail(w, "a tangent leaf does not hold");
}

static bool take_shard(walker *w, const ab_step *step) {
  if (!w->walk->meet_shard)
    return fail(w, "a shard inside a shard");
  if (w->walk->meet_shard(w->walk->context, w->at, step->number, w->error))
    return true;
  ab_error_context(w->error, "step %zu", w->step_number);
  return false;
}

/* The axis as it was before the step. */
static void leave(walker *w, const frame *top) {
  if (top->kind == AB_STEP_SPLIT)
    ab_cell_leave_half(&w->at->cell, top->axis);
  else if (top->kind == AB_STEP_CHOOSE)
    ab_cell_leave_point(&w->at->cell, top->axis);
  else
    ab_cell_leave_face(&w->at->cell, top->axis);
}

static void enter_second(walker *w, frame *top) {
  top->second = true;
  if (top->kind == AB_STEP_SPLIT)
    ab_cell_enter_half(&w->at->cell, top->axis, 1);
  else
    ab_cell_enter_face(&w->at->cell, top->axis, AB_END_HIGH);
}

/* After a finished subtree: back up to the next half to be done, or to the root. */
static void climb(walker *w) {
  while (w->depth > 0) {
    frame *top = &w->stack[w->depth - 1];
    mark(w, top->axis);
    leave(w, top);
    if (ab_step_subtrees(top->kind) == 2 && !top->second) {
      enter_second(w, top);
      return;
    }
    w->at->committed = top->was_committed;
    w->at->goal = top->goal_before;
    w->depth--;
  }
}

/* One step; *finished is set when it was the last one of the tree. */
static bool take_step(walker *w, const ab_step *step, bool *finished) {
  w->walk->counts[step->kind]++;
  if (step->kind == AB_STEP_SPLIT)
    return take_split(w, step);
  if (step->kind == AB_STEP_FACE)
    return take_face(w, step);
  if (step->kind == AB_STEP_ENDS)
    return take_ends(w, step);
  if (step->kind == AB_STEP_CHOOSE)
    return take_choose(w, step);
  if (!(step->kind == AB_STEP_SHARD       ? take_shard(w, step)
        : step->kind == AB_STEP_ORDER_TWO ? take_order_two(w, step)
        : step->kind == AB_STEP_TANGENT   ? take_tangent(w, step)
                                          : take_leaf(w, step)))
    return false;
  climb(w);
  *finished = w->depth == 0;
  return true;
}

/* After the walk has ended, well or not: the deferred steps. They came before the step that the
 * walk may have failed at, so that the first one of them that fails is the one that is reported, as
 * if none had been deferred. */
static bool judge_deferred(walker *w, bool good) {
  ab_step_kind kind;
  size_t failed = ab_quick_finish(w->walk->quick, &kind);
  if (!failed)
    return good;
  w->step_number = failed;
  return fail(w, reason_of(kind));
}

bool ab_walk_block(ab_walk *walk, ab_start *start, const ab_tree *block, ab_error *error) {
  walker w = {.walk = walk, .at = start, .error = error};
  for (size_t k = 0; k < walk->template_->variable_count; k++)
    w.wide |= (uint64_t)!mpq_equal(walk->clause->lo[k], walk->clause->hi[k]) << k;
  ab_rules_bind(walk->rules, walk->clause, walk->constants, &start->cell);
  if (walk->quick)
    ab_quick_bind(walk->quick, walk->clause, walk->constants, &start->cell);
  bool good = true, finished = false;
  size_t position = 0;
  while (good && !finished) {
    ab_step step;
    w.step_number++;
    if (position == block->length)
      good = fail(&w, "the tree ends too early");
    else if (!ab_step_read(&step, block->steps, block->length, &position))
      good = fail(&w, "an unknown code");
    else
      good = take_step(&w, &step, &finished);
  }
  if (good && position != block->length)
    good = fail(&w, "something stands after the end of the tree");
  if (walk->quick)
    good = judge_deferred(&w, good);
  while (!good && w.depth > 0) { /* restore the start */
    frame *top = &w.stack[--w.depth];
    leave(&w, top);
    start->committed = top->was_committed;
    start->goal = top->goal_before;
  }
  ab_free(w.stack);
  return good;
}
