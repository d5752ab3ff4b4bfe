/* SPDX-License-Identifier: MIT
 * The arguments that settle the condition for a two-layer network. A witness has the constants
 * z[1..p] and the choices: why z* can be realised (family/network_minimizers.h), then one whose
 * name is the argument's, then what the argument asks for. If z* cannot be realised by one unit,
 * the constants and the first choices are those of family/network_narrow.h. */
#ifndef AB_CONDITION_NETWORK_ARGUMENT_H
#define AB_CONDITION_NETWORK_ARGUMENT_H

#include "condition/statement.h"

enum { AB_NETWORK_REALISATION, AB_NETWORK_ARGUMENT, AB_NETWORK_CHOICES };

/* The number of the choice whose name is the argument's; AB_NETWORK_ARGUMENT unless it is about a
 * narrow network. */
size_t ab_network_argument_of(const ab_witness *witness);

typedef struct {
  const char *name; /* of the choice number AB_NETWORK_ARGUMENT */
  ab_certificate_kind kind;
  bool takes_narrow; /* also where the minimizers are those of a narrow network */
  /* As in ab_condition; constants and realisation are verified already. */
  ab_status (*verify)(const ab_statement *statement, const ab_witness *witness, ab_error *error);
  void (*compile)(ab_clauses *clauses, const ab_statement *statement, const ab_witness *witness);
} ab_network_argument;

extern const ab_network_argument
    ab_network_tube,                /* any network near M, by theorem: network_tube.c */
    ab_network_point_argument,      /* one feature point, any width: network_point.c */
    ab_network_point_refutation,    /* and a point where it fails: network_point_refutation.c */
    ab_network_closed_form,         /* one unit and one point, by theorem: network_closed_form.c */
    ab_network_one_unit,            /* one unit, several points, in a box: network_one_unit.c */
    ab_network_one_unit_refutation, /* and a point where it fails */
    ab_network_sector, /* one unit that is on at one point of a plane: network_sector.c */
    ab_network_sector_refutation,
    ab_network_local; /* few units and points, in a bounded domain: network_local.c */

/* Whether these arguments are for networks and domains like this one. */
bool ab_network_one_unit_applies(const ab_network *network);
bool ab_network_one_unit_refutes(const ab_network *network);
bool ab_network_local_applies(const ab_network *network);

/* What is left to show about the minimizers of a narrow network. */
void ab_network_patterns_compile(ab_clauses *clauses, const ab_network *network,
                                 const ab_witness *witness);

/* alpha - beta <= 1; AB_NOT_VERIFIED else. */
ab_status ab_network_verify_difference(const ab_statement *statement, ab_error *error);

/* Binds parameter number k of a clause to constant number c of the witness. */
void ab_network_bind(ab_clause *clause, size_t k, size_t c);

/* out >= |x_i|^2, rounded up to a multiple of 2^-96. */
void ab_network_norm_squared_upper(mpq_t out, const ab_network *network, size_t i);

#endif
