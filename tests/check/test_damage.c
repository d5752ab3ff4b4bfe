/* SPDX-License-Identifier: MIT
 * Certificates of all kinds with one byte changed or cut off, the digest left as it is: none may
 * pass. With the argument "all", every byte takes every value; else the bits are turned one at a
 * time, two of each byte in the shipped certificates, and some of the truncations made. */
#include "check_support.h"

#include "base/file.h"

static const char *const problems[] = {
    "variables x; domain { x in [0, inf]; } claim clause { show x >= log(1 + x); }",
    "variables x, y; domain { x in [-1, 1]; y in [-1, 1]; } claim clause { show x*y <= 1; }",
    "variables x; domain { x in [0, 1]; } claim clause { show x != 2 or x > 0; }",
    "variables x; domain { x in [-1, 1]; } claim clause { show x^3 > x^2 + 1; }",
    "variables x; constant r = root(u, u^2 - 2, [1, 2]); domain { x in [0, 1]; }"
    "claim clause { show r + x > 1; }",
    "family matrix_factorization { X = [[2, 1], [1, 3]]; rank = 1; }"
    "domain { tube radius = 1/10; } claim alpha_beta { alpha = 20; beta = 19; }",
    "family matrix_factorization { X = [[3/2, 1/2], [1/2, 1]]; rank = 1; }"
    "domain { W in [-1, 1]; S in [-1, 1]; } claim alpha_beta { alpha = 3; beta = 2; }",
    "family two_layer_relu { width = 1; point [1] positive 3 negative 1; }"
    "domain { W in [-3/2, 3/2]; v in [-3/2, 3/2]; } claim alpha_beta { alpha = 9; beta = 8; }",
    "variables x; function f1 = x^2; function f2 = 2*x^2 + 1; infimum { f1 = 0; f2 = 1; }"
    "minimizers points { (0); } domain { x in [-1, 1]; } claim alpha_beta { alpha = 3/2; "
    "beta = 1/2; }",
    "variables x, y; function f1 = (x + y)^2/((x + y)^2 + 1);"
    "function f2 = (x + y + 1)^2/((x + y + 1)^2 + 1); infimum { f1 = 0; f2 = 0; }"
    "minimizers affine { x + y = -1/2; } domain { x in [-1, 1]; y in [-1, 1]; }"
    "claim alpha_beta { alpha = 4; beta = 3; }",
};
enum { PROBLEMS = sizeof problems / sizeof *problems };

/* Of the other kinds: closed forms and reductions, curves, circles, charts at infinity, averaged
 * conditions; refutations of each. */
static const char *const shipped[] = {
    "ball",
    "factorization_growth",
    "four_units",
    "four_units.best.refuted",
    "half_line.saturating",
    "least_squares_plane.secant",
    "local_minima_printed_plane.stated",
    "noisy_circle.growth",
    "noisy_circle.stationary",
    "noisy_product.best.refuted",
    "one_relu_halfspace.best.refuted",
    "one_unit_two_points",
    "product_growth.polyak",
    "product_stationary.aimed",
    "quasar.quasar",
    "rank_one_2x2_r1.best.refuted",
    "rank_two_ball",
    "rank_two_tube",
    "tube",
    "unbounded.growth",
};
enum { SHIPPED = sizeof shipped / sizeof *shipped, CERTIFICATES = PROBLEMS + SHIPPED };

static bool everything;
static ab_text certificates[CERTIFICATES];

static bool passes(const char *bytes, size_t length) {
  ab_check_result result;
  ab_error error;
  if (ab_check(&result, bytes, length, &(ab_check_options){.threads = 1}, &error) != AB_OK)
    return false;
  ab_basis_clear(&result.basis);
  return true;
}

static void read_shipped(ab_text *text, const char *name) {
  char path[1024];
  ab_error error;
  snprintf(path, sizeof path, "%s/../certificates/%s.abc", AB_TESTS_FOLDER, name);
  ab_text_init(text);
  if (ab_file_read(text, path, (size_t)1 << 20, &error) != AB_OK)
    fail_msg("%s", error.message);
}

static int make_all(void **state) {
  (void)state;
  for (size_t i = 0; i < CERTIFICATES; i++) {
    if (i < PROBLEMS)
      certificate_of(&certificates[i], problems[i]);
    else
      read_shipped(&certificates[i], shipped[i - PROBLEMS]);
    assert_true(passes(certificates[i].data, certificates[i].length));
  }
  return 0;
}

static int clear_all(void **state) {
  (void)state;
  for (size_t i = 0; i < CERTIFICATES; i++)
    ab_text_clear(&certificates[i]);
  return 0;
}

static void every_changed_byte_is_noticed(void **state) {
  (void)state;
  unsigned long tried = 0;
  for (size_t i = 0; i < CERTIFICATES; i++)
    for (size_t at = 0; at < certificates[i].length; at++) {
      char *byte = &certificates[i].data[at], old = *byte;
      for (unsigned change = 1; change < 256;
           change = everything ? change + 1 : change * (i < PROBLEMS ? 2 : 16)) {
        *byte = (char)((unsigned char)old ^ change);
        tried++;
        if (passes(certificates[i].data, certificates[i].length))
          fail_msg("certificate %zu passes with byte %zu changed by %u", i, at, change);
      }
      *byte = old;
    }
  print_message("%lu changed bytes\n", tried);
}

static void every_truncation_is_noticed(void **state) {
  (void)state;
  for (size_t i = 0; i < CERTIFICATES; i++)
    for (size_t length = 0; length < certificates[i].length; length += everything     ? 1
                                                                       : i < PROBLEMS ? 3
                                                                                      : 13) {
      assert_false(passes(certificates[i].data, length));
      assert_false(passes(certificates[i].data + length + 1, certificates[i].length - length - 1));
    }
}

int main(int argc, char **argv) {
  everything = argc > 1 && strcmp(argv[1], "all") == 0;
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_changed_byte_is_noticed),
      cmocka_unit_test(every_truncation_is_noticed),
  };
  return cmocka_run_group_tests(tests, make_all, clear_all);
}
