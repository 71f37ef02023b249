"""The lint: what is wrong or doubtful, named by element and by the number of the rule."""

import random

import pytest

from engine.model import Severity


@pytest.fixture
def lint(read):
    def check(logic: str, more: str = "") -> list:
        model = read(f'{more}<decision id="d" name="D">{logic}</decision>')
        return list(model.lint())

    return check


def _found(findings: list) -> list[tuple[str, str]]:
    return [(finding.rule, finding.message_en) for finding in findings]


def test_a_clean_table_has_no_findings(lint, table):
    assert lint(table(["A: number"], ["x: string"], ['< 5 => "a"', '>= 5 => "b"'])) == []


def test_rules_of_a_unique_table_must_not_overlap(lint, table):
    findings = lint(table(["A"], ["x"], ["< 5 => 1", "[3..9] => 2", "> 9 => 3"]))

    (finding,) = findings
    assert (finding.rule, finding.severity) == ("dmn-table-overlap", Severity.ERROR)
    assert finding.element_id == "rule2"
    assert "规则 1 与规则 2" in finding.message_zh
    assert "rules 1 and 2" in finding.message_en


def test_rules_that_meet_in_one_column_only_do_not_overlap(lint, table):
    rules = ["< 5 | true => 1", "< 5 | false => 2", ">= 5 | - => 3"]

    assert lint(table(["A", "B"], ["x"], rules)) == []


def test_rules_of_an_any_table_may_overlap_when_they_agree(lint, table):
    rules = ["< 5 => 1", "< 9 => 1", ">= 9 => 2", "> 20 => 3"]

    findings = lint(table(["A"], ["x"], rules, policy="ANY"))

    assert [f.element_id for f in findings] == ["rule4"]
    assert "输出不同" in findings[0].message_zh


def test_a_table_that_overlaps_everywhere_names_twenty_pairs(lint, table):
    assert len(lint(table(["A"], ["x"], ["- => 1"] * 30))) == 20


def test_inputs_that_no_rule_takes_are_a_gap(lint, table):
    findings = lint(table(["Age", "VIP"], ["x"], ["< 18 | - => 1", ">= 18 | true => 2"]))

    (gap,) = findings
    assert (gap.rule, gap.severity) == ("dmn-table-gap", Severity.WARNING)
    assert gap.message_en == "no rule for Age: >= 18, VIP: false"
    assert "没有规则覆盖：Age: >= 18, VIP: false" in gap.message_zh


@pytest.mark.parametrize(
    ("rules", "gap"),
    [
        (["< 5 => 1", "> 7 => 2"], "A: [5..7]"),
        (["<= 5 => 1", "> 7 => 2"], "A: (5..7]"),
        (["<= 5 => 1", "> 5 => 2"], None),
        (["< 5 => 1", "> 5 => 2"], "A: 5"),
        (["> 5 => 2"], "A: <= 5"),
        (["not(5) => 2"], "A: 5"),
        (['"a" => 1', '"b" => 2'], 'A: not("a", "b")'),
        (['"a" => 1', 'not("a") => 2'], None),
        (['> "m" => 1'], 'A: <= "m"'),
        (['< @"2024-05-01" => 1'], 'A: >= @"2024-05-01"'),
        (["true => 1"], "A: false"),
        (["[5..6] => 1", "< 5 => 1", "> 6 => 3", "[7..6] => 4"], None),
    ],
)
def test_gaps_are_written_as_a_cell_would_say_them(lint, table, rules, gap):
    findings = [
        f for f in lint(table(["A"], ["x"], rules, policy="FIRST")) if f.rule == "dmn-table-gap"
    ]

    assert [f.message_en for f in findings] == ([f"no rule for {gap}"] if gap else [])


def test_a_default_output_leaves_no_gap(lint, table):
    assert lint(table(["A"], ["x"], ["< 5 => 1"], defaults={"x": "0"})) == []


def test_a_table_that_collects_may_have_gaps(lint, table):
    assert lint(table(["A"], ["x"], ["< 5 => 1"], policy="COLLECT")) == []


def test_allowed_values_bound_what_must_be_covered(lint, table):
    rules = ['"a" => 1', '"b" => 2']

    assert lint(table(["A"], ["x"], rules, input_values={"A": '"a", "b"'})) == []
    (gap,) = lint(table(["A"], ["x"], rules, input_values={"A": '"a", "b", "c"'}))
    assert gap.message_en == 'no rule for A: "c"'


def test_allowed_values_may_come_from_the_type(lint, table):
    item = (
        "<itemDefinition name='tKind'><typeRef>string</typeRef><allowedValues>"
        '<text>"a","b"</text></allowedValues></itemDefinition>'
    )

    assert lint(table(["A: tKind"], ["x"], ['"a" => 1', '"b" => 2']), item) == []


