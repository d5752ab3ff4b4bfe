/* SPDX-License-Identifier: MIT
 * The plain mathematics that `show` writes, dressed for a page: signs, Greek letters, raised and
 * lowered text. The words stay what they are. */
#ifndef AB_REPORT_MATHEMATICS_H
#define AB_REPORT_MATHEMATICS_H

#include "base/text.h"

/* Appends one line as HTML. */
void ab_mathematics_html(ab_text *out, const char *line, size_t length);

#endif
