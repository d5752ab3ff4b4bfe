/* SPDX-License-Identifier: MIT
 * The baseline of bench/family_k.py: a plain search, box by box, with MPFI intervals of 64 bits.
 *
 *     mpfi_search K BETA SECONDS      BETA as P/Q
 *
 * Family K: g = (r - e)^2 + beta e^2 - 2 r d >= 0 with r = X - sum w_k s_k, d = sum (w_k - c_k t)
 * (s_k - c_k/t), c_k = 2^-k. On each box: the range, the mean value form with derivatives by hand,
 * then a split where width times derivative is greatest. Prints the boxes and "done" or "out of
 * time". No certificate, no structure, no care for anything else. */
#include <mpfi.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { K_MAX = 6, BITS = 64 };

typedef struct {
  int k, n; /* variables: w_1 .. w_K, s_1 .. s_K, t, e */
  mpfi_t beta, x, c[K_MAX];
  mpfi_t r, d, a, b, g, gradient[2 * K_MAX + 2], middle[2 * K_MAX + 2];
} work;

/* r, d and g over the box. */
static void values(work *s, mpfi_t *z) {
  mpfi_ptr t = z[2 * s->k], e = z[2 * s->k + 1];
  mpfi_set(s->r, s->x);
  mpfi_set_ui(s->d, 0);
  for (int k = 0; k < s->k; k++) {
    mpfi_mul(s->a, z[k], z[s->k + k]);
    mpfi_sub(s->r, s->r, s->a);
    mpfi_mul(s->a, s->c[k], t);
    mpfi_sub(s->a, z[k], s->a);
    mpfi_div(s->b, s->c[k], t);
    mpfi_sub(s->b, z[s->k + k], s->b);
    mpfi_mul(s->a, s->a, s->b);
    mpfi_add(s->d, s->d, s->a);
  }
  mpfi_sub(s->a, s->r, e);
  mpfi_sqr(s->g, s->a);
  mpfi_sqr(s->a, e);
  mpfi_mul(s->a, s->a, s->beta);
  mpfi_add(s->g, s->g, s->a);
  mpfi_mul(s->a, s->r, s->d);
  mpfi_mul_ui(s->a, s->a, 2);
  mpfi_sub(s->g, s->g, s->a);
}

/* After values over the box: dg/dz = (2 (r - e) - 2 d) dr/dz - 2 r dd/dz, and what e adds. */
static void gradient(work *s, mpfi_t *z) {
  mpfi_ptr t = z[2 * s->k], e = z[2 * s->k + 1], dt = s->gradient[2 * s->k];
  mpfi_ptr de = s->gradient[2 * s->k + 1];
  mpfi_sub(de, s->r, e); /* the factor of dr */
  mpfi_sub(de, de, s->d);
  mpfi_mul_ui(de, de, 2);
  mpfi_set_ui(dt, 0);
  for (int k = 0; k < s->k; k++) {
    for (int half = 0; half < 2; half++) { /* z[i] = w_k, other = s_k, and the reverse */
      int i = half * s->k + k, other = (1 - half) * s->k + k;
      mpfi_ptr out = s->gradient[i];
      half ? mpfi_mul(s->a, s->c[k], t) : mpfi_div(s->a, s->c[k], t);
      mpfi_sub(s->a, z[other], s->a);
      mpfi_mul(s->a, s->a, s->r);
      mpfi_mul_ui(s->a, s->a, 2);
      mpfi_mul(out, de, z[other]);
      mpfi_add(out, out, s->a);
      mpfi_neg(out, out);
    }
    mpfi_sqr(s->a, t); /* dd/dt = c_k (w_k/t^2 - s_k) */
    mpfi_div(s->a, z[k], s->a);
    mpfi_sub(s->a, s->a, z[s->k + k]);
    mpfi_mul(s->a, s->a, s->c[k]);
    mpfi_add(dt, dt, s->a);
  }
  mpfi_mul(dt, dt, s->r);
  mpfi_mul_si(dt, dt, -2);
  mpfi_mul(s->a, s->beta, e);
  mpfi_sub(s->b, s->r, e);
  mpfi_sub(de, s->a, s->b);
  mpfi_mul_ui(de, de, 2);
}

