/* SPDX-License-Identifier: MIT
 * Bytes of a certificate with the digest put right, so that what is behind it is reached. Bytes
 * that begin with a digit are one section of a certificate that is given here: short inputs, too,
 * get beyond the first lines. */
#ifndef AB_TESTS_FUZZ_CERTIFICATE_TEXT_H
#define AB_TESTS_FUZZ_CERTIFICATE_TEXT_H

#define _GNU_SOURCE
#include "certificate/certificate.h"

#include <stdint.h>
#include <string.h>

/* 3 >= x (2 sqrt 2 - x) on [0, 3]; what stands at odd places can be exchanged. */
static const char *const given_sections[] = {
    "abcert certificate 1\nrules 1\nkind proof\nprecision 64\nclaim\n",
    "language 1;\nvariables x;\nconstant r = root(u, u^2 - 2, [1, 2]);\ndomain {\n  x in [0, "
    "3];\n}\n"
    "claim clause {\n  show 3 >= x*(2*r - x);\n}\n",
    "end claim\nwitness\n",
    "constant r 181/128 91/64\n",
    "end witness\nclauses\n",
    "template claim\nvariables x\nparameters r\n1 constant 3\n2 variable 1\n3 constant 2\n"
    "4 parameter 1\n5 mul 3 4\n6 sub 5 2\n7 mul 2 6\n8 sub 1 7\nliteral 8 >= 0\nend template\n"
    "clause claim 1 0 3 r\n",
    "end clauses\ntrees\n",
    "tree 1 6\nAA1ak1\n",
    "end trees\ncounts\n",
    "clauses 1\nsplit 2\nface 1\ndirect 2\ncentred 1\nexact 0\norder-two 0\nshard 0\n",
    "end counts\nend certificate\n"};
enum { GIVEN_SECTIONS = sizeof given_sections / sizeof *given_sections };

static inline void append_around(ab_text *out, const uint8_t *bytes, size_t length) {
  size_t exchanged = (size_t)(bytes[0] - '0') % (GIVEN_SECTIONS / 2) * 2 + 1;
  for (size_t i = 0; i < GIVEN_SECTIONS; i++)
    if (i == exchanged)
      ab_text_append(out, (const char *)bytes + 1, length - 1);
    else
      ab_text_add(out, given_sections[i]);
}

/* The bytes with the right trailer, if they have an end; else as they are. */
static inline void append_sealed(ab_text *out, const uint8_t *bytes, size_t length) {
  static const char end[] = "\nend certificate\n";
  if (length > 0 && bytes[0] >= '0' && bytes[0] <= '9')
    append_around(out, bytes, length);
  else
    ab_text_append(out, (const char *)bytes, length);
  const char *found = out->data ? memmem(out->data, out->length, end, sizeof end - 1) : NULL;
  if (!found)
    return;
  char hex[AB_DIGEST_HEX + 1];
  out->length = (size_t)(found - out->data) + sizeof end - 1;
  out->data[out->length] = '\0';
  ab_digest(hex, out->data, out->length);
  ab_text_printf(out, "sha256 %s\n", hex);
}

#endif
