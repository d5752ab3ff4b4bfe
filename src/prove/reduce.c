/* SPDX-License-Identifier: MIT */
#include "prove/reduce.h"

#include "base/memory.h"
#include "prove/gradient_guess.h"
#include "prove/intermediate_guess.h"
#include "prove/parabola_guess.h"
#include "prove/symmetry_guess.h"

#include <math.h>
#include <string.h>

/* PLAIN: only for clauses without zero sets and chosen variables. RELAXES: what it makes of a
 * clause may be false where the clause is true, or says nothing about all its
 * variables. RARE: seldom helps, and is tried where the clause seems to need many boxes. DEAR:
 * boxes take more time. */
typedef enum { PLAIN = 1, RELAXES = 2, RARE = 4, DEAR = 8 } guess_flags;

static const struct {
  const ab_reduction_kind *kind;
  ab_reduction_guess *guess;
  unsigned flags;
} guesses[] = {
    {&ab_reduction_intermediate, ab_intermediate_guess, PLAIN | RELAXES},
    {&ab_reduction_parabola, ab_parabola_guess, PLAIN | RELAXES | RARE},
    {&ab_reduction_symmetry, ab_symmetry_guess, 0},
    {&ab_reduction_gradient, ab_gradient_guess, PLAIN | DEAR},
};
enum { GUESSES = sizeof guesses / sizeof *guesses };

/* NODES_MAX: of a template, for which guesses take time. BUDGET: boxes of the first searches of
 * derived clauses; they grow by BUDGET_FACTOR up to BUDGET_MAX. STEPS_MAX: reductions one after the
 * other. CLEAR: a ratio of estimates that decides. LEVEL: one up to which a guess is followed.
 * DOUBTFUL: one up to which one that does not relax is taken. */
enum { NODES_MAX = 4096, CANDIDATES_MAX = 8, STEPS_MAX = 2, CLEAR = 64, LEVEL = 4, DOUBTFUL = 2 };
enum { BUDGET = 2000, BUDGET_FACTOR = 8, BUDGET_MAX = 128000, RARE_BOXES = 20000 };
static const double DEAR_RATIO = 1.35; /* that boxes which are dear have to save */

static bool is_suitable(const ab_clauses *clauses, size_t clause, size_t kind) {
  const ab_template *t = ab_clause_template(clauses, &clauses->clauses[clause]);
  bool is_plain = t->chosen_count == 0 && t->zero_set_count == 0;
  return ab_graph_size(t->graph) <= NODES_MAX && (is_plain || !(guesses[kind].flags & PLAIN));
}

static bool has_flag(const ab_witness *steps, unsigned flag) {
  bool has = false;
  for (size_t i = 0; i < steps->reduction_count; i++)
    for (size_t kind = 0; kind < GUESSES; kind++)
      has = has || (strcmp(steps->reductions[i].kind, guesses[kind].kind->name) == 0 &&
                    guesses[kind].flags & flag);
  return has;
}

bool ab_reduce_relaxes(const ab_witness *steps) {
  return has_flag(steps, RELAXES);
}

/* Appends guess number `rank` of a kind, if there is one. */
static bool guess(ab_witness *steps, size_t kind, size_t rank, const ab_clauses *clauses,
                  size_t clause, const ab_constants *constants) {
  size_t before = steps->reduction_count;
  if (is_suitable(clauses, clause, kind) &&
      guesses[kind].guess(steps, clauses, clause, constants, rank))
    return true;
  ab_witness_drop_reductions(steps, before);
  return false;
}

bool ab_reduce_has_guess(const ab_clauses *clauses, size_t clause, const ab_constants *constants) {
  bool found = false;
  ab_witness steps;
  ab_witness_init(&steps);
  for (size_t kind = 0; kind < GUESSES && !found; kind++)
    found = guess(&steps, kind, 0, clauses, clause, constants);
  ab_witness_clear(&steps);
  return found;
}

/* Reductions one after the other, the clauses that they lead to, and the boxes that these take,
 * about. */
typedef struct {
  ab_witness steps;
  ab_clauses clauses;
  double cost;
  size_t hardest; /* of the clauses that are not proved; their number if all are */
} candidate;

