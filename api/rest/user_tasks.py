"""User tasks: the worklist, and what staff do with the work in it."""

from collections.abc import Callable
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import AwareDatetime, BaseModel, Field

from api.depends import Call, Change, Question, Reply, etag
from api.paging import Cursor, Limit, PageOut
from api.problems import documented
from api.rest.bodies import Body, LateEntry
from api.rest.task_query import Filters, filters
from api.views.instances import InstanceOut
from api.views.tasks import FormOut, UserTaskDetailOut, UserTaskOut
from api.views.worklist import detail_of
from engine import user_tasks
from engine.errors import (
    FormInvalid,
    InstanceNotActive,
    NotFound,
    NotPermitted,
    PreconditionFailed,
    TaskClaimed,
    TaskNotOpen,
)
from engine.model import ProcessInstance, UserTask
from engine.sights import Sight
from engine.store import Transaction

router = APIRouter(prefix="/user-tasks", tags=["user tasks"])

CAP: Final = 100
_GONE = documented(NotFound)
_HELD = documented(NotFound, NotPermitted, TaskNotOpen, TaskClaimed, PreconditionFailed)
_FORM = documented(
    NotFound,
    NotPermitted,
    TaskNotOpen,
    TaskClaimed,
    InstanceNotActive,
    FormInvalid,
    PreconditionFailed,
)


class Completion(Body):
    """The form, filled in."""

    variables: dict[str, Any] = Field(
        default_factory=dict, examples=[{"result": "accept", "severity": "II"}]
    )
    late: LateEntry | None = Field(
        default=None, description="Where it was done before, on paper (补录)."
    )


class Assignment(Body):
    """Who is to do it; null gives it back to its candidates."""

    assignee: str | None = Field(examples=["limin"])
    reason: str = ""


class Thrown(Body):
    """A BPMN error or escalation that the diagram knows by its code."""

    code: str = Field(min_length=1, examples=["over-authority"])
    variables: dict[str, Any] = Field(default_factory=dict)


class Due(Body):
    """Another due time; null for none."""

    due_at: AwareDatetime | None
    reason: str = Field(min_length=1)


class Pause(Body):
    """Why the clock is stopped: one of the listed reasons, and what staff add."""

    reason: str = Field(examples=["parts"], description="complainant, parts, third_party, weather")
    note: str = Field(default="", max_length=2000)


class Resumption(Body):
    """What staff add where the clock runs again."""

    note: str = Field(default="", max_length=2000)


class CountOut(BaseModel):
    """How many tasks match, counted up to a cap."""

    count: int
    capped: bool = Field(description="There are at least this many.")


@router.get("", responses=documented())
def list_user_tasks(
    call: Question,
    asked: Annotated[Filters, Depends(filters)],
    limit: Limit = 50,
    cursor: Cursor = None,
) -> PageOut[UserTaskOut]:
    """List open tasks that wait for the caller; filters and `state` widen or narrow it."""

    def ask(tx: Transaction) -> PageOut[UserTaskOut]:
        page = tx.tasks.page(asked.query(tx, call.actor), call.actor, limit=limit, cursor=cursor)
        sight = Sight.of(tx, call.actor)
        found = [UserTaskOut.of(each, tx.now, sight) for each in page.items]
        return PageOut(items=found, next=page.next)

    return call.read(ask)


@router.get("/count", responses=documented())
def count_user_tasks(call: Question, asked: Annotated[Filters, Depends(filters)]) -> CountOut:
    """Count the tasks that the same filters would list, up to 100."""
    found = call.read(lambda tx: tx.tasks.count(asked.query(tx, call.actor), call.actor, cap=CAP))
    return CountOut(count=found, capped=found >= CAP)


@router.get("/{task_id}", responses=_GONE)
def get_user_task(task_id: UUID, call: Question, response: Response) -> UserTaskDetailOut:
    """Show one task with its form, the present values and who may write which field."""
    found = call.read(lambda tx: detail_of(tx, task_id, call.actor))
    response.headers.update(etag(found.version))
    return found


@router.get("/{task_id}/form", responses=_GONE)
def get_user_task_form(task_id: UUID, call: Question) -> FormOut:
    """Show only the form of a task, with the present values and who may write which field."""
    found = call.read(lambda tx: detail_of(tx, task_id, call.actor))
    return FormOut(form=found.form, data=found.data, rights=found.rights)


@router.post("/{task_id}/claim", responses=_HELD, response_model=UserTaskOut)
def claim_user_task(task_id: UUID, call: Change) -> Response:
    """Take a task from the pool; the second claimer learns who holds it (409)."""
    return change_task(call, task_id, None, lambda tx: user_tasks.claim(tx, task_id, by=call.actor))


