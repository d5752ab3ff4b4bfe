/* SPDX-License-Identifier: MIT */
#include "family/network_data.h"

#include "base/memory.h"
#include "family/rays.h"
#include "num/rational.h"
#include "problem/entries.h"

#include <string.h>

enum { VALUES_MAX = 1 << 22, LABELS_MAX = 1 << 30 };

static const char *const loss_names[] = {[AB_LOSS_LOGISTIC] = "logistic",
                                         [AB_LOSS_SMOOTHED_HINGE] = "smoothed_hinge",
                                         [AB_LOSS_SQUARED] = "squared"};

const char *ab_loss_name(ab_loss loss) {
  return loss_names[loss];
}

const char *ab_loss_best_output(ab_loss loss) {
  static const char *const words[] = {[AB_LOSS_LOGISTIC] = "log(a_i/b_i)",
                                      [AB_LOSS_SMOOTHED_HINGE] = "of least loss",
                                      [AB_LOSS_SQUARED] = "that are the mean targets"};
  return words[loss];
}

bool ab_network_has_targets(const ab_network *network) {
  return network->loss == AB_LOSS_SQUARED;
}

static ab_status read_loss(ab_network *network, const ab_syntax *syntax, const ab_entry *block,
                           ab_error *error) {
  ab_term value;
  ab_status status = ab_entries_assignment(syntax, block, "loss", &value, error);
  if (status != AB_OK || value == AB_NO_TERM)
    return status;
  const ab_term_node *node = &syntax->terms[value];
  for (size_t k = 0; k < AB_LOSS_COUNT; k++)
    if (node->kind == AB_TERM_NAME && strcmp(node->name, loss_names[k]) == 0) {
      network->loss = (ab_loss)k;
      return AB_OK;
    }
  return ab_syntax_error(syntax, node->place, error,
                         "expected logistic, smoothed_hinge or squared as the loss");
}

static ab_status read_features(ab_network *network, const ab_syntax *syntax,
                               ab_definitions *definitions, const ab_entry *entry, size_t i,
                               ab_error *error) {
  size_t d = network->points.columns;
  const ab_term_node *list = &syntax->terms[entry->value];
  if (list->count != d)
    return ab_syntax_error(syntax, list->place, error,
                           "this point has %zu features where the first one has %zu",
                           (size_t)list->count, d);
  bool zero = true;
  ab_status status = AB_OK;
  for (size_t l = 0; l < d && status == AB_OK; l++) {
    mpq_t *feature = &network->points.entries[i * d + l];
    status =
        ab_definitions_number(definitions, ab_term_child(syntax, entry->value, l), *feature, error);
    zero = zero && mpq_sgn(*feature) == 0;
  }
  if (status == AB_OK && zero)
    return ab_syntax_error(syntax, list->place, error,
                           "this point is 0: the output of the network is 0 there whatever its "
                           "parameters are, so that %s cannot be attained at every point",
                           ab_network_has_targets(network) ? "the mean target" : "log(a/b)");
  return status;
}

static ab_status read_count(ab_definitions *definitions, ab_term term, mpq_t out, ab_error *error) {
  long count = 0;
  ab_status status = ab_definitions_integer(definitions, term, 0, LABELS_MAX,
                                            "the number of labels", &count, error);
  mpq_set_si(out, count, 1);
  return status;
}

static ab_status read_labels(ab_network *network, const ab_syntax *syntax,
                             ab_definitions *definitions, const ab_entry *entry, size_t i,
                             ab_error *error) {
  ab_status status = read_count(definitions, entry->positive, network->positive[i], error);
  if (status == AB_OK)
    status = read_count(definitions, entry->negative, network->negative[i], error);
  bool both = mpq_sgn(network->positive[i]) > 0 && mpq_sgn(network->negative[i]) > 0;
  bool one = mpq_sgn(network->positive[i]) > 0 || mpq_sgn(network->negative[i]) > 0;
  if (status != AB_OK || both || (one && network->regularized))
    return status;
  bool negative = mpq_sgn(network->positive[i]) == 0;
  if (network->loss == AB_LOSS_SMOOTHED_HINGE)
    return ab_syntax_error(
        syntax, entry->place, error,
        "the labels of this point are all %s: every output %s is as good as any other there, so "
        "that the minimizers are not given by outputs z*; both labels have to occur at every point",
        negative ? "negative" : "positive", negative ? "<= -1" : ">= 1");
  return ab_syntax_error(syntax, entry->place, error,
                         "the labels of this point are all %s: f decreases for ever as the output "
                         "there %s, so that no minimizers exist where the network can realise "
                         "every output; both labels have to occur at every point",
                         negative ? "negative" : "positive", negative ? "falls" : "grows");
}

