"""Rules by which the system closes an item: the person has agreed to the same, or asked for it.

Never as the person: the system skips, and names the rule and the decision that it relies on.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

import orjson

from engine.model import (
    APPROVE,
    REJECT,
    Group,
    Participant,
    ParticipantState,
    TaskState,
    UserTask,
)
from engine.participation.language import Rules
from engine.participation.tally import seats
from engine.participation.turns import skipped

VERSION: Final = 1
"""Of the rules in this module: what an auditor asks for when they change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What the case has seen so far."""

    tasks: Sequence[UserTask]
    groups: Mapping[Any, Group]
    """Participants by task."""
    initiator: str
    seen: str
    """Digest of the data as the new item would see it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip:
    """An item that a rule closes."""

    item: Participant
    rule: Mapping[str, Any]


def digest(variables: Mapping[str, Any], decisions: Iterable[str]) -> str:
    """Return the SHA-256 of the data that a decision is about, what tasks decided left out."""
    left_out = set(decisions)
    data = {name: value for name, value in variables.items() if name not in left_out}
    text = orjson.dumps(data, default=str, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(text).hexdigest()


def skips(rules: Rules, task: UserTask, group: Group, past: Past) -> list[Skip]:
    """Return the items of a new group that rules close, each with why."""
    found = []
    for item in seats(group):
        rule = _own(rules, item, past) or _agreed(rules, task, item, past)
        if rule is not None:
            found.append(Skip(item=item, rule={**rule, "version": VERSION}))
    return found


def with_skips(group: Group, found: Sequence[Skip]) -> Group:
    """Skip the items, each with its rule."""
    rules = {each.item.id: each.rule for each in found}
    return tuple(
        replace(skipped(each, str(rules[each.id]["id"])), rule=rules[each.id])
        if each.id in rules
        else each
        for each in group
    )


def _own(rules: Rules, item: Participant, past: Past) -> dict[str, Any] | None:
    if rules.own == "skip" and item.person == past.initiator:
        return {"id": "gj:self=skip", "relies_on": {"initiator": past.initiator}}
    return None


def _agreed(rules: Rules, task: UserTask, item: Participant, past: Past) -> dict[str, Any] | None:
    """Find a decision of the same person about the same data, which nothing has made void."""
    if rules.dedupe == "none":
        return None
    void = _void_until(task, past)
    for other in _before(rules, task, past):
        for each in past.groups.get(other.id, ()):
            if (
                each.person == item.person
                and each.state is ParticipantState.DONE
                and each.decision == APPROVE
                and each.seen == past.seen
                and each.decided_at is not None
                and (void is None or each.decided_at > void)
            ):
                relied = {
                    "task": str(other.id),
                    "element": other.element_id,
                    "participant": each.id,
                    "decided_at": each.decided_at.isoformat(),
                }
                return {"id": f"gj:dedupe={rules.dedupe}", "relies_on": relied}
    return None


def _before(rules: Rules, task: UserTask, past: Past) -> list[UserTask]:
    """Return the tasks whose decisions count: all that were completed, or the last one."""
    done = [each for each in past.tasks if each.state is TaskState.COMPLETED and each.id != task.id]
    if rules.dedupe == "consecutive":
        return sorted(done, key=lambda each: each.version)[-1:]
    return done


def _void_until(task: UserTask, past: Past) -> datetime | None:
    """Return when decisions were last made void: by a no, or because work was taken back."""
    taken_back = [
        each.ended_at
        for each in past.tasks
        if each.state is TaskState.WITHDRAWN and each.id != task.id and each.ended_at is not None
    ]
    refused = [
        each.decided_at
        for group in past.groups.values()
        for each in group
        if each.decision == REJECT and each.decided_at is not None
    ]
    return max([*taken_back, *refused], default=None)
