/* SPDX-License-Identifier: MIT */
#include "certificate/read_clauses.h"

#include "base/memory.h"
#include "num/rational.h"

#include <stdlib.h>
#include <string.h>

/* Whether the current line starts with this word and a space (or is this word). */
static bool starts_with(const ab_lines *lines, const char *word) {
  size_t length = strlen(word);
  return lines->width >= length && memcmp(lines->line, word, length) == 0 &&
         (lines->width == length || lines->line[length] == ' ');
}

static bool read_constant(ab_lines *lines, ab_constants *constants) {
  char *name = NULL;
  mpq_t lo, hi;
  mpq_inits(lo, hi, NULL);
  bool good = ab_lines_keyword(lines, "constant") && ab_lines_name(lines, &name) &&
              ab_lines_rational(lines, lo) && ab_lines_rational(lines, hi) && ab_lines_end(lines);
  if (good && mpq_cmp(lo, hi) > 0)
    good = ab_lines_fail(lines, "the enclosure of %s is empty", name);
  if (good && constants->count == AB_CONSTANTS_MAX)
    good = ab_lines_fail(lines, "more than %d constants", AB_CONSTANTS_MAX);
  if (good)
    ab_constants_add(constants, name, lo, hi);
  mpq_clears(lo, hi, NULL);
  ab_free(name);
  return good;
}

static size_t words_left(const ab_lines *lines) {
  size_t count = 0;
  for (size_t i = lines->at; i <= lines->width; i++)
    count += i == lines->width || lines->line[i] == ' ';
  return count;
}

/* The rest of the current line: as many values as words were left. */
static bool read_values(ab_lines *lines, mpq_t *values, size_t count) {
  bool good = true;
  for (size_t i = 0; i < count && good; i++)
    good = ab_lines_rational(lines, values[i]);
  return good && ab_lines_end(lines);
}

static bool read_choice(ab_lines *lines, ab_witness *witness) {
  char *name = NULL;
  bool good = ab_lines_keyword(lines, "choice") && ab_lines_name(lines, &name);
  if (good && witness->choice_count == AB_CONSTANTS_MAX)
    good = ab_lines_fail(lines, "more than %d choices", AB_CONSTANTS_MAX);
  if (good && words_left(lines) > AB_CHOICE_VALUES_MAX)
    good = ab_lines_fail(lines, "more than %d values in a choice", AB_CHOICE_VALUES_MAX);
  if (good) {
    ab_choice *choice = ab_witness_add_choice(witness, name, words_left(lines));
    good = read_values(lines, choice->values, choice->count);
  }
  ab_free(name);
  return good;
}

static bool read_reduction(ab_lines *lines, ab_witness *witness) {
  char *kind = NULL;
  uint64_t clause = 0;
  bool good = ab_lines_keyword(lines, "reduction") && ab_lines_name(lines, &kind) &&
              ab_lines_number(lines, &clause, 1, AB_CLAUSES_MAX);
  if (good && witness->reduction_count == AB_REDUCTIONS_MAX)
    good = ab_lines_fail(lines, "more than %d reductions", AB_REDUCTIONS_MAX);
  if (good && words_left(lines) > AB_CHOICE_VALUES_MAX)
    good = ab_lines_fail(lines, "more than %d values in a reduction", AB_CHOICE_VALUES_MAX);
  if (good) {
    ab_reduction *reduction =
        ab_witness_add_reduction(witness, kind, (size_t)clause - 1, words_left(lines));
    good = read_values(lines, reduction->values, reduction->count);
  }
  ab_free(kind);
  return good;
}

