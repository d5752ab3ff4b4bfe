/* SPDX-License-Identifier: MIT
 * abcert trace: for which (alpha, beta) the log of a run does not contradict the condition. */
#include "base/memory.h"
#include "cli/commands.h"
#include "cli/picture_file.h"
#include "num/rational.h"
#include "report/trace_plot.h"

#include <string.h>

enum { DIGITS = 17 };

/* ---- the window of a picture ---- */

typedef struct {
  bool given;
  double alpha, beta;
} window;

/* A decimal above 0 that ends with `end`. */
static const char *read_side(double *out, const char *text, char end) {
  ab_decimal d;
  bool good = ab_decimal_scan(&d, text) == AB_DECIMAL_GOOD && !d.is_wild && d.value > 0 &&
              text[d.length] == end;
  *out = good ? d.value : 0;
  return good ? text + d.length : NULL;
}

static ab_status read_window(window *w, const ab_session *session, ab_error *error) {
  const char *text = session->options->window;
  *w = (window){0};
  if (!text)
    return AB_OK;
  w->given = true;
  const char *comma = strchr(text, ',');
  const char *behind = read_side(&w->alpha, text, comma ? ',' : '\0');
  if (behind && comma)
    behind = read_side(&w->beta, comma + 1, '\0');
  else
    w->beta = w->alpha;
  if (behind)
    return AB_OK;
  return ab_error_set(error, AB_USAGE,
                      "--window %s: expected the largest alpha, or the largest alpha and beta: "
                      "50 or 50,20",
                      text);
}

/* 1, 2 or 5 times a power of ten, from `least` on. */
static double round_side(double least) {
  double power = 1;
  while (power < least)
    power *= 10;
  while (power / 10 >= least)
    power /= 10;
  return power / 5 >= least ? power / 5 : power / 2 >= least ? power / 2 : power;
}

/* One that shows the finite vertices, with room behind them. */
static void choose_window(window *w, const ab_trace *trace) {
  static const double room = 1.5, unknown = 10, least = 1e-100;
  double reach = trace->alpha > trace->beta ? trace->alpha : trace->beta;
  w->alpha = w->beta = round_side(reach > least ? room * reach : unknown);
}

/* ---- reading ---- */

static ab_status read_log(ab_trace *trace, const ab_session *session, ab_grid *grid,
                          bool wants_region, ab_error *error) {
  const char *path = session->operands[0];
  ab_trace_options options = {session->options->minus_beta, wants_region, grid};
  ab_stream *stream;
  if (ab_stream_open(&stream, path, error) != AB_OK)
    return error->status;
  ab_log *log = ab_log_create(stream, path);
  ab_status status = ab_trace_read(trace, log, &options, error);
  ab_log_destroy(log);
  if (status == AB_BAD_PROBLEM && !error->line)
    ab_error_context(error, "%s", path);
  return status;
}

/* Once; or twice, if the picture's window depends on the region. */
static ab_status read_all(ab_trace *trace, ab_grid *grid, const ab_session *session,
                          const window *given, bool draws, ab_error *error) {
  window w = *given;
  ab_trace_init(trace);
  if (given->given)
    ab_grid_init(grid, w.alpha, w.beta);
  ab_status status = read_log(trace, session, draws && w.given ? grid : NULL, true, error);
  if (status != AB_OK || !draws || given->given)
    return status;
  choose_window(&w, trace);
  ab_grid_clear(grid);
  ab_grid_init(grid, w.alpha, w.beta);
  ab_trace again;
  ab_trace_init(&again);
  status = read_log(&again, session, grid, false, error);
  ab_trace_clear(&again);
  return status;
}

/* ---- lines ---- */

static void print_facts(ab_session *session, const ab_trace *t) {
  ab_printer *out = &session->printer;
  ab_print_fact(out, "log", "%s", session->operands[0]);
  ab_print_fact(out, "lines", "%llu, iterations %llu to %llu", (unsigned long long)t->lines,
                (unsigned long long)t->first_iteration, (unsigned long long)t->last_iteration);
  ab_print_fact(
      out, "reading", "%s-beta: T = inner - alpha (loss - final_loss) %c beta (loss - infimum)",
      session->options->minus_beta ? "minus" : "plus", session->options->minus_beta ? '-' : '+');
  if (!t->has_infimum)
    ab_print_fact(out, "infimum", "0, as the log has no such column");
  if (t->below)
    ab_print_fact(out, "warning",
                  "lines with a loss below the infimum: %llu, the first is line %llu",
                  (unsigned long long)t->below, (unsigned long long)t->below_first);
}

/* "v edge line LINE ITERATION U V P": p - u alpha + v beta >= 0. */
static void print_edge(ab_session *session, const ab_halfplane *h) {
  if (h->line == 0) {
    ab_print_values(&session->printer, "edge", "of", mpq_sgn(h->v) > 0 ? "beta>0" : "alpha>beta",
                    NULL);
    return;
  }
  ab_text numbers[3];
  char line[24], iteration[24];
  mpq_t v;
  mpq_init(v);
  mpq_add(v, h->v, h->u);
  mpq_srcptr const values[] = {h->u, v, h->p};
  for (int k = 0; k < 3; k++) {
    ab_text_init(&numbers[k]);
    ab_rational_append(&numbers[k], values[k]);
  }
  snprintf(line, sizeof line, "%llu", (unsigned long long)h->line);
  snprintf(iteration, sizeof iteration, "%llu", (unsigned long long)h->iteration);
  ab_print_values(&session->printer, "edge", "of", "line", "line", line, "iteration", iteration,
                  "u", numbers[0].data, "v", numbers[1].data, "p", numbers[2].data, NULL);
  for (int k = 0; k < 3; k++)
    ab_text_clear(&numbers[k]);
  mpq_clear(v);
}

