/* SPDX-License-Identifier: MIT
 * An intermediate quantity as a variable (docs/theory/clauses.md, section 9): at y = its value the
 * literals of the reduction are those of the claim, whatever the multiplier, sampled in exact
 * rational arithmetic for every node of several claims. */
#include "problem_support.h"

#include "condition/intermediate.h"
#include "expr/exact.h"
#include "num/rational.h"
#include "prove/prove.h"

enum { SAMPLES = 40 };

static uint64_t state = 20261121;

static long draw(long bound) {
  state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (long)(state >> 33) % bound;
}

static const char *const claims[] = {
    "problem p { variables x, y, t; domain { x in [-2, 2]; y in [-1, 3]; t in [1, 2]; }\n"
    "claim clause { (x*y - t)^2 - (x*y - t)*(x + y/t) + 9 >= 0; } }\n",
    "problem p { variables x, y; domain { x in [-2, 2]; y in [-1, 3]; }\n"
    "claim clause { given x + y >= 0; show x*(x + y) > y/(x + y) or (x + y)^3 != x; } }\n",
    "problem p { variables x, y; domain { x in [-2, 2]; y in [-1, 3]; }\n"
    "claim clause { 1/(x - y) + x^2 > 0 or max(x - y, x*y) >= abs(x - y) - 1; } }\n",
};

static void setup(problem *p, const char *text) {
  memset(p, 0, sizeof *p);
  ab_text_init(&p->text);
  ab_text_add(&p->text, text);
  problem_read(p);
}

static void compile_plain(ab_clauses *clauses, const ab_statement *s) {
  ab_witness none;
  ab_error error;
  ab_witness_init(&none);
  ab_clauses_init(clauses);
  assert_int_equal(ab_statement_compile(clauses, s, AB_CERTIFICATE_PROOF, &none, &error), AB_OK);
  ab_witness_clear(&none);
}

static void set_reduction(ab_witness *witness, long node, const char *lo, const char *hi,
                          const char *bound) {
  const char *const values[] = {lo, hi, bound};
  ab_witness_init(witness);
  ab_reduction *reduction =
      ab_witness_add_reduction(witness, "intermediate", 0, AB_INTERMEDIATE_VALUES);
  mpq_set_si(reduction->values[AB_INTERMEDIATE_NODE], node, 1);
  for (size_t i = 0; i < 3; i++)
    mpq_set_str(reduction->values[i + 1], values[i], 10);
}

/* A point of the clause's box. */
static void draw_point(mpq_t *x, const ab_clause *clause, size_t count) {
  mpq_t width;
  mpq_init(width);
  for (size_t k = 0; k < count; k++) {
    mpq_sub(width, clause->hi[k], clause->lo[k]);
    mpq_set_si(x[k], draw(9), 8);
    mpq_canonicalize(x[k]);
    mpq_mul(x[k], x[k], width);
    mpq_add(x[k], x[k], clause->lo[k]);
  }
  mpq_clear(width);
}

