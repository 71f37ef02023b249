"""Decision tables: which rules match, and what each hit policy makes of them (DMN 8)."""

import pytest

AGE = ["< 18 => 'child'", "[18..60) => 'adult'", ">= 60 => 'senior'"]
AGE = [rule.replace("'", '"') for rule in AGE]


@pytest.mark.parametrize(("age", "group"), [(3, "child"), (18, "adult"), (60, "senior")])
def test_the_rule_whose_condition_holds_gives_the_answer(decide, table, age, group):
    result = decide(table(["Age: number"], ["group"], AGE), Age=age)

    assert result.value == group
    assert not result.failed


def test_no_matching_rule_answers_null(decide, table):
    result = decide(table(["Age: number"], ["group"], AGE[:1]), Age=40)

    assert result.value is None
    assert not result.failed


def test_no_matching_rule_answers_the_default_output(decide, table):
    logic = table(["Age"], ["group"], AGE[:1], defaults={"group": '"other"'})

    assert decide(logic, Age=40).value == "other"


def test_a_default_of_several_outputs_is_a_context(decide, table):
    logic = table(["A"], ["x", "y"], ["1 => 1 | 2"], defaults={"x": "7"})

    assert decide(logic, A=5).value == {"x": 7, "y": None}


def test_several_outputs_make_a_context(decide, table):
    logic = table(["A"], ["x", "y"], ["1 => 1 | A + 1"])

    assert decide(logic, A=1).value == {"x": 1, "y": 2}


def test_unique_fails_when_two_rules_match(decide, table):
    result = decide(table(["A"], ["x"], ["> 1 => 1", "> 2 => 2"]), A=3)

    assert result.value is None
    assert result.failed
    assert "UNIQUE" in str(result.errors[0])


def test_any_answers_when_all_matching_rules_agree(decide, table):
    logic = table(["A"], ["x"], ["> 1 => 1", "> 2 => 1"], policy="ANY")

    assert decide(logic, A=3).value == 1


def test_any_fails_when_matching_rules_differ(decide, table):
    result = decide(table(["A"], ["x"], ["> 1 => 1", "> 2 => 2"], policy="ANY"), A=3)

    assert result.value is None
    assert "ANY" in str(result.errors[0])


def test_first_answers_with_the_first_rule_and_looks_no_further(decide, table):
    result = decide(table(["A"], ["x"], ["> 1 => 1", "> 2 => 2"], policy="FIRST"), A=3)

    assert result.value == 1
    assert [rule.index for rule in result.trace[0].matched] == [1]


def test_priority_answers_with_the_best_output_value(decide, table):
    rules = ['> 1 => "low"', '> 2 => "high"']
    logic = table(["A"], ["x"], rules, policy="PRIORITY", output_values={"x": '"high", "low"'})

    assert decide(logic, A=3).value == "high"


def test_priority_of_several_outputs_goes_by_the_columns_from_the_left(decide, table):
    logic = table(
        ["A"],
        ["x", "y"],
        ["- => 1 | 20", "- => 1 | 10", "- => 2 | 10"],
        policy="PRIORITY",
        output_values={"x": "1, 2", "y": "[0..15], 20"},
    )

    assert decide(logic, A=3).value == {"x": 1, "y": 10}


@pytest.mark.parametrize("policy", ["PRIORITY", "OUTPUT ORDER"])
def test_an_order_of_outputs_needs_output_values(decide, table, policy):
    result = decide(table(["A"], ["x"], ["- => 1"], policy=policy), A=3)

    assert result.value is None
    assert "output values" in str(result.errors[0])


def test_output_values_that_are_no_list_give_no_order(decide, table):
    logic = table(["A"], ["x"], ["- => 1"], policy="PRIORITY", output_values={"x": ">>"})

    assert decide(logic, A=3).failed


def test_the_order_of_outputs_may_come_from_the_type_of_the_column(read, table):
    model = read(
        '<itemDefinition name="tLevel"><typeRef>string</typeRef>'
        '<allowedValues><text>"high","low"</text></allowedValues></itemDefinition>'
        '<decision id="d" name="D">'
        + table(["A"], ["x: tLevel"], ['- => "low"', '- => "high"'], policy="PRIORITY")
        + "</decision>"
    )

    assert model.evaluate("d", {"A": 1}).value == "high"


def test_the_order_of_outputs_may_come_from_the_type_of_the_decision(read, table):
    model = read(
        '<itemDefinition name="tLevel"><typeRef>string</typeRef>'
        '<allowedValues><text>"high","low"</text></allowedValues></itemDefinition>'
        '<itemDefinition name="tResult"><itemComponent name="x"><typeRef>tLevel</typeRef>'
        '</itemComponent><itemComponent name="y"><typeRef>number</typeRef></itemComponent>'
        '</itemDefinition><decision id="d" name="D"><variable name="D" typeRef="tResult"/>'
        + table(["A"], ["x", "y"], ['- => "low" | 1', '- => "high" | 2'], policy="PRIORITY")
        + "</decision>"
    )

    assert model.evaluate("d", {"A": 1}).value == {"x": "high", "y": 2}


