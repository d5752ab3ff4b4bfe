/* SPDX-License-Identifier: MIT */
#include "cli/unknown.h"

#include <math.h>

static void print_limit(ab_printer *printer, const ab_search_result *open, const char *clause,
                        const ab_prove_options *options) {
  if (open->stop == AB_STOP_NODES) {
    ab_print_explained(printer, "reason", "limit",
                       "clause %s was still open after %llu boxes (--node-limit)", clause,
                       (unsigned long long)options->node_limit);
  } else {
    ab_print_explained(printer, "reason", "limit",
                       "clause %s was still open after %g s (--time-limit)", clause,
                       options->time_limit);
  }
}

static void print_reason(ab_printer *printer, const ab_search_result *open, const char *clause,
                         const ab_prove_options *options, bool is_theorem) {
  if (open->outcome == AB_SEARCH_FALSE && is_theorem)
    ab_print_explained(printer, "reason", "theorem",
                       "the theorem that applies here asks for more: its condition %s fails",
                       clause);
  else if (open->outcome == AB_SEARCH_FALSE)
    ab_print_explained(printer, "reason", "unrefuted",
                       "clause %s seems to be false at the point below, but this was not turned "
                       "into a refutation",
                       clause);
  else if (open->stop == AB_STOP_UNDEFINED)
    ab_print_explained(
        printer, "reason", "undefined",
        "in clause %s an operation is not known to be defined on the smallest boxes, or its "
        "values are too large",
        clause);
  else if (open->stop == AB_STOP_DEPTH)
    ab_print_explained(printer, "reason", "tight",
                       "in clause %s the boxes are as small as they get: it may hold with equality "
                       "there",
                       clause);
  else
    print_limit(printer, open, clause, options);
}

static void print_try(ab_printer *printer, const ab_search_result *open,
                      const ab_prove_options *options) {
  if (open->outcome == AB_SEARCH_FALSE)
    ab_print_fact(printer, "try", "a weaker claim");
  else if (open->stop == AB_STOP_NODES)
    ab_print_fact(printer, "try", "--node-limit %llu",
                  10 * (unsigned long long)options->node_limit);
  else if (open->stop == AB_STOP_TIME)
    ab_print_fact(printer, "try", "--time-limit %gs", 10 * options->time_limit);
  else if (open->stop == AB_STOP_UNDEFINED)
    ab_print_fact(printer, "try",
                  "a domain on which every operation is defined and of moderate size");
  else
    ab_print_fact(printer, "try", "a claim with a little more room");
}

/* The box, or the point as a box. */
static void print_residual(ab_printer *printer, const ab_search_result *open,
                           const ab_template *template_, const char *clause) {
  bool is_point = open->outcome == AB_SEARCH_FALSE;
  ab_print_explained(printer, "residual", "clause", "%s", clause);
  for (size_t k = 0; k < open->variable_count; k++)
    ab_print_residual(printer, template_->variables[k],
                      is_point ? open->point[k] : open->worst_lo[k],
                      is_point ? open->point[k] : open->worst_hi[k]);
  if (!is_point && !isnan(open->margin))
    ab_print_explained(printer, "residual", "margin", "%.3g", open->margin);
}

void ab_unknown_print(ab_session *session, const ab_proof *proof, const ab_prove_options *options) {
  const ab_clauses *clauses = &proof->certificate.clauses;
  const ab_clause *clause = &clauses->clauses[proof->open_clause];
  ab_printer *printer = &session->printer;
  print_reason(printer, &proof->open, clause->name, options,
               proof->certificate.kind == AB_CERTIFICATE_THEOREM);
  print_residual(printer, &proof->open, ab_clause_template(clauses, clause), clause->name);
  print_try(printer, &proof->open, options);
}

void ab_unknown_print_assumption(ab_session *session) {
  ab_print_explained(&session->printer, "reason", "assumption",
                     "the verdict would rest on what the problem declares (--strict)");
  ab_print_fact(&session->printer, "try", "without --strict");
}
