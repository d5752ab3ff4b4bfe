/* SPDX-License-Identifier: MIT
 * An estimate by local optimisation; one proof a little beyond it; a refutation just before it.
 * Where the proof meets a point at which the claim fails, the estimate grows and the proof is
 * repeated. */
#include "prove/best.h"

#include "base/clock.h"
#include "base/memory.h"
#include "num/rational.h"
#include "prove/demand.h"
#include "prove/falsify.h"
#include "prove/tree_cache.h"

#include <math.h>

enum { ROUNDS = 12 };

typedef struct {
  ab_bracket *bracket;
  ab_statement *statement;
  ab_demand *demand;
  ab_prove_options options;
  double gap, deadline;
  ab_error *error;
} finder;

/* value = the simplest rational at relative distances within [near, far] gaps from the estimate, on
 * the side of `beyond` (1: where the claim holds, -1: where it fails). */
static void choose(mpq_t value, const finder *f, double near, double far, int beyond) {
  double estimate = ab_demand_value(f->demand);
  double toward = estimate * f->gap * beyond * ab_demand_direction(f->demand);
  mpq_t a, b;
  mpq_inits(a, b, NULL);
  mpq_set_d(a, estimate + near * toward);
  mpq_set_d(b, estimate + far * toward);
  if (mpq_cmp(a, b) > 0)
    mpq_swap(a, b);
  ab_rational_simplest(value, a, b);
  mpq_clears(a, b, NULL);
}

/* Sets the constant; false if the claim makes no sense there. */
static bool set(finder *f, const mpq_t value) {
  ab_error unused;
  return mpq_sgn(value) > 0 && ab_statement_set_best(f->statement, value, &unused) == AB_OK;
}

/* The options with half of the time that is left; false if none is. */
static bool limit(finder *f) {
  if (f->deadline == 0)
    return true;
  f->options.time_limit = (f->deadline - ab_clock_seconds()) / 2;
  return f->options.time_limit > 0;
}

static void keep_refutation(finder *f, ab_proof *proof, const mpq_t value) {
  ab_bracket *b = f->bracket;
  int direction = ab_demand_direction(f->demand);
  if (b->has_refuted && mpq_cmp(value, b->refuted) * direction <= 0) {
    ab_proof_clear(proof);
    return;
  }
  ab_proof_clear(&b->refutation);
  b->refutation = *proof;
  mpq_set(b->refuted, value);
  b->has_refuted = true;
}

static void keep_open(finder *f, ab_proof *proof, const mpq_t value) {
  ab_bracket *b = f->bracket;
  if (b->open.certificate.claim.data) {
    ab_proof_clear(proof);
    return;
  }
  b->open = *proof;
  mpq_set(b->open_at, value);
}

/* One proof at the value. */
static ab_status attempt(finder *f, const mpq_t value, ab_verdict *verdict) {
  ab_proof proof;
  ab_bracket *b = f->bracket;
  ab_status status = ab_prove(&proof, f->statement, &f->options, f->error);
  if (status != AB_OK)
    return status;
  b->proofs++;
  b->boxes += proof.boxes;
  *verdict = proof.verdict;
  if (proof.verdict == AB_VERDICT_PROVED) {
    b->proof = proof;
    mpq_set(b->proved, value);
    b->has_proved = true;
  } else if (proof.verdict == AB_VERDICT_REFUTED) {
    if (!ab_demand_raise(f->demand, proof.open_name, proof.open.point))
      b->state = AB_BRACKET_EMPTY;
    keep_refutation(f, &proof, value);
  } else {
    keep_open(f, &proof, value);
  }
  return AB_OK;
}

/* The proved end: the nearest value at which a proof is finished, farther and farther away. */
static ab_status find_proved(finder *f) {
  ab_bracket *b = f->bracket;
  ab_status status = AB_OK;
  double distance = 1;
  mpq_t value;
  mpq_init(value);
  for (unsigned round = 0; round < ROUNDS && status == AB_OK && !b->has_proved; round++) {
    choose(value, f, b->state == AB_BRACKET_ALL ? 0 : 0.6 * distance, 0.8 * distance, 1);
    if (b->state == AB_BRACKET_EMPTY || !set(f, value) || !limit(f))
      break;
    ab_verdict verdict = AB_VERDICT_UNKNOWN;
    status = attempt(f, value, &verdict);
    if (verdict == AB_VERDICT_UNKNOWN)
      distance *= 8;
  }
  mpq_clear(value);
  return status;
}

typedef struct {
  const ab_violation *starts;
  size_t count;
} places;

