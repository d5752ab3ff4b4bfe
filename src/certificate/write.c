/* SPDX-License-Identifier: MIT */
#include "base/memory.h"
#include "certificate/certificate.h"
#include "num/rational.h"

#include <sha256.h>
#include <stdlib.h>
#include <string.h>

enum { SHARD_LENGTH = 1 << 16 }; /* characters: longer trees are cut */

static void append_values(ab_text *text, const mpq_t *values, size_t count) {
  for (size_t i = 0; i < count; i++) {
    ab_text_add_char(text, ' ');
    ab_rational_append(text, values[i]);
  }
}

void ab_witness_append(ab_text *text, const ab_witness *witness) {
  for (size_t i = 0; i < witness->constants.count; i++) {
    const ab_constant *c = &witness->constants.items[i];
    ab_text_printf(text, "constant %s ", c->name);
    ab_rational_append(text, c->lo);
    ab_text_add_char(text, ' ');
    ab_rational_append(text, c->hi);
    ab_text_add_char(text, '\n');
  }
  for (size_t i = 0; i < witness->choice_count; i++) {
    const ab_choice *choice = &witness->choices[i];
    ab_text_printf(text, "choice %s", choice->name);
    append_values(text, (const mpq_t *)choice->values, choice->count);
    ab_text_add_char(text, '\n');
  }
  for (size_t i = 0; i < witness->reduction_count; i++) {
    const ab_reduction *reduction = &witness->reductions[i];
    ab_text_printf(text, "reduction %s %zu", reduction->kind, reduction->clause + 1);
    append_values(text, (const mpq_t *)reduction->values, reduction->count);
    ab_text_add_char(text, '\n');
  }
}

static void append_node(ab_text *text, const ab_graph *graph, ab_expr expr) {
  const ab_node *node = ab_graph_node(graph, expr);
  ab_text_printf(text, "%lu %s", (unsigned long)expr + 1, ab_op_word(node->op));
  if (node->op == AB_OP_CONSTANT) {
    ab_text_add_char(text, ' ');
    ab_rational_append(text, ab_graph_constant_value(graph, expr));
  } else if (node->op != AB_OP_PI) { /* a variable's or parameter's number, or the first child */
    ab_text_printf(text, " %lu", (unsigned long)node->left + 1);
  }
  if (node->op == AB_OP_POW)
    ab_text_printf(text, " %ld", (long)node->exponent);
  else if (ab_op_arity(node->op) == 2)
    ab_text_printf(text, " %lu", (unsigned long)node->right + 1);
  ab_text_add_char(text, '\n');
}

static void append_names(ab_text *text, const char *keyword, char **names, size_t count) {
  ab_text_add(text, keyword);
  for (size_t i = 0; i < count; i++)
    ab_text_printf(text, " %s", names[i]);
  ab_text_add_char(text, '\n');
}

static void append_chosen(ab_text *text, const ab_template *t) {
  if (t->chosen_count)
    ab_text_printf(text, "chosen %zu\n", t->chosen_count);
}

static void append_zero_set(ab_text *text, const ab_template *t, const ab_zero_set *zero) {
  ab_text_printf(text, "zero %zu %zu", zero->literal + 1, zero->codimension);
  for (size_t k = 0; k < t->variable_count; k++)
    ab_text_printf(text, " %lu", (unsigned long)zero->feet[k] + 1);
  for (size_t k = 0; k < zero->codimension * (zero->codimension + 1) / 2; k++)
    ab_text_printf(text, " %lu", (unsigned long)zero->hessian[k] + 1);
  ab_text_add_char(text, '\n');
}

static void append_gradient(ab_text *text, const ab_template *t, const ab_gradient *gradient) {
  ab_text_printf(text, "gradient %zu", gradient->literal + 1);
  for (size_t k = 0; k < t->variable_count; k++)
    ab_text_printf(text, " %lu", (unsigned long)gradient->partials[k] + 1);
  ab_text_add_char(text, '\n');
}

static void append_template(ab_text *text, const ab_template *t) {
  static const char *const relations[] = {">= 0", "> 0", "!= 0", "> 0 off"};
  ab_text_printf(text, "template %s\n", t->name);
  append_names(text, "variables", t->variables, t->variable_count);
  append_names(text, "parameters", t->parameters, t->parameter_count);
  append_chosen(text, t);
  for (size_t i = 0; i < ab_graph_size(t->graph); i++)
    append_node(text, t->graph, (ab_expr)i);
  for (size_t i = 0; i < t->literal_count; i++)
    ab_text_printf(text, "literal %lu %s\n", (unsigned long)t->literals[i].expr + 1,
                   relations[t->literals[i].kind]);
  for (size_t i = 0; i < t->zero_set_count; i++)
    append_zero_set(text, t, &t->zero_sets[i]);
  for (size_t i = 0; i < t->gradient_count; i++)
    append_gradient(text, t, &t->gradients[i]);
  ab_text_add(text, "end template\n");
}

