/* SPDX-License-Identifier: MIT */
#include "family/network_completion.h"

#include "family/network_minimizers.h"

/* Row s -= factor row m. */
static void subtract(ab_matrix *a, size_t s, size_t m, const mpq_t factor) {
  mpq_t product;
  mpq_init(product);
  for (size_t c = 0; c < a->columns; c++) {
    mpq_mul(product, factor, a->entries[m * a->columns + c]);
    mpq_sub(a->entries[s * a->columns + c], a->entries[s * a->columns + c], product);
  }
  mpq_clear(product);
}

/* out = the product of rows s and m of the outputs. */
static void row_product(mpq_t out, const ab_matrix *a, size_t s, size_t m) {
  mpq_t product;
  mpq_init(product);
  mpq_set_ui(out, 0, 1);
  for (size_t c = 0; c < a->columns; c++) {
    mpq_mul(product, a->entries[s * a->columns + c], a->entries[m * a->columns + c]);
    mpq_add(out, out, product);
  }
  mpq_clear(product);
}

/* The rows of L^-1 H are orthogonal. */
bool ab_network_complete(ab_network_completion *out, const ab_network *network,
                         const mpq_t *weights) {
  size_t p = network->points.rows;
  ab_matrix_init(&out->combine, p, p);
  ab_network_outputs(&out->outputs, network, weights, network->width);
  mpq_t factor;
  mpq_init(factor);
  bool independent = true;
  for (size_t s = 0; s < p; s++) {
    mpq_set_ui(out->combine.entries[s * p + s], 1, 1);
    for (size_t m = 0; m < s && independent; m++) {
      row_product(factor, &out->outputs, s, m);
      mpq_div(factor, factor, out->pivots[m]);
      subtract(&out->outputs, s, m, factor);
      subtract(&out->combine, s, m, factor);
    }
    mpq_init(out->pivots[s]);
    row_product(out->pivots[s], &out->outputs, s, s);
    independent = independent && mpq_sgn(out->pivots[s]) > 0;
  }
  mpq_clear(factor);
  return independent;
}

void ab_network_completion_clear(ab_network_completion *completion) {
  for (size_t s = 0; s < completion->combine.rows; s++)
    mpq_clear(completion->pivots[s]);
  ab_matrix_clear(&completion->combine);
  ab_matrix_clear(&completion->outputs);
}
