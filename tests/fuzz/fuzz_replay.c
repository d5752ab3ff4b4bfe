/* SPDX-License-Identifier: MIT
 * Proof trees for clauses that are given here: the first byte chooses the clause, the lines after
 * it are its tree and the shards. A false clause must not be proved by any tree, and what MPFR
 * accepts is accepted in double arithmetic, too. The counts are made right, so that the tree alone
 * decides. */
#include "targets.h"

#include "base/memory.h"
#include "replay/replay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHARDS = 64 };

/* Each has one clause. */
static const struct {
  bool true_;
  const char *witness, *clauses;
} given[] = {
    /* x - x^3/2 >= 0 on [0, 1]: faces and exact points. */
    {true, "",
     "template t\nvariables x\nparameters\n1 variable 1\n2 constant 1/2\n3 pow 1 3\n4 mul 2 3\n"
     "5 sub 1 4\nliteral 5 >= 0\nend template\nclause c 1 0 1\n"},
    /* x + sqrt 2 - y^2 != 0 or x^2 - x + 3/10 > 0. */
    {true, "constant r 181/128 91/64\n",
     "template t\nvariables x y\nparameters a\n1 variable 1\n2 parameter 1\n3 add 1 2\n4 variable "
     "2\n5 pow 4 2\n"
     "6 sub 3 5\n7 pow 1 2\n8 sub 7 1\n9 constant 3/10\n10 add 8 9\nliteral 6 != 0\nliteral 10 > "
     "0\n"
     "end template\nclause c 1 0 1 -1/3 1 r\n"},
    /* x^2 > 0 off x = 0, by order two. */
    {true, "",
     "template t\nvariables x\nparameters\n1 variable 1\n2 pow 1 2\n3 constant 0\n4 constant 2\n"
     "literal 2 > 0 off\nzero 1 1 3 4\nend template\nclause c 1 -1 1\n"},
    /* The same on the whole of it: false at 0. */
    {false, "",
     "template t\nvariables x\nparameters\n1 variable 1\n2 pow 1 2\nliteral 2 > 0\nend template\n"
     "clause c 1 -1 1\n"},
    /* x - 1/2 != 0 on [0, 1], and at the end of [1/2, 1]. */
    {false, "",
     "template t\nvariables x\nparameters\n1 variable 1\n2 constant 1/2\n3 sub 1 2\nliteral 3 != "
     "0\n"
     "end template\nclause c 1 0 1\n"},
    {false, "",
     "template t\nvariables x\nparameters\n1 variable 1\n2 constant 1/2\n3 sub 1 2\nliteral 3 != "
     "0\n"
     "end template\nclause c 1 1/2 1\n"},
    /* x - 1/2 >= 0 or 1/4 - x >= 0: what a face commits to. */
    {false, "",
     "template t\nvariables x\nparameters\n1 variable 1\n2 constant 1/2\n3 constant 1/4\n4 sub 1 "
     "2\n5 sub 3 1\n"
     "literal 4 >= 0\nliteral 5 >= 0\nend template\nclause c 1 0 1\n"},
    /* sqrt x >= 0 or x / x > 0 on [-1, 1]: undefined is false. */
    {false, "",
     "template t\nvariables x\nparameters\n1 variable 1\n2 sqrt 1\n3 div 1 1\n4 log 1\nliteral 2 "
     ">= 0\n"
     "literal 3 > 0\nliteral 4 != 0\nend template\nclause c 1 -1 1\n"},
    /* (x - y)^2 - 2^-80 >= 0. */
    {false, "",
     "template t\nvariables x y\nparameters\n1 variable 1\n2 variable 2\n3 sub 1 2\n4 pow 3 2\n"
     "5 constant 1/1208925819614629174706176\n6 sub 4 5\nliteral 6 >= 0\nend template\nclause c 1 "
     "0 1 -1 1/3\n"},
    /* exp x - 1 - x > 0, |x| >= y, max(x, y) - min(x, y) > 0, all false at (0, 0). */
    {false, "",
     "template t\nvariables x y\nparameters\n1 variable 1\n2 variable 2\n3 exp 1\n4 constant 1\n5 "
     "sub 3 4\n"
     "6 sub 5 1\n7 abs 1\n8 sub 7 2\n9 max 1 2\n10 min 1 2\n11 sub 9 10\nliteral 6 > 0\nliteral 8 "
     "> 0\n"
     "literal 11 > 0\nend template\nclause c 1 -1 1 -1 2\n"},
    /* A constant known to lie in [1, 2] only: a - 3/2 >= 0 or x < 0; x = 1. */
    {false, "constant a 1 2\n",
     "template t\nvariables x\nparameters p\n1 variable 1\n2 parameter 1\n3 constant 3/2\n4 sub 2 "
     "3\n5 neg 1\n"
     "literal 4 >= 0\nliteral 5 > 0\nend template\nclause c 1 0 1 a\n"},
    /* x^3 >= 0 or -x^2 >= 0, whose gradients vanish at 0, with their true Hessians. */
    {false, "",
     "template t\nvariables x\nparameters\n1 variable 1\n2 pow 1 3\n3 pow 1 2\n4 neg 3\n5 constant "
     "0\n"
     "6 constant 6\n7 mul 1 6\n8 constant -2\nliteral 2 >= 0\nliteral 4 >= 0\nzero 1 1 5 7\nzero 2 "
     "1 5 8\nend template\nclause c 1 -1 1/3\n"},
    /* x^2 - 2^-80 > 0, x^3 - 10^-12 >= 0, x^2 - y^2 >= 0 with their true gradients: false at (0,
       1). */
    {false, "",
     "template t\nvariables x y\nparameters\n1 variable 1\n2 pow 1 2\n3 constant "
     "1/1208925819614629174706176\n4 sub 2 3\n5 constant 2\n6 mul 5 1\n7 constant 0\n8 pow 1 3\n"
     "9 constant 3\n10 mul 9 2\n11 variable 2\n12 pow 11 2\n13 sub 2 12\n14 constant -2\n15 mul 14 "
     "11\n16 constant -1/1000000000000\n17 add 8 16\nliteral 4 > 0\nliteral 17 >= 0\nliteral 13 >= "
     "0\ngradient 1 6 7\ngradient 2 10 7\ngradient 3 6 15\nend template\nclause c 1 -1 1/3 -1 1\n"},
};

