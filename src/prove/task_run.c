/* SPDX-License-Identifier: MIT */
#include "prove/task_run.h"

#include "base/clock.h"
#include "base/memory.h"
#include "prove/minimize.h"
#include "prove/task_state.h"

#include <math.h>
#include <string.h>

enum { DEPTH_MAX = 48 };

ab_task_worker *ab_task_worker_create(const ab_clauses *clauses, const ab_constants *constants,
                                      const ab_search_options *options) {
  ab_task_worker *w = ab_allocate(1, sizeof *w);
  w->clauses = clauses;
  w->constants = constants;
  w->options = options;
  w->double_rules = ab_allocate(clauses->template_count, sizeof(ab_double_rules *));
  w->rules = ab_allocate(clauses->template_count, sizeof(ab_rules *));
  w->vertex_searches = ab_allocate(clauses->template_count, sizeof(ab_vertex_search *));
  return w;
}

void ab_task_worker_destroy(ab_task_worker *w) {
  for (size_t i = 0; i < w->clauses->template_count; i++) {
    ab_double_rules_destroy(w->double_rules[i]);
    ab_rules_destroy(w->rules[i]);
    ab_vertex_search_destroy(w->vertex_searches[i]);
  }
  ab_free(w->double_rules);
  ab_free(w->rules);
  ab_free(w->vertex_searches);
  ab_free(w->nodes);
  ab_free(w->stack);
  for (size_t i = 0; i < w->text_count; i++)
    ab_text_clear(&w->texts[i]);
  ab_free(w->texts);
  ab_free(w);
}

ab_task *ab_task_of_clause(const ab_clauses *clauses, size_t clause) {
  const ab_template *t = ab_clause_template(clauses, &clauses->clauses[clause]);
  ab_task *task = ab_task_create(clause, 1, t->variable_count);
  size_t count = t->literal_count;
  task->boxes->margin = (double)NAN;
  task->boxes->alive = count < 64 ? (UINT64_C(1) << count) - 1 : UINT64_MAX;
  return task;
}

static ab_double_rules *bind_double_rules(ab_task_worker *w, const ab_task *task) {
  const ab_clause *clause = &w->clauses->clauses[task->clause];
  ab_double_rules **rules = &w->double_rules[clause->template_index];
  if (!*rules)
    *rules = ab_double_rules_create(ab_clause_template(w->clauses, clause), NULL);
  if (w->bound != task->clause + 1)
    ab_double_rules_bind(*rules, clause, w->constants);
  w->bound = task->clause + 1;
  return *rules;
}

/* NULL for a template without a multiplier. */
static ab_vertex_search *bind_vertex_search(ab_task_worker *w, const ab_task *task) {
  const ab_clause *clause = &w->clauses->clauses[task->clause];
  const ab_template *t = ab_clause_template(w->clauses, clause);
  ab_vertex_search **search = &w->vertex_searches[clause->template_index];
  if (t->chosen_count == 0)
    return NULL;
  if (!*search)
    *search = ab_vertex_search_create(t);
  ab_vertex_search_bind(*search, clause, w->constants);
  return *search;
}

uint32_t ab_task_add_nodes(ab_task_worker *w, size_t count) {
  ab_reserve(&w->nodes, &w->node_capacity, w->node_count + count, sizeof *w->nodes);
  memset(w->nodes + w->node_count, 0, count * sizeof *w->nodes);
  w->node_count += count;
  return (uint32_t)(w->node_count - count);
}

/* Room for one more open box, on top. */
static ab_box *push(ab_task_state *r) {
  ab_task_worker *w = r->worker;
  size_t size = ab_box_size(r->count);
  ab_reserve(&w->stack, &w->stack_capacity, (w->stack_count + 1) * size, 1);
  return ab_box_at(w->stack, w->stack_count++, r->count);
}

static void set_coordinates(const ab_task_state *r, ab_box *box, size_t k) {
  ab_box_axis *axis = &box->axes[k];
  ab_double_rules_axis(r->tests.rules, k, axis->index, axis->depth, &axis->at);
}

