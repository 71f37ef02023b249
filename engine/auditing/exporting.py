"""What is taken along: which cases an export holds, and that it stands on the operation log."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from engine import access
from engine.auditing import searching
from engine.auditing.event_logs import CaseLog
from engine.errors import Invalid
from engine.model import Actor, ProcessInstance
from engine.model.operations import OperationKind
from engine.store import CaseSearch, Transaction

MOST: Final = 20_000  # lines of a list: what a spreadsheet opens at once
MOST_CASES: Final = 2_000  # cases of an event log, each with its whole record
_PAGE: Final = 200


def cases(
    tx: Transaction, search: CaseSearch, *, by: Actor, most: int = MOST
) -> Sequence[ProcessInstance]:
    """Return every case that a search finds, the newest first. Auditors and administrators.

    Raises Invalid where there are more than `most`: nothing is left out unsaid.
    """
    access.check_has_role(by, *access.SEES_ALL)
    found: list[ProcessInstance] = []
    cursor: str | None = None
    while True:
        page = searching.page(tx, search, by=by, limit=_PAGE, cursor=cursor)
        found += page.items
        if len(found) > most:
            raise Invalid(
                f"more than {most} cases: narrow the search",
                zh=f"案件超过 {most} 件，请缩小范围后再导出",
            )
        cursor = page.next
        if cursor is None:
            return found


def logs(tx: Transaction, search: CaseSearch, *, by: Actor) -> Sequence[CaseLog]:
    """Return the cases of a search with their records; raises as `cases` does."""
    found = cases(tx, search, by=by, most=MOST_CASES)
    return [CaseLog(instance=each, rows=tuple(tx.history.every(each.id))) for each in found]


def note(
    tx: Transaction, content: bytes, *, by: Actor, name: str, about: Mapping[str, Any]
) -> UUID:
    """Put on the operation log that somebody takes a file along: its name, size and digest.

    `about` says what it was made of. Auditors and administrators.
    """
    access.check_has_role(by, *access.SEES_ALL)
    said = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest(), **about}
    return tx.operations.add(OperationKind.EXPORTED, by=by, subject=name, particulars=said)
