"""Urging (催办): those who have a task are asked to hurry; nothing else about it changes."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from engine import advance, telling
from engine.calendar import SHANGHAI
from engine.errors import Conflict, Invalid, NotPermitted
from engine.model import Actor, Case, UserTask
from engine.model.events import UserTaskUrged
from engine.participation import refused
from engine.store import Transaction
from engine.user_tasks.opening import leads_around
from engine.user_tasks.team import leads_holders

PAUSE: Final = timedelta(hours=2)
"""Between two urges of one task, whoever urges; more would be noise."""
LENGTH: Final = 1_000  # characters: a reminder, no letter


def urge(tx: Transaction, task_id: UUID, *, by: Actor, text: str = "") -> UserTask:
    """Ask whoever has an open task to hurry; they are told, and the record keeps it.

    Whoever began the case may, who had a task of it before, who leads around it or those who have
    it, administrators.
    Raises NotPermitted for anybody else, Conflict within two hours of the last urge.
    """
    case, task = tx.cases.lock_of_task(task_id)
    _check_may_urge(tx, case, task, by)
    task.check_open()
    case.instance.check_active()
    if task.urged_at is not None and tx.now < task.urged_at + PAUSE:
        raise refused(Conflict, "it was urged within the last two hours", "两小时内已催办过")
    if len(text) > LENGTH:
        raise refused(Invalid, f"at most {LENGTH} characters", "催办内容过长")
    urged = UserTaskUrged(
        task_id=task.id, element_id=task.element_id, people=_holders(tx, task), text=text.strip()
    )
    advance.note(tx, case, [urged], by=by)
    return tx.tasks.get(task_id)


def _check_may_urge(tx: Transaction, case: Case, task: UserTask, by: Actor) -> None:
    if leads_holders(tx, task, by):
        return
    tx.cases.get(case.instance.id, by)
    concerned = case.instance.initiator == by.id or tx.cases.took_part(case.instance.id, by)
    if not concerned and not leads_around(tx, task, by):
        raise refused(
            NotPermitted, "you have nothing to do with this case", "您与本单无关，不能催办"
        )


def _holders(tx: Transaction, task: UserTask) -> dict[str, str]:
    """Return who has the task now, as they are told of everything else about it."""
    organisation, today = tx.people.organisation(), tx.now.astimezone(SHANGHAI).date()
    people = telling.holders(task, organisation, today)
    return {who: organisation.people[who].name for who in people}
