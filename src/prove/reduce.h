/* SPDX-License-Identifier: MIT
 * Which reductions of a clause (condition/reduction.h) save boxes. Nobody has to trust it: the
 * checker verifies the reductions that are taken. */
#ifndef AB_PROVE_REDUCE_H
#define AB_PROVE_REDUCE_H

#include "condition/reduction.h"
#include "prove/tree_cache.h"

/* Appends a reduction of the clause that may help to the witness, guess number `rank` of its kind,
 * from 0; false if there are not so many, and what was appended then is no reduction. One file a
 * kind: *_guess.c. */
typedef bool ab_reduction_guess(ab_witness *witness, const ab_clauses *clauses, size_t clause,
                                const ab_constants *constants, size_t rank);

/* Whether there is a guess for the clause. */
bool ab_reduce_has_guess(const ab_clauses *clauses, size_t clause, const ab_constants *constants);

/* Whether what the steps make of a clause may be false where the clause is true. */
bool ab_reduce_relaxes(const ab_witness *steps);

/* A list of one clause, that has been searched for some boxes without an end: looks for reductions
 * with which it takes fewer, by small searches of what they make of it; where the limit of the
 * options is low, only those that are clearly good. If there are any, `steps`,
 * an empty witness, lists them. Returns the number of clauses that come of it. Adds to
 * *boxes. Proofs that are found are remembered. */
size_t ab_reduce_clause(ab_witness *steps, const ab_clauses *clause, const ab_constants *constants,
                        const ab_search_options *options, unsigned threads, ab_tree_cache *cache,
                        const ab_search_result *plain, uint64_t *boxes);

#endif
