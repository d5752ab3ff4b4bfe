/* SPDX-License-Identifier: MIT
 * The example with one byte changed, cut off or put in. */
#include "../certificate/certificate_support.h"

#include "replay/replay.h"

static ab_status judge_by(const char *bytes, size_t length, bool fast) {
  ab_certificate certificate;
  ab_error error = {.status = AB_OK};
  ab_status status = ab_certificate_read(&certificate, bytes, length, &error);
  if (status == AB_OK) {
    status = ab_replay(&certificate, 0, 1, fast, &error);
    ab_certificate_clear(&certificate);
  }
  if (status != AB_OK) {
    assert_int_equal(status, AB_NOT_VERIFIED);
    assert_int_equal(error.status, AB_NOT_VERIFIED);
    assert_true(strlen(error.message) > 0);
  }
  return status;
}

/* With MPFR and in double arithmetic: the same answer. */
static ab_status judge(const char *bytes, size_t length) {
  ab_status status = judge_by(bytes, length, false);
  assert_int_equal(judge_by(bytes, length, true), status);
  return status;
}

static void every_changed_byte_is_refused(void **state) {
  (void)state;
  ab_text bytes;
  read_test_file(&bytes, "certificate", "example.abc");
  assert_int_equal(judge(bytes.data, bytes.length), AB_OK);
  static const unsigned char values[] = {0,   '\n', '\r', ' ', '0', '1', '9', '-', '/',
                                         '(', 'A',  'a',  'k', '!', 127, 128, 255};
  for (size_t i = 0; i < bytes.length; i++) {
    char old = bytes.data[i];
    for (size_t v = 0; v < sizeof values; v++) {
      bytes.data[i] = (char)values[v];
      if (bytes.data[i] != old)
        assert_int_equal(judge(bytes.data, bytes.length), AB_NOT_VERIFIED);
    }
    for (int bit = 0; bit < 8; bit++) {
      bytes.data[i] = (char)((unsigned char)old ^ (1U << bit));
      assert_int_equal(judge(bytes.data, bytes.length), AB_NOT_VERIFIED);
    }
    bytes.data[i] = old;
  }
  ab_text_clear(&bytes);
}

/* Each beginning, each end, each text without one byte and with one byte twice; exact-sized copies,
 * so that a sanitizer sees any step outside. */
static void every_truncation_is_refused(void **state) {
  (void)state;
  ab_text bytes;
  read_test_file(&bytes, "certificate", "example.abc");
  for (size_t length = 0; length < bytes.length; length++) {
    char *copy = malloc(length + 1);
    assert_non_null(copy);
    memcpy(copy, bytes.data, length);
    assert_int_equal(judge(copy, length), AB_NOT_VERIFIED);
    free(copy);
    assert_int_equal(judge(bytes.data + length + 1, bytes.length - length - 1), AB_NOT_VERIFIED);
  }
  char *copy = malloc(bytes.length + 1);
  assert_non_null(copy);
  for (size_t at = 0; at < bytes.length; at++) {
    memcpy(copy, bytes.data, at);
    memcpy(copy + at, bytes.data + at + 1, bytes.length - at - 1);
    assert_int_equal(judge(copy, bytes.length - 1), AB_NOT_VERIFIED);
    memcpy(copy, bytes.data, at + 1);
    memcpy(copy + at + 1, bytes.data + at, bytes.length - at);
    assert_int_equal(judge(copy, bytes.length + 1), AB_NOT_VERIFIED);
  }
  free(copy);
  ab_text_clear(&bytes);
}

/* Puts the right digest under the body that stands in bytes[0..length-1]. */
static void seal(ab_text *bytes) {
  char hex[AB_DIGEST_HEX + 1];
  ab_digest(hex, bytes->data, bytes->length);
  ab_text_printf(bytes, "sha256 %s\n", hex);
}

/* With the digest put right the reader itself is on trial: it refuses or accepts, and never breaks.
 * What it accepts differs from the example in names, numbers, the claim, or leaf codes. */
static void damage_under_a_right_digest_is_judged_cleanly(void **state) {
  (void)state;
  enum { SEED = 20250318, ROUNDS = 20000 };
  print_message("seed %d\n", SEED);
  uint64_t seed = SEED;
  ab_text bytes, changed;
  read_test_file(&bytes, "certificate", "example.abc");
  size_t body = bytes.length - (7 + AB_DIGEST_HEX + 1);
  int accepted = 0;
  for (int round = 0; round < ROUNDS; round++) {
    ab_text_init(&changed);
    size_t at = (size_t)random_below(&seed, (long)body);
    size_t from = (size_t)random_below(&seed, (long)body), count = (size_t)random_below(&seed, 12);
    count = count > body - from ? body - from : count;
    ab_text_append(&changed, bytes.data, at);
    switch (random_below(&seed, 4)) {
    case 0: /* another byte */
      ab_text_add_char(&changed, (char)random_below(&seed, 256));
      ab_text_append(&changed, bytes.data + at + 1, body - at - 1);
      break;
    case 1: /* another printable byte */
      ab_text_add_char(&changed, (char)(' ' + random_below(&seed, 95)));
      ab_text_append(&changed, bytes.data + at + 1, body - at - 1);
      break;
    case 2: /* a piece from elsewhere put in */
      ab_text_append(&changed, bytes.data + from, count);
      ab_text_append(&changed, bytes.data + at, body - at);
      break;
    default: /* a piece left out */
      count = count > body - at ? body - at : count;
      ab_text_append(&changed, bytes.data + at + count, body - at - count);
    }
    seal(&changed);
    accepted += judge(changed.data, changed.length) == AB_OK;
    ab_text_clear(&changed);
  }
  print_message("%d of %d accepted\n", accepted, ROUNDS);
  assert_true(accepted > 0 && accepted < ROUNDS / 3);
  ab_text_clear(&bytes);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_changed_byte_is_refused),
      cmocka_unit_test(every_truncation_is_refused),
      cmocka_unit_test(damage_under_a_right_digest_is_judged_cleanly),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
