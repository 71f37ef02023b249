"""Events of keeping a case's data: legal holds, and the erasing of personal data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.model.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalHoldSet(Event):
    """Nothing of the case may be erased until the hold is lifted (保全)."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalHoldLifted(Event):
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalDataErased(Event):
    """Personal data of an ended case was erased; the chain of its rows still verifies."""

    root_id: UUID
    """The case whose time was over, or that somebody asked for: this one, or what it led to."""
    rule: str
    """The process's rule (`gj:retain`, ISO 8601); empty = somebody asked for it."""
    reason: str
    due_at: datetime | None
    """When the rule's time was over."""
    rows: tuple[int, ...]
    """Numbers of the rows whose payload and salt were erased."""
    title: str
    """The title from now on."""
    search: Mapping[str, Any] = field(default_factory=dict)
    """The search variables that are left."""
    removed: Mapping[str, int] = field(default_factory=dict)
    """Rows that were emptied or deleted, by table."""
