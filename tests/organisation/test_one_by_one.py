"""Turns, places, customers and role grants changed one by one, on either database."""

from dataclasses import replace
from datetime import date, time

import pytest

from engine import customers, headcounts, organisations, rosters
from engine.errors import Conflict, NotFound, NotPermitted
from engine.model import Role
from engine.model.organisation import RoleGrant
from engine.model.places import Customer, Headcount
from engine.model.rosters import Shift
from tests.approvals.office import Office

TURN = Shift(unit="HY01", day=date(2026, 7, 1), person="a", post="approver", begins=time(8))
PLACE = Headcount(unit="HY01", post="clerk", year=2026, quota=3)
GRANT = RoleGrant(role=Role.AUDITOR, person="a", unit="HY01")


@pytest.fixture
def office(manual_store):
    return Office(manual_store)


def changes(office):
    page = office.do(organisations.changes, by="ada")
    return [(each.way, each.reason) for each in page.items]


def test_turns_are_added_and_cleared_and_others_stay(office):
    later = replace(TURN, begins=time(16))

    assert office.do(rosters.add, [TURN, later], by="ada", reason="排班") == 2
    assert office.do(rosters.add, [TURN], by="ada") == 0
    assert office.do(rosters.clear, [TURN], by="ada", reason="请假") == 1
    assert office.do(rosters.clear, [TURN], by="ada") == 0

    assert office.store.run(lambda tx: tx.rosters.every()) == [later]
    assert changes(office) == [("roster", "请假"), ("roster", "排班")]


def test_places_are_changed_where_they_are_still_as_they_were_seen(office):
    first = office.do(headcounts.change_quota, PLACE, seen=None, by="ada", reason="核定")
    office.store.run(lambda tx: headcounts.reserve(tx, "ZP-1", "HY01", "clerk", year=2026))
    more = office.do(headcounts.change_quota, replace(PLACE, quota=5), seen=first, by="ada")

    for seen in (first, None):
        with pytest.raises(Conflict):
            office.do(headcounts.change_quota, PLACE, seen=seen, by="ada")

    assert (more.quota, more.reserved) == (5, 1)
    (hold,) = office.store.run(lambda tx: tx.headcounts.holds(PLACE, limit=9))
    assert (hold.ref, hold.places) == ("ZP-1", 1)


def test_a_grant_tells_who_gave_it_until_it_is_ended(office):
    office.do(organisations.give, GRANT, by="ada", reason="临时审计")
    (given,) = office.do(organisations.given, by="ada")

    office.do(organisations.end, GRANT, by="ada", reason="结束")

    assert (given.grant, given.change.actor, given.change.reason) == (GRANT, "ada", "临时审计")
    assert office.do(organisations.given, by="ada") == []
    with pytest.raises(NotFound):
        office.do(organisations.end, GRANT, by="ada")


def test_a_role_is_given_for_two_spans_of_days_and_the_record_says_which(office):
    spring = replace(GRANT, valid_from=date(2026, 3, 1), valid_to=date(2026, 4, 30))
    autumn = replace(GRANT, valid_from=date(2026, 9, 1), valid_to=date(2026, 10, 31))
    office.do(organisations.give, spring, by="ada", reason="春季检查")
    office.do(organisations.give, autumn, by="ada", reason="秋季检查")

    given = office.do(organisations.given, by="ada")
    office.do(organisations.end, spring, by="ada", reason="取消")

    assert [(each.grant, each.change.reason) for each in given] == [
        (spring, "春季检查"),
        (autumn, "秋季检查"),
    ]
    left, added, _ = [
        each.differences[0] for each in office.do(organisations.changes, by="ada").items
    ]
    assert (left["key"], left["fields"]) == (
        "auditor a HY01 2026-03-01",
        [["停用日期", "2026-04-30", ""]],
    )
    assert added["fields"] == [["停用日期", "", "2026-10-31"]]
    assert office.store.run(lambda tx: tx.people.organisation()).grants == (autumn,)


@pytest.mark.parametrize(
    ("act", "given"),
    [
        (rosters.add, ([TURN],)),
        (rosters.clear, ([TURN],)),
        (organisations.give, (GRANT,)),
        (organisations.end, (GRANT,)),
        (organisations.given, ()),
        (customers.add, (Customer(code="K", name="何"),)),
    ],
)
def test_administrators_alone_change_what_stands_beside_the_organisation(office, act, given):
    with pytest.raises(NotPermitted):
        office.do(act, *given, by="a")
