/* SPDX-License-Identifier: MIT
 * Terms as text. */
#ifndef AB_PROBLEM_PRINT_H
#define AB_PROBLEM_PRINT_H

#include "base/text.h"
#include "problem/syntax.h"

/* Appends the term as canonical infix text: no parentheses but the needed ones (a sum is put in
 * parentheses except as an operand of + or -), numbers as P or P/Q in lowest terms. The text parses
 * to a term of the same meaning, whose text is the same bytes again. Linear time, no recursion.
 * The one exception is a claim's literal whose text begins with a variable called given or show:
 * the caller has to put its left side in parentheses. */
void ab_syntax_print_term(ab_text *out, const ab_syntax *syntax, ab_term term);

#endif
