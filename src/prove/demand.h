/* SPDX-License-Identifier: MIT
 * An estimate of the best constant: where the clauses of a claim demand most of it. Untrusted. */
#ifndef AB_PROVE_DEMAND_H
#define AB_PROVE_DEMAND_H

#include "condition/statement.h"
#include "prove/violation.h"

typedef struct ab_demand ab_demand;

typedef enum {
  AB_DEMAND_NOTHING,   /* no value is seen to fail */
  AB_DEMAND_SOMETHING, /* values up to ab_demand_value fail */
  AB_DEMAND_EVERYTHING /* every value fails, or only enormous ones may not */
} ab_demand_range;

/* Compiles the statement at two values of its constant that is `best`. AB_BAD_PROBLEM if the claim
 * makes sense at none that was tried, or has no witness. */
ab_status ab_demand_create(ab_demand **demand, ab_statement *statement, ab_error *error);
void ab_demand_destroy(ab_demand *demand);

/* 1 if the smallest value is best, -1 if the largest is. */
int ab_demand_direction(const ab_demand *demand);

/* Local optimisation from many starts, over all clauses. */
ab_demand_range ab_demand_estimate(ab_demand *demand);
/* The estimate; a value at which the claim makes sense, where everything or nothing fails. */
double ab_demand_value(const ab_demand *demand);

/* The estimate grows by what a point of the clause of that name demands, and points near it; false
 * if it does not (then the clause fails there for other reasons than a constant that is not good
 * enough), or if there is no such clause. */
bool ab_demand_raise(ab_demand *demand, const char *clause, const mpq_t *point);

/* The points that demand most, the first most of all. */
const ab_violation *ab_demand_places(const ab_demand *demand, size_t *count);

#endif
