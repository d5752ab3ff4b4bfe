/* SPDX-License-Identifier: MIT
 * The search tries slopes of one direction, and one face, where that is likely to help. Here both
 * directions are tried, and faces one after the other. In most claims few halves can be merged, in
 * some many; so the tests are bounded by a share of the boxes of the task, and a way that has
 * merged too few is given up. */
#include "prove/minimize.h"

#include "base/memory.h"

#include <string.h>

/* A task may spend TESTS, and one for SHARE of its boxes. After PATIENCE tests a way has to have
 * merged one in WORTH. CHAIN_MAX: faces above a leaf. */
enum { TESTS = 256, SHARE = 8, PATIENCE = 96, WORTH = 40, CHAIN_MAX = 3 };

typedef struct {
  uint64_t tried, merged;
} way;

/* A split that may be replaced, with the `steps` below it and itself. */
typedef struct {
  uint32_t node;
  int sign;
  size_t steps;
  ab_box *box;              /* faces are taken in it */
  size_t chain;             /* faces taken, */
  ab_step taken[CHAIN_MAX]; /* the topmost first */
} candidate;

/* Candidates for one literal, one a lane. */
typedef struct {
  candidate items[AB_LANES];
  int count;
} batch;

/* A node that is being passed, and what was known above it. */
typedef struct {
  uint32_t node;
  unsigned entered; /* subtrees */
  bool committed;
  uint32_t literal;
  int8_t sign;
} frame;

typedef struct {
  ab_task_state *run;
  ab_box *here;   /* the box of the node on top */
  batch *batches; /* one a literal */
  char *boxes;    /* of the candidates */
  uint64_t left;  /* tests */
  way slopes, faces;
  uint64_t merged; /* in this round */
  bool is_first;   /* round: later ones look at what the last one has merged */
  frame *stack;
  size_t depth, capacity;
} minimizer;

static bool is_worth(const way *w) {
  return w->tried < PATIENCE || w->merged * WORTH >= w->tried;
}

static ab_task_node *node_at(const minimizer *m, uint32_t node) {
  return &m->run->worker->nodes[node];
}

static void set_node(const minimizer *m, uint32_t node, uint32_t child, const ab_step *step,
                     bool is_merged) {
  ab_task_node *n = node_at(m, node);
  *n = ab_task_node_of(child, step);
  n->is_merged = is_merged;
}

/* The faces of the candidate and a leaf take the place of its split; what was below is left
 * behind. */
static void replace(minimizer *m, candidate *c, ab_step leaf) {
  uint32_t node = c->node;
  for (size_t i = 0; i < c->chain; i++) {
    uint32_t child = ab_task_add_nodes(m->run->worker, 1);
    set_node(m, node, child, &c->taken[i], i == 0);
    node = child;
  }
  set_node(m, node, 0, &leaf, c->chain == 0);
  m->merged++;
}

/* One literal, and its batch under test. */
typedef struct {
  minimizer *minimizer;
  ab_double_rules *rules;
  batch *batch;
  size_t literal;
  ab_double_goals goals;
  uint32_t open; /* lanes */
} test;

/* The number of lanes that this enclosure settles. */
static uint64_t settle(test *t, const ab_lanes *enclosure, ab_step_kind kind) {
  uint32_t good = t->open & ab_double_rules_settled(t->rules, t->literal, t->goals, enclosure);
  AB_EACH_LANE_OF(lane, good)
  replace(t->minimizer, &t->batch->items[lane],
          (ab_step){.kind = kind, .literal = (uint32_t)t->literal});
  t->open &= ~good;
  return (uint64_t)__builtin_popcount(good);
}

static void load(test *t) {
  for (int lane = 0; lane < AB_LANES; lane++) {
    if (!(t->open >> lane & 1)) {
      ab_double_rules_empty(t->rules, lane);
      continue;
    }
    ab_double_rules_set_all(t->rules, lane, t->batch->items[lane].box->axes);
  }
}

/* The coordinate with the surest sign of its slope. false if there is none, or no room for a
 * face. */
static bool choose_face(const test *t, int lane, const ab_lanes *const *slopes, uint8_t *axis,
                        ab_end *end) {
  const candidate *c = &t->batch->items[lane];
  double best = -1;
  if (c->chain == CHAIN_MAX || c->chain + 2 >= c->steps)
    return false;
  for (size_t k = 0; k < t->minimizer->run->count; k++) {
    double half = ab_double_rules_half_widths(t->rules)[k][lane];
    double lo = slopes[k]->lo[lane], hi = slopes[k]->hi[lane];
    double sure = half * (lo >= 0 ? lo : -hi);
    if (half == 0 || !(lo >= 0 || hi <= 0) || !(sure > best))
      continue;
    best = sure;
    *axis = (uint8_t)k;
    *end = (lo >= 0) == (c->sign >= 0) ? AB_END_LOW : AB_END_HIGH;
  }
  return best >= 0;
}

