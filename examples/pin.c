/* SPDX-License-Identifier: MIT
 * Proves every claim of a problem file and checks each certificate again, as a program that relies
 * on a constant would:  cc pin.c $(pkg-config --cflags --libs abcert) -o pin && ./pin FILE */
#include <abcert/abcert.h>

#include <stdio.h>

static const char *const words[] = {"PROVED", "REFUTED", "UNKNOWN"};

static int complain(const abcert_context *context) {
  fprintf(stderr, "%s\n", abcert_message(context));
  return 1;
}

/* Checks the certificate of a proof, as if it had come from elsewhere. 0 if it is verified. */
static int check(abcert_context *context, const abcert_result *proof, const char *hash) {
  size_t length;
  const char *bytes = abcert_result_certificate(proof, &length);
  abcert_result *checked;
  if (abcert_check(context, &checked, bytes, length, hash, NULL) != ABCERT_OK)
    return complain(context);
  printf("  verified %s\n%s", abcert_result_hash(checked), abcert_result_assumptions(checked));
  abcert_result_destroy(checked);
  return 0;
}

/* 0 if the claim is proved and its certificate verified. */
static int pin(abcert_context *context, const abcert_problem *problem, size_t claim) {
  const char *name = abcert_problem_claim_name(problem, claim);
  abcert_result *proof;
  if (abcert_prove(context, &proof, problem, claim, NULL) != ABCERT_OK)
    return complain(context);
  abcert_verdict verdict = abcert_result_verdict(proof);
  printf("%s %s\n", words[verdict], name ? name : "claim");
  int failed = verdict != ABCERT_PROVED ||
               check(context, proof, abcert_problem_claim_hash(problem, claim)) != 0;
  abcert_result_destroy(proof);
  return failed;
}

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: pin FILE\n");
    return 64;
  }
  abcert_context *context = abcert_context_create();
  abcert_problem *problem;
  int failed = abcert_problem_load(context, &problem, argv[1]) != ABCERT_OK;
  if (failed)
    complain(context);
  for (size_t i = 0; !failed && i < abcert_problem_claim_count(problem); i++)
    failed |= pin(context, problem, i);
  abcert_problem_destroy(problem);
  abcert_context_destroy(context);
  return failed;
}