enum { GIVEN = sizeof given / sizeof *given };

static void make(ab_certificate *out, size_t which) {
  ab_text text;
  ab_error error;
  char hex[AB_DIGEST_HEX + 1];
  ab_text_init(&text);
  ab_text_printf(&text,
                 "abcert certificate 1\nrules 1\nkind proof\nprecision 53\nclaim\nx\nend claim\n"
                 "witness\n%send witness\nclauses\n%send clauses\ntrees\ntree 1 1\n1\nend trees\n"
                 "counts\nclauses 1\nsplit 0\nface 0\ndirect 1\ncentred 0\nexact 0\norder-two 0\n"
                 "shard 0\nend counts\nend certificate\n",
                 given[which].witness, given[which].clauses);
  ab_digest(hex, text.data, text.length);
  ab_text_printf(&text, "sha256 %s\n", hex);
  if (ab_certificate_read(out, text.data, text.length, &error) != AB_OK) {
    fprintf(stderr, "clause %zu: %s\n", which, error.message);
    abort();
  }
  ab_text_clear(&text);
}

/* The next line of the input. */
static ab_tree next_block(const char **at, const char *end) {
  const char *stop = memchr(*at, '\n', (size_t)(end - *at));
  ab_tree block = {*at, (size_t)((stop ? stop : end) - *at)};
  *at = stop ? stop + 1 : end;
  return block;
}

static void count_steps(uint64_t *counts, const ab_tree *block) {
  size_t position = 0;
  ab_step step;
  while (position < block->length && ab_step_read(&step, block->steps, block->length, &position))
    counts[step.kind]++;
}

static void judge(ab_certificate *certificate, bool true_) {
  bool accepted[2];
  for (int fast = 0; fast < 2; fast++) {
    ab_error error;
    accepted[fast] = ab_replay(certificate, 0, 1, fast, &error) == AB_OK;
  }
  if ((accepted[0] && !accepted[1]) || (accepted[1] && !true_))
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  static ab_certificate made[GIVEN]; /* kept from one input to the next: only the trees change */
  if (!made[0].trees) {
    ab_memory_setup();
    for (size_t i = 0; i < GIVEN; i++)
      make(&made[i], i);
  }
  if (length == 0)
    return 0;
  const char *at = (const char *)bytes + 1, *end = (const char *)bytes + length;
  size_t which = bytes[0] >= 'A' ? (size_t)(bytes[0] - 'A') % GIVEN : bytes[0] % GIVEN;
  ab_certificate certificate = made[which];
  ab_tree tree = next_block(&at, end), shards[SHARDS];
  certificate.trees = &tree;
  certificate.shards = shards;
  memset(certificate.counts, 0, sizeof certificate.counts);
  count_steps(certificate.counts, &tree);
  while (at < end && certificate.shard_count < SHARDS) {
    ab_tree *shard = &shards[certificate.shard_count++];
    *shard = next_block(&at, end);
    count_steps(certificate.counts, shard);
  }
  judge(&certificate, given[which].true_);
  return 0;
}
