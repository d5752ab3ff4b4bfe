/* SPDX-License-Identifier: MIT */
#include "cli/unknown.h"

#include "cli/statement_lines.h"
#include "num/rational.h"
#include "prove/method.h"
#include "prove/residual.h"

#include <math.h>
#include <string.h>

/* Whether the worst box is so small that the clause is probably tight there. */
static bool is_tiny(const ab_search_result *open, const ab_clause *clause) {
  for (size_t k = 0; k < open->variable_count; k++) {
    double whole = mpq_get_d(clause->hi[k]) - mpq_get_d(clause->lo[k]);
    if (mpq_get_d(open->worst_hi[k]) - mpq_get_d(open->worst_lo[k]) > ldexp(whole, -20))
      return false;
  }
  return open->variable_count > 0;
}

static void print_limit(ab_printer *printer, const ab_search_result *open, const ab_clause *clause,
                        const ab_prove_options *options) {
  const char *more =
      is_tiny(open, clause) ? "; at its worst box it may hold with equality, or nearly so" : "";
  if (open->stop == AB_STOP_NODES) {
    ab_print_explained(printer, "reason", "limit",
                       "clause %s was still open after %llu boxes (--node-limit)%s", clause->name,
                       (unsigned long long)options->node_limit, more);
  } else {
    ab_print_explained(printer, "reason", "limit",
                       "clause %s was still open after %g s (--time-limit)%s", clause->name,
                       options->time_limit, more);
  }
}

/* Why boxes as small as they get are not settled. */
typedef enum { TIGHT, TIGHT_AT_MINIMIZER, TIGHT_AT_BOUNDARY, IMPRECISE } tightness;

static bool contains(const ab_residual *r, size_t region, const ab_search_result *open) {
  for (size_t k = 0; k < r->variable_count; k++)
    if (mpq_cmp(open->point[k], r->lo[region * r->variable_count + k]) < 0 ||
        mpq_cmp(open->point[k], r->hi[region * r->variable_count + k]) > 0)
      return false;
  return true;
}

/* Whether four times the bits settle the clause on the whole region around the worst box: on that
 * box alone they nearly always do, and the search is stuck beside it. */
static bool holds_with_more_bits(const ab_proof *proof, const ab_residual *r,
                                 const ab_prove_options *options) {
  enum { BOXES = 5000 };
  ab_search_options search = {.precision = 4 * options->precision, .node_limit = BOXES};
  ab_clauses one = proof->certificate.clauses;
  ab_clause box = one.clauses[proof->open_clause];
  one.clauses = &box;
  one.clause_count = 1;
  bool holds = false;
  for (size_t region = 0; region < r->regions && !holds; region++) {
    if (!contains(r, region, &proof->open))
      continue;
    ab_search_result result;
    box.lo = r->lo + region * r->variable_count;
    box.hi = r->hi + region * r->variable_count;
    ab_search(&result, &one, 0, &proof->certificate.witness.constants, &search);
    holds = result.outcome == AB_SEARCH_PROVED;
    ab_search_result_clear(&result);
  }
  return holds;
}

static bool is_at_boundary(const ab_proof *proof) {
  const ab_clause *clause = &proof->certificate.clauses.clauses[proof->open_clause];
  for (size_t k = 0; k < proof->open.variable_count; k++)
    if (mpq_cmp(proof->open.worst_lo[k], proof->open.worst_hi[k]) < 0 && /* no face was taken */
        (mpq_equal(proof->open.worst_lo[k], clause->lo[k]) ||
         mpq_equal(proof->open.worst_hi[k], clause->hi[k])))
      return true;
  return false;
}

static tightness find_tightness(const ab_statement *statement, const ab_proof *proof,
                                const ab_residual *residual, const ab_prove_options *options) {
  const ab_method *method = ab_method_of(statement->condition);
  if (holds_with_more_bits(proof, residual, options))
    return IMPRECISE;
  if (method->is_at_minimizer && method->is_at_minimizer(proof))
    return TIGHT_AT_MINIMIZER;
  return is_at_boundary(proof) ? TIGHT_AT_BOUNDARY : TIGHT;
}

static void print_tightness(ab_printer *printer, tightness why, const char *clause) {
  static const struct {
    const char *word, *text, *try_;
  } texts[] = {
      [TIGHT] = {"tight", "it may hold with equality there", "a claim with a little more room"},
      [TIGHT_AT_MINIMIZER] = {"tight", "they are at a minimizer, where it may hold with equality",
                              "constants with more room, or a condition that is not tight at "
                              "minimizers"},
      [TIGHT_AT_BOUNDARY] = {"tight",
                             "they are at the boundary of its range, where it may hold with "
                             "equality",
                             "a claim with a little more room, or a slightly smaller domain"},
      [IMPRECISE] = {"precision", "more bits settle the worst of them", "--precision 256"},
  };
  ab_print_explained(printer, "reason", texts[why].word,
                     "in clause %s the boxes are as small as they get: %s", clause,
                     texts[why].text);
  ab_print_fact(printer, "try", "%s", texts[why].try_);
}

/* The point at which no literal is seen to hold may be none of the space: in the limit, or with
 * values of tails that do not occur. */
static bool is_at_infinity(const ab_search_result *open, const ab_clause *clause,
                           const ab_template *t) {
  if (!strstr(clause->name, ":far"))
    return false;
  for (size_t k = 0; k < open->variable_count; k++)
    if (strncmp(t->variables[k], "tail[", 5) == 0 ||
        (strncmp(t->variables[k], "r=1/", 4) == 0 && mpq_sgn(open->point[k]) == 0))
      return true;
  return false;
}

