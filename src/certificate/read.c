/* SPDX-License-Identifier: MIT */
#include "base/memory.h"
#include "certificate/certificate.h"
#include "certificate/lines.h"
#include "certificate/read_clauses.h"
#include "num/interval.h"

#include <stdlib.h>
#include <string.h>

enum { TRAILER = 7 + AB_DIGEST_HEX + 1 }; /* "sha256 ", the digest, LF */

/* The trailer comes first: nothing of a file is read whose digest is wrong. */
static bool check_trailer(ab_lines *lines, size_t *body) {
  const char *bytes = lines->bytes;
  if (lines->length <= TRAILER)
    return ab_lines_fail(lines, "the file is too short to be a certificate");
  *body = lines->length - TRAILER;
  const char *trailer = bytes + *body;
  if (bytes[*body - 1] != '\n' || memcmp(trailer, "sha256 ", 7) != 0 ||
      trailer[TRAILER - 1] != '\n')
    return ab_lines_fail(lines, "the file does not end with a line 'sha256 DIGEST'");
  char digest[AB_DIGEST_HEX + 1];
  ab_digest(digest, bytes, *body);
  if (memcmp(digest, trailer + 7, AB_DIGEST_HEX) != 0)
    return ab_lines_fail(lines, "the digest in the last line is not that of the content");
  return true;
}

/* "WORD NUMBER" on a line of its own. */
static bool read_field(ab_lines *lines, const char *word, uint64_t *out, uint64_t lo, uint64_t hi) {
  return ab_lines_next(lines) && ab_lines_keyword(lines, word) &&
         ab_lines_number(lines, out, lo, hi) && ab_lines_end(lines);
}

static bool read_version(ab_lines *lines) {
  uint64_t format = 0, rules = 0;
  if (!ab_lines_next(lines) || !ab_lines_keyword(lines, "abcert") ||
      !ab_lines_keyword(lines, "certificate") || !ab_lines_number(lines, &format, 0, INT32_MAX) ||
      !ab_lines_end(lines))
    return false;
  if (format != AB_CERTIFICATE_FORMAT)
    return ab_lines_fail(lines, "format %d is what this program reads", AB_CERTIFICATE_FORMAT);
  if (!read_field(lines, "rules", &rules, 0, INT32_MAX))
    return false;
  if (rules != AB_CERTIFICATE_RULES)
    return ab_lines_fail(lines, "rule version %d is what this program knows", AB_CERTIFICATE_RULES);
  return true;
}

static bool read_kind(ab_lines *lines, ab_certificate_kind *kind) {
  const char *word;
  size_t length;
  if (!ab_lines_next(lines) || !ab_lines_keyword(lines, "kind") ||
      !ab_lines_word(lines, &word, &length) || !ab_lines_end(lines))
    return false;
  for (int i = 0; i < AB_CERTIFICATE_KINDS; i++) {
    const char *known = ab_certificate_kind_word((ab_certificate_kind)i);
    if (strlen(known) == length && memcmp(known, word, length) == 0) {
      *kind = (ab_certificate_kind)i;
      return true;
    }
  }
  return ab_lines_fail(lines, "unknown kind of certificate");
}

/* The claim is for people and for the parser: no byte may hide in it (NUL, CR, ESC, ...). */
static bool is_plain_text(const ab_lines *lines) {
  for (size_t i = 0; i < lines->width; i++) {
    unsigned char c = (unsigned char)lines->line[i];
    if (c < 32 || c == 127)
      return false;
  }
  return true;
}

static bool read_claim(ab_lines *lines, ab_certificate *certificate) {
  if (!ab_lines_expect(lines, "claim"))
    return false;
  while (ab_lines_next(lines)) {
    if (ab_lines_is(lines, "end claim")) {
      if (certificate->claim.length == 0)
        return ab_lines_fail(lines, "the claim is empty");
      ab_digest(certificate->hash, certificate->claim.data, certificate->claim.length);
      return true;
    }
    if (!is_plain_text(lines))
      return ab_lines_fail(lines, "a control character in the claim");
    ab_text_append(&certificate->claim, lines->line, lines->width + 1);
  }
  return false;
}

/* "KEYWORD NUMBER LENGTH" (the current line) and LENGTH characters in full lines and a last one.
 * The characters go to the storage. */
static bool read_block(ab_lines *lines, ab_certificate *certificate, const char *keyword,
                       uint64_t number, size_t *length) {
  uint64_t given = 0, stated = 0;
  if (!ab_lines_keyword(lines, keyword) || !ab_lines_number(lines, &given, number, number) ||
      !ab_lines_number(lines, &stated, 1, lines->length) || !ab_lines_end(lines))
    return false;
  for (size_t done = 0; done < stated;) {
    size_t expected = stated - done < AB_TREE_LINE ? (size_t)stated - done : AB_TREE_LINE;
    if (!ab_lines_next(lines))
      return false;
    if (lines->width != expected)
      return ab_lines_fail(lines, "a line of %zu characters where %zu were expected", lines->width,
                           expected);
    ab_text_append(&certificate->storage, lines->line, lines->width);
    done += expected;
  }
  *length = (size_t)stated;
  return true;
}

static bool read_tree_or_shard(ab_lines *lines, ab_certificate *certificate, size_t *tree_count) {
  size_t length = 0;
  if (lines->width > 5 && memcmp(lines->line, "shard", 5) == 0) {
    if (*tree_count == 0 || certificate->shard_count == AB_SHARDS_MAX)
      return ab_lines_fail(lines, "a shard before the first tree, or too many");
    if (!read_block(lines, certificate, "shard", certificate->shard_count + 1, &length))
      return false;
    ab_reserve(&certificate->shards, &certificate->shard_capacity, certificate->shard_count + 1,
               sizeof *certificate->shards);
    certificate->shards[certificate->shard_count++] = (ab_tree){NULL, length};
    return true;
  }
  if (*tree_count == certificate->clauses.clause_count)
    return ab_lines_fail(lines, "more trees than clauses");
  if (!read_block(lines, certificate, "tree", *tree_count + 1, &length))
    return false;
  certificate->trees[(*tree_count)++] = (ab_tree){NULL, length};
  return true;
}

