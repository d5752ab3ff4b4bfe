/* SPDX-License-Identifier: MIT */
#include "sgd/growth_claim.h"

#include "check/check.h"
#include "num/rational.h"
#include "prove/best.h"
#include "prove/certify.h"

#include <string.h>

enum { NODES_MOST = 30000 }; /* boxes a clause */

void ab_sgd_growth_fact_init(ab_sgd_growth_fact *fact) {
  *fact = (ab_sgd_growth_fact){.holds = AB_HYPOTHESIS_ASSUMED};
  mpq_inits(fact->value, fact->refuted, NULL);
}

void ab_sgd_growth_fact_clear(ab_sgd_growth_fact *fact) {
  mpq_clears(fact->value, fact->refuted, NULL);
  ab_basis_clear(&fact->basis);
}

/* ---- the claim ---- */

static void append_number(ab_text *text, mpq_srcptr value) {
  mpq_t copy;
  mpq_init(copy);
  mpq_set(copy, value);
  ab_rational_append(text, copy);
  mpq_clear(copy);
}

/* The canonical text up to its claim, with {|x| <= within} for the domain if the block has that. */
static void append_problem(ab_text *out, const ab_statement *statement, const ab_sgd_block *block) {
  static const char domain[] = "\ndomain {\n", claim[] = "\nclaim alpha_beta {";
  ab_text text;
  ab_text_init(&text);
  ab_statement_append(&text, statement);
  const char *end = strstr(text.data, claim) + 1, *cut = end;
  if (block->has_within)
    cut = strstr(text.data, domain) + 1;
  ab_text_append(out, text.data, (size_t)(cut - text.data));
  if (block->has_within) {
    ab_text_add(out, "domain {\n  ball radius = ");
    append_number(out, block->within);
    ab_text_add(out, ";\n}\n");
  }
  ab_text_clear(&text);
}

ab_status ab_sgd_growth_statement(ab_statement *out, ab_syntax **syntax,
                                  const ab_statement *statement, const ab_sgd_block *block,
                                  mpq_srcptr value, ab_error *error) {
  ab_text text;
  ab_text_init(&text);
  append_problem(&text, statement, block);
  ab_text_add(&text, "claim growth {\n  L = ");
  if (value)
    append_number(&text, value);
  else
    ab_text_add(&text, "best");
  ab_text_add(&text, ";\n}\n");
  ab_status status = ab_statement_parse(out, syntax, &text, error);
  ab_text_clear(&text);
  return status;
}

static void close_statement(ab_statement *statement, ab_syntax *syntax) {
  ab_statement_clear(statement);
  ab_syntax_destroy(syntax);
}

/* ---- by a certificate ---- */

/* The constant that the certificate is about. */
static ab_status read_constant(mpq_t value, const ab_certificate *certificate, ab_error *error) {
  ab_statement own;
  ab_syntax *syntax;
  ab_status status = ab_statement_parse(&own, &syntax, &certificate->claim, error);
  if (status != AB_OK)
    return status;
  if (strcmp(own.condition->claim, "growth") == 0)
    mpq_set(value, ab_statement_constant(&own, 0));
  else
    status = ab_error_set(error, AB_USAGE, "this is a certificate of a claim %s, not of growth",
                          own.condition->claim);
  close_statement(&own, syntax);
  return status;
}

/* The hash of the claim about this problem and constant. */
static ab_status find_hash(char *hash, const ab_statement *statement, const ab_sgd_block *block,
                           mpq_srcptr value, ab_error *error) {
  ab_statement growth;
  ab_syntax *syntax;
  ab_status status = ab_sgd_growth_statement(&growth, &syntax, statement, block, value, error);
  if (status != AB_OK)
    return status;
  ab_text text;
  ab_text_init(&text);
  ab_statement_append(&text, &growth);
  ab_digest(hash, text.data, text.length);
  ab_text_clear(&text);
  close_statement(&growth, syntax);
  return AB_OK;
}

ab_status ab_sgd_growth_read(ab_sgd_growth_fact *fact, const ab_statement *statement,
                             const ab_sgd_block *block, const ab_text *bytes, unsigned threads,
                             ab_error *error) {
  ab_certificate certificate;
  ab_status status = ab_certificate_read(&certificate, bytes->data, bytes->length, error);
  if (status != AB_OK)
    return status;
  status = read_constant(fact->value, &certificate, error);
  if (status == AB_OK)
    status = find_hash(fact->hash, statement, block, fact->value, error);
  ab_certificate_clear(&certificate);
  if (status != AB_OK)
    return status;
  ab_check_options options = {.expect = fact->hash, .threads = threads};
  ab_check_result result;
  status = ab_check(&result, bytes->data, bytes->length, &options, error);
  if (status != AB_OK)
    return status;
  fact->basis = result.basis;
  fact->is_certified = true;
  fact->holds =
      result.kind == AB_CERTIFICATE_REFUTATION ? AB_HYPOTHESIS_BROKEN : AB_HYPOTHESIS_PROVED;
  return AB_OK;
}

