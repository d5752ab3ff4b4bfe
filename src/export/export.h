/* SPDX-License-Identifier: MIT
 * A certificate's clauses and trees in the languages of other programs.
 *
 * Nothing here is trusted: Coq proves the theorem that it is given, an SMT solver decides the
 * formula that it is given, and both can be read. */
#ifndef AB_EXPORT_EXPORT_H
#define AB_EXPORT_EXPORT_H

#include "base/error.h"
#include "certificate/certificate.h"

/* A folder that is to be written: names relative to it, with '/' between folders. */
typedef struct {
  char *path;
  ab_text text;
} ab_export_file;

typedef struct {
  ab_export_file *files;
  size_t count, capacity;
} ab_export;

void ab_export_init(ab_export *out);
void ab_export_clear(ab_export *out);
/* Adds an empty file; the pointer is valid until the next one is added. */
ab_text *ab_export_add(ab_export *out, const char *path);

/* A folder in which `make` has Coq prove the clauses from the trees (formal/). AB_BAD_PROBLEM where
 * a clause or tree uses what formal/ does not have: the relation `> 0 off`, the rule
 * order-two. AB_NOT_VERIFIED where the trees are malformed. `version` is that of this program. */
ab_status ab_export_coq(ab_export *out, const ab_certificate *certificate, const char *version,
                        ab_error *error);

/* One formula a clause, in the language of SMT-LIB 2.6: unsat if and only if the clause is true.
 * AB_BAD_PROBLEM where a clause is not made of rational operations, integer powers, abs, relu, min
 * and max; or has the relation `> 0 off`. */
ab_status ab_export_smt2(ab_export *out, const ab_certificate *certificate, ab_error *error);

/* Names as both languages take them: letters, digits and _-.,:+[] stay, all else becomes '_'. */
void ab_export_add_name(ab_text *text, const char *name);

#endif
