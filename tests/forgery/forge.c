/* SPDX-License-Identifier: MIT
 * Certificates of false claims, forged by the thousand: none may pass.
 *
 *     forge COUNT SEED
 *
 * For each false claim (false_claims.h): its honest witness and clauses with the trees of a true
 * claim nearby, the true claim's parts under the false text, and mutations of all of that: trees in
 * right form with wrong steps, enclosures moved by ulps at 100 bits or shrunk or turned, boxes
 * shrunk, literals swapped, operations exchanged. The digest is always right. One that passes is
 * written to standard output, and the exit status is 1.
 *
 * Refutations are forged, too: those of the false claims, put below the true ones nearby. */
#include "false_claims.h"
#include "tree.h"

#include "certificate/digest.h"
#include "check/check.h"
#include "prove/method.h"

#include <mpfr.h>

#include <stdio.h>
#include <stdlib.h>

/* A claim, true or false, with the parts of a certificate. */
typedef struct {
  ab_syntax *syntax;
  ab_statement statement;
  ab_certificate parts; /* kind, claim, witness, clauses */
} specimen;

/* What is to be forged: a certificate that says of `victim` what is not so. `donor` is a claim
 * nearby of which the same can be said. */
typedef struct {
  bool refute;
  specimen donor, victim;
  ab_proof proof; /* of the donor */
  tree *trees;    /* its trees */
  size_t tree_count;
  ab_certificate base; /* shares what it has: the parts of the victim, or if it has none those of
                          the donor under the claim of the victim */
  ab_text honest;      /* the base with the trees of the donor */
  ab_text stolen;      /* the certificate of the donor under the claim of the victim */
} target;

static void die(const char *what, const char *text) {
  fprintf(stderr, "%s\n%s\n", what, text);
  exit(2);
}

static void open_specimen(specimen *s, const char *form, const char *constant) {
  ab_text text;
  ab_error error;
  const ab_entry **claims = NULL;
  size_t count = 0;
  ab_text_init(&text);
  ab_text_add(&text, "problem p { ");
  char *body = NULL;
  size_t length = 0;
  FILE *stream = open_memstream(&body, &length);
  const char *place = strstr(form, "%s");
  fprintf(stream, "%.*s%s%s", (int)(place - form), form, constant, place + 2);
  fclose(stream);
  ab_text_add(&text, body);
  ab_text_add(&text, " }");
  free(body);
  *s = (specimen){0};
  if (ab_syntax_parse(&s->syntax, "forged", text.data, text.length, &error) != AB_OK ||
      ab_statement_claims(s->syntax, &claims, &count, &error) != AB_OK ||
      ab_statement_read(&s->statement, s->syntax, claims[0], &error) != AB_OK)
    die(error.message, text.data);
  ab_free(claims);
  s->parts.precision = AB_PRECISION_DEFAULT;
  ab_statement_append(&s->parts.claim, &s->statement);
  ab_digest(s->parts.hash, s->parts.claim.data, s->parts.claim.length);
  ab_text_clear(&text);
}

/* The honest witness and clauses of a false claim; false if it has none. */
static bool compile_lie(specimen *s) {
  ab_error error;
  return ab_method_of(s->statement.condition)
                 ->make(&s->parts.witness, &s->parts.kind, &s->statement, &error) == AB_OK &&
         s->statement.condition->verify(&s->statement, s->parts.kind, &s->parts.witness, &error) ==
             AB_OK &&
         ab_statement_compile(&s->parts.clauses, &s->statement, s->parts.kind, &s->parts.witness,
                              &error) == AB_OK;
}

/* A true claim with the witness of a refutation; false if there are no such clauses. */
static bool compile_refutation(specimen *s, const ab_proof *refutation) {
  ab_error error;
  s->parts.kind = AB_CERTIFICATE_REFUTATION;
  ab_witness_copy(&s->parts.witness, &refutation->certificate.witness);
  return ab_statement_compile(&s->parts.clauses, &s->statement, s->parts.kind, &s->parts.witness,
                              &error) == AB_OK;
}

static void close_specimen(specimen *s) {
  ab_statement_clear(&s->statement);
  ab_syntax_destroy(s->syntax);
  ab_certificate_clear(&s->parts);
}

static void write_bytes(ab_text *out, const ab_certificate *parts, const ab_text *trees) {
  ab_error error;
  ab_text_init(out);
  FILE *stream = open_memstream(&out->data, &out->length);
  if (!stream || ab_certificate_write(stream, parts, trees, &error) != AB_OK || fclose(stream) != 0)
    die("a certificate cannot be written", "");
  out->capacity = out->length + 1;
}

