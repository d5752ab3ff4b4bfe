/* SPDX-License-Identifier: MIT
 * The plain mathematics that `show` writes, dressed for a page or a paper: signs, Greek letters,
 * raised and lowered text. The words stay what they are. */
#ifndef AB_REPORT_MATHEMATICS_H
#define AB_REPORT_MATHEMATICS_H

#include "base/text.h"

typedef enum { AB_DIALECT_HTML, AB_DIALECT_TEX } ab_dialect;

/* Appends one line: all of it is escaped. */
void ab_mathematics_append(ab_text *out, ab_dialect dialect, const char *line, size_t length);

#endif
