"""Returning a task to one that was done before: to which it may be, and the command for it.

`gj:return` of the node says which of the possible targets are offered: any that was done, the
previous one, the initiator's, or elements by id.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from engine import interpreter, participation, returning
from engine.errors import EngineError, Invalid
from engine.model import Case, TaskState, UserTask, is_of_staff
from engine.model.events import Event, UserTaskReturned
from engine.model.events.returns import Mode
from engine.model.moves import OpenActivity, to_json
from engine.participation import refused
from engine.returning import Target
from engine.store import Transaction

_WHOLES: Final = frozenset({"subProcess", "transaction", "adHocSubProcess", "callActivity"})
_ZH: Final = {
    "not-done": "该节点没有办理过",
    "not-before": "该节点不是已执行的前序节点",
    "not-around": "该节点在其他子流程或其他实例内，不能退回",
    "not-straight": "两个节点不在同一层级，不能直达",
    "gone-on": "流程已继续，无法撤回",
    "not-offered": "本节点不允许退回到该节点",
}
_NOT_OFFERED: Final = "the step does not offer to return to it (gj:return)"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnTarget:
    """A task, or what has tasks inside, that was visited, and whether it may be returned to."""

    element_id: str
    name: str
    kind: str
    direct: bool
    """Whether nothing else that may be returned to lies between."""
    straight: bool
    """Whether the case can come straight back from it."""
    initiator: bool
    """Whether it is the first that the initiator did."""
    by: str
    by_name: str
    """Who did it last."""
    refusal: str
    """A code of returning.REFUSALS, or `not-offered`; empty = it may be returned to."""
    why_not: Mapping[str, str]
    """The reason, by language; empty where it may be returned to."""
    done_at: int = -1

    @property
    def allowed(self) -> bool:
        return not self.refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A case as a return needs it: what happened, what is open, and its tasks."""

    events: tuple[Event, ...]
    opened: Sequence[OpenActivity]
    tasks: Sequence[UserTask]


def record_of(tx: Transaction, case: Case) -> Record:
    """Read a case; raises Invalid where part of its record has been erased."""
    events = [row.event for row in tx.history.every(case.instance.id)]
    told = tuple(event for event in events if event is not None)
    if len(told) < len(events):
        raise refused(
            Invalid, "part of the record has been erased", "部分流转记录已被清除，无法退回"
        )
    definition = tx.definitions.get(case.instance.definition_id)
    opened = interpreter.open_activities(definition, case.snapshot, tx.now)
    return Record(events=told, opened=opened, tasks=tx.tasks.of(case.instance.id))


def targets(case: Case, task: UserTask, record: Record) -> list[ReturnTarget]:
    """Return what the task may be returned to and what not, in the order of the first visit."""
    rules = participation.parse(task.settings)
    found = returning.targets(record.events, record.opened, task.id)
    shown = [
        each for each in found if _is_shown(each, record.tasks) and each.activity_id != task.id
    ]
    first = _of_initiator(case, shown, record.tasks)
    return [_target(each, rules.returning, first, record.tasks) for each in shown]


def choose(found: Iterable[ReturnTarget], wanted: str | None) -> ReturnTarget:
    """Return the target that is wanted: an element, `initiator`, or `previous` (None too).

    Raises Invalid with the reason where it may not be returned to.
    """
    offered = sorted(found, key=lambda each: each.done_at)
    if wanted in {None, "previous"}:
        near = [each for each in offered if each.direct and each.allowed]
        if not near:
            raise refused(Invalid, "no earlier task may be returned to", "没有可以退回的前序节点")
        return near[-1]
    if wanted == "initiator":
        his = [each for each in offered if each.initiator and each.allowed]
        if not his:
            raise refused(
                Invalid,
                "the initiator has done no task that may be returned to",
                "没有可退回的发起人节点",
            )
        return his[0]
    for each in offered:
        if each.element_id == wanted:
            if not each.allowed:
                raise refused(
                    Invalid,
                    f"{wanted} cannot be returned to: {each.why_not['en']}",
                    each.why_not["zh"],
                    element_id=wanted,
                    refusal=each.refusal,
                )
            return each
    raise refused(
        Invalid, f"{wanted} was not done in this case", "该节点没有办理过", element_id=wanted
    )