/* The parts with these trees; where there are too few, with single leaves. */
static void write_trees(ab_text *out, const ab_certificate *parts, const tree *trees,
                        size_t tree_count) {
  size_t count = parts->clauses.clause_count;
  ab_text *texts = ab_allocate(count, sizeof *texts);
  for (size_t i = 0; i < count; i++)
    if (i < tree_count)
      tree_write(&texts[i], &trees[i]);
    else {
      ab_text_init(&texts[i]);
      ab_step_append(&texts[i], &(ab_step){.kind = AB_STEP_DIRECT});
    }
  write_bytes(out, parts, texts);
  for (size_t i = 0; i < count; i++)
    ab_text_clear(&texts[i]);
  ab_free(texts);
}

/* false if the donor cannot be refuted. */
static bool open_target(target *t, const claim_form *form, const char *factor, bool refute) {
  char constant[128];
  ab_error error;
  ab_prove_options options = {
      .precision = AB_PRECISION_DEFAULT, .threads = 1, .node_limit = 200000};
  *t = (target){.refute = refute};
  specimen *truth = refute ? &t->victim : &t->donor, *lie = refute ? &t->donor : &t->victim;
  snprintf(constant, sizeof constant, "(%s)*(%s)", form->sharp, form->slack);
  open_specimen(truth, form->text, constant);
  snprintf(constant, sizeof constant, "(%s)/(%s)", form->sharp, factor);
  open_specimen(lie, form->text, constant);
  ab_verdict wanted = refute ? AB_VERDICT_REFUTED : AB_VERDICT_PROVED;
  if (ab_prove(&t->proof, &t->donor.statement, &options, &error) != AB_OK)
    die(error.message, t->donor.parts.claim.data);
  if (t->proof.verdict != wanted && !refute)
    die("a true claim is not proved", t->donor.parts.claim.data);
  if (t->proof.verdict != wanted)
    return false;
  t->tree_count = t->proof.certificate.clauses.clause_count;
  t->trees = ab_allocate(t->tree_count, sizeof *t->trees);
  for (size_t i = 0; i < t->tree_count; i++)
    tree_read(&t->trees[i], &t->proof.trees[i]);
  ab_certificate stolen = t->proof.certificate;
  stolen.claim = t->victim.parts.claim;
  bool compiled = refute ? compile_refutation(&t->victim, &t->proof) : compile_lie(&t->victim);
  t->base = compiled ? t->victim.parts : stolen;
  write_trees(&t->honest, &t->base, t->trees, t->tree_count);
  write_trees(&t->stolen, &stolen, t->trees, t->tree_count);
  return true;
}

static void close_target(target *t) {
  for (size_t i = 0; i < t->tree_count; i++)
    ab_free(t->trees[i].steps);
  ab_free(t->trees);
  ab_proof_clear(&t->proof);
  close_specimen(&t->donor);
  close_specimen(&t->victim);
  ab_text_clear(&t->honest);
  ab_text_clear(&t->stolen);
}

/* Some changes of trees; everything else is honest. */
static void forge_trees(ab_text *out, const target *t, uint64_t *random) {
  const ab_clauses *clauses = &t->base.clauses;
  tree *trees = ab_allocate(t->tree_count, sizeof *trees);
  for (size_t i = 0; i < t->tree_count; i++) {
    trees[i].count = trees[i].capacity = t->trees[i].count;
    trees[i].steps = ab_allocate(trees[i].count, sizeof *trees[i].steps);
    memcpy(trees[i].steps, t->trees[i].steps, trees[i].count * sizeof *trees[i].steps);
  }
  for (size_t change = 1 + below(random, 4); change > 0; change--) {
    size_t i = below(random,
                     t->tree_count < clauses->clause_count ? t->tree_count : clauses->clause_count);
    const ab_template *template_ = ab_clause_template(clauses, &clauses->clauses[i]);
    tree_change(&trees[i], random, template_->variable_count, template_->literal_count,
                template_->zero_set_count);
  }
  write_trees(out, &t->base, trees, t->tree_count);
  for (size_t i = 0; i < t->tree_count; i++)
    ab_free(trees[i].steps);
  ab_free(trees);
}

