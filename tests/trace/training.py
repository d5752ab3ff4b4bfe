#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""abcert train against runs made here: training.py BUILD.

A factorisation has to agree byte for byte (only + - * / are used); a network to 1e-11, as e^t and log(1 + t) of this
language are not correctly rounded. Generator and start are written down again from docs/theory/sgd.md, section 10.
"""
import math
import pathlib
import subprocess
import sys
import tempfile
from fractions import Fraction as F

MASK = 2**64 - 1


class Stream:
    def __init__(self, seed):
        self.words = []
        for _ in range(4):
            seed = (seed + 0x9E3779B97F4A7C15) & MASK
            z = seed
            z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
            z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
            self.words.append(z ^ (z >> 31))

    def next(self):
        def rotate(x, k):
            return ((x << k) | (x >> (64 - k))) & MASK
        s = self.words
        out, t = rotate(s[1] * 5 & MASK, 7) * 9 & MASK, (s[1] << 17) & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotate(s[3], 45)
        return out

    def index(self, count):
        while True:
            word = self.next()
            if word < 2**64 - 2**64 % count:
                return word % count


def random_start(count, radius, seed):
    stream = Stream(seed ^ (1 << 63))
    return [float(radius * F(2 * (stream.next() >> 32) + 1 - 2**32, 2**32)) for _ in range(count)]


class Factorization:
    matrix, rank, radius, seed, step, iterations = [[1.5, 0.5, 0.1], [0.5, 1.0, -0.3], [0.25, -0.75, 0.7]], 2, F(3, 4), 11, F(1, 30), 500
    samples = 9

    def text(self):
        return f"family matrix_factorization {{ X = {self.matrix}; rank = 2; }} domain {{ W in [-9, 9]; S in [-9, 9]; }}"

    coordinates = 12

    def loss(self, x, i):
        r = self.residual(x, i)
        return r * r / 2

    def residual(self, x, i):
        product = 0.0
        for c in range(2):
            product += x[3 * c + i // 3] * x[6 + 3 * c + i % 3]
        return self.matrix[i // 3][i % 3] - product

    def gradient(self, x, i):
        r, out = self.residual(x, i), []
        for c in range(2):
            w, s = 3 * c + i // 3, 6 + 3 * c + i % 3
            out += [(w, -r * x[s]), (s, -r * x[w])]
        return out


class Network:
    points, labels = [[1.0, 0.5], [-0.25, 1.5]], [(2, 1), (1, 3)]
    width, radius, seed, step, iterations = 3, F(1), 5, F(1, 10), 300
    coordinates, samples = 9, 7

    def text(self):
        points = "".join(f" point {p} positive {a} negative {b};" for p, (a, b) in zip(self.points, self.labels))
        return f"family two_layer_relu {{ width = 3;{points} }} domain {{ v in [-9, 9]; W in [-9, 9]; }}"

    def sample(self, i):
        for point, (a, b) in zip(self.points, self.labels):
            if i < a + b:
                return point, 1.0 if i < a else -1.0
            i -= a + b
        raise IndexError

    def hidden(self, x, point):
        return [x[2 * u] * point[0] + x[2 * u + 1] * point[1] for u in range(3)]

    def output(self, x, i):
        return sum(x[6 + u] * max(h, 0.0) for u, h in enumerate(self.hidden(x, self.sample(i)[0])))

    def loss(self, x, i):
        q = self.sample(i)[1] * self.output(x, i)
        return max(-q, 0.0) + math.log1p(math.exp(-abs(q)))

    def slope(self, x, i):
        label = self.sample(i)[1]
        return -label / (1 + math.exp(label * self.output(x, i)))

    def gradient(self, x, i):
        point = self.sample(i)[0]
        hidden, slope, out = self.hidden(x, point), self.slope(x, i), []
        for u, h in enumerate(hidden):
            if h > 0:
                out += [(2 * u, slope * x[6 + u] * point[0]), (2 * u + 1, slope * x[6 + u] * point[1]), (6 + u, slope * h)]
        return out


class Hinge(Network):
    def text(self):
        return super().text().replace("width = 3;", "width = 3; loss = smoothed_hinge;")

    def loss(self, x, i):
        q = self.sample(i)[1] * self.output(x, i)
        return 0.0 if q >= 1 else 0.5 - q if q <= 0 else (1 - q) ** 2 / 2

    def slope(self, x, i):
        label = self.sample(i)[1]
        return -label * min(max(1 - label * self.output(x, i), 0.0), 1.0)


class Squared(Network):
    targets, samples = [[2.0, -0.5], [0.25, 1.5, -1.0]], 5

    def text(self):
        points = "".join(f" point {p} targets {t};" for p, t in zip(self.points, self.targets))
        return f"family two_layer_relu {{ width = 3; loss = squared;{points} }} domain {{ v in [-9, 9]; W in [-9, 9]; }}"

    def sample(self, i):
        return (self.points[0], self.targets[0][i]) if i < 2 else (self.points[1], self.targets[1][i - 2])

    def loss(self, x, i):
        return (self.output(x, i) - self.sample(i)[1]) ** 2 / 2

    def slope(self, x, i):
        return self.output(x, i) - self.sample(i)[1]


class Regularized(Network):
    penalties = [1 / 16] * 6 + [1 / 8] * 3

    def text(self):
        return super().text() + " regularization { v = 1/8; W = 1/16; }"

    def loss(self, x, i):
        return super().loss(x, i) + sum(p * c * c for p, c in zip(self.penalties, x))

    def gradient(self, x, i):
        out = {k: 2 * p * c for k, (p, c) in enumerate(zip(self.penalties, x))}
        for where, g in super().gradient(x, i):
            out[where] += g
        return list(out.items())


def course(problem, end):
    x, stream = random_start(problem.coordinates, problem.radius, problem.seed), Stream(problem.seed)
    lines = []
    for k in range(problem.iterations):
        i = stream.index(problem.samples)
        gradient = problem.gradient(x, i)
        if end:
            inner = 0.0
            for where, g in gradient:
                inner += g * (x[where] - end[where])
            lines.append((k, inner, problem.loss(x, i), problem.loss(end, i)))
        for where, g in gradient:
            x[where] -= float(problem.step) * g
    return x, lines


def log_of(build, problem):
    with tempfile.TemporaryDirectory() as name:
        path, log = pathlib.Path(name) / "p.abp", pathlib.Path(name) / "log.csv"
        path.write_text(f"""problem p {{ {problem.text()} claim alpha_beta {{ beta = best; alpha = beta + 1; }}
          sgd {{ start {{ random = {problem.radius}; }} stepsize = {problem.step}; iterations = {problem.iterations}; seed = {problem.seed}; }} }}""")
        subprocess.run([build / "abcert", "train", "-q", path, "-o", log], check=True, stdout=subprocess.DEVNULL)
        return log.read_text()


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    for problem in (Factorization(), Network(), Hinge(), Squared(), Regularized()):
        end, _ = course(problem, None)
        _, want = course(problem, end)
        got = [line.split(",") for line in log_of(build, problem).splitlines()]
        assert got[0] == ["iteration", "inner", "loss", "final_loss"] and len(got) == len(want) + 1
        for fields, numbers in zip(got[1:], want):
            assert int(fields[0]) == numbers[0]
            for field, number in zip(fields[1:], numbers[1:]):
                same = float(field) == number if isinstance(problem, Factorization) else abs(float(field) - number) <= 1e-11 * (1 + abs(number))
                if not same:
                    sys.exit(f"{type(problem).__name__}: {fields}, should be {numbers}")


main()
