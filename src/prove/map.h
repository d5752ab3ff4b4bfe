/* SPDX-License-Identifier: MIT
 * The pairs (alpha, beta) for which a claim holds: for several shifts d = alpha - beta the least
 * beta, from both sides (docs/theory/best.md, section 4). */
#ifndef AB_PROVE_MAP_H
#define AB_PROVE_MAP_H

#include "prove/best.h"

/* One line alpha = beta + shift. */
typedef struct {
  mpq_t shift;
  bool has_proved, has_refuted;
  mpq_t proved, refuted; /* beta: the claim is proved at the one and refuted at the other */
  ab_bracket_state state;
  bool is_beyond; /* no argument that abcert has applies to this shift: */
  ab_error why;
} ab_map_line;

typedef struct {
  ab_map_line *lines; /* shifts increase */
  size_t count;
  size_t left_out; /* lines for which no time was left */
  uint64_t boxes;
  unsigned proofs;
  ab_witness witness; /* of a proof, verified */
  ab_basis basis;     /* what that proof rests on */
  bool has_proof;
} ab_map;

typedef struct {
  mpq_t lo, hi;  /* the range of shifts, 0 < lo <= hi */
  size_t points; /* lines with shifts in equal ratios */
  size_t more;   /* lines near the least beta/d that are added afterwards */
  mpq_t gap;     /* relative width of the brackets */
} ab_map_plan;

void ab_map_plan_init(ab_map_plan *plan);
void ab_map_plan_clear(ab_map_plan *plan);

/* Finds the brackets. Every end is certified: its certificate was made and checked. The statement
 * is a claim with constants alpha and beta; they are set anew. A time limit is shared by the lines.
 * Errors are errors of the problem, for every shift. */
ab_status ab_map_find(ab_map *map, ab_statement *statement, const ab_map_plan *plan,
                      const ab_prove_options *options, ab_error *error);
void ab_map_clear(ab_map *map);

/* The line of least proved beta/shift; count if nothing was proved. */
size_t ab_map_least_ratio(const ab_map *map);

#endif
