/* SPDX-License-Identifier: MIT */
#include "prove/method.h"

#include <assert.h>

const ab_method *ab_method_of(const ab_condition *condition) {
  static const ab_method *const methods[] = {&ab_method_inequality, &ab_method_factorization,
                                             &ab_method_functions,  &ab_method_network,
                                             &ab_method_growth,     &ab_method_growth_network};
  if (condition->averaged)
    return &ab_method_functions;
  size_t i = 0;
  while (i < sizeof methods / sizeof *methods && methods[i]->condition != condition)
    i++;
  assert(i < sizeof methods / sizeof *methods);
  return methods[i];
}
