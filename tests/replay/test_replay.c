/* SPDX-License-Identifier: MIT
 * Replay of what is true, with any number of threads; of the same trees with one thing changed. */
#include "../certificate/certificate_support.h"

#include "replay/replay.h"

typedef struct {
  const char *literals, *box, *tree;
} true_clause;

/* Writes, reads and replays one clause with one tree. */
static ab_status prove(const true_clause *c, unsigned precision, unsigned threads,
                       ab_error *error) {
  ab_certificate parts = {.kind = AB_CERTIFICATE_PROOF, .precision = 53}, again;
  ab_text_add(&parts.claim, "language 1;\n");
  size_t variables = *c->box ? 1 : 0;
  for (const char *p = c->box; *p; p++)
    variables += *p == ' ';
  add_clause(&parts.clauses, variables / 2, 0, c->literals, c->box);
  ab_text tree, bytes;
  ab_text_init(&tree);
  ab_text_add(&tree, c->tree);
  write_to_text(&bytes, &parts, &tree);
  read_text(&again, &bytes);
  ab_error other;
  ab_status status = ab_replay(&again, precision, threads, false, error);
  assert_int_equal(ab_replay(&again, precision, threads, true, &other), status);
  ab_text_clear(&tree);
  ab_text_clear(&bytes);
  ab_certificate_clear(&again);
  ab_certificate_clear(&parts);
  return status;
}

