/* SPDX-License-Identifier: MIT
 * abcert map: the pairs (alpha, beta) for which a claim holds, and what the best of them promises.
 */
#include "base/clock.h"
#include "cli/commands.h"
#include "cli/picture_file.h"
#include "cli/problem_file.h"
#include "cli/proving.h"
#include "condition/conditions.h"
#include "num/rational.h"
#include "prove/map.h"
#include "report/map_picture.h"

#include <string.h>

enum { SPREAD = 16, GAP = 1000 };

/* alpha - beta of the claim; 1 if it is not a fixed number. */
static void difference_of(mpq_t out, const ab_statement *statement) {
  const ab_claim_constant *alpha = &statement->constants.items[AB_ALPHA];
  const ab_claim_constant *beta = &statement->constants.items[AB_BETA];
  bool parallel = mpq_equal(alpha->slope, beta->slope);
  if (statement->constants.is_set)
    mpq_sub(out, alpha->value, beta->value);
  else if (parallel)
    mpq_sub(out, alpha->base, beta->base);
  if (mpq_sgn(out) <= 0 || (!statement->constants.is_set && !parallel))
    mpq_set_ui(out, 1, 1);
}

static bool read_number(mpq_t out, const char *text, size_t length) {
  const char *slash = memchr(text, '/', length);
  if (!slash)
    return ab_rational_read_decimal(out, text, length);
  mpq_t below;
  mpq_init(below);
  size_t above = (size_t)(slash - text);
  bool good = ab_rational_read_decimal(out, text, above) &&
              ab_rational_read_decimal(below, slash + 1, length - above - 1) && mpq_sgn(below) > 0;
  if (good)
    mpq_div(out, out, below);
  mpq_clear(below);
  return good;
}

static ab_status read_range(ab_map_plan *plan, const char *range, ab_error *error) {
  const char *comma = strchr(range, ',');
  if (comma && read_number(plan->lo, range, (size_t)(comma - range)) &&
      read_number(plan->hi, comma + 1, strlen(comma + 1)) && mpq_sgn(plan->lo) > 0 &&
      mpq_cmp(plan->lo, plan->hi) <= 0)
    return AB_OK;
  return ab_error_set(
      error, AB_USAGE,
      "--range takes two values of alpha - beta, 0 < LO <= HI, such as 1/10,10, not "
      "'%s'",
      range);
}

/* The lines between the ends are chosen in doubles. */
static ab_status check_size(const ab_map_plan *plan, ab_error *error) {
  static const double least = 1e-150, most = 1e150;
  if (mpq_get_d(plan->lo) >= least && mpq_get_d(plan->hi) <= most)
    return AB_OK;
  return ab_error_set(error, AB_USAGE,
                      "the values of alpha - beta of a map lie between %g and %g: see --range",
                      least, most);
}

static ab_status make_plan(ab_map_plan *plan, const ab_options *options,
                           const ab_statement *statement, ab_error *error) {
  mpq_set_ui(plan->gap, 1, GAP);
  if (options->gap) /* its form was looked at before */
    ab_rational_read_decimal(plan->gap, options->gap, strlen(options->gap));
  if (options->points)
    plan->points = options->points;
  if (options->range) {
    ab_status status = read_range(plan, options->range, error);
    return status == AB_OK ? check_size(plan, error) : status;
  }
  mpq_t spread;
  mpq_init(spread);
  mpq_set_ui(spread, SPREAD, 1);
  difference_of(plan->lo, statement);
  mpq_mul(plan->hi, plan->lo, spread);
  mpq_div(plan->lo, plan->lo, spread);
  mpq_clear(spread);
  return check_size(plan, error);
}

/* v alpha D REFUTED PROVED: alpha = beta + D. Where nothing is refuted, alpha > D is all that is
 * known; where nothing is proved, alpha < inf. */
