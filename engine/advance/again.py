"""A task that is done again because the case was returned: by whoever did it before (gj:again)."""

from dataclasses import replace
from typing import Final

from engine import participation
from engine.advance.setting import Setting
from engine.model import (
    SYSTEM,
    Group,
    Part,
    Participant,
    ParticipantState,
    TaskState,
    UserTask,
    person,
)
from engine.model.events import UserTaskCreated
from engine.model.organisation import Organisation
from engine.participation import RETURNED, TOGETHER, Rules
from engine.store import Transaction

_PASSING: Final = frozenset({"fallback", "vacant"})
"""What was so of the first search, and is not of whoever did it before."""


def kept(
    tx: Transaction, task: UserTaskCreated, setting: Setting, organisation: Organisation
) -> UserTaskCreated:
    """Give a task of a later round to those who did it before; where one has left, by its rule."""
    if setting.rounds.get(task.element_id, 1) == 1:
        return task
    rules = participation.parse(task.settings)
    people = _before(tx, task, setting, rules) if rules.again == "same" else ()
    known = organisation.people
    here = [each for each in people if each in known and known[each].active]
    if not here or len(here) < len(people) or not set(here).isdisjoint(task.excluded):
        return task
    how = {name: value for name, value in task.routing.items() if name not in _PASSING}
    how |= {"people": here, "again": setting.rounds[task.element_id]}
    principals = tuple(person(each) for each in here)
    if len(here) > 1 or rules.mode in TOGETHER:
        return replace(task, assignee=None, principals=principals, routing=how)
    how["assignee_name"] = known[here[0]].name
    return replace(task, assignee=here[0], principals=principals, routing=how)


def _before(
    tx: Transaction, task: UserTaskCreated, setting: Setting, rules: Rules
) -> tuple[str, ...]:
    """Return who did the task, or had it when it was returned."""
    same = [
        each
        for each in tx.tasks.of(setting.instance_id)
        if each.element_id == task.element_id and each.loop_counter == task.loop_counter
    ]
    same.sort(key=lambda one: one.version, reverse=True)
    if any(_means_others(each, task) for each in same[:1]):  # it may end with this very step
        return ()
    for each in [one for one in same if not one.is_open][:1]:
        return _who(each, tx.participants.of(each.id), rules)
    return ()


def _means_others(before: UserTask, task: UserTaskCreated) -> bool:
    """Tell whether the rule says another by now than when it was done: the next level up, say.

    Who returned it or took it back himself gets it again all the same.
    """
    by_hand = before.state is TaskState.WITHDRAWN and before.ended_by not in {None, SYSTEM.id}
    rules = {each.routing.get("rule") for each in (before, task)}
    return not by_hand and None not in rules and len(rules) > 1


def _who(task: UserTask, group: Group, rules: Rules) -> tuple[str, ...]:
    if group and rules.mode in TOGETHER:
        seats = (each for each in group if each.part is Part.SEAT)
        return tuple(
            each.on_behalf_of or each.person
            for each in seats
            if each.state is not ParticipantState.REMOVED
        )
    decided = [each for each in group if each.state is ParticipantState.DONE and each.decision]
    if task.state is TaskState.WITHDRAWN:
        back = [_seat(each, group) for each in decided if each.decision == RETURNED]
        held = [task.assignee] if task.assignee is not None else []
        return tuple([each.on_behalf_of or each.person for each in back] or held)
    if decided:
        return (decided[-1].on_behalf_of or decided[-1].person,)
    who = task.ended_for or task.ended_by
    return (who,) if who is not None else ()


def _seat(item: Participant, group: Group) -> Participant:
    """Return the item that counts: whoever was asked before or after another hangs on it."""
    while item.part is not Part.SEAT:
        item = next(each for each in group if each.id == item.parent)
    return item
