/* SPDX-License-Identifier: MIT
 * Finding the entries of a problem, with the errors that this can give. */
#ifndef AB_PROBLEM_ENTRIES_H
#define AB_PROBLEM_ENTRIES_H

#include "problem/syntax.h"

/* The one top-level entry with this keyword; NULL if there is none, an error if there are two. */
ab_status ab_entries_only(const ab_syntax *syntax, const char *keyword, const ab_entry **out,
                          ab_error *error);

/* The same, and it is an error if there is none: "the problem has no KEYWORD; HINT". */
ab_status ab_entries_required(const ab_syntax *syntax, const char *keyword, const char *hint,
                              const ab_entry **out, ab_error *error);

/* The value of the assignment `name = value;` in a block; AB_NO_TERM if there is none, an error if
 * there are two. */
ab_status ab_entries_assignment(const ab_syntax *syntax, const ab_entry *block, const char *name,
                                ab_term *out, ab_error *error);

/* An error unless every entry of the block assigns to one of these names, undirected by indices. */
ab_status ab_entries_allowed(const ab_syntax *syntax, const ab_entry *block,
                             const char *const *names, size_t count, ab_error *error);

/* An error unless every top-level entry's keyword is one of these; `context` ends the message
 * ("does not go with ..."). */
ab_status ab_entries_keywords(const ab_syntax *syntax, const char *const *keywords, size_t count,
                              const char *context, ab_error *error);

#endif
