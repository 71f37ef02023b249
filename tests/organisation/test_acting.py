"""Who stands above, in place of and beside whom: lines, successors, roles, authority, rosters."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from math import inf
from uuid import UUID

import pytest

from engine.model import Role
from engine.model.organisation import (
    Assignment,
    Organisation,
    Person,
    Post,
    ReportingLine,
    RoleGrant,
    Unit,
)
from engine.model.rosters import AuthorityLimit, Shift
from engine.model.substitutions import Scope, Substitution

DAY = date(2026, 7, 1)
NOW = datetime(2026, 7, 1, 4, tzinfo=UTC)


@pytest.fixture
def org() -> Organisation:
    units = [
        Unit(code="C", name="公司", type="company"),
        Unit(code="P", name="花园", type="project", parent="C"),
        Unit(code="Q", name="广场", type="project", parent="C"),
        Unit(code="KF", name="客服部", type="department", parent="P"),
        Unit(code="OLD", name="旧部", type="department", parent="P", valid_to=date(2026, 6, 30)),
    ]
    return Organisation(
        units={u.code: u for u in units},
        posts={"clerk": Post(code="clerk", name="客服"), "boss": Post(code="boss", name="经理")},
        people={
            "li": Person(id="li", name="李", groups=frozenset({"night"})),
            "wang": Person(id="wang", name="王"),
            "zhao": Person(id="zhao", name="赵"),
            "gone": Person(id="gone", name="离", active=False, successor="left"),
            "left": Person(id="left", name="去", active=False, successor="wang"),
            "round": Person(id="round", name="环", active=False, successor="round"),
        },
        assignments=(
            Assignment(person="li", unit="KF", post="clerk", is_primary=True),
            Assignment(person="li", unit="OLD", post="boss"),
            Assignment(person="wang", unit="P", post="boss", is_head=True),
            Assignment(person="zhao", unit="C", post="boss", is_head=True),
        ),
    )


def substitution(**more):
    said = {
        "id": UUID(int=1),
        "principal": "wang",
        "agent": "li",
        "begins": NOW,
        "ends": NOW + timedelta(days=1),
    }
    return Substitution(**{**said, **more})


def test_a_post_in_a_unit_that_is_no_more_does_not_count(org):
    assert org.holders("boss", "OLD", DAY) == ()
    assert org.holders("boss", "OLD", date(2026, 6, 1)) == ("li",)


def test_a_reporting_line_goes_before_the_head(org):
    own = replace(org, lines=(ReportingLine(person="li", superior="zhao"),))
    of_unit = replace(org, lines=(ReportingLine(unit="P", superior="zhao"),))
    over = replace(
        org, lines=(ReportingLine(person="li", superior="zhao", valid_to=date(2026, 1, 1)),)
    )
    in_a_ring = replace(
        org,
        lines=(
            ReportingLine(person="li", superior="zhao"),
            ReportingLine(person="zhao", superior="li"),
        ),
    )

    assert tuple(own.levels("li", DAY)) == (("zhao",),)
    assert org.superiors("li", DAY) == ("wang",)
    assert of_unit.superiors("li", DAY) == ("zhao",)
    assert over.superiors("li", DAY) == ("wang",)
    assert next(iter(in_a_ring.levels("li", DAY))) == ("zhao",)


def test_who_has_left_is_followed_to_whoever_is_there(org):
    assert org.in_place_of("gone") == "wang"
    assert org.in_place_of("li") == "li"
    assert org.in_place_of("round") == "round"
    assert org.in_place_of("nobody") == "nobody"


def test_a_role_may_come_with_a_post_or_count_for_one_unit_only(org):
    granted = replace(
        org,
        grants=(
            RoleGrant(role=Role.AUDITOR, post="clerk"),
            RoleGrant(role=Role.ADMINISTRATOR, person="wang", unit="P"),
        ),
    )

    assert granted.roles("li", DAY) == {Role.AUDITOR}
    assert granted.roles("wang", DAY) == frozenset()
    assert granted.roles("wang", DAY, around="KF") == {Role.ADMINISTRATOR}
    assert "group:auditor" in granted.principals("li", DAY)


def test_authority_is_the_most_of_the_posts_that_have_to_do_with_the_case(org):
    limited = replace(
        org,
        limits=(
            AuthorityLimit(post="clerk", matter="pay", amount=500),
            AuthorityLimit(post="clerk", matter="pay", unit="KF", amount=800),
            AuthorityLimit(post="boss", matter="pay", unit="C"),
        ),
    )

    assert limited.authority("li", "pay", DAY) == 800
    assert limited.authority("li", "pay", DAY, around="P") == 800
    assert limited.authority("li", "pay", DAY, around="Q") == 0
    assert limited.authority("zhao", "pay", DAY, around="P") == inf
    assert limited.authority("li", "buy", DAY) == 0


def test_an_agent_stands_in_while_it_is_in_force_and_the_principal_is_there(org):
    with_it = replace(org, substitutions=(substitution(alone=True),))

    (place,) = with_it.stands_in("li", NOW, DAY)
    assert (place.principal, place.name) == ("wang", "王")
    assert "post:P/boss" in place.principals
    assert with_it.stands_in("li", NOW - timedelta(hours=1), DAY) == ()
    assert with_it.stands_in("li", NOW + timedelta(days=1), DAY) == ()
    assert with_it.stood_in_for("wang", NOW) == (Scope.of(substitution()),)
    gone = replace(org, substitutions=(substitution(principal="gone"), substitution(ended_at=NOW)))
    assert gone.stands_in("li", NOW, DAY) == ()
    kept = substitution(returns=False)
    assert kept.in_force(NOW + timedelta(days=9))


def test_a_scope_says_which_tasks_it_covers():
    scope = Scope.of(substitution(processes=("a",), amount=100.0))
    every = Scope.of(substitution(existing=True))
    later = NOW + timedelta(hours=1)

    assert scope.covers("a", later, {})
    assert scope.covers("a", later, {"amount": 100})
    assert not scope.covers("a", later, {"amount": 101})
    assert not scope.covers("b", later, {})
    assert not scope.covers("a", NOW - timedelta(hours=1), {})
    assert not scope.covers("a", NOW + timedelta(days=2), {})
    assert every.covers("b", NOW - timedelta(days=9), {"amount": 1e9})


def test_a_night_shift_ends_on_the_next_day():
    night = Shift(unit="P", day=DAY, person="li", post="clerk", begins=time(22), ends=time(6))

    assert night.is_on(datetime(2026, 7, 2, 5, 59, tzinfo=UTC))
    assert not night.is_on(datetime(2026, 7, 2, 6, tzinfo=UTC))
    assert not night.is_on(datetime(2026, 7, 1, 21, tzinfo=UTC))
    assert Shift(unit="P", day=DAY, person="li", post="clerk").is_on(
        datetime(2026, 7, 1, 12, tzinfo=UTC)
    )


def test_looking_up_a_post_touches_its_holders_alone_among_five_thousand_people(org, monkeypatch):
    crowd = {
        f"p{n}": Person(id=f"p{n}", name="某", groups=frozenset({f"g{n % 9}"})) for n in range(5000)
    }
    held = tuple(
        Assignment(person=id_, unit="KF" if n < 5 else "Q", post="clerk")
        for n, id_ in enumerate(crowd)
    )
    large = replace(org, people={**org.people, **crowd}, assignments=held)
    asked = []
    holds_on = Assignment.holds_on
    monkeypatch.setattr(
        Assignment, "holds_on", lambda self, day: asked.append(self) or holds_on(self, day)
    )

    assert len(large.holders("clerk", "P", DAY)) == 5
    assert len(asked) == 5
    asked.clear()
    large.principals("p1", DAY)
    assert len(asked) <= 3
    assert len(large.members("g3")) == 556


def test_a_grant_counts_on_its_days_alone(org):
    first, last = date(2026, 7, 1), date(2026, 7, 31)
    grant = RoleGrant(role=Role.AUDITOR, person="wang", valid_from=first, valid_to=last)
    granted = replace(org, grants=(grant,))

    days = (first - timedelta(days=1), first, last, last + timedelta(days=1))
    assert [granted.roles("wang", day) for day in days] == [
        frozenset(),
        {Role.AUDITOR},
        {Role.AUDITOR},
        frozenset(),
    ]


def test_an_authority_limit_counts_on_its_days_and_the_one_that_began_last_goes_first(org):
    first, last = date(2026, 7, 1), date(2026, 7, 31)
    limited = replace(
        org,
        limits=(
            AuthorityLimit(post="clerk", matter="pay", amount=500),
            AuthorityLimit(
                post="clerk", matter="pay", amount=2000, valid_from=first, valid_to=last
            ),
            AuthorityLimit(post="clerk", matter="buy", amount=100, valid_from=first),
        ),
    )

    before, after = first - timedelta(days=1), last + timedelta(days=1)
    pay = [limited.authority("li", "pay", day) for day in (before, first, last, after)]
    assert pay == [500, 2000, 2000, 500]
    assert [limited.authority("li", "buy", day) for day in (before, after)] == [0, 100]
