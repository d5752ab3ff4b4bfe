/* SPDX-License-Identifier: MIT
 * The report as a page. */
#include "report/report.h"

#include "condition/claim_constants.h"
#include "num/rational.h"
#include "report/landscape.h"
#include "report/mathematics.h"
#include "report/plot.h"

#include <string.h>

static const char style[] =
    ":root{color-scheme:light dark}"
    "body{font:16px/1.5 Georgia,'Times New Roman',serif;max-width:72rem;margin:0 auto;padding:1rem;"
    "color:#1a1a1a;background:#fff;overflow-wrap:anywhere}"
    "h1{font-size:1.5rem;margin:.6em 0}h2{font-size:1.15rem;margin:1.6em 0 .4em}"
    "code,pre,td.number{font:13px/1.45 ui-monospace,monospace}"
    "pre{overflow-x:auto;padding:.7em;background:#8881;border-radius:4px;overflow-wrap:normal}"
    ".statement{border-left:3px solid #0072b2;padding:.2em 0 .2em 1em}"
    ".statement div{padding-left:2em;text-indent:-2em}"
    ".verdict{display:inline-block;padding:.1em .7em;border-radius:4px;color:#fff;"
    "background:#00664b;font-family:system-ui,sans-serif;font-weight:600}"
    ".verdict.refuted{background:#a33c00}.note{color:#595959;font-size:.9rem}"
    "table{border-collapse:collapse;max-width:100%}td,th{padding:.2em .8em .2em 0;text-align:left;"
    "vertical-align:top}th,td:first-child{overflow-wrap:normal;white-space:nowrap}th{font-weight:"
    "600;border-bottom:1px solid #8886}"
    ".figures{display:flex;flex-wrap:wrap;gap:1rem}figure{margin:0;flex:1 1 26rem;max-width:36rem;"
    "min-width:0}figure svg,figure img{width:100%;height:auto}figcaption{font-size:.9rem}"
    ".halo{stroke:#fff;stroke-width:4}"
    "@media (prefers-color-scheme:dark){body{color:#e4e4e4;background:#161616}.note{color:#a8a8a8}"
    ".halo{stroke:#111}}"
    "@media print{body{max-width:none;padding:0}h2{break-after:avoid}figure{break-inside:avoid}}";

static void add_escaped_line(ab_text *out, const char *tag, const char *text) {
  ab_text_printf(out, "<%s>", tag);
  ab_append_escaped(out, text);
  ab_text_printf(out, "</%s>\n", tag);
}

static void add_row(ab_text *out, const char *key, const char *value) {
  ab_text_printf(out, "<tr><th scope=\"row\">%s</th><td>", key);
  ab_append_escaped(out, value);
  ab_text_add(out, "</td></tr>\n");
}

static void add_statement(ab_text *out, const ab_statement *statement) {
  ab_text text;
  ab_text_init(&text);
  statement->condition->show(&text, statement);
  ab_text_add(out, "<div class=\"statement\">\n");
  for (const char *line = text.data; line && *line;) {
    size_t length = strcspn(line, "\n"), indent = strspn(line, " ");
    ab_text_printf(out, "<div style=\"margin-left:%.1fem\">", 0.5 * (double)indent);
    ab_mathematics_append(out, AB_DIALECT_HTML, line + indent, length - indent);
    ab_text_add(out, "</div>\n");
    line += length + (line[length] == '\n');
  }
  ab_text_add(out, "</div>\n");
  ab_text_clear(&text);
}

