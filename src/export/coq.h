/* SPDX-License-Identifier: MIT
 * The parts of the export to Coq. */
#ifndef AB_EXPORT_COQ_H
#define AB_EXPORT_COQ_H

#include "export/export.h"

/* AB_BAD_PROBLEM where a clause uses what formal/replay/Expression.v and Clause.v do not have. */
ab_status ab_coq_expressible(const ab_certificate *certificate, ab_error *error);

/* The file with constants, templates and clauses, which are expressible. */
void ab_coq_statement(ab_text *text, const ab_certificate *certificate);

/* formal/replay/, as it was when this program was built; made by embed.py. */
typedef struct {
  const char *name, *text;
} ab_coq_source;

extern const ab_coq_source ab_coq_sources[];
extern const size_t ab_coq_source_count;

#endif
