/* SPDX-License-Identifier: MIT
 * Expressions written as text, and random ones, for the tests of identities. */
#ifndef TESTS_REAL_EXPRESSIONS_H
#define TESTS_REAL_EXPRESSIONS_H

#include "expr/graph.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Reads `sum` of: + - * / ^ (integer powers), integers, x y z w (variables 0..3), p q (parameters
 * 0, 1), pi, operations by their words: "exp(x) + max(x, y)^2". What is wrong ends the test. */
typedef struct {
  ab_graph *graph;
  const char *at;
} source;

static ab_expr read_sum(source *s);

static inline bool accept(source *s, char c) {
  while (*s->at == ' ')
    s->at++;
  if (*s->at != c)
    return false;
  s->at++;
  return true;
}

static inline void expect(source *s, char c) {
  if (!accept(s, c)) {
    fprintf(stderr, "expected '%c' before \"%s\"\n", c, s->at);
    exit(2);
  }
}

static inline ab_expr read_call(source *s, const char *word, size_t length) {
  for (int op = AB_OP_MIN; op < AB_OP_COUNT; op++) {
    if (strlen(ab_op_word((ab_op)op)) != length || strncmp(ab_op_word((ab_op)op), word, length))
      continue;
    expect(s, '(');
    ab_expr x = read_sum(s), y = 0;
    if (ab_op_arity((ab_op)op) == 2) {
      expect(s, ',');
      y = read_sum(s);
    }
    expect(s, ')');
    return ab_op_arity((ab_op)op) == 2 ? ab_graph_binary(s->graph, (ab_op)op, x, y)
                                       : ab_graph_unary(s->graph, (ab_op)op, x);
  }
  fprintf(stderr, "unknown word \"%s\"\n", word);
  exit(2);
}

static inline ab_expr read_name(source *s) {
  const char *word = s->at;
  while (isalnum((unsigned char)*s->at))
    s->at++;
  size_t length = (size_t)(s->at - word);
  static const char variables[] = "xyzw";
  if (length == 1 && strchr(variables, *word))
    return ab_graph_variable(s->graph, (uint32_t)(strchr(variables, *word) - variables));
  if (length == 1 && (*word == 'p' || *word == 'q'))
    return ab_graph_parameter(s->graph, *word == 'q');
  if (length == 2 && !strncmp(word, "pi", 2))
    return ab_graph_pi(s->graph);
  return read_call(s, word, length);
}

static inline ab_expr read_primary(source *s) {
  if (accept(s, '(')) {
    ab_expr x = read_sum(s);
    expect(s, ')');
    return x;
  }
  if (!isdigit((unsigned char)*s->at))
    return read_name(s);
  char *end = NULL;
  long value = strtol(s->at, &end, 10);
  s->at = end;
  return ab_graph_integer(s->graph, value);
}

static inline ab_expr read_power(source *s) {
  if (accept(s, '-'))
    return ab_graph_unary(s->graph, AB_OP_NEG, read_power(s));
  ab_expr x = read_primary(s);
  if (!accept(s, '^'))
    return x;
  char *end = NULL;
  x = ab_graph_pow(s->graph, x, (int32_t)strtol(s->at, &end, 10));
  s->at = end;
  return x;
}

static inline ab_expr read_product(source *s) {
  ab_expr x = read_power(s);
  for (;;) {
    if (accept(s, '*'))
      x = ab_graph_binary(s->graph, AB_OP_MUL, x, read_power(s));
    else if (accept(s, '/'))
      x = ab_graph_binary(s->graph, AB_OP_DIV, x, read_power(s));
    else
      return x;
  }
}

static ab_expr read_sum(source *s) {
  ab_expr x = read_product(s);
  for (;;) {
    if (accept(s, '+'))
      x = ab_graph_binary(s->graph, AB_OP_ADD, x, read_product(s));
    else if (accept(s, '-'))
      x = ab_graph_binary(s->graph, AB_OP_SUB, x, read_product(s));
    else
      return x;
  }
}

static inline ab_expr expression(ab_graph *graph, const char *text) {
  source s = {graph, text};
  ab_expr x = read_sum(&s);
  if (*s.at) {
    fprintf(stderr, "not understood: \"%s\"\n", s.at);
    exit(2);
  }
  return x;
}

static inline uint64_t random_bits(uint64_t *seed) { /* splitmix64 */
  uint64_t z = *seed += UINT64_C(0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
  return z ^ (z >> 31);
}

static inline long random_until(uint64_t *seed, long end) {
  return (long)(random_bits(seed) % (uint64_t)end);
}

#endif