static void add_verdict(ab_text *out, const ab_dossier *d) {
  bool refuted = d->result.kind == AB_CERTIFICATE_REFUTATION;
  ab_text_printf(out, "<p><span class=\"verdict%s\">%s</span> and verified when this page was made",
                 refuted ? " refuted" : "", ab_dossier_verdict(d));
  ab_text_printf(out, " (in %.2f s). Its hash: <code>%s</code></p>\n", d->seconds, d->result.hash);
  const ab_basis *basis = &d->result.basis;
  ab_text_add(out, "<table>\n");
  if (basis->reading)
    add_row(out, "reading", basis->reading);
  if (basis->minimizers)
    add_row(out, "minimizers", basis->minimizers);
  if (basis->infimum)
    add_row(out, "infimum", basis->infimum);
  if (basis->projection)
    add_row(out, "projection", basis->projection);
  if (basis->argument.length > 0)
    add_row(out, "argument", basis->argument.data);
  for (const char *line = basis->assumptions.data; line && *line;) {
    size_t length = strcspn(line, "\n");
    ab_text_add(out, "<tr><th scope=\"row\">assumes</th><td>");
    for (size_t i = 0; i < length; i++)
      ab_append_escaped(out, (char[]){line[i], '\0'});
    ab_text_add(out, "</td></tr>\n");
    line += length + (line[length] == '\n');
  }
  if (!basis->assumptions.length)
    add_row(out, "assumes",
            basis->minimizers && strncmp(basis->minimizers, "by-theorem", 10) == 0
                ? "nothing beyond the theorem named above"
                : "nothing");
  ab_text_add(out, "</table>\n");
}

/* The point of a refutation. */
static void add_point(ab_text *out, const ab_dossier *d) {
  const ab_witness *w = &d->certificate.witness;
  for (size_t i = 0; i < w->choice_count; i++) {
    if (d->result.kind != AB_CERTIFICATE_REFUTATION || strcmp(w->choices[i].name, "point") != 0)
      continue;
    ab_text_add(out, "<h2>Where it fails</h2>\n<table>\n");
    for (size_t k = 0; k < w->choices[i].count; k++) {
      ab_text name, value;
      ab_text_init(&name);
      ab_text_init(&value);
      ab_statement_coordinate_name(&name, &d->statement, k);
      ab_rational_append(&value, w->choices[i].values[k]);
      add_row(out, name.data, value.data);
      ab_text_clear(&name);
      ab_text_clear(&value);
    }
    ab_text_add(out, "</table>\n");
  }
}

static void add_constants_of(ab_text *out, const ab_dossier *d) {
  const ab_claim_constants *c = &d->statement.constants;
  ab_text_printf(out, "<tr><td>%s</td><td>", ab_dossier_verdict(d));
  ab_text line;
  ab_text_init(&line);
  ab_claim_constants_show(&line, c, d->statement.syntax);
  ab_mathematics_append(out, AB_DIALECT_HTML, line.data, strcspn(line.data, "\n"));
  ab_text_clear(&line);
  ab_text_printf(out, "</td><td><code>%.16s</code></td></tr>\n", d->result.hash);
}

static void add_constants(ab_text *out, const ab_report *r) {
  if (!r->dossier->statement.constants.form)
    return;
  ab_text_add(out, "<h2>Constants</h2>\n<table>\n<tr><th>verdict</th><th>constants</th>"
                   "<th>hash begins</th></tr>\n");
  add_constants_of(out, r->dossier);
  if (r->other)
    add_constants_of(out, r->other);
  ab_text_add(out, "</table>\n");
  if (!r->other)
    ab_text_add(out,
                "<p class=\"note\">From one side only. A certificate from the other side, given "
                "as a second file, is shown beside it.</p>\n");
}

static void add_svg(ab_text *out, ab_svg *svg, const char *caption) {
  ab_text_add(out, "<figure>\n");
  ab_text_append(out, svg->text.data, svg->text.length);
  add_escaped_line(out, "figcaption", caption);
  ab_text_add(out, "</figure>\n");
  ab_svg_clear(svg);
}

/* The title that a picture gives itself, if that is plain text; else the name of its file. */
static void add_caption(ab_text *out, const ab_figure *figure) {
  static const char begin[] = "<title>", end[] = "</title>";
  const char *title = strstr(figure->svg.data, begin);
  title = title ? title + strlen(begin) : "<";
  size_t length = strcspn(title, "<");
  if (length > 0 && strncmp(title + length, end, strlen(end)) == 0) {
    ab_text_add(out, "<figcaption>");
    ab_text_append(out, title, length);
    ab_text_add(out, "</figcaption>\n");
  } else
    add_escaped_line(out, "figcaption", figure->name);
}

