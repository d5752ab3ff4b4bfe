/* SPDX-License-Identifier: MIT
 * Rank one over a box D with M restricted to D: for each entry and sign of t a clause about the t
 * between the ends of the interval {t: y(t) in D}, and one about each end.
 * docs/theory/rank-one-domain.md; the sections cited are its. */
#include "condition/rank_one_restricted.h"

#include "base/memory.h"
#include "condition/arithmetic.h"

#include <string.h>

/* The parameters after those of an area: [from, to], and that of the other sign of t. */
enum { FROM = AB_AREA_PARAMETERS, TO, BACK_FROM, BACK_TO, PARAMETERS };

/* Where t is, and the template of that number. */
typedef enum { BETWEEN, LOW, HIGH, PLACES } place;
static const char *const place_names[] = {"", ":low", ":high"};

enum { POINT, ENTRY, CHOICES };

typedef struct {
  ab_rank_one_range sides[2]; /* of t > 0, and of -t for t < 0 */
} ranges;

static void ranges_init(ranges *r, const ab_statement *statement, const ab_constants *constants) {
  const ab_matrix_factorization *f = &statement->factorization;
  for (size_t side = 0; side < 2; side++) {
    ab_area over = {f, constants, &f->domain, side == 1};
    ab_rank_one_range_init(&r->sides[side]);
    ab_rank_one_range_set(&r->sides[side], &over);
  }
}

static void ranges_clear(ranges *r) {
  for (size_t side = 0; side < 2; side++)
    ab_rank_one_range_clear(&r->sides[side]);
}

static ab_status check_ranges(const ab_statement *statement, const ab_constants *constants,
                              ab_error *error) {
  ranges r;
  ranges_init(&r, statement, constants);
  bool undecided = r.sides[0].state == AB_RANGE_UNDECIDED || r.sides[1].state == AB_RANGE_UNDECIDED;
  bool none = r.sides[0].state == AB_RANGE_NONE && r.sides[1].state == AB_RANGE_NONE;
  ranges_clear(&r);
  if (none)
    return ab_error_set(error, AB_NOT_VERIFIED,
                        "no minimizer lies in the domain: with the scope 'minimizers = domain' "
                        "there are none");
  return undecided ? ab_error_set(error, AB_NOT_VERIFIED,
                                  "the part of the minimizers that lies in the domain, for one "
                                  "sign of W, may be empty or one point")
                   : AB_OK;
}

static ab_status check_point(const ab_matrix_factorization *f, const ab_witness *witness,
                             ab_error *error) {
  const ab_choice *choices = witness->choices;
  if (witness->choice_count != CHOICES || strcmp(choices[POINT].name, "point") != 0 ||
      choices[POINT].count != f->domain.count || strcmp(choices[ENTRY].name, "entry") != 0 ||
      choices[ENTRY].count != 2)
    return ab_error_set(error, AB_NOT_VERIFIED,
                        "a refutation needs the choices 'point' and 'entry'");
  if (!ab_domain_holds(&f->domain, (const mpq_t *)choices[POINT].values))
    return ab_error_set(error, AB_NOT_VERIFIED, "the point is not in the domain");
  for (size_t k = 0; k < 2; k++)
    if (mpz_cmp_ui(mpq_denref(choices[ENTRY].values[k]), 1) != 0 ||
        mpq_cmp_ui(choices[ENTRY].values[k], 1, 1) < 0 ||
        mpq_cmp_ui(choices[ENTRY].values[k], k ? f->x.columns : f->x.rows, 1) > 0)
      return ab_error_set(error, AB_NOT_VERIFIED, "the choice 'entry' names no entry of X");
  return AB_OK;
}

