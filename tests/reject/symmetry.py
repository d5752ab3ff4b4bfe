# SPDX-License-Identifier: MIT
"""Certificates of a false claim by a forged symmetry (docs/theory/symmetry.md), for the folder claims/. The trees prove the clauses in all of
them; what is refused is the symmetry, or that these clauses are those of the claim. The "honest" ones are true claims, with all as it has to be."""

CLAUSES = "the clauses are not those that the claim compiles to"
NONE = "the reduction 'symmetry' has a symmetry that the literals do not have"
RANGES = "the reduction 'symmetry' exchanges variables of different ranges"
PLACE = "the reduction 'symmetry' has a number that is no place of a variable"
COUNT = "the reduction 'symmetry' needs a number for each variable"
NOTHING = "the reduction 'symmetry' has a symmetry that moves nothing"
TWICE = "the reduction 'symmetry' has one variable in two places"

FALLING = ["variable 2", "variable 1", "sub 1 2", "constant -3/4", "sub 3 4"]  # y - x >= -3/4, false where x is 1 and y is 0
FALLING_TREE = "A1A1B21"  # below the diagonal it holds; the rest is above


def claim(relation, *ranges):
    names = "xy"[:len(ranges)]
    return (f"language 1;\nvariables {', '.join(names)};\ndomain {{\n" + "".join(f"  {x} in [{lo}, {hi}];\n" for x, (lo, hi) in zip(names, ranges))
            + f"}}\nclaim clause {{\n  show {relation};\n}}\n")


def cases(template, clause):
    """Name, claim text, witness, clauses, trees, why it is refused."""
    def reduced(nodes, literals, box, variables="x y"):
        return template(nodes, literals, variables, name="claim") + clause(box, name="claim")

    def witness(*maps):
        return "".join(f"reduction symmetry 1 {one}\n" for one in maps)

    unit, wide = (0, 1), (0, 2)
    falling = claim("y - x >= -3/4", unit, unit)
    ordered = reduced(FALLING + ["sub 2 1"], ["5 >=", "6 >"], "0 1 0 1")
    yield "symmetry_none", falling, witness("2 1"), ordered, [FALLING_TREE], NONE
    # x <= 1/2, true on the half that is left
    half = claim("1/2 - x >= 0", unit)
    yield "symmetry_odd", half, witness("-1"), reduced(["constant 1/2", "variable 1", "sub 1 2"], ["3 >="], "0 1/2", "x"), ["1"], NONE
    # x y <= 3/2, false where x is 2 and y is 1, and y has no values like those of x
    product = ["constant 3/2", "variable 1", "variable 2", "mul 2 3", "sub 1 4", "sub 2 3"]
    yield "symmetry_ranges", claim("3/2 >= x*y", wide, unit), witness("2 1"), reduced(product, ["5 >=", "6 >"], "0 2 0 1"), ["A1A12"], RANGES
    yield "symmetry_mirrored_ranges", claim("3/2 >= x*y", wide, unit), witness("-2 -1"), reduced(product, ["5 >=", "6 >"], "0 2 0 1"), ["A1A12"], RANGES
    # each of these would have the literal x > y beside what is false below the diagonal, or the like of it
    for name, values, why in (("one_place", "2 2", TWICE), ("zero", "0 1", PLACE), ("beyond", "3 1", PLACE), ("far_beyond", "18446744073709551618 1", PLACE), ("below", "-3 1", PLACE),
                              ("fraction", "5/2 1", PLACE), ("one_number", "2", COUNT), ("three_numbers", "2 1 2", COUNT), ("nothing", "1 2", NOTHING),
                              ("second_wrong", "2 1 1 1", TWICE)):
        yield "symmetry_" + name, falling, witness(values), ordered, [FALLING_TREE], why
    no_numbers = "reduction symmetry 1\n"
    yield "symmetry_no_numbers", falling, no_numbers, ordered, [FALLING_TREE], COUNT

    # |x - y| <= 3/4, which x and y have in common: false on both sides
    both = claim("3/4 >= abs(x - y)", unit, unit)
    nodes = ["constant 3/4", "variable 1", "variable 2", "sub 2 3", "abs 4", "sub 1 5"]
    wrong = "B1B1A21"  # above the diagonal, and then below
    # both orders at once, from one map
    yield ("symmetry_both_orders", both, witness("2 1 2 1"), reduced(nodes + ["sub 3 2"], ["6 >=", "4 >", "7 >"], "0 1 0 1"),
           ["A" + "B1B13" + "B" + "A1" + "2" + "1"], CLAUSES)
    # once more: the clause that is left is not symmetric any more
    yield ("symmetry_twice", both, witness("2 1", "2 1"), reduced(nodes + ["sub 3 2"], ["6 >=", "4 >", "7 >"], "0 1 0 1"),
           ["A" + "B1B13" + "B" + "A1" + "2" + "1"], NONE)
    # x (1 - x) <= 3/16, false between 1/4 and 3/4: less than half of it
    hill = claim("3/16 >= x*(1 - x)", unit)
    nodes = ["constant 3/16", "variable 1", "constant 1", "sub 3 2", "mul 2 4", "sub 1 5"]
    yield "symmetry_cut_too_much", hill, witness("-1"), reduced(nodes, ["6 >="], "0 1/8", "x"), ["1"], CLAUSES
    # true claims
    high = claim("1 >= x*(1 - x)", unit)
    nodes[0] = "constant 1"
    shared = ["constant 1", "variable 1", "sub 1 2", "mul 2 3", "sub 1 4"]
    yield "symmetry_mirror_honest", high, witness("-1"), reduced(shared, ["5 >="], "0 1/2", "x"), ["1"], "VERIFIED PROVED"
    far = claim("2 >= abs(x - y)", unit, unit)
    nodes = ["constant 2", "variable 1", "variable 2", "sub 2 3", "abs 4", "sub 1 5"]
    yield "symmetry_honest", far, witness("2 1"), reduced(nodes, ["6 >=", "4 >"], "0 1 0 1"), ["1"], "VERIFIED PROVED"
    yield ("symmetry_other_order", far, witness("2 1"), reduced(nodes + ["sub 3 2"], ["6 >=", "7 >"], "0 1 0 1"), ["1"], CLAUSES)
    turned = ["constant 2", "variable 1", "variable 2", "sub 2 3", "abs 4", "sub 1 5", "add 2 3", "constant 1", "sub 7 8"]
    yield ("symmetry_turned_honest", far, witness("2 1 -2 -1"), reduced(turned, ["6 >=", "4 >", "9 >"], "0 1 0 1"), ["1"], "VERIFIED PROVED")
