"""What FEEL's own analysis tells of conditions, and when a choice leaves no gap."""

import pytest

from engine.linting import exhaustive

CHOICE = """<startEvent id="s"/><exclusiveGateway id="g"/><endEvent id="e"/><endEvent id="f"/>
  <endEvent id="h"/>[s-g]{}"""


@pytest.mark.parametrize(
    "conditions",
    [
        ["n < 10", "n >= 10 and n < 20", "n >= 20"],
        ["n in [0..9]", "n < 0", "n > 9"],
        ["n between 1 and 5", "n > 5", "n < 1"],
        ["n < -5", "n >= -5"],
        ["n = 1", "not(n = 1)"],
        ["case.level < 2.5", "2.5 <= case.level"],
        ['grade = "A"', 'grade = "B"', 'not(grade in ("A", "B"))'],
        ['grade in ("A", "B")', 'grade != "A" and grade != "B"'],
    ],
)
def test_conditions_that_leave_no_gap_need_no_default(conditions):
    assert exhaustive.covers(conditions)


@pytest.mark.parametrize(
    "conditions",
    [
        ["n < 10", "n > 10"],
        ["n < 10", "n > 11"],
        ["n < -5", "n > -5"],
        ["n < 10", "m >= 10"],
        ['grade = "A"', 'grade = "B"'],
        ['grade = "A"', "grade < 1", "grade >= 1"],
        ["count(list) > 1", "count(list) <= 1"],
        ["n + 1 > 2", "n + 1 <= 2"],
        ["n - 5 > 2", "n <= 6.5"],
        ["-n > 2", "(n) - 1 <= 2"],
        ["approved", "rejected"],
        ["n >", "n <= 1 or n > 1 ("],
        [f"n = {i}" for i in range(50)],
        ["n ~ 1"],
        [],
    ],
)
def test_conditions_of_which_it_is_not_known_need_a_default(conditions):
    assert not exhaustive.covers(conditions)


def test_a_choice_by_ranges_needs_no_default(lint):
    assert (
        lint(
            CHOICE.format(
                "[g-e: = n < 10][g-f: = n >= 10 and n < 20][g-h: = n >= 20]".replace("<", "&lt;")
            )
        )
        == []
    )


@pytest.mark.parametrize(
    "condition", ["= amount - 1 - count(list)", '= "yes"', '= date("2026-01-01")', "= count(list)"]
)
def test_a_condition_that_is_no_question_is_refused(lint, condition):
    found = lint(CHOICE.format(f"[g-e: {condition}][g-f: = n = 1][g-h: = n != 1]"))

    expected = [] if condition.startswith("= amount") else [("condition-boolean", "g-e")]
    assert found == expected


def test_a_condition_that_is_waited_for_is_looked_at_as_well(lint):
    found = lint("""<startEvent id="s"/><endEvent id="e"/>[s-c][c-e]<intermediateCatchEvent id="c">
      <conditionalEventDefinition><condition>= 1</condition></conditionalEventDefinition></intermediateCatchEvent>""")

    assert ("condition-boolean", "c") in found


def test_a_function_that_does_not_exist_is_worth_a_warning(findings):
    inside = CHOICE.format('[g-e: = cuont(list) = 1][g-f: = "a" = 1][g-h]').replace(
        'id="g"', 'id="g" default="g-h"'
    )

    found = [
        f
        for f in findings(f'<process id="p" isExecutable="true">{inside}</process>')
        if f.rule == "feel-meaning"
    ]

    assert [(f.element_id, f.severity) for f in found] == [("g-e", "warning"), ("g-f", "warning")]
    assert "cuont" in found[0].message_en
