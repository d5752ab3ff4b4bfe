/* SPDX-License-Identifier: MIT
 * Symmetries of f that carry one minimiser to another, so that their values are equal. */
#include "base/memory.h"
#include "num/rational.h"
#include "prove/functions_maker.h"
#include "real/identity.h"

#include <stdio.h>

static bool same_value_exactly(const ab_maker *m, size_t k) {
  const ab_functions *f = m->f;
  if (!m->exact[0] || !m->exact[k])
    return false;
  ab_graph *graph = ab_graph_create();
  ab_expr *x = ab_allocate(f->variable_count, sizeof *x), values[2];
  for (int side = 0; side < 2; side++) {
    for (size_t j = 0; j < f->variable_count; j++)
      x[j] = ab_graph_constant(graph, ab_maker_point(m, side ? k : 0)[j]);
    values[side] = ab_substitute(graph, f->graph, f->mean, x);
  }
  bool same = ab_identical(graph, values[0], values[1]);
  ab_free(x);
  ab_graph_destroy(graph);
  return same;
}

/* Tries x -> +-x_perm + c with c the short rational that takes point 1 to point k. */
static bool try_symmetry(ab_maker *m, size_t k, const size_t *source, unsigned signs) {
  ab_functions *f = m->f;
  size_t d = f->variable_count;
  mpq_t *shift = ab_rationals_create(d), image, lo, hi, slack;
  mpq_inits(image, lo, hi, slack, NULL);
  mpq_set_ui(slack, 1, 1);
  mpq_div_2exp(slack, slack, 100);
  ab_expr *x = ab_allocate(d, sizeof *x);
  bool good = true;
  for (size_t j = 0; j < d; j++) {
    mpq_set(image, ab_maker_point(m, 0)[source[j]]);
    if (signs >> j & 1)
      mpq_neg(image, image);
    mpq_sub(image, ab_maker_point(m, k)[j], image);
    mpq_sub(lo, image, slack);
    mpq_add(hi, image, slack);
    ab_rational_simplest(shift[j], lo, hi);
    good = good && mpz_sizeinbase(mpq_denref(shift[j]), 2) < 32;
    x[j] = ab_graph_variable(f->graph, (uint32_t)source[j]);
    if (signs >> j & 1)
      x[j] = ab_build_neg(f->graph, x[j]);
    x[j] = ab_build_add(f->graph, x[j], ab_graph_constant(f->graph, shift[j]));
  }
  good = good && ab_identical(f->graph, f->mean, ab_substitute(f->graph, f->graph, f->mean, x));
  if (good) {
    char name[AB_NAME_MAX];
    snprintf(name, sizeof name, "symmetry[%zu]", k + 1);
    ab_choice *choice = ab_witness_add_choice(m->witness, name, 2 * d);
    for (size_t j = 0; j < d; j++) {
      mpq_set_si(choice->values[2 * j], (long)source[j] + 1, 1);
      if (signs >> j & 1)
        mpq_neg(choice->values[2 * j], choice->values[2 * j]);
      mpq_set(choice->values[2 * j + 1], shift[j]);
    }
  }
  ab_free(x);
  mpq_clears(image, lo, hi, slack, NULL);
  ab_rationals_destroy(shift, d);
  return good;
}

/* The next permutation in lexicographic order; false after the last. */
static bool next_permutation(size_t *p, size_t d) {
  size_t i = d - 1;
  while (i > 0 && p[i - 1] >= p[i])
    i--;
  if (i == 0)
    return false;
  size_t j = d - 1;
  while (p[j] <= p[i - 1])
    j--;
  size_t swap = p[i - 1];
  p[i - 1] = p[j];
  p[j] = swap;
  for (size_t a = i, b = d - 1; a < b; a++, b--) {
    swap = p[a];
    p[a] = p[b];
    p[b] = swap;
  }
  return true;
}

ab_status ab_maker_add_symmetries(ab_maker *m) {
  size_t d = m->f->variable_count;
  for (size_t k = 1; k < m->point_count; k++) {
    if (same_value_exactly(m, k))
      continue;
    size_t *source = ab_allocate(d, sizeof *source);
    for (size_t j = 0; j < d; j++)
      source[j] = j;
    bool found = false;
    do {
      for (unsigned signs = 0; signs < 1U << d && !found; signs++)
        found = try_symmetry(m, k, source, signs);
    } while (!found && d <= 4 && next_permutation(source, d));
    ab_free(source);
    if (!found)
      return ab_error_set(m->error, AB_BAD_PROBLEM,
                          "minimizers: it cannot be shown that f has the same value at the points "
                          "1 and %zu (neither exactly nor by a symmetry of f)",
                          k + 1);
  }
  return AB_OK;
}
