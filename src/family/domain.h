/* SPDX-License-Identifier: MIT
 * A box domain with exact rational or infinite ends, read from the `domain` block. */
#ifndef AB_FAMILY_DOMAIN_H
#define AB_FAMILY_DOMAIN_H

#include "problem/definitions.h"

#include <gmp.h>
#include <stdbool.h>

typedef struct {
  size_t count;
  mpq_t *lo, *hi; /* lo <= hi */
  /* Per coordinate, whether that end is infinite (its number is then 0). NULL: all are finite. */
  bool *lo_infinite, *hi_infinite;
} ab_domain;

/* What the targets of ranges denote in a family. */
typedef struct {
  void *context;
  /* The coordinates first .. first + count - 1 that a NAME or INDEXED term denotes. */
  ab_status (*find)(void *context, ab_term target, size_t *first, size_t *count, ab_error *error);
  /* Appends the name of one coordinate. */
  void (*name)(void *context, size_t coordinate, ab_text *text);
} ab_coordinates;

/* Reads a range for each of `count` coordinates. A range of one coordinate overrides a range of
 * several; other doubles, missing coordinates, empty ranges and, unless they are allowed, infinite
 * ends are errors. On failure the domain is cleared. */
ab_status ab_domain_read(ab_domain *domain, const ab_syntax *syntax, ab_definitions *definitions,
                         size_t count, const ab_coordinates *coordinates, bool may_be_unbounded,
                         ab_error *error);
/* The ranges of a block alone: entries of another kind are left to the caller, and a coordinate
 * without a range is unbounded. */
ab_status ab_domain_read_ranges(ab_domain *domain, const ab_syntax *syntax,
                                ab_definitions *definitions, const ab_entry *block, size_t count,
                                const ab_coordinates *coordinates, ab_error *error);
/* All coordinates [0, 0]. */
void ab_domain_init(ab_domain *domain, size_t count);
/* All coordinates from -inf to inf. */
void ab_domain_init_space(ab_domain *domain, size_t count);
void ab_domain_clear(ab_domain *domain);

bool ab_domain_is_bounded(const ab_domain *domain);
/* Whether coordinate k has no bound in the direction of that sign. */
bool ab_domain_is_unbounded_at(const ab_domain *domain, size_t k, int sign);
/* Whether the point lies in it. */
bool ab_domain_holds(const ab_domain *domain, const mpq_t *point);
/* Whether coordinates i and j have equal ranges; and first .. first + count - 1. */
bool ab_domain_is_equal_at(const ab_domain *domain, size_t i, size_t j);
bool ab_domain_is_uniform(const ab_domain *domain, size_t first, size_t count);
/* Whether the domain is its own mirror image at 0. */
bool ab_domain_is_symmetric(const ab_domain *domain);
/* Appends "NAME in [LO, HI]", and with a semicolon. */
void ab_domain_append_in(ab_text *text, const ab_domain *domain, size_t coordinate,
                         const char *name);
void ab_domain_append_range(ab_text *text, const ab_domain *domain, size_t coordinate,
                            const char *name);
/* Appends the ranges of coordinates first .. first + count - 1, a line each with two spaces in
 * front, or the one line "  NAME in [LO, HI];" where all of them share it. */
void ab_domain_append_group(ab_text *text, const ab_domain *domain, size_t first, size_t count,
                            const char *name, const ab_coordinates *coordinates);
/* Appends the lines of a canonical domain block in one, for people: "D = {A, B}" and a line end. */
void ab_domain_show_block(ab_text *text, const ab_text *block);

/* The faces of a box in d variables: how many there are, 3^d; the sides of face number n, -1 and 1
 * for a coordinate at the low or the high end, 0 free, n = 0 the whole box; how many are at an end.
 */
size_t ab_domain_face_count(size_t d);
size_t ab_domain_face(size_t n, size_t d, int *sides);

#endif
