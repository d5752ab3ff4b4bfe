/* SPDX-License-Identifier: MIT
 * The growth bound |grad f_i|^2 <= 2 L (f_i - f_i*) against the definition: the least L is sampled
 * with gradients written here; nothing below it is proved, claims above it are, and at the points
 * of refutations the inequality fails. */
#include "functions_problem.h"

#include <math.h>

typedef long double real;
typedef enum { PLAIN, BOUNDED, QUARTIC, EXPONENTIAL, SHAPES } shape;

/* f_i = h(q_i), q_i = p (x - c)^2 + r (y - d)^2, two of them; LINE: q_i = (x + p y - c)^2. */
typedef struct {
  shape h;
  bool line;
  real p[2], r[2], c[2], d[2], lo[2], hi[2];
} landscape;

static real outer(shape h, real q, real *slope) {
  switch (h) {
  case PLAIN:
    *slope = 1;
    return q;
  case BOUNDED:
    *slope = 1 / ((1 + q) * (1 + q));
    return q / (1 + q);
  case QUARTIC:
    *slope = 1 + 2 * q;
    return q + q * q;
  default:
    *slope = expl(-q);
    return -expm1l(-q);
  }
}

/* |grad f_i|^2/(2 f_i); 0 where f_i is 0. */
static real ratio(const landscape *l, size_t i, const real *x) {
  real a = x[0] - l->c[i], b = x[1] - l->d[i], q, square, slope;
  if (l->line) {
    a = x[0] + l->p[0] * x[1] - l->c[i];
    q = a * a;
    square = 4 * q * (1 + l->p[0] * l->p[0]);
  } else {
    q = l->p[i] * a * a + l->r[i] * b * b;
    square = 4 * (l->p[i] * l->p[i] * a * a + l->r[i] * l->r[i] * b * b);
  }
  real f = outer(l->h, q, &slope);
  return q < 1e-16L ? 0 : slope * slope * square / (2 * f);
}

static real largest_ratio(const landscape *l, const real *x) {
  return fmaxl(ratio(l, 0, x), ratio(l, 1, x));
}

static real clip(const landscape *l, size_t j, real x) {
  return fminl(l->hi[j], fmaxl(l->lo[j], x));
}

static real sample_least(const landscape *l, uint64_t *random) {
  enum { SAMPLES = 4000 };
  real best = 0, at[2] = {0}, size = 1;
  for (int s = 0; s < 2 * SAMPLES; s++) {
    real x[2];
    for (size_t j = 0; j < 2; j++) {
      x[j] = s < 4 ? (s >> j & 1 ? l->hi[j] : l->lo[j]) : random_real(random, l->lo[j], l->hi[j]);
      if (s >= 4 && s < SAMPLES && s % 4 == 0) /* near where f_i is 0 */
        x[j] = clip(l, j, (j ? l->d : l->c)[s % 8 / 4] + 1e-4L * random_real(random, -1, 1));
      if (s > SAMPLES)
        x[j] = clip(l, j, at[j] + size * random_real(random, -1, 1));
    }
    if (s > SAMPLES)
      size *= powl(1e-7L, 1.0L / SAMPLES);
    real here = largest_ratio(l, x);
    if (here > best) {
      best = here;
      memcpy(at, x, sizeof x);
    }
  }
  return best;
}

static void make(landscape *l, size_t n, uint64_t *random) {
  *l = (landscape){.h = (shape)(n % SHAPES), .line = n % 3 == 2};
  for (size_t j = 0; j < 2; j++) {
    l->p[j] = (real)random_range(random, 1, 3);
    l->r[j] = (real)random_range(random, 1, 3);
    l->c[j] = (real)random_range(random, -2, 2) / 2;
    l->d[j] = (real)random_range(random, -2, 2) / 2;
    l->lo[j] = (real)random_range(random, -8, 2) / 4;
    l->hi[j] = l->lo[j] + (real)random_range(random, 2, 8) / 4;
  }
}

