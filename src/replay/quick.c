/* SPDX-License-Identifier: MIT */
#include "replay/quick.h"

#include "base/memory.h"

#include <string.h>

/* A step to be judged, and coordinate k of its cell in axes[k]. */
typedef struct {
  size_t number;
  ab_goal goal;
  uint32_t axis; /* of a face */
  ab_end end;
} entry;

/* Steps of one kind for one literal. */
typedef struct {
  entry entries[AB_LANES];
  ab_double_place *places; /* variables of entry 0, of entry 1, .. */
  int count;
} batch;

enum { DIRECT, CENTRED, FACE, KINDS };

struct ab_quick {
  const ab_template *template_;
  const ab_clause *clause;
  const ab_constants *constants;
  const ab_cell *cell;
  ab_double_rules *double_rules;
  ab_rules *rules;
  ab_cell scratch;      /* the cell of a second judgement */
  ab_double_place *now; /* the cell of the walk */
  uint64_t deep;        /* bit k: coordinate k is beyond double arithmetic */
  batch *batches;       /* KINDS a literal */
  size_t failed;        /* least number of a step that does not hold, or 0 */
  ab_step_kind failed_kind;
};

ab_quick *ab_quick_create(const ab_template *t, ab_rules *rules) {
  ab_quick *quick = ab_allocate(1, sizeof *quick);
  quick->template_ = t;
  quick->rules = rules;
  quick->double_rules = ab_double_rules_create(t, NULL);
  quick->now = ab_allocate(t->variable_count, sizeof *quick->now);
  quick->batches = ab_allocate(KINDS * t->literal_count, sizeof *quick->batches);
  ab_cell_init(&quick->scratch, t->variable_count);
  return quick;
}

void ab_quick_destroy(ab_quick *quick) {
  if (!quick)
    return;
  for (size_t i = 0; i < KINDS * quick->template_->literal_count; i++)
    ab_free(quick->batches[i].places);
  ab_free(quick->batches);
  ab_free(quick->now);
  ab_cell_clear(&quick->scratch);
  ab_double_rules_destroy(quick->double_rules);
  ab_free(quick);
}

void ab_quick_bind(ab_quick *quick, const ab_clause *clause, const ab_constants *constants,
                   const ab_cell *cell) {
  quick->clause = clause;
  quick->constants = constants;
  quick->cell = cell;
  ab_double_rules_bind(quick->double_rules, clause, constants);
  for (size_t k = 0; k < cell->count; k++)
    ab_quick_refresh(quick, k);
}

void ab_quick_refresh(ab_quick *quick, size_t k) {
  const ab_axis *axis = &quick->cell->axes[k];
  ab_double_place *now = &quick->now[k];
  bool deep = axis->depth > AB_DOUBLE_DEPTH_MAX;
  quick->deep = (quick->deep & ~(UINT64_C(1) << k)) | (uint64_t)deep << k;
  if (deep)
    return;
  now->index = mpz_get_ui(axis->index);
  now->depth = (uint8_t)axis->depth;
  now->end = (int8_t)axis->end;
}

static void note_failure(ab_quick *quick, size_t number, ab_step_kind kind) {
  if (quick->failed && quick->failed <= number)
    return;
  quick->failed = number;
  quick->failed_kind = kind;
}

static const ab_step_kind step_kinds[KINDS] = {AB_STEP_DIRECT, AB_STEP_CENTRED, AB_STEP_FACE};

/* With MPFR, on the given cell. */
static void judge_again(ab_quick *quick, const ab_cell *cell, const entry *e, int kind) {
  ab_rules_bind(quick->rules, quick->clause, quick->constants, cell);
  bool holds = kind == DIRECT    ? ab_rules_direct(quick->rules, e->goal)
               : kind == CENTRED ? ab_rules_centred(quick->rules, e->goal)
                                 : ab_rules_face(quick->rules, e->goal, e->axis, e->end);
  if (!holds)
    note_failure(quick, e->number, step_kinds[kind]);
}

static void set_scratch(ab_quick *quick, const ab_double_place *places) {
  for (size_t k = 0; k < quick->scratch.count; k++) {
    mpz_set_ui(quick->scratch.axes[k].index, places[k].index);
    quick->scratch.axes[k].depth = places[k].depth;
    quick->scratch.axes[k].end = (ab_end)places[k].end;
  }
}

