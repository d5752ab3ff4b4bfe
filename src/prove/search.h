/* SPDX-License-Identifier: MIT
 * The search for the proof tree of one clause: bisection guided by slopes. Nobody has to trust it;
 * but every leaf it writes was accepted by the checker's own rules at the certificate's precision.
 */
#ifndef AB_PROVE_SEARCH_H
#define AB_PROVE_SEARCH_H

#include "base/text.h"
#include "clause/clause.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct {
  unsigned precision;               /* bits at which leaves are accepted */
  uint64_t node_limit;              /* boxes a clause */
  double deadline;                  /* on the monotonic clock in seconds, 0 for none */
  struct ab_checkpoint *checkpoint; /* that tells and takes down outcomes, or NULL */
  struct ab_progress *progress;     /* that is told what is done, or NULL */
  struct ab_team *team;             /* of processes that search together, or NULL */
} ab_search_options;

typedef enum {
  AB_SEARCH_PROVED,
  AB_SEARCH_FALSE,   /* at `point` every literal seems to be false */
  AB_SEARCH_STOPPED, /* at a limit */
} ab_search_outcome;

typedef enum {
  AB_STOP_NONE,
  AB_STOP_NODES,
  AB_STOP_TIME,
  AB_STOP_DEPTH,    /* boxes as small as they get: the claim may be tight there */
  AB_STOP_UNDEFINED /* the same, and an operation is not known to be defined there, or overflows */
} ab_search_stop;

typedef struct {
  ab_search_outcome outcome;
  ab_search_stop stop;
  ab_text tree; /* PROVED: the steps */
  uint64_t boxes;
  double closed; /* the share of the clause's box that was settled, about */
  size_t variable_count;
  mpq_t *point;               /* FALSE: the point; STOPPED: the middle of the worst box */
  mpq_t *worst_lo, *worst_hi; /* STOPPED: the box that was open when the search stopped and has the
                                 worst margin */
  double margin; /* STOPPED: the best lower bound of a literal on that box; NaN if none */
} ab_search_result;

/* Searches a proof of clauses->clauses[index]. Deterministic unless the deadline strikes. */
void ab_search(ab_search_result *result, const ab_clauses *clauses, size_t index,
               const ab_constants *constants, const ab_search_options *options);
void ab_search_result_clear(ab_search_result *result);

#endif
