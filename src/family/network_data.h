/* SPDX-License-Identifier: MIT
 * What a two-layer network is trained on: its feature points, what was measured there, the loss
 * (docs/theory/two-layer-relu.md, sections 1 and 10). */
#ifndef AB_FAMILY_NETWORK_DATA_H
#define AB_FAMILY_NETWORK_DATA_H

#include "family/two_layer_network.h"

/* Reads the lines of the family block but for its width, into a network that is 0 so far. Errors: a
 * point that is 0, that is on the ray of another one, or whose labels are all of one sign; what the
 * loss does not go with. What was read is to be cleared in any case. */
ab_status ab_network_data_read(ab_network *network, const ab_syntax *syntax,
                               ab_definitions *definitions, const ab_entry *block, ab_error *error);
void ab_network_data_clear(ab_network *network);
void ab_network_data_append(ab_text *text, const ab_network *network);

const char *ab_loss_name(ab_loss loss);
/* The outputs that minimize it, in words: "log(a_i/b_i)". */
const char *ab_loss_best_output(ab_loss loss);
bool ab_network_has_targets(const ab_network *network);

/* A sample, or for the squared loss what it asks for at one side of its target: the loss is
 * psi(q), q = label (z_i - target), psi convex and nowhere increasing. */
typedef struct {
  size_t point, number; /* number: of the target at its point, from 0; 0 for labels */
  int label;            /* 1 or -1 */
  mpq_srcptr target;    /* NULL for labels, where it is 0 */
} ab_network_sample;

/* The samples of point i, equal ones once, but for targets that repeat: number n < count. */
size_t ab_network_sample_count(const ab_network *network, size_t i);
ab_network_sample ab_network_sample_at(const ab_network *network, size_t i, size_t n);

/* "point[1]:positive" for the label 1, "point[1]:target[2]:positive"; "negative" for -1. */
void ab_network_sample_name(ab_text *text, const ab_network *network, ab_network_sample sample);

/* The output z_i* that minimizes the loss at point i, where it is rational: false for the logistic
 * loss, where it is log(a_i/b_i). */
bool ab_network_rational_output(mpq_t out, const ab_network *network, size_t i);

/* The first sample whose loss is 0 at z_i*: a target that is the mean of those of its point. */
bool ab_network_find_noiseless(const ab_network *network, ab_network_sample *sample);

#endif
