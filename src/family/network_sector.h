/* SPDX-License-Identifier: MIT
 * TRUSTED: a narrow network whose unit is on, at the minimizers, at one point and those behind it
 * of a plane only (docs/theory/two-layer-relu.md, section 14).
 *
 * With a = x_m, m the point of the basis, e orthogonal to it in the plane: x_i = rho_i a + kappa_i
 * e. The minimizers are those theta with theta.a = c_m and theta.e = tau c_m, lo <= tau <= hi. */
#ifndef AB_FAMILY_NETWORK_SECTOR_H
#define AB_FAMILY_NETWORK_SECTOR_H

#include "certificate/certificate.h"
#include "family/two_layer_network.h"

typedef struct {
  const ab_network *network;
  size_t active; /* m */
  mpq_t *e, *rho, *kappa;
  mpq_t a_square, e_square;
  bool has_lo, has_hi;
  mpq_t lo, hi;
} ab_narrow_sector;

/* Of a witness with ab_network_narrow_is_free, a basis of one point. */
void ab_narrow_sector_init(ab_narrow_sector *sector, const ab_network *network,
                           const ab_witness *witness);
void ab_narrow_sector_clear(ab_narrow_sector *sector);

#endif