static int by_text(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Constants and choices share one space of names: a name says which entry is meant. */
static bool names_differ(ab_lines *lines, const ab_witness *witness) {
  size_t constants = witness->constants.count, count = constants + witness->choice_count;
  const char **names = ab_allocate(count, sizeof *names);
  for (size_t i = 0; i < count; i++)
    names[i] =
        i < constants ? witness->constants.items[i].name : witness->choices[i - constants].name;
  qsort(names, count, sizeof *names, by_text);
  bool good = true;
  for (size_t i = 1; i < count && good; i++)
    if (strcmp(names[i - 1], names[i]) == 0)
      good = ab_lines_fail(lines, "the name %s is given twice", names[i]);
  ab_free(names);
  return good;
}

/* Constants, then choices, then reductions. */
bool ab_read_witness(ab_lines *lines, ab_witness *witness) {
  while (ab_lines_next(lines)) {
    if (ab_lines_is(lines, "end witness"))
      return names_differ(lines, witness);
    bool reduction = starts_with(lines, "reduction") || witness->reduction_count > 0;
    bool constant = starts_with(lines, "constant") && witness->choice_count == 0;
    if (!(reduction  ? read_reduction(lines, witness)
          : constant ? read_constant(lines, &witness->constants)
                     : read_choice(lines, witness)))
      return false;
  }
  return false;
}

/* The names in the rest of the current line, at most `most`. */
static bool read_names(ab_lines *lines, const char *keyword, char ***names, size_t *count,
                       size_t most) {
  if (!ab_lines_next(lines) || !ab_lines_keyword(lines, keyword))
    return false;
  size_t expected = words_left(lines);
  if (expected > most)
    return ab_lines_fail(lines, "more than %zu %s", most, keyword);
  *names = ab_allocate(expected, sizeof **names);
  for (*count = 0; *count < expected; ++*count)
    if (!ab_lines_name(lines, &(*names)[*count]))
      return false;
  return ab_lines_end(lines);
}

static void free_names(char **names, size_t count) {
  for (size_t i = 0; i < count; i++)
    ab_free(names[i]);
  ab_free(names);
}

static bool read_operation(ab_op *op, ab_lines *lines) {
  const char *word;
  size_t length;
  if (!ab_lines_word(lines, &word, &length))
    return false;
  for (int i = 0; i < AB_OP_COUNT; i++) {
    const char *known = ab_op_word((ab_op)i);
    if (strlen(known) == length && memcmp(known, word, length) == 0) {
      *op = (ab_op)i;
      return true;
    }
  }
  return ab_lines_fail(lines, "unknown operation '%.*s'", (int)(length < 40 ? length : 40), word);
}

/* The rest of a node line after its operation; the new node's index goes to *made. */
static bool read_operands(ab_lines *lines, ab_template *t, ab_op op, ab_expr *made) {
  size_t size = ab_graph_size(t->graph);
  uint64_t left = 0, right = 0;
  int64_t exponent = 0;
  if (op == AB_OP_CONSTANT) {
    mpq_t value;
    mpq_init(value);
    bool good = ab_lines_rational(lines, value);
    if (good)
      *made = ab_graph_constant(t->graph, value);
    mpq_clear(value);
    return good;
  }
  if (op == AB_OP_PI) {
    *made = ab_graph_pi(t->graph);
    return true;
  }
  uint64_t most = op == AB_OP_VARIABLE    ? t->variable_count
                  : op == AB_OP_PARAMETER ? t->parameter_count
                                          : size;
  if (!ab_lines_number(lines, &left, 1, most))
    return false;
  ab_expr x = (ab_expr)left - 1;
  if (op == AB_OP_VARIABLE)
    *made = ab_graph_variable(t->graph, x);
  else if (op == AB_OP_PARAMETER)
    *made = ab_graph_parameter(t->graph, x);
  else if (op == AB_OP_POW) {
    if (!ab_lines_integer(lines, &exponent, -AB_EXPONENT_MAX, AB_EXPONENT_MAX))
      return false;
    *made = ab_graph_pow(t->graph, x, (int32_t)exponent);
  } else if (ab_op_arity(op) == 1)
    *made = ab_graph_unary(t->graph, op, x);
  else {
    if (!ab_lines_number(lines, &right, 1, size))
      return false;
    *made = ab_graph_binary(t->graph, op, x, (ab_expr)right - 1);
  }
  return true;
}

static bool read_node(ab_lines *lines, ab_template *t) {
  size_t size = ab_graph_size(t->graph);
  uint64_t number;
  ab_op op = AB_OP_COUNT;
  ab_expr made = 0;
  if (size == AB_NODES_MAX)
    return ab_lines_fail(lines, "more than %d nodes in a template", AB_NODES_MAX);
  if (!ab_lines_number(lines, &number, size + 1, size + 1) || !read_operation(&op, lines) ||
      !read_operands(lines, t, op, &made) || !ab_lines_end(lines))
    return false;
  return made == size
             ? true
             : ab_lines_fail(lines, "this node is the same as node %lu", (unsigned long)made + 1);
}

static bool read_literal(ab_lines *lines, ab_template *t) {
  uint64_t number;
  const char *relation;
  size_t length;
  if (t->literal_count == AB_LITERALS_MAX)
    return ab_lines_fail(lines, "more than %d literals in a template", AB_LITERALS_MAX);
  if (!ab_lines_keyword(lines, "literal") ||
      !ab_lines_number(lines, &number, 1, ab_graph_size(t->graph)) ||
      !ab_lines_word(lines, &relation, &length))
    return false;
  ab_literal_kind kind;
  if (length == 2 && memcmp(relation, ">=", 2) == 0)
    kind = AB_LITERAL_NONNEGATIVE;
  else if (length == 1 && relation[0] == '>')
    kind = AB_LITERAL_POSITIVE;
  else if (length == 2 && memcmp(relation, "!=", 2) == 0)
    kind = AB_LITERAL_NONZERO;
  else
    return ab_lines_fail(lines, "expected '>=', '>' or '!='");
  if (!ab_lines_keyword(lines, "0"))
    return false;
  if (kind == AB_LITERAL_POSITIVE && ab_lines_more(lines)) {
    kind = AB_LITERAL_POSITIVE_OFF;
    if (!ab_lines_keyword(lines, "off"))
      return false;
  }
  if (!ab_lines_end(lines))
    return false;
  ab_template_add_literal(t, kind, (ab_expr)number - 1);
  return true;
}

static bool read_nodes(ab_lines *lines, const ab_template *t, ab_expr *out, size_t count) {
  uint64_t number = 0;
  for (size_t i = 0; i < count; i++) {
    if (!ab_lines_number(lines, &number, 1, ab_graph_size(t->graph)))
      return false;
    out[i] = (ab_expr)number - 1;
  }
  return true;
}

static bool read_zero_set(ab_lines *lines, ab_template *t) {
  uint64_t literal = 0, codimension = 0;
  if (t->zero_set_count == AB_ZERO_SETS_MAX)
    return ab_lines_fail(lines, "more than %d zero sets in a template", AB_ZERO_SETS_MAX);
  if (!ab_lines_keyword(lines, "zero") || !ab_lines_number(lines, &literal, 1, t->literal_count) ||
      !ab_lines_number(lines, &codimension, 1, t->variable_count))
    return false;
  ab_literal_kind kind = t->literals[literal - 1].kind;
  if (kind != AB_LITERAL_NONNEGATIVE && kind != AB_LITERAL_POSITIVE_OFF)
    return ab_lines_fail(lines, "a zero set belongs to a literal '>= 0' or '> 0 off'");
  size_t m = (size_t)codimension, entries = m * (m + 1) / 2;
  ab_expr *feet = ab_allocate(t->variable_count, sizeof *feet);
  ab_expr *hessian = ab_allocate(entries, sizeof *hessian);
  bool good = read_nodes(lines, t, feet, t->variable_count) &&
              read_nodes(lines, t, hessian, entries) && ab_lines_end(lines);
  if (good)
    ab_template_add_zero_set(t, (size_t)literal - 1, m, feet, hessian);
  ab_free(feet);
  ab_free(hessian);
  return good;
}

static bool read_gradient(ab_lines *lines, ab_template *t) {
  size_t count = t->gradient_count;
  uint64_t least = count ? t->gradients[count - 1].literal + 2 : 1, literal = 0;
  if (!ab_lines_keyword(lines, "gradient") ||
      !ab_lines_number(lines, &literal, least, t->literal_count))
    return false;
  if (t->variable_count == 0)
    return ab_lines_fail(lines, "a gradient without variables");
  ab_expr *partials = ab_allocate(t->variable_count, sizeof *partials);
  bool good = read_nodes(lines, t, partials, t->variable_count) && ab_lines_end(lines);
  if (good)
    ab_template_add_gradient(t, (size_t)literal - 1, partials);
  ab_free(partials);
  return good;
}

/* How many of the last variables are chosen: directly after the names. */
static bool read_chosen(ab_lines *lines, ab_template *t) {
  uint64_t count = 0;
  if (!ab_lines_keyword(lines, "chosen") || !ab_lines_number(lines, &count, 1, t->variable_count) ||
      !ab_lines_end(lines))
    return false;
  if (t->chosen_count > 0 || ab_graph_size(t->graph) > 0)
    return ab_lines_fail(lines, "'chosen' stands once, before the nodes");
  t->chosen_count = (size_t)count;
  return true;
}

static bool read_template_body(ab_lines *lines, ab_template *t) {
  while (ab_lines_next(lines)) {
    if (ab_lines_is(lines, "end template"))
      return t->literal_count > 0 ? true : ab_lines_fail(lines, "a template without a literal");
    bool literal = starts_with(lines, "literal"), zero = starts_with(lines, "zero");
    bool gradient = starts_with(lines, "gradient");
    if (!literal && !zero && !gradient && t->literal_count > 0)
      return ab_lines_fail(lines, "a node after the first literal");
    if (zero && t->chosen_count > 0)
      return ab_lines_fail(lines, "a zero set in a template with chosen variables");
    if (literal && t->zero_set_count > 0)
      return ab_lines_fail(lines, "a literal after the first zero set");
    if ((literal || zero) && t->gradient_count > 0)
      return ab_lines_fail(lines, "a literal or zero set after the first gradient");
    if (!(literal                        ? read_literal(lines, t)
          : zero                         ? read_zero_set(lines, t)
          : gradient                     ? read_gradient(lines, t)
          : starts_with(lines, "chosen") ? read_chosen(lines, t)
                                         : read_node(lines, t)))
      return false;
  }
  return false;
}

static bool read_template(ab_lines *lines, ab_clauses *clauses) {
  char *name = NULL, **variables = NULL, **parameters = NULL;
  size_t variable_count = 0, parameter_count = 0;
  bool good =
      ab_lines_keyword(lines, "template") && ab_lines_name(lines, &name) && ab_lines_end(lines);
  if (good && clauses->template_count == AB_TEMPLATES_MAX)
    good = ab_lines_fail(lines, "more than %d templates", AB_TEMPLATES_MAX);
  good = good && read_names(lines, "variables", &variables, &variable_count, AB_VARIABLES_MAX) &&
         read_names(lines, "parameters", &parameters, &parameter_count, AB_PARAMETERS_MAX);
  if (good)
    good = read_template_body(
        lines,
        ab_clauses_add_template(clauses, name, (const char *const *)variables, variable_count,
                                (const char *const *)parameters, parameter_count));
  ab_free(name);
  free_names(variables, variable_count);
  free_names(parameters, parameter_count);
  return good;
}

/* The constants by name (read_witness has seen to it that the names differ). */
typedef struct {
  const char *name;
  size_t index;
} named;

static int by_name(const void *a, const void *b) {
  return strcmp(((const named *)a)->name, ((const named *)b)->name);
}

static bool read_argument(ab_lines *lines, ab_argument *argument, const named *names,
                          size_t count) {
  if (!ab_lines_more(lines))
    return ab_lines_fail(lines, "the line ends too early");
  char first = lines->at < lines->width ? lines->line[lines->at] : '\0';
  if (first == '-' || (first >= '0' && first <= '9'))
    return ab_lines_rational(lines, argument->value);
  named key = {NULL, 0};
  char *name = NULL;
  if (!ab_lines_name(lines, &name))
    return false;
  key.name = name;
  const named *found = count ? bsearch(&key, names, count, sizeof key, by_name) : NULL;
  if (!found)
    ab_lines_fail(lines, "no constant is named '%s'", name);
  ab_free(name);
  if (!found)
    return false;
  argument->bound = true;
  argument->constant = found->index;
  return true;
}

static bool read_clause(ab_lines *lines, ab_clauses *clauses, const named *names, size_t count) {
  char *name = NULL;
  uint64_t number = 0;
  bool good = ab_lines_keyword(lines, "clause") && ab_lines_name(lines, &name) &&
              ab_lines_number(lines, &number, 1, clauses->template_count);
  if (good && clauses->clause_count == AB_CLAUSES_MAX)
    good = ab_lines_fail(lines, "more than %d clauses", AB_CLAUSES_MAX);
  if (good) {
    ab_clause *clause = ab_clauses_add(clauses, name, (size_t)number - 1);
    const ab_template *t = ab_clause_template(clauses, clause);
    for (size_t k = 0; k < t->variable_count && good; k++) {
      good = ab_lines_rational(lines, clause->lo[k]) && ab_lines_rational(lines, clause->hi[k]);
      if (good && mpq_cmp(clause->lo[k], clause->hi[k]) > 0)
        good = ab_lines_fail(lines, "the range of %s is empty", t->variables[k]);
    }
    for (size_t j = 0; j < t->parameter_count && good; j++)
      good = read_argument(lines, &clause->arguments[j], names, count);
    good = good && ab_lines_end(lines);
  }
  ab_free(name);
  return good;
}

static bool read_templates_and_clauses(ab_lines *lines, ab_clauses *clauses, const named *names,
                                       size_t count) {
  while (ab_lines_next(lines)) {
    if (ab_lines_is(lines, "end clauses"))
      return clauses->clause_count > 0 ? true : ab_lines_fail(lines, "there is no clause");
    bool is_template = starts_with(lines, "template");
    if (is_template && clauses->clause_count > 0)
      return ab_lines_fail(lines, "a template after the first clause");
    if (!(is_template ? read_template(lines, clauses) : read_clause(lines, clauses, names, count)))
      return false;
  }
  return false;
}

bool ab_read_clauses(ab_lines *lines, ab_clauses *clauses, const ab_constants *constants) {
  size_t count = constants->count;
  named *names = ab_allocate(count, sizeof *names);
  for (size_t i = 0; i < count; i++)
    names[i] = (named){constants->items[i].name, i};
  qsort(names, count, sizeof *names, by_name);
  bool good = read_templates_and_clauses(lines, clauses, names, count);
  ab_free(names);
  return good;
}
