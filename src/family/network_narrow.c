/* SPDX-License-Identifier: MIT */
#include "family/network_narrow.h"

#include "base/memory.h"
#include "family/network_sector.h"
#include "num/rational.h"

#include <string.h>

enum { PRECISION = 256 };

static const ab_choice *choice_of(const ab_witness *witness, size_t which) {
  return &witness->choices[which];
}

bool ab_network_is_narrow(const ab_witness *witness) {
  return witness->choice_count >= AB_NARROW_CHOICES &&
         strcmp(choice_of(witness, AB_NARROW_UNIT)->name, "narrow") == 0;
}

bool ab_network_narrow_is_free(const ab_network *network, const ab_witness *witness) {
  return ab_network_is_narrow(witness) && choice_of(witness, AB_NARROW_UNIT)->count == 2 &&
         ab_matrix_rank(&network->points) == 2;
}

int ab_network_narrow_sign(const ab_witness *witness) {
  return mpq_sgn(choice_of(witness, AB_NARROW_UNIT)->values[0]) < 0 ? -1 : 1;
}

bool ab_network_narrow_inverse(ab_matrix *out, const ab_network *network,
                               const ab_witness *witness) {
  const ab_choice *unit = choice_of(witness, AB_NARROW_UNIT);
  size_t p = network->points.rows, d = network->points.columns, r = unit->count - 1;
  bool good = r >= 1 && r <= p && r <= d;
  for (size_t m = 0; m < r && good; m++)
    good = ab_narrow_point(unit->values[m + 1], p) < p;
  if (!good)
    return false;
  ab_matrix basis, inverse;
  ab_matrix_init(&basis, r, d);
  ab_matrix_init(&inverse, d, r);
  for (size_t m = 0; m < r; m++)
    for (size_t l = 0; l < d; l++)
      mpq_set(basis.entries[m * d + l],
              ab_network_point(network, ab_narrow_point(unit->values[m + 1], p))[l]);
  good = ab_matrix_right_inverse(&inverse, &basis);
  for (size_t m = 0; m < r && good; m++)
    for (size_t l = 0; l < d; l++)
      mpq_set(out->entries[l * p + ab_narrow_point(unit->values[m + 1], p)],
              inverse.entries[l * r + m]);
  ab_matrix_clear(&basis);
  ab_matrix_clear(&inverse);
  return good;
}

bool ab_network_narrow_combine(ab_matrix *out, const ab_network *network,
                               const ab_witness *witness) {
  size_t p = network->points.rows, d = network->points.columns;
  ab_matrix inverse;
  ab_matrix_init(&inverse, d, p);
  bool good = ab_network_narrow_inverse(&inverse, network, witness);
  mpq_t product;
  mpq_init(product);
  for (size_t i = 0; i < p && good; i++)
    for (size_t m = 0; m < p; m++)
      for (size_t l = 0; l < d; l++) {
        mpq_mul(product, ab_network_point(network, i)[l], inverse.entries[l * p + m]);
        mpq_add(out->entries[i * p + m], out->entries[i * p + m], product);
      }
  mpq_clear(product);
  ab_matrix_clear(&inverse);
  return good;
}

void ab_network_narrow_slope(ab_interval *out, const ab_network *network, int sign, size_t i,
                             const ab_interval *c) {
  mpfr_prec_t precision = mpfr_get_prec(out->lo);
  ab_interval own, all;
  ab_interval_init(&own, precision);
  ab_interval_init(&all, precision);
  ab_interval_set_rational(&own, ab_network_narrow_for(network, sign, i));
  ab_interval_set_rational(&all, ab_network_narrow_against(network, sign, i));
  ab_interval_add(&all, &all, &own);
  ab_interval_logistic(out, c);
  ab_interval_mul(out, out, &all);
  ab_interval_sub(out, out, &own);
  ab_interval_clear(&own);
  ab_interval_clear(&all);
}

/* What is known of the c_i at the minimizer, as for v > 0. */
typedef struct {
  const ab_network *network;
  int sign;
  mpq_t *lo, *hi, *middle;
  ab_matrix combine; /* p x p: c = combine c, the columns of points beyond the basis 0 */
  bool *is_basis, *is_free;
} state;

/* 1: on, -1: off, 0: c_i = 0; 2: not known. */
static int type_of(const state *s, size_t i) {
  if (s->is_free[i])
    return -1;
  if (mpq_sgn(s->lo[i]) > 0)
    return 1;
  if (mpq_sgn(s->hi[i]) < 0)
    return -1;
  return mpq_sgn(s->lo[i]) == 0 && mpq_sgn(s->hi[i]) == 0 ? 0 : 2;
}

