/* SPDX-License-Identifier: MIT */
#include "condition/parabola.h"

#include "base/memory.h"
#include "clause/affine.h"
#include "condition/normalize.h"
#include "problem/calculus.h"

enum { DEGREES = 3 };
#define ABSENT ((ab_expr)0xffffffff)

/* e = c[0] + c[1] x + c[2] x^2 with coefficients free of x; an absent one is 0. */
typedef struct {
  ab_expr c[DEGREES];
} polynomial;

/* A literal in which the variable occurs. */
typedef struct {
  const ab_template *template_;
  size_t variable, literal;
  ab_expr root;
  ab_shape *shapes; /* of the nodes up to the root */
} place;

static bool occurs(const place *p, ab_expr e) {
  return p->shapes[e].occurs >> p->variable & 1;
}

/* Finds the literal. Returns in how many the variable occurs. */
static size_t find_literal(place *p, const ab_template *t, size_t variable) {
  size_t found = 0;
  *p = (place){.template_ = t, .variable = variable};
  for (size_t l = 0; l < t->literal_count; l++) {
    ab_expr root = t->literals[l].expr;
    ab_shape *shapes = ab_shapes_create(t->graph, root);
    if (shapes[root].occurs >> variable & 1) {
      found++;
      p->literal = l;
      p->root = root;
    }
    ab_free(shapes);
  }
  p->shapes = ab_shapes_create(t->graph, p->root);
  return found;
}

/* Copies of all nodes with a number in the place of the variable; the variables after it are one
 * less. What is free of it becomes what it is. */
static ab_expr *copy_nodes(const place *p, ab_graph *to, const mpq_t value) {
  const ab_graph *from = p->template_->graph;
  size_t count = ab_graph_size(from);
  ab_expr *map = ab_allocate(count, sizeof *map);
  for (size_t i = 0; i < count; i++) {
    const ab_node *node = ab_graph_node(from, (ab_expr)i);
    if (node->op != AB_OP_VARIABLE || node->left < p->variable)
      map[i] = ab_node_copy(to, from, (ab_expr)i, map);
    else
      map[i] = node->left == p->variable ? ab_graph_constant(to, value)
                                         : ab_graph_variable(to, node->left - 1);
  }
  return map;
}

static ab_expr add(ab_graph *graph, ab_expr x, ab_expr y) {
  return x == ABSENT ? y : y == ABSENT ? x : ab_build_add(graph, x, y);
}

static ab_expr negative(ab_graph *graph, ab_expr x) {
  return x == ABSENT ? x : ab_build_neg(graph, x);
}

static ab_expr subtract(ab_graph *graph, ab_expr x, ab_expr y) {
  return y == ABSENT ? x : x == ABSENT ? ab_build_neg(graph, y) : ab_build_sub(graph, x, y);
}

static ab_expr multiply(ab_graph *graph, ab_expr x, ab_expr y) {
  return x == ABSENT || y == ABSENT ? ABSENT : ab_build_mul(graph, x, y);
}

/* false if the degree is above 2. */
static bool product(polynomial *out, ab_graph *graph, const polynomial *u, const polynomial *v) {
  *out = (polynomial){{ABSENT, ABSENT, ABSENT}};
  for (size_t i = 0; i < DEGREES; i++)
    for (size_t j = 0; j < DEGREES; j++) {
      ab_expr term = multiply(graph, u->c[i], v->c[j]);
      if (term != ABSENT && i + j >= DEGREES)
        return false;
      if (term != ABSENT)
        out->c[i + j] = add(graph, out->c[i + j], term);
    }
  return true;
}

/* The same as a product, but with squares as powers, whose ranges are sharper. */
static bool square(polynomial *out, ab_graph *graph, const polynomial *u) {
  ab_expr p = u->c[0], q = u->c[1];
  if (u->c[2] != ABSENT)
    return false;
  *out = (polynomial){{p == ABSENT ? p : ab_build_pow(graph, p, 2), multiply(graph, p, q),
                       ab_build_pow(graph, q, 2)}};
  if (out->c[1] != ABSENT)
    out->c[1] = ab_build_mul(graph, ab_graph_integer(graph, 2), out->c[1]);
  return true;
}

/* The polynomial of a node in which the variable occurs, from those of its children. false if its
 * form does not show that it is one of degree at most 2. */
