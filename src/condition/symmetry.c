/* SPDX-License-Identifier: MIT
 * Symmetries of a clause (docs/theory/symmetry.md): it is enough to prove it at the points that
 * come first, coordinate by coordinate, among their images. */
#include "base/memory.h"
#include "condition/canonical.h"
#include "condition/normalize.h"
#include "condition/reduction.h"
#include "num/rational.h"

/* Of canonical forms: some, and more for each node and symmetry, up to what takes half a second and
 * a hundred megabytes. */
enum { WORK = 1 << 18, WORK_A_NODE = 1 << 8, WORK_MAX = 1 << 22 };

/* Coordinate k of the image of x is x[source[k]], or the mirror image of that in its range. */
typedef struct {
  uint32_t source[AB_VARIABLES_MAX];
  bool mirrored[AB_VARIABLES_MAX];
  size_t first; /* coordinate that is not its own image; the number of variables if there is none */
} symmetry;

/* What the parts share. */
typedef struct {
  const ab_template *template_;
  const ab_clause *clause;
  const ab_reduction *reduction;
  size_t variables, count; /* of the template; of the symmetries */
} task;

static task task_of(const ab_clauses *clauses, size_t clause, const ab_reduction *reduction) {
  const ab_clause *c = &clauses->clauses[clause];
  const ab_template *t = ab_clause_template(clauses, c);
  size_t n = t->variable_count;
  return (task){t, c, reduction, n, n > 0 ? reduction->count / n : 0};
}

static ab_status refuse(const task *t, ab_error *error, const char *why) {
  return ab_error_set(error, AB_NOT_VERIFIED, "the reduction '%s' %s", t->reduction->kind, why);
}

static bool is_moved(const symmetry *s, size_t k) {
  return s->source[k] != k || s->mirrored[k];
}

/* Symmetry number i, of a witness that is verified or is being so. */
static symmetry read_symmetry(const task *t, size_t i) {
  symmetry s = {.first = t->variables};
  for (size_t k = t->variables; k-- > 0;) {
    mpq_srcptr value = t->reduction->values[i * t->variables + k];
    s.source[k] = (uint32_t)(mpz_get_ui(mpq_numref(value)) - 1);
    s.mirrored[k] = mpq_sgn(value) < 0;
    if (is_moved(&s, k))
      s.first = k;
  }
  return s;
}

/* Each number is the place of a variable, or minus that. */
static bool are_places(const task *t) {
  for (size_t i = 0; i < t->reduction->count; i++) {
    mpq_srcptr value = t->reduction->values[i];
    if (mpz_cmp_ui(mpq_denref(value), 1) != 0 || mpq_sgn(value) == 0 ||
        mpz_cmpabs_ui(mpq_numref(value), t->variables) > 0)
      return false;
  }
  return true;
}

static bool same_range(const ab_clause *clause, size_t i, size_t j) {
  return mpq_equal(clause->lo[i], clause->lo[j]) && mpq_equal(clause->hi[i], clause->hi[j]);
}

/* The symmetry maps the box onto itself and leaves chosen variables alone. */
static ab_status check_box(const task *t, const symmetry *s, ab_error *error) {
  bool taken[AB_VARIABLES_MAX] = {false};
  if (s->first == t->variables)
    return refuse(t, error, "has a symmetry that moves nothing");
  for (size_t k = 0; k < t->variables; k++) {
    if (taken[s->source[k]])
      return refuse(t, error, "has one variable in two places");
    taken[s->source[k]] = true;
    if (!same_range(t->clause, k, s->source[k]))
      return refuse(t, error, "exchanges variables of different ranges");
    if (is_moved(s, k) && k >= t->variables - t->template_->chosen_count)
      return refuse(t, error, "moves a chosen variable");
  }
  return AB_OK;
}

/* The form of coordinate k of the image. */
static ab_expr image_form(const task *t, ab_canonical *c, const symmetry *s, size_t k) {
  ab_expr x = ab_canonical_variable(c, s->source[k]);
  if (!s->mirrored[k])
    return x;
  mpq_t number;
  mpq_init(number);
  mpq_add(number, t->clause->lo[k], t->clause->hi[k]);
  ab_expr sum = ab_canonical_number(c, number);
  mpq_clear(number);
  return ab_canonical_add(c, sum, ab_canonical_negative(c, x));
}

/* Parameters with one value have one form. */
static ab_expr *parameter_forms(const task *t, ab_canonical *c) {
  size_t count = t->template_->parameter_count;
  ab_expr *forms = ab_allocate(count, sizeof *forms);
  for (size_t j = 0; j < count; j++) {
    const ab_argument *a = &t->clause->arguments[j];
    forms[j] = a->bound ? ab_canonical_parameter(c, (uint32_t)a->constant)
                        : ab_canonical_number(c, a->value);
  }
  return forms;
}

