/* SPDX-License-Identifier: MIT
 * The sections "witness" and "clauses" of a certificate: used by read.c only. */
#ifndef AB_CERTIFICATE_READ_CLAUSES_H
#define AB_CERTIFICATE_READ_CLAUSES_H

#include "certificate/certificate.h"
#include "certificate/lines.h"

/* Each reads from the line after the section's name up to and including its "end" line. */
bool ab_read_witness(ab_lines *lines, ab_witness *witness);
bool ab_read_clauses(ab_lines *lines, ab_clauses *clauses, const ab_constants *constants);

#endif