typedef struct {
  const ab_clauses *clauses; /* one */
  const ab_constants *constants;
  ab_tree_cache *cache;
  unsigned threads;
  ab_search_options options;
  double plain;         /* the boxes that the clause takes as it is, about */
  uint64_t plain_boxes; /* that it had */
  uint64_t most;        /* boxes of a search */
  bool plain_proved;
  uint64_t boxes;
  candidate items[CANDIDATES_MAX];
  size_t count;
} race;

static uint64_t least(uint64_t a, uint64_t b) {
  return a < b ? a : b;
}

/* The boxes that a search takes, about: those used, divided by the share that they settled. */
static double cost_of(const ab_search_result *result) {
  if (result->outcome == AB_SEARCH_PROVED)
    return (double)result->boxes;
  return result->stop == AB_STOP_NODES && result->closed > 0
             ? (double)result->boxes / fmin(result->closed, 1)
             : INFINITY;
}

static void run(race *r, candidate *c, double limit) {
  double most = 0;
  c->cost = 0;
  c->hardest = c->clauses.clause_count;
  size_t i = 0;
  for (; i < c->clauses.clause_count && c->cost < limit; i++) {
    ab_search_result result;
    ab_clauses one = c->clauses;
    one.clauses += i;
    one.clause_count = 1;
    ab_search_uncached(&result, r->cache, &one, r->constants, &r->options, r->threads);
    double cost = cost_of(&result);
    c->cost += cost;
    r->boxes += result.boxes;
    if (result.outcome != AB_SEARCH_PROVED && cost > most) {
      most = cost;
      c->hardest = i;
    }
    ab_search_result_clear(&result);
  }
  if (c->hardest > i)
    c->hardest = i; /* not looked at */
}

/* The clauses that the steps lead to. */
static bool derive(ab_clauses *clauses, const race *r, const ab_witness *steps) {
  ab_error unused;
  bool good = ab_reduction_derive(clauses, r->clauses, &steps->reductions[0], &unused) == AB_OK;
  for (size_t i = 1; i < steps->reduction_count && good; i++)
    good = ab_reduction_apply(clauses, &steps->reductions[i], &unused) == AB_OK;
  return good && ab_clauses_workspace(clauses, r->options.precision) <= AB_WORKSPACE_MAX;
}

/* Of all, or of those that do not relax. */
/* Of those without any of the flags. */
static candidate *cheapest(race *r, unsigned without) {
  candidate *best = NULL;
  for (size_t i = 0; i < r->count; i++)
    if (!has_flag(&r->items[i].steps, without) && (!best || r->items[i].cost < best->cost))
      best = &r->items[i];
  return best;
}

/* A new candidate: the steps of `from` (NULL: none), and a guess about the hardest clause that they
 * leave. false if there is no such guess. */
static bool add(race *r, const candidate *from, size_t kind, size_t rank) {
  if (r->count == CANDIDATES_MAX)
    return false;
  candidate *c = &r->items[r->count];
  *c = (candidate){.cost = 0};
  if (from)
    ab_witness_copy(&c->steps, &from->steps);
  bool guessed = guess(&c->steps, kind, rank, from ? &from->clauses : r->clauses,
                       from ? from->hardest : 0, r->constants);
  if (guessed && derive(&c->clauses, r, &c->steps)) {
    const candidate *best = cheapest(r, 0);
    run(r, c, best ? LEVEL * best->cost : INFINITY);
    r->count++;
  } else {
    ab_witness_clear(&c->steps);
    ab_clauses_clear(&c->clauses);
  }
  return guessed;
}

/* All guesses, unless one is clearly good. */
static void add_all(race *r, const candidate *from) {
  for (size_t kind = 0; kind < GUESSES; kind++) {
    bool wanted = r->plain > RARE_BOXES || !(guesses[kind].flags & RARE);
    for (size_t rank = 0; wanted; rank++)
      wanted =
          (r->count == 0 || cheapest(r, 0)->cost * CLEAR > r->plain) && add(r, from, kind, rank);
  }
}

static bool is_proved(const candidate *c) {
  return c->hardest == c->clauses.clause_count;
}

