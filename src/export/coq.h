/* SPDX-License-Identifier: MIT
 * The parts of the export to Coq. */
#ifndef AB_EXPORT_COQ_H
#define AB_EXPORT_COQ_H

#include "export/export.h"

/* AB_BAD_PROBLEM where a clause uses what formal/replay/Expression.v and Clause.v do not have. */
ab_status ab_coq_expressible(const ab_certificate *certificate, ab_error *error);

/* The file with constants, templates and clauses, which are expressible. */
void ab_coq_statement(ab_text *text, const ab_certificate *certificate);

/* Appends the file with the claim as a theorem; false, and nothing, where formal/theory/ has none
 * for such certificates. */
bool ab_coq_claim(ab_text *text, const ab_certificate *certificate);

/* "rat NUMERATOR DENOMINATOR". */
void ab_coq_add_rational(ab_text *text, mpq_srcptr value);

/* formal/replay/ and what claims need of formal/theory/, as they were when this program was built;
 * made by embed.py. Paths begin with "replay/" or "theory/". */
typedef struct {
  const char *path, *text;
} ab_coq_source;

extern const ab_coq_source ab_coq_sources[];
extern const size_t ab_coq_source_count;

#endif
