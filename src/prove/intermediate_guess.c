/* SPDX-License-Identifier: MIT */
#include "prove/intermediate_guess.h"

#include "base/memory.h"
#include "clause/affine.h"
#include "condition/intermediate.h"
#include "condition/normalize.h"
#include "expr/evaluate.h"
#include "prove/other_literals.h"
#include "prove/vertex_search.h"

#include <math.h>

enum { PRECISION = 64, GAIN_MIN = 2 };

/* How many variables more the root is affine in when node `part` has become a variable (bit n) and
 * the multiplier times its gap is added. */
static int gain(const ab_template *t, ab_expr root, const ab_shape *shapes, ab_expr part,
                ab_shape *scratch) {
  for (ab_expr i = 0; i <= root; i++)
    scratch[i] = i == part ? (ab_shape){UINT64_C(1) << t->variable_count, 0}
                           : ab_shape_of(ab_graph_node(t->graph, i), scratch);
  uint64_t bent = scratch[root].bent | shapes[part].bent;
  uint64_t lost = bent & ~shapes[root].bent;
  return __builtin_popcountll(shapes[root].bent & ~bent) - __builtin_popcountll(lost);
}

/* The part of a literal with the greatest gain, the first one of several; `most` is the gain that
 * it has to exceed, and becomes that gain. */
static void find_part(const ab_template *t, size_t literal, ab_expr *best, int *most) {
  ab_expr root = t->literals[literal].expr;
  ab_shape *shapes = ab_shapes_create(t->graph, root);
  ab_shape *scratch = ab_allocate((size_t)root + 1, sizeof *scratch);
  for (ab_expr i = 0; i < root; i++) {
    int found = ab_op_arity(ab_graph_node(t->graph, i)->op) ? gain(t, root, shapes, i, scratch) : 0;
    if (found > *most) {
      *most = found;
      *best = i;
    }
  }
  ab_free(shapes);
  ab_free(scratch);
}

/* The part with the greatest gain for one of the literals. false if there is none. */
static bool best_part(const ab_template *t, ab_expr *best) {
  int most = GAIN_MIN - 1;
  for (size_t l = 0; l < t->literal_count; l++)
    find_part(t, l, best, &most);
  return most >= GAIN_MIN;
}

static ab_interval *enclose_arguments(const ab_template *t, const ab_clause *clause,
                                      const ab_constants *constants) {
  ab_interval *out = ab_intervals_create(t->parameter_count, PRECISION);
  for (size_t j = 0; j < t->parameter_count; j++) {
    const ab_argument *a = &clause->arguments[j];
    const ab_constant *c = a->bound ? &constants->items[a->constant] : NULL;
    ab_interval_set_rationals(&out[j], c ? c->lo : a->value, c ? c->hi : a->value);
  }
  return out;
}

/* A short rational at most (least) 1/32 of the width outside. */
static void round_outward(mpq_t out, double value, double width, int sign) {
  int exponent;
  frexp(width, &exponent);
  double unit = ldexp(1, exponent - 6);
  mpq_set_d(out, (sign < 0 ? floor(value / unit) : ceil(value / unit)) * unit);
}

/* The range of the part, outward. false if it is not known. */
static bool set_range(ab_reduction *reduction, const ab_clauses *clauses,
                      const ab_constants *constants, ab_expr part) {
  const ab_clause *clause = &clauses->clauses[reduction->clause];
  const ab_template *t = ab_clause_template(clauses, clause);
  ab_evaluator *evaluator = ab_evaluator_create(t->graph, &part, 1, t->variable_count, PRECISION);
  ab_interval *box = ab_intervals_create(t->variable_count, PRECISION);
  ab_interval *arguments = enclose_arguments(t, clause, constants);
  for (size_t k = 0; k < t->variable_count; k++)
    ab_interval_set_rationals(&box[k], clause->lo[k], clause->hi[k]);
  const ab_interval *range = ab_evaluator_range(evaluator, 0, box, arguments);
  bool good = ab_interval_is_finite(range);
  if (good) {
    double lo = mpfr_get_d(range->lo, MPFR_RNDD), hi = mpfr_get_d(range->hi, MPFR_RNDU);
    good = isfinite(lo) && isfinite(hi) && hi > lo;
    if (good) {
      round_outward(reduction->values[AB_INTERMEDIATE_LO], lo, hi - lo, -1);
      round_outward(reduction->values[AB_INTERMEDIATE_HI], hi, hi - lo, 1);
    }
  }
  ab_intervals_destroy(arguments, t->parameter_count);
  ab_intervals_destroy(box, t->variable_count);
  ab_evaluator_destroy(evaluator);
  return good;
}

