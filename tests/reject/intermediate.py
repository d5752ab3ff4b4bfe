# SPDX-License-Identifier: MIT
"""Certificates of a false claim by a forged intermediate quantity (docs/theory/clauses.md, section 9), for the folder claims/. The trees
prove the clauses in all of them; what is refused is that these clauses are those of the claim. "intermediate_honest" is a true claim, with all as it has to be."""

CLAUSES = "the clauses are not those that the claim compiles to"
NO_NODE = "the reduction 'intermediate' names no node of the clause"
EMPTY = "a range of the reduction 'intermediate' is empty"
SQUARE = ["variable 1", "pow 1 2"]
ZERO = "(v3:1:2)1"  # the multiplier 0 in [-1, 1], then the range


def claim(bound):
    return f"language 1;\nvariables x;\ndomain {{\n  x in [0, 1];\n}}\nclaim clause {{\n  show x^2 >= {bound};\n}}\n"


def witness(*values):
    return "reduction intermediate 1 " + " ".join(values) + "\n"


def cases(template, clause):
    """Name, claim text, witness, clauses, trees, why it is refused."""
    def low(end):
        return template(SQUARE + [f"constant {end}", "sub 2 3"], ["4 >="], name="claim:value:low")

    def high(end):
        return template([f"constant {end}", "variable 1", "pow 2 2", "sub 1 3"], ["4 >="], name="claim:value:high")

    def main(bound, gap="sub 1 6", product="mul 4 7", chosen="1"):
        nodes = ["variable 2", f"constant {bound}", "sub 1 2", "variable 3", "variable 1", "pow 5 2", gap, product, "add 3 8"]
        return template(nodes, ["9 >="], "x :value :multiplier", name="claim:value:rest", chosen=chosen)

    def boxes(first="0 1", second="0 1", third="0 1 0 1 -1 1"):
        return clause(first, name="claim:value:low") + clause(second, name="claim:value:high", number=2) + clause(third, name="claim:value:rest", number=3)

    false = claim("1/2")
    yield ("intermediate_honest", claim("-1"), witness("2", "0", "1", "1"), low("0") + high("1") + main("-1") + boxes(), ["1", "1", ZERO], "VERIFIED PROVED")
    half, whole, upper = witness("2", "1/2", "1", "1"), witness("2", "0", "1", "1"), "0 1 1/2 1 -1 1"
    # the range [1/2, 1] of the square, without the clause that would show it
    yield ("intermediate_without_low", false, half, high("1") + main("1/2") + clause("0 1", name="claim:value:high") + clause(upper, name="claim:value:rest", number=2),
           ["1", ZERO], CLAUSES)
    # shown on a part of the box; or another range, which is true
    yield ("intermediate_low_elsewhere", false, half, low("1/2") + high("1") + main("1/2") + boxes("3/4 1", third=upper), ["1", "1", ZERO], CLAUSES)
    yield ("intermediate_low_of_another_range", false, half, low("0") + high("1") + main("1/2") + boxes(third=upper), ["1", "1", ZERO], CLAUSES)
    # the claim's clause on less than the range of the witness
    yield ("intermediate_narrowed_in_the_clause", false, whole, low("0") + high("1") + main("1/2") + boxes(third=upper), ["1", "1", ZERO], CLAUSES)
    # x + 1/2 >= 1/2 in place of x^2 >= 1/2
    other = template(["variable 1", "constant 1/2", "add 1 2", "sub 3 2"], ["4 >="], name="claim:value:low")
    yield ("intermediate_range_of_another_node", false, half, other + high("1") + main("1/2") + boxes(third=upper), ["1", "1", ZERO], CLAUSES)
    # the value chosen, too: "for some y" in place of "for y = x^2"
    yield ("intermediate_value_chosen", false, whole, low("0") + high("1") + main("1/2", chosen="2") + boxes(), ["1", "1", "(v2:2:3)(v3:1:2)1"], CLAUSES)
    # the multiplier times 1/2, or its absolute value, which are not 0 at the value: y - 1/2 + 1/2 with the multiplier 1, or -1
    yield ("intermediate_multiplier_times_a_constant", false, witness("2", "0", "1", "2"),
           low("0") + high("1") + main("1/2", gap="abs 2") + boxes(third="0 1 0 1 -2 2"), ["1", "1", "(v3:2:4)1"], CLAUSES)
    yield ("intermediate_multiplier_alone", false, whole, low("0") + high("1") + main("1/2", product="abs 4") + boxes(), ["1", "1", "(v3:1:1)1"], CLAUSES)
    yield ("intermediate_no_node", claim("-1"), witness("5", "0", "1", "1"), low("0") + high("1") + main("-1") + boxes(), ["1", "1", ZERO], NO_NODE)
    yield ("intermediate_part_of_a_node", claim("-1"), witness("3/2", "0", "1", "1"), low("0") + high("1") + main("-1") + boxes(), ["1", "1", ZERO], NO_NODE)
    yield ("intermediate_empty", claim("-1"), witness("2", "1", "0", "1"), low("0") + high("1") + main("-1") + boxes(), ["1", "1", ZERO], EMPTY)
    yield ("intermediate_bound_below_zero", claim("-1"), witness("2", "0", "1", "-1"), low("0") + high("1") + main("-1") + boxes(), ["1", "1", ZERO], EMPTY)
    yield ("intermediate_three_numbers", claim("-1"), witness("2", "0", "1"), low("0") + high("1") + main("-1") + boxes(), ["1", "1", ZERO],
           "the reduction 'intermediate' needs 4 numbers")
    yield ("intermediate_other_bound", claim("-1"), witness("2", "0", "1", "2"), low("0") + high("1") + main("-1") + boxes(), ["1", "1", ZERO], CLAUSES)
    yield ("intermediate_other_node", claim("-1"), witness("1", "0", "1", "1"), low("0") + high("1") + main("-1") + boxes(), ["1", "1", ZERO], CLAUSES)
    honest = low("0") + high("1") + main("-1") + boxes()
    line = witness("2", "0", "1", "1")
    yield ("reduction_of_no_kind", claim("-1"), line.replace("intermediate", "quantity"), honest, ["1", "1", ZERO], "there is no reduction 'quantity'")
    yield ("reduction_of_no_clause", claim("-1"), line.replace("1", "2", 1), honest, ["1", "1", ZERO], "is about clause 2, and there are 1")
    yield ("reduction_of_a_chosen_variable", claim("-1"), line + line.replace("1", "3", 1), honest, ["1", "1", ZERO],
           "the reduction 'intermediate' is not for a clause with zero sets or chosen variables")
    yield ("reduction_not_done", claim("-1"), line + line, honest, ["1", "1", ZERO], CLAUSES)
    yield ("reduction_as_a_choice", claim("-1"), line.replace("reduction intermediate 1", "choice intermediate"), honest, ["1", "1", ZERO],
           "a choice of the witness is unknown, doubled, out of order or of a wrong length")
