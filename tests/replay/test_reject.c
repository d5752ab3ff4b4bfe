/* SPDX-License-Identifier: MIT
 * Every file of tests/reject is refused, for the reason that expected.txt gives. */
#include "../certificate/certificate_support.h"

#include "replay/replay.h"

#include <dirent.h>

/* AB_OK, or the refusal with its message. */
static ab_status judge(const ab_text *bytes, unsigned threads, bool fast, ab_error *error) {
  ab_certificate certificate;
  ab_status status = ab_certificate_read(&certificate, bytes->data, bytes->length, error);
  if (status != AB_OK)
    return status;
  status = ab_replay(&certificate, 0, threads, fast, error);
  ab_certificate_clear(&certificate);
  return status;
}

static void check_file(const char *name, const char *expected) {
  ab_text bytes;
  read_test_file(&bytes, "reject", name);
  for (int run = 0; run < 4; run++) {
    ab_error error = {.status = AB_OK};
    ab_status status = judge(&bytes, run % 2 ? 3 : 1, run >= 2, &error);
    if (strcmp(expected, "VERIFIED") == 0) {
      if (status != AB_OK)
        fail_msg("%s: %s", name, error.message);
      continue;
    }
    if (status != AB_NOT_VERIFIED || error.status != AB_NOT_VERIFIED)
      fail_msg("%s was not refused", name);
    if (!strstr(error.message, expected))
      fail_msg("%s: '%s' does not say '%s'", name, error.message, expected);
  }
  ab_text_clear(&bytes);
}

static void every_file_is_refused_for_its_reason(void **state) {
  (void)state;
  ab_text table;
  read_test_file(&table, "reject", "expected.txt");
  char *rest = table.data;
  size_t count = 0;
  for (char *line; (line = strtok_r(rest, "\n", &rest)); count++) {
    char *colon = strstr(line, ": ");
    assert_non_null(colon);
    *colon = '\0';
    check_file(line, colon + 2);
  }
  ab_text_clear(&table);
  assert_true(count > 150);
  DIR *folder = opendir(AB_TESTS_FOLDER "/reject");
  assert_non_null(folder);
  size_t files = 0;
  for (const struct dirent *entry; (entry = readdir(folder));)
    files += strstr(entry->d_name, ".abc") != NULL;
  closedir(folder);
  assert_int_equal(files, count);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_file_is_refused_for_its_reason),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
