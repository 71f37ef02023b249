"""What was changed in the organisation, by whom and why: kept for good, read by whoever audits."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

from engine import access
from engine.model import Actor
from engine.model.operations import OperationKind
from engine.organisations.books import Difference
from engine.store import Binding, OrganisationChange, Page, Transaction

MOST: Final = 2000  # rows told of one change: a first import of a large company has more


def note(tx: Transaction, found: Sequence[Difference], *, by: Actor, way: str, reason: str) -> None:
    """Keep what was changed; nothing where nothing was."""
    if not found:
        return
    tx.organisation_changes.add(
        by=by,
        way=way,
        reason=reason,
        row_count=len(found),
        differences=[asdict(each) for each in found[:MOST]],
    )
    said = {"rows": len(found), "reason": reason}
    kind = OperationKind.ORGANISATION_CHANGED
    tx.operations.add(kind, by=by, subject=way, particulars=said)


def note_bindings(
    tx: Transaction, kind: str, found: Sequence[Binding], *, by: Actor, reason: str
) -> None:
    """Keep that accounts were bound to identities of a provider (added), or are no more (left)."""
    rows = [
        Difference(
            kind=kind,
            sheet="账号绑定",
            key=each.person,
            fields=(_told("签发方", each.issuer, kind), _told("标识", each.subject, kind)),
        )
        for each in found
    ]
    note(tx, rows, by=by, way="binding", reason=reason)


def _told(title: str, value: str, kind: str) -> tuple[str, str, str]:
    return (title, "", value) if kind == "added" else (title, value, "")


def changes(
    tx: Transaction, *, by: Actor, limit: int = 50, cursor: str | None = None
) -> Page[OrganisationChange]:
    """Return what was changed in the organisation, the newest first. Administrators, auditors."""
    access.check_has_role(by, *access.SEES_ALL)
    return tx.organisation_changes.page(limit=limit, cursor=cursor)
