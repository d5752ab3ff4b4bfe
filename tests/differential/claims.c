/* SPDX-License-Identifier: MIT
 * claims COUNT SEED [FOLDER]: that many random claims that are false at a point by construction, by
 * as little as 2^-180 or by equality: none may be proved. And that many that are probably true;
 * what is proved of them has to hold at the point, and goes as a certificate into the folder, for
 * other checkers. */
#include "random_claim.h"

#include "base/memory.h"
#include "check/check.h"
#include "prove/certify.h"
#include "prove/prove.h"

#include <mpfr.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct {
  unsigned long proved, refuted, unknown;
} outcome;

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

/* The verdict, with a certificate that passes the checker, at other precisions too. */
static ab_verdict verdict_of(const ab_text *text, unsigned long number, const char *folder) {
  ab_syntax *syntax;
  ab_statement statement;
  ab_error error;
  const ab_entry **claims;
  size_t count;
  ab_proof proof;
  ab_prove_options options = {.precision = 64, .threads = 1, .node_limit = 400};
  if (ab_syntax_parse(&syntax, "claim", text->data, text->length, &error) != AB_OK ||
      ab_statement_claims(syntax, &claims, &count, &error) != AB_OK ||
      ab_statement_read(&statement, syntax, claims[0], &error) != AB_OK ||
      ab_prove(&proof, &statement, &options, &error) != AB_OK)
    die(error.message, text->data);
  ab_verdict verdict = proof.verdict;
  ab_text bytes;
  ab_text_init(&bytes);
  if (verdict != AB_VERDICT_UNKNOWN && ab_proof_certify(&bytes, &proof, 1, &error) != AB_OK)
    die(error.message, text->data);
  ab_check_result result;
  ab_check_options wide = {.threads = 1, .precision = 192};
  if (verdict != AB_VERDICT_UNKNOWN) {
    if (ab_check(&result, bytes.data, bytes.length, &wide, &error) != AB_OK)
      die("not accepted with more bits", bytes.data);
    ab_basis_clear(&result.basis);
    if (folder)
      keep(folder, number, &bytes);
  }
  ab_text_clear(&bytes);
  ab_proof_clear(&proof);
  ab_statement_clear(&statement);
  ab_free(claims);
  ab_syntax_destroy(syntax);
  return verdict;
}

static outcome try_claims(generator *g, unsigned long count, bool truth, const char *folder) {
  outcome o = {0};
  for (unsigned long i = 0; i < count; i++) {
    ab_text text;
    ab_text_init(&text);
    claim(&text, g, truth);
    ab_verdict verdict = verdict_of(&text, 2 * i + truth, folder);
    o.proved += verdict == AB_VERDICT_PROVED;
    o.refuted += verdict == AB_VERDICT_REFUTED;
    o.unknown += verdict == AB_VERDICT_UNKNOWN;
    if (verdict == AB_VERDICT_PROVED && !truth)
      printf("FALSE, and proved: %s", text.data);
    ab_text_clear(&text);
  }
  printf("%s: %lu proved, %lu refuted, %lu unknown\n", truth ? "true at a point" : "false",
         o.proved, o.refuted, o.unknown);
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
  return lies.proved > 0 || 2 * lies.refuted < count || 4 * truths.proved < count;
}