/* How many bits settle the clause at that point: those used (then the search took one sign of an
 * e != 0, and found the other there), or some multiple of them; 0 if none does. */
static unsigned bits_that_settle(const ab_proof *proof, const ab_prove_options *options) {
  enum { MOST = 16 };
  ab_clauses one = proof->certificate.clauses;
  ab_clause box = one.clauses[proof->open_clause];
  box.lo = box.hi = proof->open.point;
  one.clauses = &box;
  one.clause_count = 1;
  for (unsigned factor = 1; factor <= MOST; factor *= 2) {
    ab_search_options search = {.precision = factor * options->precision, .node_limit = 1};
    ab_search_result result;
    ab_search(&result, &one, 0, &proof->certificate.witness.constants, &search);
    bool holds = result.outcome == AB_SEARCH_PROVED;
    ab_search_result_clear(&result);
    if (holds)
      return search.precision;
  }
  return 0;
}

/* The search ended at a single point, but the claim was not refuted there. */
static void print_unrefuted(ab_printer *printer, const ab_proof *proof, const ab_clause *clause,
                            const ab_template *t, const ab_prove_options *options) {
  unsigned bits = bits_that_settle(proof, options);
  if (is_at_infinity(&proof->open, clause, t)) {
    ab_print_explained(
        printer, "reason", "tight",
        "clause %s is not shown at infinity: in the limit it may hold with equality, "
        "or depend on how functions compare that tend to 0",
        clause->name);
    ab_print_fact(printer, "try", "a claim with a little more room");
  } else if (bits == options->precision) {
    ab_print_explained(printer, "reason", "unrefuted",
                       "clause %s holds at the point below, but what is not to vanish seems to "
                       "change its sign on the way there; no rational zero was found",
                       clause->name);
    ab_print_fact(printer, "try", "a smaller domain");
  } else if (bits) {
    ab_print_explained(printer, "reason", "precision",
                       "clause %s is nearly tight at the point below: more bits settle it there",
                       clause->name);
    ab_print_fact(printer, "try", "--precision %u", bits);
  } else {
    ab_print_explained(printer, "reason", "unrefuted",
                       "clause %s seems to be false at the point below, but this was not turned "
                       "into a refutation",
                       clause->name);
    ab_print_fact(printer, "try", "a weaker claim");
  }
}

static void print_reason(ab_printer *printer, const ab_search_result *open, const ab_clause *clause,
                         const ab_prove_options *options, bool is_theorem) {
  if (open->outcome == AB_SEARCH_FALSE && is_theorem)
    ab_print_explained(printer, "reason", "theorem",
                       "the theorem that applies here asks for more: its condition %s fails",
                       clause->name);
  else if (open->stop == AB_STOP_UNDEFINED)
    ab_print_explained(
        printer, "reason", "undefined",
        "in clause %s an operation is not known to be defined on the smallest boxes, or its "
        "values are too large",
        clause->name);
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

/* "x in [0, 1/8], y in [2, 3]", in decimals rounded outward. */
static void print_regions(ab_printer *printer, const ab_residual *r, const ab_template *t) {
  enum { DIGITS = 6 };
  size_t n = r->variable_count;
  for (size_t region = 0; region < r->regions; region++) {
    ab_text text;
    ab_text_init(&text);
    for (size_t k = 0; k < n; k++) {
      ab_text_printf(&text, "%s%s in [", k ? ", " : "", t->variables[k]);
      ab_rational_append_decimal(&text, r->lo[region * n + k], DIGITS, -1);
      ab_text_add(&text, ", ");
      ab_rational_append_decimal(&text, r->hi[region * n + k], DIGITS, 1);
      ab_text_add(&text, "]");
    }
    ab_print_explained(printer, "residual", "region", "%s", text.data);
    ab_text_clear(&text);
  }
  if (r->left_out)
    ab_print_explained(printer, "residual", "regions", "%zu smaller ones are left out",
                       r->left_out);
}

void ab_unknown_print(ab_session *session, const ab_statement *statement, const ab_proof *proof,
                      const ab_prove_options *options) {
  const ab_certificate *c = &proof->certificate;
  const ab_clause *clause = &c->clauses.clauses[proof->open_clause];
  const ab_template *t = ab_clause_template(&c->clauses, clause);
  ab_printer *printer = &session->printer;
  ab_residual residual = {0}; /* where a search that stopped leaves the clause open */
  bool stopped = proof->open.outcome == AB_SEARCH_STOPPED;
  if (stopped && t->variable_count > 0)
    ab_residual_find(&residual, &c->clauses, proof->open_clause, &c->witness.constants,
                     AB_PRECISION_DEFAULT);
  bool is_theorem = c->kind == AB_CERTIFICATE_THEOREM;
  bool tight = stopped && proof->open.stop == AB_STOP_DEPTH, told = tight;
  if (!stopped && !is_theorem) {
    print_unrefuted(printer, proof, clause, t, options);
    told = true;
  } else if (tight)
    print_tightness(printer, find_tightness(statement, proof, &residual, options), clause->name);
  else
    print_reason(printer, &proof->open, clause, options, is_theorem);
  print_residual(printer, &proof->open, t, clause->name);
  print_regions(printer, &residual, t);
  if (residual.regions > 0 && !session->options->verbose)
    ab_statement_print_reductions(session, statement, &c->witness);
  if (!told)
    print_try(printer, &proof->open, options);
  ab_residual_clear(&residual);
}

void ab_unknown_print_assumption(ab_session *session) {
  ab_print_explained(&session->printer, "reason", "assumption",
                     "the verdict would rest on what the problem declares (--strict)");
  ab_print_fact(&session->printer, "try", "without --strict");
}
