/* SPDX-License-Identifier: MIT
 * From a statement to a verdict with its certificate. */
#ifndef AB_PROVE_PROVE_H
#define AB_PROVE_PROVE_H

#include "condition/statement.h"
#include "prove/search.h"

typedef struct {
  unsigned precision, threads;
  uint64_t node_limit;              /* boxes a clause */
  double time_limit;                /* seconds; 0 for none */
  struct ab_tree_cache *cache;      /* for several proofs about one problem, or NULL */
  struct ab_checkpoint *checkpoint; /* of its searches, or NULL */
  struct ab_progress *progress;     /* the same */
  struct ab_team *team;             /* the same */
} ab_prove_options;

enum { AB_PRECISION_DEFAULT = 64 };
#define AB_NODE_LIMIT_DEFAULT UINT64_C(10000000)

typedef enum { AB_VERDICT_PROVED, AB_VERDICT_REFUTED, AB_VERDICT_UNKNOWN } ab_verdict;

typedef struct {
  ab_verdict verdict;
  ab_certificate certificate; /* PROVED, REFUTED: all but trees and counts; UNKNOWN: the clauses
                                 that were tried */
  ab_text *trees;             /* PROVED, REFUTED: one a clause */
  uint64_t boxes;             /* searched */
  ab_basis basis;             /* what the verdict rests on */
  /* UNKNOWN: the first clause that stayed open, and how its search ended (owned). REFUTED: the
   * clause that an attempted proof would have had, and the point that was met. */
  size_t open_clause;
  char open_name[AB_NAME_MAX + 1]; /* its name */
  ab_search_result open;
} ab_proof;

/* Proves or refutes. Errors are errors of the problem (AB_BAD_PROBLEM); "cannot decide" is the
 * verdict UNKNOWN. */
ab_status ab_prove(ab_proof *proof, const ab_statement *statement, const ab_prove_options *options,
                   ab_error *error);
void ab_proof_clear(ab_proof *proof);

#endif
