/* SPDX-License-Identifier: MIT */
#include "prove/map.h"

#include "base/clock.h"
#include "base/memory.h"
#include "condition/conditions.h"
#include "num/rational.h"
#include "prove/certify.h"
#include "prove/tree_cache.h"

#include <math.h>

typedef struct {
  ab_map *map;
  ab_statement *statement;
  const ab_map_plan *plan;
  ab_prove_options options;
  double deadline;
  size_t expected; /* lines still to come */
  ab_error *error;
} surveyor;

void ab_map_plan_init(ab_map_plan *plan) {
  *plan = (ab_map_plan){.points = 9, .more = 4};
  mpq_inits(plan->lo, plan->hi, plan->gap, NULL);
}

void ab_map_plan_clear(ab_map_plan *plan) {
  mpq_clears(plan->lo, plan->hi, plan->gap, NULL);
}

/* Makes room for the shift among the others. */
static ab_map_line *insert(ab_map *map, const mpq_t shift) {
  size_t k = map->count++;
  map->lines = ab_reallocate(map->lines, map->count * sizeof *map->lines);
  for (; k > 0 && mpq_cmp(map->lines[k - 1].shift, shift) > 0; k--)
    map->lines[k] = map->lines[k - 1];
  ab_map_line *line = &map->lines[k];
  *line = (ab_map_line){.state = AB_BRACKET_CLOSED};
  mpq_inits(line->shift, line->proved, line->refuted, NULL);
  mpq_set(line->shift, shift);
  return line;
}

static ab_status certify(const ab_proof *proof, unsigned threads, ab_error *error) {
  ab_text bytes;
  ab_status status = ab_proof_certify(&bytes, proof, threads, error);
  ab_text_clear(&bytes);
  return status;
}

/* Takes the ends over; the witness and the basis of the first proof are kept. */
static ab_status take(surveyor *s, ab_map_line *line, ab_bracket *b) {
  ab_map *map = s->map;
  ab_status status = AB_OK;
  line->state = b->state;
  map->boxes += b->boxes;
  map->proofs += b->proofs;
  if (b->has_proved)
    status = certify(&b->proof, s->options.threads, s->error);
  if (status == AB_OK && b->has_refuted)
    status = certify(&b->refutation, s->options.threads, s->error);
  if (status != AB_OK)
    return status;
  line->has_proved = b->has_proved;
  line->has_refuted = b->has_refuted;
  mpq_set(line->proved, b->proved);
  mpq_set(line->refuted, b->refuted);
  if (!b->has_proved || map->has_proof)
    return AB_OK;
  map->has_proof = true;
  map->witness = b->proof.certificate.witness;
  map->basis = b->proof.basis;
  b->proof.certificate.witness = (ab_witness){0};
  b->proof.basis = (ab_basis){0};
  return AB_OK;
}

static ab_status survey(surveyor *s, const mpq_t shift) {
  if (s->deadline > 0) {
    double left = s->deadline - ab_clock_seconds();
    if (left <= 0) {
      s->map->left_out++;
      return AB_OK;
    }
    s->options.time_limit = left / (double)(s->expected > 0 ? s->expected : 1);
  }
  if (s->expected > 0)
    s->expected--;
  ab_bracket bracket;
  ab_claim_constants_shift(&s->statement->constants, AB_BETA, shift);
  ab_status status = ab_best(&bracket, s->statement, s->plan->gap, &s->options, s->error);
  if (status == AB_BAD_PROBLEM) {
    ab_map_line *line = insert(s->map, shift);
    line->is_beyond = true;
    line->why = *s->error;
    return AB_OK;
  }
  if (status != AB_OK)
    return status;
  status = take(s, insert(s->map, shift), &bracket);
  ab_bracket_clear(&bracket);
  return status;
}

/* The error of all lines, if all have one. */
static ab_status find_error(const ab_map *map, ab_error *error) {
  for (size_t k = 0; k < map->count; k++)
    if (!map->lines[k].is_beyond)
      return AB_OK;
  if (map->count == 0)
    return AB_OK;
  *error = map->lines[0].why;
  return error->status;
}