/* The roots, first on top. */
static void start(ab_task_state *r) {
  ab_task_worker *w = r->worker;
  w->node_count = w->stack_count = 0;
  ab_task_add_nodes(w, r->task->root_count);
  for (size_t i = r->task->root_count; i-- > 0;) {
    ab_box *box = push(r);
    memcpy(box, ab_box_at(r->task->boxes, i, r->count), ab_box_size(r->count));
    box->node = (uint32_t)i;
    for (size_t k = 0; k < r->count; k++)
      set_coordinates(r, box, k);
  }
}

/* Coordinate k of a lane's box has changed. */
static void refresh(ab_task_state *r, int lane, size_t k) {
  ab_box *box = r->lanes[lane];
  set_coordinates(r, box, k);
  ab_double_rules_set(r->tests.rules, lane, k, &box->axes[k].at, (ab_end)box->axes[k].end);
}

/* The low half stays in the lane, the high half goes onto the stack. */
static void split(ab_task_state *r, int lane, size_t k) {
  ab_box *box = r->lanes[lane];
  uint32_t first = ab_task_add_nodes(r->worker, 2);
  ab_step step = {.kind = AB_STEP_SPLIT, .axis = (uint32_t)k};
  r->worker->nodes[box->node] = (ab_task_node){AB_FATE_STEP, first, step};
  box->axes[k].depth++;
  box->axes[k].index = 2 * box->axes[k].index;
  ab_box *high = push(r);
  memcpy(high, box, ab_box_size(r->count));
  high->node = first + 1;
  high->axes[k].index++;
  set_coordinates(r, high, k);
  box->node = first;
  refresh(r, lane, k);
}

static void take_face(ab_task_state *r, int lane, const ab_box_verdict *v) {
  ab_box *box = r->lanes[lane];
  uint32_t first = ab_task_add_nodes(r->worker, 1);
  ab_step step = {.kind = AB_STEP_FACE,
                  .axis = (uint32_t)v->axis,
                  .end = v->end,
                  .literal = (uint32_t)v->goal.literal,
                  .sign = v->goal.sign};
  r->worker->nodes[box->node] = (ab_task_node){AB_FATE_STEP, first, step};
  box->node = first;
  box->committed = true;
  box->literal = (uint32_t)v->goal.literal;
  box->sign = (int8_t)v->goal.sign;
  box->axes[v->axis].end = (int8_t)v->end;
  refresh(r, lane, v->axis);
}

static void fail(ab_task_state *r, const ab_box *box, ab_search_outcome outcome,
                 ab_search_stop stop, double margin) {
  ab_task_end_at(r->task, r->clause, box, outcome, stop, margin);
}

/* The share of a box in the clause's box. A face stands for all that is above it. */
static double share(const ab_task_state *r, const ab_box *box) {
  int depth = 0;
  for (size_t k = 0; k < r->count; k++)
    depth += box->axes[k].depth;
  return ldexp(1, -depth);
}

static void leave(ab_task_state *r, int lane) {
  r->task->closed += share(r, r->lanes[lane]);
  r->occupied &= ~(UINT32_C(1) << lane);
  ab_double_rules_empty(r->tests.rules, lane);
}

/* The steps below a box are known. */
static bool finish(ab_task_state *r, int lane, bool done) {
  if (done)
    leave(r, lane);
  return done;
}