static void write(problem *p, const landscape *l, real constant) {
  static const char *const outside[] = {"q%d", "q%d/(1 + q%d)", "q%d + q%d^2", "1 - exp(-q%d)"};
  *p = (problem){0};
  ab_text *t = &p->text;
  ab_text_add(t, "problem drawn {\n  variables x, y;\n");
  for (int i = 0; i < 2; i++) {
    if (l->line)
      ab_text_printf(t, "  function q%d = (x + %Lf*y - %Lf)^2;\n", i, l->p[0], l->c[i]);
    else
      ab_text_printf(t, "  function q%d = %Lf*(x - %Lf)^2 + %Lf*(y - %Lf)^2;\n", i, l->p[i],
                     l->c[i], l->r[i], l->d[i]);
    ab_text_printf(t, "  function f%d = ", i);
    for (const char *c = outside[l->h]; *c; c++)
      if (*c == '%')
        ab_text_printf(t, "%d", i), c++;
      else
        ab_text_add_char(t, *c);
    ab_text_add(t, ";\n");
  }
  if (l->line)
    ab_text_printf(t, "  minimizers affine { x + %Lf*y = %Lf; }\n", l->p[0],
                   (l->c[0] + l->c[1]) / 2);
  else
    ab_text_add(t, "  minimizers points { (0, 0); } assume minimizers;\n");
  ab_text_printf(t, "  domain { x in [%Lf, %Lf]; y in [%Lf, %Lf]; }\n", l->lo[0], l->hi[0],
                 l->lo[1], l->hi[1]);
  ab_text_printf(t, "  claim growth { L = %.9Lf; }\n}\n", constant);
}

static void assert_fails(const ab_proof *proof, const landscape *l, real constant) {
  const ab_witness *w = &proof->certificate.witness;
  for (size_t i = 0; i < w->choice_count; i++)
    if (strcmp(w->choices[i].name, "point") == 0) {
      real x[2] = {mpq_get_d(w->choices[i].values[0]), mpq_get_d(w->choices[i].values[1])};
      assert_true(largest_ratio(l, x) > constant * (1 - 1e-12L));
      return;
    }
  fail_msg("a refutation without a point");
}

static void what_is_proved_holds_and_what_is_refuted_fails(void **state) {
  (void)state;
  uint64_t random = 20261121;
  int proved = 0, refuted = 0, tried = 0;
  for (size_t n = 0; n < 36; n++) {
    landscape l;
    problem p;
    ab_proof proof;
    make(&l, n, &random);
    real least = sample_least(&l, &random);
    write(&p, &l, least * 0.98L);
    ending end = end_of(&p, &proof);
    if (end == PROVED || end == ASSUMED || end == BAD)
      fail_msg("landscape %zu: %d at %Lf < %Lf", n, (int)end, least * 0.98L, least);
    if (end == REFUTED)
      assert_fails(&proof, &l, least * 0.98L);
    refuted += end == REFUTED;
    ab_proof_clear(&proof);
    write(&p, &l, least * 1.15L);
    end = end_of(&p, NULL);
    assert_true(end == PROVED || end == UNKNOWN);
    proved += end == PROVED;
    tried++;
  }
  print_message("%d of %d proved, %d refuted\n", proved, tried, refuted);
  assert_true(10 * proved > 9 * tried && 10 * refuted > 9 * tried);
}

static void what_is_not_so_is_not_proved(void **state) {
  (void)state;
  static const char *const wrong[] = {
      /* a zero that is no minimum of f: grad f != 0 there */
      "variables x; function f = x^2 + x; infimum { f = 0; } assume infimum; minimizers at (0); "
      "assume minimizers; domain { x in [-1/2, 1]; } claim growth { L = 1000; }",
      /* an infimum that is too large, and one that is missed */
      "variables x; function f = x^2 + 1; infimum { f = 2; } minimizers points { (0); } "
      "domain { x in [-1, 1]; } claim growth { L = 1000; }",
      "variables x; function f = x^4; minimizers points { (0); } "
      "domain { x in [-1, 1]; } claim growth { L = 7; }",
      /* the constant of the least-squares function is 2 exactly */
      "variables x; function f = x^2; minimizers points { (0); } "
      "domain { x in [-1, 1]; } claim growth { L = 1.99999; }",
      "variables x; function f = x^2 + 0*sqrt(x); minimizers points { (0); } assume minimizers; "
      "assume infimum; domain { x in [-1, 1]; } claim growth { L = 3; }",
      "variables x, y; function f = (x*y - 1)^2/2; minimizers equations { x*y = 1; } "
      "domain { x in [1, 2]; y in [1, 2]; } claim growth { L = 100; }",
  };
  assert_none_is_proved(wrong, sizeof wrong / sizeof *wrong);
}

