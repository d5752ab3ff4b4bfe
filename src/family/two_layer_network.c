/* SPDX-License-Identifier: MIT */
#include "family/two_layer_network.h"

#include "base/memory.h"
#include "family/rays.h"
#include "num/rational.h"
#include "problem/entries.h"

#include <string.h>

enum { VALUES_MAX = 1 << 22, WIDTH_MAX = 1 << 16, COORDINATES_MAX = 1 << 20, LABELS_MAX = 1 << 30 };

static ab_status read_count(ab_definitions *definitions, ab_term term, mpq_t out, ab_error *error) {
  long count = 0;
  ab_status status = ab_definitions_integer(definitions, term, 0, LABELS_MAX,
                                            "the number of labels", &count, error);
  mpq_set_si(out, count, 1);
  return status;
}

static ab_status read_point(ab_network *network, const ab_syntax *syntax,
                            ab_definitions *definitions, const ab_entry *entry, size_t i,
                            ab_error *error) {
  size_t d = network->points.columns;
  const ab_term_node *list = &syntax->terms[entry->value];
  if (list->count != d)
    return ab_syntax_error(syntax, list->place, error,
                           "this point has %zu features where the first one has %zu",
                           (size_t)list->count, d);
  bool zero = true;
  ab_status status = AB_OK;
  for (size_t l = 0; l < d && status == AB_OK; l++) {
    mpq_t *feature = &network->points.entries[i * d + l];
    status =
        ab_definitions_number(definitions, ab_term_child(syntax, entry->value, l), *feature, error);
    zero = zero && mpq_sgn(*feature) == 0;
  }
  if (status == AB_OK)
    status = read_count(definitions, entry->positive, network->positive[i], error);
  if (status == AB_OK)
    status = read_count(definitions, entry->negative, network->negative[i], error);
  if (status != AB_OK)
    return status;
  if (zero)
    return ab_syntax_error(syntax, list->place, error,
                           "this point is 0: the output of the network is 0 there whatever its "
                           "parameters are, so that log(a/b) cannot be attained at every point");
  if (mpq_sgn(network->positive[i]) == 0 || mpq_sgn(network->negative[i]) == 0)
    return ab_syntax_error(
        syntax, entry->place, error,
        "the labels of this point are all %s: f decreases for ever as the output "
        "there %s, so that no minimizers exist where the network can realise "
        "every output; both labels have to occur at every point",
        mpq_sgn(network->positive[i]) == 0 ? "negative" : "positive",
        mpq_sgn(network->positive[i]) == 0 ? "falls" : "grows");
  return AB_OK;
}

static ab_status check_rays(const ab_network *network, const ab_syntax *syntax,
                            const ab_entry *block, ab_error *error) {
  size_t first, second;
  if (!ab_rays_find_pair(&network->points, &first, &second))
    return AB_OK;
  size_t d = network->points.columns, seen = 0;
  bool same = true;
  for (size_t l = 0; l < d && same; l++)
    same =
        mpq_equal(network->points.entries[first * d + l], network->points.entries[second * d + l]);
  const ab_entry *entry = block->entries;
  for (size_t e = 0; e < block->entry_count; e++)
    if (block->entries[e].kind == AB_ENTRY_POINT && seen++ == second)
      entry = &block->entries[e];
  if (same)
    return ab_syntax_error(syntax, entry->place, error,
                           "point %zu is point %zu again; add their labels up in one line",
                           second + 1, first + 1);
  return ab_syntax_error(
      syntax, entry->place, error,
      "points %zu and %zu lie on one ray from 0: the outputs of the network there are proportional "
      "whatever its parameters are, so that log(a/b) cannot be attained at both in general, and no "
      "argument about the minimizers applies",
      first + 1, second + 1);
}

