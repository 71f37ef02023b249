"""How the diagram of a case shows what was returned, passed over and comes next, and where it stands."""

import pytest

from api.views.diagrams import marks, tracked
from engine import audit, jumps, user_tasks
from engine.drawing import State, Way
from engine.store import Store
from tests.approvals.office import Office
from tests.conftest import KEY
from tests.returns.drawings import review
from tests.usecases.diagrams import START, bpmn, path, user


@pytest.fixture
def office(sqlite_url):
    store = Store(sqlite_url, key=KEY, clock="manual")
    store.migrate()
    yield Office(store)
    store.close()


def test_the_diagram_of_a_returned_case_tells_done_returned_and_open_steps_apart(office):
    office.deploy(review("a", "b", "c", "d"))
    case = office.start("review", by="ann", project="HY01")
    for element_id, who in (("UT_Fill", "ann"), ("UT_B1", "a"), ("UT_C", "c"), ("UT_B2", "b")):
        office.complete(element_id, by=who, case=case)
    office.do(user_tasks.send_back, office.task("UT_D").id, by="d", to="UT_B1", reason="资料不全")

    rows = office.do(audit.history, case.id, by="ada")
    found = marks(rows, office.tasks(case), office.store.run(lambda tx: tx.now))

    steps = {id_: state for id_, state in found.states.items() if id_.startswith("UT_")}
    assert steps == {
        "UT_Fill": State.DONE,
        "UT_B1": State.ACTIVE,
        "UT_C": State.DONE,
        "UT_B2": State.DONE,
        "UT_D": State.RETURNED,
    }
    assert [(each.source, each.target, each.way) for each in found.detours] == [
        ("UT_D", "UT_B1", Way.RETURN)
    ]
    assert found.visits["UT_B1"] == 2


def test_the_diagram_marks_what_was_jumped_over_and_what_is_next(office):
    office.deploy(line("a", "b", "c", "d", "ann"))
    case = office.start("line", by="ann", project="HY01")
    office.do(jumps.jump, office.task("UT_1").id, by="ada", to="UT_4", reason="现场已处理")

    assert steps_of(office, case) == {
        "UT_1": State.CANCELLED,
        "UT_2": State.SKIPPED,
        "UT_3": State.SKIPPED,
        "UT_4": State.ACTIVE,
        "UT_5": State.AHEAD,
    }


def test_a_jump_back_passes_over_nothing(office):
    office.deploy(line("a", "b", "c", "d", "ann"))
    case = office.start("line", by="ann", project="HY01")
    office.complete("UT_1", by="a", case=case)
    office.do(jumps.jump, office.task("UT_2").id, by="ada", to="UT_1", reason="登记有误")

    assert steps_of(office, case) == {
        "UT_1": State.ACTIVE,
        "UT_2": State.CANCELLED,
    }


def test_a_step_that_a_rule_has_passed_over_is_told_from_one_that_people_decided(office):
    office.deploy(line("a", "a", "b", dedupe="approved-before"))
    case = office.start("line", by="ann", project="HY01")
    office.do(user_tasks.approve, office.task("UT_1").id, by="a")

    assert steps_of(office, case) == {
        "UT_1": State.DONE,
        "UT_2": State.SKIPPED,
        "UT_3": State.ACTIVE,
    }


def line(*people, dedupe=""):
    """Draw one step behind the other; with `dedupe` they are approvals."""
    rules = {"gj:mode": "and", "gj:dedupe": dedupe} if dedupe else {}
    tasks = "".join(
        user(f"UT_{n}", groups="", settings={"gj:assign": f"user({who})", **rules})
        for n, who in enumerate(people, 1)
    )
    ways = path("StartEvent_1", *(f"UT_{n}" for n in range(1, len(people) + 1)), "End_1")
    return bpmn("line", START + tasks + '<endEvent id="End_1"/>' + ways)


def steps_of(office, case):
    """How the steps of a case look on its diagram."""
    rows = office.do(audit.history, case.id, by="ada")
    definition = office.store.run(lambda tx: tx.definitions.get(case.definition_id))
    now = office.store.run(lambda tx: tx.now)
    found = tracked(definition, rows, [t for t in office.tasks(case) if t.is_open], now)
    return {id_: state for id_, state in sorted(found.states.items()) if id_.startswith("UT_")}
