/* SPDX-License-Identifier: MIT
 * The margin of a clause at a point: how far it is from failing there. For pictures only. */
#ifndef AB_REPORT_MARGIN_H
#define AB_REPORT_MARGIN_H

#include "certificate/certificate.h"

typedef struct ab_margin ab_margin;

/* Of a clause of a certificate, which has to stay. */
ab_margin *ab_margin_create(const ab_certificate *certificate, size_t clause);
void ab_margin_destroy(ab_margin *margin);

/* The greatest value of a literal's expression (of e != 0: of |e|) at z, with the constants in the
 * middle of their enclosures; NaN where no literal is defined. */
double ab_margin_at(ab_margin *margin, const double *z);

#endif
