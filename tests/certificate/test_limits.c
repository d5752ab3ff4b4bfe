/* SPDX-License-Identifier: MIT
 * The reader at its limits: counts just above what is stated in docs/certificate-format.md, files
 * that end inside of something, errors that stay; and the small services around witnesses. */
#include "certificate_support.h"

#include "certificate/lines.h"

/* Puts `to` in the place of the first `from`; with cut, of that and all that follows. */
static void replace(ab_text *text, const char *from, const char *to, bool cut) {
  const char *at = strstr(text->data, from);
  assert_non_null(at);
  ab_text changed;
  ab_text_init(&changed);
  ab_text_append(&changed, text->data, (size_t)(at - text->data));
  ab_text_add(&changed, to);
  if (!cut)
    ab_text_add(&changed, at + strlen(from));
  ab_text_clear(text);
  *text = changed;
}

/* Without its old digest, if there is one. */
static void read_example(ab_text *text) {
  read_test_file(text, "certificate", "example.abc");
  replace(text, "\nsha256 ", "\n", true);
}

/* Sealed and read; clears the text. */
static void assert_text_refused(ab_text *text, const char *reason) {
  ab_certificate certificate;
  ab_error error;
  char hex[AB_DIGEST_HEX + 1];
  ab_digest(hex, text->data, text->length);
  ab_text_printf(text, "sha256 %s\n", hex);
  assert_int_equal(ab_certificate_read(&certificate, text->data, text->length, &error),
                   AB_NOT_VERIFIED);
  if (!strstr(error.message, reason))
    fail_msg("refused because %s", error.message);
  ab_text_clear(text);
}

static void assert_refused(const char *from, const char *to, const char *reason) {
  ab_text text;
  read_example(&text);
  replace(&text, from, to, false);
  assert_text_refused(&text, reason);
}

/* `count` times the line, in front of a line of the example. */
static void assert_too_many(size_t count, const char *line, const char *before,
                            const char *reason) {
  ab_text text;
  ab_text_init(&text);
  for (size_t i = 0; i < count; i++)
    ab_text_printf(&text, line, i, i);
  ab_text_add(&text, before);
  assert_refused(before, text.data, reason);
  ab_text_clear(&text);
}

static void counts_above_the_limits_are_refused(void **state) {
  (void)state;
  assert_too_many(AB_TEMPLATES_MAX + 1,
                  "template t%zu\nvariables\nparameters\n1 constant %zu\nliteral 1 >= 0\n"
                  "end template\n",
                  "template cubic\n", "more than 65536 templates");
  ab_text choice;
  ab_text_init(&choice);
  ab_text_add(&choice, "choice c");
  for (size_t i = 0; i <= AB_CHOICE_VALUES_MAX; i++)
    ab_text_add(&choice, " 0");
  ab_text_add(&choice, "\nend witness\n");
  assert_refused("end witness\n", choice.data, "more than 1048576 values in a choice");
  ab_text reduction;
  ab_text_init(&reduction);
  ab_text_printf(&reduction, "reduction r 1%s", choice.data + strlen("choice c"));
  assert_refused("end witness\n", reduction.data, "more than 1048576 values in a reduction");
  ab_text_clear(&reduction);
  ab_text_clear(&choice);
  assert_too_many(AB_REDUCTIONS_MAX + 1, "reduction r%zu 1\n", "end witness\n",
                  "more than 4096 reductions");
}

/* 64 coordinates at the highest precision: 948 nodes would be within. */
static void workspace_above_the_limit_is_refused(void **state) {
  (void)state;
  ab_text wide, text;
  ab_text_init(&wide);
  ab_text_add(&wide, "template wide\nvariables");
  for (int k = 1; k <= 64; k++)
    ab_text_printf(&wide, " x%d", k);
  ab_text_add(&wide, "\nparameters\n");
  for (int i = 1; i <= 975; i++)
    ab_text_printf(&wide, "%d constant %d\n", i, i);
  ab_text_add(&wide, "literal 1 >= 0\nend template\nclause cubic-1 1");
  read_example(&text);
  replace(&text, "precision 53\n", "precision 16384\n", false);
  replace(&text, "clause cubic-1 1", wide.data, false);
  assert_text_refused(&text, "ask for too much memory");
  ab_text_clear(&wide);
}

/* At that precision, 200 templates with an exponential, each of which remembers 256 values of it.
 */
