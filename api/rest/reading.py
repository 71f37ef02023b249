"""What people are reminded of, sent to read, and have begun to fill in: urging, copies, drafts."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from api.depends import Change, Question, Reply
from api.paging import Cursor, Limit, PageOut
from api.problems import documented
from api.rest.bodies import Body
from api.views.tasks import UserTaskOut
from engine import copies, form_drafts, user_tasks
from engine.errors import Conflict, Invalid, NotFound, NotPermitted, TaskClaimed, TaskNotOpen
from engine.model import Copy
from engine.sights import Sight
from engine.store import FormDraft, Transaction

router = APIRouter(tags=["reading and drafts"])

Text = Annotated[str, Field(max_length=1_000)]


class UrgeIn(Body):
    """What is said beside the reminder."""

    text: Text = ""


class CopyIn(Body):
    """Who is sent the case to read."""

    people: list[str] = Field(min_length=1, max_length=100, examples=[["limin"]])
    text: Text = ""
    confirm: Literal["", "read", "signature"] = ""


class ConfirmIn(Body):
    """A signature, where one is asked for: attachment, sha256, device."""

    signature: dict[str, Any] = Field(default_factory=dict)


class CopyOut(BaseModel):
    """A case that somebody was sent to read (待阅)."""

    id: UUID
    person: str
    name: str
    instance_id: UUID
    task_id: UUID
    element_id: str
    via: str = Field(description="rule, participant, initiator or administrator.")
    confirm: str
    text: str
    sent_by: str
    sent_by_name: str
    sent_at: datetime
    read_at: datetime | None
    confirmed_at: datetime | None

    @classmethod
    def of(cls, copy: Copy) -> Self:
        return cls(**{name: getattr(copy, name) for name in cls.model_fields})


class CopiesOut(BaseModel):
    """Who was sent a task's case."""

    items: list[CopyOut]


class SentOut(BaseModel):
    """The id of a sending."""

    id: UUID


class DraftIn(Body):
    """What has been typed so far; nothing of it is checked."""

    values: dict[str, Any]


class FormDraftOut(BaseModel):
    """A form that has not been handed in."""

    about: str = Field(examples=["task:01990000-…", "start:complaint-handling"])
    instance_id: UUID | None
    values: dict[str, Any]
    saved_at: datetime

    @classmethod
    def of(cls, draft: FormDraft) -> Self:
        return cls(
            about=draft.about,
            instance_id=draft.instance_id,
            values=dict(draft.values),
            saved_at=draft.saved_at,
        )


class FormDraftsOut(BaseModel):
    """All of one's drafts."""

    items: list[FormDraftOut]


@router.post(
    "/user-tasks/{task_id}/urge",
    response_model=UserTaskOut,
    responses=documented(NotFound, NotPermitted, TaskNotOpen, Conflict),
)
def urge_user_task(call: Change, task_id: UUID, body: UrgeIn) -> Response:
    """Ask whoever has the task to hurry (催办), once in two hours, or `gj:urgeEvery`."""

    def work(tx: Transaction) -> Reply:
        task = user_tasks.urge(tx, task_id, by=call.actor, text=body.text)
        return Reply(body=UserTaskOut.of(task, tx.now, Sight.of(tx, call.actor)))

    return call.change(body, work)


@router.post(
    "/user-tasks/{task_id}/copies",
    response_model=SentOut,
    status_code=201,
    responses=documented(NotFound, Invalid),
)
def send_copies(call: Change, task_id: UUID, body: CopyIn) -> Response:
    """Send people the case to read (抄送); somebody gets a task's copy once."""

    def work(tx: Transaction) -> Reply:
        people = tuple(dict.fromkeys(body.people))
        sent = copies.send(
            tx, task_id, by=call.actor, people=people, text=body.text, confirm=body.confirm
        )
        return Reply(body=SentOut(id=sent), status=201)

    return call.change(body, work)


@router.get("/user-tasks/{task_id}/copies", responses=documented(NotFound))
def list_copies_of_task(call: Question, task_id: UUID) -> CopiesOut:
    """Return who was sent a task's case, and who has read it."""
    found = call.read(lambda tx: copies.of_task(tx, task_id, by=call.actor))
    return CopiesOut(items=[CopyOut.of(one) for one in found])


