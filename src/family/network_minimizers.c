/* SPDX-License-Identifier: MIT */
#include "family/network_minimizers.h"

#include "family/gates.h"
#include "family/network_data.h"
#include "num/rational.h"
#include "real/logarithm.h"

#include <string.h>

enum { PRECISION = 256 };

bool ab_network_best_output(mpq_t lo, mpq_t hi, const ab_network *network, size_t i,
                            long precision) {
  if (ab_network_rational_output(lo, network, i)) {
    mpq_set(hi, lo);
    return true;
  }
  mpq_t ratio;
  mpq_init(ratio);
  mpq_div(ratio, network->positive[i], network->negative[i]);
  bool enclosed = ab_logarithm_enclose(lo, hi, ratio, precision);
  mpq_clear(ratio);
  return enclosed;
}

static ab_status verify_output(const ab_network *network, const ab_constant *given, size_t i,
                               ab_error *error) {
  mpq_t lo, hi;
  mpq_inits(lo, hi, NULL);
  ab_text name;
  ab_text_init(&name);
  ab_text_printf(&name, "z[%zu]", i + 1);
  bool enclosed = ab_network_best_output(lo, hi, network, i, PRECISION);
  ab_status status = AB_OK;
  if (strcmp(name.data, given->name) != 0)
    status = ab_error_set(error, AB_NOT_VERIFIED, "constant %zu of the witness is %s, expected %s",
                          i + 1, given->name, name.data);
  else if (!enclosed || mpq_cmp(given->lo, lo) > 0 || mpq_cmp(hi, given->hi) > 0)
    status = ab_error_set(error, AB_NOT_VERIFIED,
                          "the enclosure of the constant %s cannot be confirmed", given->name);
  ab_text_clear(&name);
  mpq_clears(lo, hi, NULL);
  return status;
}

ab_status ab_network_verify_constants(const ab_network *network, const ab_constants *constants,
                                      ab_error *error) {
  size_t p = network->points.rows;
  if (constants->count < p)
    return ab_error_set(error, AB_NOT_VERIFIED,
                        "the witness has %zu constants where the claim needs %zu", constants->count,
                        p);
  ab_status status = AB_OK;
  for (size_t i = 0; i < p && status == AB_OK; i++)
    status = verify_output(network, &constants->items[i], i, error);
  return status;
}

/* One unit gives outputs of one sign: v relu(w.x_i). */
static ab_status verify_independent(const ab_network *network, const ab_choice *choice,
                                    ab_error *error) {
  size_t p = network->points.rows;
  bool mixed = false;
  for (size_t i = 1; i < p; i++)
    mixed = mixed || ab_network_sign(network, i) * ab_network_sign(network, 0) < 0 ||
            (ab_network_sign(network, 0) == 0 && ab_network_sign(network, i) != 0);
  if (choice->count != 1 || mpq_cmp_ui(choice->values[0], 1, 1) != 0)
    return ab_error_set(error, AB_NOT_VERIFIED, "the choice 'independent' has to be 1");
  if (network->width < 2 && mixed)
    return ab_error_set(error, AB_NOT_VERIFIED,
                        "one unit gives outputs of one sign only, z* has both");
  if (p > network->points.columns || ab_matrix_rank(&network->points) != p)
    return ab_error_set(error, AB_NOT_VERIFIED, "the points are not linearly independent");
  return AB_OK;
}

void ab_network_outputs(ab_matrix *out, const ab_network *network, const mpq_t *units,
                        size_t count) {
  size_t p = network->points.rows, d = network->points.columns;
  ab_matrix_init(out, p, count);
  mpq_t product;
  mpq_init(product);
  for (size_t i = 0; i < p; i++)
    for (size_t j = 0; j < count; j++) {
      mpq_t *h = &out->entries[i * count + j];
      for (size_t l = 0; l < d; l++) {
        mpq_mul(product, units[j * d + l], ab_network_point(network, i)[l]);
        mpq_add(*h, *h, product);
      }
      if (mpq_sgn(*h) < 0)
        mpq_set_ui(*h, 0, 1);
    }
  mpq_clear(product);
}

static ab_status verify_units(const ab_network *network, const ab_choice *units, ab_error *error) {
  size_t p = network->points.rows, d = network->points.columns;
  if (p > network->width || units->count != p * d)
    return ab_error_set(error, AB_NOT_VERIFIED,
                        "the choice 'units' has to give a vector a point, and the width has to "
                        "reach the number of points");
  ab_matrix h;
  ab_network_outputs(&h, network, (const mpq_t *)units->values, p);
  size_t rank = ab_matrix_rank(&h);
  ab_matrix_clear(&h);
  return rank == p
             ? AB_OK
             : ab_error_set(error, AB_NOT_VERIFIED,
                            "the outputs of the chosen units have rank %zu at %zu points", rank, p);
}

static ab_status verify_gates(const ab_network *network, const ab_choice *plane, ab_error *error) {
  size_t d = network->points.columns, groups = 0;
  if (plane->count != 2 * d)
    return ab_error_set(error, AB_NOT_VERIFIED, "the choice 'gates' has to be two vectors");
  if (!ab_gates_count(&groups, &network->points, (const mpq_t *)plane->values,
                      (const mpq_t *)plane->values + d))
    return ab_error_set(error, AB_NOT_VERIFIED,
                        "the groups of points that the plane gives are not independent");
  if (network->width / 2 < groups + 1)
    return ab_error_set(error, AB_NOT_VERIFIED, "the width has to be at least %zu",
                        2 * (groups + 1));
  return AB_OK;
}

ab_status ab_network_verify_realisation(const ab_network *network, const ab_choice *choice,
                                        ab_error *error) {
  if (strcmp(choice->name, "independent") == 0)
    return verify_independent(network, choice, error);
  if (strcmp(choice->name, "gates") == 0)
    return verify_gates(network, choice, error);
  if (strcmp(choice->name, "units") == 0)
    return verify_units(network, choice, error);
  return ab_error_set(error, AB_NOT_VERIFIED,
                      "the choice '%s' does not say why the outputs can be realised", choice->name);
}
