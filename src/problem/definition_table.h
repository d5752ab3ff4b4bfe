/* SPDX-License-Identifier: MIT
 * The inside of ab_definitions: shared by the files that implement definitions.h and formula.h. */
#ifndef AB_PROBLEM_DEFINITION_TABLE_H
#define AB_PROBLEM_DEFINITION_TABLE_H

#include "problem/definitions.h"
#include "problem/memo.h"

typedef enum {
  AB_DEFINITION_VARIABLE,
  AB_DEFINITION_CONSTANT,
  AB_DEFINITION_FUNCTION,
  AB_DEFINITION_NUMBER /* bound by the reader of a claim: alpha while beta is read */
} ab_definition_kind;

typedef struct {
  const char *name; /* interned in the syntax */
  ab_definition_kind kind;
  ab_place place;
  size_t first;          /* VARIABLE: number of the first scalar variable */
  long length;           /* VARIABLE: length of a vector, 0 for a scalar */
  const ab_entry *entry; /* CONSTANT, FUNCTION */
  size_t root;           /* CONSTANT: 1 + its number among the root constants, 0 if it is none */
  mpq_t number;          /* NUMBER; initialised for that kind only */
} ab_definition;

/* f, or f[index] of an indexed function: one of the f_i of the problem. */
typedef struct {
  size_t item;
  long index;
  char *name;
} ab_objective;

struct ab_definitions {
  const ab_syntax *syntax;
  ab_definition *items;
  size_t count, capacity;
  uint32_t *slots; /* by name: 1 + index of an item, 0 for empty; a power of two of them */
  size_t slot_count;
  char **variables;
  size_t variable_count, variable_capacity;
  size_t *roots; /* the items that are root constants */
  size_t root_count, root_capacity;
  ab_objective *objectives;
  size_t objective_count, objective_capacity;
  ab_memo numbers; /* the rational values known so far; forgotten when a NUMBER changes */
};

/* The definition of an interned name, or NULL. */
ab_definition *ab_definition_find(const ab_definitions *definitions, const char *name);

/* The first and last index of an indexed definition. */
ab_status ab_definition_bounds(ab_definitions *definitions, const ab_definition *item, long *lower,
                               long *upper, ab_error *error);

/* Steps of ab_definitions_read: numbers the root constants and checks their form; lists the f_i. */
ab_status ab_definitions_read_roots(ab_definitions *definitions, ab_error *error);
ab_status ab_definitions_read_objectives(ab_definitions *definitions, ab_error *error);

enum { AB_INDEX_MAX = 1000000 }; /* |i| of an indexed definition */

#endif