/* The simplest rational within a thousandth of a number. */
static void shorten(mpq_t out, double value) {
  mpq_t lo, hi;
  mpq_inits(lo, hi, NULL);
  mpq_set_d(lo, value * 0.999);
  mpq_set_d(hi, value * 1.001);
  ab_rational_simplest(out, lo, hi);
  mpq_clears(lo, hi, NULL);
}

static ab_status survey_range(surveyor *s) {
  const ab_map_plan *plan = s->plan;
  ab_status status = AB_OK;
  mpq_t shift;
  mpq_init(shift);
  double ratio = mpq_get_d(plan->hi) / mpq_get_d(plan->lo);
  size_t points = mpq_equal(plan->lo, plan->hi) ? 1 : plan->points;
  for (size_t k = 0; k < points && status == AB_OK; k++) {
    if (k == 0)
      mpq_set(shift, plan->lo);
    else if (k == points - 1)
      mpq_set(shift, plan->hi);
    else
      shorten(shift, mpq_get_d(plan->lo) * pow(ratio, (double)k / (double)(points - 1)));
    status = survey(s, shift);
  }
  mpq_clear(shift);
  return status;
}

static double ratio_of(const ab_map_line *line) {
  return line->has_proved ? mpq_get_d(line->proved) / mpq_get_d(line->shift) : INFINITY;
}

size_t ab_map_least_ratio(const ab_map *map) {
  size_t least = map->count;
  for (size_t k = 0; k < map->count; k++)
    if (map->lines[k].has_proved &&
        (least == map->count || ratio_of(&map->lines[k]) < ratio_of(&map->lines[least])))
      least = k;
  return least;
}

/* beta/d, with the least beta, falls and then rises (best.md, section 4): so the least one lies
 * between the neighbours of the best line so far, and the wider side of it is halved. */
static ab_status refine(surveyor *s) {
  const ab_map *map = s->map;
  size_t least = ab_map_least_ratio(map);
  if (least == map->count || map->count < 3)
    return AB_OK;
  double here = mpq_get_d(map->lines[least].shift);
  double below = least > 0 ? here / mpq_get_d(map->lines[least - 1].shift) : 1;
  double above = least + 1 < map->count ? mpq_get_d(map->lines[least + 1].shift) / here : 1;
  if (fmax(below, above) < 1.01)
    return AB_OK;
  mpq_t shift;
  mpq_init(shift);
  shorten(shift, below > above ? here / sqrt(below) : here * sqrt(above));
  ab_status status = survey(s, shift);
  mpq_clear(shift);
  return status;
}

ab_status ab_map_find(ab_map *map, ab_statement *statement, const ab_map_plan *plan,
                      const ab_prove_options *options, ab_error *error) {
  *map = (ab_map){0};
  surveyor s = {.map = map,
                .statement = statement,
                .plan = plan,
                .options = *options,
                .deadline = options->time_limit > 0 ? ab_clock_seconds() + options->time_limit : 0,
                .expected = plan->points + plan->more,
                .error = error};
  s.options.cache = ab_tree_cache_create();
  ab_status status = survey_range(&s);
  for (size_t k = 0; k < plan->more && status == AB_OK; k++)
    status = refine(&s);
  ab_tree_cache_destroy(s.options.cache);
  if (status == AB_OK)
    status = find_error(map, error);
  if (status != AB_OK)
    ab_map_clear(map);
  return status;
}

void ab_map_clear(ab_map *map) {
  for (size_t k = 0; k < map->count; k++)
    mpq_clears(map->lines[k].shift, map->lines[k].proved, map->lines[k].refuted, NULL);
  ab_free(map->lines);
  if (map->has_proof)
    ab_witness_clear(&map->witness);
  ab_basis_clear(&map->basis);
  *map = (ab_map){0};
}
