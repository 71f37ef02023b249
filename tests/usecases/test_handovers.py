"""What a list of a hand-over names: every post that is somebody's, and none that is no longer."""

from dataclasses import replace
from datetime import timedelta

from engine import handovers
from engine.calendar import SHANGHAI
from engine.model.organisation import Assignment

TODAY = timedelta()


def change(world, **fields):
    """Change the organisation beside its pages, as a directory or a spreadsheet does."""

    def work(tx):
        present = tx.people.organisation()
        tx.people.replace(replace(present, **fields))

    world.store.run(work)


def company(world):
    return world.store.run(lambda tx: tx.people.organisation())


def appoint(world, unit, *, after=None, until=None):
    """Give 马经理 another post, some days from today on or up to some days from today."""
    today = world.store.run(lambda tx: tx.now.astimezone(SHANGHAI).date())
    post = Assignment(
        person="max",
        unit=unit,
        post="manager",
        valid_from=None if after is None else today + after,
        valid_to=None if until is None else today + until,
    )
    change(world, assignments=(*company(world).assignments, post))
    return today


def posts(world):
    listed = world.do(handovers.list_of, "max", by="ada")
    return [each.label for each in listed if each.kind == "post"]


def leave(world):
    return world.do(handovers.begin, "max", to="bob", by="ada", reason="离职")


def test_the_posts_of_an_account_that_was_closed_before_are_on_the_list(world):
    people = company(world).people
    change(world, people={**people, "max": replace(people["max"], active=False)})

    before = posts(world)
    made = leave(world)

    assert before == ["花园一期·项目经理"]
    assert ("post", "HY01/manager", "done") in [
        (each.kind, each.ref, each.state) for each in made.items
    ]
    assert ("bob", "HY01", "manager") in [
        (each.person, each.unit, each.post) for each in company(world).assignments
    ]


def test_a_list_after_the_hand_over_names_no_post_any_more(world):
    appoint(world, "HQ", after=timedelta(days=5))
    leave(world)

    now = posts(world)
    world.advance(days=6)

    assert (now, posts(world)) == ([], [])


def test_a_post_that_was_to_begin_later_begins_for_the_successor_on_its_day(world):
    today = appoint(world, "HQ", after=timedelta(days=5))

    before = posts(world)
    leave(world)

    assert before == ["花园一期·项目经理", f"公司·项目经理（{today + timedelta(days=5)} 起）"]
    (later,) = [each for each in company(world).assignments if each.unit == "HQ"]
    assert (later.person, later.valid_from) == ("bob", today + timedelta(days=5))


def test_a_post_that_has_ended_stays_as_it_was(world):
    appoint(world, "HY02", until=-timedelta(days=3))
    (ended,) = [each for each in company(world).assignments if each.unit == "HY02"]

    leave(world)

    assert ended in company(world).assignments
    assert posts(world) == []


def test_a_post_that_began_today_leaves_no_time_that_ends_before_it_begins(world):
    appoint(world, "HY02", after=TODAY)

    leave(world)

    kept = [each for each in company(world).assignments if each.unit == "HY02"]
    assert [(each.person, each.valid_to) for each in kept] == [("bob", None)]
