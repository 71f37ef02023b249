"""The organisation: who holds what where, on which day."""

from datetime import date

import pytest

from engine.model import Role
from engine.model.organisation import Assignment, Organisation, Person, Post, Unit

DAY = date(2026, 7, 1)


@pytest.fixture
def org() -> Organisation:
    units = [
        Unit(code="C", name="公司", type="company"),
        Unit(code="R1", name="东区", type="region", parent="C"),
        Unit(code="HY01", name="花园一期", type="project", parent="R1"),
        Unit(code="HY01-KF", name="客服部", type="department", parent="HY01"),
    ]
    people = [
        Person(id="li", name="李敏", roles=frozenset({Role.STAFF}), groups=frozenset({"service"})),
        Person(id="wang", name="王强"),
        Person(id="zhao", name="赵总"),
        Person(id="gone", name="已离职", active=False),
    ]
    return Organisation(
        units={u.code: u for u in units},
        posts={"cs_front": Post(code="cs_front", name="客服前台")},
        people={p.id: p for p in people},
        assignments=(
            Assignment(person="li", unit="HY01-KF", post="cs_front"),
            Assignment(
                person="li", unit="R1", post="trainer", is_primary=True, valid_to=date(2026, 6, 30)
            ),
            Assignment(person="wang", unit="HY01", post="project_manager", is_head=True),
            Assignment(person="zhao", unit="C", post="gm", is_head=True),
            Assignment(person="gone", unit="HY01-KF", post="cs_front", is_head=True),
            Assignment(person="wang", unit="R1", post="deputy", valid_from=date(2027, 1, 1)),
        ),
    )


def test_a_post_in_a_department_is_reached_through_project_region_and_company(org):
    assert {"post:HY01-KF/cs_front", "post:HY01/cs_front", "post:C/cs_front"} <= org.principals(
        "li", DAY
    )


def test_a_person_is_reached_by_name_group_and_role(org):
    assert {"person:li", "group:service", "group:staff"} <= org.principals("li", DAY)


def test_an_unknown_person_is_reached_by_name_only(org):
    assert org.principals("x", DAY) == {"person:x"}


def test_holders_are_found_in_the_unit_and_below_it_but_not_beside_it(org):
    assert org.holders("cs_front", "R1", DAY) == ("li",)
    assert org.holders("gm", "HY01", DAY) == ()


def test_an_assignment_counts_only_within_its_dates(org):
    assert org.holders("trainer", "R1", date(2026, 6, 30)) == ("li",)
    assert org.holders("trainer", "R1", DAY) == ()
    assert org.holders("deputy", "R1", DAY) == ()


def test_the_superior_is_the_head_of_the_unit_or_of_the_next_one_above(org):
    assert org.superiors("li", DAY) == ("wang",)
    assert org.superiors("li", DAY, 2) == ("zhao",)
    assert org.superiors("wang", DAY) == ("zhao",)


def test_the_topmost_superior_stands_in_for_missing_levels(org):
    assert org.superiors("li", DAY, 9) == ("zhao",)


def test_who_has_nobody_above_has_no_superior(org):
    assert org.superiors("zhao", DAY) == ()


def test_the_record_says_post_and_unit_as_people_do(org):
    assert org.post_title("li", DAY) == "客服部·客服前台"
    assert org.post_title("zhao", DAY) == "公司·gm"
    assert org.post_title("x", DAY) == ""


def test_the_primary_assignment_gives_the_unit(org):
    assert org.primary_unit("li", date(2026, 6, 1)) == "R1"
    assert org.primary_unit("x", DAY) is None


def test_the_unit_of_a_type_is_found_upwards(org):
    assert org.ancestor("HY01-KF", "project") == "HY01"
    assert org.ancestor("C", "project") is None


def test_a_ring_of_units_does_not_hang():
    units = {
        "A": Unit(code="A", name="A", type="region", parent="B"),
        "B": Unit(code="B", name="B", type="region", parent="A"),
    }

    assert list(Organisation(units=units).lineage("A")) == ["A", "B"]
