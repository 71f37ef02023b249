"""Places that are asked for again, filled one by one, or granted beyond the quota."""

from dataclasses import replace

import pytest

from engine import headcounts
from engine.store import Headcount, HoldState
from tests.usecases.diagrams import START, bpmn, path, user

FIVE = Headcount(unit="HY01", post="guard", year=2031, quota=5)


@pytest.fixture
def office(store):
    """A store in which five guards may be hired."""
    store.run(lambda tx: tx.headcounts.replace([FIVE]))
    return store


def keep(store, places, *, ref="R", wanted=FIVE):
    return store.run(lambda tx: headcounts.keep(tx, ref, wanted, places))


def places(store):
    kept = store.run(lambda tx: tx.headcounts.get("HY01", "guard", 2031))
    return kept.reserved, kept.actual, kept.left


def test_asking_for_another_number_puts_it_in_the_place_of_the_first(office):
    assert keep(office, 3)
    assert places(office) == (3, 0, 2)

    assert keep(office, 4)

    assert places(office) == (4, 0, 1)


def test_asking_for_the_same_or_for_what_is_held_changes_nothing(office):
    keep(office, 3)

    assert keep(office, 3)
    assert keep(office, None)

    assert places(office) == (3, 0, 2)


def test_who_holds_nothing_and_names_no_number_takes_one_place(office):
    assert keep(office, None)

    assert places(office) == (1, 0, 4)


def test_asking_for_more_than_there_is_gives_back_what_was_held(office):
    keep(office, 3)

    assert not keep(office, 6)

    assert places(office) == (0, 0, 5)


def test_another_post_gives_the_first_one_back(office):
    keep(office, 3)
    cooks = replace(FIVE, post="cook", quota=1)
    office.run(lambda tx: tx.headcounts.replace([*tx.headcounts.every(), cooks]))

    assert keep(office, 1, wanted=cooks)

    assert places(office) == (0, 0, 5)


def test_places_are_filled_and_given_back_one_by_one(office):
    keep(office, 3)

    assert office.run(lambda tx: headcounts.fill(tx, "R", places=1))
    assert places(office) == (2, 1, 2)
    assert office.run(lambda tx: headcounts.release(tx, "R", places=1))
    assert places(office) == (1, 1, 3)
    assert office.run(lambda tx: headcounts.fill(tx, "R", places=1))

    assert places(office) == (0, 2, 3)
    assert not office.run(lambda tx: headcounts.fill(tx, "R", places=1))


def test_what_changed_meanwhile_is_not_settled_twice(office):
    keep(office, 3)
    held = office.run(lambda tx: tx.headcounts.hold("R"))
    office.run(lambda tx: headcounts.release(tx, "R", places=1))

    again = office.run(lambda tx: tx.headcounts.settle_some(held, HoldState.FILLED, 1))

    assert not again
    assert places(office) == (2, 0, 3)


def test_what_is_granted_is_taken_beyond_the_quota(office):
    assert office.run(lambda tx: tx.headcounts.take_beyond("R", FIVE, 6))

    assert places(office) == (6, 0, -1)


def test_what_is_granted_for_a_post_without_headcount_is_on_the_books(store):
    none = replace(FIVE, quota=0)

    assert store.run(lambda tx: tx.headcounts.take_beyond("R", none, 1))

    assert places(store) == (1, 0, -1)


JOBS = bpmn(
    "staffing",
    START
    + "".join(
        f'<serviceTask id="ST_{kind}"><extensionElements>'
        f'<zeebe:taskDefinition type="headcount-{kind}"/></extensionElements></serviceTask>'
        for kind in ("reserve", "fill")
    )
    + user("UT_Between")
    + '<endEvent id="End_1"/>'
    + path("StartEvent_1", "ST_reserve", "UT_Between", "ST_fill", "End_1"),
)


@pytest.fixture
def staffing(world):
    """A company with five places, and a process that takes and fills them."""
    world.deploy(JOBS)
    world.store.run(lambda tx: tx.headcounts.replace([FIVE]))
    return world


def staff(world, **variables):
    given = {"post": "guard", "year": 2031, **variables}
    case = world.start("staffing", project="HY01", variables=given)
    world.run_due()
    return case


def answer(world, case):
    found = world.variables(case)["headcount"]
    return found["reserved"], found["left"]


def test_a_case_names_what_it_holds_places_under(staffing):
    case = staff(staffing, ref="ZP-1", places=2)

    assert answer(staffing, case) == (True, 3)
    held = staffing.store.run(lambda tx: tx.headcounts.hold("ZP-1"))
    assert (held.places, held.state) == (2, HoldState.RESERVED)


def test_a_case_fills_what_it_took(staffing):
    case = staff(staffing, places=2)

    staffing.complete("UT_Between")
    staffing.run_due()

    assert staffing.get(case).state.ended
    assert places(staffing.store) == (0, 2, 3)


def test_a_case_takes_more_than_there_is_only_where_that_is_granted(staffing):
    refused = staff(staffing, ref="A", places=6)
    granted = staff(staffing, ref="B", places=6, over=True)

    assert answer(staffing, refused) == (False, 5)
    assert answer(staffing, granted) == (True, -1)
    assert staffing.replays(granted)


def test_a_post_without_headcount_has_no_place_left(staffing):
    case = staff(staffing, post="cook")

    assert answer(staffing, case) == (False, 0)


@pytest.mark.parametrize(
    "wrong", [{"ref": 7}, {"places": 0}, {"places": "2"}, {"post": None}, {"year": "2031"}]
)
def test_what_a_diagram_asks_for_wrongly_is_an_incident(staffing, wrong):
    case = staff(staffing, **wrong)

    (incident,) = staffing.incidents(case)
    assert incident.element_id == "ST_reserve"
    assert "ST_reserve needs" in incident.message
