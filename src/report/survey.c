/* SPDX-License-Identifier: MIT */
#include "report/survey.h"

#include "base/memory.h"

#include <math.h>
#include <string.h>

/* The steps of a tree, with those of its shards in their places. */
typedef struct {
  const ab_certificate *certificate;
  ab_tree block, outer;
  size_t position, outer_position;
  bool in_shard;
} stream;

static bool next_step(stream *s, ab_step *step) {
  if (s->in_shard && s->position == s->block.length) {
    s->block = s->outer;
    s->position = s->outer_position;
    s->in_shard = false;
  }
  if (!ab_step_read(step, s->block.steps, s->block.length, &s->position))
    return false;
  if (step->kind != AB_STEP_SHARD)
    return true;
  s->outer = s->block;
  s->outer_position = s->position;
  s->block = s->certificate->shards[step->number];
  s->position = 0;
  s->in_shard = true;
  return next_step(s, step);
}

/* A step whose subtrees are not finished, and the ends that it replaced. */
typedef struct {
  ab_step_kind kind;
  bool second;
  size_t axis;
  double lo, hi;       /* of the settled part */
  double at_lo, at_hi; /* of the cell */
} frame;

typedef struct {
  ab_leaf leaf;
  size_t count;
  double *lo, *hi;       /* settled part */
  double *at_lo, *at_hi; /* cell: on the faces taken */
  double *centre;
  frame *stack;
  size_t depth, capacity;
} walk;

static void push(walk *w, const ab_step *step) {
  size_t axis = step->axis;
  ab_reserve(&w->stack, &w->capacity, w->depth + 1, sizeof *w->stack);
  w->stack[w->depth++] =
      (frame){step->kind, false, axis, w->lo[axis], w->hi[axis], w->at_lo[axis], w->at_hi[axis]};
}

/* Half of the cell: of both ends each stands for one. */
static void enter_half(walk *w, const frame *f) {
  double middle = f->lo + (f->hi - f->lo) / 2;
  w->lo[f->axis] = w->at_lo[f->axis] = f->second ? middle : f->lo;
  w->hi[f->axis] = w->at_hi[f->axis] = f->second ? f->hi : middle;
  if (f->kind == AB_STEP_ENDS)
    w->at_lo[f->axis] = w->at_hi[f->axis] = f->second ? f->at_hi : f->at_lo;
}

static void climb(walk *w) {
  while (w->depth > 0) {
    frame *f = &w->stack[w->depth - 1];
    w->lo[f->axis] = f->lo, w->hi[f->axis] = f->hi;
    w->at_lo[f->axis] = f->at_lo, w->at_hi[f->axis] = f->at_hi;
    if (ab_step_subtrees(f->kind) == 2 && !f->second) {
      f->second = true;
      enter_half(w, f);
      return;
    }
    w->leaf.faces -= f->kind == AB_STEP_FACE || f->kind == AB_STEP_ENDS;
    w->leaf.depth -= f->kind == AB_STEP_SPLIT;
    w->depth--;
  }
}

static void take(walk *w, const ab_step *step, ab_visit_leaf *visit, void *context) {
  double *lo = &w->at_lo[step->axis], *hi = &w->at_hi[step->axis];
  if (ab_step_subtrees(step->kind) > 0) {
    push(w, step);
    w->leaf.faces += step->kind == AB_STEP_FACE || step->kind == AB_STEP_ENDS;
    w->leaf.depth += step->kind == AB_STEP_SPLIT;
    if (step->kind == AB_STEP_FACE)
      *lo = *hi = step->end == AB_END_LOW ? *lo : *hi;
    else if (step->kind == AB_STEP_CHOOSE)
      *lo = *hi = *lo + (*hi - *lo) * ldexp(step->number, -(int)step->depth);
    else
      enter_half(w, &w->stack[w->depth - 1]);
    return;
  }
  for (size_t k = 0; k < w->count; k++)
    w->centre[k] = w->at_lo[k] + (w->at_hi[k] - w->at_lo[k]) / 2;
  w->leaf.rule = step->kind;
  visit(context, &w->leaf);
  climb(w);
}

void ab_survey_leaves(const ab_certificate *certificate, size_t clause, ab_visit_leaf *visit,
                      void *context) {
  const ab_clause *c = &certificate->clauses.clauses[clause];
  size_t n = ab_clause_template(&certificate->clauses, c)->variable_count;
  double *numbers = ab_allocate(5 * n, sizeof *numbers);
  walk w = {.count = n,
            .lo = numbers,
            .hi = numbers + n,
            .at_lo = numbers + 2 * n,
            .at_hi = numbers + 3 * n,
            .centre = numbers + 4 * n};
  for (size_t k = 0; k < n; k++) {
    w.lo[k] = w.at_lo[k] = mpq_get_d(c->lo[k]);
    w.hi[k] = w.at_hi[k] = mpq_get_d(c->hi[k]);
  }
  w.leaf = (ab_leaf){.clause = clause, .lo = w.lo, .hi = w.hi, .centre = w.centre};
  stream s = {.certificate = certificate, .block = certificate->trees[clause]};
  ab_step step;
  while (next_step(&s, &step))
    take(&w, &step, visit, context);
  ab_free(w.stack);
  ab_free(numbers);
}

typedef struct {
  ab_survey *survey;
  const ab_certificate *certificate;
} counting;

static void keep_if_hard(ab_survey *survey, const ab_leaf *leaf, size_t variables) {
  size_t place = survey->hardest_count;
  while (place > 0 && survey->hardest[place - 1].depth < leaf->depth)
    place--;
  if (place == AB_SURVEY_HARDEST)
    return;
  if (survey->hardest_count == AB_SURVEY_HARDEST)
    ab_free(survey->hardest[--survey->hardest_count].centre);
  memmove(&survey->hardest[place + 1], &survey->hardest[place],
          (survey->hardest_count - place) * sizeof *survey->hardest);
  double *centre = ab_allocate(variables, sizeof *centre);
  if (variables > 0)
    memcpy(centre, leaf->centre, variables * sizeof *centre);
  survey->hardest[place] = (ab_hard_leaf){leaf->clause, leaf->rule, leaf->depth, centre};
  survey->hardest_count++;
}

static void count_leaf(void *context, const ab_leaf *leaf) {
  const counting *c = context;
  ab_survey *s = c->survey;
  s->leaves++;
  s->by_rule[leaf->rule]++;
  s->by_depth[leaf->depth < AB_SURVEY_DEPTHS ? leaf->depth : AB_SURVEY_DEPTHS - 1]++;
  s->of_clause[leaf->clause]++;
  if (leaf->depth > s->depth)
    s->depth = leaf->depth;
  const ab_clauses *clauses = &c->certificate->clauses;
  keep_if_hard(s, leaf,
               ab_clause_template(clauses, &clauses->clauses[leaf->clause])->variable_count);
}

void ab_survey_make(ab_survey *survey, const ab_certificate *certificate) {
  *survey = (ab_survey){0};
  size_t count = certificate->clauses.clause_count;
  survey->of_clause = ab_allocate(count, sizeof *survey->of_clause);
  counting context = {survey, certificate};
  for (size_t i = 0; i < count; i++)
    ab_survey_leaves(certificate, i, count_leaf, &context);
}

void ab_survey_clear(ab_survey *survey) {
  for (size_t i = 0; i < survey->hardest_count; i++)
    ab_free(survey->hardest[i].centre);
  ab_free(survey->of_clause);
  *survey = (ab_survey){0};
}
