# SPDX-License-Identifier: MIT
"""Certificates with forged witnesses about own functions, for the folder claims/: the claim texts are canonical, the clauses are
none of theirs. The look at the witness comes before the comparison of clauses, so that an honest witness is refused for the clauses alone."""
from fractions import Fraction

CLAUSES = "the clauses are not those that the claim compiles to"
NOT_GIVEN = "the witness does not have the constants that the claim needs"
ORDER = "a choice of the witness is unknown, doubled or out of order"


def text(*items):
    return "language 1;\n" + "".join(item + "\n" for item in items)


def block(head, *lines):
    return head + " {\n" + "".join(f"  {line};\n" for line in lines) + "}"


SPACE = block("scope", "minimizers = space")
BOX = block("domain", "x in [-1, 1]", "y in [-1, 1]")
ROOT = text("variables x;", "constant t = root(u, u^2 - 2, [1, 2]);", block("domain", "x in [0, 1]"), block("claim clause", "show x + t >= 1"))
NESTED = text("variables x;", "constant s = root(u, u - 2, [1, 3]);", "constant t = root(u, u^2 - s, [1, 2]);", block("domain", "x in [0, 1]"),
              block("claim clause", "show x + t + s >= 1"))
DOUBLE = ROOT.replace("u^2 - 2", "(u - 3/2)^2")
TWO = ROOT.replace("u^2 - 2", "(u - 5/4)*(u - 7/4)")
NONE = ROOT.replace("u^2 - 2", "u^2 + 2")
KINK = text("variables x, y;", "function f = abs(x) + y^2/2;", block("minimizers points", "(0, 0)"), SPACE, BOX, block("claim quadratic_growth", "mu = 1/2"))
OFF_KINK = KINK.replace("(0, 0)", "(0, 1/2)")
ELLIPSE = text("variables x, y;", "function f = (x^2 + 4*y^2 - 1)^2;", block("minimizers equations", "x^2 + 4*y^2 = 1"), SPACE, BOX,
               block("claim quadratic_growth", "mu = 1/100"))
HYPERBOLA = text("variables x, y;", "function f = (x*y - 1)^2;", block("minimizers equations", "x*y = 1"), SPACE,
                 block("domain", "x in [1/2, 2]", "y in [1/2, 2]"), block("claim pl", "mu = 1/100"))
POINTS = text("variables x;", "function f1 = (x^2 - 1)^2;", "minimizers points auto;", block("infimum", "f1 = 0"),
              block("scope", "minimizers = space", "infimum = space"), block("domain", "x in [-3, 3]"), block("claim alpha_beta", "alpha = 20", "beta = 19"))


def number(value):
    value = Fraction(value)
    return str(value.numerator) if value.denominator == 1 else f"{value.numerator}/{value.denominator}"


def constant(name, lo, hi=None):
    return f"constant {name} {number(lo)} {number(lo if hi is None else hi)}\n"


def choice(name, *values):
    return f"choice {name} " + " ".join(number(v) for v in values) + "\n"


