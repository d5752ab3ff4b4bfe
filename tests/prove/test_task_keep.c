/* SPDX-License-Identifier: MIT
 * A run that is stopped at any round of boxes, and taken up from its state: nothing is lost but the
 * round, and what comes out is the same to the last bit. */
#include "compiled_claim.h"

#include "condition/reduction.h"
#include "prove/task_record.h"
#include "prove/task_run.h"

/* The states of a run, all of them. */
typedef struct {
  ab_text *states;
  size_t count, capacity;
} album;

static void take(void *context, const ab_text *state) {
  album *a = context;
  ab_reserve(&a->states, &a->capacity, a->count + 1, sizeof *a->states);
  ab_text_init(&a->states[a->count]);
  ab_text_append(&a->states[a->count++], state->data, state->length);
}

typedef struct {
  compiled_claim claim;
  ab_search_options options;
  ab_task_worker *worker;
} workplace;

/* Claims that begin with "tangents" (in a comment) have the reduction "gradient". */
static void setup(workplace *w, const char *text) {
  ab_error error;
  compile_claim(&w->claim, text);
  if (strncmp(text, "# tangents", 10) == 0) {
    ab_reduction *reduction =
        ab_witness_add_reduction(&w->claim.witness, ab_reduction_gradient.name, 0, 1);
    mpq_set_ui(reduction->values[0], 1, 1);
    assert_int_equal(ab_reduction_apply(&w->claim.clauses, reduction, &error), AB_OK);
  }
  w->options =
      (ab_search_options){.precision = AB_PRECISION_DEFAULT, .node_limit = UINT64_C(1) << 40};
  w->worker = ab_task_worker_create(&w->claim.clauses, &w->claim.witness.constants, &w->options);
}

static void teardown(workplace *w) {
  ab_task_worker_destroy(w->worker);
  compiled_claim_clear(&w->claim);
}

/* What a run comes to, and its boxes and those it found. */
static void run(workplace *w, uint64_t budget, const ab_task_keeper *keeper, ab_text *record,
                uint64_t *boxes, uint64_t *found) {
  ab_task *task = ab_task_of_clause(&w->claim.clauses, 0);
  *found = ab_task_run(task, w->worker, budget, keeper);
  assert_int_equal(task->result.outcome, AB_SEARCH_PROVED);
  *boxes = task->result.boxes;
  ab_text_init(record);
  ab_task_record(record, task);
  ab_task_destroy(task);
}

/* MOST: boxes in one round. */
static void any_state_leads_to_the_same(const char *text, uint64_t budget, uint64_t most) {
  workplace w;
  album all = {0};
  ab_text expected, record;
  uint64_t boxes, found, before = 0;
  setup(&w, text);
  run(&w, budget, NULL, &expected, &boxes, &found);
  assert_int_equal(found, 0);
  ab_task_keeper keeper = {.keep = take, .context = &all};
  run(&w, budget, &keeper, &record, &boxes, &found);
  assert_true(ab_text_equal(&record, &expected));
  ab_text_clear(&record);
  print_message("%u boxes, %u states\n", (unsigned)boxes, (unsigned)all.count);
  assert_true(all.count > 5);
  size_t stride = all.count / 40 + 1;
  for (size_t i = 0; i < all.count; i++) {
    uint64_t again, number = 0;
    memcpy(&number, all.states[i].data, sizeof number); /* its boxes stand first */
    assert_true(number - before <= most);
    before = number;
    if (i % stride == 0) {
      ab_task_keeper from = {.interval = 1e9,
                             .keep = take,
                             .state = all.states[i].data,
                             .length = all.states[i].length};
      run(&w, budget, &from, &record, &again, &found);
      assert_true(ab_text_equal(&record, &expected));
      assert_int_equal(found, number);
      assert_int_equal(again, boxes);
      ab_text_clear(&record);
    }
  }
  assert_true(boxes - before <= most);
  for (size_t i = 0; i < all.count; i++)
    ab_text_clear(&all.states[i]);
  ab_free(all.states);
  ab_text_clear(&expected);
  teardown(&w);
}

static const char batches[] =
    "problem p { variables x, y; domain { x in [-2, 2]; y in [-2, 2]; }\n"
    "claim clause { x^4*y^2 + x^2*y^4 - 3*x^2*y^2 + 1 >= -1/1000 or x*y > 3; } }\n";
/* Near the diagonal doubles see nothing. */
static const char beyond_doubles[] =
    "problem p { variables x, y; domain { x in [1 - 2^(-20), 1 + 2^(-20)]; y in [1 - 2^(-20), 1 + "
    "2^(-20)]; }\n"
    "claim clause { x^2 - 2*x*y + y^2 >= -2^(-54); } }\n";

static const char tangents[] =
    "# tangents\nproblem p { variables a, b, c; domain { a in [-2, 2]; b in [-2, 2]; c in [-2, 2]; "
    "}\nclaim clause { 26*a^2 + 42*a*b + 32*a*c + 26*b^2 - 6*b*c + 57*c^2 + a^4 + b^4 + c^4 - 3*a "
    "- "
    "8*b + 9*c - 3*a^2*c > -0.954400576; } }\n";

static void batches_of_boxes(void **state) {
  (void)state;
  any_state_leads_to_the_same(batches, 1000, 16);
  any_state_leads_to_the_same(batches, UINT64_MAX, 16);
}

static void tangents_among_the_steps(void **state) {
  (void)state;
  workplace w;
  ab_text record;
  uint64_t boxes, found;
  setup(&w, tangents);
  run(&w, UINT64_MAX, NULL, &record, &boxes, &found);
  bool has_one = false;
  for (size_t i = 0; i + 4 < record.length; i++)
    has_one = has_one || memcmp(record.data + i, "(t1:", 4) == 0;
  assert_true(has_one);
  ab_text_clear(&record);
  teardown(&w);
  any_state_leads_to_the_same(tangents, UINT64_MAX, 16);
}

static void searches_with_mpfr(void **state) {
  (void)state;
  any_state_leads_to_the_same(beyond_doubles, UINT64_MAX, 1024 + 16);
}

/* A state of another shape is refused: then the run begins at the beginning. */
static void damaged_states_are_not_taken_up(void **state) {
  (void)state;
  workplace w;
  album all = {0};
  ab_text expected, record;
  uint64_t boxes, found;
  setup(&w, batches);
  ab_task_keeper keeper = {.keep = take, .context = &all};
  run(&w, 400, &keeper, &expected, &boxes, &found);
  ab_text *kept = &all.states[all.count / 2];
  for (size_t length = 0; length < kept->length; length += length / 8 + 1) {
    ab_task_keeper from = {.interval = 1e9, .state = kept->data, .length = length};
    run(&w, 400, &from, &record, &boxes, &found);
    assert_int_equal(found, 0);
    assert_true(ab_text_equal(&record, &expected));
    ab_text_clear(&record);
  }
  for (size_t i = 0; i < all.count; i++)
    ab_text_clear(&all.states[i]);
  ab_free(all.states);
  ab_text_clear(&expected);
  teardown(&w);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(batches_of_boxes),
      cmocka_unit_test(tangents_among_the_steps),
      cmocka_unit_test(searches_with_mpfr),
      cmocka_unit_test(damaged_states_are_not_taken_up),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