static ab_status read_targets(ab_network *network, const ab_syntax *syntax,
                              ab_definitions *definitions, const ab_entry *entry, size_t i,
                              ab_error *error) {
  size_t count = syntax->terms[entry->targets].count, first = network->first_target[i];
  network->first_target[i + 1] = first + count;
  ab_status status = AB_OK;
  for (size_t s = 0; s < count && status == AB_OK; s++)
    status = ab_definitions_number(definitions, ab_term_child(syntax, entry->targets, s),
                                   network->targets[first + s], error);
  return status;
}

static ab_status read_point(ab_network *network, const ab_syntax *syntax,
                            ab_definitions *definitions, const ab_entry *entry, size_t i,
                            ab_error *error) {
  bool given = entry->targets != AB_NO_TERM;
  if (given != ab_network_has_targets(network))
    return ab_syntax_error(syntax, entry->place, error,
                           given ? "targets go with 'loss = squared;'; the loss %s takes labels: "
                                   "'point [..] positive a negative b;'"
                                 : "the loss %s takes targets: 'point [..] targets [t, ..];'",
                           ab_loss_name(network->loss));
  ab_status status = read_features(network, syntax, definitions, entry, i, error);
  if (status != AB_OK)
    return status;
  return given ? read_targets(network, syntax, definitions, entry, i, error)
               : read_labels(network, syntax, definitions, entry, i, error);
}

static ab_status check_rays(const ab_network *network, const ab_syntax *syntax,
                            const ab_entry *block, ab_error *error) {
  size_t first, second;
  if (!ab_rays_find_pair(&network->points, &first, &second))
    return AB_OK;
  size_t d = network->points.columns, seen = 0;
  bool same = true, targets = ab_network_has_targets(network);
  for (size_t l = 0; l < d && same; l++)
    same =
        mpq_equal(network->points.entries[first * d + l], network->points.entries[second * d + l]);
  const ab_entry *entry = block->entries;
  for (size_t e = 0; e < block->entry_count; e++)
    if (block->entries[e].kind == AB_ENTRY_POINT && seen++ == second)
      entry = &block->entries[e];
  if (same)
    return ab_syntax_error(syntax, entry->place, error,
                           targets
                               ? "point %zu is point %zu again; give their targets in one line"
                               : "point %zu is point %zu again; add their labels up in one line",
                           second + 1, first + 1);
  return ab_syntax_error(
      syntax, entry->place, error,
      "points %zu and %zu lie on one ray from 0: the outputs of the network there are proportional "
      "whatever its parameters are, so that %s cannot be attained at both in general, and no "
      "argument about the minimizers applies",
      first + 1, second + 1, targets ? "the mean targets" : "log(a/b)");
}

/* How many points, features and targets there are. */
static void count_values(size_t *points, size_t *features, size_t *targets, const ab_syntax *syntax,
                         const ab_entry *block) {
  *points = *features = *targets = 0;
  for (size_t e = 0; e < block->entry_count; e++) {
    const ab_entry *entry = &block->entries[e];
    if (entry->kind != AB_ENTRY_POINT)
      continue;
    if ((*points)++ == 0)
      *features = syntax->terms[entry->value].count;
    *targets += entry->targets == AB_NO_TERM ? 0 : syntax->terms[entry->targets].count;
  }
}

ab_status ab_network_data_read(ab_network *network, const ab_syntax *syntax,
                               ab_definitions *definitions, const ab_entry *block,
                               ab_error *error) {
  size_t count, d, targets;
  ab_status status = read_loss(network, syntax, block, error);
  if (status != AB_OK)
    return status;
  count_values(&count, &d, &targets, syntax, block);
  if (count == 0)
    return ab_syntax_error(syntax, block->place, error,
                           "the family two_layer_relu needs points, such as 'point [1, 0] %s;'",
                           ab_network_has_targets(network) ? "targets [1, 3/2]"
                                                           : "positive 3 negative 1");
  if (count > VALUES_MAX / d)
    return ab_syntax_error(syntax, block->place, error, "more than %d features", VALUES_MAX);
  ab_matrix_init(&network->points, count, d);
  network->positive = ab_rationals_create(count);
  network->negative = ab_rationals_create(count);
  network->targets = ab_rationals_create(targets);
  network->first_target = ab_allocate(count + 1, sizeof *network->first_target);
  size_t i = 0;
  for (size_t e = 0; e < block->entry_count && status == AB_OK; e++)
    if (block->entries[e].kind == AB_ENTRY_POINT)
      status = read_point(network, syntax, definitions, &block->entries[e], i++, error);
  network->first_target[count] = targets; /* for ab_network_data_clear */
  return status == AB_OK ? check_rays(network, syntax, block, error) : status;
}

