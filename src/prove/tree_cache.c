/* SPDX-License-Identifier: MIT */
#include "prove/tree_cache.h"

#include "base/memory.h"
#include "certificate/certificate.h"
#include "num/rational.h"

#include <string.h>

typedef struct {
  char key[AB_DIGEST_HEX + 1];
  char *tree;
  size_t length;
} entry;

struct ab_tree_cache {
  entry *items;
  size_t count, capacity;
};

ab_tree_cache *ab_tree_cache_create(void) {
  return ab_allocate(1, sizeof(ab_tree_cache));
}

void ab_tree_cache_destroy(ab_tree_cache *cache) {
  for (size_t i = 0; i < cache->count; i++)
    ab_free(cache->items[i].tree);
  ab_free(cache->items);
  ab_free(cache);
}

/* A digest of all that a tree of the clause depends on. */
static void make_key(char key[AB_DIGEST_HEX + 1], const ab_clauses *clauses, size_t index,
                     const ab_constants *constants, unsigned precision) {
  ab_clause clause = clauses->clauses[index];
  ab_clauses one = {.templates = &clauses->templates[clause.template_index],
                    .template_count = 1,
                    .clauses = &clause,
                    .clause_count = 1};
  clause.template_index = 0;
  ab_text text;
  ab_text_init(&text);
  ab_text_printf(&text, "%u\n", precision);
  ab_clauses_append(&text, &one, constants);
  for (size_t p = 0; p < one.templates->parameter_count; p++) {
    const ab_argument *a = &clause.arguments[p];
    if (!a->bound)
      continue;
    ab_rational_append(&text, constants->items[a->constant].lo);
    ab_text_add_char(&text, ' ');
    ab_rational_append(&text, constants->items[a->constant].hi);
    ab_text_add_char(&text, '\n');
  }
  ab_digest(key, text.data, text.length);
  ab_text_clear(&text);
}

static const entry *find(const ab_tree_cache *cache, const char *key) {
  for (size_t i = 0; i < cache->count; i++)
    if (strcmp(cache->items[i].key, key) == 0)
      return &cache->items[i];
  return NULL;
}

static void remember(ab_tree_cache *cache, const char *key, const ab_text *tree) {
  ab_reserve(&cache->items, &cache->capacity, cache->count + 1, sizeof *cache->items);
  entry *e = &cache->items[cache->count++];
  strcpy(e->key, key);
  e->tree = ab_copy_text(tree->data, tree->length);
  e->length = tree->length;
}

/* Which clauses have to be searched, in a list of their own. */
typedef struct {
  ab_clauses clauses;
  size_t *index;
  char (*keys)[AB_DIGEST_HEX + 1];
} remainder_;

static void recall(ab_search_result *result, const entry *known) {
  *result = (ab_search_result){.outcome = AB_SEARCH_PROVED};
  ab_text_append(&result->tree, known->tree, known->length);
}

size_t ab_search_uncached(ab_search_result *results, ab_tree_cache *cache,
                          const ab_clauses *clauses, const ab_constants *constants,
                          const ab_search_options *options, unsigned threads) {
  size_t count = clauses->clause_count, failed = count;
  if (!cache)
    return ab_search_all(results, clauses, constants, options, threads);
  remainder_ rest = {*clauses, ab_allocate(count, sizeof *rest.index),
                     ab_allocate(count, sizeof *rest.keys)};
  rest.clauses.clauses = ab_allocate(count, sizeof *rest.clauses.clauses);
  rest.clauses.clause_count = 0;
  for (size_t i = 0; i < count; i++) {
    char key[AB_DIGEST_HEX + 1];
    make_key(key, clauses, i, constants, options->precision);
    const entry *known = find(cache, key);
    if (known) {
      recall(&results[i], known);
      continue;
    }
    size_t n = rest.clauses.clause_count++;
    rest.clauses.clauses[n] = clauses->clauses[i];
    rest.index[n] = i;
    strcpy(rest.keys[n], key);
  }
  ab_search_result *found = ab_allocate(rest.clauses.clause_count, sizeof *found);
  size_t stopped = ab_search_all(found, &rest.clauses, constants, options, threads);
  for (size_t n = 0; n < rest.clauses.clause_count; n++) {
    results[rest.index[n]] = found[n];
    if (found[n].outcome == AB_SEARCH_PROVED)
      remember(cache, rest.keys[n], &found[n].tree);
  }
  if (stopped < rest.clauses.clause_count)
    failed = rest.index[stopped];
  ab_free(found);
  ab_free(rest.clauses.clauses);
  ab_free(rest.index);
  ab_free(rest.keys);
  return failed;
}
