/* SPDX-License-Identifier: MIT */
#include "expr/graph.h"

#include "base/memory.h"

#include <assert.h>

struct ab_graph {
  ab_node *nodes;
  size_t count, capacity;
  mpq_t *constants;
  size_t constant_count, constant_capacity;
  uint32_t *slots; /* open addressing: 1 + index of a node, 0 for empty; a power of two of them */
  size_t slot_count;
};

static const char *const words[] = {
#define AB_OP_WORD(name, word, arity) word,
    AB_OPS(AB_OP_WORD)
#undef AB_OP_WORD
};

static const unsigned char arities[] = {
#define AB_OP_ARITY(name, word, arity) arity,
    AB_OPS(AB_OP_ARITY)
#undef AB_OP_ARITY
};

const char *ab_op_word(ab_op op) {
  assert(op < AB_OP_COUNT);
  return words[op];
}

unsigned ab_op_arity(ab_op op) {
  assert(op < AB_OP_COUNT);
  return arities[op];
}

bool ab_op_is_algebraic(ab_op op) {
  return op <= AB_OP_SQRT && op != AB_OP_PI;
}

ab_graph *ab_graph_create(void) {
  ab_graph *graph = ab_allocate(1, sizeof *graph);
  graph->slot_count = 64;
  graph->slots = ab_allocate(graph->slot_count, sizeof *graph->slots);
  return graph;
}

void ab_graph_destroy(ab_graph *graph) {
  if (!graph)
    return;
  for (size_t i = 0; i < graph->constant_count; i++)
    mpq_clear(graph->constants[i]);
  ab_free(graph->constants);
  ab_free(graph->nodes);
  ab_free(graph->slots);
  ab_free(graph);
}

size_t ab_graph_size(const ab_graph *graph) {
  return graph->count;
}

const ab_node *ab_graph_node(const ab_graph *graph, ab_expr expr) {
  assert(expr < graph->count);
  return &graph->nodes[expr];
}

mpq_srcptr ab_graph_constant_value(const ab_graph *graph, ab_expr expr) {
  assert(ab_graph_node(graph, expr)->op == AB_OP_CONSTANT);
  return graph->constants[graph->nodes[expr].left];
}

void ab_graph_mark_parts(const ab_graph *graph, bool *parts, size_t count) {
  for (size_t i = count; i-- > 0;) {
    if (!parts[i])
      continue;
    const ab_node *node = ab_graph_node(graph, (ab_expr)i);
    if (ab_op_arity(node->op) >= 1)
      parts[node->left] = true;
    if (ab_op_arity(node->op) == 2)
      parts[node->right] = true;
  }
}

bool *ab_graph_parts(const ab_graph *graph, ab_expr root) {
  size_t count = (size_t)root + 1;
  bool *parts = ab_allocate(count, sizeof *parts);
  parts[root] = true;
  ab_graph_mark_parts(graph, parts, count);
  return parts;
}

static uint64_t mix(uint64_t hash, uint64_t value) {
  hash = (hash ^ value) * UINT64_C(0x9e3779b97f4a7c15);
  return hash ^ (hash >> 29);
}

static uint64_t hash_integer(uint64_t hash, mpz_srcptr value) {
  hash = mix(hash, (uint64_t)(mpz_sgn(value) + 1));
  for (size_t i = 0; i < mpz_size(value); i++)
    hash = mix(hash, mpz_getlimbn(value, (mp_size_t)i));
  return hash;
}

/* A constant is hashed and compared by its value, every other node by its fields. */
static uint64_t hash_node(const ab_node *node, mpq_srcptr value) {
  uint64_t hash = mix(0, (uint64_t)node->op);
  if (node->op == AB_OP_CONSTANT)
    return hash_integer(hash_integer(hash, mpq_numref(value)), mpq_denref(value));
  return mix(mix(mix(hash, node->left), node->right), (uint64_t)(uint32_t)node->exponent);
}