@router.get("/copies", responses=documented())
def list_my_copies(
    *, call: Question, unread: bool | None = None, limit: Limit = 50, cursor: Cursor = None
) -> PageOut[CopyOut]:
    """Return what one was sent to read (待阅), the newest first."""
    found = call.read(
        lambda tx: copies.page(tx, by=call.actor, unread=unread, limit=limit, cursor=cursor)
    )
    return PageOut(items=[CopyOut.of(one) for one in found.items], next=found.next)


@router.post("/copies/{copy_id}/read", response_model=CopyOut, responses=documented(NotFound))
def read_copy(call: Change, copy_id: UUID) -> Response:
    """Note that one has opened it (已阅)."""

    def work(tx: Transaction) -> Reply:
        return Reply(body=CopyOut.of(copies.read(tx, copy_id, by=call.actor)))

    return call.change(None, work)


@router.post(
    "/copies/{copy_id}/confirmation",
    response_model=CopyOut,
    responses=documented(NotFound, Conflict, Invalid),
)
def confirm_copy(call: Change, copy_id: UUID, body: ConfirmIn) -> Response:
    """Confirm that one has read it (传阅确认)."""

    def work(tx: Transaction) -> Reply:
        done = copies.confirm(tx, copy_id, by=call.actor, signature=body.signature)
        return Reply(body=CopyOut.of(done))

    return call.change(body, work)


@router.put(
    "/user-tasks/{task_id}/draft",
    response_model=FormDraftOut,
    responses=documented(NotFound, TaskNotOpen, TaskClaimed, NotPermitted),
)
def save_draft_of_task(call: Change, task_id: UUID, body: DraftIn) -> Response:
    """Keep what one has typed so far (暂存); it is not checked."""

    def work(tx: Transaction) -> Reply:
        draft = form_drafts.save_of_task(tx, task_id, by=call.actor, values=body.values)
        return Reply(body=FormDraftOut.of(draft))

    return call.change(body, work)


@router.get("/user-tasks/{task_id}/draft", responses=documented(NotFound))
def get_draft_of_task(call: Question, task_id: UUID) -> FormDraftOut:
    """Return one's own draft of a task."""
    return FormDraftOut.of(call.read(lambda tx: form_drafts.of_task(tx, task_id, by=call.actor)))


@router.delete("/user-tasks/{task_id}/draft", status_code=204, responses=documented(NotFound))
def drop_draft_of_task(call: Change, task_id: UUID) -> Response:
    """Throw one's draft away."""

    def work(tx: Transaction) -> Reply:
        form_drafts.drop_of_task(tx, task_id, by=call.actor)
        return Reply(body=None, status=204)

    return call.change(None, work)


@router.put("/start-drafts/{key}", response_model=FormDraftOut, responses=documented(NotFound))
def save_draft_of_start(call: Change, key: str, body: DraftIn) -> Response:
    """Keep what one has typed into the start form of a process."""

    def work(tx: Transaction) -> Reply:
        draft = form_drafts.save_of_start(tx, key, by=call.actor, values=body.values)
        return Reply(body=FormDraftOut.of(draft))

    return call.change(body, work)


@router.get("/start-drafts/{key}", responses=documented(NotFound))
def get_draft_of_start(call: Question, key: str) -> FormDraftOut:
    """Return one's own draft of a start form."""
    return FormDraftOut.of(call.read(lambda tx: form_drafts.of_start(tx, key, by=call.actor)))


@router.delete("/start-drafts/{key}", status_code=204, responses=documented(NotFound))
def drop_draft_of_start(call: Change, key: str) -> Response:
    """Throw the draft of a start form away."""

    def work(tx: Transaction) -> Reply:
        form_drafts.drop_of_start(tx, key, by=call.actor)
        return Reply(body=None, status=204)

    return call.change(None, work)


@router.get("/form-drafts", responses=documented())
def list_my_drafts(call: Question) -> FormDraftsOut:
    """Return one's drafts (草稿), without those of tasks that are dealt with."""
    found = call.read(lambda tx: form_drafts.mine(tx, by=call.actor))
    return FormDraftsOut(items=[FormDraftOut.of(draft) for draft in found])
