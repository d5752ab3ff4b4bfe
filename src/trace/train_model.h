/* SPDX-License-Identifier: MIT
 * What can be trained, in doubles: the families at any size.
 *
 * Only + - * / and functions that MPFR rounds correctly are used, in one order, and no product is
 * fused with a sum: the same numbers on every platform. */
#ifndef AB_TRACE_TRAIN_MODEL_H
#define AB_TRACE_TRAIN_MODEL_H

#include "condition/statement.h"

typedef struct ab_train_model ab_train_model;
struct ab_train_model {
  size_t coordinates, samples;                                            /* of x; of i */
  double (*loss)(const ab_train_model *model, const double *x, size_t i); /* f_i(x) */
  /* The gradient of f_i at x (0 is taken for the derivative of relu at 0): entry g[k] is that of
   * coordinate where[k]; the others are 0. Returns how many. */
  size_t (*gradient)(const ab_train_model *model, double *g, size_t *where, const double *x,
                     size_t i);
  size_t rows, columns,
      rank;              /* factorisation: of X, and of W'S; network: points, features, units */
  double *data;          /* X; or the points, row by row */
  size_t *sample_points; /* network: the point of a sample */
  double *labels;        /* and 1 or -1, or its target */
  ab_loss kind;          /* of loss, of the network */
  double penalty_v, penalty_w; /* its regularisation; 0 if there is none */
};

enum { AB_TRAIN_SAMPLES_MAX = 100000000 };

/* The nearest double. */
double ab_train_number(const mpq_t value);

/* false if the statement is about no family that can be trained, or has too many samples; to be
 * cleared in any case. */
bool ab_train_model_create(ab_train_model *model, const ab_statement *statement);
void ab_train_model_clear(ab_train_model *model);

#endif
