/* SPDX-License-Identifier: MIT
 * The inside of ab_definitions: shared by definitions.c and formula.c. */
#ifndef AB_PROBLEM_DEFINITION_TABLE_H
#define AB_PROBLEM_DEFINITION_TABLE_H

#include "problem/definitions.h"

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
  unsigned active;       /* CONSTANT, FUNCTION: how many of its evaluations are under way */
  mpq_t number;          /* NUMBER; initialised for that kind only */
} ab_definition;

struct ab_definitions {
  const ab_syntax *syntax;
  ab_definition *items;
  size_t count, capacity;
  char **variables;
  size_t variable_count, variable_capacity;
};

ab_definition *ab_definition_find(const ab_definitions *definitions, const char *name);

#endif
