/* SPDX-License-Identifier: MIT
 * What a misspelt word was probably meant to be. */
#include "problem/syntax.h"

#include <string.h>

enum { LONGEST = 64, TOO_FAR = 3 };

static size_t least(size_t a, size_t b) {
  return a < b ? a : b;
}

/* Damerau and Levenshtein: the least number of letters left out, added, changed, or swapped with
 * their neighbour (optimal string alignment: no letter is touched twice). */
static size_t distance(const char *a, const char *b) {
  size_t n = strlen(a), m = strlen(b);
  if (n > LONGEST || m > LONGEST || n > m + 2 || m > n + 2)
    return TOO_FAR;
  size_t rows[3][LONGEST + 1]; /* rows i, i - 1, i - 2 in turn */
  for (size_t j = 0; j <= m; j++)
    rows[0][j] = j;
  for (size_t i = 1; i <= n; i++) {
    size_t *row = rows[i % 3], *before = rows[(i - 1) % 3], *before_that = rows[(i + 1) % 3];
    row[0] = i;
    for (size_t j = 1; j <= m; j++) {
      row[j] = least(least(before[j], row[j - 1]) + 1, before[j - 1] + (a[i - 1] != b[j - 1]));
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = least(row[j], before_that[j - 2] + 1);
    }
  }
  return rows[n % 3][m];
}

const char *ab_closest_name(const char *word, const char *const *candidates, size_t count) {
  const char *best = NULL;
  size_t best_distance = least(TOO_FAR, strlen(word));
  for (size_t i = 0; i < count; i++) {
    size_t d = distance(word, candidates[i]);
    if (d < best_distance) {
      best_distance = d;
      best = candidates[i];
    }
  }
  return best;
}