static ab_status refute(ab_proof *proof, ab_statement *statement, const ab_prove_options *options,
                        void *context, ab_error *error) {
  const places *p = context;
  ab_certificate_kind kind = AB_CERTIFICATE_PROOF;
  ab_search_options search = ab_attempt_limits(options);
  const ab_method *method = ab_method_of(statement->condition);
  ab_status status = (method->make_to_refute ? method->make_to_refute : method->make)(
      &proof->certificate.witness, &kind, statement, error);
  if (status == AB_OK)
    ab_falsify(proof, statement, kind, p->starts, p->count, options, &search);
  return status;
}

/* The refuted end: from the points that demand most, just before what they demand, then farther. */
static ab_status find_refuted(finder *f) {
  static const double distances[] = {0.15, 0.35, 1, 4, 32, 256, 4096, 65536, 1 << 18};
  ab_status status = AB_OK;
  places p;
  p.starts = ab_demand_places(f->demand, &p.count);
  mpq_t value;
  mpq_init(value);
  bool done = false;
  for (size_t i = 0; i < sizeof distances / sizeof *distances && status == AB_OK && !done; i++) {
    if (distances[i] * f->gap >= 1)
      break;
    choose(value, f, f->bracket->state == AB_BRACKET_EMPTY ? 0 : distances[i] / 3, distances[i],
           -1);
    if (!set(f, value) || !limit(f))
      break;
    ab_proof proof;
    status = ab_solve_canonical(&proof, f->statement, &f->options, refute, &p, f->error);
    if (status != AB_OK)
      break;
    f->bracket->boxes += proof.boxes;
    done = proof.verdict == AB_VERDICT_REFUTED;
    if (done)
      keep_refutation(f, &proof, value);
    else
      ab_proof_clear(&proof);
  }
  mpq_clear(value);
  return status;
}

/* |proved - refuted| <= gap |proved|. */
static bool is_closed(const ab_bracket *b, const mpq_t gap) {
  if (!b->has_proved || !b->has_refuted)
    return false;
  mpq_t width, allowed;
  mpq_inits(width, allowed, NULL);
  mpq_sub(width, b->proved, b->refuted);
  mpq_abs(width, width);
  mpq_mul(allowed, gap, b->proved);
  bool closed = mpq_cmp(width, allowed) <= 0;
  mpq_clears(width, allowed, NULL);
  return closed;
}

static ab_status find(finder *f) {
  ab_bracket *b = f->bracket;
  ab_demand_range range = ab_demand_estimate(f->demand);
  if (range == AB_DEMAND_EVERYTHING)
    b->state = AB_BRACKET_EMPTY;
  if (range == AB_DEMAND_NOTHING)
    b->state = AB_BRACKET_ALL;
  ab_status status = range == AB_DEMAND_NOTHING ? AB_OK : find_refuted(f);
  if (status != AB_OK || range == AB_DEMAND_EVERYTHING)
    return status;
  double before = ab_demand_value(f->demand);
  status = find_proved(f);
  bool raised = ab_demand_value(f->demand) != before;
  return status == AB_OK && raised ? find_refuted(f) : status;
}

ab_status ab_best(ab_bracket *bracket, ab_statement *statement, const mpq_t gap,
                  const ab_prove_options *options, ab_error *error) {
  *bracket = (ab_bracket){.state = AB_BRACKET_CLOSED};
  mpq_inits(bracket->proved, bracket->refuted, bracket->open_at, NULL);
  ab_tree_cache *cache = options->cache ? options->cache : ab_tree_cache_create();
  finder f = {.bracket = bracket,
              .statement = statement,
              .options = *options,
              .gap = mpq_get_d(gap),
              .deadline = options->time_limit > 0 ? ab_clock_seconds() + options->time_limit : 0,
              .error = error};
  f.options.cache = cache;
  ab_status status = ab_demand_create(&f.demand, statement, error);
  if (status == AB_OK) {
    status = find(&f);
    ab_demand_destroy(f.demand);
  }
  if (!options->cache)
    ab_tree_cache_destroy(cache);
  if (status != AB_OK) {
    ab_bracket_clear(bracket);
    return status;
  }
  if (bracket->state == AB_BRACKET_CLOSED && !is_closed(bracket, gap))
    bracket->state = bracket->open.certificate.claim.data || !bracket->has_proved
                         ? AB_BRACKET_UNPROVED
                         : AB_BRACKET_UNREFUTED;
  return AB_OK;
}

void ab_bracket_clear(ab_bracket *bracket) {
  ab_proof_clear(&bracket->proof);
  ab_proof_clear(&bracket->refutation);
  ab_proof_clear(&bracket->open);
  mpq_clears(bracket->proved, bracket->refuted, bracket->open_at, NULL);
}
