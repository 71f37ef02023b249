"""A breach starts the process that is named for it, or joins one that is open as high already."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from engine import advance, interpreter
from engine.errors import Invalid, NotFound
from engine.model import SYSTEM, Case, ProcessInstance, UserTask
from engine.model.events import CaseLinked, CommentAdded, Event, IncidentRaised
from engine.store import HistoryQuery, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalated:
    """What a level came to."""

    begun: UUID | None = None
    attached_to: UUID | None = None
    events: tuple[Event, ...] = ()
    """What is recorded of it in the late case, behind the breach."""


_TOLD: Final = ("severity", "accused", "handler_dept")
"""Variables of the late case that its escalation goes by: who must not decide, whose team it is."""

LEVELS: Final = "escalate_to"
"""Variable of the late case: to which level its first, second, third … breach goes."""


def escalated(tx: Transaction, case: Case, task: UserTask, level: int) -> Escalated:
    """Start the process that the facts name, unless an escalation of this case is as high.

    The open one is told instead. One that cannot begin is an incident.
    """
    key = task.deadline["on_breach"]
    told = facts(case, task, level)
    for other in _open(tx, case, key):
        if _level(tx.cases.snapshot(other.id), case) >= _enough(case, level):
            said = CommentAdded(comment_id=tx.files.new_id(), text=str(told["facts"]))
            advance.note(tx, tx.cases.lock(other.id), [said], by=SYSTEM)
            return Escalated(attached_to=other.id)
    try:
        beginning = advance.Beginning(
            definition=tx.definitions.latest(key),
            variables=told,
            project=case.instance.project,
            links=(CaseLinked(other_id=case.instance.id, relation="source"),),
        )
        begun = advance.begin(tx, beginning, by=SYSTEM).id
    except (Invalid, NotFound) as error:
        return Escalated(events=(_trouble(case, task, f"{key}: {error}"),))
    link = CaseLinked(other_id=begun, relation="escalation")
    return Escalated(begun=begun, events=(link,))


def facts(case: Case, task: UserTask, level: int) -> Mapping[str, Any]:
    """Return what an escalation is told: the case it comes from, why, and from which level."""
    assert task.due_at is not None
    return {
        "source_case": case.instance.business_key or str(case.instance.id),
        "source_id": str(case.instance.id),
        "source_task": task.name,
        "source_task_id": str(task.id),
        "source_element": task.element_id,
        "late": [task.assignee] if task.assignee else list(task.routing.get("people", ())),
        "reason": "deadline_missed",
        "breach": level,
        "level_from": _levels(case, level)[-1],
        **{name: interpreter.variables(case.snapshot).get(name) for name in _TOLD},
        "auto": True,
        "facts": (
            f"{case.instance.process_name} {case.instance.business_key or ''} {case.instance.title}"
            f"：任务「{task.name}」应于 {task.due_at.isoformat()} 前办结，"
            f"第 {level} 次超时，办理人 {task.assignee_name or '无人认领'}"
        ),
    }


def _levels(case: Case, level: int) -> tuple[int, ...]:
    """Return the level of each breach so far, as `escalate_to` of the case says; else 0, 1, 2.

    What stands last in `escalate_to` holds for every breach behind it: there is nobody above.
    """
    known = _named(case) or list(range(level))
    return tuple(known[min(number, len(known)) - 1] for number in range(1, level + 1))


def _named(case: Case) -> list[int]:
    said = interpreter.variables(case.snapshot).get(LEVELS)
    return said if isinstance(said, list) else []


def _enough(case: Case, level: int) -> int:
    """Return the level at which an open escalation makes a further one needless."""
    wanted = _levels(case, level)
    nobody_above = level > 1 and wanted[-1] == wanted[-2]
    return wanted[-1] if nobody_above else max(level, wanted[-1])


def _open(tx: Transaction, case: Case, key: str) -> Iterator[ProcessInstance]:
    """Yield the open cases of this process that the late case has started or called."""
    links = tx.history.page(HistoryQuery(instance_id=case.instance.id, type="CaseLinked"))
    linked = [
        row.event.other_id
        for row in links.items
        if isinstance(row.event, CaseLinked) and row.event.relation == "escalation"
    ]
    others = [*map(tx.cases.get, linked), *tx.cases.children(case.instance.id)]
    yield from (other for other in others if other.key == key and not other.state.ended)


def _level(snapshot: bytes, case: Case) -> int:
    """Return the level at which an escalation stands: its own, else the one it began with.

    Where the late case names no levels, an escalation counts as high as the breach that began it.
    """
    known = interpreter.variables(snapshot)
    level = known.get("level")
    if isinstance(level, int):
        return level
    begun = known.get("level_from")
    if not isinstance(begun, int):
        return 0
    return begun if _named(case) else begun + 1


def _trouble(case: Case, task: UserTask, message: str) -> IncidentRaised:
    return advance.own_incident(
        case.instance.id,
        case.instance.seq,
        element_id=task.element_id,
        kind="deadline",
        message=message,
        activity_id=task.id,
    )
