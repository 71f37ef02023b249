"""The organisation row by row, checked as the whole; and the seam for directories."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from engine import customers, organisations, rosters
from engine.errors import Invalid, NotFound, NotPermitted
from engine.model import Role
from engine.model.organisation import (
    Assignment,
    Person,
    Post,
    ReportingLine,
    RoleGrant,
    Unit,
)
from engine.model.places import Customer
from engine.model.rosters import AuthorityLimit, RosterKind, Shift
from engine.organisations import Rule, granted
from tests.approvals.office import Office

DAY = date(2026, 7, 1)
TURN = Shift(unit="HY01", day=DAY, person="a", post="approver", begins=time(8), ends=time(20))
PLAN = rosters.Plan(kind=RosterKind.SHIFT, unit="HY01", first=DAY, last=DAY, turns=[TURN])


@pytest.fixture
def office(manual_store):
    return Office(manual_store)


def organisation(office):
    return office.store.run(lambda tx: tx.people.organisation())


def test_a_unit_a_post_and_a_person_are_added_changed_and_on_record(office):
    unit = Unit(code="HY02", name="花园二期", type="project", parent="HQ")

    (added,) = office.do(organisations.put_unit, unit, by="ada", reason="新项目")
    (changed,) = office.do(organisations.put_unit, replace(unit, name="二期"), by="ada")
    office.do(organisations.put_post, Post(code="guard", name="秩序员"), by="ada")
    office.do(organisations.put_person, Person(id="neu", name="新人", email="n@example.com"), by="ada")  # fmt: skip
    held = [Assignment(person="neu", unit="HY02", post="guard", is_primary=True)]
    office.do(organisations.put_assignments, "neu", held, by="ada")

    who, posts = office.do(organisations.person, "neu", by="ada")
    assert (added.kind, changed.fields) == ("added", (("名称", "花园二期", "二期"),))
    assert (who.addresses, posts) == ({"email": "n@example.com"}, held)
    ways = [each.reason for each in office.do(organisations.changes, by="ada").items]
    assert ways == ["", "", "", "", "新项目"]


def test_what_is_still_named_is_not_taken_away(office):
    with pytest.raises(Invalid) as refused:
        office.do(organisations.remove_unit, "KF", by="ada")
    with pytest.raises(Invalid):
        office.do(organisations.remove_post, "clerk", by="ada")

    assert {each["sheet"] for each in refused.value.facts["errors"]} == {"任职"}
    assert "KF" in organisation(office).units


def test_what_nothing_names_is_taken_away_once(office):
    office.do(organisations.put_unit, Unit(code="X", name="X", type="team", parent="KF"), by="ada")

    (gone,) = office.do(organisations.remove_unit, "X", by="ada")

    assert gone.kind == "left"
    with pytest.raises(NotFound):
        office.do(organisations.remove_unit, "X", by="ada")


def test_lines_limits_and_grants_are_said_as_wholes(office):
    line = ReportingLine(superior="boss", person="a")
    limit = AuthorityLimit(post="clerk", matter="pay", amount=500.0)
    grant = RoleGrant(role=Role.AUDITOR, post="clerk")

    office.do(organisations.put_lines, [line], by="ada")
    office.do(organisations.put_limits, [limit], by="ada")
    office.do(organisations.put_grants, [grant], by="ada")

    found = organisation(office)
    assert (found.lines, found.limits, found.grants) == ((line,), (limit,), (grant,))


def test_saying_what_is_so_already_is_no_change(office):
    unit = organisation(office).units["KF"]

    assert office.do(organisations.put_unit, unit, by="ada") == ()

    assert office.do(organisations.changes, by="ada").items == ()


def test_only_administrators_change_the_organisation(office):
    with pytest.raises(NotPermitted):
        office.do(organisations.put_post, Post(code="x", name="x"), by="ann")
    with pytest.raises(NotPermitted):
        office.do(organisations.put_assignments, "a", [], by="ann")
    with pytest.raises(NotFound):
        office.do(organisations.put_assignments, "nobody", [], by="ada")
    with pytest.raises(NotPermitted):
        office.do(rosters.put, PLAN, by="ann")
    with pytest.raises(NotPermitted):
        office.do(customers.put, Customer(code="K", name="K"), by="ann")


def test_a_roster_is_put_in_the_place_of_the_old_one_and_on_record_once(office):
    kept = office.do(rosters.put, PLAN, by="ada", reason="七月")
    office.do(rosters.put, PLAN, by="ada")

    read = office.store.run(
        lambda tx: rosters.turns(tx, RosterKind.SHIFT, DAY, DAY + timedelta(days=30), unit="HY01")
    )
    assert kept == read == [TURN]
    (change,) = office.do(organisations.changes, by="ada").items
    assert (change.way, change.reason) == ("roster", "七月")
    assert change.differences[0]["fields"] == [["人次", "0", "1"]]


def test_all_that_is_wrong_in_a_roster_is_told_at_once(office):
    wrong = [
        TURN,
        TURN,
        replace(TURN, day=DAY + timedelta(days=1)),
        replace(TURN, person="nobody", post="nothing"),
        replace(TURN, unit="KF", begins=time(9)),
    ]

    with pytest.raises(Invalid) as refused:
        office.do(rosters.put, replace(PLAN, turns=wrong), by="ada")

    assert refused.value.facts["errors"] == [
        {"row": 1, "field": "twice"},
        {"row": 2, "field": "day"},
        {"row": 3, "field": "person"},
        {"row": 3, "field": "post"},
        {"row": 4, "field": "unit"},
    ]


@pytest.mark.parametrize(
    ("facts", "error"),
    [
        ({"unit": "nowhere"}, NotFound),
        ({"last": DAY - timedelta(days=1)}, Invalid),
        ({"last": DAY + timedelta(days=400)}, Invalid),
    ],
)
def test_a_roster_of_nowhere_or_of_no_days_is_refused(office, facts, error):
    with pytest.raises(error):
        office.do(rosters.put, replace(PLAN, **facts), by="ada")


def test_a_roster_has_an_end(office, monkeypatch):
    monkeypatch.setattr(rosters, "MOST_TURNS", 0)

    with pytest.raises(Invalid, match="more than 0"):
        office.do(rosters.put, PLAN, by="ada")


def test_customers_are_looked_up_with_masked_numbers_and_kept_on_record(office):
    one = Customer(code="K1", name="钱女士", phone="13812345678", units=("3-1-1502",))
    two = Customer(code="K2", name="50%先生", phone="13900001111")
    for each in (one, two, one):
        office.do(customers.put, each, by="ada")

    def find(text):
        return office.store.run(lambda tx: customers.page(tx, text)).items

    assert [each.phone for each in find("1502")] == ["138****5678"]
    assert [each.code for each in find("50%")] == ["K2"]
    assert [each.code for each in find("")] == ["K1", "K2"]
    assert office.do(customers.get, "K1", by="ada") == one
    assert office.do(customers.get, "K1", by="ann").phone == "138****5678"
    office.do(customers.put, replace(one, name="赵女士"), by="ada")
    office.do(customers.remove, "K2", by="ada")
    with pytest.raises(NotFound):
        office.do(customers.remove, "K2", by="ada")
    kinds = [e.differences[0]["kind"] for e in office.do(organisations.changes, by="ada").items]
    assert kinds == ["left", "changed", "added", "added"]


def test_customers_come_page_by_page(office):
    for number in range(3):
        office.do(customers.put, Customer(code=f"K{number}", name="x"), by="ada")

    first = office.store.run(lambda tx: customers.page(tx, limit=2))
    second = office.store.run(lambda tx: customers.page(tx, limit=2, cursor=first.next))

    assert [each.code for each in (*first.items, *second.items)] == ["K0", "K1", "K2"]


@pytest.mark.parametrize(
    "wrong",
    [{"code": " "}, {"name": "x" * 201}, {"units": ("1",) * 201}, {"phone": "138****5678"}],
)
def test_a_customer_without_a_name_or_with_half_a_number_is_refused(office, wrong):
    with pytest.raises(Invalid):
        office.do(customers.put, replace(Customer(code="K", name="K"), **wrong), by="ada")


def test_groups_of_a_directory_become_posts_roles_and_groups():
    rules = [
        Rule(group="cn=cs,ou=HY01", unit="HY01", post="clerk"),
        Rule(group="cn=boss,ou=HY01", unit="HY01", post="manager", is_head=True),
        Rule(group="cn=cs-again", unit="HY01", post="clerk"),
        Rule(group="auditors", role=Role.AUDITOR),
        Rule(group="night", code="night"),
        Rule(group="others", role=Role.ADMINISTRATOR),
    ]
    mine = ["night", "auditors", "cn=boss,ou=HY01", "cn=cs,ou=HY01", "cn=cs-again", "unknown"]

    found = granted("a", mine, rules)

    assert found.assignments == (
        Assignment(person="a", unit="HY01", post="clerk", is_primary=True),
        Assignment(person="a", unit="HY01", post="manager", is_head=True),
    )
    assert (found.roles, found.groups) == ({Role.AUDITOR}, {"night"})


def test_the_same_authority_limit_or_role_twice_is_refused_by_its_row(office):
    """Found as an error of the database."""
    limit = AuthorityLimit(post="approver", matter="leave", amount=100.0)
    grant = RoleGrant(role=Role.AUDITOR, person="a")
    other = replace(limit, matter="travel")

    with pytest.raises(Invalid, match=r"审批权限 A4 there twice") as limits:
        office.do(organisations.put_limits, [limit, other, replace(limit, amount=9.0)], by="ada")
    with pytest.raises(Invalid, match=r"角色授权 A3 there twice"):
        office.do(organisations.put_grants, [grant, grant], by="ada")

    assert limits.value.facts["errors"][0]["zh"] == "与前面的行重复"
    present = organisation(office)
    assert limit not in present.limits
    assert grant not in present.grants
