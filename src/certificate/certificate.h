/* SPDX-License-Identifier: MIT
 * The container (docs/certificate-format.md): one claim, its witness, the clauses it was compiled
 * to, their proof trees. Reading checks the form and nothing else; what it says is judged by
 * replay/ and check/. */
#ifndef AB_CERTIFICATE_CERTIFICATE_H
#define AB_CERTIFICATE_CERTIFICATE_H

#include "base/error.h"
#include "base/text.h"
#include "certificate/digest.h"
#include "certificate/step.h"
#include "clause/clause.h"

#include <stdio.h>

enum {
  AB_CERTIFICATE_FORMAT = 1, /* of the container */
  AB_CERTIFICATE_RULES = 1,  /* of the steps and what they mean */
  AB_TREE_LINE = 100,        /* characters in a full line of a tree */
  AB_DEPTH_MAX = 4096,       /* bisections of one axis */
  AB_TEMPLATES_MAX = 65536,
  AB_CLAUSES_MAX = 1 << 24,
  AB_NODES_MAX = 1 << 24,     /* of one expression graph */
  AB_CONSTANTS_MAX = 1 << 22, /* also of choices */
  AB_REDUCTIONS_MAX = 4096,
  AB_CHOICE_VALUES_MAX = 1 << 20, /* also of a reduction */
  AB_SHARDS_MAX = 1 << 24,
};
#define AB_CERTIFICATE_BYTES_MAX ((size_t)4 << 30)

typedef enum {
  AB_CERTIFICATE_PROOF,      /* the clauses imply the claim */
  AB_CERTIFICATE_REFUTATION, /* the clauses imply that the claim is false */
  AB_CERTIFICATE_THEOREM, /* the clauses imply the claim by a closed form: they have no variables,
                             and say what is left to show about its constants */
  AB_CERTIFICATE_KINDS
} ab_certificate_kind;

/* What the compilation needs beside the claim: enclosed constants, and named lists of rationals
 * chosen by the prover (a box for an auxiliary variable, a point). The checker proves or verifies
 * each one. */
typedef struct {
  char *name;
  mpq_t *values;
  size_t count;
} ab_choice;

/* A step from one clause to others that imply it (condition/reduction.h). */
typedef struct {
  char *kind;
  size_t clause; /* its number, from 0, in the list as the earlier reductions leave it */
  mpq_t *values;
  size_t count;
} ab_reduction;

typedef struct {
  ab_constants constants;
  ab_choice *choices;
  size_t choice_count, choice_capacity;
  ab_reduction *reductions; /* in the order in which they are done */
  size_t reduction_count, reduction_capacity;
} ab_witness;

void ab_witness_init(ab_witness *witness);
void ab_witness_clear(ab_witness *witness);
void ab_witness_copy(ab_witness *out, const ab_witness *witness); /* out need not be initialised */
ab_choice *ab_witness_add_choice(ab_witness *witness, const char *name, size_t count);
/* Takes out all choices but the first `count`. */
void ab_witness_drop_choices(ab_witness *witness, size_t count);
ab_reduction *ab_witness_add_reduction(ab_witness *witness, const char *kind, size_t clause,
                                       size_t count);
/* Takes out all reductions but the first `count`. */
void ab_witness_drop_reductions(ab_witness *witness, size_t count);

/* The steps of one tree or shard, as characters without line ends. */
typedef struct {
  const char *steps;
  size_t length;
} ab_tree;

typedef struct {
  ab_certificate_kind kind;
  unsigned precision;           /* bits at which the prover confirmed the trees */
  ab_text claim;                /* canonical claim text */
  char hash[AB_DIGEST_HEX + 1]; /* its SHA-256 */
  ab_witness witness;
  ab_clauses clauses;
  ab_text clauses_text; /* the clauses section as it stands in the file */
  ab_tree *trees;       /* one a clause */
  ab_tree *shards;
  size_t shard_count, shard_capacity;
  uint64_t counts[AB_STEP_KINDS]; /* steps of each kind in all trees and shards, as stated */
  ab_text storage;                /* the characters of the trees */
} ab_certificate;

/* Reads a whole certificate from memory. On failure AB_NOT_VERIFIED with line and reason, and
 * nothing to clear. */
ab_status ab_certificate_read(ab_certificate *certificate, const char *bytes, size_t length,
                              ab_error *error);
void ab_certificate_clear(ab_certificate *certificate);

/* Appends the witness entries and the clauses in their text form. The text is a function of the
 * contents. */
void ab_witness_append(ab_text *text, const ab_witness *witness);
void ab_clauses_append(ab_text *text, const ab_clauses *clauses, const ab_constants *constants);

/* The word for a kind ("proof", "refutation") and for a step kind in the counts ("split", ...). */
const char *ab_certificate_kind_word(ab_certificate_kind kind);
const char *ab_step_kind_word(ab_step_kind kind);
/* Whether counts leave out the kind where there is no step of it. */
bool ab_step_kind_is_rare(ab_step_kind kind);

/* Writes a certificate: everything before the trees from `parts`, whose trees and counts are not
 * looked at, then the given step sequences, one a clause, cut into shards where they are long. The
 * bytes depend on the contents only. Streams: nothing but the digest's state is kept. AB_IO when
 * the stream fails. */
ab_status ab_certificate_write(FILE *stream, const ab_certificate *parts, const ab_text *trees,
                               ab_error *error);

#endif
