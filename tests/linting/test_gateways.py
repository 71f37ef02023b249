"""Conditions and joins that cannot leave a case stuck."""

import pytest

CHOICE = """<startEvent id="s"/><{kind} id="g"{default}/><task id="a"/><task id="b"/>
  <endEvent id="e"/>[s-g]{branches}[a-e][b-e]"""


def choice(branches, kind="exclusiveGateway", default=""):
    return CHOICE.format(kind=kind, branches=branches, default=default)


@pytest.mark.parametrize("kind", ["exclusiveGateway", "inclusiveGateway"])
def test_a_branch_without_condition_is_worth_a_warning(lint, kind):
    inside = choice("[g-a: = n > 1][g-b]", kind)

    assert lint(inside) == [("condition-missing", "g-b")]


@pytest.mark.parametrize("kind", ["exclusiveGateway", "inclusiveGateway", "task"])
def test_a_choice_without_default_is_legal_and_worth_a_warning(findings, kind):
    inside = choice("[g-a: = n = 1][g-b: = n = 2]", kind)

    (finding,) = findings(f'<process id="p" isExecutable="true">{inside}</process>')

    assert (finding.rule, finding.element_id, finding.severity) == ("no-default", "g", "warning")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("approved = true", "approved = false"),
        ("approved = false", "approved  =  true"),
        ("approved", "not(approved)"),
        ("not(n in [1, 2])", "n in [1, 2]"),
        ("n &gt; 1", "n &lt;= 1"),
        ("n &gt;= limit", "n &lt; limit"),
        ('grade = "A"', 'grade != "A"'),
    ],
)
def test_conditions_that_are_opposites_need_no_default(lint, one, other):
    assert (
        lint(
            choice(
                f"[g-a: = {one.replace('[', '(').replace(']', ')')}][g-b: = {other.replace('[', '(').replace(']', ')')}]"
            )
        )
        == []
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("n &gt; 1", "n &lt; 1"),
        ("n &gt; 1", "m &lt;= 1"),
        ('grade = "A"', 'grade = "B"'),
        ("a and b", "a or b"),
    ],
)
def test_conditions_that_leave_a_gap_need_a_default(lint, one, other):
    assert lint(choice(f"[g-a: = {one}][g-b: = {other}]")) == [("no-default", "g")]


@pytest.mark.parametrize(
    ("kind", "default"),
    [("parallelGateway", ""), ("exclusiveGateway", ' default="g-a"')],
)
def test_a_condition_that_nobody_asks_is_worth_a_warning(lint, kind, default):
    inside = choice(
        "[g-a: = n &gt; 1]" + ("[g-b]" if not default else "[g-b: = n = 0]"), kind, default
    )

    assert lint(inside) == [("condition-ignored", "g-a")]


def test_a_condition_on_a_flow_from_nowhere_is_left_to_another_rule(lint):
    inside = '<startEvent id="s"/><endEvent id="e"/>[s-e][x-e: = n = 1]'

    assert lint(inside) == [("bpmn-8.4.13-flow-ends", "x-e")]


TIMER = """<intermediateCatchEvent id="{}"><timerEventDefinition><timeDuration>PT1H</timeDuration>
  </timerEventDefinition></intermediateCatchEvent>"""


@pytest.mark.parametrize(
    ("nodes", "flows"),
    [
        (TIMER.format("t"), "[g-t][t-e]"),
        (TIMER.format("t") + '<task id="a"/>', "[g-t][g-a][t-e][a-e]"),
        (TIMER.format("t") + TIMER.format("u"), "[g-t][g-u][t-u][u-e]"),
        (
            TIMER.format("t") + '<intermediateThrowEvent id="a"/>',
            "[g-t][g-a][t-e][a-e]",
        ),
        (TIMER.format("t"), "[g-t][g-nobody][t-e]"),
        (TIMER.format("t") + '<intermediateCatchEvent id="a"/>', "[g-t][g-a][t-e][a-e]"),
    ],
)
def test_an_event_gateway_that_cannot_wait_is_refused(lint, nodes, flows):
    inside = f'<startEvent id="s"/><eventBasedGateway id="g"/>{nodes}<endEvent id="e"/>[s-g]{flows}'

    assert any(rule.startswith("bpmn-10.6.6") for rule, _ in lint(inside))


def joined(nodes, flows):
    return f"""<startEvent id="s"/><parallelGateway id="j"/><endEvent id="e"/>{nodes}
      {flows}[j-e]"""


