/* SPDX-License-Identifier: MIT
 * What a run leaves to the rules with MPFR, and how it ends. */
#include "base/memory.h"
#include "num/rational.h"
#include "prove/scalar_search.h"
#include "prove/task_state.h"
#include "prove/work.h"

#include <math.h>
#include <string.h>

/* Of one search with MPFR (work.h): small enough that a checkpoint need not wait for its end. */
enum { PIECE_WORK = 100000, PIECE_MAX = 1024 };

void ab_task_settle(ab_task_state *r, const ab_box *box, ab_step step) {
  r->worker->nodes[box->node] = ab_task_node_of(0, &step);
}

/* The boxes handed over, first on top. */
static void push_handed(ab_task_state *r) {
  ab_task_worker *w = r->worker;
  while (w->handed_count > 0) {
    ab_box *box = w->handed[--w->handed_count];
    r->task->closed -= ab_task_share(r, box); /* of what is counted when the search returns */
    ab_box_pool_push(&w->open, box);
  }
}

void ab_task_settle_by(ab_task_state *r, const ab_box *box, const ab_text *steps) {
  ab_task_worker *w = r->worker;
  uint32_t *stack = NULL;
  size_t depth = 0, capacity = 0, position = 0, hole = 0;
  ab_reserve(&stack, &capacity, 1, sizeof *stack);
  stack[depth++] = box->node;
  while (depth > 0) {
    uint32_t node = stack[--depth];
    ab_step step;
    if (!ab_step_read(&step, steps->data, steps->length, &position)) { /* a hole */
      position++;
      w->handed[hole++]->node = node;
      continue;
    }
    unsigned subtrees = ab_step_subtrees(step.kind);
    uint32_t first = subtrees ? ab_task_add_nodes(w, subtrees) : 0;
    w->nodes[node] = ab_task_node_of(first, &step);
    ab_reserve(&stack, &capacity, depth + subtrees, sizeof *stack);
    for (unsigned i = subtrees; i-- > 0;)
      stack[depth++] = first + i;
  }
  ab_free(stack);
  push_handed(r);
}

/* A box of the size of this cell, which a search leaves. */
static void hand_over(void *context, const ab_cell *cell, bool committed, ab_goal goal,
                      uint64_t alive) {
  ab_task_state *r = context;
  ab_task_worker *w = r->worker;
  ab_reserve(&w->handed, &w->handed_capacity, w->handed_count + 1, sizeof *w->handed);
  ab_box *box = w->handed[w->handed_count++] = ab_box_pool_take(&w->open);
  memset(box, 0, ab_box_size(r->count));
  *box = (ab_box){.alive = alive,
                  .margin = (double)NAN,
                  .literal = (uint32_t)goal.literal,
                  .sign = (int8_t)goal.sign,
                  .committed = committed,
                  .scalar = true};
  for (size_t k = 0; k < r->count; k++) {
    box->axes[k].index = mpz_get_ui(cell->axes[k].index);
    box->axes[k].depth = (uint8_t)cell->axes[k].depth;
    box->axes[k].end = (int8_t)cell->axes[k].end;
  }
}

static void set_cell(ab_cell *cell, const ab_box *box) {
  for (size_t k = 0; k < cell->count; k++) {
    mpz_set_ui(cell->axes[k].index, box->axes[k].index);
    cell->axes[k].depth = box->axes[k].depth;
    cell->axes[k].end = (ab_end)box->axes[k].end;
  }
}

static ab_rules *scalar_rules(ab_task_state *r, const ab_cell *cell) {
  ab_task_worker *w = r->worker;
  ab_rules **rules = &w->rules[r->clause->template_index];
  if (!*rules)
    *rules = ab_rules_create(r->template_, (mpfr_prec_t)w->options->precision);
  ab_rules_bind(*rules, r->clause, w->constants, cell);
  return *rules;
}

static ab_search_place place_of(ab_task_state *r, const ab_box *box, ab_cell *cell) {
  ab_cell_init(cell, r->count);
  set_cell(cell, box);
  return (ab_search_place){.template_ = r->template_,
                           .clause = r->clause,
                           .rules = scalar_rules(r, cell),
                           .cell = cell,
                           .committed = box->committed,
                           .goal = {box->literal, box->sign},
                           .hand_over = hand_over,
                           .context = r};
}

static void prepare_failure(ab_search_result *result) {
  if (result->point)
    return;
  result->point = ab_rationals_create(result->variable_count);
  result->worst_lo = ab_rationals_create(result->variable_count);
  result->worst_hi = ab_rationals_create(result->variable_count);
}

bool ab_task_search_scalar(ab_task_state *r, const ab_box *box) {
  ab_task_worker *w = r->worker;
  ab_cell cell;
  ab_search_place place = place_of(r, box, &cell);
  place.limit = ab_work_boxes(r->template_, w->options->precision, PIECE_WORK, 1, PIECE_MAX);
  w->handed_count = 0;
  ab_search_result found = {.variable_count = r->count, .boxes = r->task->result.boxes + r->boxes};
  prepare_failure(&found);
  found.outcome = ab_scalar_search(&found, &place, box->alive, w->options);
  r->boxes = found.boxes - r->task->result.boxes;
  found.boxes = r->task->result.boxes; /* counted in r->boxes */
  ab_cell_clear(&cell);
  if (found.outcome != AB_SEARCH_PROVED) {
    ab_search_result_clear(&r->task->result);
    r->task->result = found;
    return false;
  }
  ab_task_settle_by(r, box, &found.tree);
  ab_search_result_clear(&found);
  return true;
}