static bool make_polynomial(polynomial *out, const place *p, ab_graph *graph, ab_expr e,
                            const polynomial *of) {
  const ab_node *node = ab_graph_node(p->template_->graph, e);
  const polynomial *u = &of[node->left], *v = &of[node->right];
  switch (node->op) {
  case AB_OP_VARIABLE:
    *out = (polynomial){{ABSENT, ab_graph_integer(graph, 1), ABSENT}};
    return true;
  case AB_OP_ADD:
  case AB_OP_SUB:
    for (size_t i = 0; i < DEGREES; i++)
      out->c[i] = (node->op == AB_OP_ADD ? add : subtract)(graph, u->c[i], v->c[i]);
    return true;
  case AB_OP_NEG:
    for (size_t i = 0; i < DEGREES; i++)
      out->c[i] = negative(graph, u->c[i]);
    return true;
  case AB_OP_MUL:
    return product(out, graph, u, v);
  case AB_OP_DIV:
    for (size_t i = 0; i < DEGREES && !occurs(p, node->right); i++)
      out->c[i] = u->c[i] == ABSENT ? ABSENT : ab_build_div(graph, u->c[i], v->c[0]);
    return !occurs(p, node->right);
  case AB_OP_POW:
    return node->exponent == 2 && square(out, graph, u);
  default:
    return false;
  }
}

/* The polynomial of the literal, in a graph into which `map` has copied what is free of the
 * variable. */
static bool find_polynomial(polynomial *out, const place *p, ab_graph *graph, const ab_expr *map) {
  polynomial *of = ab_allocate((size_t)p->root + 1, sizeof *of);
  bool *needed = ab_graph_parts(p->template_->graph, p->root);
  bool good = true;
  for (ab_expr e = 0; e <= p->root && good; e++) {
    of[e] = (polynomial){{map[e], ABSENT, ABSENT}};
    if (needed[e] && occurs(p, e))
      good = make_polynomial(&of[e], p, graph, e, of);
  }
  *out = of[p->root];
  ab_free(needed);
  ab_free(of);
  return good && out->c[2] != ABSENT;
}

static ab_status verify(const ab_clauses *clauses, size_t clause, const ab_reduction *reduction,
                        ab_error *error) {
  const ab_template *t = ab_clause_template(clauses, &clauses->clauses[clause]);
  size_t variable;
  ab_status status = ab_reduction_expect_plain(reduction, t, error);
  if (status == AB_OK)
    status = ab_reduction_expect_values(reduction, AB_PARABOLA_VALUES, error);
  if (status == AB_OK)
    status = ab_reduction_number(&variable, reduction, AB_PARABOLA_VARIABLE, t->variable_count,
                                 "variable", error);
  if (status != AB_OK)
    return status;
  if (t->literal_count + 3 > AB_LITERALS_MAX)
    return ab_error_set(error, AB_NOT_VERIFIED,
                        "the reduction 'parabola' makes more than %d literals", AB_LITERALS_MAX);
  place p;
  size_t found = find_literal(&p, t, variable);
  ab_graph *graph = ab_graph_create();
  ab_expr *map = copy_nodes(&p, graph, clauses->clauses[clause].lo[variable]);
  polynomial unused;
  bool good = found == 1 && t->literals[p.literal].kind != AB_LITERAL_NONZERO &&
              find_polynomial(&unused, &p, graph, map);
  ab_free(map);
  ab_graph_destroy(graph);
  ab_free(p.shapes);
  return good ? AB_OK
              : ab_error_set(error, AB_NOT_VERIFIED,
                             "the variable %s of the reduction 'parabola' does not enter one "
                             "literal, >= 0 or > 0, as a quadratic polynomial",
                             t->variables[variable]);
}

/* What the parts of the compilation share. */
typedef struct {
  ab_clauses *out;
  const ab_clauses *from;
  size_t clause;
  place place;
} elimination;

static size_t kept(const elimination *x, size_t k) {
  return k < x->place.variable ? k : k + 1;
}

/* A template without the variable. */
static ab_template *add_template(const elimination *x, const char *suffix) {
  const ab_template *t = x->place.template_;
  const char *variables[AB_VARIABLES_MAX];
  for (size_t k = 0; k + 1 < t->variable_count; k++)
    variables[k] = t->variables[kept(x, k)];
  return ab_reduction_add_template(x->out, x->from, x->clause, suffix, variables,
                                   t->variable_count - 1);
}

