#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""abcert sgd against independent computations.

    independent.py BUILD            enumerations in exact rationals, done here, lie in the enclosures of abcert sgd; distances,
                                    noise and growth constants against their definition; no bound is violated
    independent.py BUILD --self-test the comparison finds a number that is off by 1e-15

Minimizers, f* and s of the matrix come from its singular values in closed form, those of the two lines by hand.
"""
import json
import math
import pathlib
import subprocess
import sys
import tempfile
from fractions import Fraction as F

MATRIX = [[F(3, 2), F(1, 2)], [F(1, 2), F(1)]]
SIGMA = (F(5, 4), math.sqrt(5) / 4)  # sigma_1,2 = 5/4 +- sqrt 5/4


class Factorization:
    """Four functions of (w_1, w_2, s_1, s_2)."""

    text = """family matrix_factorization { X = [[3/2, 1/2], [1/2, 1]]; rank = 1; }
      domain { W in [-2, 2]; S in [-2, 2]; } claim alpha_beta { beta = 382; alpha = beta + 1; }"""
    start = (F(1), F(1, 2), F(1, 2), F(3, 4))
    start_text = "W = [[1, 1/2]]; S = [[1/2, 3/4]];"
    count, alpha, beta = 4, F(383), F(382)
    minimum = (float(SIGMA[0]) - SIGMA[1]) ** 2 / 8
    low, high = F(-2), F(2)

    def value(self, x, i):
        return (MATRIX[i // 2][i % 2] - x[i // 2] * x[2 + i % 2]) ** 2 / 2

    def gradient(self, x, i):
        row, column = i // 2, 2 + i % 2
        r = MATRIX[i // 2][i % 2] - x[row] * x[column]
        out = [F(0)] * 4
        out[row], out[column] = -r * x[column], -r * x[row]
        return out

    def distance(self):
        """min over t of |(w, s) - (t a, b/t)|^2 on a fine grid; a = b = sqrt(sigma) u, u the eigenvector of sigma_1."""
        sigma = float(SIGMA[0]) + SIGMA[1]
        u = (0.5, sigma - 1.5)
        scale = math.sqrt(sigma) / math.hypot(*u)
        a = [scale * c for c in u]
        x = [float(c) for c in self.start]
        def at(t):
            y = [t * a[0], t * a[1], a[0] / t, a[1] / t]
            return sum((p - q) ** 2 for p, q in zip(x, y))
        return min(at(sign * math.exp(k / 1000)) for sign in (1, -1) for k in range(-1000, 1001))


class TwoLines:
    text = """variables x, y; function f1 = (x + y)^2 / ((x + y)^2 + 1); function f2 = (x + y + 1)^2 / ((x + y + 1)^2 + 1);
      infimum { f1 = 0; f2 = 0; } minimizers affine { x + y = -1/2; } domain { x in [-10, 10]; y in [-10, 10]; }
      claim alpha_beta { alpha = 5/2; beta = 2; }"""
    start = (F(1), F(3))
    start_text = "x = 1; y = 3;"
    count, alpha, beta = 2, F(5, 2), F(2)
    minimum = F(1, 5)
    low, high = F(-10), F(10)

    def value(self, x, i):
        t = (x[0] + x[1] + i) ** 2
        return t / (t + 1)

    def gradient(self, x, i):
        s = x[0] + x[1] + i
        return [2 * s / (s * s + 1) ** 2] * 2

    def distance(self):
        return (self.start[0] + self.start[1] + F(1, 2)) ** 2 / 2


def step_size(problem, optimizer, gamma, k, value, square):
    if optimizer == "decreasing":
        return F(float(gamma) / math.sqrt(k + 1))
    if square == 0 or optimizer == "sgd":
        return gamma
    if optimizer == "sps_max":
        c = 1 / (problem.alpha - problem.beta)
        return min(value / (c * square), gamma)
    return gamma / (1 + gamma * square / (2 * value))


def course(problem, optimizer, gamma, steps):
    """E f(x^k) - f* and P(x^0..x^k in D) for k = 0..steps, f_i* = 0."""
    states, out = {(problem.start, True): F(1)}, []
    for k in range(steps + 1):
        mean = sum(w * problem.value(x, i) for (x, _), w in states.items() for i in range(problem.count)) / problem.count
        inside = sum(w for (_, good), w in states.items() if good)
        out.append((mean - problem.minimum if isinstance(problem.minimum, F) else float(mean) - problem.minimum, inside))
        following = {}
        for (x, good), w in states.items():
            for i in range(problem.count):
                g = problem.gradient(x, i)
                gamma_k = step_size(problem, optimizer, gamma, k, problem.value(x, i), sum(c * c for c in g))
                y = tuple(a - gamma_k * b for a, b in zip(x, g))
                key = (y, good and all(problem.low <= c <= problem.high for c in y))
                following[key] = following.get(key, 0) + w / problem.count
        states = following
    return out


def run(build, problem, optimizer, gamma, steps):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "p.abp"
        path.write_text(f"""problem p {{ {problem.text} sgd {{ start {{ {problem.start_text} }} stepsize = {gamma};
          iterations = {steps}; optimizer = {optimizer}; runs = 50; }} }}""")
        done = subprocess.run([build / "abcert", "sgd", "--json", path], capture_output=True, check=False)
    if done.returncode not in (0, 20):
        raise SystemExit(f"abcert sgd ended with {done.returncode}: {done.stderr.decode()}")
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def ends(fact):
    return (F(fact["value"]),) * 2 if "value" in fact else (F(fact["lower"]), F(fact["upper"]))


def inside(number, fact, slack):
    low, high = ends(fact)
    return low - slack <= number <= high + slack


def compare(problem, optimizer, facts, expected):
    gaps = {f["k"]: f for f in facts if f["type"] == "gap"}
    shares = {f["k"]: f for f in facts if f["type"] == "inside"}
    exact = isinstance(problem.minimum, F) and optimizer != "decreasing"
    slack = F(0) if exact else F(1, 10**14)
    for k, (gap, share) in enumerate(expected):
        if not inside(gap, gaps[str(k)], slack):
            return f"gap {k} is {float(gap)!r}, printed as {gaps[str(k)]}"
        low, high = ends(gaps[str(k)])
        if high - low > F(1, 10**15):
            return f"gap {k} is wide: {gaps[str(k)]}"
        if not inside(share, shares[str(k)], 0):
            return f"inside {k} is {share}, printed as {shares[str(k)]}"
    values = {f["type"]: f for f in facts}
    if not inside(problem.distance(), values["distance"], F(1, 10**5)):
        return f"distance: {float(problem.distance())!r}, printed as {values['distance']}"
    if not inside(problem.minimum, values["noise"], F(1, 10**15)):
        return f"noise: {float(problem.minimum)!r}, printed as {values['noise']}"
    for name in ("bound", "bound_sharp", "bound_stopped"):
        if name in values and min(g for g, _ in expected[:-1]) > ends(values[name])[1]:
            return f"{name} is violated"
    return None


def check(build):
    for problem, steps in ((Factorization(), 3), (TwoLines(), 2)):  # more, and the rationals get long
        for optimizer in ("sgd", "decreasing", "sps_max", "ngn"):
            for gamma in (F(1, 20), F(1, 3)):
                expected = course(problem, optimizer, gamma, steps)
                _, facts = run(build, problem, optimizer, gamma, steps)
                fault = compare(problem, optimizer, facts, expected)
                if fault:
                    raise SystemExit(f"{type(problem).__name__}, {optimizer}, step {gamma}: {fault}")


def self_test(build):
    problem = TwoLines()
    expected = course(problem, "sgd", F(1, 20), 3)
    _, facts = run(build, problem, "sgd", F(1, 20), 3)
    assert compare(problem, "sgd", facts, expected) is None
    for k in range(4):
        wrong = list(expected)
        wrong[k] = (wrong[k][0] + F(1, 10**15), wrong[k][1])
        assert compare(problem, "sgd", facts, wrong)
    wrong = list(expected)
    wrong[2] = (wrong[2][0], F(1, 2))
    assert compare(problem, "sgd", facts, wrong)


if __name__ == "__main__":
    (self_test if "--self-test" in sys.argv[2:] else check)(pathlib.Path(sys.argv[1]).resolve())
