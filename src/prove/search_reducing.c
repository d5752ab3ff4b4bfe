/* SPDX-License-Identifier: MIT */
#include "prove/search_reducing.h"

#include "base/memory.h"
#include "prove/reduce.h"
#include "prove/tree_cache.h"

/* TRIGGER: boxes after which reductions of a clause are tried. RELAXED_BOXES: a clause that was
 * relaxed and then takes more was better left as it was. EXAMINED_MAX: clauses that are looked at
 * by themselves. */
enum { TRIGGER = 1000, RELAXED_BOXES = 1000000, EXAMINED_MAX = 64 };

/* What becomes of one clause of the claim: itself, or the clauses that reductions make of it. */
typedef struct {
  bool guessed;
  ab_witness steps; /* for a list with this clause alone */
  size_t count;     /* of the clauses that they make */
} part;

typedef struct {
  ab_proof *proof;
  const ab_statement *statement;
  const ab_prove_options *options;
  const ab_search_options *search;
  ab_tree_cache *cache;
  part *parts; /* one a clause without reductions */
  size_t part_count;
} job;

static size_t search_all(ab_search_result **results, const job *j, const ab_clauses *clauses,
                         uint64_t limit) {
  ab_search_options limited = *j->search;
  if (limited.node_limit > limit)
    limited.node_limit = limit;
  *results = ab_allocate(clauses->clause_count, sizeof **results);
  return ab_search_uncached(*results, j->cache, clauses, &j->proof->certificate.witness.constants,
                            &limited, j->options->threads);
}

/* Counts the boxes of results that are of no more use. */
static void drop_results(const job *j, ab_search_result *results, size_t count) {
  for (size_t i = 0; i < count; i++) {
    j->proof->boxes += results[i].boxes;
    ab_search_result_clear(&results[i]);
  }
  ab_free(results);
}

/* Searches one clause for a while, and then looks for reductions. */
static void examine(const job *j, size_t clause) {
  const ab_certificate *c = &j->proof->certificate;
  part *p = &j->parts[clause];
  ab_search_result *plain;
  ab_clauses one = c->clauses;
  one.clauses += clause;
  one.clause_count = 1;
  size_t failed = search_all(&plain, j, &one, TRIGGER);
  if (failed == 0 && plain->stop == AB_STOP_NODES)
    p->count = ab_reduce_clause(&p->steps, &one, &c->witness.constants, j->search,
                                j->options->threads, j->cache, plain, &j->proof->boxes);
  drop_results(j, plain, 1);
}

/* The reductions of all parts, those of the last clauses first, so that the numbers of the others
 * stay, and the clauses that come of them. */
static void compile(const job *j) {
  ab_certificate *c = &j->proof->certificate;
  ab_error unused;
  ab_witness_drop_reductions(&c->witness, 0);
  for (size_t i = j->part_count; i-- > 0;)
    for (size_t k = 0; k < j->parts[i].steps.reduction_count; k++) {
      const ab_reduction *from = &j->parts[i].steps.reductions[k];
      ab_reduction *to =
          ab_witness_add_reduction(&c->witness, from->kind, i + from->clause, from->count);
      for (size_t v = 0; v < from->count; v++)
        mpq_set(to->values[v], from->values[v]);
    }
  ab_clauses_clear(&c->clauses);
  if (ab_statement_compile(&c->clauses, j->statement, c->kind, &c->witness, &unused) == AB_OK)
    return;
  for (size_t i = 0; i < j->part_count; i++) { /* too large together */
    ab_witness_drop_reductions(&j->parts[i].steps, 0);
    j->parts[i].count = 1;
  }
  compile(j);
}

/* The part that a clause of the reduced list belongs to. */
static part *part_of(const job *j, size_t clause) {
  part *p = j->parts;
  for (; clause >= p->count; p++)
    clause -= p->count;
  return p;
}

static bool is_relaxed(const job *j) {
  bool relaxed = false;
  for (size_t i = 0; i < j->part_count; i++)
    relaxed = relaxed || ab_reduce_relaxes(&j->parts[i].steps);
  return relaxed;
}

/* Reductions that relax are taken back where a clause that they made fails, or takes too many
 * boxes. */
static size_t search_reduced(ab_search_result **results, const job *j) {
  const ab_certificate *c = &j->proof->certificate;
  for (uint64_t limit = RELAXED_BOXES;;) {
    compile(j);
    if (!is_relaxed(j))
      limit = UINT64_MAX;
    size_t failed = search_all(results, j, &c->clauses, limit), count = c->clauses.clause_count;
    if (failed == count)
      return count;
    part *p = part_of(j, failed);
    bool was_relaxed = ab_reduce_relaxes(&p->steps);
    if (!was_relaxed &&
        (limit >= j->search->node_limit || (*results)[failed].stop != AB_STOP_NODES))
      return failed;
    drop_results(j, *results, count);
    if (was_relaxed) {
      ab_witness_drop_reductions(&p->steps, 0);
      p->count = 1;
    } else
      limit = UINT64_MAX;
  }
}

static size_t search_parts(ab_search_result **results, job *j) {
  if (!j->options->cache)
    j->cache = ab_tree_cache_create();
  for (size_t i = 0; i < j->part_count; i++)
    if (j->parts[i].guessed)
      examine(j, i);
  size_t failed = search_reduced(results, j);
  if (!j->options->cache)
    ab_tree_cache_destroy(j->cache);
  return failed;
}

/* Whether there is anything to try. */
static bool find_guesses(job *j) {
  const ab_certificate *c = &j->proof->certificate;
  size_t count = 0;
  bool may = c->kind == AB_CERTIFICATE_PROOF && j->search->node_limit > TRIGGER;
  j->part_count = may ? c->clauses.clause_count : 0;
  j->parts = ab_allocate(j->part_count, sizeof *j->parts);
  for (size_t i = 0; i < j->part_count; i++) {
    j->parts[i].count = 1;
    j->parts[i].guessed =
        count < EXAMINED_MAX && ab_reduce_has_guess(&c->clauses, i, &c->witness.constants);
    count += j->parts[i].guessed;
  }
  return count > 0;
}

size_t ab_search_reducing(ab_search_result **results, ab_proof *proof,
                          const ab_statement *statement, const ab_prove_options *options,
                          const ab_search_options *search) {
  job j = {proof, statement, options, search, options->cache, NULL, 0};
  size_t failed = find_guesses(&j)
                      ? search_parts(results, &j)
                      : search_all(results, &j, &proof->certificate.clauses, UINT64_MAX);
  for (size_t i = 0; i < j.part_count; i++)
    ab_witness_clear(&j.parts[i].steps);
  ab_free(j.parts);
  return failed;
}
