/* SPDX-License-Identifier: MIT */
#include "family/faces.h"

#include "base/memory.h"
#include "family/functions_across.h"
#include "num/rational.h"
#include "real/singular.h"

/* {A x = b, x_j at the end that `sides` names}: A and b with a row for each active coordinate. */
static void add_ends(ab_functions *set, const ab_functions *f, const int *sides) {
  size_t d = f->variable_count;
  *set = *f;
  set->across = NULL;
  set->matrix = ab_rationals_create(d * d);
  set->offset = ab_rationals_create(d);
  for (size_t a = 0; a < f->equation_count; a++) {
    for (size_t j = 0; j < d; j++)
      mpq_set(set->matrix[a * d + j], f->matrix[a * d + j]);
    mpq_set(set->offset[a], f->offset[a]);
  }
  for (size_t j = 0; j < d; j++) {
    if (sides[j] == 0)
      continue;
    mpq_set_ui(set->matrix[set->equation_count * d + j], 1, 1);
    mpq_set(set->offset[set->equation_count++], sides[j] < 0 ? f->domain.lo[j] : f->domain.hi[j]);
  }
}

static void face_clear(ab_face *face) {
  size_t d = face->set.variable_count;
  ab_rationals_destroy(face->set.matrix, d * d);
  ab_rationals_destroy(face->set.offset, d);
  ab_free(face->sides);
}

static bool is_in_range(const ab_domain *domain, size_t j, const mpq_t value) {
  return (ab_domain_is_unbounded_at(domain, j, -1) || mpq_cmp(value, domain->lo[j]) >= 0) &&
         (ab_domain_is_unbounded_at(domain, j, 1) || mpq_cmp(value, domain->hi[j]) <= 0);
}

/* The foot of the rational point x on the set of a face. */
static void foot_of(const ab_face *face, const mpq_t *x, mpq_t *out) {
  size_t d = face->set.variable_count;
  mpq_t *matrix = ab_rationals_create(d * d), term;
  mpq_init(term);
  ab_functions_projection(&face->set, matrix, out);
  for (size_t j = 0; j < d; j++)
    for (size_t l = 0; l < d; l++) {
      mpq_mul(term, matrix[j * d + l], x[l]);
      mpq_add(out[j], out[j], term);
    }
  mpq_clear(term);
  ab_rationals_destroy(matrix, d * d);
}

/* Whether no point of the set of the face is in D for the simplest reason. */
static bool is_off(const ab_face *face) {
  const ab_functions *f = &face->set;
  size_t d = f->variable_count;
  mpq_t *matrix = ab_rationals_create(d * d), *shift = ab_rationals_create(d);
  ab_functions_projection(f, matrix, shift);
  bool off = false;
  for (size_t j = 0; j < d; j++) {
    bool constant = true;
    for (size_t l = 0; l < d; l++)
      constant = constant && mpq_sgn(matrix[j * d + l]) == 0;
    off = off || (constant && !is_in_range(&f->domain, j, shift[j]));
  }
  ab_rationals_destroy(matrix, d * d);
  ab_rationals_destroy(shift, d);
  return off;
}

/* Face number n of the domain; false if it is none of those wanted. */
static bool make_face(ab_face *face, const ab_functions *f, size_t n) {
  size_t d = f->variable_count;
  face->sides = ab_allocate(d, sizeof *face->sides);
  size_t active = ab_domain_face(n, d, face->sides);
  bool good = true;
  for (size_t j = 0; j < d && good; j++)
    good = face->sides[j] == 0 || !ab_domain_is_unbounded_at(&f->domain, j, face->sides[j]);
  if (!good || f->equation_count + active > d) {
    ab_free(face->sides);
    return false;
  }
  add_ends(&face->set, f, face->sides);
  ab_matrix matrix = {face->set.equation_count, d, face->set.matrix};
  good = ab_matrix_rank(&matrix) == face->set.equation_count && !is_off(face);
  if (!good)
    face_clear(face);
  return good;
}

void ab_faces_init(ab_faces *faces, const ab_functions *family) {
  size_t total = ab_domain_face_count(family->variable_count);
  *faces = (ab_faces){family, 0, ab_allocate(total, sizeof *faces->items)};
  for (size_t n = 0; n < total; n++)
    faces->count += make_face(&faces->items[faces->count], family, n);
}

void ab_faces_clear(ab_faces *faces) {
  for (size_t k = 0; k < faces->count; k++)
    face_clear(&faces->items[k]);
  ab_free(faces->items);
  *faces = (ab_faces){0};
}

/* L (x - y_0) has the multipliers, L = (A A')^-1 A and y_0 the foot of 0: row of L, and its product
 * with y_0. */
static void multiplier_row(const ab_face *face, size_t j, mpq_t *row, mpq_t at_origin) {
  const ab_functions *f = &face->set;
  size_t d = f->variable_count, a = f->equation_count;
  for (size_t l = d; l-- > j;) /* the rows of the active coordinates come last, in order */
    a -= face->sides[l] != 0;
  mpq_t *inverse = ab_functions_left_inverse(f), *origin = ab_functions_origin(f), term;
  mpq_init(term);
  mpq_set_ui(at_origin, 0, 1);
  for (size_t l = 0; l < d; l++) {
    mpq_set(row[l], inverse[a * d + l]);
    mpq_mul(term, row[l], origin[l]);
    mpq_add(at_origin, at_origin, term);
  }
  mpq_clear(term);
  ab_rationals_destroy(origin, d);
  ab_rationals_destroy(inverse, f->equation_count * d);
}

ab_expr ab_face_multiplier(const ab_face *face, ab_graph *graph, const ab_expr *x, size_t j) {
  size_t d = face->set.variable_count;
  mpq_t *row = ab_rationals_create(d), shift;
  mpq_init(shift);
  multiplier_row(face, j, row, shift);
  ab_expr sum = ab_graph_integer(graph, 0);
  for (size_t l = 0; l < d; l++) {
    ab_expr factor = ab_graph_constant(graph, row[l]);
    sum = ab_build_add(graph, sum, ab_build_mul(graph, factor, x[l]));
  }
  sum = ab_build_sub(graph, sum, ab_graph_constant(graph, shift));
  mpq_clear(shift);
  ab_rationals_destroy(row, d);
  return sum;
}

/* Whether the multipliers at x have the signs of the face. */
static bool has_signs(const ab_face *face, const mpq_t *x) {
  size_t d = face->set.variable_count;
  mpq_t *row = ab_rationals_create(d), sum, term;
  mpq_inits(sum, term, NULL);
  bool good = true;
  for (size_t j = 0; j < d && good; j++) {
    if (face->sides[j] == 0)
      continue;
    multiplier_row(face, j, row, sum);
    mpq_neg(sum, sum);
    for (size_t l = 0; l < d; l++) {
      mpq_mul(term, row[l], x[l]);
      mpq_add(sum, sum, term);
    }
    good = face->sides[j] * mpq_sgn(sum) >= 0;
  }
  mpq_clears(sum, term, NULL);
  ab_rationals_destroy(row, d);
  return good;
}

bool ab_faces_nearest(const ab_faces *faces, const mpq_t *x, mpq_t *out) {
  for (size_t k = 0; k < faces->count; k++) {
    foot_of(&faces->items[k], x, out);
    if (ab_domain_holds(&faces->family->domain, (const mpq_t *)out) &&
        has_signs(&faces->items[k], x))
      return true;
  }
  return false;
}
