/* SPDX-License-Identifier: MIT
 * The tests on sixteen boxes at a time, and what to do with each. */
#ifndef AB_PROVE_BOX_TESTS_H
#define AB_PROVE_BOX_TESTS_H

#include "clause/double_rules.h"
#include "prove/task.h"

/* For each lane whose bit is set. */
#define AB_EACH_LANE_OF(lane, lanes)                                                               \
  for (int left_##lane = (int)(lanes), lane;                                                       \
       left_##lane && (lane = __builtin_ctz((unsigned)left_##lane), true);                         \
       left_##lane &= left_##lane - 1)

typedef struct {
  const ab_template *template_;
  ab_double_rules *rules; /* bound to the clause */
  ab_backend backend;
  bool thin; /* its constants are known to the last bits of a double */
} ab_box_tests;

void ab_box_tests_init(ab_box_tests *tests, const ab_template *template_, ab_double_rules *rules,
                       const ab_clause *clause, const ab_constants *constants);

typedef enum {
  AB_BOX_DIRECT,  /* goal.literal holds by its range */
  AB_BOX_CENTRED, /* by its centred form */
  AB_BOX_FALSE,   /* every literal is false at the midpoint */
  AB_BOX_SCALAR,  /* a point, or rounding hides what is there: for MPFR */
  AB_BOX_SPLIT,   /* axis */
  AB_BOX_EITHER,  /* a face for the goal (face_axis, end) may do; else axis */
  AB_BOX_FACE,    /* the same, and the face is licensed */
  AB_BOX_VAGUE    /* axis; no literal has a bound here in doubles, but it may have one with MPFR */
} ab_box_verdict_kind;

typedef struct {
  ab_box_verdict_kind kind;
  ab_goal goal;
  size_t axis, face_axis;
  ab_end end;
  uint64_t zero_sets; /* bit i: order two with zero set i < 64 may hold, as far as is seen here */
  size_t gradient;    /* a tangent with that gradient (less 1) may do, as far as is seen here */
  double margin;      /* the best lower bound of a literal */
} ab_box_verdict;

/* Judges the boxes that stand in `lanes` (as bits; boxes[lane] is the same box as that lane of the
 * rules), and brings their `alive` up to date. */
void ab_box_tests_run(const ab_box_tests *tests, ab_box_verdict *verdicts, ab_box *const *boxes,
                      uint32_t lanes);
/* The same for boxes with the verdict EITHER, which becomes FACE or SPLIT. */
void ab_box_tests_run_faces(const ab_box_tests *tests, ab_box_verdict *verdicts,
                            ab_box *const *boxes, uint32_t lanes);

#endif