static bool state_init(state *s, const ab_network *network, const ab_witness *witness) {
  size_t p = network->points.rows;
  const ab_choice *unit = choice_of(witness, AB_NARROW_UNIT);
  *s = (state){.network = network,
               .sign = ab_network_narrow_sign(witness),
               .lo = ab_rationals_create(p),
               .hi = ab_rationals_create(p),
               .middle = ab_rationals_create(p),
               .is_basis = ab_allocate(p, sizeof *s->is_basis),
               .is_free = ab_allocate(p, sizeof *s->is_free)};
  ab_matrix_init(&s->combine, p, p);
  bool good = ab_network_narrow_combine(&s->combine, network, witness);
  for (size_t i = 0; i < p; i++) {
    const ab_constant *c = &witness->constants.items[i];
    mpq_set(s->lo[i], s->sign > 0 ? c->lo : c->hi);
    mpq_set(s->hi[i], s->sign > 0 ? c->hi : c->lo);
    if (s->sign < 0) {
      mpq_neg(s->lo[i], s->lo[i]);
      mpq_neg(s->hi[i], s->hi[i]);
    }
    s->is_basis[i] = false;
    s->is_free[i] = false;
  }
  for (size_t m = 1; m < unit->count && good; m++)
    s->is_basis[ab_narrow_point(unit->values[m], p)] = true;
  return good;
}

static void state_clear(state *s) {
  size_t p = s->network->points.rows;
  ab_rationals_destroy(s->lo, p);
  ab_rationals_destroy(s->hi, p);
  ab_rationals_destroy(s->middle, p);
  ab_matrix_clear(&s->combine);
  ab_free(s->is_basis);
  ab_free(s->is_free);
}

/* Whether x_i is not the combination of the basis that `combine` says. */
static bool is_beyond(const state *s, size_t i) {
  size_t p = s->network->points.rows;
  bool beyond = false;
  mpq_t sum, product;
  mpq_inits(sum, product, NULL);
  for (size_t l = 0; l < s->network->points.columns && !beyond; l++) {
    mpq_set_ui(sum, 0, 1);
    for (size_t m = 0; m < p; m++) {
      mpq_mul(product, s->combine.entries[i * p + m], ab_network_point(s->network, m)[l]);
      mpq_add(sum, sum, product);
    }
    beyond = !mpq_equal(sum, ab_network_point(s->network, i)[l]);
  }
  mpq_clears(sum, product, NULL);
  return beyond;
}

/* The points are on, off or zero for certain, at least one on; those of the basis are on or zero,
 * the zero ones in the basis; the enclosures of the others hold what follows from the basis. Sets
 * the middles. */
static bool is_consistent(state *s) {
  size_t p = s->network->points.rows, on = 0;
  bool good = true;
  mpq_t lo, hi, product;
  mpq_inits(lo, hi, product, NULL);
  for (size_t i = 0; i < p && good; i++) {
    int type = type_of(s, i);
    on += type == 1;
    good = type == 1 || (type == 0 && s->is_basis[i]) || (type == -1 && !s->is_basis[i]);
    mpq_set_ui(lo, 0, 1);
    mpq_set_ui(hi, 0, 1);
    mpq_set_ui(s->middle[i], 0, 1);
    for (size_t m = 0; m < p; m++) {
      mpq_srcptr factor = s->combine.entries[i * p + m];
      bool up = mpq_sgn(factor) >= 0;
      mpq_mul(product, factor, up ? s->lo[m] : s->hi[m]);
      mpq_add(lo, lo, product);
      mpq_add(s->middle[i], s->middle[i], product);
      mpq_mul(product, factor, up ? s->hi[m] : s->lo[m]);
      mpq_add(hi, hi, product);
      mpq_add(s->middle[i], s->middle[i], product);
    }
    mpq_div_2exp(s->middle[i], s->middle[i], 1);
    good = good && (s->is_free[i] ? mpq_sgn(s->lo[i]) == 0 && mpq_sgn(s->hi[i]) == 0
                                  : mpq_cmp(s->lo[i], lo) <= 0 && mpq_cmp(hi, s->hi[i]) <= 0);
  }
  mpq_clears(lo, hi, product, NULL);
  return good && on > 0;
}

/* out = the derivative in c_m of the sum over all points that are on, at the middle or anywhere in
 * the enclosures. */
