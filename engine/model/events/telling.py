"""Events of what people are told and given to read: urging, copies, notices, drafts kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from engine.model.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTaskUrged(Event):
    """Somebody asked those who have a task to hurry (催办)."""

    task_id: UUID
    element_id: str
    people: Mapping[str, str]
    """Names by id of those who had it then."""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCopied(Event):
    """People were sent a case to read (抄送)."""

    copy_id: UUID
    task_id: UUID
    element_id: str
    people: Mapping[str, str]
    """Names by id."""
    via: str
    """rule, participant, initiator or administrator."""
    confirm: str = ""
    """Empty, `read` or `signature`: what is asked of the readers."""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyRead(Event):
    """Somebody opened for the first time what he was sent."""

    copy_id: UUID
    task_id: UUID
    element_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyConfirmed(Event):
    """Somebody confirmed that he has read what he was sent (传阅确认)."""

    copy_id: UUID
    task_id: UUID
    element_id: str
    signature: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftSaved(Event):
    """Somebody kept a form that he has not handed in; what it says is not in the record (暂存)."""

    task_id: UUID
    element_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeGiven(Event):
    """The process told somebody something (a `notify` job)."""

    job_id: UUID
    element_id: str
    template: str
    to: str
    """As the diagram says it."""
    people: Mapping[str, str] = field(default_factory=dict)
    """Names by id of the staff among those it is for."""
    outside: Mapping[str, str] = field(default_factory=dict)
    """Addresses by channel of whoever is no staff: `sms` for a tenant's telephone."""
    values: Mapping[str, str] = field(default_factory=dict)
    """What the template may speak of."""