/* The forms of the literals at the image of a point; e != 0 and -e != 0 have one. */
static void literal_forms(const task *t, ab_canonical *c, ab_expr *out, const symmetry *s,
                          const ab_expr *parameters) {
  const ab_graph *graph = t->template_->graph;
  ab_expr *forms = ab_allocate(ab_graph_size(graph), sizeof *forms);
  ab_expr variables[AB_VARIABLES_MAX];
  for (size_t k = 0; k < t->variables; k++)
    variables[k] = image_form(t, c, s, k);
  ab_canonical_nodes(c, forms, graph, variables, parameters);
  for (size_t l = 0; l < t->template_->literal_count && !ab_canonical_failed(c); l++) {
    const ab_literal *literal = &t->template_->literals[l];
    out[l] = forms[literal->expr];
    if (literal->kind == AB_LITERAL_NONZERO && ab_canonical_sign(c, out[l]) < 0)
      out[l] = ab_canonical_negative(c, out[l]);
  }
  ab_free(forms);
}

/* The kinds, as bits, of the literals that have each form. */
static unsigned char *kinds_of_forms(const task *t, const ab_canonical *c, const ab_expr *forms) {
  unsigned char *kinds = ab_allocate(ab_graph_size(ab_canonical_graph(c)), sizeof *kinds);
  for (size_t l = 0; l < t->template_->literal_count; l++)
    kinds[forms[l]] |= (unsigned char)(1 << t->template_->literals[l].kind);
  return kinds;
}

static bool are_among(const task *t, const ab_expr *images, const unsigned char *kinds,
                      size_t count) {
  for (size_t l = 0; l < t->template_->literal_count; l++)
    if (images[l] >= count || !(kinds[images[l]] >> t->template_->literals[l].kind & 1))
      return false;
  return true;
}

/* At the image of a point, each literal is what some literal is at the point. */
static ab_status check_literals(const task *t, ab_error *error) {
  symmetry s = {.first = t->variables};
  for (size_t k = 0; k < t->variables; k++)
    s.source[k] = (uint32_t)k;
  uint64_t nodes = ab_graph_size(t->template_->graph);
  uint64_t work = WORK + WORK_A_NODE * nodes * (t->count + 1);
  ab_canonical *c = ab_canonical_create(work < WORK_MAX ? work : WORK_MAX);
  ab_expr *parameters = parameter_forms(t, c);
  ab_expr *forms = ab_allocate(t->template_->literal_count, sizeof *forms);
  literal_forms(t, c, forms, &s, parameters);
  size_t size = ab_graph_size(ab_canonical_graph(c));
  unsigned char *kinds = ab_canonical_failed(c) ? NULL : kinds_of_forms(t, c, forms);
  bool same = true;
  for (size_t i = 0; i < t->count && same && !ab_canonical_failed(c); i++) {
    s = read_symmetry(t, i);
    literal_forms(t, c, forms, &s, parameters);
    same = !ab_canonical_failed(c) && are_among(t, forms, kinds, size);
  }
  bool failed = ab_canonical_failed(c);
  ab_free(kinds);
  ab_free(forms);
  ab_free(parameters);
  ab_canonical_destroy(c);
  if (failed)
    return refuse(t, error, "is about a clause that is too long");
  return same ? AB_OK : refuse(t, error, "has a symmetry that the literals do not have");
}

static ab_status verify(const ab_clauses *clauses, size_t clause, const ab_reduction *reduction,
                        ab_error *error) {
  task t = task_of(clauses, clause, reduction);
  if (t.count == 0 || reduction->count % t.variables != 0)
    return refuse(&t, error, "needs a number for each variable");
  if (!are_places(&t))
    return refuse(&t, error, "has a number that is no place of a variable");
  for (size_t l = 0; l < t.template_->literal_count; l++)
    if (t.template_->literals[l].kind == AB_LITERAL_POSITIVE_OFF)
      return refuse(&t, error, "is not for literals that hold on zero sets");
  if (t.template_->literal_count + t.count > AB_LITERALS_MAX)
    return refuse(&t, error, "makes too many literals");
  for (size_t i = 0; i < t.count; i++) {
    symmetry s = read_symmetry(&t, i);
    ab_status status = check_box(&t, &s, error);
    if (status != AB_OK)
      return status;
  }
  return check_literals(&t, error);
}

/* The coordinate that comes first goes up to the middle of its range only. */
static bool is_cut(const symmetry *s) {
  return s->source[s->first] == s->first;
}

