/* SPDX-License-Identifier: MIT */
#include "sgd/start.h"

#include "base/memory.h"
#include "sgd/random.h"

#include <string.h>

typedef struct {
  ab_sgd_block *block;
  const ab_statement *statement;
  const ab_syntax *syntax;
  bool *given; /* one a coordinate */
  ab_error *error;
} reader;

/* A matrix of the family: its name, and where its entries stand among the coordinates. */
typedef struct {
  const char *name;
  size_t rows, columns, first;
} matrix;

enum { MATRICES = 2 };

static bool is_family(const ab_statement *statement, const char *name) {
  const char *family = statement->condition->family;
  return family && strcmp(family, name) == 0;
}

/* Of the families with matrices; false for own functions. v is a matrix of one row. */
static bool matrices_of(matrix *out, const ab_statement *statement) {
  const ab_matrix_factorization *f = &statement->factorization;
  const ab_network *n = &statement->network;
  if (is_family(statement, "matrix_factorization")) {
    out[0] = (matrix){"W", f->rank, f->x.rows, 0};
    out[1] = (matrix){"S", f->rank, f->x.columns, f->rank * f->x.rows};
    return true;
  }
  if (is_family(statement, "two_layer_relu")) {
    out[0] = (matrix){"W", n->width, n->points.columns, 0};
    out[1] = (matrix){"v", 1, n->width, n->width * n->points.columns};
    return true;
  }
  return false;
}

size_t ab_sgd_coordinates(const ab_statement *statement) {
  matrix m[MATRICES];
  if (!matrices_of(m, statement))
    return statement->functions.domain.count;
  return m[0].rows * m[0].columns + m[1].rows * m[1].columns;
}

static const ab_term_node *node_of(const reader *r, ab_term term) {
  return &r->syntax->terms[term];
}

/* Coordinate k of the start is the value of this term. */
static ab_status set_coordinate(reader *r, size_t k, ab_term term) {
  if (r->given[k])
    return ab_syntax_error(r->syntax, node_of(r, term)->place, r->error,
                           "a coordinate of the start is given twice");
  r->given[k] = true;
  return ab_definitions_number(r->statement->definitions, term, r->block->start[k], r->error);
}

/* A list of exactly `count` terms. */
static ab_status expect_list(reader *r, ab_term term, size_t count, const char *what) {
  const ab_term_node *node = node_of(r, term);
  if (node->kind == AB_TERM_LIST && node->count == count)
    return AB_OK;
  return ab_syntax_error(r->syntax, node->place, r->error, "expected %s: a list of %zu", what,
                         count);
}

/* A row of a matrix. */
static ab_status read_row(reader *r, const matrix *m, size_t i, ab_term row) {
  ab_status status = expect_list(r, row, m->columns, "the entries of a row");
  for (size_t j = 0; j < m->columns && status == AB_OK; j++)
    status = set_coordinate(r, m->first + i * m->columns + j, ab_term_child(r->syntax, row, j));
  return status;
}

/* W = [[..], ..] or S = [[..], ..]; or v = [..]. */
static ab_status read_matrix(reader *r, const ab_entry *entry) {
  matrix all[MATRICES], *m = NULL;
  const ab_term_node *target = node_of(r, entry->target);
  matrices_of(all, r->statement);
  for (size_t k = 0; k < MATRICES && target->kind == AB_TERM_NAME; k++)
    m = strcmp(target->name, all[k].name) == 0 ? &all[k] : m;
  if (!m)
    return ab_syntax_error(r->syntax, target->place, r->error, "expected %s = ..; or %s = ..;",
                           all[0].name, all[1].name);
  if (strcmp(m->name, "v") == 0)
    return read_row(r, m, 0, entry->value);
  ab_status status = expect_list(r, entry->value, m->rows, "the rows of the matrix");
  for (size_t i = 0; i < m->rows && status == AB_OK; i++)
    status = read_row(r, m, i, ab_term_child(r->syntax, entry->value, i));
  return status;
}

/* x = 1; or z = [1, 2]; or z[1] = 1; */
static ab_status read_variable(reader *r, const ab_entry *entry) {
  size_t first, count;
  ab_status status = ab_definitions_find_variable(r->statement->definitions, entry->target, &first,
                                                  &count, r->error);
  if (status != AB_OK)
    return status;
  if (count == 1)
    return set_coordinate(r, first, entry->value);
  status = expect_list(r, entry->value, count, "the coordinates of the vector");
  for (size_t k = 0; k < count && status == AB_OK; k++)
    status = set_coordinate(r, first + k, ab_term_child(r->syntax, entry->value, k));
  return status;
}

/* random = r: every coordinate uniform in [-r, r], at r (2 t + 1 - 2^32)/2^32, t the upper half of
 * the next number of a stream of its own (docs/theory/sgd.md, section 10). */
static ab_status draw(reader *r, ab_term term) {
  ab_random random;
  mpq_t radius;
  mpq_init(radius);
  ab_status status = ab_definitions_number(r->statement->definitions, term, radius, r->error);
  if (status == AB_OK && mpq_sgn(radius) <= 0)
    status = ab_syntax_error(r->syntax, node_of(r, term)->place, r->error,
                             "the range of a random start has to be a positive number");
  ab_random_seed(&random, r->block->seed ^ (UINT64_C(1) << 63));
  for (size_t k = 0; k < r->block->count && status == AB_OK; k++) {
    int64_t t = (int64_t)(ab_random_next(&random) >> 32);
    mpq_set_si(r->block->start[k], 2 * t + 1 - (INT64_C(1) << 32), UINT64_C(1) << 32);
    mpq_mul(r->block->start[k], r->block->start[k], radius);
  }
  mpq_clear(radius);
  return status;
}

static ab_status read_coordinates(reader *r, const ab_entry *start) {
  matrix m[MATRICES];
  bool has_matrices = matrices_of(m, r->statement);
  ab_status status = AB_OK;
  if (start->entry_count == 1 && node_of(r, start->entries[0].target)->kind == AB_TERM_NAME &&
      strcmp(node_of(r, start->entries[0].target)->name, "random") == 0)
    return draw(r, start->entries[0].value);
  for (size_t i = 0; i < start->entry_count && status == AB_OK; i++)
    status =
        has_matrices ? read_matrix(r, &start->entries[i]) : read_variable(r, &start->entries[i]);
  for (size_t k = 0; k < r->block->count && status == AB_OK; k++)
    if (!r->given[k]) {
      ab_text name;
      ab_text_init(&name);
      ab_statement_coordinate_name(&name, r->statement, k);
      status = ab_syntax_error(r->syntax, start->place, r->error, "the start has no value for %s",
                               name.data);
      ab_text_clear(&name);
    }
  return status;
}

ab_status ab_sgd_start_read(ab_sgd_block *block, const ab_statement *statement, const ab_entry *sgd,
                            ab_error *error) {
  const ab_syntax *syntax = statement->syntax;
  const ab_entry *start = NULL;
  for (size_t i = 0; i < sgd->entry_count; i++) {
    const ab_entry *entry = &sgd->entries[i];
    if (entry->kind != AB_ENTRY_BLOCK)
      continue;
    if (start)
      return ab_syntax_error(syntax, entry->place, error, "a second start");
    start = entry;
  }
  if (!start)
    return ab_syntax_error(syntax, sgd->place, error,
                           "the sgd block has no start { ... }: where the iteration begins");
  reader r = {block, statement, syntax, ab_allocate(block->count, sizeof(bool)), error};
  ab_status status = read_coordinates(&r, start);
  ab_free(r.given);
  return status;
}
