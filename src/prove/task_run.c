/* SPDX-License-Identifier: MIT */
#include "prove/task_run.h"

#include "base/clock.h"
#include "base/memory.h"
#include "clause/affine.h"
#include "prove/minimize.h"
#include "prove/scalar_search.h"
#include "prove/task_keep.h"

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
  w->tangent_searches = ab_allocate(clauses->template_count, sizeof(ab_tangent_search *));
  ab_text_init(&w->tangents);
  size_t most = 0;
  for (size_t i = 0; i < clauses->template_count; i++)
    if (clauses->templates[i].variable_count > most)
      most = clauses->templates[i].variable_count;
  ab_box_pool_init(&w->open, most);
  return w;
}

void ab_task_worker_destroy(ab_task_worker *w) {
  for (size_t i = 0; i < w->clauses->template_count; i++) {
    ab_double_rules_destroy(w->double_rules[i]);
    ab_rules_destroy(w->rules[i]);
    ab_vertex_search_destroy(w->vertex_searches[i]);
    ab_tangent_search_destroy(w->tangent_searches[i]);
  }
  ab_free(w->double_rules);
  ab_free(w->rules);
  ab_free(w->vertex_searches);
  ab_free(w->tangent_searches);
  ab_text_clear(&w->tangents);
  ab_free(w->nodes);
  ab_box_pool_clear(&w->open);
  ab_free(w->handed);
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

static ab_box *copy_of(ab_task_state *r, const ab_box *box) {
  ab_box *copy = ab_box_pool_take(&r->worker->open);
  memcpy(copy, box, ab_box_size(r->count));
  return copy;
}

/* The roots, first on top. */
static void begin(ab_task_state *r) {
  ab_task_worker *w = r->worker;
  w->node_count = 0;
  w->tangents.length = 0;
  ab_box_pool_reset(&w->open);
  ab_task_add_nodes(w, r->task->root_count);
  for (size_t i = r->task->root_count; i-- > 0;) {
    ab_box *box = copy_of(r, ab_box_at(r->task->boxes, i, r->count));
    box->node = (uint32_t)i;
    ab_box_pool_push(&w->open, box);
  }
}

/* From the state that was kept, if there is one; else from the beginning. */
static uint64_t start(ab_task_state *r, const ab_task_keeper *keeper) {
  if (!keeper || !keeper->state || !ab_task_take_up(r, keeper->state, keeper->length))
    begin(r);
  return r->boxes;
}

/* The box becomes its low half; the high half goes onto the stack. */
static void split(ab_task_state *r, ab_box *box, size_t k) {
  uint32_t first = ab_task_add_nodes(r->worker, 2);
  ab_step step = {.kind = AB_STEP_SPLIT, .axis = (uint32_t)k};
  r->worker->nodes[box->node] = ab_task_node_of(first, &step);
  box->axes[k].depth++;
  box->axes[k].index = 2 * box->axes[k].index;
  ab_box *high = copy_of(r, box);
  high->node = first + 1;
  high->axes[k].index++;
  ab_box_pool_push(&r->worker->open, high);
  box->node = first;
}

/* The one literal that is left on the box, if it is affine in this variable by its form and not one
 * that has no ends; or the number of literals. */
static size_t affine_literal(const ab_task_state *r, const ab_box *box, size_t k) {
  const ab_template *t = r->template_;
  size_t literal = t->literal_count;
  if (box->committed)
    literal = box->literal;
  else if (t->literal_count <= 64 && box->alive && !(box->alive & (box->alive - 1)))
    literal = (size_t)__builtin_ctzll(box->alive);
  if (r->count <= AB_FORWARD_MAX || literal == t->literal_count || (r->bent[literal] >> k & 1))
    return t->literal_count;
  ab_literal_kind kind = t->literals[literal].kind;
  bool signed_ = kind == AB_LITERAL_NONZERO;
  return kind == AB_LITERAL_POSITIVE_OFF || signed_ != (box->committed && box->sign != 0)
             ? t->literal_count
             : literal;
}

/* The box becomes its low face; the high face goes onto the stack. */
static void take_ends(ab_task_state *r, ab_box *box, size_t k, size_t literal) {
  uint32_t first = ab_task_add_nodes(r->worker, 2);
  box->sign = box->committed ? box->sign : 0;
  box->committed = true;
  box->literal = (uint32_t)literal;
  ab_step step = {
      .kind = AB_STEP_ENDS, .axis = (uint32_t)k, .literal = (uint32_t)literal, .sign = box->sign};
  r->worker->nodes[box->node] = ab_task_node_of(first, &step);
  r->task->closed -= ab_task_share(r, box); /* each face stands for half of it */
  ab_box *high = copy_of(r, box);
  high->node = first + 1;
  high->axes[k].end = AB_END_HIGH;
  ab_box_pool_push(&r->worker->open, high);
  box->node = first;
  box->axes[k].end = AB_END_LOW;
}

/* Both halves, or where these may take their places both faces, which are parts of them. */
static void divide(ab_task_state *r, ab_box *box, size_t k) {
  size_t literal = affine_literal(r, box, k);
  if (literal < r->template_->literal_count)
    take_ends(r, box, k, literal);
  else
    split(r, box, k);
}

static void take_face(ab_task_state *r, ab_box *box, const ab_box_verdict *v) {
  uint32_t first = ab_task_add_nodes(r->worker, 1);
  ab_step step = {.kind = AB_STEP_FACE,
                  .axis = (uint32_t)v->face_axis,
                  .end = v->end,
                  .literal = (uint32_t)v->goal.literal,
                  .sign = v->goal.sign};
  r->worker->nodes[box->node] = ab_task_node_of(first, &step);
  box->node = first;
  box->committed = true;
  box->literal = (uint32_t)v->goal.literal;
  box->sign = (int8_t)v->goal.sign;
  box->axes[v->face_axis].end = (int8_t)v->end;
}

static void fail(ab_task_state *r, const ab_box *box, ab_search_outcome outcome,
                 ab_search_stop stop, double margin) {
  ab_task_end_at(r->task, r->clause, box, outcome, stop, margin);
}

double ab_task_share(const ab_task_state *r, const ab_box *box) {
  int depth = 0;
  for (size_t k = 0; k < r->count; k++)
    depth += box->axes[k].depth;
  return ldexp(1, -depth);
}

/* The steps below a box are known. */
static void leave(ab_task_state *r, ab_box *box) {
  r->task->closed += ab_task_share(r, box);
  ab_box_pool_give_back(&r->worker->open, box);
}

static void empty(ab_task_state *r, int lane) {
  r->occupied &= ~(UINT32_C(1) << lane);
  r->stale |= UINT32_C(1) << lane;
}

static bool finish(ab_task_state *r, int lane, bool done) {
  if (done) {
    leave(r, r->lanes[lane]);
    empty(r, lane);
  }
  return done;
}

/* The low half or face stays in the lane. */
static void divide_lane(ab_task_state *r, int lane, size_t k) {
  ab_box *box = r->lanes[lane];
  if (r->vertices)
    split(r, box, k);
  else
    divide(r, box, k);
  ab_double_rules_set(r->tests.rules, lane, k, box->axes[k]);
}

/* The face is tried when there are boxes enough to fill the lanes. */
static void wait(ab_task_state *r, int lane, const ab_box_verdict *v) {
  r->waiting[r->waiting_count] = r->lanes[lane];
  r->waiting_for[r->waiting_count++] = *v;
  empty(r, lane);
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
    box->scalar = true;
    return true;
  default:
    break;
  }
  if ((v->zero_sets && ab_task_try_order_two(r, box, v->zero_sets)) ||
      (v->gradient && ab_task_try_tangent(r, box, v->gradient - 1)) ||
      (v->kind == AB_BOX_VAGUE && ab_task_settle_vague(r, box)))
    return finish(r, lane, true);
  if (v->kind == AB_BOX_EITHER)
    wait(r, lane, v);
  else if (box->axes[v->axis].depth < DEPTH_MAX)
    divide_lane(r, lane, v->axis);
  else
    box->scalar = true;
  return true;
}