/* A rational near another: moved by some 2^-100 of it, by a percent, turned, or 0. */
static void move_rational(mpq_t q, uint64_t *random) {
  mpq_t by;
  mpq_init(by);
  mpq_set_si(by, (long)below(random, 9) - 4, 1);
  switch (below(random, 5)) {
  case 0:
    mpq_div_2exp(by, by, 100);
    mpq_add(q, q, by);
    break;
  case 1:
    mpq_div_2exp(by, by, 100);
    mpq_mul(by, by, q);
    mpq_add(q, q, by);
    break;
  case 2:
    mpq_set_ui(by, 98 + below(random, 5), 100);
    mpq_canonicalize(by);
    mpq_mul(q, q, by);
    break;
  case 3:
    mpq_neg(q, q);
    break;
  default:
    mpq_set_ui(q, 0, 1);
  }
  mpq_clear(by);
}

static size_t line_end(const ab_text *text, size_t at) {
  const char *end = memchr(text->data + at, '\n', text->length - at);
  return end ? (size_t)(end - text->data) : text->length;
}

/* Where the section between two lines begins and ends. */
static void find_section(const ab_text *text, const char *first, const char *last, size_t *begin,
                         size_t *end) {
  *begin = (size_t)(strstr(text->data, first) - text->data) + strlen(first);
  *end = (size_t)(strstr(text->data + *begin - 1, last) - text->data) + 1;
}

/* Replaces every word `from` that stands in the text from `begin` on. */
static void replace_words(ab_text *out, const char *text, const char *from, const char *to) {
  size_t width = strlen(from);
  for (const char *at = text;;) {
    const char *next = strstr(at, from);
    if (!next)
      break;
    bool word = next > text && (next[-1] == ' ') && (next[width] == ' ' || next[width] == '\n');
    ab_text_append(out, at, (size_t)(next - at));
    ab_text_add(out, word ? to : from);
    at = next + width;
    if (!strstr(at, from)) {
      ab_text_add(out, at);
      return;
    }
  }
  ab_text_add(out, text);
}

/* A number of the given section is moved; everywhere behind it, too, half of the time. */
static void forge_number(ab_text *out, const ab_text *base, const char *first, const char *last,
                         uint64_t *random) {
  size_t begin, end;
  find_section(base, first, last, &begin, &end);
  size_t at = begin + below(random, end > begin ? end - begin : 1);
  while (at > begin && base->data[at] != ' ')
    at--;
  size_t stop = at + 1;
  while (stop < base->length && base->data[stop] != ' ' && base->data[stop] != '\n')
    stop++;
  char word[4096];
  size_t width = stop - at - 1;
  mpq_t q;
  mpq_init(q);
  bool number = width > 0 && width < sizeof word;
  if (number) {
    memcpy(word, base->data + at + 1, width);
    word[width] = '\0';
    number = mpq_set_str(q, word, 10) == 0 && mpz_sgn(mpq_denref(q)) != 0;
  }
  ab_text_append(out, base->data, at + 1);
  if (number) {
    mpq_canonicalize(q);
    move_rational(q, random);
    char *moved = mpq_get_str(NULL, 10, q);
    ab_text_add(out, moved);
    if (below(random, 2))
      replace_words(out, base->data + stop, word, moved);
    else
      ab_text_add(out, base->data + stop);
    ab_free(moved);
  } else
    ab_text_add(out, base->data + at + 1);
  mpq_clear(q);
}

/* Two lines of the clauses change places, one is left out, or one is doubled. */
static void forge_lines(ab_text *out, const ab_text *base, uint64_t *random) {
  size_t begin, end;
  find_section(base, "\nclauses\n", "\nend clauses\n", &begin, &end);
  size_t at = begin + below(random, end - begin);
  while (at > begin && base->data[at - 1] != '\n')
    at--;
  size_t middle = line_end(base, at) + 1, stop = line_end(base, middle) + 1;
  ab_text_append(out, base->data, at);
  switch (below(random, 3)) {
  case 0:
    ab_text_append(out, base->data + middle, stop - middle);
    ab_text_append(out, base->data + at, middle - at);
    break;
  case 1:
    ab_text_append(out, base->data + middle, stop - middle);
    break;
  default:
    ab_text_append(out, base->data + at, middle - at);
    ab_text_append(out, base->data + at, stop - at);
  }
  ab_text_add(out, base->data + stop);
}

