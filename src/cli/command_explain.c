/* SPDX-License-Identifier: MIT
 * abcert explain: a certificate in plain text: its statement, and how it was proved. */
#include "cli/commands.h"
#include "cli/statement_lines.h"
#include "report/dossier.h"

static void explain_verdict(ab_session *session, const ab_dossier *d) {
  ab_printer *printer = &session->printer;
  ab_print_fact(printer, "verdict", "%s", ab_dossier_verdict(d));
  ab_print_fact(printer, "kind", "%s", ab_certificate_kind_word(d->result.kind));
  ab_print_fact(printer, "hash", "%s", d->result.hash);
  ab_print_fact(printer, "size", "%zu bytes, intervals of %u bits", d->bytes,
                d->certificate.precision);
  if (!session->options->quiet)
    ab_print_fact(printer, "time", "%.3f s", d->seconds);
}

static void explain_counts(ab_session *session, const ab_dossier *d) {
  ab_printer *printer = &session->printer;
  const ab_survey *s = &d->survey;
  const uint64_t *counts = d->certificate.counts;
  ab_print_fact(printer, "clauses", "%zu", d->certificate.clauses.clause_count);
  ab_print_fact(printer, "leaves", "%llu", (unsigned long long)s->leaves);
  for (int kind = 0; kind < AB_STEP_KINDS; kind++)
    if (s->by_rule[kind])
      ab_print_explained(printer, "rule", ab_step_kind_word((ab_step_kind)kind),
                         "%llu leaves (%.1f %%)", (unsigned long long)s->by_rule[kind],
                         100 * (double)s->by_rule[kind] / (double)s->leaves);
  ab_print_fact(printer, "splits", "%llu", (unsigned long long)counts[AB_STEP_SPLIT]);
  ab_print_fact(printer, "faces", "%llu", (unsigned long long)counts[AB_STEP_FACE]);
  for (int kind = 0; kind < AB_STEP_KINDS; kind++)
    if (ab_step_kind_is_rare((ab_step_kind)kind) && counts[kind])
      ab_print_fact(printer, ab_step_kind_word((ab_step_kind)kind), "%llu",
                    (unsigned long long)counts[kind]);
}

/* The leaves at depths from..from+step-1. */
static uint64_t leaves_at(const ab_survey *s, size_t from, size_t step) {
  uint64_t sum = 0;
  for (size_t i = from; i < from + step && i < AB_SURVEY_DEPTHS; i++)
    sum += s->by_depth[i];
  return sum;
}

/* A histogram of some 20 lines. */
static void explain_depths(ab_session *session, const ab_survey *s) {
  enum { BAR = 40, LINES = 20 };
  static const char bar[BAR + 1] = "########################################";
  size_t depths = s->depth < AB_SURVEY_DEPTHS ? s->depth + 1 : AB_SURVEY_DEPTHS;
  size_t step = (depths + LINES - 1) / LINES;
  uint64_t most = 1;
  for (size_t i = 0; i < depths; i += step)
    most = leaves_at(s, i, step) > most ? leaves_at(s, i, step) : most;
  for (size_t i = 0; i < depths; i += step) {
    uint64_t leaves = leaves_at(s, i, step);
    int length = (int)((double)leaves / (double)most * BAR + 0.5);
    char range[32];
    if (step == 1)
      snprintf(range, sizeof range, "%zu", i);
    else
      snprintf(range, sizeof range, "%zu-%zu", i, i + step - 1);
    ab_print_fact(&session->printer, "depth", "%7s %10llu%s%.*s", range, (unsigned long long)leaves,
                  length ? "  " : "", length, bar);
  }
}

static void explain_hardest(ab_session *session, const ab_dossier *d) {
  const ab_clauses *clauses = &d->certificate.clauses;
  for (size_t i = 0; i < d->survey.hardest_count; i++) {
    const ab_hard_leaf *leaf = &d->survey.hardest[i];
    const ab_clause *clause = &clauses->clauses[leaf->clause];
    const ab_template *t = ab_clause_template(clauses, clause);
    ab_text where;
    ab_text_init(&where);
    for (size_t k = 0; k < t->variable_count; k++)
      ab_text_printf(&where, "%s%s = %.6g", k ? ", " : " at ", t->variables[k], leaf->centre[k]);
    ab_print_explained(&session->printer, "hardest", clause->name, "depth %u, %s%s", leaf->depth,
                       ab_step_kind_word(leaf->rule), where.data ? where.data : "");
    ab_text_clear(&where);
  }
}

int ab_command_explain(ab_session *session) {
  ab_dossier dossier;
  ab_error error;
  if (ab_dossier_open(&dossier, session->operands[0], ab_session_threads(session), &error) != AB_OK)
    return ab_session_complain(session, &error);
  ab_session_print_program(session);
  ab_print_fact(&session->printer, "file", "%s", session->operands[0]);
  explain_verdict(session, &dossier);
  ab_statement_print_mathematics(session, &dossier.statement);
  ab_session_print_basis(session, &dossier.result.basis);
  ab_statement_print_reductions(session, &dossier.statement, &dossier.certificate.witness);
  explain_counts(session, &dossier);
  explain_depths(session, &dossier.survey);
  explain_hardest(session, &dossier);
  ab_dossier_close(&dossier);
  return AB_OK;
}
