"""Taking back one's own submission (撤回), and who has read a task (已阅)."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from uuid import UUID

from engine import advance, returning
from engine.advance import returns
from engine.errors import Conflict, Invalid
from engine.model import Actor, Case, Job, JobState, ProcessInstance, UserTask
from engine.model.events import (
    ChildCalled,
    ElementActivated,
    Event,
    JobCompleted,
    JobErrorThrown,
    MessageThrown,
    ParticipantsChanged,
    SignalThrown,
    SubmissionWithdrawn,
    UserTaskClaimed,
    UserTaskCompleted,
    UserTaskRead,
)
from engine.model.moves import to_json
from engine.participation import refused
from engine.returning import Return
from engine.store import JobQuery, Transaction
from engine.user_tasks.opening import locked
from engine.user_tasks.situation import before

_BY_RULE: Final = frozenset({"form", "skip", "empty"})
"""Operations on a group that nobody carried out."""


def withdraw(
    tx: Transaction, task_id: UUID, *, by: Actor, reason: str = "", expected: int | None = None
) -> ProcessInstance:
    """Take back what one has handed in: the task begins again, with whoever handed it in.

    What followed must be untouched: nothing of it claimed or decided, no job done or under way,
    nothing sent; where the node is strict (gj:withdraw) not even read. Raises NotPermitted for
    somebody else's submission, Conflict with what has been done since.
    """
    case, found = before(tx, task_id, by=by, operation="withdraw", expected=expected)
    record = returns.record_of(tx, case)
    try:
        planned, after = returning.withdrawal(record.events, record.opened, task_id)
    except Invalid as error:
        raise refused(
            Conflict, str(error), str(returns.in_chinese(error).facts["zh"]), **_refusal(error)
        ) from error
    strict = found.rules.withdraw == "strict"
    _check_untouched(tx, case, record, after - {task_id}, strict=strict)
    command = _withdrawn(case, found.task, planned, record, reason.strip())
    return advance.carry_out(tx, case, command, by=by)


def read(tx: Transaction, task_id: UUID, *, by: Actor) -> None:
    """Note that somebody to whom a task is offered has looked at it; the first time alone."""
    case, task = locked(tx, task_id, by)
    if _is_unread(task, by):
        advance.note(tx, case, [UserTaskRead(task_id=task.id, element_id=task.element_id)], by=by)


def is_unread(tx: Transaction, task_id: UUID, *, by: Actor) -> bool:
    """Tell whether an open task waits for this person, who has not looked at it yet."""
    return _is_unread(tx.tasks.get(task_id), by)


def _is_unread(task: UserTask, by: Actor) -> bool:
    return task.is_open and task.is_candidate(by) and by.id not in task.read_by


def _withdrawn(
    case: Case, task: UserTask, planned: Return, record: returns.Record, reason: str
) -> SubmissionWithdrawn:
    return SubmissionWithdrawn(
        task_id=task.id,
        element_id=task.element_id,
        reason=reason or "撤回",
        instructions=tuple(map(to_json, planned.instructions)),
        withdrawn=returns.taken_back(planned.withdrawn, record),
        rounds=returns.next_rounds(case, (task.element_id,)),
    )


def _refusal(error: Invalid) -> dict[str, str]:
    return {"refusal": str(error.facts["refusal"])}


def _check_untouched(
    tx: Transaction, case: Case, record: returns.Record, after: frozenset[UUID], *, strict: bool
) -> None:
    done = next(_touched(tx, record.events, after, strict=strict), None)
    working = next((job for job in _jobs(tx, case) if job.id in after), None)
    if done is not None:
        raise refused(
            Conflict, f"it has been acted on: {done}", "后续环节已处理，不能撤回", done=done
        )
    if working is not None:
        raise refused(
            Conflict,
            f"a worker is at {working.element_id}",
            "后续自动任务正在执行，不能撤回",
            done=working.element_id,
        )


def _jobs(tx: Transaction, case: Case) -> Sequence[Job]:
    query = JobQuery(instance_id=case.instance.id, states=frozenset({JobState.LEASED}))
    return tx.jobs.page(query, limit=100).items


def _touched(
    tx: Transaction, events: Iterable[Event], after: frozenset[UUID] | None, *, strict: bool
) -> Iterator[str]:
    """Yield what was done since, in the record's words; `after` None = in the whole case."""
    reached: set[str] = set()
    for event in events:
        if isinstance(event, ElementActivated) and (after is None or event.activity_id in after):
            reached.add(event.element_id)
        part = _part(event, strict=strict)
        acted = part is not None and (after is None or part in after)
        sent = isinstance(event, MessageThrown | SignalThrown) and event.element_id in reached
        if acted or sent:
            yield f"{type(event).__name__} {getattr(event, 'element_id', '')}"
        if isinstance(event, ChildCalled) and (after is None or event.activity_id in after):
            child = tx.cases.child_of(event.activity_id)
            rows = tx.history.every(child.id) if child is not None else ()
            told = (row.event for row in rows if row.event is not None)
            yield from _touched(tx, told, None, strict=strict)


def _part(event: Event, *, strict: bool) -> UUID | None:
    """Return the activity of which the event says that somebody, or a worker, acted on it."""
    match event:
        case UserTaskClaimed() | UserTaskCompleted():
            return event.task_id
        case UserTaskRead():
            return event.task_id if strict else None
        case ParticipantsChanged():
            return None if event.operation in _BY_RULE else event.task_id
        case JobCompleted() | JobErrorThrown():
            return event.job_id
        case _:
            return None