/* ---- by a search ---- */

static ab_status certify(const ab_proof *proof, unsigned threads, ab_error *error) {
  ab_text bytes;
  ab_status status = ab_proof_certify(&bytes, proof, threads, error);
  ab_text_clear(&bytes);
  return status;
}

/* Takes a verdict about fact->value, with its basis. */
static ab_status take(ab_sgd_growth_fact *fact, ab_proof *proof, unsigned threads,
                      ab_error *error) {
  if (proof->verdict == AB_VERDICT_UNKNOWN)
    return AB_OK;
  fact->is_certified = true;
  fact->holds = proof->verdict == AB_VERDICT_PROVED ? AB_HYPOTHESIS_PROVED : AB_HYPOTHESIS_BROKEN;
  memcpy(fact->hash, proof->certificate.hash, sizeof fact->hash);
  fact->basis = proof->basis;
  proof->basis = (ab_basis){0};
  return certify(proof, threads, error);
}

static ab_status decide(ab_sgd_growth_fact *fact, const ab_statement *growth,
                        const ab_prove_options *options, ab_error *error) {
  ab_proof proof;
  ab_status status = ab_prove(&proof, growth, options, error);
  if (status != AB_OK)
    return status;
  status = take(fact, &proof, options->threads, error);
  ab_proof_clear(&proof);
  return status;
}

/* The simplest number of the bracket, which often is the best constant itself. */
static ab_status try_simplest(ab_sgd_growth_fact *fact, const ab_bracket *bracket,
                              ab_statement *growth, const ab_prove_options *options,
                              ab_error *error) {
  ab_proof proof;
  mpq_t value;
  mpq_init(value);
  ab_rational_simplest(value, bracket->refuted, bracket->proved);
  ab_status status = AB_OK;
  bool is_new = mpq_cmp(value, bracket->refuted) > 0 && mpq_cmp(value, bracket->proved) < 0;
  if (is_new && (status = ab_statement_set_best(growth, value, error)) == AB_OK &&
      (status = ab_prove(&proof, growth, options, error)) == AB_OK) {
    if (proof.verdict == AB_VERDICT_PROVED) {
      mpq_set(fact->value, value);
      status = take(fact, &proof, options->threads, error);
    }
    ab_proof_clear(&proof);
  }
  mpq_clear(value);
  return status;
}

static ab_status find_best(ab_sgd_growth_fact *fact, ab_statement *growth,
                           const ab_prove_options *options, ab_error *error) {
  ab_bracket bracket;
  mpq_t gap;
  mpq_init(gap);
  mpq_set_ui(gap, 1, 1000);
  ab_status status = ab_best(&bracket, growth, gap, options, error);
  mpq_clear(gap);
  if (status != AB_OK)
    return status;
  if (bracket.has_proved && bracket.has_refuted)
    status = try_simplest(fact, &bracket, growth, options, error);
  if (status == AB_OK && bracket.has_proved && !fact->is_certified) {
    mpq_set(fact->value, bracket.proved);
    status = take(fact, &bracket.proof, options->threads, error);
  }
  if (status == AB_OK && bracket.has_refuted) {
    mpq_set(fact->refuted, bracket.refuted);
    fact->has_refuted = true;
    status = certify(&bracket.refutation, options->threads, error);
  }
  ab_bracket_clear(&bracket);
  return status;
}

ab_status ab_sgd_growth_find(ab_sgd_growth_fact *fact, const ab_statement *statement,
                             const ab_sgd_block *block, const ab_prove_options *options,
                             ab_error *error) {
  ab_statement growth;
  ab_syntax *syntax;
  ab_prove_options limited = *options;
  if (limited.node_limit > NODES_MOST)
    limited.node_limit = NODES_MOST;
  mpq_srcptr given = block->has_growth ? block->growth : NULL;
  if (given)
    mpq_set(fact->value, given);
  if (ab_sgd_growth_statement(&growth, &syntax, statement, block, given, error) != AB_OK)
    return AB_OK;
  ab_status status =
      given ? decide(fact, &growth, &limited, error) : find_best(fact, &growth, &limited, error);
  close_statement(&growth, syntax);
  return status;
}