static void append_clause(ab_text *text, const ab_clauses *clauses, const ab_clause *clause,
                          const ab_constants *constants) {
  const ab_template *t = ab_clause_template(clauses, clause);
  ab_text_printf(text, "clause %s %zu", clause->name, clause->template_index + 1);
  for (size_t k = 0; k < t->variable_count; k++) {
    append_values(text, (const mpq_t *)&clause->lo[k], 1);
    append_values(text, (const mpq_t *)&clause->hi[k], 1);
  }
  for (size_t j = 0; j < t->parameter_count; j++) {
    if (clause->arguments[j].bound)
      ab_text_printf(text, " %s", constants->items[clause->arguments[j].constant].name);
    else
      append_values(text, (const mpq_t *)&clause->arguments[j].value, 1);
  }
  ab_text_add_char(text, '\n');
}

void ab_clauses_append(ab_text *text, const ab_clauses *clauses, const ab_constants *constants) {
  for (size_t i = 0; i < clauses->template_count; i++)
    append_template(text, &clauses->templates[i]);
  for (size_t i = 0; i < clauses->clause_count; i++)
    append_clause(text, clauses, &clauses->clauses[i], constants);
}

const char *ab_certificate_kind_word(ab_certificate_kind kind) {
  static const char *const words[] = {"proof", "refutation", "theorem"};
  return words[kind];
}

const char *ab_step_kind_word(ab_step_kind kind) {
  static const char *const words[] = {"split",     "face",  "direct", "centred", "exact",
                                      "order-two", "shard", "ends",   "choose",  "tangent"};
  return words[kind];
}

bool ab_step_kind_is_rare(ab_step_kind kind) {
  return kind == AB_STEP_ENDS || kind == AB_STEP_CHOOSE || kind == AB_STEP_TANGENT;
}

/* The stream and what has gone through it. */
typedef struct {
  FILE *stream;
  SHA256_CTX digest;
  uint64_t counts[AB_STEP_KINDS];
  uint32_t shards;
} sink;

static void put(sink *s, const char *bytes, size_t length) {
  SHA256Update(&s->digest, (const uint8_t *)bytes, length);
  fwrite(bytes, 1, length, s->stream);
}

static void put_text(sink *s, ab_text *text) {
  put(s, text->data, text->length);
  text->length = 0;
}

static void put_block(sink *s, const char *keyword, size_t number, const char *steps,
                      size_t length) {
  ab_text line;
  ab_text_init(&line);
  ab_text_printf(&line, "%s %zu %zu\n", keyword, number, length);
  put_text(s, &line);
  for (size_t at = 0; at < length; at += AB_TREE_LINE) {
    put(s, steps + at, length - at < AB_TREE_LINE ? length - at : AB_TREE_LINE);
    put(s, "\n", 1);
  }
  ab_text_clear(&line);
}

/* A subtree, in characters. */
typedef struct {
  size_t start, end;
} part;

/* The parts of a tree that become shards: those of middling size that are in no other one. */
typedef struct {
  part *items;
  size_t count, capacity;
} cuts;

/* A step whose subtrees are not complete, and those of them so far that may become shards. */
typedef struct {
  size_t start;
  unsigned missing, count;
  part parts[2];
} open_step;

static void add_cuts(cuts *c, const open_step *step) {
  for (unsigned i = 0; i < step->count; i++) {
    ab_reserve(&c->items, &c->capacity, c->count + 1, sizeof *c->items);
    c->items[c->count++] = step->parts[i];
  }
}

/* The step on top is complete at `end`, and with it maybe those below it. Returns how many steps
 * are left. */
static size_t complete(open_step *stack, size_t depth, size_t end, cuts *c) {
  while (depth > 0 && stack[depth - 1].missing == 0) {
    const open_step *done = &stack[--depth];
    size_t length = end - done->start;
    if (length > SHARD_LENGTH)
      add_cuts(c, done);
    if (depth == 0)
      break;
    open_step *above = &stack[depth - 1];
    if (length <= SHARD_LENGTH && length > SHARD_LENGTH / 32)
      above->parts[above->count++] = (part){done->start, end};
    above->missing--;
  }
  return depth;
}

static int compare_parts(const void *a, const void *b) {
  const part *x = a, *y = b;
  return (x->start > y->start) - (x->start < y->start);
}