ab_status ab_rank_one_restricted_verify(const ab_statement *statement, ab_certificate_kind kind,
                                        const ab_witness *witness, ab_error *error) {
  const ab_matrix_factorization *f = &statement->factorization;
  ab_status status = ab_rank_one_verify(f, &witness->constants, error);
  if (status == AB_OK)
    status = check_ranges(statement, &witness->constants, error);
  if (status == AB_OK && kind == AB_CERTIFICATE_REFUTATION)
    return check_point(f, witness, error);
  if (status == AB_OK && (kind != AB_CERTIFICATE_PROOF || witness->choice_count != 0))
    return ab_error_set(error, AB_NOT_VERIFIED, "a proof has no choices here");
  return status;
}

/* The expressions that the literals share. */
typedef struct {
  ab_graph *g;
  ab_expr t, inverse, sigma;                  /* 1/t */
  ab_expr a_lower, a_upper, b_lower, b_upper; /* ends of the ranges of a.w and b.s */
  ab_expr near, back;                         /* numbers of the two ranges near 1/t */
  ab_expr above, below;                       /* mu by w above mu by s, below */
} terms;

static ab_expr clip(ab_graph *g, ab_expr x, uint32_t from) {
  ab_expr least = ab_graph_parameter(g, from), most = ab_graph_parameter(g, from + 1);
  return ab_graph_binary(g, AB_OP_MIN, ab_graph_binary(g, AB_OP_MAX, x, least), most);
}

static terms make_terms(ab_graph *g, bool has_back) {
  ab_expr w = ab_graph_variable(g, 0), s = ab_graph_variable(g, 1);
  ab_expr aw = ab_mul(g, ab_graph_parameter(g, AB_AREA_A), w);
  ab_expr bs = ab_mul(g, ab_graph_parameter(g, AB_AREA_B), s);
  terms e = {.g = g, .t = ab_graph_variable(g, 2), .sigma = ab_graph_parameter(g, AB_AREA_SIGMA)};
  e.inverse = ab_div(g, ab_graph_integer(g, 1), e.t);
  e.a_lower = ab_add(g, aw, ab_graph_parameter(g, AB_AREA_P_LOWER));
  e.a_upper = ab_add(g, aw, ab_graph_parameter(g, AB_AREA_P_UPPER));
  e.b_lower = ab_add(g, bs, ab_graph_parameter(g, AB_AREA_Q_LOWER));
  e.b_upper = ab_add(g, bs, ab_graph_parameter(g, AB_AREA_Q_UPPER));
  e.near = clip(g, e.inverse, FROM);
  if (has_back)
    e.back = clip(g, e.inverse, BACK_FROM);
  ab_expr st = ab_mul(g, e.sigma, e.t), si = ab_mul(g, e.sigma, e.inverse);
  ab_expr squares = ab_mul(g, ab_sub(g, st, si), ab_add(g, e.t, e.inverse));
  ab_expr top = ab_mul(g, e.a_lower, e.t), bottom = ab_mul(g, e.b_lower, e.inverse);
  ab_expr high = ab_mul(g, e.b_upper, e.inverse), far = ab_mul(g, e.a_upper, e.t);
  e.above = ab_sub(g, ab_sub(g, top, high), squares);
  e.below = ab_add(g, ab_sub(g, bottom, far), squares);
  return e;
}

static void add_positive(ab_template *t, ab_expr e) {
  ab_template_add_literal(t, AB_LITERAL_POSITIVE, e);
}

/* (t u + 1/(t u))/2 */
static ab_expr height(const terms *e, ab_expr u) {
  ab_expr product = ab_mul(e->g, e->t, u);
  ab_expr sum = ab_add(e->g, product, ab_div(e->g, ab_graph_integer(e->g, 1), product));
  return ab_div(e->g, sum, ab_graph_integer(e->g, 2));
}

