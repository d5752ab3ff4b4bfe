/* SPDX-License-Identifier: MIT
 * The one table of operations of the expression language. */
#ifndef AB_EXPR_OP_H
#define AB_EXPR_OP_H

#include <stdbool.h>

/* X(enumerator, word in texts, number of child expressions) */
#define AB_OPS(X)                                                                                  \
  X(CONSTANT, "constant", 0)   /* an exact rational */                                             \
  X(VARIABLE, "variable", 0)   /* a coordinate of the box */                                       \
  X(PARAMETER, "parameter", 0) /* a number that each clause supplies, maybe by an enclosure */     \
  X(PI, "pi", 0)                                                                                   \
  X(ADD, "add", 2)                                                                                 \
  X(SUB, "sub", 2)                                                                                 \
  X(MUL, "mul", 2)                                                                                 \
  X(DIV, "div", 2)                                                                                 \
  X(MIN, "min", 2)                                                                                 \
  X(MAX, "max", 2)                                                                                 \
  X(POW, "pow", 1) /* integer power; x^0 is 1 wherever x is defined */                             \
  X(NEG, "neg", 1)                                                                                 \
  X(ABS, "abs", 1)                                                                                 \
  X(RELU, "relu", 1)                                                                               \
  X(SQRT, "sqrt", 1) /* the last algebraic one */                                                  \
  X(EXP, "exp", 1)                                                                                 \
  X(LOG, "log", 1)                                                                                 \
  X(LOG1P, "log1p", 1)                                                                             \
  X(EXPM1, "expm1", 1)                                                                             \
  X(SIN, "sin", 1)                                                                                 \
  X(COS, "cos", 1)                                                                                 \
  X(TAN, "tan", 1)                                                                                 \
  X(ATAN, "atan", 1)                                                                               \
  X(ASIN, "asin", 1)                                                                               \
  X(ACOS, "acos", 1)                                                                               \
  X(SINH, "sinh", 1)                                                                               \
  X(COSH, "cosh", 1)                                                                               \
  X(TANH, "tanh", 1)                                                                               \
  X(LOGISTIC, "logistic", 1)                                                                       \
  X(SOFTPLUS, "softplus", 1)

typedef enum {
#define AB_OP_ENUMERATOR(name, word, arity) AB_OP_##name,
  AB_OPS(AB_OP_ENUMERATOR)
#undef AB_OP_ENUMERATOR
      AB_OP_COUNT
} ab_op;

/* The word of an operation in texts ("add"), and its number of children. */
const char *ab_op_word(ab_op op);
unsigned ab_op_arity(ab_op op);
/* Neither an elementary function nor pi. */
bool ab_op_is_algebraic(ab_op op);

#endif
