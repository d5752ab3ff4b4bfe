/* SPDX-License-Identifier: MIT */
#include "sgd/domain_facts.h"

#include "base/memory.h"
#include "problem/calculus.h"
#include "sgd/cells.h"
#include "sgd/random.h"
#include "sgd/tight.h"

enum { PRECISION = 64, INVARIANT_LIMIT = 20000, GAP_SPLITS = 600, TRIALS = 256 };

typedef struct {
  const ab_sgd_model *model;
  ab_tight *tight;
} ranges;

static bool stays_on(void *context, const ab_interval *box) {
  ranges *r = context;
  const ab_sgd_model *m = r->model;
  for (size_t root = 0; root < m->function_count * m->variable_count; root++) {
    size_t k = root % m->variable_count;
    const ab_interval *next = ab_tight_range(r->tight, root, box);
    if (!ab_interval_is_finite(next) || mpfr_cmp_q(next->lo, m->region.box.lo[k]) < 0 ||
        mpfr_cmp_q(next->hi, m->region.box.hi[k]) > 0)
      return false;
  }
  return true;
}

/* Some x - gamma grad f_i(x) is seen to leave D from a point at its boundary: there is no need to
 * try. The points are spread over the faces of D. */
static bool leaves(const ranges *r) {
  const ab_sgd_model *m = r->model;
  const ab_domain *box = &m->region.box;
  size_t d = m->variable_count;
  ab_random random;
  ab_random_seed(&random, 1);
  ab_interval *x = ab_intervals_create(d, PRECISION);
  mpq_t at, width;
  mpq_inits(at, width, NULL);
  bool outside = false;
  for (size_t trial = 0; trial < TRIALS && !outside; trial++) {
    size_t face = trial % (2 * d), axis = face / 2;
    for (size_t k = 0; k < d; k++) {
      mpq_set_ui(at, ab_random_index(&random, 65), 64);
      if (k == axis)
        mpq_set_ui(at, face % 2, 1);
      mpq_sub(width, box->hi[k], box->lo[k]);
      mpq_mul(at, at, width);
      mpq_add(at, at, box->lo[k]);
      ab_interval_set_rational(&x[k], at);
    }
    for (size_t i = 0; i < m->function_count && !outside; i++) {
      const ab_interval *next = ab_tight_range(r->tight, i * d + axis, x);
      outside = ab_interval_is_finite(next) && (mpfr_cmp_q(next->hi, box->lo[axis]) < 0 ||
                                                mpfr_cmp_q(next->lo, box->hi[axis]) > 0);
    }
  }
  mpq_clears(at, width, NULL);
  ab_intervals_destroy(x, d);
  return outside;
}

static bool is_whole_space(const ab_region *region) {
  const ab_domain *domain = &region->box;
  if (region->has_ball || region->has_tube)
    return false;
  for (size_t k = 0; k < domain->count; k++)
    if (!ab_domain_is_unbounded_at(domain, k, -1) || !ab_domain_is_unbounded_at(domain, k, 1))
      return false;
  return true;
}

bool ab_sgd_is_invariant(const ab_sgd_model *m, const mpq_t gamma) {
  if (is_whole_space(&m->region))
    return true;
  if (m->region.has_ball || m->region.has_tube)
    return false;
  size_t d = m->variable_count, count = m->function_count * d;
  ab_expr *next = ab_allocate(count, sizeof *next);
  ab_expr step = ab_graph_constant(m->graph, gamma);
  for (size_t root = 0; root < count; root++) {
    ab_expr x = ab_graph_variable(m->graph, (uint32_t)(root % d));
    next[root] = ab_build_sub(m->graph, x, ab_build_mul(m->graph, step, m->gradients[root]));
  }
  ranges r = {m, ab_tight_create(m, next, count, PRECISION)};
  bool stays = ab_domain_is_bounded(&m->region.box) && !leaves(&r) &&
               ab_cells_all(&m->region.box, INVARIANT_LIMIT, PRECISION, stays_on, &r);
  ab_tight_destroy(r.tight);
  ab_free(next);
  return stays;
}

static bool value_upper(void *context, mpfr_t out, const ab_interval *box) {
  ranges *r = context;
  const ab_interval *value = ab_tight_range(r->tight, 0, box);
  if (!ab_interval_is_finite(value))
    return false;
  mpfr_set(out, value->hi, MPFR_RNDU);
  return true;
}

bool ab_sgd_gap_upper(mpq_t out, const ab_sgd_model *m) {
  ranges r = {m, ab_tight_create(m, &m->mean, 1, PRECISION)};
  bool found = ab_cells_upper(out, &m->region.box, GAP_SPLITS, PRECISION, value_upper, &r);
  ab_tight_destroy(r.tight);
  if (found)
    mpq_sub(out, out, m->minimum.lo);
  if (m->has_gap_upper && (!found || mpq_cmp(m->gap_upper, out) < 0)) {
    mpq_set(out, m->gap_upper);
    found = true;
  }
  return found && mpq_sgn(out) > 0;
}