/* Between the ends: no mu serves w, s and what the points of M in D allow; section 3. */
static void add_between(ab_template *t, const terms *e, bool has_back) {
  ab_graph *g = e->g;
  ab_expr st = ab_mul(g, e->sigma, e->t), si = ab_mul(g, e->sigma, e->inverse);
  ab_expr most = height(e, e->near);
  add_positive(t, ab_sub(g, ab_sub(g, e->a_lower, st), ab_mul(g, si, most)));
  add_positive(t, ab_sub(g, ab_sub(g, e->b_lower, si), ab_mul(g, st, most)));
  if (has_back) {
    ab_expr least = height(e, e->back);
    add_positive(t, ab_sub(g, ab_sub(g, st, ab_mul(g, si, least)), e->a_upper));
    add_positive(t, ab_sub(g, ab_sub(g, si, ab_mul(g, st, least)), e->b_upper));
  }
  add_positive(t, e->above);
  add_positive(t, e->below);
}

/* (u + sign t)(1 - 1/(t u)^2) sigma/2 */
static ab_expr excess(const terms *e, ab_expr u, int sign) {
  ab_graph *g = e->g;
  ab_expr kappa = ab_div(g, e->inverse, u);
  ab_expr rest = ab_sub(g, ab_graph_integer(g, 1), ab_square(g, kappa));
  ab_expr length = sign > 0 ? ab_add(g, u, e->t) : ab_sub(g, u, e->t);
  ab_expr half = ab_div(g, e->sigma, ab_graph_integer(g, 2));
  return ab_mul(g, half, ab_mul(g, length, rest));
}

/* What y(u), on the same side of 0, leaves for p if t is the low end, for q if it is the high one:
 * at most this, if the other of the two is at the end that is given; section 4, (3), (4). */
static ab_expr upper_limit(const terms *e, place where, ab_expr u) {
  ab_graph *g = e->g;
  ab_expr product = ab_mul(g, e->t, u), rest = excess(e, u, 1);
  if (where == LOW)
    return ab_add(g, ab_div(g, e->b_upper, product), rest);
  return ab_sub(g, ab_mul(g, e->a_upper, product), ab_mul(g, product, rest));
}

/* And y(-u): at least this. */
static ab_expr lower_limit(const terms *e, place where, ab_expr u) {
  ab_graph *g = e->g;
  ab_expr product = ab_mul(g, e->t, u), rest = excess(e, u, -1);
  if (where == LOW)
    return ab_neg(g, ab_add(g, ab_div(g, e->b_upper, product), rest));
  return ab_neg(g, ab_mul(g, product, ab_add(g, e->a_upper, rest)));
}

/* At an end: no p (no q) is between the limits that some points of M in D set; u = t stands for
 * those next to t. */
static void add_end(ab_template *t, const terms *e, place where, bool has_back) {
  enum { OWN = 4, BACK = 2 };
  ab_graph *g = e->g;
  const ab_expr own[OWN] = {e->t, e->near, ab_graph_parameter(g, where == LOW ? TO : FROM),
                            clip(g, ab_graph_integer(g, 1), FROM)};
  ab_expr least = where == LOW ? e->a_lower : e->b_lower, most[OWN];
  for (size_t k = 0; k < OWN; k++) {
    most[k] = upper_limit(e, where, own[k]);
    add_positive(t, ab_sub(g, least, most[k]));
  }
  if (!has_back)
    return;
  const ab_expr back[BACK] = {e->back, clip(g, e->t, BACK_FROM)};
  for (size_t k = 0; k < BACK; k++) {
    ab_expr limit = lower_limit(e, where, back[k]);
    add_positive(t, ab_sub(g, limit, where == LOW ? e->a_upper : e->b_upper));
    for (size_t l = 0; l < OWN; l++)
      add_positive(t, ab_sub(g, limit, most[l]));
  }
}

