/* SPDX-License-Identifier: MIT
 * An estimate by local optimisation; one proof a little beyond it; a refutation just before it.
 * Where the proof meets a point at which the claim fails, the estimate grows and the proof is
 * repeated. Where no estimate explains that point, the values are tried farther and farther away,
 * and the bracket that results is halved. */
#include "prove/best.h"

#include "base/clock.h"
#include "base/memory.h"
#include "num/rational.h"
#include "prove/demand.h"
#include "prove/falsify.h"
#include "prove/tree_cache.h"

#include <math.h>

enum { ROUNDS = 12, HALVINGS = 24, SQUEEZES = 8, SQUEEZE_BITS = 6, SHORT = 50 };
static const double NEAR = 0.05;   /* ends by squeezing, relative */
static const double SIMPLE = 1e-3; /* what values may be off for being simple */

typedef struct {
  ab_bracket *bracket;
  ab_statement *statement;
  ab_demand *demand;
  ab_prove_options options;
  double gap, deadline;
  bool is_misled;     /* a value was refuted that the estimate takes to be good enough */
  bool is_at_the_end; /* just before the estimate the claim makes no sense */
  ab_error *error;
} finder;

/* What the points demand, and at least what is refuted. */
static double estimate_of(const finder *f) {
  double estimate = ab_demand_value(f->demand);
  if (!f->is_misled)
    return estimate;
  double refuted = mpq_get_d(f->bracket->refuted);
  return ab_demand_direction(f->demand) > 0 ? fmax(estimate, refuted) : fmin(estimate, refuted);
}

/* A value at that relative distance on the side where the claim holds (1) or fails (-1). However
 * far it is from a positive one on the side where it holds, it is positive. */
static double beside(double value, double distance, int beyond, int direction) {
  if (direction < 0 && beyond > 0)
    return value / (1 + distance);
  return value * (1 + distance * beyond * direction);
}

/* value = the simplest rational at relative distances within [near, far] gaps from the estimate, on
 * the side of `beyond` (1: where the claim holds, -1: where it fails). */
static void choose(mpq_t value, const finder *f, double near, double far, int beyond) {
  double estimate = estimate_of(f);
  int direction = ab_demand_direction(f->demand);
  mpq_t a, b;
  mpq_inits(a, b, NULL);
  mpq_set_d(a, beside(estimate, near * f->gap, beyond, direction));
  mpq_set_d(b, beside(estimate, far * f->gap, beyond, direction));
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
    ab_proof_clear(&b->proof);
    b->proof = proof;
    mpq_set(b->proved, value);
    b->has_proved = true;
  } else if (proof.verdict == AB_VERDICT_REFUTED) {
    if (!ab_demand_raise(f->demand, proof.open_name, proof.open.point))
      f->is_misled = true;
    keep_refutation(f, &proof, value);
  } else {
    keep_open(f, &proof, value);
  }
  return AB_OK;
}

/* The proved end: the nearest value at which a proof is finished, farther and farther away. If all
 * of these values are refuted, none seems to do. */
