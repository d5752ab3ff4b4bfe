/* SPDX-License-Identifier: MIT */
#include "prove/short_point.h"

#include "num/rational.h"

#include <stdlib.h>
#include <string.h>

void ab_point_clip(mpq_t x, const ab_domain *domain, size_t k) {
  if (!ab_domain_is_unbounded_at(domain, k, -1) && mpq_cmp(x, domain->lo[k]) < 0)
    mpq_set(x, domain->lo[k]);
  if (!ab_domain_is_unbounded_at(domain, k, 1) && mpq_cmp(x, domain->hi[k]) > 0)
    mpq_set(x, domain->hi[k]);
}

static void shorten(mpq_t x, const ab_domain *domain, size_t k, unsigned slack) {
  mpq_t lo, hi, width;
  mpq_inits(lo, hi, width, NULL);
  if (ab_domain_is_unbounded_at(domain, k, -1) || ab_domain_is_unbounded_at(domain, k, 1)) {
    mpq_set_ui(lo, 1, 1);
    mpq_abs(width, x);
    mpq_add(width, width, lo);
  } else {
    mpq_sub(width, domain->hi[k], domain->lo[k]);
  }
  mpq_div_2exp(width, width, slack);
  ab_point_clip(x, domain, k);
  mpq_sub(lo, x, width);
  mpq_add(hi, x, width);
  ab_point_clip(lo, domain, k);
  ab_point_clip(hi, domain, k);
  ab_rational_simplest(x, lo, hi);
  mpq_clears(lo, hi, width, NULL);
}

void ab_point_shorten(mpq_t *point, const ab_domain *domain, unsigned slack) {
  for (size_t k = 0; k < domain->count; k++)
    shorten(point[k], domain, k, slack);
}

bool ab_point_leave_chart(mpq_t *x, const ab_domain *domain, const char *clause) {
  const char *far = strstr(clause, ":far");
  if (!far)
    return true;
  size_t axis = (size_t)strtoul(far + 5, NULL, 10) - 1;
  if (axis >= domain->count || mpq_sgn(x[axis]) == 0)
    return false;
  mpq_inv(x[axis], x[axis]);
  for (size_t j = 0; j < domain->count; j++)
    if (j != axis &&
        (ab_domain_is_unbounded_at(domain, j, -1) || ab_domain_is_unbounded_at(domain, j, 1)))
      mpq_mul(x[j], x[j], x[axis]);
  if (far[4] == '-')
    mpq_neg(x[axis], x[axis]);
  return true;
}
