/* SPDX-License-Identifier: MIT */
#include "sgd/course.h"

#include "base/memory.h"

static void each_range(ab_moment *moment, void (*apply)(ab_range *range)) {
  apply(&moment->gap);
  apply(&moment->stopped);
  apply(&moment->inside);
  apply(&moment->run);
}

void ab_course_init(ab_course *course, uint64_t iterations) {
  *course = (ab_course){.count = iterations + 1};
  course->moments = ab_allocate(course->count, sizeof *course->moments);
  for (size_t k = 0; k < course->count; k++)
    each_range(&course->moments[k], ab_range_init);
}

void ab_course_clear(ab_course *course) {
  for (size_t k = 0; k < course->count; k++)
    each_range(&course->moments[k], ab_range_clear);
  ab_free(course->moments);
  *course = (ab_course){0};
}
