"""An operation on the participants of a task, as events: what is recorded, and what completes it.

The decision lands in the variable that is named after the task: `UT_Approve.decision` (`approve` or
`reject`) and `UT_Approve.tally`, which a gateway behind the task reads plainly.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from engine import participation
from engine.model import APPROVE, REJECT, Actor, Crowd, Group, UserTask
from engine.model.events import ParticipantsChanged, UserTaskCompleted
from engine.model.participants import openly, standing
from engine.participation import Mode, Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What somebody does with a group; turns are given, and votes counted, as it is recorded."""

    task: UserTask
    rules: Rules
    old: Group
    """As recorded."""
    new: Group
    """As the operation leaves it."""
    event: ParticipantsChanged
    """What is known beforehand: operation, targets, decision, reason, …"""
    beside: Crowd = ()
    """Seats of the group that are counted, and stay as they are while it has not decided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What a move comes to."""

    event: ParticipantsChanged
    group: Group
    completion: UserTaskCompleted | None
    """The command that moves the token; None = the group has not decided, or returns the task."""
    returns_to: str | None = None
    """Where the group's no returns the case to (gj:reject)."""


def moved(move: Move, *, by: Actor) -> Moved:
    """Give turns, count, and close the group where it has decided."""
    group = participation.progress(move.rules, move.new)
    count = participation.tally(move.rules, group, move.beside)
    outcome = participation.settled(move.rules, count) if group else None
    if outcome is not None:
        group = participation.close(group, _why(move.rules, outcome, by))
    before, after = participation.difference(move.old, group)
    event = replace(
        move.event,
        before=before,
        after=after,
        **_standing(move, group),
        tally=count.facts(),
        outcome=outcome,
    )
    back = move.rules.reject_to if outcome == REJECT else None
    goes_on = outcome is not None and back is None
    done = completion(move.task, move.rules, group, event) if goes_on else None
    return Moved(event=event, group=group, completion=done, returns_to=back)


def closely(move: Move, group: Group) -> Move:
    """Return a move with all of its group as it is recorded: one that decides changes them all."""
    changed = {each.id: each for each in move.new}
    new = tuple(changed.get(each.id, each) for each in group)
    return replace(move, old=group, new=new, beside=())


def completion(
    task: UserTask, rules: Rules, group: Group, event: ParticipantsChanged
) -> UserTaskCompleted:
    """Return the command that completes a task as its group has decided."""
    return UserTaskCompleted(
        task_id=task.id,
        element_id=task.element_id,
        variables={**participation.patch_of(group), **_decision(task, rules, event)},
        dropped=event.dropped,
    )


def _standing(move: Move, group: Group) -> dict[str, Any]:
    """Say in whose work lists the task stands; of one that had no group yet always in full."""
    if not move.task.grouped:
        return {"open": openly(group, move.beside)}
    return standing(move.old, group, move.beside)


def _decision(task: UserTask, rules: Rules, event: ParticipantsChanged) -> Mapping[str, Any]:
    if not rules.asks:
        return {}
    tally = {name: value for name, value in event.tally.items() if name != "unvoted"}
    return {f"{task.element_id}.decision": event.outcome, f"{task.element_id}.tally": tally}


def _why(rules: Rules, outcome: str, by: Actor) -> str:
    """Say why nobody needs the others any more, as staff read it beside their names."""
    if rules.mode is Mode.OR:
        return f"或签已由{by.name}处理"
    return "已通过，无需再处理" if outcome == APPROVE else "已否决，无需再处理"
