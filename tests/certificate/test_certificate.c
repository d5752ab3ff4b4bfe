/* SPDX-License-Identifier: MIT
 * Writing and reading: the contents come back, the bytes are a function of the contents, and the
 * example of the documentation is what is written. */
#include "certificate_support.h"

static void assert_same_graph(const ab_graph *a, const ab_graph *b) {
  assert_int_equal(ab_graph_size(a), ab_graph_size(b));
  for (ab_expr i = 0; i < ab_graph_size(a); i++) {
    const ab_node *m = ab_graph_node(a, i), *n = ab_graph_node(b, i);
    assert_int_equal(m->op, n->op);
    if (m->op == AB_OP_CONSTANT) {
      assert_true(mpq_equal(ab_graph_constant_value(a, i), ab_graph_constant_value(b, i)));
      continue;
    }
    assert_int_equal(m->left, n->left);
    assert_int_equal(m->right, n->right);
    assert_int_equal(m->exponent, n->exponent);
  }
}

static void assert_same_template(const ab_template *a, const ab_template *b) {
  assert_string_equal(a->name, b->name);
  assert_int_equal(a->variable_count, b->variable_count);
  assert_int_equal(a->parameter_count, b->parameter_count);
  assert_int_equal(a->literal_count, b->literal_count);
  for (size_t k = 0; k < a->variable_count; k++)
    assert_string_equal(a->variables[k], b->variables[k]);
  for (size_t j = 0; j < a->parameter_count; j++)
    assert_string_equal(a->parameters[j], b->parameters[j]);
  for (size_t i = 0; i < a->literal_count; i++) {
    assert_int_equal(a->literals[i].kind, b->literals[i].kind);
    assert_int_equal(a->literals[i].expr, b->literals[i].expr);
  }
  assert_same_graph(a->graph, b->graph);
}

static void assert_same_clauses(const ab_clauses *a, const ab_clauses *b) {
  assert_int_equal(a->template_count, b->template_count);
  assert_int_equal(a->clause_count, b->clause_count);
  for (size_t i = 0; i < a->template_count; i++)
    assert_same_template(&a->templates[i], &b->templates[i]);
  for (size_t i = 0; i < a->clause_count; i++) {
    const ab_clause *m = &a->clauses[i], *n = &b->clauses[i];
    assert_string_equal(m->name, n->name);
    assert_int_equal(m->template_index, n->template_index);
    for (size_t k = 0; k < a->templates[m->template_index].variable_count; k++)
      assert_true(mpq_equal(m->lo[k], n->lo[k]) && mpq_equal(m->hi[k], n->hi[k]));
    for (size_t j = 0; j < a->templates[m->template_index].parameter_count; j++) {
      assert_int_equal(m->arguments[j].bound, n->arguments[j].bound);
      if (m->arguments[j].bound)
        assert_int_equal(m->arguments[j].constant, n->arguments[j].constant);
      else
        assert_true(mpq_equal(m->arguments[j].value, n->arguments[j].value));
    }
  }
}

static void what_is_written_is_read_again(void **state) {
  (void)state;
  ab_certificate parts, again;
  ab_text trees[EXAMPLE_CLAUSES], bytes;
  build_example(&parts, trees);
  write_to_text(&bytes, &parts, trees);
  read_text(&again, &bytes);
  assert_int_equal(again.kind, AB_CERTIFICATE_PROOF);
  assert_int_equal(again.precision, 53);
  assert_true(ab_text_equal(&again.claim, &parts.claim));
  assert_int_equal(again.witness.constants.count, 1);
  const ab_constant *c = &again.witness.constants.items[0];
  assert_string_equal(c->name, "sqrt2");
  assert_true(mpq_equal(c->lo, parts.witness.constants.items[0].lo));
  assert_true(mpq_equal(c->hi, parts.witness.constants.items[0].hi));
  assert_int_equal(again.witness.choice_count, 1);
  assert_string_equal(again.witness.choices[0].name, "t-range");
  assert_int_equal(again.witness.choices[0].count, 2);
  assert_int_equal(mpq_cmp_si(again.witness.choices[0].values[0], -1, 3), 0);
  assert_same_clauses(&parts.clauses, &again.clauses);
  assert_int_equal(again.shard_count, 0);
  for (size_t i = 0; i < EXAMPLE_CLAUSES; i++) {
    assert_int_equal(again.trees[i].length, trees[i].length);
    assert_memory_equal(again.trees[i].steps, trees[i].data, trees[i].length);
  }
  ab_text clauses;
  ab_text_init(&clauses);
  ab_clauses_append(&clauses, &parts.clauses, &parts.witness.constants);
  assert_true(ab_text_equal(&clauses, &again.clauses_text));
  ab_text_clear(&clauses);
  ab_text_clear(&bytes);
  ab_certificate_clear(&again);
  clear_example(&parts, trees);
}

/* tests/certificate/example.abc, and the same text in docs/certificate-format.md. */
static void the_example_of_the_documentation_is_what_is_written(void **state) {
  (void)state;
  ab_certificate parts;
  ab_text trees[EXAMPLE_CLAUSES], bytes, file, page;
  build_example(&parts, trees);
  write_to_text(&bytes, &parts, trees);
  read_test_file(&file, "certificate", "example.abc");
  assert_string_equal(bytes.data, file.data);
  assert_int_equal(bytes.length, file.length);
  read_test_file(&page, "../docs", "certificate-format.md");
  assert_non_null(strstr(page.data, file.data));
  ab_text_clear(&page);
  ab_text_clear(&file);
  ab_text_clear(&bytes);
  clear_example(&parts, trees);
}