static void derivative(ab_interval *out, const state *s, size_t m, bool at_middle) {
  size_t p = s->network->points.rows;
  ab_interval c, slope;
  ab_interval_init(&c, PRECISION);
  ab_interval_init(&slope, PRECISION);
  ab_interval_set_long(out, 0);
  for (size_t i = 0; i < p; i++) {
    if (type_of(s, i) != 1 || mpq_sgn(s->combine.entries[i * p + m]) == 0)
      continue;
    if (at_middle)
      ab_interval_set_rational(&c, s->middle[i]);
    else
      ab_interval_set_rationals(&c, s->lo[i], s->hi[i]);
    ab_network_narrow_slope(&slope, s->network, s->sign, i, &c);
    ab_interval_set_rational(&c, s->combine.entries[i * p + m]);
    ab_interval_mul(&slope, &slope, &c);
    ab_interval_add(out, out, &slope);
  }
  ab_interval_clear(&c);
  ab_interval_clear(&slope);
}

/* out = (a + b) s (1 - s), s = 1/(1 + e^-c), over the enclosure of c_m: Phi_m''. */
static void curvature(ab_interval *out, const state *s, size_t m) {
  ab_interval rest, factor;
  mpq_t number;
  mpq_init(number);
  ab_interval_init(&rest, PRECISION);
  ab_interval_init(&factor, PRECISION);
  ab_interval_set_rationals(&factor, s->lo[m], s->hi[m]);
  ab_interval_logistic(out, &factor);
  ab_interval_set_long(&rest, 1);
  ab_interval_sub(&rest, &rest, out);
  ab_interval_mul(out, out, &rest);
  mpq_add(number, s->network->positive[m], s->network->negative[m]);
  ab_interval_set_rational(&factor, number);
  ab_interval_mul(out, out, &factor);
  ab_interval_clear(&rest);
  ab_interval_clear(&factor);
  mpq_clear(number);
}

/* The least of (hi - lo)/2 over the points of the basis that are on. */
static void radius_of(ab_interval *out, const state *s) {
  bool first = true;
  mpq_t radius, least;
  mpq_inits(radius, least, NULL);
  for (size_t m = 0; m < s->network->points.rows; m++) {
    if (!s->is_basis[m] || type_of(s, m) != 1)
      continue;
    mpq_sub(radius, s->hi[m], s->lo[m]);
    mpq_div_2exp(radius, radius, 1);
    if (first || mpq_cmp(radius, least) < 0)
      mpq_set(least, radius);
    first = false;
  }
  ab_interval_set_rational(out, least);
  mpq_clears(radius, least, NULL);
}

/* Some c in the enclosures is the minimum where c_i = 0 is kept: the growth of the slopes from the
 * middle to any point of a sphere is more than the gradient at the middle. */
static bool holds_minimum(const state *s) {
  ab_interval gradient, part, radius, least;
  ab_interval *all[] = {&gradient, &part, &radius, &least};
  for (size_t n = 0; n < 4; n++)
    ab_interval_init(all[n], PRECISION);
  ab_interval_set_long(&gradient, 0);
  bool first = true;
  for (size_t m = 0; m < s->network->points.rows; m++) {
    if (!s->is_basis[m] || type_of(s, m) != 1)
      continue;
    derivative(&part, s, m, true);
    ab_interval_abs(&part, &part);
    ab_interval_add(&gradient, &gradient, &part);
    curvature(&part, s, m);
    if (first)
      ab_interval_set(&least, &part);
    else
      ab_interval_min(&least, &least, &part);
    first = false;
  }
  bool good = !first;
  if (good) {
    radius_of(&radius, s);
    ab_interval_mul(&least, &least, &radius);
    ab_interval_sub(&least, &least, &gradient);
    good = ab_interval_is_positive(&least) == AB_TRUE;
  }
  for (size_t n = 0; n < 4; n++)
    ab_interval_clear(all[n]);
  return good;
}

/* Where c_m = 0: the slope of the others there lies in (-Phi_m'(0), 0). */
static bool are_kinks_stationary(const state *s) {
  bool good = true;
  ab_interval slope, own;
  ab_interval_init(&slope, PRECISION);
  ab_interval_init(&own, PRECISION);
  for (size_t m = 0; m < s->network->points.rows && good; m++) {
    if (type_of(s, m) != 0)
      continue;
    derivative(&slope, s, m, false);
    ab_interval_set_long(&own, 0);
    ab_network_narrow_slope(&own, s->network, s->sign, m, &own);
    ab_interval_add(&own, &own, &slope);
    ab_interval_neg(&slope, &slope);
    good = ab_interval_is_positive(&slope) == AB_TRUE && ab_interval_is_positive(&own) == AB_TRUE;
  }
  ab_interval_clear(&slope);
  ab_interval_clear(&own);
  return good;
}

/* At a leaf -1 all points that are on are at c_i >= 0, and those that are off at c_i <= 0 unless
 * Phi_i(relu(.)) is convex. */