/* false if the sequence is not a tree. Counts its steps on the way. The memory that this takes
 * grows with the depth and the number of shards only. */
static bool find_cuts(cuts *c, sink *s, const ab_text *tree) {
  open_step *stack = NULL;
  size_t depth = 0, capacity = 0, position = 0;
  bool finished = false, good = true;
  while (position < tree->length) {
    ab_step step;
    size_t start = position;
    good = !finished && ab_step_read(&step, tree->data, tree->length, &position);
    if (!good)
      break;
    s->counts[step.kind]++;
    ab_reserve(&stack, &capacity, depth + 1, sizeof *stack);
    stack[depth++] = (open_step){.start = start, .missing = ab_step_subtrees(step.kind)};
    depth = complete(stack, depth, position, c);
    finished = depth == 0;
  }
  ab_free(stack);
  if (c->count)
    qsort(c->items, c->count, sizeof *c->items, compare_parts);
  return good && finished;
}

/* The spine: the tree with a reference in the place of each shard. */
static void put_spine(sink *s, size_t number, const ab_text *tree, const cuts *c) {
  ab_text spine;
  size_t at = 0;
  ab_text_init(&spine);
  for (size_t i = 0; i < c->count; i++) {
    ab_step step = {.kind = AB_STEP_SHARD, .number = s->shards + (uint32_t)i};
    ab_text_append(&spine, tree->data + at, c->items[i].start - at);
    ab_step_append(&spine, &step);
    s->counts[AB_STEP_SHARD]++;
    at = c->items[i].end;
  }
  ab_text_append(&spine, tree->data + at, tree->length - at);
  put_block(s, "tree", number, spine.data, spine.length);
  ab_text_clear(&spine);
}

static bool put_tree(sink *s, size_t number, const ab_text *tree) {
  cuts c = {0};
  bool good = find_cuts(&c, s, tree);
  if (good)
    put_spine(s, number, tree, &c);
  for (size_t i = 0; i < c.count && good; i++)
    put_block(s, "shard", ++s->shards, tree->data + c.items[i].start,
              c.items[i].end - c.items[i].start);
  ab_free(c.items);
  return good;
}

static void put_head(sink *s, const ab_certificate *parts) {
  ab_text text;
  ab_text_init(&text);
  ab_text_printf(&text, "abcert certificate %d\nrules %d\nkind %s\nprecision %u\nclaim\n",
                 AB_CERTIFICATE_FORMAT, AB_CERTIFICATE_RULES, ab_certificate_kind_word(parts->kind),
                 parts->precision);
  ab_text_append(&text, parts->claim.data, parts->claim.length);
  ab_text_add(&text, "end claim\nwitness\n");
  ab_witness_append(&text, &parts->witness);
  ab_text_add(&text, "end witness\nclauses\n");
  ab_clauses_append(&text, &parts->clauses, &parts->witness.constants);
  ab_text_add(&text, "end clauses\ntrees\n");
  put_text(s, &text);
  ab_text_clear(&text);
}

static void put_tail(sink *s, const ab_certificate *parts) {
  ab_text text;
  ab_text_init(&text);
  ab_text_printf(&text, "end trees\ncounts\nclauses %zu\n", parts->clauses.clause_count);
  for (int kind = 0; kind < AB_STEP_KINDS; kind++)
    if (s->counts[kind] > 0 || !ab_step_kind_is_rare((ab_step_kind)kind))
      ab_text_printf(&text, "%s %llu\n", ab_step_kind_word((ab_step_kind)kind),
                     (unsigned long long)s->counts[kind]);
  ab_text_add(&text, "end counts\nend certificate\n");
  put_text(s, &text);
  ab_text_clear(&text);
}

static void put_digest(sink *s) {
  char hex[SHA256_DIGEST_STRING_LENGTH];
  SHA256End(&s->digest, hex);
  fprintf(s->stream, "sha256 %s\n", hex);
}

ab_status ab_certificate_write(FILE *stream, const ab_certificate *parts, const ab_text *trees,
                               ab_error *error) {
  sink s = {.stream = stream};
  SHA256Init(&s.digest);
  put_head(&s, parts);
  for (size_t i = 0; i < parts->clauses.clause_count; i++)
    if (!put_tree(&s, i + 1, &trees[i]))
      return ab_error_set(error, AB_INTERNAL, "tree %zu is not a tree", i + 1);
  put_tail(&s, parts);
  put_digest(&s);
  if (fflush(stream) != 0 || ferror(stream))
    return ab_error_set(error, AB_IO, "cannot write the certificate");
  return AB_OK;
}
