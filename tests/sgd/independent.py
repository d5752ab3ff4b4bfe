#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""abcert sgd against independent computations.

    independent.py BUILD            enumerations in exact rationals, done here, lie in the enclosures of abcert sgd; distances,
                                    noise and growth constants against their definition; no bound is violated
    independent.py BUILD --self-test the comparison finds a number that is off by 1e-15

Minimizers, f* and s of the matrices come from their singular values (in closed form, and by rotations), those of the two lines and of
the network by hand.
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


def eigen(a):
    """Eigenvalues, the largest first, and eigenvectors (rows) of a symmetric matrix, by Jacobi's rotations."""
    n = len(a)
    a = [[float(c) for c in row] for row in a]
    q = [[float(i == j) for j in range(n)] for i in range(n)]
    for _ in range(60):
        for i in range(n):
            for j in range(i):
                t = 0.5 * math.atan2(2 * a[i][j], a[i][i] - a[j][j])
                c, s = math.cos(t), math.sin(t)
                for m in (a, q):
                    m[i], m[j] = [c * x + s * y for x, y in zip(m[i], m[j])], [c * y - s * x for x, y in zip(m[i], m[j])]
                for row in a:
                    row[i], row[j] = c * row[i] + s * row[j], c * row[j] - s * row[i]
    order = sorted(range(n), key=lambda i: -a[i][i])
    return [a[i][i] for i in order], [q[i] for i in order]


class Ellipse:
    """f = g^2 + 1/4 with noise that cancels, g = x^2 + 4 y^2 - 1; f_i* = 0 is declared."""

    text = """variables x, y; function g = x^2 + 4*y^2 - 1; function f1 = g^2 + x/8 + y/16 + 1/4; function f2 = g^2 - x/8 - y/16 + 1/4;
      assume infimum; minimizers equations { x^2 + 4*y^2 = 1; } domain { x in [-5/4, 5/4]; y in [-5/4, 5/4]; }
      claim alpha_beta { alpha = 6; beta = alpha - 1; }"""
    start = (F(1), F(1, 4))
    start_text = "x = 1; y = 1/4;"
    count, alpha, beta = 2, F(6), F(5)
    minimum = F(1, 4)
    low, high = F(-5, 4), F(5, 4)

    def value(self, x, i):
        return (x[0] ** 2 + 4 * x[1] ** 2 - 1) ** 2 + (1 - 2 * i) * (x[0] / 8 + x[1] / 16) + F(1, 4)

    def gradient(self, x, i):
        g = x[0] ** 2 + 4 * x[1] ** 2 - 1
        return [4 * g * x[0] + F(1 - 2 * i, 8), 16 * g * x[1] + F(1 - 2 * i, 16)]

    def distance(self):
        return min((math.cos(t) - 1) ** 2 + (math.sin(t) / 2 - 0.25) ** 2 for t in (k * math.pi / 10000 for k in range(20000)))


WIDE = [[F(2), F(1), F(1, 2)], [F(1, 2), F(-3, 2), F(1)], [F(1), F(1, 2), F(-3, 2)]]


class RankTwo:
    """Nine functions of the two rows of W and of S in a ball."""

    text = """family matrix_factorization { X = [[2, 1, 1/2], [1/2, -3/2, 1], [1, 1/2, -3/2]]; rank = 2; }
      domain { ball radius = 3; } claim alpha_beta { beta = 5636; alpha = beta + 1; }"""
    start = (F(1), F(1, 2), F(1, 2), F(0), F(-1), F(1), F(1), F(1, 2), F(1, 4), F(1, 2), F(1), F(-1))
    start_text = "W = [[1, 1/2, 1/2], [0, -1, 1]]; S = [[1, 1/2, 1/4], [1/2, 1, -1]];"
    count, alpha, beta = 9, F(5637), F(5636)
    squares, right = eigen([[sum(a * b for a, b in zip(u, v)) for v in zip(*WIDE)] for u in zip(*WIDE)])
    minimum = squares[2] / 18

    def inside(self, x):
        return sum(c * c for c in x) <= 9

    def residual(self, x, i):
        row, column = i // 3, i % 3
        return WIDE[row][column] - x[row] * x[6 + column] - x[3 + row] * x[9 + column]

    def value(self, x, i):
        return self.residual(x, i) ** 2 / 2

    def gradient(self, x, i):
        row, column, r = i // 3, i % 3, self.residual(x, i)
        out = [F(0)] * 12
        for w, s in ((row, 6 + column), (3 + row, 9 + column)):
            out[w], out[s] = -r * x[s], -r * x[w]
        return out

    def distance(self):
        """The least |x - (A W0, A^-T S0)|^2 over 2 x 2 matrices A, by steps that shrink from several starts."""
        x = [float(c) for c in self.start]
        v = self.right[:2]
        w = [[sum(float(WIDE[i][j]) * u[j] for j in range(3)) for i in range(3)] for u in v]
        def at(a):
            det = a[0] * a[3] - a[1] * a[2]
            if abs(det) < 1e-9:
                return math.inf
            b = (a[3] / det, -a[2] / det, -a[1] / det, a[0] / det)  # (A^-1)'
            parts = ((a, w, x[:6]), (b, v, x[6:]))
            return sum((m[2 * c] * y[0][i] + m[2 * c + 1] * y[1][i] - z[3 * c + i]) ** 2
                       for m, y, z in parts for c in range(2) for i in range(3))
        best = math.inf
        for start in ((1, 0, 0, 1), (1, 0, 0, -1), (-1, 0, 0, 1), (-1, 0, 0, -1), (0, 1, 1, 0), (0, 1, -1, 0), (0, -1, 1, 0), (0, -1, -1, 0)):
            a, step = list(start), 0.5
            here = at(a)
            while step > 1e-8:
                moved = False
                for k in range(4):
                    for sign in (1, -1):
                        b = list(a)
                        b[k] += sign * step
                        if at(b) < here:
                            a, here, moved = b, at(b), True
                step = step if moved else step / 2
            best = min(best, here)
        return best


