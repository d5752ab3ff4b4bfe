# SPDX-License-Identifier: MIT
"""Certificates of a false claim by a forged elimination of a parabola (docs/theory/clauses.md, section 11), for the folder claims/. The trees
prove the clauses in all of them; what is refused is that these clauses are those of the claim. "parabola_honest" is a true claim, with all as it has to be."""

CLAUSES = "the clauses are not those that the claim compiles to"
NO_VARIABLE = "the reduction 'parabola' names no variable of the clause"
NO_PARABOLA = "the variable x of the reduction 'parabola' does not enter one literal, >= 0 or > 0, as a quadratic polynomial"


def claim(text):
    return f"language 1;\nvariables x;\ndomain {{\n  x in [0, 1];\n}}\nclaim clause {{\n  show {text};\n}}\n"


def cases(template, clause):
    """Name, claim text, witness, clauses, trees, why it is refused."""
    def vertex(*values):
        nodes = list(dict.fromkeys(values))  # no constant twice
        return template([f"constant {value}" for value in nodes], [f"{nodes.index(value) + 1} >=" for value in values], variables="", name="claim:vertex")

    def end(name, at, bound, order="2 1"):
        return template([f"constant {at}", "pow 1 2", "sub " + order, f"constant {bound}", "sub 3 4"], ["5 >="], variables="", name="claim:" + name)

    def ends(bound, low=0, high=1):
        return end("low", low, bound) + end("high", high, bound)

    def boxes(*names):
        return "".join(clause("", name="claim:" + name, number=number) for number, name in enumerate(names, 1))

    three = boxes("vertex", "low", "high")
    one, leaves = "reduction parabola 1 1\n", ["1", "1", "1"]
    true, false, concave = claim("x^2 - x >= -1"), claim("x^2 - x >= -1/8"), claim("x - x^2 >= 1/8")
    yield ("parabola_honest", true, one, vertex("3", "-1", "-1", "-1") + ends("-1") + three, leaves, "VERIFIED PROVED")
    # the least value is -1/8, at 1/2
    yield ("parabola_without_vertex", false, one, ends("-1/8") + boxes("low", "high"), ["1", "1"], CLAUSES)
    yield ("parabola_other_vertex", false, one, vertex("3", "-1", "-1", "-1") + ends("-1/8") + three, leaves, CLAUSES)
    yield ("parabola_vertex_negated", false, one, vertex("1/2", "-1", "-1", "-1") + ends("-1/8") + three, leaves, CLAUSES)
    yield ("parabola_slope_of_the_wrong_sign", false, one, vertex("-1/2", "-1", "1", "-1") + ends("-1/8") + three, ["3", "1", "1"], CLAUSES)
    yield ("parabola_bend_of_the_wrong_sign", false, one, vertex("-1/2", "-1", "-1", "1") + ends("-1/8") + three, ["4", "1", "1"], CLAUSES)
    # -1/8 at both ends
    bend = vertex("1/2", "1", "1", "1")
    yield ("parabola_without_ends", concave, one, bend + boxes("vertex"), ["1"], CLAUSES)
    yield ("parabola_ends_in_the_middle", concave, one, bend + end("low", "1/2", "1/8", "1 2") + end("high", "1/2", "1/8", "1 2") + three, leaves, CLAUSES)
    honest = vertex("3", "-1", "-1", "-1") + ends("-1") + three
    yield ("parabola_no_variable", true, "reduction parabola 1 2\n", honest, leaves, NO_VARIABLE)
    yield ("parabola_two_numbers", true, "reduction parabola 1 1 1\n", honest, leaves, "the reduction 'parabola' needs 1 numbers")
    yield ("parabola_affine", claim("x >= -1"), one, honest, leaves, NO_PARABOLA)
    yield ("parabola_cubic", claim("x^3 - x >= -1"), one, honest, leaves, NO_PARABOLA)
    yield ("parabola_not_zero", claim("x^2 - x != -1"), one, honest, leaves, NO_PARABOLA)
    yield ("parabola_twice", claim("x^2 >= -1 or x^2 > 2"), one, honest, leaves, NO_PARABOLA)
