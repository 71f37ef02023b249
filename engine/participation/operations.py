"""The registry of operations: what may be done with a task, by whom, when, and why not.

Each operation is a name, words for its button, and a guard that raises why it may not be done now.
Modules with more operations add theirs to `REGISTRY` in `engine.participation.registry`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from engine.errors import (
    Conflict,
    EngineError,
    InstanceNotActive,
    NotPermitted,
    TaskClaimed,
    TaskNotOpen,
)
from engine.model import (
    Actor,
    Crowd,
    Group,
    Participant,
    ParticipantState,
    Role,
    TaskState,
    UserTask,
    Via,
)
from engine.participation.language import Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """One person before one task: what the guards ask."""

    task: UserTask
    group: Group
    """Empty where the task has no participants."""
    rules: Rules
    actor: Actor
    leads: bool
    """Whether the actor leads a unit around the case, or administrates."""
    active: bool
    """Whether the case goes on: not suspended, not over."""
    asked: bool = False
    """Whether a question about the task waits for the actor's answer."""
    in_charge: bool = False
    """Whether the actor administrates everything, or the processes of the case's unit."""
    concerned: bool = False
    """Whether the actor began the case, or had a task of it."""
    urged: bool = False
    """Whether the task was urged a short while ago."""
    late: bool = False
    """Whether its deadline was missed."""
    beside: Crowd = ()
    """Seats of the group that were not looked at closely, and are not in `group`."""

    @property
    def item(self) -> Participant | None:
        """The actor's own item, or that of whom he stands in for; open ones before others."""
        his = [
            each
            for each in self.group
            if each.person in {self.actor.id, self.actor.on_behalf_of}
            and each.state is not ParticipantState.TRANSFERRED
        ]
        his.sort(key=lambda each: (not each.state.is_open, -each.id))
        return his[0] if his else None

    @property
    def administrates(self) -> bool:
        return self.actor.has(Role.ADMINISTRATOR)


Guard = Callable[[Situation], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One thing that may be done with a task."""

    name: str
    """Also the last part of its address, and its word in `gj:buttons`."""
    zh: str
    en: str
    guard: Guard
    """Raises an EngineError with the fact `zh` where this person may not do it now."""
    always: bool = False
    """Whether the node's `gj:buttons` cannot take it away."""
    reason: bool = False
    """Whether it wants to be given a reason."""
    afterwards: bool = False
    """Whether it is for a task that has been dealt with."""


class Named(Protocol):
    """What every operation has, on a task or on a case."""

    @property
    def name(self) -> str: ...
    @property
    def zh(self) -> str: ...
    @property
    def en(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An operation, on a task or on a case, as one person is offered it."""

    operation: Named
    refusal: EngineError | None
    """Why not; None = he may do it now."""

    @property
    def allowed(self) -> bool:
        return self.refusal is None

    def why_not(self) -> Mapping[str, str]:
        """Return the reason in Chinese and English; empty where it is allowed."""
        if self.refusal is None:
            return {}
        return {"zh": str(self.refusal.facts.get("zh", self.refusal)), "en": str(self.refusal)}


def check(operation: Operation, situation: Situation) -> None:
    """Raise why the operation may not be done: the case, the node's buttons, then its guard."""
    _check_open(operation, situation)
    if not operation.always and not offered(operation, situation.rules):
        raise refused(
            NotPermitted,
            f"{situation.task.name} does not offer {operation.name}",
            f"本节点未开放“{operation.zh}”",
        )
    operation.guard(situation)


def offers(operations: Mapping[str, Operation], situation: Situation) -> list[Offer]:
    """Return every operation with whether this person may do it now and why not."""
    return [offer(each, partial(check, each, situation)) for each in operations.values()]


def offer(operation: Named, guard: Callable[[], None]) -> Offer:
    """Return an operation with what its guard says now."""
    try:
        guard()
    except EngineError as error:
        return Offer(operation=operation, refusal=error)
    return Offer(operation=operation, refusal=None)


def offered(operation: Operation, rules: Rules) -> bool:
    """Tell whether the node offers an operation."""
    return rules.buttons is None or operation.name in rules.buttons


def refused(kind: type[EngineError], en: str, zh: str, **facts: Any) -> EngineError:
    """Return a refusal in English, with the Chinese sentence among its facts."""
    return kind(en, zh=zh, **facts)


def own_item(situation: Situation) -> Participant:
    """Return the actor's item whose turn it is; raises why there is none.

    TaskClaimed where somebody else holds a task without participants.
    """
    task, item = situation.task, situation.item
    if item is not None and item.state.is_open:
        return item
    if item is not None:
        raise _not_now(task, item)
    if not situation.group and situation.actor.id not in task.excluded:
        if task.assignee not in {None, situation.actor.id, situation.actor.on_behalf_of}:
            raise refused(
                TaskClaimed,
                f"task {task.name} is with {task.assignee_name}",
                f"该任务已由{task.assignee_name}签收",
                by=task.assignee_name,
            )
        task.check_not_blocked()
        if task.is_candidate(situation.actor):
            return implied(task, situation.actor)
    raise refused(NotPermitted, "you are no handler of this task", "您不是该任务的办理人")


def implied(task: UserTask, actor: Actor) -> Participant:
    """Return the item that somebody has of a task without participants."""
    held = task.assignee is not None and task.assignee in {actor.id, actor.on_behalf_of}
    return Participant(
        task_id=task.id,
        id=1,
        person=actor.id,
        name=actor.name,
        post=actor.post,
        state=ParticipantState.CLAIMED if held else ParticipantState.TODO,
        via=Via.ORIGIN if actor.on_behalf_of is None else Via.SUBSTITUTE,
        on_behalf_of=actor.on_behalf_of,
    )


def _check_open(operation: Operation, situation: Situation) -> None:
    if operation.afterwards:
        _check_done(situation)
    else:
        _check_not_done(situation)
    if not situation.active:
        raise refused(InstanceNotActive, "the case is suspended or over", "流程已挂起或已结束")


def _check_done(situation: Situation) -> None:
    if situation.task.state is not TaskState.COMPLETED:
        raise refused(Conflict, f"{situation.task.name} is not done", "该任务尚未办理")


def _check_not_done(situation: Situation) -> None:
    try:
        situation.task.check_open()
    except TaskNotOpen as error:
        name = situation.task.ended_by_name or "系统"
        error.facts = {**error.facts, "zh": f"该任务已由{name}处理，请刷新"}
        raise


def _not_now(task: UserTask, item: Participant) -> EngineError:
    texts = {
        ParticipantState.WAITING: ("it is not your turn yet", "尚未轮到您"),
        ParticipantState.SUSPENDED: ("your item is suspended", "您的任务已挂起"),
        ParticipantState.DELEGATED: ("it is delegated; wait for the answer", "委派中，请等待答复"),
        ParticipantState.DONE: ("you have decided already", "您已处理过该任务"),
    }
    en, zh = texts.get(item.state, ("you take no part any more", "您已不在该节点"))
    kind = TaskNotOpen if item.state is ParticipantState.DONE else Conflict
    return refused(kind, f"{task.name}: {en}", zh)