static void print_vertex(ab_session *session, const ab_polygon *region, size_t i) {
  mpz_t x, y, w;
  mpq_t value;
  ab_text exact[2], decimal[2];
  mpz_inits(x, y, w, NULL);
  mpq_init(value);
  ab_polygon_vertex(x, y, w, region, i);
  mpz_add(x, x, y);
  bool finite = mpz_sgn(w) > 0;
  for (int k = 0; k < 2; k++) {
    mpz_set(mpq_numref(value), k == 0 ? x : y);
    if (finite)
      mpz_set(mpq_denref(value), w);
    else
      mpz_set_ui(mpq_denref(value), 1);
    mpq_canonicalize(value);
    ab_text_init(&exact[k]);
    ab_text_init(&decimal[k]);
    ab_rational_append(&exact[k], value);
    ab_rational_append_decimal(&decimal[k], value, DIGITS, 0);
  }
  ab_print_values(&session->printer, finite ? "vertex" : "direction", "alpha", exact[0].data,
                  "beta", exact[1].data, "alpha_decimal", finite ? decimal[0].data : NULL,
                  "beta_decimal", finite ? decimal[1].data : NULL, NULL);
  for (int k = 0; k < 2; k++) {
    ab_text_clear(&exact[k]);
    ab_text_clear(&decimal[k]);
  }
  mpq_clear(value);
  mpz_clears(x, y, w, NULL);
}

static void print_least(ab_session *session, const ab_trace *t) {
  static const char *const names[] = {"alpha", "beta", "beta/(alpha-beta)"};
  mpq_t value;
  mpq_init(value);
  for (int which = 0; which < 3; which++) {
    ab_trace_least(value, t, which);
    ab_print_bound(&session->printer, names[which], "least", value, -1);
  }
  mpq_clear(value);
}

static void print_region(ab_session *session, const ab_trace *t) {
  if (t->emptied_at) {
    ab_print_explained(&session->printer, "region", "empty",
                       "line %llu leaves nothing of alpha > beta > 0",
                       (unsigned long long)t->emptied_at);
    return;
  }
  size_t n = ab_polygon_count(t->region), at_infinity = 0;
  for (size_t i = 0; i < n; i++)
    at_infinity += ab_polygon_edge(t->region, i) == NULL;
  ab_print_explained(
      &session->printer, "region", ab_polygon_is_bounded(t->region) ? "bounded" : "unbounded",
      "%zu edges: T >= 0 on every line for these (alpha, beta) and for no others", n - at_infinity);
  for (size_t i = 0; i < n; i++) {
    print_vertex(session, t->region, i);
    if (ab_polygon_edge(t->region, i))
      print_edge(session, ab_polygon_edge(t->region, i));
  }
  print_least(session, t);
}

static ab_status draw(ab_session *session, const ab_trace *trace, const ab_grid *grid,
                      ab_picture_file *file, ab_error *error) {
  const char *path = session->operands[0], *slash = strrchr(path, '/');
  ab_text text, title;
  if (file->kind == AB_PICTURE_NONE)
    return AB_OK;
  ab_text_init(&text);
  ab_text_init(&title);
  ab_text_printf(&title, "%s: least T%s", slash ? slash + 1 : path,
                 session->options->minus_beta ? " (minus beta)" : "");
  if (file->kind == AB_PICTURE_SVG)
    ab_trace_plot(&text, trace, grid, title.data);
  else
    ab_trace_table(&text, grid);
  ab_status status = ab_picture_file_close(file, &text, error);
  if (status == AB_OK)
    ab_print_fact(&session->printer, "output", "%s", session->options->output);
  ab_text_clear(&text);
  ab_text_clear(&title);
  return status;
}

int ab_command_trace(ab_session *session) {
  ab_picture_file file = {AB_PICTURE_NONE};
  ab_trace trace = {0};
  ab_grid grid = {0};
  ab_error error;
  window w;
  ab_status status = read_window(&w, session, &error);
  if (status == AB_OK && session->options->output && !w.given &&
      strcmp(session->operands[0], "-") == 0)
    status = ab_error_set(&error, AB_USAGE,
                          "-o reads a log twice to find its window: standard input needs --window");
  if (status == AB_OK)
    status = ab_picture_file_open(&file, session, &error);
  if (status == AB_OK)
    status = read_all(&trace, &grid, session, &w, file.kind != AB_PICTURE_NONE, &error);
  if (status == AB_OK) {
    ab_session_print_program(session);
    print_facts(session, &trace);
    print_region(session, &trace);
    status = draw(session, &trace, &grid, &file, &error);
  }
  ab_error ignored;
  ab_picture_file_close(&file, NULL, &ignored);
  ab_grid_clear(&grid);
  ab_trace_clear(&trace);
  return status == AB_OK ? AB_OK : ab_session_complain(session, &error);
}
