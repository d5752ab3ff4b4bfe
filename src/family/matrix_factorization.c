/* SPDX-License-Identifier: MIT */
#include "family/matrix_factorization.h"

#include "num/rational.h"
#include "problem/entries.h"

#include <string.h>

enum { ENTRIES_MAX = 1 << 22 };

static ab_status read_row(ab_matrix_factorization *family, const ab_syntax *syntax,
                          ab_definitions *definitions, ab_term row, size_t i, ab_error *error) {
  const ab_term_node *node = &syntax->terms[row];
  size_t columns = family->x.columns;
  if (node->kind != AB_TERM_LIST || node->count != columns)
    return ab_syntax_error(syntax, node->place, error,
                           "X is not rectangular: row %zu has %zu entries where row 1 has %zu",
                           i + 1, node->kind == AB_TERM_LIST ? (size_t)node->count : 1, columns);
  ab_status status = AB_OK;
  for (size_t j = 0; j < columns && status == AB_OK; j++)
    status = ab_definitions_number(definitions, ab_term_child(syntax, row, j),
                                   family->x.entries[i * columns + j], error);
  return status;
}

static ab_status read_matrix(ab_matrix_factorization *family, const ab_syntax *syntax,
                             ab_definitions *definitions, ab_term term, ab_error *error) {
  const ab_term_node *node = &syntax->terms[term];
  if (node->kind != AB_TERM_LIST || node->count == 0)
    return ab_syntax_error(syntax, node->place, error, "X has to be a list of rows [[..], [..]]");
  const ab_term_node *first = &syntax->terms[ab_term_child(syntax, term, 0)];
  if (first->kind != AB_TERM_LIST || first->count == 0)
    return ab_syntax_error(syntax, first->place, error, "X has to be a list of rows [[..], [..]]");
  if ((size_t)node->count * first->count > ENTRIES_MAX)
    return ab_syntax_error(syntax, node->place, error, "X has more than %d entries", ENTRIES_MAX);
  ab_matrix_init(&family->x, node->count, first->count);
  ab_status status = AB_OK;
  for (size_t i = 0; i < family->x.rows && status == AB_OK; i++)
    status = read_row(family, syntax, definitions, ab_term_child(syntax, term, i), i, error);
  return status;
}

static ab_status read_family(ab_matrix_factorization *family, const ab_syntax *syntax,
                             ab_definitions *definitions, ab_error *error) {
  static const char *const names[] = {"X", "rank"};
  const ab_entry *block;
  ab_term x, rank;
  ab_status status = ab_entries_required(syntax, "family", "name one", &block, error);
  if (status == AB_OK)
    status = ab_entries_allowed(syntax, block, names, 2, error);
  if (status == AB_OK)
    status = ab_entries_assignment(syntax, block, "X", &x, error);
  if (status == AB_OK)
    status = ab_entries_assignment(syntax, block, "rank", &rank, error);
  if (status == AB_OK && (x == AB_NO_TERM || rank == AB_NO_TERM))
    status = ab_syntax_error(syntax, block->place, error,
                             "the family matrix_factorization needs 'X = [[..], [..]];' and "
                             "'rank = k;' (%s is missing)",
                             x == AB_NO_TERM ? "X" : "rank");
  if (status == AB_OK)
    status = read_matrix(family, syntax, definitions, x, error);
  if (status != AB_OK)
    return status;
  long k = 0;
  status = ab_definitions_integer(definitions, rank, 1, ENTRIES_MAX, "rank", &k, error);
  if (status != AB_OK)
    return status;
  family->rank = (size_t)k;
  size_t full = ab_matrix_rank(&family->x);
  if (family->rank >= full)
    return ab_syntax_error(syntax, syntax->terms[rank].place, error,
                           "rank = %ld is not below the rank of X, which is %zu: X - Z = 0, and "
                           "without noise in every entry the condition fails",
                           k, full);
  return AB_OK;
}

/* W[row, column] and S[row, column], or the whole of W or S. */
typedef struct {
  const ab_matrix_factorization *family;
  const ab_syntax *syntax;
  ab_definitions *definitions;
} coordinates;

static ab_status find_coordinate(void *context, ab_term target, size_t *first, size_t *count,
                                 ab_error *error) {
  const coordinates *c = context;
  const ab_term_node *node = &c->syntax->terms[target];
  bool is_w = strcmp(node->name, "W") == 0;
  if (!is_w && strcmp(node->name, "S") != 0)
    return ab_syntax_error(c->syntax, node->place, error, "unknown name '%s'; expected W or S",
                           node->name);
  size_t rows = c->family->rank, columns = is_w ? c->family->x.rows : c->family->x.columns;
  *first = is_w ? 0 : c->family->rank * c->family->x.rows;
  *count = rows * columns;
  if (node->kind == AB_TERM_NAME)
    return AB_OK;
  if (node->count != 2)
    return ab_syntax_error(c->syntax, node->place, error, "expected two indices: %s[row, column]",
                           node->name);
  long row = 0, column = 0;
  ab_status status =
      ab_definitions_integer(c->definitions, ab_term_child(c->syntax, target, 0), 1, (long)rows,
                             is_w ? "the row of W" : "the row of S", &row, error);
  if (status == AB_OK)
    status = ab_definitions_integer(c->definitions, ab_term_child(c->syntax, target, 1), 1,
                                    (long)columns, is_w ? "the column of W" : "the column of S",
                                    &column, error);
  *first += (size_t)(row - 1) * columns + (size_t)(column - 1);
  *count = 1;
  return status;
}