static void print_line(ab_session *session, const ab_map_line *line) {
  mpq_t end;
  ab_text shift, lower, upper;
  mpq_init(end);
  ab_text_init(&shift);
  ab_text_init(&lower);
  ab_text_init(&upper);
  ab_rational_append(&shift, line->shift);
  mpq_set(end, line->shift);
  if (line->has_refuted)
    mpq_add(end, end, line->refuted);
  ab_rational_append_decimal(&lower, end, AB_PRINTED_DIGITS, -1);
  mpq_add(end, line->shift, line->proved);
  if (line->has_proved)
    ab_rational_append_decimal(&upper, end, AB_PRINTED_DIGITS, 1);
  else
    ab_text_add(&upper, "inf");
  ab_print_enclosure(&session->printer, "alpha", shift.data, lower.data, upper.data);
  ab_text_clear(&shift);
  ab_text_clear(&lower);
  ab_text_clear(&upper);
  mpq_clear(end);
}

static void print_open(ab_session *session, const ab_map_line *line) {
  static const char *const reasons[] = {
      [AB_BRACKET_UNPROVED] = "nearer to the refuted end no proof was finished",
      [AB_BRACKET_UNREFUTED] = "nearer to the proved end no refutation was made",
      [AB_BRACKET_EMPTY] = "it seems that no alpha makes the claim true",
      [AB_BRACKET_ALL] = "it seems that every alpha will do"};
  ab_text shift;
  ab_text_init(&shift);
  ab_rational_append(&shift, line->shift);
  if (line->is_beyond)
    ab_print_explained(&session->printer, "open", shift.data, "%s", line->why.message);
  else if (line->state != AB_BRACKET_CLOSED)
    ab_print_explained(&session->printer, "open", shift.data, "%s", reasons[line->state]);
  ab_text_clear(&shift);
}

/* What the floor means on D. */
static void print_sentence(ab_session *session, const ab_sgd_scale *scale, const ab_range *floor) {
  ab_printer *printer = &session->printer;
  if (!scale->has_gap_upper) {
    ab_print_fact(printer, "sentence",
                  "no bound of f - f* on the domain is known to compare the floor with");
    return;
  }
  mpq_t ratio;
  mpq_init(ratio);
  ab_sgd_scale_ratio(ratio, scale, floor);
  ab_print_rounded(printer, "floor_ratio", ratio, -1);
  ab_print_fact(printer, "sentence", "%s",
                mpq_sgn(floor->hi) == 0 ? "there is no noise: the floor of SGD is 0"
                : mpq_cmp_ui(ratio, 1, 1) >= 0
                    ? "the floor of SGD lies above the largest f - f* on the domain: with these "
                      "constants the bound says nothing at any step size"
                    : "the floor of SGD is not shown to lie above the largest f - f* on the "
                      "domain: the bound can say something");
  mpq_clear(ratio);
}

static void print_least(ab_session *session, const ab_map *map, const ab_sgd_scale *scale) {
  size_t least = ab_map_least_ratio(map);
  if (least == map->count)
    return;
  const ab_map_line *line = &map->lines[least];
  mpq_t alpha;
  mpq_init(alpha);
  mpq_add(alpha, line->proved, line->shift);
  ab_print_bound(&session->printer, "alpha", "marked", alpha, 1);
  ab_print_bound(&session->printer, "beta", "marked", line->proved, 1);
  mpq_clear(alpha);
  if (!scale)
    return;
  ab_range floor;
  ab_range_init(&floor);
  ab_sgd_scale_floor(&floor, scale, line->proved, line->shift);
  ab_print_range(&session->printer, "floor", NULL, floor.lo, floor.hi);
  if (scale->has_gap_upper)
    ab_print_rounded(&session->printer, "gap_on_domain", scale->gap_upper, 1);
  print_sentence(session, scale, &floor);
  ab_range_clear(&floor);
}

static ab_status draw(ab_session *session, ab_picture_file *file, const ab_map *map,
                      const ab_sgd_scale *scale, const char *title, ab_error *error) {
  if (file->kind == AB_PICTURE_NONE)
    return AB_OK;
  if (ab_map_least_ratio(map) == map->count)
    return ab_picture_file_close(file, NULL, error);
  ab_text picture;
  ab_text_init(&picture);
  if (file->kind == AB_PICTURE_SVG)
    ab_map_picture(&picture, map, scale, title);
  else
    ab_map_table(&picture, map, scale);
  ab_status status = ab_picture_file_close(file, &picture, error);
  if (status == AB_OK)
    ab_print_fact(&session->printer, "output", "%s", session->options->output);
  ab_text_clear(&picture);
  return status;
}