/* What the test of its face says of a box. */
static void follow_face(ab_task_state *r, ab_box *box, const ab_box_verdict *v) {
  if (v->kind == AB_BOX_FACE) {
    take_face(r, box, v);
  } else if (box->axes[v->axis].depth < DEPTH_MAX) {
    divide(r, box, v->axis);
  } else {
    box->scalar = true;
  }
  ab_box_pool_push(&r->worker->open, box);
}

/* Tries the faces that waited least, as many as there are lanes. */
static void try_faces(ab_task_state *r) {
  int count = r->waiting_count < AB_LANES ? r->waiting_count : AB_LANES;
  r->waiting_count -= count;
  ab_box **boxes = &r->waiting[r->waiting_count];
  ab_box_verdict *verdicts = &r->waiting_for[r->waiting_count];
  for (int lane = 0; lane < AB_LANES; lane++)
    if (lane < count)
      ab_double_rules_set_all(r->tests.rules, lane, boxes[lane]->axes);
    else
      ab_double_rules_empty(r->tests.rules, lane);
  r->stale = (UINT32_C(1) << AB_LANES) - 1;
  ab_box_tests_run_faces(&r->tests, verdicts, boxes, (UINT32_C(1) << count) - 1);
  for (int lane = 0; lane < count; lane++)
    follow_face(r, boxes[lane], &verdicts[lane]);
}

