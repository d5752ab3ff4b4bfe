/* SPDX-License-Identifier: MIT
 * Certificates built in memory: the example of docs/certificate-format.md, and large trees. */
#ifndef AB_TESTS_CERTIFICATE_SUPPORT_H
#define AB_TESTS_CERTIFICATE_SUPPORT_H

#include "../clause/clause_support.h"

#include "base/file.h"
#include "certificate/certificate.h"

#include <stdio.h>

/* What ab_certificate_write writes, as a text. */
static inline void write_to_text(ab_text *out, const ab_certificate *parts, const ab_text *trees) {
  char *bytes = NULL;
  size_t length = 0;
  FILE *stream = open_memstream(&bytes, &length);
  assert_non_null(stream);
  ab_error error;
  assert_int_equal(ab_certificate_write(stream, parts, trees, &error), AB_OK);
  assert_int_equal(fclose(stream), 0);
  ab_text_init(out);
  ab_text_append(out, bytes, length);
  free(bytes);
}

static inline void read_text(ab_certificate *certificate, const ab_text *text) {
  ab_error error;
  if (ab_certificate_read(certificate, text->data, text->length, &error) != AB_OK)
    fail_msg("%s", error.message);
}

static inline void read_test_file(ab_text *text, const char *folder, const char *name) {
  char path[1024];
  snprintf(path, sizeof path, "%s/%s/%s", AB_TESTS_FOLDER, folder, name);
  ab_text_init(text);
  ab_error error;
  if (ab_file_read(text, path, (size_t)1 << 26, &error) != AB_OK)
    fail_msg("%s", error.message);
}

enum { EXAMPLE_CLAUSES = 3 };
static const char *const example_trees[EXAMPLE_CLAUSES] = {"Ak!s!", "k!", "B(l1:1+)1AAbbAbb"};

static inline void build_example_clauses(ab_clauses *clauses) {
  static const char *const x[] = {"x"}, *const xy[] = {"x", "y"}, *const p[] = {"p"};
  static const char *const a[] = {"a"};
  add_literals(ab_clauses_add_template(clauses, "cubic", x, 1, p, 1), ">= x1 p1 x1 ^3 * -");
  add_literals(ab_clauses_add_template(clauses, "either", xy, 2, a, 1),
               "!= x1 p1 + x2 ^2 -;> x1 ^2 x1 - 3/10 +");
  static const char *const names[] = {"cubic-1", "cubic-2", "either-1"};
  for (size_t i = 0; i < EXAMPLE_CLAUSES; i++) {
    ab_clause *clause = ab_clauses_add(clauses, names[i], i / 2);
    mpq_set_ui(clause->hi[0], 1, 1);
  }
  set_text(clauses->clauses[0].arguments[0].value, "1");
  set_text(clauses->clauses[1].arguments[0].value, "1/2");
  set_text(clauses->clauses[2].lo[1], "-1/3");
  set_text(clauses->clauses[2].hi[1], "1");
  clauses->clauses[2].arguments[0].bound = true;
}

/* x - p x^3 >= 0 on [0, 1] for p = 1 and p = 1/2; x + a - y^2 != 0 or x^2 - x + 3/10 > 0 on [0, 1]
 * x
 * [-1/3, 1] for a = sqrt(2), known by an enclosure of 100 bits. */
static inline void build_example(ab_certificate *parts, ab_text trees[EXAMPLE_CLAUSES]) {
  *parts = (ab_certificate){.kind = AB_CERTIFICATE_PROOF, .precision = 53};
  ab_text_add(&parts->claim, "language 1;\nvariables x, y;\ndomain x in [0, 1], y in [-1/3, 1];\n"
                             "claim clause { x + sqrt(2) - y^2 != 0 or x^2 - x + 3/10 > 0; }\n");
  mpq_t *ends = ab_rationals_create(3);
  mpz_set_ui(mpq_numref(ends[0]), 2);
  mpz_mul_2exp(mpq_numref(ends[0]), mpq_numref(ends[0]), 200);
  mpz_sqrt(mpq_numref(ends[0]), mpq_numref(ends[0])); /* floor(2^100 sqrt(2)) */
  mpz_add_ui(mpq_numref(ends[1]), mpq_numref(ends[0]), 1);
  mpq_div_2exp(ends[0], ends[0], 100);
  mpq_div_2exp(ends[1], ends[1], 100);
  ab_constants_add(&parts->witness.constants, "sqrt2", ends[0], ends[1]);
  ab_rationals_destroy(ends, 3);
  ab_choice *choice = ab_witness_add_choice(&parts->witness, "t-range", 2);
  set_text(choice->values[0], "-1/3");
  set_text(choice->values[1], "1");
  build_example_clauses(&parts->clauses);
  for (size_t i = 0; i < EXAMPLE_CLAUSES; i++) {
    ab_text_init(&trees[i]);
    ab_text_add(&trees[i], example_trees[i]);
  }
}

static inline void clear_example(ab_certificate *parts, ab_text trees[EXAMPLE_CLAUSES]) {
  ab_certificate_clear(parts);
  for (size_t i = 0; i < EXAMPLE_CLAUSES; i++)
    ab_text_clear(&trees[i]);
}

/* A random tree with this many leaves for "x1 x2 * 2 + > 0" on [-1, 1]^2 x [0, 1], all of which
 * hold; now and then a face, below which splits go on. */
static inline void random_tree(ab_text *tree, size_t leaves, uint64_t *seed) {
  size_t *open = calloc(leaves + 1, sizeof *open), depth = 0; /* leaves still to be made below */
  unsigned char *faced = calloc(leaves + 1, 1);
  assert_true(open && faced);
  open[depth++] = leaves;
  while (depth > 0) {
    size_t here = open[--depth];
    bool below_face = faced[depth];
    if (here == 1) {
      ab_text_add_char(tree, random_below(seed, 2) ? '1' : 'a');
      continue;
    }
    if (!below_face && random_below(seed, 50) == 0) {
      ab_text_add_char(tree, 'm'); /* e does not depend on x3: the low face of axis 3 */
      below_face = true;
    }
    size_t low = 1 + (size_t)random_below(seed, (long)here - 1);
    if (low < here / 8) /* not too deep */
      low = here / 2;
    if (here - low < here / 8)
      low = here / 2;
    ab_text_add_char(tree, (char)('A' + random_below(seed, below_face ? 2 : 3)));
    open[depth] = here - low;
    faced[depth++] = below_face;
    open[depth] = low;
    faced[depth++] = below_face;
  }
  free(open);
  free(faced);
}

static inline void build_large(ab_certificate *parts, ab_text *tree, size_t leaves, uint64_t seed) {
  *parts = (ab_certificate){.kind = AB_CERTIFICATE_PROOF, .precision = 53};
  ab_text_add(&parts->claim, "language 1;\n");
  add_clause(&parts->clauses, 3, 0, "> x1 x2 * 2 +", "-1 1 -1 1 0 1");
  ab_text_init(tree);
  random_tree(tree, leaves, &seed);
}

#endif
