/* SPDX-License-Identifier: MIT
 * claims COUNT SEED [FOLDER]: that many random claims that are false at a point by construction, by
 * as little as 2^-180 or by equality: none may be proved, and no random tree may pass replay, with
 * double arithmetic or without. And that many that are probably true; what is proved of either goes
 * as a certificate into the folder, for other checkers. */
#include "random_tree.h"

#include "base/memory.h"
#include "check/check.h"
#include "prove/certify.h"
#include "prove/method.h"
#include "prove/prove.h"
#include "replay/replay.h"

#include <mpfr.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  unsigned long proved, refuted, unknown, believed;
} outcome;

enum { TREES = 12 };

static void die(const char *what, const char *detail) {
  fprintf(stderr, "claims: %s: %s\n", what, detail);
  exit(2);
}

static void keep(const char *folder, unsigned long number, const ab_text *bytes) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%06lu.abc", folder, number);
  FILE *file = fopen(path, "w");
  if (!file || fwrite(bytes->data, 1, bytes->length, file) != bytes->length || fclose(file) != 0)
    die("cannot write", path);
}

typedef struct {
  ab_syntax *syntax;
  const ab_entry **claims;
  ab_statement statement;
} problem;

static void problem_open(problem *p, const ab_text *text) {
  ab_error error;
  size_t count;
  if (ab_syntax_parse(&p->syntax, "claim", text->data, text->length, &error) != AB_OK ||
      ab_statement_claims(p->syntax, &p->claims, &count, &error) != AB_OK ||
      ab_statement_read(&p->statement, p->syntax, p->claims[0], &error) != AB_OK)
    die(error.message, text->data);
}

static void problem_close(problem *p) {
  ab_statement_clear(&p->statement);
  ab_free(p->claims);
  ab_syntax_destroy(p->syntax);
}

/* The number of random trees that pass for the clause: with MPFR alone, with doubles first. */
static unsigned long believed(problem *p, generator *g) {
  ab_certificate c = {.kind = AB_CERTIFICATE_PROOF, .precision = 53 + below(g, 2) * 11};
  ab_error error;
  ab_tree tree;
  unsigned long passed = 0;
  if (ab_method_of(p->statement.condition)->make(&c.witness, &c.kind, &p->statement, &error) !=
          AB_OK ||
      ab_statement_compile(&c.clauses, &p->statement, c.kind, &c.witness, &error) != AB_OK ||
      c.clauses.clause_count != 1)
    die("no clause", error.message);
  c.trees = &tree;
  for (int i = 0; i < TREES; i++) {
    ab_text text;
    ab_text_init(&text);
    memset(c.counts, 0, sizeof c.counts);
    tree_maker maker = {.g = g,
                        .clause = &c.clauses.clauses[0],
                        .template_ = &c.clauses.templates[0],
                        .text = &text,
                        .counts = c.counts};
    random_tree(&maker, 1 + below(g, 5));
    tree = (ab_tree){text.data, text.length};
    passed += ab_replay(&c, 0, 1, false, &error) == AB_OK;
    passed += ab_replay(&c, 0, 1, true, &error) == AB_OK;
    ab_text_clear(&text);
  }
  ab_clauses_clear(&c.clauses);
  ab_witness_clear(&c.witness);
  return passed;
}

/* The verdict, with a certificate that passes the checker, at another precision and with doubles.
 */
static ab_verdict verdict_of(const problem *p, const ab_text *text, unsigned long number,
                             const char *folder) {
  ab_error error;
  ab_proof proof;
  ab_prove_options options = {.precision = 64, .threads = 1, .node_limit = 400};
  if (ab_prove(&proof, &p->statement, &options, &error) != AB_OK)
    die(error.message, text->data);
  ab_verdict verdict = proof.verdict;
  ab_text bytes;
  ab_text_init(&bytes);
  if (verdict != AB_VERDICT_UNKNOWN && ab_proof_certify(&bytes, &proof, 1, &error) != AB_OK)
    die(error.message, text->data);
  ab_check_result result;
  ab_check_options wide = {.threads = 1, .precision = 192}, fast = {.threads = 1, .fast = true};
  if (verdict != AB_VERDICT_UNKNOWN) {
    if (ab_check(&result, bytes.data, bytes.length, &wide, &error) != AB_OK)
      die("not accepted with more bits", bytes.data);
    ab_basis_clear(&result.basis);
    if (ab_check(&result, bytes.data, bytes.length, &fast, &error) != AB_OK)
      die("not accepted with doubles", bytes.data);
    ab_basis_clear(&result.basis);
    if (folder)
      keep(folder, number, &bytes);
  }
  ab_text_clear(&bytes);
  ab_proof_clear(&proof);
  return verdict;
}

static outcome try_claims(generator *g, unsigned long count, bool truth, const char *folder) {
  outcome o = {0};
  for (unsigned long i = 0; i < count; i++) {
    ab_text text;
    ab_text_init(&text);
    claim(&text, g, truth);
    problem p;
    problem_open(&p, &text);
    ab_verdict verdict = verdict_of(&p, &text, 2 * i + truth, folder);
    unsigned long trees = believed(&p, g);
    o.believed += trees;
    problem_close(&p);
    o.proved += verdict == AB_VERDICT_PROVED;
    o.refuted += verdict == AB_VERDICT_REFUTED;
    o.unknown += verdict == AB_VERDICT_UNKNOWN;
    if (!truth && (trees || verdict == AB_VERDICT_PROVED))
      printf("FALSE, and %s: %s", trees ? "a tree passes" : "proved", text.data);
    ab_text_clear(&text);
  }
  printf("%s: %lu proved, %lu refuted, %lu unknown; %lu of %lu random trees pass\n",
         truth ? "true at a point" : "false", o.proved, o.refuted, o.unknown, o.believed,
         2 * TREES * count);
  return o;
}

int main(int argc, char **argv) {
  if (argc < 3)
    die("usage", "claims COUNT SEED [FOLDER]");
  unsigned long count = strtoul(argv[1], NULL, 10);
  generator g = {.state = strtoull(argv[2], NULL, 10) * 2 + 1};
  for (unsigned k = 0; k < VARIABLES; k++)
    mpq_inits(g.lo[k], g.hi[k], g.at[k], NULL);
  const char *folder = argc > 3 ? argv[3] : NULL;
  outcome lies = try_claims(&g, count, false, folder);
  outcome truths = try_claims(&g, count, true, folder);
  for (unsigned k = 0; k < VARIABLES; k++)
    mpq_clears(g.lo[k], g.hi[k], g.at[k], NULL);
  mpfr_free_cache();
  /* Most lies are found out and many truths are proved, else the test says little. */
  return lies.proved > 0 || lies.believed > 0 || 2 * lies.refuted < count ||
         4 * truths.proved < count || truths.believed < count;
}
