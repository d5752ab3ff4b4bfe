/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "certificate/step.h"

static bool same_step(const ab_step *a, const ab_step *b) {
  return a->kind == b->kind && a->end == b->end && a->sign == b->sign && a->axis == b->axis &&
         a->literal == b->literal && a->number == b->number && a->depth == b->depth &&
         a->count == b->count && a->length == b->length &&
         (a->length == 0 || memcmp(a->point, b->point, a->length) == 0);
}

static void assert_round_trip(const ab_step *step, const char *code) {
  ab_text text;
  ab_text_init(&text);
  ab_step_append(&text, step);
  if (code)
    assert_string_equal(text.data, code);
  ab_step again;
  size_t position = 0;
  assert_true(ab_step_read(&again, text.data, text.length, &position));
  assert_int_equal(position, text.length);
  assert_true(same_step(step, &again));
  for (size_t cut = 0; cut < text.length; cut++) { /* no proper beginning is a code */
    position = 0;
    assert_false(ab_step_read(&again, text.data, cut, &position));
    assert_int_equal(position, 0);
  }
  ab_text_clear(&text);
}

static void every_code_means_what_the_format_says(void **state) {
  (void)state;
  static const struct {
    ab_step step;
    const char *code;
  } cases[] = {
      {{.kind = AB_STEP_SPLIT}, "A"},
      {{.kind = AB_STEP_SPLIT, .axis = 15}, "P"},
      {{.kind = AB_STEP_SPLIT, .axis = 16}, "(s17)"},
      {{.kind = AB_STEP_SPLIT, .axis = 63}, "(s64)"},
      {{.kind = AB_STEP_DIRECT}, "1"},
      {{.kind = AB_STEP_DIRECT, .literal = 8}, "9"},
      {{.kind = AB_STEP_DIRECT, .literal = 9}, "0"},
      {{.kind = AB_STEP_DIRECT, .literal = 10}, "(d11)"},
      {{.kind = AB_STEP_CENTRED}, "a"},
      {{.kind = AB_STEP_CENTRED, .literal = 9}, "j"},
      {{.kind = AB_STEP_CENTRED, .literal = 10}, "(c11)"},
      {{.kind = AB_STEP_EXACT}, "!"},
      {{.kind = AB_STEP_EXACT, .literal = 1}, "(e2)"},
      {{.kind = AB_STEP_FACE, .end = AB_END_LOW}, "k"},
      {{.kind = AB_STEP_FACE, .end = AB_END_LOW, .axis = 7}, "r"},
      {{.kind = AB_STEP_FACE, .end = AB_END_HIGH}, "s"},
      {{.kind = AB_STEP_FACE, .end = AB_END_HIGH, .axis = 7}, "z"},
      {{.kind = AB_STEP_FACE, .end = AB_END_LOW, .axis = 8}, "(l9:1)"},
      {{.kind = AB_STEP_FACE, .end = AB_END_HIGH, .axis = 0, .literal = 1}, "(h1:2)"},
      {{.kind = AB_STEP_FACE, .end = AB_END_LOW, .sign = 1}, "(l1:1+)"},
      {{.kind = AB_STEP_FACE, .end = AB_END_HIGH, .sign = -1, .literal = 2}, "(h1:3-)"},
      {{.kind = AB_STEP_ORDER_TWO}, "(o1)"},
      {{.kind = AB_STEP_ORDER_TWO, .number = 1023}, "(o1024)"},
      {{.kind = AB_STEP_ENDS}, "(b1:1)"},
      {{.kind = AB_STEP_ENDS, .axis = 63, .literal = 1, .sign = -1}, "(b64:2-)"},
      {{.kind = AB_STEP_CHOOSE, .depth = 1}, "(v1:1:1)"},
      {{.kind = AB_STEP_CHOOSE, .axis = 13, .depth = 31, .number = 2147483647},
       "(v14:31:2147483648)"},
      {{.kind = AB_STEP_TANGENT, .depth = 1, .count = 1, .point = ":3", .length = 2}, "(t1:1:3)"},
      {{.kind = AB_STEP_TANGENT,
        .literal = 13,
        .depth = 30,
        .count = 2,
        .point = ":1:1073741825",
        .length = 13},
       "(t14:30:1:1073741825)"},
      {{.kind = AB_STEP_SHARD}, "(#1)"},
      {{.kind = AB_STEP_SHARD, .number = 2147483647}, "(#2147483648)"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    assert_round_trip(&cases[i].step, cases[i].code);
}

static void every_step_survives_the_round_trip(void **state) {
  (void)state;
  for (uint32_t axis = 0; axis < 64; axis++) {
    assert_round_trip(&(ab_step){.kind = AB_STEP_SPLIT, .axis = axis}, NULL);
    for (uint32_t literal = 0; literal < 14; literal++)
      for (int sign = -1; sign <= 1; sign++)
        for (int end = -1; end <= 1; end += 2)
          assert_round_trip(&(ab_step){.kind = AB_STEP_FACE,
                                       .axis = axis,
                                       .literal = literal,
                                       .sign = sign,
                                       .end = (ab_end)end},
                            NULL);
  }
  for (uint32_t literal = 0; literal < 1024; literal++)
    for (int kind = AB_STEP_DIRECT; kind <= AB_STEP_EXACT; kind++)
      assert_round_trip(&(ab_step){.kind = (ab_step_kind)kind, .literal = literal}, NULL);
}

static void a_point_is_read_back_as_numbers(void **state) {
  (void)state;
  const char *code = "(t1:30:1:1073741825:17)";
  ab_step step;
  size_t position = 0;
  uint32_t numbers[3];
  assert_true(ab_step_read(&step, code, strlen(code), &position));
  assert_int_equal(step.count, 3);
  ab_step_point(numbers, &step);
  assert_int_equal(numbers[0], 0);
  assert_int_equal(numbers[1], 1073741824);
  assert_int_equal(numbers[2], 16);
  static const char *const wrong[] = {"(t1:30)",   "(t1:30:)",   "(t1:30:0)",          "(t1:0:1)",
                                      "(t1:31:1)", "(t1:1:4)",   "(t1:30:1073741826)", "(t1:1:1:)",
                                      "(t1:1:01)", "(t1:1:1:4)", "(t0:1:1)",           "(t1;1:1)"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    position = 0;
    assert_false(ab_step_read(&step, wrong[i], strlen(wrong[i]), &position));
  }
}

/* Of the 256 bytes 16 + 10 + 10 + 8 + 8 + 1 are codes. */
static void a_byte_that_is_no_code_is_refused(void **state) {
  (void)state;
  const char *codes = "ABCDEFGHIJKLMNOP0123456789abcdefghijklmnopqrstuvwxyz!";
  assert_int_equal(strlen(codes), 53);
  for (int byte = 0; byte < 256; byte++) {
    char c = (char)byte;
    ab_step step;
    size_t position = 0;
    bool known = byte != 0 && strchr(codes, byte) != NULL;
    assert_int_equal(ab_step_read(&step, &c, 1, &position), known);
    assert_int_equal(position, known);
  }
}

static void an_escape_that_is_not_canonical_is_refused(void **state) {
  (void)state;
  static const char *const bad[] = {
      "(s1)",
      "(s16)",
      "(s017)",
      "(s0)",
      "(s)",
      "(s-17)",
      "(s+17)",
      "(s 17)",
      "(s17 )",
      "(s17",
      "(s17:1)",
      "(s17+)",
      "(d1)",
      "(d10)",
      "(d011)",
      "(d0)",
      "(d11",
      "(d11+)",
      "(c1)",
      "(c10)",
      "(e1)",
      "(e0)",
      "(e02)",
      "(e2:1)",
      "(l1:1)",
      "(l8:1)",
      "(h1:1)",
      "(h8:1)",
      "(l9)",
      "(l9:)",
      "(l9:0)",
      "(l9:01)",
      "(l09:1)",
      "(l9:1*)",
      "(l9:1+-)",
      "(l9:1++)",
      "(l9:1+",
      "(l0:1+)",
      "(l1:0+)",
      "(l1:1 +)",
      "(l1+)",
      "(#0)",
      "(o0)",
      "(o01)",
      "(o1",
      "(o)",
      "(o1+)",
      "(o1:1)",
      "(O1)",
      "(#01)",
      "(#)",
      "(#-1)",
      "(#1+)",
      "(#2147483649)",
      "(#4294967297)",
      "(#99999999999)",
      "(#18446744073709551617)",
      "(d10000000000)",
      "(d00000000011)",
      "(",
      "()",
      "((",
      "(x1)",
      "(S17)",
      "(D11)",
      "(1)",
      "(!)",
      "(A)",
      "(s1.7)",
      "(s1e2)",
      "(s0x11)",
  };
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    ab_step step;
    size_t position = 0;
    if (ab_step_read(&step, bad[i], strlen(bad[i]), &position) || position != 0)
      fail_msg("'%s' was accepted", bad[i]);
  }
  ab_step step;
  size_t position = 0;
  assert_false(ab_step_read(&step, "(s17\0)", 6, &position)); /* NUL is no digit */
  assert_false(ab_step_read(&step, "", 0, &position));
}

/* Whatever is read, is written back as the same bytes: all
 * escapes of six characters over a small alphabet. */
static void reading_accepts_only_what_is_written(void **state) {
  (void)state;
  const char alphabet[] = "sdcelho#019:+-)";
  enum { SIGNS = sizeof alphabet - 1, LENGTH = 6 };
  unsigned accepted = 0;
  for (unsigned long code = 0; code < 15UL * 15 * 15 * 15 * 15; code++) {
    char text[LENGTH] = {'('};
    unsigned long rest = code;
    for (int i = 1; i < LENGTH; i++, rest /= SIGNS)
      text[i] = alphabet[rest % SIGNS];
    ab_step step;
    size_t position = 0;
    if (!ab_step_read(&step, text, LENGTH, &position))
      continue;
    accepted++;
    ab_text again;
    ab_text_init(&again);
    ab_step_append(&again, &step);
    assert_int_equal(again.length, position);
    assert_memory_equal(again.data, text, position);
    ab_text_clear(&again);
  }
  assert_true(accepted > 1000);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_code_means_what_the_format_says),
      cmocka_unit_test(every_step_survives_the_round_trip),
      cmocka_unit_test(a_point_is_read_back_as_numbers),
      cmocka_unit_test(a_byte_that_is_no_code_is_refused),
      cmocka_unit_test(an_escape_that_is_not_canonical_is_refused),
      cmocka_unit_test(reading_accepts_only_what_is_written),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