/* Prints and draws what was found; the exit status. */
static int conclude(ab_session *session, const ab_statement *statement, const ab_map *map,
                    ab_picture_file *file) {
  ab_sgd_scale scale;
  ab_error error;
  bool complete = map->count > 0 && map->left_out == 0;
  for (size_t k = 0; k < map->count; k++) {
    print_line(session, &map->lines[k]);
    print_open(session, &map->lines[k]);
    complete = complete && map->lines[k].has_proved;
  }
  if (map->left_out > 0) {
    ab_print_explained(&session->printer, "reason", "limit", "no time was left for %zu more lines",
                       map->left_out);
    ab_print_fact(&session->printer, "try", "a longer --time-limit");
  }
  bool has_scale =
      map->has_proof && ab_sgd_scale_find(&scale, statement, &map->witness, &error) == AB_OK;
  if (map->has_proof && !has_scale)
    ab_print_explained(&session->printer, "floor", "unknown", "%s", error.message);
  print_least(session, map, has_scale ? &scale : NULL);
  ab_status status =
      draw(session, file, map, has_scale ? &scale : NULL, statement->syntax->problem_name, &error);
  if (has_scale)
    ab_sgd_scale_clear(&scale);
  if (status != AB_OK)
    return ab_session_complain(session, &error);
  return complete ? AB_OK : AB_EXIT_UNKNOWN;
}

static int find_map(ab_session *session, ab_statement *statement, const ab_map_plan *plan,
                    ab_picture_file *file) {
  ab_prove_options options = ab_proving_options(session);
  ab_map map;
  ab_error error;
  ab_proving_print_claim(session, statement, &options);
  fflush(session->printer.stream);
  double start = ab_clock_seconds();
  if (ab_map_find(&map, statement, plan, &options, &error) != AB_OK) {
    ab_proving_place_error(&error, statement);
    return ab_session_complain(session, &error);
  }
  ab_session_print_basis(session, &map.basis);
  if (!session->options->quiet) {
    ab_print_fact(&session->printer, "proofs", "%u", map.proofs);
    ab_print_fact(&session->printer, "boxes", "%llu", (unsigned long long)map.boxes);
    ab_print_fact(&session->printer, "time", "%.3f s", ab_clock_seconds() - start);
  }
  int result = conclude(session, statement, &map, file);
  if (session->options->strict && map.basis.assumptions.length > 0) {
    ab_print_explained(&session->printer, "reason", "assumption",
                       "the ends rest on an assumption, and --strict was given");
    result = ab_exit_worse(result, AB_EXIT_UNKNOWN);
  }
  ab_map_clear(&map);
  return result;
}

/* The one claim, which has to be the condition. */
static ab_status prepare(ab_problem_file *file, ab_map_plan *plan, const ab_session *session,
                         ab_error *error) {
  ab_status status = ab_problem_file_open_condition(file, session, error);
  return status == AB_OK ? make_plan(plan, session->options, &file->statements[0], error) : status;
}

static int run(ab_session *session) {
  ab_problem_file file;
  ab_picture_file picture = {AB_PICTURE_NONE};
  ab_map_plan plan;
  ab_error error;
  ab_map_plan_init(&plan);
  int result;
  ab_status status = prepare(&file, &plan, session, &error);
  if (status == AB_OK)
    status = ab_picture_file_open(&picture, session, &error);
  if (status == AB_OK) {
    ab_session_print_program(session);
    result = find_map(session, &file.statements[0], &plan, &picture);
  } else {
    result = ab_session_complain(session, &error);
  }
  ab_picture_file_close(&picture, NULL, &error);
  ab_map_plan_clear(&plan);
  ab_problem_file_close(&file);
  return result;
}

int ab_command_map(ab_session *session) {
  return ab_proving_run(session, run);
}