void ab_network_data_clear(ab_network *network) {
  if (network->first_target) {
    ab_rationals_destroy(network->positive, network->points.rows);
    ab_rationals_destroy(network->negative, network->points.rows);
    ab_rationals_destroy(network->targets, network->first_target[network->points.rows]);
    ab_free(network->first_target);
    ab_matrix_clear(&network->points);
  }
}

static void append_list(ab_text *text, const mpq_t *values, size_t count) {
  ab_text_add(text, "[");
  for (size_t l = 0; l < count; l++) {
    ab_text_add(text, l ? ", " : "");
    ab_rational_append(text, values[l]);
  }
  ab_text_add(text, "]");
}

void ab_network_data_append(ab_text *text, const ab_network *network) {
  size_t d = network->points.columns;
  if (network->loss != AB_LOSS_LOGISTIC)
    ab_text_printf(text, "  loss = %s;\n", ab_loss_name(network->loss));
  for (size_t i = 0; i < network->points.rows; i++) {
    size_t first = network->first_target[i];
    ab_text_add(text, "  point ");
    append_list(text, (const mpq_t *)network->points.entries + i * d, d);
    if (ab_network_has_targets(network)) {
      ab_text_add(text, " targets ");
      append_list(text, (const mpq_t *)network->targets + first,
                  network->first_target[i + 1] - first);
    } else {
      ab_text_add(text, " positive ");
      ab_rational_append(text, network->positive[i]);
      ab_text_add(text, " negative ");
      ab_rational_append(text, network->negative[i]);
    }
    ab_text_add(text, ";\n");
  }
}

size_t ab_network_sample_count(const ab_network *network, size_t i) {
  if (ab_network_has_targets(network))
    return 2 * (network->first_target[i + 1] - network->first_target[i]);
  return mpq_sgn(network->positive[i]) > 0 && mpq_sgn(network->negative[i]) > 0 ? 2 : 1;
}

ab_network_sample ab_network_sample_at(const ab_network *network, size_t i, size_t n) {
  ab_network_sample sample = {.point = i, .number = n / 2, .label = n % 2 ? -1 : 1};
  if (!ab_network_has_targets(network) && mpq_sgn(network->positive[i]) == 0)
    sample.label = -1;
  if (ab_network_has_targets(network))
    sample.target = network->targets[network->first_target[i] + n / 2];
  return sample;
}

void ab_network_sample_name(ab_text *text, const ab_network *network, ab_network_sample sample) {
  ab_text_printf(text, "point[%zu]", sample.point + 1);
  if (ab_network_has_targets(network))
    ab_text_printf(text, ":target[%zu]", sample.number + 1);
  ab_text_add(text, sample.label > 0 ? ":positive" : ":negative");
}

int ab_network_sign(const ab_network *network, size_t i) {
  if (network->loss != AB_LOSS_SQUARED) {
    int order = mpq_cmp(network->positive[i], network->negative[i]);
    return (order > 0) - (order < 0);
  }
  mpq_t mean;
  mpq_init(mean);
  ab_network_rational_output(mean, network, i);
  int sign = mpq_sgn(mean);
  mpq_clear(mean);
  return sign;
}

/* 1 - b/a if a >= b, else a/b - 1. */
static void hinge_output(mpq_t out, const mpq_t a, const mpq_t b) {
  bool more = mpq_cmp(a, b) >= 0;
  mpq_t one;
  mpq_init(one);
  mpq_set_si(one, more ? 1 : -1, 1);
  mpq_div(out, more ? b : a, more ? a : b);
  if (more)
    mpq_neg(out, out);
  mpq_add(out, out, one);
  mpq_clear(one);
}

bool ab_network_rational_output(mpq_t out, const ab_network *network, size_t i) {
  if (network->loss == AB_LOSS_LOGISTIC)
    return false;
  if (network->loss == AB_LOSS_SMOOTHED_HINGE) {
    hinge_output(out, network->positive[i], network->negative[i]);
    return true;
  }
  mpq_t count;
  mpq_init(count);
  mpq_set_ui(out, 0, 1);
  for (size_t s = network->first_target[i]; s < network->first_target[i + 1]; s++)
    mpq_add(out, out, network->targets[s]);
  mpq_set_ui(count, network->first_target[i + 1] - network->first_target[i], 1);
  mpq_div(out, out, count);
  mpq_clear(count);
  return true;
}

bool ab_network_find_noiseless(const ab_network *network, ab_network_sample *sample) {
  bool found = false;
  mpq_t mean;
  mpq_init(mean);
  for (size_t i = 0; i < network->points.rows && ab_network_has_targets(network) && !found; i++) {
    ab_network_rational_output(mean, network, i);
    for (size_t n = 0; n < ab_network_sample_count(network, i) && !found; n += 2) {
      *sample = ab_network_sample_at(network, i, n);
      found = mpq_equal(sample->target, mean);
    }
  }
  mpq_clear(mean);
  return found;
}