TASKS = '<task id="a"/><task id="b"/>'
BOUNDARY = """<boundaryEvent id="t" attachedToRef="u" cancelActivity="{}"><timerEventDefinition>
  <timeDuration>PT1H</timeDuration></timerEventDefinition></boundaryEvent>"""
XOR = '<exclusiveGateway id="x" default="{}"/>'


@pytest.mark.parametrize(
    ("nodes", "flows"),
    [
        (TASKS + XOR.format("x-b"), "[s-x][x-a: = n = 1][x-b][a-j][b-j]"),
        (TASKS + XOR.format("x-j"), "[s-x][x-a: = n = 1][x-j][a-b][b-j]"),
        (
            TASKS
            + XOR.format("x-b")
            + '<callActivity id="u" calledElement="other"/>'
            + BOUNDARY.format("true"),
            "[s-u][u-x][t-e][x-a: = n = 1][x-b][a-j][b-j]",
        ),
        (
            '<callActivity id="u" calledElement="other"/>' + BOUNDARY.format("true"),
            "[s-u][u-j][t-j]",
        ),
        (
            TASKS + XOR.format("x-b") + XOR.format("y-x").replace('"x"', '"y"'),
            "[s-y][y-x][y-e: = m = 1][x-a: = n = 1][x-b][a-j][b-j]",
        ),
        (
            TASKS + XOR.format("x-b") + '<parallelGateway id="f"/><task id="c"/>',
            "[s-f][f-x][f-c][c-j][x-a: = n = 1][x-b][a-j][b-j]",
        ),
    ],
    ids=["choice", "straight", "behind a deadline", "deadline", "two choices", "three branches"],
)
def test_a_parallel_join_that_waits_for_ever_is_told_of(lint, nodes, flows):
    assert lint(joined(nodes, flows)) == [("parallel-join", "j")]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (": = n > 1", ": = n > 2", [("parallel-join", "j")]),
        (": = n > 1", "", [("condition-missing", "o-b")]),
        (": = true", ": = n > 2", []),
    ],
)
def test_a_parallel_join_behind_an_inclusive_split_may_wait_for_ever(lint, first, second, expected):
    nodes = TASKS + '<inclusiveGateway id="o" default="o-e"/>'

    found = lint(joined(nodes, f"[s-o][o-a{first}][o-b{second}][o-e][a-j][b-j]"))

    assert found == expected


def test_a_parallel_join_behind_an_event_gateway_waits_for_ever(lint):
    nodes = '<eventBasedGateway id="g"/>' + TIMER.format("t") + TIMER.format("u")

    assert lint(joined(nodes, "[s-g][g-t][g-u][t-j][u-j]")) == [("parallel-join", "j")]


@pytest.mark.parametrize(
    ("nodes", "flows"),
    [
        (TASKS + '<parallelGateway id="f"/>', "[s-f][f-a][f-b][a-j][b-j]"),
        (
            '<callActivity id="u" calledElement="other"/>' + BOUNDARY.format("false"),
            "[s-u][u-j][t-j]",
        ),
        (
            TASKS + XOR.format("x-b") + '<parallelGateway id="f"/><exclusiveGateway id="m"/>',
            "[s-f][f-m][f-x][x-m: = n = 1][x-b][m-a][a-j][b-j]",
        ),
        (
            TASKS + XOR.format("x-b") + '<parallelGateway id="f"/><task id="c"/><task id="d"/>',
            "[s-f][f-c][f-d][c-x][d-x][x-a: = n = 1][x-b][a-j][b-j]",
        ),
        (
            TASKS
            + XOR.format("x-b")
            + '<callActivity id="u" calledElement="other"/><task id="c"/>'
            + BOUNDARY.format("false"),
            "[s-u][u-x][t-c][c-x][x-a: = n = 1][x-b][a-j][b-j]",
        ),
        (
            TASKS + XOR.format("x-b") + '<parallelGateway id="f"/><task id="c"/>',
            "[s-x][x-a: = n = 1][x-b][a-f][f-j][f-c][c-x][b-j]",
        ),
    ],
    ids=["split", "reminder", "merged", "two tokens", "two tokens by a reminder", "loop"],
)
def test_a_parallel_join_that_may_fire_is_left_alone(lint, nodes, flows):
    assert {rule for rule, _ in lint(joined(nodes, flows))} <= {"unsynchronised"}


def test_a_join_with_a_flow_from_nowhere_is_left_to_another_rule(lint):
    found = lint(joined('<task id="a"/>', "[s-a][a-j][x-j]"))

    assert found == [("bpmn-8.4.13-flow-ends", "x-j")]