static void memory_of_values_counts_as_workspace(void **state) {
  (void)state;
  ab_text many, text;
  ab_text_init(&many);
  for (int i = 1; i <= 200; i++)
    ab_text_printf(&many,
                   "template t%d\nvariables\nparameters\n1 constant 1\n2 exp 1\n"
                   "literal 2 >= 0\nend template\n",
                   i);
  ab_text_add(&many, "clause cubic-1 1");
  read_example(&text);
  replace(&text, "precision 53\n", "precision 16384\n", false);
  replace(&text, "clause cubic-1 1", many.data, false);
  assert_text_refused(&text, "ask for too much memory");
  ab_text_clear(&many);
}

static void empty_enclosures_are_refused(void **state) {
  (void)state;
  assert_refused("\nwitness\n", "\nwitness\nconstant c 1 0\n", "the enclosure of c is empty");
}

static void files_that_end_inside_a_tree_are_refused(void **state) {
  (void)state;
  ab_text text, tree;
  ab_text_init(&tree);
  ab_text_add(&tree, "\ntree 1 150\n");
  for (int i = 0; i < AB_TREE_LINE; i++)
    ab_text_add_char(&tree, 'A');
  ab_text_add_char(&tree, '\n');
  read_example(&text);
  replace(&text, "\ntree 1 5\n", tree.data, true);
  assert_text_refused(&text, "the certificate ends too early");
  ab_text_clear(&tree);
}

/* After a failure nothing is read and the first message stays. */
static void first_error_stays(void **state) {
  (void)state;
  static const char bytes[] = "one two\nthree\n";
  ab_lines lines;
  ab_error error = {0};
  const char *word;
  size_t length;
  ab_lines_init(&lines, bytes, strlen(bytes), &error);
  assert_true(ab_lines_next(&lines));
  assert_true(ab_lines_keyword(&lines, "one"));
  assert_false(ab_lines_keyword(&lines, "three"));
  char first[AB_MESSAGE_SIZE];
  memcpy(first, error.message, sizeof first);
  assert_false(ab_lines_next(&lines));
  assert_false(ab_lines_word(&lines, &word, &length));
  assert_false(ab_lines_end(&lines));
  assert_false(ab_lines_fail(&lines, "another message"));
  assert_string_equal(error.message, first);
}

static void steps_of_no_kind_are_written_as_nothing(void **state) {
  (void)state;
  ab_text text;
  ab_text_init(&text);
  ab_step_append(&text, &(ab_step){.kind = AB_STEP_KINDS});
  assert_int_equal(text.length, 0);
  ab_text_clear(&text);
}

static void copies_of_a_witness_are_deep(void **state) {
  (void)state;
  ab_witness witness, copy;
  mpq_t lo, hi;
  mpq_inits(lo, hi, NULL);
  mpq_set_ui(hi, 1, 3);
  ab_witness_init(&witness);
  ab_constants_add(&witness.constants, "c", lo, hi);
  mpq_set_ui(ab_witness_add_choice(&witness, "list", 2)->values[1], 5, 7);
  mpq_set_ui(ab_witness_add_reduction(&witness, "kind", 3, 1)->values[0], 8, 9);
  ab_witness_copy(&copy, &witness);
  ab_witness_clear(&witness);
  assert_int_equal(copy.constants.count, 1);
  assert_string_equal(copy.constants.items[0].name, "c");
  assert_true(mpq_equal(copy.constants.items[0].hi, hi));
  assert_int_equal(copy.choice_count, 1);
  assert_string_equal(copy.choices[0].name, "list");
  assert_int_equal(copy.choices[0].count, 2);
  assert_int_equal(mpq_cmp_ui(copy.choices[0].values[1], 5, 7), 0);
  assert_int_equal(copy.reduction_count, 1);
  assert_string_equal(copy.reductions[0].kind, "kind");
  assert_int_equal(copy.reductions[0].clause, 3);
  assert_int_equal(mpq_cmp_ui(copy.reductions[0].values[0], 8, 9), 0);
  ab_witness_clear(&copy);
  mpq_clears(lo, hi, NULL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(counts_above_the_limits_are_refused),
      cmocka_unit_test(workspace_above_the_limit_is_refused),
      cmocka_unit_test(memory_of_values_counts_as_workspace),
      cmocka_unit_test(empty_enclosures_are_refused),
      cmocka_unit_test(files_that_end_inside_a_tree_are_refused),
      cmocka_unit_test(first_error_stays),
      cmocka_unit_test(steps_of_no_kind_are_written_as_nothing),
      cmocka_unit_test(copies_of_a_witness_are_deep),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
