/* SPDX-License-Identifier: MIT
 * A certificate opened for people: read, checked, its claim understood, its leaves surveyed. */
#ifndef AB_REPORT_DOSSIER_H
#define AB_REPORT_DOSSIER_H

#include "check/check.h"
#include "report/survey.h"

typedef struct {
  ab_certificate certificate;
  ab_check_result result; /* of the whole check, recompilation included */
  double seconds;         /* that it took */
  size_t bytes;           /* length of the certificate */
  ab_syntax *syntax;
  ab_statement statement;
  ab_survey survey;
} ab_dossier;

/* Opens the file. AB_IO if it cannot be read, AB_NOT_VERIFIED with the reason if the check fails:
 * nothing is reported about a certificate that proves nothing. */
ab_status ab_dossier_open(ab_dossier *dossier, const char *path, unsigned threads, ab_error *error);
void ab_dossier_close(ab_dossier *dossier);

/* Whether two certificates are about the same claim but for its constants. */
bool ab_dossier_same_but_constants(const ab_dossier *a, const ab_dossier *b);

/* "PROVED" or "REFUTED". */
const char *ab_dossier_verdict(const ab_dossier *dossier);

#endif
