"""A vote of many: what is recorded is the same, and the others' lists stay as they stand."""

from uuid import UUID

import pytest

from api.views.timeline import line
from engine import participation, user_tasks
from engine.model import participants, person
from engine.participation import Newcomer
from engine.store.tables.work import inbox
from engine.user_tasks import nearby
from tests.approvals.office import approval, checked

VOTERS = "abcde"


def told(office, case):
    """What the record says of the group, without what differs from case to case."""
    found = []
    for each in office.changes(case):
        named = {name: getattr(each, name) for name in each.__dataclass_fields__}
        items = {
            when: [{**item, "seen": "" if item.get("seen") == "" else "…"} for item in named[when]]
            for when in ("before", "after")
        }
        found.append({**named, **items, "task_id": None})
    return found


def voted(office, monkeypatch, few, many=participants.MANY):
    """Let people vote, ask a second signer, stand aside and decide, reading groups so closely."""
    monkeypatch.setattr(nearby, "FEW", few)
    monkeypatch.setattr(participants, "MANY", many)
    case = office.send(approval("vote", **{"pass": "60%", "weights": "b=2"}))
    office.act("vote", "a", decision="approve")
    office.act("add_after", "b", people=("f",), reason="请会签")
    office.act("vote", "b", decision="approve")
    office.act("transfer", "c", to="boss", reason="出差")
    office.act("vote", "d", decision="reject")
    office.act("vote", "f", decision="approve")
    return office.act("vote", "boss", decision="approve"), case


@pytest.mark.parametrize("names", [participants.MANY, 1])
def test_a_vote_is_recorded_alike_however_much_of_the_group_was_read(office, monkeypatch, names):
    done, many = voted(office, monkeypatch, few=0, many=names)
    other, few = voted(office, monkeypatch, few=100, many=names)

    assert done.outcome == other.outcome == "End_Yes"
    assert told(office, many) == told(office, few)
    checked(office, done)


def test_of_many_the_record_says_who_joined_and_who_left(office, monkeypatch):
    monkeypatch.setattr(participants, "MANY", 2)
    case = office.send(approval("vote", **{"pass": "100%"}))
    office.act("vote", "a", decision="approve")
    office.act("transfer", "c", to="boss", reason="出差")
    office.act("vote", "b", decision="approve")

    formed, voted, moved, last = office.changes(case)
    assert formed.open.keys() == set(VOTERS)
    assert (voted.open, voted.joined, voted.left) == (None, {}, ("a",))
    assert (moved.open, list(moved.joined), moved.left) == (None, ["boss"], ("c",))
    assert (last.open, last.left) == (None, ("b",))
    assert office.mine(*VOTERS, "boss") == "deboss"
    office.act("vote", "d", decision="approve")
    *_, few = office.changes(case)
    with office.store.read() as tx:
        lines = [line(each, {}, "zh").text for each in tx.history.every(case.id)]
    assert "「UT_Approve」转办 马经理" in lines
    assert (few.open.keys(), few.joined, few.left) == ({"e", "boss"}, {}, ())
    checked(office, case)


def test_a_vote_changes_the_lists_of_nobody_else(office, monkeypatch):
    monkeypatch.setattr(nearby, "FEW", 0)
    case = office.send(approval("vote", **{"pass": "100%"}))
    written = []
    put = office.store._shared.backend.write

    def seen(connection, changes):
        written.extend(changes.pending(inbox))
        removed = (change for change in changes.late() if change.table is inbox)
        written.extend(getattr(change, "rows", change) for change in removed)
        put(connection, changes)

    monkeypatch.setattr(office.store._shared.backend, "write", seen)
    task = office.id
    office.do(user_tasks.vote, task, by="b", decision="approve")

    assert written == [[(task, person("b"))]]
    assert office.mine(*VOTERS) == "acde"
    assert (
        checked(office, office.do(user_tasks.vote, task, by="a", decision="reject")).id == case.id
    )


@pytest.mark.parametrize("people", [participants.MANY, participants.MANY + 1])
def test_a_tally_names_who_has_not_voted_where_they_are_few(people):
    rules = participation.parse({"gj:mode": "vote"})
    task = UUID(int=1)
    group = participation.form(rules, task, [Newcomer(id=f"p{each}") for each in range(people)])

    told = participation.tally(rules, group).facts()

    assert told["open"] == people
    assert ("unvoted" in told) == (people <= participants.MANY)
