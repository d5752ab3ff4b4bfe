# SPDX-License-Identifier: MIT
"""The cases of make.py about declared zero sets, the rule "both ends", chosen variables and tangents (docs/theory/rules.md, sections 7, 9, 10 and
11)."""


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

    # x^2 y^0 on [-1, 1]: its gradient 2 x, and wrong ones
    CONVEX = ["variable 1", "pow 1 2", "constant 2", "mul 3 1", "constant 1", "add 2 5", "abs 1", "neg 2", "neg 4", "sqrt 2", "log 1", "constant -1/10",
              "add 2 12", "pow 1 4", "sub 14 2", "pow 1 3", "constant 4", "mul 17 16", "sub 18 4", "add 15 5"]
    TANGENT = "a tangent leaf does not hold"


    def tangent(literals, tree="(t1:1:2)", gradient="1 4", box="-1 1", **more):
        return one(CONVEX, literals, box, tree, gradients=[gradient] if gradient else [], **more)


    reject("valid_tangent", tangent(["2 >="]), "VERIFIED")
    reject("valid_tangent_positive", tangent(["6 >"], "(t1:30:536870913)"), "VERIFIED")
    reject("valid_tangent_after_split", tangent(["2 >="], "A(t1:1:3)(t1:1:1)"), "VERIFIED")
    reject("valid_tangent_second_literal", tangent(["12 >=", "2 >="], "(t2:1:2)", "2 4"), "VERIFIED")
    reject("valid_tangent_off", tangent(["6 > off"]), "VERIFIED")
    reject("valid_tangent_below_face", one(["variable 1", "variable 2", "pow 1 2", "add 3 2", "constant 2", "mul 5 1", "constant 1"], ["4 >="],
                                           "-1 1 0 1", "l(t1:1:2)", "x y", gradients=["1 6 7"]), "VERIFIED")
    reject("valid_tangent_in_shard", tangent(["2 >="], "(#1)", shards=["(t1:1:2)"]), "VERIFIED")
    reject("tangent_undeclared", tangent(["2 >="], gradient=""), TANGENT)
    reject("tangent_of_other_literal", tangent(["6 >=", "2 >="], "(t2:1:2)"), TANGENT)
    reject("tangent_concave", tangent(["8 >="], gradient="1 9"), TANGENT)
    reject("tangent_not_convex", tangent(["20 >="], gradient="1 19"), TANGENT)  # x^4 - x^2 + 1
    reject("tangent_value_negative", tangent(["13 >="]), TANGENT)  # x^2 - 1/10
    reject("tangent_not_positive", tangent(["2 >"]), TANGENT)
    reject("tangent_elsewhere", tangent(["2 >="], "(t1:1:1)"), TANGENT)  # the tangent at -1
    reject("tangent_kink", tangent(["7 >="]), TANGENT)
    reject("tangent_root_of_square", tangent(["10 >="]), TANGENT)
    reject("tangent_gradient_undefined", tangent(["2 >="], gradient="1 11"), TANGENT)
    reject("tangent_of_a_zero", square("1 1 4 3", "(t1:1:2)", ["2 > off"]).replace("zero 1 1 4 3\n", "zero 1 1 4 3\ngradient 1 1\n"), TANGENT)
    reject("tangent_two_coordinates", tangent(["2 >="], "(t1:1:2:2)"), TANGENT)
    reject("tangent_of_a_point", tangent(["2 >="], "(t1:1:2)", box="1 1"), TANGENT)
    reject("tangent_one_coordinate_of_two", one(["variable 1", "variable 2", "pow 1 2", "pow 2 2", "add 3 4", "constant 2", "mul 6 1", "mul 6 2"], ["5 >="],
                                                "-1 1 -1 1", "(t1:1:2)", "x y", gradients=["1 7 8"]), TANGENT)
    reject("tangent_saddle", one(["variable 1", "variable 2", "mul 1 2", "constant 2", "add 3 4"], ["5 >="],
                                 "-1 1 -1 1", "(t1:1:2:2)", "x y", gradients=["1 2 1"]), TANGENT)
    reject("tangent_literal_below_face", tangent(["6 >=", "2 >="], "(l1:2)(t1:1:2)", box="0 1"), "another literal than the one that licensed it")
    reject("tangent_literal_out_of_range", tangent(["2 >="], "(t2:1:2)"), "the literal is out of range")
    reject("tangent_beyond_the_end", tangent(["2 >="], "(t1:1:4)"), "an unknown code")
    reject("tangent_without_point", tangent(["2 >="], "(t1:1)"), "an unknown code")
    reject("tangent_depth_zero", tangent(["2 >="], "(t1:0:1)"), "an unknown code")
    reject("tangent_depth_over_cap", tangent(["2 >="], "(t1:31:2)"), "an unknown code")
    reject("tangent_number_zero", tangent(["2 >="], "(t1:1:0)"), "an unknown code")
    reject("tangent_point_cut_off", tangent(["2 >="], "(t1:1:2:)"), "an unknown code")
    reject("tangent_too_many_coordinates", tangent(["2 >="], "(t1:1" + 65 * ":2" + ")"), "an unknown code")
    reject("tangent_not_counted", tangent(["2 >="], counts={"tangent": 0}), "the stated number of 'tangent' steps is 0, found 1")
    reject("tangent_count_before_choose", tangent(["2 >="]).replace("tangent 1\n", "tangent 1\nchoose 1\n"), "expected 'end counts'")
    reject("gradient_twice", tangent(["2 >="]).replace("gradient 1 4\n", "gradient 1 4\ngradient 1 4\n"), "1 is not between 2 and 1")
    reject("gradient_of_no_literal", tangent(["2 >="], gradient="2 4"), "2 where 1 was expected")
    reject("gradient_out_of_order", tangent(["2 >=", "6 >="], gradient="2 4").replace("gradient 2 4\n", "gradient 2 4\ngradient 1 4\n"), "1 is not between 3 and 2")
    reject("gradient_short", tangent(["2 >="], gradient="1"), "the line ends too early")
    reject("gradient_long", tangent(["2 >="], gradient="1 4 4"), "the line has more words than expected")
    reject("gradient_node_out_of_range", tangent(["2 >="], gradient="1 21"), "21 is not between 1 and 20")
    reject("gradient_before_literal", tangent(["2 >="]).replace("literal 2 >= 0\ngradient 1 4\n", "gradient 1 4\nliteral 2 >= 0\n"), "1 is not between 1 and 0")
    reject("gradient_before_last_literal", tangent(["2 >=", "6 >="]).replace("literal 6 >= 0\ngradient 1 4\n", "gradient 1 4\nliteral 6 >= 0\n"),
           "a literal or zero set after the first gradient")
    reject("gradient_before_zero_set", square("1 1 4 3").replace("zero 1 1 4 3\n", "gradient 1 1\nzero 1 1 4 3\n"),
           "a literal or zero set after the first gradient")
    reject("gradient_before_node", tangent(["2 >="]).replace("end template\n", "21 neg 1\nend template\n"), "a node after the first literal")
    reject("gradient_without_variables", one(["constant 1"], ["1 >="], "", "1", "", gradients=["1"]), "a gradient without variables")
