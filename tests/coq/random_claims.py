# SPDX-License-Identifier: MIT
"""Random clauses that are true with some room, as problem files; imported by agree.py."""
import math
from fractions import Fraction

# name in the language -> function of floats; the arguments below keep to where all are defined
UNARY = {"-({})": lambda u: -u, "abs({})": abs, "relu({})": lambda u: max(u, 0.0), "({})^2": lambda u: u * u, "({})^3": lambda u: u ** 3,
         "(3 + abs({}))^-2": lambda u: (3 + abs(u)) ** -2, "sqrt(1 + ({})^2)": lambda u: math.sqrt(1 + u * u), "exp(({})/4)": lambda u: math.exp(u / 4),
         "log(2 + ({})^2)": lambda u: math.log(2 + u * u), "log1p(({})^2)": lambda u: math.log1p(u * u), "expm1(({})/4)": lambda u: math.expm1(u / 4),
         "sin({})": math.sin, "cos({})": math.cos, "tan(sin({}))": lambda u: math.tan(math.sin(u)), "atan({})": math.atan,
         "asin(sin({})/2)": lambda u: math.asin(math.sin(u) / 2), "acos(cos({})/2)": lambda u: math.acos(math.cos(u) / 2),
         "sinh(({})/4)": lambda u: math.sinh(u / 4), "cosh(({})/4)": lambda u: math.cosh(u / 4), "tanh({})": math.tanh,
         "logistic({})": lambda u: 1 / (1 + math.exp(-u)), "softplus({})": lambda u: math.log1p(math.exp(u)), "({}) + pi": lambda u: u + math.pi}
BINARY = {"({}) + ({})": lambda u, v: u + v, "({}) - ({})": lambda u, v: u - v, "({})*({})": lambda u, v: u * v,
          "({})/(1 + abs({}))": lambda u, v: u / (1 + abs(v)), "min({}, {})": min, "max({}, {})": max}
NAMES = "xyzuv"
POINTS = 300


def expression(random, variables, depth):
    """Text, and a function of a point."""
    if depth == 0:
        if random.random() < 0.25:
            value = Fraction(random.randint(-12, 12), random.randint(1, 6))
            return f"({value})", lambda point, value=float(value): value
        k = random.randrange(variables)
        return NAMES[k], lambda point, k=k: point[k]
    if random.random() < 0.5:
        form, f = random.choice(sorted(UNARY.items(), key=lambda item: item[0]))
        text, g = expression(random, variables, depth - 1)
        return form.format(text), lambda point: f(g(point))
    form, f = random.choice(sorted(BINARY.items(), key=lambda item: item[0]))
    (left, g), (right, h) = (expression(random, variables, depth - 1) for _ in "ab")
    return form.format(left, right), lambda point: f(g(point), h(point))


def claim(random):
    """The text of a problem, or None where a value overflows."""
    variables = random.choice((1, 2, 3, 5))  # beyond four the search writes leaves that need slopes from the root down
    box = [(lo, lo + random.randint(1, 3)) for lo in (random.randint(-3, 1) for _ in range(variables))]
    points = [[random.choice((lo, hi, random.uniform(lo, hi))) for lo, hi in box] for _ in range(POINTS)]
    literals, best = [], [-math.inf] * POINTS
    for _ in range(random.choice((1, 1, 2))):
        text, f = expression(random, variables, random.randint(2, 4))
        try:
            values = [f(point) for point in points]
        except OverflowError:
            return None
        middle = sorted(values)[random.choice((0, POINTS // 4))]
        literals.append((text, random.choice((">=", ">", ">", "!=")), Fraction(round(middle * 64), 64)))
        best = [max(b, v - middle) for b, v in zip(best, values)]
    room = Fraction(round((0.1 - min(best)) * 64), 64)
    shown = " or ".join(f"{text} {relation} {bound - room}" for text, relation, bound in literals)
    domain = " ".join(f"{NAMES[k]} in [{lo}, {hi}];" for k, (lo, hi) in enumerate(box))
    return f"problem p {{ variables {', '.join(NAMES[:variables])}; domain {{ {domain} }} claim clause {{ show {shown}; }} }}\n"
