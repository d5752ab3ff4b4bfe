/* SPDX-License-Identifier: MIT
 * The search of one cell, box by box, with the checker's own rules at the certificate's precision:
 * for what double arithmetic cannot settle (points, tight places, small numbers). */
#ifndef AB_PROVE_SCALAR_SEARCH_H
#define AB_PROVE_SCALAR_SEARCH_H

#include "clause/rules.h"
#include "prove/search.h"

/* With more variables than that the search leaves slopes in the forward direction alone: they cost
 * more than they save. With fewer it uses no others: those are usually tighter there. */
enum { AB_FORWARD_MAX = 4 };

static inline bool ab_search_centred(ab_rules *rules, ab_goal goal, size_t variable_count) {
  return variable_count <= AB_FORWARD_MAX ? ab_rules_centred_forward(rules, goal)
                                          : ab_rules_centred(rules, goal);
}

typedef struct {
  const ab_template *template_;
  const ab_clause *clause;
  ab_rules *rules; /* of the template, bound to the clause and the cell */
  ab_cell *cell;   /* working memory, restored */
  bool committed;  /* below a face: to this goal */
  ab_goal goal;
  /* After `limit` boxes, what is open is handed over (but where faces are only tried): a
   * AB_TASK_HOLE in the tree each. 0: no limit. */
  uint64_t limit;
  void (*hand_over)(void *context, const ab_cell *cell, bool committed, ab_goal goal,
                    uint64_t alive);
  void *context;
} ab_search_place;

/* Adds the steps to result->tree (PROVED) and the boxes to result->boxes; else sets point, stop,
 * worst box and margin. alive: bit l is clear if literal l < 64 is known to be false on the cell.
 */
ab_search_outcome ab_scalar_search(ab_search_result *result, const ab_search_place *place,
                                   uint64_t alive, const ab_search_options *options);

#endif