static void add_template(ab_clauses *clauses, const ab_statement *statement, place where,
                         bool has_back, ab_certificate_kind kind) {
  static const char *const variables[] = {"w", "s", "t"};
  const char *parameters[PARAMETERS] = {
      [FROM] = "from", [TO] = "to", [BACK_FROM] = "back_from", [BACK_TO] = "back_to"};
  for (size_t k = 0; k < AB_AREA_PARAMETERS; k++)
    parameters[k] = ab_area_parameters[k];
  static const char *const names[] = {"entry", "entry:low", "entry:high"};
  ab_template *t = ab_clauses_add_template(clauses, names[where], variables, 3, parameters,
                                           has_back ? PARAMETERS : BACK_FROM);
  ab_graph *g = t->graph;
  terms e = make_terms(g, has_back);
  ab_expr w = ab_graph_variable(g, 0), s = ab_graph_variable(g, 1);
  ab_expr a = ab_graph_parameter(g, AB_AREA_A), b = ab_graph_parameter(g, AB_AREA_B);
  ab_expr x = ab_graph_parameter(g, AB_AREA_X);
  ab_expr value = ab_rank_one_twice_t(g, statement, w, s, e.t, a, b, x);
  if (kind == AB_CERTIFICATE_REFUTATION)
    add_positive(t, ab_neg(g, value));
  else
    ab_template_add_literal(t, AB_LITERAL_NONNEGATIVE, value);
  if (where == BETWEEN)
    add_between(t, &e, has_back);
  else
    add_end(t, &e, where, has_back);
}

/* The three clauses of an entry for one sign of t. */
static void add_entry(ab_clauses *clauses, const ab_area *over, const ab_area_bounds *o,
                      const ranges *r, bool has_back, size_t i, size_t j) {
  const ab_rank_one_range *own = &r->sides[over->mirrored], *back = &r->sides[!over->mirrored];
  for (place where = BETWEEN; where < PLACES; where++) {
    ab_text name;
    ab_text_init(&name);
    ab_text_printf(&name, "entry[%zu,%zu]%s%s", i + 1, j + 1, place_names[where],
                   over->mirrored ? ":mirrored" : "");
    ab_clause *clause = ab_clauses_add(clauses, name.data, where);
    ab_text_clear(&name);
    ab_area_set_entry(clause, over, o, i, j);
    mpq_set(clause->lo[2], where == HIGH ? own->to : own->lo);
    mpq_set(clause->hi[2], where == LOW ? own->from : own->hi);
    mpq_set(clause->arguments[FROM].value, own->from);
    mpq_set(clause->arguments[TO].value, own->to);
    if (has_back) {
      mpq_set(clause->arguments[BACK_FROM].value, back->from);
      mpq_set(clause->arguments[BACK_TO].value, back->to);
    }
  }
}

void ab_rank_one_restricted_compile(ab_clauses *clauses, const ab_statement *statement,
                                    ab_certificate_kind kind, const ab_witness *witness) {
  const ab_matrix_factorization *f = &statement->factorization;
  bool refutes = kind == AB_CERTIFICATE_REFUTATION;
  ab_domain here = f->domain;
  size_t first = 0, count = f->x.rows * f->x.columns;
  if (refutes) {
    const ab_choice *entry = &witness->choices[ENTRY];
    here.lo = here.hi = witness->choices[POINT].values;
    first = (mpz_get_ui(mpq_numref(entry->values[0])) - 1) * f->x.columns +
            mpz_get_ui(mpq_numref(entry->values[1])) - 1;
    count = first + 1;
  }
  ranges r;
  ranges_init(&r, statement, &witness->constants);
  bool has_back = r.sides[0].state == AB_RANGE_SOME && r.sides[1].state == AB_RANGE_SOME;
  for (place where = BETWEEN; where < PLACES; where++)
    add_template(clauses, statement, where, has_back, kind);
  bool mirror = ab_domain_is_symmetric(&here) && ab_domain_is_symmetric(&f->domain);
  size_t sides = mirror ? 1 : 2; /* the other sign is the mirror image */
  for (size_t side = 0; side < sides; side++) {
    if (r.sides[side].state != AB_RANGE_SOME)
      continue;
    ab_area over = {f, &witness->constants, &here, side == 1};
    ab_area_bounds o;
    ab_area_bounds_init(&o, &over);
    for (size_t e = first; e < count; e++)
      add_entry(clauses, &over, &o, &r, has_back, e / f->x.columns, e % f->x.columns);
    ab_area_bounds_clear(&o, f->x.rows, f->x.columns);
  }
  ranges_clear(&r);
}