@router.post("/{task_id}/release", responses=_HELD, response_model=UserTaskOut)
def release_user_task(task_id: UUID, call: Change) -> Response:
    """Give a claimed task back to its candidates."""
    return change_task(
        call, task_id, None, lambda tx: user_tasks.release(tx, task_id, by=call.actor)
    )


@router.post("/{task_id}/assignment", responses=_HELD, response_model=UserTaskOut)
def assign_user_task(task_id: UUID, body: Assignment, call: Change) -> Response:
    """Give a task to a person, or back to its candidates; heads and administrators may."""

    def work(tx: Transaction) -> UserTask:
        return user_tasks.assign(tx, task_id, by=call.actor, to=body.assignee, reason=body.reason)

    return change_task(call, task_id, body, work)


@router.post("/{task_id}/due", responses=_HELD, response_model=UserTaskOut)
def change_user_task_due(task_id: UUID, body: Due, call: Change) -> Response:
    """Set another due time, with the reason; heads and administrators may."""

    def work(tx: Transaction) -> UserTask:
        return user_tasks.change_due(
            tx, task_id, by=call.actor, due_at=body.due_at, reason=body.reason
        )

    return change_task(call, task_id, body, work)


@router.post("/{task_id}/pause", responses=_HELD, response_model=UserTaskOut)
def pause_user_task(task_id: UUID, body: Pause, call: Change) -> Response:
    """Stop the clock of a task for a listed reason (暂停计时): who has it, and who leads."""

    def work(tx: Transaction) -> UserTask:
        return user_tasks.pause(tx, task_id, by=call.actor, reason=body.reason, note=body.note)

    return change_task(call, task_id, body, work)


@router.post("/{task_id}/resume", responses=_HELD, response_model=UserTaskOut)
def resume_user_task(task_id: UUID, body: Resumption, call: Change) -> Response:
    """Let the clock of a task run again; it is due later by what the pause took."""

    def work(tx: Transaction) -> UserTask:
        return user_tasks.resume(tx, task_id, by=call.actor, note=body.note)

    return change_task(call, task_id, body, work)


@router.post("/{task_id}/completion", responses=_FORM, response_model=InstanceOut)
def complete_user_task(task_id: UUID, body: Completion, call: Change) -> Response:
    """Hand in the form and let the case go on; answers the case as it stands then."""
    late = body.late.late() if body.late else None

    def work(tx: Transaction) -> ProcessInstance:
        return user_tasks.complete(tx, task_id, by=call.actor, variables=body.variables, late=late)

    return change_case(call, task_id, body, work)


@router.post("/{task_id}/escalation", responses=_FORM, response_model=InstanceOut)
def escalate_user_task(task_id: UUID, body: Thrown, call: Change) -> Response:
    """Throw a BPMN escalation from the task (上报)."""

    def work(tx: Transaction) -> ProcessInstance:
        return user_tasks.escalate(
            tx, task_id, by=call.actor, code=body.code, variables=body.variables
        )

    return change_case(call, task_id, body, work)


@router.post("/{task_id}/error", responses=_FORM, response_model=InstanceOut)
def throw_user_task_error(task_id: UUID, body: Thrown, call: Change) -> Response:
    """Throw a BPMN error from the task: it cannot be done."""

    def work(tx: Transaction) -> ProcessInstance:
        return user_tasks.throw_error(
            tx, task_id, by=call.actor, code=body.code, variables=body.variables
        )

    return change_case(call, task_id, body, work)


def change_task(
    call: Call, task_id: UUID, body: BaseModel | None, work: Callable[[Transaction], UserTask]
) -> Response:
    """Change a task in the version that If-Match names, and answer it as it stands then."""

    def change(tx: Transaction) -> Reply:
        check_version(tx, task_id, call)
        return Reply(body=UserTaskOut.of(work(tx), tx.now, Sight.of(tx, call.actor)))

    return call.change(body, change)


def change_case(
    call: Call, task_id: UUID, body: BaseModel, work: Callable[[Transaction], ProcessInstance]
) -> Response:
    """Change a task in the version that If-Match names, and answer its case as it stands then."""

    def change(tx: Transaction) -> Reply:
        check_version(tx, task_id, call)
        return Reply(body=InstanceOut.of(work(tx), Sight.of(tx, call.actor)))

    return call.change(body, change)


def check_version(tx: Transaction, task_id: UUID, call: Call) -> None:
    """Compare If-Match under the lock, after it is settled that the task exists for the caller."""
    if call.expected is not None:
        tx.cases.lock_of_task(task_id)
        call.check_version(user_tasks.get(tx, task_id, by=call.actor).version)
