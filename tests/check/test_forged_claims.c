/* SPDX-License-Identifier: MIT
 * Every file of tests/reject/claims but the honest ones is refused for the reason that expected.txt
 * gives: forged witnesses about claims, where the replay alone would see nothing. */
#include "../certificate/certificate_support.h"

#include "check/check.h"

#include <dirent.h>

static void check_file(const char *name, const char *expected) {
  ab_text bytes;
  read_test_file(&bytes, "reject/claims", name);
  ab_error error = {.status = AB_OK};
  ab_check_result result;
  ab_check_options options = {.threads = 1};
  bool honest = strncmp(expected, "VERIFIED", 8) == 0;
  ab_status status = ab_check(&result, bytes.data, bytes.length, &options, &error);
  if (honest && status != AB_OK)
    fail_msg("%s was refused: %s", name, error.message);
  if (honest)
    ab_basis_clear(&result.basis);
  else if (status != AB_NOT_VERIFIED)
    fail_msg("%s was not refused", name);
  else if (!strstr(error.message, expected))
    fail_msg("%s: '%s' does not say '%s'", name, error.message, expected);
  options.replay_only = true;
  if (ab_check(&result, bytes.data, bytes.length, &options, &error) != AB_OK)
    fail_msg("%s: the clauses are wrong in themselves: %s", name, error.message);
  ab_basis_clear(&result.basis);
  ab_text_clear(&bytes);
}

static void every_forged_witness_is_refused_for_its_reason(void **state) {
  (void)state;
  ab_text table;
  read_test_file(&table, "reject/claims", "expected.txt");
  char *rest = table.data;
  size_t count = 0, files = 0;
  for (char *line; (line = strtok_r(rest, "\n", &rest)); count++) {
    char *colon = strstr(line, ": ");
    assert_non_null(colon);
    *colon = '\0';
    assert_true(strlen(colon + 2) > 10);
    check_file(line, colon + 2);
  }
  ab_text_clear(&table);
  assert_true(count > 45);
  DIR *folder = opendir(AB_TESTS_FOLDER "/reject/claims");
  assert_non_null(folder);
  for (const struct dirent *entry; (entry = readdir(folder));)
    files += strstr(entry->d_name, ".abc") != NULL;
  closedir(folder);
  assert_int_equal(files, count);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_forged_witness_is_refused_for_its_reason),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
