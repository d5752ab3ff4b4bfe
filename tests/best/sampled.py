#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The brackets of docs/examples.md against the definition of the condition.

    sampled.py ROOT              compare
    sampled.py ROOT --self-test  the comparison itself finds differences

For each problem below everything is written again from the paper, in floating point and with nothing of the program: the
f_i, gradients by the complex step, the minimizers by descent on a grid, projections by search. Random points of D and a pattern search from
the worst of them give the largest constant that some point demands. It must not exceed the proved end, and must come within one
per cent of the refuted end.
"""
import fractions
import math
import pathlib
import random
import sys

SAMPLES, CLIMBS, NEAR = 3000, 4, 1e-2


class Problem:
    """f_i and f_i*, D = [lo, hi]^n, and M: points (None: found by descent), or a function that gives the nearest points of x."""

    def __init__(self, functions, infima, dimension, lo, hi, nearest=None, shift=1.0, fixed_alpha=None, free="alpha"):
        self.functions, self.infima, self.dimension, self.lo, self.hi = functions, infima, dimension, lo, hi
        self.shift, self.fixed_alpha, self.free = shift, fixed_alpha, free
        self.nearest = nearest or self.nearest_of(self.descend())

    def value(self, x):
        return sum(f(*x) for f in self.functions) / len(self.functions)

    def gradient(self, f, x):
        step = 1e-30
        return [f(*[complex(v, step * (j == k)) for j, v in enumerate(x)]).imag / step for k in range(self.dimension)]

    def descend(self):
        """The points of least value that gradient descent finds from a grid."""
        side = [self.lo + (self.hi - self.lo) * (k + 0.5) / 12 for k in range(12)]
        ends = [self.descend_from([a, b]) for a in side for b in side]
        least = min(self.value(x) for x in ends)
        points = []
        for x in ends:
            if self.value(x) <= least + 1e-10 and all(math.dist(x, p) > 1e-3 for p in points):
                points.append(x)
        return points

    def descend_from(self, x):
        rate = 1.0
        for _ in range(400):
            slope = [sum(parts) / len(self.functions) for parts in zip(*(self.gradient(f, x) for f in self.functions))]
            new = [v - rate * s for v, s in zip(x, slope)]
            if self.value(new) < self.value(x):
                x, rate = new, rate * 1.3
            else:
                rate /= 2
            if rate < 1e-14:
                break
        return x

    @staticmethod
    def nearest_of(points):
        def nearest(x):
            least = min(math.dist(x, p) for p in points)
            return [p for p in points if math.dist(x, p) <= least * (1 + 1e-12)]
        return nearest

    def demand(self, x):
        """The least value of the free constant for which all T_i(x, y) >= 0; for each i the best of several nearest y."""
        demands = []
        for y in self.nearest(x):
            worst = -math.inf
            for f, infimum in zip(self.functions, self.infima):
                inner = sum(g * (a - b) for g, a, b in zip(self.gradient(f, x), x, y))
                gap, excess = f(*x).real - f(*y).real, f(*x).real - infimum
                if self.fixed_alpha is not None:    # inner >= alpha gap - beta excess
                    room, need = excess, self.fixed_alpha * gap - inner
                elif self.free == "alpha":          # beta = alpha - shift
                    room, need = excess - gap, self.shift * excess - inner
                else:                               # alpha = beta + shift
                    room, need = excess - gap, self.shift * gap - inner
                if room > 1e-12:
                    worst = max(worst, need / room)
            demands.append(worst)
        return min(demands)

    def climb(self, x):
        step, value = (self.hi - self.lo) / 20, self.demand(x)
        while step > 1e-9:
            moves = [[min(max(v + s * step * (j == k), self.lo), self.hi) for j, v in enumerate(x)] for k in range(self.dimension) for s in (1, -1)]
            best = max(moves, key=self.demand)
            if self.demand(best) > value:
                x, value = best, self.demand(best)
            else:
                step /= 2
        return value

    def estimate(self, generator):
        points = [[generator.uniform(self.lo, self.hi) for _ in range(self.dimension)] for _ in range(SAMPLES)]
        points.sort(key=self.demand, reverse=True)
        return max([self.demand(points[0])] + [self.climb(x) for x in points[:CLIMBS]])


def on_line(x):
    """Nearest point of x + y = -1/2."""
    move = (x[0] + x[1] + 0.5) / 2
    return [[x[0] - move, x[1] - move]]


def least_on(function, lo, hi):
    """Where a function of t > 0 is least on [lo, hi]: the best of a grid, refined."""
    ts = [lo * (hi / lo) ** (k / 60) for k in range(61)]
    k = min(range(61), key=lambda j: function(ts[j]))
    a, b = ts[max(k - 1, 0)], ts[min(k + 1, 60)]
    for _ in range(70):
        c, d = a + (b - a) * 0.382, a + (b - a) * 0.618
        a, b = (a, d) if function(c) < function(d) else (c, b)
    return (a + b) / 2


def on_hyperbola(x):
    """Nearest point of w s = 1, w > 0, from the first quadrant."""
    t = least_on(lambda t: (x[0] - t) ** 2 + (x[1] - 1 / t) ** 2, 0.05, 20)
    return [[t, 1 / t]]


def rank_one_nearest(matrix):
    """Nearest points of {(t u, s v/t)} where s u v' is the best rank-one approximation of a symmetric 2 x 2 matrix."""
    (a, b), (_, c) = matrix
    sigma = (a + c) / 2 + math.hypot((a - c) / 2, b)
    length = math.hypot(b, sigma - a)
    u = [b / length, (sigma - a) / length]

    def point(t):
        return [t * u[0], t * u[1], sigma * u[0] / t, sigma * u[1] / t]

    def nearest(x):
        points = [point(sign * least_on(lambda t, sign=sign: sum((p - q) ** 2 for p, q in zip(point(sign * t), x)), 0.02, 50)) for sign in (1, -1)]
        least = min(math.dist(x, p) for p in points)
        return [p for p in points if math.dist(x, p) <= least * (1 + 1e-9)]
    return nearest