/* A face in each open lane that has a licensed one; the others are closed. */
static void take_faces(test *t, const ab_lanes *const *slopes) {
  uint8_t axes[AB_LANES] = {0};
  ab_end ends[AB_LANES] = {AB_END_NONE};
  ab_double_place at[AB_LANES] = {0};
  AB_EACH_LANE_OF(lane, t->open) {
    if (choose_face(t, lane, slopes, &axes[lane], &ends[lane]))
      at[lane] = t->batch->items[lane].box->axes[axes[lane]];
    else
      ends[lane] = AB_END_NONE;
  }
  const ab_lanes *slope = ab_double_rules_face(t->rules, t->literal, axes, ends, at);
  t->open &= ab_double_rules_licensed(t->rules, t->literal, t->goals, ends, slope);
  AB_EACH_LANE_OF(lane, t->open) {
    candidate *c = &t->batch->items[lane];
    c->box->axes[axes[lane]].end = (int8_t)ends[lane];
    c->taken[c->chain++] = (ab_step){.kind = AB_STEP_FACE,
                                     .axis = axes[lane],
                                     .end = ends[lane],
                                     .literal = (uint32_t)t->literal,
                                     .sign = c->sign};
  }
}

/* By slopes of both directions, on the boxes themselves. */
static void try_slopes(test *t, const ab_lanes *const **slopes) {
  way *w = &t->minimizer->slopes;
  uint64_t tried = (uint64_t)__builtin_popcount(t->open);
  uint64_t merged = settle(t, ab_double_rules_range(t->rules, t->literal), AB_STEP_DIRECT);
  ab_double_centred c = ab_double_rules_centred(t->rules, t->literal);
  merged += settle(t, c.enclosure, AB_STEP_CENTRED);
  *slopes = c.slopes;
  if (!is_worth(w))
    return;
  c = ab_double_rules_centred_again(t->rules, t->literal);
  merged += settle(t, c.enclosure, AB_STEP_CENTRED);
  *slopes = c.slopes;
  w->tried += tried;
  w->merged += merged;
}

/* On a face, and then on a face of that. */
static void try_faces(test *t, const ab_lanes *const *slopes) {
  way *w = &t->minimizer->faces;
  w->tried += (uint64_t)__builtin_popcount(t->open);
  while (t->open) {
    take_faces(t, slopes);
    if (!t->open)
      return;
    load(t);
    w->merged += settle(t, ab_double_rules_range(t->rules, t->literal), AB_STEP_DIRECT);
    ab_double_centred c = ab_double_rules_centred(t->rules, t->literal);
    w->merged += settle(t, c.enclosure, AB_STEP_CENTRED);
    slopes = c.slopes;
  }
}

static void try_batch(minimizer *m, size_t literal) {
  batch *b = &m->batches[literal];
  test t = {.minimizer = m,
            .rules = m->run->tests.rules,
            .batch = b,
            .literal = literal,
            .open = (uint32_t)((UINT64_C(1) << b->count) - 1)};
  const ab_lanes *const *slopes;
  for (int lane = 0; lane < b->count; lane++)
    ab_double_goals_add(&t.goals, lane, b->items[lane].sign);
  m->left -= (uint64_t)b->count < m->left ? (uint64_t)b->count : m->left;
  load(&t);
  try_slopes(&t, &slopes);
  if (t.open && is_worth(&m->faces))
    try_faces(&t, slopes);
  b->count = 0;
}

/* A leaf by direct or centred, or a face and such a leaf; the steps, or 0. */
static size_t count_steps(const minimizer *m, const ab_task_node *n) {
  if (n->fate != AB_FATE_STEP)
    return 0;
  if (n->kind == AB_STEP_DIRECT || n->kind == AB_STEP_CENTRED)
    return 1;
  const ab_task_node *below = n->kind == AB_STEP_FACE ? node_at(m, n->child) : NULL;
  bool is_leaf = below && below->fate == AB_FATE_STEP &&
                 (below->kind == AB_STEP_DIRECT || below->kind == AB_STEP_CENTRED);
  return is_leaf ? 2 : 0;
}

