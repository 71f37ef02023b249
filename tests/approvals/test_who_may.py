"""Who may do what with an item, and when: what the table of operations shuts out is refused.

The guards ask nothing of the database, so that one kind of it is enough here.
"""

import pytest

from engine import instances, user_tasks
from engine.errors import (
    Conflict,
    EngineError,
    InstanceNotActive,
    NotFound,
    NotPermitted,
    TaskNotOpen,
)
from engine.store import Store
from tests.approvals.office import Office, approval
from tests.conftest import KEY

OWN = {
    "approve": {},
    "reject": {},
    "add_before": {"people": ("d",)},
    "add_after": {"people": ("d",)},
    "delegate": {"to": "d"},
    "consult": {"people": ("d",), "text": "?"},
    "send_back": {"reason": "x"},
    "add_parallel": {"people": ("d",)},
    "transfer": {"to": "d"},
}
"""What one does with one's own item; the last two are also for who leads, with another's."""
LEADING = {"add_parallel", "transfer"}


@pytest.fixture
def office(sqlite_url):
    store = Store(sqlite_url, key=KEY, clock="manual")
    store.migrate()
    yield Office(store)
    store.close()


def refusals(office, task, by, names=tuple(OWN)):
    """Let somebody try each operation; return by what error each was refused, None: it was not."""
    found = {}
    for name in names:
        found[name] = None
        try:
            office.do(getattr(user_tasks, name), task, by=by, **OWN[name])
        except EngineError as error:
            found[name] = type(error)
    return found


def test_who_takes_no_part_does_nothing_with_the_items_of_others(office):
    case = office.send(approval("and", people="ab"))
    own = [name for name in OWN if name not in LEADING]
    before = office.get(case).seq

    assert set(refusals(office, office.id, "boss", own).values()) == {NotPermitted}
    assert set(refusals(office, office.id, "c").values()) == {NotFound}
    assert set(refusals(office, office.id, "out").values()) == {NotFound}

    assert office.states() == {"a": "todo", "b": "todo"}
    assert office.get(case).seq == before


def test_who_has_decided_does_nothing_more_with_his_item(office):
    case = office.send(approval("and", people="ab"))
    office.approve("a")
    before = office.get(case).seq

    assert set(refusals(office, office.id, "a").values()) == {TaskNotOpen}

    assert office.get(case).seq == before


def test_who_waits_for_his_turn_does_nothing_before_it_comes(office):
    case = office.send(approval("sequential", people="ab"))
    before = office.get(case).seq

    assert set(refusals(office, office.id, "b").values()) == {Conflict}

    assert office.get(case).seq == before


def test_who_waits_for_an_answer_does_nothing_until_it_is_there(office):
    case = office.send(approval("and", people="ab"))
    office.act("delegate", "a", to="c")
    before = office.get(case).seq

    assert set(refusals(office, office.id, "a").values()) == {Conflict}

    assert office.get(case).seq == before


def test_nothing_is_done_with_a_task_that_is_over_nor_while_its_case_stands_still(office):
    over = office.send(approval("or", people="ab", decision="approval"))
    closed = office.id
    office.approve("a")
    left = office.group(closed)
    standing = office.send(approval("and", people="ab"))
    still = office.id
    office.do(instances.suspend, standing.id, by="ada", reason="停")
    before = office.get(over).seq, office.get(standing).seq

    assert set(refusals(office, closed, "b").values()) == {TaskNotOpen}
    assert set(refusals(office, closed, "ada", LEADING).values()) == {TaskNotOpen}
    assert set(refusals(office, still, "a").values()) == {InstanceNotActive}
    for task, why in ((closed, TaskNotOpen), (still, InstanceNotActive)):
        with pytest.raises(why):
            office.do(user_tasks.remove_signer, task, by="ada", participant=2)

    assert office.group(closed) == left
    assert (office.get(over).seq, office.get(standing).seq) == before


def test_what_a_node_has_switched_off_is_refused_and_not_only_hidden(office):
    office.send(approval("and", people="ab", buttons="approve"))
    off = [name for name in OWN if name != "approve"]

    assert set(refusals(office, office.id, "a", off).values()) == {NotPermitted}

    assert office.states() == {"a": "todo", "b": "todo"}


def test_whoever_has_decided_is_taken_out_by_nobody(office):
    office.send(approval("and", people="abc"))
    office.approve("a")

    with pytest.raises(NotPermitted):
        office.act("remove_signer", "ada", participant=office.number("a"), reason="x")

    assert office.states() == {"a": "done", "b": "todo", "c": "todo"}


def test_what_was_handed_in_is_handed_in_again_after_a_return_alone(office):
    case = office.send(approval("and", people="a"))
    filled = next(
        each
        for each in office.store.run(lambda tx: tx.tasks.of(case.id))
        if each.element_id == "UT_Fill"
    )

    with pytest.raises(TaskNotOpen):
        office.do(user_tasks.complete, filled.id, by="ann")
    office.act("send_back", "a", reason="资料不全", to="UT_Fill")
    again = office.task("UT_Fill")
    with pytest.raises(NotFound):
        office.do(user_tasks.complete, again.id, by="b")
    office.do(user_tasks.complete, again.id, by="ann")

    assert (again.round, office.open(case)) == (2, ["UT_Approve"])