/* Searches the clause as it is, if it has not had so many boxes yet. */
static void run_plain(race *r) {
  if (r->plain_boxes >= r->options.node_limit)
    return;
  ab_search_result result;
  ab_search_uncached(&result, r->cache, r->clauses, r->constants, &r->options, r->threads);
  r->plain = cost_of(&result);
  r->plain_boxes = result.boxes;
  r->plain_proved = result.outcome == AB_SEARCH_PROVED;
  r->boxes += result.boxes;
  ab_search_result_clear(&result);
}

/* Whether the candidate takes fewer boxes than the clause as it is. Both go on with more boxes
 * until that is seen, but one that does not relax has the benefit of the doubt; where the candidate
 * is proved, the clause has as many. */
static bool is_better(race *r, candidate *c) {
  if (!is_proved(c) && !ab_reduce_relaxes(&c->steps))
    return !r->plain_proved && c->cost < DOUBTFUL * r->plain;
  while (!is_proved(c) && !r->plain_proved && c->cost < LEVEL * r->plain &&
         r->plain < c->cost * CLEAR && r->options.node_limit < r->most) {
    r->options.node_limit = least(r->options.node_limit * BUDGET_FACTOR, r->most);
    run_plain(r);
    if (!r->plain_proved)
      run(r, c, INFINITY);
  }
  bool clear = r->plain >= c->cost * CLEAR;
  if (is_proved(c) && !r->plain_proved && !clear) {
    r->options.node_limit = (uint64_t)c->cost;
    run_plain(r);
  }
  bool judged = clear || is_proved(c) || r->most == BUDGET_MAX;
  return !r->plain_proved && judged && (is_proved(c) || c->cost < r->plain);
}

/* Whether boxes that are dear promise to be clearly fewer, after as many of both. */
static bool saves(race *r, const candidate *c) {
  if (!is_proved(c))
    run_plain(r);
  return is_proved(c) || (!r->plain_proved && c->cost * DEAR_RATIO < r->plain);
}

/* The cheapest candidate, if it is better than the clause; else the cheapest of those with less
 * against them. NULL if none is better. */
static candidate *choose(race *r) {
  static const unsigned without[] = {0, RELAXES, DEAR, RELAXES | DEAR};
  candidate *last = NULL;
  for (size_t i = 0; i < sizeof without / sizeof *without; i++) {
    candidate *c = cheapest(r, without[i]);
    if (c && c != last && is_better(r, c) && (!has_flag(&c->steps, DEAR) || saves(r, c)))
      return c;
    last = c;
  }
  return NULL;
}

static void find_candidates(race *r) {
  add_all(r, NULL);
  candidate *best = cheapest(r, 0);
  for (size_t step = 1; step < STEPS_MAX && best && best->cost < INFINITY && !is_proved(best) &&
                        best->cost * CLEAR > r->plain;
       step++) {
    add_all(r, best);
    best = cheapest(r, 0);
  }
}

size_t ab_reduce_clause(ab_witness *steps, const ab_clauses *clause, const ab_constants *constants,
                        const ab_search_options *options, unsigned threads, ab_tree_cache *cache,
                        const ab_search_result *plain, uint64_t *boxes) {
  race *r = ab_allocate(1, sizeof *r);
  *r = (race){.clauses = clause,
              .constants = constants,
              .cache = cache,
              .threads = threads,
              .plain = cost_of(plain),
              .plain_boxes = plain->boxes};
  r->most = options->node_limit < BUDGET_MAX ? BUDGET * BUDGET_FACTOR : BUDGET_MAX;
  r->options = (ab_search_options){.precision = options->precision,
                                   .node_limit = least(BUDGET, options->node_limit),
                                   .deadline = options->deadline};
  find_candidates(r);
  const candidate *best = choose(r);
  size_t made = 1;
  if (best) {
    ab_witness_copy(steps, &best->steps);
    made = best->clauses.clause_count;
  }
  for (size_t i = 0; i < r->count; i++) {
    ab_witness_clear(&r->items[i].steps);
    ab_clauses_clear(&r->items[i].clauses);
  }
  *boxes += r->boxes;
  ab_free(r);
  return made;
}
