#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""exact_replay.py CERT|FOLDER...: replay once more, in another language and in exact rational arithmetic.

Reads certificates and follows their trees by docs/theory/rules.md and slopes.md with Python's fractions. All roundings of the
checker are outward, so what it accepts has to hold here too: a refusal is a bug in one of the two. Certificates with functions
that are not rational are left out. Exit status 1 if one is refused.

exact_replay.py --claims PROGRAM COUNT SEED: makes random certificates with PROGRAM (claims.c) and replays them, as they are and
with a literal made false, which has to be refused.
"""
import hashlib
import math
import pathlib
import subprocess
import sys
import tempfile
from fractions import Fraction

sys.setrecursionlimit(100000)
KINKS = ("abs", "relu", "min", "max")
RATIONAL = ("constant", "variable", "parameter", "add", "sub", "mul", "div", "min", "max", "pow", "neg", "abs", "relu")


class Left(Exception):
    """Not for this replay."""


class Wrong(Exception):
    """The certificate proves nothing."""


# ---- intervals: a pair of rationals, or None where undefined ----

def add(x, y):
    return x and y and (x[0] + y[0], x[1] + y[1])


def neg(x):
    return x and (-x[1], -x[0])


def sub(x, y):
    return add(x, neg(y))


def mul(x, y):
    if x is None or y is None:
        return None
    products = [a * b for a in x for b in y]
    return min(products), max(products)


def div(x, y):
    if x is None or y is None or y[0] <= 0 <= y[1]:
        return None
    return mul(x, (1 / y[1], 1 / y[0]))


def hull(x, y):
    return x and y and (min(x[0], y[0]), max(x[1], y[1]))


def common(x, y):
    """Where both contain the same number."""
    return x and y and (max(x[0], y[0]), min(x[1], y[1]))


def power(x, n):
    if x is None or (n < 0 and x[0] <= 0 <= x[1]):
        return None
    ends = [a ** n for a in x]
    low = 0 if n > 0 and n % 2 == 0 and x[0] < 0 < x[1] else min(ends)
    return Fraction(low), max(ends)


def one(f):
    return lambda x, y: x and (f(x[0]), f(x[1]))


def absolute(x, _):
    return x and (Fraction(0) if x[0] <= 0 <= x[1] else min(map(abs, x)), max(map(abs, x)))


OPERATIONS = {
    "add": add, "sub": sub, "mul": mul, "div": div, "neg": lambda x, _: neg(x), "abs": absolute, "relu": one(lambda a: max(a, Fraction(0))),
    "min": lambda x, y: x and y and (min(x[0], y[0]), min(x[1], y[1])), "max": lambda x, y: x and y and (max(x[0], y[0]), max(x[1], y[1])),
}


def derivative(node, h):
    if node[0] == "pow":
        return mul((Fraction(node[2]),) * 2, power(h, node[2] - 1))
    left = Fraction(-1 if node[0] == "abs" else 0)
    return (Fraction(1) if h[0] >= 0 else left), (left if h[1] <= 0 else Fraction(1))


def curvature(node, h):
    if node[0] in ("abs", "relu"):
        return 1
    n = node[2]
    if n % 2 == 0:
        return 1 if n > 0 or h[0] > 0 or h[1] < 0 else 0
    return 0 if n == 1 else 1 if h[0] >= 0 else -1 if h[1] <= 0 else 0


def quotient(node, u, c):
    if u == c:
        return None
    g = [a ** node[2] if node[0] == "pow" else max(a, 0) if node[0] == "relu" else abs(a) for a in (u, c)]
    return (g[0] - g[1]) / (u - c)


def divided_difference(node, u, c):
    """Encloses (g(u) - g(c))/(u - c); slopes.md, section 3."""
    if node[0] == "neg":
        return Fraction(-1), Fraction(-1)
    if u is None or c is None:
        return None
    if node[0] == "pow" and node[2] == 0:
        return Fraction(0), Fraction(0)
    if node[0] == "pow" and node[2] == 2:
        return add(u, c)
    h = hull(u, c)
    if node[0] == "pow" and power(h, node[2]) is None:
        return None
    bounds = derivative(node, h)
    sign = curvature(node, h)
    if bounds is None or sign == 0:
        return bounds
    ends = (0, 1) if sign > 0 else (1, 0)
    low, high = (quotient(node, u[k], c[k]) for k in ends)
    return max(bounds[0], low) if low is not None else bounds[0], min(bounds[1], high) if high is not None else bounds[1]


def weight(op, u, v, cu, cv):
    s = divided_difference(("abs",), sub(u, v), sub(cu, cv))
    s = neg(s) if op == "min" else s
    return s and ((s[0] + 1) / 2, (s[1] + 1) / 2)


# ---- expressions ----

class Template:
    def __init__(self):
        self.variables, self.parameters, self.nodes, self.literals, self.zeros = [], [], [], [], []
        self.chosen, self.gradients = 0, {}

    def ranges(self, box, values):
        out = []
        for node in self.nodes:
            op = node[0]
            if op == "constant":
                out.append((node[1],) * 2)
            elif op == "variable":
                out.append(box[node[1]])
            elif op == "parameter":
                out.append(values[node[1]])
            elif op == "pow":
                out.append(power(out[node[1]], node[2]))
            else:
                out.append(OPERATIONS[op](out[node[1]], out[node[2]] if len(node) > 2 else None))
        return out

    def slopes(self, box, anchor, moves, values):
        """Range, anchored range and slopes of all nodes; slopes.md."""
        r, a, s = self.ranges(box, values), self.ranges(anchor, values), []
        zero = (Fraction(0),) * 2
        for i, node in enumerate(self.nodes):
            s.append([self.slope(node, i, k, r, a, s) if k in moves and k in self.depends(i) else zero for k in range(len(box))])
        return r, a, s

    def depends(self, i):
        node = self.nodes[i]
        if node[0] == "variable":
            return {node[1]}
        if node[0] in ("constant", "parameter"):
            return set()
        children = node[1:2] if node[0] == "pow" else node[1:]
        return set().union(*(self.depends(c) for c in children))

    def slope(self, node, i, k, r, a, s):
        op = node[0]
        if op == "variable":
            return Fraction(1), Fraction(1)
        u = node[1]
        if op in ("neg", "abs", "relu", "pow"):
            return mul(divided_difference(node, r[u], a[u]), s[u][k])
        v = node[2]
        if op in ("add", "sub"):
            return OPERATIONS[op](s[u][k], s[v][k])
        if op == "mul":
            return add(mul(s[u][k], r[v]), mul(a[u], s[v][k]))
        if op == "div":
            return div(sub(s[u][k], mul(a[i], s[v][k])), r[v])
        w = weight(op, r[u], r[v], a[u], a[v])
        if w is None:
            return None
        ends = [add(mul((t, t), s[u][k]), mul((1 - t, 1 - t), s[v][k])) for t in w]
        return hull(*ends)

    def factors(self, i, r, a):
        """The children of node i, and what their differences are multiplied with; slopes.md, section 5."""
        node = self.nodes[i]
        op = node[0]
        if op in ("constant", "variable", "parameter"):
            return []
        u = node[1]
        if op in ("neg", "abs", "relu", "pow"):
            return [(u, divided_difference(node, r[u], a[u]))]
        v, unit = node[2], (Fraction(1),) * 2
        if op in ("add", "sub"):
            return [(u, unit), (v, unit if op == "add" else neg(unit))]
        if op == "mul":
            return [(u, r[v]), (v, a[u])]
        if op == "div":
            return [(u, div(unit, r[v])), (v, div(neg(a[i]), r[v]))]
        w = weight(op, r[u], r[v], a[u], a[v])
        return [(u, w), (v, sub(unit, w))]

    def backward(self, root, r, a):
        """The slopes of one node in all variables, from it down; slopes.md, section 5."""
        zero = (Fraction(0),) * 2
        g = [zero] * root + [(Fraction(1),) * 2]
        out = {}
        for i in range(root, -1, -1):
            if self.nodes[i][0] == "variable":
                out[self.nodes[i][1]] = add(out.get(self.nodes[i][1], zero), g[i])
            if g[i] == zero:
                continue
            for child, factor in self.factors(i, r, a):
                g[child] = add(g[child], mul(g[i], factor))
        return [out.get(k, zero) for k in range(len(self.variables))]

    def affine(self, i, k):
        """The degree of node i in variable k is at most 1, by its form; rules.md, section 9."""
        degree = []
        for node in self.nodes[:i + 1]:
            op = node[0]
            if op in ("constant", "variable", "parameter"):
                degree.append(1 if op == "variable" and node[1] == k else 0)
            elif op in ("add", "sub", "neg"):
                degree.append(max(degree[j] for j in node[1:]))
            elif op == "mul":
                degree.append(degree[node[1]] + degree[node[2]])
            elif op == "div" and degree[node[2]] == 0:
                degree.append(degree[node[1]])
            else:
                free = all(degree[j] == 0 for j in (node[1:2] if op == "pow" else node[1:]))
                degree.append(0 if free else math.inf)
        return degree[i] <= 1

    def below(self, i):
        found, todo = set(), [i]
        while todo:
            j = todo.pop()
            if j not in found:
                found.add(j)
                node = self.nodes[j]
                todo += [] if node[0] in ("constant", "variable", "parameter") else node[1:2] if node[0] == "pow" else node[1:]
        return found


# ---- rules ----

def holds(relation, sign, x):
    if x is None:
        return False
    if sign:
        return relation == "!=" and (x[0] > 0 if sign > 0 else x[1] < 0)
    return {">=": x[0] >= 0, ">": x[0] > 0, "> off": x[0] > 0, "!=": x[0] > 0 or x[1] < 0}[relation]


def definite(matrix, m, strict):
    """Interval elimination; clause/definite.c."""
    a = {(i, j): matrix[i * (i + 1) // 2 + j] for i in range(m) for j in range(i + 1)}
    for k in range(m):
        pivot = a[k, k]
        if pivot is None or not (pivot[0] > 0 or (k == m - 1 and not strict and pivot[0] >= 0)):
            return False
        for i in range(k + 1, m):
            for j in range(k + 1, i + 1):
                product = power(a[i, k], 2) if i == j else mul(a[i, k], a[j, k])
                a[i, j] = sub(a[i, j], div(product, pivot))
    return True


class Walk:
    def __init__(self, template, box, values, shards):
        self.t, self.box, self.values, self.shards = template, box, values, shards
        self.n = len(box)

    def leaf(self, kind, literal, cell, goal):
        index, relation = self.t.literals[literal]
        sign = goal[1] if goal else 0
        moves = {k for k in range(self.n) if cell[k][0] < cell[k][1]}
        if kind == "direct":
            good = holds(relation, sign, self.t.ranges(cell, self.values)[index])
        elif kind == "exact":
            good = not moves and all(v[0] == v[1] for v in self.values) and holds(relation, sign, self.t.ranges(cell, self.values)[index])
        else:
            centre = [((lo + hi) / 2,) * 2 for lo, hi in cell]
            r, a, s = self.t.slopes(cell, centre, moves, self.values)
            good = holds(relation, sign, self.centred(index, r, a, s[index], moves, cell))
            if not good:
                both = [common(x, y) for x, y in zip(s[index], self.t.backward(index, r, a))]
                good = holds(relation, sign, self.centred(index, r, a, both, moves, cell))
        if not good:
            raise Wrong(f"a {kind} leaf")

    def centred(self, index, r, a, slopes, moves, cell):
        total = a[index] if r[index] else None
        for k in moves:
            half = (cell[k][1] - cell[k][0]) / 2
            total = add(total, mul(slopes[k], (-half, half)))
        return total

    def order_two(self, number, cell, goal):
        literal, m, feet, hessian = self.t.zeros[number]
        index, relation = self.t.literals[literal]
        r = self.t.ranges(cell, self.values)
        box = [hull(cell[k], r[feet[k]]) for k in range(self.n)]
        if (goal and goal != (literal, 0)) or None in box or any(self.t.nodes[i][0] in KINKS for i in self.t.below(index)):
            raise Wrong("an order-two leaf")
        r = self.t.ranges(box, self.values)
        if r[index] is None or not definite([r[h] for h in hessian], m, relation == "> off"):
            raise Wrong("an order-two leaf")

    def tangent(self, literal, depth, numbers, cell, goal):
        index, relation = self.t.literals[literal]
        gradient = self.t.gradients.get(literal)
        moving = [k for k in range(self.n) if cell[k][0] < cell[k][1]]
        kinked = any(self.t.nodes[i][0] in KINKS for i in self.t.below(index))
        if (not gradient or kinked or len(numbers) != len(moving) or max(numbers) > 2**depth or (goal and (goal[0] != literal or goal[1] < 0))
                or self.t.ranges(cell, self.values)[index] is None):
            raise Wrong("a tangent leaf")
        point = list(cell)
        for k, number in zip(moving, numbers):
            point[k] = (cell[k][0] + (cell[k][1] - cell[k][0]) * Fraction(number, 2**depth),) * 2
        r, a = self.t.ranges(cell, self.values), self.t.ranges(point, self.values)
        lower, rows = a[index], []
        for k in moving:
            slopes = self.t.backward(gradient[k], r, a)
            rows.append([slopes[j] for j in moving] if r[gradient[k]] is not None else [None] * len(moving))
            lower = add(lower, mul(a[gradient[k]], sub(cell[k], point[k])))
        matrix = [add(rows[i][j], rows[j][i]) for i in range(len(moving)) for j in range(i + 1)]
        if lower is None or not (lower[0] > 0 or (lower[0] == 0 and relation == ">=")) or not definite(matrix, len(moving), False):
            raise Wrong("a tangent leaf")

    def face(self, axis, high, literal, sign, cell):
        index, relation = self.t.literals[literal]
        lo, hi = cell[axis]
        if lo == hi or relation == "> off" or (relation == "!=") != (sign != 0):
            raise Wrong("a face")
        anchor = list(cell)
        anchor[axis] = (hi, hi) if high else (lo, lo)
        r, a, s = self.t.slopes(cell, anchor, {axis}, self.values)
        slope = s[index][axis]
        increasing = (not high) == (sign >= 0)
        if r[index] is None or a[index] is None or slope is None or not (slope[0] >= 0 if increasing else slope[1] <= 0):
            raise Wrong("a face")
        return anchor

    def block(self, text, cell, goal, shards_met):
        """Follows one tree; the steps as (cell, goal) still to be proved, a stack."""
        todo, at = [(cell, goal)], 0
        while todo:
            if at >= len(text):
                raise Wrong("a tree that ends too early")
            cell, goal = todo.pop()
            step, at = read_step(text, at)
            kind = step[0]
            chosen = self.n - self.t.chosen
            if kind in ("split", "face", "ends", "choose") and (step[1] >= chosen) != (kind == "choose"):
                raise Wrong("a chosen axis, or one that is not")
            if kind == "split":
                lo, hi = cell[step[1]]
                if lo == hi:
                    raise Wrong("a split of a point")
                middle = (lo + hi) / 2
                for half in ((middle, hi), (lo, middle)):
                    todo.append((cell[:step[1]] + [half] + cell[step[1] + 1:], goal))
            elif kind == "face":
                _, axis, high, literal, sign = step
                if goal and goal != (literal, sign):
                    raise Wrong("another literal below a face")
                todo.append((self.face(axis, high, literal, sign, cell), (literal, sign)))
            elif kind == "ends":
                _, axis, literal, sign = step
                index, relation = self.t.literals[literal]
                lo, hi = cell[axis]
                if goal and goal != (literal, sign):
                    raise Wrong("another literal below a face")
                if (lo == hi or relation == "> off" or (relation == "!=") != (sign != 0) or not self.t.affine(index, axis)
                        or any(cell[k][0] < cell[k][1] for k in range(chosen, self.n))):
                    raise Wrong("both ends")
                for end in (hi, lo):
                    todo.append((cell[:axis] + [(end, end)] + cell[axis + 1:], (literal, sign)))
            elif kind == "choose":
                _, axis, depth, number = step
                lo, hi = cell[axis]
                if lo == hi or number >= 2**depth:
                    raise Wrong("a choice")
                todo.append((cell[:axis] + [(lo + (hi - lo) * Fraction(number, 2**depth),) * 2] + cell[axis + 1:], goal))
            elif kind == "shard":
                shards_met.append((step[1], cell, goal))
            elif kind == "order-two":
                self.order_two(step[1], cell, goal)
            elif kind == "tangent":
                self.tangent(*step[1:], cell, goal)
            else:
                if goal and goal[0] != step[1]:
                    raise Wrong("another literal below a face")
                self.leaf(kind, step[1], cell, goal)
        if at != len(text):
            raise Wrong("something after the end of a tree")


def read_step(text, at):
    c = text[at]
    if c != "(":
        if "A" <= c <= "P":
            return ("split", ord(c) - 65), at + 1
        if c.isdigit():
            return ("direct", (int(c) - 1) % 10), at + 1
        if "a" <= c <= "j":
            return ("centred", ord(c) - 97), at + 1
        if "k" <= c <= "z":
            return ("face", (ord(c) - 107) % 8, c >= "s", 0, 0), at + 1
        if c == "!":
            return ("exact", 0), at + 1
        raise Wrong("an unknown code")
    end = text.index(")", at)
    letter, rest = text[at + 1], text[at + 2:end]
    if letter in "lh":
        sign = {"+": 1, "-": -1}.get(rest[-1], 0)
        axis, literal = rest.rstrip("+-").split(":")
        return ("face", int(axis) - 1, letter == "h", int(literal) - 1, sign), end + 1
    if letter == "b":
        sign = {"+": 1, "-": -1}.get(rest[-1], 0)
        axis, literal = rest.rstrip("+-").split(":")
        return ("ends", int(axis) - 1, int(literal) - 1, sign), end + 1
    if letter == "v":
        axis, depth, number = map(int, rest.split(":"))
        return ("choose", axis - 1, depth, number - 1), end + 1
    if letter == "t":
        literal, depth, *numbers = map(int, rest.split(":"))
        return ("tangent", literal - 1, depth, [n - 1 for n in numbers]), end + 1
    kind = {"s": "split", "d": "direct", "c": "centred", "e": "exact", "o": "order-two", "#": "shard"}[letter]
    return (kind, int(rest) - 1), end + 1


# ---- the file ----

def section(lines, name):
    begin, end = lines.index(name), lines.index(f"end {name}")
    return lines[begin + 1:end]


def read_template(lines):
    t = Template()
    t.variables, t.parameters = lines[1].split()[1:], lines[2].split()[1:]
    for line in lines[3:]:
        words = line.split()
        if words[0] == "literal":
            t.literals.append((int(words[1]) - 1, " ".join(w for w in words[2:] if w != "0")))
        elif words[0] == "chosen":
            t.chosen = int(words[1])
        elif words[0] == "gradient":
            t.gradients[int(words[1]) - 1] = [int(w) - 1 for w in words[2:]]
        elif words[0] == "zero":
            n, m = len(t.variables), int(words[2])
            nodes = [int(w) - 1 for w in words[3:]]
            t.zeros.append((int(words[1]) - 1, m, nodes[:n], nodes[n:]))
        elif words[1] not in RATIONAL:
            raise Left(words[1])
        elif words[1] == "constant":
            t.nodes.append(("constant", Fraction(words[2])))
        elif words[1] == "pow":
            t.nodes.append(("pow", int(words[2]) - 1, int(words[3])))
        else:
            t.nodes.append((words[1], *(int(w) - 1 for w in words[2:])))
    return t


def read_blocks(lines):
    trees, shards, block = [], [], None
    for line in lines:
        if line.startswith(("tree ", "shard ")):
            block = []
            (trees if line.startswith("tree ") else shards).append(block)
        else:
            block.append(line)
    return ["".join(b) for b in trees], ["".join(b) for b in shards]


def replay(text):
    """Raises Wrong, or Left if the certificate is none for this program."""
    body, _, digest = text.rpartition("sha256 ")
    if hashlib.sha256(body.encode()).hexdigest() != digest.strip():
        raise Wrong("the digest")
    lines = body.split("\n")
    constants = {}
    for line in section(lines, "witness"):
        words = line.split()
        if words[0] == "constant":
            constants[words[1]] = (Fraction(words[2]), Fraction(words[3]))
    lines_of_clauses = section(lines, "clauses")
    templates, clauses, start = [], [], 0
    for i, line in enumerate(lines_of_clauses):
        if line.startswith("template "):
            start = i
        elif line == "end template":
            templates.append(read_template(lines_of_clauses[start:i]))
        elif line.startswith("clause "):
            clauses.append(line.split())
    trees, shards = read_blocks(section(lines, "trees"))
    if len(trees) != len(clauses):
        raise Wrong("the number of trees")
    reached = []
    for words, tree in zip(clauses, trees):
        t = templates[int(words[2]) - 1]
        n = len(t.variables)
        box = [(Fraction(words[3 + 2 * k]), Fraction(words[4 + 2 * k])) for k in range(n)]
        values = [constants[w] if w in constants else (Fraction(w),) * 2 for w in words[3 + 2 * n:]]
        walk, met = Walk(t, box, values, shards), []
        walk.block(tree, box, None, met)
        reached += [(walk, *shard) for shard in met]
    if [number for _, number, _, _ in reached] != list(range(len(shards))):
        raise Wrong("the shards")
    for walk, number, cell, goal in reached:
        walk.block(shards[number], cell, goal, [])


def judge(path, counts):
    try:
        replay(path.read_text())
        counts["accepted"] += 1
    except Left:
        counts["left out"] += 1
    except Wrong as reason:
        counts["refused"] += 1
        print(f"{path}: {reason}")


def falsified(text):
    """The certificate with e >= 0 turned into e - 10^9 >= 0 in the first template, sealed."""
    body = text.rpartition("sha256 ")[0]
    head, _, rest = body.partition("\nliteral ")
    first, _, tail = rest.partition("\n")
    number = 1 + int(head.rpartition("\n")[2].split()[0])
    words = first.split()
    big = [f"{number} constant 1000000000", f"{number + 1} sub {words[0]} {number}"]
    body = "\n".join([head, *big, " ".join(["literal", str(number + 1), *words[1:]]), tail])
    return f"{body}sha256 {hashlib.sha256(body.encode()).hexdigest()}\n"


def random_certificates(program, count, seed):
    counts = dict.fromkeys(("accepted", "left out", "refused"), 0)
    believed = tried = 0
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([program, count, seed, folder], stdout=subprocess.DEVNULL, check=False)
        if done.returncode:
            sys.exit("the program fails")
        for path in sorted(pathlib.Path(folder).iterdir()):
            judge(path, counts)
            text = path.read_text()
            if text.count("\nliteral ") == 1 and "\nkind proof\n" in text and " != 0\n" not in text:
                tried += 1
                path.write_text(falsified(text))
                try:
                    replay(path.read_text())
                    believed += 1
                    print(f"{path}: a falsified literal is believed")
                except Wrong:
                    pass
    print(counts, f"{tried} falsified, {believed} of them believed")
    return counts["refused"] + believed or not counts["accepted"] or not tried


def main():
    if sys.argv[1] == "--claims":
        return 1 if random_certificates(*sys.argv[2:5]) else 0
    counts = dict.fromkeys(("accepted", "left out", "refused"), 0)
    for word in sys.argv[1:]:
        path = pathlib.Path(word)
        for each in sorted(path.glob("*.abc")) if path.is_dir() else [path]:
            judge(each, counts)
    print(counts)
    return 1 if counts["refused"] else 0


if __name__ == "__main__":
    sys.exit(main())
