"""Checking the whole record stretch by stretch, each in a transaction of its own, with progress.

A record of a million cases takes longer than any request or statement may: so whoever asks keeps
where it has got to, and asks again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal
from uuid import UUID

from engine import access, seals
from engine.history import Broken
from engine.model import Actor
from engine.model.operations import OperationKind
from engine.store import CaseQuery, Transaction
from engine.store.trail import FIRST, Walked

Part = Literal["cases", "orphans", "gone", "tree", "done"]

CASES: Final = 200
"""Cases of a stretch: some tenths of a second."""

_WALKS: Final[Mapping[str, tuple[Part, Callable[[Transaction, UUID], Walked]]]] = {
    "cases": ("orphans", lambda tx, after: tx.history.verify_some(after, CASES)),
    "orphans": ("gone", lambda tx, after: tx.history.verify_orphans(after)),
    "gone": ("tree", lambda tx, after: tx.history.verify_gone(after)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a check of the whole record is."""

    part: Part = "cases"
    after: UUID = FIRST
    checked: int = 0
    """Cases that were checked entry by entry."""

    @property
    def done(self) -> bool:
        return self.part == "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """What one stretch found, and how far the check is after it."""

    progress: Progress
    findings: tuple[Broken, ...] = ()
    flaws: tuple[seals.Flaw, ...] = ()


def total(tx: Transaction, *, by: Actor) -> int:
    """Return how many cases there are to check. Auditors and administrators."""
    access.check_has_role(by, *access.SEES_ALL)
    return tx.cases.count(CaseQuery())


def stretch(tx: Transaction, progress: Progress, *, by: Actor) -> Stretch:
    """Check the next stretch of the record. Auditors and administrators."""
    access.check_has_role(by, *access.SEES_ALL)
    if progress.part in _WALKS:
        following, walk = _WALKS[progress.part]
        walked = walk(tx, progress.after)
        count = walked.checked if progress.part == "cases" else 0
        gone_on = replace(progress, checked=progress.checked + count)
        if walked.after is None:
            gone_on = replace(gone_on, part=following, after=FIRST)
        else:
            gone_on = replace(gone_on, after=walked.after)
        return Stretch(progress=gone_on, findings=walked.findings)
    flaws = tuple(seals.check(tx, by=by)) if progress.part == "tree" else ()
    return Stretch(progress=replace(progress, part="done"), flaws=flaws)


def note(tx: Transaction, *, by: Actor, about: str, findings: int) -> None:
    """Put on the operation log that somebody had the record checked, and what came of it."""
    access.check_has_role(by, *access.SEES_ALL)
    tx.operations.add(
        OperationKind.VERIFIED, by=by, subject=about, particulars={"findings": findings}
    )
