/* SPDX-License-Identifier: MIT
 * What a certificate becomes for people: a page, a picture, a table, a theorem. Every form says
 * nothing but what the checker verified, and what floating point drew is labelled so. */
#ifndef AB_REPORT_REPORT_H
#define AB_REPORT_REPORT_H

#include "report/dossier.h"
#include "report/slice.h"

/* A picture made elsewhere (the map, the plot of SGD), and the file it came from. */
typedef struct {
  const char *name;
  ab_text svg;
} ab_figure;

typedef struct {
  const ab_dossier *dossier;
  const ab_dossier *other; /* of the same claim but for a constant, from the other side; or NULL */
  const ab_slice *slice;   /* NULL: no picture of a plane */
  const ab_figure *figures;
  size_t figure_count;
  const char *name; /* of the file of the certificate */
  const char *other_name;
  const char *version; /* of this program */
} ab_report;

/* A self-contained page: no network, no scripts. */
void ab_report_html(ab_text *out, const ab_report *report);
/* The subdivision alone; the slice has to be there. */
void ab_report_svg(ab_text *out, const ab_report *report);
/* One row a clause: name, leaves by rule, greatest depth. */
void ab_report_csv(ab_text *out, const ab_report *report);
/* A row for booktabs and a theorem, for LaTeX. */
void ab_report_tex(ab_text *out, const ab_report *report);

#endif