/* false if the search is over. */
static bool follow(ab_task_state *r, int lane, const ab_box_verdict *v) {
  ab_box *box = r->lanes[lane];
  box->margin = v->margin;
  switch (v->kind) {
  case AB_BOX_DIRECT:
  case AB_BOX_CENTRED:
    ab_task_settle(r, box,
                   (ab_step){.kind = v->kind == AB_BOX_DIRECT ? AB_STEP_DIRECT : AB_STEP_CENTRED,
                             .literal = (uint32_t)v->goal.literal});
    return finish(r, lane, true);
  case AB_BOX_FALSE:
    fail(r, box, AB_SEARCH_FALSE, AB_STOP_NONE, v->margin);
    return false;
  case AB_BOX_SCALAR:
    return finish(r, lane, ab_task_search_scalar(r, box));
  default:
    break;
  }
  if ((v->zero_sets && ab_task_try_order_two(r, box, v->zero_sets)) ||
      (v->kind == AB_BOX_VAGUE && ab_task_settle_vague(r, box)))
    return finish(r, lane, true);
  if (v->kind == AB_BOX_FACE)
    take_face(r, lane, v);
  else if (box->axes[v->axis].depth < DEPTH_MAX)
    split(r, lane, v->axis);
  else
    return finish(r, lane, ab_task_search_scalar(r, box));
  return true;
}

/* The same for a box of a template with a multiplier. */
static bool follow_vertices(ab_task_state *r, int lane) {
  ab_box *box = r->lanes[lane];
  size_t axis = 0;
  ab_text steps;
  ab_text_init(&steps);
  ab_vertices_verdict verdict =
      ab_vertex_search_try(r->vertices, box, &steps, &axis, &r->boxes, &box->margin);
  if (verdict == AB_VERTICES_PROVED) {
    ab_task_settle_by(r, box, &steps);
    return finish(r, lane, true);
  }
  ab_text_clear(&steps);
  if (verdict == AB_VERTICES_HOPELESS || box->axes[axis].depth >= DEPTH_MAX) {
    fail(r, box, AB_SEARCH_STOPPED, AB_STOP_DEPTH, box->margin);
    return false;
  }
  split(r, lane, axis);
  return true;
}

/* Judges the boxes in the lanes and goes on with them. */
static bool judge(ab_task_state *r, uint32_t lanes) {
  ab_box_verdict verdicts[AB_LANES];
  if (!r->vertices)
    ab_box_tests_run(&r->tests, verdicts, r->lanes, lanes);
  r->boxes += (uint64_t)__builtin_popcount(lanes);
  for (int lane = 0; lane < AB_LANES; lane++)
    if ((lanes >> lane & 1) &&
        !(r->vertices ? follow_vertices(r, lane) : follow(r, lane, &verdicts[lane])))
      return false;
  return true;
}

static bool is_late(const ab_task_state *r) {
  double deadline = r->worker->options->deadline;
  return deadline > 0 && ab_clock_seconds() > deadline;
}

/* Fills the free lanes from the stack. */
static void fill(ab_task_state *r) {
  ab_task_worker *w = r->worker;
  for (int lane = 0; lane < AB_LANES && w->stack_count > 0; lane++) {
    if (r->occupied >> lane & 1)
      continue;
    memcpy(r->lanes[lane], ab_box_at(w->stack, --w->stack_count, r->count), ab_box_size(r->count));
    for (size_t k = 0; k < r->count; k++) {
      const ab_box_axis *axis = &r->lanes[lane]->axes[k];
      ab_double_rules_set(r->tests.rules, lane, k, &axis->at, (ab_end)axis->end);
    }
    r->occupied |= UINT32_C(1) << lane;
  }
}

/* Works until nothing is open or the budget is spent. */
static void work(ab_task_state *r) {
  while (r->boxes < r->budget) {
    fill(r);
    uint32_t lanes = r->occupied;
    if (!lanes)
      return;
    if (is_late(r)) {
      fail(r, r->lanes[__builtin_ctz(lanes)], AB_SEARCH_STOPPED, AB_STOP_TIME,
           r->lanes[__builtin_ctz(lanes)]->margin);
      return;
    }
    if (!judge(r, lanes))
      return;
  }
}

/* The boxes in the lanes go back onto the stack. */
static void put_back(ab_task_state *r) {
  for (int lane = 0; lane < AB_LANES; lane++)
    if (r->occupied >> lane & 1)
      memcpy(push(r), r->lanes[lane], ab_box_size(r->count));
}

