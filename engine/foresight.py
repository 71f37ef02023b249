"""Use case on what may come next in a case: whom each step would go to if it came now.

Nothing is promised: the variables may change before, and so may the organisation.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final
from uuid import UUID

from engine import feel, interpreter, routing
from engine.calendar import SHANGHAI
from engine.diagram import Assignment, Element
from engine.errors import Invalid
from engine.model import ProcessDefinition, ProcessInstance, TaskState
from engine.model.events import UserTaskCreated
from engine.model.rosters import RosterKind
from engine.routing import CaseFacts
from engine.store import Transaction

_NOBODY: Final = Assignment()


def likely(
    tx: Transaction, instance: ProcessInstance, steps: Iterable[Element]
) -> Mapping[str, tuple[str, ...]]:
    """Return the ids of the people whom each user task would reach now, by element id.

    Empty where the rule finds nobody yet: what it asks for may be filled in by an earlier step.
    """
    tasks = [each for each in steps if each.kind == "userTask"]
    if not tasks:
        return {}
    definition = tx.definitions.get(instance.definition_id)
    facts = _facts(tx, instance)
    return {each.id: _people(tx, definition, each, facts) for each in tasks}


def _facts(tx: Transaction, instance: ProcessInstance) -> CaseFacts:
    done: dict[str, list[str]] = defaultdict(list)
    for task in tx.tasks.of(instance.id):
        if task.state is TaskState.COMPLETED and task.ended_by is not None:
            done[task.element_id].append(task.ended_by)
    now = tx.now.astimezone(SHANGHAI)
    return CaseFacts(
        project=instance.project,
        initiator=instance.initiator,
        today=now.date(),
        variables=interpreter.variables(tx.cases.snapshot(instance.id)),
        done={element: tuple(dict.fromkeys(people)) for element, people in done.items()},
        on_shift=tx.rosters.on(RosterKind.SHIFT, now),
        on_duty=tx.rosters.on(RosterKind.DUTY, now),
    )


def _people(
    tx: Transaction, definition: ProcessDefinition, step: Element, facts: CaseFacts
) -> tuple[str, ...]:
    named = step.assignment or _NOBODY
    task = UserTaskCreated(
        task_id=UUID(int=0),
        element_id=step.id,
        name=step.name,
        assignee=next(iter(_plain(named.assignee)), None),
        candidate_users=_plain(named.candidate_users),
        candidate_groups=_plain(named.candidate_groups),
        settings=interpreter.settings_of(definition, step.id),
    )
    try:
        settled = routing.settle(task, tx.people.organisation(), facts)
    except (Invalid, feel.FeelError):
        return ()
    if "fallback" in settled.routing:
        return ()
    return (settled.assignee,) if settled.assignee else tuple(settled.routing["people"])


def _plain(named: str | None) -> tuple[str, ...]:
    """Return the names of a list that is no expression."""
    if named is None or named.startswith("="):
        return ()
    return tuple(filter(None, map(str.strip, named.split(","))))
