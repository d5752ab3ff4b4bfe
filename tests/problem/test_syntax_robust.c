/* SPDX-License-Identifier: MIT
 * Damaged and oversized texts: never a crash, always a tree or an error with a place. The argument
 * is the folder of the problems.
 */
#include "syntax_support.h"

#include "base/file.h"

#include <dirent.h>
#include <stdio.h>
#include <time.h>

enum { FILES_MAX = 64 };
static ab_text files[FILES_MAX];
static size_t file_count;

/* The longest example of the language page stands for all kinds of blocks. */
static const char everything[] =
    "problem all {\n  variables x, y, z[1..3];\n  function f[i] for i in 1..n = (x - i)^2 / (1 + "
    "sum(j in 1..n) z[j]^2);\n"
    "  constant t = root(u, 4*u^4 - 1, [0.1, 0.2]); # comment\n  family two_layer_relu { width = "
    "1; point [1] positive 3 negative 1; }\n"
    "  infimum { f[1] = 0; }\n  minimizers affine { x + y = -1/2; }\n  minimizers points { (t, t); "
    "}\n  minimizers points auto;\n"
    "  minimizers equations { x*y = 1; }\n  minimizers at (0, 0);\n  domain { x in [-inf, 1e-3]; "
    "ball radius = 3; }\n"
    "  claim clause one { given x <= 1; show -y^2 >= .5 or y != 2 or y < 1.5E3; }\n  scope { "
    "minimizers = space; }\n"
    "  assume infimum;\n  regularization { v = 1/10; }\n  sgd { start { W = [[1, 1/2]]; } "
    "optimizer = sgd; }\n}\n";

static void add_folder(const char *path, bool deeper) {
  DIR *folder = opendir(path);
  assert_non_null(folder);
  for (struct dirent *entry; (entry = readdir(folder));) {
    ab_error error;
    ab_text name;
    ab_text_init(&name);
    ab_text_printf(&name, "%s/%s", path, entry->d_name);
    size_t length = strlen(entry->d_name);
    if (length > 4 && strcmp(entry->d_name + length - 4, ".abp") == 0 && file_count < FILES_MAX)
      assert_int_equal(ab_file_read(&files[file_count++], name.data, 1 << 20, &error), AB_OK);
    else if (deeper && entry->d_name[0] != '.')
      add_folder(name.data, false);
    ab_text_clear(&name);
  }
  closedir(folder);
}

/* Parses a copy of exactly this length, so that a sanitizer sees every byte read beyond it. */
static bool parse_exactly(const char *source, size_t length) {
  char *copy = malloc(length ? length : 1);
  assert_non_null(copy);
  memcpy(copy, source, length);
  ab_error error;
  ab_syntax *syntax;
  ab_status status = ab_syntax_parse(&syntax, "file", copy, length, &error);
  free(copy);
  if (status == AB_OK) {
    assert_non_null(syntax);
  } else {
    assert_int_equal(status, AB_BAD_PROBLEM);
    assert_null(syntax);
    assert_true(error.line >= 1 && error.column >= 1 && error.message[0]);
  }
  ab_syntax_destroy(syntax);
  return status == AB_OK;
}

static void all_problem_files_parse(void **state) {
  (void)state;
  assert_true(file_count >= 9);
  for (size_t i = 0; i < file_count; i++)
    assert_true(parse_exactly(files[i].data, files[i].length));
}

static void a_prefix_that_cuts_the_last_brace_is_an_error(void **state) {
  (void)state;
  for (size_t i = 0; i < file_count; i++) {
    const char *last = strrchr(files[i].data, '}');
    size_t brace = (size_t)(last - files[i].data);
    for (size_t n = 0; n <= files[i].length; n++)
      assert_int_equal(parse_exactly(files[i].data, n), n > brace);
  }
}

static uint64_t random_state = 7;

static size_t random_below(size_t bound) {
  random_state = random_state * 6364136223846793005U + 1442695040888963407U;
  return (size_t)(random_state >> 33) % bound;
}

static void texts_with_a_few_bytes_changed_do_not_crash(void **state) {
  (void)state;
  static const char signs[] = "(){}[];,.=<>!+-*/^#0123456789exinor \n\t";
  print_message("seed 7\n");
  for (int round = 0; round < 20000; round++) {
    ab_text *file = &files[random_below(file_count)];
    char *copy = malloc(file->length);
    assert_non_null(copy);
    memcpy(copy, file->data, file->length);
    for (size_t changes = 1 + random_below(3); changes > 0; changes--) {
      size_t at = random_below(file->length);
      copy[at] = random_below(3) ? signs[random_below(sizeof signs - 1)] : (char)random_below(256);
    }
    parse_exactly(copy, file->length);
    free(copy);
  }
}

