"""Substitution (代理、离岗委托): somebody acts in another's place, for a while and within limits.

Nothing is moved: while it is in force the agent sees the principal's work beside his own. When the
window is over, what is unfinished is the principal's alone again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Substitution:
    """Who acts for whom, when, and for which work."""

    id: UUID
    principal: str
    """Whose work it is (委托人)."""
    agent: str
    """Who acts in his place (代理人)."""
    begins: datetime
    ends: datetime
    """The first instant at which it is over."""
    processes: tuple[str, ...] = ()
    """Keys of the processes it is for; empty = all."""
    amount: float | None = None
    """The greatest amount (yuan) of a task that it is for; None = any. See `gj:amount`."""
    alone: bool = False
    """Whether such work stands in the agent's list only; the principal may act all the same."""
    existing: bool = False
    """Whether it is for work too that was there before it began."""
    returns: bool = True
    """Whether unfinished work is the principal's alone again when the window is over."""
    reason: str = ""
    created_by: str = ""
    created_by_name: str = ""
    created_at: datetime | None = None
    ended_at: datetime | None = None
    """When somebody ended it early."""

    def in_force(self, now: datetime) -> bool:
        """Tell whether the agent may act now; one that keeps what began in its window lasts on."""
        return (
            self.ended_at is None and self.begins <= now and (now < self.ends or not self.returns)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which tasks a substitution in force is for."""

    processes: frozenset[str] = frozenset()
    since: datetime | None = None
    """Tasks that were created before are not covered; None = all."""
    until: datetime
    amount: float | None = None

    @classmethod
    def of(cls, found: Substitution) -> "Scope":
        """Return the scope of a substitution."""
        return cls(
            processes=frozenset(found.processes),
            since=None if found.existing else found.begins,
            until=found.ends,
            amount=found.amount,
        )

    def covers(self, key: str, created_at: datetime, routing: Mapping[str, Any]) -> bool:
        """Tell whether a task is covered; where it says no amount, any amount will do."""
        amount = routing.get("amount")
        return (
            (not self.processes or key in self.processes)
            and (self.since is None or self.since <= created_at)
            and created_at < self.until
            and (self.amount is None or amount is None or amount <= self.amount)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn:
    """Somebody in whose place an actor may act now, with the addresses of that person's work."""

    principal: str
    name: str
    scope: Scope
    principals: frozenset[str] = field(default_factory=frozenset)
