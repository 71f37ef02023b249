"""A called process returns nothing to its caller: a return stays within one process."""

import pytest

from engine import user_tasks
from engine.errors import Invalid
from engine.store import Store
from tests.approvals.office import Office
from tests.conftest import KEY
from tests.usecases.diagrams import END, START, bpmn, path, user


@pytest.fixture
def office(sqlite_url):
    store = Store(sqlite_url, key=KEY, clock="manual")
    store.migrate()
    yield Office(store)
    store.close()


def by(id_, who):
    return user(id_, groups="", settings={"gj:assign": f"user({who})"})


@pytest.fixture
def called(office):
    """A case of UT_Fill, a call of UT_Sub, and UT_After; it stands in what it has called."""
    call = (
        '<callActivity id="CA_Sub"><extensionElements><zeebe:calledElement processId="inner"/>'
        "</extensionElements></callActivity>"
    )
    steps = by("UT_Fill", "a") + call + by("UT_After", "c") + END
    office.deploy(
        bpmn(
            "outer", START + steps + path("StartEvent_1", "UT_Fill", "CA_Sub", "UT_After", "End_1")
        ),
        bpmn("inner", START + by("UT_Sub", "b") + END + path("StartEvent_1", "UT_Sub", "End_1")),
    )
    case = office.start("outer", by="ann")
    office.complete("UT_Fill", by="a", case=case)
    (child,) = office.cases("inner")
    return case, child


def test_a_task_of_a_called_process_is_not_returned_to_one_of_its_caller(office, called):
    case, child = called
    task = office.task("UT_Sub", child).id

    for to in ("UT_Fill", "previous", "CA_Sub"):
        with pytest.raises(Invalid) as refused:
            office.do(user_tasks.send_back, task, by="b", to=to, reason="资料不全")
        assert refused.value.facts["zh"]

    assert office.do(user_tasks.return_targets, task, by="b") == []
    assert (office.open(case), office.open(child)) == ([], ["UT_Sub"])
    assert office.events(child, "UserTaskReturned") == []


def test_behind_a_call_one_returns_to_before_it_and_it_is_called_again(office, called):
    case, child = called
    office.complete("UT_Sub", by="b", case=child)
    after = office.task("UT_After", case).id

    with pytest.raises(Invalid):
        office.do(user_tasks.send_back, after, by="c", to="UT_Sub", reason="资料不全")
    office.do(user_tasks.send_back, after, by="c", to="UT_Fill", reason="资料不全")
    office.complete("UT_Fill", by="a", case=case)

    states = sorted(each.state.value for each in office.cases("inner"))
    assert states == ["active", "completed"]
    assert office.replays(case)
