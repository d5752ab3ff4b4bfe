/* SPDX-License-Identifier: MIT */
#include "sgd/block.h"

#include "base/memory.h"
#include "num/rational.h"
#include "problem/entries.h"

#include <string.h>

static const char *const optimizers[] = {"sgd", "decreasing", "sps_max", "ngn"};
enum { OPTIMIZERS = sizeof optimizers / sizeof *optimizers };

const char *ab_optimizer_name(ab_optimizer optimizer) {
  return optimizers[optimizer];
}

static bool is_factorization(const ab_statement *statement) {
  return statement->condition->family != NULL;
}

const ab_domain *ab_sgd_domain(const ab_statement *statement) {
  return is_factorization(statement) ? &statement->factorization.domain
                                     : &statement->functions.domain;
}

typedef struct {
  ab_sgd_block *block;
  const ab_statement *statement;
  const ab_syntax *syntax;
  const ab_entry *entry; /* the sgd block */
  bool *given;           /* one a coordinate of the start */
  ab_error *error;
} reader;

static ab_term value_of(reader *r, const char *name, ab_status *status) {
  ab_term term = AB_NO_TERM;
  if (*status == AB_OK)
    *status = ab_entries_assignment(r->syntax, r->entry, name, &term, r->error);
  return *status == AB_OK ? term : AB_NO_TERM;
}

static const ab_term_node *node_of(const reader *r, ab_term term) {
  return &r->syntax->terms[term];
}

static bool is_word(const reader *r, ab_term term, const char *word) {
  const ab_term_node *node = node_of(r, term);
  return node->kind == AB_TERM_NAME && strcmp(node->name, word) == 0;
}

/* A positive number. */
static ab_status read_positive(reader *r, ab_term term, const char *what, mpq_t out) {
  ab_status status = ab_definitions_number(r->statement->definitions, term, out, r->error);
  if (status == AB_OK && mpq_sgn(out) <= 0)
    return ab_syntax_error(r->syntax, node_of(r, term)->place, r->error,
                           "%s has to be a positive number", what);
  return status;
}