/* A picture from a file, as an image: whatever stands in it, it cannot run or reach out. */
static void add_figure(ab_text *out, const ab_figure *figure) {
  ab_text_add(out, "<figure>\n<img alt=\"");
  ab_append_escaped(out, figure->name);
  ab_text_add(out, "\" src=\"data:image/svg+xml,");
  for (size_t i = 0; i < figure->svg.length; i++) {
    unsigned char c = (unsigned char)figure->svg.data[i];
    if (c <= ' ' || c >= 127 || strchr("%#\"<>&'?", c))
      ab_text_printf(out, "%%%02X", c);
    else
      ab_text_add_char(out, (char)c);
  }
  ab_text_add(out, "\">\n");
  add_caption(out, figure);
  ab_text_add(out, "</figure>\n");
}

static void add_pictures(ab_text *out, const ab_report *r) {
  const ab_certificate *c = &r->dossier->certificate;
  bool landscape = ab_landscape_exists(r->dossier);
  if (!r->slice && !landscape && !r->figure_count)
    return;
  ab_text_add(out, "<h2>Pictures</h2>\n<div class=\"figures\">\n");
  ab_svg svg;
  if (landscape) {
    ab_landscape_draw(&svg, r->dossier);
    add_svg(
        out, &svg,
        "The landscape, in ten shades of equal area, low values cold. Dots: minimizers; crosses: "
        "saddles, rings: other stationary points, found in floating point.");
  }
  if (r->slice) {
    ab_slice_draw_leaves(&svg, r->slice, c);
    add_svg(out, &svg,
            "How the proof divides the clause with the most leaves, on the plane through its worst "
            "point (the dot).");
    ab_slice_draw_margin(&svg, r->slice, c);
    add_svg(out, &svg,
            "By how much the clause holds on the same plane: the greatest value of a literal, in "
            "floating point.");
  }
  for (size_t i = 0; i < r->figure_count; i++)
    add_figure(out, &r->figures[i]);
  ab_text_add(out, "</div>\n");
}

static void add_depths(ab_text *out, const ab_survey *s) {
  enum { WIDTH = 560, HEIGHT = 250 };
  double x[2 * AB_SURVEY_DEPTHS + 2], y[2 * AB_SURVEY_DEPTHS + 2], most = 1;
  size_t depths = s->depth < AB_SURVEY_DEPTHS ? s->depth + 1 : AB_SURVEY_DEPTHS, n = 0;
  for (size_t i = 0; i < depths; i++)
    most = (double)s->by_depth[i] > most ? (double)s->by_depth[i] : most;
  ab_svg svg;
  ab_svg_begin(&svg, WIDTH, HEIGHT, "Leaves by depth");
  ab_plot plot = {.svg = &svg, .left = 76, .top = 14, .width = 460, .height = 180};
  plot.x = (ab_scale){0, (double)depths, false};
  plot.y = (ab_scale){0, most * 1.05, false};
  x[n] = ab_plot_x(&plot, 0), y[n++] = ab_plot_y(&plot, 0);
  for (size_t i = 0; i < depths; i++) {
    x[n] = ab_plot_x(&plot, (double)i), y[n++] = ab_plot_y(&plot, (double)s->by_depth[i]);
    x[n] = ab_plot_x(&plot, (double)i + 1), y[n++] = ab_plot_y(&plot, (double)s->by_depth[i]);
  }
  x[n] = ab_plot_x(&plot, (double)depths), y[n++] = ab_plot_y(&plot, 0);
  ab_svg_polygon(&svg, x, y, n, "area1 pale");
  ab_svg_polyline(&svg, x, y, n, "line1");
  ab_plot_frame(&plot, "bisections above the leaf", "leaves");
  ab_svg_end(&svg);
  add_svg(out, &svg, "Leaves by depth.");
}