class Network:
    """One unit, labels 3 : 1 at the point 1; relu'(0) = 0."""

    family = "point [1] positive 3 negative 1;"
    claim = "alpha = 7.53; beta = alpha - 1;"
    start = (F(1), F(1, 2))
    start_text = "W = [[1]]; v = [1/2];"
    count, alpha, beta = 4, F(753, 100), F(653, 100)
    output, minimum = math.log(3), math.log(4) - 0.75 * math.log(3)
    low, high = F(-2), F(2)

    @property
    def text(self):
        return f"family two_layer_relu {{ width = 1; {self.family} }} domain {{ W in [-2, 2]; v in [-2, 2]; }} claim alpha_beta {{ {self.claim} }}"

    def loss(self, z, i):
        """The loss of sample i at the output z, and its slope."""
        y = 1 if i < 3 else -1
        return math.log1p(math.exp(-y * z)), -y / (1 + math.exp(y * z))

    def value(self, x, i):
        return self.loss(float(x[1]) * max(float(x[0]), 0), i)[0]

    def gradient(self, x, i):
        slope = self.loss(float(x[1]) * max(float(x[0]), 0), i)[1]
        return [slope * float(x[1]) * (x[0] > 0), slope * max(float(x[0]), 0)]

    def distance(self):
        def at(t):
            return (t - 1) ** 2 + (self.output / t - 0.5) ** 2
        return min(at(math.exp(k / 1000)) for k in range(-2000, 2001))


class HingeNetwork(Network):
    family = "loss = smoothed_hinge; point [1] positive 3 negative 1;"
    claim = "alpha = 52.02; beta = alpha - 1;"
    alpha, beta = F(5202, 100), F(5102, 100)
    output, minimum = 2 / 3, 0.75 / 18 + 0.25 * (0.5 + 2 / 3)  # 3 (1 - z)^2/2 + 1/2 + z is least at 2/3

    def loss(self, z, i):
        y = 1 if i < 3 else -1
        gap = min(max(1 - y * z, 0), 1)
        return gap * gap / 2 + max(-y * z, 0), -y * gap


class SquaredNetwork(Network):
    family = "loss = squared; point [1] targets [2, 1/2];"
    claim = "alpha = 29.2; beta = alpha - 1;"
    count, alpha, beta = 2, F(292, 10), F(282, 10)
    output, minimum = 1.25, 0.28125

    def loss(self, z, i):
        error = z - (2, 0.5)[i]
        return error * error / 2, error


def step_size(problem, optimizer, gamma, k, value, square):
    if optimizer == "decreasing":
        return F(float(gamma) / math.sqrt(k + 1))
    if square == 0 or optimizer == "sgd":
        return gamma
    if optimizer == "sps_max":
        c = 1 / (problem.alpha - problem.beta)
        return min(value / (c * square), gamma)
    return gamma / (1 + gamma * square / (2 * value))


def is_inside(problem, x):
    return problem.inside(x) if hasattr(problem, "inside") else all(problem.low <= c <= problem.high for c in x)


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
                key = (y, good and is_inside(problem, y))
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
    small, both = (F(1, 20),), (F(1, 20), F(1, 3))
    cases = ((Factorization(), 3, both), (TwoLines(), 2, both), (Ellipse(), 2, small), (RankTwo(), 2, small), (Network(), 4, small),  # more steps, and
             (HingeNetwork(), 3, small), (SquaredNetwork(), 4, both))                                        # rationals get long
    for problem, steps, gammas in cases:
        for optimizer in ("sgd", "decreasing", "sps_max", "ngn"):
            for gamma in gammas:
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