static void add_clause(const elimination *x) {
  ab_clause *to = ab_reduction_add_clause(x->out, x->from, x->clause);
  const ab_clause *from = &x->from->clauses[x->clause];
  for (size_t k = 0; k + 1 < x->place.template_->variable_count; k++) {
    mpq_set(to->lo[k], from->lo[kept(x, k)]);
    mpq_set(to->hi[k], from->hi[kept(x, k)]);
  }
}

/* The literals in which the variable does not occur. */
static void add_others(const elimination *x, ab_template *t, const ab_expr *map) {
  const ab_template *from = x->place.template_;
  for (size_t l = 0; l < from->literal_count; l++)
    if (l != x->place.literal)
      ab_template_add_literal(t, from->literals[l].kind, map[from->literals[l].expr]);
}

/* The slope q + 2 s x at an end. */
static ab_expr slope(ab_graph *graph, const polynomial *e, const mpq_t end) {
  mpq_t twice;
  mpq_init(twice);
  mpq_add(twice, end, end);
  ab_expr factor = ab_graph_constant(graph, twice);
  ab_expr bend = ab_build_mul(graph, factor, e->c[2]);
  mpq_clear(twice);
  return add(graph, e->c[1], bend);
}

/* 4 s p - q^2, which has the sign of the least value of all, for s > 0. */
static ab_expr vertex(ab_graph *graph, const polynomial *e) {
  ab_expr product = multiply(graph, e->c[2], e->c[0]);
  if (product != ABSENT)
    product = ab_build_mul(graph, ab_graph_integer(graph, 4), product);
  ab_expr squared = e->c[1] == ABSENT ? ABSENT : ab_build_pow(graph, e->c[1], 2);
  ab_expr out = subtract(graph, product, squared);
  return out == ABSENT ? ab_graph_integer(graph, 0) : out;
}

static void add_vertex(const elimination *x) {
  const ab_clause *clause = &x->from->clauses[x->clause];
  size_t k = x->place.variable;
  ab_template *t = add_template(x, ":vertex");
  ab_expr *map = copy_nodes(&x->place, t->graph, clause->lo[k]);
  polynomial e;
  find_polynomial(&e, &x->place, t->graph, map);
  ab_template_add_literal(t, x->place.template_->literals[x->place.literal].kind,
                          vertex(t->graph, &e));
  ab_template_add_literal(t, AB_LITERAL_NONNEGATIVE, slope(t->graph, &e, clause->lo[k]));
  ab_template_add_literal(t, AB_LITERAL_NONNEGATIVE,
                          ab_build_neg(t->graph, slope(t->graph, &e, clause->hi[k])));
  ab_template_add_literal(t, AB_LITERAL_NONNEGATIVE, ab_build_neg(t->graph, e.c[2]));
  add_others(x, t, map);
  ab_free(map);
  add_clause(x);
}

/* The literal at one end. */
static void add_end(const elimination *x, const char *suffix, const mpq_t end) {
  ab_template *t = add_template(x, suffix);
  ab_expr *map = copy_nodes(&x->place, t->graph, end);
  ab_template_add_literal(t, x->place.template_->literals[x->place.literal].kind,
                          map[x->place.root]);
  add_others(x, t, map);
  ab_free(map);
  add_clause(x);
}

static size_t variable_of(const ab_reduction *reduction) {
  return mpz_get_ui(mpq_numref(reduction->values[AB_PARABOLA_VARIABLE])) - 1;
}

static void compile(ab_clauses *out, const ab_clauses *clauses, size_t clause,
                    const ab_reduction *reduction) {
  elimination x = {.out = out, .from = clauses, .clause = clause};
  size_t k = variable_of(reduction);
  find_literal(&x.place, ab_clause_template(clauses, &clauses->clauses[clause]), k);
  add_vertex(&x);
  add_end(&x, ":low", clauses->clauses[clause].lo[k]);
  add_end(&x, ":high", clauses->clauses[clause].hi[k]);
  ab_free(x.place.shapes);
}

static void show(ab_text *text, const ab_clauses *clauses, size_t clause,
                 const ab_reduction *reduction) {
  const ab_template *t = ab_clause_template(clauses, &clauses->clauses[clause]);
  ab_text_printf(text, "%s enters as a parabola: at its vertex and at both ends",
                 t->variables[variable_of(reduction)]);
}

const ab_reduction_kind ab_reduction_parabola = {
    .name = "parabola", .verify = verify, .compile = compile, .show = show};