/* Whether g >= 0 on the box; if not, the axis to split. */
static int settled(work *s, mpfi_t *z, int *axis) {
  double best = -1;
  values(s, z);
  if (mpfi_is_nonneg(s->g) > 0)
    return 1;
  gradient(s, z);
  for (int i = 0; i < s->n; i++) {
    mpfi_mid(&s->middle[i]->left, z[i]);
    mpfi_set_fr(s->middle[i], &s->middle[i]->left);
  }
  values(s, s->middle);
  for (int i = 0; i < s->n; i++) {
    mpfi_sub(s->a, z[i], s->middle[i]);
    mpfi_mul(s->a, s->a, s->gradient[i]);
    mpfi_add(s->g, s->g, s->a);
    double influence = mpfr_get_d(&s->a->right, MPFR_RNDU) - mpfr_get_d(&s->a->left, MPFR_RNDD);
    if (influence > best) {
      best = influence;
      *axis = i;
    }
  }
  return mpfi_is_nonneg(s->g) > 0;
}

static mpfi_t *copy(const work *s, mpfi_t *z) {
  mpfi_t *out = malloc((size_t)s->n * sizeof *out);
  for (int i = 0; out && i < s->n; i++) {
    mpfi_init2(out[i], BITS);
    mpfi_set(out[i], z[i]);
  }
  return out;
}

static mpfi_t *start(work *s, int k, const char *beta) {
  static const double ends[][2] = {{-1, 1.5}, {0.5, 2}};
  mpq_t q;
  mpq_init(q);
  s->k = k;
  s->n = 2 * k + 2;
  mpfi_ptr numbers[] = {s->beta, s->x, s->r, s->d, s->a, s->b, s->g};
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
    mpfi_init2(numbers[i], BITS);
  mpfi_set_ui(s->x, 0);
  for (int i = 0; i < k; i++) {
    mpfi_init2(s->c[i], BITS);
    mpfi_set_d(s->c[i], 1.0 / (1 << i));
    mpfi_sqr(s->a, s->c[i]);
    mpfi_add(s->x, s->x, s->a);
  }
  for (int i = 0; i < s->n; i++) {
    mpfi_init2(s->gradient[i], BITS);
    mpfi_init2(s->middle[i], BITS);
    mpfi_interv_d(s->middle[i], ends[i == 2 * k][0], ends[i == 2 * k][1]);
  }
  mpq_set_str(q, beta, 10);
  mpfi_set_q(s->beta, q);
  mpq_set_ui(q, 1, 10);
  mpfi_set_q(s->middle[s->n - 1], q);
  mpfi_mul_ui(s->a, s->middle[s->n - 1], 3);
  mpfi_union(s->middle[s->n - 1], s->middle[s->n - 1], s->a);
  mpq_clear(q);
  return copy(s, s->middle);
}

int main(int argc, char **argv) {
  enum { STACK = 4096 };
  mpfi_t *stack[STACK];
  work s;
  if (argc != 4 || atoi(argv[1]) < 1 || atoi(argv[1]) > K_MAX)
    return 64;
  double seconds = atof(argv[3]);
  int depth = 0;
  unsigned long boxes = 0;
  stack[depth++] = start(&s, atoi(argv[1]), argv[2]);
  while (depth > 0 && depth < STACK && (double)clock() / CLOCKS_PER_SEC < seconds) {
    mpfi_t *z = stack[--depth], *high;
    int axis = 0;
    boxes++;
    if (!settled(&s, z, &axis)) {
      high = copy(&s, z);
      mpfi_bisect(z[axis], high[axis], z[axis]);
      stack[depth++] = high;
      stack[depth++] = z;
      continue;
    }
    for (int i = 0; i < s.n; i++)
      mpfi_clear(z[i]);
    free(z);
  }
  printf("%lu %s\n", boxes, depth ? "out of time" : "done");
  return 0;
}
