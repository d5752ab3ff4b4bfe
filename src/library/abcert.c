/* SPDX-License-Identifier: MIT
 * The C library: the public interface in terms of our own. */
#include <abcert/abcert.h>

#include "base/file.h"
#include "base/memory.h"
#include "certificate/digest.h"
#include "check/check.h"
#include "check/self_test.h"
#include "num/interval.h"
#include "prove/certify.h"

#include <string.h>

struct abcert_context {
  ab_text message;
};

/* A claim, with its texts where all constants are numbers. */
typedef struct {
  ab_statement statement;
  ab_text text;
  char hash[AB_DIGEST_HEX + 1];
} claim;

struct abcert_problem {
  ab_text source;
  ab_syntax *syntax;
  claim *claims;
  size_t count;
};

struct abcert_result {
  abcert_verdict verdict;
  char hash[AB_DIGEST_HEX + 1];
  ab_basis basis;
  uint64_t boxes;
  ab_text certificate;
};

const char *abcert_version(void) {
  return AB_VERSION;
}

abcert_context *abcert_context_create(void) {
  ab_memory_setup();
  abcert_context *context = ab_allocate(1, sizeof *context);
  ab_text_init(&context->message);
  return context;
}

void abcert_context_destroy(abcert_context *context) {
  if (!context)
    return;
  ab_text_clear(&context->message);
  ab_free(context);
}

const char *abcert_message(const abcert_context *context) {
  return context->message.data ? context->message.data : "";
}

static abcert_status fail(abcert_context *context, const ab_error *error) {
  ab_text_clear(&context->message);
  if (error->line)
    ab_text_printf(&context->message, "%s:%zu:%zu: ", error->file, error->line, error->column);
  ab_text_add(&context->message, error->message);
  return (abcert_status)error->status;
}

static ab_status take_claim(claim *c, const ab_syntax *syntax, const ab_entry *entry,
                            ab_error *error) {
  ab_text_init(&c->text);
  ab_status status = ab_statement_read(&c->statement, syntax, entry, error);
  if (status != AB_OK || ab_statement_has_free_constant(&c->statement))
    return status;
  ab_statement_append(&c->text, &c->statement);
  ab_digest(c->hash, c->text.data, c->text.length);
  return AB_OK;
}

/* From problem->source to its claims. */
static ab_status take_claims(abcert_problem *problem, const char *name, ab_error *error) {
  const ab_entry **entries = NULL;
  size_t count = 0;
  const ab_text *source = &problem->source;
  ab_status status = ab_syntax_parse(&problem->syntax, name, source->data ? source->data : "",
                                     source->length, error);
  if (status == AB_OK)
    status = ab_statement_claims(problem->syntax, &entries, &count, error);
  problem->claims = ab_allocate(count, sizeof *problem->claims);
  for (size_t i = 0; i < count && status == AB_OK; i++) {
    status = take_claim(&problem->claims[i], problem->syntax, entries[i], error);
    problem->count += status == AB_OK;
  }
  ab_free(entries);
  return status;
}

static abcert_status open_problem(abcert_context *context, abcert_problem **out,
                                  abcert_problem *problem, const char *name) {
  ab_error error;
  *out = problem;
  if (take_claims(problem, name, &error) == AB_OK)
    return ABCERT_OK;
  abcert_problem_destroy(problem);
  *out = NULL;
  return fail(context, &error);
}

abcert_status abcert_problem_load(abcert_context *context, abcert_problem **problem,
                                  const char *path) {
  abcert_problem *p = ab_allocate(1, sizeof *p);
  ab_error error;
  *problem = NULL;
  ab_text_init(&p->source);
  if (ab_file_read(&p->source, path, (size_t)AB_SOURCE_MAX + 1, &error) == AB_OK)
    return open_problem(context, problem, p, path);
  ab_free(p);
  return fail(context, &error);
}

abcert_status abcert_problem_parse(abcert_context *context, abcert_problem **problem,
                                   const char *name, const char *text, size_t length) {
  abcert_problem *p = ab_allocate(1, sizeof *p);
  ab_text_init(&p->source);
  ab_text_append(&p->source, text, length);
  return open_problem(context, problem, p, name);
}

void abcert_problem_destroy(abcert_problem *problem) {
  if (!problem)
    return;
  for (size_t i = 0; i < problem->count; i++) {
    ab_statement_clear(&problem->claims[i].statement);
    ab_text_clear(&problem->claims[i].text);
  }
  ab_free(problem->claims);
  ab_syntax_destroy(problem->syntax);
  ab_text_clear(&problem->source);
  ab_free(problem);
}

size_t abcert_problem_claim_count(const abcert_problem *problem) {
  return problem->count;
}

const char *abcert_problem_claim_name(const abcert_problem *problem, size_t claim_number) {
  return claim_number < problem->count ? problem->claims[claim_number].statement.claim->name : NULL;
}

const char *abcert_problem_claim_text(const abcert_problem *problem, size_t claim_number) {
  return claim_number < problem->count ? problem->claims[claim_number].text.data : NULL;
}

const char *abcert_problem_claim_hash(const abcert_problem *problem, size_t claim_number) {
  return abcert_problem_claim_text(problem, claim_number) ? problem->claims[claim_number].hash
                                                          : NULL;
}