/* A power of two not below the slopes of the literal that needs the multiplier in the new variable,
 * for the multiplier 0. */
static bool set_bound(ab_reduction *reduction, const ab_clauses *relaxed,
                      const ab_constants *constants) {
  const ab_clause *clause = &relaxed->clauses[relaxed->clause_count - 1];
  const ab_template *t = ab_clause_template(relaxed, clause);
  size_t n = t->variable_count, literal = 0;
  ab_main_literal(&literal, t);
  ab_evaluator *evaluator =
      ab_evaluator_create(t->graph, &t->literals[literal].expr, 1, n, PRECISION);
  ab_interval *box = ab_intervals_create(n, PRECISION);
  ab_interval *arguments = enclose_arguments(t, clause, constants);
  bool moves[AB_VARIABLES_MAX] = {0};
  for (size_t k = 0; k + 1 < n; k++)
    ab_interval_set_rationals(&box[k], clause->lo[k], clause->hi[k]);
  mpq_t zero;
  mpq_init(zero);
  ab_interval_set_rational(&box[n - 1], zero);
  moves[n - 2] = true;
  const ab_slopes s = ab_evaluator_slopes(evaluator, 0, box, box, moves, arguments);
  bool good = ab_interval_is_finite(&s.slopes[n - 2]);
  if (good) {
    double most =
        fmax(-mpfr_get_d(s.slopes[n - 2].lo, MPFR_RNDD), mpfr_get_d(s.slopes[n - 2].hi, MPFR_RNDU));
    int exponent;
    frexp(fmax(most, 1), &exponent);
    mpq_set_ui(reduction->values[AB_INTERMEDIATE_BOUND], 1, 1);
    mpq_mul_2exp(reduction->values[AB_INTERMEDIATE_BOUND], reduction->values[AB_INTERMEDIATE_BOUND],
                 (mp_bitcnt_t)exponent);
    good = isfinite(most);
  }
  mpq_clear(zero);
  ab_intervals_destroy(arguments, t->parameter_count);
  ab_intervals_destroy(box, n);
  ab_evaluator_destroy(evaluator);
  return good;
}

/* The search knows what to do with the clauses; sets the bound. */
static bool suits(const ab_clauses *clauses, ab_reduction *reduction,
                  const ab_constants *constants) {
  ab_clauses relaxed;
  ab_clauses_init(&relaxed);
  ab_reduction_intermediate.compile(&relaxed, clauses, reduction->clause, reduction);
  ab_clauses_normalize(&relaxed);
  bool good = ab_vertex_search_suits(&relaxed.templates[relaxed.template_count - 1]) &&
              set_bound(reduction, &relaxed, constants);
  ab_clauses_clear(&relaxed);
  return good;
}

bool ab_intermediate_guess(ab_witness *witness, const ab_clauses *clauses, size_t clause,
                           const ab_constants *constants, size_t rank) {
  const ab_template *t = ab_clause_template(clauses, &clauses->clauses[clause]);
  ab_expr part;
  if (rank > 0 || t->variable_count + 2 > AB_VARIABLES_MAX || !best_part(t, &part))
    return false;
  ab_reduction *reduction = ab_witness_add_reduction(witness, ab_reduction_intermediate.name,
                                                     clause, AB_INTERMEDIATE_VALUES);
  mpq_set_ui(reduction->values[AB_INTERMEDIATE_NODE], part + 1, 1);
  return set_range(reduction, clauses, constants, part) && suits(clauses, reduction, constants);
}
