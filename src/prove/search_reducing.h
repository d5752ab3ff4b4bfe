/* SPDX-License-Identifier: MIT */
#ifndef AB_PROVE_SEARCH_REDUCING_H
#define AB_PROVE_SEARCH_REDUCING_H

#include "prove/prove.h"

/* Searches all clauses of the proof's certificate, which is compiled. For a proof, clauses that
 * need many boxes get the reductions that save them: then its witness has these, and its clauses
 * are those that they lead to. Returns the clause that failed, which is none that a reduction has
 * made, or the number of clauses; *results is an array with one for each clause. Adds to the boxes
 * of the proof what was searched beside. */
size_t ab_search_reducing(ab_search_result **results, ab_proof *proof,
                          const ab_statement *statement, const ab_prove_options *options,
                          const ab_search_options *search);

#endif
