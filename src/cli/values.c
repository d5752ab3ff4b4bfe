/* SPDX-License-Identifier: MIT */
#include "cli/values.h"

#include "certificate/digest.h"
#include "num/rational.h"

#include <string.h>

static bool read_count(uint64_t *out, const char *text) {
  uint64_t value = 0;
  size_t length = strlen(text);
  if (length == 0 || length > 18)
    return false;
  for (size_t i = 0; i < length; i++) {
    if (text[i] < '0' || text[i] > '9')
      return false;
    value = 10 * value + (uint64_t)(text[i] - '0');
  }
  *out = value;
  return true;
}

static ab_status set_count(uint64_t *field, const ab_option *option, const char *argument,
                           ab_error *error) {
  if (read_count(field, argument) && *field >= option->least && *field <= option->greatest)
    return AB_OK;
  return ab_error_set(error, AB_USAGE, "--%s takes a whole number from %llu to %llu, not '%s'",
                      option->name, (unsigned long long)option->least,
                      (unsigned long long)option->greatest, argument);
}

/* The milliseconds of the unit that stands at the end of text, and the length of the number before
 * it; 0 if there is none. */
static unsigned long find_unit(const char *text, size_t *number) {
  static const struct {
    const char *name;
    unsigned long milliseconds;
  } units[] = {{"ms", 1}, {"s", 1000}, {"min", 60000}, {"m", 60000}, {"h", 3600000}};
  *number = strspn(text, "0123456789.");
  for (size_t i = 0; i < sizeof units / sizeof *units; i++)
    if (strcmp(text + *number, units[i].name) == 0)
      return units[i].milliseconds;
  return 0;
}

static bool read_duration(double *out, const ab_option *option, const char *text) {
  size_t length;
  unsigned long unit = find_unit(text, &length);
  if (unit == 0)
    return false;
  mpq_t value, scale;
  mpq_inits(value, scale, NULL);
  bool good = ab_rational_read_decimal(value, text, length);
  if (good) {
    mpq_set_ui(scale, unit, 1);
    mpq_mul(value, value, scale);
    good = mpq_cmp_ui(value, option->least, 1) >= 0 && mpq_cmp_ui(value, option->greatest, 1) <= 0;
    *out = mpq_get_d(value) / 1000;
  }
  mpq_clears(value, scale, NULL);
  return good;
}

static ab_status set_duration(double *field, const ab_option *option, const char *argument,
                              ab_error *error) {
  if (read_duration(field, option, argument))
    return AB_OK;
  size_t length = strspn(argument, "0123456789.");
  bool bare = length > 0 && argument[length] == '\0';
  return ab_error_set(error, AB_USAGE,
                      bare ? "--%s needs a unit: '%ss', or one of ms, min, h"
                           : "--%s takes a time above 0 such as 500ms, 60s, 5min or 2h, not '%s'",
                      option->name, argument);
}

static ab_status set_hash(const char **field, const ab_option *option, const char *argument,
                          ab_error *error) {
  if (strlen(argument) != AB_DIGEST_HEX || strspn(argument, "0123456789abcdef") != AB_DIGEST_HEX)
    return ab_error_set(error, AB_USAGE, "--%s takes %d lower-case hexadecimal digits, not '%s'",
                        option->name, AB_DIGEST_HEX, argument);
  *field = argument;
  return AB_OK;
}

static ab_status set_fraction(const char **field, const ab_option *option, const char *argument,
                              ab_error *error) {
  mpq_t value;
  mpq_init(value);
  bool good = ab_rational_read_decimal(value, argument, strlen(argument)) && mpq_sgn(value) > 0 &&
              mpq_cmp_ui(value, 1, 1) < 0;
  mpq_clear(value);
  *field = argument;
  return good ? AB_OK
              : ab_error_set(error, AB_USAGE,
                             "--%s takes a number above 0 and below 1, such as 1e-6, not '%s'",
                             option->name, argument);
}

static ab_status set_text(const char **field, const ab_option *option, const char *argument,
                          ab_error *error) {
  if (*argument == '\0')
    return ab_error_set(error, AB_USAGE, "--%s takes a name, not an empty word", option->name);
  *field = argument;
  return AB_OK;
}

ab_status ab_option_set(ab_options *options, const ab_option *option, const char *argument,
                        ab_error *error) {
  void *field = (char *)options + option->offset;
  switch (option->kind) {
  case AB_OPTION_FLAG:
    *(bool *)field = true;
    return AB_OK;
  case AB_OPTION_TEXT:
    return set_text(field, option, argument, error);
  case AB_OPTION_HASH:
    return set_hash(field, option, argument, error);
  case AB_OPTION_FRACTION:
    return set_fraction(field, option, argument, error);
  case AB_OPTION_COUNT:
    return set_count(field, option, argument, error);
  case AB_OPTION_DURATION:
    return set_duration(field, option, argument, error);
  }
  return ab_error_set(error, AB_INTERNAL, "an option of no known kind");
}