X = ((1.5, 0.5), (0.5, 1.0))
ENTRIES = [lambda w1, w2, s1, s2, i=i, j=j: (X[i][j] - (w1, w2)[i] * (s1, s2)[j]) ** 2 / 2 for i in range(2) for j in range(2)]


def bowl(x, y, a):
    return ((x - a) ** 2 + (y - a) ** 2) / (1 + (x - a) ** 2 + (y - a) ** 2)


PROBLEMS = {
    "functions/two_lines": Problem([lambda x, y: (x + y) ** 2 / ((x + y) ** 2 + 1), lambda x, y: (x + y + 1) ** 2 / ((x + y + 1) ** 2 + 1)],
                                   [0, 0], 2, -10, 10, on_line, fixed_alpha=2.5),
    "functions/local_minima": Problem([lambda x, y: (1 + x * x + y * y) / (4 + x * x + y * y), lambda x, y: bowl(x, y, 2.5)], [0.25, 0], 2, -10, 10),
    "functions/local_minima_printed": Problem([lambda x, y: 1 - 3 / (4 + x * x + y * y), lambda x, y: 0.5 + ((x - 2.5) ** 2 - 2) / (4 + 2 * (y - 2.5) ** 2)],
                                              [0.25, 0], 2, -10, 10),
    "functions/twin_bowls": Problem([lambda x, y: bowl(x, y, 0), lambda x, y: bowl(x, y, 1)], [0, 0], 2, -5, 5),
    "functions/noisy_product": Problem([lambda w, s: (w * s - 0.5) ** 2 / 2, lambda w, s: (w * s - 1.5) ** 2 / 2], [0, 0], 2, 0.5, 2, on_hyperbola),
    "matrix_factorization/rank_one_2x2_r1": Problem(ENTRIES, [0] * 4, 4, -1, 1, rank_one_nearest(X), free="beta"),
    "matrix_factorization/rank_one_2x2_r2": Problem(ENTRIES, [0] * 4, 4, -2, 2, rank_one_nearest(X), free="beta"),
}


def brackets(root):
    """{problem: (refuted, proved)} of the free constant, from certificates/constants.txt."""
    ends = {}
    for line in (root / "certificates/constants.txt").read_text(encoding="utf-8").splitlines():
        fields = line.split(" | ")
        if len(fields) == 6 and fields[1].startswith("best."):
            constants = dict(part.split(" = ") for part in fields[2].split(", "))
            ends.setdefault(fields[0], {})[fields[1]] = {name: float(fractions.Fraction(value)) for name, value in constants.items()}
    return {name: (both["best.refuted"], both["best.proved"]) for name, both in ends.items()}


def complaints(root, factor):
    """factor: by which the proved end is falsified."""
    found = brackets(root)
    generator = random.Random(1)
    for name, problem in PROBLEMS.items():
        free = "beta" if problem.fixed_alpha is not None or problem.free == "beta" else "alpha"
        refuted, proved = found[name][0][free], found[name][1][free] * factor
        sampled = problem.estimate(generator)
        print(f"{name}: {free} refuted at {refuted:.9g}, proved at {proved:.9g}; a point asks for {sampled:.9g}", flush=True)
        if sampled > proved * (1 + 1e-9):
            yield f"{name}: a sampled point asks for {sampled}, more than what is proved, {proved}"
        if sampled < refuted * (1 - NEAR):
            yield f"{name}: no sampled point asks for more than {sampled}; refuted is {refuted}"


def main(arguments):
    root, self_test = pathlib.Path(arguments[0]), arguments[1:] == ["--self-test"]
    if self_test:
        global PROBLEMS
        PROBLEMS = {"functions/two_lines": PROBLEMS["functions/two_lines"]}
        return 0 if list(complaints(root, 0.999)) else 1
    found = list(complaints(root, 1))
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