def cases():
    """Name, claim text, witness, why it is refused."""
    low, high = Fraction(14142135, 10**7), Fraction(14142136, 10**7)
    yield "root_honest", ROOT, constant("t", low, high), CLAUSES
    yield "root_wide", ROOT, constant("t", 1, 2), CLAUSES
    shifted = "the enclosure of the constant t cannot be confirmed"
    yield "root_shifted", ROOT, constant("t", low + 1, high + 1), shifted
    yield "root_negative", ROOT, constant("t", -high, -low), shifted
    yield "root_half", ROOT, constant("t", low, Fraction(1414213562373095, 10**15)), shifted
    yield "root_as_rational", ROOT, constant("t", Fraction(1414213562373095, 10**15)), shifted
    yield "root_huge", ROOT, constant("t", 10**300, 10**300 + 1), shifted
    yield "root_other_name", ROOT, constant("u", low, high), shifted.replace(" t ", " u ")
    yield "root_missing", ROOT, "", "the constants of the witness are not the root constants of the claim"
    yield "root_double", DOUBLE, constant("t", Fraction(3, 2)), "a multiple root cannot be certified"
    yield "root_first_of_two", TWO, constant("t", Fraction(5, 4)), "more than one zero in [1, 2]: near 1.25 and near 1.75"
    yield "root_of_nothing", NONE, constant("t", low, high), "no zero in [1, 2]"
    yield "root_nested_honest", NESTED, constant("s", 2) + constant("t", low, high), CLAUSES
    yield "root_nested_shifted", NESTED, constant("s", 3) + constant("t", Fraction(17, 10), Fraction(18, 10)), "the enclosure of the constant s cannot be confirmed"
    yield "root_nested_swapped", NESTED, constant("t", low, high) + constant("s", 2), "the enclosure of the constant t cannot be confirmed"

    origin = constant("y[1,1]", 0) + constant("y[1,2]", 0) + constant("fmin", 0) + constant("f[1,1]", 0)
    sharp = "a point at a kink has to be rational, with a positive 'sharpness'"
    yield "sharp_honest", KINK, origin + choice("sharpness[1]", Fraction(1, 2)), CLAUSES
    yield "sharp_missing", KINK, origin, sharp
    yield "sharp_zero", KINK, origin + choice("sharpness[1]", 0), sharp
    yield "sharp_negative", KINK, origin + choice("sharpness[1]", -1), sharp
    yield "sharp_wide_point", KINK, origin.replace("y[1,1] 0 0", "y[1,1] -1 1") + choice("sharpness[1]", 1), sharp
    yield "sharp_twice", KINK, origin + choice("sharpness[1]", 1) + choice("sharpness[2]", 1), ORDER
    yield "sharp_other_point", OFF_KINK, origin + choice("sharpness[1]", 1), "point 1 of the witness is not the one given"
    yield "sharp_value", KINK, origin.replace("fmin 0 0", "fmin -1 -1") + choice("sharpness[1]", 1), "the values of the functions at the minimizers are not as stated"
    yield "penalty_honest", KINK, origin + choice("sharpness[1]", 1) + choice("penalty", 3), CLAUSES
    yield "penalty_negative", KINK, origin + choice("sharpness[1]", 1) + choice("penalty", -3), "the choice 'penalty' is negative"
    yield "penalty_first", KINK, origin + choice("penalty", 3) + choice("sharpness[1]", 1), ORDER

    meets, value, steep = choice("curve", 0, 0, 1, 1), choice("value", 0), choice("steepness", 1)
    yield "level_honest", ELLIPSE, meets + value + steep, CLAUSES
    yield "level_segment_inside", ELLIPSE, choice("curve", 0, 0, Fraction(1, 2), Fraction(1, 4)) + value + steep, "segment 1 of the witness is not shown to meet the set of minimizers"
    yield "level_second_segment_outside", ELLIPSE, choice("curve", 0, 0, 1, 1, 2, 2, 3, 3) + value + steep, "segment 2 of the witness is not shown to meet the set of minimizers"
    yield "level_half_a_segment", ELLIPSE, choice("curve", 0, 0, 1) + value + steep, "the witness does not give points of the curve"
    yield "level_no_segment", ELLIPSE, value + steep, "the witness does not give points of the curve"
    yield "level_value", ELLIPSE, meets + choice("value", -1) + steep, "f is not shown to have the value stated on the set of minimizers"
    yield "level_no_value", ELLIPSE, meets + steep, "the witness does not give 'value' and 'steepness'"
    yield "level_flat", ELLIPSE, meets + value + choice("steepness", 0), "the choice 'steepness' is not positive"
    yield "level_falling", ELLIPSE, meets + value + choice("steepness", -1), "the choice 'steepness' is not positive"
    yield "level_radius", ELLIPSE, meets + value + steep + choice("radius", Fraction(1, 2)), "the cube of the radius does not hold the domain"
    yield "level_point_of_a_proof", ELLIPSE, meets + value + steep + choice("point", 0, 0), "a proof has no point"

    part, corner = ELLIPSE.replace("minimizers = space", "minimizers = domain"), choice("curve", 0, 0, 1, 1)
    yield "part_honest", part, corner + value + steep, CLAUSES
    yield "part_segment_ends_outside", part, choice("curve", 0, 0, Fraction(11, 10), 0) + value + steep, "segment 1 of the witness is not in the domain"
    yield "part_second_segment_outside", part, choice("curve", 0, 0, 1, 1, 0, 0, 0, -2) + value + steep, "segment 2 of the witness is not in the domain"
    yield "part_points_of_a_curve", HYPERBOLA.replace("= space", "= domain"), choice("curve", 1, 1), "the witness does not give"

    yield "curve_honest", HYPERBOLA, choice("curve", 1, 1), CLAUSES
    yield "curve_beside", HYPERBOLA, choice("curve", 1, Fraction(1000001, 1000000)), "point 1 of the witness is not shown to lie on the curve"
    yield "curve_pole", HYPERBOLA, choice("curve", 0, 1), "point 1 of the witness is not shown to lie on the curve"
    yield "curve_none", HYPERBOLA, "", "the witness does not give points of the curve"

    both = "".join(constant(f"y[{k},1]", s) for k, s in ((1, -1), (2, 1))) + constant("fmin", 0) + constant("f[1,1]", 0) + constant("f[1,2]", 0)
    yield "points_honest", POINTS, both + choice("attained[1]", 1), CLAUSES
    yield "points_saddle", POINTS, both.replace("y[2,1] 1 1", "y[2,1] 0 0") + choice("attained[1]", 1), "it is not shown that f has the same value at the points 1 and 2"
    yield "points_not_stationary", POINTS, both.replace("y[2,1] 1 1", "y[2,1] 1/2 1/2") + choice("attained[1]", 1), "the test for exactly one zero fails in variable 1"
    yield "points_attained_elsewhere", POINTS, both + choice("attained[1]", 0), "function 1 is not shown to take its infimum at the point stated"
    yield "points_none", POINTS, "", NOT_GIVEN
    yield "points_symmetry", POINTS, both + choice("symmetry[2]", -1, Fraction(1, 2)) + choice("attained[1]", 1), "it is not shown that f has the same value at the points 1 and 2"
