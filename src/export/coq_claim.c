/* SPDX-License-Identifier: MIT
 * Claim.v: the claim itself as a theorem, by formal/theory/Claim.v. For proofs of the alpha-beta
 * condition for matrix factorisation of rank one over a box, entry by entry. */
#include "condition/conditions.h"
#include "export/coq.h"
#include "num/rational.h"

/* One template, and one clause an entry and a sign: formal/theory/Meaning.v has no groups. */
static bool has_theory(const ab_statement *statement, const ab_certificate *certificate) {
  const ab_matrix_factorization *family = &statement->factorization;
  if (statement->condition != &ab_condition_alpha_beta_factorization || family->rank != 1 ||
      family->shape != AB_SHAPE_BOX || certificate->kind != AB_CERTIFICATE_PROOF ||
      certificate->witness.reduction_count > 0 || ab_statement_has_free_constant(statement))
    return false;
  size_t signs = ab_domain_is_symmetric(&family->domain) ? 1 : 2;
  return certificate->clauses.template_count == 1 &&
         certificate->clauses.clause_count == signs * family->x.rows * family->x.columns;
}

/* A real number as one writes it: 3, (-1)/2. */
static void add_real(ab_text *text, mpq_srcptr value) {
  mpq_t part;
  mpq_init(part);
  mpz_set(mpq_numref(part), mpq_numref(value));
  bool negative = mpq_sgn(value) < 0;
  ab_text_add(text, negative ? "(" : "");
  ab_rational_append(text, part);
  ab_text_add(text, negative ? ")" : "");
  if (mpz_cmp_ui(mpq_denref(value), 1) != 0) {
    mpz_set(mpq_numref(part), mpq_denref(value));
    ab_text_add_char(text, '/');
    ab_rational_append(text, part);
  }
  mpq_clear(part);
}

typedef void add_function(ab_text *text, mpq_srcptr value);

static void add_list(ab_text *text, const mpq_t *values, size_t count, add_function *add) {
  ab_text_add_char(text, '[');
  for (size_t i = 0; i < count; i++) {
    ab_text_add(text, i ? "; " : "");
    add(text, values[i]);
  }
  ab_text_add_char(text, ']');
}

static void add_matrix(ab_text *text, const ab_matrix *x, add_function *add) {
  ab_text_add_char(text, '[');
  for (size_t i = 0; i < x->rows; i++) {
    ab_text_add(text, i ? ";\n    " : "");
    add_list(text, (const mpq_t *)x->entries + i * x->columns, x->columns, add);
  }
  ab_text_add_char(text, ']');
}

static void add_definitions(ab_text *text, const ab_matrix_factorization *family) {
  ab_text_printf(
      text,
      "(* x = (w_1, .., w_%zu, s_1, .., s_%zu); the losses are (X_ij - w_i s_j)^2/2, row by "
      "row. *)\n",
      family->x.rows, family->x.columns);
  ab_text_add(text, "Definition X := matrix\n   ");
  add_matrix(text, &family->x, add_real);
  ab_text_add(text, ".\nDefinition lower := vector ");
  add_list(text, (const mpq_t *)family->domain.lo, family->domain.count, add_real);
  ab_text_add(text, ".\nDefinition upper := vector ");
  add_list(text, (const mpq_t *)family->domain.hi, family->domain.count, add_real);
  ab_text_printf(text, ".\nNotation f := (factorization %zu %zu 1 X).\n", family->x.rows,
                 family->x.columns);
}

static void add_constants(ab_text *text, const ab_statement *statement) {
  static const size_t constants[] = {AB_ALPHA, AB_BETA};
  for (size_t i = 0; i < sizeof constants / sizeof *constants; i++) {
    mpq_srcptr value = ab_statement_constant(statement, constants[i]);
    bool simple = mpz_cmp_ui(mpq_denref(value), 1) == 0;
    ab_text_add(text, simple ? " " : " (");
    add_real(text, value);
    ab_text_add(text, simple ? "" : ")");
  }
}

/* "READING size count f gradients alpha beta D M", READING one of the two of Condition.v. */
static void add_theorem(ab_text *text, const ab_statement *statement, const char *name,
                        const char *reading) {
  const ab_matrix_factorization *family = &statement->factorization;
  size_t size = family->domain.count, count = family->x.rows * family->x.columns;
  ab_text_printf(text, "\nTheorem %s :\n  %s %zu %zu f (fun e => gradient %zu (f e))", name,
                 reading, size, count, size);
  add_constants(text, statement);
  ab_text_printf(text, "\n    (box %zu lower upper) (argmin (mean %zu f)).\nProof.\n", size, count);
}

static void add_proof(ab_text *text, const ab_matrix_factorization *family) {
  ab_text_printf(text, "  apply (rank_one_claim %zu %zu\n   ", family->x.rows, family->x.columns);
  add_matrix(text, &family->x, ab_coq_add_rational);
  ab_text_add(text, "\n    ");
  add_list(text, (const mpq_t *)family->domain.lo, family->domain.count, ab_coq_add_rational);
  ab_text_add(text, "\n    ");
  add_list(text, (const mpq_t *)family->domain.hi, family->domain.count, ab_coq_add_rational);
  ab_text_add(text, "\n    enclosures template_1 clauses).\n"
                    "  1-3: same_numbers.\n"
                    "  - lra.\n"
                    "  - exact literals.\n"
                    "  - vm_compute. reflexivity.\n"
                    "  - vm_compute. reflexivity.\n"
                    "  - exact certificate.\n"
                    "Qed.\n");
}

static const char opening[] =
    "(* The claim of ../claim.txt, proved from the clauses. To read: ../theory/Condition.v, the\n"
    "   definitions that follow, and the two theorems. *)\n\n"
    "From Coq Require Import Reals ZArith List Lra.\n"
    "From Abcert.Replay Require Import Expression Clause.\n"
    "From Abcert.Theory Require Import Reduction Meaning Template Claim Condition.\n"
    "From Abcert.Certificate Require Import Statement Proof.\n"
    "Import ListNotations.\n"
    "Local Open Scope R_scope.\n\n";

bool ab_coq_claim(ab_text *text, const ab_certificate *certificate) {
  ab_statement statement;
  ab_syntax *syntax;
  ab_error error;
  if (ab_statement_parse(&statement, &syntax, &certificate->claim, &error) != AB_OK)
    return false;
  bool provable = has_theory(&statement, certificate);
  if (provable) {
    ab_text_add(text, opening);
    add_definitions(text, &statement.factorization);
    ab_text_add(text, "\n(* The literals of the certificate are those of the theorem. *)\n"
                      "Lemma literals : template_correct template_1");
    add_constants(text, &statement);
    ab_text_add(text, ".\nProof. template_correct. Qed.\n\n(* For every projection y of x. *)");
    add_theorem(text, &statement, "every_projection", "AB_every_y");
    add_proof(text, &statement.factorization);
    ab_text_add(text, "\n(* The definition: for one of them. *)");
    add_theorem(text, &statement, "claim", "AB_some_y");
    ab_text_add(text, "  exact (some_of_every _ _ _ _ _ _ _ _ every_projection).\nQed.\n");
  }
  ab_statement_clear(&statement);
  ab_syntax_destroy(syntax);
  return provable;
}
