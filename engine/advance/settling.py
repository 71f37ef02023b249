"""What the diagram leaves open about new user tasks: who gets them and when they are due.

A rule that cannot be carried out makes no task disappear: the task goes to the administrators, and
an incident says what is wrong.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import Any

from engine import deadlines, feel, interpreter, routing
from engine.advance import clocks
from engine.advance.again import kept
from engine.advance.grouping import grouped
from engine.advance.incidents import own_incident
from engine.advance.setting import Setting
from engine.calendar import SHANGHAI
from engine.errors import Invalid
from engine.model import ParticipantState, Role, Step, TaskState, group
from engine.model.events import (
    Event,
    IncidentRaised,
    UserTaskCompleted,
    UserTaskCreated,
    UserTaskWithdrawn,
)
from engine.model.organisation import Organisation
from engine.model.rosters import RosterKind, Shift
from engine.store import Transaction

Troubles = tuple[tuple[str, str], ...]
"""Kind and message of each rule that could not be carried out."""

_RULES = ("gj:assign", "gj:exclude", "gj:due", "gj:latest", "gj:amount", "gj:scope", "gj:fallback")
_ROSTERED = ("gj:assign", "gj:exclude", "gj:mode", "gj:fallback", "gj:cc", "gj:ccVacant")
_DONE = ("gj:assign", "gj:exclude", "gj:cc", "gj:ccVacant")
ADMINISTRATORS = group(Role.ADMINISTRATOR.value)


def settled(tx: Transaction, step: Step, setting: Setting) -> Iterator[Event]:
    """Yield the events of the step, its new user tasks routed and with their deadlines.

    Where a rule fails, an IncidentRaised of kind `routing` or `deadline` follows the task.
    """
    gone = {event.task_id for event in step.events if isinstance(event, UserTaskWithdrawn)}
    new = {event.task_id for event in step.events if isinstance(event, UserTaskCreated)} - gone
    organisation = tx.people.organisation() if new else Organisation()
    numbers = count(setting.seq)
    for event in step.events:
        if not isinstance(event, UserTaskCreated) or event.task_id in gone:
            yield event
            continue
        variables = visible_to_rules(event, step, setting, tx.now)
        task, wrong = routed(tx, event, variables, setting, organisation)
        task, late = _due(tx, task, variables, setting)
        task = kept(tx, task, setting, organisation)
        made = grouped(tx, task, setting, organisation)
        yield made.task
        if made.group is not None:
            yield made.group
        for kind, message in (*wrong, *late, *made.troubles):
            yield trouble(task, setting, next(numbers), kind, message)


def visible_to_rules(
    event: UserTaskCreated, step: Step, setting: Setting, now: datetime
) -> Mapping[str, Any]:
    """Return what the rules of the task may see; nothing where none of them names a variable."""
    rules = [event.settings.get(name, "") for name in _RULES]
    asks = clocks.wants_policy(setting.definition, event)
    if not asks and not any(
        rule.startswith("=") or "." in rule or "chosen" in rule for rule in rules
    ):
        return {}
    return interpreter.visible(setting.definition, step.snapshot, event.task_id, now)


def routed(
    tx: Transaction,
    event: UserTaskCreated,
    variables: Mapping[str, Any],
    setting: Setting,
    organisation: Organisation,
) -> tuple[UserTaskCreated, Troubles]:
    """Return the task with those whom it reaches, and what was wrong with its rules."""
    facts = facts_of(tx, event, variables, setting)
    try:
        return routing.settle(event, organisation, facts), ()
    except (Invalid, feel.FeelError) as error:
        told = {"fallback": "process_admin", "error": str(error)}
        to_administrators = replace(event, principals=(ADMINISTRATORS,), routing=told)
        return to_administrators, (("routing", str(error)),)


def facts_of(
    tx: Transaction, event: UserTaskCreated, variables: Mapping[str, Any], setting: Setting
) -> routing.CaseFacts:
    """Return what the rules of a task may know of its case."""
    return routing.CaseFacts(
        project=setting.project,
        initiator=setting.initiator,
        today=tx.now.astimezone(SHANGHAI).date(),
        variables=variables,
        done=_done(tx, event, setting),
        on_shift=_turns(tx, event, RosterKind.SHIFT, "on_shift"),
        on_duty=_turns(tx, event, RosterKind.DUTY, "duty"),
    )


def _turns(tx: Transaction, event: UserTaskCreated, kind: RosterKind, word: str) -> Sequence[Shift]:
    """Return whose turn it is by a roster; asked for only where a rule has a word for it."""
    rules = (event.settings.get(name, "") for name in _ROSTERED)
    if not any(word in rule or rule.startswith("=") for rule in rules):
        return ()
    return tx.rosters.on(kind, tx.now.astimezone(SHANGHAI))


def _due(
    tx: Transaction, event: UserTaskCreated, variables: Mapping[str, Any], setting: Setting
) -> tuple[UserTaskCreated, Troubles]:
    asks = clocks.wants_policy(setting.definition, event)
    if not asks and event.due_at is None and not event.settings.get("gj:due"):
        return event, ()
    try:
        calendar = clocks.calendar_of(tx, setting.project)
        terms = clocks.policy(setting, event, variables, calendar, tx.now) if asks else None
        return deadlines.settle(event, variables, tx.now, calendar, policy=terms), ()
    except (Invalid, feel.FeelError, OverflowError) as error:
        return event, (("deadline", str(error)),)


def trouble(
    task: UserTaskCreated, setting: Setting, number: int, kind: str, message: str
) -> IncidentRaised:
    """Return the incident of a rule that could not be carried out."""
    return own_incident(
        setting.instance_id,
        number,
        element_id=task.element_id,
        kind=kind,
        message=message,
        activity_id=task.task_id,
    )


def _done(
    tx: Transaction, event: UserTaskCreated, setting: Setting
) -> Mapping[str, tuple[str, ...]]:
    """Return who completed which task of the case; asked for only where a rule wants to know."""
    rules = (event.settings.get(name, "") for name in _DONE)
    if not any("done" in rule or "not_same_as" in rule for rule in rules):
        return {}
    done: dict[str, list[str]] = defaultdict(list)
    for task in tx.tasks.of(setting.instance_id):
        if task.state is TaskState.COMPLETED and task.ended_by is not None:
            done[task.element_id].extend((task.ended_by, task.ended_for or task.ended_by))
    if isinstance(setting.command, UserTaskCompleted):
        done[setting.command.element_id].append(setting.by.id)
        if setting.by.on_behalf_of is not None:  # nor may whom he acted for check his own work
            done[setting.command.element_id].append(setting.by.on_behalf_of)
    elements = {task.id: task.element_id for task in tx.tasks.of(setting.instance_id)}
    for task_id, members in tx.participants.of_case(setting.instance_id).items():
        answered = (each for each in members if each.state is ParticipantState.DONE)
        for each in answered:
            done[elements[task_id]].extend(w for w in (each.person, each.on_behalf_of) if w)
    return {element: tuple(dict.fromkeys(people)) for element, people in done.items()}