def test_allowed_values_may_come_from_the_type_of_the_input_that_a_column_names(read, table):
    model = read(
        "<itemDefinition name='tKind'><typeRef>string</typeRef><allowedValues>"
        '<text>"a","b"</text></allowedValues></itemDefinition>'
        '<inputData id="i" name="Kind"><variable name="Kind" typeRef="tKind"/></inputData>'
        '<decision id="d" name="D"><informationRequirement><requiredInput href="#i"/>'
        "</informationRequirement>"
        + table(["Kind: string"], ["x"], ['"a" => 1', '"b" => 2'])
        + "</decision>"
    )

    assert model.lint() == ()


def test_allowed_values_may_come_from_the_type_of_a_parameter(read, table):
    model = read(
        "<itemDefinition name='tKind'><typeRef>string</typeRef><allowedValues>"
        '<text>"a","b"</text></allowedValues></itemDefinition>'
        '<businessKnowledgeModel id="k" name="K"><encapsulatedLogic>'
        '<formalParameter name="Kind" typeRef="tKind"/>'
        + table(["Kind"], ["x"], ['"a" => 1', '"b" => 2'])
        + "</encapsulatedLogic></businessKnowledgeModel>"
    )

    assert model.lint() == ()


def test_ranges_of_allowed_values_do_not_bound_the_search(lint, table):
    findings = lint(table(["A"], ["x"], ["< 5 => 1"], input_values={"A": "[0..9]"}))

    assert _found(findings) == [("dmn-table-gap", "no rule for A: >= 5")]


def test_a_rule_that_no_allowed_value_fits_never_matches(lint, table):
    rules = ['"a" => 1', '"x" => 2']

    findings = lint(table(["A"], ["x"], rules, policy="COLLECT", input_values={"A": '"a", "b"'}))

    assert _found(findings) == [
        ("dmn-table-never", "rule 2 never matches: no allowed value fits its conditions")
    ]


def test_an_empty_range_never_matches(lint, table):
    findings = lint(table(["A"], ["x"], ["[9..1] => 1"], policy="COLLECT"))

    assert [f.rule for f in findings] == ["dmn-table-never"]


def test_a_rule_behind_rules_that_take_all_of_its_inputs_is_hidden(lint, table):
    rules = ["< 5 => 1", ">= 5 => 2", "[3..8] => 3", "[9..1] => 4"]

    findings = lint(table(["A"], ["x"], rules, policy="FIRST"))

    assert (
        "dmn-table-hidden",
        "rule 3 never decides: other rules take all of its inputs",
    ) in _found(findings)
    assert [f.rule for f in findings] == ["dmn-table-never", "dmn-table-hidden"]


def test_in_a_table_with_priorities_better_outputs_hide_a_rule(lint, table):
    rules = ['- => "low"', '> 3 => "high"', '> 5 => "low"', "> 7 => A"]

    findings = lint(
        table(["A"], ["x"], rules, policy="PRIORITY", output_values={"x": '"high", "low"'})
    )

    assert [(f.rule, f.element_id) for f in findings] == [("dmn-table-hidden", "rule3")]


def test_cells_that_cannot_be_read_are_kept_out_of_the_search(lint, table):
    assert lint(table(["A"], ["x"], ["odd(?) => 1", "< 5 => 2"])) == []


def test_a_column_that_mixes_kinds_is_kept_out_of_the_search(lint, table):
    assert lint(table(["A"], ["x"], ['"a" => 1', "5 => 2"])) == []


def test_a_table_made_to_be_hard_is_given_up_in_time_and_said_to_be(lint, table):
    draw = random.Random(1)
    columns = [f"C{n}" for n in range(7)]
    rules = [" | ".join(_range(draw) for _ in columns) + f" => {row}" for row in range(150)]

    findings = lint(table(columns, ["x"], rules, policy="FIRST"))

    assert findings[-1].rule == "dmn-table-unsearched"


def _range(draw: random.Random) -> str:
    low = draw.randrange(100)
    return f"[{low}..{low + draw.randrange(90)}]" if draw.random() < 0.8 else "-"


def test_a_cell_of_another_type_than_its_column_is_an_error(lint, table):
    findings = lint(
        table(["A: number"], ["x: string"], ['"a" => "y"', "> 1 => 5"], policy="COLLECT")
    )

    assert [(f.rule, f.element_id) for f in findings] == [
        ("dmn-table-type", "rule1"),
        ("dmn-table-type", "rule2"),
    ]
    assert "规则 2 的输出“x”类型不对，应为 string" in findings[1].message_zh


def test_priorities_need_output_values(lint, table):
    findings = lint(table(["A"], ["x"], ["- => 1"], policy="PRIORITY"))

    assert [f.rule for f in findings] == ["dmn-table-priorities"]


def test_an_output_without_a_priority_is_an_error(lint, table):
    findings = lint(
        table(
            ["A"],
            ["x"],
            ["- => 1", "- => 7", "- => A"],
            policy="OUTPUT ORDER",
            output_values={"x": "1, 2"},
        )
    )

    assert [(f.rule, f.element_id) for f in findings] == [("dmn-table-output-value", "rule2")]


def test_output_values_may_be_ranges(lint, table):
    logic = table(["A"], ["x"], ["- => 7"], policy="OUTPUT ORDER", output_values={"x": "[1..9]"})

    assert lint(logic) == []


