"""Urging (催办): those who have a task are asked to hurry; nothing else about it changes."""

from dataclasses import replace
from typing import Final
from uuid import UUID

from engine import advance, participation, telling
from engine.calendar import SHANGHAI
from engine.errors import Invalid
from engine.model import Actor, UserTask
from engine.model.events import UserTaskUrged
from engine.participation import refused
from engine.store import Transaction
from engine.user_tasks.situation import facts, is_concerned
from engine.user_tasks.team import leads_holders

LENGTH: Final = 1_000  # characters: a reminder, no letter


def urge(tx: Transaction, task_id: UUID, *, by: Actor, text: str = "") -> UserTask:
    """Ask whoever has an open task to hurry; they are told, and the record keeps it.

    Whoever began the case may, who had a task of it before, who leads around it or those who have
    it, administrators.
    Raises NotPermitted for anybody else, Conflict within two hours of the last urge, or as long as
    `gj:urgeEvery` of the node says.
    """
    case, task = tx.cases.lock_of_task(task_id)
    leads_them = leads_holders(tx, task, by)
    instance = tx.cases.get(case.instance.id, None if leads_them else by)
    found = facts(tx, instance.state, task, by)
    found = replace(found, concerned=leads_them or is_concerned(tx, instance, by))
    participation.check(participation.REGISTRY["urge"], found)
    if len(text) > LENGTH:
        raise refused(Invalid, f"at most {LENGTH} characters", "催办内容过长")
    urged = UserTaskUrged(
        task_id=task.id, element_id=task.element_id, people=_holders(tx, task), text=text.strip()
    )
    advance.note(tx, case, [urged], by=by)
    return tx.tasks.get(task_id)


def _holders(tx: Transaction, task: UserTask) -> dict[str, str]:
    """Return who has the task now, as they are told of everything else about it."""
    organisation, today = tx.people.organisation(), tx.now.astimezone(SHANGHAI).date()
    people = telling.holders(task, organisation, today)
    return {who: organisation.people[who].name for who in people}