static uint32_t holds_face(ab_quick *quick, const batch *b, size_t literal, ab_double_goals goals) {
  uint8_t axes[AB_LANES] = {0};
  ab_end ends[AB_LANES] = {AB_END_NONE};
  ab_double_place at[AB_LANES] = {0};
  size_t n = quick->template_->variable_count;
  for (int lane = 0; lane < b->count; lane++) {
    axes[lane] = (uint8_t)b->entries[lane].axis;
    ends[lane] = b->entries[lane].end;
    at[lane] = b->places[(size_t)lane * n + axes[lane]];
  }
  const ab_lanes *slope = ab_double_rules_face(quick->double_rules, literal, axes, ends, at);
  return ab_double_rules_licensed(quick->double_rules, literal, goals, ends, slope);
}

static uint32_t holds_centred(ab_quick *quick, const batch *b, size_t literal,
                              ab_double_goals goals) {
  ab_double_rules *rules = quick->double_rules;
  uint32_t all = (UINT32_C(1) << b->count) - 1;
  const ab_lanes *enclosure = ab_double_rules_centred(rules, literal).enclosure;
  uint32_t good = ab_double_rules_settled(rules, literal, goals, enclosure);
  if ((good & all) == all)
    return good;
  enclosure = ab_double_rules_centred_again(rules, literal).enclosure;
  return good | ab_double_rules_settled(rules, literal, goals, enclosure);
}

/* The lanes in which the step holds for certain. */
static uint32_t holds(ab_quick *quick, const batch *b, size_t literal, int kind) {
  ab_double_rules *rules = quick->double_rules;
  size_t n = quick->template_->variable_count;
  ab_double_goals goals = {0, 0};
  for (int lane = 0; lane < b->count; lane++) {
    ab_double_goals_add(&goals, lane, b->entries[lane].goal.sign);
    ab_double_rules_set_all(rules, lane, b->places + (size_t)lane * n);
  }
  for (int lane = b->count; lane < AB_LANES; lane++)
    ab_double_rules_empty(rules, lane);
  const ab_lanes *range = ab_double_rules_range(rules, literal);
  if (kind == DIRECT)
    return ab_double_rules_settled(rules, literal, goals, range);
  if (kind == CENTRED)
    return holds_centred(quick, b, literal, goals);
  return holds_face(quick, b, literal, goals);
}

static void judge(ab_quick *quick, batch *b, size_t literal, int kind) {
  uint32_t good = holds(quick, b, literal, kind);
  for (int lane = 0; lane < b->count; lane++) {
    if (good >> lane & 1)
      continue;
    set_scratch(quick, b->places + (size_t)lane * quick->template_->variable_count);
    judge_again(quick, &quick->scratch, &b->entries[lane], kind);
  }
  b->count = 0;
}

void ab_quick_add(ab_quick *quick, const ab_step *step, ab_goal goal, size_t number) {
  int kind = step->kind == AB_STEP_DIRECT ? DIRECT : step->kind == AB_STEP_CENTRED ? CENTRED : FACE;
  entry e = {number, goal, step->axis, step->end};
  if (quick->deep) {
    judge_again(quick, quick->cell, &e, kind);
    return;
  }
  size_t n = quick->template_->variable_count;
  batch *b = &quick->batches[goal.literal * KINDS + (size_t)kind];
  if (!b->places)
    b->places = ab_allocate(AB_LANES * n, sizeof *b->places);
  memcpy(b->places + (size_t)b->count * n, quick->now, n * sizeof *quick->now);
  b->entries[b->count++] = e;
  if (b->count == AB_LANES)
    judge(quick, b, goal.literal, kind);
}

size_t ab_quick_finish(ab_quick *quick, ab_step_kind *kind) {
  for (size_t literal = 0; literal < quick->template_->literal_count; literal++)
    for (int k = 0; k < KINDS; k++) {
      batch *b = &quick->batches[literal * KINDS + (size_t)k];
      if (b->count)
        judge(quick, b, literal, k);
    }
  size_t failed = quick->failed;
  *kind = quick->failed_kind;
  quick->failed = 0;
  return failed;
}
