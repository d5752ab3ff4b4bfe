/* SPDX-License-Identifier: MIT
 * How claims of one kind are proved: the witnesses to try, what their failure says, refutations.
 * Nobody has to trust a method: condition->verify judges its witnesses, and the search what they
 * compile to. One file a kind: method_*.c. */
#ifndef AB_PROVE_METHOD_H
#define AB_PROVE_METHOD_H

#include "prove/prove.h"

typedef struct {
  const ab_condition *condition;
  /* The first witness, and the kind of certificate that it is for (PROOF unless set).
   * AB_BAD_PROBLEM with the mathematical reason if there cannot be one (a singular value gap that
   * cannot be certified, an entry whose noise is or may be zero). */
  ab_status (*make)(ab_witness *witness, ab_certificate_kind *kind, ab_statement *statement,
                    ab_error *error);
  /* The same for a claim that is only to be refuted: without the errors of claims that cannot be
   * proved. NULL: make. */
  ab_status (*make_to_refute)(ab_witness *witness, ab_certificate_kind *kind,
                              ab_statement *statement, ab_error *error);
  /* After an attempt that failed (proof->open says where): changes the witness in `proof`, and
   * *kind, to the next that is worth an attempt. false, with nothing changed, if there is none.
   * NULL: there never is. */
  bool (*next)(ab_certificate_kind *kind, ab_proof *proof, const ab_statement *statement);
  /* After the last attempt failed: whether that shows the problem itself to be wrong (what it says
   * about minimizers or infima); sets the error. NULL: never. */
  bool (*is_problem_wrong)(const ab_proof *proof, const ab_statement *statement, ab_error *error);
  /* The witness of a refutation near the point that the search met, at rationals that are the
   * simpler the smaller `slack` is (within 2^-slack of the domain's width). false if there is none
   * to try. */
  bool (*refute)(ab_witness *witness, const ab_proof *proof, const ab_statement *statement,
                 unsigned slack);
  /* Whether claims like this one, with other constants, can be refuted. NULL: all can. */
  bool (*is_refutable)(const ab_statement *statement);
  /* The witness of a refutation from anywhere, where clauses that fail say nothing about points;
   * takes seconds. NULL: there is none. */
  bool (*refute_anywhere)(ab_witness *witness, const ab_statement *statement);
  /* Whether the point where the search got stuck (proof->open.point) is at a minimizer. NULL: it is
   * not known. */
  bool (*is_at_minimizer)(const ab_proof *proof);
  /* For show: appends lines that say which constants closed forms give. NULL: there are none. */
  void (*closed_forms)(ab_text *text, const ab_statement *statement);
  /* Whether proofs are by bounds that may be far from the best constant. NULL: they are not. */
  bool (*is_loose)(const ab_statement *statement);
  uint64_t first_boxes; /* limit of a first attempt, where another may do better; 0 for none */
  bool attempts_first;  /* before points are looked for where the claim fails, up to first_boxes */
  bool refutes_undefined;         /* a refutation may rest on an operation that is not defined */
  bool bad_problem_if_unverified; /* a witness can only fail because the problem is wrong */
} ab_method;

extern const ab_method ab_method_inequality, ab_method_factorization, ab_method_functions,
    ab_method_network, ab_method_growth, ab_method_growth_network;

/* The method for a condition: there is one for each. */
const ab_method *ab_method_of(const ab_condition *condition);

#endif