static void true_clauses_are_verified(void **state) {
  (void)state;
  static const true_clause cases[] = {
      {">= x1", "0 1", "1"},
      {">= x1", "0 1", "k!"},
      {">= x1;>= x1 neg", "-1 1", "A21"},
      {">= x1 1/3 -", "1/3 4/3", "k!"},
      {">= x1 x1 ^3 -", "0 1", "Ak!s!"},
      {">= x1 x2 * x1 - x2 - 1 +", "0 1 0 1", "st!"}, /* (1 - x)(1 - y), tight on two sides */
      {">= 1 x1 - 1 x2 - *", "0 1 0 1", "st!"},
      {"!= x1 1/2 -;>= x1;>= x1 neg", "0 1", "A(l1:2)22"},
      {"!= x1 1 +", "0 1", "(l1:1+)1"},
      {"!= x1 1 +", "0 1", "(l1:1+)!"},
      {"!= -1 x1 -", "0 1", "(l1:1-)!"},
      {"!= x1 x2 + 1 +", "0 1 0 1", "(l1:1+)(l2:1+)!"},
      {"> x1 x1 - 1 +", "0 1", "a"},
      {"> x1 ^2 x1 - 3/10 +", "0 1", "AAaaAaa"},
      {">= x1 abs x1 relu 2 * x1 - -", "-1 1", "As!k!"}, /* |x| = 2 relu(x) - x */
      {">= x1 x2 max x1 - x2 x1 x2 min - *", "0 1 2 3", "1"},
      {"> x1 sqrt 1/2 -", "1/3 4", "1"},
      {">= 1", "0 0", "!"},
      {">= x1;>= 1 x1 -", "0 1", "Ak!(h1:2)(e2)"}, /* free again after the first face */
      {"> 2", "", "1"},                            /* no variables at all */
      {"> 2;>= 0", "", "b"},
      {">= 0", "", "!"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    ab_error error;
    for (unsigned precision = 0; precision <= 200; precision += 100)
      if (prove(&cases[i], precision, 1, &error) != AB_OK)
        fail_msg("%s, tree %s: %s", cases[i].literals, cases[i].tree, error.message);
  }
}

static void the_example_is_verified_at_any_precision(void **state) {
  (void)state;
  ab_text bytes;
  read_test_file(&bytes, "certificate", "example.abc");
  ab_certificate certificate;
  read_text(&certificate, &bytes);
  ab_error error;
  for (unsigned precision = 24; precision < 1000; precision = precision * 3 / 2)
    for (unsigned threads = 1; threads <= 4; threads++)
      assert_int_equal(ab_replay(&certificate, precision, threads, threads % 2, &error), AB_OK);
  certificate.precision = 24; /* too few bits for doubles to be used */
  assert_int_equal(ab_replay(&certificate, 0, 1, true, &error), AB_OK);
  ab_certificate_clear(&certificate);
  ab_text_clear(&bytes);
}

/* More than 200,000 steps in shards: the same verdict and counts with 1, 2 and 3 threads. */
static void a_large_tree_in_shards_is_verified_by_any_number_of_threads(void **state) {
  (void)state;
  enum { SEED = 20250315 };
  print_message("seed %d\n", SEED);
  ab_certificate parts, certificate;
  ab_text tree, bytes;
  build_large(&parts, &tree, 110000, SEED);
  write_to_text(&bytes, &parts, &tree);
  read_text(&certificate, &bytes);
  assert_true(certificate.shard_count > 3);
  assert_true(certificate.counts[AB_STEP_SPLIT] + certificate.counts[AB_STEP_DIRECT] +
                  certificate.counts[AB_STEP_CENTRED] >
              200000);
  ab_error error;
  for (unsigned threads = 1; threads <= 3; threads++)
    if (ab_replay(&certificate, 0, threads, threads != 2, &error) != AB_OK)
      fail_msg("%s", error.message);
  ab_certificate_clear(&certificate);
  ab_certificate_clear(&parts);
  ab_text_clear(&tree);
  ab_text_clear(&bytes);
}

/* Leaf codes of a large tree turned into one that cannot hold: the first of them is reported, by
 * any number of threads. */
static void the_first_failure_is_reported_by_any_number_of_threads(void **state) {
  (void)state;
  enum { SEED = 20250316 };
  print_message("seed %d\n", SEED);
  uint64_t seed = SEED;
  for (int round = 0; round < 5; round++) {
    ab_certificate parts, certificate;
    ab_text tree, bytes;
    build_large(&parts, &tree, 30000, SEED);
    for (int broken = 0; broken < 3;) {
      size_t at = (size_t)random_below(&seed, (long)tree.length);
      if (tree.data[at] == '1' || tree.data[at] == 'a') {
        tree.data[at] = '!';
        broken++;
      }
    }
    write_to_text(&bytes, &parts, &tree);
    read_text(&certificate, &bytes);
    ab_error first, error;
    assert_int_equal(ab_replay(&certificate, 0, 1, false, &first), AB_NOT_VERIFIED);
    assert_non_null(strstr(first.message, "an exact leaf does not hold"));
    for (unsigned threads = 2; threads <= 5; threads++) {
      assert_int_equal(ab_replay(&certificate, 0, threads, threads % 2, &error), AB_NOT_VERIFIED);
      assert_string_equal(error.message, first.message);
    }
    ab_certificate_clear(&certificate);
    ab_certificate_clear(&parts);
    ab_text_clear(&tree);
    ab_text_clear(&bytes);
  }
}

/* Two trees whose last leaf fails, the second much later than the first: still the first counts. */
static void a_later_tree_that_fails_later_does_not_count(void **state) {
  (void)state;
  ab_certificate parts, certificate;
  ab_text trees[2], bytes;
  uint64_t seed = 7;
  build_large(&parts, &trees[0], 5000, seed);
  add_clause(&parts.clauses, 3, 0, "> x1 x2 * 2 +", "-1 1 -1 1 0 1");
  ab_text_init(&trees[1]);
  random_tree(&trees[1], 30000, &seed);
  for (int i = 0; i < 2; i++)
    trees[i].data[trees[i].length - 1] = '!';
  write_to_text(&bytes, &parts, trees);
  read_text(&certificate, &bytes);
  for (int round = 0; round < 5; round++) {
    ab_error error;
    assert_int_equal(ab_replay(&certificate, 0, 2, round % 2, &error), AB_NOT_VERIFIED);
    assert_memory_equal(error.message, "tree 1 ", 7);
  }
  ab_certificate_clear(&certificate);
  ab_certificate_clear(&parts);
  ab_text_clear(&trees[0]);
  ab_text_clear(&trees[1]);
  ab_text_clear(&bytes);
}

/* Sound by sampling: random literals on random boxes with random trees. Whatever replay accepts
 * must hold at every point that is tried; a checker that accepts nothing would fail the last line.
 */
static bool holds_at(const ab_clauses *clauses, const mpq_t *point) {
  const ab_template *t = &clauses->templates[0];
  mpfr_t value;
  mpfr_init2(value, REFERENCE_BITS);
  bool holds = false;
  for (size_t i = 0; i < t->literal_count; i++) {
    reference_evaluate(value, t->graph, t->literals[i].expr, point, NULL);
    if (mpfr_nan_p(value))
      continue;
    int sign = mpfr_cmpabs_ui(value, 0) == 0 || mpfr_get_exp(value) < -300 ? 0 : mpfr_sgn(value);
    holds = holds || (t->literals[i].kind == AB_LITERAL_POSITIVE  ? sign > 0
                      : t->literals[i].kind == AB_LITERAL_NONZERO ? sign != 0
                                                                  : sign >= 0);
  }
  mpfr_clear(value);
  return holds;
}

static void small_random_tree(ab_text *tree, int depth, uint64_t *seed) {
  static const char *const leaves[] = {"1", "2", "a", "b", "!", "(e2)"};
  static const char *const faces[] = {
      "k", "l", "s", "t", "(l1:2)", "(h1:2)", "(l1:2+)", "(l1:2-)", "(h1:2+)", "(h1:2-)", "(l2:2)"};
  long choice = random_below(seed, 10);
  if (depth > 0 && choice < 3) {
    ab_text_add_char(tree, (char)('A' + random_below(seed, 2)));
    small_random_tree(tree, depth - 1, seed);
    small_random_tree(tree, depth - 1, seed);
  } else if (depth > 0 && choice < 8) {
    ab_text_add(tree, faces[random_below(seed, 11)]);
    small_random_tree(tree, depth - 1, seed);
  } else
    ab_text_add(tree, leaves[random_below(seed, 6)]);
}

static bool try_tree(const true_clause *c, uint64_t *seed, int *accepted) {
  ab_error error;
  if (prove(c, 53, 1, &error) != AB_OK)
    return true;
  ++*accepted;
  ab_clauses clauses;
  ab_clauses_init(&clauses);
  const ab_clause *clause = add_clause(&clauses, 2, 0, c->literals, c->box);
  mpq_t *point = ab_rationals_create(2);
  bool good = true;
  for (int i = 0; i < 60 && good; i++) {
    for (size_t k = 0; k < 2; k++) {
      set_fraction(point[k], i < 9 ? (k ? i / 3 : i % 3) * 48 : random_below(seed, 97), 96);
      mpq_t width;
      mpq_init(width);
      mpq_sub(width, clause->hi[k], clause->lo[k]);
      mpq_mul(point[k], point[k], width);
      mpq_add(point[k], point[k], clause->lo[k]);
      mpq_clear(width);
    }
    good = holds_at(&clauses, (const mpq_t *)point);
  }
  ab_rationals_destroy(point, 2);
  ab_clauses_clear(&clauses);
  return good;
}

static void what_is_accepted_holds_at_every_sample(void **state) {
  (void)state;
  enum { SEED = 20250317, ROUNDS = 40000 };
  print_message("seed %d\n", SEED);
  uint64_t seed = SEED;
  static const char *const expressions[] = {"x1",
                                            "x1 neg",
                                            "x1 1/2 -",
                                            "x1 x2 -",
                                            "x1 x2 *",
                                            "x1 x1 ^3 -",
                                            "x1 abs x2 -",
                                            "x1 relu x2 *",
                                            "x1 x2 max x2 -",
                                            "x1 sqrt x2 -",
                                            "x1 ^2 x2 +",
                                            "1 x1 - 1 x2 - *",
                                            "1 x1 / 1 -",
                                            "x1 log x2 +",
                                            "x1 x2 min 1/4 +",
                                            "x1 5 x1 ^2 4 * - * 3/2 +",
                                            "x1 exp x2 exp -",
                                            "x1 ^2 x2 ^2 -",
                                            "x2 x1 / 1/2 -"};
  static const char *const relations[] = {">=", ">", "!="};
  static const char *const boxes[] = {"0 1 0 1",   "-1 1 -1 1", "0 1 -1 0",     "1 2 0 1",
                                      "-1 0 -1 1", "0 0 0 1",   "1/3 1 -1/3 0", "-1 1 1 1"};
  int accepted = 0;
  for (int round = 0; round < ROUNDS; round++) {
    char literals[160];
    const long count = sizeof expressions / sizeof *expressions;
    const char *words[4];
    for (int i = 0; i < 4; i++)
      words[i] =
          i % 2 ? expressions[random_below(&seed, count)] : relations[random_below(&seed, 3)];
    snprintf(literals, sizeof literals, "%s %s;%s %s", words[0], words[1], words[2], words[3]);
    ab_text tree;
    ab_text_init(&tree);
    small_random_tree(&tree, 4, &seed);
    true_clause c = {literals, boxes[random_below(&seed, 8)], tree.data};
    if (!try_tree(&c, &seed, &accepted))
      fail_msg("accepted: %s on %s, tree %s", c.literals, c.box, c.tree);
    ab_text_clear(&tree);
  }
  print_message("%d of %d trees accepted\n", accepted, ROUNDS);
  assert_true(accepted > ROUNDS / 100);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(true_clauses_are_verified),
      cmocka_unit_test(the_example_is_verified_at_any_precision),
      cmocka_unit_test(a_large_tree_in_shards_is_verified_by_any_number_of_threads),
      cmocka_unit_test(the_first_failure_is_reported_by_any_number_of_threads),
      cmocka_unit_test(a_later_tree_that_fails_later_does_not_count),
      cmocka_unit_test(what_is_accepted_holds_at_every_sample),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