static void shuffled_pieces_do_not_crash(void **state) {
  (void)state;
  for (int round = 0; round < 5000; round++) {
    ab_text mix;
    ab_text_init(&mix);
    for (int k = 0; k < 4; k++) {
      ab_text *file = &files[random_below(file_count)];
      size_t start = random_below(file->length), length = random_below(file->length - start + 1);
      ab_text_append(&mix, file->data + start, length);
    }
    parse_exactly(mix.data, mix.length);
    ab_text_clear(&mix);
  }
}

/* Parses open^count middle close^count as the value of a constant; the seconds it takes. */
static double parse_nested(const char *open, const char *middle, const char *close, size_t count,
                           ab_status expected) {
  ab_text source;
  ab_syntax *syntax;
  ab_error error;
  ab_text_init(&source);
  ab_text_add(&source, "language 1; constant v = ");
  for (size_t i = 0; i < count; i++)
    ab_text_add(&source, open);
  ab_text_add(&source, middle);
  for (size_t i = 0; i < count; i++)
    ab_text_add(&source, close);
  ab_text_add(&source, ";");
  clock_t start = clock();
  ab_status status = ab_syntax_parse(&syntax, "nested", source.data, source.length, &error);
  double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
  ab_syntax_destroy(syntax);
  ab_text_clear(&source);
  assert_int_equal(status, expected);
  return seconds;
}

static void a_million_levels_parse(void **state) {
  (void)state;
  parse_nested("(", "1", ")", 1000000, AB_OK);
  parse_nested("-", "1", "", 1000000, AB_OK);
  parse_nested("x^", "1", "", 1000000, AB_OK);
  parse_nested("[", "1", "]", 1000000, AB_OK);
  parse_nested("exp(", "1", ")", 1000000, AB_OK);
  parse_nested("(", "1", "", 1000000, AB_BAD_PROBLEM);
  parse_nested("(", "1", ")", 5000000, AB_BAD_PROBLEM);
}

static void time_is_linear_in_the_length(void **state) {
  (void)state;
  static const char *const shapes[][3] = {{"", "x", " + y*0.5"},
                                          {"(", "x", ")"},
                                          {"x^", "2", ""},
                                          {"sum(i in 1..2) ", "i", ""},
                                          {"[1, ", "2", "]"}};
  for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
    double small = parse_nested(shapes[i][0], shapes[i][1], shapes[i][2], 10000, AB_OK);
    double large = parse_nested(shapes[i][0], shapes[i][1], shapes[i][2], 100000, AB_OK);
    if (large > 0.05 + 40 * small) /* quadratic time would be a factor of 100 */
      fail_msg("shape %zu: %g s, then %g s for ten times the length", i, small, large);
  }
}

/* 100,000 entries, and as many different names. */
static void many_entries_parse(void **state) {
  (void)state;
  enum { COUNT = 100000 };
  ab_text source;
  ab_text_init(&source);
  ab_text_add(&source, "problem p {\n");
  for (int i = 0; i < COUNT; i++)
    ab_text_printf(&source, "constant c%d = %d; \n", i, i);
  ab_text_add(&source, "}");
  ab_syntax *syntax = parse_text(source.data);
  assert_int_equal(syntax->entry_count, COUNT);
  assert_int_equal(syntax->entries[COUNT - 1].place.line, COUNT + 1);
  assert_string_equal(syntax->terms[syntax->entries[777].target].name, "c777");
  assert_ptr_equal(syntax->terms[syntax->entries[777].target].name,
                   ab_syntax_find_name(syntax, "c777"));
  ab_syntax_destroy(syntax);
  ab_text_clear(&source);
}

int main(int count, char **arguments) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(all_problem_files_parse),
      cmocka_unit_test(a_prefix_that_cuts_the_last_brace_is_an_error),
      cmocka_unit_test(texts_with_a_few_bytes_changed_do_not_crash),
      cmocka_unit_test(shuffled_pieces_do_not_crash),
      cmocka_unit_test(a_million_levels_parse),
      cmocka_unit_test(time_is_linear_in_the_length),
      cmocka_unit_test(many_entries_parse),
  };
  ab_text_add(&files[file_count++], everything);
  add_folder(count > 1 ? arguments[1] : AB_TESTS_FOLDER "/../problems", true);
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  for (size_t i = 0; i < file_count; i++)
    ab_text_clear(&files[i]);
  return failed;
}