static void add_counts(ab_text *out, const ab_dossier *d) {
  const ab_survey *s = &d->survey;
  ab_text_add(out, "<h2>Counts</h2>\n<div class=\"figures\">\n<div>\n<table>\n");
  ab_text_printf(out, "<tr><th scope=\"row\">clauses</th><td class=\"number\">%zu</td></tr>\n",
                 d->certificate.clauses.clause_count);
  ab_text_printf(out, "<tr><th scope=\"row\">leaves</th><td class=\"number\">%llu</td></tr>\n",
                 (unsigned long long)s->leaves);
  for (int kind = 0; kind < AB_STEP_KINDS; kind++)
    if (d->certificate.counts[kind])
      ab_text_printf(out, "<tr><th scope=\"row\">%s</th><td class=\"number\">%llu</td></tr>\n",
                     ab_step_kind_word((ab_step_kind)kind),
                     (unsigned long long)d->certificate.counts[kind]);
  ab_text_printf(out,
                 "<tr><th scope=\"row\">greatest depth</th><td class=\"number\">%u</td></tr>\n",
                 s->depth);
  ab_text_printf(out, "<tr><th scope=\"row\">bytes</th><td class=\"number\">%zu</td></tr>\n",
                 d->bytes);
  ab_text_printf(
      out, "<tr><th scope=\"row\">bits</th><td class=\"number\">%u</td></tr>\n</table>\n</div>\n",
      d->certificate.precision);
  if (s->depth > 0)
    add_depths(out, s);
  ab_text_add(out, "</div>\n");
}

static void add_check(ab_text *out, const char *name, const ab_dossier *d) {
  ab_text_add(out, "\nabcheck ");
  ab_append_escaped(out, name);
  ab_text_printf(out, " --expect %s", d->result.hash);
}

static void add_instructions(ab_text *out, const ab_report *r) {
  ab_text_add(out,
              "<h2>Check it yourself</h2>\n<p>Do not trust this page. Read the problem file, "
              "compute the hash of its claim, and let the checker decide:</p>\n<pre>abcert show "
              "problem.abp\nabcert fmt problem.abp | sha256sum");
  add_check(out, r->name, r->dossier);
  if (r->other)
    add_check(out, r->other_name, r->other);
  ab_text_printf(out, "</pre>\n<p><code>s VERIFIED %s</code>", ab_dossier_verdict(r->dossier));
  if (r->other)
    ab_text_printf(out, " and <code>s VERIFIED %s</code>", ab_dossier_verdict(r->other));
  ab_text_add(out, " with this hash and exit status 0: verified.</p>\n");
  ab_text_add(out, "<details><summary>The claim text, whose SHA-256 is the hash</summary>\n<pre>");
  ab_append_escaped(out, r->dossier->certificate.claim.data);
  ab_text_add(out, "</pre></details>\n");
}

void ab_report_html(ab_text *out, const ab_report *report) {
  const ab_dossier *d = report->dossier;
  ab_text_printf(
      out,
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta "
      "name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<title>%s: claim "
      "%s, %.8s</title>\n<style>%s</style>\n</head>\n<body>\n",
      ab_dossier_verdict(d), d->statement.condition->claim, d->result.hash, style);
  ab_text_printf(out, "<h1>A %s claim: %s</h1>\n",
                 d->result.kind == AB_CERTIFICATE_REFUTATION ? "refuted" : "proved",
                 d->statement.condition->claim);
  add_verdict(out, d);
  ab_text_add(out, "<h2>The statement</h2>\n");
  add_statement(out, &d->statement);
  if (d->result.kind == AB_CERTIFICATE_REFUTATION)
    ab_text_add(out, "<p>This statement is <strong>false</strong>.</p>\n");
  add_point(out, d);
  add_constants(out, report);
  add_pictures(out, report);
  add_counts(out, d);
  add_instructions(out, report);
  ab_text_printf(out, "<p class=\"note\">Made by abcert %s.</p>\n</body>\n</html>\n",
                 report->version);
}
