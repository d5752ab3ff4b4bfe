# SPDX-License-Identifier: MIT
"""The cases of make.py about declared zero sets, the rule "both ends" and chosen variables (docs/theory/rules.md, sections 7, 9 and 10)."""


def add(reject, one, square, square_nodes):
    # x y + 1 on [-1, 1]^2: affine in x and in y, and 0 at two corners
    BILINEAR = ["variable 1", "variable 2", "mul 1 2", "constant 1", "add 3 4", "mul 3 1", "div 1 2", "add 7 4", "div 2 1", "abs 1", "constant 0",
                "pow 1 1", "constant 3", "add 9 13", "add 7 13"]
    BENT = "both ends of an axis in which the literal is not affine"
    CORNERS = "(b1:1)(b2:1)!!(b2:1)!!"


    def bilinear(literals, tree=CORNERS, box="-1 1 -1 1", **more):
        return one(BILINEAR, literals, box, tree, "x y", **more)


    reject("valid_ends", bilinear(["5 >="]), "VERIFIED")
    reject("ends_quotient", bilinear(["15 >="], "(b1:1)1(b2:1)1", "-1 1 1 2"), BENT)  # x/y + 3 is not affine in y
    reject("valid_ends_numerator", bilinear(["15 >"], "(b1:1)11", "-1 1 1 2"), "VERIFIED")
    reject("valid_ends_sign", bilinear(["15 !="], "(b1:1+)11", "-1 1 1 2"), "VERIFIED")
    reject("valid_ends_below_face", one(["variable 1", "variable 2", "add 1 2"], ["3 >="], "0 1 0 1", "k(b2:1)!!", "x y"), "VERIFIED")
    reject("valid_ends_in_shards", bilinear(["5 >="], "(b1:1)(#1)(#2)", shards=["(b2:1)!!", "(b2:1)!!"]), "VERIFIED")
    reject("ends_square", one(["variable 1", "pow 1 2", "constant 1/4", "sub 2 3"], ["4 >="], "-1 1", "(b1:1)!!"), BENT)
    reject("ends_square_by_product", one(["variable 1", "mul 1 1", "constant 1/4", "sub 2 3"], ["4 >="], "-1 1", "(b1:1)!!"), BENT)
    reject("ends_through_another", bilinear(["6 >="], "(b1:1)(b2:1)!!(b2:1)!!"), BENT)  # (x y) x
    reject("ends_kink", one(["variable 1", "abs 1", "constant 1/2", "sub 2 3"], ["4 >="], "-1 1", "(b1:1)!!"), BENT)
    reject("ends_denominator", bilinear(["14 >="], "(b1:1)11", "-1 1 1 2"), BENT)  # y/x + 3 has no value at x = 0
    reject("ends_power_one", one(["variable 1", "pow 1 1"], ["2 >="], "0 1", "(b1:1)!!"), BENT)  # by its form alone
    reject("ends_corner_false", bilinear(["3 >="]), "an exact leaf does not hold")
    reject("ends_one_end_only", bilinear(["5 >="], "(b1:1)(b2:1)!!"), "the tree ends too early")
    reject("ends_three", bilinear(["5 >="], CORNERS + "!"), "something stands after the end of the tree")
    reject("ends_without_sign", bilinear(["15 !="], "(b1:1)11", "-1 1 1 2"), BENT)  # x - 1/2 would be != 0 at both ends
    reject("ends_with_sign", bilinear(["5 >="], "(b1:1+)11"), BENT)
    reject("ends_two_signs", one(["variable 1"], ["1 !="], "-1 1", "(b1:1+)11"), "a direct leaf does not hold")
    reject("ends_other_literal_below", bilinear(["5 >=", "13 >="], "(b1:1)2(b2:1)!!"), "another literal than the one that licensed it")
    reject("ends_other_literal_at_second", bilinear(["5 >=", "13 >="], "(b1:1)(b2:1)!!2"), "another literal than the one that licensed it")
    reject("ends_below_other_face", bilinear(["13 >=", "5 >="], "k(b2:2)11"), "another literal than the one that licensed it")
    reject("ends_sign_changed_below", bilinear(["15 !="], "(b1:1+)(b2:1-)111", "-1 1 1 2"), "another sign than the one that licensed it")
    reject("ends_twice", bilinear(["5 >="], "(b1:1)(b1:1)!!!"), "the axis has no width")
    reject("ends_of_point", one(["variable 1"], ["1 >="], "1 1", "(b1:1)!!"), "the axis has no width")
    reject("ends_axis_out_of_range", bilinear(["5 >="], "(b3:1)!!"), "the axis is out of range")
    reject("ends_literal_out_of_range", bilinear(["5 >="], "(b1:2)!!"), "the literal is out of range")
    reject("ends_off", square("1 1 4 3", "(b1:1)!!", ["1 > off"], "0 1"), BENT)
    reject("ends_not_counted", bilinear(["5 >="], counts={"ends": 0}), "the stated number of 'ends' steps is 0, found 3")
    reject("ends_count_zero", bilinear(["5 >="]).replace("ends 3", "ends 0"), "0 is not between")
    reject("ends_count_before_shard", bilinear(["5 >="]).replace("shard 0\nends 3\n", "ends 3\nshard 0\n"), "expected 'shard'")

    # For every x in [0, 1] there is an m in [-2, 2] with x - m (1 - x) >= 0 (m = 0), and with m - x >= 0 (m = 1)
    CHOSEN = ["variable 1", "variable 2", "sub 2 1", "constant 1", "sub 4 1", "mul 2 5", "sub 1 6", "mul 2 1", "constant 1/2", "sub 1 9", "mul 2 10"]


    def chosen(literals, tree, box="0 1 -2 2", chosen="1", **more):
        return one(CHOSEN, literals, box, tree, "x m", chosen=chosen, **more)


    CHOICE = "(v2:1:2)"  # m = 0
    reject("valid_choice", chosen(["3 >="], "(v2:2:4)1"), "VERIFIED")
    reject("valid_choice_after_split", chosen(["11 >="], "A(v2:2:2)1(v2:2:4)1"), "VERIFIED")  # m (x - 1/2), m = -1 on the left, 1 on the right
    reject("valid_choice_then_ends", chosen(["7 >="], CHOICE + "(b1:1)!!"), "VERIFIED")
    reject("valid_choice_below_face", chosen(["3 >="], "s(v2:2:4)!"), "VERIFIED")
    reject("valid_choice_in_shard", chosen(["3 >="], "(#1)", shards=["(v2:2:4)1"]), "VERIFIED")
    reject("choice_false", chosen(["3 >="], CHOICE + "1"), "a direct leaf does not hold")
    reject("choice_not_made", chosen(["3 >="], "1"), "a direct leaf does not hold")
    reject("choice_for_both_halves", chosen(["11 >="], "(v2:2:2)A11"), "a direct leaf does not hold")
    # m (x - 1/2) >= 0 for m = -1 at x = 0 and m = 1 at x = 1, but for no m at both
    reject("choice_differs_at_the_ends", chosen(["11 >="], "(b1:1)(v2:2:2)!(v2:2:4)!"), "both ends before every chosen variable has a value")
    reject("choice_of_an_ordinary_variable", chosen(["3 >="], "(v1:1:1)1"), "the axis is not chosen")
    reject("choice_without_chosen", chosen(["3 >="], "(v2:2:4)1", chosen=""), "the axis is not chosen")
    reject("choice_made_twice", chosen(["3 >="], "(v2:2:4)(v2:1:1)1"), "the axis has no width")
    reject("choice_of_point", chosen(["3 >="], "(v2:1:1)1", "0 1 2 2"), "the axis has no width")
    reject("choice_axis_out_of_range", chosen(["3 >="], "(v3:1:1)1"), "the axis is out of range")
    reject("choice_beyond_the_end", chosen(["3 >="], "(v2:2:5)1"), "an unknown code")
    reject("choice_depth_zero", chosen(["3 >="], "(v2:0:1)1"), "an unknown code")
    reject("choice_depth_over_cap", chosen(["3 >="], "(v2:32:1)1"), "an unknown code")
    reject("choice_without_number", chosen(["3 >="], "(v2:2)1"), "an unknown code")
    reject("chosen_axis_split", chosen(["3 >="], "B(v2:1:1)1(v2:1:2)1"), "the axis is chosen")
    reject("chosen_axis_face", chosen(["3 >="], "t1"), "the axis is chosen")
    reject("chosen_axis_ends", chosen(["3 >="], "(b2:1)11"), "the axis is chosen")
    reject("chosen_zero", chosen(["3 >="], "(v2:2:4)1", chosen="0"), "0 is not between 1 and 2")
    reject("chosen_too_many", chosen(["3 >="], "(v2:2:4)1", chosen="3"), "3 is not between 1 and 2")
    reject("chosen_surplus_word", chosen(["3 >="], "(v2:2:4)1", chosen="1 1"), "line 17: the line has more words than expected")
    reject("chosen_twice", chosen(["3 >="], "(v2:2:4)1", chosen="1\nchosen 1"), "'chosen' stands once, before the nodes")
    reject("chosen_after_a_node", chosen(["3 >="], "(v2:2:4)1", chosen="").replace("2 variable 2\n", "chosen 1\n2 variable 2\n"), "'chosen' stands once, before the nodes")
    reject("chosen_with_zero_set", one(square_nodes, ["2 >="], "-1 1", "(o1)", zeros=["1 1 4 3"], chosen="1"), "a zero set in a template with chosen variables")

    reject("zero_of_positive", square("1 1 4 3", literals=["2 >"]), "a zero set belongs to a literal '>= 0' or '> 0 off'")
    reject("zero_of_nonzero", square("1 1 4 3", literals=["2 !="]), "a zero set belongs to a literal '>= 0' or '> 0 off'")
    reject("zero_of_no_literal", square("2 1 4 3"), "2 where 1 was expected")
    reject("zero_codimension_zero", square("1 0 4"), "0 where 1 was expected")
    reject("zero_codimension_too_large", square("1 2 4 3 3 3"), "2 where 1 was expected")
    reject("zero_node_out_of_range", square("1 1 4 11"), "11 is not between 1 and 10")
    reject("zero_short", square("1 1 4"), "the line ends too early")
    reject("zero_long", square("1 1 4 3 3"), "the line has more words than expected")
    reject("zero_before_literal", square("1 1 4 3").replace("literal 2 >= 0\nzero 1 1 4 3\n", "zero 1 1 4 3\nliteral 2 >= 0\n"),
           "1 is not between 1 and 0")