/* Trees and shards lie in the storage in the order of the file: `order` remembers it as 0 for a
 * tree, 1 for a shard. */
static void locate_steps(ab_certificate *certificate, const ab_text *order) {
  const char *at = certificate->storage.data;
  size_t tree = 0, shard = 0;
  for (size_t i = 0; i < order->length; i++) {
    ab_tree *block = order->data[i] ? &certificate->shards[shard++] : &certificate->trees[tree++];
    block->steps = at;
    at += block->length;
  }
}

static bool read_trees(ab_lines *lines, ab_certificate *certificate) {
  size_t count = certificate->clauses.clause_count, trees = 0, shards = 0;
  if (!ab_lines_expect(lines, "trees"))
    return false;
  certificate->trees = ab_allocate(count, sizeof *certificate->trees);
  ab_text order;
  ab_text_init(&order);
  bool good = true, ended = false;
  while (good && !ended && (good = ab_lines_next(lines))) {
    ended = ab_lines_is(lines, "end trees");
    if (!ended)
      good = read_tree_or_shard(lines, certificate, &trees);
    if (!ended && good) {
      ab_text_add_char(&order, (char)(certificate->shard_count > shards));
      shards = certificate->shard_count;
    }
  }
  if (good && trees < count)
    good = ab_lines_fail(lines, "%zu trees for %zu clauses", trees, count);
  if (good)
    locate_steps(certificate, &order);
  ab_text_clear(&order);
  return good;
}

/* The current line, if it is about this kind, which is left out where there is no step of it. */
static bool read_rare_count(ab_lines *lines, ab_step_kind kind, ab_certificate *certificate) {
  const char *word = ab_step_kind_word(kind);
  size_t length = strlen(word);
  if (lines->width <= length || memcmp(lines->line, word, length) != 0 ||
      lines->line[length] != ' ')
    return true;
  return ab_lines_keyword(lines, word) &&
         ab_lines_number(lines, &certificate->counts[kind], 1, INT64_MAX / 10) &&
         ab_lines_end(lines) && ab_lines_next(lines);
}

static bool read_counts(ab_lines *lines, ab_certificate *certificate) {
  uint64_t clauses = certificate->clauses.clause_count, stated = 0;
  if (!ab_lines_expect(lines, "counts") || !read_field(lines, "clauses", &stated, clauses, clauses))
    return false;
  for (int kind = 0; kind < AB_STEP_KINDS; kind++)
    if (!ab_step_kind_is_rare((ab_step_kind)kind) &&
        !read_field(lines, ab_step_kind_word((ab_step_kind)kind), &certificate->counts[kind], 0,
                    INT64_MAX / 10))
      return false;
  if (!ab_lines_next(lines))
    return false;
  for (int kind = 0; kind < AB_STEP_KINDS; kind++)
    if (ab_step_kind_is_rare((ab_step_kind)kind) &&
        !read_rare_count(lines, (ab_step_kind)kind, certificate))
      return false;
  return ab_lines_is(lines, "end counts") ? true : ab_lines_fail(lines, "expected 'end counts'");
}

static bool has_variables(const ab_clauses *clauses) {
  for (size_t i = 0; i < clauses->template_count; i++)
    if (clauses->templates[i].variable_count > 0)
      return true;
  return false;
}

static bool read_all(ab_lines *lines, ab_certificate *certificate) {
  size_t body = 0;
  uint64_t precision = 0;
  if (!check_trailer(lines, &body))
    return false;
  lines->length = body;
  if (!read_version(lines) || !read_kind(lines, &certificate->kind) ||
      !read_field(lines, "precision", &precision, AB_PRECISION_MIN, AB_PRECISION_MAX))
    return false;
  certificate->precision = (unsigned)precision;
  if (!read_claim(lines, certificate) || !ab_lines_expect(lines, "witness") ||
      !ab_read_witness(lines, &certificate->witness) || !ab_lines_expect(lines, "clauses"))
    return false;
  size_t start = lines->position;
  if (!ab_read_clauses(lines, &certificate->clauses, &certificate->witness.constants))
    return false;
  if (certificate->kind == AB_CERTIFICATE_THEOREM && has_variables(&certificate->clauses))
    return ab_lines_fail(lines, "the clauses of a theorem have no variables");
  if (ab_clauses_workspace(&certificate->clauses, certificate->precision) > AB_WORKSPACE_MAX)
    return ab_lines_fail(lines, "the nodes, coordinates and precision ask for too much memory");
  size_t end = lines->position - lines->width - 1;
  ab_text_append(&certificate->clauses_text, lines->bytes + start, end - start);
  if (!read_trees(lines, certificate) || !read_counts(lines, certificate) ||
      !ab_lines_expect(lines, "end certificate"))
    return false;
  if (lines->position != body)
    return ab_lines_fail(lines, "something stands after 'end certificate'");
  return true;
}

ab_status ab_certificate_read(ab_certificate *certificate, const char *bytes, size_t length,
                              ab_error *error) {
  *certificate = (ab_certificate){0};
  ab_lines lines;
  ab_lines_init(&lines, bytes, length, error);
  if (read_all(&lines, certificate))
    return AB_OK;
  ab_certificate_clear(certificate);
  return AB_NOT_VERIFIED;
}