static void infima_are_assumed_only_where_they_are_not_proved(void **state) {
  (void)state;
  assert_int_equal(end_of_text("variables x; function f1 = (x - 1)^2; function f2 = (x + 1)^2; "
                               "minimizers points { (0); } assume minimizers; "
                               "domain { x in [-1, 1]; } claim growth { L = 2.1; }"),
                   PROVED);
  assert_int_equal(end_of_text("variables x; function f1 = (x - 1)^2; function f2 = (x + 1)^2; "
                               "minimizers points { (0); } infimum { f1 = -1; f2 = -1; } "
                               "domain { x in [-1, 1]; } claim growth { L = 2.1; }"),
                   ASSUMED);
}

/* ---- matrix factorisation ---- */

enum { ROWS = 2, COLUMNS = 3, RANK_MAX = 2, COORDINATES = RANK_MAX * (ROWS + COLUMNS) };

typedef struct {
  size_t rank;
  real matrix[ROWS][COLUMNS], lo[COORDINATES], hi[COORDINATES], radius; /* radius 0: a box */
} factorization;

/* |grad f_ij|^2/(2 f_ij), all partial derivatives by the product rule; 0 where f_ij = 0. */
static real factor_ratio(const factorization *f, const real *x, size_t i, size_t j) {
  real r = f->matrix[i][j], square = 0;
  for (size_t c = 0; c < f->rank; c++)
    r -= x[c * ROWS + i] * x[f->rank * ROWS + c * COLUMNS + j];
  for (size_t c = 0; c < f->rank; c++) {
    real w = x[c * ROWS + i], s = x[f->rank * ROWS + c * COLUMNS + j];
    square += r * s * r * s + r * w * r * w;
  }
  return fabsl(r) < 1e-9L ? 0 : square / (r * r);
}

static real factor_largest(const factorization *f, const real *x) {
  real best = 0;
  for (size_t e = 0; e < ROWS * COLUMNS; e++)
    best = fmaxl(best, factor_ratio(f, x, e / COLUMNS, e % COLUMNS));
  return best;
}

/* Over corners of the box; over points with one or two coordinates of the ball. */
static real factor_least(const factorization *f, uint64_t *random) {
  real best = 0, x[COORDINATES];
  size_t count = f->rank * (ROWS + COLUMNS);
  for (size_t s = 0; s < 6000; s++) {
    real size = 0;
    for (size_t k = 0; k < count; k++) {
      bool far = random_range(random, 0, 7) > 0; /* mostly corners */
      real end = random_range(random, 0, 1) ? f->hi[k] : f->lo[k];
      x[k] = far ? end : random_real(random, f->lo[k], f->hi[k]);
      if (f->radius > 0)
        x[k] = random_range(random, 0, 3) ? 0 : random_real(random, -1, 1);
      size += x[k] * x[k];
    }
    for (size_t k = 0; k < count && f->radius > 0 && size > 0; k++)
      x[k] *= f->radius / sqrtl(size);
    best = fmaxl(best, factor_largest(f, x));
  }
  return best;
}

static void write_factorization(problem *p, const factorization *f, real constant) {
  *p = (problem){0};
  ab_text *t = &p->text;
  ab_text_add(t, "problem drawn {\n  family matrix_factorization { X = [");
  for (size_t i = 0; i < ROWS; i++)
    ab_text_printf(t, "%s[%Lf, %Lf, %Lf]", i ? ", " : "", f->matrix[i][0], f->matrix[i][1],
                   f->matrix[i][2]);
  ab_text_printf(t, "]; rank = %zu; }\n  domain {", f->rank);
  for (size_t k = 0; k < f->rank * (ROWS + COLUMNS) && f->radius == 0; k++) {
    bool w = k < f->rank * ROWS;
    size_t at = w ? k : k - f->rank * ROWS, width = w ? ROWS : COLUMNS;
    ab_text_printf(t, " %c[%zu,%zu] in [%Lf, %Lf];", w ? 'W' : 'S', at / width + 1, at % width + 1,
                   f->lo[k], f->hi[k]);
  }
  if (f->radius > 0)
    ab_text_printf(t, " ball radius = %Lf;", f->radius);
  ab_text_printf(t, " }\n  claim growth { L = %.9Lf; }\n}\n", constant);
}

