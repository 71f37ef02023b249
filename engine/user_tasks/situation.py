"""Who stands before which task: what is asked before any operation on its participants."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from engine import access, participation
from engine.advance import Move
from engine.calendar import SHANGHAI
from engine.errors import Invalid
from engine.model import (
    Actor,
    Case,
    Crowd,
    Group,
    InstanceState,
    ParticipantState,
    ProcessInstance,
    UserTask,
)
from engine.model.events import ParticipantsChanged
from engine.model.organisation import Organisation, Person
from engine.participation import Newcomer, Offer, Rules, Situation, refused
from engine.store import Transaction
from engine.user_tasks.opening import is_in_charge, leads_around
from engine.user_tasks.team import leads_holders

Gather = Callable[[Transaction, UserTask, Rules, Actor], tuple[Group, Crowd]]
"""How a group is read: the items that an operation may touch, and the seats beside them."""

_AWAY: Final = frozenset(
    {ParticipantState.TRANSFERRED, ParticipantState.REMOVED, ParticipantState.SKIPPED}
)
"""Who left may come in again."""


def everybody(tx: Transaction, task: UserTask, _rules: Rules, _actor: Actor) -> tuple[Group, Crowd]:
    """Read all of a group."""
    return (tx.participants.of(task.id) if task.grouped else ()), ()


def before(
    tx: Transaction,
    task_id: UUID,
    *,
    by: Actor,
    operation: str,
    expected: int | None = None,
    gather: Gather = everybody,
) -> tuple[Case, Situation]:
    """Lock the case of a task and check that this actor may carry out the operation now.

    Raises NotFound where the task does not exist for him, TaskNotOpen where it has been dealt with,
    NotPermitted or Conflict with the reason, Conflict where `expected` is not its version.
    """
    case, task = tx.cases.lock_of_task(task_id)
    found = situation(tx, case.instance.state, task, by, gather)
    case.check_version(expected, task.version)
    participation.check(participation.REGISTRY[operation], found)
    return case, found


def situation(
    tx: Transaction,
    state: InstanceState,
    task: UserTask,
    by: Actor,
    gather: Gather = everybody,
) -> Situation:
    """Return what the guards of operations ask; raises NotFound where the task is not his."""
    if not leads_around(tx, task, by):
        access.check_may_see_task(task, by)
    return facts(tx, state, task, by, gather)


def facts(
    tx: Transaction,
    state: InstanceState,
    task: UserTask,
    by: Actor,
    gather: Gather = everybody,
) -> Situation:
    """Return what the guards ask, of somebody for whom the task need not exist."""
    late = task.breaches > 0 or (task.due_at is not None and task.due_at <= tx.now)
    rules, actor = participation.parse(task.settings), access.acting(task, by)
    group, beside = gather(tx, task, rules, actor)
    return Situation(
        task=task,
        group=group,
        beside=beside,
        rules=rules,
        actor=actor,
        leads=leads_around(tx, task, by),
        active=state is InstanceState.ACTIVE,
        in_charge=is_in_charge(tx, task, by),
        urged=urged_lately(task, rules, tx.now),
        late=late,
    )


def urged_lately(task: UserTask, rules: Rules, now: datetime) -> bool:
    """Whether a task was urged so short a while ago that whoever has it is left alone."""
    pause = timedelta(minutes=rules.urge_every)
    return task.urged_at is not None and now < task.urged_at + pause


def is_concerned(tx: Transaction, instance: ProcessInstance, by: Actor) -> bool:
    """Tell whether somebody began the case or had a task of it."""
    return instance.initiator == by.id or tx.cases.took_part(instance.id, by)


def operations(tx: Transaction, task_id: UUID, *, by: Actor) -> list[Offer]:
    """Return each operation with whether this person may do it now, and why not.

    Raises NotFound where the task does not exist for him.
    """
    task = tx.tasks.get(task_id)
    instance = tx.cases.get(task.instance_id)
    found = situation(tx, instance.state, task, by)
    asked = any(
        each.person == by.id and each.answered_at is None
        for each in tx.participants.consultations(task_id)
    )
    concerned = leads_holders(tx, task, by) or is_concerned(tx, instance, by)
    found = replace(found, asked=asked, concerned=concerned)
    return participation.offers(participation.REGISTRY, found)


def move(found: Situation, group: Group, event: ParticipantsChanged) -> Move:
    """Return what somebody makes of a group, to be recorded."""
    return Move(
        task=found.task,
        rules=found.rules,
        old=found.group,
        new=group,
        event=event,
        beside=found.beside,
    )


def newcomers(
    tx: Transaction, found: Situation, people: tuple[str, ...], *, group: Group
) -> list[Newcomer]:
    """Return the people who are to come in, as they are now.

    Raises Invalid for nobody, somebody twice, unknown or inactive, excluded (回避), or taking part.
    """
    if not people or len(set(people)) < len(people):
        raise refused(Invalid, "name each person once", "请选择人员，且不能重复")
    organisation, today = tx.people.organisation(), tx.now.astimezone(SHANGHAI).date()
    present = {each.person for each in group if each.state not in _AWAY}
    made = []
    for who in people:
        somebody = _active(organisation, who)
        _check_may_come(found.task, somebody, present)
        posts = [each.post for each in organisation.held_by(who, today)]
        made.append(
            Newcomer(
                id=who,
                name=somebody.name,
                post=organisation.post_title(who, today, found.task.project),
                weight=participation.weight_of(found.rules, who, posts),
            )
        )
    return made


def _active(organisation: Organisation, who: str) -> Person:
    somebody = organisation.people.get(who)
    if somebody is None or not somebody.active:
        raise refused(Invalid, f"there is no active person {who!r}", f"没有在职人员“{who}”")
    return somebody


def _check_may_come(task: UserTask, somebody: Person, present: set[str]) -> None:
    if somebody.id in task.excluded:
        raise refused(
            Invalid,
            f"{somebody.name} is excluded from task {task.name}",
            f"{somebody.name}须回避，不能参与该任务",
        )
    if somebody.id in present:
        raise refused(
            Invalid,
            f"{somebody.name} takes part in task {task.name} already",
            "不能选择已在本节点的人员",
        )
