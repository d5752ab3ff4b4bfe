/* SPDX-License-Identifier: MIT */
#include "expr/double_backward.h"

#include "base/memory.h"

static const ab_lanes zero, one = {{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
                                   {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}};

typedef struct {
  const ab_backward_arrays *arrays;
  const ab_lanes **factor; /* of instruction i: where it will be, or NULL while it has none */
  ab_backward *program;
} compiler;

static void emit(compiler *c, ab_backward_op op, uint32_t node, ab_lanes *out, const ab_lanes *x,
                 const ab_lanes *y) {
  ab_backward *p = c->program;
  ab_reserve(&p->steps, &p->capacity, p->count + 1, sizeof *p->steps);
  p->steps[p->count++] = (ab_backward_step){op, node, out, x, y};
}

static bool moves(const compiler *c, uint32_t i) {
  return c->arrays->code[i].depends != 0;
}

/* Where the next term for a child is to be written. */
static ab_lanes *room(const compiler *c, uint32_t child) {
  return c->factor[child] ? &c->arrays->terms[0] : &c->arrays->slope[child];
}

/* factor[child] += term, which is room(child), or stays as it is while the program runs. */
static void collect(compiler *c, uint32_t child, const ab_lanes *term) {
  ab_lanes *sum = &c->arrays->slope[child];
  if (!moves(c, child))
    return;
  if (c->factor[child])
    emit(c, AB_BACKWARD_ADD, 0, sum, c->factor[child], term);
  c->factor[child] = c->factor[child] ? sum : term;
}

/* factor[child] -= term */
static void collect_negative(compiler *c, uint32_t child, const ab_lanes *term) {
  ab_lanes *sum = &c->arrays->slope[child];
  if (!moves(c, child))
    return;
  if (c->factor[child])
    emit(c, AB_BACKWARD_SUB, 0, sum, c->factor[child], term);
  else
    emit(c, AB_BACKWARD_NEG, 0, sum, term, NULL);
  c->factor[child] = sum;
}

/* factor[child] += own y */
static void collect_product(compiler *c, uint32_t child, const ab_lanes *own, const ab_lanes *y) {
  ab_lanes *product = room(c, child);
  if (!moves(c, child))
    return;
  emit(c, AB_BACKWARD_MUL, 0, product, own, y);
  collect(c, child, product);
}

/* The same for y that stays as it is. */
static void collect_lasting_product(compiler *c, uint32_t child, const ab_lanes *own,
                                    const ab_lanes *y) {
  if (own == &one)
    collect(c, child, y);
  else
    collect_product(c, child, own, y);
}

/* own/v to the numerator, -(own/v) (cu/cv) to the denominator. */
static void collect_quotient(compiler *c, uint32_t i, const ab_lanes *own) {
  const ab_node *node = &c->arrays->code[i].node;
  ab_lanes *quotient = moves(c, node->left) ? room(c, node->left) : &c->arrays->terms[0];
  ab_lanes *other = &c->arrays->terms[1];
  emit(c, AB_BACKWARD_DIV, 0, quotient, own, &c->arrays->range[node->right]);
  if (moves(c, node->right))
    emit(c, AB_BACKWARD_MUL, 0, other, quotient, &c->arrays->anchored[i]);
  collect(c, node->left, quotient);
  collect_negative(c, node->right, other);
}

static void pass_down(compiler *c, uint32_t i) {
  const ab_node *node = &c->arrays->code[i].node;
  const ab_lanes *own = c->factor[i];
  ab_lanes *other = &c->arrays->terms[1];
  switch (node->op) {
  case AB_OP_ADD:
    collect(c, node->left, own);
    collect(c, node->right, own);
    break;
  case AB_OP_SUB:
    collect(c, node->left, own);
    collect_negative(c, node->right, own);
    break;
  case AB_OP_NEG:
    collect_negative(c, node->left, own);
    break;
  case AB_OP_MUL:
    collect_lasting_product(c, node->left, own, &c->arrays->range[node->right]);
    collect_lasting_product(c, node->right, own, &c->arrays->anchored[node->left]);
    break;
  case AB_OP_DIV:
    collect_quotient(c, i, own);
    break;
  case AB_OP_MIN:
  case AB_OP_MAX:
    emit(c, AB_BACKWARD_WEIGHT, i, other, NULL, NULL);
    collect_product(c, node->left, own, other);
    emit(c, AB_BACKWARD_SUB, 0, other, &one, other);
    collect_product(c, node->right, own, other);
    break;
  default:
    emit(c, AB_BACKWARD_SLOPE, i, other, NULL, NULL);
    collect_product(c, node->left, own, other);
  }
}

ab_backward *ab_backward_create(const ab_backward_arrays *arrays, const ab_schedule *schedule,
                                const uint32_t *variable_nodes, size_t variables) {
  ab_backward *program = ab_allocate(1, sizeof *program);
  compiler c = {arrays, ab_allocate((size_t)schedule->root + 1, sizeof *c.factor), program};
  c.factor[schedule->root] = &one;
  for (size_t k = schedule->count; k-- > 0;) {
    uint32_t i = schedule->operations[k].out;
    if (c.factor[i] && moves(&c, i))
      pass_down(&c, i);
  }
  program->slopes = ab_allocate(variables, sizeof *program->slopes);
  for (size_t k = 0; k < variables; k++) {
    uint32_t i = variable_nodes[k];
    program->slopes[k] = i <= schedule->root && c.factor[i] ? c.factor[i] : &zero;
  }
  ab_free(c.factor);
  return program;
}

void ab_backward_destroy(ab_backward *program) {
  if (!program)
    return;
  ab_free(program->steps);
  ab_free(program->slopes);
  ab_free(program);
}
