"""Whom the next steps of a case would reach if they came now."""

import pytest

from engine import diagram
from engine.foresight import likely
from tests.usecases.diagrams import END, START, bpmn, path, user


@pytest.fixture
def reached(world):
    """Begin a case of a step with these settings behind its first one; tell whom it would reach."""

    def reach(settings=None, *, groups="", begun_with=None, first="UT_First", **more):
        step = user("UT_Next", groups=groups, settings=settings or {}, **more)
        xml = bpmn(
            "ahead",
            START + user(first) + step + END + path("StartEvent_1", first, "UT_Next", "End_1"),
        )
        world.deploy(xml)
        case = world.start("ahead", variables=begun_with or {}, project="HY01")
        elements = diagram.read(xml).processes["ahead"].elements
        with world.store.read() as tx:
            return likely(tx, tx.cases.get(case.id), [elements["UT_Next"], elements["End_1"]])

    return reach


@pytest.mark.parametrize(
    ("rule", "people"),
    [
        ("initiator", ("ann",)),
        ("post(manager)", ("max",)),
        ("user(bob)", ("bob",)),
        ("= &quot;user(&quot; + who + &quot;)&quot;", ("bob",)),
        ("= missing", ()),  # what it asks for is filled in later
        ("= 5", ()),  # no rule at all: an incident when it comes to that, not now
        ("user(gone)", ()),  # nobody: the fallback is no prediction
    ],
)
def test_a_step_tells_whom_its_rule_finds_now(reached, rule, people):
    assert reached({"gj:assign": rule}, begun_with={"who": "bob"}) == {"UT_Next": people}


def test_candidates_that_the_diagram_names_are_told_and_expressions_are_not(reached):
    assert reached(groups="managers") == {"UT_Next": ("max",)}
    assert reached(groups="= who") == {"UT_Next": ()}


def test_nothing_is_asked_where_no_person_comes_next(world, reached):
    reached({"gj:assign": "initiator"})
    with world.store.read() as tx:
        assert likely(tx, world.cases("ahead")[0], []) == {}