bool ab_task_try_order_two(ab_task_state *r, const ab_box *box, uint64_t zero_sets) {
  const ab_template *t = r->template_;
  bool done = false;
  ab_cell cell;
  ab_search_place place = {0};
  for (size_t i = 0; i < t->zero_set_count && i < 64 && !done; i++) {
    ab_goal goal = {t->zero_sets[i].literal, 0};
    if (!(zero_sets >> i & 1) || (box->committed && box->sign != 0))
      continue;
    if (!place.rules)
      place = place_of(r, box, &cell);
    done = ab_rules_order_two(place.rules, goal, i);
    if (done)
      ab_task_settle(r, box, (ab_step){.kind = AB_STEP_ORDER_TWO, .number = (uint32_t)i});
  }
  if (place.rules)
    ab_cell_clear(&cell);
  return done;
}

static ab_tangent_search *bind_tangent_search(ab_task_state *r) {
  ab_tangent_search **search = &r->worker->tangent_searches[r->clause->template_index];
  if (!*search)
    *search = ab_tangent_search_create(r->template_);
  ab_tangent_search_bind(*search, r->clause, r->worker->constants);
  return *search;
}

/* A node's step for the tangent at this point, whose code goes to those of the worker. */
static ab_step tangent_step(ab_task_state *r, size_t literal, unsigned depth,
                            const uint32_t *numbers, uint32_t count) {
  ab_text *tangents = &r->worker->tangents, point;
  uint32_t start = (uint32_t)tangents->length;
  ab_text_init(&point);
  for (uint32_t i = 0; i < count; i++)
    ab_text_printf(&point, ":%lu", (unsigned long)numbers[i] + 1);
  ab_step step = {.kind = AB_STEP_TANGENT,
                  .literal = (uint32_t)literal,
                  .depth = depth,
                  .count = count,
                  .length = (uint32_t)point.length,
                  .point = point.data};
  ab_step_append(tangents, &step);
  ab_text_clear(&point);
  return (ab_step){.kind = AB_STEP_TANGENT, .number = start};
}

bool ab_task_try_tangent(ab_task_state *r, const ab_box *box, size_t gradient) {
  size_t literal = r->template_->gradients[gradient].literal;
  double lo[AB_TANGENT_VARIABLES_MAX], hi[AB_TANGENT_VARIABLES_MAX];
  uint32_t numbers[AB_TANGENT_VARIABLES_MAX], count = 0;
  unsigned depth;
  for (size_t k = 0; k < r->count; k++) {
    ab_double_axis axis;
    ab_double_rules_axis(r->tests.rules, k, box->axes[k].index, box->axes[k].depth, &axis);
    lo[k] = box->axes[k].end == AB_END_HIGH ? axis.right_lo : axis.left_lo;
    hi[k] = box->axes[k].end == AB_END_LOW ? axis.left_hi : axis.right_hi;
    if (box->axes[k].end != AB_END_NONE || ab_double_rules_is_flat(r->tests.rules, k))
      hi[k] = lo[k];
    else
      count++;
  }
  if (!ab_tangent_find(bind_tangent_search(r), gradient, lo, hi, numbers, &depth))
    return false;
  ab_cell cell;
  ab_search_place place = place_of(r, box, &cell);
  ab_goal goal = {literal, box->committed ? box->sign : 0};
  bool done = ab_rules_tangent(place.rules, goal, depth, numbers, count);
  if (done)
    ab_task_settle(r, box, tangent_step(r, literal, depth, numbers, count));
  ab_cell_clear(&cell);
  return done;
}

bool ab_task_settle_vague(ab_task_state *r, const ab_box *box) {
  ab_cell cell;
  ab_search_place place = place_of(r, box, &cell);
  bool done = false;
  for (size_t l = 0; l < r->template_->literal_count && !done; l++) {
    ab_goal goal = box->committed ? (ab_goal){box->literal, box->sign} : (ab_goal){l, 0};
    if (box->committed ? l != box->literal : l < 64 && !(box->alive >> l & 1))
      continue;
    bool direct = ab_rules_direct(place.rules, goal);
    done = direct || ab_search_centred(place.rules, goal, r->count);
    if (done)
      ab_task_settle(
          r, box,
          (ab_step){.kind = direct ? AB_STEP_DIRECT : AB_STEP_CENTRED, .literal = (uint32_t)l});
  }
  ab_cell_clear(&cell);
  return done;
}

void ab_task_end_at(ab_task *task, const ab_clause *clause, const ab_box *box,
                    ab_search_outcome outcome, ab_search_stop stop, double margin) {
  ab_search_result *result = &task->result;
  ab_cell cell;
  ab_cell_init(&cell, result->variable_count);
  set_cell(&cell, box);
  prepare_failure(result);
  result->outcome = outcome;
  result->stop = stop;
  result->margin = margin;
  for (size_t k = 0; k < result->variable_count; k++) {
    ab_cell_ends(result->worst_lo[k], result->worst_hi[k], &cell, k, clause->lo[k], clause->hi[k]);
    mpq_add(result->point[k], result->worst_lo[k], result->worst_hi[k]);
    mpq_div_2exp(result->point[k], result->point[k], 1);
  }
  ab_cell_clear(&cell);
}

void ab_task_stop(ab_task *task, const ab_clauses *clauses, ab_search_stop stop) {
  ab_task_end_at(task, &clauses->clauses[task->clause], task->boxes, AB_SEARCH_STOPPED, stop,
                 task->boxes->margin);
}
