/* SPDX-License-Identifier: MIT
 * The parts of witnesses about two-layer networks. */
#ifndef AB_PROVE_NETWORK_WITNESS_H
#define AB_PROVE_NETWORK_WITNESS_H

#include "certificate/certificate.h"
#include "condition/network_one_unit.h"
#include "family/two_layer_network.h"

/* The constants z[1..p], to about 2^-128, and why they can be realised. AB_BAD_PROBLEM if that is
 * not shown. */
ab_status ab_network_witness_begin(ab_witness *witness, const ab_network *network, ab_error *error);

/* The choices of the tube theorem, after the beginning: the bound on the distance, and scales if
 * the domain is no tube. AB_BAD_PROBLEM if dist(x, M) or v is not bounded on the domain, as far as
 * the theorem knows. */
ab_status ab_network_witness_add_tube(ab_witness *witness, const ab_network *network,
                                      ab_error *error);

/* What the argument for one feature point takes, after the beginning. false, with nothing added, if
 * it does not apply: more points, z* = 0, a domain without the bounds it needs, alpha - beta > 1.
 */
bool ab_network_witness_add_point(ab_witness *witness, const ab_network *network);

/* What the argument for one unit and several points takes, after the beginning. false, with nothing
 * added, if it does not apply. */
bool ab_network_witness_add_one_unit(ab_witness *witness, const ab_network *network);

/* Widens a range to one that holds all t > 0 with t^4 - v t^3 + q t - square = 0, |v| and |q| up to
 * these; and sets it, a little wider, in short numbers. */
void ab_network_widen_range(double *lo, double *hi, double square, double q, double v);
void ab_network_witness_set_range(ab_choice *range, double lo, double hi);

/* A choice of this name: a range that holds the t of all nearest minimizers where |w0.w| <= q and
 * |v| <= v. */
void ab_network_witness_add_range(ab_witness *witness, const char *name, const ab_one_unit *unit,
                                  double q, double v);

/* What the closed form for one unit and one point takes, likewise. */
bool ab_network_witness_add_closed_form(ab_witness *witness, const ab_network *network);

#endif
