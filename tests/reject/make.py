#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the certificates that have to be refused (this folder), expected.txt, which says why each one is,
and ../certificate/example.abc. Written from docs/certificate-format.md, independently of the program.

claims/ holds certificates of claims whose witness is forged. Every file has the digest of its content, unless the digest is the point."""
import hashlib
import math
import os

import claims
import intermediate
import parabola
import more_rules
import symmetry

HERE = os.path.dirname(os.path.abspath(__file__))

CLAIM = """language 1;
variables x, y;
domain x in [0, 1], y in [0, 1];
claim clause { x >= 0; }
"""


def steps(tree):
    """The codes of a tree; what is no code stands alone."""
    at = 0
    while at < len(tree):
        end = tree.find(")", at) + 1 if tree[at] == "(" else at + 1
        yield tree[at:end] if end else tree[at:]
        at = end if end else len(tree)


def kind_of(code):
    if code[0] == "(":
        return {"s": "split", "d": "direct", "c": "centred", "e": "exact", "l": "face", "h": "face",
                "o": "order-two", "#": "shard", "b": "ends", "v": "choose", "t": "tangent"}.get(code[1:2])
    if "A" <= code <= "P":
        return "split"
    if code.isdigit():
        return "direct"
    if "a" <= code <= "j":
        return "centred"
    if "k" <= code <= "z":
        return "face"
    return "exact" if code == "!" else None


KINDS = ["split", "face", "direct", "centred", "exact", "order-two", "shard"]
RARE = ["ends", "choose", "tangent"]  # counted only where there are any


def block(keyword, number, tree):
    lines = [tree[i:i + 100] for i in range(0, len(tree), 100)]
    return f"{keyword} {number} {len(tree)}\n" + "".join(line + "\n" for line in lines)


def seal(body):
    data = body if isinstance(body, bytes) else body.encode("latin-1")
    return data + b"sha256 " + hashlib.sha256(data).hexdigest().encode() + b"\n"


def literal(text):
    """"3 >=" is `literal 3 >= 0`, "3 > off" is `literal 3 > 0 off`."""
    words = text.split()
    return f"literal {words[0]} {words[1]} 0" + "".join(" " + w for w in words[2:]) + "\n"


def template(nodes, literals, variables="x", parameters="", name="t", zeros=(), chosen="", gradients=()):
    """nodes: a list of node texts without their numbers; literals: see above; zeros: "LITERAL M FEET.. H.."; gradients: "LITERAL G..".
    """
    names = lambda keyword, words: keyword + (" " + words if words else "") + "\n"
    return (f"template {name}\n" + names("variables", variables) + names("parameters", parameters)
            + (f"chosen {chosen}\n" if chosen != "" else "") + "".join(f"{i} {node}\n" for i, node in enumerate(nodes, 1))
            + "".join(literal(one) for one in literals) + "".join(f"zero {one}\n" for one in zeros) + "".join(f"gradient {one}\n" for one in gradients)
            + "end template\n")


def body(clauses, trees, shards=(), counts=None, witness="", claim=CLAIM, kind="proof",
         precision="53", clause_count=None):
    number = dict.fromkeys(KINDS + RARE, 0)
    for tree in list(trees) + list(shards):
        for code in steps(tree):
            if kind_of(code):
                number[kind_of(code)] += 1
    number.update(counts or {})
    total = clause_count if clause_count is not None else clauses.count("\nclause ")
    return (f"abcert certificate 1\nrules 1\nkind {kind}\nprecision {precision}\nclaim\n{claim}end claim\n"
            f"witness\n{witness}end witness\nclauses\n{clauses}end clauses\ntrees\n"
            + "".join(block("tree", i, t) for i, t in enumerate(trees, 1))
            + "".join(block("shard", i, t) for i, t in enumerate(shards, 1))
            + f"end trees\ncounts\nclauses {total}\n"
            + "".join(f"{k} {number[k]}\n" for k in KINDS + RARE if k in KINDS or number[k])
            + "end counts\nend certificate\n")


def clause(box, arguments="", name="c", number=1):
    return f"clause {name} {number}" + (" " + box if box else "") + (" " + arguments if arguments else "") + "\n"


# x >= 0 or 2 - x > 0 or x + 1 != 0, on [0, 1] x [0, 1]
BASE_CLAUSES = template(["variable 1", "constant 2", "sub 2 1", "constant 1", "add 1 4"],
                        ["1 >=", "3 >", "5 !="], "x y") + clause("0 1 0 1")
BASE = body(BASE_CLAUSES, ["AB122"])


def base_with(old, new, count=1):
    assert BASE.count(old) >= 1, old
    return BASE.replace(old, new, count)


def base_tree(tree, shards=(), counts=None):
    return body(BASE_CLAUSES, [tree], shards, counts)


def one(nodes, literals, box, tree, variables="x", parameters="", arguments="", witness="", zeros=(), chosen="", gradients=(), **more):
    return body(template(nodes, literals, variables, parameters, zeros=zeros, chosen=chosen, gradients=gradients) + clause(box, arguments), [tree],
                witness=witness, **more)


CUBIC = ["variable 1", "pow 1 2", "constant 4", "mul 3 2", "constant 5", "sub 5 4", "mul 1 6",
         "constant 3/2", "add 7 8"]  # x (5 - 4 x^2) + 3/2
SLOPE = "the slope anchored on the face"
files = {}


def reject(name, content, fragment):
    assert name not in files
    files[name] = (seal(content), fragment)


def reject_raw(name, data, fragment):
    assert name not in files
    files[name] = (data, fragment)


# --- rules: what is false, or shown by a rule that does not apply -------------------------------------
reject("face_centre_slope", one(CUBIC, ["9 >="], "-1 1", "k!"), SLOPE)
reject("face_centre_slope_split", one(CUBIC, ["9 >="], "-1 1", "Ak!h!"), SLOPE)
reject("face_others_at_centre",  # y x + 1/2: about the centre of y the slope in x would be 0
       one(["variable 1", "variable 2", "mul 2 1", "constant 1/2", "add 3 4"], ["5 >="], "0 1 -1 1", "k1", "x y"), SLOPE)
reject("face_other_literal",
       one(["variable 1", "constant 1/2", "sub 1 2", "constant 1/4", "sub 4 1"], ["3 >=", "5 >="], "0 1", "k2"),
       "another literal than the one that licensed it")
reject("face_nonzero_uncommitted_sign",
       one(["variable 1", "constant 1/2", "sub 1 2"], ["3 !="], "0 1", "k1"), SLOPE)
reject("face_nonzero_wrong_sign",
       one(["variable 1", "constant 1/2", "sub 1 2"], ["3 !="], "0 1", "(l1:1+)1"), "a direct leaf does not hold")
reject("face_nonzero_negative_sign",
       one(["variable 1", "constant 1/2", "sub 1 2"], ["3 !="], "0 1", "(l1:1-)1"), SLOPE)
reject("face_nonzero_negative_ends_in_zero",  # x - 1 at x = 1
       one(["variable 1", "constant 1", "sub 1 2"], ["3 !="], "0 1", "(h1:1-)1"), "a direct leaf does not hold")
reject("face_sign_changed_below",
       one(["variable 1", "variable 2", "constant 1", "add 1 3", "sub 4 2"], ["5 !="], "0 1 0 1/2",
           "(l1:1+)(l2:1-)1", "x y"), "another sign than the one that licensed it")
reject("face_sign_dropped_below",
       one(["variable 1", "variable 2", "constant 1", "add 1 3", "sub 4 2"], ["5 !="], "0 1 0 1/2",
           "(l1:1+)t1", "x y"), "another sign than the one that licensed it")
reject("face_sign_for_nonnegative", base_tree("(l1:1+)1"), SLOPE)
reject("face_wrong_end", base_tree("s1"), SLOPE)
reject("face_straddles_kink", one(["variable 1", "abs 1"], ["2 >="], "-1 1", "k1"), SLOPE)
reject("face_undefined_elsewhere",
       one(["variable 1", "variable 2", "sqrt 2", "constant 0", "mul 4 3", "add 1 5"], ["6 >="], "0 1 -1 1",
           "k1", "x y"), SLOPE)
reject("face_twice", base_tree("kk1"), "the axis has no width")
reject("face_then_split_of_its_axis", base_tree("kA11"), "the axis has no width")
reject("face_axis_out_of_range", base_tree("m1"), "the axis is out of range")
reject("face_literal_out_of_range", base_tree("(l1:4)1"), "the literal is out of range")
reject("face_commits_the_whole_subtree", base_tree("kB12"), "another literal than the one that licensed it")
reject("face_other_literal_in_shard", base_tree("k(#1)", ["2"]), "another literal than the one that licensed it")
reject("face_inner_ends_outer_stays", base_tree("kBl12"), "step 5: below a face another literal")
reject("face_inner_ends_sign_stays",
       one(["variable 1", "variable 2", "add 1 2", "constant -2", "add 3 4"], ["5 !="], "0 1 0 1",
           "(h1:1-)B(h2:1-)1(l2:1+)1", "x y"), "another sign than the one that licensed it")
reject("valid_shards_of_halves", one(["variable 1", "neg 1"], ["1 >=", "2 >="], "-1 1", "A(#1)(#2)", shards=["2", "1"]),
       "VERIFIED")
reject("valid_shard_below_face", one(["variable 1", "constant 1/3", "sub 1 2"], ["3 >="], "1/3 1", "k(#1)", shards=["!"]),
       "VERIFIED")
reject("face_sign_in_shard",
       one(["variable 1", "constant 1/2", "sub 1 2"], ["3 !="], "0 1", "(l1:1+)(#1)", shards=["1"]),
       "shard 1 (clause c): step 1: a direct leaf does not hold")
reject("sqrt_clipped", one(["variable 1", "sqrt 1"], ["2 >="], "-1 4", "1"), "a direct leaf does not hold")
reject("sqrt_clipped_centred", one(["variable 1", "sqrt 1"], ["2 >="], "-1 4", "a"), "a centred leaf does not hold")
reject("division_by_zero", one(["variable 1", "constant 1", "div 2 1", "mul 3 3"], ["4 >="], "-1 1", "1"),
       "a direct leaf does not hold")
reject("pow_of_zero", one(["variable 1", "pow 1 -2"], ["2 >="], "-1 1", "1"), "a direct leaf does not hold")
reject("times_zero_undefined",
       one(["variable 1", "log 1", "constant 0", "mul 3 2"], ["4 >="], "0 1", "1"), "a direct leaf does not hold")
reject("centre_is_no_proof", one(["variable 1", "pow 1 2", "constant 1/4", "sub 3 2"], ["4 >="], "-1 1", "a"),
       "a centred leaf does not hold")
reject("nonzero_range_ends_in_zero", one(["variable 1"], ["1 !="], "0 1", "1"), "a direct leaf does not hold")
reject("positive_range_ends_in_zero", one(["variable 1"], ["1 >"], "0 1", "1"), "a direct leaf does not hold")
reject("overflow_is_positive",
       one(["variable 1", "exp 1"], ["2 >"], "0 1000000000000000000000000000000", "1"), "a direct leaf does not hold")
reject("valid_range_beyond_doubles", one(["variable 1", "mul 1 1"], ["2 >"], "1 1" + "0" * 200, "1"), "VERIFIED")
reject("valid_slope_beyond_doubles", one(["variable 1", "pow 1 3"], ["2 >="], "1 1" + "0" * 200, "k1"), "VERIFIED")
reject("overflow_below_face",  # x - exp(y): decreasing from x = 1 is licensed for the sign -, but the value on that face overflows
       one(["variable 1", "variable 2", "exp 2", "sub 1 3"], ["4 !="], "0 1 0 1000000000000000000000000000000", "(h1:1-)1", "x y"),
       "a direct leaf does not hold")
reject("parameter_enclosure",
       one(["parameter 1"], ["1 >="], "0 1", "1", parameters="p", arguments="a", witness="constant a -1/1000 1\n"),
       "a direct leaf does not hold")
# 1 - 2^-60 - x, false at the end of 60 high halves; deeper than double arithmetic goes
reject("deep_leaf_false",
       one(["variable 1", f"constant {2**60 - 1}/{2**60}", "sub 2 1"], ["3 >="], "0 1", "A1" * 60 + "1", precision="128"), "step 121: a direct leaf does not hold")
TINY = "1/" + str(2**1080)  # to a double it is 0 or the least positive one
for sign, nodes in (("", ["neg 1"]), ("-", [])):
    side = "above" if nodes else "below"
    reject(f"parameter_just_{side}_zero", one(["parameter 1"] + nodes, ["2 >=" if nodes else "1 >="], "0 1", "1", parameters="p", arguments=sign + TINY),
           "a direct leaf does not hold")
    reject(f"constant_just_{side}_zero", one(["constant " + sign + TINY] + nodes, ["2 >=" if nodes else "1 >="], "0 1", "1"), "a direct leaf does not hold")
    reject(f"box_just_{side}_zero", one(["variable 1"] + nodes, ["2 >=" if nodes else "1 >="], f"{sign}{TINY} {sign}{TINY}", "1"),
           "a direct leaf does not hold")
reject("exact_on_interval", one(["variable 1"], ["1 >="], "0 1", "!"), "an exact leaf does not hold")
reject("exact_on_one_axis", base_tree("k!"), "an exact leaf does not hold")
reject("exact_with_enclosure",
       one(["variable 1", "parameter 1", "add 1 2"], ["3 >="], "0 1", "k!", parameters="p", arguments="a",
           witness="constant a 0 1\n"), "an exact leaf does not hold")
reject("exact_with_root", one(["variable 1", "sqrt 1"], ["2 >="], "4 4", "!"), "an exact leaf does not hold")
reject("exact_undefined", one(["variable 1", "constant 0", "pow 1 -1", "mul 2 3"], ["4 >="], "0 0", "!"),
       "an exact leaf does not hold")
reject("exact_zero_is_not_positive", one(["variable 1"], ["1 >"], "0 0", "!"), "an exact leaf does not hold")
reject("exact_zero_is_not_nonzero", one(["variable 1"], ["1 !="], "0 0", "!"), "an exact leaf does not hold")
reject("exact_too_long", one(["variable 1", "pow 1 1048576"], ["2 >"], "3 3", "!"), "an exact leaf does not hold")
reject("leaf_false_low_half", one(["variable 1"], ["1 >="], "-1 1", "A11"), "step 2: a direct leaf does not hold")
reject("leaf_false_high_half", one(["variable 1", "neg 1"], ["2 >="], "-1 1", "A11"),
       "step 3: a direct leaf does not hold")
reject("leaf_literal_of_other_half",
       one(["variable 1", "neg 1"], ["1 >=", "2 >="], "-1 1", "A12"), "step 2: a direct leaf does not hold")
reject("second_clause_false",
       body(template(["variable 1"], ["1 >="]) + clause("0 1") + clause("-1 1", name="d"), ["1", "1"]),
       "tree 2 (clause d): step 1: a direct leaf does not hold")
reject("not_positive_at_its_precision",
       one(["variable 1", "constant 1000000000000000000000000000001/1000000000000000000000000000000", "sub 2 1"],
           ["3 >"], "0 1", "1"), "a direct leaf does not hold")

# --- order-two zeros: x^2 about 0, H = 2 -----------------------------------------------------------------
SQUARE = ["variable 1", "pow 1 2", "constant 2", "constant 0", "constant 1", "neg 5", "sub 1 5", "abs 1",
          "sqrt 2", "log 1"]
ORDER_TWO = "an order-two leaf does not hold"


def square(zero, tree="(o1)", literals=("2 >=",), box="-1 1"):
    return one(SQUARE, list(literals), box, tree, zeros=[zero])


for name, text in [("valid_order_two", square("1 1 4 3")), ("valid_order_two_semidefinite", square("1 1 4 4")),
                   ("valid_order_two_off", square("1 1 4 3", literals=["2 > off"])),
                   ("valid_off_elsewhere", square("1 1 4 3", "A(o1)A(o1)1", ["2 > off"]))]:
    reject(name, text, "VERIFIED")
reject("order_two_indefinite", square("1 1 4 6"), ORDER_TWO)
reject("order_two_off_semidefinite", square("1 1 4 4", literals=["2 > off"]), ORDER_TWO)
reject("order_two_hessian_at_the_foot", square("1 1 4 7", box="2 3"), ORDER_TWO)  # x - 1 is -1 at 0
reject("order_two_kink", one(SQUARE, ["8 >="], "-1 1", "(o1)", zeros=["1 1 4 3"]), ORDER_TWO)
for kink, node in (("relu", "relu 1"), ("min", "min 1 2"), ("max", "max 1 2")):  # 2 x^2 plus the kink
    reject(f"order_two_{kink}", one(["variable 1", "pow 1 2", "constant 0", "constant 4", node, "add 2 2", "add 5 6"], ["7 >="], "-1 1", "(o1)",
                                    zeros=["1 1 3 4"]), ORDER_TWO)
reject("order_two_kink_below_neg",  # 8 x^2 - |x|
       one(["variable 1", "abs 1", "neg 2", "pow 1 2", "constant 8", "mul 5 4", "add 6 3", "constant 0", "constant 16"], ["7 >="], "-1 1", "(o1)",
           zeros=["1 1 8 9"]), ORDER_TWO)
reject("order_two_first_hessian_entry_undefined",
       one(["variable 1", "variable 2", "pow 1 2", "pow 2 2", "add 3 4", "constant 0", "constant 2", "log 1"], ["5 >="], "-1 1 -1 1", "(o1)",
           "x y", zeros=["1 2 6 6 8 6 7"]), ORDER_TWO)
reject("order_two_sqrt_at_zero", one(SQUARE, ["9 >="], "-1 1", "(o1)", zeros=["1 1 4 3"]), ORDER_TWO)
reject("order_two_undefined_at_the_foot", one(SQUARE, ["10 >="], "1 2", "(o1)", zeros=["1 1 4 3"]), ORDER_TWO)
reject("order_two_foot_undefined", square("1 1 10 3"), ORDER_TWO)
reject("order_two_hessian_undefined", square("1 1 4 10"), ORDER_TWO)
reject("order_two_off_diagonal",  # [[1, 2], [2, 1]] has a negative eigenvalue
       one(["variable 1", "variable 2", "mul 1 2", "constant 0", "constant 1", "constant 2"], ["3 >="], "-1 1 -1 1",
           "(o1)", "x y", zeros=["1 2 4 4 5 6 5"]), ORDER_TWO)
reject("order_two_no_zero_set", one(["variable 1"], ["1 >="], "0 1", "(o1)"), "the zero set is out of range")
reject("order_two_zero_set_out_of_range", square("1 1 4 3", "(o2)"), "the zero set is out of range")
reject("order_two_other_literal_below_face", square("1 1 4 3", "(l1:2)(o1)", ["2 >=", "1 >="]),
       "another literal than the one that licensed it")
reject("order_two_not_on_off_set", square("1 1 4 3", "1", ["2 > off"]), "a direct leaf does not hold")
reject("off_licenses_no_face", square("1 1 4 3", "k1", ["2 > off"], "0 1"), SLOPE)
reject("off_exact_zero", square("1 1 4 3", "!", ["2 > off"], "0 0"), "an exact leaf does not hold")
more_rules.add(reject, one, square, SQUARE)
reject("literal_after_zero", square("1 1 4 3").replace("zero 1 1 4 3\n", "zero 1 1 4 3\nliteral 1 >= 0\n"),
       "a literal after the first zero set")
reject("too_many_zero_sets", square("1 1 4 3").replace("zero 1 1 4 3\n", "zero 1 1 4 3\n" * 1025), "more than 1024 zero sets")
reject("off_of_nonnegative", square("1 1 4 3", literals=["2 >= off"]), "the line has more words than expected")
reject("off_misspelled", square("1 1 4 3", literals=["2 > of"]), "expected 'off'")
reject("escape_order_two_zero", square("1 1 4 3", "(o0)"), "an unknown code")

# --- trees ----------------------------------------------------------------------------------------------
reject("unknown_code", base_tree("?"), "an unknown code")
reject("unknown_code_letter", base_tree("AQ11"), "an unknown code")
reject("unknown_code_escape", base_tree("(x1)"), "an unknown code")
reject("escape_not_canonical_split", base_tree("(s1)11"), "an unknown code")
reject("escape_not_canonical_leaf", base_tree("(d1)"), "an unknown code")
reject("escape_leading_zero", base_tree("(s017)11"), "an unknown code")
reject("escape_overlong", base_tree("(d18446744073709551617)"), "an unknown code")
reject("escape_unterminated", base_tree("(d11"), "an unknown code")
reject("high_byte_code", base_tree("\xe9"), "an unknown code")
reject("nul_code", base_tree("\0"), "an unknown code")
reject("space_in_tree", base_tree("A 11"), "an unknown code")
reject("axis_out_of_range", base_tree("C11"), "the axis is out of range")
reject("axis_far_out_of_range", base_tree("(s2147483648)11"), "the axis is out of range")
reject("literal_out_of_range", base_tree("4"), "the literal is out of range")
reject("literal_far_out_of_range", base_tree("(c2147483648)"), "the literal is out of range")
reject("exact_literal_out_of_range", base_tree("(e4)"), "the literal is out of range")
reject("split_of_point", one(["variable 1"], ["1 >="], "1 1", "A11"), "the axis has no width")
reject("face_of_point", one(["variable 1"], ["1 >="], "1 1", "k1"), "the axis has no width")
reject("depth_over_cap", base_tree("A" * 4097 + "1" * 4098), "an axis is split too often")
reject("tree_too_short", base_tree("A1"), "the tree ends too early")
reject("tree_too_short_face", base_tree("k"), "the tree ends too early")
reject("tree_too_long", base_tree("11"), "something stands after the end of the tree")
reject("tree_missing", body(BASE_CLAUSES + clause("0 1 0 1", name="d"), ["1"]), "1 trees for 2 clauses")
reject("tree_surplus", body(BASE_CLAUSES, ["1", "1"]), "more trees than clauses")
reject("tree_number_wrong", base_with("tree 1 ", "tree 2 "), "2 where 1 was expected")
reject("tree_length_short", base_with("tree 1 5\n", "tree 1 4\n"), "a line of 5 characters where 4 were expected")
reject("tree_length_long", base_with("tree 1 5\n", "tree 1 6\n"), "a line of 5 characters where 6 were expected")
reject("tree_length_zero", base_with("tree 1 5\nAB122\n", "tree 1 0\n"), "0 is not between 1 and")
reject("tree_length_huge", base_with("tree 1 5\n", "tree 1 999999999999999999\n"), "is not between 1 and")
reject("tree_line_short", base_with("tree 1 5\nAB122\n", "tree 1 5\nAB1\n22\n"),
       "a line of 3 characters where 5 were expected")
long_tree = "A" * 60 + "1" * 61
reject("tree_line_long", base_tree(long_tree).replace("1\n1", "1" + "1\n", 1),
       "a line of 101 characters where 100 were expected")
reject("shard_missing", base_tree("A(#1)(#2)", ["1"], {"shard": 2}), "shard 2 does not exist")
reject("shard_twice", base_tree("A(#1)(#1)", ["1"]), "shard 1 where shard 2 has its turn")
reject("shard_unreached", base_tree("1", ["1"]), "shard 1 is not reached by any tree")
reject("shard_out_of_turn", base_tree("A(#2)(#1)", ["1", "1"]), "shard 2 where shard 1 has its turn")
reject("shard_in_shard", base_tree("A(#1)(#2)", ["(#2)", "1"]), "a shard inside a shard")
reject("shard_of_itself", base_tree("(#1)", ["(#1)"]), "a shard inside a shard")
reject("shard_false", one(["variable 1"], ["1 >="], "-1 1", "A(#1)1", shards=["1"]),
       "shard 1 (clause c): step 1: a direct leaf does not hold")
reject("shard_too_short", base_tree("A(#1)1", ["A1"]), "shard 1 (clause c): step 3: the tree ends too early")
reject("shard_too_long", base_tree("A(#1)1", ["11"]), "something stands after the end of the tree")
reject("shard_before_tree", base_tree("(#1)", ["1"]).replace("tree 1 4\n(#1)\nshard 1 1\n1\n",
                                                            "shard 1 1\n1\ntree 1 4\n(#1)\n"),
       "a shard before the first tree")
reject("shard_number_wrong", base_tree("(#1)", ["1"]).replace("shard 1 1\n", "shard 2 1\n"),
       "2 where 1 was expected")

# --- counts ---------------------------------------------------------------------------------------------
for kind in KINDS:
    reject("count_mismatch_" + kind, base_tree("A(#1)B(#2)ka", ["1", "3"], {kind: 7}),
           f"the stated number of '{kind}' steps is 7")
reject("count_mismatch_clauses", body(BASE_CLAUSES, ["1"], clause_count=2), "2 where 1 was expected")
reject("count_negative", base_with("exact 0\n", "exact -1\n"), "-1 is not between 0 and")
reject("count_leading_zero", base_with("exact 0\n", "exact 00\n"), "is not a whole number in canonical form")
reject("count_missing", base_with("exact 0\n", ""), "expected 'exact'")
reject("count_rare_zero", base_with("end counts\n", "ends 0\nend counts\n"), "0 is not between 1 and")
reject("count_rare_surplus_word", base_with("end counts\n", "ends 1 1\nend counts\n"), "line 41: the line has more words than expected")
reject("count_rare_last", base_with("end counts\nend certificate\n", "ends 1\n"), "line 42: the certificate ends too early")
reject("count_unknown", base_with("end counts\n", "starts 1\nend counts\n"), "expected 'end counts'")

# --- header and lines -----------------------------------------------------------------------------------
reject("format_unknown", base_with("abcert certificate 1\n", "abcert certificate 2\n"), "format 1 is what this program reads")
reject("rules_unknown", base_with("rules 1\n", "rules 2\n"), "rule version 1 is what this program knows")
reject("kind_unknown", base_with("kind proof\n", "kind lemma\n"), "unknown kind of certificate")
reject("theorem_with_variables", base_with("kind proof\n", "kind theorem\n"), "the clauses of a theorem have no variables")
reject("key_missing", base_with("precision 53\n", ""), "expected 'precision'")
reject("key_doubled", base_with("kind proof\n", "kind proof\nkind proof\n"), "expected 'precision'")
reject("key_reordered", base_with("kind proof\nprecision 53\n", "precision 53\nkind proof\n"), "expected 'kind'")
reject("key_misspelled", base_with("precision 53\n", "Precision 53\n"), "expected 'precision'")
reject("section_missing", base_with("witness\nend witness\n", ""), "expected 'witness'")
reject("section_doubled", base_with("witness\nend witness\n", "witness\nend witness\n" * 2), "expected 'clauses'")
reject("precision_out_of_range", base_with("precision 53\n", "precision 23\n"), "23 is not between 24 and 16384")
reject("precision_too_large", base_with("precision 53\n", "precision 16385\n"), "16385 is not between 24 and 16384")
reject("precision_no_number", base_with("precision 53\n", "precision 5e1\n"), "'5e1' is not a whole number in canonical form")
reject("crlf", BASE.replace("\n", "\r\n"), "line 1: column 21: a byte that is no printable ASCII")
reject("crlf_in_tree", base_with("AB122\n", "AB122\r\n"), "a line of 6 characters where 5 were expected")
reject("tab", base_with("precision 53", "precision\t53"), "a byte that is no printable ASCII")
reject("double_space", base_with("precision 53", "precision  53"), "expected a word")
reject("leading_space", base_with("precision 53", " precision 53"), "expected a word")
reject("trailing_space", base_with("precision 53\n", "precision 53 \n"), "the line has more words than expected")
reject("trailing_space_end", base_with("end trees\n", "end trees \n"), "more trees than clauses")
reject("nothing_but_the_trailer", "", "the file is too short to be a certificate")
for number, last in enumerate(("abcert certificate 1\n", "rules 1\n", "template t\n", "variables x y\nparameters\n"), 1):
    reject(f"ends_after_line_{number}", BASE[:BASE.index(last) + len(last)], "the certificate ends too early")
reject("version_surplus_word", base_with("abcert certificate 1\n", "abcert certificate 1 1\n"), "the line has more words than expected")
reject("count_long_word", base_with("exact 0\n", "exact " + "x" * 50 + "\n"), "'" + "x" * 40 + "' is not a whole number")
reject("empty_line", base_with("precision 53\n", "precision 53\n\n"), "expected 'claim'")
reject("surplus_word", base_with("precision 53\n", "precision 53 54\n"), "the line has more words than expected")
reject("byte_order_mark", "\xef\xbb\xbf" + BASE, "line 1: column 1: a byte that is no printable ASCII")
reject("claim_empty", base_with(CLAIM, ""), "the claim is empty")
reject("claim_without_end", base_with("end claim\n", ""), "the certificate ends too early")
reject("claim_control_character", base_with("language 1;\n", "language 1;\0\n"), "a control character in the claim")
reject("claim_carriage_return", base_with("language 1;\n", "language 1;\r\n"), "a control character in the claim")
reject("trailing_garbage", BASE + "garbage\n", "something stands after 'end certificate'")
reject("trailing_empty_line", BASE + "\n", "something stands after 'end certificate'")
reject("two_certificates", BASE + seal(BASE).decode() + BASE, "something stands after 'end certificate'")

# --- witness and clauses --------------------------------------------------------------------------------
W = "witness\nend witness\n"


def witness(text):
    return base_with(W, "witness\n" + text + "end witness\n")


reject("constant_twice", witness("constant a 0 1\nconstant b 0 1\nconstant a 0 1\n"), "the name a is given twice")
reject("choice_twice", witness("choice a 0 1\nchoice a 0 1\n"), "the name a is given twice")
reject("constant_and_choice", witness("constant a 0 1\nchoice a 0 1\n"), "the name a is given twice")
reject("constant_empty", witness("constant a 1 0\n"), "the enclosure of a is empty")
reject("constant_without_end", witness("constant a 1\n"), "the line ends too early")
reject("constant_nan", witness("constant a nan nan\n"), "'nan' is not a rational number in lowest terms")
reject("constant_infinite", witness("constant a 0 inf\n"), "'inf' is not a rational number in lowest terms")
reject("constant_decimal", witness("constant a 0 0.5\n"), "'0.5' is not a rational number in lowest terms")
reject("constant_after_choice", witness("choice t 0 1\nconstant a 0 1\n"), "expected 'choice'")
reject("constant_surplus_word", witness("constant a 0 1 2\n"), "the line has more words than expected")
reject("name_with_digit_first", witness("constant 1a 0 1\n"), "'1a' is not a name")
reject("name_too_long", witness("constant " + "a" * 129 + " 0 1\n"), "is not a name")
reject("reduction_no_clause", witness("reduction r 0 1\n"), "0 is not between 1 and 16777216")
reject("reduction_no_number", witness("reduction r 1 x\n"), "'x' is not a rational number in lowest terms")
reject("reduction_nothing", witness("reduction\n"), "the line ends too early")
reject("choice_after_reduction", witness("reduction r 1\nchoice t 0 1\n"), "expected 'reduction'")
reject("choice_no_number", witness("choice t 0 x\n"), "'x' is not a rational number in lowest terms")
reject("choice_trailing_space", witness("choice t 0 \n"), "expected a word")
reject("nan_number", base_with("clause c 1 0 1 0 1", "clause c 1 nan nan 0 1"), "'nan' is not a rational")
reject("infinite_number", base_with("clause c 1 0 1 0 1", "clause c 1 0 inf 0 1"), "'inf' is not a rational")
reject("rational_not_lowest", base_with("clause c 1 0 1 0 1", "clause c 1 0 2/4 0 1"), "'2/4' is not a rational")
reject("rational_denominator_one", base_with("clause c 1 0 1 0 1", "clause c 1 0 1/1 0 1"), "'1/1' is not a rational")
reject("rational_denominator_zero", base_with("clause c 1 0 1 0 1", "clause c 1 0 1/0 0 1"), "'1/0' is not a rational")
reject("rational_negative_denominator", base_with("clause c 1 0 1 0 1", "clause c 1 0 1/-2 0 1"), "is not a rational")
reject("rational_minus_zero", base_with("clause c 1 0 1 0 1", "clause c 1 -0 1 0 1"), "'-0' is not a rational")
reject("rational_plus", base_with("clause c 1 0 1 0 1", "clause c 1 0 +1 0 1"), "'+1' is not a rational")
reject("rational_leading_zero", base_with("clause c 1 0 1 0 1", "clause c 1 0 01 0 1"), "'01' is not a rational")
reject("rational_hexadecimal", base_with("clause c 1 0 1 0 1", "clause c 1 0 0x1 0 1"), "'0x1' is not a rational")
reject("rational_too_long", base_with("clause c 1 0 1 0 1", "clause c 1 0 " + "1" * 65537 + " 0 1"), "is not a rational")
reject("box_empty", base_with("clause c 1 0 1 0 1", "clause c 1 1 0 0 1"), "the range of x is empty")
reject("box_short", base_with("clause c 1 0 1 0 1", "clause c 1 0 1 0"), "the line ends too early")
reject("box_long", base_with("clause c 1 0 1 0 1", "clause c 1 0 1 0 1 0"), "the line has more words than expected")
reject("clause_of_no_template", base_with("clause c 1 0", "clause c 2 0"), "2 where 1 was expected")
reject("clause_of_template_zero", base_with("clause c 1 0", "clause c 0 0"), "0 where 1 was expected")
reject("clause_before_template", body("clause c 1 0 1\n", ["1"], clause_count=1), "1 is not between 1 and 0")
reject("no_clause", body(template(["variable 1"], ["1 >="]), [], clause_count=0), "there is no clause")
reject("argument_unknown", one(["parameter 1"], ["1 >="], "0 1", "1", parameters="p", arguments="a"),
       "no constant is named 'a'")
reject("argument_is_choice", one(["parameter 1"], ["1 >="], "0 1", "1", parameters="p", arguments="a",
                                 witness="choice a 1\n"), "no constant is named 'a'")
reject("argument_missing", one(["parameter 1"], ["1 >="], "0 1", "1", parameters="p"), "the line ends too early")
reject("argument_nan", one(["parameter 1"], ["1 >="], "0 1", "1", parameters="p", arguments="nan"),
       "no constant is named 'nan'")
reject("template_without_literal", body(template(["variable 1"], []) + clause("0 1"), ["1"]),
       "a template without a literal")
reject("template_after_clause", body(BASE_CLAUSES + template(["variable 1"], ["1 >="], name="u"), ["1"]),
       "a template after the first clause")
reject("template_unended", base_with("end template\n", ""), "a node after the first literal")
reject("node_after_literal", base_with("end template\n", "6 neg 1\nend template\n"), "a node after the first literal")
reject("node_duplicate", base_with("3 sub 2 1\n", "3 variable 1\n"), "this node is the same as node 1")
reject("node_duplicate_constant", base_with("4 constant 1\n", "4 constant 2\n"), "this node is the same as node 2")
reject("node_forward_reference", base_with("3 sub 2 1\n", "3 sub 2 4\n"), "4 is not between 1 and 2")
reject("node_of_itself", base_with("3 sub 2 1\n", "3 sub 2 3\n"), "3 is not between 1 and 2")
reject("node_zero", base_with("3 sub 2 1\n", "3 sub 0 1\n"), "0 is not between 1 and 2")
reject("node_misnumbered", base_with("3 sub 2 1\n", "4 sub 2 1\n"), "4 where 3 was expected")
reject("node_unknown_operation", base_with("3 sub 2 1\n", "3 minus 2 1\n"), "unknown operation 'minus'")
reject("node_unknown_long_operation", base_with("3 sub 2 1\n", "3 " + "m" * 50 + " 2 1\n"), "unknown operation '" + "m" * 40 + "'")
reject("node_operand_missing", base_with("3 sub 2 1\n", "3 sub 2\n"), "the line ends too early")
reject("node_operand_surplus", base_with("3 sub 2 1\n", "3 sub 2 1 1\n"), "the line has more words than expected")
reject("node_variable_out_of_range", base_with("3 sub 2 1\n", "3 variable 3\n"), "3 is not between 1 and 2")
reject("node_parameter_out_of_range", base_with("3 sub 2 1\n", "3 parameter 1\n"), "1 is not between 1 and 0")
reject("exponent_out_of_range", base_with("3 sub 2 1\n", "3 pow 1 1048577\n"), "1048577 is not between -1048576 and 1048576")
reject("exponent_rational", base_with("3 sub 2 1\n", "3 pow 1 1/2\n"), "'1/2' is not a whole number in canonical form")
reject("literal_relation_unknown", base_with("literal 1 >= 0\n", "literal 1 <= 0\n"), "expected '>=', '>' or '!='")
reject("literal_without_zero", base_with("literal 1 >= 0\n", "literal 1 >= 1\n"), "expected '0'")
reject("literal_of_no_node", base_with("literal 1 >= 0\n", "literal 6 >= 0\n"), "6 is not between 1 and 5")
reject("too_many_variables", base_with("variables x y\n", "variables" + "".join(f" x{i}" for i in range(65)) + "\n"),
       "more than 64 variables")
reject("too_many_literals", base_with("literal 1 >= 0\n", "literal 1 >= 0\n" * 1025), "more than 1024 literals")

# --- the trailer, and truncation ------------------------------------------------------------------------
good = seal(BASE)
reject_raw("wrong_digest", good[:-2] + (b"0" if good[-2:-1] != b"0" else b"1") + b"\n",
           "the digest in the last line is not that of the content")
reject_raw("digest_of_other_content", good.replace(b"x >= 0", b"x >= 1", 1),
           "the digest in the last line is not that of the content")
reject_raw("digest_upper_case", good[:-65] + good[-65:-1].upper() + b"\n",
           "the digest in the last line is not that of the content")
reject_raw("digest_missing", BASE.encode(), "does not end with a line 'sha256 DIGEST'")
reject_raw("digest_without_newline", good[:-1], "does not end with a line 'sha256 DIGEST'")
reject_raw("digest_twice", good + good[-72:], "the digest in the last line is not that of the content")
reject_raw("garbage_after_digest", good + b"x\n", "does not end with a line 'sha256 DIGEST'")
reject_raw("newline_after_digest", good + b"\n", "does not end with a line 'sha256 DIGEST'")
reject_raw("empty", b"", "too short")
reject_raw("truncated_in_trailer", good[:-30], "does not end with a line 'sha256 DIGEST'")
reject_raw("truncated_half", good[:len(good) // 2], "does not end with a line 'sha256 DIGEST'")
reject("trailer_only", "\n", "line 1: column 1: expected a word")
for line in ["end claim", "end witness", "end clauses", "end trees", "end counts"]:
    cut = BASE.index(line + "\n")
    reject("truncated_before_" + line.replace(" ", "_"), BASE[:cut], "the certificate ends too early")
reject("truncated_before_end_certificate", BASE[:BASE.index("end certificate\n")], "the certificate ends too early")
reject("truncated_last_newline", BASE[:-1], "does not end with a line 'sha256 DIGEST'")


def example():
    """The example of docs/certificate-format.md; ../certificate/test_certificate.c builds it with the program."""
    floor = math.isqrt(2 << 200)  # of 2^100 sqrt(2)
    rational = lambda n, d: f"{n // math.gcd(n, d)}/{d // math.gcd(n, d)}"
    claim = ("language 1;\nvariables x, y;\ndomain x in [0, 1], y in [-1/3, 1];\n"
             "claim clause { x + sqrt(2) - y^2 != 0 or x^2 - x + 3/10 > 0; }\n")
    clauses = (template(["variable 1", "parameter 1", "pow 1 3", "mul 2 3", "sub 1 4"], ["5 >="], "x", "p", "cubic")
               + template(["variable 1", "parameter 1", "add 1 2", "variable 2", "pow 4 2", "sub 3 5", "pow 1 2",
                           "sub 7 1", "constant 3/10", "add 8 9"], ["6 !=", "10 >"], "x y", "a", "either")
               + clause("0 1", "1", "cubic-1", 1) + clause("0 1", "1/2", "cubic-2", 1)
               + clause("0 1 -1/3 1", "sqrt2", "either-1", 2))
    witness_text = (f"constant sqrt2 {rational(floor, 1 << 100)} {rational(floor + 1, 1 << 100)}\n"
                    "choice t-range -1/3 1\n")
    return seal(body(clauses, ["Ak!s!", "k!", "B(l1:1+)1AAbbAbb"], witness=witness_text, claim=claim))


def write_folder(folder, contents):
    """NAME.abc and expected.txt, from name: (data, fragment)."""
    os.makedirs(folder, exist_ok=True)
    for name in os.listdir(folder):
        if name.endswith(".abc"):
            os.remove(os.path.join(folder, name))
    with open(os.path.join(folder, "expected.txt"), "w") as table:
        for name in sorted(contents):
            data, fragment = contents[name]
            table.write(f"{name}.abc: {fragment}\n")
            with open(os.path.join(folder, name + ".abc"), "wb") as out:
                out.write(data)


def main():
    files["valid"] = (good, "VERIFIED")  # what the others differ from
    write_folder(HERE, files)
    forged = {name: (seal(body(BASE_CLAUSES, ["AB122"], witness=lines, claim=claim)), fragment) for name, claim, lines, fragment in claims.cases()}
    for name, claim, lines, clauses, trees, fragment in [*intermediate.cases(template, clause), *parabola.cases(template, clause), *symmetry.cases(template, clause)]:
        forged[name] = seal(body(clauses, trees, witness=lines, claim=claim)), fragment
    write_folder(os.path.join(HERE, "claims"), forged)
    with open(os.path.join(HERE, "..", "certificate", "example.abc"), "wb") as out:
        out.write(example())


main()
