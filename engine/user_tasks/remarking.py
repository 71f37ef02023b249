"""Comments and files at a task; whoever may see it may add them."""

from uuid import UUID

from engine import access
from engine.advance import remarks
from engine.model import Actor
from engine.store import Transaction
from engine.user_tasks.opening import locked


def comment(tx: Transaction, task_id: UUID, *, by: Actor, text: str) -> UUID:
    """Write a comment on a task; returns its id. Whoever may see the task may."""
    case, task = locked(tx, task_id, by)
    by = access.acting(task, by)
    return remarks.comment(tx, case, by=by, text=text, task_id=task.id)


def attach(
    tx: Transaction,
    task_id: UUID,
    *,
    by: Actor,
    name: str,
    media_type: str,
    content: bytes,
    remark: bool = False,
) -> UUID:
    """Attach a file to a task; returns its id. Whoever may see the task may.

    `remark`: it comes with a comment. Another one may be handed in with the form of the task.
    """
    case, task = locked(tx, task_id, by)
    by = access.acting(task, by)
    file = remarks.File(name=name, media_type=media_type, content=content, remark=remark)
    return remarks.attach(tx, case, file, by=by, task_id=task.id)