/* One node of one claim. Returns the number of points at which a literal had a value. */
static size_t check_node(const ab_statement *s, const ab_clauses *plain, ab_expr node) {
  const ab_template *t = &plain->templates[0], *relaxed;
  size_t n = t->variable_count, compared = 0;
  ab_witness witness;
  ab_clauses clauses;
  ab_error error;
  set_reduction(&witness, (long)node + 1, "-7", "7", "3");
  ab_clauses_init(&clauses);
  assert_int_equal(s->condition->verify(s, AB_CERTIFICATE_PROOF, &witness, &error), AB_OK);
  assert_int_equal(ab_statement_compile(&clauses, s, AB_CERTIFICATE_PROOF, &witness, &error),
                   AB_OK);
  assert_int_equal(clauses.clause_count, 3);
  relaxed = ab_clause_template(&clauses, &clauses.clauses[2]);
  assert_int_equal(relaxed->variable_count, n + 2);
  assert_int_equal(relaxed->chosen_count, 1);
  assert_int_equal(relaxed->literal_count, t->literal_count);
  for (size_t k = 0; k < n; k++)
    for (size_t c = 0; c < 3; c++)
      assert_true(mpq_equal(clauses.clauses[c].lo[k], plain->clauses[0].lo[k]) &&
                  mpq_equal(clauses.clauses[c].hi[k], plain->clauses[0].hi[k]));
  assert_true(mpq_cmp_si(clauses.clauses[2].lo[n], -7, 1) == 0 &&
              mpq_cmp_si(clauses.clauses[2].hi[n], 7, 1) == 0);
  assert_true(mpq_cmp_si(clauses.clauses[2].lo[n + 1], -3, 1) == 0 &&
              mpq_cmp_si(clauses.clauses[2].hi[n + 1], 3, 1) == 0);
  mpq_t *x = ab_rationals_create(n + 2), *values = ab_rationals_create(2);
  for (int sample = 0; sample < SAMPLES; sample++) {
    draw_point(x, &plain->clauses[0], n);
    mpq_set_si(x[n + 1], draw(7) - 3, 1);
    bool exists =
        ab_exact_evaluate(x[n], t->graph, node, (const mpq_t *)x, NULL, NULL) == AB_EXACT_VALUE;
    for (int end = 0; end < 2; end++) { /* r + 7 and 7 - r */
      const ab_template *range = ab_clause_template(&clauses, &clauses.clauses[end]);
      ab_exact found = ab_exact_evaluate(values[0], range->graph, range->literals[0].expr,
                                         (const mpq_t *)x, NULL, NULL);
      assert_int_equal(found == AB_EXACT_VALUE, exists);
      assert_int_equal(range->literals[0].kind, AB_LITERAL_NONNEGATIVE);
      mpq_set_si(values[1], 7, 1);
      if (exists)
        (end ? mpq_sub : mpq_add)(values[1], values[1], x[n]);
      assert_true(!exists || mpq_equal(values[0], values[1]));
    }
    for (size_t l = 0; l < t->literal_count && exists; l++) {
      assert_int_equal(relaxed->literals[l].kind, t->literals[l].kind);
      ab_exact a =
          ab_exact_evaluate(values[0], t->graph, t->literals[l].expr, (const mpq_t *)x, NULL, NULL);
      ab_exact b = ab_exact_evaluate(values[1], relaxed->graph, relaxed->literals[l].expr,
                                     (const mpq_t *)x, NULL, NULL);
      assert_int_equal(a, b);
      assert_true(a != AB_EXACT_VALUE || mpq_equal(values[0], values[1]));
      compared += a == AB_EXACT_VALUE;
    }
  }
  ab_rationals_destroy(x, n + 2);
  ab_rationals_destroy(values, 2);
  ab_clauses_clear(&clauses);
  ab_witness_clear(&witness);
  return compared;
}

static void at_its_value_the_claim_is_what_it_was(void **unused) {
  (void)unused;
  for (size_t i = 0; i < sizeof claims / sizeof *claims; i++) {
    problem p;
    ab_clauses plain;
    setup(&p, claims[i]);
    compile_plain(&plain, &p.statement);
    size_t compared = 0, nodes = ab_graph_size(plain.templates[0].graph);
    for (size_t node = 0; node < nodes; node++)
      compared += check_node(&p.statement, &plain, (ab_expr)node);
    assert_true(compared > nodes * SAMPLES / 2);
    ab_clauses_clear(&plain);
    problem_clear(&p);
  }
}

static void assert_refused(const problem *p, const ab_witness *witness, const char *fragment) {
  ab_clauses clauses;
  ab_error error;
  ab_clauses_init(&clauses);
  assert_int_equal(
      ab_statement_compile(&clauses, &p->statement, AB_CERTIFICATE_PROOF, witness, &error),
      AB_NOT_VERIFIED);
  if (!strstr(error.message, fragment))
    fail_msg("refused for another reason than \"%s\": %s", fragment, error.message);
  ab_clauses_clear(&clauses);
}

static void reductions_that_make_no_sense_are_refused(void **unused) {
  (void)unused;
  static const struct {
    long node;
    const char *lo, *hi, *bound, *why;
  } bad[] = {{0, "0", "1", "1", "names no node"},
             {-1, "0", "1", "1", "names no node"},
             {1000, "0", "1", "1", "names no node"},
             {3, "1", "0", "1", "is empty"},
             {3, "0", "1", "-1", "is empty"}};
  problem p;
  ab_witness witness;
  setup(&p, claims[0]);
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    set_reduction(&witness, bad[i].node, bad[i].lo, bad[i].hi, bad[i].bound);
    assert_refused(&p, &witness, bad[i].why);
    ab_witness_clear(&witness);
  }
  ab_witness_init(&witness);
  mpq_set_si(ab_witness_add_reduction(&witness, "intermediate", 0, 3)->values[0], 3, 1);
  assert_refused(&p, &witness, "needs 4 numbers");
  ab_witness_clear(&witness);
  set_reduction(&witness, 7, "0", "1", "1");
  mpq_set_si(witness.reductions[0].values[0], 7, 2);
  assert_refused(&p, &witness, "names no node");
  mpq_set_si(witness.reductions[0].values[0], 7, 1);
  witness.reductions[0].clause = 1;
  assert_refused(&p, &witness, "is about clause 2, and there are 1");
  witness.reductions[0].clause = 0;
  ab_witness_add_reduction(&witness, "another", 0, 0);
  assert_refused(&p, &witness, "there is no reduction 'another'");
  ab_witness_clear(&witness);
  problem_clear(&p);
}

