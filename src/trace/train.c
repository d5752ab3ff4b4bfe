/* SPDX-License-Identifier: MIT */
#include "trace/train.h"

#include "base/memory.h"
#include "sgd/random.h"
#include "trace/train_model.h"

#include <math.h>
#include <string.h>

/* A run that stands at x^k. */
typedef struct {
  const ab_train_model *model;
  double *x, *gradient;
  size_t *where;
  double step;
  uint64_t iteration;
  ab_random random;
} run;

static void open_run(run *r, const ab_train_model *model, const ab_sgd_block *block) {
  *r = (run){.model = model, .step = ab_train_number(block->step)};
  r->x = ab_allocate(model->coordinates, sizeof *r->x);
  r->gradient = ab_allocate(model->coordinates, sizeof *r->gradient);
  r->where = ab_allocate(model->coordinates, sizeof *r->where);
  for (size_t k = 0; k < model->coordinates; k++)
    r->x[k] = ab_train_number(block->start[k]);
  ab_random_seed(&r->random, block->seed);
}

static void close_run(run *r) {
  ab_free(r->x);
  ab_free(r->gradient);
  ab_free(r->where);
}

/* The log's line of a step from x^k by f_i, given x^K. */
static void write_line(FILE *out, const run *r, size_t i, size_t entries, const double *end) {
  double inner = 0;
  for (size_t k = 0; k < entries; k++)
    inner += r->gradient[k] * (r->x[r->where[k]] - end[r->where[k]]);
  fprintf(out, "%llu,%.17g,%.17g,%.17g\n", (unsigned long long)r->iteration, inner,
          r->model->loss(r->model, r->x, i), r->model->loss(r->model, end, i));
}

/* One step; with x^K also its line. false if the run diverges. */
static bool go_on(run *r, FILE *out, const double *end) {
  size_t i = ab_random_index(&r->random, r->model->samples);
  size_t entries = r->model->gradient(r->model, r->gradient, r->where, r->x, i);
  if (end)
    write_line(out, r, i, entries, end);
  bool finite = true;
  for (size_t k = 0; k < entries; k++) {
    double *x = &r->x[r->where[k]];
    *x -= r->step * r->gradient[k];
    finite = finite && fabs(*x) < 1e100;
  }
  r->iteration++;
  return finite;
}

static double mean_loss(const ab_train_model *m, const double *x) {
  double sum = 0;
  for (size_t i = 0; i < m->samples; i++)
    sum += m->loss(m, x, i);
  return sum / (double)m->samples;
}

static ab_status check(const ab_sgd_block *block, const ab_statement *statement, ab_error *error) {
  if (block->optimizer == AB_OPTIMIZER_SGD && !block->projected && !block->step_is_max)
    return AB_OK;
  return ab_syntax_error(statement->syntax, block->entry->place, error,
                         "train makes plain SGD: a stepsize that is a number, optimizer = sgd, "
                         "no projection");
}

static ab_status diverged(const run *r, const ab_sgd_block *block, const ab_statement *statement,
                          ab_error *error) {
  return ab_syntax_error(statement->syntax, block->entry->place, error,
                         "the run diverges: after step %llu a coordinate is beyond 1e100; a "
                         "smaller stepsize may help",
                         (unsigned long long)r->iteration - 1);
}

static ab_status train(ab_training *t, FILE *out, const ab_train_model *model,
                       const ab_sgd_block *block, const ab_statement *statement, ab_error *error) {
  ab_status status = AB_OK;
  run first, second;
  open_run(&first, model, block);
  open_run(&second, model, block);
  t->first = mean_loss(model, first.x);
  while (first.iteration < block->iterations && status == AB_OK)
    if (!go_on(&first, NULL, NULL))
      status = diverged(&first, block, statement, error);
  t->last = mean_loss(model, first.x);
  if (status == AB_OK)
    fprintf(out, "iteration,inner,loss,final_loss\n");
  while (second.iteration < block->iterations && status == AB_OK)
    go_on(&second, out, first.x);
  close_run(&first);
  close_run(&second);
  return status;
}

ab_status ab_train(ab_training *t, FILE *out, const ab_sgd_block *block,
                   const ab_statement *statement, ab_error *error) {
  ab_train_model model;
  ab_status status = AB_OK;
  if (!ab_train_model_create(&model, statement))
    status = ab_syntax_error(statement->syntax, block->entry->place, error,
                             "train is for the families matrix_factorization and two_layer_relu, "
                             "with %d samples at most",
                             AB_TRAIN_SAMPLES_MAX);
  else
    status = check(block, statement, error);
  t->coordinates = model.coordinates;
  t->samples = model.samples;
  if (status == AB_OK)
    status = train(t, out, &model, block, statement, error);
  ab_train_model_clear(&model);
  return status;
}
