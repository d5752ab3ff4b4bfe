/* SPDX-License-Identifier: MIT */
#include "replay/walk.h"

#include "base/memory.h"

/* A step whose subtrees are not finished: a split (in its low or high half) or a face (with what
 * was committed before it). */
typedef struct {
  bool is_face, high_half, was_committed;
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
  for (size_t k = 0; w->stale_quick; k++, w->stale_quick >>= 1)
    if (w->stale_quick & 1)
      ab_quick_refresh(w->walk->quick, k);
  ab_quick_add(w->walk->quick, step, goal, w->step_number);
  return true;
}

static frame *push(walker *w) {
  ab_reserve(&w->stack, &w->capacity, w->depth + 1, sizeof *w->stack);
  w->stack[w->depth] = (frame){0};
  return &w->stack[w->depth++];
}

/* An axis that exists and still has width. */
static bool usable_axis(walker *w, size_t axis) {
  if (axis >= w->walk->template_->variable_count)
    return fail(w, "the axis is out of range");
  const ab_clause *clause = w->walk->clause;
  bool has_width =
      w->at->cell.axes[axis].end == AB_END_NONE && !mpq_equal(clause->lo[axis], clause->hi[axis]);
  return has_width ? true : fail(w, "the axis has no width here");
}

static bool take_split(walker *w, const ab_step *step) {
  if (!usable_axis(w, step->axis))
    return false;
  if (w->at->cell.axes[step->axis].depth >= AB_DEPTH_MAX)
    return fail(w, "an axis is split too often");
  *push(w) = (frame){.axis = step->axis};
  ab_cell_enter_half(&w->at->cell, step->axis, 0);
  mark(w, step->axis);
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

static bool take_face(walker *w, const ab_step *step) {
  ab_goal goal;
  if (!usable_axis(w, step->axis) || !find_goal(w, step->literal, &goal))
    return false;
  if (w->at->committed && step->sign != goal.sign)
    return fail(w, "below a face another sign than the one that licensed it");
  goal.sign = step->sign;
  if (!holds_face(w, step, goal))
    return fail(w, reason_of(step->kind));
  *push(w) = (frame){.is_face = true,
                     .axis = step->axis,
                     .was_committed = w->at->committed,
                     .goal_before = w->at->goal};
  w->at->committed = true;
  w->at->goal = goal;
  ab_cell_enter_face(&w->at->cell, step->axis, step->end);
  mark(w, step->axis);
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

static bool take_shard(walker *w, const ab_step *step) {
  if (!w->walk->meet_shard)
    return fail(w, "a shard inside a shard");
  if (w->walk->meet_shard(w->walk->context, w->at, step->number, w->error))
    return true;
  ab_error_context(w->error, "step %zu", w->step_number);
  return false;
}

/* After a finished subtree: back up to the next half to be done, or to the root. */
static void climb(walker *w) {
  while (w->depth > 0) {
    frame *top = &w->stack[w->depth - 1];
    mark(w, top->axis);
    if (top->is_face) {
      ab_cell_leave_face(&w->at->cell, top->axis);
      w->at->committed = top->was_committed;
      w->at->goal = top->goal_before;
    } else {
      ab_cell_leave_half(&w->at->cell, top->axis);
      if (!top->high_half) {
        top->high_half = true;
        ab_cell_enter_half(&w->at->cell, top->axis, 1);
        return;
      }
    }
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
  if (!(step->kind == AB_STEP_SHARD       ? take_shard(w, step)
        : step->kind == AB_STEP_ORDER_TWO ? take_order_two(w, step)
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
    if (top->is_face) {
      ab_cell_leave_face(&start->cell, top->axis);
      start->committed = top->was_committed;
      start->goal = top->goal_before;
    } else {
      ab_cell_leave_half(&start->cell, top->axis);
    }
  }
  ab_free(w.stack);
  return good;
}
