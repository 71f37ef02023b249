"""Branches that run side by side are joined before what follows is done twice."""

import pytest

FORK = '<startEvent id="s"/><parallelGateway id="f"/><task id="a"/><task id="b"/><endEvent id="e"/>'


@pytest.mark.parametrize(
    "inside",
    [
        FORK + '<exclusiveGateway id="m"/>[s-f][f-a][f-b][a-m][b-m][m-e]',
        FORK + '<task id="m"/>[s-f][f-a][f-b][a-m][b-m][m-e]',
        FORK + '<task id="m"/>[s-f][f-a][f-m][a-m][m-b][b-e]',
    ],
    ids=["exclusive gateway", "task", "straight"],
)
def test_parallel_branches_that_meet_without_a_join_are_worth_a_warning(findings, inside):
    (finding,) = findings(f'<process id="p" isExecutable="true">{inside}</process>')

    assert (finding.rule, finding.element_id, finding.severity) == (
        "unsynchronised",
        "m",
        "warning",
    )


@pytest.mark.parametrize(
    "inside",
    [
        FORK + '<parallelGateway id="j"/>[s-f][f-a][f-b][a-j][b-j][j-e]',
        FORK + "[s-f][f-a][f-b][a-e][b-e]",
        FORK
        + '<parallelGateway id="j"/><exclusiveGateway id="x" default="x-e"/><exclusiveGateway id="r"/>'
        "[s-r][r-f][f-a][f-b][a-j][b-j][j-x][x-e][x-r: = again = true]",
    ],
    ids=["join", "ends", "rework loop"],
)
def test_parallel_branches_that_are_joined_or_end_pass(lint, inside):
    assert lint(inside) == []


def test_a_flow_from_nowhere_is_left_to_another_rule(lint):
    found = lint(FORK + '<task id="m"/>[s-f][f-a][f-b][a-m][x-m][m-e][b-e]')

    assert found == [("bpmn-8.4.13-flow-ends", "x-m")]
