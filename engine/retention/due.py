"""Which cases have been kept long enough, by the rule of their process; nothing is changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from engine import access
from engine.model import Actor, ProcessInstance
from engine.model.retention import RETAIN, Rule, rule_of
from engine.retention.tree import together
from engine.store import LegalHold, Transaction

MOST: Final = 100  # cases looked at in one go


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A case whose time is over."""

    instance: ProcessInstance
    rule: str
    """ISO 8601, as the process says it."""
    due_at: datetime
    waits_for: tuple[UUID, ...]
    """Cases that go with it and have not ended: it waits for them."""
    holds: tuple[LegalHold, ...]
    """Holds on cases that go with it: nothing is erased meanwhile."""


def rules(tx: Transaction, *, by: Actor) -> Mapping[str, Rule]:
    """Return the rule of each process that has one, by key: that of the newest version.

    Designers, auditors and administrators.
    """
    access.check_has_role(by, *access.SEES_DEFINITIONS)
    return _rules(tx)


def due(tx: Transaction, *, by: Actor, limit: int = MOST) -> Sequence[Due]:
    """Tell which cases' time is over, the longest first (a dry run). Auditors, administrators.

    Cases that are held themselves are not among them: `holds` lists those.
    """
    access.check_has_role(by, *access.SEES_ALL)
    return list(all_due(tx, limit))


def all_due(tx: Transaction, limit: int) -> Iterator[Due]:
    """Yield up to `limit` cases whose time is over, the longest first."""
    found = sorted(_over(tx, limit), key=lambda each: (each[0], each[1].id))
    for at, instance, rule in found[:limit]:
        cases = together(tx, instance.id)
        yield Due(
            instance=instance,
            rule=rule.span.text,
            due_at=at,
            waits_for=tuple(case.id for case in cases if not case.state.ended),
            holds=tuple(tx.keeping.held([case.id for case in cases]).values()),
        )


def _rules(tx: Transaction) -> Mapping[str, Rule]:
    stated = {key: rule_of(said) for key, said in tx.keeping.stated(RETAIN).items()}
    return {key: rule for key, rule in stated.items() if rule is not None}


def _over(tx: Transaction, limit: int) -> list[tuple[datetime, ProcessInstance, Rule]]:
    found = []
    for key, rule in _rules(tx).items():
        until = rule.span.latest_end(tx.now)
        for instance in tx.keeping.over(key, until=until, limit=limit):
            assert instance.ended_at is not None  # that is what was asked for
            at = rule.span.after(instance.ended_at)
            if at <= tx.now:
                found.append((at, instance, rule))
    return found
