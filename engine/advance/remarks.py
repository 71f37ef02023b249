"""Comments and attachments: what people add to a case or a task without moving it."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from engine.advance.carry import note
from engine.errors import Invalid
from engine.model import Actor, Case
from engine.model.events import AttachmentAdded, CommentAdded
from engine.store import Transaction

TEXT_LENGTH: Final = 10_000  # a comment, not a document: what a page can show
FILE_SIZE: Final = 20 * 1024 * 1024  # bytes; the forms promise photos of up to 20 MB


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file that somebody hands in."""

    name: str
    media_type: str
    content: bytes
    remark: bool = False
    """It comes with a comment and is not for the form of its task."""


def comment(
    tx: Transaction, case: Case, *, by: Actor, text: str, task_id: UUID | None = None
) -> UUID:
    """Record a comment; raises Invalid where it says nothing or too much."""
    said = text.strip()
    if not said or len(said) > TEXT_LENGTH:
        raise Invalid(f"a comment has 1 to {TEXT_LENGTH} characters, not {len(said)}")
    comment_id = tx.files.new_id()
    note(tx, case, [CommentAdded(comment_id=comment_id, text=said, task_id=task_id)], by=by)
    return comment_id


def attach(
    tx: Transaction, case: Case, file: File, *, by: Actor, task_id: UUID | None = None
) -> UUID:
    """Keep a file and record its digest; raises Invalid for an empty or too large file."""
    size = len(file.content)
    if not 0 < size <= FILE_SIZE or not file.name.strip():
        raise Invalid(f"{file.name!r} has {size} bytes: expected a named file of 1 to {FILE_SIZE}")
    attachment_id = tx.files.new_id()
    added = AttachmentAdded(
        attachment_id=attachment_id,
        name=file.name.strip(),
        media_type=file.media_type,
        size=size,
        sha256=tx.files.put(file.content),
        task_id=task_id,
        remark=file.remark,
    )
    note(tx, case, [added], by=by)
    return attachment_id
