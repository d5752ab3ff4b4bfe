/* SPDX-License-Identifier: MIT */
#ifndef AB_FAMILY_FUNCTIONS_ACROSS_H
#define AB_FAMILY_FUNCTIONS_ACROSS_H

#include "family/functions.h"

/* The problem across an affine M, or NULL if some f_i is not shown to be constant along it; on the
 * heap. */
ab_functions *ab_functions_across(const ab_functions *family);

/* (A A')^-1 A for an affine M: equation_count rows of variable_count rationals, to be destroyed. */
mpq_t *ab_functions_left_inverse(const ab_functions *family);

/* The projection onto an affine M, P x + shift: P into d * d, shift into d rationals. */
void ab_functions_projection(const ab_functions *family, mpq_t *matrix, mpq_t *shift);

/* Of the origin: d rationals, to be destroyed. */
mpq_t *ab_functions_origin(const ab_functions *family);

#endif