static ab_status find_proved(finder *f) {
  ab_bracket *b = f->bracket;
  ab_status status = AB_OK;
  double distance = 1;
  mpq_t value;
  mpq_init(value);
  for (unsigned round = 0; round < ROUNDS && status == AB_OK && !b->has_proved; round++) {
    choose(value, f, b->state == AB_BRACKET_ALL ? 0 : 0.6 * distance, 0.8 * distance, 1);
    if (!set(f, value) || !limit(f))
      break;
    ab_verdict verdict = AB_VERDICT_UNKNOWN;
    status = attempt(f, value, &verdict);
    if (round == ROUNDS - 1 && verdict == AB_VERDICT_REFUTED && f->is_misled)
      b->state = AB_BRACKET_EMPTY;
    if (verdict == AB_VERDICT_UNKNOWN || f->is_misled)
      distance *= 8;
    if (f->is_misled) /* the last of the rounds is to be far away, however small the gap */
      distance = fmax(distance, 1e-8 / f->gap);
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
  if (status == AB_OK && !ab_falsify(proof, statement, kind, p->starts, p->count, options, &search))
    ab_attempt_refutation_anywhere(proof, statement, options, &search);
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
    f->is_at_the_end = !set(f, value);
    if (f->is_at_the_end || !limit(f))
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

/* parts |x - y| <= gap |x|. */
static bool is_near(const mpq_t x, const mpq_t y, const mpq_t gap, unsigned long parts) {
  mpq_t width, allowed;
  mpq_inits(width, allowed, NULL);
  mpq_set_ui(allowed, parts, 1);
  mpq_sub(width, x, y);
  mpq_abs(width, width);
  mpq_mul(width, width, allowed);
  mpq_mul(allowed, gap, x);
  bool near = mpq_cmp(width, allowed) <= 0;
  mpq_clears(width, allowed, NULL);
  return near;
}

static bool is_closed(const ab_bracket *b, const mpq_t gap) {
  return b->has_proved && b->has_refuted && is_near(b->proved, b->refuted, gap, 1);
}

/* Brings one end nearer to a value at which a search did not end, which is often the best constant
 * itself: half way again and again, as long as the verdict is that of the end. */
static ab_status approach(finder *f, const mpq_t gap, const mpq_t end, const mpq_t open,
                          ab_verdict wanted) {
  ab_verdict verdict = wanted;
  ab_status status = AB_OK;
  mpq_t near, far;
  mpq_inits(near, far, NULL);
  for (unsigned round = 0;
       round < HALVINGS && status == AB_OK && verdict == wanted && !is_near(open, end, gap, 3);
       round++) {
    mpq_add(far, end, open);
    mpq_div_2exp(far, far, 1);
    mpq_add(near, far, open);
    mpq_div_2exp(near, near, 1);
    if (mpq_cmp(near, far) > 0)
      mpq_swap(near, far);
    ab_rational_simplest(far, near, far);
    if (!limit(f) || !set(f, far))
      break;
    status = attempt(f, far, &verdict);
  }
  mpq_clears(near, far, NULL);
  return status;
}

/* Halves a bracket that the estimate did not help to close, as long as the proofs end. */
static ab_status halve(finder *f, const mpq_t gap) {
  ab_bracket *b = f->bracket;
  ab_verdict verdict = AB_VERDICT_PROVED;
  ab_status status = AB_OK;
  mpq_t middle, at;
  mpq_inits(middle, at, NULL);
  for (unsigned round = 0; round < HALVINGS && status == AB_OK && !is_closed(b, gap) &&
                           verdict != AB_VERDICT_UNKNOWN && b->state == AB_BRACKET_CLOSED;
       round++) {
    mpq_add(middle, b->proved, b->refuted);
    mpq_div_2exp(middle, middle, 1);
    mpq_add(at, middle, b->proved);
    mpq_div_2exp(at, at, 1);
    if (mpq_cmp(middle, at) > 0)
      mpq_swap(middle, at);
    ab_rational_simplest(at, middle, at);
    if (!limit(f))
      b->state = AB_BRACKET_UNPROVED;
    else if (set(f, at))
      status = attempt(f, at, &verdict);
  }
  if (status == AB_OK && verdict == AB_VERDICT_UNKNOWN)
    status = approach(f, gap, b->refuted, at, AB_VERDICT_REFUTED);
  if (status == AB_OK && verdict == AB_VERDICT_UNKNOWN)
    status = approach(f, gap, b->proved, at, AB_VERDICT_PROVED);
  mpq_clears(middle, at, NULL);
  return status;
}

/* The claim's constant becomes a simple rational near the geometric mean of two values. */
static bool set_mean(finder *f, mpq_t value, double lo, double hi) {
  double mean = sqrt(lo * hi);
  mpq_t a, b;
  mpq_inits(a, b, NULL);
  mpq_set_d(a, mean * (1 - SIMPLE));
  mpq_set_d(b, mean * (1 + SIMPLE));
  ab_rational_simplest(value, a, b);
  mpq_clears(a, b, NULL);
  return set(f, value) && limit(f);
}

/* The end of `refuted` by halving, without proofs. */
static ab_status raise_refuted(finder *f, double lo, double hi) {
  ab_status status = AB_OK;
  mpq_t value;
  mpq_init(value);
  for (unsigned round = 0; round < SQUEEZES && status == AB_OK && hi > lo * (1 + NEAR); round++) {
    ab_proof proof;
    places none = {NULL, 0};
    if (!set_mean(f, value, lo, hi))
      break;
    status = ab_solve_canonical(&proof, f->statement, &f->options, refute, &none, f->error);
    if (status != AB_OK)
      break;
    bool refuted = proof.verdict == AB_VERDICT_REFUTED;
    *(refuted ? &lo : &hi) = mpq_get_d(value);
    if (refuted)
      keep_refutation(f, &proof, value);
    else
      ab_proof_clear(&proof);
  }
  mpq_clear(value);
  return status;
}

/* Where proofs are by bounds, the estimate is that of the simplest of them: both ends by halving,
 * with short searches. */
static ab_status squeeze(finder *f) {
  ab_bracket *b = f->bracket;
  ab_status status = AB_OK;
  double hi = mpq_get_d(b->proved), lo = ldexp(hi, -SQUEEZE_BITS), least = lo;
  f->options.node_limit = f->options.node_limit < SHORT ? f->options.node_limit : SHORT;
  mpq_t value;
  mpq_init(value);
  for (unsigned round = 0; round < SQUEEZES && status == AB_OK && hi > lo * (1 + NEAR); round++) {
    ab_verdict verdict = AB_VERDICT_UNKNOWN;
    if (!set_mean(f, value, lo, hi))
      break;
    status = attempt(f, value, &verdict);
    *(verdict == AB_VERDICT_PROVED ? &hi : &lo) = mpq_get_d(value);
  }
  mpq_clear(value);
  if (b->has_refuted)
    least = mpq_get_d(b->refuted);
  ab_proof_clear(&b->open); /* its short search says nothing about why the bracket is open */
  b->open = (ab_proof){0};
  return status == AB_OK ? raise_refuted(f, least, hi) : status;
}

static ab_status find(finder *f, const mpq_t gap) {
  ab_bracket *b = f->bracket;
  ab_demand_range range = ab_demand_estimate(f->demand);
  if (range == AB_DEMAND_EVERYTHING)
    b->state = AB_BRACKET_EMPTY;
  if (range == AB_DEMAND_NOTHING)
    b->state = AB_BRACKET_ALL;
  const ab_method *method = ab_method_of(f->statement->condition);
  bool is_loose = method->is_loose && method->is_loose(f->statement);
  ab_status status = range == AB_DEMAND_NOTHING || is_loose ? AB_OK : find_refuted(f);
  if (status != AB_OK || range == AB_DEMAND_EVERYTHING)
    return status;
  double before = ab_demand_value(f->demand);
  status = find_proved(f);
  if (is_loose)
    return status == AB_OK && b->has_proved ? squeeze(f) : status;
  bool raised = ab_demand_value(f->demand) != before;
  if (status == AB_OK && raised)
    status = find_refuted(f);
  return status == AB_OK && f->is_misled && b->has_proved && b->has_refuted ? halve(f, gap)
                                                                            : status;
}

ab_status ab_best(ab_bracket *bracket, ab_statement *statement, const mpq_t gap,
                  const ab_prove_options *options, ab_error *error) {
  *bracket = (ab_bracket){.state = AB_BRACKET_CLOSED};
  mpq_inits(bracket->proved, bracket->refuted, bracket->open_at, NULL);
  mpq_t aim;
  mpq_init(aim);
  mpq_set_d(aim, AB_BRACKET_NARROWEST);
  if (mpq_cmp(gap, aim) > 0)
    mpq_set(aim, gap);
  ab_tree_cache *cache = options->cache ? options->cache : ab_tree_cache_create();
  finder f = {.bracket = bracket,
              .statement = statement,
              .options = *options,
              .gap = mpq_get_d(aim),
              .deadline = options->time_limit > 0 ? ab_clock_seconds() + options->time_limit : 0,
              .error = error};
  f.options.cache = cache;
  ab_status status = ab_demand_create(&f.demand, statement, error);
  if (status == AB_OK) {
    status = find(&f, aim);
    ab_demand_destroy(f.demand);
  }
  mpq_clear(aim);
  if (!options->cache)
    ab_tree_cache_destroy(cache);
  if (status != AB_OK) {
    ab_bracket_clear(bracket);
    return status;
  }
  if (bracket->has_proved && !bracket->has_refuted && f.is_at_the_end)
    bracket->state = AB_BRACKET_ALL;
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