def test_several_outputs_need_different_names(lint, table):
    findings = lint(table(["A"], ["x", "x"], ["- => 1 | 2"]))

    assert [f.rule for f in findings] == ["dmn-table-output-name"]


def test_an_aggregation_needs_a_single_output(lint, table):
    findings = lint(table(["A"], ["x", "y"], ["- => 1 | 2"], policy="COLLECT", aggregation="MAX"))

    assert [f.rule for f in findings] == ["dmn-table-aggregation"]


def test_a_table_without_rules_or_without_inputs_is_not_searched(lint, table):
    assert lint(table([], ["x"], [" => 1"])) == []
    assert lint(table(["A"], ["x"], [])) == []


def test_a_broken_cell_is_named_by_its_rule(lint, table):
    findings = lint(table(["A"], ["x"], ["- => 1 +"]))

    (finding,) = findings
    assert (finding.rule, finding.element_id) == ("dmn-feel", "rule1")
    assert finding.message_zh == "规则 1：表达式有误：1 +"
    assert finding.message_en.startswith("rule 1: 1 +: ")


def test_a_broken_expression_is_found(lint, literal):
    (finding,) = lint(literal("1 +"))

    assert (finding.rule, finding.element_id) == ("dmn-feel", "d")
    assert finding.message_zh == "表达式有误：1 +"


def test_a_likely_mistake_is_pointed_out(read, table):
    model = read(
        '<inputData id="i" name="Amount"><variable name="Amount" typeRef="string"/></inputData>'
        '<decision id="d" name="D"><informationRequirement><requiredInput href="#i"/>'
        "</informationRequirement>"
        + table(["other"], ["x"], ["- => Amuont", "- => -Amount"], policy="FIRST")
        + "</decision>"
    )

    found = [f for f in model.lint() if f.rule == "dmn-feel-doubt"]

    assert [(f.element_id, f.severity) for f in found] == [
        ("rule1", Severity.WARNING),
        ("rule2", Severity.WARNING),
    ]
    assert found[0].hint_zh == "是否想写 Amount？"
    assert found[0].message_zh == "规则 1：表达式可能有误：Amuont"
    assert "string" in found[1].hint_en


def test_names_that_the_model_does_not_declare_are_no_mistake(lint, table):
    assert lint(table(["amount"], ["x"], ["< limit => 1"], defaults={"x": "0"})) == []


def test_a_type_that_nobody_declares_is_found(lint, literal, table):
    item = (
        "<itemDefinition name='tA'><itemComponent name='a'><typeRef>tMissing</typeRef>"
        "</itemComponent></itemDefinition>"
    )
    logic = (
        "<context><contextEntry><variable name='a' typeRef='tB'/>"
        "<relation><column name='c' typeRef='tC'/></relation></contextEntry>"
        "<contextEntry><variable name='f'/><functionDefinition><formalParameter name='p' "
        "typeRef='tP'/></functionDefinition></contextEntry>"
        f"<contextEntry>{table(['A'], ['x: tX'], ['- => 1'])}</contextEntry></context>"
    )

    findings = lint(logic, item)

    assert {f.message_en for f in findings} == {
        f"there is no type {name}" for name in ("tMissing", "tB", "tC", "tP", "tX")
    }


def test_broken_allowed_values_are_found(lint, literal):
    item = (
        "<itemDefinition name='tA'><typeRef>string</typeRef><allowedValues><text>((</text>"
        "</allowedValues></itemDefinition>"
    )

    assert [f.rule for f in lint(literal("1"), item)] == ["dmn-allowed-values"]


def test_functions_in_other_languages_are_found(lint):
    (finding,) = lint("<functionDefinition kind='Java'/>")

    assert finding.rule == "dmn-function-kind"


def test_requirements_that_lead_nowhere_are_found(read, literal):
    needs = '<informationRequirement><requiredInput href="#x"/></informationRequirement>'
    knows = '<knowledgeRequirement><requiredKnowledge href="#y"/></knowledgeRequirement>'
    model = read(
        f'<decision id="d" name="D">{needs}{literal("1")}</decision>'
        f'<businessKnowledgeModel id="k" name="K">{knows}</businessKnowledgeModel>'
        '<decisionService id="s" name="S"><outputDecision href="#z"/></decisionService>'
        '<inputData id="i" name="I"/>'
    )

    findings = model.lint()

    assert [(f.rule, f.element_id) for f in findings] == [
        ("dmn-requirement-missing", "d"),
        ("dmn-requirement-missing", "k"),
        ("dmn-requirement-missing", "s"),
    ]


def test_a_decision_without_logic_is_doubtful_unless_a_service_is_given_it(read, literal):
    model = read(
        '<decision id="a" name="A"/><decision id="b" name="B"/>'
        f'<decision id="o" name="O">{literal("1")}</decision>'
        '<decisionService id="s" name="S"><outputDecision href="#o"/><inputDecision href="#b"/>'
        "</decisionService>"
    )

    assert [(f.rule, f.element_id) for f in model.lint()] == [("dmn-no-logic", "a")]