/* The same for a box of a template with a multiplier. */
static bool follow_vertices(ab_task_state *r, int lane) {
  ab_box *box = r->lanes[lane];
  size_t axis = 0;
  ab_text steps;
  ab_text_init(&steps);
  ab_vertices_verdict verdict =
      ab_vertex_search_try(r->vertices, box, &steps, &axis, &r->boxes, &box->margin);
  if (verdict == AB_VERTICES_PROVED)
    ab_task_settle_by(r, box, &steps);
  ab_text_clear(&steps);
  if (verdict == AB_VERTICES_PROVED)
    return finish(r, lane, true);
  if (verdict == AB_VERTICES_HOPELESS || box->axes[axis].depth >= DEPTH_MAX) {
    fail(r, box, AB_SEARCH_STOPPED, AB_STOP_DEPTH, box->margin);
    return false;
  }
  divide_lane(r, lane, axis);
  return true;
}

/* The lanes with boxes for MPFR. */
static uint32_t scalar_lanes(const ab_task_state *r, uint32_t lanes) {
  uint32_t scalar = 0;
  for (int lane = 0; lane < AB_LANES; lane++)
    if (lanes >> lane & 1)
      scalar |= (uint32_t)r->lanes[lane]->scalar << lane;
  return scalar;
}

/* Judges the boxes in the lanes and goes on with them; or one of those for MPFR, if there are. */
static bool judge(ab_task_state *r, uint32_t lanes) {
  ab_box_verdict verdicts[AB_LANES];
  uint32_t scalar = scalar_lanes(r, lanes);
  if (scalar) {
    int lane = __builtin_ctz(scalar);
    return finish(r, lane, ab_task_search_scalar(r, r->lanes[lane]));
  }
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

/* Fills the free lanes from the stack, and brings the rules up to date. */
static void fill(ab_task_state *r) {
  for (int lane = 0; lane < AB_LANES; lane++) {
    uint32_t bit = UINT32_C(1) << lane;
    ab_box *next = r->occupied & bit ? NULL : ab_box_pool_pop(&r->worker->open);
    if (next) {
      r->lanes[lane] = next;
      r->occupied |= bit;
      r->stale |= bit;
    }
    if (!(r->stale & bit))
      continue;
    if ((r->occupied & bit) && !r->lanes[lane]->scalar)
      ab_double_rules_set_all(r->tests.rules, lane, r->lanes[lane]->axes);
    else
      ab_double_rules_empty(r->tests.rules, lane);
  }
  r->stale = 0;
}

/* One round; false if there is nothing more to do. */
static bool work_once(ab_task_state *r) {
  if (r->waiting_count >= AB_LANES)
    try_faces(r);
  fill(r);
  if (!r->occupied && r->waiting_count > 0) {
    try_faces(r);
    return true;
  }
  if (!r->occupied)
    return false;
  if (is_late(r)) {
    const ab_box *box = r->lanes[__builtin_ctz(r->occupied)];
    fail(r, box, AB_SEARCH_STOPPED, AB_STOP_TIME, box->margin);
    return false;
  }
  return judge(r, r->occupied);
}

static void keep(ab_task_state *r, const ab_task_keeper *keeper, double *kept) {
  double now = ab_clock_seconds();
  if (now - *kept < keeper->interval)
    return;
  ab_text state;
  ab_text_init(&state);
  ab_task_keep(&state, r);
  keeper->keep(keeper->context, &state);
  ab_text_clear(&state);
  *kept = ab_clock_seconds();
}

/* Works until nothing is open or the budget is spent; then no box waits. */
static void work(ab_task_state *r, const ab_task_keeper *keeper) {
  double kept = keeper ? ab_clock_seconds() : 0;
  while (r->boxes < r->budget) {
    if (keeper)
      keep(r, keeper, &kept);
    if (!work_once(r))
      return;
  }
  while (r->waiting_count > 0)
    try_faces(r);
}

/* The boxes in the lanes go back onto the stack. */
static void put_back(ab_task_state *r) {
  for (int lane = 0; lane < AB_LANES; lane++)
    if (r->occupied >> lane & 1)
      ab_box_pool_push(&r->worker->open, r->lanes[lane]);
}

static uint64_t *find_bent(const ab_template *t) {
  uint64_t *bent = ab_allocate(t->literal_count, sizeof *bent);
  for (size_t l = 0; l < t->literal_count; l++) {
    ab_shape *shapes = ab_shapes_create(t->graph, t->literals[l].expr);
    bent[l] = shapes[t->literals[l].expr].bent;
    ab_free(shapes);
  }
  return bent;
}

uint64_t ab_task_run(ab_task *task, ab_task_worker *worker, uint64_t budget,
                     const ab_task_keeper *keeper) {
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
  r.stale = (UINT32_C(1) << AB_LANES) - 1;
  r.bent = find_bent(r.template_);
  uint64_t found = start(&r, keeper);
  work(&r, keeper);
  if (task->result.outcome == AB_SEARCH_PROVED) {
    put_back(&r);
    ab_task_hand_over(&r);
    if (!r.vertices)
      ab_task_minimize(&r);
    ab_task_write_steps(&r);
  }
  task->result.boxes += r.boxes;
  ab_free(r.bent);
  ab_free(task->boxes);
  task->boxes = NULL;
  return found;
}
