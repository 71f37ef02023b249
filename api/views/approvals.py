"""The people layer of a task as REST answers it and as its page shows it."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, Field

from engine.masking import Veil
from engine.model import Part, Participant, ParticipantState, Via
from engine.participation import Offer
from engine.store import Consultation


class SignatureOut(BaseModel):
    """A signature by hand."""

    attachment: str
    sha256: str
    device: str


class ParticipantOut(BaseModel):
    """One person's item in the group that decides a task."""

    id: int = Field(description="Number within the task.")
    person: str
    name: str
    post: str = Field(description="Post and unit when the person came in.")
    state: ParticipantState
    part: Part = Field(
        description="What it means: seat counts; before is advice; after must agree too; delegate"
        " answers; left handed it over."
    )
    parent: int | None = Field(description="The item that a before, after or delegate hangs on.")
    order: int
    weight: int
    via: Via
    added_by: str | None
    on_behalf_of: str | None
    decision: str | None = Field(description="approve or reject; null where there is none.")
    opinion: str
    signature: SignatureOut | None
    reason: str
    rule: dict[str, Any] = Field(description="Rule that closed it, and what it relies on.")
    decided_at: datetime | None

    @classmethod
    def of(cls, item: Participant, veil: Veil) -> Self:
        signed = SignatureOut.model_validate(item.signature) if item.signature else None
        return cls(
            id=item.id,
            person=item.person,
            name=item.name,
            post=item.post,
            state=item.state,
            part=item.part,
            parent=item.parent,
            order=item.order,
            weight=item.weight,
            via=item.via,
            added_by=item.added_by,
            on_behalf_of=item.on_behalf_of,
            decision=item.decision,
            opinion=veil.text(item.opinion),
            signature=signed,
            reason=veil.text(item.reason),
            rule=dict(item.rule),
            decided_at=item.decided_at,
        )


class OperationOut(BaseModel):
    """One thing that may be done with a task, as this person is offered it."""

    name: str = Field(examples=["add-before"], description="Last part of its address.")
    zh: str = Field(examples=["前加签"])
    en: str = Field(examples=["Add before"])
    allowed: bool
    why_not: dict[str, str] = Field(
        description="Why not, by language; empty where it is allowed.",
        examples=[{"zh": "尚未轮到您", "en": "审批: it is not your turn yet"}],
    )

    @classmethod
    def of(cls, offer: Offer) -> Self:
        return cls(
            name=offer.operation.name,
            zh=offer.operation.zh,
            en=offer.operation.en,
            allowed=offer.allowed,
            why_not=dict(offer.why_not()),
        )


class ConsultationOut(BaseModel):
    """A question to one person about a task, and the answer."""

    id: UUID
    task_id: UUID
    person: str
    name: str
    asked_by: str
    asked_by_name: str
    question: str
    asked_at: datetime
    answer: str
    answered_at: datetime | None

    @classmethod
    def of(cls, asked: Consultation, veil: Veil) -> Self:
        return cls(
            id=asked.id,
            task_id=asked.task_id,
            person=asked.person,
            name=asked.name,
            asked_by=asked.asked_by,
            asked_by_name=asked.asked_by_name,
            question=veil.text(asked.question),
            asked_at=asked.asked_at,
            answer=veil.text(asked.answer),
            answered_at=asked.answered_at,
        )


class AskedOut(BaseModel):
    """Where a question can be found again."""

    id: UUID