/* What is left on the stack becomes children, from the top down. */
static void hand_over(ab_task_state *r) {
  ab_task_worker *w = r->worker;
  ab_task *task = r->task;
  size_t left = w->stack_count;
  task->children = ab_allocate((left + AB_TASK_ROOTS - 1) / AB_TASK_ROOTS, sizeof(ab_task *));
  while (left > 0) {
    size_t taken = left < AB_TASK_ROOTS ? left : AB_TASK_ROOTS;
    ab_task *child = ab_task_create(task->clause, taken, r->count);
    for (size_t i = 0; i < taken; i++) {
      ab_box *box = ab_box_at(w->stack, --left, r->count);
      w->nodes[box->node] = (ab_task_node){
          .fate = AB_FATE_HANDED, .child = (uint32_t)(task->child_count * AB_TASK_ROOTS + i)};
      memcpy(ab_box_at(child->boxes, i, r->count), box, ab_box_size(r->count));
    }
    task->children[task->child_count++] = child;
  }
}

static void write_node(ab_task_state *r, ab_text *text, const ab_task_node *n) {
  ab_task *task = r->task;
  if (n->fate == AB_FATE_STEP) {
    ab_step_append(text, &n->step);
  } else if (n->fate == AB_FATE_TEXT) {
    ab_text_append(text, r->worker->texts[n->child].data, r->worker->texts[n->child].length);
  } else {
    ab_text_add_char(text, AB_TASK_HOLE);
    ab_reserve(&task->holes, &task->hole_capacity, task->hole_count + 1, sizeof *task->holes);
    task->holes[task->hole_count++] =
        (ab_task_hole){n->child / AB_TASK_ROOTS, n->child % AB_TASK_ROOTS};
  }
}

/* The steps of a root in preorder. */
static void write_steps(ab_task_state *r, size_t root) {
  uint32_t *stack = NULL;
  size_t depth = 0, capacity = 0;
  ab_reserve(&stack, &capacity, 1, sizeof *stack);
  stack[depth++] = (uint32_t)root;
  r->task->first_holes[root] = r->task->hole_count;
  while (depth > 0) {
    const ab_task_node *n = &r->worker->nodes[stack[--depth]];
    write_node(r, &r->task->steps[root], n);
    if (n->fate != AB_FATE_STEP)
      continue;
    ab_reserve(&stack, &capacity, depth + 2, sizeof *stack);
    if (n->step.kind == AB_STEP_SPLIT)
      stack[depth++] = n->child + 1;
    if (n->step.kind == AB_STEP_SPLIT || n->step.kind == AB_STEP_FACE)
      stack[depth++] = n->child;
  }
  ab_free(stack);
}

void ab_task_run(ab_task *task, ab_task_worker *worker, uint64_t budget) {
  const ab_clause *clause = &worker->clauses->clauses[task->clause];
  ab_task_state r = {.worker = worker,
                     .task = task,
                     .clause = clause,
                     .template_ = ab_clause_template(worker->clauses, clause),
                     .budget = budget};
  r.count = r.template_->variable_count;
  r.vertices = bind_vertex_search(worker, task);
  ab_box_tests_init(&r.tests, r.template_, bind_double_rules(worker, task), clause,
                    worker->constants);
  char *boxes = ab_allocate(AB_LANES, ab_box_size(r.count));
  for (int lane = 0; lane < AB_LANES; lane++) {
    r.lanes[lane] = ab_box_at(boxes, (size_t)lane, r.count);
    ab_double_rules_empty(r.tests.rules, lane);
  }
  start(&r);
  work(&r);
  if (task->result.outcome == AB_SEARCH_PROVED) {
    put_back(&r);
    hand_over(&r);
    if (!r.vertices)
      ab_task_minimize(&r);
    for (size_t i = 0; i < task->root_count; i++)
      write_steps(&r, i);
  }
  task->result.boxes += r.boxes;
  for (size_t i = 0; i < worker->text_count; i++)
    ab_text_clear(&worker->texts[i]);
  worker->text_count = 0;
  ab_free(boxes);
  ab_free(task->boxes);
  task->boxes = NULL;
}
