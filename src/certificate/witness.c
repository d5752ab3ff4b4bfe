/* SPDX-License-Identifier: MIT */
#include "base/memory.h"
#include "certificate/certificate.h"
#include "num/rational.h"

#include <string.h>

void ab_witness_init(ab_witness *witness) {
  *witness = (ab_witness){0};
}

void ab_witness_clear(ab_witness *witness) {
  ab_constants_clear(&witness->constants);
  ab_witness_drop_choices(witness, 0);
  ab_free(witness->choices);
  ab_witness_drop_reductions(witness, 0);
  ab_free(witness->reductions);
  *witness = (ab_witness){0};
}

ab_choice *ab_witness_add_choice(ab_witness *witness, const char *name, size_t count) {
  ab_reserve(&witness->choices, &witness->choice_capacity, witness->choice_count + 1,
             sizeof *witness->choices);
  ab_choice *choice = &witness->choices[witness->choice_count++];
  choice->name = ab_copy_text(name, strlen(name));
  choice->values = ab_rationals_create(count);
  choice->count = count;
  return choice;
}

void ab_witness_drop_choices(ab_witness *witness, size_t count) {
  while (witness->choice_count > count) {
    ab_choice *last = &witness->choices[--witness->choice_count];
    ab_free(last->name);
    ab_rationals_destroy(last->values, last->count);
  }
}

ab_reduction *ab_witness_add_reduction(ab_witness *witness, const char *kind, size_t clause,
                                       size_t count) {
  ab_reserve(&witness->reductions, &witness->reduction_capacity, witness->reduction_count + 1,
             sizeof *witness->reductions);
  ab_reduction *reduction = &witness->reductions[witness->reduction_count++];
  *reduction =
      (ab_reduction){ab_copy_text(kind, strlen(kind)), clause, ab_rationals_create(count), count};
  return reduction;
}

void ab_witness_drop_reductions(ab_witness *witness, size_t count) {
  while (witness->reduction_count > count) {
    ab_reduction *last = &witness->reductions[--witness->reduction_count];
    ab_free(last->kind);
    ab_rationals_destroy(last->values, last->count);
  }
}

static void copy_values(mpq_t *to, const mpq_t *from, size_t count) {
  for (size_t k = 0; k < count; k++)
    mpq_set(to[k], from[k]);
}

void ab_witness_copy(ab_witness *out, const ab_witness *witness) {
  ab_witness_init(out);
  for (size_t i = 0; i < witness->constants.count; i++) {
    const ab_constant *c = &witness->constants.items[i];
    ab_constants_add(&out->constants, c->name, c->lo, c->hi);
  }
  for (size_t i = 0; i < witness->choice_count; i++) {
    const ab_choice *from = &witness->choices[i];
    ab_choice *to = ab_witness_add_choice(out, from->name, from->count);
    copy_values(to->values, (const mpq_t *)from->values, from->count);
  }
  for (size_t i = 0; i < witness->reduction_count; i++) {
    const ab_reduction *from = &witness->reductions[i];
    ab_reduction *to = ab_witness_add_reduction(out, from->kind, from->clause, from->count);
    copy_values(to->values, (const mpq_t *)from->values, from->count);
  }
}

void ab_certificate_clear(ab_certificate *certificate) {
  ab_text_clear(&certificate->claim);
  ab_witness_clear(&certificate->witness);
  ab_clauses_clear(&certificate->clauses);
  ab_text_clear(&certificate->clauses_text);
  ab_free(certificate->trees);
  ab_free(certificate->shards);
  ab_text_clear(&certificate->storage);
  *certificate = (ab_certificate){0};
}
