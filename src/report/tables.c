/* SPDX-License-Identifier: MIT
 * The report for other programs: CSV, LaTeX, SVG. */
#include "base/memory.h"
#include "num/rational.h"
#include "report/mathematics.h"
#include "report/report.h"

#include <string.h>

void ab_report_svg(ab_text *out, const ab_report *report) {
  ab_svg svg;
  ab_slice_draw_leaves(&svg, report->slice, &report->dossier->certificate);
  ab_text_append(out, svg.text.data, svg.text.length);
  ab_svg_clear(&svg);
}

typedef struct {
  uint64_t leaves, by_rule[AB_STEP_KINDS];
  unsigned depth;
} clause_counts;

static void count_leaf(void *context, const ab_leaf *leaf) {
  clause_counts *c = context;
  c->leaves++;
  c->by_rule[leaf->rule]++;
  c->depth = leaf->depth > c->depth ? leaf->depth : c->depth;
}

void ab_report_csv(ab_text *out, const ab_report *report) {
  const ab_certificate *certificate = &report->dossier->certificate;
  ab_text_add(out, "clause,leaves,direct,centred,exact,order-two,depth\n");
  for (size_t i = 0; i < certificate->clauses.clause_count; i++) {
    clause_counts c = {0};
    ab_survey_leaves(certificate, i, count_leaf, &c);
    ab_text_printf(out, "\"%s\",%llu,%llu,%llu,%llu,%llu,%u\n",
                   certificate->clauses.clauses[i].name, (unsigned long long)c.leaves,
                   (unsigned long long)c.by_rule[AB_STEP_DIRECT],
                   (unsigned long long)c.by_rule[AB_STEP_CENTRED],
                   (unsigned long long)c.by_rule[AB_STEP_EXACT],
                   (unsigned long long)c.by_rule[AB_STEP_ORDER_TWO], c.depth);
  }
}

/* Words, without the signs that mathematics would see in them. */
static void add_tex(ab_text *out, const char *text, size_t length) {
  for (size_t i = 0; i < length; i++)
    ab_mathematics_append(out, AB_DIALECT_TEX, text + i, 1);
}

/* "\alpha = 383", ... in mathematics. */
static void add_tex_constants(ab_text *out, const ab_claim_constants *c) {
  for (size_t i = 0; i < c->form->count; i++) {
    const char *name = c->form->items[i].name;
    ab_text_printf(out, "%s%s%s = ", i ? ",\\ " : "", strlen(name) > 1 ? "\\" : "", name);
    if (mpz_cmp_ui(mpq_denref(c->items[i].value), 1) == 0)
      ab_rational_append(out, c->items[i].value);
    else {
      char *numerator = mpz_get_str(NULL, 10, mpq_numref(c->items[i].value));
      char *denominator = mpz_get_str(NULL, 10, mpq_denref(c->items[i].value));
      ab_text_printf(out, "%s/%s", numerator, denominator);
      ab_free(numerator);
      ab_free(denominator);
    }
  }
}

static void add_tex_row(ab_text *out, const ab_dossier *d) {
  add_tex(out, d->statement.condition->claim, strlen(d->statement.condition->claim));
  ab_text_add(out, d->statement.constants.form ? " & $" : " & --");
  if (d->statement.constants.form)
    add_tex_constants(out, &d->statement.constants);
  ab_text_printf(out, "%s & \\textsc{%s} & %zu & %llu & %zu & \\texttt{%.12s} \\\\\n",
                 d->statement.constants.form ? "$" : "",
                 d->result.kind == AB_CERTIFICATE_REFUTATION ? "refuted" : "proved",
                 d->certificate.clauses.clause_count, (unsigned long long)d->survey.leaves,
                 d->bytes, d->result.hash);
}

/* The statement as `show` writes it, word for word, a paragraph a line. */
static void add_tex_statement(ab_text *out, const ab_statement *statement) {
  ab_text text;
  ab_text_init(&text);
  statement->condition->show(&text, statement);
  ab_text_add(out, "\\begin{quote}\\raggedright\n");
  for (const char *line = text.data; line && *line;) {
    size_t length = strcspn(line, "\n"), indent = strspn(line, " ");
    ab_text_printf(out, "\\hangindent=2em\\noindent\\hspace*{%.1fem}", 0.5 * (double)indent);
    ab_mathematics_append(out, AB_DIALECT_TEX, line + indent, length - indent);
    ab_text_add(out, "\\par\n");
    line += length + (line[length] == '\n');
  }
  ab_text_add(out, "\\end{quote}\n");
  ab_text_clear(&text);
}

static void add_tex_hash(ab_text *out, const ab_dossier *d) {
  ab_text_printf(out,
                 "\\begin{quote}\\raggedright\nSHA-256 of the claim: \\texttt{%.32s}\n"
                 "\\texttt{%s}\n\\end{quote}\n",
                 d->result.hash, d->result.hash + 32);
}

static void add_tex_assumptions(ab_text *out, const ab_basis *basis) {
  for (const char *line = basis->assumptions.data; line && *line;) {
    size_t length = strcspn(line, "\n");
    ab_text_add(out, "It assumes: ");
    add_tex(out, line, length);
    ab_text_add(out, ".\n");
    line += length + (line[length] == '\n');
  }
}

/* Whether and for which constants the statement holds. */
static void add_tex_verdict(ab_text *out, const ab_dossier *d) {
  bool refuted = d->result.kind == AB_CERTIFICATE_REFUTATION;
  ab_text_add(out, refuted ? "false" : "true");
  if (d->statement.constants.form) {
    ab_text_add(out, " for $");
    add_tex_constants(out, &d->statement.constants);
    ab_text_add(out, "$");
  }
  ab_text_add(out, ".\n");
}

void ab_report_tex(ab_text *out, const ab_report *report) {
  const ab_dossier *d = report->dossier;
  ab_text_add(out, "% needs booktabs for the row, and a theorem environment `theorem'\n"
                   "% claim & constants & verdict & clauses & leaves & bytes & hash\n");
  add_tex_row(out, d);
  if (report->other)
    add_tex_row(out, report->other);
  ab_text_add(out, "\\begin{theorem}[computer-assisted]\nThe following statement is ");
  add_tex_verdict(out, d);
  add_tex_statement(out, &d->statement);
  add_tex_hash(out, d);
  add_tex_assumptions(out, &d->result.basis);
  if (report->other) {
    ab_text_add(out, "With other constants the same statement is ");
    add_tex_verdict(out, report->other);
    add_tex_hash(out, report->other);
    add_tex_assumptions(out, &report->other->result.basis);
  }
  ab_text_add(out, "\\end{theorem}\n");
}