/* A word of the clauses becomes another one of its kind. */
static void forge_words(ab_text *out, const ab_text *base, uint64_t *random) {
  static const char *const pairs[][2] = {
      {" add ", " sub "}, {" sub ", " add "}, {" > ", " >= "}, {" >= ", " > "},    {" != ", " > "},
      {" mul ", " add "}, {" neg ", " abs "}, {" > ", " != "}, {" relu ", " abs "}};
  const char *const *pair = pairs[below(random, sizeof pairs / sizeof *pairs)];
  size_t begin, end;
  find_section(base, "\nclauses\n", "\nend clauses\n", &begin, &end);
  const char *at = strstr(base->data + begin + below(random, end - begin), pair[0]);
  if (!at || (size_t)(at - base->data) >= end)
    at = strstr(base->data + begin, pair[0]);
  if (!at || (size_t)(at - base->data) >= end) {
    ab_text_append(out, base->data, base->length);
    return;
  }
  ab_text_append(out, base->data, (size_t)(at - base->data));
  ab_text_add(out, pair[1]);
  ab_text_add(out, at + strlen(pair[0]));
}

/* Puts the right digest under a body, in the place of the one that is there. */
static void seal(ab_text *bytes) {
  const char *trailer = strstr(bytes->data, "\nend certificate\n");
  char hex[AB_DIGEST_HEX + 1];
  bytes->length = (size_t)(trailer - bytes->data) + strlen("\nend certificate\n");
  bytes->data[bytes->length] = '\0';
  ab_digest(hex, bytes->data, bytes->length);
  ab_text_printf(bytes, "sha256 %s\n", hex);
}

static void forge(ab_text *out, const target *t, uint64_t *random) {
  const ab_text *base = below(random, 4) ? &t->honest : &t->stolen;
  ab_text_init(out);
  switch (below(random, 8)) {
  case 0:
    forge_number(out, base, "\nwitness\n", "\nend witness\n", random);
    break;
  case 1:
    forge_number(out, base, "\nclauses\n", "\nend clauses\n", random);
    break;
  case 2:
    forge_lines(out, base, random);
    break;
  case 3:
    forge_words(out, base, random);
    break;
  default:
    forge_trees(out, t, random);
  }
  seal(out);
}

static bool passes_by(const ab_text *bytes, bool refute, bool fast) {
  ab_check_options options = {.threads = 1, .fast = fast};
  ab_check_result result;
  ab_error error;
  if (ab_check(&result, bytes->data, bytes->length, &options, &error) != AB_OK)
    return false;
  ab_basis_clear(&result.basis);
  return (result.kind == AB_CERTIFICATE_REFUTATION) == refute;
}

/* In double arithmetic, which accepts whatever MPFR does (replay/quick.h: MPFR judges what doubles
 * do not settle; tests/fuzz/fuzz_replay.c looks for exceptions), and some with MPFR alone. */
static bool passes(const target *t, const ab_text *bytes, bool with_both) {
  return passes_by(bytes, t->refute, true) || (with_both && passes_by(bytes, t->refute, false));
}

/* The number of forgeries of one target that pass. */
static unsigned long attack(const target *t, unsigned long count, uint64_t *random) {
  unsigned long passed = passes(t, &t->honest, true) + (unsigned long)passes(t, &t->stolen, true);
  for (unsigned long i = 0; i < count; i++) {
    ab_text bytes;
    forge(&bytes, t, random);
    if (passes(t, &bytes, i % 8 == 0)) {
      passed++;
      fwrite(bytes.data, 1, bytes.length, stdout);
    }
    ab_text_clear(&bytes);
  }
  return passed;
}

int main(int argc, char **argv) {
  if (argc != 3)
    die("usage: forge COUNT SEED", "");
  unsigned long count = strtoul(argv[1], NULL, 10), passed = 0, tried = 0, targets = 0;
  uint64_t random = strtoull(argv[2], NULL, 10) * 2 + 1;
  unsigned long each = count / (CLAIM_FORMS * (FALSE_FACTORS + REFUTED_FACTORS)) + 1;
  for (size_t form = 0; form < CLAIM_FORMS; form++)
    for (size_t factor = 0; factor < FALSE_FACTORS + REFUTED_FACTORS; factor++) {
      target t;
      bool refute = factor >= FALSE_FACTORS;
      if (open_target(&t, &claim_forms[form], false_factors[factor % FALSE_FACTORS], refute)) {
        passed += attack(&t, each, &random);
        tried += each + 2;
        targets++;
      }
      close_target(&t);
    }
  printf("%lu forged certificates of %lu false claims and refutations, %lu passed\n", tried,
         targets, passed);
  mpfr_free_cache();
  return passed > 0;
}
