"""Whatever people do with a group: it is never stuck, its votes add up, and it decides once."""

from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from engine import participation
from engine.model import Actor, ParticipantState, Role, TaskState, UserTask, Via
from engine.model.participants import openly
from engine.participation import Answer, Newcomer, Situation

TASK = UUID(int=1)
MODES = ["and", "or", "vote", "sequential"]


def task(rules):
    return UserTask(
        id=TASK, instance_id=UUID(int=0), element_id="UT", name="审批", state=TaskState.READY, version=1,
        definition_id="p:1", key="p", process_name="p", business_key=None, title="", project=None, form_id=None,
        assignee=None, assignee_name="", principals=(), excluded=(), priority=50, created_at=datetime(2026, 1, 1, tzinfo=UTC),
        due_at=None, follow_up_at=None, claimed_at=None, ended_at=None, ended_by=None, ended_by_name="", settings=rules,
    )  # fmt: skip


def play(data, rules, group, newcomer):
    """Carry out one operation that the guards allow for somebody; return the next group."""
    people = sorted({each.person for each in group if each.state.is_open})
    who = data.draw(st.sampled_from([*people, "boss"]))
    actor = Actor(id=who, name=who, roles=frozenset({Role.ADMINISTRATOR} if who == "boss" else ()))
    found = Situation(
        task=task({}), group=group, rules=rules, actor=actor, leads=who == "boss", active=True
    )
    allowed = [
        o.operation.name for o in participation.offers(participation.REGISTRY, found) if o.allowed
    ]
    name = data.draw(st.sampled_from(sorted({*allowed} & {*OPERATIONS}) or ["none"]))
    return group if name == "none" else OPERATIONS[name](data, found, newcomer)


def decide(data, found, _newcomer):
    answer = Answer(decision=data.draw(st.sampled_from(["approve", "approve", "reject"])))
    return participation.decided(found.group, participation.own_item(found), answer)


def resolve(_data, found, _newcomer):
    return participation.resolved(found.group, participation.own_item(found), Answer(opinion="x"))


def add(via):
    def added(_data, found, newcomer):
        item = participation.own_item(found) if found.item else None
        how = via if item else Via.ADMIN
        return participation.added(
            found.group, [newcomer], via=how, by=found.actor.id, on=item, reason=""
        )

    return added


def remove(data, found, _newcomer):
    item = data.draw(st.sampled_from(participation.removable(found)))
    out = participation.recalled if item.part == "delegate" else participation.removed
    return out(found.group, item, "")


def delegate(_data, found, newcomer):
    return participation.delegated(
        found.group, participation.own_item(found), newcomer, by="x", reason=""
    )


def transfer(data, found, newcomer):
    movable = [each for each in found.group if each.state in {"todo", "claimed", "waiting"}]
    item = data.draw(st.sampled_from(movable)) if found.leads else participation.own_item(found)
    return participation.transferred(
        found.group, item, newcomer, by="x", via=Via.TRANSFER, reason=""
    )


def claim(_data, found, _newcomer):
    return participation.with_state(
        found.group, participation.own_item(found), ParticipantState.CLAIMED
    )


OPERATIONS = {
    "approve": decide,
    "resolve": resolve,
    "add-before": add(Via.ADD_BEFORE),
    "add-after": add(Via.ADD_AFTER),
    "add-parallel": add(Via.ADD_PARALLEL),
    "remove-signer": remove,
    "delegate": delegate,
    "transfer": transfer,
    "claim": claim,
}


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_group_is_never_stuck_and_its_votes_add_up(data):
    said = {"gj:mode": data.draw(st.sampled_from(MODES)), "gj:decision": "approval"}
    said |= {"gj:pass": data.draw(st.sampled_from(["60%", "2", "weight 3"]))}
    said |= {"gj:reject": data.draw(st.sampled_from(["", "end", "wait"]))}
    rules = participation.parse(said)
    group = participation.form(
        rules, TASK, [Newcomer(id=who) for who in "abc"[: data.draw(st.integers(1, 3))]]
    )

    for step in range(12):
        changed = participation.progress(rules, play(data, rules, group, Newcomer(id=f"n{step}")))
        outcome = participation.outcome(rules, changed)
        count = participation.tally(rules, changed)
        before, after = participation.difference(group, changed)

        assert count.yes + count.no + count.open == count.total
        assert len({each.id for each in changed}) == len(changed)
        assert {each["id"] for each in before} <= {each["id"] for each in after}
        if outcome is not None:
            assert openly(participation.close(changed, "")) == {}
            return
        assert openly(changed), "nobody has it, and it is not decided"
        group = changed
