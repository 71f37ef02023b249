"""Use cases on copies (抄送): people are sent a case to read; that they did is recorded."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from engine import access, advance
from engine.errors import Conflict, Invalid
from engine.model import Actor, Copy, Role
from engine.model.events import CaseCopied, CopyConfirmed, CopyRead
from engine.participation import refused
from engine.store import Page, Transaction

CONFIRMATIONS: Final = ("", "read", "signature")
MOST: Final = 100  # people of one sending


def send(
    tx: Transaction,
    task_id: UUID,
    *,
    by: Actor,
    people: tuple[str, ...],
    text: str = "",
    confirm: str = "",
) -> UUID:
    """Send people the case of a task to read; returns the id of the sending.

    Whoever may see the task may, and who began the case. Somebody gets a task's copy once. Raises
    Invalid for nobody, somebody unknown, or a confirmation that is not asked for like that.
    """
    case, task = tx.cases.lock_of_task(task_id)
    initiator = case.instance.initiator == by.id
    if not initiator:
        access.check_may_see_task(task, by)
    if confirm not in CONFIRMATIONS:
        raise Invalid(f"confirm is {confirm!r}: expected one of {', '.join(CONFIRMATIONS[1:])}")
    sent = CaseCopied(
        copy_id=tx.files.new_id(),
        task_id=task.id,
        element_id=task.element_id,
        people=_readers(tx, task_id, people),
        via=_via(by, initiator=initiator),
        confirm=confirm,
        text=text.strip(),
    )
    advance.note(tx, case, [sent], by=by)
    return sent.copy_id


def page(
    tx: Transaction,
    *,
    by: Actor,
    unread: bool | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[Copy]:
    """Return what this person was sent to read, the newest first."""
    return tx.copies.page(by.id, unread=unread, limit=limit, cursor=cursor)


def unread(tx: Transaction, *, by: Actor) -> int:
    """Count what this person was sent and has not read, up to 100."""
    return tx.copies.unread(by.id)


def get(tx: Transaction, copy_id: UUID, *, by: Actor) -> Copy:
    """Return what this person was sent; NotFound: not his."""
    return tx.copies.get(copy_id, by.id)


def of_task(tx: Transaction, task_id: UUID, *, by: Actor) -> Sequence[Copy]:
    """Return who was sent a task's case, and who has read it; whoever may see the task may."""
    access.check_may_see_task(tx.tasks.get(task_id), by)
    return tx.copies.of_task(task_id)


def read(tx: Transaction, copy_id: UUID, *, by: Actor) -> Copy:
    """Note that somebody opened what he was sent; the first time counts. NotFound: not his."""
    mine = tx.copies.get(copy_id, by.id)
    if mine.read_at is None:
        case = tx.cases.lock(mine.instance_id)
        seen = CopyRead(copy_id=mine.id, task_id=mine.task_id, element_id=mine.element_id)
        advance.note(tx, case, [seen], by=by)
    return tx.copies.get(copy_id, by.id)


def confirm(
    tx: Transaction, copy_id: UUID, *, by: Actor, signature: Mapping[str, Any] | None = None
) -> Copy:
    """Confirm that one has read it (传阅确认).

    Raises Conflict where it was confirmed already, Invalid where a signature is asked for.
    """
    mine = read(tx, copy_id, by=by)
    if mine.confirmed_at is not None:
        raise refused(Conflict, "you have confirmed it already", "您已确认过")
    if mine.confirm == "signature" and not signature:
        raise refused(Invalid, "a signature is asked for", "请手写签名")
    case = tx.cases.lock(mine.instance_id)
    said = CopyConfirmed(
        copy_id=mine.id,
        task_id=mine.task_id,
        element_id=mine.element_id,
        signature=signature or {},
    )
    advance.note(tx, case, [said], by=by)
    return tx.copies.get(copy_id, by.id)


def _readers(tx: Transaction, task_id: UUID, people: tuple[str, ...]) -> dict[str, str]:
    known = tx.people.organisation().people
    for who in people:
        if who not in known or not known[who].active:
            raise refused(Invalid, f"there is no active person {who!r}", f"没有在职人员“{who}”")
    have = {one.person for one in tx.copies.of_task(task_id)}
    new = {who: known[who].name for who in people if who not in have}
    if not 1 <= len(new) <= MOST:
        raise refused(Invalid, f"name 1 to {MOST} people who have no copy", "请选择尚未抄送的人员")
    return new


def _via(by: Actor, *, initiator: bool) -> str:
    if initiator:
        return "initiator"
    return "administrator" if by.has(Role.ADMINISTRATOR) else "participant"
