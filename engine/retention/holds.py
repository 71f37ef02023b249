"""Use cases on legal holds: of a case that is held nothing is erased (保全)."""

from uuid import UUID

from engine import access, advance
from engine.errors import Conflict, NotFound
from engine.model import Actor, ProcessInstance, Role
from engine.model.events import LegalHoldLifted, LegalHoldSet
from engine.store import LegalHold, Page, Transaction

HOLDERS = (Role.AUDITOR, Role.ADMINISTRATOR)
"""Who sees and sets holds; only administrators lift them."""


def hold(tx: Transaction, instance_id: UUID, *, by: Actor, reason: str) -> ProcessInstance:
    """Let nothing of a case, and of what it called or led to, be erased. Auditors, administrators.

    Raises Conflict where it is held already, or has been erased.
    """
    access.check_has_role(by, *HOLDERS)
    case = tx.cases.lock(instance_id)
    if case.instance.erased_at is not None:
        raise Conflict(f"personal data of case {instance_id} has been erased already")
    if tx.keeping.held([instance_id]):
        raise Conflict(f"case {instance_id} is held already")
    return advance.note(tx, case, [LegalHoldSet(reason=advance.said(reason))], by=by)


def lift(tx: Transaction, instance_id: UUID, *, by: Actor, reason: str) -> ProcessInstance:
    """Let the rule count again: what is over is erased soon. Administrators.

    Raises Conflict where it is not held.
    """
    access.check_has_role(by, Role.ADMINISTRATOR)
    case = tx.cases.lock(instance_id)
    if not tx.keeping.held([instance_id]):
        raise Conflict(f"case {instance_id} is not held")
    return advance.note(tx, case, [LegalHoldLifted(reason=advance.said(reason))], by=by)


def holds(
    tx: Transaction, *, by: Actor, limit: int = 50, cursor: str | None = None
) -> Page[LegalHold]:
    """Return the holds in force, the newest first. Auditors and administrators."""
    access.check_has_role(by, *HOLDERS)
    return tx.keeping.holds(limit=limit, cursor=cursor)


def hold_of(tx: Transaction, instance_id: UUID, *, by: Actor) -> LegalHold:
    """Return the hold on a case; raises NotFound where there is none. Auditors, administrators."""
    access.check_has_role(by, *HOLDERS)
    found = tx.keeping.held([tx.cases.get(instance_id, by).id])
    if not found:
        raise NotFound(f"case {instance_id} is not held")
    return found[instance_id]