void ab_matrix_factorization_coordinate(ab_text *text, const ab_matrix_factorization *family,
                                        size_t number) {
  size_t split = family->rank * family->x.rows;
  bool is_w = number < split;
  size_t columns = is_w ? family->x.rows : family->x.columns;
  size_t k = is_w ? number : number - split;
  ab_text_printf(text, "%s[%zu,%zu]", is_w ? "W" : "S", k / columns + 1, k % columns + 1);
}

static void coordinate_name(void *context, size_t number, ab_text *text) {
  const coordinates *c = context;
  ab_matrix_factorization_coordinate(text, c->family, number);
}

static ab_status read_box(ab_matrix_factorization *family, const ab_syntax *syntax,
                          ab_definitions *definitions, ab_error *error) {
  coordinates c = {family, syntax, definitions};
  ab_coordinates names = {&c, find_coordinate, coordinate_name};
  size_t count = family->rank * (family->x.rows + family->x.columns);
  return ab_domain_read(&family->domain, syntax, definitions, count, &names, false, error);
}

/* "ball radius = e;" or "tube radius = e;", which has to be all that the block says. */
static ab_status read_radius(ab_matrix_factorization *family, const ab_syntax *syntax,
                             ab_definitions *definitions, const ab_entry *block, ab_error *error) {
  const ab_entry *entry = &block->entries[0];
  if (block->entry_count > 1)
    return ab_syntax_error(syntax, block->entries[1].place, error,
                           "a domain that is a %s is given by its radius alone", entry->keyword);
  family->radius = ab_rationals_create(1);
  family->shape = strcmp(entry->keyword, "ball") == 0 ? AB_SHAPE_BALL : AB_SHAPE_TUBE;
  ab_status status = ab_definitions_number(definitions, entry->value, *family->radius, error);
  if (status == AB_OK && mpq_sgn(*family->radius) <= 0)
    status = ab_syntax_error(syntax, syntax->terms[entry->value].place, error,
                             "the radius of the %s has to be positive", entry->keyword);
  return status;
}

ab_status ab_matrix_factorization_read(ab_matrix_factorization *family, const ab_syntax *syntax,
                                       ab_definitions *definitions, ab_error *error) {
  *family = (ab_matrix_factorization){0};
  const ab_entry *block;
  ab_status status = read_family(family, syntax, definitions, error);
  if (status == AB_OK)
    status = ab_entries_required(syntax, "domain",
                                 "add a block such as domain { W in [-1, 1]; S in [-1, 1]; }",
                                 &block, error);
  if (status == AB_OK) {
    bool round = block->entry_count > 0 && block->entries[0].kind == AB_ENTRY_RADIUS;
    status = round ? read_radius(family, syntax, definitions, block, error)
                   : read_box(family, syntax, definitions, error);
  }
  if (status != AB_OK)
    ab_matrix_factorization_clear(family);
  return status;
}

void ab_matrix_factorization_clear(ab_matrix_factorization *family) {
  if (family->x.entries)
    ab_matrix_clear(&family->x);
  if (family->radius)
    ab_rationals_destroy(family->radius, 1);
  ab_domain_clear(&family->domain);
  *family = (ab_matrix_factorization){0};
}

void ab_matrix_factorization_append(ab_text *text, const ab_matrix_factorization *family) {
  ab_text_add(text, "family matrix_factorization {\n  X = [");
  for (size_t i = 0; i < family->x.rows; i++) {
    ab_text_add(text, i ? ", [" : "[");
    for (size_t j = 0; j < family->x.columns; j++) {
      if (j)
        ab_text_add(text, ", ");
      ab_rational_append(text, family->x.entries[i * family->x.columns + j]);
    }
    ab_text_add(text, "]");
  }
  ab_text_printf(text, "];\n  rank = %zu;\n}\n", family->rank);
}

void ab_matrix_factorization_append_domain(ab_text *text, const ab_matrix_factorization *family) {
  size_t split = family->rank * family->x.rows;
  coordinates c = {.family = family};
  ab_coordinates names = {&c, find_coordinate, coordinate_name};
  ab_text_add(text, "domain {\n");
  if (family->shape != AB_SHAPE_BOX) {
    ab_text_printf(text, "  %s radius = ", family->shape == AB_SHAPE_BALL ? "ball" : "tube");
    ab_rational_append(text, *family->radius);
    ab_text_add(text, ";\n}\n");
    return;
  }
  ab_domain_append_group(text, &family->domain, 0, split, "W", &names);
  ab_domain_append_group(text, &family->domain, split, family->domain.count - split, "S", &names);
  ab_text_add(text, "}\n");
}
