/* SPDX-License-Identifier: MIT */
#ifndef AB_PROVE_SEARCH_ALL_H
#define AB_PROVE_SEARCH_ALL_H

#include "prove/search.h"

/* Searches every clause, `threads` at a time; results[i] belongs to clause i. After the first
 * clause (in order) that is not proved, later ones may be left out: their results then are STOPPED
 * with stop NONE. Returns the index of that clause, or the number of clauses if all are proved; the
 * answer does not depend on the number of threads. */
size_t ab_search_all(ab_search_result *results, const ab_clauses *clauses,
                     const ab_constants *constants, const ab_search_options *options,
                     unsigned threads);

#endif
