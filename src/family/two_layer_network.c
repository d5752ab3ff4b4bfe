/* SPDX-License-Identifier: MIT */
#include "family/two_layer_network.h"

#include "family/network_data.h"
#include "num/rational.h"
#include "problem/entries.h"

#include <string.h>

enum { WIDTH_MAX = 1 << 16, COORDINATES_MAX = 1 << 20 };

/* An error for a name that the family does not have. */
static ab_status check_names(const ab_syntax *syntax, const ab_entry *block, ab_error *error) {
  for (size_t e = 0; e < block->entry_count; e++) {
    const ab_entry *entry = &block->entries[e];
    if (entry->kind != AB_ENTRY_ASSIGN)
      continue;
    const char *name = syntax->terms[entry->target].name;
    if (strcmp(name, "width") != 0 && strcmp(name, "loss") != 0)
      return ab_syntax_error(syntax, entry->place, error,
                             "unknown name '%s'; expected 'width', 'loss' or a line 'point [..] "
                             "positive a negative b;'",
                             name);
  }
  return AB_OK;
}

static ab_status read_penalty(mpq_t out, const ab_syntax *syntax, ab_definitions *definitions,
                              const ab_entry *block, const char *name, ab_error *error) {
  ab_term value;
  ab_status status = ab_entries_assignment(syntax, block, name, &value, error);
  if (status == AB_OK && value == AB_NO_TERM)
    return ab_syntax_error(syntax, block->place, error,
                           "regularization takes 'v = l1;' and 'W = l2;': l1 |v|^2 + l2 |W|^2 is "
                           "added to every f_i; '%s = ..;' is missing",
                           name);
  if (status == AB_OK)
    status = ab_definitions_number(definitions, value, out, error);
  if (status == AB_OK && mpq_sgn(out) <= 0)
    return ab_syntax_error(syntax, syntax->terms[value].place, error,
                           "a penalty of regularization has to be positive");
  return status;
}

/* l1 and l2, if the problem has them. */
static ab_status read_regularization(ab_network *network, const ab_syntax *syntax,
                                     ab_definitions *definitions, ab_error *error) {
  static const char *const names[] = {"v", "W"};
  const ab_entry *block;
  ab_status status = ab_entries_only(syntax, "regularization", &block, error);
  if (status != AB_OK || !block)
    return status;
  network->regularized = true;
  mpq_inits(network->penalty_v, network->penalty_w, NULL);
  status = ab_entries_allowed(syntax, block, names, 2, error);
  if (status == AB_OK)
    status = read_penalty(network->penalty_v, syntax, definitions, block, "v", error);
  if (status == AB_OK)
    status = read_penalty(network->penalty_w, syntax, definitions, block, "W", error);
  return status;
}

static ab_status read_family(ab_network *network, const ab_syntax *syntax,
                             ab_definitions *definitions, ab_error *error) {
  const ab_entry *block;
  ab_term width;
  ab_status status = ab_entries_required(syntax, "family", "name one", &block, error);
  if (status == AB_OK)
    status = check_names(syntax, block, error);
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
    status = ab_network_data_read(network, syntax, definitions, block, error);
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
  ab_status status = read_regularization(network, syntax, definitions, error);
  if (status == AB_OK)
    status = read_family(network, syntax, definitions, error);
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
  ab_network_data_clear(network);
  if (network->regularized)
    mpq_clears(network->penalty_v, network->penalty_w, NULL);
  if (network->region.box.lo)
    ab_region_clear(&network->region);
  *network = (ab_network){0};
}

void ab_network_append(ab_text *text, const ab_network *network) {
  ab_text_printf(text, "family two_layer_relu {\n  width = %zu;\n", network->width);
  ab_network_data_append(text, network);
  ab_text_add(text, "}\n");
  if (!network->regularized)
    return;
  ab_text_add(text, "regularization {\n  v = ");
  ab_rational_append(text, network->penalty_v);
  ab_text_add(text, ";\n  W = ");
  ab_rational_append(text, network->penalty_w);
  ab_text_add(text, ";\n}\n");
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

int ab_network_common_sign(const ab_network *network) {
  int sign = ab_network_sign(network, 0);
  for (size_t i = 1; i < network->points.rows; i++)
    if (ab_network_sign(network, i) != sign)
      return 0;
  return sign;
}
