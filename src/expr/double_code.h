/* SPDX-License-Identifier: MIT
 * A graph as a straight-line program over ab_lanes, and the kernels that run it: used by
 * double_evaluate.c only. The one source of the kernels is compiled for several instruction
 * sets. */
#ifndef AB_EXPR_DOUBLE_CODE_H
#define AB_EXPR_DOUBLE_CODE_H

#include "expr/graph.h"
#include "num/double_interval.h"

typedef struct {
  ab_node node;     /* children are instructions */
  uint64_t depends; /* bit k: variable k occurs below */
} ab_instruction;

/* An instruction that is to be done. */
typedef struct {
  uint32_t out, left, right;
  uint8_t op;  /* ab_op */
  bool shared; /* by several roots */
} ab_operation;

/* The instructions that a root needs, in increasing order, without constants and parameters; and
 * its variables. */
typedef struct {
  uint32_t root;
  ab_operation *operations;
  uint32_t *variables;
  size_t count, variable_count;
} ab_schedule;

/* A step of a backward program (double_backward.h). */
typedef enum {
  AB_BACKWARD_ADD,
  AB_BACKWARD_SUB,
  AB_BACKWARD_MUL,
  AB_BACKWARD_DIV,
  AB_BACKWARD_NEG,   /* of x */
  AB_BACKWARD_SLOPE, /* out: the divided differences of the node, which has one argument */
  AB_BACKWARD_WEIGHT /* out: the weight of its first argument, for min and max */
} ab_backward_op;

typedef struct {
  ab_backward_op op;
  uint32_t node;
  ab_lanes *out;
  const ab_lanes *x, *y;
} ab_backward_step;

/* Operations that the kernels leave to others: out encloses the node's operation over x, and the
 * divided differences of ab_operation_slope over u and c. */
typedef void ab_apart_range(void *context, ab_lanes *out, const ab_node *node, const ab_lanes *x);
typedef void ab_apart_slope(void *context, ab_lanes *out, const ab_node *node, const ab_lanes *u,
                            const ab_lanes *c);

typedef struct {
  ab_apart_range *range;
  ab_apart_slope *slope;
  void *context;
} ab_apart;

/* What a kernel works on; arrays have one entry an instruction. Those of variables, constants and
 * parameters hold what they stand for. */
typedef struct {
  const ab_instruction *code;
  const ab_schedule *schedule;
  ab_lanes *range, *anchored, *slope;
  uint64_t *known,
      now; /* values: known[i] == now if a shared instruction i has its value already */
  const ab_lanes **factor; /* forward: where the slope of i is (in slope or elsewhere), or NULL */
  const uint8_t *axes; /* forward: the one variable that moves in each lane; NULL: `axis` does */
  size_t axis;
  uint32_t *moving; /* forward: the lanes (as bits) where it occurs in i; 0 for constants */
  ab_apart apart;
} ab_double_job;

/* lo + width [left, left + fraction], one part a lane. */
typedef struct {
  double lo, width;
  const double *left, *fraction;
} ab_double_part;

typedef struct {
  /* values (which is job->range or another array like it) of the scheduled instructions, those
   * apart that are known */
  void (*values)(const ab_double_job *job, ab_lanes *values);
  void (*backward)(const ab_double_job *job, const ab_backward_step *steps, size_t count);
  /* *factor[i] where moving[i] is not 0: the slope in the variable that moves in the lane
   * (slopes.md, section 2) */
  void (*forward)(const ab_double_job *job);
  /* sum = anchored + the terms slopes[k] [-half[k], half[k]] of the centred form, nothing where
   * half is 0 (one number a lane); undefined where the range is */
  void (*centred)(ab_lanes *sum, const ab_lanes *range, const ab_lanes *anchored,
                  const ab_lanes *const *slopes, const double *const *half, size_t count);
  /* the part, its midpoint and half its width, all of which are doubles */
  void (*set_part)(ab_lanes *whole, ab_lanes *centre, double *half, const ab_double_part *part);
  ab_lane_signs (*signs)(const ab_lanes *x);
} ab_double_kernel;

extern const ab_double_kernel ab_double_kernel_plain, ab_double_kernel_avx2,
    ab_double_kernel_avx512;

#endif
