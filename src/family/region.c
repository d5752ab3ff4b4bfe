/* SPDX-License-Identifier: MIT */
#include "family/region.h"

#include "num/rational.h"
#include "problem/entries.h"

#include <string.h>

static ab_status read_radius(ab_region *region, const ab_syntax *syntax,
                             ab_definitions *definitions, const ab_entry *entry, ab_error *error) {
  bool ball = strcmp(entry->keyword, "ball") == 0;
  bool *has = ball ? &region->has_ball : &region->has_tube;
  if (*has)
    return ab_syntax_error(syntax, entry->place, error, "a second %s", entry->keyword);
  mpq_t *radius = ball ? &region->ball : &region->tube;
  ab_status status = ab_definitions_number(definitions, entry->value, *radius, error);
  if (status == AB_OK && mpq_sgn(*radius) <= 0)
    status = ab_syntax_error(syntax, syntax->terms[entry->value].place, error,
                             "the radius of a %s has to be positive", entry->keyword);
  *has = status == AB_OK;
  return status;
}

static ab_status read_radii(ab_region *region, const ab_syntax *syntax, ab_definitions *definitions,
                            ab_error *error) {
  const ab_entry *block;
  ab_status status = ab_entries_required(
      syntax, "domain", "add a block such as domain { W in [-1, 1]; v in [-1, 1]; }", &block,
      error);
  for (size_t i = 0; status == AB_OK && i < block->entry_count; i++)
    if (block->entries[i].kind == AB_ENTRY_RADIUS)
      status = read_radius(region, syntax, definitions, &block->entries[i], error);
  return status;
}

ab_status ab_region_read(ab_region *region, const ab_syntax *syntax, ab_definitions *definitions,
                         size_t count, const ab_coordinates *coordinates, ab_error *error) {
  *region = (ab_region){0};
  mpq_inits(region->ball, region->tube, NULL);
  ab_status status = read_radii(region, syntax, definitions, error);
  if (status == AB_OK && (region->has_ball || region->has_tube)) {
    const ab_entry *block;
    ab_entries_only(syntax, "domain", &block, error);
    status =
        ab_domain_read_ranges(&region->box, syntax, definitions, block, count, coordinates, error);
  } else if (status == AB_OK) {
    status = ab_domain_read(&region->box, syntax, definitions, count, coordinates, true, error);
  }
  if (status != AB_OK)
    ab_region_clear(region);
  return status;
}

void ab_region_clear(ab_region *region) {
  ab_domain_clear(&region->box);
  mpq_clears(region->ball, region->tube, NULL);
  *region = (ab_region){0};
}

bool ab_region_holds(const ab_region *region, const mpq_t *point) {
  mpq_t sum, square;
  mpq_inits(sum, square, NULL);
  for (size_t k = 0; k < region->box.count; k++) {
    mpq_mul(square, point[k], point[k]);
    mpq_add(sum, sum, square);
  }
  mpq_mul(square, region->ball, region->ball);
  bool inside = !region->has_tube && ab_domain_holds(&region->box, point) &&
                (!region->has_ball || mpq_cmp(sum, square) <= 0);
  mpq_clears(sum, square, NULL);
  return inside;
}

static void append_radius(ab_text *text, const char *shape, const mpq_t radius) {
  ab_text_printf(text, "  %s radius = ", shape);
  ab_rational_append(text, radius);
  ab_text_add(text, ";\n");
}

void ab_region_append_radii(ab_text *text, const ab_region *region) {
  if (region->has_ball)
    append_radius(text, "ball", region->ball);
  if (region->has_tube)
    append_radius(text, "tube", region->tube);
}
