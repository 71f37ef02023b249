"""Comments and attachments of tasks and cases."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, File, Form, Response, UploadFile
from pydantic import BaseModel, Field

from api.depends import Call, Change, Question, Reply
from api.problems import documented
from api.rest.bodies import Body
from api.views.files import as_file
from engine import comments, user_tasks
from engine.errors import NotFound, NotPermitted
from engine.masking import Veil
from engine.sights import Sight
from engine.store import Attachment, Comment, Transaction

router = APIRouter(tags=["comments and attachments"])

_GONE = documented(NotFound)
Upload = Annotated[UploadFile, File(description="At most 20 MB.")]
Remark = Annotated[bool, Form(description="It is a remark on the task, and not for its form.")]


class CommentIn(Body):
    """What somebody says."""

    text: str = Field(min_length=1, max_length=10_000)


class AddedOut(BaseModel):
    """The id of what was added."""

    id: UUID


class CommentOut(BaseModel):
    """What somebody said about a case or one of its tasks."""

    id: UUID
    task_id: UUID | None
    text: str
    author: str
    author_name: str
    created_at: datetime

    @classmethod
    def of(cls, comment: Comment, veil: Veil) -> Self:
        return cls(
            id=comment.id,
            task_id=comment.task_id,
            text=veil.text(comment.text),
            author=comment.author,
            author_name=comment.author_name,
            created_at=comment.created_at,
        )


class AttachmentOut(BaseModel):
    """A file at a case or one of its tasks, without its bytes."""

    id: UUID
    task_id: UUID | None
    name: str
    media_type: str
    size: int = Field(description="Bytes.")
    sha256: str
    author: str
    author_name: str
    created_at: datetime
    closed: bool = Field(description="Whether it is not open to whoever asks (a marked field's).")

    @classmethod
    def of(cls, attachment: Attachment, veil: Veil, *, closed: bool) -> Self:
        return cls(
            id=attachment.id,
            task_id=attachment.task_id,
            name=veil.text(attachment.name),
            media_type=attachment.media_type,
            size=attachment.size,
            sha256=attachment.sha256,
            author=attachment.author,
            author_name=attachment.author_name,
            created_at=attachment.created_at,
            closed=closed,
        )


@router.post(
    "/user-tasks/{task_id}/comments", status_code=201, responses=_GONE, response_model=AddedOut
)
def comment_on_task(task_id: UUID, body: CommentIn, call: Change) -> Response:
    """Write a comment on a task; whoever may see it may."""
    return _added(
        call, body, lambda tx: user_tasks.comment(tx, task_id, by=call.actor, text=body.text)
    )


@router.post(
    "/user-tasks/{task_id}/attachments", status_code=201, responses=_GONE, response_model=AddedOut
)
def attach_to_task(
    task_id: UUID, file: Upload, call: Change, *, remark: Remark = False
) -> Response:
    """Attach a file to a task; whoever may see it may.

    Where the form of the task takes marked files, nobody but its author and whoever has the step
    in hand opens it until it is handed in, unless it is a `remark`.
    """
    content, name, kind = _read(file)

    def work(tx: Transaction) -> UUID:
        return user_tasks.attach(
            tx,
            task_id,
            by=call.actor,
            name=name,
            media_type=kind,
            content=content,
            remark=remark,
        )

    return _added(call, [name, kind, content, remark], work)


@router.get("/process-instances/{instance_id}/comments", responses=_GONE)
def list_comments(instance_id: UUID, call: Question) -> list[CommentOut]:
    """List the comments on a case and its tasks, the oldest first."""

    def ask(tx: Transaction) -> list[CommentOut]:
        found = comments.of(tx, instance_id, by=call.actor)
        veil = Sight.of(tx, call.actor).veil(tx.cases.get(instance_id))
        return [CommentOut.of(each, veil) for each in found]

    return call.read(ask)


@router.post(
    "/process-instances/{instance_id}/comments",
    status_code=201,
    responses=_GONE,
    response_model=AddedOut,
)
def comment_on_instance(instance_id: UUID, body: CommentIn, call: Change) -> Response:
    """Write a comment on a case; whoever may see it may."""
    return _added(
        call, body, lambda tx: comments.add(tx, instance_id, by=call.actor, text=body.text)
    )


@router.get("/process-instances/{instance_id}/attachments", responses=_GONE)
def list_attachments(instance_id: UUID, call: Question) -> list[AttachmentOut]:
    """List the files of a case and its tasks, the oldest first."""

    def ask(tx: Transaction) -> list[AttachmentOut]:
        found = comments.attachments(tx, instance_id, by=call.actor)
        veil = Sight.of(tx, call.actor).veil(tx.cases.get(instance_id))
        closed = comments.closed(tx, instance_id, by=call.actor)
        return [AttachmentOut.of(each, veil, closed=each.id in closed) for each in found]

    return call.read(ask)


@router.post(
    "/process-instances/{instance_id}/attachments",
    status_code=201,
    responses=_GONE,
    response_model=AddedOut,
)
def attach_to_instance(instance_id: UUID, file: Upload, call: Change) -> Response:
    """Attach a file to a case; whoever may see it may."""
    content, name, kind = _read(file)

    def work(tx: Transaction) -> UUID:
        return comments.attach(
            tx, instance_id, by=call.actor, name=name, media_type=kind, content=content
        )

    return _added(call, [name, kind, content], work)


@router.get(
    "/attachments/{attachment_id}",
    responses=documented(NotFound, NotPermitted),
    response_class=Response,
)
def download(attachment_id: UUID, call: Question) -> Response:
    """Return the bytes of a file; whoever may see its case may, and read its marked field in full.

    Others get 403 for the file of a marked field, which stands on the operation log.
    """
    attachment, content = call.read(lambda tx: comments.download(tx, attachment_id, by=call.actor))
    return as_file(attachment, content)


def _read(file: UploadFile) -> tuple[bytes, str, str]:
    return file.file.read(), file.filename or "", file.content_type or "application/octet-stream"


def _added(call: Call, body: object, work: Callable[[Transaction], UUID]) -> Response:
    return call.change(body, lambda tx: Reply(body=AddedOut(id=work(tx)), status=201))