def returned(
    case: Case,
    task: UserTask,
    record: Record,
    *,
    to: ReturnTarget,
    mode: Mode,
    reason: str,
    rule: str = "",
) -> UserTaskReturned:
    """Return the command; raises Invalid where it cannot come straight back as `mode` wants."""
    plan = returning.detour if mode == "straight" else returning.plan
    try:
        planned = plan(record.events, record.opened, task.id, to.element_id)
    except Invalid as error:
        raise in_chinese(error) from error
    return UserTaskReturned(
        task_id=task.id,
        element_id=task.element_id,
        to=to.element_id,
        to_name=to.name,
        mode=mode,
        reason=reason,
        instructions=tuple(map(to_json, planned.instructions)),
        withdrawn=taken_back(planned.withdrawn, record),
        kept=planned.kept,
        back=planned.back,
        rounds=next_rounds(case, planned.redone),
        rule=rule,
    )


def next_rounds(case: Case, elements: Iterable[str]) -> dict[str, int]:
    """Count the rounds of elements that are to be done again."""
    return {each: case.instance.rounds.get(each, 1) + 1 for each in elements}


def taken_back(withdrawn: Iterable[OpenActivity], record: Record) -> tuple[Mapping[str, Any], ...]:
    """Tell which open tasks go with what is withdrawn, and who had them."""
    gone = {each.activity_id for each in withdrawn}
    for each in record.opened:  # what is around stands before what is inside
        if each.scope_id in gone:
            gone.add(each.activity_id)
    return tuple(
        {
            "task_id": str(task.id),
            "element_id": task.element_id,
            "name": task.name,
            "people": list(task.principals) if task.assignee is None else [task.assignee],
            "read_by": list(task.read_by),
        }
        for task in record.tasks
        if task.is_open and task.id in gone
    )


def in_chinese(error: EngineError) -> EngineError:
    """Put the Chinese sentence beside a refusal of engine.returning."""
    facts = dict(error.facts)
    facts.setdefault("zh", _ZH.get(str(facts.get("refusal")), str(error)))
    return type(error)(str(error), **facts)


def _is_shown(target: Target, tasks: Sequence[UserTask]) -> bool:
    """Whether people do it: a task of theirs, or something that may have tasks inside."""
    return target.kind in _WHOLES or any(each.element_id == target.element_id for each in tasks)


def _of_initiator(case: Case, shown: Sequence[Target], tasks: Sequence[UserTask]) -> str | None:
    """Return the first that the initiator did; of a case of nobody, the first anybody did."""
    who = case.instance.initiator
    completed = [each for each in tasks if each.state is TaskState.COMPLETED]
    if is_of_staff(who):
        done = [each for each in completed if each.ended_by == who]
    else:
        done = [each for each in completed if is_of_staff(each.ended_by or "")]
    offered = {each.element_id for each in shown if not each.refusal}
    return next((each.element_id for each in done if each.element_id in offered), None)


def _target(
    target: Target, wanted: frozenset[str], first: str | None, tasks: Sequence[UserTask]
) -> ReturnTarget:
    done = [
        each
        for each in tasks
        if each.element_id == target.element_id and each.state is TaskState.COMPLETED
    ]
    last = max(done, key=lambda each: each.version, default=None)
    is_first = target.element_id == first
    refusal = target.refusal
    if not refusal and not _is_offered(target, wanted, is_first=is_first):
        refusal = "not-offered"
    en = returning.REFUSALS.get(refusal, _NOT_OFFERED)
    return ReturnTarget(
        element_id=target.element_id,
        name=target.name,
        kind=target.kind,
        direct=target.direct,
        straight=target.straight,
        initiator=is_first,
        by=(last.ended_by or "") if last else "",
        by_name=last.ended_by_name if last else "",
        refusal=refusal,
        why_not={"zh": _ZH[refusal], "en": en} if refusal else {},
        done_at=target.done_at,
    )


def _is_offered(target: Target, wanted: frozenset[str], *, is_first: bool) -> bool:
    return (
        bool({"any", target.element_id} & wanted)
        or ("previous" in wanted and target.direct)
        or ("initiator" in wanted and is_first)
    )
