/* SPDX-License-Identifier: MIT
 * The landscape of f for own functions of two variables: for pictures only. */
#ifndef AB_REPORT_LANDSCAPE_H
#define AB_REPORT_LANDSCAPE_H

#include "report/dossier.h"
#include "report/svg.h"

/* Whether the certificate is about own functions of two variables. */
bool ab_landscape_exists(const ab_dossier *dossier);

/* A heat map of f over the domain (where that is infinite: around the minimizers) with the
 * minimizers of the witness, filled, and the other stationary points that Newton's method meets:
 * saddles as crosses, others as rings. */
void ab_landscape_draw(ab_svg *svg, const ab_dossier *dossier);

#endif
