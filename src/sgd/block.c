/* SPDX-License-Identifier: MIT */
#include "sgd/block.h"

#include "base/memory.h"
#include "num/rational.h"
#include "problem/entries.h"
#include "sgd/start.h"

#include <string.h>

static const char *const optimizers[] = {"sgd", "decreasing", "sps_max", "ngn"};
enum { OPTIMIZERS = sizeof optimizers / sizeof *optimizers };

const char *ab_optimizer_name(ab_optimizer optimizer) {
  return optimizers[optimizer];
}

typedef struct {
  ab_sgd_block *block;
  const ab_statement *statement;
  const ab_syntax *syntax;
  const ab_entry *entry; /* the sgd block */
  long iterations_max;
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

static ab_status check_names(reader *r) {
  static const char *const names[] = {"stepsize",   "iterations", "runs",   "seed",  "optimizer",
                                      "projection", "c",          "growth", "within"};
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
  ab_term growth = value_of(r, "growth", &status), within = value_of(r, "within", &status);
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
  if (status == AB_OK && within != AB_NO_TERM && !r->statement->condition->family)
    status = ab_syntax_error(r->syntax, node_of(r, within)->place, r->error,
                             "within = r; is for the families");
  if (status == AB_OK && (b->has_within = within != AB_NO_TERM))
    status = read_positive(r, within, "the radius", b->within);
  return status;
}

static ab_status read_start(reader *r) {
  return ab_sgd_start_read(r->block, r->statement, r->entry, r->error);
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
    status = read_count(r, iterations, 1, r->iterations_max, "iterations", &b->iterations);
  if (status == AB_OK && runs != AB_NO_TERM)
    status = read_count(r, runs, 2, AB_SGD_RUNS_MAX, "runs", &b->runs);
  if (status == AB_OK && seed != AB_NO_TERM)
    status = read_count(r, seed, 0, INT64_MAX, "seed", &b->seed);
  return status;
}

ab_status ab_sgd_block_read(ab_sgd_block *block, const ab_statement *statement, long iterations_max,
                            ab_error *error) {
  *block = (ab_sgd_block){.count = ab_sgd_coordinates(statement)};
  block->start = ab_rationals_create(block->count);
  mpq_inits(block->step, block->c, block->growth, block->within, NULL);
  reader r = {block, statement, statement->syntax, NULL, iterations_max, error};
  ab_status status =
      ab_entries_required(statement->syntax, "sgd",
                          "say where to start: sgd { start { x = 1; } stepsize = max; iterations = "
                          "10; }",
                          &r.entry, error);
  block->entry = r.entry;
  ab_status (*const parts[])(reader *) = {check_names, read_optimizer, read_projection,
                                          read_step,   read_counts,    read_start};
  for (size_t i = 0; i < sizeof parts / sizeof *parts && status == AB_OK; i++)
    status = parts[i](&r);
  if (status != AB_OK)
    ab_sgd_block_clear(block);
  return status;
}

void ab_sgd_block_clear(ab_sgd_block *block) {
  if (!block->start)
    return;
  ab_rationals_destroy(block->start, block->count);
  mpq_clears(block->step, block->c, block->growth, block->within, NULL);
  *block = (ab_sgd_block){0};
}
