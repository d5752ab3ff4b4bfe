/* SPDX-License-Identifier: MIT */
#include "cli/sgd_lines.h"

#include "num/rational.h"

#include <string.h>

void ab_sgd_print_hypothesis(ab_session *session, const char *name, ab_hypothesis hypothesis) {
  static const char *const words[] = {[AB_HYPOTHESIS_PROVED] = "proved",
                                      [AB_HYPOTHESIS_BROKEN] = "broken",
                                      [AB_HYPOTHESIS_ASSUMED] = "assumed"};
  ab_print_explained(&session->printer, "hypothesis", name, "%s", words[hypothesis]);
}

static void print_moments(ab_session *session, const ab_sgd_analysis *a) {
  for (size_t k = 0; k < a->course.known; k++) {
    const ab_moment *m = &a->course.moments[k];
    char index[24];
    snprintf(index, sizeof index, "%zu", k);
    if (m->has_gap)
      ab_print_range(&session->printer, "gap", index, m->gap.lo, m->gap.hi);
    if (a->iterates != AB_HYPOTHESIS_PROVED)
      ab_print_range(&session->printer, "stopped", index, m->stopped.lo, m->stopped.hi);
    ab_print_range(&session->printer, "inside", index, m->inside.lo, m->inside.hi);
  }
}

static void print_bounds(ab_session *session, const ab_sgd_analysis *a) {
  size_t last = a->plan.iterations - 1;
  if (a->published)
    ab_print_rounded(&session->printer, "bound", a->published[last], 1);
  if (a->sharp)
    ab_print_rounded(&session->printer, "bound_sharp", a->sharp[last], 1);
  if (a->stopped)
    ab_print_rounded(&session->printer, "bound_stopped", a->stopped[last], 1);
  if (a->sharp || a->stopped)
    ab_print_rounded(&session->printer, "floor", a->floor_sharp.hi, 1);
  if (a->published)
    ab_print_rounded(&session->printer, "floor_published", a->floor_published.hi, 1);
}

static void print_rational(ab_session *session, const char *name, const mpq_t value,
                           const char *text) {
  ab_text number;
  ab_text_init(&number);
  ab_rational_append(&number, value);
  ab_print_fact(&session->printer, name, "%s%s%s", number.data, *text ? ": " : "", text);
  ab_text_clear(&number);
}

/* L: with a certificate also the bracket. */
static void print_growth(ab_session *session, const ab_sgd_growth_fact *fact) {
  print_rational(session, "growth", fact->value, "L, |grad f_i|^2 <= 2 L (f_i - f_i*) on D");
  if (!fact->is_certified)
    return;
  ab_print_explained(&session->printer, "hash", "growth", "%s", fact->hash);
  if (fact->has_refuted)
    ab_print_bound(&session->printer, "L", "refuted", fact->refuted, -1);
  if (fact->holds == AB_HYPOTHESIS_PROVED)
    ab_print_bound(&session->printer, "L", "proved", fact->value, 1);
}

/* The numbers that the bounds are made of. */
static void print_constants(ab_session *session, const ab_sgd_analysis *a) {
  const ab_sgd_plan *p = &a->plan;
  ab_print_fact(&session->printer, "optimizer", "%s%s", ab_optimizer_name(p->optimizer),
                p->projected ? ", projected onto D" : "");
  print_growth(session, &a->growth);
  print_rational(session, "stepsize", p->step, "");
  if (p->optimizer == AB_OPTIMIZER_SPS_MAX)
    print_rational(session, "c", p->c, "");
  ab_print_range(&session->printer, "noise", NULL, a->model.noise.lo, a->model.noise.hi);
  ab_print_rounded(&session->printer, "distance", a->model.distance, 1);
  if (a->has_gap_upper)
    ab_print_rounded(&session->printer, "gap_on_domain", a->gap_upper, 1);
}

static void print_hypotheses(ab_session *session, const ab_sgd_analysis *a,
                             ab_hypothesis condition) {
  ab_sgd_print_hypothesis(session, "alpha-beta", condition);
  ab_sgd_print_hypothesis(session, "growth", a->growth.holds);
  ab_sgd_print_hypothesis(session, "start-in-domain", a->start);
  ab_sgd_print_hypothesis(session, "iterates-in-domain", a->iterates);
  if (a->plan.projected)
    ab_sgd_print_hypothesis(session, "minimizers-in-domain", a->minimizers);
  ab_sgd_print_hypothesis(session, "stepsize-sharp", a->plan.step_sharp);
  ab_sgd_print_hypothesis(session, "stepsize-published", a->plan.step_published);
  ab_print_explained(&session->printer, "asks", "stepsize-sharp", "%s", a->plan.sharp_asks);
  ab_print_explained(&session->printer, "asks", "stepsize-published", "%s", a->plan.published_asks);
}

/* How the moments are known. */
static void print_sources(ab_session *session, const ab_sgd_analysis *a) {
  const ab_course *c = &a->course;
  if (c->enumerated)
    ab_print_explained(&session->printer, "source", "enumerated",
                       "k = 0..%zu: all index sequences, at most %zu different states",
                       c->enumerated - 1, c->states);
  if (c->enumerated < c->known)
    ab_print_explained(&session->printer, "source", "sampled",
                       "k = %zu..%zu: %llu runs with seed %llu; all of these enclosures hold "
                       "together with probability 1 - 1e-9 (Maurer-Pontil and Hoeffding)",
                       c->enumerated, c->known - 1, (unsigned long long)a->block.runs,
                       (unsigned long long)a->block.seed);
  if (c->enumerated < c->known && a->iterates != AB_HYPOTHESIS_PROVED)
    ab_print_explained(&session->printer, "source", "inside",
                       "%llu of %llu runs are seen to stay in D to the end",
                       (unsigned long long)c->stayed, (unsigned long long)a->block.runs);
  if (c->known < c->count)
    ab_print_explained(&session->printer, "source", "none",
                       "k = %zu..%zu: too many states, and no bound of f - f* on D is known that "
                       "sampling could use",
                       c->known, c->count - 1);
}

void ab_sgd_print(ab_session *session, const ab_sgd_analysis *analysis, ab_hypothesis condition) {
  ab_text sentence;
  print_hypotheses(session, analysis, condition);
  print_constants(session, analysis);
  print_sources(session, analysis);
  print_moments(session, analysis);
  print_bounds(session, analysis);
  ab_text_init(&sentence);
  ab_sgd_append_sentence(&sentence, analysis);
  ab_print_fact(&session->printer, "sentence", "%s", sentence.data);
  ab_text_clear(&sentence);
}
