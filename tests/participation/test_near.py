"""Looking closely at a part of a large group comes to the same as looking at all of it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from engine import participation
from engine.advance.moving import Move, closely, moved
from engine.model import Actor, Glimpse
from engine.model.events import ParticipantsChanged
from engine.participation import Answer, Newcomer
from tests.participation.test_random_groups import TASK, play, task

BY = Actor(id="x", name="某人")
EVENT = ParticipantsChanged(task_id=TASK, element_id="UT", operation="vote")


def glimpse(item):
    return Glimpse(
        id=item.id,
        person=item.person,
        name=item.name,
        state=item.state.value,
        part=item.part.value,
        parent=item.parent,
        weight=item.weight,
        decision=item.decision,
        patched=bool(item.patch),
    )


def decided(rules, group, beside, item, answer):
    """Return what a decision comes to, on what was read of the group."""
    new = participation.decided(group, item, answer)
    return Move(task=task({}), rules=rules, old=group, new=new, event=EVENT, beside=beside)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_decision_on_a_part_of_the_group_is_the_one_on_all_of_it(data):
    rules = participation.parse(
        {
            "gj:mode": data.draw(st.sampled_from(["and", "or", "vote"])),
            "gj:decision": "approval",
            "gj:pass": data.draw(st.sampled_from(["60%", "2", "weight 3"])),
            "gj:reject": data.draw(st.sampled_from(["", "end", "wait"])),
        }
    )
    people = [Newcomer(id=who, weight=1 + ord(who) % 3) for who in "abcdef"]
    group = participation.form(rules, TASK, people)
    for step in range(data.draw(st.integers(0, 8))):
        changed = participation.progress(rules, play(data, rules, group, Newcomer(id=f"n{step}")))
        if participation.outcome(rules, changed) is not None:
            break
        group = changed
    item = data.draw(st.sampled_from([each for each in group if each.state.is_open]))
    answer = Answer(decision=data.draw(st.sampled_from(["approve", "reject"])))

    whole = moved(decided(rules, group, (), item, answer), by=BY)
    seen = tuple(map(glimpse, group))
    near = participation.near(seen, {item.person, None})
    part = tuple(each for each in group if each.id in near)
    beside = tuple(each for each in seen if each.id not in near)
    move = decided(rules, part, beside, item, answer)
    found = moved(move, by=BY)

    if whole.event.outcome is None:
        assert found.event == whole.event
    else:
        assert found.event.outcome == whole.event.outcome
        assert moved(closely(move, group), by=BY) == whole


def test_nothing_of_a_group_is_near_to_who_takes_no_part():
    group = participation.form(participation.parse({"gj:mode": "vote"}), TASK, [Newcomer(id="a")])

    near = participation.near(tuple(map(glimpse, group)), {"b", None})

    assert near == frozenset()