static ab_status read_points(ab_network *network, const ab_syntax *syntax,
                             ab_definitions *definitions, const ab_entry *block, ab_error *error) {
  size_t count = 0, d = 0;
  for (size_t e = 0; e < block->entry_count; e++)
    if (block->entries[e].kind == AB_ENTRY_POINT && count++ == 0)
      d = syntax->terms[block->entries[e].value].count;
  if (count == 0)
    return ab_syntax_error(syntax, block->place, error,
                           "the family two_layer_relu needs points, such as 'point [1, 0] positive "
                           "3 negative 1;'");
  if (count > VALUES_MAX / d)
    return ab_syntax_error(syntax, block->place, error, "more than %d features", VALUES_MAX);
  ab_matrix_init(&network->points, count, d);
  network->positive = ab_rationals_create(count);
  network->negative = ab_rationals_create(count);
  size_t i = 0;
  ab_status status = AB_OK;
  for (size_t e = 0; e < block->entry_count && status == AB_OK; e++)
    if (block->entries[e].kind == AB_ENTRY_POINT)
      status = read_point(network, syntax, definitions, &block->entries[e], i++, error);
  return status == AB_OK ? check_rays(network, syntax, block, error) : status;
}

static ab_status read_family(ab_network *network, const ab_syntax *syntax,
                             ab_definitions *definitions, ab_error *error) {
  const ab_entry *block;
  ab_term width;
  ab_status status = ab_entries_required(syntax, "family", "name one", &block, error);
  for (size_t e = 0; e < block->entry_count && status == AB_OK; e++)
    if (block->entries[e].kind == AB_ENTRY_ASSIGN &&
        strcmp(syntax->terms[block->entries[e].target].name, "width") != 0)
      status = ab_syntax_error(syntax, block->entries[e].place, error,
                               "unknown name '%s'; expected 'width' or a line 'point [..] positive "
                               "a negative b;'",
                               syntax->terms[block->entries[e].target].name);
  if (status == AB_OK)
    status = ab_entries_assignment(syntax, block, "width", &width, error);
  if (status == AB_OK && width == AB_NO_TERM)
    status = ab_syntax_error(syntax, block->place, error,
                             "the family two_layer_relu needs 'width = k;', the number of units");
  long k = 0;
  if (status == AB_OK)
    status = ab_definitions_integer(definitions, width, 1, WIDTH_MAX, "width", &k, error);
  network->width = (size_t)k;
  if (status == AB_OK)
    status = read_points(network, syntax, definitions, block, error);
  if (status == AB_OK && (network->points.columns + 1) * network->width > COORDINATES_MAX)
    status = ab_syntax_error(syntax, block->place, error, "the network has more than %d parameters",
                             COORDINATES_MAX);
  return status;
}

/* The targets of ranges: W[unit, feature], v[unit], or the whole of W or v. */
typedef struct {
  const ab_network *network;
  const ab_syntax *syntax;
  ab_definitions *definitions;
} coordinates;

static ab_status find_coordinate(void *context, ab_term target, size_t *first, size_t *count,
                                 ab_error *error) {
  const coordinates *c = context;
  const ab_term_node *node = &c->syntax->terms[target];
  bool is_w = strcmp(node->name, "W") == 0;
  if (!is_w && strcmp(node->name, "v") != 0)
    return ab_syntax_error(c->syntax, node->place, error, "unknown name '%s'; expected W or v",
                           node->name);
  size_t k = c->network->width, d = c->network->points.columns, indices = is_w ? 2 : 1;
  *first = is_w ? 0 : k * d;
  *count = is_w ? k * d : k;
  if (node->kind == AB_TERM_NAME)
    return AB_OK;
  if (node->count != indices)
    return ab_syntax_error(c->syntax, node->place, error, "expected %s",
                           is_w ? "two indices: W[unit, feature]" : "one index: v[unit]");
  long unit = 0, feature = 1;
  ab_status status = ab_definitions_integer(c->definitions, ab_term_child(c->syntax, target, 0), 1,
                                            (long)k, "the unit", &unit, error);
  if (status == AB_OK && is_w)
    status = ab_definitions_integer(c->definitions, ab_term_child(c->syntax, target, 1), 1, (long)d,
                                    "the feature", &feature, error);
  *first += (size_t)(unit - 1) * (is_w ? d : 1) + (size_t)(feature - 1);
  *count = 1;
  return status;
}