/* x[first] - (its image) > 0. */
static void add_order(const task *t, ab_template *to, const symmetry *s) {
  size_t k = s->first;
  ab_expr x = ab_graph_variable(to->graph, (uint32_t)k);
  ab_expr y = ab_graph_variable(to->graph, s->source[k]), e;
  if (s->mirrored[k]) {
    mpq_t sum;
    mpq_init(sum);
    mpq_add(sum, t->clause->lo[k], t->clause->hi[k]);
    ab_expr both = ab_graph_binary(to->graph, AB_OP_ADD, x, y);
    e = ab_graph_binary(to->graph, AB_OP_SUB, both, ab_graph_constant(to->graph, sum));
    mpq_clear(sum);
  } else
    e = ab_graph_binary(to->graph, AB_OP_SUB, x, y);
  ab_template_add_literal(to, AB_LITERAL_POSITIVE, e);
}

static void map_expressions(ab_expr *out, const ab_expr *from, size_t count, const ab_expr *map) {
  for (size_t i = 0; i < count; i++)
    out[i] = map[from[i]];
}

static void copy_zero_set(ab_template *to, const ab_zero_set *zero, size_t n, const ab_expr *map) {
  size_t entries = zero->codimension * (zero->codimension + 1) / 2;
  ab_expr *hessian = ab_allocate(entries, sizeof *hessian), feet[AB_VARIABLES_MAX];
  map_expressions(feet, zero->feet, n, map);
  map_expressions(hessian, zero->hessian, entries, map);
  ab_template_add_zero_set(to, zero->literal, zero->codimension, feet, hessian);
  ab_free(hessian);
}

static void copy_template(const task *t, ab_template *to) {
  const ab_template *from = t->template_;
  size_t count = ab_graph_size(from->graph);
  ab_expr *map = ab_allocate(count, sizeof *map);
  for (size_t i = 0; i < count; i++)
    map[i] = ab_node_copy(to->graph, from->graph, (ab_expr)i, map);
  for (size_t l = 0; l < from->literal_count; l++)
    ab_template_add_literal(to, from->literals[l].kind, map[from->literals[l].expr]);
  for (size_t z = 0; z < from->zero_set_count; z++)
    copy_zero_set(to, &from->zero_sets[z], t->variables, map);
  to->chosen_count = from->chosen_count;
  ab_free(map);
}

/* The image of a coordinate, as one writes it. */
static void show_image(ab_text *text, const task *t, const symmetry *s, size_t k) {
  const char *name = t->template_->variables[s->source[k]];
  mpq_t sum;
  mpq_init(sum);
  mpq_add(sum, t->clause->lo[k], t->clause->hi[k]);
  if (s->mirrored[k] && mpq_sgn(sum) != 0) {
    ab_rational_append(text, sum);
    ab_text_add(text, " ");
  }
  ab_text_printf(text, "%s%s%s", s->mirrored[k] ? "-" : "",
                 s->mirrored[k] && mpq_sgn(sum) != 0 ? " " : "", name);
  mpq_clear(sum);
}

static void show(ab_text *text, const ab_clauses *clauses, size_t clause,
                 const ab_reduction *reduction) {
  task t = task_of(clauses, clause, reduction);
  ab_text_add(text, "symmetries ");
  for (size_t k = 0; k < t.variables; k++)
    ab_text_printf(text, "%s%s", k > 0 ? ", " : "(", t.template_->variables[k]);
  for (size_t i = 0; i < t.count; i++) {
    symmetry s = read_symmetry(&t, i);
    ab_text_add(text, i > 0 ? "), " : ") -> ");
    for (size_t k = 0; k < t.variables; k++) {
      ab_text_add(text, k > 0 ? ", " : "(");
      show_image(text, &t, &s, k);
    }
  }
  ab_text_add(text, ")");
}

static void compile(ab_clauses *out, const ab_clauses *clauses, size_t clause,
                    const ab_reduction *reduction) {
  task t = task_of(clauses, clause, reduction);
  ab_template *to = ab_reduction_add_template(
      out, clauses, clause, "", (const char *const *)t.template_->variables, t.variables);
  copy_template(&t, to);
  ab_clause *reduced = ab_reduction_add_clause(out, clauses, clause);
  for (size_t k = 0; k < t.variables; k++) {
    mpq_set(reduced->lo[k], t.clause->lo[k]);
    mpq_set(reduced->hi[k], t.clause->hi[k]);
  }
  for (size_t i = 0; i < t.count; i++) {
    symmetry s = read_symmetry(&t, i);
    if (is_cut(&s)) {
      mpq_add(reduced->hi[s.first], t.clause->lo[s.first], t.clause->hi[s.first]);
      mpq_div_2exp(reduced->hi[s.first], reduced->hi[s.first], 1);
    } else
      add_order(&t, to, &s);
  }
}

const ab_reduction_kind ab_reduction_symmetry = {
    .name = "symmetry", .verify = verify, .compile = compile, .show = show};
