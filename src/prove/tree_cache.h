/* SPDX-License-Identifier: MIT
 * Trees of clauses that were proved before: what a claim rests on beside its constants (that
 * minimizers are minimizers, say) is proved once, however many constants are tried. */
#ifndef AB_PROVE_TREE_CACHE_H
#define AB_PROVE_TREE_CACHE_H

#include "prove/search_all.h"

typedef struct ab_tree_cache ab_tree_cache;

ab_tree_cache *ab_tree_cache_create(void);
void ab_tree_cache_destroy(ab_tree_cache *cache);

/* ab_search_all, but clauses proved before with the same enclosures and precision get their old
 * trees and no boxes. cache may be NULL. */
size_t ab_search_uncached(ab_search_result *results, ab_tree_cache *cache,
                          const ab_clauses *clauses, const ab_constants *constants,
                          const ab_search_options *options, unsigned threads);

#endif