void ab_network_coordinate(ab_text *text, const ab_network *network, size_t number) {
  size_t d = network->points.columns, split = network->width * d;
  if (number < split)
    ab_text_printf(text, "W[%zu,%zu]", number / d + 1, number % d + 1);
  else
    ab_text_printf(text, "v[%zu]", number - split + 1);
}

static void coordinate_name(void *context, size_t number, ab_text *text) {
  const coordinates *c = context;
  ab_network_coordinate(text, c->network, number);
}

ab_status ab_network_read(ab_network *network, const ab_syntax *syntax, ab_definitions *definitions,
                          ab_error *error) {
  *network = (ab_network){0};
  ab_status status = read_family(network, syntax, definitions, error);
  if (status == AB_OK) {
    coordinates c = {network, syntax, definitions};
    ab_coordinates names = {&c, find_coordinate, coordinate_name};
    status = ab_region_read(&network->region, syntax, definitions,
                            network->width * (network->points.columns + 1), &names, error);
  }
  if (status != AB_OK)
    ab_network_clear(network);
  return status;
}

void ab_network_clear(ab_network *network) {
  if (network->positive) {
    ab_rationals_destroy(network->positive, network->points.rows);
    ab_rationals_destroy(network->negative, network->points.rows);
    ab_matrix_clear(&network->points);
  }
  if (network->region.box.lo)
    ab_region_clear(&network->region);
  *network = (ab_network){0};
}

void ab_network_append(ab_text *text, const ab_network *network) {
  size_t d = network->points.columns;
  ab_text_printf(text, "family two_layer_relu {\n  width = %zu;\n", network->width);
  for (size_t i = 0; i < network->points.rows; i++) {
    ab_text_add(text, "  point [");
    for (size_t l = 0; l < d; l++) {
      ab_text_add(text, l ? ", " : "");
      ab_rational_append(text, network->points.entries[i * d + l]);
    }
    ab_text_add(text, "] positive ");
    ab_rational_append(text, network->positive[i]);
    ab_text_add(text, " negative ");
    ab_rational_append(text, network->negative[i]);
    ab_text_add(text, ";\n");
  }
  ab_text_add(text, "}\n");
}

void ab_network_append_domain(ab_text *text, const ab_network *network) {
  coordinates c = {.network = network};
  ab_coordinates names = {&c, find_coordinate, coordinate_name};
  const ab_domain *box = &network->region.box;
  size_t split = network->width * network->points.columns;
  ab_text_add(text, "domain {\n");
  ab_region_append_radii(text, &network->region);
  ab_domain_append_group(text, box, 0, split, "W", &names);
  ab_domain_append_group(text, box, split, network->width, "v", &names);
  ab_text_add(text, "}\n");
}

size_t ab_network_w(const ab_network *network, size_t unit) {
  return unit * network->points.columns;
}

size_t ab_network_v(const ab_network *network, size_t unit) {
  return network->width * network->points.columns + unit;
}

const mpq_t *ab_network_point(const ab_network *network, size_t i) {
  return (const mpq_t *)network->points.entries + i * network->points.columns;
}

int ab_network_sign(const ab_network *network, size_t i) {
  int order = mpq_cmp(network->positive[i], network->negative[i]);
  return (order > 0) - (order < 0);
}

int ab_network_common_sign(const ab_network *network) {
  int sign = ab_network_sign(network, 0);
  for (size_t i = 1; i < network->points.rows; i++)
    if (ab_network_sign(network, i) != sign)
      return 0;
  return sign;
}