static void make_factorization(factorization *f, size_t n, uint64_t *random) {
  static const real base[ROWS][COLUMNS] = {{2, 1, 0.5L}, {0.5L, -1.5L, 1}};
  *f = (factorization){.rank = 1, .radius = n % 3 == 0 ? 1 + (real)(n % 5) / 2 : 0};
  for (size_t e = 0; e < ROWS * COLUMNS; e++)
    f->matrix[e / COLUMNS][e % COLUMNS] =
        base[e / COLUMNS][e % COLUMNS] + (real)random_range(random, -1, 1) / 8;
  for (size_t k = 0; k < COORDINATES; k++) {
    f->lo[k] = (real)random_range(random, -8, 2) / 4;
    f->hi[k] = f->lo[k] + (real)random_range(random, 1, 8) / 4;
  }
}

static void growth_of_factorisations_is_that_of_the_definition(void **state) {
  (void)state;
  uint64_t random = 20261122;
  for (size_t n = 0; n < 40; n++) {
    factorization f;
    problem p;
    ab_proof proof;
    make_factorization(&f, n, &random);
    real least = factor_least(&f, &random);
    write_factorization(&p, &f, least * 0.999L);
    ending end = end_of(&p, &proof);
    if (end != REFUTED)
      fail_msg("factorisation %zu: %d at %Lf < %Lf", n, (int)end, least * 0.999L, least);
    const ab_choice *place = &proof.certificate.witness.choices[0];
    real x[COORDINATES], size = 0;
    for (size_t k = 0; k < place->count; k++) {
      x[k] = mpq_get_d(place->values[k]);
      size += x[k] * x[k];
      assert_true(f.radius > 0 || (x[k] >= f.lo[k] - 1e-12L && x[k] <= f.hi[k] + 1e-12L));
    }
    assert_true(f.radius == 0 || size <= f.radius * f.radius * (1 + 1e-12L));
    assert_true(factor_largest(&f, x) > least * 0.999L);
    ab_proof_clear(&proof);
    write_factorization(&p, &f, least * 1.05L); /* balls are sampled roughly */
    assert_int_equal(end_of(&p, NULL), PROVED);
  }
}

static ab_status verify_with(const char *domain, const char *first, const char *second,
                             const long *x, long row, long column) {
  problem p = {0};
  ab_error error;
  ab_witness witness;
  ab_text_printf(&p.text,
                 "problem p { family matrix_factorization { X = [[3/2, 1/2], [1/2, 1]]; rank = 1; "
                 "} domain { %s } claim growth { L = 1; } }",
                 domain);
  assert_int_equal(problem_try(&p, &error), AB_OK);
  ab_witness_init(&witness);
  ab_choice *choice = ab_witness_add_choice(&witness, first, 4);
  for (size_t k = 0; k < 4; k++)
    mpq_set_si(choice->values[k], x[k], 1);
  choice = ab_witness_add_choice(&witness, second, 2);
  mpq_set_si(choice->values[0], row, 1);
  mpq_set_si(choice->values[1], column, 1);
  ab_status status =
      p.statement.condition->verify(&p.statement, AB_CERTIFICATE_REFUTATION, &witness, &error);
  ab_witness_clear(&witness);
  problem_clear(&p);
  return status;
}

static void forged_refutations_are_not_verified(void **state) {
  (void)state;
  static const char box[] = "W in [-2, 2]; S in [-2, 2];", ball[] = "ball radius = 2;";
  static const long good[] = {1, 1, 1, 1}, out[] = {3, 0, 0, 0}, far[] = {2, 0, 0, 1};
  assert_int_equal(verify_with(box, "point", "entry", good, 2, 2), AB_OK);
  assert_int_equal(verify_with(ball, "point", "entry", good, 2, 2), AB_OK);
  assert_int_equal(verify_with(box, "point", "entry", far, 1, 1), AB_OK);
  assert_int_equal(verify_with(ball, "point", "entry", far, 1, 1), AB_NOT_VERIFIED);
  assert_int_equal(verify_with(box, "point", "entry", out, 1, 1), AB_NOT_VERIFIED);
  assert_int_equal(verify_with(box, "point", "entry", good, 3, 1), AB_NOT_VERIFIED);
  assert_int_equal(verify_with(box, "point", "entry", good, 1, 0), AB_NOT_VERIFIED);
  assert_int_equal(verify_with(box, "entry", "point", good, 1, 1), AB_NOT_VERIFIED);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_not_so_is_not_proved),
      cmocka_unit_test(infima_are_assumed_only_where_they_are_not_proved),
      cmocka_unit_test(forged_refutations_are_not_verified),
      cmocka_unit_test(growth_of_factorisations_is_that_of_the_definition),
      cmocka_unit_test(what_is_proved_holds_and_what_is_refuted_fails),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