def test_output_order_sorts_all_matching_outputs(decide, table):
    rules = ["> 1 => 2", "> 2 => 1", "> 5 => 3", "> 0 => 9"]
    logic = table(["A"], ["x"], rules, policy="OUTPUT ORDER", output_values={"x": "3, 1, 2"})

    assert decide(logic, A=3).value == [1, 2, 9]


@pytest.mark.parametrize("policy", ["RULE ORDER", "COLLECT"])
def test_all_outputs_come_in_the_order_of_the_rules(decide, table, policy):
    logic = table(["A"], ["x"], ["> 1 => 2", "> 9 => 5", "> 2 => 1"], policy=policy)

    assert decide(logic, A=3).value == [2, 1]


@pytest.mark.parametrize(
    ("aggregation", "value"), [("SUM", 12), ("MIN", 2), ("MAX", 5), ("COUNT", 4)]
)
def test_collect_aggregates_the_outputs(decide, table, aggregation, value):
    rules = ["> 1 => 2", "> 2 => 5", "> 9 => 8", "- => 2", "- => 3"]
    logic = table(["A"], ["x"], rules, policy="COLLECT", aggregation=aggregation)

    assert decide(logic, A=3).value == value


def test_an_aggregation_of_several_outputs_fails(decide, table):
    logic = table(["A"], ["x", "y"], ["- => 1 | 2"], policy="COLLECT", aggregation="SUM")

    assert "8.2.11" in str(decide(logic, A=3).errors[0])


@pytest.mark.parametrize(
    ("policy", "aggregation", "value"),
    [
        ("COLLECT", "", []),
        ("COLLECT", "COUNT", 0),
        ("COLLECT", "SUM", None),
        ("RULE ORDER", "", None),
    ],
)
def test_collecting_nothing(decide, table, policy, aggregation, value):
    logic = table(["A"], ["x"], ["> 9 => 1"], policy=policy, aggregation=aggregation)

    assert decide(logic, A=3).value == value


def test_a_table_may_have_no_inputs(decide, table):
    assert decide(table([], ["x"], [" => 5"])).value == 5


def test_a_cell_may_speak_of_the_input_and_of_other_names(decide, table):
    logic = table(
        ["Text"], ["x"], ['starts with(?, Prefix) => "yes"', 'not("b") => "no"'], policy="FIRST"
    )

    assert decide(logic, Text="ab", Prefix="a").value == "yes"
    assert decide(logic, Text="c", Prefix="a").value == "no"
    assert decide(logic, Text="b", Prefix="a").value is None


def test_an_input_beyond_its_allowed_values_is_noted_but_still_decided(decide, table):
    logic = table(["A"], ["x"], ["- => 1"], input_values={"A": '"a","b"'})

    result = decide(logic, A="c")

    assert result.value == 1
    assert "allowed" in str(result.warnings[0])
    assert not decide(logic, A="b").warnings
    assert not decide(logic, A=None).warnings


def test_an_input_of_a_wrong_type_fails_the_decision(decide, table):
    assert decide(table(["A: number"], ["x"], ["- => 1"]), A="text").failed


def test_an_output_of_a_wrong_type_fails_the_decision(decide, table):
    result = decide(table(["A"], ["x: number"], ['- => "text"']), A=1)

    assert result.value is None
    assert result.failed


def test_a_cell_that_is_no_feel_fails_the_decision_that_comes_to_it(decide, table):
    result = decide(table(["A"], ["x"], ["((( => 1"]), A=1)

    assert result.value is None
    assert result.errors[0].place == "rule1"


def test_an_output_cell_that_is_no_feel_fails_only_where_it_is_used(decide, table):
    logic = table(["A"], ["x"], ["1 => ((", "2 => 5"])

    assert decide(logic, A=1).failed
    assert decide(logic, A=2).value == 5
    assert not decide(logic, A=2).failed


def test_the_trace_says_which_rules_matched_and_why(decide, table):
    logic = table(["A: number", "B"], ["x"], ['> 1 | "k" => 7', "- | - => 8"], policy="COLLECT")

    result = decide(logic, A=3, B="k")

    first = result.trace[0].matched[0]
    assert (first.table_id, first.index, first.id) == ("table", 1, "rule1")
    assert first.inputs == {"A": 3, "B": "k"}
    assert first.outputs == {"x": 7}
    assert [rule.index for rule in result.trace[0].matched] == [1, 2]


def test_annotations_of_a_rule_go_with_the_trace(decide):
    result = decide(
        '<decisionTable id="t"><output/><annotation name="why"/><rule id="r"><outputEntry>'
        "<text>1</text></outputEntry><annotationEntry><text>by law</text></annotationEntry>"
        "</rule></decisionTable>"
    )

    assert result.trace[0].matched[0].annotations == ("by law",)
    assert result.trace[0].matched[0].outputs == {"output 1": 1}


def test_an_empty_output_cell_is_null(decide, table):
    assert decide(table(["A"], ["x"], ["- => "]), A=1).value is None