/* Adds the split on top to a batch if both halves are simple and for the same goal. */
static bool take_up(minimizer *m, uint32_t node) {
  ab_task_node *low = node_at(m, node_at(m, node)->child), *high = low + 1;
  size_t steps = count_steps(m, low), more = count_steps(m, high);
  if (steps == 0 || more == 0 || low->number != high->number ||
      (!m->is_first && !low->is_merged && !high->is_merged))
    return false;
  low->is_merged = high->is_merged = false;
  size_t literal = low->number, count = m->run->count;
  batch *b = &m->batches[literal];
  candidate *c = &b->items[b->count++];
  *c = (candidate){.node = node,
                   .sign = m->here->committed ? m->here->sign : 0,
                   .steps = 1 + steps + more,
                   .box = c->box};
  memcpy(c->box, m->here, ab_box_size(count));
  if (b->count == AB_LANES)
    try_batch(m, literal);
  return true;
}

static void push(minimizer *m, uint32_t node) {
  ab_reserve(&m->stack, &m->capacity, m->depth + 1, sizeof *m->stack);
  m->stack[m->depth++] = (frame){node, 0, m->here->committed, m->here->literal, m->here->sign};
}

/* Goes on at the split on top: into its first half, its second, or out of it. */
static void pass_split(minimizer *m, frame *top, const ab_task_node *n) {
  ab_double_place *axis = &m->here->axes[n->axis];
  uint32_t child = n->child + top->entered;
  if (top->entered == 0) {
    axis->depth++;
    axis->index *= 2;
  } else if (top->entered == 1) {
    axis->index++;
  } else {
    axis->depth--;
    axis->index /= 2;
    m->depth--;
    return;
  }
  top->entered++;
  push(m, child);
}

/* The same at a face, or at both of them. */
static void pass_face(minimizer *m, frame *top, const ab_task_node *n) {
  uint32_t child = n->child + top->entered;
  int8_t *end = &m->here->axes[n->axis].end;
  if (top->entered < ab_step_subtrees((ab_step_kind)n->kind)) {
    ab_end both = top->entered++ == 0 ? AB_END_LOW : AB_END_HIGH;
    *end = (int8_t)(n->kind == AB_STEP_FACE ? n->end : both);
    m->here->committed = true;
    m->here->literal = n->number;
    m->here->sign = n->sign;
    push(m, child);
  } else {
    *end = AB_END_NONE;
    m->here->committed = top->committed;
    m->here->literal = top->literal;
    m->here->sign = top->sign;
    m->depth--;
  }
}

/* The tree of a root in preorder, as long as there are tests left. */
static void walk(minimizer *m, size_t root) {
  ab_task_state *r = m->run;
  memcpy(m->here, ab_box_at(r->task->boxes, root, r->count), ab_box_size(r->count));
  push(m, (uint32_t)root);
  while (m->depth > 0 && m->left > 0 && (is_worth(&m->slopes) || is_worth(&m->faces))) {
    frame *top = &m->stack[m->depth - 1];
    const ab_task_node *n = node_at(m, top->node);
    bool inner = n->fate == AB_FATE_STEP && ab_step_subtrees((ab_step_kind)n->kind) > 0 &&
                 (top->entered > 0 || m->here->axes[n->axis].depth < AB_DOUBLE_DEPTH_MAX);
    if (!inner || (n->kind == AB_STEP_SPLIT && top->entered == 0 && take_up(m, top->node)))
      m->depth--;
    else if (n->kind == AB_STEP_SPLIT)
      pass_split(m, top, n);
    else
      pass_face(m, top, n);
  }
  m->depth = 0;
}

static void do_round(minimizer *m) {
  m->merged = 0;
  for (size_t i = 0; i < m->run->task->root_count; i++)
    if (!ab_box_at(m->run->task->boxes, i, m->run->count)->scalar)
      walk(m, i);
  for (size_t l = 0; l < m->run->template_->literal_count; l++)
    if (m->batches[l].count > 0)
      try_batch(m, l);
  m->is_first = false;
}

void ab_task_minimize(ab_task_state *r) {
  size_t literals = r->template_->literal_count, size = ab_box_size(r->count);
  minimizer m = {.run = r,
                 .here = ab_allocate(1, size),
                 .batches = ab_allocate(literals, sizeof(batch)),
                 .boxes = ab_allocate(literals * AB_LANES, size),
                 .left = TESTS + r->boxes / SHARE,
                 .is_first = true};
  for (size_t i = 0; i < literals * AB_LANES; i++)
    m.batches[i / AB_LANES].items[i % AB_LANES].box = ab_box_at(m.boxes, i, r->count);
  do
    do_round(&m);
  while (m.merged > 0 && m.left > 0);
  ab_free(m.stack);
  ab_free(m.boxes);
  ab_free(m.batches);
  ab_free(m.here);
}