static int same_node(const ab_graph *graph, ab_expr old, const ab_node *node, mpq_srcptr value) {
  const ab_node *other = &graph->nodes[old];
  if (other->op != node->op)
    return 0;
  if (node->op == AB_OP_CONSTANT)
    return mpq_equal(graph->constants[other->left], value);
  return other->left == node->left && other->right == node->right &&
         other->exponent == node->exponent;
}

static void grow_slots(ab_graph *graph) {
  ab_free(graph->slots);
  graph->slot_count *= 2;
  graph->slots = ab_allocate(graph->slot_count, sizeof *graph->slots);
  for (size_t i = 0; i < graph->count; i++) {
    const ab_node *node = &graph->nodes[i];
    mpq_srcptr value = node->op == AB_OP_CONSTANT ? graph->constants[node->left] : NULL;
    size_t slot = hash_node(node, value) & (graph->slot_count - 1);
    while (graph->slots[slot])
      slot = (slot + 1) & (graph->slot_count - 1);
    graph->slots[slot] = (uint32_t)i + 1;
  }
}

static ab_expr find_or_add(ab_graph *graph, ab_node node, mpq_srcptr value) {
  if (2 * (graph->count + 1) > graph->slot_count)
    grow_slots(graph);
  size_t slot = hash_node(&node, value) & (graph->slot_count - 1);
  for (; graph->slots[slot]; slot = (slot + 1) & (graph->slot_count - 1))
    if (same_node(graph, graph->slots[slot] - 1, &node, value))
      return graph->slots[slot] - 1;
  assert(graph->count < UINT32_MAX - 1);
  if (node.op == AB_OP_CONSTANT) {
    ab_reserve(&graph->constants, &graph->constant_capacity, graph->constant_count + 1,
               sizeof *graph->constants);
    node.left = (uint32_t)graph->constant_count++;
    mpq_init(graph->constants[node.left]);
    mpq_set(graph->constants[node.left], value);
  }
  ab_reserve(&graph->nodes, &graph->capacity, graph->count + 1, sizeof *graph->nodes);
  graph->nodes[graph->count] = node;
  graph->slots[slot] = (uint32_t)graph->count + 1;
  return (ab_expr)graph->count++;
}

ab_expr ab_graph_constant(ab_graph *graph, const mpq_t value) {
  return find_or_add(graph, (ab_node){.op = AB_OP_CONSTANT}, value);
}

ab_expr ab_graph_integer(ab_graph *graph, long value) {
  mpq_t rational;
  mpq_init(rational);
  mpq_set_si(rational, value, 1);
  ab_expr expr = ab_graph_constant(graph, rational);
  mpq_clear(rational);
  return expr;
}

ab_expr ab_graph_variable(ab_graph *graph, uint32_t number) {
  assert(number < AB_VARIABLES_MAX);
  return find_or_add(graph, (ab_node){.op = AB_OP_VARIABLE, .left = number}, NULL);
}

ab_expr ab_graph_parameter(ab_graph *graph, uint32_t number) {
  return find_or_add(graph, (ab_node){.op = AB_OP_PARAMETER, .left = number}, NULL);
}

ab_expr ab_graph_pi(ab_graph *graph) {
  return find_or_add(graph, (ab_node){.op = AB_OP_PI}, NULL);
}

ab_expr ab_graph_pow(ab_graph *graph, ab_expr base, int32_t exponent) {
  assert(base < graph->count && exponent <= AB_EXPONENT_MAX && exponent >= -AB_EXPONENT_MAX);
  return find_or_add(graph, (ab_node){.op = AB_OP_POW, .left = base, .exponent = exponent}, NULL);
}

ab_expr ab_graph_unary(ab_graph *graph, ab_op op, ab_expr x) {
  assert(ab_op_arity(op) == 1 && op != AB_OP_POW && x < graph->count);
  return find_or_add(graph, (ab_node){.op = op, .left = x}, NULL);
}

ab_expr ab_graph_binary(ab_graph *graph, ab_op op, ab_expr x, ab_expr y) {
  assert(ab_op_arity(op) == 2 && x < graph->count && y < graph->count);
  return find_or_add(graph, (ab_node){.op = op, .left = x, .right = y}, NULL);
}
