/* SPDX-License-Identifier: MIT */
#include "family/root_constants.h"

#include "real/zero.h"

#include <string.h>

enum { PRECISION = 320 };

ab_status ab_root_constant_enclose(ab_definitions *definitions, size_t r,
                                   const ab_constant *earlier, mpq_t lo, mpq_t hi,
                                   ab_error *error) {
  ab_graph *graph = ab_graph_create();
  ab_root_definition root;
  ab_root_definition_init(&root);
  ab_status status = ab_definitions_root(definitions, r, graph, &root, error);
  ab_system system = {graph, &root.equation, 1, earlier, r};
  if (status == AB_OK)
    status = ab_root_enclose(lo, hi, &system, root.lo, root.hi, PRECISION, error);
  ab_root_definition_clear(&root);
  ab_graph_destroy(graph);
  return status;
}

static ab_status verify_one(ab_definitions *definitions, size_t r, const ab_constants *constants,
                            ab_error *error) {
  const ab_constant *given = &constants->items[r];
  mpq_t lo, hi;
  mpq_inits(lo, hi, NULL);
  ab_status status = ab_root_constant_enclose(definitions, r, constants->items, lo, hi, error);
  if (status == AB_OK && (strcmp(given->name, ab_definitions_root_name(definitions, r)) != 0 ||
                          mpq_cmp(given->lo, lo) > 0 || mpq_cmp(hi, given->hi) > 0))
    status = ab_error_set(error, AB_NOT_VERIFIED,
                          "the enclosure of the constant %s cannot be confirmed", given->name);
  mpq_clears(lo, hi, NULL);
  return status;
}

ab_status ab_root_constants_verify(ab_definitions *definitions, const ab_constants *constants,
                                   ab_error *error) {
  size_t count = ab_definitions_root_count(definitions);
  if (constants->count < count)
    return ab_error_set(error, AB_NOT_VERIFIED, "the witness lacks a root constant");
  ab_status status = AB_OK;
  for (size_t r = 0; r < count && status == AB_OK; r++)
    status = verify_one(definitions, r, constants, error);
  return status;
}