/* The first reduction once more, of the clause that is now the first. */
static void add_again(ab_witness *witness) {
  ab_reduction *next = ab_witness_add_reduction(witness, "intermediate", 0, AB_INTERMEDIATE_VALUES);
  for (size_t k = 0; k < AB_INTERMEDIATE_VALUES; k++)
    mpq_set(next->values[k], witness->reductions[0].values[k]);
}

/* The multiplier of the first one is chosen; the clause of its lower end is like any other, until
 * its name is too long. */
static void reductions_follow_one_another(void **unused) {
  (void)unused;
  problem p;
  ab_witness witness;
  ab_clauses clauses;
  ab_error error;
  setup(&p, claims[0]);
  set_reduction(&witness, 3, "-9", "9", "1");
  for (size_t i = 0; i < 4; i++)
    add_again(&witness);
  ab_clauses_init(&clauses);
  assert_int_equal(
      ab_statement_compile(&clauses, &p.statement, AB_CERTIFICATE_PROOF, &witness, &error), AB_OK);
  assert_int_equal(clauses.clause_count, 11);
  assert_string_equal(clauses.clauses[2].name, "claim:value:low:value:low:value:low:value:low"
                                               ":value:rest");
  assert_string_equal(clauses.clauses[10].name, "claim:value:rest");
  assert_int_equal(clauses.template_count, 11);
  for (size_t i = 0; i < clauses.clause_count; i++)
    assert_string_equal(ab_clause_template(&clauses, &clauses.clauses[i])->name,
                        clauses.clauses[i].name);
  ab_clauses_clear(&clauses);
  witness.reductions[1].clause = 2;
  assert_refused(&p, &witness, "not for a clause with zero sets or chosen");
  witness.reductions[1].clause = 0;
  for (size_t i = 0; i < 6; i++)
    add_again(&witness);
  assert_refused(&p, &witness, "too long a name");
  ab_witness_clear(&witness);
  problem_clear(&p);
}

static void only_proofs_have_reductions(void **unused) {
  (void)unused;
  problem p;
  ab_witness witness;
  ab_clauses clauses;
  ab_error error;
  setup(&p, claims[0]);
  set_reduction(&witness, 3, "-9", "9", "1");
  ab_witness_add_choice(&witness, "point", 3);
  ab_clauses_init(&clauses);
  assert_int_equal(
      ab_statement_compile(&clauses, &p.statement, AB_CERTIFICATE_REFUTATION, &witness, &error),
      AB_NOT_VERIFIED);
  assert_non_null(strstr(error.message, "only a proof may have reductions"));
  ab_clauses_clear(&clauses);
  ab_witness_clear(&witness);
  problem_clear(&p);
}

/* r = 1/x has no value at 0 and the claim none either; and a range that is too small. */
static void a_wrong_range_is_not_proved(void **unused) {
  (void)unused;
  problem p;
  ab_error error;
  setup(&p, claims[0]);
  ab_clauses plain;
  compile_plain(&plain, &p.statement);
  size_t nodes = ab_graph_size(plain.templates[0].graph), found = 0;
  for (size_t node = 0; node < nodes; node++) {
    ab_witness witness;
    ab_clauses clauses;
    set_reduction(&witness, (long)node + 1, "-1/8", "1/8", "3");
    ab_clauses_init(&clauses);
    assert_int_equal(
        ab_statement_compile(&clauses, &p.statement, AB_CERTIFICATE_PROOF, &witness, &error),
        AB_OK);
    mpq_t value, x[3];
    mpq_init(value);
    bool caught = false;
    for (int corner = 0; corner < 8; corner++) {
      for (int k = 0; k < 3; k++) {
        mpq_init(x[k]);
        mpq_set(x[k], corner >> k & 1 ? plain.clauses[0].hi[k] : plain.clauses[0].lo[k]);
      }
      for (int end = 0; end < 2; end++) {
        const ab_template *t = ab_clause_template(&clauses, &clauses.clauses[end]);
        caught = caught || (ab_exact_evaluate(value, t->graph, t->literals[0].expr,
                                              (const mpq_t *)x, NULL, NULL) == AB_EXACT_VALUE &&
                            mpq_sgn(value) < 0);
      }
      for (int k = 0; k < 3; k++)
        mpq_clear(x[k]);
    }
    found += caught;
    mpq_clear(value);
    ab_clauses_clear(&clauses);
    ab_witness_clear(&witness);
  }
  assert_int_equal(found, nodes); /* every part of this claim is greater than 1/8 somewhere */
  ab_clauses_clear(&plain);
  problem_clear(&p);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(at_its_value_the_claim_is_what_it_was),
                                     cmocka_unit_test(reductions_that_make_no_sense_are_refused),
                                     cmocka_unit_test(reductions_follow_one_another),
                                     cmocka_unit_test(only_proofs_have_reductions),
                                     cmocka_unit_test(a_wrong_range_is_not_proved)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