static void the_hash_is_that_of_the_claim(void **state) {
  (void)state;
  char hex[AB_DIGEST_HEX + 1];
  ab_digest(hex, "abc", 3); /* FIPS 180-2, appendix B.1 */
  assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  ab_certificate parts, again;
  ab_text trees[EXAMPLE_CLAUSES], bytes;
  build_example(&parts, trees);
  write_to_text(&bytes, &parts, trees);
  read_text(&again, &bytes);
  ab_digest(hex, parts.claim.data, parts.claim.length);
  assert_string_equal(again.hash, hex);
  ab_certificate_clear(&again);
  ab_text_clear(&bytes);
  clear_example(&parts, trees);
}

/* Walks the spine and puts every shard in its place: the tree that went in. */
static void unfold(ab_text *out, const ab_certificate *certificate, const ab_tree *block) {
  for (size_t position = 0; position < block->length;) {
    ab_step step;
    size_t start = position;
    assert_true(ab_step_read(&step, block->steps, block->length, &position));
    if (step.kind == AB_STEP_SHARD) {
      assert_true(step.number < certificate->shard_count);
      unfold(out, certificate, &certificate->shards[step.number]);
    } else
      ab_text_append(out, block->steps + start, position - start);
  }
}

static void a_large_tree_is_cut_into_shards_that_make_it_up(void **state) {
  (void)state;
  enum { SEED = 20250314 };
  print_message("seed %d\n", SEED);
  ab_certificate parts, again;
  ab_text tree, bytes, second, whole;
  build_large(&parts, &tree, 150000, SEED);
  write_to_text(&bytes, &parts, &tree);
  write_to_text(&second, &parts, &tree);
  assert_true(ab_text_equal(&bytes, &second)); /* the bytes depend on the contents alone */
  read_text(&again, &bytes);
  assert_true(again.shard_count > 4);
  for (size_t i = 0; i < again.shard_count; i++)
    assert_true(again.shards[i].length <= (1 << 16));
  assert_true(again.trees[0].length < tree.length / 2);
  ab_text_init(&whole);
  unfold(&whole, &again, &again.trees[0]);
  assert_true(ab_text_equal(&whole, &tree));
  assert_int_equal(again.counts[AB_STEP_SHARD], again.shard_count);
  assert_int_equal(again.counts[AB_STEP_SPLIT] + 1,
                   again.counts[AB_STEP_DIRECT] + again.counts[AB_STEP_CENTRED]);
  ab_text_clear(&whole);
  ab_text_clear(&second);
  ab_text_clear(&bytes);
  ab_text_clear(&tree);
  ab_certificate_clear(&again);
  ab_certificate_clear(&parts);
}

/* Every line of a tree but the last has 100 characters. */
static void trees_of_any_length_come_back(void **state) {
  (void)state;
  for (size_t leaves = 1; leaves < 260; leaves += leaves < 45 ? 1 : 7) {
    ab_certificate parts, again;
    ab_text tree, bytes;
    build_large(&parts, &tree, leaves, leaves);
    write_to_text(&bytes, &parts, &tree);
    read_text(&again, &bytes);
    assert_int_equal(again.trees[0].length, tree.length);
    assert_memory_equal(again.trees[0].steps, tree.data, tree.length);
    ab_text_clear(&bytes);
    ab_text_clear(&tree);
    ab_certificate_clear(&again);
    ab_certificate_clear(&parts);
  }
}

static void what_is_no_tree_is_not_written(void **state) {
  (void)state;
  static const char *const bad[] = {"", "A", "A1", "11", "k", "A11a", "?", "(s1)", "A1(", "1("};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    ab_certificate parts;
    ab_text trees[EXAMPLE_CLAUSES];
    build_example(&parts, trees);
    trees[1].length = 0;
    ab_text_add(&trees[1], bad[i]);
    FILE *stream = fopen("/dev/null", "w");
    assert_non_null(stream);
    ab_error error;
    assert_int_equal(ab_certificate_write(stream, &parts, trees, &error), AB_INTERNAL);
    fclose(stream);
    clear_example(&parts, trees);
  }
}

static void a_full_disk_is_reported(void **state) {
  (void)state;
  FILE *stream = fopen("/dev/full", "w");
  if (!stream)
    skip();
  ab_certificate parts;
  ab_text trees[EXAMPLE_CLAUSES];
  build_example(&parts, trees);
  ab_error error;
  assert_int_equal(ab_certificate_write(stream, &parts, trees, &error), AB_IO);
  fclose(stream);
  clear_example(&parts, trees);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_written_is_read_again),
      cmocka_unit_test(the_example_of_the_documentation_is_what_is_written),
      cmocka_unit_test(the_hash_is_that_of_the_claim),
      cmocka_unit_test(a_large_tree_is_cut_into_shards_that_make_it_up),
      cmocka_unit_test(trees_of_any_length_come_back),
      cmocka_unit_test(what_is_no_tree_is_not_written),
      cmocka_unit_test(a_full_disk_is_reported),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
