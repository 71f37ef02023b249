"""Copies that a node's rule sends (抄送): to whom `gj:cc` finds, by the system, once a round.

gj:cc         a candidate rule: who is sent the case to read
gj:ccAt       arrival | completion      when; on arrival where nothing is said
gj:ccConfirm  read | signature          what is asked of the readers; nothing where unsaid
gj:ccVacant   a candidate rule: who is sent it where `gj:assign` finds nobody at all, or no longer
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from uuid import UUID

from engine import feel, interpreter, routing
from engine.advance.incidents import own_incident
from engine.advance.setting import of_running
from engine.advance.settling import facts_of
from engine.errors import Invalid
from engine.model import SYSTEM, Case, ProcessDefinition, UserTask
from engine.model.events import (
    CaseCopied,
    Event,
    UserTaskCompleted,
    UserTaskCreated,
    UserTaskRerouted,
)
from engine.store import Transaction

RULE: Final = "gj:cc"
VACANT: Final = "gj:ccVacant"
_MOMENTS: Final[Mapping[type[Event], str]] = {
    UserTaskCreated: "arrival",
    UserTaskCompleted: "completion",
}


def copies_of(event: Event, definition: ProcessDefinition) -> Iterator[tuple[UUID, str]]:
    """Yield the rules by which an event makes its task's node send copies, each with the task."""
    if not isinstance(event, UserTaskCreated | UserTaskRerouted | UserTaskCompleted):
        return
    settings = interpreter.settings_of(definition, event.element_id)
    moment = _MOMENTS.get(type(event))
    if RULE in settings and _wanted(settings) == moment:
        yield event.task_id, RULE
    if isinstance(event, UserTaskCompleted) or not event.routing.get("vacant"):
        return
    if VACANT in settings:
        yield event.task_id, VACANT


def copied(tx: Transaction, case: Case, task: UserTask, rule: str) -> Event | None:
    """Return what sends the copies by a rule; None where everybody has one, or nobody is.

    A rule that cannot be carried out gives an incident: nobody waits for a copy, but somebody
    should know that nobody gets one.
    """
    try:
        people = _readers(tx, case, task, rule)
    except (Invalid, feel.FeelError) as error:
        return own_incident(
            case.instance.id,
            case.instance.seq,
            element_id=task.element_id,
            kind="routing",
            message=f"{rule}: {error}",
            activity_id=task.id,
        )
    if not people:
        return None
    return CaseCopied(
        copy_id=tx.files.new_id(),
        task_id=task.id,
        element_id=task.element_id,
        people=people,
        via="rule",
        confirm=task.settings.get("gj:ccConfirm", "").strip(),
    )


def _readers(tx: Transaction, case: Case, task: UserTask, rule: str) -> dict[str, str]:
    """Return names by id of whom the rule finds, without those who have one of this round."""
    definition = tx.definitions.get(case.instance.definition_id)
    asked = UserTaskCreated(
        task_id=task.id, element_id=task.element_id, name=task.name, settings=task.settings
    )
    setting = of_running(case.instance, definition, asked, SYSTEM)
    facts = facts_of(tx, asked, _variables(tx, case, task), setting)
    organisation = tx.people.organisation()
    found = routing.readers(task.settings, organisation, facts, rule)
    alike = (
        each
        for each in tx.tasks.of(case.instance.id)
        if (each.element_id, each.round) == (task.element_id, task.round)
    )
    have = {copy.person for each in alike for copy in tx.copies.of_task(each.id)}
    return {who: organisation.people[who].name for who in found if who not in have}


def _variables(tx: Transaction, case: Case, task: UserTask) -> Mapping[str, Any]:
    """Return what the rule may see: at the task, or of the process where it has been done."""
    if not task.is_open:
        return interpreter.variables(case.snapshot)
    definition = tx.definitions.get(case.instance.definition_id)
    return interpreter.visible(definition, case.snapshot, task.id, tx.now)


def _wanted(settings: Mapping[str, str]) -> str:
    return settings.get("gj:ccAt", "").strip() or "arrival"
