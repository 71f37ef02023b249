"""Copies that a node's rule sends (抄送): to whom `gj:cc` finds, by the system, once a round.

gj:cc         a candidate rule: who is sent the case to read
gj:ccAt       arrival | completion      when; on arrival where nothing is said
gj:ccConfirm  read | signature          what is asked of the readers; nothing where unsaid
"""

from collections.abc import Mapping
from typing import Any, Final, TypeGuard

from engine import feel, interpreter, routing
from engine.advance.incidents import own_incident
from engine.advance.setting import of_running
from engine.advance.settling import facts_of
from engine.errors import Invalid
from engine.model import SYSTEM, Case, ProcessDefinition, UserTask
from engine.model.events import CaseCopied, Event, UserTaskCompleted, UserTaskCreated
from engine.store import Transaction

RULE: Final = "gj:cc"
Moment = UserTaskCreated | UserTaskCompleted


def sends_copies(event: Event, definition: ProcessDefinition) -> TypeGuard[Moment]:
    """Tell whether an event is the moment at which its task's node sends copies."""
    if not isinstance(event, UserTaskCreated | UserTaskCompleted):
        return False
    settings = interpreter.settings_of(definition, event.element_id)
    moment = "arrival" if isinstance(event, UserTaskCreated) else "completion"
    return RULE in settings and _wanted(settings) == moment


def copied(tx: Transaction, case: Case, task: UserTask) -> Event | None:
    """Return what sends the copies of a task's node; None where everybody has one, or nobody is.

    A rule that cannot be carried out gives an incident: nobody waits for a copy, but somebody
    should know that nobody gets one.
    """
    try:
        people = _readers(tx, case, task)
    except (Invalid, feel.FeelError) as error:
        return own_incident(
            case.instance.id,
            case.instance.seq,
            element_id=task.element_id,
            kind="routing",
            message=f"{RULE}: {error}",
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


def _readers(tx: Transaction, case: Case, task: UserTask) -> dict[str, str]:
    """Return names by id of whom the rule finds, without those who have one of this round."""
    definition = tx.definitions.get(case.instance.definition_id)
    asked = UserTaskCreated(
        task_id=task.id, element_id=task.element_id, name=task.name, settings=task.settings
    )
    setting = of_running(case.instance, definition, asked, SYSTEM)
    facts = facts_of(tx, asked, _variables(tx, case, task), setting)
    organisation = tx.people.organisation()
    found = routing.readers(task.settings, organisation, facts)
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
