/* SPDX-License-Identifier: MIT
 * TRUSTED: the trees by which the parameters of one unit are divided according to the signs of
 * theta.x_i, and bounds from below by multipliers (docs/theory/two-layer-relu.md, section 13). */
#ifndef AB_FAMILY_NETWORK_BRANCHES_H
#define AB_FAMILY_NETWORK_BRANCHES_H

#include "certificate/certificate.h"
#include "family/two_layer_network.h"

/* The choices of the witness, family/network_narrow.h. */
enum { AB_NARROW_UNIT, AB_NARROW_BRANCHES, AB_NARROW_MULTIPLIERS, AB_NARROW_CHOICES };

/* The labels of point i as for v > 0: on the side of the output, and the others. */
mpq_srcptr ab_network_narrow_for(const ab_network *network, int sign, size_t i);
mpq_srcptr ab_network_narrow_against(const ab_network *network, int sign, size_t i);

/* The point that a value of a choice names, counted from 1; p if it names none. */
size_t ab_narrow_point(const mpq_t value, size_t p);

/* The leaves of both trees, one after the other. */
typedef struct {
  const ab_network *network;
  const ab_witness *witness;
  int sign;           /* of v in this tree */
  int *side;          /* of each point: 1: c_i >= 0, -1: c_i <= 0, 0: any */
  bool is_minimizer;  /* the leaf is a -1 */
  mpq_t *multipliers; /* else its own */
  size_t position, row, depth, *path;
} ab_narrow_walk;

void ab_narrow_walk_begin(ab_narrow_walk *walk, const ab_network *network,
                          const ab_witness *witness);
void ab_narrow_walk_end(ab_narrow_walk *walk);
typedef enum { AB_WALK_LEAF, AB_WALK_DONE, AB_WALK_WRONG } ab_walk_step;
ab_walk_step ab_narrow_walk_next(ab_narrow_walk *walk);

/* The share s of point i at a leaf: Phi_i(relu(c)) - multiplier c >= (a + b) H(s), H the entropy;
 * s in [1/2, 1). */
void ab_narrow_share(mpq_t out, const ab_narrow_walk *walk, size_t i);

/* Whether the multipliers of a leaf bound f: their combination of the points is 0, they are >= 0
 * where c_i may be negative, and less than b_i where it may be positive. */
bool ab_narrow_are_multipliers(const ab_narrow_walk *walk);

#endif
