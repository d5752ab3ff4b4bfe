/* SPDX-License-Identifier: MIT
 * The survey of leaves, on the shipped certificates: its counts are those of the certificates, and
 * the parts that the leaves settle fill the boxes of their clauses. */
#include <setjmp.h>
#include <stdarg.h>

#include "base/file.h"
#include "report/mathematics.h"
#include "report/slice.h"
#include "report/survey.h"

#include <cmocka.h>
#include <math.h>
#include <string.h>

static const char *const files[] = {"twin_bowls.sharp", "rank_one_2x2_r3_2", "means.cubes",
                                    "saddle.sharp", "noisy_product_square"};
enum { FILES = sizeof files / sizeof *files };

static void open_shipped(ab_certificate *certificate, const char *name) {
  char path[512];
  ab_text bytes;
  ab_error error;
  snprintf(path, sizeof path, "%s/../certificates/%s.abc", AB_TESTS_FOLDER, name);
  ab_text_init(&bytes);
  assert_int_equal(ab_file_read(&bytes, path, AB_CERTIFICATE_BYTES_MAX, &error), AB_OK);
  assert_int_equal(ab_certificate_read(certificate, bytes.data, bytes.length, &error), AB_OK);
  ab_text_clear(&bytes);
}

static void counts_are_those_of_the_certificate(void **state) {
  (void)state;
  for (size_t i = 0; i < FILES; i++) {
    ab_certificate certificate;
    ab_survey survey;
    open_shipped(&certificate, files[i]);
    ab_survey_make(&survey, &certificate);
    uint64_t sum = 0;
    for (int kind = AB_STEP_DIRECT; kind <= AB_STEP_ORDER_TWO; kind++) {
      assert_int_equal(survey.by_rule[kind], certificate.counts[kind]);
      sum += certificate.counts[kind];
    }
    assert_int_equal(survey.leaves, sum);
    /* a binary tree: a leaf more than splits in each of the trees */
    assert_int_equal(survey.leaves,
                     certificate.counts[AB_STEP_SPLIT] + certificate.clauses.clause_count);
    assert_true(survey.hardest_count > 0 && survey.hardest[0].depth == survey.depth);
    ab_survey_clear(&survey);
    ab_certificate_clear(&certificate);
  }
}

typedef struct {
  const ab_clause *clause;
  size_t variables;
  double volume; /* as a share of the clause's box */
} filling;

static void add_volume(void *context, const ab_leaf *leaf) {
  filling *f = context;
  double share = 1;
  for (size_t k = 0; k < f->variables; k++) {
    double width = mpq_get_d(f->clause->hi[k]) - mpq_get_d(f->clause->lo[k]);
    if (width > 0)
      share *= (leaf->hi[k] - leaf->lo[k]) / width;
    assert_true(leaf->centre[k] >= leaf->lo[k] && leaf->centre[k] <= leaf->hi[k]);
  }
  f->volume += share;
}

static void leaves_fill_their_boxes(void **state) {
  (void)state;
  for (size_t i = 0; i < FILES; i++) {
    ab_certificate certificate;
    open_shipped(&certificate, files[i]);
    for (size_t c = 0; c < certificate.clauses.clause_count; c++) {
      const ab_clause *clause = &certificate.clauses.clauses[c];
      filling f = {clause, ab_clause_template(&certificate.clauses, clause)->variable_count, 0};
      ab_survey_leaves(&certificate, c, add_volume, &f);
      assert_true(fabs(f.volume - 1) < 1e-9);
    }
    ab_certificate_clear(&certificate);
  }
}

static void a_plane_has_two_axes_of_its_clause(void **state) {
  (void)state;
  ab_certificate certificate;
  ab_slice slice;
  ab_error error;
  bool found;
  const char *none[2] = {NULL, NULL}, *same[2] = {"x", "x"}, *given[2] = {"y", "x"};
  open_shipped(&certificate, "twin_bowls.sharp");
  assert_int_equal(ab_slice_choose(&slice, &found, &certificate, NULL, none, &error), AB_OK);
  assert_true(found && slice.axes[0] == 0 && slice.axes[1] == 1 && slice.margin > 0);
  ab_slice_clear(&slice);
  assert_int_equal(ab_slice_choose(&slice, &found, &certificate, "minimum", given, &error), AB_OK);
  assert_true(found && slice.axes[0] == 1 && slice.axes[1] == 0);
  ab_slice_clear(&slice);
  assert_int_equal(ab_slice_choose(&slice, &found, &certificate, NULL, same, &error), AB_USAGE);
  ab_certificate_clear(&certificate);
}

static void becomes(const char *plain, const char *html, const char *tex) {
  const char *const wanted[] = {[AB_DIALECT_HTML] = html, [AB_DIALECT_TEX] = tex};
  for (ab_dialect dialect = AB_DIALECT_HTML; dialect <= AB_DIALECT_TEX; dialect++) {
    ab_text out;
    ab_text_init(&out);
    ab_mathematics_append(&out, dialect, plain, strlen(plain));
    assert_string_equal(out.data, wanted[dialect]);
    ab_text_clear(&out);
  }
}

static void mathematics_is_dressed(void **state) {
  (void)state;
  becomes("x^2*y >= 0", "x<sup>2</sup>&middot;y &ge; 0", "x\\textsuperscript{2}$\\cdot$y $\\ge$ 0");
  becomes("<grad f_i(x), x - y>", "&lang;&nabla;f<sub>i</sub>(x), x &minus; y&rang;",
          "$\\langle\\nabla$f\\textsubscript{i}(x), x $-$ y$\\rangle$");
  becomes("f_ij* = 0", "f<sub>ij</sub><sup>*</sup> = 0", "f\\textsubscript{ij}$^*$ = 0");
  becomes("W in R^(1 x 2)", "W &isin; &#x211d;<sup>1 x 2</sup>",
          "W $\\in$ $\\mathbf{R}$\\textsuperscript{1 x 2}");
  becomes("alphabet <b>", "alphabet &lt;b&gt;", "alphabet $<$b$>$");
  becomes("50% of {x_ij} & \\c", "50% of {x<sub>ij</sub>} &amp; \\c",
          "50\\% of \\{x\\textsubscript{ij}\\} \\& $\\backslash$c");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(counts_are_those_of_the_certificate),
      cmocka_unit_test(leaves_fill_their_boxes),
      cmocka_unit_test(a_plane_has_two_axes_of_its_clause),
      cmocka_unit_test(mathematics_is_dressed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