static bool surrounds(const state *s, const ab_narrow_walk *walk) {
  bool good = walk->sign == s->sign;
  for (size_t i = 0; i < s->network->points.rows && good; i++) {
    int type = type_of(s, i);
    bool convex = mpq_cmp(ab_network_narrow_for(s->network, s->sign, i),
                          ab_network_narrow_against(s->network, s->sign, i)) <= 0;
    good = type == 0 || walk->side[i] == type || (type < 0 && convex);
  }
  return good;
}

/* Some theta keeps all points off that are beyond the line of the basis, whatever c > 0 is there:
 * x_i = rho_i a + kappa_i e, c_i = rho_i c + kappa_i tau <= 0 for a tau. */
static bool leaves_room(const ab_network *network, const ab_witness *witness) {
  ab_narrow_sector sector;
  ab_narrow_sector_init(&sector, network, witness);
  bool room = !sector.has_lo || !sector.has_hi || mpq_cmp(sector.lo, sector.hi) <= 0;
  ab_narrow_sector_clear(&sector);
  return room;
}

static ab_status verify_trees(const state *s, const ab_witness *witness, ab_error *error) {
  ab_narrow_walk walk;
  ab_walk_step step;
  bool good = true;
  ab_narrow_walk_begin(&walk, s->network, witness);
  while ((step = ab_narrow_walk_next(&walk)) == AB_WALK_LEAF && good)
    good = walk.is_minimizer ? surrounds(s, &walk) : ab_narrow_are_multipliers(&walk);
  ab_narrow_walk_end(&walk);
  if (!good)
    return ab_error_set(error, AB_NOT_VERIFIED,
                        "a leaf of the choice 'branches' has no multipliers that bound f there");
  return step == AB_WALK_DONE ? AB_OK
                              : ab_error_set(error, AB_NOT_VERIFIED,
                                             "the choice 'branches' is not two trees of points");
}

static bool has_shape(const ab_network *network, const ab_witness *witness) {
  static const char *const names[] = {[AB_NARROW_UNIT] = "narrow",
                                      [AB_NARROW_BRANCHES] = "branches",
                                      [AB_NARROW_MULTIPLIERS] = "multipliers"};
  size_t p = network->points.rows;
  bool good = ab_network_is_narrow(witness) && network->width == 1 && !network->regularized &&
              network->loss == AB_LOSS_LOGISTIC && witness->constants.count == p;
  for (size_t c = 0; c < AB_NARROW_CHOICES && good; c++)
    good = strcmp(choice_of(witness, c)->name, names[c]) == 0;
  if (!good || choice_of(witness, AB_NARROW_UNIT)->count < 2)
    return false;
  mpq_srcptr sign = choice_of(witness, AB_NARROW_UNIT)->values[0];
  ab_text name;
  ab_text_init(&name);
  for (size_t i = 0; i < p && good; i++) {
    name.length = 0;
    ab_text_printf(&name, "c[%zu]", i + 1);
    good = strcmp(name.data, witness->constants.items[i].name) == 0;
  }
  ab_text_clear(&name);
  return good && (mpq_cmp_si(sign, 1, 1) == 0 || mpq_cmp_si(sign, -1, 1) == 0);
}

ab_status ab_network_narrow_verify(const ab_network *network, const ab_witness *witness,
                                   ab_error *error) {
  if (!has_shape(network, witness))
    return ab_error_set(error, AB_NOT_VERIFIED,
                        "a narrow network is one unit with logistic loss, and takes the constants "
                        "c and the choices narrow, branches and multipliers");
  state s;
  ab_status status = AB_OK;
  bool good = state_init(&s, network, witness), free = ab_network_narrow_is_free(network, witness);
  for (size_t i = 0; i < network->points.rows && good; i++)
    s.is_free[i] = free && is_beyond(&s, i);
  if (!good ||
      (!free && choice_of(witness, AB_NARROW_UNIT)->count - 1 != ab_matrix_rank(&network->points)))
    status = ab_error_set(error, AB_NOT_VERIFIED,
                          "the points that the choice 'narrow' names are not a basis");
  else if (!is_consistent(&s))
    status = ab_error_set(error, AB_NOT_VERIFIED,
                          "the constants c do not say at which points the unit is on");
  else if (free && !leaves_room(network, witness))
    status = ab_error_set(error, AB_NOT_VERIFIED,
                          "no parameters keep the unit off at all points where it is to be off");
  else if (!holds_minimum(&s) || !are_kinks_stationary(&s))
    status = ab_error_set(error, AB_NOT_VERIFIED, "the constants c cannot be confirmed");
  if (status == AB_OK)
    status = verify_trees(&s, witness, error);
  state_clear(&s);
  return status;
}