/* 0 stands for the default. */
static ab_status check_options(const abcert_options *options, ab_error *error) {
  unsigned precision = options ? options->precision : 0;
  if (precision && (precision < AB_PRECISION_MIN || precision > AB_PRECISION_MAX))
    return ab_error_set(error, AB_USAGE, "the precision has to be %d to %d bits", AB_PRECISION_MIN,
                        AB_PRECISION_MAX);
  if (options && !(options->time_limit >= 0))
    return ab_error_set(error, AB_USAGE, "the limit of time has to be 0 or positive");
  return AB_OK;
}

/* The claim to be proved, or an error. */
static ab_status choose(const claim **chosen, const abcert_problem *problem, size_t number,
                        ab_error *error) {
  if (number >= problem->count)
    return ab_error_set(error, AB_USAGE, "the problem has %zu claims, there is no number %zu",
                        problem->count, number);
  *chosen = &problem->claims[number];
  if (!(*chosen)->text.data)
    return ab_error_set(error, AB_USAGE, "a constant of the claim is 'best': it needs a number");
  return ab_self_test(error);
}

static ab_status prove(abcert_result *result, const claim *c, const abcert_options *options,
                       ab_error *error) {
  ab_prove_options o = {.precision = options->precision ? options->precision : AB_PRECISION_DEFAULT,
                        .threads = options->threads ? options->threads : 1,
                        .node_limit =
                            options->node_limit ? options->node_limit : AB_NODE_LIMIT_DEFAULT,
                        .time_limit = options->time_limit};
  ab_proof proof;
  ab_status status = ab_prove(&proof, &c->statement, &o, error);
  if (status != AB_OK)
    return status;
  if (proof.verdict != AB_VERDICT_UNKNOWN)
    status = ab_proof_certify(&result->certificate, &proof, o.threads, error);
  result->verdict = proof.verdict == AB_VERDICT_PROVED    ? ABCERT_PROVED
                    : proof.verdict == AB_VERDICT_REFUTED ? ABCERT_REFUTED
                                                          : ABCERT_UNKNOWN;
  result->boxes = proof.boxes;
  result->basis = proof.basis;
  proof.basis = (ab_basis){0};
  memcpy(result->hash, c->hash, sizeof result->hash);
  ab_proof_clear(&proof);
  return status;
}

/* Hands the result over, or destroys it and reports the error. */
static abcert_status finish(abcert_context *context, abcert_result **out, abcert_result *result,
                            ab_status status, const ab_error *error) {
  *out = result;
  if (status == AB_OK)
    return ABCERT_OK;
  abcert_result_destroy(result);
  *out = NULL;
  return fail(context, error);
}

abcert_status abcert_prove(abcert_context *context, abcert_result **result,
                           const abcert_problem *problem, size_t claim_number,
                           const abcert_options *options) {
  static const abcert_options defaults = {0};
  abcert_result *r = ab_allocate(1, sizeof *r);
  const claim *chosen = NULL;
  ab_error error;
  ab_status status = check_options(options, &error);
  if (status == AB_OK)
    status = choose(&chosen, problem, claim_number, &error);
  if (status == AB_OK)
    status = prove(r, chosen, options ? options : &defaults, &error);
  return finish(context, result, r, status, &error);
}

abcert_status abcert_check(abcert_context *context, abcert_result **result, const char *bytes,
                           size_t length, const char *hash, const abcert_options *options) {
  ab_check_options o = {.expect = hash,
                        .precision = options ? options->precision : 0,
                        .threads = options && options->threads ? options->threads : 1};
  abcert_result *r = ab_allocate(1, sizeof *r);
  ab_check_result checked;
  ab_error error;
  ab_status status = check_options(options, &error);
  if (status == AB_OK)
    status = ab_self_test(&error);
  if (status == AB_OK)
    status = ab_check(&checked, bytes, length, &o, &error);
  if (status == AB_OK) {
    r->verdict = checked.kind == AB_CERTIFICATE_REFUTATION ? ABCERT_REFUTED : ABCERT_PROVED;
    r->basis = checked.basis;
    memcpy(r->hash, checked.hash, sizeof r->hash);
  }
  return finish(context, result, r, status, &error);
}

void abcert_result_destroy(abcert_result *result) {
  if (!result)
    return;
  ab_basis_clear(&result->basis);
  ab_text_clear(&result->certificate);
  ab_free(result);
}

abcert_verdict abcert_result_verdict(const abcert_result *result) {
  return result->verdict;
}

const char *abcert_result_hash(const abcert_result *result) {
  return result->hash;
}

const char *abcert_result_reading(const abcert_result *result) {
  return result->basis.reading;
}

const char *abcert_result_minimizers(const abcert_result *result) {
  return result->basis.minimizers;
}

const char *abcert_result_infimum(const abcert_result *result) {
  return result->basis.infimum;
}

const char *abcert_result_assumptions(const abcert_result *result) {
  return result->basis.assumptions.data ? result->basis.assumptions.data : "";
}

uint64_t abcert_result_boxes(const abcert_result *result) {
  return result->boxes;
}

const char *abcert_result_certificate(const abcert_result *result, size_t *length) {
  *length = result->certificate.length;
  return result->certificate.data;
}