static ab_status read_count(reader *r, ab_term term, long lo, long hi, const char *what,
                            uint64_t *out) {
  long value;
  ab_status status =
      ab_definitions_integer(r->statement->definitions, term, lo, hi, what, &value, r->error);
  if (status == AB_OK)
    *out = (uint64_t)value;
  return status;
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

/* W = [[..], ..] or S = [[..], ..] of matrix factorisation. */
static ab_status read_factor(reader *r, const ab_entry *entry) {
  const ab_matrix_factorization *f = &r->statement->factorization;
  const ab_term_node *target = node_of(r, entry->target);
  bool is_w = strcmp(target->name, "W") == 0;
  if (target->kind != AB_TERM_NAME || (!is_w && strcmp(target->name, "S") != 0))
    return ab_syntax_error(r->syntax, target->place, r->error,
                           "expected W = [[..]]; or S = [[..]];");
  size_t columns = is_w ? f->x.rows : f->x.columns, first = is_w ? 0 : f->rank * f->x.rows;
  ab_status status = expect_list(r, entry->value, f->rank, "the rows of the factor");
  for (size_t i = 0; i < f->rank && status == AB_OK; i++) {
    ab_term row = ab_term_child(r->syntax, entry->value, i);
    status = expect_list(r, row, columns, "a row of the factor");
    for (size_t j = 0; j < columns && status == AB_OK; j++)
      status = set_coordinate(r, first + i * columns + j, ab_term_child(r->syntax, row, j));
  }
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

static ab_status read_start(reader *r) {
  const ab_entry *start = NULL;
  for (size_t i = 0; i < r->entry->entry_count; i++) {
    const ab_entry *entry = &r->entry->entries[i];
    if (entry->kind != AB_ENTRY_BLOCK)
      continue;
    if (start)
      return ab_syntax_error(r->syntax, entry->place, r->error, "a second start");
    start = entry;
  }
  if (!start)
    return ab_syntax_error(r->syntax, r->entry->place, r->error,
                           "the sgd block has no start { ... }: where the iteration begins");
  ab_status status = AB_OK;
  for (size_t i = 0; i < start->entry_count && status == AB_OK; i++)
    status = is_factorization(r->statement) ? read_factor(r, &start->entries[i])
                                            : read_variable(r, &start->entries[i]);
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

static ab_status check_names(reader *r) {
  static const char *const names[] = {"stepsize",  "iterations", "runs", "seed",
                                      "optimizer", "projection", "c",    "growth"};
  enum { NAMES = sizeof names / sizeof *names };
  for (size_t i = 0; i < r->entry->entry_count; i++) {
    const ab_entry *entry = &r->entry->entries[i];
    if (entry->kind == AB_ENTRY_BLOCK)
      continue;
    const ab_term_node *target = node_of(r, entry->target);
    bool known = false;
    for (size_t k = 0; k < NAMES; k++)
      known = known || (target->kind == AB_TERM_NAME && strcmp(target->name, names[k]) == 0);
    if (!known) {
      const char *close = ab_closest_name(target->name, names, NAMES);
      return ab_syntax_error(r->syntax, target->place, r->error,
                             close ? "the sgd block has no '%s'; did you mean '%s'?"
                                   : "the sgd block has no '%s'",
                             target->name, close);
    }
  }
  return AB_OK;
}

static ab_status read_optimizer(reader *r) {
  ab_status status = AB_OK;
  ab_term term = value_of(r, "optimizer", &status);
  if (term == AB_NO_TERM)
    return status;
  for (size_t k = 0; k < OPTIMIZERS; k++)
    if (is_word(r, term, optimizers[k])) {
      r->block->optimizer = (ab_optimizer)k;
      return AB_OK;
    }
  return ab_syntax_error(r->syntax, node_of(r, term)->place, r->error,
                         "expected an optimizer: sgd, decreasing, sps_max or ngn");
}

static ab_status read_projection(reader *r) {
  ab_status status = AB_OK;
  ab_term term = value_of(r, "projection", &status);
  if (term == AB_NO_TERM)
    return status;
  r->block->projected = is_word(r, term, "on");
  if (!r->block->projected && !is_word(r, term, "off"))
    return ab_syntax_error(r->syntax, node_of(r, term)->place, r->error,
                           "expected projection = on; (onto D) or projection = off;");
  return AB_OK;
}

static ab_status read_step(reader *r) {
  ab_sgd_block *b = r->block;
  ab_status status = AB_OK;
  ab_term step = value_of(r, "stepsize", &status), c = value_of(r, "c", &status);
  ab_term growth = value_of(r, "growth", &status);
  if (status == AB_OK && step == AB_NO_TERM)
    status = ab_syntax_error(r->syntax, r->entry->place, r->error,
                             "the sgd block has no stepsize: a positive number, or max");
  if (status == AB_OK && (b->step_is_max = is_word(r, step, "max")) == false)
    status = read_positive(r, step, "the stepsize", b->step);
  if (status == AB_OK && c != AB_NO_TERM && b->optimizer != AB_OPTIMIZER_SPS_MAX)
    status = ab_syntax_error(r->syntax, node_of(r, c)->place, r->error,
                             "c is a number of the optimizer sps_max alone");
  if (status == AB_OK && (b->has_c = c != AB_NO_TERM))
    status = read_positive(r, c, "c", b->c);
  if (status == AB_OK && (b->has_growth = growth != AB_NO_TERM))
    status = read_positive(r, growth, "the growth constant", b->growth);
  return status;
}

static ab_status read_counts(reader *r) {
  ab_sgd_block *b = r->block;
  ab_status status = AB_OK;
  ab_term iterations = value_of(r, "iterations", &status), runs = value_of(r, "runs", &status);
  ab_term seed = value_of(r, "seed", &status);
  if (status == AB_OK && iterations == AB_NO_TERM)
    status = ab_syntax_error(r->syntax, r->entry->place, r->error,
                             "the sgd block has no iterations: how many steps to make");
  b->runs = 1000;
  b->seed = 1;
  if (status == AB_OK)
    status = read_count(r, iterations, 1, AB_SGD_ITERATIONS_MAX, "iterations", &b->iterations);
  if (status == AB_OK && runs != AB_NO_TERM)
    status = read_count(r, runs, 2, AB_SGD_RUNS_MAX, "runs", &b->runs);
  if (status == AB_OK && seed != AB_NO_TERM)
    status = read_count(r, seed, 0, INT64_MAX, "seed", &b->seed);
  return status;
}

ab_status ab_sgd_block_read(ab_sgd_block *block, const ab_statement *statement, ab_error *error) {
  *block = (ab_sgd_block){.count = ab_sgd_domain(statement)->count};
  block->start = ab_rationals_create(block->count);
  mpq_inits(block->step, block->c, block->growth, NULL);
  reader r = {block, statement, statement->syntax, NULL, NULL, error};
  ab_status status =
      ab_entries_required(statement->syntax, "sgd",
                          "say where to start: sgd { start { x = 1; } stepsize = max; iterations = "
                          "10; }",
                          &r.entry, error);
  r.given = ab_allocate(block->count, sizeof *r.given);
  ab_status (*const parts[])(reader *) = {check_names,     read_start, read_optimizer,
                                          read_projection, read_step,  read_counts};
  for (size_t i = 0; i < sizeof parts / sizeof *parts && status == AB_OK; i++)
    status = parts[i](&r);
  ab_free(r.given);
  if (status != AB_OK)
    ab_sgd_block_clear(block);
  return status;
}

void ab_sgd_block_clear(ab_sgd_block *block) {
  if (!block->start)
    return;
  ab_rationals_destroy(block->start, block->count);
  mpq_clears(block->step, block->c, block->growth, NULL);
  *block = (ab_sgd_block){0};
}
